/* transport/rate.h -- how much may be sent now: a delay-bounded, paced rate, and credit for frames.
 *
 * The delivery rate is sampled as in draft-cheng-iccrg-delivery-rate-estimation: each packet
 * remembers what had been delivered when it left; samples taken while the sender had nothing to say
 * (application-limited) can only raise the estimate. The standing queue is the smallest round trip
 * of the last round less the smallest of the last seconds, so jitter does not look like a queue.
 *
 * Before a full sender was measured, packets that stood in a row before a slow place (train.h) tell its rate, too.
 *
 *   STARTUP --queue, or no growth in 3 rounds--> STEADY (probes one round in 8, and drains)
 *      ^----------- a probe found much more ---------/ */
#pragma once

#include <stddef.h>
#include "base/usec.h"
#include "transport/rival.h"
#include "transport/train.h"

#define RATE_QUEUE_TARGET                                                                          \
	MS(15) /* standing queue that a full sender settles under, or a datagram and a quarter */
#define RATE_QUEUE_MAX MS(50)     /* above it the sender backs off hard */
#define RATE_DATAGRAM_SPAN MS(25) /* a datagram is never longer than this at the delivery rate */
#define RATE_DATAGRAM_MIN 256
#define RATE_PIPE_UNACKED 16384

/* Kept with each packet sent. */
struct rate_mark {
	uint64_t delivered;
	usec_t delivered_at, first_at;
	bool app_limited;
};

struct rate {
	bool pipe; /* no pacing: only a bound on unacked bytes */
	uint64_t delivered;
	usec_t delivered_at, first_at;
	uint64_t app_limited_until; /* of `delivered`; 0: not limited */
	bool idle;                  /* the last time it was asked, the sender had nothing to say */
	/* Bytes a second: the estimate, the best of this window and of the last. */
	double bw, bw_now, bw_before;
	usec_t window_at;
	bool known;                                  /* some sample was not application-limited */
	usec_t min_rtt, min_now, min_before, min_at; /* smallest in two windows of 10 s */
	usec_t round_min, round_next_min, round_at; /* smallest in the last round and in this one */
	uint32_t round_samples;
	bool startup;
	double full_bw;
	int full_rounds, cycle;
	double probe_bw; /* the estimate before the last probe */
	double round_bw; /* best sample of this round */
	double startup_gain;
	int long_rounds; /* with a queue that backing off did not drain */
	uint32_t start;  /* packets that a start may send without knowing more */
	double marked_bw; /* since the network marked packets it may be so much at most; 0: any */
	double bw_broken; /* the estimate before rate_break, in case it was none */
	usec_t rtt_broken;
	struct train train;
	struct rival rival;
	bool quick; /* not known, but not slow */
	double tokens;   /* bytes that may go now; below zero: wait */
	usec_t tokens_at;
	double credit; /* frames */
	usec_t credit_at;
};

void rate_init(struct rate *r, bool pipe, usec_t now);
/* Another network: everything measured is forgotten. */
void rate_reset(struct rate *r, usec_t now);

/* Nothing came through for long: what was measured before says nothing. It starts again, more carefully than a
 * new link does, unless the estimate is below that start anyway. */
void rate_break(struct rate *r, usec_t srtt, size_t mtu, usec_t now);
/* The network marked packets as it would have dropped them (ECN): less by RFC 8511's share, and back by little
 * each round trip. To be called once a round trip at most. */
void rate_marked(struct rate *r);
/* It came through after all, late. */
void rate_mend(struct rate *r);

/* paced: it counts against the rate; background has a pace of its own. */
void rate_sent(struct rate *r, struct rate_mark *m, size_t len, bool paced, size_t in_flight,
	usec_t srtt, size_t mtu, usec_t now);
/* A packet of `len` bytes, sent at `sent_at`, was acked. */
void rate_acked(struct rate *r, const struct rate_mark *m, size_t len, usec_t sent_at, usec_t now);
/* A packet of `len` bytes sent at `sent_at` came, so that an ack could have been here at `came_at`; after rate_rtt
 * and rate_acked. */
void rate_came(struct rate *r, size_t len, usec_t sent_at, usec_t came_at, usec_t now);
/* A packet was lost. */
void rate_lost(struct rate *r, const struct rate_mark *m, usec_t srtt, usec_t now);
void rate_rtt(struct rate *r, usec_t sample, usec_t srtt, usec_t now);
/* The sender has nothing more to say although it might. */
void rate_app_limited(struct rate *r, size_t in_flight);
/* It has more to say, and may not yet. */
void rate_held(struct rate *r);

usec_t rate_queue(const struct rate *r);              /* standing queue */
usec_t rate_queue_target(const struct rate *r);       /* that a full sender settles under */
size_t rate_window(const struct rate *r, size_t mtu); /* bytes that may be in flight */
/* When the next packet may go, by pacing and window: 0 now, USEC_NEVER after an ack only. */
usec_t rate_ready_at(const struct rate *r, size_t in_flight, usec_t srtt, size_t mtu, usec_t now);
bool rate_is_strange(const struct rate *r); /* it may be slow or not */
/* The same for what is urgent: it may run ahead of the pace by so many datagrams, and of the window. */
usec_t rate_urgent_at(const struct rate *r, size_t ahead, usec_t srtt, size_t mtu, usec_t now);
size_t rate_datagram_max(const struct rate *r, size_t mtu);

/* Frames: about two a round trip, 60 a second at most, two at once after a rest. */
usec_t rate_frame_span(usec_t srtt); /* from one to the next */
usec_t rate_frame_at(const struct rate *r, usec_t srtt, usec_t now); /* <= now: a frame may begin */
void rate_frame_begun(struct rate *r, usec_t srtt, usec_t now);
