/* tests/unit/client/terminfo_ask.h -- terminfo without the names that <curses.h> takes. */
#pragma once

#include <stdbool.h>

bool terminfo_open(const char *name); /* in the place of the one that was open */
void terminfo_close(void);
const char *terminfo_string(const char *name); /* NULL: it has none */
int terminfo_flag(const char *name);           /* 1, 0, or below 0 for what is no flag */
int terminfo_number(const char *name);
/* A capability with its parameters filled in; good until the next call. */
const char *terminfo_fill(const char *text, const long arg[9]);
