/* client/tty.c -- raw mode, with a way back from everywhere (client/crash.h for what no handler sees). */
#include "client/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "client/crash.h"

#define LIMIT_TTY_LATE 1048576

struct tty {
	int in, out;      /* out: opened anew where that is possible */
	struct termios saved;
	bool raw;
	struct buf late;  /* what the terminal did not take yet */
	struct crash *crash;
	struct size cell; /* pixels */
};

/* The terminal by its name: O_NONBLOCK on descriptor 1 would be set for the user's shell too. */
static int open_output(void)
{
	struct stat ours, other;
	const char *name = ttyname(1);
	int fd = name != NULL ? open(name, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC) : -1;
	if (fd < 0) {
		return 1;
	}
	if (fstat(1, &ours) < 0 || fstat(fd, &other) < 0 || ours.st_rdev != other.st_rdev) {
		close(fd);
		return 1;
	}
	return fd;
}

int tty_open(struct tty **out)
{
	struct termios saved;
	if (!isatty(0) || !isatty(1) || tcgetattr(0, &saved) < 0) {
		return ERR_SYS;
	}
	struct tty *t = mem_zalloc(sizeof(*t));
	t->in = 0;
	t->out = open_output();
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
		tcsetattr(t->in, tty_is_behind(t) ? TCSANOW : TCSADRAIN, &t->saved);
		t->raw = false;
	}
}

void tty_close(struct tty *t)
{
	if (t != NULL) {
		tty_cooked(t);
		crash_unguard(t->crash);
		if (t->out > 1) {
			close(t->out);
		}
		buf_finish(&t->late);
		free(t);
	}
}

struct size tty_size(struct tty *t)
{
	struct winsize ws;
	t->cell = (struct size){0};
	if (ioctl(t->out, TIOCGWINSZ, &ws) < 0 || ws.ws_col == 0 || ws.ws_row == 0) {
		return (struct size){80, 24};
	}
	t->cell = (struct size){ws.ws_xpixel / ws.ws_col, ws.ws_ypixel / ws.ws_row};
	return (struct size){ws.ws_col, ws.ws_row};
}

struct size tty_cell(const struct tty *t)
{
	return t->cell;
}

int tty_flush(struct tty *t)
{
	while (t->late.len > 0) {
		struct bytes b = buf_bytes(&t->late);
		ssize_t n = write(t->out, b.data, b.len);
		if (n > 0) {
			buf_consume(&t->late, (size_t)n);
		} else if (n == 0 || errno != EINTR) {
			return n < 0 && errno == EAGAIN ? 0 : ERR_SYS;
		}
	}
	return 0;
}

int tty_write(struct tty *t, struct bytes b)
{
	if (t->late.len + b.len > LIMIT_TTY_LATE && t->late.len > 0) {
		return 0;
	}
	buf_put(&t->late, b.data, b.len);
	return tty_flush(t);
}

bool tty_is_behind(const struct tty *t)
{
	return t->late.len > 0;
}

void tty_drain(struct tty *t, int timeout_ms)
{
	struct pollfd p = {.fd = t->out, .events = POLLOUT};
	while (tty_flush(t) == 0 && tty_is_behind(t) && poll(&p, 1, timeout_ms) > 0) {
	}
}

int tty_in(const struct tty *t)
{
	return t->in;
}

int tty_out(const struct tty *t)
{
	return t->out;
}
