/* client/tty.c -- raw mode, with a way back from everywhere (client/crash.h for what no handler sees). */
#include "client/tty.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "client/crash.h"

struct tty {
	int in, out;
	struct termios saved;
	bool raw;
	struct crash *crash;
};

int tty_open(struct tty **out)
{
	struct termios saved;
	if (!isatty(0) || !isatty(1) || tcgetattr(0, &saved) < 0) {
		return ERR_SYS;
	}
	struct tty *t = mem_zalloc(sizeof(*t));
	t->in = 0;
	t->out = 1;
	t->saved = saved;
	*out = t;
	return 0;
}

int tty_raw(struct tty *t, struct bytes panic)
{
	struct termios raw = t->saved;
	if (t->crash == NULL) {
		t->crash = crash_guard(t->out, &t->saved, panic);
	}
	cfmakeraw(&raw);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(t->in, TCSANOW, &raw) < 0) {
		return ERR_SYS;
	}
	t->raw = true;
	return 0;
}

void tty_cooked(struct tty *t)
{
	if (t->raw) {
		tcsetattr(t->in, TCSADRAIN, &t->saved);
		t->raw = false;
	}
}

void tty_close(struct tty *t)
{
	if (t != NULL) {
		tty_cooked(t);
		crash_unguard(t->crash);
		free(t);
	}
}

struct size tty_size(const struct tty *t)
{
	struct winsize ws;
	if (ioctl(t->out, TIOCGWINSZ, &ws) < 0 || ws.ws_col == 0 || ws.ws_row == 0) {
		return (struct size){80, 24};
	}
	return (struct size){ws.ws_col, ws.ws_row};
}

int tty_write(struct tty *t, struct bytes b)
{
	while (b.len > 0) {
		ssize_t n = write(t->out, b.data, b.len);
		if (n > 0) {
			b.data += n;
			b.len -= (size_t)n;
		} else if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
			struct pollfd p = {.fd = t->out, .events = POLLOUT};
			if (errno == EAGAIN && poll(&p, 1, 5000) == 0) {
				return ERR_SYS;
			}
		} else {
			return ERR_SYS;
		}
	}
	return 0;
}

int tty_in(const struct tty *t)
{
	return t->in;
}

int tty_out(const struct tty *t)
{
	return t->out;
}
