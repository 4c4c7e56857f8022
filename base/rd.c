/* base/rd.c -- reading with sticky failure. */
#include "base/rd.h"

void rd_init(struct rd *r, struct bytes from)
{
	*r = (struct rd){.at = from.data, .left = from.len};
}

const uint8_t *rd_take(struct rd *r, size_t n)
{
	static const uint8_t nothing[1] = {0};
	if (r->bad || n > r->left) { /* compare with what is left; never form `at + n` to test it */
		r->bad = true;
		return NULL;
	}
	if (n == 0) {
		return nothing;
	}
	const uint8_t *p = r->at;
	r->at += n;
	r->left -= n;
	return p;
}

static uint64_t rd_uint(struct rd *r, size_t n)
{
	const uint8_t *p = rd_take(r, n);
	uint64_t v = 0;
	for (size_t i = 0; p != NULL && i < n; i++) {
		v = v << 8 | p[i];
	}
	return v;
}

uint8_t rd_u8(struct rd *r)
{
	return (uint8_t)rd_uint(r, 1);
}

uint16_t rd_u16(struct rd *r)
{
	return (uint16_t)rd_uint(r, 2);
}

uint32_t rd_u32(struct rd *r)
{
	return (uint32_t)rd_uint(r, 4);
}

uint64_t rd_u64(struct rd *r)
{
	return rd_uint(r, 8);
}

uint64_t rd_var(struct rd *r)
{
	if (r->bad || r->left == 0) {
		r->bad = true;
		return 0;
	}
	size_t n = (size_t)1 << (r->at[0] >> 6);
	uint64_t v = rd_uint(r, n);
	return r->bad ? 0 : v & (UINT64_MAX >> (64 - (8 * n - 2)));
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
	return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

struct bytes rd_bytes(struct rd *r, size_t max)
{
	size_t n = (size_t)rd_var_max(r, max);
	const uint8_t *p = rd_take(r, n);
	return p != NULL ? bytes_of(p, n) : bytes_of(NULL, 0);
}

struct bytes rd_rest(struct rd *r)
{
	if (r->bad) {
		return bytes_of(NULL, 0);
	}
	struct bytes b = bytes_of(r->at, r->left);
	rd_take(r, r->left);
	return b;
}

void rd_fail(struct rd *r)
{
	r->bad = true;
}

bool rd_done(const struct rd *r)
{
	return !r->bad && r->left == 0;
}
