/* base/rng.h -- randomness as an argument. Edges pass the system's; tests pass a seeded one. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct rng {
	void (*fill)(void *ctx, void *out, size_t len);
	void *ctx;
};

/* State of the seeded generator (xoshiro256**, Blackman and Vigna 2018). Not for keys. */
struct rng_seed {
	uint64_t s[4];
};

struct rng rng_seeded(struct rng_seed *state, uint64_t seed); /* state must outlive the rng */
struct rng rng_system(void);                                  /* getrandom/arc4random; for edges */
void rng_fill(struct rng r, void *out, size_t len);
uint64_t rng_u64(struct rng r);
uint64_t rng_below(struct rng r, uint64_t n); /* uniform in 0 .. n-1; n > 0 */
double rng_unit(struct rng r);                /* uniform in [0, 1) */
