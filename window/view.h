/* window/view.h -- reading history and screen as one text at any width: records join by the wrapped
 * flag and break at the viewer's width. One function for both ends; lazy: only what is asked for is
 * unpacked. */
#pragma once

#include "window/line.h"

/* Where a view takes lines from. Numbers run from `first` (oldest) to `end`-1; whatever is missing
 * is shown as blank. */
struct view_source {
	void *ctx;
	uint64_t first, end;
	/* Content of line n into out; false: not known (yet). */
	bool (*get)(void *ctx, uint64_t n, struct line *out);
};

/* Shows the source at `cols`: fills rows[0..count-1] (caller's lines, content replaced) with the
 * rows that end `offset` rows above the bottom. The rows of the last `screen` source lines (the live
 * screen) are never joined with one another or broken: they stand as they are.
 * Returns how many rows above the shown part exist at least (bounded look-ahead of `peek` lines),
 * so that a caller can tell whether it may scroll further. */
size_t view_rows(const struct view_source *src, uint16_t cols, uint16_t screen, size_t offset,
	struct line *const *rows, uint16_t count, size_t peek);

/* A row of the view that stays where it is while lines come and go: scrolling by it costs what it
 * moves, however far from the bottom it is. It holds for one width; view_pos_text and view_pos_at
 * carry it over to another. A row is as long as `cols`, except that in one column a wide character
 * stands alone and is longer. Text that is wrapped without end is cut, at the same place for
 * everyone, so that no call unpacks more than LIMIT_VIEW_JOIN records for one row. */
struct view_pos {
	uint64_t line; /* the first source line of the joined text */
	uint32_t row;  /* row of that text, from 0 */
};

struct view_pos view_pos_bottom(const struct view_source *src, uint16_t cols, uint16_t screen);
/* Move by up to `rows`; return how far it went before the first or last row. */
size_t view_pos_up(const struct view_source *src, uint16_t cols, uint16_t screen,
	struct view_pos *pos, size_t rows);
size_t view_pos_down(const struct view_source *src, uint16_t cols, uint16_t screen,
	struct view_pos *pos, size_t rows);
/* Fills rows[0..count-1] from pos downwards; blank past the end. Returns the rows that exist. */
uint16_t view_pos_show(const struct view_source *src, uint16_t cols, uint16_t screen,
	struct view_pos pos, struct line *const *rows, uint16_t count);
/* The source line and column at which the row begins. */
void view_pos_text(const struct view_source *src, uint16_t cols, uint16_t screen,
	struct view_pos pos, uint64_t *line, uint16_t *col);
/* The row in which that column of that source line stands (past its end: where it ends). */
struct view_pos view_pos_at(const struct view_source *src, uint16_t cols, uint16_t screen,
	uint64_t line, uint16_t col);
