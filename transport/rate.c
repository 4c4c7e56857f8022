/* transport/rate.c -- delay-bounded paced rate, and credit for frames. */
#include "transport/rate.h"

#include <string.h>

#include "transport/ack.h"
#include "transport/limits.h"

#define INITIAL_PACKETS 10
#define BROKEN_PACKETS 4 /* after a break */
#define BURST_PACKETS 4 /* an idle sender may begin with so many at once */
#define QUICK_SPAN MS(10) /* a shorter one may be chance */
#define STARTUP_GAIN 2.0
#define RESTART_GAIN 1.5
#define PROBE_GAIN 1.25
#define DRAIN_GAIN 0.75
#define BACKOFF_GAIN 0.6
#define CYCLE 8
#define ROUND_SAMPLES 8
#define MIN_RTT_SPAN SEC(10)
#define FRAME_MIN 16667u /* 60 a second */
#define FRAME_MAX MS(250)
#define FRAME_CREDIT_MAX 2.0
#define SRTT_UNKNOWN MS(100)
#define KNOWN_LEAST 1500 /* bytes: less says nothing of a full sender, where most was lost */
#define RATE_MIN 1200.0 /* bytes a second: 9600 baud */
#define MARKED_SHARE 0.85
#define MARKED_GROWTH 1.05  /* in a round trip */
#define MARKED_LEAST 4800.0 /* bytes a second that keys and their echoes take: marks do not go below */

void rate_init(struct rate *r, bool pipe, usec_t now)
{
	memset(r, 0, sizeof *r);
	r->pipe = pipe;
	r->startup = true;
	r->startup_gain = STARTUP_GAIN;
	r->start = INITIAL_PACKETS;
	r->delivered_at = now;
	r->first_at = now;
	r->tokens_at = now;
	r->window_at = now;
	r->min_at = now;
	r->credit = FRAME_CREDIT_MAX;
	r->credit_at = now;
	r->tokens = 1e9; /* the first packet cuts it to a burst */
	rate_app_limited(r, 0); /* what a link begins with is no measure */
}

void rate_reset(struct rate *r, usec_t now)
{
	uint64_t delivered = r->delivered; /* marks in flight refer to it */

	rate_init(r, r->pipe, now);
	r->delivered = delivered;
	rate_app_limited(r, 0);
}

static double initial_rate(const struct rate *r, usec_t srtt, size_t mtu)
{
	return (double)(r->start * mtu) * 1e6 / (double)(srtt == 0 ? SRTT_UNKNOWN : srtt);
}

void rate_break(struct rate *r, usec_t srtt, size_t mtu, usec_t now)
{
	double bw = r->bw, credit = r->credit;
	usec_t rtt = r->min_rtt, credit_at = r->credit_at;
	bool known = r->known;

	if (r->pipe) {
		return;
	}
	r->start = BROKEN_PACKETS;
	if (known && bw <= initial_rate(r, srtt, mtu)) {
		return;
	}
	rate_reset(r, now);
	r->start = BROKEN_PACKETS;
	r->bw_broken = known ? bw : 0;
	r->rtt_broken = rtt;
	r->credit = credit;
	r->credit_at = credit_at;
}

void rate_mend(struct rate *r)
{
	if (r->bw_broken > r->bw) {
		r->bw = r->bw_now = r->full_bw = r->bw_broken;
		r->min_now = r->min_rtt = r->min_rtt == 0 ? r->rtt_broken : usec_min(r->min_rtt, r->rtt_broken);
		r->known = true;
		r->startup = false;
	}
	r->bw_broken = 0;
}

/* The estimate, as far as the network's marks allow. */
static double allowed(const struct rate *r)
{
	return r->marked_bw != 0 && r->marked_bw < r->bw ? r->marked_bw : r->bw;
}

