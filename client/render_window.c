/* client/render_window.c -- the panes of a window, what divides them and what is beside them. On most
 * pictures few rows change: a row gets a mark of what it is made of, and one that is made of the same
 * already is left as it stands. */
#include <string.h>

#include "base/mem.h"
#include "client/client_impl.h"
#include "cmd/format.h"
#include "cmd/options.h"
#include "layout/look.h"
#include "mux/object_msg.h"

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
	}
	*skip_x = (uint16_t)(cx0 - x0);
	*skip_y = (uint16_t)(cy0 - y0);
	*r = (struct rect){(uint16_t)(cx0 + c->window_area.x), (uint16_t)(cy0 + c->window_area.y), (uint16_t)(x1 - cx0),
		(uint16_t)(y1 - cy0)};
	return true;
}

/* What is known of a pane, if this terminal shows a part of it; else NULL. */
static const struct replica_pane *shown_pane(
	const struct client *c, uint32_t id, struct rect pane, struct rect *r, uint16_t *skip_x, uint16_t *skip_y)
{
	const struct replica_pane *p = replica_pane(c->replica, id);
	return visible_part(c, pane, r, skip_x, skip_y) && p != NULL && p->rev > 0 ? p : NULL;
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

enum predict_mode client_predict_mode(const struct client *c)
{
	return c->cfg->predict_set ? c->cfg->predict : c->set.predict;
}

bool client_shows_answers_only(const struct client *c)
{
	enum predict_mode mode = client_predict_mode(c);
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
	struct predict_view v = {
		.mode = client_predict_mode(c),
		.srtt = c->srtt,
		.underline = predictors_rules(c->predictors)->look != PREDICT_PLAIN,
	};
	uint16_t x = c->next->cursor.x, y = c->next->cursor.y;
	predictor_draw(pr, p, &v, r, c->next, now);
	if (p->id != c->pane) {
		c->next->cursor.x = x;
		c->next->cursor.y = y;
	}
}

static uint16_t rows_of(const struct replica_pane *p, struct rect r, uint16_t skip_y)
{
	uint16_t left = p->size.rows > skip_y ? (uint16_t)(p->size.rows - skip_y) : 0;
	return left < r.rows ? left : r.rows;
}

/* Those of its rows that do not stand already. */
static void draw_rows(struct client *c, const struct replica_pane *p, struct rect r, uint16_t skip_x, uint16_t skip_y)
{
	uint16_t rows = rows_of(p, r, skip_y);
	for (uint16_t y = 0; y < rows; y++) {
		struct rect row = {r.x, (uint16_t)(r.y + y), r.cols, 1};
		if (canvas_row_stands(c->next, row.y)) {
			continue;
		}
		canvas_line(c->next, row, p->rows[y + skip_y], p->pool, skip_x);
		if (p->modes & MODE_REVERSE) {
			canvas_restyle(c->next, row, reverse_style, NULL);
		}
	}
	for (uint16_t y = rows; y < r.rows && (p->modes & MODE_REVERSE); y++) {
		if (!canvas_row_stands(c->next, (uint16_t)(r.y + y))) {
			canvas_restyle(c->next, (struct rect){r.x, (uint16_t)(r.y + y), r.cols, 1}, reverse_style, NULL);
		}
	}
}

static void draw_pane(struct client *c, uint32_t id, struct rect pane)
{
	struct rect r;
	uint16_t skip_x, skip_y;
	const struct replica_pane *p = shown_pane(c, id, pane, &r, &skip_x, &skip_y);
	if (p == NULL) {
		return;
	}
	if (c->scroll.pane == id) {
		scroll_draw(&c->scroll, c->replica, p, c->next, r);
	} else {
		draw_rows(c, p, r, skip_x, skip_y);
	}
}

/* What lies over it: the cursor and what is predicted. `program`: as the window is called, which is by
 * what runs there. */
static void draw_over_pane(struct client *c, uint32_t id, const char *program, struct rect pane, usec_t now)
{
	struct rect r;
	uint16_t skip_x, skip_y;
	const struct replica_pane *p = shown_pane(c, id, pane, &r, &skip_x, &skip_y);
	if (p == NULL) {
		return;
	}
	if (c->scroll.pane == id) {
		c->next->cursor.visible = false;
		return;
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
		if (canvas_row_stands(c->next, (uint16_t)(c->window_area.y + y))) {
			continue;
		}
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
		if (canvas_row_stands(c->next, (uint16_t)(c->window_area.y + y))) {
			continue;
		}
		for (uint16_t x = 0; x < c->window_area.cols; x++) {
			if (x + c->offset_x >= w->size.cols || y + c->offset_y >= w->size.rows) {
				canvas_put(c->next, c->window_area, (uint16_t)(c->window_area.x + x), (uint16_t)(c->window_area.y + y), "·", 2, 1, &dim);
			}
		}
	}
}

/* ---- rows that stand ---- */

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 29;
}

