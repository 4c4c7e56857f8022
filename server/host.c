/* server/host.c -- the outside, for commands and terminals. */
#include "server/host.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "cmd/options.h"
#include "server/alerts.h"
#include "server/pty.h"
#include "server/resume.h"
#include "server/run.h"
#include "server/view.h"
#include "transport/flight_log.h"

static usec_t host_now(void *ctx)
{
	(void)ctx;
	return server_now();
}

static int64_t host_wall(void *ctx)
{
	(void)ctx;
	return clock_wall();
}

/* ---- alerts ---- */

static void alert_ring(void *ctx, uint32_t client)
{
	struct view *v = view_by_client(ctx, client);
	if (v != NULL) {
		view_ring(v);
	}
}

static void alert_say(void *ctx, uint32_t client, const char *text, unsigned ms)
{
	struct view *v = view_by_client(ctx, client);
	if (v != NULL) {
		view_notice(ctx, v, text, ms);
	}
}

static void alert_pass(void *ctx, uint32_t client, const char *title, const char *text)
{
	struct view *v = view_by_client(ctx, client);
	if (v != NULL) {
		view_note(v, title, text);
	}
}

static struct alerts_out alerts_to(struct server *s)
{
	return (struct alerts_out){.ctx = s, .ring = alert_ring, .say = alert_say, .pass = alert_pass};
}

void host_window_output(struct server *s, const struct pane *p, usec_t now)
{
	struct window *w = model_window(s->model, p->window);
	const struct alerts_out out = alerts_to(s);
	if (w != NULL) {
		alerts_output(s->model, &out, w, now);
	}
}

void host_window_second(struct server *s, usec_t now)
{
	const struct alerts_out out = alerts_to(s);
	alerts_silence(s->model, &out, now);
}

/* ---- terminals ---- */

/* Who owns a terminal: terminals know no panes, so the callback's context is this. */
struct term_owner {
	struct server *server;
	uint32_t pane;
};

static struct pane *owner_pane(void *ctx)
{
	const struct term_owner *o = ctx;
	return model_pane(o->server->model, o->pane);
}

static void term_answer(void *ctx, struct bytes b)
{
	const struct term_owner *o = ctx;
	struct pane *p = owner_pane(ctx);
	if (p != NULL) {
		pty_write(o->server, p, b);
	}
}

static void term_rang(void *ctx)
{
	const struct term_owner *o = ctx;
	const struct pane *p = owner_pane(ctx);
	struct window *w = p != NULL ? model_window(o->server->model, p->window) : NULL;
	const struct alerts_out out = alerts_to(o->server);
	if (w != NULL) {
		alerts_bell(o->server->model, &out, w);
	}
}

static void term_notified(void *ctx, struct bytes title, struct bytes text)
{
	const struct term_owner *o = ctx;
	const struct pane *p = owner_pane(ctx);
	const struct alerts_out out = alerts_to(o->server);
	if (p == NULL) {
		return;
	}
	char *head = mem_strndup((const char *)title.data, title.len);
	char *body = mem_strndup((const char *)text.data, text.len);
	alerts_message(o->server->model, &out, p, head, body);
	free(head);
	free(body);
}

static void term_clip(void *ctx, struct bytes which, struct bytes data)
{
	const struct term_owner *o = ctx;
	(void)which; /* "", "c", "p"...: a user's terminal has one clipboard that matters */
	view_clip(o->server, o->pane, data);
}

static bool term_allows(void *ctx, enum term_asks what)
{
	const struct term_owner *o = ctx;
	struct model *m = o->server->model;
	struct pane *p = owner_pane(ctx);
	if (p == NULL) {
		return false;
	}
	if (what == TERM_ASKS_TITLE) {
		return option_flag(m, NULL, model_window(m, p->window), p, "allow-title-report");
	}
	return strcmp(option_get(m, NULL, NULL, NULL, "get-clipboard"), "off") != 0;
}

static void term_titled(void *ctx)
{
	const struct term_owner *o = ctx;
	model_changed(o->server->model);
}

static int host_pane_spawn(void *ctx, struct pane *p, struct session *se, const struct cmd_spawn *how, char **err)
{
	struct server *s = ctx;
	struct term_owner *o = mem_zalloc(sizeof(*o));
	*o = (struct term_owner){.server = s, .pane = p->id};
	free(idmap_del(&s->term_owners, p->id)); /* of a program that was respawned */
	term_set_host(p->term, &(struct term_host){
		.ctx = o,
		.answer = term_answer,
		.bell = term_rang,
		.notify = term_notified,
		.title = term_titled,
		.clipboard = term_clip,
		.allows = term_allows,
	});
	idmap_put(&s->term_owners, p->id, o);
	return pty_spawn(s, p, se, how, err);
}

static void host_pane_write(void *ctx, struct pane *p, struct bytes b)
{
	pty_write(ctx, p, b);
}

static void host_pane_signal(void *ctx, struct pane *p, int sig)
{
	(void)ctx;
	if (p->pid > 0 && !p->dead) {
		kill((pid_t)-p->pid, sig);
	}
}

