/* base/buf.c -- the growing buffer. Consumed bytes are given back when they are half of it. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

void buf_finish(struct buf *b)
{
	free(b->data);
	*b = (struct buf){0};
}

void buf_clear(struct buf *b)
{
	b->head = 0;
	b->len = 0;
}

uint8_t *buf_reserve(struct buf *b, size_t len)
{
	size_t need;
	if (b->head > 0 && b->head >= b->len) {
		if (b->len > 0) {
			memmove(b->data, b->data + b->head, b->len);
		}
		b->head = 0;
	}
	if (!size_add(b->head + b->len, len, &need)) {
		need = SIZE_MAX;
	}
	b->data = mem_grow(b->data, &b->cap, need > 0 ? need : 1, 1);
	return b->data + b->head + b->len;
}

void buf_commit(struct buf *b, size_t len)
{
	b->len += len;
}

void buf_put(struct buf *b, const void *data, size_t len)
{
	if (len > 0) {
		memcpy(buf_reserve(b, len), data, len);
		buf_commit(b, len);
	}
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
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n <= 0) {
		return;
	}
	char *at = (char *)buf_reserve(b, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(at, (size_t)n + 1, fmt, ap);
	va_end(ap);
	buf_commit(b, (size_t)n);
}

struct bytes buf_bytes(const struct buf *b)
{
	return b->len > 0 ? bytes_of(b->data + b->head, b->len) : bytes_of(NULL, 0);
}

void buf_consume(struct buf *b, size_t len)
{
	b->head += len;
	b->len -= len;
	if (b->len == 0) {
		b->head = 0;
	}
}

const char *buf_str(struct buf *b)
{
	*buf_reserve(b, 1) = '\0';
	return (const char *)b->data + b->head;
}

char *buf_take_str(struct buf *b)
{
	char *s = mem_strdup(buf_str(b));
	buf_finish(b);
	return s;
}