void rate_marked(struct rate *r)
{
	double bw = allowed(r) * MARKED_SHARE;

	if (r->pipe) {
		return;
	}
	r->startup = false;
	r->rival.bw *= MARKED_SHARE;
	if (r->known) {
		r->marked_bw = bw > MARKED_LEAST ? bw : MARKED_LEAST;
	} else if (r->start > BROKEN_PACKETS) {
		r->start = (uint32_t)(r->start * MARKED_SHARE);
	}
}

static void forget_marks(struct rate *r)
{
	r->marked_bw *= MARKED_GROWTH;
	if (r->marked_bw >= r->bw) {
		r->marked_bw = 0;
	}
}

static size_t datagram_at(double bw, size_t mtu)
{
	double len = bw * (double)RATE_DATAGRAM_SPAN / 1e6;

	if (len >= (double)mtu) {
		return mtu;
	}
	return len < RATE_DATAGRAM_MIN ? RATE_DATAGRAM_MIN : (size_t)len;
}

/* On a slow link one datagram alone looks like a queue: it must fit, and a part of another. */
static usec_t target_at(const struct rate *r, double bw)
{
	double span = r->known && !r->pipe && bw > 0 ? 1.25 * (double)datagram_at(bw, LINK_MTU) * 1e6 / bw : 0;

	return span > (double)MS(200) ? MS(200) : usec_max(RATE_QUEUE_TARGET, (usec_t)span);
}

static bool queue_is_long(const struct rate *r)
{
	return rate_queue(r) > usec_max(RATE_QUEUE_MAX, 2 * rate_queue_target(r));
}

static double gain(const struct rate *r)
{
	if (r->startup) {
		return r->startup_gain;
	}
	if (queue_is_long(r)) {
		return BACKOFF_GAIN;
	}
	if (rate_queue(r) > rate_queue_target(r)) {
		return DRAIN_GAIN;
	}
	if (r->marked_bw != 0) {
		return 1.0;
	}
	return r->cycle == 0 ? PROBE_GAIN : r->cycle == 1 ? DRAIN_GAIN : 1.0;
}

static double pacing(const struct rate *r, usec_t srtt, size_t mtu)
{
	double rate = r->rival.bw > 0 ? rival_pace(&r->rival) : allowed(r) * gain(r), floor = initial_rate(r, srtt, mtu);

	/* Until a full sender was measured, an estimate from a few keystrokes says nothing. */
	return !r->known && rate < floor ? floor : rate < RATE_MIN ? RATE_MIN : rate;
}

static double tokens_now(const struct rate *r, usec_t srtt, size_t mtu, usec_t now)
{
	double rate = pacing(r, srtt, mtu);
	double t = r->tokens + rate * (double)usec_since(r->tokens_at, now) / 1e6;
	double burst = (double)(BURST_PACKETS * mtu);

	if (r->marked_bw != 0) {
		burst = (double)mtu; /* a burst is what such a queue marks */
	}
	/* After a rest: a burst, but not one that makes a queue by itself on a slow link. */
	if (r->known && burst > rate * 0.025) {
		burst = rate * 0.025;
	}
	return t > burst ? burst : t;
}

void rate_sent(struct rate *r, struct rate_mark *m, size_t len, bool paced, size_t in_flight,
	usec_t srtt, size_t mtu, usec_t now)
{
	if (in_flight == 0) {
		r->first_at = now;
		r->delivered_at = now;
	}
	m->delivered = r->delivered;
	m->delivered_at = r->delivered_at;
	m->first_at = r->first_at;
	m->app_limited = r->app_limited_until > r->delivered;
	r->tokens = tokens_now(r, srtt, mtu, now) - (paced ? (double)len : 0);
	r->tokens_at = now;
}

