/* window/flood.h -- lines that pass through a screen: what comes in one piece and leaves over the top
 * before anyone looks becomes history without having had cells. */
#pragma once

#include "window/term_state.h"

/* Offered bytes at the start of a line in the midst of a batch. Takes whole lines of printable ASCII, if
 * they are so many that it pays and nothing about the terminal is special, and returns how many bytes
 * those are; else 0, and *seen is how many bytes need not be offered again. All is as if they had been
 * printed. */
size_t flood_take(struct term *t, const uint8_t *s, size_t len, size_t *seen);
