/* server/run.c -- lists of commands that run, each with the shell command it waits for. */
#include "server/run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "cmd/parse.h"
#include "server/pty.h"
#include "server/spawn.h"
#include "server/view.h"

struct run {
	struct run *next;
	struct server *server;
	struct cmd_ctx ctx;
	char *cwd;
	struct optmap environ;
	struct mouse mouse;
	run_done_fn *done;
	void *owner;
	/* The shell command. */
	char *command;             /* NULL: only the delay */
	struct loop_watch *timer;  /* the delay, or the first turn of a run in the background */
	struct cmd_list *list;     /* in the background, before it began */
	pid_t pid;                 /* 0: none, or it has exited */
	int fd;                    /* its output; -1: none, or at its end */
	struct loop_watch *watch;
	int status;
	struct buf out;
};

static struct run *run_new(struct server *s, const struct cmd_ctx *like, run_done_fn *done, void *owner)
{
	struct run *r = mem_zalloc(sizeof(*r));
	r->server = s;
	r->ctx = *like;
	r->done = done;
	r->owner = owner;
	r->fd = -1;
	if (like->cwd != NULL) {
		r->ctx.cwd = r->cwd = mem_strdup(like->cwd);
	}
	if (like->environ != NULL) {
		optmap_copy(&r->environ, like->environ);
		r->ctx.environ = &r->environ;
	}
	if (like->mouse != NULL) {
		r->mouse = *like->mouse;
		r->ctx.mouse = &r->mouse;
	}
	r->next = s->runs;
	s->runs = r;
	s->run_count++;
	return r;
}

static void run_free(struct run *r)
{
	struct run **at = &r->server->runs;
	while (*at != r) {
		at = &(*at)->next;
	}
	*at = r->next;
	r->server->run_count--;
	loop_unwatch(r->timer);
	loop_unwatch(r->watch);
	if (r->fd >= 0) {
		close(r->fd);
	}
	cmd_ctx_finish(&r->ctx);
	cmd_list_free(r->list);
	optmap_finish(&r->environ);
	buf_finish(&r->out);
	free(r->command);
	free(r->cwd);
	free(r);
}

/* True when there is nothing more to run. */
static bool went_on(struct run *r, enum cmd_result result)
{
	struct server *s = r->server;
	if (result == CMD_WAIT) {
		return false;
	}
	if (r->done != NULL) {
		r->done(s, r->owner, &r->ctx, result != CMD_OK);
	}
	run_free(r);
	return true;
}

struct run *run_start(struct server *s, const struct cmd_ctx *like, struct cmd_list *list, run_done_fn *done,
	void *owner)
{
	struct run *r = run_new(s, like, done, owner);
	return went_on(r, cmd_run(&r->ctx, list)) ? NULL : r;
}

void run_disown(struct run *r)
{
	r->done = NULL;
}

/* ---- shell commands ---- */

static void shell_ended(struct run *r)
{
	struct server *s = r->server;
	struct buf out = r->out;
	r->out = (struct buf){0};
	free(r->command);
	r->command = NULL;
	went_on(r, cmd_resume(&r->ctx, r->status, buf_bytes(&out)));
	buf_finish(&out);
	server_refresh(s);
}

static void on_output(void *ctx, int events)
{
	struct run *r = ctx;
	uint8_t data[4096];
	(void)events;
	ssize_t n = read(r->fd, data, sizeof(data));
	if (n < 0 && (errno == EINTR || errno == EAGAIN)) {
		return;
	}
	if (n > 0) {
		size_t room = LIMIT_RUN_OUTPUT - r->out.len;
		buf_put(&r->out, data, (size_t)n < room ? (size_t)n : room);
		return;
	}
	loop_unwatch(r->watch);
	r->watch = NULL;
	close(r->fd);
	r->fd = -1;
	if (r->pid == 0) {
		shell_ended(r);
	}
}

void run_reaped(struct server *s, pid_t pid, int status)
{
	struct run *r = s->runs;
	while (r != NULL && r->pid != pid) {
		r = r->next;
	}
	if (r == NULL) {
		return;
	}
	r->pid = 0;
	r->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	if (r->fd < 0) {
		shell_ended(r);
	}
}

static void child(const struct run *r, int out, char **envp)
{
	int in = open("/dev/null", O_RDONLY);
	setpgid(0, 0);
	dup2(in, 0);
	dup2(out, 1);
	dup2(out, 2);
	spawn_close_from(3);
	if (r->cwd != NULL && chdir(r->cwd) < 0 && chdir("/") < 0) {
		_exit(127);
	}
	execle("/bin/sh", "sh", "-c", r->command, (char *)NULL, envp);
	_exit(127);
}

