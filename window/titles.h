/* window/titles.h -- title, icon name and path: cleaned text from the program, and their stack. */
#pragma once

#include "window/term_state.h"

/* Each replaces what was there by a valid UTF-8 copy without controls, cut at LIMIT_TERM_TITLE. */
void titles_set_title(struct term *t, struct bytes text);
void titles_set_icon(struct term *t, struct bytes text);
void titles_set_path(struct term *t, struct bytes text);
/* XTWINOPS 22 and 23. The oldest entry of a full stack is lost. `which` is 0: both, 1: icon, 2:
 * title. */
void titles_push(struct term *t);
void titles_pop(struct term *t, int32_t which);
void titles_clear_stack(struct term *t);
