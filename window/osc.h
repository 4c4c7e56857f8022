/* window/osc.h -- carries out operating system commands: titles, path, links, colours, clipboard,
 * notifications, prompt marks. */
#pragma once

#include "window/term_state.h"

/* `data` is what stands between ESC ] and its end; `bell` says how it ended, so answers do too. */
void osc_run(struct term *t, struct bytes data, bool bell);
