/* layout/node.h -- the tree inside a struct layout and the arithmetic of its sizes. For layout/
 * alone. Boxes have absolute positions, which are right after node_place(). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rect.h"

/* A leaf has no children; a split has at least two, except while one is being built. */
struct node {
	struct node *up, *prev, *next, *first, *last;
	struct rect box;
	uint32_t leaf;  /* of a leaf */
	enum axis axis; /* of a split */
	int share;      /* scratch of node_grow */
};

struct layout {
	struct node *root;
	size_t count; /* leaves */
};

/* How a split deals out a change among its children. In turn: each gets one cell, first child
 * first, round and round. One by one: as if each cell were a change by itself, so that the first
 * child that can take it takes it all. Children of what is dealt in turn deal one by one. */
enum deal { DEAL_IN_TURN, DEAL_ONE_BY_ONE };

struct node *node_leaf(uint32_t leaf);
struct node *node_split(enum axis axis);
void node_free(struct node *n); /* with all below; does not unlink */
struct node *node_copy(const struct node *n);
bool node_is_leaf(const struct node *n);
void node_add(struct node *split, struct node *kid);                         /* at the end */
void node_insert(struct node *split, struct node *before, struct node *kid); /* NULL: at the end */
void node_unlink(struct node *kid);
/* Puts `by` where `n` is in the tree; n is left with no parent. */
void node_replace(struct layout *l, struct node *n, struct node *by);

struct node *node_find(struct node *n, uint32_t leaf); /* NULL when absent */
struct node *node_first_leaf(struct node *n);
struct node *node_next_leaf(const struct node *leaf); /* in the whole tree; NULL at the end */
struct node *node_last_leaf(struct node *n);
size_t node_kids(const struct node *split);
int node_depth(const struct node *n);  /* splits above n */
int node_height(const struct node *n); /* most splits from n down to a leaf, n included */

int node_len(const struct node *n, enum axis axis);
void node_set_len(struct node *n, enum axis axis, int len); /* of this box alone */
int node_room(const struct node *n, enum axis axis);        /* cells it can give up */
/* Makes n and all below longer by `by` cells, or shorter; -by is at most node_room(). */
void node_grow(struct node *n, enum axis axis, int by, enum deal deal);
/* Makes n `len` long, the children in proportion to what they were; len >= len - room. */
void node_scale(struct node *n, enum axis axis, int len);
/* Gives the children of a split equal lengths, odd cells to the first ones. False when that
 * changed nothing, or they do not fit. */
bool node_spread(struct node *split);
/* Moves the border after `kid` by up to `by` cells, + is right or down. What comes after gives way
 * first; with `both`, a growing kid may also take from what comes before. Returns cells moved. */
int node_move(struct node *kid, int by, bool both);
/* Positions of everything below n, from n's own. */
void node_place(struct node *n);
/* True when lengths below n add up and nothing is empty. */
bool node_fits(const struct node *n);
