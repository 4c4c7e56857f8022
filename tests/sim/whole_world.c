/* tests/sim/whole_world.c -- clients, and the time that passes. */
#include "tests/sim/whole_world.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "mux/input.h"
#include "mux/limits.h"
#include "tests/sim/whole_program.h"
#include "tests/sim/whole_server.h"
#include "mux/tree.h"

#define SPINS 200          /* turns at one point in time before it counts as a busy loop */

unsigned whole_below(struct whole *w, unsigned n)
{
	return (unsigned)rng_below(w->rng, n);
}

void whole_wrong(struct whole *w, const char *what)
{
	if (w->wrong == NULL) {
		w->wrong = what;
	}
}

struct pane *whole_pane(struct whole *w, size_t i)
{
	return i < w->model->pane_count ? w->model->panes[i] : NULL;
}

/* ---- the client ---- */

static void client_ready(void *ctx, usec_t at[LINK_CLASSES])
{
	const struct whole_client *c = ctx;
	replica_ready(c->replica, at);
}

static bool client_fill(void *ctx, enum link_class cls, struct wr *out, usec_t now, uint64_t *token)
{
	struct whole_client *c = ctx;
	size_t room = wr_left(out);
	bool wrote = replica_fill(c->replica, (enum sync_class)cls, out, now, token);
	c->filled += wrote;
	usec_t at[LINK_CLASSES];
	client_ready(ctx, at);
	if (!wrote && room >= ROOM_ENOUGH && usec_reached(at[cls], now)) {
		whole_wrong(c->whole, "the wants stay ready though nothing of them was written");
	}
	return wrote;
}

static void client_acked(void *ctx, uint64_t token, usec_t now)
{
	struct whole_client *c = ctx;
	(void)now;
	c->settled++;
	replica_acked(c->replica, token);
}

static void client_lost(void *ctx, uint64_t token)
{
	struct whole_client *c = ctx;
	c->settled++;
	replica_lost(c->replica, token);
}

static void client_receive(void *ctx, struct bytes frame, usec_t now)
{
	struct whole_client *c = ctx;
	if (replica_receive(c->replica, frame, now) < 0) {
		whole_wrong(c->whole, "a frame from the server did not decode");
	}
}

static size_t row_text(const struct replica_pane *r, uint16_t y, char *out, size_t max)
{
	size_t n = 0;
	for (uint16_t x = 0; x < r->size.cols && n + 1 < max; x++) {
		struct cell c = line_cell(r->rows[y], x);
		out[n++] = c.text >= 0x20 && c.text < 0x7f ? (char)c.text : ' ';
	}
	out[n] = '\0';
	return n;
}

uint64_t whole_shown(const struct whole_client *c, uint32_t pane)
{
	const struct replica_pane *r = replica_pane(c->replica, pane);
	char text[32];
	if (r == NULL || r->rev == 0 || r->cursor.y >= r->size.rows) {
		return 0;
	}
	row_text(r, r->cursor.y, text, sizeof(text));
	return text[0] == '#' && text[7] == '$' ? strtoull(text + 1, NULL, 10) : 0;
}

bool whole_shows(const struct whole_client *c, uint32_t pane, const char *text)
{
	const struct replica_pane *r = replica_pane(c->replica, pane);
	char row[512];
	for (uint16_t y = 0; r != NULL && r->rev > 0 && y < r->size.rows; y++) {
		row_text(r, y, row, sizeof(row));
		if (strstr(row, text) != NULL) {
			return true;
		}
	}
	return false;
}

static uint32_t typing_pane(const struct whole_client *c)
{
	return c->pane != 0 ? c->pane : c->whole->model->pane_count > 0 ? c->whole->model->panes[0]->id : 0;
}

/* Looks at what the user sees now. */
static void look(struct whole *w, struct whole_client *c)
{
	uint64_t shown = whole_shown(c, typing_pane(c));
	for (; c->echoed < WHOLE_KEYS && c->echoed < shown; c->echoed++) {
		c->echoed_at[c->echoed] = w->now;
	}
	if (c->whole_at == 0) {
		const struct replica_pane *r = replica_pane(c->replica, typing_pane(c));
		c->whole_at = r != NULL && r->rev > 0 && !r->torn && replica_root(c->replica) != NULL ? w->now : 0;
	}
	if (w->taken != NULL) {
		w->taken(w->ctx, c);
	}
}

