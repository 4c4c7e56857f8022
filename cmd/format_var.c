/* cmd/format_var.c -- the variables of formats: what the model knows. */
#include "cmd/format_var.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "cmd/options.h"
#include "layout/string.h"
#include "mux/version.h"

enum variable {
	VAR_ACTIVE_WINDOW_INDEX, VAR_ALTERNATE_ON, VAR_CLIENT_ACTIVITY, VAR_CLIENT_BYTES_IN,
	VAR_CLIENT_BYTES_OUT, VAR_CLIENT_CREATED, VAR_CLIENT_FLAGS, VAR_CLIENT_HEIGHT,
	VAR_CLIENT_HOST, VAR_CLIENT_KEY_TABLE, VAR_CLIENT_LAST_SESSION, VAR_CLIENT_LOSS_IN,
	VAR_CLIENT_LOSS_OUT, VAR_CLIENT_NAME, VAR_CLIENT_PREFIX, VAR_CLIENT_RATE_IN,
	VAR_CLIENT_RATE_OUT, VAR_CLIENT_READONLY, VAR_CLIENT_RTT, VAR_CLIENT_SESSION,
	VAR_CLIENT_SILENCE, VAR_CLIENT_TERMNAME, VAR_CLIENT_TTY, VAR_CLIENT_UTF8, VAR_CLIENT_WIDTH,
	VAR_CURSOR_FLAG, VAR_CURSOR_X, VAR_CURSOR_Y, VAR_HISTORY_BYTES, VAR_HISTORY_LIMIT,
	VAR_HISTORY_SIZE, VAR_HOST, VAR_HOST_SHORT, VAR_INSERT_FLAG, VAR_KEYPAD_CURSOR_FLAG,
	VAR_KEYPAD_FLAG, VAR_LAST_WINDOW_INDEX, VAR_LINK_LOSS, VAR_LINK_RTT, VAR_MOUSE_ALL_FLAG,
	VAR_MOUSE_ANY_FLAG, VAR_MOUSE_BUTTON_FLAG, VAR_MOUSE_SGR_FLAG, VAR_MOUSE_STANDARD_FLAG,
	VAR_MOUSE_UTF8_FLAG, VAR_NEXT_SESSION_ID, VAR_ORIGIN_FLAG, VAR_PANE_ACTIVE,
	VAR_PANE_AT_BOTTOM, VAR_PANE_AT_LEFT, VAR_PANE_AT_RIGHT, VAR_PANE_AT_TOP, VAR_PANE_BOTTOM,
	VAR_PANE_CURRENT_COMMAND, VAR_PANE_CURRENT_PATH, VAR_PANE_DEAD, VAR_PANE_DEAD_SIGNAL,
	VAR_PANE_DEAD_STATUS, VAR_PANE_FORMAT, VAR_PANE_HEIGHT, VAR_PANE_ID, VAR_PANE_IN_MODE,
	VAR_PANE_INDEX, VAR_PANE_INPUT_OFF, VAR_PANE_LAST, VAR_PANE_LEFT, VAR_PANE_MARKED,
	VAR_PANE_MARKED_SET, VAR_PANE_MODE, VAR_PANE_PATH, VAR_PANE_PID, VAR_PANE_PIPE,
	VAR_PANE_RIGHT, VAR_PANE_SEARCH_STRING, VAR_PANE_START_COMMAND, VAR_PANE_START_PATH,
	VAR_PANE_SYNCHRONIZED, VAR_PANE_TITLE, VAR_PANE_TOP, VAR_PANE_TTY, VAR_PANE_WIDTH, VAR_PID,
	VAR_SESSION_ACTIVITY, VAR_SESSION_ALERTS, VAR_SESSION_ATTACHED, VAR_SESSION_CREATED,
	VAR_SESSION_FORMAT, VAR_SESSION_GROUP, VAR_SESSION_GROUPED, VAR_SESSION_ID,
	VAR_SESSION_LAST_ATTACHED, VAR_SESSION_MANY_ATTACHED, VAR_SESSION_NAME, VAR_SESSION_PATH,
	VAR_SESSION_STACK, VAR_SESSION_WINDOWS, VAR_START_TIME, VAR_UID, VAR_USER, VAR_VERSION,
	VAR_WINDOW_ACTIVE, VAR_WINDOW_ACTIVE_CLIENTS, VAR_WINDOW_ACTIVE_SESSIONS,
	VAR_WINDOW_ACTIVITY, VAR_WINDOW_ACTIVITY_FLAG, VAR_WINDOW_BELL_FLAG, VAR_WINDOW_BIGGER,
	VAR_WINDOW_END_FLAG, VAR_WINDOW_FLAGS, VAR_WINDOW_FORMAT, VAR_WINDOW_HEIGHT, VAR_WINDOW_ID,
	VAR_WINDOW_INDEX, VAR_WINDOW_LAST_FLAG, VAR_WINDOW_LAYOUT, VAR_WINDOW_LINKED,
	VAR_WINDOW_LINKED_SESSIONS, VAR_WINDOW_MARKED_FLAG, VAR_WINDOW_NAME, VAR_WINDOW_PANES,
	VAR_WINDOW_RAW_FLAGS, VAR_WINDOW_SILENCE_FLAG, VAR_WINDOW_STACK_INDEX,
	VAR_WINDOW_START_FLAG, VAR_WINDOW_VISIBLE_LAYOUT, VAR_WINDOW_WIDTH, VAR_WINDOW_ZOOMED_FLAG,
	VAR_WRAP_FLAG,
};

