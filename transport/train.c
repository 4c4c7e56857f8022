/* transport/train.c -- what packets that went close together tell of the path. */
#include "transport/train.h"

#define TOGETHER MS(2) /* sent within it, nothing but one of them can have kept the others waiting */
#define UNEVEN 2.5     /* jitter spreads packets at random, a bottleneck by their length */
#define LONG_SPAN MS(400) /* what was longer ago counts half */

static void begin(struct train *t)
{
	t->bytes = 0;
	t->span = 0;
	t->steps = 0;
}

static void step(struct train *t, double bytes, usec_t span)
{
	double rate = bytes * 1e6 / (double)(span == 0 ? 1 : span);
	double least = t->steps == 0 || rate < t->least ? rate : t->least;
	double most = t->steps == 0 || rate > t->most ? rate : t->most;

	if (most > UNEVEN * least) {
		begin(t);
		return;
	}
	t->least = least;
	t->most = most;
	t->bytes += bytes;
	t->span += span;
	t->steps++;
	if (t->span > LONG_SPAN) {
		t->bytes /= 2;
		t->span /= 2;
	}
}

double train_acked(struct train *t, usec_t sent_at, usec_t came_at, usec_t wait, uint64_t delivered)
{
	usec_t apart = usec_since(t->sent_at, sent_at);
	bool after = t->begun && sent_at >= t->sent_at;

	t->together = after && apart <= TOGETHER;
	/* Or it was under way before the one before it had left the queue. */
	if (t->together || (after && apart <= t->wait / 2)) {
		step(t, (double)(delivered - t->delivered), usec_since(t->came_at, came_at));
	} else {
		begin(t);
	}
	t->begun = true;
	t->sent_at = sent_at;
	t->came_at = came_at;
	t->wait = wait;
	t->delivered = delivered;
	return t->steps < TRAIN_STEPS || t->span < TRAIN_SPAN ? 0 : t->bytes * 1e6 / (double)t->span;
}
