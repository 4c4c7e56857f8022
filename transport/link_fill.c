/* transport/link_fill.c -- the frames of a packet. */
#include "base/mem.h"
#include "transport/frame.h"
#include "transport/link_out.h"

#define ECHO_LONG 200  /* bytes: no key's echo alone */
#define OBJECT_ROOM 24 /* less is not offered to the user */
#define HOLD_SPAN MS(2)
#define STREAM_ROOM 24
#define PAD_KEY 56    /* a packet with a key is no shorter */
#define PAD_MOVED 320 /* nor than this, when the path may be another */
#define SILENCE SEC(1)
#define TAIL_LOSS                                                                                  \
	0.01 /* on a clean path a bare ack stays bare: a tail would ask for an ack in turn */

bool build_begin(struct build *b, struct link *l, struct packet *out, struct path *to, size_t max,
	usec_t now)
{
	size_t room = path_room(to);

	max = max > room ? room : max;
	if (max < PACKET_OVERHEAD + 32) {
		return false;
	}
	*b = (struct build){.l = l, .out = out, .to = to, .now = now, .owed = l->ack.owed};
	wr_init(&b->w, out->data + PACKET_HEAD_LEN, max - PACKET_OVERHEAD);
	return true;
}

void build_put_ack(struct build *b)
{
	struct link *l = b->l;
	const struct ecn_counts *ecn = ecn_in_has_news(&l->ecn_in) ? &l->ecn_in.count : NULL;
	size_t left = wr_left(&b->w);
	struct wr w;

	if (l->ack.set.count == 0) {
		return;
	}
	/* However many ranges there are: half of a short datagram is for what it is sent for. */
	wr_init(&w, b->w.start + b->w.len, left < b->w.cap / 2 ? left : b->w.cap / 2);
	ack_write(&l->ack, &w, ecn, b->now);
	b->w.len += w.len;
	if (w.len > 0) {
		struct carry *c = carry_add(&l->pool, &b->carries, CARRY_ACK);

		c->offset = l->ack.set.at[l->ack.set.count - 1].hi - 1;
		c->id = ecn != NULL;
		c->len = l->ecn_in.news;
	}
}

static void put_stream(struct build *b, uint8_t id, uint64_t offset, struct bytes data)
{
	struct carry *c = carry_add(&b->l->pool, &b->carries, CARRY_STREAM);

	frame_put_stream(&b->w, id, offset, data);
	c->id = id;
	c->offset = offset;
	c->len = (uint32_t)data.len;
	b->l->kinds_out[LINK_KIND_STREAM] += data.len;
	b->flags |= SENT_ELICITS;
}

/* The unacked tails of eager streams ride in everything. */
void build_put_tails(struct build *b)
{
	struct link *l = b->l;

	for (uint8_t i = 0; i < l->stream_end; i++) {
		struct link_stream *s = &l->streams[i];
		size_t room = wr_left(&b->w);
		uint64_t offset;
		struct bytes data;

		if (s->tx == NULL || !stream_tx_is_eager(s->tx) || room < STREAM_ROOM) {
			continue;
		}
		room = room - STREAM_ROOM > LINK_EAGER_MAX ? LINK_EAGER_MAX : room - STREAM_ROOM;
		bool waits = stream_tx_waits(s->tx, link_tx_limit(s));
		b->new_input = b->new_input || waits;
		/* A tail longer than the room must not keep what was never sent from being sent. */
		data = waits && stream_tx_unacked(s->tx) > room
		               ? stream_tx_take(s->tx, link_tx_limit(s), room, &offset)
		               : stream_tx_tail(s->tx, link_tx_limit(s), room, &offset);
		if (data.len == 0) {
			continue;
		}
		put_stream(b, i, offset, data);
		s->tail_pn = packet_next_number(l->box);
		s->tail_at = offset;
		s->tail_end = offset + data.len;
		b->flags |= SENT_URGENT;
	}
}

/* What is not in flight of the streams: of the eager ones (a long paste), or of the others. */
static void put_streams(struct build *b, bool eager)
{
	struct link *l = b->l;

	for (uint8_t i = 0; i < l->stream_end; i++) {
		struct link_stream *s = &l->streams[i];
		uint64_t offset;
		struct bytes data;

		if (s->tx == NULL || stream_tx_is_eager(s->tx) != eager) {
			continue;
		}
		while (wr_left(&b->w) > STREAM_ROOM) {
			data = stream_tx_take(
				s->tx, link_tx_limit(s), wr_left(&b->w) - STREAM_ROOM, &offset);
			if (data.len == 0) {
				break;
			}
			put_stream(b, i, offset, data);
		}
	}
}

