/* window/esc.h -- carries out C0 controls and escape sequences. */
#pragma once

#include "window/term_state.h"

void esc_control(struct term *t, uint8_t c);
/* `ESC ... final`; what is not known is skipped. */
void esc_run(struct term *t, const struct seq *s);