static int start(struct run *r)
{
	struct server *s = r->server;
	struct optmap env = {0};
	int fds[2];
	if (pipe(fds) < 0) {
		return ERR_SYS;
	}
	pty_environment(s, model_session(s->model, r->ctx.session), model_pane(s->model, r->ctx.pane), &env);
	char **envp = spawn_environment(&env);
	pid_t pid = spawn_fork(s->core_known ? &s->core : NULL);
	if (pid == 0) {
		child(r, fds[1], envp);
	}
	spawn_environment_free(envp);
	optmap_finish(&env);
	close(fds[1]);
	if (pid < 0) {
		close(fds[0]);
		return ERR_SYS;
	}
	setpgid(pid, pid); /* as it does itself: whoever is first */
	fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	fcntl(fds[0], F_SETFL, fcntl(fds[0], F_GETFL) | O_NONBLOCK);
	r->pid = pid;
	r->fd = fds[0];
	r->watch = loop_fd(s->loop, r->fd, LOOP_READ, on_output, r);
	return 0;
}

static void on_delay(void *ctx)
{
	struct run *r = ctx;
	r->status = 0;
	if (r->command != NULL && start(r) == 0) {
		return;
	}
	if (r->command != NULL) {
		log_at(r->server->log, LOG_ERROR, "run: not started error=%s", strerror(errno));
		r->status = 127;
	}
	shell_ended(r);
}

static struct run *run_of(struct server *s, const struct cmd_ctx *c)
{
	struct run *r = s->runs;
	while (r != NULL && &r->ctx != c) {
		r = r->next;
	}
	return r;
}

static void arm(struct run *r, usec_t delay, void (*then)(void *ctx))
{
	loop_unwatch(r->timer);
	r->timer = loop_timer(r->server->loop, then, r);
	loop_timer_at(r->timer, server_now() + delay);
}

int run_shell(void *ctx, struct cmd_ctx *c, const char *command, usec_t delay)
{
	struct run *r = run_of(ctx, c);
	if (r == NULL) {
		return ERR_STATE;
	}
	if (r->server->run_count > LIMIT_RUNS) {
		return ERR_LIMIT;
	}
	r->command = command != NULL ? mem_strdup(command) : NULL;
	if (delay > 0 || command == NULL) {
		arm(r, delay, on_delay);
		return 0;
	}
	int e = start(r);
	if (e < 0) {
		free(r->command);
		r->command = NULL;
	}
	return e;
}

/* ---- in the background ---- */

/* Where it was asked for, or who looks at that session, sees what it prints. */
static void background_done(struct server *s, void *owner, struct cmd_ctx *ctx, bool failed)
{
	struct view *v = view_by_client(s, ctx->client);
	(void)owner;
	(void)failed;
	for (size_t i = 0; v == NULL && i < s->model->client_count; i++) {
		const struct model_client *c = s->model->clients[i];
		v = c->session == ctx->session ? view_by_client(s, c->id) : NULL;
	}
	if (v != NULL) {
		view_say(s, v, ctx);
	}
}

static void on_background(void *ctx)
{
	struct run *r = ctx;
	struct server *s = r->server;
	struct cmd_list *list = r->list;
	r->list = NULL;
	went_on(r, cmd_run(&r->ctx, list));
	cmd_list_free(list);
	server_refresh(s);
}

int run_background(void *ctx, const struct cmd_ctx *c, const char *text)
{
	struct server *s = ctx;
	struct cmd_ctx like = *c;
	struct cmd_list *list;
	char *err = NULL;
	if (s->run_count > LIMIT_RUNS) {
		return ERR_LIMIT;
	}
	like.frames = NULL;
	like.depth = 0;
	like.out = like.err = (struct buf){0};
	like.wants_attach = false;
	like.file = NULL;
	like.leave_out = 0;
	int e = cmd_parse_text(text, NULL, NULL, &list, &err);
	if (e < 0) {
		log_at(s->log, LOG_ERROR, "run: background error=%s", err);
		free(err);
		return e;
	}
	struct run *r = run_new(s, &like, background_done, NULL);
	r->list = list;
	arm(r, 0, on_background);
	return 0;
}

void run_end_all(struct server *s)
{
	while (s->runs != NULL) {
		struct run *r = s->runs;
		if (r->pid > 0) {
			kill(-r->pid, SIGHUP);
		}
		cmd_error(&r->ctx, "server exited");
		went_on(r, CMD_ERROR);
	}
}
