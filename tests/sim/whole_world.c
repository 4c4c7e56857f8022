/* tests/sim/whole_world.c -- endpoint, model, senders, links and replicas on simulated networks. */
#include "tests/sim/whole_world.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "mux/input.h"
#include "mux/tree.h"

#define INPUT_STREAM 0
#define ECHO_SETTLE MS(50) /* as server/view.c */
#define ANSWER_SPAN MS(60)
#define SPINS 200          /* turns at one point in time before it counts as a busy loop */
#define BATCH 64           /* packets of a turn, as both edges send */

unsigned whole_below(struct whole *w, unsigned n)
{
	return (unsigned)rng_below(w->rng, n);
}

static void wrong(struct whole *w, const char *what)
{
	if (w->wrong == NULL) {
		w->wrong = what;
	}
}

struct pane *whole_pane(struct whole *w, size_t i)
{
	return i < w->model->pane_count ? w->model->panes[i] : NULL;
}

struct whole_program *whole_program(struct whole *w, uint32_t pane)
{
	struct whole_program *free_one = NULL;
	for (size_t i = 0; i < WHOLE_PANES; i++) {
		struct whole_program *p = &w->programs[i];
		if (p->pane == pane) {
			return p;
		}
		if (free_one == NULL && (p->pane == 0 || model_pane(w->model, p->pane) == NULL)) {
			free_one = p;
		}
	}
	assert(free_one != NULL);
	*free_one = (struct whole_program){.pane = pane, .answer_at = USEC_NEVER};
	return free_one;
}

struct whole_view *whole_view(struct whole *w, const struct whole_client *c)
{
	for (size_t i = w->view_count; i-- > 0;) {
		if (memcmp(w->views[i]->key, c->key, sizeof(c->key)) == 0) {
			return w->views[i];
		}
	}
	return NULL;
}

/* ---- the server: what its links pull ---- */

static usec_t view_ready_at(void *ctx, enum link_class c)
{
	const struct whole_view *v = ctx;
	return sender_ready_at(v->sender, (enum sync_class)c, v->whole->now);
}

static bool view_fill(void *ctx, enum link_class c, struct wr *out, usec_t now, uint64_t *token)
{
	struct whole_view *v = ctx;
	bool wrote = sender_fill(v->sender, (enum sync_class)c, out, now, token);
	v->filled += wrote;
	return wrote;
}

static void view_acked(void *ctx, uint64_t token, usec_t now)
{
	struct whole_view *v = ctx;
	(void)now;
	v->settled++;
	sender_acked(v->sender, token);
}

static void view_lost(void *ctx, uint64_t token)
{
	struct whole_view *v = ctx;
	v->settled++;
	sender_lost(v->sender, token);
}

static void view_receive(void *ctx, struct bytes frame, usec_t now)
{
	struct whole_view *v = ctx;
	(void)now;
	if (sender_receive(v->sender, frame) < 0) {
		wrong(v->whole, "a frame from the replica did not decode");
	}
}

/* ---- the server: views ---- */

static void view_lay_out(struct whole *w, struct whole_view *v)
{
	uint32_t visible[LIMIT_PANES], hidden[LIMIT_PANES];
	size_t shown = 0, rest = 0;
	const struct window *current = model_current_window(w->model, w->session);
	if (current != NULL) {
		visible[shown++] = current->active;
	}
	for (size_t i = 0; i < w->model->pane_count; i++) {
		const struct pane *p = w->model->panes[i];
		if (current != NULL && p->window == current->id && p->id != current->active) {
			visible[shown++] = p->id;
		} else if (current == NULL || p->window != current->id) {
			hidden[rest++] = p->id;
		}
	}
	sender_set_view(v->sender, visible, shown, hidden, rest);
	sender_store_changed(v->sender);
}

static void refresh(struct whole *w)
{
	bool structure = w->seen_change != w->model->change;
	publish_tree(&w->publish, w->model, w->shared);
	w->seen_change = w->model->change;
	for (size_t i = 0; i < w->view_count; i++) {
		struct whole_view *v = w->views[i];
		if (structure) {
			view_lay_out(w, v);
		}
		if (v->link != NULL) {
			link_wake(v->link);
		}
		for (size_t k = 0; k < v->coming_count; k++) {
			link_wake(v->coming[k]);
		}
	}
}

static bool is_coming(const struct whole_view *v, const struct link *l)
{
	for (size_t i = 0; i < v->coming_count; i++) {
		if (v->coming[i] == l) {
			return true;
		}
	}
	return false;
}

