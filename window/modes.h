/* window/modes.h -- SM, RM, DECSET, DECRST and DECRQM. */
#pragma once

#include "window/term_state.h"

/* Sets or resets every mode that the sequence names; unknown ones are skipped. */
void modes_apply(struct term *t, const struct seq *s, bool on);
/* Answers DECRQM. */
void modes_report(struct term *t, const struct seq *s);
/* The modes of a terminal that was just made. */
uint32_t modes_initial(void);
uint64_t modes_initial2(void);
