/* window/view.h -- reading history and screen as one text at any width: records join by the wrapped
 * flag and break at the viewer's width. One function for both ends; lazy: only what is asked for is
 * unpacked. */
#pragma once

#include "window/line.h"

/* Where a view takes lines from. Numbers run from `first` (oldest) to `end`-1; whatever is missing is
 * shown as blank. */
struct view_source {
	void *ctx;
	uint64_t first, end;
	/* Content of line n into out; false: not known (yet). */
	bool (*get)(void *ctx, uint64_t n, struct line *out);
};

/* Shows the source at `cols`: fills rows[0..count-1] (caller's lines, content replaced) with the rows
 * that end `offset` rows above the bottom. The rows of the last `screen` source lines (the live
 * screen) are never joined with one another or broken: they stand as they are.
 * Returns how many rows above the shown part exist at least (bounded look-ahead of `peek` lines), so
 * that a caller can tell whether it may scroll further. */
size_t view_rows(const struct view_source *src, uint16_t cols, uint16_t screen, size_t offset,
	struct line *const *rows, uint16_t count, size_t peek);
