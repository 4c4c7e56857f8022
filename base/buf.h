/* base/buf.h -- a growing byte buffer, consumed from the front. Zeroed memory is an empty buffer. */
#pragma once

#include "base/bytes.h"

struct buf {
	uint8_t *data; /* first unconsumed byte is data[head] */
	size_t head;
	size_t len; /* unconsumed bytes */
	size_t cap;
};

void buf_finish(struct buf *b); /* frees; b is empty again and may be used */
void buf_clear(struct buf *b);
void buf_put(struct buf *b, const void *data, size_t len);
void buf_puts(struct buf *b, const char *s);
void buf_u8(struct buf *b, uint8_t v);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct bytes buf_bytes(const struct buf *b);   /* borrowed until the next change */
void buf_consume(struct buf *b, size_t len);   /* len <= b->len */
/* Room for `len` bytes at the end; buf_commit says how many were used. */
uint8_t *buf_reserve(struct buf *b, size_t len);
void buf_commit(struct buf *b, size_t len);
/* The content as a NUL-terminated string (the NUL is not counted); borrowed. */
const char *buf_str(struct buf *b);
/* The content as a string that the caller frees; b becomes empty. */
char *buf_take_str(struct buf *b);
