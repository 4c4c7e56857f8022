/* client/render.c -- panes, borders, status line, overlays and predictions into one canvas, each clipped
 * to its rectangle. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/width.h"
#include "client/client_impl.h"
#include "client/status_fit.h"
#include "cmd/format.h"
#include "cmd/options.h"
#include "layout/look.h"

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

static bool pane_rect_in_window(const struct client *c, const struct tree_window *w, uint32_t pane, struct rect *out)
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
	if (w == NULL || !pane_rect_in_window(c, w, pane, &r)) {
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
	if (p == NULL || !pane_rect_in_window(c, w, c->pane, &r)) {
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

/* ---- panes ---- */

struct predictor *client_predictor(struct client *c, uint32_t pane)
{
	return predictors_get(c->predictors, pane);
}

/* The part of a pane that this terminal shows: r on the canvas, and how many columns and rows of the pane
 * are cut at the left and top. */
static bool visible_part(const struct client *c, struct rect pane, struct rect *r, uint16_t *skip_x, uint16_t *skip_y)
{
	int32_t x0 = (int32_t)pane.x - c->offset_x, y0 = (int32_t)pane.y - c->offset_y;
	int32_t x1 = x0 + pane.cols, y1 = y0 + pane.rows;
	int32_t cx0 = x0 > 0 ? x0 : 0, cy0 = y0 > 0 ? y0 : 0;
	x1 = x1 < c->window_area.cols ? x1 : c->window_area.cols;
	y1 = y1 < c->window_area.rows ? y1 : c->window_area.rows;
	if (cx0 >= x1 || cy0 >= y1) {
		return false;
	char doing[64];
	used = strlen(text);
	if (cut && used < len && rescue_status(l->client, doing, sizeof(doing))[0] != '\0') {
		snprintf(text + used, len - used, " (%s)", doing);
	}
	}
	*skip_x = (uint16_t)(cx0 - x0);
	*skip_y = (uint16_t)(cy0 - y0);
	*r = (struct rect){(uint16_t)(cx0 + c->window_area.x), (uint16_t)(cy0 + c->window_area.y), (uint16_t)(x1 - cx0),
		(uint16_t)(y1 - cy0)};
	return true;
}

static void draw_pane_cursor(struct client *c, const struct replica_pane *p, struct rect r, uint16_t skip_x, uint16_t skip_y)
{
	int32_t x = (int32_t)p->cursor.x - skip_x, y = (int32_t)p->cursor.y - skip_y;
	bool inside = x >= 0 && y >= 0 && x < r.cols && y < r.rows;
	c->next->cursor.visible = inside && (p->modes & MODE_CURSOR_VISIBLE) != 0;
	c->next->cursor.colour = p->palette != NULL ? p->palette->dynamic[PALETTE_CURSOR] : COLOUR_DEFAULT;
	if (inside) {
		c->next->cursor.x = (uint16_t)(r.x + x);
		c->next->cursor.y = (uint16_t)(r.y + y);
		c->next->cursor.shape = p->cursor.shape;
	}
}

static enum predict_mode predict_mode_now(const struct client *c)
{
	static const char *const names[] = {"adaptive", "always", "never", "experimental"};
	const char *set = option_client_get(&c->options, "predict");
	for (size_t i = 0; !c->cfg->predict_set && i < 4; i++) {
		if (strcmp(set, names[i]) == 0) {
			return (enum predict_mode)i;
		}
	}
	return c->cfg->predict;
}

bool client_shows_answers_only(const struct client *c)
{
	enum predict_mode mode = predict_mode_now(c);
	return c->net == NULL && (mode == PREDICT_ADAPTIVE || mode == PREDICT_NEVER);
}

static void reverse_style(void *ctx, struct style *s)
{
	(void)ctx;
	s->attrs ^= ATTR_REVERSE;
}

/* What was typed in a pane stays there when another is looked at; the cursor is the active one's. */
static void draw_predictions(
	struct client *c, struct predictor *pr, const struct replica_pane *p, struct rect r, usec_t now)
{
	struct link_figures f;
	link_figures(c->link, now, &f);
	struct predict_view v = {
		.mode = predict_mode_now(c),
		.srtt = f.srtt,
		.underline = predictors_rules(c->predictors)->look != PREDICT_PLAIN,
	};
	uint16_t x = c->next->cursor.x, y = c->next->cursor.y;
	predictor_draw(pr, p, &v, r, c->next, now);
	if (p->id != c->pane) {
		c->next->cursor.x = x;
		c->next->cursor.y = y;
	}
}

