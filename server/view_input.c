/* server/view_input.c -- runs a client's records in order: keys through the key machine to panes or
 * commands, pastes, mouse, commands, sizes. A record names the pane that the user saw; if that is gone
 * its keys are discarded and counted, never given to another. */
#include "server/view_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/width.h"
#include "cmd/commands.h"
#include "cmd/options.h"
#include "server/pty.h"
#include "server/resume.h"
#include "server/run.h"

void view_context(struct server *s, struct view *v, struct cmd_ctx *ctx)
{
	const struct model_client *c = model_client(s->model, v->client);
	const struct session *se = c != NULL ? model_session(s->model, c->session) : NULL;
	const struct window *w = se != NULL ? model_current_window(s->model, se) : NULL;
	*ctx = (struct cmd_ctx){
		.model = s->model,
		.keys = s->keys,
		.host = &s->host,
		.client = v->client,
		.session = se != NULL ? se->id : 0,
		.window = w != NULL ? w->id : 0,
		.pane = w != NULL ? w->active : 0,
		.size = c != NULL ? c->size : (struct size){0},
		.cell = c != NULL ? c->cell : (struct size){0},
	};
}

void view_say(struct server *s, struct view *v, struct cmd_ctx *ctx)
{
	const struct model_client *c = model_client(s->model, v->client); /* not who asked: he may be in a shell */
	if (ctx->err.len > 0) {
		view_notice(s, v, buf_str(&ctx->err), 0);
	} else if (ctx->out.len > 0) {
		const char *text = buf_str(&ctx->out);
		size_t len = strcspn(text, "\n");
		bool is_line = text[len] == '\0' || text[len + 1] == '\0';
		if (is_line && (c == NULL || width_text(text, len) <= c->size.cols)) {
			char *one = mem_strndup(text, len);
			view_notice(s, v, one, 0);
			free(one);
		} else {
			view_text(s, v, "", text);
		}
	}
	v->rows_due = true;
}

static void list_done(struct server *s, void *owner, struct cmd_ctx *ctx, bool failed)
{
	struct view *v = view_by_client(s, ctx->client);
	(void)owner;
	(void)failed;
	if (v == NULL) {
		return;
	}
	view_say(s, v, ctx);
	if (ctx->wants_attach) { /* attach-session from inside: go there */
		struct model_client *c = model_client(s->model, v->client);
		struct session *se = model_session(s->model, ctx->attach_session);
		if (c != NULL && se != NULL) {
			model_client_attach(s->model, c, se);
		}
	}
}

static bool is_readonly(const struct server *s, const struct view *v)
{
	const struct model_client *c = model_client(s->model, v->client);
	return c == NULL || c->readonly;
}

/* Runs a list for this client; what the client does itself is left out. */
static void run_list(struct server *s, struct view *v, struct cmd_list *l, const struct record *r, bool from_key)
{
	struct cmd_ctx ctx;
	view_context(s, v, &ctx);
	if (r->kind == RECORD_MOUSE) {
		ctx.mouse = &r->mouse;
		ctx.mouse_pane = r->pane;
	}
	ctx.leave_out = from_key ? CMD_CLIENT_SIDE : 0;
	run_start(s, &ctx, l, list_done, NULL);
}

static size_t encode_key(const struct pane *p, const struct record *r, uint8_t out[KEY_BYTES])
{
	struct key_modes modes = {term_modes(p->term), term_keyboard(p->term)};
	return key_encode(r->key, &r->detail, modes, out);
}

static void key_to_pane(struct server *s, struct view *v, struct pane *p, const struct record *r, uint64_t offset)
{
	uint8_t bytes[KEY_BYTES];
	size_t n = encode_key(p, r, bytes);
	if (n == 0 || p->dead) {
		return;
	}
	const struct window *w = model_window(s->model, p->window);
	pty_write(s, p, bytes_of(bytes, n));
	if (offset > 0) {
		view_note_input(s, v, p, offset);
	}
	if (w == NULL || !option_flag(s->model, NULL, w, p, "synchronize-panes")) {
		return;
	}
	for (size_t i = 0; i < s->model->pane_count; i++) {
		struct pane *o = s->model->panes[i];
		if (o != p && o->window == w->id && !o->dead) {
			n = encode_key(o, r, bytes);
			pty_write(s, o, bytes_of(bytes, n));
		}
	}
}

/* The pane that a record is for: the one it names; 0: where this client's focus is now. */
static struct pane *record_pane(struct server *s, struct view *v, const struct record *r)
{
	struct cmd_ctx ctx;
	if (r->pane != 0) {
		return model_pane(s->model, r->pane);
	}
	view_context(s, v, &ctx);
	return model_pane(s->model, ctx.pane);
}

