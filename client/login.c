/* client/login.c -- ssh in the background, and what comes of it. */
#include "client/login.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"

#define LOGIN_SPAN SEC(20)
#define END_SPAN SEC(2)   /* its output has ended: so long it may take to end itself */
#define END_LOOK MS(10)
#define LIMIT_COMPLAINT 400

struct login {
	struct login_user user;
	struct ssh_child child;
	struct loop_watch *out_watch, *err_watch, *timer;
	usec_t over_at; /* by when it must have ended */
	bool closed;    /* its output has ended */
	struct buf output;
	char complaint[LIMIT_COMPLAINT];
	size_t complaint_len;
	uint16_t udp_port;
	bool ended;
};

enum login_end login_judge(int status, const char *complaint)
{
	static const char *const asks[] = {"Permission denied", "Host key verification failed", "passphrase",
		"Too many authentication failures", "IDENTIFICATION HAS CHANGED"};
	for (size_t i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
		if (status == 255 && strstr(complaint, asks[i]) != NULL) {
			return LOGIN_ASKS;
		}
	}
	bool gone = strstr(complaint, "can't find session") != NULL || strstr(complaint, "no sessions") != NULL;
	return status == 1 && gone ? LOGIN_GONE : LOGIN_FAILED;
}

static void unwatch(struct login *l)
{
	loop_unwatch(l->out_watch);
	loop_unwatch(l->err_watch);
	loop_unwatch(l->timer);
	l->out_watch = l->err_watch = l->timer = NULL;
}

static void close_fd(int *fd)
{
	if (*fd >= 0) {
		close(*fd);
	}
	*fd = -1;
}

/* Has ssh ended? Then its exit status. */
static bool has_ended(struct login *l, int *status)
{
	int s = 0;
	if (l->child.pid > 0 && waitpid(l->child.pid, &s, WNOHANG) == 0) {
		return false;
	}
	*status = l->child.pid > 0 && WIFEXITED(s) ? WEXITSTATUS(s) : 255;
	l->child.pid = 0;
	return true;
}

static void end_by_force(struct login *l)
{
	if (l->child.pid > 0) {
		kill(l->child.pid, SIGKILL);
		waitpid(l->child.pid, NULL, 0);
		l->child.pid = 0;
	}
}

/* The last line that is not blank, without controls: a stranger's text. */
static const char *last_line(struct login *l)
{
	char *from = l->complaint;
	size_t n = l->complaint_len;
	while (n > 0 && (unsigned char)from[n - 1] <= ' ') {
		n--;
	}
	from[n] = '\0';
	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)from[i] < ' ' || from[i] == 0x7f) {
			from[i] = from[i] == '\n' ? '\n' : ' ';
		}
	}
	const char *line = strrchr(from, '\n');
	return line != NULL ? line + 1 : from;
}

static void read_complaint(struct login *l)
{
	char text[512];
	ssize_t n = read(l->child.err, text, sizeof(text));
	size_t room = sizeof(l->complaint) - 1;
	for (ssize_t i = 0; i < n; i++) {
		if (l->complaint_len == room) { /* the end says most */
			memmove(l->complaint, l->complaint + 1, --l->complaint_len);
		}
		l->complaint[l->complaint_len++] = text[i];
	}
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		loop_unwatch(l->err_watch);
		l->err_watch = NULL;
	}
}

static void fail(struct login *l)
{
	int status = 0;
	if (l->ended) {
		return;
	}
	bool itself = has_ended(l, &status);
	l->ended = true;
	end_by_force(l);
	for (int i = 0; i < 16 && l->err_watch != NULL; i++) {
		read_complaint(l); /* what it said last may still lie in the pipe */
	}
	unwatch(l);
	const char *why = last_line(l);
	l->user.ended(l->user.ctx, itself ? login_judge(status, l->complaint) : LOGIN_FAILED, NULL, why);
}

static void succeed(struct login *l, const struct bootstrap_answer *a)
{
	struct ssh_result found = {.answer = *a};
	struct bytes all = buf_bytes(&l->output);
	size_t end = bootstrap_end(all, l->child.nonce);
	uint16_t port = l->udp_port != 0 ? l->udp_port : a->port;
	l->ended = true;
	unwatch(l);
	for (size_t i = 0; i < a->addr_count && port != 0; i++) {
		found.remote_count += addr_parse(a->addrs[i], port, &found.remotes[found.remote_count]) == 0;
	}
	ssh_order_addresses(found.remotes, found.remote_count);
	buf_put(&found.rest, all.data + end, all.len - end);
	mem_wipe(l->output.data, l->output.cap);
	found.pipe = (struct carrier_fds){.in = l->child.out, .out = l->child.in, .noise = l->child.err};
	found.pid = l->child.pid;
	found.apart = true;
	l->child.in = l->child.out = l->child.err = -1;
	l->child.pid = 0;
	l->user.ended(l->user.ctx, LOGIN_DONE, &found, "");
	mem_wipe(&found, sizeof(found));
}

static bool is_over(const struct login *l)
{
	siginfo_t info = {0};
	return waitid(P_PID, (id_t)l->child.pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid != 0;
}

static void on_timer(void *ctx)
{
	struct login *l = ctx;
	usec_t now = clock_now();
	if (usec_reached(l->over_at, now) || (l->closed && is_over(l))) {
		fail(l);
	} else {
		loop_timer_at(l->timer, l->closed ? now + END_LOOK : l->over_at);
	}
}

static void on_output(void *ctx, int events)
{
	struct login *l = ctx;
	struct bootstrap_answer answer;
	(void)events;
	ssize_t n = read(l->child.out, buf_reserve(&l->output, 4096), 4096);
	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		return;
	}
	buf_commit(&l->output, n > 0 ? (size_t)n : 0);
	if (n > 0 && bootstrap_find(buf_bytes(&l->output), l->child.nonce, &answer) == 0) {
		succeed(l, &answer);
		mem_wipe(&answer, sizeof(answer));
	} else if (n <= 0) { /* its status follows: it may stay for others (a ControlMaster), or for a dead connection */
		loop_unwatch(l->out_watch);
		l->out_watch = NULL;
		l->closed = true;
		l->over_at = usec_min(l->over_at, clock_now() + END_SPAN);
		on_timer(l);
	} else if (l->output.len > LIMIT_BOOTSTRAP_OUTPUT) {
		fail(l);
	}
}

static void on_error(void *ctx, int events)
{
	(void)events;
	read_complaint(ctx);
}

static void prepare(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

struct login *login_new(struct loop *loop, const struct ssh_cfg *cfg, bool alone, const struct login_user *user)
{
	struct login *l = mem_zalloc(sizeof(*l));
	l->user = *user;
	l->udp_port = cfg->udp_port;
	if (ssh_begin(cfg, alone, &l->child) < 0) {
		free(l);
		return NULL;
	}
	prepare(l->child.out);
	prepare(l->child.err);
	l->out_watch = loop_fd(loop, l->child.out, LOOP_READ, on_output, l);
	l->err_watch = loop_fd(loop, l->child.err, LOOP_READ, on_error, l);
	l->timer = loop_timer(loop, on_timer, l);
	l->over_at = usec_add(clock_now(), LOGIN_SPAN);
	loop_timer_at(l->timer, l->over_at);
	return l;
}

void login_free(struct login *l)
{
	if (l == NULL) {
		return;
	}
	unwatch(l);
	end_by_force(l);
	close_fd(&l->child.in);
	close_fd(&l->child.out);
	close_fd(&l->child.err);
	mem_wipe(l->output.data, l->output.cap);
	buf_finish(&l->output);
	free(l);
}
