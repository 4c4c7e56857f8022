/* transport/link_note.c -- what a link writes into its flight recorder. Nothing here changes a link. */
#include "transport/frame.h"
#include "transport/link_impl.h"

static void put(const struct link *l, usec_t now, enum flight_kind kind, uint64_t a, uint64_t b,
	uint64_t c, uint64_t d)
{
	const uint64_t field[FLIGHT_FIELDS] = {a, b, c, d};

	flight_put(l->flight, now, kind, field);
}

static void put_value(const struct link *l, enum flight_kind kind, uint64_t value, uint64_t more)
{
	const uint64_t field[FLIGHT_FIELDS] = {value, more};

	flight_put_change(l->flight, l->now, kind, 0, value, field);
}

void note_start(struct link *l, size_t bytes, size_t hello)
{
	if (bytes > 0) {
		l->flight = flight_new(bytes);
		put(l, l->now, FLIGHT_START, l->is_client, hello, link_is_pipe(l), 0);
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

void note_out(const struct link *l, uint64_t pn, size_t len, bool other, uint64_t frames, usec_t now)
{
	put(l, now, FLIGHT_OUT, pn, len, other, frames);
}

void note_in(const struct link *l, uint64_t pn, size_t len, bool other, struct bytes plain, usec_t now)
{
	put(l, now, FLIGHT_IN, pn, len, other, note_frames(l, plain));
}

void note_mark(const struct link *l, bool out, uint8_t ecn, usec_t now)
{
	const uint64_t field[FLIGHT_FIELDS] = {out, ecn};

	flight_put_change(l->flight, now, FLIGHT_MARK, out, ecn, field);
}

void note_drop(const struct link *l, size_t len, int error, usec_t now)
{
	put(l, now, FLIGHT_DROP, len, (uint64_t)-error, 0, 0);
}

void note_handshake(const struct link *l, bool out, int message, size_t len, usec_t now)
{
	put(l, now, FLIGHT_HANDSHAKE, out, (uint64_t)message, len < LINK_MTU, len);
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

void note_attach(const struct link *l, uint8_t id, bool out, bool eager, uint64_t offset)
{
	put(l, l->now, FLIGHT_ATTACH, id, out, eager, offset);
}

void note_ready(const struct link *l, int c, usec_t at)
{
	if (l->flight != NULL && flight_ready_changed(l->flight, (unsigned)c, at, l->now)) {
		uint64_t in = at == USEC_NEVER ? 0 : at <= l->now ? 1 : 1 + (at - l->now);

		put(l, l->now, FLIGHT_READY, (uint64_t)c, in, 0, 0);
	}
}

void note_fill(const struct link *l, int c, size_t len, usec_t now)
{
	put(l, now, FLIGHT_FILL, (uint64_t)c, len, 0, 0);
}

static void put_ecn(const struct link *l)
{
	const uint64_t field[FLIGHT_FIELDS] = {l->ecn.state, l->ecn.told.ce};

	flight_put_change(l->flight, l->now, FLIGHT_ECN, 0, l->ecn.told.ce << 2 | l->ecn.state, field);
}

void note_changes(const struct link *l)
{
	if (l->flight == NULL) {
		return;
	}
	put_value(l, FLIGHT_STATE, (uint64_t)l->state, l->close_reason);
	put_value(l, FLIGHT_PROBE, l->recovery.probes, 0);
	if (l->keyed) {
		put_value(l, FLIGHT_PHASE, packet_send_phase(l->box), 0);
		put_value(l, FLIGHT_MTU, l->mtu.size, 0);
		put_ecn(l);
	}
	for (uint8_t i = 0; i < l->stream_end; i++) {
		uint64_t end = l->streams[i].tx == NULL ? 0 : stream_tx_end(l->streams[i].tx);
		const uint64_t field[FLIGHT_FIELDS] = {i, end};

		if (l->streams[i].tx != NULL) {
			flight_put_change(l->flight, l->now, FLIGHT_WRITE, i, end, field);
		}
	}
}

struct flight *link_flight(const struct link *l)
{
	return l->flight;
}
