/* transport/link_out.c -- a packet goes out: which reason, which frames, which path. */
#include "base/err.h"
#include "base/mem.h"
#include "transport/frame.h"
#include "transport/link_impl.h"

#define OBJECT_HEAD 4    /* kind, class, two bytes of length */
#define OBJECT_ROOM 24   /* less is not offered to the user */
#define ECHO_ROOM 4      /* datagrams by which echo may overrun the window */
#define QUEUE_NONE MS(5) /* background goes only below it */
#define HOLD_SPAN MS(2)
#define STREAM_ROOM 24
#define TAIL_LOSS                                                                                  \
	0.01 /* on a clean path a bare ack stays bare: a tail would ask for an ack in turn */
#define EAGER_BURST 2048 /* unacked bytes of an eager stream up to which it is not paced */
#define FLIGHT_ROOM 192  /* what is left for an unproven client must be worth a packet */

/* Why a packet goes now. The order is that of `reasons` below. */
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
	bool new_input;           /* bytes of an eager stream that were not in flight */
	size_t echo_at, echo_len; /* OBJECT frames of class echo, in w */
	uint32_t owed;            /* of the ack, in case the packet does not go */
};

/* --- reasons: when each wants a packet; USEC_NEVER: not now */

static bool has_stream_data(const struct link *l, bool eager)
{
	for (int i = 0; i < LIMIT_LINK_STREAMS; i++) {
		const struct link_stream *s = &l->streams[i];

		if (s->tx != NULL && stream_tx_is_eager(s->tx) == eager &&
			stream_tx_waits(s->tx, link_tx_limit(s))) {
			return true;
		}
	}
	return false;
}

static bool has_credit(const struct link *l)
{
	for (int i = 0; i < LIMIT_LINK_STREAMS; i++) {
		const struct link_stream *s = &l->streams[i];

		if (s->rx != NULL && (s->credit_due || stream_rx_limit(s->rx) - s->rx_limit >=
		                                               LIMIT_STREAM_WINDOW / 4)) {
			return true;
		}
	}
	return false;
}

static usec_t class_at(const struct link *l, int c)
{
	usec_t at;

	if (l->user.ready_at == NULL || link_is_quiet(l)) {
		return USEC_NEVER;
	}
	at = l->user.ready_at(l->user.ctx, (enum link_class)c);
	return at == USEC_NEVER ? at : usec_max(at, l->held_until[c]);
}

static usec_t classes_at(const struct link *l, int from, int to)
{
	usec_t at = USEC_NEVER;

	for (int c = from; c <= to; c++) {
		at = usec_min(at, class_at(l, c));
	}
	return at;
}

static usec_t paced_at(const struct link *l)
{
	return rate_ready_at(
		&l->rate, l->recovery.in_flight, l->recovery.srtt, l->mtu.size, l->now);
}

/* Keys go at once. A long paste, of which more is under way than a few packets' worth, keeps the
 * pace. */
static usec_t eager_at(const struct link *l)
{
	bool some = false;

	for (int i = 0; i < LIMIT_LINK_STREAMS; i++) {
		const struct link_stream *s = &l->streams[i];

		if (s->tx == NULL || !stream_tx_is_eager(s->tx) ||
			!stream_tx_waits(s->tx, link_tx_limit(s))) {
			continue;
		}
		if (stream_tx_unacked(s->tx) <= EAGER_BURST) {
			return 0;
		}
		some = true;
	}
	return some ? paced_at(l) : USEC_NEVER;
}

/* Nothing has been acked since a probe: what is new goes with the next probe, not by itself. */
static bool is_blind(const struct link *l)
{
	return l->recovery.probes > 0 && !link_is_pipe(l);
}

static usec_t echo_at(const struct link *l)
{
	size_t room = rate_window(&l->rate, l->mtu.size) + ECHO_ROOM * l->mtu.size;

	if (l->recovery.in_flight >= room ||
		(l->recovery.probes > 1 && usec_since(l->heard_at, l->now) > SEC(1))) {
		return USEC_NEVER;
	}
	return class_at(l, LINK_ECHO);
}