uint64_t client_mark(const struct client *c, const uint64_t *of, size_t count)
{
	const struct tree_root *root = replica_root(c->replica);
	uint64_t h = root != NULL ? root->instance : 0;
	for (size_t i = 0; i < count; i++) {
		h = mix(h, of[i]);
	}
	return h | 1; /* 0 is none */
}

static uint64_t pair(uint16_t a, uint16_t b)
{
	return (uint64_t)a << 16 | b;
}

/* All that a row depends on besides the lines in it. */
static uint64_t mark_of_scene(const struct client *c, const struct tree_window *w)
{
	const uint64_t of[] = {w->id, replica_object_version(c->replica, OBJECT_WINDOW, w->id), c->pane,
		c->options_version, pair(c->offset_x, c->offset_y), pair(c->window_area.x, c->window_area.y),
		pair(c->window_area.cols, c->window_area.rows)};
	return client_mark(c, of, sizeof(of) / sizeof(of[0]));
}

/* Lines never change under a version; a palette changes what they look like. */
static void mark_pane(const struct client *c, uint32_t id, struct rect pane, uint64_t *marks)
{
	struct rect r;
	uint16_t skip_x, skip_y;
	const struct replica_pane *p = shown_pane(c, id, pane, &r, &skip_x, &skip_y);
	if (p == NULL) {
		return;
	}
	uint64_t look = mix(replica_object_version(c->replica, (enum object_kind)OBJECT_TITLES, id), p->modes & MODE_REVERSE);
	for (uint16_t y = 0; y < r.rows; y++) {
		uint64_t *m = &marks[r.y + y];
		*m = mix(*m, look);
		if (y + skip_y < p->size.rows) {
			const struct line *l = p->rows[y + skip_y];
			*m = mix(mix(*m, l->id), l->version);
		}
	}
}

/* Where the user scrolls, a row depends on more. */
static void unmark_scrolled(const struct client *c, struct rect pane, uint64_t *marks)
{
	struct rect r;
	uint16_t skip_x, skip_y;
	if (visible_part(c, pane, &r, &skip_x, &skip_y)) {
		memset(marks + r.y, 0, r.rows * sizeof(*marks));
	}
}

static uint64_t *clear_marks(struct client *c, uint64_t mark)
{
	uint16_t rows = c->next->size.rows;
	c->marks = mem_grow(c->marks, &c->mark_cap, rows, sizeof(*c->marks));
	for (uint16_t y = 0; y < rows; y++) {
		c->marks[y] = mark;
	}
	return c->marks;
}

static void begin_rows(struct client *c, const uint64_t *marks)
{
	for (uint32_t y = c->window_area.y; y < (uint32_t)c->window_area.y + c->window_area.rows; y++) {
		canvas_row_begin(c->next, (uint16_t)y, marks[y]);
	}
}

static void rows_made(struct client *c, const uint64_t *marks)
{
	for (uint32_t y = c->window_area.y; y < (uint32_t)c->window_area.y + c->window_area.rows; y++) {
		canvas_row_made(c->next, (uint16_t)y, marks[y]);
	}
}

void client_begin_blank(struct client *c)
{
	begin_rows(c, clear_marks(c, 0));
}

void client_draw_window(struct client *c, const struct tree_window *w, usec_t now)
{
	uint32_t leaves[LIMIT_PANES];
	struct rect rects[LIMIT_PANES];
	size_t n = layout_leaves(w->layout, leaves, LIMIT_PANES), count = 0;
	uint64_t *marks = clear_marks(c, mark_of_scene(c, w));
	for (size_t i = 0; i < n; i++) {
		if (client_rect_in_window(c, w, leaves[i], &rects[count])) {
			leaves[count] = leaves[i];
			mark_pane(c, leaves[count], rects[count], marks);
			count++;
		}
	}
	for (size_t i = 0; i < count; i++) {
		if (c->scroll.pane == leaves[i]) {
			unmark_scrolled(c, rects[i], marks);
		}
	}
	begin_rows(c, marks);
	draw_outside(c, w);
	for (size_t i = 0; i < count; i++) {
		draw_pane(c, leaves[i], rects[i]);
	}
	draw_borders(c, w);
	rows_made(c, marks);
	for (size_t i = 0; i < count; i++) {
		draw_over_pane(c, leaves[i], w->name, rects[i], now);
	}
}
