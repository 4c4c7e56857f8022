/* layout/preset.h -- the seven ready-made layouts. The leaves keep their order, save that in the
 * mirrored ones the main leaf, else the first, is the last: who applies another preset after one of
 * these says so with main_last, or the next leaf would become the main one. */
#pragma once

#include "layout/tree.h"

/* In the order of next-layout and of M-1 .. M-7. */
enum layout_preset {
	LAYOUT_EVEN_HORIZONTAL,
	LAYOUT_EVEN_VERTICAL,
	LAYOUT_MAIN_HORIZONTAL,
	LAYOUT_MAIN_HORIZONTAL_MIRRORED,
	LAYOUT_MAIN_VERTICAL,
	LAYOUT_MAIN_VERTICAL_MIRRORED,
	LAYOUT_TILED,
	LAYOUT_PRESETS, /* how many */
};

/* What the options main-pane-width and so on say, in cells. An `other` of 0 is unset; where both
 * cannot be had the main leaf's goes first. */
struct layout_preset_sizes {
	uint16_t main_width, main_height;
	uint16_t other_width, other_height;
	/* The layout came from a mirrored preset, so the main leaf is the last in the tree now. */
	bool main_last;
};

/* Rearranges all leaves within layout_size(). Cells left over go one each to the first of a row;
 * in the tiled layout to the last column and row. When the leaves do not fit at 1x1 the layout
 * grows beyond the size, as in tmux: a later layout_resize cannot get under it either. ERR_ARG for
 * a preset that does not exist. One leaf stays as it is. */
int layout_apply_preset(
	struct layout *l, enum layout_preset preset, uint16_t main_width, uint16_t main_height);
int layout_apply_preset_sizes(
	struct layout *l, enum layout_preset preset, const struct layout_preset_sizes *sizes);
const char *layout_preset_name(enum layout_preset preset); /* NULL when there is no such */
/* By name or unambiguous beginning of a name. ERR_NOTFOUND; ERR_ARG when it is ambiguous. */
int layout_preset_find(const char *name, enum layout_preset *out);
