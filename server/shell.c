/* server/shell.c -- one child, its output, and a limit on how long the server waits for it. */
#include "server/shell.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "server/server_impl.h"
#include "server/spawn.h"

#define SHELL_LIMIT SEC(5)
#define LIMIT_SHELL_OUTPUT 262144

static void child(const char *command, int out)
{
	dup2(out, 1);
	dup2(out, 2);
	spawn_close_from(3);
	setpgid(0, 0);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/* True at the end of output, false at the time limit. */
static bool collect(int fd, usec_t until, struct buf *out)
{
	for (;;) {
		usec_t now = clock_now();
		struct pollfd p = {.fd = fd, .events = POLLIN};
		if (usec_reached(until, now)) {
			return false;
		}
		if (poll(&p, 1, (int)((until - now) / 1000u) + 1) <= 0) {
			continue;
		}
		char data[4096];
		ssize_t n = read(fd, data, sizeof(data));
		if (n == 0 || (n < 0 && errno != EINTR)) {
			return true;
		}
		if (n > 0 && out->len + (size_t)n <= LIMIT_SHELL_OUTPUT) {
			buf_put(out, data, (size_t)n);
		}
	}
}

/* True when the child has ended by `until`. It may have closed its output long before. */
static bool reap(pid_t pid, usec_t until, int *result)
{
	static const struct timespec pause = {.tv_nsec = 1000000};
	pid_t r;
	while ((r = waitpid(pid, result, WNOHANG)) == 0 || (r < 0 && errno == EINTR)) {
		if (usec_reached(until, clock_now())) {
			return false;
		}
		nanosleep(&pause, NULL);
	}
	return true;
}

int shell_run(void *ctx, const char *command, int *status, struct buf *out)
{
	int fds[2], result = 0;
	const struct server *s = ctx;
	if (pipe(fds) < 0) {
		return ERR_SYS;
	}
	usec_t until = clock_now() + SHELL_LIMIT;
	pid_t pid = spawn_fork(s != NULL && s->core_known ? &s->core : NULL);
	if (pid == 0) {
		close(fds[0]);
		child(command, fds[1]);
	}
	close(fds[1]);
	bool ended = pid > 0 && collect(fds[0], until, out) && reap(pid, until, &result);
	close(fds[0]);
	if (pid < 0) {
		return ERR_SYS;
	}
	if (!ended) {
		kill(-pid, SIGKILL);
		while (waitpid(pid, &result, 0) < 0 && errno == EINTR) {
		}
	}
	*status = WIFEXITED(result) ? WEXITSTATUS(result) : 128 + WTERMSIG(result);
	return ended ? 0 : ERR_AGAIN;
}
