/* transport/link_why.c -- the reasons for a packet, and when each wants one. */
#include "transport/link_out.h"

#define ECHO_ROOM 4      /* datagrams by which echo may overrun the window */
#define EAGER_BURST 2048 /* unacked bytes of an eager stream up to which it is not paced */

static bool has_stream_data(const struct link *l, bool eager)
{
	for (int i = 0; i < l->stream_end; i++) {
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
	for (int i = 0; i < l->stream_end; i++) {
		const struct link_stream *s = &l->streams[i];

		if (s->rx != NULL && (s->credit_due || stream_rx_limit(s->rx) - s->rx_limit >=
		                                               LIMIT_STREAM_WINDOW / 4)) {
			return true;
		}
	}
	return false;
}

static void look(const struct link *l, bool noted)
{
	bool silent = l->user.ready == NULL || link_is_quiet(l);

	if (!silent) {
		l->user.ready(l->user.ctx, l->ready);
	}
	for (int c = 0; silent && c < LINK_CLASSES; c++) {
		l->ready[c] = USEC_NEVER;
	}
	if (noted) {
		flight_look(l->flight, false);
		flight_ready(l->flight, l->ready, LINK_CLASSES, l->now);
	}
}

void link_look(const struct link *l)
{
	look(l, true);
}

usec_t link_class_at(const struct link *l, int c)
{
	usec_t at = l->ready[c];

	return at == USEC_NEVER ? at : usec_max(at, l->held_until[c]);
}

usec_t link_classes_at(const struct link *l, int from, int to)
{
	usec_t at = USEC_NEVER;

	for (int c = from; c <= to; c++) {
		at = usec_min(at, link_class_at(l, c));
	}
	return at;
}

usec_t link_paced_at(const struct link *l)
{
	return rate_ready_at(
		&l->rate, l->recovery.in_flight, l->recovery.srtt, l->mtu.size, l->now);
}

/* Keys go at once. A long paste, of which more is under way than a few packets' worth, keeps the
 * pace. */
static usec_t eager_at(const struct link *l)
{
	bool some = false;

	for (int i = 0; i < l->stream_end; i++) {
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
	return some ? link_paced_at(l) : USEC_NEVER;
}

/* Nothing has been acked since a probe: what is new goes with the next probe, not by itself. */
bool link_is_blind(const struct link *l)
{
	return l->recovery.probes > 0 && !link_is_pipe(l);
}

bool link_echo_rests(const struct link *l)
{
	return l->echo_free == 0 && rate_is_strange(&l->rate) && !usec_reached(l->echo_rest, l->now);
}

static usec_t echo_at(const struct link *l)
{
	usec_t at;
	size_t more = l->echo_free > 0 ? ECHO_ROOM * rate_datagram_max(&l->rate, l->mtu.size) : 0;
	size_t room = rate_window(&l->rate, l->mtu.size) + more;

	if (l->recovery.in_flight >= room ||
		(l->recovery.probes > 1 && usec_since(l->heard_at, l->now) > SEC(1))) {
		return USEC_NEVER;
	}
	at = link_class_at(l, LINK_ECHO);
	if (at != USEC_NEVER && link_echo_rests(l)) {
		at = usec_max(at, l->echo_rest);
	}
	if (at == USEC_NEVER) {
		return at;
	}
	more = l->echo_free > 0 ? 2 : 1;
	return usec_max(at, rate_urgent_at(&l->rate, more, l->recovery.srtt, l->mtu.size, l->now));
}

static usec_t frame_at(const struct link *l)
{
	usec_t at;

	if (link_is_blind(l)) {
		return USEC_NEVER;
	}
	at = link_classes_at(l, LINK_FOCUS, LINK_ASKED);
	if (at == USEC_NEVER) {
		return at;
	}
	at = usec_max(at, thrift_bytes_at(&l->thrift));
	if (!l->in_frame) {
		at = usec_max(at, rate_frame_at(&l->rate, l->recovery.srtt, l->now));
		at = usec_max(at, thrift_frame_at(&l->thrift));
	}
	return usec_max(at, link_paced_at(l));
}

bool link_is_held(const struct link *l)
{
	if (usec_reached(link_paced_at(l), l->now)) {
		return false;
	}
	bool frame = usec_reached(link_classes_at(l, LINK_FOCUS, LINK_ASKED), l->now) &&
		(l->in_frame || usec_reached(rate_frame_at(&l->rate, l->recovery.srtt, l->now), l->now));
	return frame || has_stream_data(l, true) || has_stream_data(l, false);
}

static usec_t bulk_at(const struct link *l)
{
	usec_t at;

	if (link_is_blind(l)) {
		return USEC_NEVER;
	}
	at = link_classes_at(l, LINK_IDLE, LINK_BULK);
	at = at == USEC_NEVER ? at : usec_max(at, thrift_bytes_at(&l->thrift));
	if (at == USEC_NEVER || link_is_near(l)) {
		return at == USEC_NEVER ? at : usec_max(at, link_paced_at(l));
	}
	at = usec_max(at, yield_ready_at(&l->yield, &l->rate, l->recovery.in_flight, l->now));
	/* On a slow link each packet counts: while others wait for their turn there is nothing to spare. */
	if (rate_queue_target(&l->rate) > RATE_QUEUE_TARGET &&
		usec_reached(link_classes_at(l, LINK_FOCUS, LINK_ASKED), l->now)) {
		at = usec_max(at, link_paced_at(l));
	}
	return at;
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

usec_t link_reason_at(const struct link *l, enum reason why)
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
		return !link_is_blind(l) && has_stream_data(l, false) ? link_paced_at(l) : USEC_NEVER;
	case REASON_BULK:
		return bulk_at(l);
	case REASONS:
		break;
	}
	return USEC_NEVER;
}

/* Also after the answer, until an ack under its keys proves that the server still means it: what it sent
 * ahead of our first packet proves nothing. */
usec_t link_message1_at(const struct link *l)
{
	if (l->is_client && l->state == LINK_STATE_CONNECTING) {
		return l->attempt_at;
	}
	return link_is_unproven(l) && l->attempt_at < l->since + LINK_UNPROVEN_SPAN ? l->attempt_at
	                                                                           : USEC_NEVER;
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

static usec_t deadline(const struct link *l)
{
	usec_t at = USEC_NEVER, probe;

	if (l->state == LINK_STATE_CLOSED) {
		return closing_deadline(l);
	}
	if (!l->confirmed) {
		at = l->since + LINK_CONNECT_SPAN;
	}
	if (l->is_client && l->state == LINK_STATE_CONNECTING) {
		at = l->refused_at != 0 ? usec_min(at, l->refused_at + LINK_REFUSED_PATIENCE) : at;
		return usec_min(at, l->attempt_at);
	}
	if (l->reply_count > 0 && l->message2_len > 0) {
		return 0;
	}
	if (!l->confirmed) {
		at = usec_min(at, l->reply_again_at);
	}
	if (!l->keyed || path_room(&l->path) < FLIGHT_ROOM) {
		return at; /* only a packet from the client changes anything */
	}
	look(l, false); /* what comes of it is said when a packet is asked for */
	for (int why = 0; why < REASONS; why++) {
		at = usec_min(at, link_reason_at(l, (enum reason)why));
	}
	at = usec_min(at, packet_box_deadline(l->box));
	for (size_t i = 0; i < l->dup_count; i++) {
		at = usec_min(at, l->dups[i].at);
	}
	at = usec_min(at, l->recovery.loss_at);
	probe = recovery_probe_at(&l->recovery, l->heard_at);
	if (!link_is_pipe(l) && !link_is_quiet(l)) {
		at = usec_min(at, probe);
	}
	if (l->is_client) {
		at = usec_min(at, usec_min(link_ping_at(l), l->race_at));
		at = usec_min(at, link_message1_at(l));
	}
	return at;
}

usec_t link_deadline(const struct link *l)
{
	usec_t at = deadline(l);

	flight_set_deadline(l->flight, at);
	return at;
}
