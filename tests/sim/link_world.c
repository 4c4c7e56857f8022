/* tests/sim/link_world.c -- a client link and a server endpoint on the simulated network. */
#include "tests/sim/link_world.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/rd.h"
#include "transport/stream.h"

static const uint8_t psk_id[LINK_PSK_ID_LEN] = "the-psk-id-16byt";
static const uint8_t psk[LINK_PSK_LEN] = "32 bytes of secret for the tests";

/* --- the server's application */

static usec_t state_ready_at(struct world *w, enum link_class c)
{
	struct world_state *s = &w->state[c];

	if (c == LINK_ECHO && w->echo_sent < w->server_has) {
		return 0;
	}
	for (int i = 0; !s->quiet && i < WORLD_CELLS; i++) {
		if (s->sent[i] < s->version[i]) {
			return s->changed_at + s->ready_after;
		}
	}
	s->quiet = true;
	return USEC_NEVER;
}

static usec_t server_ready_at(void *ctx, enum link_class c)
{
	struct world_half *h = ctx;

	return h->link == h->w->server ? state_ready_at(h->w, c) : USEC_NEVER;
}

static void server_ready(void *ctx, usec_t at[LINK_CLASSES])
{
	for (int c = 0; c < LINK_CLASSES; c++) {
		at[c] = server_ready_at(ctx, (enum link_class)c);
	}
}

#define TOKEN(kind, cell, version) ((uint64_t)(kind) << 48 | (uint64_t)(cell) << 32 | (version))
#define KIND_OFFSET 100

static bool server_fill(void *ctx, enum link_class c, struct wr *out, usec_t now, uint64_t *token)
{
	struct world *w = ((struct world_half *)ctx)->w;
	struct world_state *s = &w->state[c];

	(void)now;
	if (c == LINK_ECHO && w->echo_sent < w->server_has) {
		wr_u8(out, KIND_OFFSET);
		wr_u64(out, w->server_has);
		w->echo_sent = w->server_has;
		*token = TOKEN(KIND_OFFSET, 0, (uint32_t)w->server_has);
		w->filled++;
		return true;
	}
	for (uint32_t i = 0; i < WORLD_CELLS; i++) {
		size_t body = s->body < 6 ? 6 : s->body;

		if (s->sent[i] >= s->version[i]) {
			continue;
		}
		if (wr_left(out) < body) {
			/* A cell takes what there is, as a line that is cut would. */
			if (wr_left(out) < 200) {
				return false;
			}
			body = wr_left(out);
		}
		wr_u8(out, (uint8_t)c);
		wr_u8(out, (uint8_t)i);
		wr_u32(out, s->version[i]);
		for (size_t k = 6; k < body; k++) {
			wr_u8(out, (uint8_t)k);
		}
		s->sent[i] = s->version[i];
		s->sent_count++;
		*token = TOKEN(c, i, s->version[i]);
		w->filled++;
		return true;
	}
	return false;
}

static void server_acked(void *ctx, uint64_t token, usec_t now)
{
	struct world *w = ((struct world_half *)ctx)->w;
	uint32_t kind = (uint32_t)(token >> 48), cell = (uint32_t)(token >> 32) & 0xffff;
	uint32_t version = (uint32_t)token;

	(void)now;
	w->settled++;
	if (kind == KIND_OFFSET) {
		w->echo_acked = version > w->echo_acked ? version : w->echo_acked;
	} else if (version > w->state[kind].acked[cell]) {
		w->state[kind].acked[cell] = version;
	}
}

static void server_lost(void *ctx, uint64_t token)
{
	struct world *w = ((struct world_half *)ctx)->w;
	uint32_t kind = (uint32_t)(token >> 48), cell = (uint32_t)(token >> 32) & 0xffff;
	uint32_t version = (uint32_t)token;

	w->settled++;
	if (kind == KIND_OFFSET) {
		if (version == w->echo_sent) {
			w->echo_sent = w->echo_acked;
		}
	} else if (version == w->state[kind].sent[cell]) {
		w->state[kind].sent[cell] = w->state[kind].acked[cell];
		w->state[kind].quiet = false;
	}
}