/* The link has become much faster: do not creep there by a quarter every eighth round. */
static void steady_round(struct rate *r)
{
	if (r->cycle == 0) {
		r->probe_bw = r->bw;
		r->full_bw = r->bw > r->full_bw * 0.75 ? r->bw : r->full_bw * 0.75;
	}
	/* More than before the probe and more than ever of late: not only the estimate swinging
	 * back. */
	if (r->cycle == 2 && r->bw > r->probe_bw * 1.15 && r->bw > r->full_bw * 1.05 &&
		rate_queue(r) <= rate_queue_target(r)) {
		r->startup = true;
		r->startup_gain = RESTART_GAIN;
		r->full_bw = r->bw;
		r->full_rounds = 0;
	}
}

static void startup_round(struct rate *r)
{
	if (!r->known) {
		return;
	}
	if (!r->startup) {
		steady_round(r);
		return;
	}
	if (r->bw >= r->full_bw * 1.25) {
		r->full_bw = r->bw;
		r->full_rounds = 0;
	} else if (++r->full_rounds >= 3) {
		r->startup = false;
	}
	if (rate_queue(r) > rate_queue_target(r)) {
		r->startup = false;
	}
}

static void take_sample(struct rate *r, double bw, bool app_limited, usec_t srtt, usec_t now)
{
	usec_t span = usec_max(10 * srtt, SEC(2));

	if (app_limited && bw < r->bw) {
		return;
	}
	if (!app_limited) {
		if (!r->known) {
			r->bw_now = r->bw_before = 0; /* what came of keystrokes is no bound */
		}
		r->known = true;
		if (usec_since(r->window_at, now) > span / 2) {
			r->bw_before = r->bw_now;
			r->bw_now = 0;
			r->window_at = now;
		}
	}
	if (bw > r->bw_now) {
		r->bw_now = bw;
	}
	if (!app_limited && bw > r->round_bw) {
		r->round_bw = bw;
	}
	r->bw = r->bw_now > r->bw_before ? r->bw_now : r->bw_before;
}

/* One datagram alone takes long. */
static bool is_slow(double bw)
{
	return bw * (double)RATE_DATAGRAM_SPAN / 1e6 < LINK_MTU;
}

/* Whether a sample says what the sender wanted rather than what the link can do. */
static bool is_limited(const struct rate *r, const struct rate_mark *m)
{
	return m->app_limited || (!r->known && r->delivered - m->delivered < KNOWN_LEAST);
}

void rate_acked(struct rate *r, const struct rate_mark *m, size_t len, usec_t sent_at, usec_t now)
{
	usec_t send_span, ack_span, span;
	double bw;

	r->delivered += len;
	send_span = usec_since(m->first_at, sent_at);
	ack_span = usec_since(m->delivered_at, now);
	r->delivered_at = now;
	r->first_at = sent_at;
	span = usec_max(send_span, ack_span);
	if (r->app_limited_until != 0 && r->delivered > r->app_limited_until) {
		/* What the sender says next, after it had nothing to say, is no measure either. */
		r->app_limited_until = r->idle ? r->delivered + 1 : 0;
	}
	if (span == 0 || r->delivered <= m->delivered) {
		return;
	}
	/* Shorter than the round trip: acks came compressed, the sample is not one. */
	if (r->min_rtt != 0 && span < r->min_rtt / 2) {
		return;
	}
	bw = (double)(r->delivered - m->delivered) * 1e6 / (double)span;
	take_sample(r, bw, is_limited(r, m), r->min_rtt, now);
	if (!is_limited(r, m)) {
		rival_acked(&r->rival, send_span, ack_span);
	}
}

/* Long packets that left together came together, or one ack told of all of them, the last `len` long. */
static bool shows_quick(const struct train *before, const struct train *t, size_t len)
{
	double bytes = (double)(t->delivered - before->delivered) - (t->together ? 0 : (double)len);
	usec_t span = t->together ? usec_since(before->came_at, t->came_at) : ACK_DELAY_LATER;

	return before->begun && !is_slow(bytes * 1e6 / (double)usec_max(span, QUICK_SPAN));
}

