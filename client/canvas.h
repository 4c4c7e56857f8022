/* client/canvas.h -- the grid that the user's terminal shall show: what panes, borders, status,
 * overlays and predictions are drawn into, each clipped to its rectangle by construction. */
#pragma once

#include "base/rect.h"
#include "window/line.h"

struct canvas {
	struct size size;
	struct pool *pool;  /* owned, together with the twin; cells refer to it */
	struct canvas *twin; /* NULL: none */
	struct cell *cells; /* rows * cols; never a lone half of a wide character */
	uint64_t *made_of;  /* by row: its mark; 0: it may hold anything */
	bool *touched;      /* by row: it may differ from the twin's */
	struct term_cursor_view {
		bool visible;
		uint16_t x, y;
		uint8_t shape;
		colour_t colour; /* COLOUR_DEFAULT: the terminal's own */
	} cursor;
};

struct canvas *canvas_new(struct size size);
/* Another one of the same size and with the same pool: cells that are equal in all bytes look the same
 * in both. A canvas has one twin at most; either may be freed first. */
struct canvas *canvas_twin(struct canvas *c);
void canvas_free(struct canvas *c);
void canvas_resize(struct canvas *c, struct size size); /* all blank then; within LIMIT_TERM_* */
void canvas_clear(struct canvas *c);
/* Rows that need no drawing. Who composes a picture says by a mark what a row is to be made of (0:
 * something that has none); where it is made of that already it stays as it is and false comes back,
 * else it is blank then. Whatever is drawn into a row takes its mark away: canvas_row_made says that
 * it is complete, and what is drawn later lies over it. */
bool canvas_row_begin(struct canvas *c, uint16_t y, uint64_t mark);
void canvas_row_made(struct canvas *c, uint16_t y, uint64_t mark);
bool canvas_row_stands(const struct canvas *c, uint16_t y); /* it has its mark */
/* The twin becomes the same: the rows touched since are copied. */
void canvas_copy_to_twin(struct canvas *c);
struct cell *canvas_at(struct canvas *c, uint16_t x, uint16_t y);
/* Puts one cluster at (x, y) if all of it lies inside `clip` (a wide one that would be cut becomes
 * a blank). Of a wide character that it overwrites half, here as everywhere, the other half becomes
 * a blank: nothing else outside the clip ever changes. */
void canvas_put(struct canvas *c, struct rect clip, uint16_t x, uint16_t y, const char *text,
        size_t len, uint8_t width, const struct style *style);
void canvas_fill(struct canvas *c, struct rect r, const struct style *style);
/* Columns [from, from + r.cols) of a line of another pool, under its palette, into row r.y of the
 * canvas. */
void canvas_line(struct canvas *c, struct rect r, const struct line *l, const struct pool *pool,
        uint16_t from);
/* UTF-8 text, cluster by cluster, clipped; returns the columns used. */
uint16_t canvas_text(struct canvas *c, struct rect clip, uint16_t x, uint16_t y, const char *text,
        size_t len, const struct style *style);
/* Changes the style of cells in r: f gets each cell's style. */
void canvas_restyle(
        struct canvas *c, struct rect r, void (*f)(void *ctx, struct style *s), void *ctx);
void canvas_gc(struct canvas *c); /* drops unused styles when the pool is full */
