/* window/vt52.h -- VT52 mode: CSI ? 2 l begins it and ESC < ends it, in a VT100 (level 1). Its sequences are
 * ESC and one character; nothing else is known in it: neither CSI nor strings. */
#pragma once

#include "window/term_state.h"

static inline bool vt52_is_on(const struct term *t)
{
	return t->parser.vt52;
}

/* The character sets are ASCII until it ends. */
void vt52_enter(struct term *t);
/* `ESC final`, while it is on. */
void vt52_run(struct term *t, const struct seq *s);
/* Leaves it without ESC <, for a reset. */
void vt52_reset(struct term *t);
