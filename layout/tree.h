/* layout/tree.h -- divides a rectangle among leaves. Pure geometry: ids and boxes, no panes.
 *
 * A layout is a tree. A leaf is a caller's 32-bit id, unique in its layout (0 is a valid id). A
 * split stands its children side by side (AXIS_LEFT_RIGHT) or one over the other
 * (AXIS_TOP_BOTTOM), with one border cell between neighbours. Leaves and borders cover the
 * rectangle exactly once and each leaf is at least 1x1. Sizes follow what tmux 3.3a was measured
 * to do. A split may stand in a split of the same axis: closing a leaf leaves the rest nested, and
 * that shows in how later resizes are shared out.
 *
 * Calls that can fail return 0 or a negative ERR_*, and change nothing when they fail. An unknown
 * leaf is ERR_NOTFOUND everywhere. The functions are deterministic, so both ends of a link that
 * hold equal layouts (by layout_dump) get equal layouts out of the same operation.
 *
 * Where things are on the screen: layout/look.h. The seven presets: layout/preset.h. Layout
 * strings: layout/string.h. Zoom is the caller's: it shows one leaf and keeps the layout. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rect.h"

struct layout; /* body in node.h, for layout/ alone */

enum layout_dir { LAYOUT_LEFT, LAYOUT_RIGHT, LAYOUT_UP, LAYOUT_DOWN };

enum {
	LAYOUT_BEFORE = 1 << 0, /* the new leaf goes left of or above the old one */
	LAYOUT_FULL = 1 << 1,   /* split the whole rectangle, not the one leaf */
};

/* One leaf over all of `size`; a side is held to 1 .. LIMIT_LAYOUT_SIDE. */
struct layout *layout_new(uint32_t first_leaf, struct size size);
void layout_free(struct layout *l); /* NULL is fine */
struct layout *layout_copy(const struct layout *l);
/* Same tree, same boxes, same ids. */
bool layout_equal(const struct layout *a, const struct layout *b);

struct size layout_size(const struct layout *l);
size_t layout_count(const struct layout *l); /* leaves, at least 1 */
/* Writes the first `max` leaves in tree order, which is the order of pane indexes, and returns how
 * many were written. LIMIT_LAYOUT_LEAVES is room enough for any layout. */
size_t layout_leaves(const struct layout *l, uint32_t *out, size_t max);
bool layout_has(const struct layout *l, uint32_t leaf);
bool layout_leaf_rect(const struct layout *l, uint32_t leaf, struct rect *out);

/* Divides `leaf` (with LAYOUT_FULL: everything) along `axis` and gives `cells` to `new_leaf`, held
 * to what leaves both at least one cell; cells < 0 is half: of s cells the upper or left side gets
 * s/2 and the other (s-1)/2. ERR_NOSPACE under 3 cells, or when LAYOUT_FULL leaves too little for
 * what is there. ERR_EXISTS when new_leaf is in the layout. ERR_LIMIT at LIMIT_LAYOUT_*. */
int layout_split(struct layout *l, uint32_t leaf, enum axis axis, int cells, unsigned flags,
	uint32_t new_leaf);
/* Removes a leaf; its space goes to the sibling before it, or after it for the first. ERR_STATE for
 * the last leaf. */
int layout_close(struct layout *l, uint32_t leaf);

/* Resizes the whole. What is won or lost is dealt out cell by cell in turn, first child first. A
 * side too small for the leaves stops at the least that holds them, so layout_size() may be larger
 * than what was asked for; after a close, ask again with the size that is wanted. ERR_LIMIT for a
 * side over LIMIT_LAYOUT_SIDE. */
int layout_resize(struct layout *l, struct size size);
/* The same as resize-pane -L, -R, -U, -D: moves the border after the leaf (the one before it, for
 * the last of a row or column) by up to `amount` cells that way. Neighbours at their minimum pass
 * the demand on. ERR_STATE: there is no border along that axis; ERR_NOSPACE: nothing could move. */
int layout_move_border(struct layout *l, uint32_t leaf, enum layout_dir dir, int amount);
/* Makes the leaf up to `delta` cells larger (smaller if negative) by moving the same border. */
int layout_resize_leaf(struct layout *l, uint32_t leaf, enum axis axis, int delta);
/* Makes the leaf `cells` long (0 is taken as 1), or as near as can be. ERR_STATE as above. */
int layout_resize_leaf_to(struct layout *l, uint32_t leaf, enum axis axis, uint16_t cells);
/* select-layout -E: evens out the nearest split around the leaf that is not even already. ERR_STATE
 * when all are. */
int layout_spread(struct layout *l, uint32_t leaf);

/* The two leaves change places. */
int layout_swap(struct layout *l, uint32_t a, uint32_t b);
/* `by` takes the place of `leaf`. ERR_EXISTS when it is elsewhere in the layout. To rotate or sort:
 * layout_leaves(), then layout_assign(). */
int layout_replace(struct layout *l, uint32_t leaf, uint32_t by);
/* Puts n other leaves in the places, in tree order. With fewer leaves than places the bottom right
 * places are closed. ERR_NOSPACE when n > layout_count(), ERR_ARG when n is 0, ERR_EXISTS when an
 * id is there twice. */
int layout_assign(struct layout *l, const uint32_t *leaves, size_t n);
