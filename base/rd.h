/* base/rd.h -- reads big-endian values from bytes that came from outside. Failure sticks: after it
 * every read gives zeros (or NULL), and the decoder asks once, with rd_done(). */
#pragma once

#include "base/bytes.h"

struct rd {
	const uint8_t *at;
	size_t left;
	bool bad;
};

void rd_init(struct rd *r, struct bytes from);
uint8_t rd_u8(struct rd *r);
uint16_t rd_u16(struct rd *r);
uint32_t rd_u32(struct rd *r);
uint64_t rd_u64(struct rd *r);
/* Variable-length integer of RFC 9000 section 16: 1, 2, 4 or 8 bytes, 0 .. 2^62-1. Any of the
 * encodings of a value is accepted. */
uint64_t rd_var(struct rd *r);
/* The same, but a value above max is a failure. */
uint64_t rd_var_max(struct rd *r, uint64_t max);
/* Signed number, zigzag over rd_var. */
int64_t rd_svar(struct rd *r);
/* Borrows n bytes; NULL on failure. */
const uint8_t *rd_take(struct rd *r, size_t n);
/* A var length (at most max), then that many bytes, borrowed. */
struct bytes rd_bytes(struct rd *r, size_t max);
/* Everything that is left. */
struct bytes rd_rest(struct rd *r);
/* Marks the reader failed. */
void rd_fail(struct rd *r);
/* True when nothing failed and nothing is left over. */
bool rd_done(const struct rd *r);