/* `program`: as the window is called, which is by what runs there. */
static void draw_pane(struct client *c, uint32_t id, const char *program, struct rect pane, usec_t now)
{
	const struct replica_pane *p = replica_pane(c->replica, id);
	struct rect r;
	uint16_t skip_x, skip_y;
	if (!visible_part(c, pane, &r, &skip_x, &skip_y) || p == NULL || p->rev == 0) {
		return;
	}
	if (c->scroll.pane == id) {
		scroll_draw(&c->scroll, c->replica, p, c->next, r);
		c->next->cursor.visible = false;
		return;
	}
	for (uint16_t y = 0; y < r.rows && y + skip_y < p->size.rows; y++) {
		canvas_line(c->next, (struct rect){r.x, (uint16_t)(r.y + y), r.cols, 1}, p->rows[y + skip_y], p->pool, skip_x);
	}
	if (p->modes & MODE_REVERSE) {
		canvas_restyle(c->next, r, reverse_style, NULL);
	}
	if (id == c->pane) {
		draw_pane_cursor(c, p, r, skip_x, skip_y);
	}
	struct predictor *pr = client_predictor(c, id);
	predictor_update(pr, p, now);
	predictors_tally(c->predictors, id, program);
	if (skip_x == 0 && skip_y == 0) {
		draw_predictions(c, pr, p, r, now);
	}
}

/* ---- borders ---- */

/* The line-drawing character that joins to the border cells around; NULL where there is no border. */
static const char *border_glyph(const struct tree_window *w, int32_t x, int32_t y)
{
	/* By which sides it joins: up, right, down, left. */
	static const char *const glyphs[16] = {"│", "│", "─", "└", "│", "│", "┌", "├", "─", "┘", "─", "┴", "┐", "┤", "┬", "┼"};
	struct layout_border b;
	if (!layout_border_at(w->layout, (uint32_t)x, (uint32_t)y, &b)) {
		return NULL;
	}
	int bits = (b.lines >> LAYOUT_UP & 1) | (b.lines >> LAYOUT_RIGHT & 1) << 1 | (b.lines >> LAYOUT_DOWN & 1) << 2 |
		(b.lines >> LAYOUT_LEFT & 1) << 3;
	return glyphs[bits];
}

static bool touches(struct rect r, int32_t x, int32_t y)
{
	return x >= (int32_t)r.x - 1 && x <= (int32_t)r.x + r.cols && y >= (int32_t)r.y - 1 && y <= (int32_t)r.y + r.rows;
}

/* With two panes side by side the border between them would belong to both: as in tmux, half of it is
 * drawn as the active one's. */
static bool border_is_active(const struct client *c, const struct tree_window *w, struct rect active, int32_t x, int32_t y)
{
	if (!touches(active, x, y)) {
		return false;
	}
	if (layout_count(w->layout) != 2) {
		return true;
	}
	uint32_t leaves[2];
	layout_leaves(w->layout, leaves, 2);
	bool first = leaves[0] == c->pane, side = active.rows == w->size.rows;
	int32_t at = side ? y : x, half = (side ? w->size.rows : w->size.cols) / 2;
	return first ? at < half : at >= half;
}

static void draw_borders(struct client *c, const struct tree_window *w)
{
	struct style base = {0}, plain = {0}, active = {0};
	struct rect r = {0};
	if (w->zoomed || layout_count(w->layout) < 2) {
		return;
	}
	style_parse(option_client_get(&c->options, "pane-border-style"), &base, &plain);
	style_parse(option_client_get(&c->options, "pane-active-border-style"), &base, &active);
	layout_leaf_rect(w->layout, c->pane, &r);
	for (int32_t y = 0; y < c->window_area.rows && y + c->offset_y < w->size.rows; y++) {
		for (int32_t x = 0; x < c->window_area.cols && x + c->offset_x < w->size.cols; x++) {
			int32_t wx = x + c->offset_x, wy = y + c->offset_y;
			const char *g = border_glyph(w, wx, wy);
			if (g != NULL) {
				canvas_put(c->next, c->window_area, (uint16_t)(c->window_area.x + x), (uint16_t)(c->window_area.y + y),
					g, strlen(g), 1, border_is_active(c, w, r, wx, wy) ? &active : &plain);
			}
		}
	}
}

