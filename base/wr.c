/* base/wr.c -- the writer of big-endian values. Everything goes through room(). */
#include "base/wr.h"

#define VAR_MAX (UINT64_MAX >> 2) /* 2^62 - 1, RFC 9000 section 16 */

void wr_init(struct wr *w, void *buf, size_t cap)
{
	*w = (struct wr){.start = buf, .cap = cap};
}

/* Space for n bytes at the end, or NULL and the writer has failed. */
static uint8_t *room(struct wr *w, size_t n)
{
	if (w->bad || n > w->cap - w->len) {
		w->bad = true;
		return NULL;
	}
	uint8_t *p = w->start + w->len;
	w->len += n;
	return p;
}

static void store_be(uint8_t *p, size_t n, uint64_t v)
{
	for (size_t i = n; i > 0; i--) {
		p[i - 1] = (uint8_t)v;
		v >>= 8;
	}
}

static void put_be(struct wr *w, size_t n, uint64_t v)
{
	uint8_t *p = room(w, n);
	if (p != NULL) {
		store_be(p, n, v);
	}
}

void wr_u8(struct wr *w, uint8_t v)
{
	put_be(w, 1, v);
}

void wr_u16(struct wr *w, uint16_t v)
{
	put_be(w, 2, v);
}

void wr_u32(struct wr *w, uint32_t v)
{
	put_be(w, 4, v);
}

void wr_u64(struct wr *w, uint64_t v)
{
	put_be(w, 8, v);
}

void wr_var(struct wr *w, uint64_t v)
{
	switch (wr_var_len(v)) {
	case 1:
		put_be(w, 1, v);
		break;
	case 2:
		put_be(w, 2, v | UINT64_C(1) << 14);
		break;
	case 4:
		put_be(w, 4, v | UINT64_C(2) << 30);
		break;
	case 8:
		put_be(w, 8, v | UINT64_C(3) << 62);
		break;
	default:
		w->bad = true;
		break;
	}
}

void wr_svar(struct wr *w, int64_t v)
{
	uint64_t sign = v < 0 ? UINT64_MAX : 0;
	/* The shift drops the top bit; a number that needs it is out of range already. */
	if (((uint64_t)v ^ sign) > VAR_MAX >> 1) {
		w->bad = true;
		return;
	}
	wr_var(w, (uint64_t)v << 1 ^ sign);
}

void wr_put(struct wr *w, const void *data, size_t len)
{
	if (len == 0) {
		return;
	}
	uint8_t *p = room(w, len);
	if (p != NULL) {
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

size_t wr_var_len(uint64_t v)
{
	if (v < UINT64_C(1) << 6) {
		return 1;
	}
	if (v < UINT64_C(1) << 14) {
		return 2;
	}
	if (v < UINT64_C(1) << 30) {
		return 4;
	}
	return v <= VAR_MAX ? 8 : 0;
}

/* A writer that failed on the way may not have the position: that stays a failure, not a write. */
static void patch_be(struct wr *w, size_t at, size_t n, uint64_t v)
{
	if (at > w->len || n > w->len - at) {
		w->bad = true;
		return;
	}
	store_be(w->start + at, n, v);
}

void wr_patch_u8(struct wr *w, size_t at, uint8_t v)
{
	patch_be(w, at, 1, v);
}

void wr_patch_u16(struct wr *w, size_t at, uint16_t v)
{
	patch_be(w, at, 2, v);
}
