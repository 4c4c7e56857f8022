/* window/presentation.h -- reports of a state that can be given back later: DECRQPSR and DECRSPS (cursor,
 * tabs), DECRQTSR and DECRSTS (modes and margins, colours), DECRQUPSS, DECRQDE. */
#pragma once

#include "window/term_state.h"

void presentation_report(struct term *t, const struct seq *s);         /* DECRQPSR: CSI Ps $ w */
void presentation_restore(struct term *t, int32_t what, struct bytes data); /* DECRSPS: DCS Ps $ t */
void presentation_report_state(struct term *t, const struct seq *s);   /* DECRQTSR: CSI Ps ; Pu $ u */
void presentation_restore_state(struct term *t, int32_t what, struct bytes data); /* DECRSTS: DCS Ps $ p */
void presentation_report_upss(struct term *t, const struct seq *s);    /* DECRQUPSS: CSI & u */
void presentation_report_extent(struct term *t, const struct seq *s);  /* DECRQDE: CSI " v */
