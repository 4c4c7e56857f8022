/* window/reflow.h -- a new size: the primary screen's wrapped rows are joined and broken again,
 * rows go to the history and come back from it, the alternate screen is cut or padded.
 *
 * Rows that stand as they should at the new width keep their line, id and version. A screen with
 * too many rows loses blank ones below the cursor, then pushes top rows into the history while the
 * cursor stays on the screen, then loses rows at the bottom. One with too few takes rows back. */
#pragma once

#include "window/term_state.h"

/* `to` differs from the present size and is within the limits. */
void reflow_resize(struct term *t, struct size to);
