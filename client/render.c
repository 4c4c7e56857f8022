/* client/render.c -- the window, the status line and what lies over them into one canvas, each clipped to
 * its rectangle; and when. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/width.h"
#include "client/client_impl.h"
#include "client/status_fit.h"
#include "client/window_list.h"
#include "cmd/format.h"
#include "cmd/options.h"

/* ---- what is looked at ---- */

static int window_index_now(const struct client *c, const struct tree_session *s)
{
	int index = s->current;
	for (size_t i = 0; i < c->op_count; i++) {
		index = c->ops[i].window >= 0 ? c->ops[i].window : index;
	}
	return index;
}

/* Operations that the server has executed are part of the truth. */
static void forget_confirmed(struct client *c)
{
	const struct tree_view *v = replica_view(c->replica);
	size_t kept = 0;
	for (size_t i = 0; v != NULL && i < c->op_count; i++) {
		if (c->ops[i].offset > v->records) {
			c->ops[kept++] = c->ops[i];
		}
	}
	c->op_count = v != NULL ? kept : c->op_count;
}

const struct tree_window *client_window(struct client *c)
{
	const struct tree_view *v = replica_view(c->replica);
	const struct tree_session *s = v != NULL ? replica_session(c->replica, v->session) : NULL;
	const struct tree_window *w = NULL;
	if (s == NULL) {
		return NULL;
	}
	forget_confirmed(c);
	int index = window_index_now(c, s);
	for (size_t i = 0; i < s->link_count; i++) {
		if (s->links[i].index == index) {
			w = replica_window(c->replica, s->links[i].window);
		}
	}
	if (w == NULL) { /* the predicted one is gone */
		for (size_t i = 0; i < s->link_count; i++) {
			if (s->links[i].index == s->current) {
				w = replica_window(c->replica, s->links[i].window);
			}
		}
	}
	c->window = w != NULL ? w->id : 0;
	c->pane = w != NULL ? w->active : 0;
	for (size_t i = 0; w != NULL && i < c->op_count; i++) {
		struct rect r;
		if (c->ops[i].pane != 0 && layout_leaf_rect(w->layout, c->ops[i].pane, &r)) {
			c->pane = c->ops[i].pane;
		}
	}
	return w;
}

bool client_rect_in_window(const struct client *c, const struct tree_window *w, uint32_t pane, struct rect *out)
{
	if (w->zoomed) {
		*out = (struct rect){0, 0, w->size.cols, w->size.rows};
		return pane == c->pane;
	}
	return layout_leaf_rect(w->layout, pane, out);
}

bool client_pane_rect(struct client *c, uint32_t pane, struct rect *out)
{
	const struct tree_window *w = client_window(c);
	struct rect r;
	if (w == NULL || !client_rect_in_window(c, w, pane, &r)) {
		return false;
	}
	*out = r;
	return true;
}

/* A window larger than this terminal is seen through an offset that follows the cursor. */
static void place_view(struct client *c, const struct tree_window *w)
{
	const struct replica_pane *p = replica_pane(c->replica, c->pane);
	struct rect r = {0};
	if (w->size.cols <= c->window_area.cols) {
		c->offset_x = 0;
	}
	if (w->size.rows <= c->window_area.rows) {
		c->offset_y = 0;
	}
	if (p == NULL || !client_rect_in_window(c, w, c->pane, &r)) {
		return;
	}
	uint32_t x = (uint32_t)r.x + p->cursor.x, y = (uint32_t)r.y + p->cursor.y;
	if (w->size.cols > c->window_area.cols) {
		uint32_t max = (uint32_t)w->size.cols - c->window_area.cols, at = c->offset_x;
		if (x < at || x >= at + c->window_area.cols) {
			at = x > c->window_area.cols / 2u ? x - c->window_area.cols / 2u : 0;
		}
		c->offset_x = (uint16_t)(at < max ? at : max);
	}
	if (w->size.rows > c->window_area.rows) {
		uint32_t max = (uint32_t)w->size.rows - c->window_area.rows, at = c->offset_y;
		if (y < at || y >= at + c->window_area.rows) {
			at = y > c->window_area.rows / 2u ? y - c->window_area.rows / 2u : 0;
		}
		c->offset_y = (uint16_t)(at < max ? at : max);
	}
}

