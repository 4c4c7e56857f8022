/* transport/flight.h -- the flight recorder of a link: what happened, in a ring of fixed size, and as
 * lines of text. No contents and no secrets: times, sizes, numbers. Events are rows of one table
 * (flight_text.c), which the encoder, the decoder and the text walk.
 *
 * What comes to a link from outside is recorded whole but for its contents: each call of its user, each
 * packet (its frames without what they carry), each answer of its user. So the record can be run again
 * (tests/sim/rerun.h), and gives what the link did, which is recorded beside it. Now and then, and at the
 * link's beginning, there is a checkpoint: its whole state (transport/link_state.h). From each of them a run
 * may begin, so that it does not matter that the ring has forgotten what came before.
 *
 * A record on disk (all numbers rd_var's but the first two):
 *
 *   8  "MUXLINK", and the version of what follows: "2"
 *   8  time before the first event, in us (u64)
 *   .. events, oldest first: kind (u8), us since the event before, the fields of the kind, and, where the
 *      kind has one, a blob: length, bytes
 */
#pragma once

#include "base/buf.h"
#include "base/rd.h"
#include "base/usec.h"

#define FLIGHT_BYTES 262144 /* of the ring: minutes of typing, seconds of a flood, days of silence */
#define FLIGHT_FIELDS 6
#define FLIGHT_TEXT_MAX 256
#define FLIGHT_KEYS 64 /* for flight_put_change */

/* Appended to, and what there is keeps its meaning; else the version of the record is another. */
enum flight_kind {
	/* Where a run may begin. */
	FLIGHT_START,      /* a link begins: 1 on the client, length of its hello, 1 on a pipe, bytes of message 1 */
	FLIGHT_CHECKPOINT, /* blob: the state */

	/* What comes from outside. */
	FLIGHT_ADDRESS,   /* the first time it is spoken of: number, family, host, 1 far */
	FLIGHT_IN,        /* number, bytes, address, our connection id, ECN field, kinds of frames; blob: the frames */
	FLIGHT_DROP,      /* how many, bytes and error of the last: not for us, not authentic, or seen before */
	FLIGHT_HANDSHAKE, /* 1 out, kind of message (1, 2, 3 a refusal), 1 small, bytes, address */
	FLIGHT_ANSWER,    /* server: message 2 was made, of so many bytes */
	FLIGHT_TICK,      /* time went on */
	FLIGHT_ATTACH,    /* stream, 1 to send; blob: how it stands */
	FLIGHT_DETACH,    /* stream */
	FLIGHT_WRITE,     /* stream to send: written in all, with the peer */
	FLIGHT_READ,      /* stream to receive: the user took what is below this */
	FLIGHT_WAKE,      /* what had nothing to say may have something */
	FLIGHT_USER,      /* another user */
	FLIGHT_REMOTES,   /* how many; blob: their addresses */
	FLIGHT_CANNOT,    /* the system cannot send to this address */
	FLIGHT_MOVED,     /* this end's address changed, or it slept */
	FLIGHT_WATCHED,   /* somebody looks */
	FLIGHT_THRIFT,    /* frames a second, bytes a minute, longest silence */
	FLIGHT_CLOSE,     /* reason, length of the text */
	FLIGHT_CUT,       /* the endpoint ends it: reason */

	/* What the user answers when asked. */
	FLIGHT_READY, /* class, 0 nothing, else 1 + us from now on: something wants to go; flight_looks */
	FLIGHT_FILL,  /* class, bytes of the frame body */

	/* What the link makes of it. */
	FLIGHT_STATE, /* enum link_state, reason */
	FLIGHT_OUT,   /* number, bytes, address, ECN field, kinds of frames */
	FLIGHT_LOST,  /* number */
	FLIGHT_RTT,   /* latest, smoothed, in us */
	FLIGHT_PROBE, /* how many without an answer */
	FLIGHT_PATH,  /* 0 candidate, 1 validated */
	FLIGHT_PHASE, /* of our keys */
	FLIGHT_MTU,   /* bytes of a datagram */
	FLIGHT_ECN,   /* enum ecn_state, how many of our packets the network marked, by what the peer told */
	FLIGHT_TURN,  /* it was asked for a packet, and had none */
	FLIGHT_KINDS,
};

