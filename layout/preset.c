/* layout/preset.c -- the seven ready-made layouts. */
#include "layout/preset.h"

#include <string.h>

#include "base/err.h"
#include "layout/node.h"

static const char *const names[LAYOUT_PRESETS] = {
	[LAYOUT_EVEN_HORIZONTAL] = "even-horizontal",
	[LAYOUT_EVEN_VERTICAL] = "even-vertical",
	[LAYOUT_MAIN_HORIZONTAL] = "main-horizontal",
	[LAYOUT_MAIN_HORIZONTAL_MIRRORED] = "main-horizontal-mirrored",
	[LAYOUT_MAIN_VERTICAL] = "main-vertical",
	[LAYOUT_MAIN_VERTICAL_MIRRORED] = "main-vertical-mirrored",
	[LAYOUT_TILED] = "tiled",
};

static int max_int(int a, int b)
{
	return a > b ? a : b;
}

static void set_size(struct node *n, int cols, int rows)
{
	n->box.cols = (uint16_t)cols;
	n->box.rows = (uint16_t)rows;
}

/* Moves `kids` leaves from *at on into a split of at least cols x rows, all of one length. */
static struct node *even_split(struct node **at, size_t kids, enum axis axis, int cols, int rows)
{
	struct node *split = node_split(axis);
	int least = (int)kids * 2 - 1;
	bool sideways = axis == AXIS_LEFT_RIGHT;
	set_size(split, sideways ? max_int(cols, least) : cols,
		sideways ? rows : max_int(rows, least));
	int cells = node_len(split, axis) - (int)(kids - 1), odd = cells % (int)kids;
	for (size_t i = 0; i < kids; i++) {
		struct node *leaf = *at;
		*at = leaf->next;
		leaf->box = split->box;
		node_set_len(leaf, axis, cells / (int)kids + (odd-- > 0 ? 1 : 0));
		node_add(split, leaf);
	}
	return split;
}

/* Cells of the main leaf (and of the others together) out of `whole` along the axis. */
static void share_main(int whole, int want, int want_other, int *main_len, int *other_len)
{
	int both = max_int(whole - 1, 2);
	want = max_int(want, 1);
	if (want + 1 >= both) {
		*other_len = 1;
	} else if (want_other == 0 || want_other > both - want) {
		*other_len = both - want;
	} else {
		*other_len = want_other;
	}
	*main_len = both - *other_len;
}

/* The main leaf along one edge, the rest evenly in a line across the other. */
static struct node *main_preset(struct node **at, size_t count, enum axis axis, bool mirrored,
	struct size size, int want, int want_other)
{
	bool sideways = axis == AXIS_LEFT_RIGHT;
	int whole = sideways ? size.cols : size.rows, across = sideways ? size.rows : size.cols;
	int main_len, other_len;
	share_main(whole, want, want_other, &main_len, &other_len);
	struct node *main_leaf = *at, *other, *root = node_split(axis);
	*at = main_leaf->next;
	if (count == 2) {
		other = *at;
		*at = other->next;
	} else {
		other = even_split(at, count - 1, sideways ? AXIS_TOP_BOTTOM : AXIS_LEFT_RIGHT,
			sideways ? other_len : across, sideways ? across : other_len);
		across = sideways ? other->box.rows : other->box.cols;
	}
	int cols = sideways ? main_len : across, rows = sideways ? across : main_len;
	set_size(main_leaf, cols, rows);
	if (count == 2) {
		set_size(other, sideways ? other_len : across, sideways ? across : other_len);
	}
	set_size(root, sideways ? main_len + 1 + other_len : across,
		sideways ? across : main_len + 1 + other_len);
	node_add(root, mirrored ? other : main_leaf);
	node_add(root, mirrored ? main_leaf : other);
	return root;
}

/* One row of the tiled layout; the last leaf takes what is left of the width. */
static struct node *tiled_row(struct node **at, size_t kids, int width, int cols, int rows)
{
	struct node *row = kids > 1 ? node_split(AXIS_LEFT_RIGHT) : NULL;
	for (size_t i = 0; i < kids; i++) {
		struct node *leaf = *at;
		*at = leaf->next;
		set_size(leaf, i + 1 < kids ? width : cols - (int)i * (width + 1), rows);
		if (row == NULL) {
			return leaf;
		}
		node_add(row, leaf);
	}
	set_size(row, cols, rows);
	return row;
}

