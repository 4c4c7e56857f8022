/* transport/link_note.c -- what a link writes into its flight recorder. Nothing here changes a link. */
#include <stdlib.h>

#include "base/mem.h"
#include "transport/frame.h"
#include "transport/link_state.h"
#include "transport/link_impl.h"

/* Keys of flight_put_change: of these kinds, and then of the streams. */
enum { KEY_STATE, KEY_PROBE, KEY_PHASE, KEY_MTU, KEY_ECN, KEY_STREAMS };

static void put(const struct link *l, usec_t now, enum flight_kind kind, uint64_t a, uint64_t b,
	uint64_t c, uint64_t d)
{
	const uint64_t field[FLIGHT_FIELDS] = {a, b, c, d};

	flight_put(l->flight, now, kind, field);
}

static void put_value(const struct link *l, enum flight_kind kind, unsigned key, uint64_t value, uint64_t more)
{
	const uint64_t field[FLIGHT_FIELDS] = {value, more};

	flight_put_change(l->flight, l->now, kind, key, value, field);
}

void note_checkpoint(struct link *l, usec_t now)
{
	size_t room = flight_room(l->flight);
	uint8_t *data = mem_alloc(room);
	struct wr w;

	wr_init(&w, data, room);
	flight_checkpoint(l->flight, now, link_save(l, now, &w) ? wr_done(&w) : bytes_of(NULL, 0));
	free(data);
}

void note_start(struct link *l, size_t bytes, size_t hello, size_t len)
{
	if (bytes > 0) {
		l->flight = flight_new(bytes);
		put(l, l->now, FLIGHT_START, l->is_client, hello, link_is_pipe(l), len);
		note_checkpoint(l, l->now);
	}
}

/* What a turn may change although nothing was due, nothing came and nothing goes: then it counts. */
uint64_t note_signature(const struct link *l, usec_t now)
{
	const struct rate *r = &l->rate;
	uint64_t v = r->app_limited_until;

	if (l->flight == NULL || !flight_is_idle(l->flight, now)) {
		return 0; /* it is recorded anyway */
	}
	v = v * 31 + l->mtu.next_at;
	v = v * 31 + l->mtu.probe;
	v = v * 31 + l->probes_due;
	v = v * 32 + (uint64_t)(r->idle | l->recovery.hurried << 1 | l->ping_due << 2 | path_is_set(&l->candidate) << 3);
	return v * 4 + (uint64_t)l->state;
}

void note_tick(struct link *l, usec_t now)
{
	if (!flight_is_idle(l->flight, now)) {
		put(l, now, FLIGHT_TICK, 0, 0, 0, 0);
	}
}

void note_late_tick(struct link *l, uint64_t signature, usec_t now)
{
	if (note_signature(l, now) != signature && flight_is_idle(l->flight, now)) {
		put(l, now, FLIGHT_TICK, 0, 0, 0, 0);
	}
}

void note_turn(struct link *l, uint64_t signature, usec_t now)
{
	if (l->flight == NULL) {
		return;
	}
	flight_turn(l->flight, now, note_signature(l, now) == signature);
	if (flight_checkpoint_due(l->flight)) {
		note_checkpoint(l, now);
	}
}

uint64_t note_frames(const struct link *l, struct bytes plain)
{
	uint64_t bits = 0;
	struct frame f;
	struct rd r;

	if (l->flight == NULL) {
		return 0;
	}
	rd_init(&r, plain);
	while (frame_next(&r, &f)) {
		bits |= (uint64_t)1 << f.kind;
	}
	return bits;
}

void note_out(const struct link *l, uint64_t pn, const struct packet *p, uint64_t frames, usec_t now)
{
	const uint64_t field[FLIGHT_FIELDS] = {pn, p->len, flight_addr(l->flight, &p->to, now), p->ecn, frames};

	flight_put(l->flight, now, FLIGHT_OUT, field);
}

/* Of an answer to a challenge only whose it is. */
static uint8_t answers(const struct link *l, const uint8_t *token)
{
	if (path_is_set(&l->candidate) && memcmp(token, l->candidate.token, PATH_TOKEN_LEN) == 0) {
		return 1;
	}
	return memcmp(token, l->path.token, PATH_TOKEN_LEN) == 0 ? 2 : 0;
}

