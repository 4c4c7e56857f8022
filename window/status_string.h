/* window/status_string.h -- DECRQSS: the present setting of a control function. */
#pragma once

#include "window/term_state.h"

/* `name`: what stands after the parameters of the function that sets it. Answers DCS 1 $ r with the
 * parameters and the name, or DCS 0 $ r when nothing is set by it. */
void status_string_report(struct term *t, struct bytes name);
