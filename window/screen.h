/* window/screen.h -- operations on the grid of lines of a terminal. All of them keep the laws of
 * line.h (no half characters, len without blanks) and record the damage. Rows and columns are
 * clamped by the caller: y < rows, lo <= hi <= cols. */
#pragma once

#include "window/term_state.h"

/* All four inclusive. */
struct screen_box {
	uint16_t left, top, right, bottom;
};

/* Puts a character of 1 or 2 cells at (x, y); x + width <= cols. */
void screen_put(
        struct term *t, uint16_t x, uint16_t y, uint32_t text, uint16_t style, uint8_t width);
/* Puts n printable ASCII characters; x + n <= cols. */
void screen_put_ascii(struct term *t, uint16_t x, uint16_t y, const uint8_t *s, uint16_t n);
/* Puts n characters of one code point each, in the pen. cells: 1 or 2 for each; sum: of them all, and
 * x + sum <= cols. */
void screen_put_run(struct term *t, uint16_t x, uint16_t y, const uint32_t *cps,
        const uint8_t *cells, size_t n, uint16_t sum);
/* Gives the character that begins at (x, y) another text of the same width. */
void screen_put_text(struct term *t, uint16_t x, uint16_t y, uint32_t text);
/* Blanks columns [lo, hi) in style `fill`. */
void screen_erase(struct term *t, uint16_t y, uint16_t lo, uint16_t hi, uint16_t fill);
/* The same, sparing protected cells (DECSEL). */
void screen_erase_unprotected(struct term *t, uint16_t y, uint16_t lo, uint16_t hi, uint16_t fill);
/* Fills columns [lo, hi) with a character of one cell. */
void screen_fill(
        struct term *t, uint16_t y, uint16_t lo, uint16_t hi, uint32_t text, uint16_t style);
/* Gives the characters of columns [lo, hi) another style. */
void screen_restyle(struct term *t, uint16_t y, uint16_t lo, uint16_t hi, uint16_t style);
/* Blanks rows [lo, hi) with their flags. */
void screen_erase_rows(struct term *t, uint16_t lo, uint16_t hi, uint16_t fill);
/* Blanks the whole screen; what stands on the primary one goes into the history first. */
void screen_clear(struct term *t, uint16_t fill);
/* Moves the cells from column x on by n, within the right margin (or the edge, from right of it). */
void screen_insert_cells(struct term *t, uint16_t x, uint16_t y, uint16_t n, uint16_t fill);
void screen_delete_cells(struct term *t, uint16_t x, uint16_t y, uint16_t n, uint16_t fill);
/* Copies a box to (x, y), where it has to fit; they may overlap. A character that the box cuts
 * becomes a blank. */
void screen_copy(struct term *t, const struct screen_box *from, uint16_t x, uint16_t y);
/* Moves the columns of a box n to the right, or left when n < 0; blank ones come in. */
void screen_shift_cols(struct term *t, const struct screen_box *b, int32_t n, uint16_t fill);
/* Moves rows top..bottom (inclusive) n up or down, between the side margins; blank rows come in.
 * Whole rows that leave the very top of the primary screen become history. */
void screen_scroll_up(struct term *t, uint16_t top, uint16_t bottom, uint16_t n, uint16_t fill);
void screen_scroll_down(struct term *t, uint16_t top, uint16_t bottom, uint16_t n, uint16_t fill);
/* The same as scrolling up, but what leaves is gone. */
void screen_delete_rows(struct term *t, uint16_t top, uint16_t bottom, uint16_t n, uint16_t fill);
/* One row down, scrolling at the bottom of the region when the cursor is between the side margins. */
void screen_linefeed(struct term *t, uint16_t fill);
void screen_set_wrapped(struct term *t, uint16_t y, bool wrapped);
void screen_set_mark(struct term *t, uint16_t y, uint8_t mark);
/* DECDWL and its like; nothing while there may be side margins. The cursor stays in the line. */
void screen_set_shape(struct term *t, uint16_t y, uint8_t shape);
/* Makes rows [lo, hi) single; and those of all screens. */
void screen_reset_shapes(struct term *t, uint16_t lo, uint16_t hi);
void screen_reset_all_shapes(struct term *t);

/* Switches between the screens. The cursor stays. The alternate screen is blank at first, unless
 * it was kept when it was left and is wanted as it was. */
void screen_enter_alternate(struct term *t, bool keep);
void screen_leave_alternate(struct term *t, bool keep);
/* Gives a kept alternate screen up. */
void screen_drop_hidden(struct term *t);

/* A new blank line with a new id. */
struct line *screen_line_new(struct term *t, uint16_t fill);
/* Makes a line that left a new one of that kind. */
void screen_line_renew(struct term *t, struct line *l, uint16_t fill);
/* Gives a line up. */
void screen_line_drop(struct term *t, struct line *l);
/* Makes a line the newest record of the history; and gives it up. */
void screen_line_record(struct term *t, struct line *l);
void screen_line_push(struct term *t, struct line *l);