enum about { ABOUT_ANY, ABOUT_CLIENT, ABOUT_SESSION, ABOUT_WINDOW, ABOUT_PANE };

static const struct {
	const char *name;
	uint8_t variable, about;
} variables[] = {
	{"active_window_index", VAR_ACTIVE_WINDOW_INDEX, ABOUT_WINDOW},
	{"alternate_on", VAR_ALTERNATE_ON, ABOUT_PANE},
	{"client_activity", VAR_CLIENT_ACTIVITY, ABOUT_CLIENT},
	{"client_bytes_in", VAR_CLIENT_BYTES_IN, ABOUT_CLIENT},
	{"client_bytes_out", VAR_CLIENT_BYTES_OUT, ABOUT_CLIENT},
	{"client_created", VAR_CLIENT_CREATED, ABOUT_CLIENT},
	{"client_flags", VAR_CLIENT_FLAGS, ABOUT_CLIENT},
	{"client_height", VAR_CLIENT_HEIGHT, ABOUT_CLIENT},
	{"client_host", VAR_CLIENT_HOST, ABOUT_CLIENT},
	{"client_key_table", VAR_CLIENT_KEY_TABLE, ABOUT_CLIENT},
	{"client_last_session", VAR_CLIENT_LAST_SESSION, ABOUT_CLIENT},
	{"client_loss_in", VAR_CLIENT_LOSS_IN, ABOUT_CLIENT},
	{"client_loss_out", VAR_CLIENT_LOSS_OUT, ABOUT_CLIENT},
	{"client_name", VAR_CLIENT_NAME, ABOUT_CLIENT},
	{"client_prefix", VAR_CLIENT_PREFIX, ABOUT_CLIENT},
	{"client_rate_in", VAR_CLIENT_RATE_IN, ABOUT_CLIENT},
	{"client_rate_out", VAR_CLIENT_RATE_OUT, ABOUT_CLIENT},
	{"client_readonly", VAR_CLIENT_READONLY, ABOUT_CLIENT},
	{"client_rtt", VAR_CLIENT_RTT, ABOUT_CLIENT},
	{"client_session", VAR_CLIENT_SESSION, ABOUT_CLIENT},
	{"client_silence", VAR_CLIENT_SILENCE, ABOUT_CLIENT},
	{"client_termname", VAR_CLIENT_TERMNAME, ABOUT_CLIENT},
	{"client_tty", VAR_CLIENT_TTY, ABOUT_CLIENT},
	{"client_utf8", VAR_CLIENT_UTF8, ABOUT_CLIENT},
	{"client_width", VAR_CLIENT_WIDTH, ABOUT_CLIENT},
	{"cursor_flag", VAR_CURSOR_FLAG, ABOUT_PANE},
	{"cursor_x", VAR_CURSOR_X, ABOUT_PANE},
	{"cursor_y", VAR_CURSOR_Y, ABOUT_PANE},
	{"history_bytes", VAR_HISTORY_BYTES, ABOUT_PANE},
	{"history_limit", VAR_HISTORY_LIMIT, ABOUT_PANE},
	{"history_size", VAR_HISTORY_SIZE, ABOUT_PANE},
	{"host", VAR_HOST, ABOUT_ANY},
	{"host_short", VAR_HOST_SHORT, ABOUT_ANY},
	{"insert_flag", VAR_INSERT_FLAG, ABOUT_PANE},
	{"keypad_cursor_flag", VAR_KEYPAD_CURSOR_FLAG, ABOUT_PANE},
	{"keypad_flag", VAR_KEYPAD_FLAG, ABOUT_PANE},
	{"last_window_index", VAR_LAST_WINDOW_INDEX, ABOUT_WINDOW},
	{"link_loss", VAR_LINK_LOSS, ABOUT_CLIENT},
	{"link_rtt", VAR_LINK_RTT, ABOUT_CLIENT},
	{"mouse_all_flag", VAR_MOUSE_ALL_FLAG, ABOUT_PANE},
	{"mouse_any_flag", VAR_MOUSE_ANY_FLAG, ABOUT_PANE},
	{"mouse_button_flag", VAR_MOUSE_BUTTON_FLAG, ABOUT_PANE},
	{"mouse_sgr_flag", VAR_MOUSE_SGR_FLAG, ABOUT_PANE},
	{"mouse_standard_flag", VAR_MOUSE_STANDARD_FLAG, ABOUT_PANE},
	{"mouse_utf8_flag", VAR_MOUSE_UTF8_FLAG, ABOUT_PANE},
	{"next_session_id", VAR_NEXT_SESSION_ID, ABOUT_SESSION},
	{"origin_flag", VAR_ORIGIN_FLAG, ABOUT_PANE},
	{"pane_active", VAR_PANE_ACTIVE, ABOUT_PANE},
	{"pane_at_bottom", VAR_PANE_AT_BOTTOM, ABOUT_PANE},
	{"pane_at_left", VAR_PANE_AT_LEFT, ABOUT_PANE},
	{"pane_at_right", VAR_PANE_AT_RIGHT, ABOUT_PANE},
	{"pane_at_top", VAR_PANE_AT_TOP, ABOUT_PANE},
	{"pane_bottom", VAR_PANE_BOTTOM, ABOUT_PANE},
	{"pane_current_command", VAR_PANE_CURRENT_COMMAND, ABOUT_PANE},
	{"pane_current_path", VAR_PANE_CURRENT_PATH, ABOUT_PANE},
	{"pane_dead", VAR_PANE_DEAD, ABOUT_PANE},
	{"pane_dead_signal", VAR_PANE_DEAD_SIGNAL, ABOUT_PANE},
	{"pane_dead_status", VAR_PANE_DEAD_STATUS, ABOUT_PANE},
	{"pane_format", VAR_PANE_FORMAT, ABOUT_PANE},
	{"pane_height", VAR_PANE_HEIGHT, ABOUT_PANE},
	{"pane_id", VAR_PANE_ID, ABOUT_PANE},
	{"pane_in_mode", VAR_PANE_IN_MODE, ABOUT_PANE},
	{"pane_index", VAR_PANE_INDEX, ABOUT_PANE},
	{"pane_input_off", VAR_PANE_INPUT_OFF, ABOUT_PANE},
	{"pane_last", VAR_PANE_LAST, ABOUT_PANE},
	{"pane_left", VAR_PANE_LEFT, ABOUT_PANE},
	{"pane_marked", VAR_PANE_MARKED, ABOUT_PANE},
	{"pane_marked_set", VAR_PANE_MARKED_SET, ABOUT_PANE},
	{"pane_mode", VAR_PANE_MODE, ABOUT_PANE},
	{"pane_path", VAR_PANE_PATH, ABOUT_PANE},
	{"pane_pid", VAR_PANE_PID, ABOUT_PANE},
	{"pane_pipe", VAR_PANE_PIPE, ABOUT_PANE},
	{"pane_right", VAR_PANE_RIGHT, ABOUT_PANE},
	{"pane_search_string", VAR_PANE_SEARCH_STRING, ABOUT_PANE},
	{"pane_start_command", VAR_PANE_START_COMMAND, ABOUT_PANE},
	{"pane_start_path", VAR_PANE_START_PATH, ABOUT_PANE},
	{"pane_synchronized", VAR_PANE_SYNCHRONIZED, ABOUT_PANE},
	{"pane_title", VAR_PANE_TITLE, ABOUT_PANE},
	{"pane_top", VAR_PANE_TOP, ABOUT_PANE},
	{"pane_tty", VAR_PANE_TTY, ABOUT_PANE},
	{"pane_width", VAR_PANE_WIDTH, ABOUT_PANE},
	{"pid", VAR_PID, ABOUT_ANY},
	{"session_activity", VAR_SESSION_ACTIVITY, ABOUT_SESSION},
	{"session_alerts", VAR_SESSION_ALERTS, ABOUT_SESSION},
	{"session_attached", VAR_SESSION_ATTACHED, ABOUT_SESSION},
	{"session_created", VAR_SESSION_CREATED, ABOUT_SESSION},
	{"session_format", VAR_SESSION_FORMAT, ABOUT_SESSION},
	{"session_group", VAR_SESSION_GROUP, ABOUT_SESSION},
	{"session_grouped", VAR_SESSION_GROUPED, ABOUT_SESSION},
	{"session_id", VAR_SESSION_ID, ABOUT_SESSION},
	{"session_last_attached", VAR_SESSION_LAST_ATTACHED, ABOUT_SESSION},
	{"session_many_attached", VAR_SESSION_MANY_ATTACHED, ABOUT_SESSION},
	{"session_name", VAR_SESSION_NAME, ABOUT_SESSION},
	{"session_path", VAR_SESSION_PATH, ABOUT_SESSION},
	{"session_stack", VAR_SESSION_STACK, ABOUT_SESSION},
	{"session_windows", VAR_SESSION_WINDOWS, ABOUT_SESSION},
	{"start_time", VAR_START_TIME, ABOUT_ANY},
	{"uid", VAR_UID, ABOUT_ANY},
	{"user", VAR_USER, ABOUT_ANY},
	{"version", VAR_VERSION, ABOUT_ANY},
	{"window_active", VAR_WINDOW_ACTIVE, ABOUT_WINDOW},
	{"window_active_clients", VAR_WINDOW_ACTIVE_CLIENTS, ABOUT_WINDOW},
	{"window_active_sessions", VAR_WINDOW_ACTIVE_SESSIONS, ABOUT_WINDOW},
	{"window_activity", VAR_WINDOW_ACTIVITY, ABOUT_WINDOW},
	{"window_activity_flag", VAR_WINDOW_ACTIVITY_FLAG, ABOUT_WINDOW},
	{"window_bell_flag", VAR_WINDOW_BELL_FLAG, ABOUT_WINDOW},
	{"window_bigger", VAR_WINDOW_BIGGER, ABOUT_WINDOW},
	{"window_end_flag", VAR_WINDOW_END_FLAG, ABOUT_WINDOW},
	{"window_flags", VAR_WINDOW_FLAGS, ABOUT_WINDOW},
	{"window_format", VAR_WINDOW_FORMAT, ABOUT_WINDOW},
	{"window_height", VAR_WINDOW_HEIGHT, ABOUT_WINDOW},
	{"window_id", VAR_WINDOW_ID, ABOUT_WINDOW},
	{"window_index", VAR_WINDOW_INDEX, ABOUT_WINDOW},
	{"window_last_flag", VAR_WINDOW_LAST_FLAG, ABOUT_WINDOW},
	{"window_layout", VAR_WINDOW_LAYOUT, ABOUT_WINDOW},
	{"window_linked", VAR_WINDOW_LINKED, ABOUT_WINDOW},
	{"window_linked_sessions", VAR_WINDOW_LINKED_SESSIONS, ABOUT_WINDOW},
	{"window_marked_flag", VAR_WINDOW_MARKED_FLAG, ABOUT_WINDOW},
	{"window_name", VAR_WINDOW_NAME, ABOUT_WINDOW},
	{"window_panes", VAR_WINDOW_PANES, ABOUT_WINDOW},
	{"window_raw_flags", VAR_WINDOW_RAW_FLAGS, ABOUT_WINDOW},
	{"window_silence_flag", VAR_WINDOW_SILENCE_FLAG, ABOUT_WINDOW},
	{"window_stack_index", VAR_WINDOW_STACK_INDEX, ABOUT_WINDOW},
	{"window_start_flag", VAR_WINDOW_START_FLAG, ABOUT_WINDOW},
	{"window_visible_layout", VAR_WINDOW_VISIBLE_LAYOUT, ABOUT_WINDOW},
	{"window_width", VAR_WINDOW_WIDTH, ABOUT_WINDOW},
	{"window_zoomed_flag", VAR_WINDOW_ZOOMED_FLAG, ABOUT_WINDOW},
	{"wrap_flag", VAR_WRAP_FLAG, ABOUT_PANE},
};

