/* tests/sim/whole_server.c -- the server's side of the whole: views and their links, as server/view.c
 * and server/server.c. */
#include "tests/sim/whole_server.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "mux/input.h"
#include "mux/tree.h"

#define ECHO_SETTLE MS(50) /* as server/view.c */
#define ANSWER_SPAN MS(60)

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

static void view_ready(void *ctx, usec_t at[LINK_CLASSES])
{
	const struct whole_view *v = ctx;
	sender_ready(v->sender, v->whole->now, at);
}

static bool view_fill(void *ctx, enum link_class c, struct wr *out, usec_t now, uint64_t *token)
{
	struct whole_view *v = ctx;
	size_t room = wr_left(out);
	bool wrote = sender_fill(v->sender, (enum sync_class)c, out, now, token);
	v->filled += wrote;
	if (!wrote && room >= ROOM_ENOUGH && usec_reached(view_ready_at(ctx, c), now)) {
		whole_wrong(v->whole, "a class stays ready though nothing of it was written");
	}
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
		whole_wrong(v->whole, "a frame from the replica did not decode");
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

/* Ends the links that are coming. */
static void drop_coming(struct whole *w, struct whole_view *v)
{
	for (size_t i = 0; i < v->coming_count; i++) {
		endpoint_drop(w->endpoint, v->coming[i]);
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

void whole_view_free(struct whole *w, struct whole_view *v)
{
	drop_coming(w, v);
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
		whole_wrong(w, "a hello did not decode");
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
	struct link_user user = {v, view_ready, view_fill, view_acked, view_lost, view_receive};
	endpoint_accept(w->endpoint, e->link, &user, wr_done(&out));
}

/* Of the links that are coming, ends those older than this one, which is none of them any more. */
static void drop_older(struct whole *w, struct whole_view *v, const struct link *l)
{
	size_t n = 0;
	while (v->coming[n] != l) {
		endpoint_drop(w->endpoint, v->coming[n++]);
	}
	v->coming_count -= n + 1;
	memmove(v->coming, v->coming + n + 1, v->coming_count * sizeof(v->coming[0]));
}

static void confirmed(struct whole *w, struct whole_view *v, struct link *l)
{
	if (!is_coming(v, l)) {
		return;
	}
	drop_older(w, v, l);
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
			whole_view_free(w, w->views[i]);
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

/* A key has settled with the kernel's own echo, or when its program had its time. */
static usec_t settle_echoes(struct whole *w)
{
	usec_t next = USEC_NEVER, after = w->cooked ? WHOLE_ANSWER : ECHO_SETTLE;
	for (size_t i = 0; i < w->view_count; i++) {
		struct whole_view *v = w->views[i];
		size_t due = 0;
		while (due < v->given_count && usec_reached(v->given[due].at + after, w->now)) {
			put_echo(w, v, v->given[due].pane, v->given[due].offset);
			if (w->cooked) {
				sender_pane_answered(v->sender, v->given[due].pane);
			}
			due++;
		}
		v->given_count -= due;
		memmove(v->given, v->given + due, v->given_count * sizeof(v->given[0]));
		if (v->given_count > 0) {
			next = usec_min(next, v->given[0].at + after);
		}
	}
	return next;
}

static void take_key(struct whole *w, struct whole_view *v, const struct record *r, uint64_t offset)
{
	struct pane *p = model_pane(w->model, r->pane);
	if (r->time != MS(v->keys_read)) {
		whole_wrong(w, "input was not exactly once and in order");
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

/* Here a character's time is its number. */
static void take_text(struct whole *w, struct whole_view *v, const struct record *r, uint64_t offset)
{
	struct record key = {.kind = RECORD_KEY, .pane = r->pane, .time = r->time};
	for (size_t at = 0; record_text_next(r->data, &at, &key.key); key.time += MS(1)) {
		take_key(w, v, &key, offset);
	}
}

static void read_input(struct whole *w, struct whole_view *v)
{
	struct record r;
	size_t used;
	int result;
	while ((result = record_decode(stream_rx_ready(v->rx), &r, &used)) == 0) {
		uint64_t offset = stream_rx_next(v->rx) - stream_rx_ready(v->rx).len + used;
		if (r.kind == RECORD_TEXT) {
			take_text(w, v, &r, offset);
		} else {
			take_key(w, v, &r, offset);
		}
		stream_rx_consume(v->rx, used);
	}
	if (result == ERR_PROTO) {
		whole_wrong(w, "a record did not decode");
	}
}

static void coming_ended(struct whole *w, struct whole_view *v, struct link *l)
{
	for (size_t i = 0; i < v->coming_count; i++) {
		if (v->coming[i] == l) {
			v->coming_count--;
			memmove(&v->coming[i], &v->coming[i + 1],
				(v->coming_count - i) * sizeof(v->coming[0]));
			endpoint_drop(w->endpoint, l);
			break;
		}
	}
	if (v->link == NULL && v->coming_count == 0) {
		whole_view_free(w, v);
	}
}

void whole_server_events(struct whole *w)
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

usec_t whole_server_turn(struct whole *w)
{
	struct packet p;
	w->server_turns++;
	w->server_at = USEC_NEVER;
	endpoint_tick(w->endpoint, w->now);
	whole_server_events(w);
	refresh(w);
	for (int i = 0; i < 4 * BATCH && endpoint_output(w->endpoint, &p, w->now); i++) {
		struct net *n = client_at(w, &p.to)->net;
		net_send_marked(n, NET_DOWN, &p.to, bytes_of(p.data, p.len), p.ecn, w->now);
	}
	whole_server_events(w);
	usec_t echo = settle_echoes(w);
	return usec_min(endpoint_deadline(w->endpoint), echo);
}
