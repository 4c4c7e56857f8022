/* layout/node.c -- the tree inside a struct layout and the arithmetic of its sizes. */
#include "layout/node.h"

#include <stdlib.h>

#include "base/mem.h"

static enum axis cross(enum axis axis)
{
	return axis == AXIS_LEFT_RIGHT ? AXIS_TOP_BOTTOM : AXIS_LEFT_RIGHT;
}

static int min_int(int a, int b)
{
	return a < b ? a : b;
}

struct node *node_leaf(uint32_t leaf)
{
	struct node *n = mem_zalloc(sizeof(*n));
	n->leaf = leaf;
	return n;
}

struct node *node_split(enum axis axis)
{
	struct node *n = mem_zalloc(sizeof(*n));
	n->axis = axis;
	return n;
}

void node_free(struct node *n)
{
	if (n == NULL) {
		return;
	}
	for (struct node *kid = n->first, *next; kid != NULL; kid = next) {
		next = kid->next;
		node_free(kid);
	}
	free(n);
}

struct node *node_copy(const struct node *n)
{
	struct node *copy = mem_zalloc(sizeof(*copy));
	copy->box = n->box;
	copy->leaf = n->leaf;
	copy->axis = n->axis;
	for (const struct node *kid = n->first; kid != NULL; kid = kid->next) {
		node_add(copy, node_copy(kid));
	}
	return copy;
}

bool node_is_leaf(const struct node *n)
{
	return n->first == NULL;
}

void node_add(struct node *split, struct node *kid)
{
	node_insert(split, NULL, kid);
}

void node_insert(struct node *split, struct node *before, struct node *kid)
{
	kid->up = split;
	kid->next = before;
	kid->prev = before != NULL ? before->prev : split->last;
	if (kid->prev != NULL) {
		kid->prev->next = kid;
	} else {
		split->first = kid;
	}
	if (before != NULL) {
		before->prev = kid;
	} else {
		split->last = kid;
	}
}

void node_unlink(struct node *kid)
{
	struct node *split = kid->up;
	if (kid->prev != NULL) {
		kid->prev->next = kid->next;
	} else {
		split->first = kid->next;
	}
	if (kid->next != NULL) {
		kid->next->prev = kid->prev;
	} else {
		split->last = kid->prev;
	}
	kid->up = kid->prev = kid->next = NULL;
}

void node_replace(struct layout *l, struct node *n, struct node *by)
{
	if (n->up == NULL) {
		l->root = by;
		return;
	}
	node_insert(n->up, n, by);
	node_unlink(n);
}

struct node *node_find(struct node *n, uint32_t leaf)
{
	if (node_is_leaf(n)) {
		return n->leaf == leaf ? n : NULL;
	}
	for (struct node *kid = n->first; kid != NULL; kid = kid->next) {
		struct node *found = node_find(kid, leaf);
		if (found != NULL) {
			return found;
		}
	}
	return NULL;
}

struct node *node_first_leaf(struct node *n)
{
	while (n->first != NULL) {
		n = n->first;
	}
	return n;
}

struct node *node_next_leaf(const struct node *leaf)
{
	while (leaf != NULL && leaf->next == NULL) {
		leaf = leaf->up;
	}
	return leaf != NULL ? node_first_leaf(leaf->next) : NULL;
}

struct node *node_last_leaf(struct node *n)
{
	while (n->last != NULL) {
		n = n->last;
	}
	return n;
}

size_t node_kids(const struct node *split)
{
	size_t n = 0;
	for (const struct node *kid = split->first; kid != NULL; kid = kid->next) {
		n++;
	}
	return n;
}

int node_depth(const struct node *n)
{
	int depth = 0;
	while ((n = n->up) != NULL) {
		depth++;
	}
	return depth;
}

int node_height(const struct node *n)
{
	int most = -1;
	for (const struct node *kid = n->first; kid != NULL; kid = kid->next) {
		int height = node_height(kid);
		most = height > most ? height : most;
	}
	return most + 1;
}

int node_len(const struct node *n, enum axis axis)
{
	return axis == AXIS_LEFT_RIGHT ? n->box.cols : n->box.rows;
}

void node_set_len(struct node *n, enum axis axis, int len)
{
	if (axis == AXIS_LEFT_RIGHT) {
		n->box.cols = (uint16_t)len;
	} else {
		n->box.rows = (uint16_t)len;
	}
}

int node_room(const struct node *n, enum axis axis)
{
	if (node_is_leaf(n)) {
		return node_len(n, axis) - 1;
	}
	int sum = 0, least = node_len(n, axis);
	for (const struct node *kid = n->first; kid != NULL; kid = kid->next) {
		int room = node_room(kid, axis);
		sum += room;
		least = min_int(least, room);
	}
	return n->axis == axis ? sum : least;
}

/* Shares of `cells` more, dealt in turn. */
static void deal_more(struct node *split, int cells)
{
	int kids = (int)node_kids(split), odd = cells % kids;
	for (struct node *kid = split->first; kid != NULL; kid = kid->next) {
		kid->share = cells / kids + (odd-- > 0 ? 1 : 0);
	}
}

/* Shares of `cells` fewer, dealt in turn; a child that is down to its minimum is passed over. Each
 * pass either empties a child's room or ends it. */
