/* server/view_rows.c -- the rows of one client: what it looks at, its status line, messages for it. The
 * server expands what only it knows; link figures and the clock stay variables for the client. */
#include "server/view_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/format.h"
#include "cmd/options.h"

static void put(struct view *v, enum object_kind kind, uint32_t id, struct buf *b)
{
	store_put(v->own, kind, id, buf_bytes(b));
	buf_clear(b);
}

/* Variables that the client fills in: they change without the server's doing. */
static bool is_clients(const char *name)
{
	return strncmp(name, "link_", 5) == 0 || strncmp(name, "predict_", 8) == 0;
}

static char *expand(struct server *s, struct view *v, struct session *se, struct window *w, int index,
	const char *text)
{
	struct format_ctx f = {
		.model = s->model,
		.client = model_client(s->model, v->client),
		.at = {.session = se, .window = w, .index = index, .pane = w != NULL ? model_pane(s->model, w->active) : NULL},
		.keep = is_clients,
	};
	return format_expand(&f, text);
}

static void add_style(struct server *s, struct view *v, struct session *se, const struct winlink *l, const char *style,
	struct buf *out)
{
	char *text = expand(s, v, se, model_window(s->model, l->window), l->index, style);
	buf_printf(out, "#[%s]", text);
	free(text);
}

static void add_window(struct server *s, struct view *v, struct session *se, const struct winlink *l, struct buf *out)
{
	struct window *w = model_window(s->model, l->window);
	if (w == NULL) {
		return;
	}
	bool current = l->index == se->current;
	const char *format = option_get(s->model, se, w, NULL, current ? "window-status-current-format" : "window-status-format");
	const char *style = option_get(s->model, se, w, NULL, current ? "window-status-current-style" : "window-status-style");
	const char *last = option_get(s->model, se, w, NULL, "window-status-last-style");
	const char *bell = option_get(s->model, se, w, NULL, "window-status-bell-style");
	const char *activity = option_get(s->model, se, w, NULL, "window-status-activity-style");
	char *text = expand(s, v, se, w, l->index, format);
	buf_printf(out, "#[range=window|%d]#[push-default]", l->index);
	add_style(s, v, se, l, style, out);
	if (!current && se->last_count > 0 && se->last[0] == l->index && strcmp(last, "default") != 0) {
		add_style(s, v, se, l, last, out);
	}
	if (w->bell && !current) {
		add_style(s, v, se, l, bell, out);
	} else if ((w->activity || w->silence) && !current) {
		add_style(s, v, se, l, activity, out);
	}
	buf_puts(out, text);
	buf_puts(out, "#[norange]#[default]");
	free(text);
}

static void put_status(struct server *s, struct view *v, struct session *se)
{
	struct window *w = model_current_window(s->model, se);
	struct buf list = {0}, body = {0};
	const char *separator = option_get(s->model, se, w, NULL, "window-status-separator");
	for (size_t i = 0; i < se->link_count; i++) {
		if (i > 0) {
			buf_puts(&list, separator);
		}
		add_window(s, v, se, &se->links[i], &list);
	}
	struct tree_status t = {
		.on = strcmp(option_get(s->model, se, NULL, NULL, "status"), "off") != 0,
		.top = strcmp(option_get(s->model, se, NULL, NULL, "status-position"), "top") == 0,
		.left_len = (uint16_t)option_number(s->model, se, NULL, NULL, "status-left-length"),
		.right_len = (uint16_t)option_number(s->model, se, NULL, NULL, "status-right-length"),
	};
	t.left = expand(s, v, se, w, se->current, option_get(s->model, se, NULL, NULL, "status-left"));
	t.right = expand(s, v, se, w, se->current, option_get(s->model, se, NULL, NULL, "status-right"));
	t.style = expand(s, v, se, w, se->current, option_get(s->model, se, NULL, NULL, "status-style"));
	t.justify = mem_strdup(option_get(s->model, se, NULL, NULL, "status-justify"));
	t.window_list = buf_take_str(&list);
	tree_status_encode(&t, &body);
	put(v, OBJECT_STATUS, 0, &body);
	tree_status_finish(&t);
	buf_finish(&body);
}

