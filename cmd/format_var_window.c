/* cmd/format_var_window.c -- the variables of formats that are about windows and panes. */
#include "cmd/format_var_impl.h"

#include <sys/wait.h>

#include "cmd/options.h"
#include "layout/string.h"

/* ---- windows ---- */

static bool is_last_window(const struct format_ctx *f)
{
	const struct session *s = f->at.session;
	return s != NULL && s->last_count > 0 && s->last[0] == f->at.index;
}

static bool is_current(const struct format_ctx *f)
{
	return f->at.session != NULL && f->at.session->current == f->at.index;
}

/* In formats that are expanded once, '#' is doubled so that it cannot begin a style. */
static bool put_flags(const struct format_ctx *f, bool raw, struct buf *out)
{
	const struct window *w = f->at.window;
	format_put(out, !w->activity ? "" : raw || f->keep != NULL ? "#" : "##");
	format_put(out, w->bell ? "!" : "");
	format_put(out, w->silence ? "~" : "");
	format_put(out, is_current(f) ? "*" : is_last_window(f) ? "-" : "");
	return format_put(out, w->zoomed ? "Z" : "");
}

static bool put_layout(const struct window *w, bool visible, struct buf *out)
{
	if (visible && w->zoomed) {
		struct layout *one = layout_new(w->active, w->size);
		layout_dump(one, out);
		layout_free(one);
	} else {
		layout_dump(w->layout, out);
	}
	return true;
}

static bool put_linked_sessions(const struct format_ctx *f, bool active_only, bool count, struct buf *out)
{
	const char *comma = "";
	int64_t n = 0;
	for (size_t i = 0; i < f->model->session_count; i++) {
		const struct session *s = f->model->sessions[i];
		bool has = false;
		for (size_t j = 0; j < s->link_count; j++) {
			has = has || (s->links[j].window == f->at.window->id && (!active_only || s->links[j].index == s->current));
		}
		n += has;
		if (has && !count) {
			buf_printf(out, "%s%s", comma, s->name);
			comma = ",";
		}
	}
	return count ? format_put_number(out, n) : true;
}

static bool put_active_clients(const struct format_ctx *f, struct buf *out)
{
	int64_t n = 0;
	for (size_t i = 0; i < f->model->client_count; i++) {
		const struct session *s = model_session(f->model, f->model->clients[i]->session);
		n += s != NULL && model_current_window(f->model, s) == f->at.window;
	}
	return format_put_number(out, n);
}

static bool put_window_place(const struct format_ctx *f, enum variable v, struct buf *out)
{
	const struct session *s = f->at.session;
	if (s == NULL || s->link_count == 0) {
		return false;
	}
	switch (v) {
	case VAR_WINDOW_START_FLAG:
		return format_put_bool(out, s->links[0].index == f->at.index);
	case VAR_WINDOW_END_FLAG:
		return format_put_bool(out, s->links[s->link_count - 1].index == f->at.index);
	case VAR_ACTIVE_WINDOW_INDEX:
		return format_put_number(out, s->current);
	case VAR_LAST_WINDOW_INDEX:
		return format_put_number(out, s->links[s->link_count - 1].index);
	case VAR_WINDOW_STACK_INDEX:
		for (size_t i = 0; i < s->last_count; i++) {
			if (s->last[i] == f->at.index) {
				return format_put_number(out, (int64_t)i + 1);
			}
		}
		return format_put(out, "0");
	default:
		return false;
	}
}

