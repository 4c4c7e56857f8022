/* window/titles.h -- title, icon name and path: cleaned text from the program, and their stack. */
#pragma once

#include "window/term_state.h"

/* A valid UTF-8 copy without controls, cut at `limit` bytes; the caller frees it. */
char *titles_clean(struct bytes text, size_t limit);
/* Each replaces what was there by a clean copy, cut at LIMIT_TERM_TITLE. Titles come in hex digits
 * while their mode says so; what is no hex then changes nothing. */
void titles_set_title(struct term *t, struct bytes text);
void titles_set_icon(struct term *t, struct bytes text);
void titles_set_path(struct term *t, struct bytes text);

/* XTWINOPS 22 and 23. `which` is 0: both, 1: icon, 2: title; `slot` 1 .. 10 names an entry and leaves
 * the stack's depth alone, anything else is the top. The oldest entry of a full stack is lost. An entry
 * keeps both: what is not named is that of the entry before. */
void titles_push(struct term *t, int32_t which, int32_t slot);
void titles_pop(struct term *t, int32_t which, int32_t slot);
void titles_clear_stack(struct term *t);

/* XTWINOPS 20 and 21: `letter` is L (icon name) or l (title). Empty unless the owner allows it: what a
 * stranger wrote there would be typed for the user. */
void titles_report(struct term *t, char letter);
/* XTSMTITLE (`CSI > Ps t`) and XTRMTITLE (`CSI > Ps T`). */
void titles_set_modes(struct term *t, const struct seq *s);
