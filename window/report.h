/* window/report.h -- what the terminal says about itself: DA, DSR, XTVERSION, DECRQSS, XTGETTCAP.
 */
#pragma once

#include "window/term_state.h"

void report_da1(struct term *t, const struct seq *s);
void report_da2(struct term *t, const struct seq *s);
void report_da3(struct term *t, const struct seq *s);
void report_dsr(struct term *t, const struct seq *s);
void report_version(struct term *t, const struct seq *s);
/* A DCS with its data: DECRQSS and XTGETTCAP are answered, anything else is skipped. */
void report_dcs(struct term *t, const struct seq *s, struct bytes data);
/* Answers a query of OSC `code` with a colour; nothing when it is not known. */
void report_colour(struct term *t, int code, colour_t c, bool bell);
