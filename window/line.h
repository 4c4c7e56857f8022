/* window/line.h -- one line of cells with an identity. The terminal, the replica and the viewer of
 * history all keep text in these.
 *
 * Cells from `len` on are blanks in style `fill`; len never counts trailing cells equal to that. A
 * wide character is a cell of width 2 followed by one of width 0. Neither half ever stands alone. */
#pragma once

#include "base/rect.h"
#include "window/pool.h"

#define CELL_CLUSTER 0x80000000u /* set in cell.text: the rest is a cluster id of the pool */

struct cell {
	uint32_t text;  /* code point, or CELL_CLUSTER | id; 0: blank */
	uint16_t style; /* id in the pool */
	uint8_t width;  /* 1, 2, or 0 for the right half of a wide character */
	uint8_t flags;  /* 0; kept for later */
};

/* Columns lo <= c < hi. Empty when lo >= hi. */
struct span {
	uint16_t lo, hi;
};

struct line_change {
	uint32_t after; /* its revision, less the line's log_from */
	struct span span;
};

/* DECSWL, DECDWL, DECDHL: a line of wide characters has half the columns. Known to the terminal alone:
 * where the line is shown, its characters are as wide as all others. */
enum { LINE_SINGLE, LINE_WIDE, LINE_UPPER, LINE_LOWER };

enum { LINE_MARK_NONE, LINE_MARK_PROMPT, LINE_MARK_INPUT, LINE_MARK_OUTPUT }; /* OSC 133 A, B, C */

/* A screen has many of these, so what most lines do not need is made when it is needed. */
struct line {
	uint64_t id;       /* unique in its pane, never reused, from 1 */
	uint64_t version;  /* revision of its last change; 0: never touched (blank, default style) */
	uint64_t log_from; /* line_span_since is exact for bases >= log_from, at first the revision at
	                      which the line came to be */
	struct cell *cells;
	struct line_change *log; /* the changes before the newest one, oldest first; entries of one
	                            revision are merged */
	struct span newest;      /* the change at `version`, when log_len > 0 */
	uint16_t len, cap;
	uint16_t fill;    /* style id of what stands right of len */
	bool wrapped;     /* the text goes on in the next line */
	uint8_t mark;     /* LINE_MARK_* */
	uint8_t log_len;  /* changes known, the newest with them: LIMIT_LINE_LOG at most */
	uint8_t log_cap;  /* of log */
	uint8_t shape;    /* LINE_SINGLE ...; no content */
};

struct line *line_new(uint64_t id);
void line_free(struct line *l);
/* The cell at column x; right of len: a blank of width 1 in the fill style. */
struct cell line_cell(const struct line *l, uint16_t x);
/* Makes room for columns 0..cols-1 and returns cells; columns from the old len on are filled blanks.
 * The caller sets l->len through line_trim when done. */
struct cell *line_reserve(struct line *l, uint16_t cols);
/* The same for columns lo..hi-1 that the caller writes, all of them: those are not filled. */
struct cell *line_open(struct line *l, uint16_t lo, uint16_t hi);
/* Lowers len past trailing blanks equal to the fill. */
void line_trim(struct line *l);
void line_fit(struct line *l);               /* gives back memory that its cells do not need */
size_t line_memory(const struct line *l); /* bytes held, the struct with them */
void line_clear(struct line *l, uint16_t fill);
void line_copy(struct line *to, const struct line *from); /* content only: cells, fill, wrapped, mark */
bool line_equal_content(const struct line *a, const struct line *b); /* same pool assumed */
/* Records that the span changed at revision rev (>= version): sets version, extends the log. An empty
 * span (a flag, the fill beyond len) is recorded too. */
void line_touch(struct line *l, uint64_t rev, uint16_t lo, uint16_t hi);
/* All columns changed after revision `base`. When the log no longer reaches: the whole line, {0, UINT16_MAX}. */
struct span line_span_since(const struct line *l, uint64_t base);
/* Widens s so that it holds whole characters of l (a wide one is never cut). */
struct span line_whole(const struct line *l, struct span s);
/* UTF-8 text of columns [lo, hi) without trailing blanks when `trim`; appends to out. */
struct buf;
void line_text(const struct line *l, const struct pool *p, uint16_t lo, uint16_t hi, bool trim, struct buf *out);
