/* window/report.h -- what the terminal says about itself: DA, DSR, XTVERSION, and strings that ask. */
#pragma once

#include "window/term_state.h"

void report_da1(struct term *t, const struct seq *s);
void report_da2(struct term *t, const struct seq *s);
void report_da3(struct term *t, const struct seq *s);
void report_dsr(struct term *t, const struct seq *s);
void report_version(struct term *t, const struct seq *s);
void report_parameters(struct term *t, const struct seq *s); /* DECREQTPARM */
void report_graphics(struct term *t, const struct seq *s);   /* XTSMGRAPHICS: there are none */
/* CSI ? 997 n: whether the user's terminal is dark (1) or light (2). */
void report_scheme(struct term *t);
/* A DCS with its data: what asks is answered, what restores a state does so, the rest is skipped. */
void report_dcs(struct term *t, const struct seq *s, struct bytes data);
