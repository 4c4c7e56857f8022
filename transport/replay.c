/* transport/replay.c -- the sliding replay window (RFC 6479's arrangement: words are reused in
 * turn). */
#include "transport/replay.h"

#include <string.h>

static uint64_t bit_of(uint64_t pn)
{
	return (uint64_t)1 << (pn % 64);
}

static uint64_t *word_of(struct replay *r, uint64_t pn)
{
	return &r->bits[pn / 64 % (REPLAY_WINDOW / 64)];
}

bool replay_is_new(const struct replay *r, uint64_t pn)
{
	/* A whole word is cleared when the window moves into it: 64 fewer can be told. */
	if (pn >= r->next) {
		return true;
	}
	if (r->next - pn > REPLAY_WINDOW - 64) {
		return false;
	}
	return (r->bits[pn / 64 % (REPLAY_WINDOW / 64)] & bit_of(pn)) == 0;
}

void replay_mark(struct replay *r, uint64_t pn)
{
	if (pn >= r->next) {
		uint64_t from = r->next == 0 ? 0 : (r->next - 1) / 64 + 1;
		uint64_t to = pn / 64;

		if (r->next == 0 || to - (from - 1) >= REPLAY_WINDOW / 64) {
			memset(r->bits, 0, sizeof r->bits);
		} else {
			for (uint64_t w = from; w <= to; w++) {
				r->bits[w % (REPLAY_WINDOW / 64)] = 0;
			}
		}
		r->next = pn + 1;
	}
	*word_of(r, pn) |= bit_of(pn);
}