static void client_events(struct whole *w, struct whole_client *c)
{
	struct link_event e;
	while (link_event(c->link, &e)) {
		struct hello_server h;
		c->timed_out = c->timed_out || (e.kind == LINK_EVENT_CLOSED && e.reason == LINK_CLOSE_TIMEOUT);
		if (e.kind != LINK_EVENT_CONNECTED) {
			continue;
		}
		if (hello_server_decode(e.data, &h) < 0) {
			whole_wrong(w, "the server's hello did not decode");
			continue;
		}
		c->connected = true;
		c->connected_at = w->now;
		stream_tx_skip_to(c->input, h.input_next);
	}
}

static void client_flush(struct whole *w, struct whole_client *c)
{
	struct packet p;
	link_tick(c->link, w->now);
	for (int i = 0; i < BATCH && link_output(c->link, &p, w->now); i++) {
		net_send_marked(c->net, NET_UP, &p.to, bytes_of(p.data, p.len), p.ecn, w->now);
	}
	client_events(w, c);
}

static usec_t client_turn(struct whole *w, struct whole_client *c)
{
	struct link_figures f;
	c->turns++;
	client_flush(w, c);
	replica_tick(c->replica, w->now);
	look(w, c);
	link_figures(c->link, w->now, &f);
	replica_set_rtt(c->replica, f.srtt);
	client_flush(w, c);
	return usec_min(link_deadline(c->link), replica_deadline(c->replica));
}

static void connect_link(struct whole *w, struct whole_client *c)
{
	uint8_t room[LIMIT_HELLO], inventory[LIMIT_INVENTORY];
	struct link_figures f = {.mtu = LINK_MTU};
	struct link_cfg cfg = {.rng = rng_seeded(&c->seed, rng_u64(w->rng))};
	struct wr out;
	if (c->link != NULL) {
		link_figures(c->link, w->now, &f);
		link_free(c->link);
	}
	if (c->filled != c->settled) {
		whole_wrong(w, "a token of the client was not settled once");
	}
	rng_fill(w->rng, cfg.psk, sizeof(cfg.psk));
	rng_fill(w->rng, cfg.psk_id, sizeof(cfg.psk_id));
	c->link_owner = ++w->next_owner * WHOLE_CLIENTS + (uint64_t)c->number;
	int r = endpoint_add_psk(w->endpoint, cfg.psk_id, cfg.psk, c->link_owner, w->now + SEC(120));
	assert(r == 0);
	struct hello_client h = {.version = HELLO_VERSION,
		.size = {80, 24},
		.utf8 = true,
		.colours = 256,
		.input_next = stream_tx_acked(c->input)};
	memcpy(h.client, c->key, sizeof(h.client));
	wr_init(&out, inventory, f.mtu < LINK_MTU ? 150 : 700);
	replica_inventory(c->replica, typing_pane(c), &out);
	h.inventory = wr_done(&out);
	wr_init(&out, room, sizeof(room));
	hello_client_encode(&h, &out);
	assert(wr_ok(&out));
	cfg.hello = wr_done(&out);
	cfg.user = (struct link_user){
		c, client_ready, client_fill, client_acked, client_lost, client_receive};
	c->link = link_connect(&cfg, &w->server_addr, 1, w->now);
	assert(c->link != NULL);
	link_attach_tx(c->link, INPUT_STREAM, c->input);
	c->connected = false;
	c->turn_at = 0;
	(void)r;
}

static void begin_process(struct whole *w, struct whole_client *c)
{
	rng_fill(w->rng, c->key, sizeof(c->key));
	stream_tx_free(c->input);
	c->input = stream_tx_new(0, true);
	c->typed = 0;
}

