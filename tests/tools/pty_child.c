/* tests/tools/pty_child.c -- a command on a pty of its own. */
#include "tests/tools/pty_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"

struct pty_child {
	pid_t pid;
	int fd, record;
	bool closed, reaped; /* closed: the pty gives no more */
	int status;
	struct term *term;
	struct buf out;
	usec_t heard_at;
	uint64_t heard;
};

static void on_answer(void *ctx, struct bytes b)
{
	pty_child_send(ctx, b);
}

static void run_command(const char *term_name, char *const *argv)
{
	setenv("TERM", term_name, 1);
	unsetenv("COLUMNS");
	unsetenv("LINES");
	signal(SIGPIPE, SIG_DFL);
	execvp(argv[0], argv);
	fprintf(stderr, "%s: %s\r\n", argv[0], strerror(errno));
	_exit(127);
}

int pty_child_new(
	struct size size, const char *term_name, char *const *argv, struct pty_child **out)
{
	struct winsize ws = {.ws_row = size.rows, .ws_col = size.cols};
	int fd;
	pid_t pid = forkpty(&fd, NULL, NULL, &ws);
	if (pid < 0) {
		return ERR_SYS;
	}
	if (pid == 0) {
		run_command(term_name, argv);
	}
	fcntl(fd, F_SETFL, O_NONBLOCK);
	struct pty_child *c = mem_zalloc(sizeof(*c));
	struct term_cfg cfg = {
		.size = size,
		.host = {.ctx = c, .answer = on_answer},
		.fg = COLOUR_RGB(0xd0, 0xd0, 0xd0),
		.bg = COLOUR_RGB(0x1c, 0x1c, 0x1c),
	};
	c->pid = pid;
	c->fd = fd;
	c->record = -1;
	c->heard_at = clock_now();
	c->term = term_new(&cfg);
	*out = c;
	return 0;
}

/* Waits for the end, at most until then. */
static bool reap(struct pty_child *c, usec_t until)
{
	while (!c->reaped) {
		int status;
		pid_t r = waitpid(c->pid, &status, WNOHANG);
		if (r == c->pid) {
			bool ended = WIFEXITED(status);
			c->status = ended ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
			c->reaped = true;
		} else if (usec_reached(until, clock_now())) {
			return false;
		} else {
			poll(NULL, 0, 5);
		}
	}
	return true;
}

void pty_child_free(struct pty_child *c)
{
	if (c == NULL) {
		return;
	}
	close(c->fd); /* its session gets SIGHUP */
	if (!reap(c, usec_add(clock_now(), SEC(2)))) {
		kill(c->pid, SIGKILL);
		reap(c, usec_add(clock_now(), SEC(2)));
	}
	term_free(c->term);
	buf_finish(&c->out);
	free(c);
}

const struct term *pty_child_term(const struct pty_child *c)
{
	return c->term;
}

void pty_child_send(struct pty_child *c, struct bytes b)
{
	buf_put(&c->out, b.data, b.len);
}

void pty_child_resize(struct pty_child *c, struct size size)
{
	struct winsize ws = {.ws_row = size.rows, .ws_col = size.cols};
	term_resize(c->term, size);
	ioctl(c->fd, TIOCSWINSZ, &ws);
}

void pty_child_record(struct pty_child *c, int fd)
{
	c->record = fd;
}

static void write_some(struct pty_child *c)
{
	struct bytes b = buf_bytes(&c->out);
	ssize_t n = write(c->fd, b.data, b.len);
	if (n > 0) {
		buf_consume(&c->out, (size_t)n);
	} else if (n < 0 && errno != EAGAIN && errno != EINTR) {
		buf_clear(&c->out);
	}
}

/* True when there was something to interpret. */
static bool read_some(struct pty_child *c)
{
	uint8_t data[16384];
	ssize_t n = read(c->fd, data, sizeof(data));
	if (n > 0) {
		c->heard_at = clock_now();
		c->heard += (uint64_t)n;
		term_write(c->term, bytes_of(data, (size_t)n));
		if (c->record >= 0 && write(c->record, data, (size_t)n) != n) {
			c->record = -1;
		}
		return true;
	}
	if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		c->closed = true; /* Linux says EIO when the last holder of the other end is gone */
	}
	return false;
}

void pty_child_pump(struct pty_child *c, usec_t until)
{
	for (;;) {
		usec_t now = clock_now(), wait = usec_since(now, until);
		if (c->closed) {
			reap(c, until);
			return;
		}
		short events = c->out.len > 0 ? POLLIN | POLLOUT : POLLIN;
		struct pollfd p = {.fd = c->fd, .events = events};
		int timeout = wait > SEC(1) ? 1000 : (int)((wait + 999) / 1000);
		poll(&p, 1, timeout);
		if (p.revents & POLLOUT) {
			write_some(c);
		}
		if (((p.revents & (POLLIN | POLLHUP | POLLERR)) && read_some(c)) || wait == 0) {
			return;
		}
	}
}

bool pty_child_ended(struct pty_child *c, int *status)
{
	if (!c->closed || !reap(c, 0)) {
		return false;
	}
	*status = c->status;
	return true;
}

usec_t pty_child_heard_at(const struct pty_child *c)
{
	return c->heard_at;
}

uint64_t pty_child_heard(const struct pty_child *c)
{
	return c->heard;
}

size_t pty_child_unsent(const struct pty_child *c)
{
	return c->out.len;
}

pid_t pty_child_pid(const struct pty_child *c)
{
	return c->pid;
}