static struct whole_view *view_by_link(struct whole *w, const struct link *l)
{
	for (size_t i = 0; i < w->view_count; i++) {
		if (w->views[i]->link == l || is_coming(w->views[i], l)) {
			return w->views[i];
		}
	}
	return NULL;
}

/* Ends all links that are coming, but for one. */
static void drop_coming(struct whole *w, struct whole_view *v, const struct link *but)
{
	for (size_t i = 0; i < v->coming_count; i++) {
		if (v->coming[i] != but) {
			endpoint_drop(w->endpoint, v->coming[i]);
		}
	}
	v->coming_count = 0;
}

static struct whole_view *view_new(struct whole *w, const struct hello_client *h, int client)
{
	struct whole_view *v = mem_zalloc(sizeof(*v));
	v->whole = w;
	v->client = client;
	memcpy(v->key, h->client, sizeof(v->key));
	v->own = w->clients[client].own;
	v->sender = sender_new(w->model, w->shared, v->own);
	v->rx = stream_rx_new(h->input_next);
	assert(w->view_count < sizeof(w->views) / sizeof(w->views[0]));
	w->views[w->view_count++] = v;
	view_lay_out(w, v);
	return v;
}

static void view_free(struct whole *w, struct whole_view *v)
{
	drop_coming(w, v, NULL);
	if (v->link != NULL) {
		link_detach(v->link, INPUT_STREAM);
		endpoint_drop(w->endpoint, v->link);
	}
	if (v->filled != v->settled) {
		fprintf(stderr, "seed %llu: %llu tokens filled, %llu settled\n", (unsigned long long)w->seed,
			(unsigned long long)v->filled, (unsigned long long)v->settled);
		abort();
	}
	sender_free(v->sender);
	stream_rx_free(v->rx);
	for (size_t i = 0; i < w->view_count; i++) {
		if (w->views[i] == v) {
			memmove(&w->views[i], &w->views[i + 1], (w->view_count - i - 1) * sizeof(v));
			w->view_count--;
			break;
		}
	}
	free(v);
}

static void greet(struct whole *w, const struct endpoint_event *e)
{
	struct hello_client h;
	int client = (int)(e->owner % WHOLE_CLIENTS);
	if (hello_client_decode(e->hello, &h) < 0) {
		wrong(w, "a hello did not decode");
		endpoint_refuse(w->endpoint, e->link, LINK_CLOSE_ERROR, "malformed hello");
		return;
	}
	struct whole_view *v = NULL;
	for (size_t i = 0; i < w->view_count && v == NULL; i++) {
		v = memcmp(w->views[i]->key, h.client, sizeof(h.client)) == 0 ? w->views[i] : NULL;
	}
	if (v == NULL) {
		v = view_new(w, &h, client);
	} else if (v->coming_count == WHOLE_COMING) {
		endpoint_drop(w->endpoint, v->coming[0]);
		memmove(v->coming, v->coming + 1, --v->coming_count * sizeof(v->coming[0]));
	}
	v->coming[v->coming_count++] = e->link;
	if (v->link == NULL) {
		sender_claims(v->sender, h.inventory);
		refresh(w);
	}
	struct hello_server reply = {.version = HELLO_VERSION,
		.instance = w->model->instance,
		.input_next = stream_rx_next(v->rx),
		.client = (uint32_t)client + 1};
	uint8_t room[LIMIT_HELLO];
	struct wr out;
	wr_init(&out, room, sizeof(room));
	hello_server_encode(&reply, &out);
	struct link_user user = {v, view_ready_at, view_fill, view_acked, view_lost, view_receive};
	endpoint_accept(w->endpoint, e->link, &user, wr_done(&out));
}

static void confirmed(struct whole *w, struct whole_view *v, struct link *l)
{
	if (!is_coming(v, l)) {
		return;
	}
	drop_coming(w, v, l);
	if (v->link != NULL) {
		link_detach(v->link, INPUT_STREAM);
		link_close(v->link, LINK_CLOSE_REPLACED, "another link took over", w->now);
		endpoint_drop(w->endpoint, v->link);
		sender_new_link(v->sender);
	}
	v->link = l;
	link_attach_rx(l, INPUT_STREAM, v->rx);
	for (size_t i = 0; w->views[i] != v;) { /* the processes before it have gone */
		if (w->views[i]->client == v->client) {
			view_free(w, w->views[i]);
		} else {
			i++;
		}
	}
}

/* ---- the server: output and input ---- */

void whole_output(struct whole *w, struct pane *p)
{
	bool sync = term_modes(p->term) & MODE_SYNC;
	w->server_at = 0;
	p->output_at = w->now;
	p->sync_since = !sync ? 0 : p->sync_since != 0 ? p->sync_since : w->now;
	for (size_t i = 0; i < w->view_count; i++) {
		struct whole_view *v = w->views[i];
		bool answers = v->answer_pane == p->id && w->now < v->answer_until;
		sender_pane_output(v->sender, p->id, w->now, answers);
	}
	if (w->changed != NULL) {
		w->changed(w->ctx, p);
	}
}

