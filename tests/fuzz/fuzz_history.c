/* tests/fuzz/fuzz_history.c -- line_unpack: any bytes are refused, or give a line that packs into a
 * record of the same content. */
#include <stdlib.h>

#include "base/buf.h"
#include "window/history.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void require(bool ok)
{
	if (!ok) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct pool *p = pool_new();
	struct line *a = line_new(1), *b = line_new(2);
	struct history *h = history_new(10);
	struct buf packed = {0};
	bool ok = line_unpack(bytes_of(data, len), p, a) == 0;
	require(line_packed_valid(bytes_of(data, len)) == ok);
	require((history_put_packed(h, len, bytes_of(data, len)) == 0) == ok);
	if (ok) {
		line_pack(a, p, &packed);
		require(line_unpack(buf_bytes(&packed), p, b) == 0);
		require(line_equal_content(a, b));
	}
	buf_finish(&packed);
	history_free(h);
	line_free(a);
	line_free(b);
	pool_free(p);
	return 0;
}
