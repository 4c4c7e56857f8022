/* transport/thrift.c -- a bucket of bytes and a gap between frames. */
#include "transport/thrift.h"

#define SAVED 0.25 /* of a minute's budget */
#define DEBT_MAX 1.0 /* minutes: what had to go is not paid for ever */

static double per_usec(const struct thrift *t)
{
	return (double)t->budget / 60e6;
}

static double credit_at(const struct thrift *t, usec_t now)
{
	double most = SAVED * (double)t->budget, credit = t->credit + (double)usec_since(t->at, now) * per_usec(t);

	return credit < most ? credit : most;
}

void thrift_set(struct thrift *t, uint32_t frames, uint32_t budget, usec_t now)
{
	if (t->frames == frames && t->budget == budget) {
		return;
	}
	*t = (struct thrift){.frames = frames, .budget = budget, .credit = SAVED * (double)budget, .at = now};
}

void thrift_sent(struct thrift *t, size_t len, usec_t now)
{
	double least = -DEBT_MAX * (double)t->budget;

	if (t->budget == 0) {
		return;
	}
	t->credit = credit_at(t, now) - (double)len;
	t->credit = t->credit > least ? t->credit : least;
	t->at = now;
}

void thrift_frame_begun(struct thrift *t, usec_t now)
{
	t->frame_at = t->frames != 0 ? now + SEC(1) / t->frames : 0;
}

usec_t thrift_bytes_at(const struct thrift *t)
{
	if (t->budget == 0 || t->credit >= 0) {
		return 0;
	}
	return t->at + (usec_t)(-t->credit / per_usec(t)) + 1;
}

usec_t thrift_frame_at(const struct thrift *t)
{
	return usec_max(t->frame_at, thrift_bytes_at(t));
}
