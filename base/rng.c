/* base/rng.c -- xoshiro256** for tests and jitter, the system's generator for keys. */
#include "base/rng.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __linux__
#include <sys/random.h>
#endif

static uint64_t rotl(uint64_t x, int k)
{
	return (x << k) | (x >> (64 - k));
}

static uint64_t seed_next(struct rng_seed *r)
{
	uint64_t result = rotl(r->s[1] * 5, 7) * 9, t = r->s[1] << 17;
	r->s[2] ^= r->s[0];
	r->s[3] ^= r->s[1];
	r->s[1] ^= r->s[2];
	r->s[0] ^= r->s[3];
	r->s[2] ^= t;
	r->s[3] = rotl(r->s[3], 45);
	return result;
}

static void seed_fill(void *ctx, void *out, size_t len)
{
	uint8_t *at = out;
	while (len > 0) {
		uint64_t v = seed_next(ctx);
		size_t n = len < sizeof(v) ? len : sizeof(v);
		memcpy(at, &v, n);
		at += n;
		len -= n;
	}
}

static void system_fill(void *ctx, void *out, size_t len)
{
	(void)ctx;
#ifdef __linux__
	uint8_t *at = out;
	while (len > 0) {
		ssize_t n = getrandom(at, len, 0);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			fputs("mux: the system gives no random bytes\n", stderr);
			abort();
		}
		at += n;
		len -= (size_t)n;
	}
#else
	arc4random_buf(out, len);
#endif
}

struct rng rng_seeded(struct rng_seed *state, uint64_t seed)
{
	for (size_t i = 0; i < 4; i++) { /* splitmix64, as the generator's authors advise */
		uint64_t z = (seed += 0x9e3779b97f4a7c15u);
		z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
		z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
		state->s[i] = z ^ (z >> 31);
	}
	return (struct rng){.fill = seed_fill, .ctx = state};
}

struct rng rng_system(void)
{
	return (struct rng){.fill = system_fill};
}

void rng_fill(struct rng r, void *out, size_t len)
{
	r.fill(r.ctx, out, len);
}

uint64_t rng_u64(struct rng r)
{
	uint64_t v;
	rng_fill(r, &v, sizeof(v));
	return v;
}

uint64_t rng_below(struct rng r, uint64_t n)
{
	uint64_t limit = UINT64_MAX - UINT64_MAX % n, v;
	do {
		v = rng_u64(r);
	} while (v >= limit);
	return v % n;
}

double rng_unit(struct rng r)
{
	return (double)(rng_u64(r) >> 11) * 0x1.0p-53;
}
