/* client/status_fit.h -- which part of a list of windows is shown where there is no room for all: that
 * around the current one, with < and > where more is hidden, as in tmux. And the columns of styled text. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

struct status_fit {
	size_t skip;      /* columns of the list that are not shown before the rest */
	uint16_t cols;    /* columns of the list that are shown */
	bool before, after; /* a < stands before them, a > behind them: one column each, not in cols */
};

/* A list of `total` columns, whose columns [from, to) should be seen, in `room`. cols and marks never take
 * more than the room. */
struct status_fit status_fit(size_t total, size_t from, size_t to, uint16_t room);

/* Text as format_next_piece reads it: its columns, and those of window `index` (0, 0: it is not there). */
size_t status_text_width(const char *text);
void status_text_find(const char *text, int index, size_t *from, size_t *to);
/* Takes up to *skip columns off the front of b, and from *skip; of a wide character that is cut nothing
 * remains. */
struct bytes status_text_skip(struct bytes b, size_t *skip);
