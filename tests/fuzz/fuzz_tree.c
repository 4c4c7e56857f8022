/* tests/fuzz/fuzz_tree.c -- the rows of the tree: the first byte picks the kind. What decodes
 * encodes to what decodes again, and encoding that changes nothing more. */
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "mux/tree.h"

union any {
	struct tree_root root;
	struct tree_session session;
	struct tree_window window;
	struct tree_view view;
	struct tree_status status;
	struct tree_text text;
	struct tree_echo echo;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { ROOT, SESSION, WINDOW, VIEW, STATUS, TEXT, ECHOED, KINDS };

static int decode(int kind, struct bytes b, union any *x)
{
	switch (kind) {
	case ROOT:
		return tree_root_decode(b, &x->root);
	case SESSION:
		return tree_session_decode(b, &x->session);
	case WINDOW:
		return tree_window_decode(b, &x->window);
	case VIEW:
		return tree_view_decode(b, &x->view);
	case STATUS:
		return tree_status_decode(b, &x->status);
	case TEXT:
		return tree_text_decode(b, &x->text);
	default:
		return tree_echo_decode(b, &x->echo);
	}
}

/* Encodes and frees. */
static void encode(int kind, union any *x, struct buf *out)
{
	switch (kind) {
	case ROOT:
		tree_root_encode(&x->root, out);
		tree_root_finish(&x->root);
		break;
	case SESSION:
		tree_session_encode(&x->session, out);
		tree_session_finish(&x->session);
		break;
	case WINDOW:
		tree_window_encode(&x->window, out);
		tree_window_finish(&x->window);
		break;
	case VIEW:
		tree_view_encode(&x->view, out);
		tree_view_finish(&x->view);
		break;
	case STATUS:
		tree_status_encode(&x->status, out);
		tree_status_finish(&x->status);
		break;
	case TEXT:
		tree_text_encode(&x->text, out);
		tree_text_finish(&x->text);
		break;
	default:
		tree_echo_encode(&x->echo, out);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	union any x;
	struct buf once = {0}, twice = {0};
	if (len == 0) {
		return 0;
	}
	int kind = data[0] % KINDS;
	if (decode(kind, bytes_of(data + 1, len - 1), &x) == 0) {
		encode(kind, &x, &once);
		if (decode(kind, buf_bytes(&once), &x) != 0) {
			abort();
		}
		encode(kind, &x, &twice);
		if (!bytes_equal(buf_bytes(&once), buf_bytes(&twice))) {
			abort();
		}
	}
	buf_finish(&once);
	buf_finish(&twice);
	return 0;
}
