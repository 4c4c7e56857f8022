/* tests/fuzz/fuzz_tree.c -- the rows of the tree: the first byte picks the kind. What decodes
 * encodes to what decodes again, and encoding that changes nothing more. */
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "mux/tree_any.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	union tree_any x;
	struct buf once = {0}, twice = {0};
	if (len == 0) {
		return 0;
	}
	enum tree_shape shape = data[0] % TREE_SHAPES;
	if (tree_any_decode(shape, bytes_of(data + 1, len - 1), &x) == 0) {
		tree_any_encode(shape, &x, &once);
		tree_any_finish(shape, &x);
		if (tree_any_decode(shape, buf_bytes(&once), &x) != 0) {
			abort();
		}
		tree_any_encode(shape, &x, &twice);
		tree_any_finish(shape, &x);
		if (!bytes_equal(buf_bytes(&once), buf_bytes(&twice))) {
			abort();
		}
	}
	buf_finish(&once);
	buf_finish(&twice);
	return 0;
}