/* ---- status line ---- */

struct status_lookup {
	struct client *client;
	struct link_status status;
	struct link_figures figures;
	usec_t now;
};

/* Without contact: what is done about it, and for how long the oldest key waits that the server has not got. All of
 * it fits into status-right-length as it is by default. */
static void put_waiting(const struct status_lookup *l, char *text, size_t len)
{
	usec_t since = predictors_wait_since(l->client->predictors);
	size_t used = strlen(text);
	char doing[64];
	const char *gap = "";
	if (l->status.health != HEALTH_NO_CONTACT && l->status.health != HEALTH_NO_REPLY) {
		return;
	}
	if (used < len && rescue_status(l->client, doing, sizeof(doing))[0] != '\0') {
		snprintf(text + used, len - used, "(%s)", doing);
		used = strlen(text);
		gap = " ";
	}
	if (since != 0 && used < len) {
		snprintf(text + used, len - used, "%skeys held for %llu s", gap,
			(unsigned long long)(usec_since(since, l->now) / 1000000u));
	}
}

static const char *lookup(void *ctx, const char *name, char *scratch, size_t len)
{
	struct status_lookup *l = ctx;
	const char *of = predictors_variable(l->client->predictors, l->client->pane, name, scratch, len);
	if (of != NULL) {
		return of;
	}
	of = link_status_variable(&l->status, &l->figures, &l->client->options, name, scratch, len);
	if (of == scratch && strcmp(name, "link_status") == 0) {
		put_waiting(l, scratch, len);
	}
	return of;
}

static void take_status(struct client *c, usec_t now, struct status_lookup *l)
{
	l->client = c;
	l->now = now;
	link_figures(c->link, now, &l->figures);
	bool lags = link_status_lags(&c->torn_since, replica_is_whole(c->replica), l->figures.srtt, now);
	link_status_take(&l->figures, now, !lags, &l->status);
}

static char *expand(struct status_lookup *l, const char *text)
{
	struct format_ctx f = {.lookup = lookup, .lookup_ctx = l, .wall = clock_wall()};
	return format_expand(&f, text);
}

/* Draws styled text at x without its first `skip` columns, at most `max` columns; notes window ranges.
 * Returns the columns used. */
static uint16_t draw_styled(struct client *c, struct rect row, uint16_t x, size_t skip, uint16_t max, const char *text,
	const struct style *base)
{
	struct format_piece piece = {.style = *base};
	size_t at = 0;
	uint16_t used = 0;
	struct rect clip = {x, row.y, max, 1};
	while (used < max && format_next_piece(text, &at, &piece)) {
		struct bytes t = status_text_skip(piece.text, &skip);
		uint16_t n = canvas_text(c->next, clip, (uint16_t)(x + used), row.y, (const char *)t.data, t.len, &piece.style);
		if (piece.range_kind == 'w' && n > 0 && c->range_count < 64) {
			c->range_windows[c->range_count++] = (int)piece.range_arg;
			for (uint16_t i = 0; i < n && (size_t)(x + used + i) < sizeof(c->status_ranges); i++) {
				c->status_ranges[x + used + i] = (char)c->range_count;
			}
		}
		used = (uint16_t)(used + n);
	}
	return used;
}

/* The list of windows in `room` columns; where it does not fit, around the current one. */
static void draw_windows(struct client *c, struct rect row, uint16_t x, uint16_t room, const char *list,
	const struct style *style)
{
	const struct tree_view *v = replica_view(c->replica);
	const struct tree_session *s = v != NULL ? replica_session(c->replica, v->session) : NULL;
	size_t from = 0, to = 0;
	if (s != NULL) {
		status_text_find(list, window_index_now(c, s), &from, &to);
	}
	struct status_fit f = status_fit(status_text_width(list), from, to, room);
	if (f.before) {
		canvas_text(c->next, row, x++, row.y, "<", 1, style);
	}
	draw_styled(c, row, x, f.skip, f.cols, list, style);
	if (f.after) {
		canvas_text(c->next, row, (uint16_t)(x + f.cols), row.y, ">", 1, style);
	}
}