/* ---- helpers ---- */

static bool put(struct buf *out, const char *text)
{
	buf_puts(out, text != NULL ? text : "");
	return true;
}

static bool put_number(struct buf *out, int64_t n)
{
	buf_printf(out, "%lld", (long long)n);
	return true;
}

static bool put_bool(struct buf *out, bool b)
{
	return put(out, b ? "1" : "0");
}

/* A point on the model's clock as seconds since 1970; `otherwise` when that cannot be told. */
static bool put_time(const struct format_ctx *f, usec_t at, int64_t otherwise, struct buf *out)
{
	if (f->now == 0 || f->wall == 0 || at == 0) {
		return put_number(out, otherwise);
	}
	return put_number(out, f->wall - (int64_t)(usec_since(at, f->now) / 1000000u));
}

static bool put_host(struct buf *out, bool is_short)
{
	char host[256];
	if (gethostname(host, sizeof(host)) != 0) {
		return put(out, "");
	}
	host[sizeof(host) - 1] = '\0';
	if (is_short) {
		host[strcspn(host, ".")] = '\0';
	}
	return put(out, host);
}

/* ---- without an object ---- */

static bool put_any(const struct format_ctx *f, enum variable v, struct buf *out)
{
	switch (v) {
	case VAR_HOST:
	case VAR_HOST_SHORT:
		return put_host(out, v == VAR_HOST_SHORT);
	case VAR_PID:
		return put_number(out, getpid());
	case VAR_UID:
		return put_number(out, (int64_t)getuid());
	case VAR_USER:
		return put(out, f->model != NULL ? optmap_get(&f->model->environment, "USER") : NULL);
	case VAR_VERSION:
		return put(out, MUX_VERSION);
	case VAR_START_TIME:
		return put_number(out, f->model != NULL ? f->model->started : 0);
	default:
		return false;
	}
}

