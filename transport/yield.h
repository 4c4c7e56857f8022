/* transport/yield.h -- a window for background: what is sent only because nobody else wants the link.
 *
 * In the manner of LEDBAT (RFC 6817) and LEDBAT++ it keeps its own queue under YIELD_QUEUE, so that
 * a key that comes along hardly waits. What differs:
 *
 *   - The link's rate is sought with trains: the window goes in a quarter of a round trip. A train
 *     that is faster than the link makes a short queue while the window is far from full; how long
 *     it grows tells the rate, and the window is set by it.
 *   - From there it grows by a share of itself that is worth YIELD_STEP of queue a round trip,
 *     however long the path: what it overshoots by is that, times the trips it takes to notice.
 *   - It makes room every few seconds, so that the shortest round trip is seen again.
 *   - A lost packet is no sign of anything; more sent and no more delivered is, and so is one that the
 *     network marked. */
#pragma once

#include "transport/rate.h"

#define YIELD_QUEUE MS(25)     /* half a round trip, between these two */
#define YIELD_QUEUE_MIN MS(10)
#define YIELD_QUEUE_BUSY MS(5)
#define YIELD_STEP MS(12)

struct yield {
	double window;    /* bytes in flight, of all kinds, up to which background goes */
	bool begun;       /* it holds a window */
	bool busy;        /* others use the link: hardly a queue then */
	bool limited;     /* the window was what held it up */
	bool seeking;     /* with trains */
	usec_t longest;   /* longest round trip of this round, while seeking */
	usec_t sought_at; /* begin of that round */
	usec_t found_at;  /* a train made a queue; 0: none yet */
	double train, next_train; /* the window a round ago, and at the begin of this one */
	usec_t at;        /* when the next packet may go, by pacing */
	usec_t sample;    /* shortest round trip of this half round; 0: none */
	usec_t queue;     /* of the last half round */
	usec_t judged_at; /* end of the last half round */
	usec_t cut_at;    /* last time that the window was cut: its effect takes a round trip */
	usec_t room_at;   /* next time to make room */
	usec_t room_until;
	usec_t still_until; /* no growth */
	double mark, mark_got; /* window, and bytes delivered a second with it, some rounds ago */
	uint64_t got;          /* delivered since judged_at */
	usec_t marked_at, used_at;
	uint64_t marked_got;
};

void yield_init(struct yield *y);
/* When a packet of background may go: 0 now, USEC_NEVER after an ack only. */
usec_t yield_ready_at(const struct yield *y, const struct rate *r, size_t in_flight, usec_t now);
/* How long such a packet may be. */
size_t yield_datagram_max(const struct yield *y, const struct rate *r, size_t mtu);
void yield_sent(struct yield *y, const struct rate *r, size_t len, size_t in_flight, usec_t srtt,
	size_t mtu, usec_t now);
/* `len` bytes of any kind were acked. */
void yield_acked(struct yield *y, const struct rate *r, size_t len, usec_t srtt, size_t mtu, usec_t now);
/* Nothing came through for long (rate_break): it begins with little again. */
void yield_break(struct yield *y, usec_t srtt, usec_t now);
/* The network marked packets (ECN): half as much. To be called once a round trip at most. */
void yield_marked(struct yield *y, usec_t srtt, usec_t now);
/* A round trip was measured (after rate_rtt). busy: others use the link. */
void yield_rtt(struct yield *y, const struct rate *r, bool busy, usec_t sample, usec_t srtt, usec_t now);
