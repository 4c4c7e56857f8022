/* tests/fuzz/fuzz_history.c -- line_unpack: any bytes are refused, or give a line that packs into a
 * record of the same content, also out of a block that was compressed in between. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "window/history.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void require(bool ok)
{
	if (!ok) {
		abort();
	}
}

/* A block of the record in forms that differ: whole, and of an empty line. */
static void through_a_block(struct bytes record, struct pool *p, const struct line *same)
{
	enum { RECORDS = 520 };
	struct history *h = history_new(RECORDS);
	struct line *l = line_new(3);
	for (uint64_t n = RECORDS; n-- > 0;) {
		struct bytes b = n % 3 == 1 ? bytes_of("\0\0", 2) : record;
		require(history_put_packed(h, n, b) == 0);
	}
	history_settle(h, SIZE_MAX);
	for (uint64_t n = 0; n < RECORDS; n += 59) {
		struct bytes b;
		require(history_packed(h, n, &b) && bytes_equal(b, n % 3 == 1 ? bytes_of("\0\0", 2) : record));
		require(history_get(h, n, p, l));
		require(n % 3 == 1 ? l->len == 0 : line_equal_content(l, same));
	}
	line_free(l);
	history_free(h);
}

static void as_text(struct bytes record, struct pool *p, const struct line *l)
{
	struct buf text = {0}, want = {0};
	require(line_unpack_text(record, &text) == l->wrapped);
	line_text(l, p, 0, l->len, false, &want);
	require(text.len >= want.len);
	require(want.len == 0 || memcmp(text.data, want.data, want.len) == 0);
	for (size_t i = want.len; i < text.len; i++) { /* blanks that a line does not count */
		require(text.data[i] == ' ');
	}
	buf_finish(&text);
	buf_finish(&want);
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
		as_text(bytes_of(data, len), p, b);
		if (len < 1024) {
			through_a_block(bytes_of(data, len), p, b);
		}
	}
	buf_finish(&packed);
	history_free(h);
	line_free(a);
	line_free(b);
	pool_free(p);
	return 0;
}
