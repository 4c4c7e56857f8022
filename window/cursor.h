/* window/cursor.h -- where the cursor goes: movement within margins, saving, tab stops.
 *
 * The margins are rows top..bottom and columns margin_left..margin_right, all inclusive. Whatever
 * moves the cursor ends a pending wrap, save tabs, as in xterm. */
#pragma once

#include "window/term_state.h"

/* The last column of row y; a line of wide characters has half of them. */
static inline uint16_t cursor_edge_of(const struct term *t, uint16_t y)
{
	bool wide = t->wide_lines && t->size.cols > 1 && t->rows[y]->shape != LINE_SINGLE;
	return (uint16_t)((wide ? t->size.cols / 2 : t->size.cols) - 1);
}

static inline uint16_t cursor_edge(const struct term *t)
{
	return cursor_edge_of(t, t->at.y);
}

/* The last column before the right margin, or before the edge when x is right of it. */
static inline uint16_t cursor_margin_from(const struct term *t, uint16_t x)
{
	return x <= t->margin_right ? t->margin_right : (uint16_t)(t->size.cols - 1);
}

/* The last column that text written at column x of the cursor's row may use. Scrolling may have put a
 * shorter line under the cursor. */
static inline uint16_t cursor_limit_from(const struct term *t, uint16_t x)
{
	uint16_t edge = cursor_edge(t), limit = cursor_margin_from(t, x);
	return x <= edge && edge < limit ? edge : limit;
}

static inline uint16_t cursor_limit(const struct term *t)
{
	return cursor_limit_from(t, t->at.x);
}

static inline bool cursor_is_in_rows(const struct term *t)
{
	return t->at.y >= t->top && t->at.y <= t->bottom;
}

static inline bool cursor_is_in_cols(const struct term *t)
{
	return t->at.x >= t->margin_left && t->at.x <= t->margin_right;
}

static inline bool cursor_is_in_margins(const struct term *t)
{
	return cursor_is_in_rows(t) && cursor_is_in_cols(t);
}

/* True when the margins leave out columns of the screen. */
static inline bool cursor_has_side_margins(const struct term *t)
{
	return t->margin_left > 0 || t->margin_right + 1 < t->size.cols;
}

/* To column x, row y of the screen; clamped, also to the columns of that row. */
void cursor_set(struct term *t, int32_t x, int32_t y);
/* The same, within the margins and counted from them in origin mode. */
void cursor_set_origin(struct term *t, int32_t x, int32_t y);
/* Where the cursor is, as cursor_set_origin counts. */
int32_t cursor_origin_x(const struct term *t);
int32_t cursor_origin_y(const struct term *t);
void cursor_home(struct term *t);
void cursor_up(struct term *t, int32_t n);
void cursor_down(struct term *t, int32_t n);
/* CUB: to the left margin, or the edge from left of it; in reverse-wrap mode on to the row above,
 * and from the first one to the last. */
void cursor_left(struct term *t, int32_t n);
void cursor_right(struct term *t, int32_t n);
/* BS: as CUB of 1; and without margins from column 0 back to the end of the row above when that one
 * is wrapped, for the line editors of ttys. */
void cursor_backspace(struct term *t);
/* CR: to the left margin, or the edge from left of it. */
void cursor_return(struct term *t);
/* One row down or up, scrolling at the margin. */
void cursor_index(struct term *t);
void cursor_reverse_index(struct term *t);

/* Margins; false, and nothing changed, when they enclose less than two rows or columns. */
bool cursor_set_rows(struct term *t, int32_t top, int32_t bottom);
bool cursor_set_cols(struct term *t, int32_t left, int32_t right);
void cursor_reset_margins(struct term *t);

void cursor_save(const struct term *t, struct saved *to);
void cursor_restore(struct term *t, const struct saved *from);

void cursor_tab(struct term *t, int32_t n);
void cursor_back_tab(struct term *t, int32_t n);
void cursor_reset_tabs(struct term *t);
void cursor_set_tab(struct term *t, uint16_t x, bool on);
void cursor_clear_tabs(struct term *t);
