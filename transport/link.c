/* transport/link.c -- the life of a link, its events, streams and timers. */
#include "transport/link.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "transport/link_impl.h"

struct link *link_new(bool is_client, struct seal *s, struct rng r, struct log *log, usec_t now)
{
	struct link *l = mem_zalloc(sizeof *l);

	l->ready = mem_calloc(LINK_CLASSES, sizeof *l->ready);
	for (int c = 0; c < LINK_CLASSES; c++) {
		l->ready[c] = USEC_NEVER;
	}

	l->is_client = is_client;
	l->seal = s;
	l->rng = r;
	l->log = log;
	l->since = now;
	l->now = now;
	l->peer_cid_next = 1;
	rng_fill(r, l->cids[0], LINK_CID_LEN);
	l->cid_next = 1;
	link_issue_cids(l);
	recovery_init(&l->recovery);
	rate_init(&l->rate, false, now);
	l->race_at = USEC_NEVER;
	mtu_init(&l->mtu, false, LINK_MTU);
	l->path.challenge_at = USEC_NEVER;
	l->candidate.challenge_at = USEC_NEVER;
	l->reply_again_at = USEC_NEVER;
	return l;
}

struct link *link_connect(
	const struct link_cfg *cfg, const struct addr *remotes, size_t count, usec_t now)
{
	struct seal *s = seal_new();
	struct link *l;

	if (s == NULL) {
		return NULL;
	}
	l = link_new(true, s, cfg->rng, cfg->log, now);
	l->owns_seal = true;
	l->user = cfg->user;
	memcpy(l->psk, cfg->psk, sizeof l->psk);
	memcpy(l->psk_id, cfg->psk_id, sizeof l->psk_id);
	l->remote_count = count > LIMIT_LINK_REMOTES ? LIMIT_LINK_REMOTES : count;
	for (size_t i = 0; i < l->remote_count; i++) {
		l->remotes[i] = addr_unmapped(remotes[i]);
	}
	l->hasten_left = l->remote_count;
	l->handshake[0] = handshake_start(s, l->rng, l->psk_id, l->psk, l->cids[0], cfg->hello);
	l->handshake[1] = handshake_start_sized(
		s, l->rng, l->psk_id, l->psk, l->cids[0], cfg->hello, LINK_MTU_MIN);
	mem_wipe(l->psk, sizeof l->psk);
	if (l->handshake[0] == NULL || l->remote_count == 0) {
		link_free(l);
		return NULL;
	}
	l->attempt_at = now;
	note_start(l, cfg->flight, cfg->hello.len, 0);
	return l;
}

void link_free_handshakes(struct link *l)
{
	handshake_free(l->handshake[0]);
	handshake_free(l->handshake[1]);
	l->handshake[0] = l->handshake[1] = NULL;
}

static void drop_flight(struct link *l)
{
	link_lose_objects(l);
	for (uint64_t pn = l->recovery.first; pn < l->recovery.next; pn++) {
		carry_release(&l->pool, &recovery_find(&l->recovery, pn)->carries);
	}
	for (size_t i = 0; i < l->dup_count; i++) {
		carry_release(&l->pool, &l->dups[i].objects);
	}
	l->dup_count = 0;
}

static void detach(struct link *l, uint8_t id)
{
	struct link_stream *s = &l->streams[id];

	if (s->tx != NULL) {
		stream_tx_detached(s->tx);
	}
	*s = (struct link_stream){.detached = true};
	l->streams_ready &= ~(1u << id);
}

void link_free(struct link *l)
{
	if (l == NULL) {
		return;
	}
	drop_flight(l);
	for (uint8_t i = 0; i < LIMIT_LINK_STREAMS; i++) {
		detach(l, i);
	}
	link_free_handshakes(l);
	flight_free(l->flight);
	free(l->ready);
	packet_box_free(l->box);
	recovery_finish(&l->recovery);
	ack_finish(&l->ack);
	carry_pool_finish(&l->pool);
	if (l->owns_seal) {
		seal_free(l->seal);
	}
	mem_wipe(l, sizeof *l);
	free(l);
}

