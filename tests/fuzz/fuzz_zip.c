/* tests/fuzz/fuzz_zip.c -- packed bytes from outside: never more content than the limit. */
#include <stdint.h>
#include <stdlib.h>

#include "base/zip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define LIMIT 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct buf out = {0};
	int r = zip_unpack(bytes_of(data, len), LIMIT, &out);
	if (out.len > LIMIT || (r != 0 && out.len != 0)) {
		abort();
	}
	buf_finish(&out);
	return 0;
}
