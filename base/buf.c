/* base/buf.c -- the growing byte buffer. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

void buf_finish(struct buf *b)
{
	if (b == NULL) {
		return;
	}
	free(b->data);
	*b = (struct buf){0};
}

void buf_clear(struct buf *b)
{
	b->head = 0;
	b->len = 0;
}

void buf_put(struct buf *b, const void *data, size_t len)
{
	if (len == 0) {
		return;
	}
	memcpy(buf_reserve(b, len), data, len);
	buf_commit(b, len);
}

void buf_puts(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

void buf_u8(struct buf *b, uint8_t v)
{
	buf_put(b, &v, 1);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list args, again;
	va_start(args, fmt);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (len > 0) {
		size_t room = (size_t)len + 1; /* vsnprintf also writes a NUL */
		vsnprintf((char *)buf_reserve(b, room), room, fmt, again);
		buf_commit(b, (size_t)len);
	}
	va_end(again);
}

struct bytes buf_bytes(const struct buf *b)
{
	return bytes_of(b->len == 0 ? NULL : b->data + b->head, b->len);
}

void buf_consume(struct buf *b, size_t len)
{
	if (len >= b->len) {
		buf_clear(b);
		return;
	}
	b->head += len;
	b->len -= len;
}

static void to_front(struct buf *b)
{
	if (b->head > 0) {
		memmove(b->data, b->data + b->head, b->len);
		b->head = 0;
	}
}

uint8_t *buf_reserve(struct buf *b, size_t len)
{
	if (b->data != NULL && len <= b->cap - b->head - b->len) {
		return b->data + b->head + b->len;
	}
	size_t need;
	if (!size_add(b->len, len, &need)) {
		need = SIZE_MAX; /* mem_grow ends the process */
	}
	/* Moving alone pays when at least as much was consumed as is left; else a long queue would
	 * be moved again for every few bytes. */
	bool grow = need > b->cap || b->head < b->len;
	to_front(b);
	if (grow || b->data == NULL) {
		b->data = mem_grow(b->data, &b->cap, need > b->cap ? need : b->cap + 1, 1);
	}
	return b->data + b->len;
}

void buf_commit(struct buf *b, size_t len)
{
	b->len += len;
}

const char *buf_str(struct buf *b)
{
	uint8_t *end = buf_reserve(b, 1);
	*end = '\0';
	return (const char *)(b->data + b->head);
}

char *buf_take_str(struct buf *b)
{
	buf_str(b);
	to_front(b);
	b->data[b->len] = '\0';
	char *s = (char *)b->data;
	*b = (struct buf){0};
	return s;
}
