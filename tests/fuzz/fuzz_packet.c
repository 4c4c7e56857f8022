/* tests/fuzz/fuzz_packet.c -- packets into a server's link. The input is packets, each behind a
 * byte that says how it comes and a length of two bytes, of which the upper two bits are its ECN field: as it is (garbage from a stranger), or
 * as the frames inside an authentic packet (a peer gone mad). The link may refuse, but must
 * neither spin, nor break its books, nor stop answering. */
#include <stdlib.h>

#include "base/rd.h"
#include "transport/link_impl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define OUTPUTS_MAX 5000

struct app {
	uint64_t next_token, settled;
	uint32_t dirty; /* a bit per class */
};

static usec_t app_ready_at(void *ctx, enum link_class c)
{
	const struct app *a = ctx;

	return a->dirty & 1u << c ? 0 : USEC_NEVER;
}

static void app_ready(void *ctx, usec_t at[LINK_CLASSES])
{
	for (int c = 0; c < LINK_CLASSES; c++) {
		at[c] = app_ready_at(ctx, (enum link_class)c);
	}
}

static bool app_fill(void *ctx, enum link_class c, struct wr *w, usec_t now, uint64_t *token)
{
	struct app *a = ctx;

	(void)now;
	if ((a->dirty & 1u << c) == 0) {
		return false;
	}
	a->dirty &= ~(1u << c);
	wr_put(w, "some state of this class", 24);
	*token = a->next_token++;
	return true;
}

static void app_acked(void *ctx, uint64_t token, usec_t now)
{
	(void)token;
	(void)now;
	((struct app *)ctx)->settled++;
}

static void app_lost(void *ctx, uint64_t token)
{
	struct app *a = ctx;

	a->settled++;
	a->dirty |= 1u << token % LINK_CLASSES;
}

static void app_receive(void *ctx, struct bytes frame, usec_t now)
{
	(void)now;
	if (frame.len > 0) {
		((struct app *)ctx)->dirty |= 1u << frame.data[0] % LINK_CLASSES;
	}
}

static struct handshake_keys make_keys(uint8_t a, uint8_t b)
{
	struct handshake_keys k = {{a}, {b}, {a}, {b}, {9}};

	return k;
}

static void drain(struct link *l, usec_t now)
{
	struct packet p;
	int n = 0;

	link_tick(l, now);
	while (link_output(l, &p, now)) {
		if (p.len > LINK_MTU_MAX || ++n > OUTPUTS_MAX) {
			abort();
		}
	}
}

static void feed(
	struct link *l, struct packet_box *peer, uint8_t how, uint8_t ecn, struct bytes b, usec_t now)
{
	uint8_t wire[LINK_MTU_MAX];
	struct addr from = {
		.family = ADDR_IP4, .ip = {10, 0, 0, (uint8_t)(how >> 4)}, .port = 1000};
	size_t out;
	uint64_t pn;

	if ((how & 1) == 0) {
		link_input_marked(l, &from, b, ecn, now);
		return;
	}
	if (b.len > sizeof wire - PACKET_OVERHEAD) {
		return;
	}
	if (b.len > 0) {
		memcpy(wire + PACKET_HEAD_LEN, b.data, b.len);
	}
	if (packet_seal(peer, l->cids[(how >> 1) % LINK_CIDS], wire, b.len, now, &out, &pn) == 0) {
		link_input_marked(l, &from, bytes_of(wire, out), ecn, now);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct app app = {.dirty = 7};
	struct rng_seed seed;
	struct rng rng = rng_seeded(&seed, 1);
	struct seal *s = seal_new();
	struct handshake_keys ours = make_keys(1, 2), theirs = make_keys(2, 1);
	struct packet_box *peer = packet_box_new(s, true, &theirs, 0);
	struct link *l = link_new(false, s, rng, NULL, SEC(1));
	struct addr first = {.family = ADDR_IP4, .ip = {10, 0, 0, 0}, .port = 1000};
	struct stream_tx *tx = stream_tx_new(0, true);
	struct stream_rx *rx = stream_rx_new(0);
	struct link_event e;
	usec_t now = SEC(1);
	struct rd r;

	path_init(&l->path, &first, true);
	l->user =
		(struct link_user){&app, app_ready, app_fill, app_acked, app_lost, app_receive};
	if (link_take_keys(l, &ours, now) < 0) {
		abort();
	}
	link_attach_tx(l, 1, tx);
	link_attach_rx(l, 0, rx);
	stream_tx_write(tx, bytes_str("what the server writes"));
	rd_init(&r, bytes_of(data, len));
	while (!r.bad && r.left > 0) {
		uint8_t how = rd_u8(&r);
		uint16_t head = rd_u16(&r);
		size_t n = head & 0x3fff;
		struct bytes b;

		n = n > r.left ? r.left : n;
		b = bytes_of(rd_take(&r, n), n);
		feed(l, peer, how, (uint8_t)(head >> 14), b, now);
		drain(l, now);
		while (link_event(l, &e)) {
			stream_rx_consume(rx, stream_rx_ready(rx).len);
		}
		now += MS(1 + 40u * (how >> 3 & 1));
	}
	for (int i = 0, stuck = 0; i < 100; i++) { /* no deadline may be one that is never met */
		usec_t at = link_deadline(l);

		if (at == USEC_NEVER) {
			break;
		}
		stuck = at > now ? 0 : stuck + 1;
		if (stuck > 20) {
			abort();
		}
		now = usec_max(now, at);
		drain(l, now);
	}
	link_free(l);
	if (app.settled != app.next_token) {
		abort();
	}
	packet_box_free(peer);
	stream_tx_free(tx);
	stream_rx_free(rx);
	seal_free(s);
	return 0;
}