/* With the window as current that the user has chosen. */
static char *expand_windows(struct status_lookup *l, const char *list)
{
	const struct tree_view *v = replica_view(l->client->replica);
	const struct tree_session *s = v != NULL ? replica_session(l->client->replica, v->session) : NULL;
	char *text = expand(l, list);
	if (s != NULL && window_index_now(l->client, s) != s->current) {
		char *chosen = window_list_select(text, s->current, window_index_now(l->client, s));
		free(text);
		text = chosen;
	}
	return text;
}

static void draw_status(struct client *c, struct rect row, usec_t now)
{
	const struct tree_status *t = replica_status(c->replica);
	struct status_lookup l;
	struct style base = {0}, style = {0};
	take_status(c, now, &l);
	memset(c->status_ranges, 0, sizeof(c->status_ranges));
	c->range_count = 0;
	style_parse(t != NULL ? t->style : "bg=green,fg=black", &base, &style);
	canvas_fill(c->next, row, &style);
	char *left = expand(&l, t != NULL ? t->left : " "), *right = expand(&l, t != NULL ? t->right : "#{link_status} ");
	uint16_t lw = (uint16_t)status_text_width(left), rw = (uint16_t)status_text_width(right);
	uint16_t left_max = t != NULL ? t->left_len : 10, right_max = t != NULL ? t->right_len : 60;
	lw = lw < left_max ? lw : left_max;
	lw = lw < row.cols ? lw : row.cols;
	rw = rw < right_max ? rw : right_max;
	rw = rw + lw < row.cols ? rw : (uint16_t)(row.cols - lw);
	draw_styled(c, row, row.x, 0, lw, left, &style);
	draw_styled(c, row, (uint16_t)(row.x + row.cols - rw), 0, rw, right, &style);
	if (t != NULL) {
		char *windows = expand_windows(&l, t->window_list);
		uint16_t room = (uint16_t)(row.cols - lw - rw), lx = lw;
		uint16_t list = (uint16_t)status_text_width(windows);
		list = list < room ? list : room;
		if (strcmp(t->justify, "centre") == 0) {
			lx = (uint16_t)(lw + (room - list) / 2);
		} else if (strcmp(t->justify, "right") == 0) {
			lx = (uint16_t)(lw + room - list);
		}
		draw_windows(c, row, (uint16_t)(row.x + lx), list, windows, &style);
		free(windows);
	}
	free(left);
	free(right);
}

/* On this machine nothing that the client fills in is worth making it anew for each key. `plain`: nothing
 * will lie over it. */
static void put_status(struct client *c, struct rect row, bool plain, usec_t now)
{
	const struct tree_view *v = replica_view(c->replica);
	const struct tree_session *s = v != NULL ? replica_session(c->replica, v->session) : NULL;
	uint64_t mark = 0;
	if (plain && c->net == NULL) {
		const uint64_t of[] = {replica_object_version(c->replica, OBJECT_STATUS, 0), c->options_version,
			(uint64_t)clock_wall(), s != NULL ? (uint64_t)window_index_now(c, s) : UINT64_MAX};
		mark = client_mark(c, of, sizeof(of) / sizeof(of[0]));
	}
	if (canvas_row_begin(c->next, row.y, mark)) {
		draw_status(c, row, now);
		canvas_row_made(c->next, row.y, mark);
	}
}

/* ---- all ---- */

static void lay_out_terminal(struct client *c)
{
	const struct tree_status *t = replica_status(c->replica);
	struct size s = c->next->size;
	bool on = (t == NULL || t->on) && s.rows > 1;
	c->status_row = on ? (t != NULL && t->top ? 0 : s.rows - 1) : -1;
	c->window_area = (struct rect){0, on && c->status_row == 0 ? 1 : 0, s.cols, (uint16_t)(s.rows - (on ? 1 : 0))};
}

