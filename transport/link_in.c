/* transport/link_in.c -- a packet comes in: open it, check every frame, then apply them. */
#include "base/err.h"
#include "base/mem.h"
#include "transport/frame.h"
#include "transport/link_impl.h"

#define ANSWER_PATIENCE MS(500) /* without an ack under the keys, the client asks again */
#define CHALLENGE_AFTER MS(2)   /* it rides with the answer to the key that came the new way */
#define SCREEN_BUSY MS(100)
#define TRAIN_LOSS 0.02         /* where more is lost, gaps between packets say nothing of the rate */
#define RETURN_AFTER SEC(1)     /* a silence after which the first packet restarts everything */

/* What one packet meant, gathered while its frames are applied. */
struct gist {
	enum ack_urgency urgency;
	bool stream_seen, stream_fresh, refused;
	bool copy; /* the frame at hand is a copy of what came just before */
	bool newest; /* it has the highest number so far */
	uint8_t ecn;
	const struct addr *from;
	usec_t now;
};

#define OTHER_ANSWER_AFTER SEC(5)
#define RTT_SAMPLE_MAX SEC(30) /* more says that one end slept, and nothing about the path */

static int take_message2(struct link *l, const struct addr *from, struct bytes packet, usec_t now)
{
	const uint8_t *point = packet.data + 1 + LINK_CID_LEN;
	bool first = l->state == LINK_STATE_CONNECTING;
	struct handshake_keys keys;
	struct bytes hello;
	bool small = false;
	int r = ERR_AUTH;

	if (packet.len < 1 + LINK_CID_LEN + SEAL_POINT_LEN) {
		return ERR_PROTO;
	}
	/* Copies of it; and what answers the other message 1: the server may have confirmed ours by now and
	 * have dropped that one. Only when ours stays unheard for long is another taken. */
	if (!first && (memcmp(l->answer, point, SEAL_POINT_LEN) == 0 ||
			usec_since(l->heard_at, now) < OTHER_ANSWER_AFTER)) {
		return ERR_REPLAY;
	}

	for (int i = 0; i < 2 && r < 0; i++) {
		if (l->handshake[i] == NULL) {
			continue;
		}
		r = handshake_finish_client(l->handshake[i], packet, l->peer_cid, &hello, &keys);
		small = i == 1;
	}
	if (r < 0) {
		return r;
	}
	memcpy(l->answer, point, SEAL_POINT_LEN);
	return link_take_answer(l, from, hello, &keys, small, packet.len, now);
}

int link_take_answer(struct link *l, const struct addr *from, struct bytes hello, struct handshake_keys *keys, bool small,
	size_t len, usec_t now)
{
	struct link_event e = {.kind = LINK_EVENT_CONNECTED, .addr = *from};
	bool first = l->state == LINK_STATE_CONNECTING;
	int r;

	now = link_clock(l, now);
	note_handshake(l, false, 2, small, len, from, now);
	l->narrow = small;
	link_set_peer_hello(l, hello);
	path_init(&l->path, from, true);
	if ((r = link_take_keys(l, keys, now)) < 0) {
		return r;
	}
	l->ping_due = true; /* tells the server at once that its answer came */
	l->attempt_at = now + ANSWER_PATIENCE;
	if (!first) {
		return 0; /* the server gave up its first answer for another: so do we */
	}
	l->state = LINK_STATE_CONNECTED;
	l->since = now;
	l->confirmed = true;
	if (l->attempts == 1) {
		recovery_rtt(&l->recovery, usec_since(l->attempt_sent_at, now));
		rate_rtt(&l->rate, l->recovery.latest, l->recovery.srtt, now);
	}
	e.data = link_peer_hello(l);
	link_push_event(l, &e);
	return 0;
}

/* Shows that the sender saw our message (8 bytes of our ephemeral), but not that it is the server:
 * the true one's answer has LINK_REFUSED_PATIENCE to come all the same. */
static int take_refuse(struct link *l, const struct addr *from, struct bytes packet, usec_t now)
{
	const uint8_t *id, *point, *echo;
	struct rd r;

	rd_init(&r, packet);
	rd_u8(&r);
	echo = rd_take(&r, 8);
	if (r.bad || l->handshake[0] == NULL ||
		handshake_peek(handshake_message1(l->handshake[0]), &id, &point) < 0) {
		return ERR_PROTO;
	}
	if (memcmp(echo, point, 8) != 0) {
		return ERR_AUTH;
	}
	link_take_refusal(l, from, packet.len, now);
	return 0;
}

void link_take_refusal(struct link *l, const struct addr *from, size_t len, usec_t now)
{
	now = link_clock(l, now);
	note_handshake(l, false, 3, false, len, from, now);
	l->refused_at = l->refused_at == 0 ? now : l->refused_at;
}

