/* base/rd.c -- the reader of bytes from outside. Everything goes through rd_take. */
#include "base/rd.h"

void rd_init(struct rd *r, struct bytes from)
{
	/* An empty run may have a NULL pointer, on which no arithmetic is allowed. */
	r->at = from.len == 0 ? (const uint8_t *)"" : from.data;
	r->left = from.len;
	r->bad = false;
}

/* n bytes (at most 8) as one big-endian number; 0 on failure. */
static uint64_t take_be(struct rd *r, size_t n)
{
	const uint8_t *p = rd_take(r, n);
	if (p == NULL) {
		return 0;
	}
	uint64_t v = 0;
	for (size_t i = 0; i < n; i++) {
		v = v << 8 | p[i];
	}
	return v;
}

uint8_t rd_u8(struct rd *r)
{
	return (uint8_t)take_be(r, 1);
}

uint16_t rd_u16(struct rd *r)
{
	return (uint16_t)take_be(r, 2);
}

uint32_t rd_u32(struct rd *r)
{
	return (uint32_t)take_be(r, 4);
}

uint64_t rd_u64(struct rd *r)
{
	return take_be(r, 8);
}

uint64_t rd_var(struct rd *r)
{
	if (r->bad || r->left == 0) {
		r->bad = true;
		return 0;
	}
	size_t n = (size_t)1 << (*r->at >> 6);
	return take_be(r, n) & (UINT64_MAX >> (66 - 8 * n));
}

uint64_t rd_var_max(struct rd *r, uint64_t max)
{
	uint64_t v = rd_var(r);
	if (v > max) {
		r->bad = true;
		return 0;
	}
	return v;
}

int64_t rd_svar(struct rd *r)
{
	uint64_t v = rd_var(r);
	int64_t half = (int64_t)(v >> 1);
	return (v & 1) != 0 ? -half - 1 : half;
}

const uint8_t *rd_take(struct rd *r, size_t n)
{
	if (r->bad || n > r->left) {
		r->bad = true;
		return NULL;
	}
	const uint8_t *p = r->at;
	r->at += n;
	r->left -= n;
	return p;
}

struct bytes rd_bytes(struct rd *r, size_t max)
{
	/* rd_var_max bounds it by max, so it fits a size_t. */
	size_t len = (size_t)rd_var_max(r, max);
	const uint8_t *p = rd_take(r, len);
	return bytes_of(p, p == NULL ? 0 : len);
}

struct bytes rd_rest(struct rd *r)
{
	size_t len = r->left;
	const uint8_t *p = rd_take(r, len);
	return bytes_of(p, p == NULL ? 0 : len);
}

void rd_fail(struct rd *r)
{
	r->bad = true;
}

bool rd_done(const struct rd *r)
{
	return !r->bad && r->left == 0;
}