/* A frame without what it carries. */
static void put_frame(const struct link *l, struct wr *w, const struct frame *f, struct bytes whole)
{
	wr_u8(w, (uint8_t)f->kind);
	switch (f->kind) {
	case FRAME_ACK:
	case FRAME_ACK_ECN:
		wr_bytes(w, whole);
		break;
	case FRAME_OBJECT:
		wr_u8(w, (uint8_t)(f->id | (f->may_wait ? FRAME_MAY_WAIT : 0)));
		wr_var(w, f->data.len);
		break;
	case FRAME_CLOSE:
		wr_u8(w, f->id);
		wr_var(w, f->data.len);
		break;
	case FRAME_STREAM:
		wr_u8(w, f->id);
		wr_var(w, f->number);
		wr_var(w, f->data.len);
		break;
	case FRAME_CREDIT:
		wr_u8(w, f->id);
		wr_var(w, f->number);
		break;
	case FRAME_RESPONSE:
		wr_u8(w, answers(l, f->data.data));
		break;
	case FRAME_NEW_CID:
		wr_var(w, f->number);
		break;
	case FRAME_PADDING:
	case FRAME_PING:
	case FRAME_CHALLENGE:
	case FRAME_KINDS:
		break;
	}
}

void note_in(const struct link *l, const struct opened *p, usec_t now)
{
	uint64_t field[FLIGHT_FIELDS] = {p->pn, p->len, 0, (uint64_t)p->cid, p->ecn, 0};
	uint8_t shape[NOTE_SHAPE_MAX];
	struct frame f;
	struct wr w;
	struct rd r;

	if (l->flight == NULL) {
		return;
	}
	wr_init(&w, shape, sizeof shape);
	rd_init(&r, p->plain);
	for (const uint8_t *at = r.at; frame_next(&r, &f); at = r.at) {
		put_frame(l, &w, &f, bytes_of(at, (size_t)(r.at - at)));
		field[5] |= (uint64_t)1 << f.kind;
	}
	field[2] = flight_addr(l->flight, p->from, now);
	flight_put_blob(l->flight, now, FLIGHT_IN, field, wr_done(&w));
}

/* The same frames again, with zeros for what they carried. */
static void get_frame(const struct link *l, struct rd *r, struct wr *w)
{
	static const uint8_t zeros[LINK_MTU_MAX], strange[PATH_TOKEN_LEN] = "strange";
	uint8_t kind = rd_u8(r), id;
	uint64_t number;
	struct bytes ack;

	switch (kind) {
	case FRAME_PADDING:
	case FRAME_PING:
		wr_u8(w, kind);
		break;
	case FRAME_ACK:
	case FRAME_ACK_ECN:
		ack = rd_bytes(r, LINK_MTU_MAX);
		wr_put(w, ack.data, ack.len);
		break;
	case FRAME_OBJECT:
		id = rd_u8(r);
		frame_put_object(w, id, bytes_of(zeros, (size_t)rd_var_max(r, sizeof zeros)));
		break;
	case FRAME_CLOSE:
		id = rd_u8(r);
		frame_put_close(w, id, bytes_of(zeros, (size_t)rd_var_max(r, LIMIT_CLOSE_TEXT)));
		break;
	case FRAME_STREAM:
		id = rd_u8(r);
		number = rd_var(r);
		frame_put_stream(w, id, number, bytes_of(zeros, (size_t)rd_var_max(r, sizeof zeros)));
		break;
	case FRAME_CREDIT:
		id = rd_u8(r);
		frame_put_credit(w, id, rd_var(r));
		break;
	case FRAME_CHALLENGE:
		frame_put_token(w, FRAME_CHALLENGE, strange);
		break;
	case FRAME_RESPONSE:
		id = rd_u8(r);
		frame_put_token(w, FRAME_RESPONSE, id == 1 ? l->candidate.token : id == 2 ? l->path.token : strange);
		break;
	case FRAME_NEW_CID:
		frame_put_cid(w, rd_var(r), zeros);
		break;
	default:
		rd_fail(r);
	}
}

bool note_shape(const struct link *l, struct bytes shape, struct wr *w)
{
	struct rd r;

	rd_init(&r, shape);
	while (!r.bad && r.left > 0 && wr_ok(w)) {
		get_frame(l, &r, w);
	}
	return rd_done(&r) && wr_ok(w);
}

