/* window/csi.h -- carries out control sequences. */
#pragma once

#include "window/term_state.h"

/* `CSI ... final`; what is not known is skipped. */
void csi_run(struct term *t, const struct seq *s);