static void server_receive(void *ctx, struct bytes frame, usec_t now)
{
	(void)ctx;
	(void)frame;
	(void)now;
}

/* --- the client's */

static void client_receive(void *ctx, struct bytes frame, usec_t now)
{
	struct world *w = ctx;
	struct rd r;
	uint8_t kind, cell;
	uint32_t version;

	rd_init(&r, frame);
	kind = rd_u8(&r);
	if (kind == KIND_OFFSET) {
		uint64_t offset = rd_u64(&r);

		for (; w->echo_seen < offset && w->echo_seen < WORLD_KEYS; w->echo_seen++) {
			w->echoed_at[w->echo_seen] = now;
		}
		return;
	}
	cell = rd_u8(&r);
	version = rd_u32(&r);
	if (r.bad || kind >= LINK_CLASSES || cell >= WORLD_CELLS) {
		w->input_wrong = true;
		return;
	}
	if (w->first_state_at == 0) {
		w->first_state_at = now;
	}
	if (version > w->seen[kind][cell]) {
		w->seen[kind][cell] = version;
	}
}

/* --- the world */

static void begin_link(struct world *w)
{
	struct link_cfg cfg = {.hello = bytes_str("hello, server"), .rng = w->client_rng, .flight = w->flight};

	memcpy(cfg.psk, psk, sizeof cfg.psk);
	memcpy(cfg.psk_id, psk_id, sizeof cfg.psk_id);
	cfg.user = link_nobody();
	cfg.user.ctx = w;
	cfg.user.receive = client_receive;
	link_free(w->client);
	w->client = link_connect(&cfg, &w->server_addr, 1, w->now);
	link_attach_tx(w->client, 0, w->input);
	link_attach_rx(w->client, 1, w->blob_rx);
	w->client_at = 0;
}

struct world *world_new(uint64_t seed, const struct net_shape *both)
{
	return world_new_recorded(seed, both, 0);
}

struct world *world_new_recorded(uint64_t seed, const struct net_shape *both, size_t flight)
{
	struct world *w = mem_zalloc(sizeof *w);
	struct endpoint_cfg ecfg = {.flight = flight};

	w->seed = seed;
	w->flight = flight;
	w->now = w->started = SEC(1000);
	w->rng = rng_seeded(&w->app_seed, seed * 3 + 1);
	addr_parse("10.0.0.2", 40000, &w->client_addr);
	addr_parse("192.0.2.1", 60001, &w->server_addr);
	w->net = net_new(seed, &w->client_addr, &w->server_addr);
	net_shape_both(w->net, both);
	w->client_rng = rng_seeded(&w->client_seed, seed * 3 + 2);
	ecfg.rng = rng_seeded(&w->server_seed, seed * 3 + 3);
	w->endpoint = endpoint_new(&ecfg);
	endpoint_add_psk(w->endpoint, psk_id, psk, 7, w->now + SEC(3600));
	w->input = stream_tx_new(0, true);
	w->input_rx = stream_rx_new(0);
	w->blob = stream_tx_new(0, false);
	w->blob_rx = stream_rx_new(0);
	begin_link(w);
	for (int c = 0; c < LINK_CLASSES; c++) {
		w->state[c].body = 40;
	}
	return w;
}

void world_free(struct world *w)
{
	if (w == NULL) {
		return;
	}
	link_free(w->client);
	endpoint_free(w->endpoint);
	if (w->settled != w->filled) {
		fprintf(stderr, "seed %llu: %llu tokens filled, %llu settled\n",
			(unsigned long long)w->seed, (unsigned long long)w->filled,
			(unsigned long long)w->settled);
		abort();
	}
	stream_tx_free(w->input);
	stream_rx_free(w->input_rx);
	stream_tx_free(w->blob);
	stream_rx_free(w->blob_rx);
	net_free(w->net);
	free(w);
}