struct flight_event {
	usec_t at;
	enum flight_kind kind;
	uint64_t field[FLIGHT_FIELDS];
	struct bytes blob; /* borrowed from whom it was read from; else empty */
};

struct flight; /* NULL is silence */
typedef void flight_watch_fn(void *ctx, const struct flight_event *e);

struct flight *flight_new(size_t bytes);
void flight_free(struct flight *r);
/* Called with each event from now on: for a log, and for who runs a record again. */
void flight_watch(struct flight *r, flight_watch_fn *f, void *ctx);
/* `field`: as many as the kind has. The oldest events make room. */
void flight_put(struct flight *r, usec_t now, enum flight_kind kind, const uint64_t *field);
/* A blob of more than half the ring is left out, and false. */
bool flight_put_blob(struct flight *r, usec_t now, enum flight_kind kind, const uint64_t *field, struct bytes blob);
/* The same, if `value` is not what it was when this key (below FLIGHT_KEYS) last came. */
void flight_put_change(struct flight *r, usec_t now, enum flight_kind kind, unsigned key,
	uint64_t value, const uint64_t *field);
/* A packet that was dropped. They are counted, and told before the next event: a flood must not wash
 * the ring. */
void flight_drop(struct flight *r, size_t len, int error, usec_t now);
/* The user is asked what is ready; `begin`: for the first time for this packet. */
void flight_look(struct flight *r, bool begin);
/* The first `n` classes want to go then; told of each when it was another time that was said last. */
void flight_ready(struct flight *r, const usec_t *at, unsigned n, usec_t now);
/* How often he was asked since the last event: it tells which time an answer belongs to. */
unsigned flight_looks(const struct flight *r);

/* Turns in which nothing could happen are not recorded: nothing was put since the last one, and the
 * deadline that the link then had is not reached. */
void flight_set_deadline(struct flight *r, usec_t at);
bool flight_is_idle(const struct flight *r, usec_t now);
/* The end of a turn: recorded, unless it is an idle one. */
void flight_turn(struct flight *r, usec_t now, bool idle);
/* For who runs a record again: all turns count, and no checkpoint is ever due. */
void flight_rerun(struct flight *r);

/* True when it is time for a checkpoint: the ring shall never be without one. */
bool flight_checkpoint_due(const struct flight *r);
size_t flight_room(const struct flight *r); /* bytes that one may have */
/* Puts it, and forgets what was said before of what changes: it is said again. Empty: there was not room for it,
 * it is due again soon. */
void flight_checkpoint(struct flight *r, usec_t now, struct bytes state);

size_t flight_count(const struct flight *r); /* events in the ring */
void flight_dump(const struct flight *r, struct buf *out);

/* Addresses are numbers in a record: which they are is nobody's business, but which are the same, or of the
 * same host, is. */
struct flight_addr {
	uint64_t id, host;
	uint8_t family;
	bool far;
};
/* The number of an address; one that is new is told first. 0 for ADDR_NONE. */
struct addr;
uint64_t flight_addr(struct flight *r, const struct addr *a, usec_t now);
size_t flight_addrs(const struct flight *r, struct flight_addr *out, size_t max);
/* Something that is in all respects like the address of that description, known by its number from now on. */
struct addr flight_know_addr(struct flight *r, const struct flight_addr *a);
bool flight_find_addr(const struct flight *r, uint64_t id, struct addr *out);

/* Reads a dump. ERR_PROTO when it does not begin as one, ERR_VERSION when it is of another version; *base: for
 * flight_next. */
int flight_begin(struct rd *r, usec_t *base);
/* The next event; *at is the time of the one before, and moves on. False at the end, or when the
 * rest does not decode (then r->bad). */
bool flight_next(struct rd *r, usec_t *at, struct flight_event *out);
struct flight_def {
	const char *name;
	uint8_t fields; /* how many it has */
	bool blob;
	const char *field[FLIGHT_FIELDS];
};
extern const struct flight_def flight_defs[FLIGHT_KINDS];
/* "12.345678 out pn=17 len=63 ..."; the number of characters. */
size_t flight_text(const struct flight_event *e, char out[FLIGHT_TEXT_MAX]);