static void deal_fewer(struct node *split, enum axis axis, int cells)
{
	for (struct node *kid = split->first; kid != NULL; kid = kid->next) {
		kid->share = 0;
	}
	while (cells > 0) {
		int able = 0, least = cells;
		for (const struct node *kid = split->first; kid != NULL; kid = kid->next) {
			int room = node_room(kid, axis) + kid->share;
			if (room > 0) {
				able++;
				least = min_int(least, room);
			}
		}
		if (able == 0) {
			return;
		}
		int each = min_int(least, cells / able);
		for (struct node *kid = split->first; kid != NULL && cells > 0; kid = kid->next) {
			if (node_room(kid, axis) + kid->share > 0) {
				int take = each > 0 ? each : 1;
				kid->share -= take;
				cells -= take;
			}
		}
	}
}

/* Shares when every cell comes by itself. */
static void deal_singly(struct node *split, enum axis axis, int by)
{
	for (struct node *kid = split->first; kid != NULL; kid = kid->next) {
		kid->share = by > 0 ? by : -min_int(-by, node_room(kid, axis));
		by -= kid->share;
	}
}

void node_grow(struct node *n, enum axis axis, int by, enum deal deal)
{
	if (by == 0) {
		return;
	}
	if (!node_is_leaf(n) && n->axis != axis) {
		for (struct node *kid = n->first; kid != NULL; kid = kid->next) {
			node_grow(kid, axis, by, deal);
		}
	} else if (!node_is_leaf(n)) {
		if (deal == DEAL_ONE_BY_ONE) {
			deal_singly(n, axis, by);
		} else if (by > 0) {
			deal_more(n, by);
		} else {
			deal_fewer(n, axis, -by);
		}
		for (struct node *kid = n->first; kid != NULL; kid = kid->next) {
			node_grow(kid, axis, kid->share, DEAL_ONE_BY_ONE);
		}
	}
	node_set_len(n, axis, node_len(n, axis) + by);
}

/* The least length of kid and all its later siblings, with the borders between. */
static int min_from(const struct node *kid, enum axis axis)
{
	int sum = -1;
	for (; kid != NULL; kid = kid->next) {
		sum += node_len(kid, axis) - node_room(kid, axis) + 1;
	}
	return sum;
}

void node_scale(struct node *n, enum axis axis, int len)
{
	int was = node_len(n, axis), left = len;
	for (struct node *kid = n->first; kid != NULL; kid = kid->next) {
		int want = len;
		if (n->axis == axis && kid->next == NULL) {
			want = left;
		} else if (n->axis == axis) {
			int least = node_len(kid, axis) - node_room(kid, axis);
			want = node_len(kid, axis) * len / was;
			want = min_int(want, left - 1 - min_from(kid->next, axis));
			want = want < least ? least : want;
			left -= want + 1;
		}
		node_scale(kid, axis, want);
	}
	node_set_len(n, axis, len);
}

bool node_spread(struct node *split)
{
	int kids = (int)node_kids(split), cells = node_len(split, split->axis) - (kids - 1);
	if (cells < kids) {
		return false;
	}
	int odd = cells % kids;
	bool changed = false, fits = true;
	for (struct node *kid = split->first; kid != NULL; kid = kid->next) {
		kid->share = cells / kids + (odd-- > 0 ? 1 : 0) - node_len(kid, split->axis);
		changed |= kid->share != 0;
		fits &= -kid->share <= node_room(kid, split->axis);
	}
	if (!changed || !fits) {
		return false;
	}
	for (struct node *kid = split->first; kid != NULL; kid = kid->next) {
		node_grow(kid, split->axis, kid->share, DEAL_IN_TURN);
	}
	return true;
}

static struct node *roomy(struct node *kid, enum axis axis, bool backward)
{
	while (kid != NULL && node_room(kid, axis) == 0) {
		kid = backward ? kid->prev : kid->next;
	}
	return kid;
}

int node_move(struct node *kid, int by, bool both)
{
	enum axis axis = kid->up->axis;
	int want = by < 0 ? -by : by, left = want;
	while (left > 0) {
		struct node *gain = by > 0 ? kid : kid->next, *lose;
		if (by > 0) {
			lose = roomy(kid->next, axis, false);
			if (lose == NULL && both) {
				lose = roomy(kid->prev, axis, true);
			}
		} else {
			lose = roomy(kid, axis, true);
		}
		if (gain == NULL || lose == NULL) {
			break;
		}
		int cells = min_int(left, node_room(lose, axis));
		node_grow(gain, axis, cells, DEAL_IN_TURN);
		node_grow(lose, axis, -cells, DEAL_IN_TURN);
		left -= cells;
	}
	return want - left;
}

void node_place(struct node *n)
{
	uint32_t x = n->box.x, y = n->box.y;
	for (struct node *kid = n->first; kid != NULL; kid = kid->next) {
		kid->box.x = (uint16_t)x;
		kid->box.y = (uint16_t)y;
		if (n->axis == AXIS_LEFT_RIGHT) {
			x += kid->box.cols + 1u;
		} else {
			y += kid->box.rows + 1u;
		}
		node_place(kid);
	}
}

bool node_fits(const struct node *n)
{
	if (node_is_leaf(n)) {
		return n->box.cols > 0 && n->box.rows > 0;
	}
	int sum = -1;
	for (const struct node *kid = n->first; kid != NULL; kid = kid->next) {
		if (node_len(kid, cross(n->axis)) != node_len(n, cross(n->axis)) ||
			!node_fits(kid)) {
			return false;
		}
		sum += node_len(kid, n->axis) + 1;
	}
	return sum == node_len(n, n->axis);
}
