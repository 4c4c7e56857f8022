/* window/termcap_query.h -- XTGETTCAP: capabilities of the terminal by name, without terminfo. */
#pragma once

#include "window/term_state.h"

/* `names`: in hex, between semicolons. One answer with all of them, in order, as name or name=value (a
 * flag has no value); the first name that is not known ends it. The name stands as it was asked. */
void termcap_query_report(struct term *t, struct bytes names);

/* The value of a capability by its terminfo or its termcap name, "" of a flag; NULL when there is none.
 * The terminal's own name (TN, name) is not here. */
const char *termcap_query_value(const char *name);