static int take_handshake(struct link *l, const struct addr *from, struct bytes packet, usec_t now)
{
	if (!l->is_client || (l->state != LINK_STATE_CONNECTING && !link_is_unproven(l))) {
		return ERR_STATE;
	}
	switch (packet.data[0]) {
	case PACKET_MESSAGE2:
		return take_message2(l, from, packet, now);
	case PACKET_REFUSE:
		return l->keyed ? ERR_STATE : take_refuse(l, from, packet, now);
	default:
		return ERR_PROTO;
	}
}

/* All or nothing: a packet with one bad frame has no effect. */
static int check_frames(const struct link *l, struct bytes plain)
{
	struct frame f;
	struct rd r;

	rd_init(&r, plain);
	while (frame_next(&r, &f)) {
		bool ack = f.kind == FRAME_ACK || f.kind == FRAME_ACK_ECN;

		if (ack && (f.number >= packet_next_number(l->box) || f.received > packet_next_number(l->box))) {
			return ERR_PROTO; /* acks what was never sent */
		}
	}
	return rd_done(&r) ? 0 : ERR_PROTO;
}

static bool screen_is_busy(const struct link *l, usec_t now)
{
	return usec_since(l->screen_at, now) < usec_max(2 * l->recovery.srtt, SCREEN_BUSY);
}

static void apply_ack(struct link *l, const struct frame *f, bool newest, usec_t now)
{
	const struct sent *top = recovery_find(&l->recovery, f->number);
	bool news = top != NULL && (top->flags & SENT_ACKED) == 0;
	usec_t elapsed = news ? usec_since(top->at, now) : 0;
	size_t len = news ? top->len : 0;

	if (news && f->delay <= elapsed && elapsed - f->delay < RTT_SAMPLE_MAX) {
		recovery_rtt(&l->recovery, elapsed - f->delay);
		note_rtt(l, now);
		rate_rtt(&l->rate, l->recovery.latest, l->recovery.srtt, now);
		yield_rtt(&l->yield, &l->rate, screen_is_busy(l, now), l->recovery.latest,
			l->recovery.srtt, now);
	}
	if (news) {
		link_calm_pinged(l, l->pause);
		l->acked_at = now;
		link_free_handshakes(l); /* the server means its answer: it took a packet of ours */
	}
	for (uint32_t i = 0; i < f->count; i++) {
		recovery_acked(&l->recovery, f->range[i].lo, f->range[i].hi, now, link_settle, l);
	}
	if (news && f->delay <= elapsed && loss_share(&l->loss_out) <= TRAIN_LOSS) {
		rate_came(&l->rate, len, now - elapsed, now - f->delay, now);
	}
	l->recovery.queue = rate_queue_target(&l->rate) > RATE_QUEUE_TARGET ? rate_queue_target(&l->rate) : 0;
	packet_acked(l->box, f->number);
	link_ecn_acked(l, f->kind == FRAME_ACK_ECN ? &f->ecn : NULL, f->number, newest);
	l->recovery.break_least = 1u + 5u * (uint32_t)(loss_copies(&l->loss_out) - 1);
	loss_update(&l->loss_out, f->number + 1, f->received, now);
	l->recovery.ack_more = link_copies_span(&l->loss_out);
	link_detect(l, now);
	link_mark_moot(l);
}

static void apply_stream(struct link *l, const struct frame *f, struct gist *g)
{
	struct link_stream *s = &l->streams[f->id];
	bool fresh = false;

	g->stream_seen = true;
	l->kinds_in[LINK_KIND_STREAM] += f->data.len;
	if (s->rx == NULL) {
		g->refused = g->refused || !s->detached;
		return;
	}
	if (stream_rx_put(s->rx, f->number, f->data, &fresh) < 0) {
		g->refused = true;
		return;
	}
	g->copy = !link_asked(l, fresh, g->now);
	if (fresh) {
		g->stream_fresh = true;
		l->echo_free = LINK_ECHO_FREE;
		l->streams_ready |= 1u << f->id;
	}
}

static void apply_cid(struct link *l, const struct frame *f)
{
	/* In order only: a lost one comes again, and until then there is one spare less. */
	if (f->number != l->peer_cid_next || l->peer_spare_count == LINK_CIDS) {
		return;
	}
	memcpy(l->peer_spares[l->peer_spare_count++], f->data.data, LINK_CID_LEN);
	l->peer_cid_next++;
}

/* The answer must come from where the question went: else whoever sent a copy of a packet from there,
 * and passed our question on to the peer, would move the link. */
