/* window/screen.h -- operations on the grid of lines of a terminal. All of them keep the laws of
 * line.h (no half characters, len without blanks) and record the damage. Rows and columns are
 * clamped by the caller: y < rows, lo <= hi <= cols. */
#pragma once

#include "window/term_state.h"

/* Puts a character of 1 or 2 cells at (x, y); x + width <= cols. */
void screen_put(
        struct term *t, uint16_t x, uint16_t y, uint32_t text, uint16_t style, uint8_t width);
/* Puts n printable ASCII characters; x + n <= cols. */
void screen_put_ascii(struct term *t, uint16_t x, uint16_t y, const uint8_t *s, uint16_t n);
/* Blanks columns [lo, hi) in style `fill`. */
void screen_erase(struct term *t, uint16_t y, uint16_t lo, uint16_t hi, uint16_t fill);
/* The same, sparing protected cells (DECSEL). */
void screen_erase_unprotected(struct term *t, uint16_t y, uint16_t lo, uint16_t hi);
/* Blanks rows [lo, hi) with their flags. */
void screen_erase_rows(struct term *t, uint16_t lo, uint16_t hi, uint16_t fill);
/* Blanks the whole screen; what stands on the primary one goes into the history first. */
void screen_clear(struct term *t, uint16_t fill);
void screen_insert_cells(struct term *t, uint16_t x, uint16_t y, uint16_t n, uint16_t fill);
void screen_delete_cells(struct term *t, uint16_t x, uint16_t y, uint16_t n, uint16_t fill);
/* Moves rows top..bottom (inclusive) n up or down; blank rows come in. Rows that leave the very top
 * of the primary screen become history. */
void screen_scroll_up(struct term *t, uint16_t top, uint16_t bottom, uint16_t n, uint16_t fill);
void screen_scroll_down(struct term *t, uint16_t top, uint16_t bottom, uint16_t n, uint16_t fill);
/* The same as scrolling up, but what leaves is gone. */
void screen_delete_rows(struct term *t, uint16_t top, uint16_t bottom, uint16_t n, uint16_t fill);
/* One row down, scrolling at the bottom of the region. */
void screen_linefeed(struct term *t, uint16_t fill);
void screen_set_wrapped(struct term *t, uint16_t y, bool wrapped);
void screen_set_mark(struct term *t, uint16_t y, uint8_t mark);

/* Switches between the screens; the alternate one is always blank at first. The cursor stays. */
void screen_enter_alternate(struct term *t);
void screen_leave_alternate(struct term *t);

/* A new blank line with a new id. */
struct line *screen_line_new(struct term *t, uint16_t fill);
/* Gives a line up. */
void screen_line_drop(struct term *t, struct line *l);
/* Makes a line the newest record of the history and gives it up. */
void screen_line_push(struct term *t, struct line *l);
