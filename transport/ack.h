/* transport/ack.h -- what we received and owe an ack for. Zeroed memory owes nothing. */
#pragma once

#include "base/ranges.h"
#include "base/usec.h"
#include "base/wr.h"
#include "transport/ecn.h"

/* How long an ack may wait for something to ride on. */
enum ack_urgency {
	ACK_NONE,  /* the packet asks for no ack */
	ACK_WAITS, /* ACK_DELAY_WAITS: an answer, which the peer does not probe for */
	ACK_LATER, /* ACK_DELAY_LATER */
	ACK_SOON,  /* input, echo, ping: ACK_DELAY_SOON */
};

#define ACK_DELAY_SOON MS(2)
#define ACK_DELAY_LATER MS(20)
#define ACK_DELAY_WAITS MS(250) /* mostly the next key goes before, and takes it along */
#define ACK_DELAY_PIPE MS(500) /* of any kind: nothing is lost there, and the window is known */
#define ACK_GAP MS(10) /* copies of one thing need not be acked one by one */
#define ACK_EVERY 8    /* so many packets of any kind bring the ack forward */

struct ack {
	struct ranges set;
	bool pipe;         /* ACK_DELAY_PIPE */
	bool lossy;        /* a gap is no news there */
	usec_t soon_more;  /* how long the peer's copies go on coming: one ack is for all of them */
	uint64_t received; /* authentic packets, each counted once */
	usec_t largest_at; /* when the highest of `set` came */
	usec_t due;        /* meaningful while something is owed */
	usec_t sent_at;    /* the last ack */
	uint32_t owed;     /* ack-eliciting packets since the last ack went out */
};

void ack_finish(struct ack *a);
void ack_received(struct ack *a, uint64_t pn, enum ack_urgency how, usec_t now);
usec_t ack_due(const struct ack *a); /* USEC_NEVER when nothing is owed */
/* Writes an ACK frame (when anything was received), with these counts unless they are NULL; undone when it does
 * not fit. What is written is no longer owed. */
void ack_write(struct ack *a, struct wr *w, const struct ecn_counts *ecn, usec_t now);