static void apply_response(
	struct link *l, const struct frame *f, const struct addr *from, usec_t now)
{
	if (path_is_set(&l->candidate) && addr_equal(from, &l->candidate.addr) &&
		path_response(&l->candidate, f->data.data)) {
		link_validated(l, now);
	} else if (path_response(&l->path, f->data.data) && l->moving) {
		struct link_event e = {
			.kind = LINK_EVENT_ROAMED, .addr = l->path.addr, .old = l->path.addr};
		l->moving = false;
		l->roams++;
		link_push_event(l, &e);
	}
}

static void apply_close(struct link *l, const struct frame *f, usec_t now)
{
	l->peer_closed = true;
	l->close_reply_due = true;
	link_end(l, f->id == LINK_CLOSE_LOCAL ? LINK_CLOSE_ERROR : f->id, f->data, now);
}

/* The server asks who we are: to it we have moved. If we did not, a NAT forgot us in the pause before
 * our last packet. */
static void learn_nat(struct link *l)
{
	if (l->is_client && !l->moving && l->pause >= LINK_PING_SPAN) {
		link_calm_forgotten(l);
	}
}

static void apply_frame(struct link *l, const struct frame *f, struct gist *g)
{
	switch (f->kind) {
	case FRAME_ACK:
	case FRAME_ACK_ECN:
		apply_ack(l, f, g->newest, g->now);
		break;
	case FRAME_OBJECT:
		l->lively_at = g->now;
		l->kinds_in[f->id < LINK_CLASSES ? f->id : LINK_BULK] += f->data.len;
		if (l->user.receive != NULL && l->state != LINK_STATE_CLOSED) {
			l->user.receive(l->user.ctx, f->data, g->now);
		}
		break;
	case FRAME_STREAM:
		apply_stream(l, f, g);
		break;
	case FRAME_CREDIT:
		if (l->streams[f->id].tx_limit < f->number) {
			l->streams[f->id].tx_limit = f->number;
		}
		break;
	case FRAME_CHALLENGE:
		learn_nat(l);
		ecn_in_moved(&l->ecn_in);
		l->respond = true;
		l->respond_to = *g->from;
		memcpy(l->respond_token, f->data.data, PATH_TOKEN_LEN);
		break;
	case FRAME_RESPONSE:
		apply_response(l, f, g->from, g->now);
		break;
	case FRAME_CLOSE:
		apply_close(l, f, g->now);
		break;
	case FRAME_NEW_CID:
		apply_cid(l, f);
		break;
	case FRAME_PADDING:
	case FRAME_PING:
	case FRAME_KINDS:
		break;
	}
}

static enum ack_urgency urgency_of(const struct frame *f)
{
	switch (f->kind) {
	case FRAME_PADDING:
	case FRAME_ACK:
	case FRAME_ACK_ECN:
		return ACK_NONE;
	case FRAME_OBJECT:
		return f->may_wait ? ACK_WAITS : f->id == LINK_ECHO ? ACK_SOON : ACK_LATER;
	case FRAME_NEW_CID:
	case FRAME_CREDIT:
		return ACK_LATER;
	default:
		return ACK_SOON;
	}
}

static void apply_frames(struct link *l, struct bytes plain, struct gist *g)
{
	struct frame f;
	struct rd r;

	rd_init(&r, plain);
	while (frame_next(&r, &f)) {
		enum ack_urgency u = urgency_of(&f);

		g->copy = false;
		apply_frame(l, &f, g);
		if (u > g->urgency && !g->copy) {
			g->urgency = u;
		}
	}
}

static void confirm(struct link *l, const struct addr *from, usec_t now)
{
	struct link_event e = {.kind = LINK_EVENT_CONFIRMED, .addr = *from};

	if (l->confirmed) {
		return;
	}
	/* Message 2 was received, so one of the places it went to is the peer's. A packet from
	 * anywhere else may be a copy that somebody made: follow() asks for proof there. */
	l->confirmed = true;
	if (l->is_client || link_was_asked(l, from)) {
		path_init(&l->path, from, true);
	} else {
		l->path.valid = true;
	}
	if (l->state == LINK_STATE_CONNECTING) {
		l->state = LINK_STATE_CONNECTED;
		l->since = now;
		link_push_event(l, &e);
	}
}

/* Where an authentic packet came from; `newest`: it has the highest number so far. */
static void follow(struct link *l, const struct addr *from, size_t len, bool newest, usec_t now)
{
	if (addr_equal(from, &l->path.addr)) {
		l->path.received += len;
		return;
	}
	if (path_is_set(&l->candidate) && addr_equal(from, &l->candidate.addr)) {
		l->candidate.received += len;
		return;
	}
	if (!newest) {
		return;
	}
	if (!l->is_client) {
		path_init(&l->candidate, from, false);
		note_path(l, 0, now);
		ecn_in_moved(&l->ecn_in);
		l->candidate.id = ++l->path_ids;
		l->candidate.received = len;
		path_challenge(&l->candidate, l->rng, now + CHALLENGE_AFTER);
		return;
	}
	link_take_remote(l, from, now);
}