/* ---- clients ---- */

static void host_client_detach(void *ctx, struct model_client *c, bool kill_parent, const char *exec)
{
	struct server *s = ctx;
	struct view *v = view_by_client(s, c->id);
	(void)kill_parent;
	(void)exec;
	if (v != NULL) {
		const struct session *se = model_session(s->model, c->session);
		char *text = mem_printf("detached (from session %s)", se != NULL ? se->name : "");
		view_close(s, v, LINK_CLOSE_DETACHED, text);
		free(text);
	}
}

static void host_client_suspend(void *ctx, struct model_client *c)
{
	struct view *v = view_by_client(ctx, c->id);
	if (v != NULL) {
		view_prompt(ctx, v, "suspend-client");
	}
}

static void host_client_redraw(void *ctx, struct model_client *c)
{
	struct view *v = view_by_client(ctx, c->id);
	if (v != NULL) {
		view_prompt(ctx, v, "refresh-client");
	}
}

static void host_client_notice(void *ctx, struct model_client *c, const char *text, unsigned ms)
{
	struct view *v = view_by_client(ctx, c->id);
	if (v != NULL) {
		view_notice(ctx, v, text, ms);
	}
}

static void host_client_text(void *ctx, struct model_client *c, const char *title, const char *text)
{
	struct view *v = view_by_client(ctx, c->id);
	if (v != NULL) {
		view_text(ctx, v, title, text);
	}
}

static void host_client_prompt(void *ctx, struct model_client *c, const char *command)
{
	struct view *v = view_by_client(ctx, c->id);
	if (v != NULL) {
		view_prompt(ctx, v, command);
	}
}

static void host_client_key(void *ctx, struct model_client *c, keycode_t key)
{
	struct view *v = view_by_client(ctx, c->id);
	if (v != NULL) {
		view_key(ctx, v, key, server_now());
	}
}

static void host_options_changed(void *ctx, const char *name)
{
	(void)name;
	view_options_changed(ctx);
	resume_options_changed(ctx);
}

static void host_keys_changed(void *ctx)
{
	view_options_changed(ctx);
}

static int host_read_file(void *ctx, const char *path, struct buf *out)
{
	(void)ctx;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		return ERR_SYS;
	}
	struct stat st;
	int r = 0;
	if (fstat(fd, &st) < 0 || S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		r = ERR_SYS;
	}
	while (r == 0) {
		ssize_t n = read(fd, buf_reserve(out, 8192), 8192);
		if (n <= 0) {
			r = n < 0 ? ERR_SYS : 0;
			break;
		}
		buf_commit(out, (size_t)n);
		if (out->len > LIMIT_CONFIG) {
			r = ERR_LIMIT;
		}
	}
	int saved = errno;
	close(fd);
	errno = saved;
	return r;
}

static int host_link_record(void *ctx, struct model_client *c, const char *path)
{
	const struct view *v = view_by_client(ctx, c->id);
	return v == NULL || view_link(v) == NULL ? ERR_STATE : flight_log_save(link_flight(view_link(v)), path);
}

static void host_pane_stop(void *ctx, struct pane *p)
{
	pty_close(ctx, p->id);
}

static void host_client_table(void *ctx, struct model_client *c, const char *table)
{
	struct view *v = view_by_client(ctx, c->id);
	if (v != NULL) {
		view_set_table(v, table);
	}
}

static void host_server_exit(void *ctx)
{
	server_exit(ctx);
}

/* ---- the model ---- */

static void model_pane_resized(void *ctx, struct pane *p)
{
	struct server *s = ctx;
	pty_resized(s, p);
	view_pane_output(s, p, server_now());
}

static void model_pane_removed(void *ctx, struct pane *p)
{
	struct server *s = ctx;
	pty_close(s, p->id);
	free(idmap_del(&s->term_owners, p->id));
}

static void model_session_removed(void *ctx, struct session *se)
{
	view_close_session(ctx, se->id);
}

void host_init(struct server *s)
{
	s->host = (struct cmd_host){
		.ctx = s,
		.now = host_now,
		.wall = host_wall,
		.pane_stop = host_pane_stop,
		.link_record = host_link_record,
		.client_table = host_client_table,
		.tickets = resume_tickets,
		.shell = run_shell,
		.background = run_background,
		.pane_spawn = host_pane_spawn,
		.pane_write = host_pane_write,
		.pane_signal = host_pane_signal,
		.client_detach = host_client_detach,
		.client_suspend = host_client_suspend,
		.client_redraw = host_client_redraw,
		.client_notice = host_client_notice,
		.client_text = host_client_text,
		.client_prompt = host_client_prompt,
		.client_key = host_client_key,
		.options_changed = host_options_changed,
		.keys_changed = host_keys_changed,
		.read_file = host_read_file,
		.server_exit = host_server_exit,
	};
	s->model->host = (struct model_host){
		.ctx = s,
		.pane_resized = model_pane_resized,
		.pane_removed = model_pane_removed,
		.session_removed = model_session_removed,
	};
}
