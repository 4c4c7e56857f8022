/* transport/replay.h -- which packet numbers were seen: a sliding window under the highest. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define REPLAY_WINDOW 2048 /* packet numbers; a power of two, a multiple of 64 */

/* Zeroed memory has seen nothing. */
struct replay {
	uint64_t next; /* one above the highest seen */
	uint64_t bits[REPLAY_WINDOW / 64];
};

bool replay_is_new(const struct replay *r, uint64_t pn); /* false: seen, or too old to tell */
void replay_mark(struct replay *r, uint64_t pn);