/* What lies beyond a window smaller than the terminal. */
static void draw_outside(struct client *c, const struct tree_window *w)
{
	struct style dim = {.attrs = ATTR_DIM};
	if (c->window_area.cols + c->offset_x <= w->size.cols && c->window_area.rows + c->offset_y <= w->size.rows) {
		return;
	}
	for (uint16_t y = 0; y < c->window_area.rows; y++) {
		for (uint16_t x = 0; x < c->window_area.cols; x++) {
			if (x + c->offset_x >= w->size.cols || y + c->offset_y >= w->size.rows) {
				canvas_put(c->next, c->window_area, (uint16_t)(c->window_area.x + x), (uint16_t)(c->window_area.y + y), "·", 2, 1, &dim);
			}
		}
	}
}

/* ---- status line ---- */

struct status_lookup {
	struct client *client;
	struct link_status status;
	struct link_figures figures;
	usec_t now;
};

/* Without contact: since when the oldest key waits that the server has not got. */
static void put_waiting(const struct status_lookup *l, char *text, size_t len)
{
	usec_t since = predictors_wait_since(l->client->predictors);
	size_t used = strlen(text);
	bool cut = l->status.health == HEALTH_NO_CONTACT || l->status.health == HEALTH_NO_REPLY;
	if (cut && since != 0 && used < len) {
		snprintf(text + used, len - used, " typed %llu s ago, not yet sent",
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
		char *windows = expand(&l, t->window_list);
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

/* On this machine nothing that the client fills in is worth making it anew for each key. */
static bool status_stands(const struct client *c)
{
	return c->net == NULL && c->shown_known && c->status_seen.plain && c->status_seen.row == c->status_row &&
		c->status_seen.version == replica_object_version(c->replica, OBJECT_STATUS, 0) &&
		c->status_seen.options == c->options_version && c->status_seen.second == clock_wall();
}

/* `plain`: nothing will lie over it. */
static void put_status(struct client *c, struct rect row, bool plain, usec_t now)
{
	if (plain && status_stands(c)) {
		memcpy(canvas_at(c->next, 0, row.y), canvas_at(c->shown, 0, row.y), row.cols * sizeof(struct cell));
		return;
	}
	draw_status(c, row, now);
	c->status_seen.version = replica_object_version(c->replica, OBJECT_STATUS, 0);
	c->status_seen.options = c->options_version;
	c->status_seen.second = clock_wall();
	c->status_seen.row = row.y;
	c->status_seen.plain = plain;
}

static void message_style(const struct client *c, struct style *out)
{
	struct style base = {0};
	*out = base;
	style_parse(option_client_get(&c->options, "message-style"), &base, out);
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
	canvas_clear(c->next);
	c->next->cursor.visible = false;
	lay_out_terminal(c);
	predictors_configure(c->predictors, &c->options, predict_mode_now(c));
	predictors_keep(c->predictors, now);
	predictors_prune(c->predictors, c->replica);
	const struct tree_window *w = client_window(c);
	if (w == NULL) {
		draw_waiting(c, now);
	} else {
		place_view(c, w);
		draw_outside(c, w);
		uint32_t leaves[LIMIT_PANES];
		size_t n = layout_leaves(w->layout, leaves, LIMIT_PANES);
		for (size_t i = 0; i < n; i++) {
			struct rect r;
			if (pane_rect_in_window(c, w, leaves[i], &r)) {
				draw_pane(c, leaves[i], w->name, r, now);
			}
		}
		draw_borders(c, w);
	}
	struct style message;
	message_style(c, &message);
	if (c->pager.active) {
		pager_draw(&c->pager, c->next, c->window_area);
	}
	uint16_t line = (uint16_t)(c->status_row >= 0 ? c->status_row : c->next->size.rows - 1);
	struct rect row = {0, line, c->next->size.cols, 1};
	if (c->status_row >= 0) {
		put_status(c, row, !c->prompt.active && c->notice.until == 0, now);
	}
	if (c->prompt.active) {
		prompt_draw(&c->prompt, c->next, row, &message);
	} else if (c->notice.until != 0) {
		canvas_fill(c->next, row, &message);
		canvas_text(c->next, row, 0, row.y, c->notice.text, strlen(c->notice.text), &message);
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
	if (strcmp(option_client_get(&c->options, "set-titles"), "on") != 0) {
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
	struct canvas *swap = c->shown;
	c->shown = c->next;
	c->next = swap;
	c->shown_known = true;
	if (out.len > 0 && tty_write(c->tty, buf_bytes(&out)) < 0) {
		client_quit(c, 1, "terminal lost");
	}
	buf_finish(&out);
	loop_timer_at(c->draw_timer, next_draw(c, now));
}