/* ---- clients ---- */

static bool put_rtt(uint64_t us, struct buf *out)
{
	if (us == 0) {
		return put(out, "-");
	}
	if (us < 10000) {
		buf_printf(out, "%.1fms", (double)us / 1000.0);
	} else {
		buf_printf(out, "%llums", (unsigned long long)((us + 500) / 1000));
	}
	return true;
}

static bool put_ppm(uint64_t ppm, struct buf *out)
{
	buf_printf(out, "%.1f%%", (double)ppm / 10000.0);
	return true;
}

static bool put_figure(const struct model_client *c, enum variable v, struct buf *out)
{
	uint64_t in = c->figures[FIGURE_LOSS_IN_PPM], to = c->figures[FIGURE_LOSS_OUT_PPM];
	switch (v) {
	case VAR_CLIENT_RTT:
	case VAR_LINK_RTT:
		return put_rtt(c->figures[FIGURE_RTT_US], out);
	case VAR_CLIENT_LOSS_IN:
		return put_ppm(in, out);
	case VAR_CLIENT_LOSS_OUT:
		return put_ppm(to, out);
	case VAR_LINK_LOSS:
		return put_ppm(in > to ? in : to, out);
	case VAR_CLIENT_RATE_IN:
		return put_number(out, (int64_t)c->figures[FIGURE_RATE_IN]);
	case VAR_CLIENT_RATE_OUT:
		return put_number(out, (int64_t)c->figures[FIGURE_RATE_OUT]);
	case VAR_CLIENT_BYTES_IN:
		return put_number(out, (int64_t)c->figures[FIGURE_BYTES_IN]);
	case VAR_CLIENT_BYTES_OUT:
		return put_number(out, (int64_t)c->figures[FIGURE_BYTES_OUT]);
	case VAR_CLIENT_SILENCE:
		return put_number(out, (int64_t)(c->figures[FIGURE_SILENCE_US] / 1000000u));
	default:
		return false;
	}
}

