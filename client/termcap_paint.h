/* client/termcap_paint.h -- how termcap_diff draws, shared by
 *
 *   termcap_paint.c   the pen, the cursor, and what of a row changed
 *   termcap_scroll.c  rows that stand elsewhere now are scrolled there */
#pragma once

#include "client/termcap_impl.h"

#define PAINT_UNKNOWN (-1)
#define PAINT_GAP_MAX 4 /* unchanged cells that are cheaper written than stepped over */

struct paint_band {
	int first, last; /* rows; all that changed lie between */
};

struct paint {
	struct termcap *t; /* t->old is what the terminal shows, t->want what it shall */
	struct buf *out;
	int cols, rows;
	int x, y;   /* of the cursor; PAINT_UNKNOWN after output whose width terminals dispute */
	bool run;   /* the last text was TEXT_RUN: x and y hold only for more of it */
	bool known; /* `style` is on */
	uint16_t style;
	struct paint_band band;
};

static const struct cell paint_blank = {.width = 1};

void paint_style(struct paint *p, uint16_t style);
/* For text of that kind (TEXT_*) or, as TEXT_CERTAIN, anything else. */
void paint_move(struct paint *p, int x, int y, uint8_t kind);
/* What changed in row y from column `from` on; before it nothing did. Of the cells there it looks at no
 * more than PAINT_GAP_MAX. */
void paint_row(struct paint *p, int y, int from);

struct cell *paint_old(const struct paint *p, int y);
struct cell *paint_want(const struct paint *p, int y);
/* Scrolls what it is worth scrolling, on the terminal and in t->old. */
void paint_scroll(struct paint *p);