bool format_put_window(const struct format_ctx *f, enum variable v, struct buf *out)
{
	const struct window *w = f->at.window;
	switch (v) {
	case VAR_WINDOW_NAME:
		return format_put(out, w->name);
	case VAR_WINDOW_ID:
		buf_printf(out, "@%u", w->id);
		return true;
	case VAR_WINDOW_INDEX:
		return format_put_number(out, f->at.index);
	case VAR_WINDOW_FLAGS:
	case VAR_WINDOW_RAW_FLAGS:
		return put_flags(f, v == VAR_WINDOW_RAW_FLAGS, out);
	case VAR_WINDOW_ACTIVE:
		return format_put_bool(out, is_current(f));
	case VAR_WINDOW_LAST_FLAG:
		return format_put_bool(out, is_last_window(f));
	case VAR_WINDOW_PANES:
		return format_put_number(out, (int64_t)layout_count(w->layout));
	case VAR_WINDOW_WIDTH:
		return format_put_number(out, w->size.cols);
	case VAR_WINDOW_HEIGHT:
		return format_put_number(out, w->size.rows);
	case VAR_WINDOW_LAYOUT:
	case VAR_WINDOW_VISIBLE_LAYOUT:
		return put_layout(w, v == VAR_WINDOW_VISIBLE_LAYOUT, out);
	case VAR_WINDOW_ZOOMED_FLAG:
		return format_put_bool(out, w->zoomed);
	case VAR_WINDOW_BELL_FLAG:
		return format_put_bool(out, w->bell);
	case VAR_WINDOW_ACTIVITY_FLAG:
		return format_put_bool(out, w->activity);
	case VAR_WINDOW_SILENCE_FLAG:
		return format_put_bool(out, w->silence);
	case VAR_WINDOW_ACTIVITY:
		return format_put_time(f, w->activity_at, f->wall, out);
	case VAR_WINDOW_LINKED:
		return format_put_bool(out, w->links > 1);
	case VAR_WINDOW_LINKED_SESSIONS:
		return put_linked_sessions(f, false, true, out);
	case VAR_WINDOW_ACTIVE_SESSIONS:
		return put_linked_sessions(f, true, true, out);
	case VAR_WINDOW_ACTIVE_CLIENTS:
		return put_active_clients(f, out);
	case VAR_WINDOW_BIGGER:
	case VAR_WINDOW_MARKED_FLAG:
		return format_put(out, "0");
	case VAR_WINDOW_FORMAT:
		return format_put_bool(out, f->at.pane == NULL);
	default:
		return put_window_place(f, v, out);
	}
}

/* ---- panes ---- */

static const struct window *window_of(const struct format_ctx *f)
{
	return model_window(f->model, f->at.pane->window);
}

/* In the window as it is laid out, also behind a zoomed pane. */
static struct rect pane_rect(const struct format_ctx *f)
{
	struct rect r = {0};
	const struct window *w = window_of(f);
	if (!model_pane_rect(f->model, f->at.pane, &r) && w != NULL) {
		layout_leaf_rect(w->layout, f->at.pane->id, &r);
	}
	return r;
}

static bool put_pane_place(const struct format_ctx *f, enum variable v, struct buf *out)
{
	struct rect r = pane_rect(f);
	const struct window *w = window_of(f);
	struct size size = w != NULL ? w->size : (struct size){0};
	switch (v) {
	case VAR_PANE_LEFT:
		return format_put_number(out, r.x);
	case VAR_PANE_TOP:
		return format_put_number(out, r.y);
	case VAR_PANE_RIGHT:
		return format_put_number(out, r.x + r.cols - 1);
	case VAR_PANE_BOTTOM:
		return format_put_number(out, r.y + r.rows - 1);
	case VAR_PANE_AT_LEFT:
		return format_put_bool(out, r.x == 0);
	case VAR_PANE_AT_TOP:
		return format_put_bool(out, r.y == 0);
	case VAR_PANE_AT_RIGHT:
		return format_put_bool(out, r.x + r.cols >= size.cols);
	case VAR_PANE_AT_BOTTOM:
		return format_put_bool(out, r.y + r.rows >= size.rows);
	default:
		return false;
	}
}

static bool put_mode(const struct format_ctx *f, enum variable v, struct buf *out)
{
	static const struct {
		uint8_t variable;
		uint32_t mode;
	} modes[] = {
		{VAR_ALTERNATE_ON, MODE_ALT_SCREEN},       {VAR_CURSOR_FLAG, MODE_CURSOR_VISIBLE},
		{VAR_INSERT_FLAG, MODE_INSERT},            {VAR_KEYPAD_CURSOR_FLAG, MODE_CURSOR_KEYS},
		{VAR_KEYPAD_FLAG, MODE_KEYPAD},            {VAR_MOUSE_ALL_FLAG, MODE_MOUSE_ANY},
		{VAR_MOUSE_ANY_FLAG, MODE_MOUSE_MASK},     {VAR_MOUSE_BUTTON_FLAG, MODE_MOUSE_DRAG},
		{VAR_MOUSE_SGR_FLAG, MODE_MOUSE_SGR},      {VAR_MOUSE_STANDARD_FLAG, MODE_MOUSE_CLICK},
		{VAR_MOUSE_UTF8_FLAG, MODE_MOUSE_UTF8},    {VAR_ORIGIN_FLAG, MODE_ORIGIN},
		{VAR_WRAP_FLAG, MODE_WRAP},
	};
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (modes[i].variable == v) {
			return format_put_bool(out, (term_modes(f->at.pane->term) & modes[i].mode) != 0);
		}
	}
	return put_pane_place(f, v, out);
}

