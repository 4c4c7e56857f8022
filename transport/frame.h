/* transport/frame.h -- the frames inside a packet, as values. A packet's plaintext is frames to its
 * end.
 *
 *   0 PADDING   the rest of the packet is zeros
 *   1 PING
 *   2 ACK       largest, delay (us), received count, ranges - 1, length - 1, (gap - 1, length - 1)..
 *   3 OBJECT    class (u8; + 16: its ack may wait), length, body
 *   4 STREAM    id (u8), offset, length, data
 *   5 CREDIT    stream id (u8), limit: offsets below it may be sent
 *   6 CHALLENGE 8 bytes
 *   7 RESPONSE  the same 8 bytes
 *   8 CLOSE     reason (u8), length, text
 *   9 NEW_CID   sequence, 8 bytes
 *  10 ACK_ECN   as ACK, then the packets that came as ECT(0), ECT(1) and CE
 *
 * Numbers are rd_var's. Decoding is total: frame_next gives frames until the reader is done or
 * bad. */
#pragma once

#include "base/ranges.h"
#include "base/rd.h"
#include "base/usec.h"
#include "base/wr.h"
#include "transport/ecn.h"
#include "transport/limits.h"

#define FRAME_MAY_WAIT 16 /* beside the class of an OBJECT: the ack may, as who misses this asks for it */

enum frame_kind {
	FRAME_PADDING,
	FRAME_PING,
	FRAME_ACK,
	FRAME_OBJECT,
	FRAME_STREAM,
	FRAME_CREDIT,
	FRAME_CHALLENGE,
	FRAME_RESPONSE,
	FRAME_CLOSE,
	FRAME_NEW_CID,
	FRAME_ACK_ECN,
	FRAME_KINDS,
};

#define LIMIT_CLOSE_TEXT 200

struct frame {
	enum frame_kind kind;
	uint8_t id;      /* class, stream or reason */
	bool may_wait;   /* OBJECT: its ack */
	uint64_t number; /* offset, limit, sequence, or the highest acked */
	struct bytes data;
	usec_t delay;      /* ACK */
	uint64_t received; /* ACK: packets of ours that came, over all */
	uint32_t count;
	struct range range[LIMIT_LINK_ACK_RANGES]; /* ACK: highest first */
	struct ecn_counts ecn; /* ACK_ECN, which has all of ACK too */
};

/* False at the end, or when the rest does not decode (then r->bad). */
bool frame_next(struct rd *r, struct frame *out);

/* The `max` (at most LIMIT_LINK_ACK_RANGES) highest ranges of the set; nothing for an empty one. */
void frame_put_ack(
	struct wr *w, const struct ranges *set, size_t max, usec_t delay, uint64_t received);
/* The same as ACK_ECN, with these counts; NULL: as ACK. */
void frame_put_ack_ecn(struct wr *w, const struct ranges *set, size_t max, usec_t delay, uint64_t received,
	const struct ecn_counts *ecn);
void frame_put_object(struct wr *w, uint8_t class_id, struct bytes body);
void frame_put_stream(struct wr *w, uint8_t id, uint64_t offset, struct bytes data);
void frame_put_credit(struct wr *w, uint8_t id, uint64_t limit);
void frame_put_token(
	struct wr *w, enum frame_kind kind, const uint8_t token[8]); /* CHALLENGE, RESPONSE */
void frame_put_close(struct wr *w, uint8_t reason, struct bytes text);
void frame_put_cid(struct wr *w, uint64_t sequence, const uint8_t cid[LINK_CID_LEN]);