/* A sender that says little, or whose frames are rationed, never fills a slow link for a round trip, and would take
 * it for a quick one. */
void rate_came(struct rate *r, size_t len, usec_t sent_at, usec_t came_at, usec_t now)
{
	usec_t wait = usec_since(sent_at + r->min_rtt, came_at);
	struct train before = r->train;
	double bw = train_acked(&r->train, sent_at, came_at, wait, r->delivered);

	r->quick = r->quick || shows_quick(&before, &r->train, len);
	if (bw == 0 || r->known || r->pipe || !is_slow(bw)) {
		return;
	}
	r->known = true;
	r->startup = false;
	r->bw = r->bw_now = r->full_bw = bw;
	r->bw_before = 0;
	r->window_at = now;
	r->cycle = 2;
	r->tokens = r->tokens < 0 ? r->tokens : 0;
	r->tokens_at = now;
}

void rate_lost(struct rate *r, const struct rate_mark *m, usec_t srtt, usec_t now)
{
	if (!m->app_limited) {
		rival_lost(&r->rival, srtt, now);
	}
}

/* A long queue proves that the estimate is too high for the link as it is now. While it lasts
 * the link is busy, so the best sample of the round is what the link can do. */
static void cut_estimate(struct rate *r)
{
	if (r->rival.bw == 0 && queue_is_long(r) && r->round_bw > 0 && r->round_bw < r->bw) {
		r->bw = r->round_bw > r->bw * 0.7 ? r->round_bw : r->bw * 0.7;
		r->bw_now = r->bw;
		r->bw_before = 0;
	}
	r->round_bw = 0;
}

/* Backing off drains a queue of ours in a few rounds. One that stays is the path itself, which has
 * become longer, or somebody else's. */
static void believe_longer_path(struct rate *r)
{
	if (!queue_is_long(r) || r->rival.bw > 0) {
		r->long_rounds = 0;
	} else if (++r->long_rounds >= CYCLE) {
		r->long_rounds = 0;
		r->min_now = r->min_rtt = r->round_min;
		r->min_before = 0;
	}
}

static void look_for_rival(struct rate *r, usec_t srtt)
{
	/* What backing off made of the estimate says nothing of what a queue may be. */
	double bw = r->rival.before > r->bw ? r->rival.before : r->bw;
	bool queue = !r->pipe && !r->startup && r->known && rate_queue(r) > target_at(r, bw);
	double step = (double)datagram_at(r->rival.bw > 0 ? r->rival.bw : bw, LINK_MTU) * 1e6 / (double)usec_max(srtt, 1);

	rival_round(&r->rival, queue, r->bw, r->round_min, step);
}

/* The rate doubles in a round trip: a queue that even the quickest of some samples shows is not waited out
 * to the round's end (as in HyStart++, RFC 9406). */
static void leave_startup_early(struct rate *r)
{
	if (++r->round_samples >= ROUND_SAMPLES && r->startup && r->known &&
		usec_since(r->min_rtt, r->round_next_min) > rate_queue_target(r)) {
		r->round_min = r->round_next_min;
		r->startup = false;
	}
}

void rate_rtt(struct rate *r, usec_t sample, usec_t srtt, usec_t now)
{
	sample = usec_max(sample, 1);
	if (usec_since(r->min_at, now) > MIN_RTT_SPAN) {
		r->min_before = r->min_now;
		r->min_now = 0;
		r->min_at = now;
	}
	if (r->min_now == 0 || sample < r->min_now) {
		r->min_now = sample;
	}
	r->min_rtt = r->min_before != 0 ? usec_min(r->min_before, r->min_now) : r->min_now;
	if (r->round_next_min == 0 || sample < r->round_next_min) {
		r->round_next_min = sample;
	}
	leave_startup_early(r);
	if (usec_since(r->round_at, now) >= srtt) {
		r->round_samples = 0;
		r->round_min = r->round_next_min;
		r->round_next_min = 0;
		r->round_at = now;
		look_for_rival(r, srtt);
		cut_estimate(r);
		believe_longer_path(r);
		r->cycle = (r->cycle + 1) % CYCLE;
		startup_round(r);
		forget_marks(r);
	}
}

