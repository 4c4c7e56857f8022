/* tests/sim/program.h -- random output of a program: text, colours, wide characters, scroll regions,
 * alternate screens and whatever else moves cells. */
#pragma once

#include "base/buf.h"
#include "base/rng.h"
#include "base/rect.h"

/* Appends a few random operations. */
void program_write(struct rng rng, struct size size, struct buf *out);
