/* window/sgr_stack.h -- XTPUSHSGR and XTPOPSGR: a stack of how text looks. */
#pragma once

#include "window/term_state.h"

/* Keeps the pen's attributes that the parameters name by SGR (30 and 31: the colours), all without
 * any. A full stack takes no more, but counts, so that pops find their pushes. */
void sgr_stack_push(struct term *t, const struct seq *s);
/* Gives back what the last push kept. */
void sgr_stack_pop(struct term *t, const struct seq *s);
