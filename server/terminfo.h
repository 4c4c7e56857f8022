/* server/terminfo.h -- which TERM a pane gets when the user did not say: the first of ours that the
 * system's terminfo describes. */
#pragma once

#include "mux/optmap.h"

/* Puts TERM, and TERMINFO_DIRS when only `datadir`/terminfo has it, into a pane's environment. HOME,
 * TERMINFO and TERMINFO_DIRS are looked at as ncurses does. datadir may be NULL. */
void terminfo_set_env(struct optmap *env, const char *datadir);
