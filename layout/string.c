/* layout/string.c -- layout strings, as tmux writes and reads them. */
#include "layout/string.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "layout/limits.h"
#include "layout/node.h"

#define SUM_LEN 5 /* four digits and the comma */

struct reader {
	const uint8_t *at;
	size_t left;
	size_t leaves;
	bool no_id; /* a leaf without one was seen */
	int error;
};

uint16_t layout_checksum(struct bytes text)
{
	unsigned sum = 0;
	for (size_t i = 0; i < text.len; i++) {
		sum = ((sum >> 1 | (sum & 1) << 15) + text.data[i]) & 0xffff;
	}
	return (uint16_t)sum;
}

static void dump_node(const struct node *n, struct buf *out)
{
	buf_printf(out, "%ux%u,%u,%u", n->box.cols, n->box.rows, n->box.x, n->box.y);
	if (node_is_leaf(n)) {
		buf_printf(out, ",%lu", (unsigned long)n->leaf);
		return;
	}
	bool sideways = n->axis == AXIS_LEFT_RIGHT;
	buf_u8(out, sideways ? '{' : '[');
	for (const struct node *kid = n->first; kid != NULL; kid = kid->next) {
		dump_node(kid, out);
		buf_u8(out, kid->next != NULL ? ',' : sideways ? '}' : ']');
	}
}

void layout_dump(const struct layout *l, struct buf *out)
{
	struct buf cells = {0};
	dump_node(l->root, &cells);
	buf_printf(out, "%04x,", layout_checksum(buf_bytes(&cells)));
	buf_put(out, cells.data, cells.len);
	buf_finish(&cells);
}

static void fail(struct reader *r, int error)
{
	r->error = r->error == 0 ? error : r->error;
	r->left = 0;
}

static uint8_t peek(const struct reader *r)
{
	return r->left > 0 ? *r->at : 0;
}

static void take(struct reader *r, uint8_t byte)
{
	if (r->left == 0 || *r->at != byte) {
		fail(r, ERR_ARG);
		return;
	}
	r->at++;
	r->left--;
}

static bool is_digit(uint8_t byte)
{
	return byte >= '0' && byte <= '9';
}

static uint32_t take_number(struct reader *r, uint32_t max)
{
	uint64_t value = 0;
	if (!is_digit(peek(r))) {
		fail(r, ERR_ARG);
	}
	while (is_digit(peek(r))) {
		value = value * 10 + (uint64_t)(peek(r) - '0');
		if (value > max) {
			fail(r, ERR_ARG);
			return 0;
		}
		take(r, peek(r));
	}
	return (uint32_t)value;
}

static uint16_t take_side(struct reader *r)
{
	uint32_t side = take_number(r, LIMIT_LAYOUT_SIDE);
	if (side == 0) {
		fail(r, ERR_ARG);
	}
	return (uint16_t)side;
}

/* After a leaf's place a comma begins its id, or the next cell: that has an x after the digits. */
static bool id_follows(const struct reader *r)
{
	size_t i = 1;
	while (i < r->left && is_digit(r->at[i])) {
		i++;
	}
	return i > 1 && r->left > i ? r->at[i] != 'x' : i > 1;
}

static struct node *read_cell(struct reader *r, int depth);

static void read_kids(struct reader *r, struct node *split, uint8_t close, int depth)
{
	if (depth > LIMIT_LAYOUT_DEPTH) {
		fail(r, ERR_LIMIT);
		return;
	}
	do {
		take(r, r->at[0]);
		node_add(split, read_cell(r, depth));
	} while (peek(r) == ',');
	take(r, close);
}

static void read_leaf(struct reader *r, struct node *leaf)
{
	if (++r->leaves > LIMIT_LAYOUT_LEAVES) {
		fail(r, ERR_LIMIT);
	}
	if (peek(r) == ',' && id_follows(r)) {
		take(r, ',');
		leaf->leaf = take_number(r, UINT32_MAX);
	} else {
		r->no_id = true;
	}
}