static void read_input(struct world *w)
{
	struct bytes b = stream_rx_ready(w->input_rx);

	for (size_t i = 0; i < b.len; i++) {
		if (b.data[i] != (uint8_t)((w->server_has + i) % 251)) {
			w->input_wrong = true;
		}
	}
	w->server_has += b.len;
	stream_rx_consume(w->input_rx, b.len);
}

static void read_blob(struct world *w)
{
	struct bytes b = stream_rx_ready(w->blob_rx);

	for (size_t i = 0; i < b.len; i++) {
		if (b.data[i] != (uint8_t)((w->blob_read + i) % 251)) {
			w->blob_wrong = true;
		}
	}
	w->blob_read += b.len;
	stream_rx_consume(w->blob_rx, b.len);
}

static void accept(struct world *w, struct link *l)
{
	struct world_half *h = &w->halves[w->half_count++ % 8];
	struct link_user user = {
		h, server_ready, server_fill, server_acked, server_lost, server_receive};

	h->w = w;
	h->link = l;
	endpoint_accept(w->endpoint, l, &user, bytes_str("hello, client"));
	if (w->server == NULL) {
		w->server = l; /* until another one is confirmed */
	}
}

static void server_events(struct world *w)
{
	struct endpoint_event e;

	while (endpoint_event(w->endpoint, &e)) {
		if (e.kind == ENDPOINT_HELLO) {
			accept(w, e.link);
			continue;
		}
		switch (e.event.kind) {
		case LINK_EVENT_CONFIRMED:
			w->confirmed = true;
			w->server = e.link;
			link_attach_rx(e.link, 0, w->input_rx);
			link_attach_tx(e.link, 1, w->blob);
			break;
		case LINK_EVENT_STREAM:
			read_input(w);
			break;
		case LINK_EVENT_ROAMED:
			w->server_roams++;
			w->roamed_at = w->now;
			break;
		case LINK_EVENT_CLOSED:
			w->closed_server = w->closed_server || e.link == w->server;
			w->close_reason = e.event.reason;
			break;
		default:
			break;
		}
	}
}

static void client_events(struct world *w)
{
	struct link_event e;

	while (link_event(w->client, &e)) {
		switch (e.kind) {
		case LINK_EVENT_CONNECTED:
			w->connected = true;
			w->connected_at = w->now;
			break;
		case LINK_EVENT_STREAM:
			read_blob(w);
			break;
		case LINK_EVENT_ROAMED:
			w->client_roams++;
			break;
		case LINK_EVENT_CLOSED:
			w->closed_client = true;
			w->close_reason = e.reason;
			break;
		default:
			break;
		}
	}
}

static void deliver(struct world *w)
{
	enum net_way way;
	struct addr from;
	struct bytes data;

	while (net_receive(w->net, w->now, &way, &from, &data)) {
		if (way == NET_UP) {
			endpoint_input_marked(w->endpoint, &from, data, net_mark(w->net), w->now);
			server_events(w);
			w->server_at = 0;
		} else {
			if (link_input_marked(w->client, &from, data, net_mark(w->net), w->now) == 0) {
				w->down_at = w->now;
				if (w->heard_new_at == 0) {
					w->heard_new_at = w->now;
				}
			}
			client_events(w);
			w->client_at = 0;
		}
	}
}

static void client_turn(struct world *w)
{
	struct packet p;
	int n = 0;

	link_tick(w->client, w->now);
	client_events(w);
	while (link_output(w->client, &p, w->now)) {
		net_send_marked(w->net, NET_UP, &p.to, bytes_of(p.data, p.len), p.ecn, w->now);
		assert(++n < 10000);
	}
	w->client_at = link_deadline(w->client);
}