static usec_t frame_at(const struct link *l)
{
	usec_t at;

	if (is_blind(l)) {
		return USEC_NEVER;
	}
	at = classes_at(l, LINK_FOCUS, LINK_ASKED);
	if (at == USEC_NEVER) {
		return at;
	}
	if (!l->in_frame) {
		at = usec_max(at, rate_frame_at(&l->rate, l->recovery.srtt, l->now));
	}
	return usec_max(at, paced_at(l));
}

static usec_t bulk_at(const struct link *l)
{
	usec_t at;

	if (is_blind(l) || (l->recovery.in_flight > 0 && !link_is_pipe(l) &&
	                           (rate_queue(&l->rate) > QUEUE_NONE))) {
		return USEC_NEVER;
	}
	at = classes_at(l, LINK_IDLE, LINK_BULK);
	return at == USEC_NEVER ? at : usec_max(at, paced_at(l));
}

static usec_t challenge_at(const struct link *l)
{
	usec_t at = USEC_NEVER;

	/* Without room only a packet from there changes anything. */
	if (path_is_set(&l->candidate) && l->candidate.challenged &&
		path_room(&l->candidate) >= PACKET_OVERHEAD + 64) {
		at = l->candidate.challenge_at;
	}
	return l->path.challenged ? usec_min(at, l->path.challenge_at) : at;
}

static usec_t reason_at(const struct link *l, enum reason why)
{
	switch (why) {
	case REASON_RESPOND:
		return l->respond ? 0 : USEC_NEVER;
	case REASON_CHALLENGE:
		return challenge_at(l);
	case REASON_PROBE:
		return l->probes_due > 0 ? 0 : USEC_NEVER;
	case REASON_EAGER:
		return eager_at(l);
	case REASON_ECHO:
		return echo_at(l);
	case REASON_ACK:
		return ack_due(&l->ack);
	case REASON_CONTROL:
		return l->confirmed && (l->cid_told != 0 || has_credit(l)) ? 0 : USEC_NEVER;
	case REASON_PING:
		return l->ping_due ? 0 : USEC_NEVER;
	case REASON_CLASS:
		return frame_at(l);
	case REASON_STREAM:
		return !is_blind(l) && has_stream_data(l, false) ? paced_at(l) : USEC_NEVER;
	case REASON_BULK:
		return bulk_at(l);
	case REASONS:
		break;
	}
	return USEC_NEVER;
}

/* --- frames */

