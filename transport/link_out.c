/* transport/link_out.c -- a packet goes out: for which reason, on which path. */
#include "base/err.h"
#include "base/mem.h"
#include "transport/frame.h"
#include "transport/link_out.h"

#define HOLD_SPAN MS(2)

static size_t size_max(const struct link *l)
{
	size_t max = rate_datagram_max(&l->rate, l->mtu.size);

	/* Probes unanswered: perhaps large datagrams vanish, perhaps a slow link is full. */
	return l->recovery.probes > 0 && !link_is_pipe(l) && max > LINK_MTU_MIN ? LINK_MTU_MIN
	                                                                        : max;
}

/* The path for a packet with this reason. */
static struct path *path_for(struct link *l, enum reason why, usec_t now)
{
	bool candidate = path_is_set(&l->candidate);

	if (l->is_client && why == REASON_PROBE && l->probe_hops) {
		/* Perhaps another address of the server can be reached from here. */
		l->probe_hops = false;
		struct addr other = link_next_remote(l);

		path_init(&l->candidate, &other, true);
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

static bool send_for(struct link *l, struct packet *out, enum reason why, usec_t now)
{
	struct path *to = path_for(l, why, now);
	bool hop = l->is_client && to == &l->candidate;
	bool sent = false;
	size_t max = size_max(l);
	struct build b;

	if (why == REASON_PROBE) {
		l->probes_due--;
	}
	if (why == REASON_BULK) {
		max = yield_datagram_max(&l->yield, &l->rate, max);
	}
	if (build_begin(&b, l, out, to, max, now)) {
		build_put_frames(&b, why);
		if (!wr_ok(&b.w) || ((b.flags & SENT_ELICITS) == 0 && why != REASON_ACK) ||
			b.w.len == 0) {
			build_abandon(&b);
		} else {
			copies_plan(&b, why == REASON_PROBE);
			sent = build_finish(&b);
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
		link_is_blind(l) || !usec_reached(link_paced_at(l), now)) {
		return false;
	}
	size = mtu_probe(&l->mtu, now);
	if (size == 0 || !build_begin(&b, l, out, &l->path, size, now)) {
		return false;
	}
	wr_u8(&b.w, FRAME_PING);
	memset(b.w.start + b.w.len, 0, wr_left(&b.w)); /* PADDING */
	b.w.len = b.w.cap;
	b.flags = SENT_ELICITS | SENT_MTU_PROBE;
	mtu_probe_sent(&l->mtu);
	return build_finish(&b);
}

/* --- the ends of a link's life */

static bool begin_close(struct link *l, struct build *b, struct packet *out, struct path *to, usec_t now)
{
	if (!path_is_set(to) || !build_begin(b, l, out, to, l->mtu.size, now)) {
		return false;
	}
	build_put_ack(b);
	frame_put_close(&b->w, l->close_reason, bytes_str(l->close_text));
	if (!wr_ok(&b->w)) {
		build_abandon(b);
		return false;
	}
	return true;
}

/* A client that comes back from elsewhere is told there. */
static bool send_close(struct link *l, struct packet *out, usec_t now)
{
	struct build b;

	if (l->peer_closed) {
		if (!l->close_reply_due) {
			return false;
		}
		l->close_reply_due = false;
		if (!build_begin(&b, l, out, &l->path, l->mtu.size, now)) {
			return false;
		}
		build_put_ack(&b);
		return build_finish(&b);
	}
	if (l->close_acked || !usec_reached(l->close_at, now)) {
		return false;
	}
	if (!begin_close(l, &b, out, &l->candidate, now) && !begin_close(l, &b, out, &l->path, now)) {
		l->close_at = now + recovery_pto(&l->recovery);
		return false;
	}
	carry_add(&l->pool, &b.carries, CARRY_CLOSE);
	b.flags = SENT_ELICITS;
	l->close_tries++;
	/* After LINK_CLOSE_SPAN only a packet of the peer brings another one. */
	l->close_at =
		usec_reached(l->since + LINK_CLOSE_SPAN, now)
	                ? USEC_NEVER
	                : now + (l->close_tries < 10 ? usec_min(recovery_pto(&l->recovery), MS(250))
	                                             : SEC(1));
	return build_finish(&b);
}

/* Until something answers the loss and the round trip are unknown. Copies soon after the first keep a
 * bad path from costing a timeout; they thin out, so that a slow one is not filled. */
static usec_t attempt_gap(const struct link *l)
{
	static const uint16_t gaps_ms[] = {40, 110, 120, 130, 140, 150, 160, 180, 220, 300, 400, 500, 1000};
	size_t last = sizeof gaps_ms / sizeof *gaps_ms - 1, round = (l->attempts - 1) / l->remote_count;

	if (l->remotes[0].family == ADDR_PIPE) {
		return SEC(2); /* nothing is lost there */
	}
	if (l->remote_count > 1 && l->attempts <= l->remote_count) {
		return MS(100);
	}
	return usec_max(MS(gaps_ms[round < last ? round : last]) / l->remote_count, MS(25));
}

static bool send_message1(struct link *l, struct packet *out, usec_t now)
{
	size_t round;
	struct bytes m;

	if (!usec_reached(link_message1_at(l), now)) {
		return false;
	}
	/* From the fourth round on every other message is small: some paths swallow 1200 bytes. */
	round = l->attempts / l->remote_count;
	m = handshake_message1(
		l->handshake[round >= 3 && round % 2 == 1 && l->handshake[1] != NULL ? 1 : 0]);
	out->to = l->remotes[l->attempts % l->remote_count];
	out->path = 0;
	out->ecn = ECN_NOT; /* a network that drops marked packets must not cost a handshake */
	out->len = (uint16_t)m.len;
	memcpy(out->data, m.data, m.len);
	l->attempts++;
	l->attempt_at = now + (usec_since(l->since, now) < LINK_CONNECT_SPAN ? attempt_gap(l) : SEC(3));
	l->attempt_sent_at = now;
	l->packets_out++;
	l->bytes_out += m.len;
	meter_add(&l->out_meter, m.len, now);
	return true;
}

void link_reply(struct link *l, const struct addr *to)
{
	if (!link_was_asked(l, to)) {
		l->asked[l->asked_count++ % LINK_ASKED_FROM] = *to;
	}
	if (l->reply_count < LINK_CIDS) {
		l->reply_to[l->reply_count++] = *to;
	}
}

/* The same message again: the same answer, as far as the amplification bound lets it. Copies from
 * elsewhere (another address of the client, or somebody who recorded it) are answered there, and
 * bring no room for more: neither there nor on the path. */
void link_asked_again(struct link *l, const struct addr *from, size_t len, usec_t now)
{
	bool same = addr_equal(from, &l->path.addr);
	size_t room = PATH_AMPLIFY * len;

	now = link_clock(l, now);
	note_handshake(l, false, 1, len < LINK_MTU, len, from, now);
	if (same) {
		l->path.received += len;
		room = path_room(&l->path);
	}
	if (l->message2_len > 0 && room >= l->message2_len) {
		link_reply(l, from);
	}
}

bool link_was_asked(const struct link *l, const struct addr *from)
{
	for (size_t i = 0; i < l->asked_count && i < LINK_ASKED_FROM; i++) {
		if (addr_equal(from, &l->asked[i])) {
			return true;
		}
	}
	return false;
}

/* Where there is room for it the answer goes twice: nothing that follows can be read without it. */
static bool send_message2(struct link *l, struct packet *out, usec_t now)
{
	bool again = !l->confirmed && usec_reached(l->reply_again_at, now);
	size_t len = l->message2_len;

	if (len == 0 || (l->reply_count == 0 && !again)) {
		return false;
	}
	if (l->reply_count == 0) {
		l->reply_again_at = USEC_NEVER;
		out->to = l->path.addr;
	} else {
		out->to = l->reply_to[--l->reply_count];
		if (addr_equal(&out->to, &l->path.addr)) {
			l->path.sent += len;
			if (l->reply_again_at == USEC_NEVER && path_room(&l->path) >= len) {
				l->path.sent += len; /* what follows at once must leave it room */
				l->reply_again_at = now + LINK_DUP_AFTER;
			}
		}
	}
	out->path = 0;
	out->ecn = ECN_NOT;
	out->len = (uint16_t)len;
	memcpy(out->data, l->message2, len);
	l->packets_out++;
	l->bytes_out += len;
	return true;
}

/* What a link begins with is a screen that somebody waits for. Once all of it is acked, keys have the pace that
 * they are due. */
static void end_hurry(struct link *l, usec_t now)
{
	bool whole = recovery_unacked_since(&l->recovery) == 0 &&
		!usec_reached(link_classes_at(l, LINK_FOCUS, LINK_NOTE), now);

	if (l->confirmed && (whole || usec_since(l->since, now) > LINK_OPENING_SPAN)) {
		l->recovery.hurried = false;
	}
}

static bool next_packet(struct link *l, struct packet *out, usec_t now)
{
	if (l->is_client ? send_message1(l, out, now) : send_message2(l, out, now)) {
		note_handshake(l, true, l->is_client ? 1 : 2, out->len < LINK_MTU, out->len, &out->to, now);
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
	if (copies_send(l, out, now)) {
		return true;
	}
	link_look(l);
	for (int why = 0; why < REASONS; why++) {
		if (usec_reached(link_reason_at(l, (enum reason)why), now) &&
			send_for(l, out, (enum reason)why, now)) {
			return true;
		}
	}
	if (send_mtu_probe(l, out, now)) {
		return true;
	}
	if (link_is_held(l)) {
		rate_held(&l->rate);
	} else {
		rate_app_limited(&l->rate, l->recovery.in_flight);
	}
	if (l->recovery.hurried) {
		end_hurry(l, now);
	}
	return false;
}

bool link_output(struct link *l, struct packet *out, usec_t now)
{
	uint64_t signature;

	now = link_clock(l, now);
	signature = note_signature(l, now);
	note_changes(l);
	if (next_packet(l, out, now)) {
		return true;
	}
	note_turn(l, signature, now);
	return false;
}