static struct node *tiled_preset(struct node **at, size_t count, struct size size)
{
	size_t rows = 1, cols = 1;
	while (rows * cols < count) {
		rows++;
		if (rows * cols < count) {
			cols++;
		}
	}
	int width = max_int(1, (size.cols - (int)(cols - 1)) / (int)cols);
	int height = max_int(1, (size.rows - (int)(rows - 1)) / (int)rows);
	int all_cols = max_int(size.cols, (width + 1) * (int)cols - 1);
	int all_rows = max_int(size.rows, (height + 1) * (int)rows - 1);
	struct node *root = node_split(AXIS_TOP_BOTTOM);
	set_size(root, all_cols, all_rows);
	for (size_t left = count; left > 0;) {
		size_t kids = left < cols ? left : cols;
		left -= kids;
		node_add(root, tiled_row(at, kids, width, all_cols, left > 0 ? height : all_rows));
		all_rows -= height + 1;
	}
	return root;
}

/* Takes all leaves out of the tree, chained by `next`, the main one first; what is left of the tree
 * is freed. */
static struct node *take_leaves(struct layout *l, bool main_last)
{
	struct node *head = NULL, *last = NULL;
	for (struct node *at = node_first_leaf(l->root); at != NULL; at = node_next_leaf(at)) {
		if (main_last && at == node_last_leaf(l->root)) {
			struct node *leaf = node_leaf(at->leaf);
			leaf->next = head;
			head = leaf;
			break;
		}
		struct node *leaf = node_leaf(at->leaf);
		if (last != NULL) {
			last->next = leaf;
		} else {
			head = leaf;
		}
		last = leaf;
	}
	node_free(l->root);
	l->root = NULL;
	return head;
}

int layout_apply_preset(
	struct layout *l, enum layout_preset preset, uint16_t main_width, uint16_t main_height)
{
	return layout_apply_preset_sizes(l, preset,
		&(struct layout_preset_sizes){
			.main_width = main_width, .main_height = main_height});
}

int layout_apply_preset_sizes(
	struct layout *l, enum layout_preset preset, const struct layout_preset_sizes *sizes)
{
	if (layout_preset_name(preset) == NULL) {
		return ERR_ARG;
	}
	if (l->count == 1) {
		return 0;
	}
	struct size size = layout_size(l);
	struct node *at = take_leaves(l, sizes->main_last);
	switch (preset) {
	case LAYOUT_EVEN_HORIZONTAL:
	case LAYOUT_EVEN_VERTICAL:
		l->root = even_split(&at, l->count,
			preset == LAYOUT_EVEN_HORIZONTAL ? AXIS_LEFT_RIGHT : AXIS_TOP_BOTTOM,
			size.cols, size.rows);
		break;
	case LAYOUT_MAIN_HORIZONTAL:
	case LAYOUT_MAIN_HORIZONTAL_MIRRORED:
		l->root = main_preset(&at, l->count, AXIS_TOP_BOTTOM,
			preset == LAYOUT_MAIN_HORIZONTAL_MIRRORED, size, sizes->main_height,
			sizes->other_height);
		break;
	case LAYOUT_MAIN_VERTICAL:
	case LAYOUT_MAIN_VERTICAL_MIRRORED:
		l->root = main_preset(&at, l->count, AXIS_LEFT_RIGHT,
			preset == LAYOUT_MAIN_VERTICAL_MIRRORED, size, sizes->main_width,
			sizes->other_width);
		break;
	case LAYOUT_TILED:
	case LAYOUT_PRESETS:
		l->root = tiled_preset(&at, l->count, size);
		break;
	}
	node_place(l->root);
	return 0;
}

const char *layout_preset_name(enum layout_preset preset)
{
	return (unsigned)preset < LAYOUT_PRESETS ? names[preset] : NULL;
}

int layout_preset_find(const char *name, enum layout_preset *out)
{
	size_t len = strlen(name), found = 0;
	enum layout_preset at = LAYOUT_PRESETS;
	for (unsigned i = 0; i < LAYOUT_PRESETS; i++) {
		if (strcmp(names[i], name) == 0) {
			*out = (enum layout_preset)i;
			return 0;
		}
		if (len > 0 && strncmp(names[i], name, len) == 0) {
			at = (enum layout_preset)i;
			found++;
		}
	}
	if (found != 1) {
		return found == 0 ? ERR_NOTFOUND : ERR_ARG;
	}
	*out = at;
	return 0;
}
