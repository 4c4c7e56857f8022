/* base/rng.c -- the system's randomness, and the seeded generator of tests. */
#include "base/rng.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/random.h>
#endif

/* splitmix64: spreads one number over the state, which must not be all zero. */
static uint64_t spread(uint64_t *x)
{
	*x += UINT64_C(0x9e3779b97f4a7c15);
	uint64_t z = *x;
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static uint64_t rotl(uint64_t x, int n)
{
	return x << n | x >> (64 - n);
}

static uint64_t seeded_next(struct rng_seed *g)
{
	uint64_t *s = g->s;
	uint64_t out = rotl(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return out;
}

/* Little-endian whatever the machine, so that a seed means the same everywhere. */
static void seeded_fill(void *ctx, void *out, size_t len)
{
	uint8_t *p = out;
	uint64_t v = 0;
	for (size_t i = 0; i < len; i++) {
		if (i % 8 == 0) {
			v = seeded_next(ctx);
		}
		p[i] = (uint8_t)v;
		v >>= 8;
	}
}

struct rng rng_seeded(struct rng_seed *state, uint64_t seed)
{
	for (size_t i = 0; i < 4; i++) {
		state->s[i] = spread(&seed);
	}
	return (struct rng){.fill = seeded_fill, .ctx = state};
}

#ifdef __linux__
static void system_fill(void *ctx, void *out, size_t len)
{
	(void)ctx;
	uint8_t *p = out;
	while (len > 0) {
		ssize_t n = getrandom(p, len, 0);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			/* Going on without randomness would mean predictable keys. */
			fprintf(stderr, "mux: getrandom: %s\n", strerror(errno));
			abort();
		}
		p += n;
		len -= (size_t)n;
	}
}
#else
static void system_fill(void *ctx, void *out, size_t len)
{
	(void)ctx;
	arc4random_buf(out, len);
}
#endif

struct rng rng_system(void)
{
	return (struct rng){.fill = system_fill, .ctx = NULL};
}

void rng_fill(struct rng r, void *out, size_t len)
{
	r.fill(r.ctx, out, len);
}

uint64_t rng_u64(struct rng r)
{
	uint8_t b[8];
	rng_fill(r, b, sizeof(b));
	uint64_t v = 0;
	for (size_t i = sizeof(b); i > 0; i--) {
		v = v << 8 | b[i - 1];
	}
	return v;
}

uint64_t rng_below(struct rng r, uint64_t n)
{
	/* The lowest 2^64 mod n numbers would come once too often. */
	uint64_t skip = (0 - n) % n;
	uint64_t v = rng_u64(r);
	while (v < skip) {
		v = rng_u64(r);
	}
	return v % n;
}

double rng_unit(struct rng r)
{
	return (double)(rng_u64(r) >> 11) * 0x1p-53;
}
