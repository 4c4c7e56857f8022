/* base/wr.c -- writing with sticky failure. */
#include "base/wr.h"

void wr_init(struct wr *w, void *buf, size_t cap)
{
	*w = (struct wr){.start = buf, .cap = cap};
}

static uint8_t *wr_room(struct wr *w, size_t n)
{
	if (w->bad || n > w->cap - w->len) {
		w->bad = true;
		return NULL;
	}
	uint8_t *p = w->start + w->len;
	w->len += n;
	return p;
}

static void store_uint(uint8_t *p, uint64_t v, size_t n)
{
	for (size_t i = n; i-- > 0; v >>= 8) {
		p[i] = (uint8_t)v;
	}
}

static void wr_uint(struct wr *w, uint64_t v, size_t n)
{
	uint8_t *p = wr_room(w, n);
	if (p != NULL) {
		store_uint(p, v, n);
	}
}

void wr_u8(struct wr *w, uint8_t v)
{
	wr_uint(w, v, 1);
}

void wr_u16(struct wr *w, uint16_t v)
{
	wr_uint(w, v, 2);
}

void wr_u32(struct wr *w, uint32_t v)
{
	wr_uint(w, v, 4);
}

void wr_u64(struct wr *w, uint64_t v)
{
	wr_uint(w, v, 8);
}

size_t wr_var_len(uint64_t v)
{
	return v < 1u << 6 ? 1 : v < 1u << 14 ? 2 : v < 1u << 30 ? 4 : 8;
}

void wr_var(struct wr *w, uint64_t v)
{
	if (v >> 62 != 0) {
		w->bad = true;
		return;
	}
	size_t n = wr_var_len(v);
	uint64_t prefix = n == 1 ? 0 : n == 2 ? 1 : n == 4 ? 2 : 3;
	wr_uint(w, v | prefix << (8 * n - 2), n);
}

void wr_svar(struct wr *w, int64_t v)
{
	wr_var(w, ((uint64_t)v << 1) ^ (uint64_t)(v >> 63));
}

void wr_put(struct wr *w, const void *data, size_t len)
{
	uint8_t *p = wr_room(w, len);
	if (p != NULL && len > 0) {
		memcpy(p, data, len);
	}
}

void wr_bytes(struct wr *w, struct bytes b)
{
	wr_var(w, b.len);
	wr_put(w, b.data, b.len);
}

size_t wr_left(const struct wr *w)
{
	return w->bad ? 0 : w->cap - w->len;
}

bool wr_ok(const struct wr *w)
{
	return !w->bad;
}

struct bytes wr_done(const struct wr *w)
{
	return bytes_of(w->start, w->len);
}

struct wr_mark wr_mark(const struct wr *w)
{
	return (struct wr_mark){.len = w->len, .bad = w->bad};
}

void wr_undo(struct wr *w, struct wr_mark m)
{
	w->len = m.len;
	w->bad = m.bad;
}

void wr_patch_u8(struct wr *w, size_t at, uint8_t v)
{
	if (!w->bad && at < w->len) {
		w->start[at] = v;
	}
}

void wr_patch_u16(struct wr *w, size_t at, uint16_t v)
{
	if (!w->bad && w->len >= 2 && at <= w->len - 2) {
		store_uint(w->start + at, v, 2);
	}
}