int link_take_keys(struct link *l, struct handshake_keys *keys, usec_t now)
{
	struct packet_box *b = packet_box_new(l->seal, l->is_client, keys, now);

	if (b == NULL) {
		return ERR_CRYPTO;
	}
	if (l->box != NULL) {
		packet_count_from(b, packet_next_number(l->box));
		packet_box_free(l->box);
	}
	l->box = b;
	l->keyed = true;
	l->recovery.hurried = true;
	l->heard_at = now;
	l->elicited_at = now;
	l->lively_at = now;
	link_calm_reset(l);
	l->ack.pipe = link_is_near(l);
	rate_init(&l->rate, link_is_near(l), now);
	yield_init(&l->yield);
	l->ecn_in = (struct ecn_in){.plain = 0}; /* whose packets these were is gone */
	l->ecn = (struct ecn){.state = ECN_TESTING};
	link_ecn_moved(l);
	mtu_init(&l->mtu, link_is_pipe(l), l->narrow ? LINK_MTU_MIN : LINK_MTU);
	return 0;
}

bool link_is_unproven(const struct link *l)
{
	return l->is_client && l->state == LINK_STATE_CONNECTED && l->handshake[0] != NULL;
}

bool link_is_pipe(const struct link *l)
{
	return l->path.addr.family == ADDR_PIPE;
}

bool link_is_near(const struct link *l)
{
	return link_is_pipe(l) && l->path.addr.scope != ADDR_FAR;
}

void link_set_user(struct link *l, const struct link_user *user)
{
	if (l->user.ctx == user->ctx && l->user.ready == user->ready && l->user.fill == user->fill) {
		return;
	}
	note_call(l, FLIGHT_USER, 0, 0, 0);
	link_lose_objects(l);
	l->user = *user;
	link_wake(l);
}

void link_set_peer_hello(struct link *l, struct bytes hello)
{
	l->peer_hello_len = hello.len > LIMIT_HELLO ? LIMIT_HELLO : hello.len;
	if (l->peer_hello_len > 0) {
		memcpy(l->peer_hello, hello.data, l->peer_hello_len);
	}
}

void link_push_event(struct link *l, const struct link_event *e)
{
	if (l->event_count == LINK_EVENTS) {
		/* Only roams can pile up, and the newest one says it all. */
		for (size_t i = LINK_EVENTS - 1; i > 0; i--) {
			if (l->events[i].kind == LINK_EVENT_ROAMED) {
				l->events[i] = *e;
				return;
			}
		}
		return;
	}
	l->events[l->event_count++] = *e;
}

void link_end(struct link *l, uint8_t reason, struct bytes text, usec_t now)
{
	struct link_event e = {.kind = LINK_EVENT_CLOSED, .reason = reason};

	if (l->state == LINK_STATE_CLOSED) {
		return;
	}
	l->state = LINK_STATE_CLOSED;
	l->since = now;
	l->close_at = USEC_NEVER;
	if (text.len >= sizeof l->close_text) {
		text.len = sizeof l->close_text - 1;
	}
	if (text.len > 0) {
		memcpy(l->close_text, text.data, text.len);
	}
	l->close_text[text.len] = '\0';
	e.data = bytes_of(l->close_text, text.len);
	link_push_event(l, &e);
}

void link_cut(struct link *l, uint8_t reason, const char *text, usec_t now)
{
	l->now = usec_max(l->now, now);
	note_call(l, FLIGHT_CUT, reason, 0, 0);
	link_end(l, reason, bytes_str(text), l->now);
	l->keyed = false;
}

int link_answer(struct link *l, struct handshake_keys *keys)
{
	int r;

	note_call(l, FLIGHT_ANSWER, l->message2_len, 0, 0);
	r = link_take_keys(l, keys, l->now);
	if (r == 0 && path_room(&l->path) < l->message2_len) {
		r = ERR_LIMIT; /* a long hello for a short message 1 */
	}
	if (r < 0) {
		l->message2_len = 0;
		link_end(l, LINK_CLOSE_ERROR, bytes_str(err_str(r)), l->now);
		return r;
	}
	link_reply(l, &l->path.addr);
	return 0;
}

void link_issue_cids(struct link *l)
{
	while (l->cid_next < l->cid_used + LINK_CIDS - 1) {
		uint32_t at = l->cid_next % LINK_CIDS;

		rng_fill(l->rng, l->cids[at], LINK_CID_LEN);
		l->cid_told |= 1u << at;
		l->cid_next++;
		l->cids_changed = true;
	}
}

int link_local_cid(const struct link *l, const uint8_t *cid)
{
	uint32_t count = l->cid_next < LINK_CIDS ? l->cid_next : LINK_CIDS;

	for (uint32_t i = 0; i < count; i++) {
		if (memcmp(l->cids[i], cid, LINK_CID_LEN) == 0) {
			return (int)i;
		}
	}
	return -1;
}