static void server_turn(struct world *w)
{
	struct packet p;
	int n = 0;

	endpoint_tick(w->endpoint, w->now);
	server_events(w);
	while (endpoint_output(w->endpoint, &p, w->now)) {
		net_send_marked(w->net, NET_DOWN, &p.to, bytes_of(p.data, p.len), p.ecn, w->now);
		assert(++n < 10000);
	}
	w->server_at = endpoint_deadline(w->endpoint);
}

/* Each end wakes up for what comes in and at its own deadline, as the processes do. */
static void step(struct world *w)
{
	deliver(w);
	if (usec_reached(w->client_at, w->now)) {
		client_turn(w);
	}
	if (usec_reached(w->server_at, w->now)) {
		server_turn(w);
	}
}

void world_type(struct world *w)
{
	uint8_t key = (uint8_t)(w->typed % 251);

	if (w->typed < WORLD_KEYS) {
		w->typed_at[w->typed] = w->now;
	}
	w->typed++;
	stream_tx_write(w->input, bytes_of(&key, 1));
	w->client_at = 0;
}

void world_change(struct world *w, enum link_class c, uint32_t cell)
{
	if (!usec_reached(state_ready_at(w, c), USEC_NEVER - 1)) {
		w->state[c].changed_at = w->now;
	}
	w->state[c].version[cell]++;
	w->state[c].quiet = false;
	w->server_at = 0;
}

/* Until `until`, or until `done` says so. Whoever called may have done anything to the links. */
static void run(struct world *w, usec_t until, usec_t every, bool (*done)(const struct world *w))
{
	usec_t key_at = every == 0 ? USEC_NEVER : w->now;

	w->client_at = w->server_at = 0;
	while (w->now <= until) {
		usec_t next, before = w->now;

		if (usec_reached(key_at, w->now)) {
			world_type(w);
			key_at += every;
		}
		step(w);
		if (done != NULL && done(w)) {
			return;
		}
		next = usec_min(net_next(w->net), key_at);
		next = usec_min(next, usec_min(w->client_at, w->server_at));
		w->now = usec_max(w->now, next);
		if (w->now > before) {
			w->spins = 0;
		} else {
			assert(++w->spins < 1000); /* a deadline that is never met */
		}
		if (next == USEC_NEVER) {
			break;
		}
	}
	w->now = until;
}

void world_run(struct world *w, usec_t until, usec_t every)
{
	run(w, until, every, NULL);
}

static bool is_up(const struct world *w)
{
	return w->connected && w->confirmed;
}

static bool is_up_or_over(const struct world *w)
{
	return is_up(w) || w->closed_client;
}

bool world_connect(struct world *w, usec_t within)
{
	run(w, w->now + within, 0, is_up);
	return is_up(w);
}

bool world_connect_again(struct world *w, usec_t within)
{
	usec_t until = w->now + within;

	while (w->now < until && !is_up(w)) {
		if (w->closed_client) {
			w->closed_client = false;
			begin_link(w);
		}
		run(w, until, 0, is_up_or_over);
	}
	return is_up(w);
}

bool world_in_sync(const struct world *w)
{
	if (w->echo_seen != w->typed || w->server_has != w->typed || w->input_wrong ||
		w->blob_wrong || w->blob_read != stream_tx_end(w->blob)) {
		return false;
	}
	for (int c = 0; c < LINK_CLASSES; c++) {
		if (memcmp(w->state[c].version, w->seen[c], sizeof w->seen[c]) != 0) {
			return false;
		}
	}
	return true;
}

bool world_run_until_sync(struct world *w, usec_t within)
{
	run(w, w->now + within, 0, world_in_sync);
	return world_in_sync(w);
}

void world_roam(struct world *w, const char *ip, uint16_t port, bool told)
{
	addr_parse(ip, port, &w->client_addr);
	net_move_client(w->net, &w->client_addr);
	w->heard_new_at = 0;
	if (told) {
		link_local_changed(w->client, w->now);
	}
}
