/* layout/tree.c -- divides a rectangle among leaves. */
#include "layout/tree.h"

#include <assert.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "layout/limits.h"
#include "layout/node.h"

static uint16_t hold_side(uint16_t side)
{
	return side < 1 ? 1 : side > LIMIT_LAYOUT_SIDE ? LIMIT_LAYOUT_SIDE : side;
}

struct layout *layout_new(uint32_t first_leaf, struct size size)
{
	struct layout *l = mem_zalloc(sizeof(*l));
	l->root = node_leaf(first_leaf);
	l->root->box.cols = hold_side(size.cols);
	l->root->box.rows = hold_side(size.rows);
	l->count = 1;
	return l;
}

void layout_free(struct layout *l)
{
	if (l != NULL) {
		node_free(l->root);
		free(l);
	}
}

struct layout *layout_copy(const struct layout *l)
{
	struct layout *copy = mem_zalloc(sizeof(*copy));
	copy->root = node_copy(l->root);
	copy->count = l->count;
	return copy;
}

static bool same_node(const struct node *a, const struct node *b)
{
	if (a->box.x != b->box.x || a->box.y != b->box.y || a->box.cols != b->box.cols ||
		a->box.rows != b->box.rows || node_is_leaf(a) != node_is_leaf(b)) {
		return false;
	}
	if (node_is_leaf(a)) {
		return a->leaf == b->leaf;
	}
	const struct node *x = a->first, *y = b->first;
	while (x != NULL && y != NULL && same_node(x, y)) {
		x = x->next;
		y = y->next;
	}
	return x == NULL && y == NULL && a->axis == b->axis;
}

bool layout_equal(const struct layout *a, const struct layout *b)
{
	return same_node(a->root, b->root);
}

struct size layout_size(const struct layout *l)
{
	return (struct size){.cols = l->root->box.cols, .rows = l->root->box.rows};
}

size_t layout_count(const struct layout *l)
{
	return l->count;
}

size_t layout_leaves(const struct layout *l, uint32_t *out, size_t max)
{
	size_t n = 0;
	for (struct node *at = node_first_leaf(l->root); at != NULL && n < max;
		at = node_next_leaf(at)) {
		out[n++] = at->leaf;
	}
	return n;
}

bool layout_has(const struct layout *l, uint32_t leaf)
{
	return node_find(l->root, leaf) != NULL;
}

bool layout_leaf_rect(const struct layout *l, uint32_t leaf, struct rect *out)
{
	const struct node *n = node_find(l->root, leaf);
	if (n == NULL) {
		return false;
	}
	*out = n->box;
	return true;
}

/* Of the `whole` that is split: cells of the new leaf. */
static int new_len(int whole, int cells, bool before)
{
	if (cells < 0) {
		return before ? whole / 2 : (whole - 1) / 2;
	}
	if (cells < 1) {
		return 1;
	}
	return cells > whole - 2 ? whole - 2 : cells;
}

/* Links `made` beside `old` in a split of that axis, which is made where there is none. */
static void place_beside(struct layout *l, struct node *old, struct node *made, enum axis axis,
	bool before, struct rect whole)
{
	struct node *split = old->up;
	if (split == NULL || split->axis != axis) {
		split = node_split(axis);
		split->box = whole;
		node_replace(l, old, split);
		node_add(split, old);
	}
	node_insert(split, before ? old : old->next, made);
}

int layout_split(struct layout *l, uint32_t leaf, enum axis axis, int cells, unsigned flags,
	uint32_t new_leaf)
{
	struct node *old = node_find(l->root, leaf);
	if (old == NULL) {
		return ERR_NOTFOUND;
	}
	if (node_find(l->root, new_leaf) != NULL) {
		return ERR_EXISTS;
	}
	bool before = (flags & LAYOUT_BEFORE) != 0;
	old = (flags & LAYOUT_FULL) != 0 ? l->root : old;
	int whole = node_len(old, axis);
	if (whole < 3) {
		return ERR_NOSPACE;
	}
	int len = new_len(whole, cells, before), rest = whole - 1 - len;
	if (rest < whole - node_room(old, axis)) {
		return ERR_NOSPACE;
	}
	bool joins = !node_is_leaf(old) && old->axis == axis; /* the root takes it in itself */
	bool wraps = !joins && (old->up == NULL || old->up->axis != axis);
	if (l->count >= LIMIT_LAYOUT_LEAVES ||
		(wraps && node_depth(old) + node_height(old) >= LIMIT_LAYOUT_DEPTH)) {
		return ERR_LIMIT;
	}
	struct rect box = old->box;
	struct node *made = node_leaf(new_leaf);
	made->box = box;
	node_set_len(made, axis, len);
	node_scale(old, axis, rest);
	if (joins) {
		node_insert(old, before ? old->first : NULL, made);
		old->box = box;
	} else {
		place_beside(l, old, made, axis, before, box);
	}
	l->count++;
	l->root->box.x = l->root->box.y = 0;
	node_place(l->root);
	return 0;
}

static void close_node(struct layout *l, struct node *n)
{
	struct node *split = n->up, *heir = n->prev != NULL ? n->prev : n->next;
	node_grow(heir, split->axis, node_len(n, split->axis) + 1, DEAL_IN_TURN);
	node_unlink(n);
	node_free(n);
	if (split->first == split->last) {
		node_unlink(heir);
		node_replace(l, split, heir);
		node_free(split);
	}
	l->count--;
	l->root->box.x = l->root->box.y = 0;
	node_place(l->root);
}