void whole_write(struct whole *w, struct pane *p, struct bytes b)
{
	term_write(p->term, b);
	whole_output(w, p);
}

static void put_echo(struct whole *w, struct whole_view *v, uint32_t pane, uint64_t settled)
{
	const struct pane *p = model_pane(w->model, pane);
	if (p == NULL) {
		return;
	}
	struct tree_echo t = {.offset = v->given[v->given_count - 1].offset,
		.settled = settled,
		.rev = term_revision(p->term)};
	struct buf b = {0};
	tree_echo_encode(&t, &b);
	store_put(v->own, OBJECT_ECHO, pane, buf_bytes(&b));
	buf_finish(&b);
	sender_store_changed(v->sender);
}

static usec_t settle_echoes(struct whole *w)
{
	usec_t next = USEC_NEVER;
	for (size_t i = 0; i < w->view_count; i++) {
		struct whole_view *v = w->views[i];
		size_t due = 0;
		while (due < v->given_count && usec_reached(v->given[due].at + ECHO_SETTLE, w->now)) {
			put_echo(w, v, v->given[due].pane, v->given[due].offset);
			due++;
		}
		v->given_count -= due;
		memmove(v->given, v->given + due, v->given_count * sizeof(v->given[0]));
		if (v->given_count > 0) {
			next = usec_min(next, v->given[0].at + ECHO_SETTLE);
		}
	}
	return next;
}

static void take_key(struct whole *w, struct whole_view *v, const struct record *r, uint64_t offset)
{
	struct pane *p = model_pane(w->model, r->pane);
	if (r->time != MS(v->keys_read)) {
		wrong(w, "input was not exactly once and in order");
	}
	v->keys_read++;
	if (p == NULL) {
		return;
	}
	struct whole_program *program = whole_program(w, p->id);
	program->keys++;
	program->interrupted = program->interrupted || r->key == (KEY_CTRL | 'c');
	program->answer_at = usec_min(program->answer_at, w->now + WHOLE_ANSWER);
	if (v->given_count == WHOLE_GIVEN) {
		v->given_count--;
	}
	v->given[v->given_count].offset = offset;
	v->given[v->given_count].pane = p->id;
	v->given[v->given_count++].at = w->now;
	v->answer_pane = p->id;
	v->answer_until = w->now + ANSWER_SPAN;
}

static void read_input(struct whole *w, struct whole_view *v)
{
	struct record r;
	size_t used;
	int result;
	while ((result = record_decode(stream_rx_ready(v->rx), &r, &used)) == 0) {
		uint64_t offset = stream_rx_next(v->rx) - stream_rx_ready(v->rx).len + used;
		take_key(w, v, &r, offset);
		stream_rx_consume(v->rx, used);
	}
	if (result == ERR_PROTO) {
		wrong(w, "a record did not decode");
	}
}

static void coming_ended(struct whole *w, struct whole_view *v, struct link *l)
{
	for (size_t i = 0; i < v->coming_count; i++) {
		if (v->coming[i] == l) {
			v->coming[i] = v->coming[--v->coming_count];
			endpoint_drop(w->endpoint, l);
			break;
		}
	}
	if (v->link == NULL && v->coming_count == 0) {
		view_free(w, v);
	}
}

static void server_events(struct whole *w)
{
	struct endpoint_event e;
	while (endpoint_event(w->endpoint, &e)) {
		struct whole_view *v = e.kind == ENDPOINT_LINK ? view_by_link(w, e.link) : NULL;
		if (e.kind == ENDPOINT_HELLO) {
			greet(w, &e);
		} else if (v == NULL) {
			if (e.event.kind == LINK_EVENT_CLOSED) {
				endpoint_drop(w->endpoint, e.link);
			}
		} else if (e.event.kind == LINK_EVENT_CONFIRMED) {
			confirmed(w, v, e.link);
		} else if (e.event.kind == LINK_EVENT_STREAM) {
			read_input(w, v);
		} else if (e.event.kind == LINK_EVENT_CLOSED) {
			coming_ended(w, v, e.link);
		}
	}
}

static struct whole_client *client_at(struct whole *w, const struct addr *to)
{
	return &w->clients[to->ip[1] < WHOLE_CLIENTS ? to->ip[1] : 0];
}