static bool put_client(const struct format_ctx *f, enum variable v, struct buf *out)
{
	const struct model_client *c = f->client;
	const struct session *s = f->model != NULL ? model_session(f->model, c->session) : NULL;
	const struct session *last = f->model != NULL ? model_session(f->model, c->last_session) : NULL;
	switch (v) {
	case VAR_CLIENT_NAME:
	case VAR_CLIENT_TTY:
		return put(out, c->name);
	case VAR_CLIENT_WIDTH:
		return put_number(out, c->size.cols);
	case VAR_CLIENT_HEIGHT:
		return put_number(out, c->size.rows);
	case VAR_CLIENT_SESSION:
		return put(out, s != NULL ? s->name : "");
	case VAR_CLIENT_LAST_SESSION:
		return put(out, last != NULL ? last->name : "");
	case VAR_CLIENT_TERMNAME:
		return put(out, c->term_name);
	case VAR_CLIENT_HOST:
		return put(out, c->host);
	case VAR_CLIENT_UTF8:
		return put_bool(out, c->utf8);
	case VAR_CLIENT_READONLY:
		return put_bool(out, c->readonly);
	case VAR_CLIENT_FLAGS:
		put(out, s != NULL ? "attached" : "");
		put(out, c->readonly ? ",read-only" : "");
		return put(out, c->utf8 ? ",UTF-8" : "");
	case VAR_CLIENT_CREATED:
		return put_number(out, c->created);
	case VAR_CLIENT_ACTIVITY:
		return put_time(f, c->activity_at, c->created, out);
	case VAR_CLIENT_KEY_TABLE:
		return put(out, "root");
	case VAR_CLIENT_PREFIX:
		return put(out, "0");
	default:
		return put_figure(c, v, out);
	}
}