void note_drop(const struct link *l, size_t len, int error, usec_t now)
{
	flight_drop(l->flight, len, error, now);
}

void note_handshake(const struct link *l, bool out, int message, bool small, size_t len, const struct addr *a,
	usec_t now)
{
	const uint64_t field[FLIGHT_FIELDS] = {
		out, (uint64_t)message, small, len, flight_addr(l->flight, a, now)};

	flight_put(l->flight, now, FLIGHT_HANDSHAKE, field);
}

void note_lost(const struct link *l, uint64_t pn, usec_t now)
{
	put(l, now, FLIGHT_LOST, pn, 0, 0, 0);
}

void note_rtt(const struct link *l, usec_t now)
{
	put(l, now, FLIGHT_RTT, l->recovery.latest, l->recovery.srtt, 0, 0);
}

void note_path(const struct link *l, int what, usec_t now)
{
	put(l, now, FLIGHT_PATH, (uint64_t)what, 0, 0, 0);
}

void note_attach(const struct link *l, uint8_t id, bool out)
{
	const uint64_t field[FLIGHT_FIELDS] = {id, out};
	uint8_t state[NOTE_SHAPE_MAX];
	struct wr w;

	if (l->flight == NULL) {
		return;
	}
	wr_init(&w, state, sizeof state);
	if (out) {
		stream_tx_save(l->streams[id].tx, &w);
	} else {
		stream_rx_save(l->streams[id].rx, &w);
	}
	flight_put_blob(l->flight, l->now, FLIGHT_ATTACH, field, wr_done(&w));
}

void note_call(const struct link *l, enum flight_kind kind, uint64_t a, uint64_t b, uint64_t c)
{
	put(l, l->now, kind, a, b, c, 0);
}

void note_remotes(const struct link *l, const struct addr *remotes, size_t count)
{
	uint8_t ids[8 * LIMIT_LINK_REMOTES];
	const uint64_t field[FLIGHT_FIELDS] = {count};
	struct wr w;

	wr_init(&w, ids, sizeof ids);
	for (size_t i = 0; i < count && i < LIMIT_LINK_REMOTES; i++) {
		wr_var(&w, flight_addr(l->flight, &remotes[i], l->now));
	}
	flight_put_blob(l->flight, l->now, FLIGHT_REMOTES, field, wr_done(&w));
}

void note_fill(const struct link *l, int c, size_t len, usec_t now)
{
	put(l, now, FLIGHT_FILL, (uint64_t)c, len, 0, 0);
}

void note_streams(const struct link *l)
{
	for (uint8_t i = 0; l->flight != NULL && i < l->stream_end; i++) {
		const struct link_stream *s = &l->streams[i];
		unsigned key = KEY_STREAMS + 2u * i;

		if (s->tx != NULL) {
			const uint64_t field[FLIGHT_FIELDS] = {i, stream_tx_end(s->tx), stream_tx_acked(s->tx)};

			flight_put_change(l->flight, l->now, FLIGHT_WRITE, key, field[1] * 31 + field[2], field);
		}
		if (s->rx != NULL) {
			const uint64_t field[FLIGHT_FIELDS] = {i, stream_rx_limit(s->rx) - LIMIT_STREAM_WINDOW};

			flight_put_change(l->flight, l->now, FLIGHT_READ, key + 1, field[1], field);
		}
	}
}

static void put_ecn(const struct link *l)
{
	const uint64_t field[FLIGHT_FIELDS] = {l->ecn.state, l->ecn.told.ce};

	flight_put_change(l->flight, l->now, FLIGHT_ECN, KEY_ECN, l->ecn.told.ce << 2 | l->ecn.state, field);
}

void note_changes(const struct link *l)
{
	if (l->flight == NULL) {
		return;
	}
	flight_look(l->flight, true);
	note_streams(l);
	put_value(l, FLIGHT_STATE, KEY_STATE, (uint64_t)l->state, l->close_reason);
	put_value(l, FLIGHT_PROBE, KEY_PROBE, l->recovery.probes, 0);
	if (l->keyed) {
		put_value(l, FLIGHT_PHASE, KEY_PHASE, packet_send_phase(l->box), 0);
		put_value(l, FLIGHT_MTU, KEY_MTU, l->mtu.size, 0);
		put_ecn(l);
	}
}

struct flight *link_flight(const struct link *l)
{
	return l->flight;
}
