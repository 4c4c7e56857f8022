/* client/crash.c -- the guard process. */
#include "client/crash.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

struct crash {
	int fd;
	pid_t pid;
};

/* What the client has open must close with the client. */
static void close_others(int from, int tty_fd)
{
	long max = sysconf(_SC_OPEN_MAX);
	for (int fd = 0; fd < (max > 0 && max < 1024 ? max : 1024); fd++) {
		if (fd != from && fd != tty_fd) {
			close(fd);
		}
	}
}

static void guard(int from, int tty_fd, const struct termios *saved, struct bytes panic)
{
	char c;
	ssize_t n;
	/* Keys that send signals to the foreground group are meant for the client. */
	for (int sig = 1; sig < NSIG; sig++) {
		signal(sig, SIG_IGN);
	}
	close_others(from, tty_fd);
	do {
		n = read(from, &c, 1);
	} while (n < 0 && errno == EINTR);
	if (n == 0) {
		if (write(tty_fd, panic.data, panic.len) < 0) {
			_exit(1);
		}
		tcsetattr(tty_fd, TCSADRAIN, saved);
	}
	_exit(0);
}

struct crash *crash_guard(int tty_fd, const struct termios *saved, struct bytes panic)
{
	int fds[2];
	if (pipe2(fds, O_CLOEXEC) < 0) { /* an ssh that outlives us is not to keep the guard waiting */
		return NULL;
	}
	pid_t pid = fork();
	if (pid == 0) {
		close(fds[1]);
		guard(fds[0], tty_fd, saved, panic);
	}
	close(fds[0]);
	if (pid < 0) {
		close(fds[1]);
		return NULL;
	}
	struct crash *c = mem_zalloc(sizeof(*c));
	c->fd = fds[1];
	c->pid = pid;
	return c;
}

void crash_unguard(struct crash *c)
{
	if (c == NULL) {
		return;
	}
	if (write(c->fd, "x", 1) < 0) {
		kill(c->pid, SIGKILL);
	}
	close(c->fd);
	waitpid(c->pid, NULL, 0);
	free(c);
}
