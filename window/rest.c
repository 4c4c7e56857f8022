/* window/rest.c -- the screens of a quiet terminal, packed. A resting row has a length and no cells. */
#include "window/rest.h"

#include <assert.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/rd.h"
#include "window/line_pack.h"

enum { WORTH = 1024, LEN_SIZE = 4 }; /* bytes of cells that are not worth a rest */

static size_t cells_memory(const struct term *t, struct line *const *rows)
{
	size_t n = 0;
	for (uint16_t y = 0; rows != NULL && y < t->size.rows; y++) {
		n += rows[y]->cap * sizeof(*rows[y]->cells);
	}
	return n;
}

static void pack(const struct term *t, struct line *const *rows, struct buf *out)
{
	for (uint16_t y = 0; rows != NULL && y < t->size.rows; y++) {
		struct line *l = rows[y];
		if (l->len == 0) {
			continue;
		}
		size_t at = out->len;
		memset(buf_reserve(out, LEN_SIZE), 0, LEN_SIZE);
		buf_commit(out, LEN_SIZE);
		line_pack(l, t->pool, out);
		uint32_t len = (uint32_t)(out->len - at - LEN_SIZE);
		memcpy(out->data + at, &len, LEN_SIZE);
		free(l->cells);
		l->cells = NULL;
		l->cap = 0;
	}
}

static void unpack(const struct term *t, struct line *const *rows, struct rd *in)
{
	for (uint16_t y = 0; rows != NULL && y < t->size.rows; y++) {
		if (rows[y]->len == 0) {
			continue;
		}
		uint32_t len;
		uint8_t shape = rows[y]->shape; /* which is not packed */
		memcpy(&len, rd_take(in, LEN_SIZE), LEN_SIZE);
		line_unpack_valid(bytes_of(rd_take(in, len), len), t->pool, rows[y]);
		rows[y]->shape = shape;
	}
}

void rest_begin(struct term *t)
{
	if (cells_memory(t, t->rows) + cells_memory(t, t->other) < WORTH) {
		return;
	}
	if (t->rest == NULL) {
		t->rest = mem_zalloc(sizeof(*t->rest));
	}
	assert(t->rest->mem == NULL);
	struct buf out = {0};
	pack(t, t->rows, &out);
	pack(t, t->other, &out);
	t->rest->mem = mem_alloc(out.len);
	memcpy(t->rest->mem, out.data, out.len);
	t->rest->packed = bytes_of(t->rest->mem, out.len);
	buf_finish(&out);
}

void rest_unpack(const struct term *t)
{
	struct rd in;
	rd_init(&in, t->rest->packed);
	unpack(t, t->rows, &in);
	unpack(t, t->other, &in);
	assert(rd_done(&in));
	free(t->rest->mem);
	*t->rest = (struct rest){.mem = NULL};
}

void rest_free(struct term *t)
{
	if (t->rest != NULL) {
		free(t->rest->mem);
		free(t->rest);
		t->rest = NULL;
	}
}

size_t rest_memory(const struct term *t)
{
	return t->rest != NULL ? sizeof(*t->rest) + t->rest->packed.len : 0;
}