static void put_control(struct build *b)
{
	struct link *l = b->l;

	for (uint8_t i = 0; i < l->stream_end && wr_left(&b->w) > 16; i++) {
		struct link_stream *s = &l->streams[i];
		uint64_t limit;

		if (s->rx == NULL) {
			continue;
		}
		limit = stream_rx_limit(s->rx);
		if (s->credit_due || limit - s->rx_limit >= LIMIT_STREAM_WINDOW / 4) {
			frame_put_credit(&b->w, i, limit);
			carry_add(&l->pool, &b->carries, CARRY_CREDIT)->id = i;
			s->rx_limit = limit;
			s->credit_due = false;
			b->flags |= SENT_ELICITS;
		}
	}
	for (uint32_t seq = l->cid_next - (l->cid_next < LINK_CIDS ? l->cid_next : LINK_CIDS);
		seq < l->cid_next && wr_left(&b->w) > 16; seq++) {
		uint8_t at = (uint8_t)(seq % LINK_CIDS);

		if (l->cid_told & 1u << at) {
			frame_put_cid(&b->w, seq, l->cids[at]);
			carry_add(&l->pool, &b->carries, CARRY_CID)->id = at;
			l->cid_told &= ~(1u << at);
			b->flags |= SENT_ELICITS;
		}
	}
}

/* One frame of the user. False when it wrote nothing. */
static bool put_object(struct build *b, int c)
{
	struct link *l = b->l;
	struct wr body;
	uint64_t token = 0;

	if (wr_left(&b->w) < OBJECT_HEAD + OBJECT_ROOM) {
		return false;
	}
	wr_init(&body, b->w.start + b->w.len + OBJECT_HEAD, wr_left(&b->w) - OBJECT_HEAD);
	if (!l->user.fill(l->user.ctx, (enum link_class)c, &body, b->now, &token)) {
		return false;
	}
	wr_u8(&b->w, FRAME_OBJECT);
	wr_u8(&b->w, (uint8_t)c);
	wr_u16(&b->w, (uint16_t)(0x4000 | body.len)); /* rd_var's two-byte form */
	b->w.len += body.len;
	note_fill(l, c, body.len, b->now);
	l->kinds_out[c] += body.len;
	carry_add_object(&l->pool, &b->carries, token, (uint8_t)c);
	b->flags |= SENT_ELICITS;
	return true;
}

/* True when the class wrote something. */
static bool put_class(struct build *b, int c)
{
	bool some = false;

	while (usec_reached(link_class_at(b->l, c), b->now)) {
		bool wrote = put_object(b, c);

		link_look(b->l);
		if (!wrote) {
			break;
		}
		some = true;
	}
	if (!some && usec_reached(link_class_at(b->l, c), b->now) &&
		(wr_left(&b->w) >= OBJECT_HEAD + OBJECT_ROOM || (b->flags & SENT_ELICITS) == 0)) {
		b->l->held_until[c] = b->now + HOLD_SPAN;
	}
	return some;
}

static void put_echo(struct build *b, bool probe)
{
	struct link *l = b->l;

	b->echo_at = b->w.len;
	if ((probe || !link_echo_rests(l)) && put_class(b, LINK_ECHO)) {
		b->flags |= SENT_URGENT;
	}
	b->echo_len = b->w.len - b->echo_at;
	if (b->echo_len > 0) {
		l->echo_free = l->echo_free > 0 ? (uint8_t)(l->echo_free - 1) : 0;
	}
	if (b->echo_len > ECHO_LONG) {
		l->echo_rest = b->now + rate_frame_span(l->recovery.srtt);
		if (rate_is_strange(&l->rate)) {
			rate_frame_begun(&l->rate, l->recovery.srtt, b->now);
		}
	}
}

/* Frames of the other classes, most urgent first. */
static void put_classes(struct build *b, bool free_ride)
{
	struct link *l = b->l;
	bool credit = rate_frame_at(&l->rate, l->recovery.srtt, b->now) <= b->now;
	bool some = false, spare = usec_reached(thrift_frame_at(&l->thrift), b->now);

	if (!l->in_frame && !(spare && (credit || free_ride))) {
		return;
	}
	for (int c = LINK_FOCUS; c <= LINK_ASKED; c++) {
		some = put_class(b, c) || some;
		if (c == LINK_NOTE) {
			put_streams(b, false);
		}
	}
	if (some) {
		l->screen_at = b->now;
	}
	if (some && !l->in_frame && credit) {
		rate_frame_begun(&l->rate, l->recovery.srtt, b->now);
		l->in_frame = true;
	}
	if (some && spare) {
		thrift_frame_begun(&l->thrift, b->now);
	}
	if (!usec_reached(link_classes_at(l, LINK_FOCUS, LINK_ASKED), b->now)) {
		l->in_frame = false;
	}
}

static void put_challenge(struct build *b)
{
	struct link *l = b->l;
	usec_t again = recovery_pto(&l->recovery);

	if (!b->to->challenged || (b->to->tries > 0 && !usec_reached(b->to->challenge_at, b->now))) {
		return;
	}
	frame_put_token(&b->w, FRAME_CHALLENGE, b->to->token);
	if (b->to->tries > 20) {
		again = b->to->tries > 60 ? SEC(3) : SEC(1);
	}
	path_challenge_sent(b->to, b->now, again);
	b->flags |= SENT_ELICITS;
}