static bool put_terminal(const struct format_ctx *f, enum variable v, struct buf *out)
{
	const struct pane *p = f->at.pane;
	const char *title = term_title(p->term);
	switch (v) {
	case VAR_PANE_TITLE:
		return title[0] != '\0' ? format_put(out, title) : format_put_host(out, false);
	case VAR_PANE_PATH:
		return format_put(out, term_path(p->term));
	case VAR_PANE_WIDTH:
		return format_put_number(out, term_size(p->term).cols);
	case VAR_PANE_HEIGHT:
		return format_put_number(out, term_size(p->term).rows);
	case VAR_CURSOR_X:
		return format_put_number(out, term_cursor(p->term).x);
	case VAR_CURSOR_Y:
		return format_put_number(out, term_cursor(p->term).y);
	case VAR_HISTORY_SIZE:
		return format_put_number(out, (int64_t)history_count(term_history(p->term)));
	case VAR_HISTORY_BYTES:
		return format_put_number(out, (int64_t)history_bytes(term_history(p->term)));
	case VAR_HISTORY_LIMIT:
		return format_put_number(out, option_number(f->model, f->at.session, NULL, NULL, "history-limit"));
	default:
		return put_mode(f, v, out);
	}
}

static bool put_program(const struct format_ctx *f, enum variable v, struct buf *out)
{
	const struct pane *p = f->at.pane;
	const char *start = p->start_command != NULL ? p->start_command : "";
	switch (v) {
	case VAR_PANE_CURRENT_COMMAND:
		return format_put(out, p->current_command != NULL ? p->current_command : start);
	case VAR_PANE_CURRENT_PATH:
		return format_put(out, p->current_path != NULL ? p->current_path : p->start_path);
	case VAR_PANE_START_COMMAND:
		return format_put(out, start);
	case VAR_PANE_START_PATH:
		return format_put(out, p->start_path);
	case VAR_PANE_TTY:
		return format_put(out, p->tty_name);
	case VAR_PANE_PID:
		return format_put_number(out, p->pid);
	case VAR_PANE_DEAD:
		return format_put_bool(out, p->dead);
	case VAR_PANE_DEAD_STATUS:
		return p->dead && WIFEXITED(p->exit_status) ? format_put_number(out, WEXITSTATUS(p->exit_status)) : format_put(out, "");
	case VAR_PANE_DEAD_SIGNAL:
		return p->dead && WIFSIGNALED(p->exit_status) ? format_put_number(out, WTERMSIG(p->exit_status)) : format_put(out, "");
	case VAR_PANE_PIPE:
		return format_put_bool(out, p->pipe);
	default:
		return put_terminal(f, v, out);
	}
}

bool format_put_pane(const struct format_ctx *f, enum variable v, struct buf *out)
{
	const struct pane *p = f->at.pane;
	const struct window *w = window_of(f);
	switch (v) {
	case VAR_PANE_ID:
		buf_printf(out, "%%%u", p->id);
		return true;
	case VAR_PANE_INDEX:
		return format_put_number(out, model_pane_index(f->model, p) + option_number(f->model, NULL, w, NULL, "pane-base-index"));
	case VAR_PANE_ACTIVE:
		return format_put_bool(out, w != NULL && w->active == p->id);
	case VAR_PANE_LAST:
		return format_put_bool(out, w != NULL && w->mru_count > 1 && w->mru_seen > 1 && w->mru[1] == p->id);
	case VAR_PANE_IN_MODE:
		return format_put_number(out, p->in_mode);
	case VAR_PANE_MODE:
		return format_put(out, p->in_mode > 0 ? "copy-mode" : "");
	case VAR_PANE_SYNCHRONIZED:
		return format_put_bool(out, option_flag(f->model, NULL, w, p, "synchronize-panes"));
	case VAR_PANE_MARKED:
	case VAR_PANE_MARKED_SET:
	case VAR_PANE_INPUT_OFF:
		return format_put(out, "0");
	case VAR_PANE_FORMAT:
		return format_put(out, "1");
	case VAR_PANE_SEARCH_STRING:
		return format_put(out, "");
	default:
		return put_program(f, v, out);
	}
}
