/* transport/recovery.h -- round-trip time, which packets in flight are lost, and when to probe.
 * RFC 9002, with these differences: the probe timer runs from the oldest packet that waits, is
 * short, does not double (mosh's lesson: go on at a steady pace, and let the state that goes out
 * be fresh), and the reordering thresholds widen when a loss turns out to have been none. So does a break
 * (persistent congestion, section 7.6). */
#pragma once

#include "base/usec.h"
#include "transport/carry.h"
#include "transport/limits.h"
#include "transport/rate.h"

#define RECOVERY_PROBE_SPAN MS(60) /* between probes while something urgent and short waits */
#define RECOVERY_BREAK 3
#define RECOVERY_SHORT 72          /* bytes; of longer ones each waits for the ack of the one before */

enum {
	SENT_ELICITS = 1,   /* asks for an ack */
	SENT_URGENT = 2,    /* carries input or echo */
	SENT_IN_FLIGHT = 4, /* counted in in_flight */
	SENT_ACKED = 8,
	SENT_LOST = 16,
	SENT_PROBED = 32, /* a probe timer gave up waiting for it; an ack is still welcome */
	SENT_MTU_PROBE = 64,
	SENT_MOOT = 128, /* all that it carried is settled: whether it arrives is only statistics */
};

struct sent {
	uint64_t pn;
	usec_t at;
	uint16_t len;
	uint8_t flags;
	uint8_t path; /* it went by: path.id */
	bool marked;  /* as ECT(0) */
	bool answers; /* who misses it asks again: its ack may wait */
	struct rate_mark mark;
	struct carry *carries;
};

struct recovery {
	struct sent *ring;
	size_t cap;
	uint64_t first, next; /* packet numbers in the ring */
	usec_t srtt, rttvar, latest;
	size_t in_flight;
	uint64_t largest_acked;
	bool any_acked;
	usec_t loss_at;     /* when the next packet becomes lost by time */
	uint32_t threshold; /* packets */
	usec_t slack;       /* added to the time threshold */
	uint32_t probes;    /* since the last ack of something new */
	usec_t probed_at;
	uint64_t lost; /* less those that came after all */
	/* Losses over more than RECOVERY_BREAK PTOs, and nothing acked in between: the last such span, as numbers. */
	uint64_t break_lo, break_hi;
	uint32_t break_least; /* so many in a row are chance, where much is lost */
	bool broke, mended; /* for the link to see to: one was found; something of it came after all */
	usec_t ack_more;  /* what is urgent is acked so much later, for its copies */
	usec_t queue;   /* that this end makes itself on a slow link: a round trip may grow by it at any time */
	bool unwatched; /* nobody looks: what is dead is probed less often */
	bool hurried;   /* somebody waits for all of it: nothing is probed at the calm pace */
};

/* What became of a packet: SENT_ACKED, SENT_LOST or SENT_PROBED is new in p->flags. The callee
 * settles p->carries (and releases them, except on SENT_PROBED). */
typedef void recovery_fn(void *ctx, struct sent *p, uint8_t what, usec_t now);

void recovery_init(struct recovery *r);
void recovery_finish(struct recovery *r); /* carries must be released by then */

/* Numbers must come in order without gaps. What is forgotten because LIMIT_LINK_SENT is reached
 * is lost. */
struct sent *recovery_sent(struct recovery *r, uint64_t pn, size_t len, uint8_t flags, usec_t now,
	recovery_fn *fn, void *ctx);
struct sent *recovery_find(struct recovery *r, uint64_t pn); /* NULL when forgotten */

/* The peer received lo <= pn < hi. */
void recovery_acked(
	struct recovery *r, uint64_t lo, uint64_t hi, usec_t now, recovery_fn *fn, void *ctx);
/* A sample from the ack of a packet just acked for the first time. */
void recovery_rtt(struct recovery *r, usec_t sample);
/* The path changed: the figures begin again (the next sample counts in full). */
void recovery_reset_rtt(struct recovery *r);
/* Declares what is lost by now. */
void recovery_detect(struct recovery *r, usec_t now, recovery_fn *fn, void *ctx);

usec_t recovery_pto(const struct recovery *r);
/* When a probe should go; USEC_NEVER when nothing waits. `heard_at`: last packet of the peer. */
usec_t recovery_probe_at(const struct recovery *r, usec_t heard_at);
/* The probe timer fired: gives up on what has waited long enough. */
void recovery_probe(struct recovery *r, usec_t now, recovery_fn *fn, void *ctx);
usec_t recovery_unacked_since(const struct recovery *r); /* 0 when nothing waits */