static void client_addr(struct whole_client *c, unsigned host, uint16_t port)
{
	char ip[32];
	snprintf(ip, sizeof(ip), "10.%d.0.%u", c->number, host);
	addr_parse(ip, port, &c->addr);
}

struct whole_client *whole_attach(struct whole *w, int number, const struct net_shape *shape)
{
	struct whole_client *c = &w->clients[number];
	c->whole = w;
	c->number = number;
	client_addr(c, 2, 40000);
	c->net = net_new(rng_u64(w->rng), &c->addr, &w->server_addr);
	net_shape_both(c->net, shape);
	c->replica = replica_new();
	c->own = store_new();
	begin_process(w, c);
	connect_link(w, c);
	return c;
}

static void link_gone(struct whole_client *c)
{
	link_free(c->link);
	c->link = NULL;
}

void whole_return(struct whole *w, struct whole_client *c, enum whole_return how)
{
	c->dead = false;
	if (how != WHOLE_SAME) {
		if (c->link != NULL) {
			link_gone(c);
		}
		begin_process(w, c);
	}
	if (how == WHOLE_NEW) {
		replica_free(c->replica);
		c->replica = replica_new();
	}
	connect_link(w, c);
}

void whole_kill(struct whole *w, struct whole_client *c)
{
	(void)w;
	c->dead = true;
}

void whole_roam(struct whole *w, struct whole_client *c, unsigned host, uint16_t port, bool told)
{
	client_addr(c, host, port);
	net_move_client(c->net, &c->addr);
	c->heard_at = 0;
	c->turn_at = 0;
	if (told) {
		link_local_changed(c->link, w->now);
	}
}

void whole_type(struct whole *w, struct whole_client *c, keycode_t key)
{
	struct record r = {.kind = RECORD_KEY, .pane = typing_pane(c), .time = MS(c->typed), .key = key};
	struct buf b = {0};
	if (c->typed < WHOLE_KEYS) {
		c->typed_at[c->typed] = w->now;
	}
	c->turn_at = 0;
	c->typed++;
	record_encode(&r, &b);
	stream_tx_write(c->input, buf_bytes(&b));
	buf_finish(&b);
}

void whole_type_text(struct whole *w, struct whole_client *c, const char *text)
{
	struct buf b = {0};
	(void)w;
	for (size_t left = strlen(text), n; left > 0; left -= n, text += n) {
		struct record r = {.kind = RECORD_TEXT, .pane = typing_pane(c), .time = MS(c->typed)};
		n = left < LIMIT_RECORD_TEXT ? left : LIMIT_RECORD_TEXT;
		r.data = bytes_of(text, n);
		record_encode(&r, &b);
		c->typed += n;
	}
	stream_tx_write(c->input, buf_bytes(&b));
	buf_finish(&b);
	c->turn_at = 0;
}

/* ---- the world ---- */

struct whole *whole_new(uint64_t seed, struct size size)
{
	struct whole *w = mem_zalloc(sizeof(*w));
	struct term_cfg cfg = {.size = size, .history_limit = 500};
	struct window *window;
	w->seed = seed;
	w->now = SEC(1000);
	w->rng = rng_seeded(&w->app_seed, seed * 2 + 1);
	addr_parse("192.0.2.1", 60001, &w->server_addr);
	w->endpoint = endpoint_new(&(struct endpoint_cfg){.rng = rng_seeded(&w->server_seed, seed * 2 + 2)});
	w->model = model_new(seed + 1, NULL);
	w->shared = store_new();
	int r = model_session_new(w->model, "work", &w->session);
	assert(r == 0);
	r = model_window_new(w->model, w->session, -1, 0, "one", size, &cfg, &window);
	assert(r == 0);
	(void)r;
	return w;
}

void whole_free(struct whole *w)
{
	for (size_t i = 0; i < WHOLE_CLIENTS; i++) {
		struct whole_client *c = &w->clients[i];
		if (c->whole != NULL) {
			link_free(c->link);
			stream_tx_free(c->input);
			replica_free(c->replica);
			net_free(c->net);
		}
	}
	while (w->view_count > 0) {
		whole_view_free(w, w->views[0]);
	}
	endpoint_free(w->endpoint);
	for (size_t i = 0; i < WHOLE_CLIENTS; i++) {
		store_free(w->clients[i].own);
	}
	model_free(w->model);
	store_free(w->shared);
	free(w);
}