void link_use_spare_cid(struct link *l)
{
	if (l->peer_spare_count == 0) {
		return;
	}
	memcpy(l->peer_cid, l->peer_spares[0], LINK_CID_LEN);
	l->peer_spare_count--;
	memmove(l->peer_spares[0], l->peer_spares[1], l->peer_spare_count * LINK_CID_LEN);
}

usec_t link_ping_span(const struct link *l)
{
	return usec_since(l->lively_at, l->elicited_at) < LINK_CALM_AFTER ? LINK_PING_SPAN : l->calm_span;
}

usec_t link_ping_at(const struct link *l)
{
	if (!l->is_client || l->state != LINK_STATE_CONNECTED ||
		(l->recovery.probes > 0 && recovery_probe_at(&l->recovery, l->heard_at) != USEC_NEVER)) {
		return USEC_NEVER; /* probes ask already */
	}
	return l->elicited_at + link_ping_span(l);
}

bool link_is_quiet(const struct link *l)
{
	return !l->is_client && usec_since(l->heard_at, l->now) > usec_max(LINK_QUIET_AFTER, l->pause_in * 5 / 2);
}

static void connect_timer(struct link *l, usec_t now)
{
	if (l->state == LINK_STATE_CONNECTING && !l->confirmed &&
		usec_reached(l->since + LINK_CONNECT_SPAN, now)) {
		link_end(l, LINK_CLOSE_TIMEOUT, bytes_str("no answer"), now);
		l->keyed = false;
	} else if (l->state == LINK_STATE_CONNECTING && l->refused_at != 0 &&
		   usec_reached(l->refused_at + LINK_REFUSED_PATIENCE, now)) {
		link_end(l, LINK_CLOSE_VERSION, bytes_str("no common protocol version"), now);
	}
}

static void tick(struct link *l, usec_t now)
{
	usec_t probe_at;

	connect_timer(l, now);
	if (!l->keyed || l->state == LINK_STATE_CLOSED) {
		if (l->close_event_due && link_is_done(l)) {
			struct link_event e = {
				.kind = LINK_EVENT_CLOSED, .reason = LINK_CLOSE_LOCAL};
			l->close_event_due = false;
			link_push_event(l, &e);
		}
		return;
	}
	packet_box_tick(l->box, now);
	if (usec_reached(l->recovery.loss_at, now)) {
		link_detect(l, now);
	}
	probe_at = recovery_probe_at(&l->recovery, l->heard_at);
	if (usec_reached(probe_at, now) && !link_is_pipe(l) && !link_is_quiet(l) &&
		l->probes_due == 0) {
		link_probe(l, now);
	}
	if (usec_reached(link_ping_at(l), now)) {
		l->ping_due = true;
	}
	link_race_tick(l, now);
	if (path_is_set(&l->candidate) && l->candidate.tries > 10) {
		l->candidate = (struct path){.challenge_at = USEC_NEVER}; /* nobody there */
	}
}

usec_t link_clock(struct link *l, usec_t now)
{
	l->now = usec_max(now, l->now);
	return l->now;
}

void link_tick(struct link *l, usec_t now)
{
	uint64_t signature;

	now = link_clock(l, now);
	signature = note_signature(l, now);
	note_tick(l, now);
	tick(l, now);
	note_late_tick(l, signature, now);
}

bool link_event(struct link *l, struct link_event *out)
{
	bool closed_first = l->event_count > 0 && l->events[0].kind == LINK_EVENT_CLOSED;

	/* What streams brought before the end is reported before the end. */
	if (l->event_count == 0 || closed_first) {
		for (uint8_t i = 0; l->streams_ready != 0 && i < LIMIT_LINK_STREAMS; i++) {
			if (l->streams_ready & 1u << i) {
				l->streams_ready &= ~(1u << i);
				*out = (struct link_event){.kind = LINK_EVENT_STREAM, .stream = i};
				return true;
			}
		}
	}
	if (l->event_count == 0) {
		return false;
	}
	*out = l->events[0];
	l->event_count--;
	memmove(l->events, l->events + 1, l->event_count * sizeof *l->events);
	return true;
}

void link_wake(struct link *l)
{
	bool held = false;

	for (int c = 0; c < LINK_CLASSES; c++) {
		held = held || l->held_until[c] != 0;
	}
	if (held) {
		note_call(l, FLIGHT_WAKE, 0, 0, 0);
		memset(l->held_until, 0, sizeof l->held_until);
	}
}

