/* transport/yield.c -- a window for background. */
#include "transport/yield.h"

#include <string.h>

#include "transport/limits.h"

#define ACK_AFTER MS(20) /* the peer may sit on an ack of background for so long */
#define TRAIN_GAIN 4.0
#define TRAIN_QUEUE MS(40) /* that a train may make before it is noticed */
#define TRAIN_GROWTH 0.5   /* at most, in a round trip */
#define TRAIN_SEEN MS(12)  /* longer than jitter on a good path: the rate is in sight */
#define SOUGHT_SHARE 0.7
#define SHORT_PACKETS 4   /* with a smaller window than this, packets are short */
#define REST SEC(2)       /* after it the window is what it was, halved */
#define ROOM_EVERY SEC(4) /* shorter than the span over which rate.c keeps the smallest */
#define PACE_GAIN 1.1
#define BROKEN 4096.0 /* bytes of window after a break */
#define FLAT_HOLD SEC(5)

void yield_init(struct yield *y)
{
	memset(y, 0, sizeof *y);
}

static usec_t target(const struct yield *y, const struct rate *r)
{
	usec_t half = usec_min(usec_max(r->min_rtt / 2, YIELD_QUEUE_MIN), YIELD_QUEUE);

	if (y->busy) {
		half = YIELD_QUEUE_BUSY;
	}
	/* On a slow link one datagram is a queue. */
	return rate_queue_target(r) > RATE_QUEUE_TARGET ? usec_max(half, rate_queue_target(r)) : half;
}

static double least(size_t mtu)
{
	return (double)(mtu < LINK_MTU_MIN ? mtu : LINK_MTU_MIN);
}

usec_t yield_ready_at(const struct yield *y, const struct rate *r, size_t in_flight, usec_t now)
{
	double window = y->window;

	if (r->pipe || !y->begun) {
		return 0;
	}
	if (!usec_reached(y->room_until, now)) {
		window /= 2;
	}
	if ((double)in_flight >= window) {
		return USEC_NEVER;
	}
	return y->at;
}

size_t yield_datagram_max(const struct yield *y, const struct rate *r, size_t mtu)
{
	size_t max = rate_datagram_max(r, mtu);
	/* Background alone never makes the rate known, but what it reached bounds the wait behind one. */
	double span = r->bw * (double)RATE_DATAGRAM_SPAN / 1e6;

	if (r->pipe || max <= LINK_MTU_MIN) {
		return max;
	}
	if (y->window < (double)(SHORT_PACKETS * mtu) || span < LINK_MTU_MIN) {
		return LINK_MTU_MIN;
	}
	return span < (double)max ? (size_t)span : max;
}

static void begin(struct yield *y, const struct rate *r, size_t mtu, usec_t now)
{
	double window = y->begun ? y->window / 2 : least(mtu);

	if (!y->begun && r->known && !r->startup) {
		window = r->bw * (double)r->min_rtt / 1e6 / 2;
	}
	*y = (struct yield){.window = window > least(mtu) ? window : least(mtu),
		.begun = true,
		.seeking = !y->begun,
		.sought_at = now,
		.train = least(mtu),
		.next_train = least(mtu),
		.judged_at = now,
		.marked_at = now,
		.room_at = now + ROOM_EVERY};
}

/* Bytes a second. */
static double pace(const struct yield *y, usec_t srtt)
{
	double window = y->window * 1e6;

	return y->seeking ? TRAIN_GAIN * window / (double)usec_max(srtt, MS(1))
	                  : PACE_GAIN * window / (double)usec_add(srtt, ACK_AFTER);
}

void yield_sent(struct yield *y, const struct rate *r, size_t len, size_t in_flight, usec_t srtt,
	size_t mtu, usec_t now)
{
	if (!y->begun || usec_since(y->used_at, now) > REST) {
		begin(y, r, mtu, now);
	}
	y->used_at = now;
	y->at = usec_max(y->at, now) + (usec_t)((double)len * 1e6 / pace(y, srtt));
	y->limited = (double)(in_flight + len) >= 0.7 * y->window;
}

/* By how much the window may grow in a round trip. Two trips' growth is not noticed yet: a train
 * then makes (g^2 - 1) / TRAIN_GAIN round trips of queue. */
static double growth(const struct yield *y, const struct rate *r, usec_t srtt)
{
	double most;

	if (!y->seeking) {
		return (double)usec_min(target(y, r) / 2, YIELD_STEP) / (double)usec_add(srtt, ACK_AFTER);
	}
	/* g^2 - 1 is near 2.2 (g - 1) there. */
	most = TRAIN_GAIN * (double)TRAIN_QUEUE / (double)usec_max(srtt, MS(1)) / 2.2;
	return most < TRAIN_GROWTH ? most : TRAIN_GROWTH;
}