static void do_pane_key(struct server *s, struct view *v, const struct record *r, uint64_t offset)
{
	struct pane *p = record_pane(s, v, r);
	if (p == NULL && r->detail.action == KEY_RELEASED) {
		return; /* it may have been this key that ended it */
	}
	if (p == NULL) {
		v->discarded++;
		char *text = mem_printf("pane is gone: %llu keys discarded", (unsigned long long)v->discarded);
		view_notice(s, v, text, 0);
		free(text);
		return;
	}
	key_to_pane(s, v, p, r, offset);
}

/* What the machine is to know of options: looked up when anything changed, not for each key. */
static struct key_machine_cfg key_cfg(const struct server *s, struct view *v, const struct session *se)
{
	struct view_keys *k = &v->keys;
	uint32_t session = se != NULL ? se->id : 0;
	if (k->session != session || k->change != s->model->change) {
		k->session = session;
		k->change = s->model->change;
		k->cfg = (struct key_machine_cfg){.prefix = KEY_NONE, .prefix2 = KEY_NONE};
		key_parse(option_get(s->model, se, NULL, NULL, "prefix"), &k->cfg.prefix);
		key_parse(option_get(s->model, se, NULL, NULL, "prefix2"), &k->cfg.prefix2);
		k->cfg.repeat_time = MS(option_number(s->model, se, NULL, NULL, "repeat-time"));
	}
	return k->cfg;
}

static void do_key(struct server *s, struct view *v, const struct record *r, uint64_t offset)
{
	struct model_client *c = model_client(s->model, v->client);
	if (r->detail.action == KEY_RELEASED || key_is_modifier(r->key)) {
		if (!c->readonly) { /* no binding hears of those */
			do_pane_key(s, v, r, offset);
		}
		return;
	}
	const struct session *se = model_session(s->model, c->session);
	struct key_machine_cfg cfg = key_cfg(s, v, se);
	cfg.exact = r->detail.exact;
	const struct key_binding *binding = NULL;
	char was[sizeof(v->machine.table)];
	memcpy(was, v->machine.table, sizeof(was));
	enum key_verdict verdict = key_machine_feed(&v->machine, s->keys, &cfg, r->key, r->time, &binding);
	if (strcmp(was, v->machine.table) != 0) {
		v->rows_due = true;
	}
	if (verdict == KEY_RUNS && !c->readonly) {
		v->executed = offset;
		run_list(s, v, binding->list, r, true);
		return;
	}
	if (verdict != KEY_TO_PANE || c->readonly) {
		return;
	}
	do_pane_key(s, v, r, offset);
}

void view_key(struct server *s, struct view *v, keycode_t key, usec_t time)
{
	struct cmd_ctx ctx;
	view_context(s, v, &ctx);
	struct record r = {.kind = RECORD_KEY, .key = key, .time = time, .pane = ctx.pane};
	do_key(s, v, &r, 0);
}

void view_set_table(struct view *v, const char *table)
{
	key_machine_set_table(&v->machine, table);
	v->rows_due = true;
}

static void do_paste(struct server *s, struct view *v, const struct record *r, uint64_t offset)
{
	struct pane *p = record_pane(s, v, r);
	bool gone = p == NULL || p->dead, first = !v->pasting;
	v->pasting = r->more;
	if (first) { /* both marks or none, whatever the program sets meanwhile */
		v->paste_marked = !gone && (term_modes(p->term) & MODE_PASTE) != 0;
	}
	if (gone) {
		v->discarded += r->data.len;
		return;
	}
	if (first && v->paste_marked) {
		pty_write(s, p, bytes_str("\033[200~"));
	}
	pty_write(s, p, r->data);
	if (v->paste_marked && !r->more) {
		pty_write(s, p, bytes_str("\033[201~"));
	}
	view_note_input(s, v, p, offset);
}

static void do_mouse(struct server *s, struct view *v, const struct record *r, uint64_t offset)
{
	struct pane *p = model_pane(s->model, r->pane);
	if (p == NULL || p->dead) {
		return;
	}
	struct window *w = model_window(s->model, p->window);
	if (r->mouse.kind == MOUSE_PRESS && w != NULL && w->active != p->id && !w->zoomed) {
		model_pane_select(s->model, p);
	}
	uint8_t bytes[32];
	const struct model_client *c = model_client(s->model, v->client);
	size_t n = mouse_encode(&r->mouse, term_modes(p->term), c->cell, bytes);
	if (n > 0) {
		pty_write(s, p, bytes_of(bytes, n));
		view_note_input(s, v, p, offset);
	}
}

static void do_command(struct server *s, struct view *v, const struct record *r, uint64_t offset)
{
	char *text = mem_strndup((const char *)r->data.data, r->data.len), *err = NULL;
	struct cmd_list *list = NULL;
	v->executed = offset;
	if (cmd_parse_text(text, &s->model->environment, NULL, &list, &err) < 0) {
		view_notice(s, v, err, 0);
		free(err);
	} else {
		run_list(s, v, list, r, false);
		cmd_list_free(list);
	}
	free(text);
}