void rate_app_limited(struct rate *r, size_t in_flight)
{
	r->app_limited_until = r->delivered + (in_flight == 0 ? 1 : in_flight);
	r->idle = true;
}

void rate_held(struct rate *r)
{
	r->idle = false;
}

usec_t rate_queue(const struct rate *r)
{
	return r->round_min == 0 ? 0 : usec_since(r->min_rtt, r->round_min);
}

usec_t rate_queue_target(const struct rate *r)
{
	return target_at(r, r->bw);
}

size_t rate_window(const struct rate *r, size_t mtu)
{
	size_t floor = (r->known && !r->startup ? 2 : r->start) * mtu;
	usec_t span = usec_add(r->min_rtt, rate_queue_target(r));
	double window;

	if (r->known && rate_queue(r) > rate_queue_target(r)) {
		span = r->min_rtt;
	}
	if (r->known && r->bw * (double)RATE_DATAGRAM_SPAN / 1e6 < (double)mtu) {
		floor = 2 *
			rate_datagram_max(r, mtu); /* two of the short datagrams of a slow link */
	}
	window = allowed(r) * (double)span / 1e6 * (r->startup ? r->startup_gain : 1.0);
	if (r->rival.bw > 0) {
		window = r->rival.bw * (double)r->round_min * 1.25 / 1e6; /* the queue is on the way, too */
	}
	if (r->pipe) {
		floor = RATE_PIPE_UNACKED;
	}
	return window > (double)floor ? (size_t)window : floor;
}

usec_t rate_ready_at(const struct rate *r, size_t in_flight, usec_t srtt, size_t mtu, usec_t now)
{
	double t;

	if (in_flight >= rate_window(r, mtu)) {
		return USEC_NEVER;
	}
	if (r->pipe) {
		return 0;
	}
	t = tokens_now(r, srtt, mtu, now);
	return t > 0 ? 0 : now + 1 + (usec_t)(-t * 1e6 / pacing(r, srtt, mtu));
}

bool rate_is_strange(const struct rate *r)
{
	return !r->known && !r->quick && !r->pipe;
}

usec_t rate_urgent_at(const struct rate *r, size_t ahead, usec_t srtt, size_t mtu, usec_t now)
{
	double t;

	if (r->pipe) {
		return 0;
	}
	t = tokens_now(r, srtt, mtu, now) + (double)(ahead * rate_datagram_max(r, mtu));
	return t > 0 ? 0 : now + 1 + (usec_t)(-t * 1e6 / pacing(r, srtt, mtu));
}

size_t rate_datagram_max(const struct rate *r, size_t mtu)
{
	return !r->known || r->pipe ? mtu : datagram_at(r->bw, mtu);
}

usec_t rate_frame_span(usec_t srtt)
{
	return usec_min(usec_max(srtt / 2, FRAME_MIN), FRAME_MAX);
}

static double credit_now(const struct rate *r, usec_t srtt, usec_t now)
{
	double c = r->credit + (double)usec_since(r->credit_at, now) / (double)rate_frame_span(srtt);

	return c > FRAME_CREDIT_MAX ? FRAME_CREDIT_MAX : c;
}

usec_t rate_frame_at(const struct rate *r, usec_t srtt, usec_t now)
{
	double c = credit_now(r, srtt, now);

	/* The hair's breadth is for the rounding of the sum that led here. */
	return c >= 0.9999 ? now : now + 1 + (usec_t)((1.0 - c) * (double)rate_frame_span(srtt));
}

void rate_frame_begun(struct rate *r, usec_t srtt, usec_t now)
{
	r->credit = credit_now(r, srtt, now) - 1.0;
	r->credit_at = now;
}
