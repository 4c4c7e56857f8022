/* base/bytes.c -- comparing runs of bytes, and checked arithmetic on sizes. */
#include "base/bytes.h"

bool bytes_equal(struct bytes a, struct bytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

bool size_add(size_t a, size_t b, size_t *out)
{
	if (a > SIZE_MAX - b) {
		return false;
	}
	*out = a + b;
	return true;
}

bool size_mul(size_t a, size_t b, size_t *out)
{
	if (b != 0 && a > SIZE_MAX / b) {
		return false;
	}
	*out = a * b;
	return true;
}