static void do_resize(struct server *s, struct view *v, const struct record *r)
{
	struct model_client *c = model_client(s->model, v->client);
	if (c->cell.cols != r->cell.cols || c->cell.rows != r->cell.rows) {
		c->cell = r->cell;
		model_changed(s->model);
	}
	if (c->size.cols != r->size.cols || c->size.rows != r->size.rows) {
		c->size = r->size;
		model_changed(s->model);
	}
}

static void do_thrift(struct view *v, const struct record *r)
{
	if (record_thrift_decode(r->data, &v->thrift) == 0 && v->link != NULL) {
		link_set_thrift(v->link, v->thrift.frames, v->thrift.budget, 0, server_now());
	}
}

static void do_colours(struct server *s, const struct view *v, const struct record *r)
{
	struct model_client *c = model_client(s->model, v->client);
	if (record_colours_decode(r->data, &c->colours) == 0) {
		model_changed(s->model);
	}
}

void view_leave_mode(struct server *s, struct view *v)
{
	struct pane *p = model_pane(s->model, v->mode_pane);
	v->mode_pane = 0;
	if (p != NULL && p->in_mode > 0) {
		p->in_mode--;
		model_changed(s->model);
	}
}

static void do_mode(struct server *s, struct view *v, const struct record *r)
{
	struct pane *p = model_pane(s->model, r->pane);
	if (!r->on && v->mode_pane != r->pane) {
		return;
	}
	view_leave_mode(s, v);
	if (r->on && p != NULL) {
		v->mode_pane = p->id;
		p->in_mode++;
		model_changed(s->model);
	}
}

static void do_focus(struct server *s, const struct view *v, const struct record *r)
{
	struct cmd_ctx ctx;
	view_context(s, (struct view *)(uintptr_t)v, &ctx);
	struct pane *p = model_pane(s->model, ctx.pane);
	if (p != NULL && (term_modes(p->term) & MODE_FOCUS)) {
		pty_write(s, p, bytes_str(r->on ? "\033[I" : "\033[O"));
	}
}

static void do_record(struct server *s, struct view *v, const struct record *r, uint64_t offset)
{
	struct model_client *c = model_client(s->model, v->client);
	if (c == NULL || model_session(s->model, c->session) == NULL) {
		return;
	}
	if (r->kind == RECORD_KEY || r->kind == RECORD_PASTE || r->kind == RECORD_RESIZE) {
		bool latest = true;
		for (size_t i = 0; i < s->model->client_count; i++) {
			latest &= s->model->clients[i]->activity_at <= c->activity_at;
		}
		c->activity_at = server_now();
		if (!latest) {
			model_changed(s->model); /* window-size latest: this client's size counts now */
		}
	}
	bool readonly = is_readonly(s, v);
	switch (r->kind) {
	case RECORD_KEY:
		do_key(s, v, r, offset);
		break;
	case RECORD_PASTE:
		if (!readonly) {
			do_paste(s, v, r, offset);
		}
		break;
	case RECORD_MOUSE:
		if (!readonly) {
			do_mouse(s, v, r, offset);
		}
		break;
	case RECORD_COMMAND:
		if (!readonly) {
			do_command(s, v, r, offset);
		}
		break;
	case RECORD_RESIZE:
		do_resize(s, v, r);
		break;
	case RECORD_FOCUS:
		do_focus(s, v, r);
		break;
	case RECORD_MODE:
		do_mode(s, v, r);
		break;
	case RECORD_COLOURS:
		do_colours(s, v, r);
		break;
	case RECORD_THRIFT:
		do_thrift(v, r);
		break;
	case RECORD_TICKET:
		resume_kept(s, v, r->data);
		break;
	default:
		break;
	}
}

/* What a key runs may end the view, and all that belongs to it. */
static void do_text(struct server *s, struct view *v, const struct record *r, uint64_t offset)
{
	struct record key = {.kind = RECORD_KEY, .pane = r->pane, .time = r->time};
	struct buf text = {0};
	buf_put(&text, r->data.data, r->data.len);
	for (size_t at = 0; !v->dead && record_text_next(buf_bytes(&text), &at, &key.key);) {
		do_record(s, v, &key, offset);
	}
	buf_finish(&text);
}

void view_read_input(struct server *s, struct view *v)
{
	struct record r;
	size_t used;
	int result;
	while (!v->dead && (result = record_decode(stream_rx_ready(v->rx), &r, &used)) == 0) {
		/* The record borrows from the stream: run it before it is consumed. */
		uint64_t offset = stream_rx_next(v->rx) - stream_rx_ready(v->rx).len + used;
		if (r.kind == RECORD_TEXT) {
			do_text(s, v, &r, offset);
		} else {
			do_record(s, v, &r, offset);
		}
		stream_rx_consume(v->rx, used);
	}
	if (!v->dead && result == ERR_PROTO) {
		log_at(s->log, LOG_WARN, "view: malformed input client=%u", v->client);
		view_close(s, v, LINK_CLOSE_ERROR, "malformed input");
	}
}
