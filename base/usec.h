/* base/usec.h -- time as unsigned microseconds since an arbitrary start. The core is handed `now`. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef uint64_t usec_t;

#define USEC_NEVER UINT64_MAX
#define MS(n) ((usec_t)(n) * 1000u)
#define SEC(n) ((usec_t)(n) * 1000000u)

/* True when the point in time `t` is at or before `now`. USEC_NEVER is never reached. */
static inline bool usec_reached(usec_t t, usec_t now)
{
	return t != USEC_NEVER && t <= now;
}

/* t + span, staying at USEC_NEVER instead of wrapping. */
static inline usec_t usec_add(usec_t t, usec_t span)
{
	return t > USEC_NEVER - span ? USEC_NEVER : t + span;
}

/* now - then, 0 when then is later than now. */
static inline usec_t usec_since(usec_t then, usec_t now)
{
	return now > then ? now - then : 0;
}

static inline usec_t usec_min(usec_t a, usec_t b)
{
	return a < b ? a : b;
}

static inline usec_t usec_max(usec_t a, usec_t b)
{
	return a > b ? a : b;
}