void view_put_rows(struct server *s, struct view *v)
{
	const struct model_client *c = model_client(s->model, v->client);
	struct session *se = c != NULL ? model_session(s->model, c->session) : NULL;
	struct buf body = {0};
	if (se == NULL) {
		return;
	}
	struct tree_view t = {
		.client = v->client,
		.session = se->id,
		.prefix = strcmp(v->machine.table, "root") != 0,
		.key_table = v->machine.table,
		.records = v->executed,
	};
	tree_view_encode(&t, &body);
	put(v, OBJECT_VIEW, 0, &body);
	put_status(s, v, se);
	option_client_text(s->model, se, &body);
	put(v, OBJECT_OPTIONS, 0, &body);
	buf_finish(&body);
	sender_store_changed(v->sender);
}

static void put_text(struct view *v, enum object_kind kind, uint64_t serial, const char *title, struct bytes text)
{
	struct buf body = {0};
	struct tree_text t = {.serial = serial, .text_len = text.len, .raw = kind == OBJECT_CLIP};
	t.title = mem_strdup(title);
	t.text = mem_alloc(text.len + 1);
	if (text.len > 0) {
		memcpy(t.text, text.data, text.len);
	}
	t.text[text.len] = '\0';
	tree_text_encode(&t, &body);
	put(v, kind, 0, &body);
	tree_text_finish(&t);
	buf_finish(&body);
	sender_store_changed(v->sender);
}

void view_notice(struct server *s, struct view *v, const char *text, unsigned ms)
{
	char title[16];
	snprintf(title, sizeof(title), "%u", ms);
	put_text(v, OBJECT_NOTICE, ++v->notice_serial, title, bytes_str(text));
	(void)s;
}

void view_text(struct server *s, struct view *v, const char *title, const char *text)
{
	size_t len = strlen(text);
	put_text(v, OBJECT_TEXT, ++v->text_serial, title, bytes_of(text, len < LIMIT_OBJECT / 2 ? len : LIMIT_OBJECT / 2));
	(void)s;
}

void view_prompt(struct server *s, struct view *v, const char *command)
{
	put_text(v, OBJECT_PROMPT, ++v->prompt_serial, "", bytes_str(command));
	(void)s;
}

/* OSC 52 from a program: the clipboard of every client that shows the pane. */
void view_clip(struct server *s, uint32_t pane, struct bytes text)
{
	const char *set = option_get(s->model, NULL, NULL, NULL, "set-clipboard");
	if (strcmp(set, "off") == 0 || text.len > LIMIT_OBJECT / 2) {
		return;
	}
	for (size_t i = 0; i < s->view_count; i++) {
		struct view *v = s->views[i];
		for (size_t k = 0; k < v->visible_count; k++) {
			if (v->visible[k] == pane) {
				put_text(v, OBJECT_CLIP, ++v->clip_serial, "", text);
			}
		}
	}
}

void view_ring(struct view *v)
{
	put_text(v, OBJECT_BELL, ++v->bells, "", bytes_of(NULL, 0));
}

void view_note(struct view *v, const char *title, const char *text)
{
	put_text(v, OBJECT_NOTE, ++v->note_serial, title, bytes_str(text));
}

void view_options_changed(struct server *s)
{
	struct buf keys = {0};
	key_tables_print(s->keys, NULL, &keys);
	store_put(s->shared, OBJECT_KEYS, 0, buf_bytes(&keys));
	buf_finish(&keys);
	for (size_t i = 0; i < s->view_count; i++) {
		s->views[i]->rows_due = true;
		sender_store_changed(s->views[i]->sender);
	}
	model_changed(s->model);
}

void view_second(struct server *s)
{
	for (size_t i = 0; i < s->view_count; i++) {
		s->views[i]->rows_due = true; /* rows that come out the same are not sent again */
	}
}
