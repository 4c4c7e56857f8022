/* transport/ecn.h -- explicit congestion notification (RFC 3168, RFC 8311; RFC 9000 sections 13.4 and A.4): which
 * packets are marked ECT(0), what the peer says of the marks that came, and whether a path can be trusted
 * with them. Pure; one struct for each direction.
 *
 *                 /--all vanish---\
 *                v                 \
 *     TESTING --a mark came--> CAPABLE --the counts do not add up, CE everywhere--> FAILED
 *        \--- ECN_MUTE bleached; ECN_VANISH lost in a row; ECN_EVERYWHERE times CE ---------> FAILED
 *
 * A path is tested with one packet at a time, and with none that somebody waits for: networks that drop
 * marked packets cost no handshake and no key. A new path begins anew.
 *
 * The counts go back only when they say something: CE, or that marks began or ended. So who tests a path sends
 * ECN_REST unmarked packets before each test but the first, and the peer tells of the first mark after
 * ECN_RUN without any. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum ecn_mark { ECN_NOT, ECN_ECT1, ECN_ECT0, ECN_CE }; /* the two bits in the IP header */

#define ECN_VANISH 4      /* packets of a test lost in a row: the path drops what is marked */
#define ECN_VANISH_LATE 8 /* marked packets lost in a row on a path that is capable: it is tested again */
#define ECN_REST 16
#define ECN_RUN 8
#define ECN_MUTE 2        /* tests in a row that came, and of which the peer saw no mark */
#define ECN_EVERYWHERE 10 /* round trips in which all was CE: somebody marks whatever passes */

/* Packets received so far with each mark, over the whole link. */
struct ecn_counts {
	uint64_t ect0, ect1, ce;
};

/* What came in, and what of it the peer knows. Zeroed memory has seen nothing. */
struct ecn_in {
	struct ecn_counts count;
	uint32_t plain;      /* unmarked packets since the last marked one */
	uint32_t news, told; /* the peer should know state `news`; it is known to have `told` */
};

/* A packet was received (each is counted once). */
void ecn_in_heard(struct ecn_in *in, uint8_t mark);
/* The path is another: whatever the counts are, the peer needs them. */
void ecn_in_moved(struct ecn_in *in);
bool ecn_in_has_news(const struct ecn_in *in); /* the next ack tells the counts */
void ecn_in_told(struct ecn_in *in, uint32_t news); /* an ack that told that state arrived */

enum ecn_state { ECN_TESTING, ECN_CAPABLE, ECN_FAILED };

struct ecn {
	enum ecn_state state;
	bool armed;      /* testing: something unmarked of this path arrived */
	bool arrived;    /* testing: the canary was acked, and not judged so far */
	uint64_t from;   /* first packet number of this path */
	uint64_t canary; /* testing: 1 + the number of the marked packet under way; 0: none */
	uint64_t marked; /* packets of this link */
	uint32_t plain;  /* unmarked packets since the last marked one, or since the path is this */
	uint32_t mute;   /* tests in a row that said nothing */
	uint64_t acked;  /* marked ones of this path that came, since `base` */
	struct ecn_counts told, base; /* by the peer: now, and when the books were opened */
	uint32_t vanished;   /* marked packets lost in a row */
	uint32_t everywhere; /* round trips, or tests, with nothing but CE */
	uint64_t cut_from;   /* CE on packets before this one was reacted to */
};

/* From packet number `next` on packets go another way. */
void ecn_moved(struct ecn *e, uint64_t next);
/* Whether the next packet is to be marked. spare: nobody waits for it. */
bool ecn_marks(const struct ecn *e, bool spare);
void ecn_sent(struct ecn *e, uint64_t pn, bool marked);
void ecn_acked(struct ecn *e, uint64_t pn); /* a marked packet */
void ecn_lost(struct ecn *e, uint64_t pn);
/* An ack was applied. `counts`: what it told, or NULL; top: the highest number that it acks; newest: it came in
 * the newest packet of the peer, so that it knows of all that was acked so far; next: number of our next
 * packet. True when the sender must slow down. */
bool ecn_judge(struct ecn *e, const struct ecn_counts *counts, uint64_t top, bool newest, uint64_t next);
const char *ecn_text(enum ecn_state s); /* "testing", "capable", "failed" */