int layout_close(struct layout *l, uint32_t leaf)
{
	struct node *n = node_find(l->root, leaf);
	if (n == NULL) {
		return ERR_NOTFOUND;
	}
	if (n->up == NULL) {
		return ERR_STATE;
	}
	close_node(l, n);
	return 0;
}

static void resize_axis(struct node *root, enum axis axis, int len)
{
	int by = len - node_len(root, axis), room = node_room(root, axis);
	node_grow(root, axis, by < -room ? -room : by, DEAL_IN_TURN);
}

int layout_resize(struct layout *l, struct size size)
{
	if (size.cols > LIMIT_LAYOUT_SIDE || size.rows > LIMIT_LAYOUT_SIDE) {
		return ERR_LIMIT;
	}
	resize_axis(l->root, AXIS_LEFT_RIGHT, size.cols);
	resize_axis(l->root, AXIS_TOP_BOTTOM, size.rows);
	node_place(l->root);
	return 0;
}

/* The nearest of the leaf and what it stands in that has siblings along the axis; NULL: none. */
static struct node *along(struct node *n, enum axis axis)
{
	while (n->up != NULL && n->up->axis != axis) {
		n = n->up;
	}
	return n->up != NULL ? n : NULL;
}

/* Moves the border after kid, or before it when it is the last. */
static int move_near(struct layout *l, struct node *kid, int by)
{
	if (by == 0) {
		return 0;
	}
	int moved = node_move(kid->next != NULL ? kid : kid->prev, by, true);
	node_place(l->root);
	return moved > 0 ? 0 : ERR_NOSPACE;
}

static int hold_amount(int amount)
{
	return amount > LIMIT_LAYOUT_SIDE    ? LIMIT_LAYOUT_SIDE
	       : amount < -LIMIT_LAYOUT_SIDE ? -LIMIT_LAYOUT_SIDE
					     : amount;
}

int layout_move_border(struct layout *l, uint32_t leaf, enum layout_dir dir, int amount)
{
	struct node *n = node_find(l->root, leaf);
	if (n == NULL) {
		return ERR_NOTFOUND;
	}
	bool sideways = dir == LAYOUT_LEFT || dir == LAYOUT_RIGHT;
	struct node *kid = along(n, sideways ? AXIS_LEFT_RIGHT : AXIS_TOP_BOTTOM);
	if (kid == NULL) {
		return ERR_STATE;
	}
	amount = hold_amount(amount);
	return move_near(l, kid, dir == LAYOUT_RIGHT || dir == LAYOUT_DOWN ? amount : -amount);
}

int layout_resize_leaf(struct layout *l, uint32_t leaf, enum axis axis, int delta)
{
	struct node *n = node_find(l->root, leaf);
	if (n == NULL) {
		return ERR_NOTFOUND;
	}
	struct node *kid = along(n, axis);
	if (kid == NULL) {
		return ERR_STATE;
	}
	delta = hold_amount(delta);
	return move_near(l, kid, kid->next != NULL ? delta : -delta);
}

int layout_resize_leaf_to(struct layout *l, uint32_t leaf, enum axis axis, uint16_t cells)
{
	const struct node *n = node_find(l->root, leaf);
	if (n == NULL) {
		return ERR_NOTFOUND;
	}
	int r = layout_resize_leaf(l, leaf, axis, (cells > 0 ? cells : 1) - node_len(n, axis));
	return r == ERR_NOSPACE ? 0 : r;
}

int layout_spread(struct layout *l, uint32_t leaf)
{
	struct node *n = node_find(l->root, leaf);
	if (n == NULL) {
		return ERR_NOTFOUND;
	}
	for (n = n->up; n != NULL; n = n->up) {
		if (node_spread(n)) {
			node_place(l->root);
			return 0;
		}
	}
	return ERR_STATE;
}

int layout_swap(struct layout *l, uint32_t a, uint32_t b)
{
	struct node *x = node_find(l->root, a), *y = node_find(l->root, b);
	if (x == NULL || y == NULL) {
		return ERR_NOTFOUND;
	}
	x->leaf = b;
	y->leaf = a;
	return 0;
}

int layout_replace(struct layout *l, uint32_t leaf, uint32_t by)
{
	struct node *n = node_find(l->root, leaf);
	if (n == NULL) {
		return ERR_NOTFOUND;
	}
	if (by != leaf && node_find(l->root, by) != NULL) {
		return ERR_EXISTS;
	}
	n->leaf = by;
	return 0;
}

int layout_assign(struct layout *l, const uint32_t *leaves, size_t n)
{
	if (n == 0) {
		return ERR_ARG;
	}
	if (n > l->count) {
		return ERR_NOSPACE;
	}
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < i; j++) {
			if (leaves[i] == leaves[j]) {
				return ERR_EXISTS;
			}
		}
	}
	while (l->count > n) {
		close_node(l, node_last_leaf(l->root));
	}
	struct node *at = node_first_leaf(l->root);
	for (size_t i = 0; i < n; i++, at = node_next_leaf(at)) {
		assert(at != NULL);
		at->leaf = leaves[i];
	}
	return 0;
}