static bool begin(struct build *b, struct link *l, struct packet *out, struct path *to, size_t max,
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

static void put_ack(struct build *b)
{
	struct link *l = b->l;
	size_t left = wr_left(&b->w);
	struct wr w;

	if (l->ack.set.count == 0) {
		return;
	}
	/* However many ranges there are: half of a short datagram is for what it is sent for. */
	wr_init(&w, b->w.start + b->w.len, left < b->w.cap / 2 ? left : b->w.cap / 2);
	ack_write(&l->ack, &w, b->now);
	b->w.len += w.len;
	if (w.len > 0) {
		carry_add(&l->pool, &b->carries, CARRY_ACK)->offset =
			l->ack.set.at[l->ack.set.count - 1].hi - 1;
	}
}

static void put_stream(struct build *b, uint8_t id, uint64_t offset, struct bytes data)
{
	struct carry *c = carry_add(&b->l->pool, &b->carries, CARRY_STREAM);

	frame_put_stream(&b->w, id, offset, data);
	c->id = id;
	c->offset = offset;
	c->len = (uint32_t)data.len;
	b->flags |= SENT_ELICITS;
}

/* The unacked tails of eager streams ride in everything. */
static void put_tails(struct build *b)
{
	struct link *l = b->l;

	for (uint8_t i = 0; i < LIMIT_LINK_STREAMS; i++) {
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

	for (uint8_t i = 0; i < LIMIT_LINK_STREAMS; i++) {
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

	for (uint8_t i = 0; i < LIMIT_LINK_STREAMS && wr_left(&b->w) > 16; i++) {
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
	carry_add_object(&l->pool, &b->carries, token, (uint8_t)c);
	b->flags |= SENT_ELICITS;
	return true;
}

/* True when the class wrote something. */
static bool put_class(struct build *b, int c)
{
	bool some = false;

	while (usec_reached(class_at(b->l, c), b->now) && put_object(b, c)) {
		some = true;
	}
	if (!some && usec_reached(class_at(b->l, c), b->now) &&
		(wr_left(&b->w) >= OBJECT_HEAD + OBJECT_ROOM || (b->flags & SENT_ELICITS) == 0)) {
		b->l->held_until[c] = b->now + HOLD_SPAN;
	}
	return some;
}

static void put_echo(struct build *b)
{
	b->echo_at = b->w.len;
	if (put_class(b, LINK_ECHO)) {
		b->flags |= SENT_URGENT;
	}
	b->echo_len = b->w.len - b->echo_at;
}

/* Frames of the other classes, most urgent first. */
static void put_classes(struct build *b, bool free_ride)
{
	struct link *l = b->l;
	bool credit = rate_frame_at(&l->rate, l->recovery.srtt, b->now) <= b->now;
	bool some = false;

	if (!l->in_frame && !credit && !free_ride) {
		return;
	}
	for (int c = LINK_FOCUS; c <= LINK_ASKED; c++) {
		some = put_class(b, c) || some;
		if (c == LINK_NOTE) {
			put_streams(b, false);
		}
	}
	if (some && !l->in_frame && credit) {
		rate_frame_begun(&l->rate, l->recovery.srtt, b->now);
		l->in_frame = true;
	}
	if (!usec_reached(classes_at(l, LINK_FOCUS, LINK_ASKED), b->now)) {
		l->in_frame = false;
	}
}

static void put_challenge(struct build *b)
{
	struct link *l = b->l;
	usec_t again = recovery_pto(&l->recovery);

	if (!b->to->challenged || !usec_reached(b->to->challenge_at, b->now)) {
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

/* --- copies */

static void drop_dup(struct link *l, size_t i)
{
	carry_release(&l->pool, &l->dups[i].objects);
	l->dup_count--;
	for (; i < l->dup_count; i++) {
		l->dups[i] = l->dups[i + 1];
	}
}

/* Copies of what matters in this packet: on a lossy path, or to the path in use while the packet
 * itself goes to a candidate. Must be called before the packet is sealed. */
static void plan_copies(struct build *b, bool probe)
{
	struct link *l = b->l;
	int copies = loss_copies(&l->loss_out) - 1;
	bool to_active = b->to == &l->candidate && b->echo_len > 0;
	struct dup *d;

	if (link_is_pipe(l) || b->echo_len > LINK_DUP_MAX ||
		(b->echo_len == 0 && !b->new_input && !(probe && (b->flags & SENT_URGENT)))) {
		return;
	}
	if (probe && copies > 1) {
		copies = 1;
	}
	if (copies <= 0 && !to_active) {
		return;
	}
	if (l->dup_count == LINK_DUPS) {
		drop_dup(l, 0);
	}
	d = &l->dups[l->dup_count++];
	d->at = to_active ? b->now : b->now + LINK_DUP_AFTER;
	d->left = (uint8_t)(copies > 0 ? copies : 1);
	d->to_active = to_active;
	d->len = (uint16_t)b->echo_len;
	d->objects = NULL;
	memcpy(d->body, b->w.start + b->echo_at, b->echo_len);
	for (struct carry *c = b->carries; c != NULL; c = c->next) {
		if (c->kind == CARRY_OBJECT && c->object->class_id == LINK_ECHO) {
			carry_share_object(&l->pool, &d->objects, c->object);
		}
	}
}

/* --- finishing */

static void abandon(struct build *b)
{
	b->l->ack.owed = b->owed;
	carry_release(&b->l->pool, &b->carries);
}

static bool finish(struct build *b)
{
	struct link *l = b->l;
	size_t len = 0;
	uint64_t pn = 0;
	struct sent *p;

	if (packet_seal(l->box, l->peer_cid, b->out->data, b->w.len, b->now, &len, &pn) < 0) {
		link_end(l, LINK_CLOSE_ERROR, bytes_str("cipher failed"), b->now);
		abandon(b);
		return false;
	}
	b->out->to = b->to->addr;
	b->out->path = 0;
	b->out->len = (uint16_t)len;
	if (b->flags & SENT_ELICITS) {
		l->elicited_at = b->now;
		l->ping_due = false;
	}
	p = recovery_sent(&l->recovery, pn, len, b->flags, b->now, link_settle, l);
	p->carries = b->carries;
	rate_sent(&l->rate, &p->mark, len,
		l->recovery.in_flight - (p->flags & SENT_IN_FLIGHT ? len : 0), l->recovery.srtt,
		l->mtu.size, b->now);
	b->to->sent += len;
	l->packets_out++;
	l->bytes_out += len;
	meter_add(&l->out_meter, len, b->now);
	return true;
}

static size_t size_max(const struct link *l)
{
	size_t max = rate_datagram_max(&l->rate, l->mtu.size);

	/* Probes unanswered: perhaps large datagrams vanish, perhaps a slow link is full. */
	return l->recovery.probes > 1 && !link_is_pipe(l) && max > LINK_MTU_MIN ? LINK_MTU_MIN
	                                                                        : max;
}

static bool send_dup(struct link *l, struct packet *out, usec_t now)
{
	struct build b;
	struct dup *d;
	bool alive;

	for (size_t i = 0; i < l->dup_count; i++) {
		d = &l->dups[i];
		if (!usec_reached(d->at, now)) {
			continue;
		}
		alive = d->objects == NULL;
		for (struct carry *c = d->objects; c != NULL; c = c->next) {
			alive = alive || !c->object->settled;
		}
		if (!alive || !begin(&b, l, out, &l->path, l->mtu.size, now)) {
			drop_dup(l, i--);
			continue;
		}
		put_ack(&b);
		wr_put(&b.w, d->body, d->len);
		for (struct carry *c = d->objects; c != NULL; c = c->next) {
			carry_share_object(&l->pool, &b.carries, c->object);
		}
		b.flags = d->len > 0 ? SENT_ELICITS | SENT_URGENT : 0;
		put_tails(&b);
		d->at = now + LINK_DUP_AFTER;
		if (--d->left == 0) {
			drop_dup(l, i--);
		}
		if (b.flags == 0 || !wr_ok(&b.w)) {
			abandon(&b); /* the input was acked meanwhile */
			continue;
		}
		return finish(&b);
	}
	return false;
}

/* The path for a packet with this reason. */
static struct path *path_for(struct link *l, enum reason why, usec_t now)
{
	bool candidate = path_is_set(&l->candidate);

	if (l->is_client && why == REASON_PROBE && l->probe_hops) {
		/* Perhaps another address of the server can be reached from here. */
		l->probe_hops = false;
		path_init(&l->candidate, &l->remotes[l->remote_at++ % l->remote_count], true);
		return &l->candidate;
	}
	if (candidate && why == REASON_CHALLENGE && usec_reached(l->candidate.challenge_at, now)) {
		return &l->candidate;
	}
	if (!candidate || path_room(&l->candidate) < PACKET_OVERHEAD + 64) {
		return &l->path;
	}
	switch (why) {
	case REASON_RESPOND:
		return addr_equal(&l->respond_to, &l->candidate.addr) ? &l->candidate : &l->path;
	case REASON_PROBE:
		return l->probes_due > 1 ? &l->candidate : &l->path;
	case REASON_ECHO:
	case REASON_ACK:
		return &l->candidate;
	default:
		return &l->path;
	}
}

static void put_frames(struct build *b, enum reason why)
{
	struct link *l = b->l;
	bool probe = why == REASON_PROBE;
	bool paced = usec_reached(paced_at(l), b->now);

	put_response(b);
	put_challenge(b);
	put_ack(b);
	if (why != REASON_ACK || loss_share(&l->loss_out) > TAIL_LOSS) {
		put_tails(b);
	}
	put_echo(b);
	if (l->confirmed) {
		put_control(b);
	}
	put_streams(b, true);
	if (b->to == &l->path && (probe || (paced && !is_blind(l)))) {
		put_classes(b, probe || b->echo_len > 0);
		if (!probe && why == REASON_BULK) {
			put_class(b, LINK_IDLE);
			put_class(b, LINK_BULK);
		}
		if (why == REASON_STREAM) {
			put_streams(b, false);
		}
	}
	if ((probe || l->ping_due) && (b->flags & SENT_ELICITS) == 0) {
		wr_u8(&b->w, FRAME_PING);
		b->flags |= SENT_ELICITS;
	}
}

static bool send_for(struct link *l, struct packet *out, enum reason why, usec_t now)
{
	struct path *to = path_for(l, why, now);
	bool hop = l->is_client && to == &l->candidate;
	bool sent = false;
	struct build b;

	if (why == REASON_PROBE) {
		l->probes_due--;
	}
	if (begin(&b, l, out, to, size_max(l), now)) {
		put_frames(&b, why);
		if (!wr_ok(&b.w) || ((b.flags & SENT_ELICITS) == 0 && why != REASON_ACK) ||
			b.w.len == 0) {
			abandon(&b);
		} else {
			plan_copies(&b, why == REASON_PROBE);
			sent = finish(&b);
		}
	}
	if (why == REASON_RESPOND) {
		l->respond = false;
	}
	if (why == REASON_CHALLENGE && usec_reached(to->challenge_at, now)) {
		to->challenge_at = now + HOLD_SPAN; /* no room there yet */
	}
	if (hop) {
		l->candidate = (struct path){.challenge_at = USEC_NEVER};
	}
	return sent;
}

static bool send_mtu_probe(struct link *l, struct packet *out, usec_t now)
{
	struct build b;
	size_t size;

	if (!l->path.valid || !l->confirmed || path_is_set(&l->candidate) || l->moving ||
		is_blind(l) || !usec_reached(paced_at(l), now)) {
		return false;
	}
	size = mtu_probe(&l->mtu, now);
	if (size == 0 || !begin(&b, l, out, &l->path, size, now)) {
		return false;
	}
	wr_u8(&b.w, FRAME_PING);
	memset(b.w.start + b.w.len, 0, wr_left(&b.w)); /* PADDING */
	b.w.len = b.w.cap;
	b.flags = SENT_ELICITS | SENT_MTU_PROBE;
	mtu_probe_sent(&l->mtu);
	return finish(&b);
}

/* --- the ends of a link's life */

static bool send_close(struct link *l, struct packet *out, usec_t now)
{
	struct build b;

	if (l->peer_closed) {
		if (!l->close_reply_due) {
			return false;
		}
		l->close_reply_due = false;
		if (!begin(&b, l, out, &l->path, l->mtu.size, now)) {
			return false;
		}
		put_ack(&b);
		return finish(&b);
	}
	if (l->close_acked || !usec_reached(l->close_at, now)) {
		return false;
	}
	if (!begin(&b, l, out, &l->path, l->mtu.size, now)) {
		l->close_at = now + recovery_pto(&l->recovery);
		return false;
	}
	put_ack(&b);
	frame_put_close(&b.w, l->close_reason, bytes_str(l->close_text));
	carry_add(&l->pool, &b.carries, CARRY_CLOSE);
	b.flags = SENT_ELICITS;
	l->close_tries++;
	/* After LINK_CLOSE_SPAN only a packet of the peer brings another one. */
	l->close_at =
		usec_reached(l->since + LINK_CLOSE_SPAN, now)
	                ? USEC_NEVER
	                : now + (l->close_tries < 10 ? usec_min(recovery_pto(&l->recovery), MS(250))
	                                             : SEC(1));
	return finish(&b);
}

static usec_t attempt_gap(const struct link *l)
{
	static const usec_t gaps[] = {MS(100), MS(150), MS(250), MS(500), SEC(1)};
	size_t round = l->attempts / l->remote_count;

	if (l->attempts < l->remote_count) {
		return MS(100);
	}
	if (l->remotes[0].family == ADDR_PIPE) {
		return SEC(2); /* nothing is lost there */
	}
	round = round > 4 ? 4 : round - 1;
	return usec_max(gaps[round] / l->remote_count, MS(50));
}

/* Also after the answer, until a packet under its keys proves that the server still means it. */
static usec_t message1_at(const struct link *l)
{
	if (l->is_client && l->state == LINK_STATE_CONNECTING) {
		return l->attempt_at;
	}
	return link_is_unproven(l) && l->attempt_at < l->since + LINK_CONNECT_SPAN ? l->attempt_at
	                                                                           : USEC_NEVER;
}

static bool send_message1(struct link *l, struct packet *out, usec_t now)
{
	size_t round;
	struct bytes m;

	if (!usec_reached(message1_at(l), now)) {
		return false;
	}
	/* From the fourth round on every other message is small: some paths swallow 1200 bytes. */
	round = l->attempts / l->remote_count;
	m = handshake_message1(
		l->handshake[round >= 3 && round % 2 == 1 && l->handshake[1] != NULL ? 1 : 0]);
	out->to = l->remotes[l->attempts % l->remote_count];
	out->path = 0;
	out->len = (uint16_t)m.len;
	memcpy(out->data, m.data, m.len);
	l->attempts++;
	l->attempt_at = now + attempt_gap(l);
	l->attempt_sent_at = now;
	l->packets_out++;
	l->bytes_out += m.len;
	meter_add(&l->out_meter, m.len, now);
	return true;
}

void link_reply(struct link *l, const struct addr *to)
{
	if (l->reply_count < LINK_CIDS) {
		l->reply_to[l->reply_count++] = *to;
	}
}

static bool send_message2(struct link *l, struct packet *out)
{
	if (l->message2_len == 0 || l->reply_count == 0) {
		return false;
	}
	out->to = l->reply_to[--l->reply_count];
	out->path = 0;
	out->len = (uint16_t)l->message2_len;
	memcpy(out->data, l->message2, l->message2_len);
	l->path.sent += l->message2_len;
	l->packets_out++;
	l->bytes_out += l->message2_len;
	return true;
}

bool link_output(struct link *l, struct packet *out, usec_t now)
{
	l->now = now;
	if (l->is_client ? send_message1(l, out, now) : send_message2(l, out)) {
		return true;
	}
	if (!l->keyed) {
		return false;
	}
	if (l->state == LINK_STATE_CLOSED) {
		return send_close(l, out, now);
	}
	if (path_room(&l->path) < FLIGHT_ROOM) {
		return false;
	}
	if (send_dup(l, out, now)) {
		return true;
	}
	for (int why = 0; why < REASONS; why++) {
		if (usec_reached(reason_at(l, (enum reason)why), now) &&
			send_for(l, out, (enum reason)why, now)) {
			return true;
		}
	}
	if (send_mtu_probe(l, out, now)) {
		return true;
	}
	if (usec_reached(paced_at(l), now)) {
		rate_app_limited(&l->rate, l->recovery.in_flight);
	}
	return false;
}

static usec_t closing_deadline(const struct link *l)
{
	if (l->close_reply_due) {
		return 0;
	}
	if (l->peer_closed || !l->keyed || l->close_acked) {
		return l->close_event_due ? 0 : USEC_NEVER;
	}
	return l->close_event_due ? usec_min(l->close_at, l->since + LINK_CLOSE_SPAN) : l->close_at;
}

usec_t link_deadline(const struct link *l)
{
	usec_t at = USEC_NEVER, probe;

	if (l->state == LINK_STATE_CLOSED) {
		return closing_deadline(l);
	}
	if (!l->confirmed) {
		at = l->since + LINK_CONNECT_SPAN;
	}
	if (l->is_client && l->state == LINK_STATE_CONNECTING) {
		return usec_min(at, l->attempt_at);
	}
	if (l->reply_count > 0 && l->message2_len > 0) {
		return 0;
	}
	if (!l->keyed || path_room(&l->path) < FLIGHT_ROOM) {
		return at; /* only a packet from the client changes anything */
	}
	for (int why = 0; why < REASONS; why++) {
		at = usec_min(at, reason_at(l, (enum reason)why));
	}
	for (size_t i = 0; i < l->dup_count; i++) {
		at = usec_min(at, l->dups[i].at);
	}
	at = usec_min(at, l->recovery.loss_at);
	probe = recovery_probe_at(&l->recovery, l->heard_at);
	if (!link_is_pipe(l) && !link_is_quiet(l)) {
		at = usec_min(at, probe);
	}
	if (l->is_client) {
		at = usec_min(at, l->elicited_at + LINK_PING_SPAN);
		at = usec_min(at, message1_at(l));
	}
	return at;
}
