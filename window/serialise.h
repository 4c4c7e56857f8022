/* window/serialise.h -- a terminal as bytes that make another one like it. */
#pragma once

#include "base/buf.h"

struct term;

/* Appends bytes that, written to a fresh terminal of the same size, give one that shows the same and goes
 * on in the same way: both screens, cursor, pen, modes, margins, character sets, tab stops, saved cursors,
 * titles and their stack, path, keyboard flags. What it answers to them is to be thrown away.
 *
 * Not among them: the history, what programs changed in the palette, DECSCL, XTSAVE and the like of
 * stacks, half a sequence that the parser keeps. On a screen of one or two rows wrapped flags are lost. A
 * protected blank comes back as a space; a cluster that is none by Unicode, put together by moving the
 * cursor, may lose code points. */
void term_serialise(const struct term *t, struct buf *out);
