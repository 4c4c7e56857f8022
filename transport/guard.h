/* transport/guard.h -- how many messages under a known PSK id may turn out to be junk. The id stands
 * in clear on the wire: whoever saw it can make the server check tags, or say which versions it speaks.
 * Each time is cheap (5 to 8 us, no DH); this bounds their number, for each source and for all, so that a
 * flood costs a fixed share of one processor (3 to 4 %), and the bursts how long those who are attached
 * wait in a row (less than a millisecond). Sources share slots by a keyed hash; what is authentic is not counted. Beyond the bound
 * messages pass as fast as the bound refills, so a client that repeats its own gets through. */
#pragma once

#include <stdbool.h>

#include "base/addr.h"
#include "base/usec.h"

#define GUARD_SLOTS 256
#define GUARD_SOURCE_RATE 1000 /* a second, after the burst */
#define GUARD_SOURCE_BURST 50
#define GUARD_RATE 5000
#define GUARD_BURST 100

/* When the bucket will be full again. */
struct guard {
	uint64_t key; /* random */
	usec_t all, slot[GUARD_SLOTS];
};

void guard_init(struct guard *g, uint64_t key);
bool guard_allows(const struct guard *g, const struct addr *from, usec_t now);
void guard_failed(struct guard *g, const struct addr *from, usec_t now);