/* Never NULL; what was read of it before a failure. `depth` splits are above. */
static struct node *read_cell(struct reader *r, int depth)
{
	struct node *n = node_leaf(0);
	n->box.cols = take_side(r);
	take(r, 'x');
	n->box.rows = take_side(r);
	take(r, ',');
	take_number(r, UINT16_MAX);
	take(r, ',');
	take_number(r, UINT16_MAX);
	if (peek(r) == '{') {
		n->axis = AXIS_LEFT_RIGHT;
		read_kids(r, n, '}', depth + 1);
	} else if (peek(r) == '[') {
		n->axis = AXIS_TOP_BOTTOM;
		read_kids(r, n, ']', depth + 1);
	} else if (r->error == 0) {
		read_leaf(r, n);
	}
	return n;
}

/* The size of the whole is what its parts say; node_fits() then sees whether they agree. */
static bool repair_root(struct node *root)
{
	if (node_is_leaf(root)) {
		return true;
	}
	uint32_t sum = 0;
	for (const struct node *kid = root->first; kid != NULL; kid = kid->next) {
		sum += (uint32_t)node_len(kid, root->axis) + 1;
	}
	if (sum - 1 > LIMIT_LAYOUT_SIDE) {
		return false;
	}
	uint16_t cols = root->first->box.cols, rows = root->first->box.rows;
	root->box.cols = root->axis == AXIS_LEFT_RIGHT ? (uint16_t)(sum - 1) : cols;
	root->box.rows = root->axis == AXIS_LEFT_RIGHT ? rows : (uint16_t)(sum - 1);
	return true;
}

/* A split of one is that one. */
static void drop_single(struct layout *l, struct node *n)
{
	for (struct node *kid = n->first, *next; kid != NULL; kid = next) {
		next = kid->next;
		drop_single(l, kid);
	}
	if (!node_is_leaf(n) && n->first == n->last) {
		struct node *kid = n->first;
		node_unlink(kid);
		node_replace(l, n, kid);
		node_free(n);
	}
}

static int compare_ids(const void *a, const void *b)
{
	uint32_t x, y;
	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x < y ? -1 : x > y;
}

static bool has_twins(const struct layout *l)
{
	uint32_t ids[LIMIT_LAYOUT_LEAVES];
	size_t n = layout_leaves(l, ids, LIMIT_LAYOUT_LEAVES);
	qsort(ids, n, sizeof(ids[0]), compare_ids);
	for (size_t i = 1; i < n; i++) {
		if (ids[i] == ids[i - 1]) {
			return true;
		}
	}
	return false;
}

static void number_leaves(struct layout *l)
{
	uint32_t id = 0;
	for (struct node *at = node_first_leaf(l->root); at != NULL; at = node_next_leaf(at)) {
		at->leaf = id++;
	}
}

static int hex_value(uint8_t byte)
{
	return is_digit(byte)               ? byte - '0'
	       : byte >= 'a' && byte <= 'f' ? byte - 'a' + 10
	       : byte >= 'A' && byte <= 'F' ? byte - 'A' + 10
					    : -1;
}

static bool sum_is_right(struct bytes text)
{
	unsigned sum = 0;
	for (size_t i = 0; i < SUM_LEN - 1; i++) {
		int digit = hex_value(text.data[i]);
		if (digit < 0) {
			return false;
		}
		sum = sum << 4 | (unsigned)digit;
	}
	return text.data[SUM_LEN - 1] == ',' &&
	       layout_checksum(bytes_of(text.data + SUM_LEN, text.len - SUM_LEN)) == sum;
}

int layout_parse_bytes(struct bytes text, struct layout **out)
{
	if (text.len > LIMIT_LAYOUT_STRING) {
		return ERR_LIMIT;
	}
	if (text.len < SUM_LEN || !sum_is_right(text)) {
		return ERR_ARG;
	}
	struct reader r = {.at = text.data + SUM_LEN, .left = text.len - SUM_LEN};
	struct layout *l = mem_zalloc(sizeof(*l));
	l->root = read_cell(&r, 0);
	l->count = r.leaves;
	if (r.left > 0) {
		fail(&r, ERR_ARG);
	}
	if (r.error == 0 && (!repair_root(l->root) || !node_fits(l->root))) {
		r.error = ERR_NOSPACE;
	}
	if (r.error != 0) {
		layout_free(l);
		return r.error;
	}
	drop_single(l, l->root);
	node_place(l->root);
	if (r.no_id || has_twins(l)) {
		number_leaves(l);
	}
	*out = l;
	return 0;
}

int layout_parse(const char *text, struct layout **out)
{
	return layout_parse_bytes(bytes_str(text), out);
}
