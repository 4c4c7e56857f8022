/* window/edit.c -- control sequences that erase, insert, delete and scroll. */
#include "window/edit.h"

#include "window/cursor.h"
#include "window/screen.h"

/* A count of at most `most`; left out or 0 is 1. */
static uint16_t count(const struct seq *s, int32_t most)
{
	int32_t n = seq_param(s, 0, 1);
	return (uint16_t)(n < most ? n : most);
}

void edit_ich(struct term *t, const struct seq *s)
{
	t->wrap = false;
	if (cursor_is_in_cols(t)) {
		screen_insert_cells(t, t->at.x, t->at.y, count(s, t->size.cols), t->erase_id);
	}
}

void edit_dch(struct term *t, const struct seq *s)
{
	t->wrap = false;
	if (cursor_is_in_cols(t)) {
		screen_delete_cells(t, t->at.x, t->at.y, count(s, t->size.cols), t->erase_id);
	}
}

/* Blanks columns [lo, hi) of a row; protected cells stay when `spare`. */
static void erase(struct term *t, uint16_t y, uint16_t lo, uint16_t hi, bool spare)
{
	if (spare) {
		screen_erase_unprotected(t, y, lo, hi, t->erase_id);
	} else {
		screen_erase(t, y, lo, hi, t->erase_id);
	}
}

/* The guarded areas of ISO 6429 (SPA) stand in the way of every erasure, those of DECSCA only of
 * the selective ones; which of the two is meant is told by the one used last, as in xterm. After a
 * reset neither is. */
static bool spares(const struct term *t)
{
	return term_mode2(t, MODE2_ISO_PROTECT);
}

static bool spares_selective(const struct term *t)
{
	return term_mode2(t, MODE2_ISO_PROTECT | MODE2_DEC_PROTECT);
}

void edit_ech(struct term *t, const struct seq *s)
{
	if (!t->wrap) {
		uint16_t n = count(s, t->size.cols - t->at.x);
		erase(t, t->at.y, t->at.x, (uint16_t)(t->at.x + n), spares(t));
	}
}

/* Part of the cursor's row: 0 from the cursor on, 1 up to it, 2 all. */
static void erase_in_row(struct term *t, int32_t how, bool spare)
{
	uint16_t cols = t->size.cols, x = t->at.x;
	if (how == 0 && !t->wrap) {
		erase(t, t->at.y, x, cols, spare);
	} else if (how == 1) {
		erase(t, t->at.y, 0, (uint16_t)(x + 1), spare);
		t->wrap = false;
	} else if (how == 2) {
		erase(t, t->at.y, 0, cols, spare);
		t->wrap = false;
	}
}

static void erase_rows(struct term *t, uint16_t lo, uint16_t hi, bool spare)
{
	if (!spare) {
		screen_erase_rows(t, lo, hi, t->erase_id);
		return;
	}
	for (uint16_t y = lo; y < hi; y++) {
		screen_erase_unprotected(t, y, 0, t->size.cols, t->erase_id);
	}
}

static void erase_in_screen(struct term *t, int32_t how, bool spare)
{
	if (how == 0) {
		bool whole = t->at.x == 0 && !t->wrap;
		screen_reset_shapes(t, t->at.y, (uint16_t)(t->at.y + (whole ? 1 : 0)));
		erase_in_row(t, 0, spare);
		erase_rows(t, (uint16_t)(t->at.y + 1), t->size.rows, spare);
	} else if (how == 1) {
		erase_rows(t, 0, t->at.y, spare);
		erase_in_row(t, 1, spare);
	} else if (how == 2) {
		erase_rows(t, 0, t->size.rows, spare);
		t->wrap = false;
	}
}

void edit_el(struct term *t, const struct seq *s)
{
	erase_in_row(t, seq_param(s, 0, 0), spares(t));
}

void edit_ed(struct term *t, const struct seq *s)
{
	int32_t how = seq_param(s, 0, 0);
	bool all = how == 2 || (how == 0 && t->at.x == 0 && t->at.y == 0 && !t->wrap);
	if (how == 3) {
		term_forget_history(t);
	} else if (all && !spares(t)) {
		screen_clear(t, t->erase_id);
		t->wrap = false;
	} else {
		erase_in_screen(t, how, spares(t));
	}
}

void edit_decsel(struct term *t, const struct seq *s)
{
	t->wrap = false;
	erase_in_row(t, seq_param(s, 0, 0), spares_selective(t));
}

void edit_decsed(struct term *t, const struct seq *s)
{
	t->wrap = false;
	erase_in_screen(t, seq_param(s, 0, 0), spares_selective(t));
}

void edit_il(struct term *t, const struct seq *s)
{
	if (cursor_is_in_margins(t)) {
		uint16_t n = count(s, t->size.rows);
		screen_scroll_down(t, t->at.y, t->bottom, n, t->erase_id);
		cursor_set(t, t->margin_left, t->at.y);
	}
}

/* Rows deleted at the top of the screen are gone: only scrolling makes history. */
void edit_dl(struct term *t, const struct seq *s)
{
	if (cursor_is_in_margins(t)) {
		uint16_t n = count(s, t->size.rows);
		screen_delete_rows(t, t->at.y, t->bottom, n, t->erase_id);
		cursor_set(t, t->margin_left, t->at.y);
	}
}

void edit_su(struct term *t, const struct seq *s)
{
	screen_scroll_up(t, t->top, t->bottom, count(s, t->size.rows), t->erase_id);
}

void edit_sd(struct term *t, const struct seq *s)
{
	if (s->count <= 1) { /* five parameters: highlight tracking, long gone */
		screen_scroll_down(t, t->top, t->bottom, count(s, t->size.rows), t->erase_id);
	}
}

/* Moves the columns from `left` to the right margin, in all rows of the margins. */
static void shift(struct term *t, uint16_t left, int32_t n)
{
	struct screen_box b = {left, t->top, t->margin_right, t->bottom};
	screen_shift_cols(t, &b, n, t->erase_id);
}

void edit_sl(struct term *t, const struct seq *s)
{
	if (cursor_is_in_margins(t)) {
		shift(t, t->margin_left, -(int32_t)count(s, t->size.cols));
	}
}

void edit_sr(struct term *t, const struct seq *s)
{
	if (cursor_is_in_margins(t)) {
		shift(t, t->margin_left, count(s, t->size.cols));
	}
}

void edit_decic(struct term *t, const struct seq *s)
{
	if (cursor_is_in_margins(t)) {
		shift(t, t->at.x, count(s, t->size.cols));
	}
}

void edit_decdc(struct term *t, const struct seq *s)
{
	if (cursor_is_in_margins(t)) {
		shift(t, t->at.x, -(int32_t)count(s, t->size.cols));
	}
}

void edit_back_index(struct term *t)
{
	if (t->at.x != t->margin_left) {
		cursor_left(t, 1);
	} else if (cursor_is_in_rows(t)) {
		shift(t, t->margin_left, 1);
	}
}

void edit_forward_index(struct term *t)
{
	if (t->at.x != t->margin_right) {
		cursor_right(t, 1);
	} else if (cursor_is_in_rows(t)) {
		shift(t, t->margin_left, -1);
	}
}
