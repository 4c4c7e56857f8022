/* cmd/format_var.c -- the variables of formats: what the model knows. */
#include "cmd/format_var_impl.h"

#include <stdio.h>
#include <unistd.h>

#include "mux/version.h"

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

bool format_put(struct buf *out, const char *text)
{
	buf_puts(out, text != NULL ? text : "");
	return true;
}

bool format_put_number(struct buf *out, int64_t n)
{
	buf_printf(out, "%lld", (long long)n);
	return true;
}

bool format_put_bool(struct buf *out, bool b)
{
	return format_put(out, b ? "1" : "0");
}

bool format_put_time(const struct format_ctx *f, usec_t at, int64_t otherwise, struct buf *out)
{
	if (f->now == 0 || f->wall == 0 || at == 0) {
		return format_put_number(out, otherwise);
	}
	return format_put_number(out, f->wall - (int64_t)(usec_since(at, f->now) / 1000000u));
}

bool format_put_host(struct buf *out, bool is_short)
{
	char host[256];
	if (gethostname(host, sizeof(host)) != 0) {
		return format_put(out, "");
	}
	host[sizeof(host) - 1] = '\0';
	if (is_short) {
		host[strcspn(host, ".")] = '\0';
	}
	return format_put(out, host);
}

/* ---- without an object ---- */

static bool put_any(const struct format_ctx *f, enum variable v, struct buf *out)
{
	switch (v) {
	case VAR_HOST:
	case VAR_HOST_SHORT:
		return format_put_host(out, v == VAR_HOST_SHORT);
	case VAR_PID:
		return format_put_number(out, getpid());
	case VAR_UID:
		return format_put_number(out, (int64_t)getuid());
	case VAR_USER:
		return format_put(out, f->model != NULL ? optmap_get(&f->model->environment, "USER") : NULL);
	case VAR_VERSION:
		return format_put(out, MUX_VERSION);
	case VAR_START_TIME:
		return format_put_number(out, f->model != NULL ? f->model->started : 0);
	default:
		return false;
	}
}

/* ---- clients ---- */

static bool put_rtt(uint64_t us, struct buf *out)
{
	if (us == 0) {
		return format_put(out, "-");
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
		return format_put_number(out, (int64_t)c->figures[FIGURE_RATE_IN]);
	case VAR_CLIENT_RATE_OUT:
		return format_put_number(out, (int64_t)c->figures[FIGURE_RATE_OUT]);
	case VAR_CLIENT_BYTES_IN:
		return format_put_number(out, (int64_t)c->figures[FIGURE_BYTES_IN]);
	case VAR_CLIENT_BYTES_OUT:
		return format_put_number(out, (int64_t)c->figures[FIGURE_BYTES_OUT]);
	case VAR_CLIENT_SILENCE:
		return format_put_number(out, (int64_t)(c->figures[FIGURE_SILENCE_US] / 1000000u));
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
		return format_put(out, c->name);
	case VAR_CLIENT_WIDTH:
		return format_put_number(out, c->size.cols);
	case VAR_CLIENT_HEIGHT:
		return format_put_number(out, c->size.rows);
	case VAR_CLIENT_SESSION:
		return format_put(out, s != NULL ? s->name : "");
	case VAR_CLIENT_LAST_SESSION:
		return format_put(out, last != NULL ? last->name : "");
	case VAR_CLIENT_TERMNAME:
		return format_put(out, c->term_name);
	case VAR_CLIENT_HOST:
		return format_put(out, c->host);
	case VAR_CLIENT_UTF8:
		return format_put_bool(out, c->utf8);
	case VAR_CLIENT_READONLY:
		return format_put_bool(out, c->readonly);
	case VAR_CLIENT_FLAGS:
		format_put(out, s != NULL ? "attached" : "");
		format_put(out, c->readonly ? ",read-only" : "");
		return format_put(out, c->utf8 ? ",UTF-8" : "");
	case VAR_CLIENT_CREATED:
		return format_put_number(out, c->created);
	case VAR_CLIENT_ACTIVITY:
		return format_put_time(f, c->activity_at, c->created, out);
	case VAR_CLIENT_KEY_TABLE:
		return format_put(out, "root");
	case VAR_CLIENT_PREFIX:
		return format_put(out, "0");
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
	format_put_number(out, s->current);
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
		return format_put(out, s->name);
	case VAR_SESSION_ID:
		buf_printf(out, "$%u", s->id);
		return true;
	case VAR_NEXT_SESSION_ID:
		buf_printf(out, "$%u", f->model->next_session);
		return true;
	case VAR_SESSION_WINDOWS:
		return format_put_number(out, (int64_t)s->link_count);
	case VAR_SESSION_ATTACHED:
		return format_put_number(out, attached(f->model, s));
	case VAR_SESSION_MANY_ATTACHED:
		return format_put_bool(out, attached(f->model, s) > 1);
	case VAR_SESSION_CREATED:
		return format_put_number(out, s->created);
	case VAR_SESSION_LAST_ATTACHED:
		return s->attached_at != 0 ? format_put_number(out, s->attached_at) : format_put(out, "");
	case VAR_SESSION_ACTIVITY:
		return format_put_time(f, s->activity_at, s->attached_at != 0 ? s->attached_at : s->created, out);
	case VAR_SESSION_PATH:
		return format_put(out, s->path);
	case VAR_SESSION_ALERTS:
		return put_alerts(f, s, out);
	case VAR_SESSION_STACK:
		return put_stack(s, out);
	case VAR_SESSION_FORMAT:
		return format_put_bool(out, f->at.window == NULL);
	case VAR_SESSION_GROUPED:
		return format_put(out, "0");
	case VAR_SESSION_GROUP:
		return format_put(out, "");
	default:
		return false;
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
		return f->model != NULL && f->at.window != NULL && format_put_window(f, v, out);
	default:
		return f->model != NULL && f->at.pane != NULL && format_put_pane(f, v, out);
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