static void note_cid(struct link *l, int slot)
{
	uint32_t lowest = l->cid_next > LINK_CIDS ? l->cid_next - LINK_CIDS : 0;

	for (uint32_t seq = l->cid_next; seq-- > lowest;) {
		if (seq % LINK_CIDS != (uint32_t)slot) {
			continue;
		}
		if (seq > l->cid_used) {
			l->cid_used = seq;
			link_issue_cids(l);
			if (!l->is_client) {
				link_use_spare_cid(
					l); /* a fresh one each way: the two cannot be joined */
			}
		}
		return;
	}
}

/* The packet is authentic, new and well-formed. */
static void take_packet(struct link *l, uint64_t pn, struct bytes plain, size_t len, struct gist *g)
{
	bool returned = usec_since(l->heard_at, g->now) > RETURN_AFTER && l->recovery.probes > 0;

	g->newest = pn >= l->replay.next;
	replay_mark(&l->replay, pn);
	link_calm_heard(l, g->now);
	l->heard_at = g->now;
	l->packets_in++;
	l->bytes_in += len;
	meter_add(&l->in_meter, len, g->now);
	confirm(l, g->from, g->now);
	follow(l, g->from, len, g->newest, g->now);
	apply_frames(l, plain, g);
	l->ack.received++;
	ecn_in_heard(&l->ecn_in, g->ecn);
	l->ack.soon_more = link_copies_span(&l->loss_in);
	l->ack.lossy = loss_copies(&l->loss_in) > 1;
	if (!g->refused) {
		ack_received(&l->ack, pn, g->urgency, g->now);
	}
	loss_update(&l->loss_in, l->replay.next, l->ack.received, g->now);
	if (g->stream_seen && !g->stream_fresh && !g->refused) {
		/* It asks again: our answer was probably lost. A copy sent with the first does
		 * not ask. */
		link_renew_echo(l, usec_since(link_answer_patience(l), g->now));
	}
	if (returned && l->state == LINK_STATE_CONNECTED) {
		if (path_is_set(&l->candidate)) {
			link_give_up_others(l, l->candidate.id); /* it was away, and comes from elsewhere */
		}
		link_probe(l, g->now);
	}
	if (l->state == LINK_STATE_CLOSED && !l->peer_closed) {
		l->close_at = usec_min(l->close_at, g->now); /* it has not heard of it yet */
	}
}

int link_take_opened(struct link *l, const struct opened *p, usec_t now)
{
	struct gist g = {.urgency = ACK_NONE, .from = p->from, .ecn = p->ecn, .now = link_clock(l, now)};
	int r;

	if (!replay_is_new(&l->replay, p->pn)) {
		return ERR_REPLAY;
	}
	if ((r = check_frames(l, p->plain)) < 0) {
		return r;
	}
	note_streams(l);
	note_in(l, p, g.now);
	note_cid(l, p->cid);
	take_packet(l, p->pn, p->plain, p->len, &g);
	return 0;
}

static int take_transport(
	struct link *l, const struct addr *from, struct bytes packet, uint8_t ecn, usec_t now)
{
	struct opened p = {.from = from, .len = packet.len, .ecn = ecn};
	uint8_t plain[LINK_MTU_MAX];
	const uint8_t *cid = packet_cid(packet);
	size_t len;
	int r;

	if (cid == NULL) {
		return ERR_PROTO;
	}
	p.cid = link_local_cid(l, cid);
	if (!l->keyed || p.cid < 0) {
		return ERR_AUTH;
	}
	r = packet_open(l->box, packet, l->replay.next, now, plain, &len, &p.pn);
	if (r < 0) {
		return r;
	}
	p.plain = bytes_of(plain, len);
	return link_take_opened(l, &p, now);
}

int link_input(struct link *l, const struct addr *from, struct bytes packet, usec_t now)
{
	return link_input_marked(l, from, packet, ECN_NOT, now);
}

int link_input_marked(
	struct link *l, const struct addr *from, struct bytes packet, uint8_t ecn, usec_t now)
{
	struct addr plain_from = addr_unmapped(*from);
	int r;

	now = link_clock(l, now);
	if (packet.len == 0 || packet.len > LINK_MTU_MAX) {
		r = ERR_PROTO;
	} else if (packet.data[0] & PACKET_HANDSHAKE_BIT) {
		r = take_handshake(l, &plain_from, packet, now);
	} else {
		r = take_transport(l, &plain_from, packet, ecn & ECN_CE, now);
	}
	if (r < 0) {
		l->dropped++;
		note_drop(l, packet.len, r, now);
	}
	return r;
}