/* ---- sessions ---- */

static int64_t attached(const struct model *m, const struct session *s)
{
	int64_t n = 0;
	for (size_t i = 0; i < m->client_count; i++) {
		n += m->clients[i]->session == s->id;
	}
	return n;
}

static bool put_alerts(const struct format_ctx *f, const struct session *s, struct buf *out)
{
	const char *comma = "";
	for (size_t i = 0; i < s->link_count; i++) {
		const struct window *w = model_window(f->model, s->links[i].window);
		if (w != NULL && (w->bell || w->activity || w->silence)) {
			buf_printf(out, "%s%d%s%s%s", comma, s->links[i].index, w->activity ? "#" : "", w->bell ? "!" : "",
				w->silence ? "~" : "");
			comma = ",";
		}
	}
	return true;
}

static bool put_stack(const struct session *s, struct buf *out)
{
	put_number(out, s->current);
	for (size_t i = 0; i < s->last_count; i++) {
		buf_printf(out, ",%d", s->last[i]);
	}
	return true;
}

static bool put_session(const struct format_ctx *f, enum variable v, struct buf *out)
{
	const struct session *s = f->at.session;
	switch (v) {
	case VAR_SESSION_NAME:
		return put(out, s->name);
	case VAR_SESSION_ID:
		buf_printf(out, "$%u", s->id);
		return true;
	case VAR_NEXT_SESSION_ID:
		buf_printf(out, "$%u", f->model->next_session);
		return true;
	case VAR_SESSION_WINDOWS:
		return put_number(out, (int64_t)s->link_count);
	case VAR_SESSION_ATTACHED:
		return put_number(out, attached(f->model, s));
	case VAR_SESSION_MANY_ATTACHED:
		return put_bool(out, attached(f->model, s) > 1);
	case VAR_SESSION_CREATED:
		return put_number(out, s->created);
	case VAR_SESSION_LAST_ATTACHED:
		return s->attached_at != 0 ? put_number(out, s->attached_at) : put(out, "");
	case VAR_SESSION_ACTIVITY:
		return put_time(f, s->activity_at, s->attached_at != 0 ? s->attached_at : s->created, out);
	case VAR_SESSION_PATH:
		return put(out, s->path);
	case VAR_SESSION_ALERTS:
		return put_alerts(f, s, out);
	case VAR_SESSION_STACK:
		return put_stack(s, out);
	case VAR_SESSION_FORMAT:
		return put_bool(out, f->at.window == NULL);
	case VAR_SESSION_GROUPED:
		return put(out, "0");
	case VAR_SESSION_GROUP:
		return put(out, "");
	default:
		return false;
	}
}

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
	put(out, !w->activity ? "" : raw || f->keep != NULL ? "#" : "##");
	put(out, w->bell ? "!" : "");
	put(out, w->silence ? "~" : "");
	put(out, is_current(f) ? "*" : is_last_window(f) ? "-" : "");
	return put(out, w->zoomed ? "Z" : "");
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
	return count ? put_number(out, n) : true;
}

static bool put_active_clients(const struct format_ctx *f, struct buf *out)
{
	int64_t n = 0;
	for (size_t i = 0; i < f->model->client_count; i++) {
		const struct session *s = model_session(f->model, f->model->clients[i]->session);
		n += s != NULL && model_current_window(f->model, s) == f->at.window;
	}
	return put_number(out, n);
}

