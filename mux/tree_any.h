/* mux/tree_any.h -- a row of the tree of any shape: the one place that lists the shapes. */
#pragma once

#include "mux/store.h"
#include "mux/tree.h"

enum tree_shape {
	TREE_ROOT,
	TREE_SESSION,
	TREE_WINDOW,
	TREE_VIEW,
	TREE_STATUS,
	TREE_TEXT,
	TREE_ECHO,
	TREE_SHAPES,
};

union tree_any {
	struct tree_root root;
	struct tree_session session;
	struct tree_window window;
	struct tree_view view;
	struct tree_status status;
	struct tree_text text;
	struct tree_echo echo;
};

/* The shape of an object's bytes; TREE_SHAPES: they have none of these. */
enum tree_shape tree_shape_of(enum object_kind kind);
/* As the functions of each shape promise; shape < TREE_SHAPES. */
void tree_any_encode(enum tree_shape shape, const union tree_any *t, struct buf *out);
int tree_any_decode(enum tree_shape shape, struct bytes b, union tree_any *out);
void tree_any_finish(enum tree_shape shape, union tree_any *t);
