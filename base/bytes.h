/* base/bytes.h -- a borrowed run of bytes, and arithmetic on sizes that come from outside. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
	const uint8_t *data; /* may be NULL when len is 0 */
	size_t len;
};

static inline struct bytes bytes_of(const void *data, size_t len)
{
	return (struct bytes){.data = data, .len = len};
}

static inline struct bytes bytes_str(const char *s)
{
	return (struct bytes){.data = (const uint8_t *)s, .len = strlen(s)};
}

bool bytes_equal(struct bytes a, struct bytes b);

/* *out = a + b or a * b; false and *out untouched on overflow. */
bool size_add(size_t a, size_t b, size_t *out);
bool size_mul(size_t a, size_t b, size_t *out);
