/* layout/look.h -- asks where things are in a layout: the leaf or border at a cell, the neighbour
 * of a leaf; and drags a border. */
#pragma once

#include "layout/tree.h"

/* Sides of a cell: the four of enum layout_dir, then the corners. */
enum { LAYOUT_UP_LEFT = 4, LAYOUT_UP_RIGHT, LAYOUT_DOWN_LEFT, LAYOUT_DOWN_RIGHT, LAYOUT_SIDES };

struct layout_border {
	enum axis axis; /* of the split that it parts: AXIS_LEFT_RIGHT is a vertical line */
	/* Bit (1 << side), side of enum layout_dir: that cell is border too, so the line joins it.
	 * A vertical line has UP and DOWN; its end at the rectangle's edge has but one of them. */
	uint8_t lines;
	/* Bit (1 << side), side 0 .. LAYOUT_SIDES - 1: that cell is of a leaf, leaf[side]. */
	uint8_t leaves;
	uint32_t leaf[LAYOUT_SIDES];
};

/* The leaf that covers a cell; false on borders and outside. */
bool layout_at(const struct layout *l, uint32_t x, uint32_t y, uint32_t *leaf);
/* What lies around a border cell; false on leaves and outside. */
bool layout_border_at(const struct layout *l, uint32_t x, uint32_t y, struct layout_border *out);
/* Moves the border at (x, y) towards (to_x, to_y), as far as the leaves beyond can give way: those
 * ahead of it only, nearest first. ERR_NOTFOUND: no border there; ERR_NOSPACE: it cannot move. */
int layout_drag_border(struct layout *l, uint32_t x, uint32_t y, uint32_t to_x, uint32_t to_y);

/* select-pane -L, -R, -U, -D: the leaf on that side, wrapping round at the edge of the rectangle.
 * Of several the first in `recent` (n leaves, the most recently used first; absent ones count as
 * least recent), else the first in tree order. As in tmux a leaf's side includes the border cell
 * that follows it. Returns `leaf` itself when there is none, or it is unknown. */
uint32_t layout_neighbour(const struct layout *l, uint32_t leaf, enum layout_dir dir,
	const uint32_t *recent, size_t n);