static void draw_waiting(struct client *c, usec_t now)
{
	struct style plain = {0};
	char text[128];
	snprintf(text, sizeof(text), c->cfg->host[0] != '\0' ? "mux: connecting to %s (%llu s)" : "mux: connecting%.0s", c->cfg->host,
		(unsigned long long)(usec_since(c->started_at, now) / 1000000u));
	if (usec_since(c->started_at, now) > MS(300)) {
		canvas_text(c->next, c->window_area, 0, c->window_area.y, text, strlen(text), &plain);
	}
}

void render(struct client *c, usec_t now)
{
	c->next->cursor = (struct term_cursor_view){.visible = false};
	lay_out_terminal(c);
	if (c->configured != c->options_version + 1) {
		predictors_configure(c->predictors, &c->options, client_predict_mode(c));
		c->configured = c->options_version + 1;
	}
	predictors_keep(c->predictors, now);
	predictors_prune(c->predictors, c->replica);
	const struct tree_window *w = client_window(c);
	if (w == NULL) {
		client_begin_blank(c);
		draw_waiting(c, now);
	} else {
		place_view(c, w);
		client_draw_window(c, w, now);
	}
	if (c->pager.active) {
		pager_draw(&c->pager, c->next, c->window_area);
	}
	uint16_t line = (uint16_t)(c->status_row >= 0 ? c->status_row : c->next->size.rows - 1);
	struct rect row = {0, line, c->next->size.cols, 1};
	if (c->status_row >= 0) {
		put_status(c, row, !c->prompt.active && c->notice.until == 0, now);
	}
	if (c->prompt.active) {
		prompt_draw(&c->prompt, c->next, row, &c->set.message);
	} else if (c->notice.until != 0) {
		canvas_fill(c->next, row, &c->set.message);
		canvas_text(c->next, row, 0, row.y, c->notice.text, strlen(c->notice.text), &c->set.message);
	}
}

/* When the picture changes by time alone: a hold, a prediction, the clock, a counter, a message. */
static usec_t next_draw(struct client *c, usec_t now)
{
	usec_t t = usec_min(now + SEC(1), replica_deadline(c->replica));
	struct predictor *p = predictors_find(c->predictors, c->pane);
	if (p != NULL) {
		t = usec_min(t, predictor_deadline(p));
	}
	if (c->notice.until != 0) {
		t = usec_min(t, c->notice.until);
	}
	return t;
}

static void set_title(struct client *c, usec_t now, struct buf *out)
{
	struct status_lookup l;
	if (!c->set.titles) {
		return;
	}
	take_status(c, now, &l);
	char *title = expand(&l, option_client_get(&c->options, "set-titles-string"));
	if (strncmp(title, c->title, sizeof(c->title) - 1) != 0) {
		snprintf(c->title, sizeof(c->title), "%s", title);
		termcap_title(c->termcap, c->title, out);
	}
	free(title);
}

void render_if_due(struct client *c, usec_t now)
{
	if (c->notice.until != 0 && usec_reached(c->notice.until, now)) {
		notice_clear(&c->notice);
		c->draw_due = true;
	}
	if (c->suspended || tty_is_behind(c->tty) || (!c->draw_due && c->drawn_change == replica_change(c->replica))) {
		return;
	}
	struct buf out = {0};
	c->draw_due = false;
	c->drawn_change = replica_change(c->replica);
	render(c, now);
	termcap_diff(c->termcap, c->shown_known ? c->shown : NULL, c->next, &out);
	set_title(c, now, &out);
	canvas_copy_to_twin(c->next);
	c->shown_known = true;
	if (out.len > 0 && tty_write(c->tty, buf_bytes(&out)) < 0) {
		client_quit(c, 1, "terminal lost");
	}
	buf_finish(&out);
	loop_timer_at(c->draw_timer, next_draw(c, now));
}
