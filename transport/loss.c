/* transport/loss.c -- the share of packets lost in one direction. */
#include "transport/loss.h"

#define HALF_LIFE SEC(8)
#define RECENT_MAX 64.0
#define PRIOR 3.0 /* packets that we pretend arrived: one early loss is no statistics */

static void fade(struct loss *l, usec_t now)
{
	usec_t span = usec_since(l->at, now);
	double keep;

	l->at = now;
	if (span >= 8 * HALF_LIFE) {
		l->sent_recent = l->got_recent = 0;
		return;
	}
	for (; span >= HALF_LIFE; span -= HALF_LIFE) {
		l->sent_recent /= 2;
		l->got_recent /= 2;
	}
	/* 2^-x on [0, 1) within 1 %. */
	keep = (double)span / (double)HALF_LIFE;
	keep = 1.0 - keep * (0.66 - 0.16 * keep);
	l->sent_recent *= keep;
	l->got_recent *= keep;
}

void loss_update(struct loss *l, uint64_t sent, uint64_t got, usec_t now)
{
	double scale;

	/* What came late counts as soon as it is told, though nothing was sent since. */
	if (sent < l->sent || got < l->got || (sent == l->sent && got == l->got)) {
		return;
	}
	fade(l, now);
	l->sent_recent += (double)(sent - l->sent);
	l->got_recent += (double)(got - l->got);
	l->sent = sent;
	l->got = got;
	if (l->sent_recent > RECENT_MAX) {
		scale = RECENT_MAX / l->sent_recent;
		l->sent_recent *= scale;
		l->got_recent *= scale;
	}
}

double loss_share(const struct loss *l)
{
	double share = 1.0 - (l->got_recent + PRIOR) / (l->sent_recent + PRIOR);

	return share < 0 ? 0 : share;
}

int loss_copies(const struct loss *l)
{
	double share = loss_share(l);

	return share > LOSS_HEAVY ? 3 : share > LOSS_LIGHT ? 2 : 1;
}
