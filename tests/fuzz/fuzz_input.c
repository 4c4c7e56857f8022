/* tests/fuzz/fuzz_input.c -- a client's input stream: records until one is refused or incomplete.
 * What decodes encodes to what decodes to the same length. */
#include <stdint.h>
#include <stdlib.h>

#include "mux/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_again(const struct record *r)
{
	struct buf out = {0};
	struct record again;
	size_t used;
	record_encode(r, &out);
	if (record_decode(buf_bytes(&out), &again, &used) != 0 || used != out.len ||
		again.kind != r->kind || again.key != r->key || again.time != r->time ||
		!bytes_equal(again.data, r->data)) {
		abort();
	}
	buf_finish(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct bytes b = bytes_of(data, len);
	struct record r;
	size_t used;
	while (record_decode(b, &r, &used) == 0) {
		if (used == 0 || used > b.len) {
			abort();
		}
		check_again(&r);
		b = bytes_of(b.data + used, b.len - used);
	}
	return 0;
}