/* In proportion to what came through; a packet, while the window is small. */
void yield_acked(struct yield *y, const struct rate *r, size_t len, usec_t srtt, size_t mtu, usec_t now)
{
	usec_t queue = y->sample == 0 ? y->queue : usec_since(r->min_rtt, y->sample);
	double share = growth(y, r, srtt);
	double packet = (double)(mtu < LINK_MTU_MIN ? mtu : LINK_MTU_MIN) / y->window;

	y->got += len;
	if (!y->begun || !y->limited || queue >= target(y, r) / 2 || !usec_reached(y->still_until, now) ||
		!usec_reached(y->room_until, now)) {
		return;
	}
	share = share > packet ? share : packet;
	y->window += (double)len * (share < 1 ? share : 1);
}

/* What comes through in the next two trips was sent before. */
static void mark_anew(struct yield *y, usec_t srtt, usec_t now)
{
	y->mark = 0;
	y->marked_at = now + 2 * srtt;
}

void yield_break(struct yield *y, usec_t srtt, usec_t now)
{
	if (y->window > BROKEN) {
		y->window = BROKEN;
		y->seeking = false;
		mark_anew(y, srtt, now);
	}
}

void yield_marked(struct yield *y, usec_t srtt, usec_t now)
{
	double half = y->window / 2;

	if (y->begun) {
		y->window = half > 2.0 * RATE_DATAGRAM_MIN ? half : 2.0 * RATE_DATAGRAM_MIN;
		y->seeking = false;
		y->still_until = now + srtt;
		mark_anew(y, srtt, now);
	}
}

/* The window must be full of queue: so much of it is too much. */
static void cut(struct yield *y, const struct rate *r, usec_t queue, usec_t srtt, usec_t now)
{
	double base = (double)r->min_rtt;

	if (usec_since(y->cut_at, now) < srtt) {
		return;
	}
	y->cut_at = now;
	y->still_until = now + srtt;
	y->window *= (base + (double)target(y, r) / 4) / (base + (double)queue);
	mark_anew(y, srtt, now);
}

/* A path that drops what is too much, with no queue to tell: half as much again went out and no more
 * came through. Where packets are lost by chance, more does come through. */
static void judge_growth(struct yield *y, usec_t srtt, usec_t now)
{
	usec_t span = usec_since(y->marked_at, now);
	double got;

	if (y->marked_at > now || y->seeking) {
		y->marked_got = y->got;
		y->marked_at = usec_max(y->marked_at, now);
		return;
	}
	if (span < 4 * srtt) {
		return;
	}
	got = (double)(y->got - y->marked_got) * 1e6 / (double)span;
	if (y->mark == 0) {
		y->mark = y->window;
		y->mark_got = got;
	} else if (y->window >= 1.5 * y->mark) {
		if (got < 1.15 * y->mark_got) {
			y->window = y->mark;
			y->still_until = now + FLAT_HOLD;
		}
		mark_anew(y, srtt, now);
		return;
	}
	y->marked_at = now;
	y->marked_got = y->got;
}

/* A train of `train` bytes, sent within a TRAIN_GAINth of a round trip, came through with `queue` at
 * its end: that is what the link takes in both together. */
static void found(struct yield *y, const struct rate *r, usec_t now)
{
	double queue = (double)usec_since(r->min_rtt, y->longest), base = (double)r->min_rtt;

	y->window = y->train * SOUGHT_SHARE * base / (base / TRAIN_GAIN + queue);
	y->seeking = false;
	mark_anew(y, r->min_rtt, now);
	y->still_until = now + r->min_rtt;
	y->cut_at = now;
}

/* The first late packet may be of the middle of a train: its end is waited for. */
static void seek(struct yield *y, const struct rate *r, usec_t sample, usec_t srtt, usec_t now)
{
	usec_t seen = usec_max(TRAIN_SEEN, target(y, r) / 2);

	y->longest = usec_max(y->longest, sample);
	if (y->found_at != 0) {
		if (usec_since(y->found_at, now) >= srtt / 2) {
			found(y, r, now);
		}
	} else if (usec_since(r->min_rtt, sample) > seen) {
		y->found_at = now;
		y->still_until = USEC_NEVER;
	} else if (usec_since(y->sought_at, now) >= srtt) {
		y->sought_at = now;
		y->longest = 0;
		y->train = y->next_train;
		y->next_train = y->window;
	}
}

void yield_rtt(struct yield *y, const struct rate *r, bool busy, usec_t sample, usec_t srtt, usec_t now)
{
	usec_t queue;

	if (!y->begun) {
		return;
	}
	y->busy = busy;
	if (y->seeking) {
		seek(y, r, sample, srtt, now);
	}
	if (y->sample == 0 || sample < y->sample) {
		y->sample = sample;
	}
	if (usec_since(y->judged_at, now) < srtt / 2) {
		return;
	}
	queue = usec_since(r->min_rtt, y->sample);
	y->judged_at = now;
	y->queue = queue;
	y->sample = 0;
	if (queue > target(y, r)) {
		cut(y, r, queue, srtt, now);
	}
	judge_growth(y, srtt, now);
	if (usec_reached(y->room_at, now)) {
		y->room_until = now + srtt + srtt / 2;
		y->room_at = now + ROOM_EVERY + srtt;
	}
	if (y->window < 2.0 * RATE_DATAGRAM_MIN) {
		y->window = 2.0 * RATE_DATAGRAM_MIN;
	}
}