static usec_t server_turn(struct whole *w)
{
	struct packet p;
	w->server_turns++;
	w->server_at = USEC_NEVER;
	endpoint_tick(w->endpoint, w->now);
	server_events(w);
	refresh(w);
	for (int i = 0; i < 4 * BATCH && endpoint_output(w->endpoint, &p, w->now); i++) {
		struct net *n = client_at(w, &p.to)->net;
		net_send(n, NET_DOWN, &p.to, bytes_of(p.data, p.len), w->now);
	}
	server_events(w);
	usec_t echo = settle_echoes(w);
	return usec_min(endpoint_deadline(w->endpoint), echo);
}

/* ---- programs ---- */

static void program_flood(struct whole *w, struct whole_program *m, struct pane *p)
{
	static const char line[] = "y\r\ny\r\ny\r\ny\r\ny\r\ny\r\ny\r\ny\r\n";
	for (size_t n = 0; n < m->flood; n += sizeof(line) - 1) {
		term_write(p->term, bytes_str(line));
	}
	whole_output(w, p);
	m->flood_at = w->now + MS(1);
}

static void program_repaint(struct whole *w, struct whole_program *m, struct pane *p)
{
	struct buf out = {0};
	m->painted++;
	buf_puts(&out, "\033[H");
	for (unsigned y = 1; y < term_size(p->term).rows; y++) {
		buf_printf(&out, "\033[%u;1H%8llu root 20 0 %u.%u run", y,
			(unsigned long long)(m->painted * y), whole_below(w, 100), whole_below(w, 10));
	}
	whole_write(w, p, buf_bytes(&out));
	buf_finish(&out);
	m->repaint_at = w->now + m->repaint_every;
}

static void program_answer(struct whole *w, struct whole_program *m, struct pane *p)
{
	struct buf out = {0};
	m->answer_at = USEC_NEVER;
	if (m->interrupted) {
		m->interrupted = false;
		m->flood = 0;
		buf_puts(&out, "^C\r\n");
	}
	buf_printf(&out, "\r#%06llu$", (unsigned long long)m->keys);
	whole_write(w, p, buf_bytes(&out));
	buf_finish(&out);
}

static usec_t programs_run(struct whole *w, bool *ran)
{
	usec_t next = USEC_NEVER;
	for (size_t i = 0; i < WHOLE_PANES; i++) {
		struct whole_program *m = &w->programs[i];
		struct pane *p = m->pane != 0 ? model_pane(w->model, m->pane) : NULL;
		if (p == NULL) {
			continue;
		}
		if (m->flood > 0 && usec_reached(m->flood_at, w->now)) {
			program_flood(w, m, p);
			*ran = true;
		}
		if (m->repaint_every > 0 && usec_reached(m->repaint_at, w->now)) {
			program_repaint(w, m, p);
			*ran = true;
		}
		if (usec_reached(m->answer_at, w->now)) {
			program_answer(w, m, p);
			*ran = true;
		}
		next = usec_min(next, m->answer_at);
		next = m->flood > 0 ? usec_min(next, m->flood_at) : next;
		next = m->repaint_every > 0 ? usec_min(next, m->repaint_at) : next;
	}
	return next;
}

/* ---- the client ---- */

static usec_t client_ready_at(void *ctx, enum link_class cls)
{
	const struct whole_client *c = ctx;
	return replica_ready_at(c->replica, (enum sync_class)cls);
}

static bool client_fill(void *ctx, enum link_class cls, struct wr *out, usec_t now, uint64_t *token)
{
	struct whole_client *c = ctx;
	bool wrote = replica_fill(c->replica, (enum sync_class)cls, out, now, token);
	c->filled += wrote;
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
		wrong(c->whole, "a frame from the server did not decode");
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
		if (e.kind != LINK_EVENT_CONNECTED) {
			continue;
		}
		if (hello_server_decode(e.data, &h) < 0) {
			wrong(w, "the server's hello did not decode");
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
		net_send(c->net, NET_UP, &p.to, bytes_of(p.data, p.len), w->now);
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
		wrong(w, "a token of the client was not settled once");
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
		c, client_ready_at, client_fill, client_acked, client_lost, client_receive};
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
		view_free(w, w->views[0]);
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
			endpoint_input(w->endpoint, &from, data, w->now);
			server_events(w);
			to_server = true;
		} else if (!c->dead) {
			if (link_input(c->link, &from, data, w->now) == 0) {
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
	usec_t next = programs_run(w, &ran);
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
		next = c->dead ? next : usec_min(next, c->turn_at);
	}
	if (due || usec_reached(w->server_at, w->now)) {
		w->timer_turns += !due;
		w->server_at = server_turn(w);
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
			wrong(w, "a deadline is never met: a busy loop");
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
