/* window/modes.h -- SM, RM, DECSET, DECRST, DECRQM, XTSAVE and XTRESTORE. */
#pragma once

#include "base/buf.h"
#include "window/term_state.h"

/* Sets or resets every mode that the sequence names; unknown ones are skipped. */
void modes_apply(struct term *t, const struct seq *s, bool on);
/* Keeps the DEC modes that the sequence names, and gives them back. */
void modes_save(struct term *t, const struct seq *s);
void modes_restore(struct term *t, const struct seq *s);
/* Answers DECRQM. */
void modes_report(struct term *t, const struct seq *s);
/* All modes as in a terminal that was just made; but this does not change screens. */
void modes_reset(struct term *t);
/* What DECSTR resets of them. */
void modes_reset_soft(struct term *t);
/* Appends what sets them so in a terminal that was just made; not the choice of a screen, origin mode and
 * DECCOLM, which move the cursor. */
void modes_write(const struct term *t, struct buf *out);
