/* transport/link_out.h -- how a packet comes about, shared by
 *
 *   link_why.c     the reasons for a packet, and when each wants one; the deadline
 *   link_fill.c    its frames
 *   link_copies.c  copies of what matters
 *   link_answer.c  answers to input
 *   link_out.c     which reason is next, on which path; the ends of a link's life */
#pragma once

#include "transport/link_impl.h"

#define FLIGHT_ROOM 192 /* what is left for an unproven client must be worth a packet */

/* Why a packet goes now, most urgent first. */
enum reason {
	REASON_RESPOND,
	REASON_CHALLENGE,
	REASON_PROBE,
	REASON_EAGER,
	REASON_ECHO,
	REASON_ACK,
	REASON_CONTROL,
	REASON_PING,
	REASON_CLASS,
	REASON_STREAM,
	REASON_BULK,
	REASONS,
};

/* A packet under construction. */
struct build {
	struct link *l;
	struct packet *out;
	struct path *to;
	usec_t now;
	struct wr w;
	struct carry *carries;
	uint8_t flags;
	bool background;          /* it goes for nobody else */
	bool new_input;           /* bytes of an eager stream that were not in flight */
	size_t echo_at, echo_len; /* OBJECT frames of class echo, in w */
	bool answers;             /* it is an answer (link_answer.c), or a copy of one */
	uint32_t owed;            /* of the ack, in case the packet does not go */
};

/* When a reason wants a packet; USEC_NEVER: not now. */
usec_t link_reason_at(const struct link *l, enum reason why);
/* Asks the user what is ready. What follows speaks of that. */
void link_look(const struct link *l);
usec_t link_class_at(const struct link *l, int c);
usec_t link_classes_at(const struct link *l, int from, int to); /* both included */
usec_t link_paced_at(const struct link *l);
/* Something waits for the pace or the window, and for nothing else. */
bool link_is_held(const struct link *l);
/* The last answer to input was long and the link may be slow: what follows without new input waits a little. */
bool link_echo_rests(const struct link *l);
usec_t link_message1_at(const struct link *l);
/* Nothing has been acked since a probe: what is new goes with the next probe, not by itself. */
bool link_is_blind(const struct link *l);

/* False when there is no room for a packet on that path. */
bool build_begin(struct build *b, struct link *l, struct packet *out, struct path *to, size_t max,
	usec_t now);
void build_put_ack(struct build *b);
/* The unacked tails of eager streams ride in everything. */
void build_put_tails(struct build *b);
void build_put_frames(struct build *b, enum reason why);
/* One of these two ends it. build_finish: false when the cipher failed, and the link with it. */
void build_abandon(struct build *b);
bool build_finish(struct build *b);

/* link_answer.c: marks what is an answer, once all its frames are there. */
void answer_mark(struct build *b);
void answer_went(const struct build *b); /* any packet */
bool answer_lets_ack(const struct link *l); /* a packet may have an ACK */

/* Plans copies of what matters in this packet. Must be called before it is sealed. */
void copies_plan(struct build *b, bool probe);
bool copies_send(struct link *l, struct packet *out, usec_t now); /* one that is due, or false */
