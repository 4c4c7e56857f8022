/* window/colours.h -- what programs do to the colours of their terminal: set, ask, reset, keep. A query
 * is answered with what the program set, else with what the user's terminal has, else with xterm's
 * default. Answers end as the question did. */
#pragma once

#include "window/term_state.h"

/* The data of OSC 4 (`first` 0) and 5 (`first` 256): pairs of number and specification or `?`. */
void colours_set(struct term *t, struct bytes data, unsigned first, bool bell);
/* OSC 104 and 105: numbers, or all when there are none. */
void colours_reset(struct term *t, struct bytes data, unsigned first);
/* OSC 10 .. 19: a specification or `?` for `which` (PALETTE_FG ...) and, one by one, those after it. */
void colours_set_dynamic(struct term *t, struct bytes data, unsigned which, bool bell);
/* OSC 110 .. 119. */
void colours_reset_dynamic(struct term *t, unsigned which);
void colours_reset_all(struct term *t);

/* XTPUSHCOLORS, XTPOPCOLORS, XTREPORTCOLORS. */
void colours_push(struct term *t, const struct seq *s);
void colours_pop(struct term *t, const struct seq *s);
void colours_report(struct term *t, const struct seq *s);
void colours_free(struct term *t); /* the stack */

/* What is shown for number n, 0..255, and for a dynamic one: COLOUR_RGB. */
colour_t colours_indexed(const struct term *t, unsigned n);
colour_t colours_dynamic(const struct term *t, unsigned which);
/* The background of the user's terminal: COLOUR_RGB. */
colour_t colours_outer_bg(const struct term *t);
/* Changes number n, 0..255. */
void colours_change(struct term *t, unsigned n, colour_t c);
