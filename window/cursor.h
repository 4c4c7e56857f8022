/* window/cursor.h -- where the cursor goes: movement within margins, saving, tab stops. */
#pragma once

#include "window/term_state.h"

/* To column x, row y of the screen; clamped. A pending wrap ends. */
void cursor_set(struct term *t, int32_t x, int32_t y);
/* To row y of the region in origin mode, else of the screen. */
void cursor_set_origin(struct term *t, int32_t x, int32_t y);
void cursor_home(struct term *t);
void cursor_up(struct term *t, int32_t n);
void cursor_down(struct term *t, int32_t n);
void cursor_left(struct term *t, int32_t n);
void cursor_right(struct term *t, int32_t n);
/* BS: from column 0 back to the end of the row above when that one is wrapped. */
void cursor_backspace(struct term *t);

void cursor_save(const struct term *t, struct saved *to);
void cursor_restore(struct term *t, const struct saved *from);

void cursor_tab(struct term *t, int32_t n);
void cursor_back_tab(struct term *t, int32_t n);
void cursor_reset_tabs(struct term *t);
void cursor_set_tab(struct term *t, uint16_t x, bool on);
void cursor_clear_tabs(struct term *t);
