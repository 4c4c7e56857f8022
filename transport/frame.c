/* transport/frame.c -- encodes and decodes the frames inside a packet. */
#include "transport/frame.h"

#define DELAY_MAX SEC(60)
#define CLASSES_MAX 16
#define SEQUENCE_MAX 0xffffffffu

static bool take_ack(struct rd *r, struct frame *out)
{
	uint64_t top = rd_var(r);

	out->number = top;
	out->delay = rd_var_max(r, DELAY_MAX);
	out->received = rd_var(r);
	out->count = (uint32_t)rd_var_max(r, LIMIT_LINK_ACK_RANGES - 1) + 1;
	for (uint32_t i = 0; i < out->count && !r->bad; i++) {
		uint64_t gap = i == 0 ? 0 : rd_var(r) + 1;
		uint64_t len = rd_var(r);

		if (gap > top || len > top - gap) {
			rd_fail(r);
			break;
		}
		out->range[i] = (struct range){.lo = top - gap - len, .hi = top - gap + 1};
		/* The next range ends below a gap of at least one number. */
		top = out->range[i].lo;
		if (top == 0 && i + 1 < out->count) {
			rd_fail(r);
			break;
		}
		top = top == 0 ? 0 : top - 1;
	}
	return !r->bad;
}

static bool take_ack_ecn(struct rd *r, struct frame *out)
{
	if (!take_ack(r, out)) {
		return false;
	}
	out->ecn.ect0 = rd_var(r);
	out->ecn.ect1 = rd_var(r);
	out->ecn.ce = rd_var(r);
	return !r->bad;
}

static void take_padding(struct rd *r)
{
	struct bytes rest = rd_rest(r);

	for (size_t i = 0; i < rest.len; i++) {
		if (rest.data[i] != 0) {
			rd_fail(r);
			return;
		}
	}
}

bool frame_next(struct rd *r, struct frame *out)
{
	const uint8_t *p;

	if (r->bad || r->left == 0) {
		return false;
	}
	out->kind = (enum frame_kind)rd_u8(r);
	out->data = bytes_of(NULL, 0);
	switch (out->kind) {
	case FRAME_PADDING:
		take_padding(r);
		break;
	case FRAME_PING:
		break;
	case FRAME_ACK:
		return take_ack(r, out);
	case FRAME_ACK_ECN:
		return take_ack_ecn(r, out);
	case FRAME_OBJECT:
		out->id = rd_u8(r);
		out->may_wait = (out->id & FRAME_MAY_WAIT) != 0;
		out->id &= (uint8_t)~FRAME_MAY_WAIT;
		if (out->id >= CLASSES_MAX) {
			rd_fail(r);
		}
		out->data = rd_bytes(r, LINK_MTU_MAX);
		break;
	case FRAME_STREAM:
		out->id = rd_u8(r);
		out->number = rd_var(r);
		out->data = rd_bytes(r, LINK_MTU_MAX);
		if (out->id >= LIMIT_LINK_STREAMS) {
			rd_fail(r);
		}
		break;
	case FRAME_CREDIT:
		out->id = rd_u8(r);
		out->number = rd_var(r);
		if (out->id >= LIMIT_LINK_STREAMS) {
			rd_fail(r);
		}
		break;
	case FRAME_CHALLENGE:
	case FRAME_RESPONSE:
		p = rd_take(r, 8);
		out->data = bytes_of(p, p == NULL ? 0 : 8);
		break;
	case FRAME_CLOSE:
		out->id = rd_u8(r);
		out->data = rd_bytes(r, LIMIT_CLOSE_TEXT);
		break;
	case FRAME_NEW_CID:
		out->number = rd_var_max(r, SEQUENCE_MAX);
		p = rd_take(r, LINK_CID_LEN);
		out->data = bytes_of(p, p == NULL ? 0 : LINK_CID_LEN);
		break;
	default:
		rd_fail(r);
		break;
	}
	return !r->bad;
}

void frame_put_ack(
	struct wr *w, const struct ranges *set, size_t max, usec_t delay, uint64_t received)
{
	frame_put_ack_ecn(w, set, max, delay, received, NULL);
}

void frame_put_ack_ecn(struct wr *w, const struct ranges *set, size_t max, usec_t delay, uint64_t received,
	const struct ecn_counts *ecn)
{
	size_t count = set->count > max ? max : set->count;
	uint64_t top;

	if (count == 0) {
		return;
	}
	top = set->at[set->count - 1].hi - 1;
	wr_u8(w, ecn == NULL ? FRAME_ACK : FRAME_ACK_ECN);
	wr_var(w, top);
	wr_var(w, usec_min(delay, DELAY_MAX));
	wr_var(w, received);
	wr_var(w, count - 1);
	for (size_t i = 0; i < count; i++) {
		const struct range *r = &set->at[set->count - 1 - i];

		if (i > 0) {
			wr_var(w, top - r->hi);
		}
		wr_var(w, r->hi - 1 - r->lo);
		top = r->lo == 0 ? 0 : r->lo - 1;
	}
	if (ecn != NULL) {
		wr_var(w, ecn->ect0);
		wr_var(w, ecn->ect1);
		wr_var(w, ecn->ce);
	}
}

void frame_put_object(struct wr *w, uint8_t class_id, struct bytes body)
{
	wr_u8(w, FRAME_OBJECT);
	wr_u8(w, class_id);
	wr_bytes(w, body);
}

void frame_put_stream(struct wr *w, uint8_t id, uint64_t offset, struct bytes data)
{
	wr_u8(w, FRAME_STREAM);
	wr_u8(w, id);
	wr_var(w, offset);
	wr_bytes(w, data);
}

void frame_put_credit(struct wr *w, uint8_t id, uint64_t limit)
{
	wr_u8(w, FRAME_CREDIT);
	wr_u8(w, id);
	wr_var(w, limit);
}

void frame_put_token(struct wr *w, enum frame_kind kind, const uint8_t token[8])
{
	wr_u8(w, (uint8_t)kind);
	wr_put(w, token, 8);
}

void frame_put_close(struct wr *w, uint8_t reason, struct bytes text)
{
	wr_u8(w, FRAME_CLOSE);
	wr_u8(w, reason);
	wr_bytes(w, text.len > LIMIT_CLOSE_TEXT ? bytes_of(text.data, LIMIT_CLOSE_TEXT) : text);
}

void frame_put_cid(struct wr *w, uint64_t sequence, const uint8_t cid[LINK_CID_LEN])
{
	wr_u8(w, FRAME_NEW_CID);
	wr_var(w, sequence);
	wr_put(w, cid, LINK_CID_LEN);
}