static bool put_window_place(const struct format_ctx *f, enum variable v, struct buf *out)
{
	const struct session *s = f->at.session;
	if (s == NULL || s->link_count == 0) {
		return false;
	}
	switch (v) {
	case VAR_WINDOW_START_FLAG:
		return put_bool(out, s->links[0].index == f->at.index);
	case VAR_WINDOW_END_FLAG:
		return put_bool(out, s->links[s->link_count - 1].index == f->at.index);
	case VAR_ACTIVE_WINDOW_INDEX:
		return put_number(out, s->current);
	case VAR_LAST_WINDOW_INDEX:
		return put_number(out, s->links[s->link_count - 1].index);
	case VAR_WINDOW_STACK_INDEX:
		for (size_t i = 0; i < s->last_count; i++) {
			if (s->last[i] == f->at.index) {
				return put_number(out, (int64_t)i + 1);
			}
		}
		return put(out, "0");
	default:
		return false;
	}
}

static bool put_window(const struct format_ctx *f, enum variable v, struct buf *out)
{
	const struct window *w = f->at.window;
	switch (v) {
	case VAR_WINDOW_NAME:
		return put(out, w->name);
	case VAR_WINDOW_ID:
		buf_printf(out, "@%u", w->id);
		return true;
	case VAR_WINDOW_INDEX:
		return put_number(out, f->at.index);
	case VAR_WINDOW_FLAGS:
	case VAR_WINDOW_RAW_FLAGS:
		return put_flags(f, v == VAR_WINDOW_RAW_FLAGS, out);
	case VAR_WINDOW_ACTIVE:
		return put_bool(out, is_current(f));
	case VAR_WINDOW_LAST_FLAG:
		return put_bool(out, is_last_window(f));
	case VAR_WINDOW_PANES:
		return put_number(out, (int64_t)layout_count(w->layout));
	case VAR_WINDOW_WIDTH:
		return put_number(out, w->size.cols);
	case VAR_WINDOW_HEIGHT:
		return put_number(out, w->size.rows);
	case VAR_WINDOW_LAYOUT:
	case VAR_WINDOW_VISIBLE_LAYOUT:
		return put_layout(w, v == VAR_WINDOW_VISIBLE_LAYOUT, out);
	case VAR_WINDOW_ZOOMED_FLAG:
		return put_bool(out, w->zoomed);
	case VAR_WINDOW_BELL_FLAG:
		return put_bool(out, w->bell);
	case VAR_WINDOW_ACTIVITY_FLAG:
		return put_bool(out, w->activity);
	case VAR_WINDOW_SILENCE_FLAG:
		return put_bool(out, w->silence);
	case VAR_WINDOW_ACTIVITY:
		return put_time(f, w->activity_at, f->wall, out);
	case VAR_WINDOW_LINKED:
		return put_bool(out, w->links > 1);
	case VAR_WINDOW_LINKED_SESSIONS:
		return put_linked_sessions(f, false, true, out);
	case VAR_WINDOW_ACTIVE_SESSIONS:
		return put_linked_sessions(f, true, true, out);
	case VAR_WINDOW_ACTIVE_CLIENTS:
		return put_active_clients(f, out);
	case VAR_WINDOW_BIGGER:
	case VAR_WINDOW_MARKED_FLAG:
		return put(out, "0");
	case VAR_WINDOW_FORMAT:
		return put_bool(out, f->at.pane == NULL);
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
		return put_number(out, r.x);
	case VAR_PANE_TOP:
		return put_number(out, r.y);
	case VAR_PANE_RIGHT:
		return put_number(out, r.x + r.cols - 1);
	case VAR_PANE_BOTTOM:
		return put_number(out, r.y + r.rows - 1);
	case VAR_PANE_AT_LEFT:
		return put_bool(out, r.x == 0);
	case VAR_PANE_AT_TOP:
		return put_bool(out, r.y == 0);
	case VAR_PANE_AT_RIGHT:
		return put_bool(out, r.x + r.cols >= size.cols);
	case VAR_PANE_AT_BOTTOM:
		return put_bool(out, r.y + r.rows >= size.rows);
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
			return put_bool(out, (term_modes(f->at.pane->term) & modes[i].mode) != 0);
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
		return title[0] != '\0' ? put(out, title) : put_host(out, false);
	case VAR_PANE_PATH:
		return put(out, term_path(p->term));
	case VAR_PANE_WIDTH:
		return put_number(out, term_size(p->term).cols);
	case VAR_PANE_HEIGHT:
		return put_number(out, term_size(p->term).rows);
	case VAR_CURSOR_X:
		return put_number(out, term_cursor(p->term).x);
	case VAR_CURSOR_Y:
		return put_number(out, term_cursor(p->term).y);
	case VAR_HISTORY_SIZE:
		return put_number(out, (int64_t)history_count(term_history(p->term)));
	case VAR_HISTORY_BYTES:
		return put_number(out, (int64_t)history_bytes(term_history(p->term)));
	case VAR_HISTORY_LIMIT:
		return put_number(out, option_number(f->model, f->at.session, NULL, NULL, "history-limit"));
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
		return put(out, p->current_command != NULL ? p->current_command : start);
	case VAR_PANE_CURRENT_PATH:
		return put(out, p->current_path != NULL ? p->current_path : p->start_path);
	case VAR_PANE_START_COMMAND:
		return put(out, start);
	case VAR_PANE_START_PATH:
		return put(out, p->start_path);
	case VAR_PANE_TTY:
		return put(out, p->tty_name);
	case VAR_PANE_PID:
		return put_number(out, p->pid);
	case VAR_PANE_DEAD:
		return put_bool(out, p->dead);
	case VAR_PANE_DEAD_STATUS:
		return p->dead && WIFEXITED(p->exit_status) ? put_number(out, WEXITSTATUS(p->exit_status)) : put(out, "");
	case VAR_PANE_DEAD_SIGNAL:
		return p->dead && WIFSIGNALED(p->exit_status) ? put_number(out, WTERMSIG(p->exit_status)) : put(out, "");
	case VAR_PANE_PIPE:
		return put_bool(out, p->pipe);
	default:
		return put_terminal(f, v, out);
	}
}

