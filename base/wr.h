/* base/wr.h -- writes big-endian values into the caller's buffer. Failure (no room) sticks; ask
 * wr_ok() once. wr_mark/wr_undo take back a part that turned out not to fit. */
#pragma once

#include "base/bytes.h"

struct wr {
	uint8_t *start;
	size_t len; /* written */
	size_t cap;
	bool bad;
};

struct wr_mark {
	size_t len;
	bool bad;
};

void wr_init(struct wr *w, void *buf, size_t cap);
void wr_u8(struct wr *w, uint8_t v);
void wr_u16(struct wr *w, uint16_t v);
void wr_u32(struct wr *w, uint32_t v);
void wr_u64(struct wr *w, uint64_t v);
/* RFC 9000 section 16, shortest form. A value over 2^62-1 is a failure. */
void wr_var(struct wr *w, uint64_t v);
void wr_svar(struct wr *w, int64_t v); /* zigzag over wr_var */
void wr_put(struct wr *w, const void *data, size_t len);
void wr_bytes(struct wr *w, struct bytes b); /* var length, then the bytes */
size_t wr_left(const struct wr *w);
bool wr_ok(const struct wr *w);
struct bytes wr_done(const struct wr *w); /* what was written; borrowed from the caller's buffer */
struct wr_mark wr_mark(const struct wr *w);
void wr_undo(struct wr *w, struct wr_mark m);
size_t wr_var_len(uint64_t v); /* bytes that wr_var will use */
/* Writes v at an earlier position (a length or count that was not known yet); the position must
 * have been written already. */
void wr_patch_u8(struct wr *w, size_t at, uint8_t v);
void wr_patch_u16(struct wr *w, size_t at, uint16_t v);
