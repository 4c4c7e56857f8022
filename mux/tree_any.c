/* mux/tree_any.c -- see tree_any.h. */
#include "mux/tree_any.h"

#include "base/err.h"

enum tree_shape tree_shape_of(enum object_kind kind)
{
	switch (kind) {
	case OBJECT_ECHO:
		return TREE_ECHO;
	case OBJECT_VIEW:
		return TREE_VIEW;
	case OBJECT_ROOT:
		return TREE_ROOT;
	case OBJECT_SESSION:
		return TREE_SESSION;
	case OBJECT_WINDOW:
		return TREE_WINDOW;
	case OBJECT_STATUS:
		return TREE_STATUS;
	case OBJECT_NOTICE:
	case OBJECT_TEXT:
	case OBJECT_PROMPT:
	case OBJECT_CLIP:
	case OBJECT_BELL:
	case OBJECT_NOTE:
		return TREE_TEXT;
	default:
		return TREE_SHAPES;
	}
}

void tree_any_encode(enum tree_shape shape, const union tree_any *t, struct buf *out)
{
	switch (shape) {
	case TREE_ROOT:
		tree_root_encode(&t->root, out);
		break;
	case TREE_SESSION:
		tree_session_encode(&t->session, out);
		break;
	case TREE_WINDOW:
		tree_window_encode(&t->window, out);
		break;
	case TREE_VIEW:
		tree_view_encode(&t->view, out);
		break;
	case TREE_STATUS:
		tree_status_encode(&t->status, out);
		break;
	case TREE_TEXT:
		tree_text_encode(&t->text, out);
		break;
	case TREE_ECHO:
		tree_echo_encode(&t->echo, out);
		break;
	case TREE_SHAPES:
		break;
	}
}

int tree_any_decode(enum tree_shape shape, struct bytes b, union tree_any *out)
{
	switch (shape) {
	case TREE_ROOT:
		return tree_root_decode(b, &out->root);
	case TREE_SESSION:
		return tree_session_decode(b, &out->session);
	case TREE_WINDOW:
		return tree_window_decode(b, &out->window);
	case TREE_VIEW:
		return tree_view_decode(b, &out->view);
	case TREE_STATUS:
		return tree_status_decode(b, &out->status);
	case TREE_TEXT:
		return tree_text_decode(b, &out->text);
	case TREE_ECHO:
		return tree_echo_decode(b, &out->echo);
	case TREE_SHAPES:
		break;
	}
	return ERR_PROTO;
}

void tree_any_finish(enum tree_shape shape, union tree_any *t)
{
	switch (shape) {
	case TREE_ROOT:
		tree_root_finish(&t->root);
		break;
	case TREE_SESSION:
		tree_session_finish(&t->session);
		break;
	case TREE_WINDOW:
		tree_window_finish(&t->window);
		break;
	case TREE_VIEW:
		tree_view_finish(&t->view);
		break;
	case TREE_STATUS:
		tree_status_finish(&t->status);
		break;
	case TREE_TEXT:
		tree_text_finish(&t->text);
		break;
	case TREE_ECHO: /* holds nothing */
	case TREE_SHAPES:
		break;
	}
}