/* True when a datagram came for the server, or for the client. */
static bool deliver(struct whole *w, struct whole_client *c, bool *to_client)
{
	enum net_way way;
	struct addr from;
	struct bytes data;
	bool to_server = false;
	while (net_receive(c->net, w->now, &way, &from, &data)) {
		if (way == NET_UP) {
			endpoint_input_marked(w->endpoint, &from, data, net_mark(c->net), w->now);
			whole_server_events(w);
			to_server = true;
		} else if (!c->dead) {
			if (link_input_marked(c->link, &from, data, net_mark(c->net), w->now) == 0) {
				c->heard_at = w->now;
			}
			look(w, c);
			*to_client = true;
		}
	}
	return to_server;
}

/* One point in time: who has a reason to wake up does. Returns the next. */
static usec_t step(struct whole *w)
{
	bool ran = false;
	usec_t next = whole_programs_run(w, &ran);
	bool due = ran;
	for (size_t i = 0; i < WHOLE_CLIENTS; i++) {
		struct whole_client *c = &w->clients[i];
		bool heard = false;
		if (c->whole == NULL) {
			continue;
		}
		due = deliver(w, c, &heard) || due;
		if (!c->dead && (heard || usec_reached(c->turn_at, w->now))) {
			c->turn_at = client_turn(w, c);
		}
		if (c->timed_out) { /* half of all lost for 30 s: the user tries again */
			c->timed_out = false;
			whole_return(w, c, WHOLE_SAME);
		}
		next = c->dead ? next : usec_min(next, c->turn_at);
	}
	if (due || usec_reached(w->server_at, w->now)) {
		w->timer_turns += !due;
		w->server_at = whole_server_turn(w);
	}
	next = usec_min(next, w->server_at);
	for (size_t i = 0; i < WHOLE_PANES; i++) {
		next = w->programs[i].pane != 0 ? usec_min(next, w->programs[i].answer_at) : next;
	}
	for (size_t i = 0; i < WHOLE_CLIENTS; i++) {
		next = w->clients[i].whole != NULL ? usec_min(next, net_next(w->clients[i].net)) : next;
	}
	return next;
}

void whole_run(struct whole *w, usec_t until)
{
	while (w->now <= until) {
		usec_t next = step(w), before = w->now;
		w->now = usec_max(w->now, next);
		w->now = usec_min(w->now, until + 1);
		w->spins = w->now > before ? 0 : w->spins + 1;
		w->spins_max = w->spins > w->spins_max ? w->spins : w->spins_max;
		if (w->spins > SPINS) {
			whole_wrong(w, "a deadline is never met: a busy loop");
			return;
		}
	}
	w->now = until;
}

static bool input_is_through(struct whole *w, const struct whole_client *c)
{
	const struct whole_view *v = whole_view(w, c);
	return v != NULL && v->keys_read == c->typed && stream_tx_unacked(c->input) == 0;
}

bool whole_is_quiet(struct whole *w, const struct whole_client *c)
{
	const struct whole_view *v = whole_view(w, c);
	return v != NULL && c->connected && v->link != NULL && v->coming_count == 0 && input_is_through(w, c) &&
		v->given_count == 0 && sender_is_quiet(v->sender) && sender_history_quiet(v->sender) &&
		sender_in_flight(v->sender) == 0 && replica_is_whole(c->replica);
}

bool whole_settle(struct whole *w, usec_t within)
{
	usec_t until = w->now + within;
	while (w->now < until && w->wrong == NULL) {
		bool quiet = true;
		whole_run(w, w->now + MS(5));
		for (size_t i = 0; i < WHOLE_CLIENTS; i++) {
			const struct whole_client *c = &w->clients[i];
			quiet = quiet && (c->whole == NULL || c->dead || whole_is_quiet(w, c));
		}
		if (quiet) {
			return true;
		}
	}
	return false;
}
