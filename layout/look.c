/* layout/look.c -- asks where things are in a layout. */
#include "layout/look.h"

#include "base/err.h"
#include "layout/node.h"

/* The leaf at a cell, or the child whose following border it is; NULL outside. */
static struct node *find_at(const struct layout *l, uint32_t x, uint32_t y, bool *border)
{
	struct node *n = l->root;
	*border = false;
	if (!rect_contains(n->box, x, y)) {
		return NULL;
	}
	while (!node_is_leaf(n)) {
		struct node *kid = n->first;
		uint32_t at = n->axis == AXIS_LEFT_RIGHT ? x - n->box.x : y - n->box.y;
		while (kid->next != NULL && at > (uint32_t)node_len(kid, n->axis)) {
			at -= (uint32_t)node_len(kid, n->axis) + 1;
			kid = kid->next;
		}
		if (at == (uint32_t)node_len(kid, n->axis)) {
			*border = true;
			return kid;
		}
		n = kid;
	}
	return n;
}

bool layout_at(const struct layout *l, uint32_t x, uint32_t y, uint32_t *leaf)
{
	bool border;
	const struct node *n = find_at(l, x, y, &border);
	if (n == NULL || border) {
		return false;
	}
	*leaf = n->leaf;
	return true;
}

bool layout_border_at(const struct layout *l, uint32_t x, uint32_t y, struct layout_border *out)
{
	static const struct {
		uint32_t x, y; /* -1 wraps to a number far outside at the left and upper edge */
	} step[LAYOUT_SIDES] = {
		[LAYOUT_LEFT] = {UINT32_MAX, 0},
		[LAYOUT_RIGHT] = {1, 0},
		[LAYOUT_UP] = {0, UINT32_MAX},
		[LAYOUT_DOWN] = {0, 1},
		[LAYOUT_UP_LEFT] = {UINT32_MAX, UINT32_MAX},
		[LAYOUT_UP_RIGHT] = {1, UINT32_MAX},
		[LAYOUT_DOWN_LEFT] = {UINT32_MAX, 1},
		[LAYOUT_DOWN_RIGHT] = {1, 1},
	};
	bool border;
	const struct node *n = find_at(l, x, y, &border);
	if (n == NULL || !border) {
		return false;
	}
	*out = (struct layout_border){.axis = n->up->axis};
	for (unsigned side = 0; side < LAYOUT_SIDES; side++) {
		n = find_at(l, x + step[side].x, y + step[side].y, &border);
		if (n != NULL && !border) {
			out->leaves |= (uint8_t)(1u << side);
			out->leaf[side] = n->leaf;
		} else if (n != NULL && side <= LAYOUT_DOWN) {
			out->lines |= (uint8_t)(1u << side);
		}
	}
	return true;
}

/* to - from, held to what can matter in a layout. */
static int distance(uint32_t from, uint32_t to)
{
	uint32_t d = to > from ? to - from : from - to;
	d = d > UINT16_MAX ? UINT16_MAX : d;
	return to > from ? (int)d : -(int)d;
}

int layout_drag_border(struct layout *l, uint32_t x, uint32_t y, uint32_t to_x, uint32_t to_y)
{
	bool border;
	struct node *kid = find_at(l, x, y, &border);
	if (kid == NULL || !border) {
		return ERR_NOTFOUND;
	}
	int by = kid->up->axis == AXIS_LEFT_RIGHT ? distance(x, to_x) : distance(y, to_y);
	if (by == 0) {
		return 0;
	}
	int moved = node_move(kid, by, false);
	node_place(l->root);
	return moved > 0 ? 0 : ERR_NOSPACE;
}

/* One dimension of a box. */
struct span {
	uint32_t from, len;
};

static struct span span_of(const struct node *n, enum axis axis)
{
	return axis == AXIS_LEFT_RIGHT ? (struct span){n->box.x, n->box.cols}
				       : (struct span){n->box.y, n->box.rows};
}

/* True when `to` begins where `from` ends, one border between, or at the far edge of `whole` when
 * from ends at the near one. */
static bool follows(struct span from, struct span to, uint32_t whole)
{
	uint32_t end = from.from + from.len;
	return to.from == (end == whole ? 0 : end + 1);
}

static bool is_beside(const struct node *n, const struct node *other, enum layout_dir dir,
	const struct node *root)
{
	enum axis axis =
		dir == LAYOUT_LEFT || dir == LAYOUT_RIGHT ? AXIS_LEFT_RIGHT : AXIS_TOP_BOTTOM;
	enum axis across = axis == AXIS_LEFT_RIGHT ? AXIS_TOP_BOTTOM : AXIS_LEFT_RIGHT;
	struct span a = span_of(n, axis), b = span_of(other, axis);
	uint32_t whole = (uint32_t)node_len(root, axis);
	bool touches = dir == LAYOUT_RIGHT || dir == LAYOUT_DOWN ? follows(a, b, whole)
								 : follows(b, a, whole);
	struct span p = span_of(n, across), q = span_of(other, across);
	return touches && q.from <= p.from + p.len && q.from + q.len > p.from;
}

static size_t rank(uint32_t leaf, const uint32_t *recent, size_t n)
{
	size_t i = 0;
	while (i < n && recent[i] != leaf) {
		i++;
	}
	return i;
}

uint32_t layout_neighbour(const struct layout *l, uint32_t leaf, enum layout_dir dir,
	const uint32_t *recent, size_t n)
{
	const struct node *from = node_find(l->root, leaf);
	uint32_t best = leaf;
	size_t best_rank = SIZE_MAX;
	if (from == NULL) {
		return leaf;
	}
	for (struct node *at = node_first_leaf(l->root); at != NULL; at = node_next_leaf(at)) {
		if (at != from && is_beside(from, at, dir, l->root) &&
			rank(at->leaf, recent, n) < best_rank) {
			best = at->leaf;
			best_rank = rank(best, recent, n);
		}
	}
	return best;
}