void link_local_changed(struct link *l, usec_t now)
{
	now = link_clock(l, now);
	if (!l->is_client || link_is_pipe(l)) {
		return;
	}
	note_call(l, FLIGHT_MOVED, 0, 0, 0);
	l->hasten_left = l->remote_count;
	if (l->state == LINK_STATE_CONNECTING) {
		l->attempt_at = now;
		return;
	}
	if (l->state != LINK_STATE_CONNECTED) {
		return;
	}
	link_use_spare_cid(l);
	link_calm_reset(l);
	rate_reset(&l->rate, now);
	yield_init(&l->yield);
	link_ecn_moved(l);
	path_challenge(&l->path, l->rng, now);
	l->moving = true;
	link_race(l, now);
	link_probe(l, now);
}

void link_watched(struct link *l, bool watched, usec_t now)
{
	bool wakes = watched && l->recovery.unwatched;

	now = link_clock(l, now);
	if (watched == l->recovery.unwatched) {
		note_call(l, FLIGHT_WATCHED, watched, 0, 0);
	}
	l->recovery.unwatched = !watched;
	if (!wakes || !l->is_client || l->state != LINK_STATE_CONNECTED || link_is_pipe(l)) {
		return;
	}
	if (l->recovery.probes > 0) {
		link_probe(l, now);
	} else {
		l->ping_due = true;
	}
}

void link_close(struct link *l, uint8_t reason, const char *text, usec_t now)
{
	struct bytes t = bytes_str(text == NULL ? "" : text);

	now = link_clock(l, now);
	if (l->state == LINK_STATE_CLOSED) {
		return;
	}
	note_call(l, FLIGHT_CLOSE, reason, t.len, 0);
	l->state = LINK_STATE_CLOSED;
	l->since = now;
	l->close_reason = reason;
	if (t.len >= sizeof l->close_text) {
		t.len = sizeof l->close_text - 1;
	}
	memcpy(l->close_text, t.data, t.len);
	l->close_text[t.len] = '\0';
	l->close_event_due = true;
	l->close_at = l->keyed ? now : USEC_NEVER;
	if (!l->keyed) {
		link_free_handshakes(l);
		l->close_acked = true;
	}
}

bool link_is_done(const struct link *l)
{
	if (l->state != LINK_STATE_CLOSED || l->close_reply_due) {
		return false;
	}
	if (l->peer_closed || !l->keyed || l->close_acked || l->close_at == USEC_NEVER) {
		return true;
	}
	return usec_reached(l->since + LINK_CLOSE_SPAN, l->now);
}

bool link_goodbye_heard(const struct link *l)
{
	return l->state == LINK_STATE_CLOSED && (l->peer_closed || l->close_acked || !l->keyed);
}

void link_attach_tx(struct link *l, uint8_t id, struct stream_tx *s)
{
	l->streams[id].tx = s;
	note_attach(l, id, true);
	l->stream_end = id >= l->stream_end ? (uint8_t)(id + 1) : l->stream_end;
	l->streams[id].detached = false;
	l->streams[id].tail_pn = l->streams[id].tail_at = l->streams[id].tail_end = 0;
}

void link_attach_rx(struct link *l, uint8_t id, struct stream_rx *s)
{
	l->streams[id].rx = s;
	note_attach(l, id, false);
	l->stream_end = id >= l->stream_end ? (uint8_t)(id + 1) : l->stream_end;
	l->streams[id].detached = false;
	l->streams[id].rx_limit = stream_rx_limit(s);
	l->streams[id].credit_due = true;
}

void link_detach(struct link *l, uint8_t id)
{
	const struct link_stream *s = &l->streams[id];

	if (s->tx != NULL || s->rx != NULL || !s->detached) {
		note_call(l, FLIGHT_DETACH, id, 0, 0);
	}
	detach(l, id);
}

uint64_t link_tx_limit(const struct link_stream *s)
{
	/* Before the first word of the receiver: what it takes at least. */
	return s->tx_limit != 0 ? s->tx_limit : stream_tx_acked(s->tx) + LIMIT_STREAM_WINDOW / 4;
}

enum link_state link_state(const struct link *l)
{
	return l->state;
}

struct bytes link_peer_hello(const struct link *l)
{
	return bytes_of(l->peer_hello, l->peer_hello_len);
}