static void put_response(struct build *b)
{
	struct link *l = b->l;

	if (l->respond && (l->is_client || addr_equal(&l->respond_to, &b->to->addr))) {
		frame_put_token(&b->w, FRAME_RESPONSE, l->respond_token);
		l->respond = false;
		b->flags |= SENT_ELICITS;
	}
}

/* Where the network may have moved us, an answer has no more room than three times what it
 * answers: then a key brings room for a line of the screen. */
static void put_padding(struct build *b)
{
	const struct link *l = b->l;
	bool moved = l->moving || usec_since(l->heard_at, b->now) > SILENCE;
	size_t len = (moved ? PAD_MOVED : PAD_KEY) - PACKET_OVERHEAD;

	len = len < b->w.cap ? len : b->w.cap;
	if (!l->is_client || link_is_pipe(l) || b->w.len >= len) {
		return;
	}
	memset(b->w.start + b->w.len, 0, len - b->w.len);
	b->w.len = len;
}

void build_put_frames(struct build *b, enum reason why)
{
	struct link *l = b->l;
	bool probe = why == REASON_PROBE;
	bool paced = usec_reached(link_paced_at(l), b->now);

	put_response(b);
	put_challenge(b);
	if (answer_lets_ack(l)) {
		build_put_ack(b);
	}
	if (why != REASON_ACK || link_is_blind(l) || loss_share(&l->loss_out) > TAIL_LOSS) {
		build_put_tails(b);
	}
	put_echo(b, probe);
	if (l->confirmed) {
		put_control(b);
	}
	put_streams(b, true);
	/* A client that comes back from elsewhere sees at once what it missed, as far as three times its packets go. */
	if (probe ? !l->is_client || b->to == &l->path : b->to == &l->path && paced && !link_is_blind(l)) {
		put_classes(b, probe || b->echo_len > 0);
		if (why == REASON_STREAM) {
			put_streams(b, false);
		}
	}
	if (b->to == &l->path && why == REASON_BULK) {
		b->background = (b->flags & SENT_ELICITS) == 0;
		put_class(b, LINK_IDLE);
		put_class(b, LINK_BULK);
	}
	if ((probe || l->ping_due) && (b->flags & SENT_ELICITS) == 0) {
		wr_u8(&b->w, FRAME_PING);
		b->flags |= SENT_ELICITS;
	}
	if (b->new_input || (probe && (b->flags & SENT_URGENT)) || l->moving) {
		put_padding(b);
	}
	answer_mark(b);
}

void build_abandon(struct build *b)
{
	b->l->ack.owed = b->owed;
	carry_release(&b->l->pool, &b->carries);
}

bool build_finish(struct build *b)
{
	struct link *l = b->l;
	uint64_t frames = note_frames(l, wr_done(&b->w));
	size_t len = 0, before;
	uint64_t pn = 0;
	struct sent *p;

	if (packet_seal(l->box, l->peer_cid, b->out->data, b->w.len, b->now, &len, &pn) < 0) {
		link_end(l, LINK_CLOSE_ERROR, bytes_str("cipher failed"), b->now);
		build_abandon(b);
		return false;
	}
	b->out->to = b->to->addr;
	b->out->path = 0;
	b->out->len = (uint16_t)len;
	b->out->ecn = link_ecn_marks(l, b->to, b->flags) ? ECN_ECT0 : ECN_NOT;
	/* What came in says as much to a NAT; but we cannot know that it passed there. */
	if (usec_since(l->sent_at, b->now) > usec_max(2 * l->recovery.srtt, SILENCE)) {
		l->pause = usec_since(l->sent_at, b->now);
		l->pause_at = b->now;
	}
	l->sent_at = b->now;
	thrift_sent(&l->thrift, len, b->now);
	if (b->new_input || b->echo_len > 0) {
		l->lively_at = b->now;
	}
	if (b->flags & SENT_ELICITS) {
		l->elicited_at = b->now;
		l->ping_due = false;
	}
	p = recovery_sent(&l->recovery, pn, len, b->flags, b->now, link_settle, l);
	p->carries = b->carries;
	p->path = b->to->id;
	p->marked = b->out->ecn == ECN_ECT0;
	ecn_sent(&l->ecn, pn, p->marked);
	p->answers = b->answers;
	answer_went(b);
	before = l->recovery.in_flight - (p->flags & SENT_IN_FLIGHT ? len : 0);
	rate_sent(&l->rate, &p->mark, len, !b->background, before, l->recovery.srtt, l->mtu.size, b->now);
	if (b->background) {
		yield_sent(&l->yield, &l->rate, len, before, l->recovery.srtt, l->mtu.size, b->now);
	}
	note_out(l, pn, b->out, frames, b->now);
	b->to->sent += len;
	l->packets_out++;
	l->bytes_out += len;
	meter_add(&l->out_meter, len, b->now);
	return true;
}
