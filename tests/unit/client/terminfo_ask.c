/* tests/unit/client/terminfo_ask.c -- terminfo without the names that <curses.h> takes. */
#include "tests/unit/client/terminfo_ask.h"

#include <curses.h>
#include <stdint.h>
#include <term.h>
#include <unistd.h>

bool terminfo_open(const char *name)
{
	int err;
	terminfo_close();
	return setupterm(name, STDOUT_FILENO, &err) == OK;
}

void terminfo_close(void)
{
	if (cur_term != NULL) {
		del_curterm(cur_term);
	}
}

const char *terminfo_string(const char *name)
{
	const char *s = tigetstr(name);
	return (intptr_t)s == -1 ? NULL : s;
}

int terminfo_flag(const char *name)
{
	return tigetflag(name);
}

int terminfo_number(const char *name)
{
	return tigetnum(name);
}

const char *terminfo_fill(const char *text, const long arg[9])
{
	return tparm(text, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5], arg[6], arg[7], arg[8]);
}
