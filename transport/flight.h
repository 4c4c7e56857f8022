/* transport/flight.h -- the flight recorder of a link: what happened, in a ring of fixed size, and as
 * lines of text. No contents and no secrets: times, sizes, numbers. Events are rows of one table
 * (flight.c), which the encoder, the decoder and the text walk.
 *
 * A record on disk (all numbers rd_var's but the first three):
 *
 *   8  "MUXLINK1"
 *   8  time before the first event, in us (u64)
 *   .. events, oldest first: kind (u8), us since the event before, the fields of the kind
 */
#pragma once

#include "base/buf.h"
#include "base/rd.h"
#include "base/usec.h"

#define FLIGHT_BYTES 65536 /* of the ring: some minutes of work, hours of silence */
#define FLIGHT_FIELDS 6
#define FLIGHT_TEXT_MAX 256

enum flight_kind {
	FLIGHT_START,     /* a link begins: 1 on the client, length of its hello, 1 on a pipe */
	FLIGHT_SEED,      /* simulations: whose clock, and seed */
	FLIGHT_STATE,     /* enum link_state, reason */
	FLIGHT_HANDSHAKE, /* 1 out, kind of message (1, 2), which (client: of its two), bytes */
	FLIGHT_OUT,       /* number, bytes, 1 to a candidate, kinds of frames */
	FLIGHT_IN,        /* number, bytes, 1 from elsewhere, kinds of frames */
	FLIGHT_DROP,      /* bytes, error: not for us, not authentic, or seen before */
	FLIGHT_LOST,      /* number */
	FLIGHT_RTT,       /* latest, smoothed, in us */
	FLIGHT_PROBE,     /* how many without an answer */
	FLIGHT_PATH,      /* 0 candidate, 1 validated, 2 we moved */
	FLIGHT_PHASE,     /* of our keys */
	FLIGHT_MTU,       /* bytes of a datagram */
	FLIGHT_ATTACH,    /* stream, 1 to send, 1 eager, offset */
	FLIGHT_WRITE,     /* stream, bytes written in all */
	FLIGHT_READY,     /* class, 0 nothing, else 1 + us from now on: something wants to go */
	FLIGHT_FILL,      /* class, bytes of the frame body */
	FLIGHT_TURN,      /* simulations: it was asked for packets, and had none */
	FLIGHT_MARK,      /* 1 out, enum ecn_mark: of the packets from here on that go that way; at first ECN_NOT */
	FLIGHT_ECN,       /* enum ecn_state, how many of our packets the network marked, by what the peer told */
	FLIGHT_KINDS,
};

struct flight_event {
	usec_t at;
	enum flight_kind kind;
	uint64_t field[FLIGHT_FIELDS];
};

struct flight; /* NULL is silence */

struct flight *flight_new(size_t bytes);
void flight_free(struct flight *r);
/* Every turn leaves an event: whoever runs it again must wake the link at the same times. */
void flight_keep_turns(struct flight *r);
/* At the end of a turn. */
void flight_turn(struct flight *r, usec_t now);
/* Called with each event from now on: for a log. */
void flight_watch(struct flight *r, void (*f)(void *ctx, const struct flight_event *e), void *ctx);
/* `field`: as many as the kind has. The oldest events make room. */
void flight_put(struct flight *r, usec_t now, enum flight_kind kind, const uint64_t *field);
/* The same, if `value` is not what it was when the kind last came with this key (below 16). */
void flight_put_change(struct flight *r, usec_t now, enum flight_kind kind, unsigned key,
	uint64_t value, const uint64_t *field);
/* True when class `c` was last said to be ready at another time than `at`. */
bool flight_ready_changed(struct flight *r, unsigned c, usec_t at, usec_t now);
size_t flight_count(const struct flight *r); /* events in the ring */
void flight_dump(const struct flight *r, struct buf *out);

/* Reads a dump. ERR_PROTO when it does not begin as one; *base: for flight_next. */
int flight_begin(struct rd *r, usec_t *base);
/* The next event; *at is the time of the one before, and moves on. False at the end, or when the
 * rest does not decode (then r->bad). */
bool flight_next(struct rd *r, usec_t *at, struct flight_event *out);
/* "12.345678 out pn=17 len=63 ..."; the number of characters. */
size_t flight_text(const struct flight_event *e, char out[FLIGHT_TEXT_MAX]);