static bool put_pane(const struct format_ctx *f, enum variable v, struct buf *out)
{
	const struct pane *p = f->at.pane;
	const struct window *w = window_of(f);
	switch (v) {
	case VAR_PANE_ID:
		buf_printf(out, "%%%u", p->id);
		return true;
	case VAR_PANE_INDEX:
		return put_number(out, model_pane_index(f->model, p) + option_number(f->model, NULL, w, NULL, "pane-base-index"));
	case VAR_PANE_ACTIVE:
		return put_bool(out, w != NULL && w->active == p->id);
	case VAR_PANE_LAST:
		return put_bool(out, w != NULL && w->mru_count > 1 && w->mru_seen > 1 && w->mru[1] == p->id);
	case VAR_PANE_IN_MODE:
		return put_number(out, p->in_mode);
	case VAR_PANE_MODE:
		return put(out, p->in_mode > 0 ? "copy-mode" : "");
	case VAR_PANE_SYNCHRONIZED:
		return put_bool(out, option_flag(f->model, NULL, w, p, "synchronize-panes"));
	case VAR_PANE_MARKED:
	case VAR_PANE_MARKED_SET:
	case VAR_PANE_INPUT_OFF:
		return put(out, "0");
	case VAR_PANE_FORMAT:
		return put(out, "1");
	case VAR_PANE_SEARCH_STRING:
		return put(out, "");
	default:
		return put_program(f, v, out);
	}
}

/* ---- lookup ---- */

static bool put_variable(const struct format_ctx *f, size_t i, struct buf *out)
{
	enum variable v = (enum variable)variables[i].variable;
	switch (variables[i].about) {
	case ABOUT_ANY:
		return put_any(f, v, out);
	case ABOUT_CLIENT:
		return f->client != NULL && put_client(f, v, out);
	case ABOUT_SESSION:
		return f->model != NULL && f->at.session != NULL && put_session(f, v, out);
	case ABOUT_WINDOW:
		return f->model != NULL && f->at.window != NULL && put_window(f, v, out);
	default:
		return f->model != NULL && f->at.pane != NULL && put_pane(f, v, out);
	}
}

bool format_variable(const struct format_ctx *f, const char *name, struct buf *out)
{
	size_t lo = 0, hi = format_variable_count();
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = strcmp(variables[mid].name, name);
		if (order == 0) {
			return put_variable(f, mid, out);
		}
		if (order < 0) {
			lo = mid + 1;
		} else {
			hi = mid;
		}
	}
	return false;
}

size_t format_variable_count(void)
{
	return sizeof(variables) / sizeof(variables[0]);
}

const char *format_variable_name(size_t i)
{
	return i < format_variable_count() ? variables[i].name : NULL;
}
