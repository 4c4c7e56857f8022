/* tests/sim/rerun.c -- a recorded link again. */
#include "tests/sim/rerun.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "transport/endpoint.h"

#define LIMIT_EVENTS 1000000
#define FLIGHT_ROOM ((size_t)64 << 20)
#define MESSAGE2_HEAD 67 /* message 2 but for the hello */
#define ONE_CLOCK 1000   /* less than so many us is no difference */

static const uint8_t psk_id[LINK_PSK_ID_LEN] = "rerun-psk-id-16b";
static const uint8_t psk[LINK_PSK_LEN] = "32 bytes of secret for the rerun";

int track_read(struct track *t, struct bytes dump)
{
	struct flight_event e;
	struct rd r;
	usec_t at;

	rd_init(&r, dump);
	if (flight_begin(&r, &at) < 0) {
		return ERR_PROTO;
	}
	while (t->count < LIMIT_EVENTS && flight_next(&r, &at, &e)) {
		if (t->count == t->cap) {
			t->at = mem_grow(t->at, &t->cap, t->count + 1, sizeof *t->at);
		}
		t->at[t->count++] = e;
	}
	return rd_done(&r) ? 0 : ERR_PROTO;
}

void track_finish(struct track *t)
{
	free(t->at);
	*t = (struct track){0};
}

/* --- one end */

/* What the application did, and how many datagrams had come and gone before. */
struct act {
	const struct flight_event *e;
	size_t ins, outs;
};

struct half {
	struct rerun *r;
	const struct track *track;
	int64_t shift; /* our clock less the record's */
	struct link *link;
	struct act *acts;
	size_t act_count;
	size_t cursor[LINK_CLASSES], others; /* in acts: by class, and streams */
	usec_t ready[LINK_CLASSES];
	size_t ins, outs;
	usec_t turn_at; /* when it is to be asked for packets */
	size_t next;    /* in the record: the first event that is to come */
	struct stream_tx *tx[LIMIT_LINK_STREAMS];
	struct stream_rx *rx[LIMIT_LINK_STREAMS];
	struct rng_seed seed;
};

struct flying {
	usec_t at;
	uint64_t order;
	bool up;
	struct packet p;
};

struct rerun {
	usec_t now, until;
	struct half client, server;
	struct endpoint *endpoint;
	struct addr client_addr, server_addr;
	struct flying *air;
	size_t air_count, air_cap;
	uint64_t order;
	size_t asked[2], answered[2]; /* handshake messages that arrived so far, long and short ones */
	bool loose; /* it is not the same any more: by time, not by event */
};

static usec_t here(const struct half *h, usec_t at)
{
	return (usec_t)((int64_t)at + h->shift);
}

static bool is_act(const struct flight_event *e)
{
	return e->kind == FLIGHT_READY || e->kind == FLIGHT_FILL || e->kind == FLIGHT_ATTACH ||
	       e->kind == FLIGHT_WRITE || (e->kind == FLIGHT_PATH && e->field[0] == 2);
}

static void read_acts(struct half *h)
{
	size_t ins = 0, outs = 0;

	h->acts = mem_calloc(h->track->count + 1, sizeof *h->acts);
	for (size_t i = 0; i < h->track->count; i++) {
		const struct flight_event *e = &h->track->at[i];

		if (is_act(e)) {
			h->acts[h->act_count++] = (struct act){e, ins, outs};
		}
		ins += e->kind == FLIGHT_IN;
		outs += e->kind == FLIGHT_OUT;
	}
	for (int c = 0; c < LINK_CLASSES; c++) {
		h->ready[c] = USEC_NEVER;
	}
}

static bool is_due(const struct half *h, const struct act *a)
{
	usec_t at = here(h, a->e->at), now = h->r->now;

	return at < now ||
	       (at == now && (h->r->loose || (h->ins >= a->ins && h->outs >= a->outs)));
}

static struct act *next_of_class(struct half *h, unsigned c)
{
	for (; h->cursor[c] < h->act_count; h->cursor[c]++) {
		struct act *a = &h->acts[h->cursor[c]];

		if ((a->e->kind == FLIGHT_READY || a->e->kind == FLIGHT_FILL) && a->e->field[0] == c) {
			return a;
		}
	}
	return NULL;
}

static usec_t ready_at(void *ctx, enum link_class c)
{
	struct half *h = ctx;
	struct act *a = next_of_class(h, c);

	for (; a != NULL && a->e->kind == FLIGHT_READY && is_due(h, a); a = next_of_class(h, c)) {
		h->ready[c] = a->e->field[1] == 0 ? USEC_NEVER : here(h, a->e->at) + a->e->field[1] - 1;
		h->cursor[c]++;
	}
	return h->ready[c];
}

static void ready(void *ctx, usec_t at[LINK_CLASSES])
{
	for (int c = 0; c < LINK_CLASSES; c++) {
		at[c] = ready_at(ctx, (enum link_class)c);
	}
}

static bool fill(void *ctx, enum link_class c, struct wr *w, usec_t now, uint64_t *token)
{
	struct half *h = ctx;
	struct act *a;

	(void)now;
	ready_at(h, c);
	a = next_of_class(h, c);
	if (a == NULL || a->e->kind != FLIGHT_FILL || (!h->r->loose && !is_due(h, a))) {
		return false;
	}
	if (a->e->field[1] > wr_left(w)) {
		return false;
	}
	for (uint64_t i = 0; i < a->e->field[1]; i++) {
		wr_u8(w, 0);
	}
	h->cursor[c]++;
	*token = 0;
	return true;
}

static struct link_user user_of(struct half *h)
{
	struct link_user user = link_nobody();

	user.ctx = h;
	user.ready = ready;
	user.fill = fill;
	return user;
}

static void attach(struct half *h, const struct flight_event *e)
{
	size_t id = e->field[0] % LIMIT_LINK_STREAMS;

	if (e->field[1] != 0 && h->tx[id] == NULL) {
		h->tx[id] = stream_tx_new(e->field[3], e->field[2] != 0);
		link_attach_tx(h->link, (uint8_t)id, h->tx[id]);
	} else if (e->field[1] == 0 && h->rx[id] == NULL) {
		h->rx[id] = stream_rx_new(e->field[3]);
		link_attach_rx(h->link, (uint8_t)id, h->rx[id]);
	}
}

static void write_up_to(struct half *h, const struct flight_event *e)
{
	static const uint8_t zeros[256];
	struct stream_tx *tx = h->tx[e->field[0] % LIMIT_LINK_STREAMS];

	while (tx != NULL && stream_tx_end(tx) < e->field[1]) {
		uint64_t more = e->field[1] - stream_tx_end(tx);

		stream_tx_write(tx, bytes_of(zeros, more < sizeof zeros ? (size_t)more : sizeof zeros));
	}
}

/* Streams, and moves that the client knew of. */
static void act(struct half *h)
{
	for (; h->link != NULL && h->others < h->act_count; h->others++) {
		const struct act *a = &h->acts[h->others];

		if (a->e->kind == FLIGHT_READY || a->e->kind == FLIGHT_FILL) {
			continue;
		}
		if (!is_due(h, a)) {
			return;
		}
		if (a->e->kind == FLIGHT_ATTACH) {
			attach(h, a->e);
		} else if (a->e->kind == FLIGHT_WRITE) {
			write_up_to(h, a->e);
		} else {
			link_local_changed(h->link, h->r->now);
		}
	}
}

static void read_streams(struct half *h)
{
	for (size_t i = 0; i < LIMIT_LINK_STREAMS; i++) {
		if (h->rx[i] != NULL) {
			stream_rx_consume(h->rx[i], stream_rx_ready(h->rx[i]).len);
		}
	}
}

/* --- the network */

static const struct flight_event *find(
	const struct track *t, enum flight_kind kind, uint64_t pn)
{
	for (size_t i = 0; i < t->count; i++) {
		if (t->at[i].kind == kind && t->at[i].field[0] == pn) {
			return &t->at[i];
		}
	}
	return NULL;
}

/* What was sent nearest in time. */
static const struct flight_event *nearest(const struct half *h, usec_t now)
{
	const struct flight_event *best = NULL;
	usec_t distance = USEC_NEVER;

	for (size_t i = 0; i < h->track->count; i++) {
		const struct flight_event *e = &h->track->at[i];
		usec_t at = here(h, e->at), d = at > now ? at - now : now - at;

		if (e->kind == FLIGHT_OUT && d < distance) {
			best = e;
			distance = d;
		}
	}
	return best;
}

/* The ECN field with which a packet came. */
static uint8_t mark_of(const struct track *t, const struct flight_event *in)
{
	for (const struct flight_event *e = in; e != t->at;) {
		e--;
		if (e->kind == FLIGHT_MARK && e->field[0] == 0) {
			return e->field[1] & ECN_CE;
		}
	}
	return ECN_NOT;
}

/* When it arrives, and marked how; USEC_NEVER: it does not. */
static usec_t packet_fate(struct rerun *r, const struct half *from, const struct half *to, uint8_t *mark)
{
	const struct flight_event *out = find(from->track, FLIGHT_OUT, from->outs), *in;

	if (out == NULL || here(from, out->at) != r->now) {
		r->loose = true;
		out = nearest(from, r->now);
	}
	in = out == NULL ? NULL : find(to->track, FLIGHT_IN, out->field[0]);
	if (in == NULL) {
		return USEC_NEVER;
	}
	*mark = mark_of(to->track, in);
	return r->now + usec_since(here(from, out->at), here(to, in->at));
}

static usec_t message_fate(struct rerun *r, const struct half *to, bool is_short, size_t *seen)
{
	size_t n = 0;

	for (size_t i = 0; i < to->track->count; i++) {
		const struct flight_event *e = &to->track->at[i];

		if (e->kind == FLIGHT_HANDSHAKE && e->field[0] == 0 && e->field[2] == is_short &&
			n++ == seen[is_short] && here(to, e->at) >= r->now) {
			seen[is_short]++;
			return here(to, e->at);
		}
	}
	return r->loose ? r->now + MS(1) : USEC_NEVER;
}

static void launch(struct rerun *r, bool up, const struct packet *p)
{
	struct half *from = up ? &r->client : &r->server, *to = up ? &r->server : &r->client;
	bool handshake = (p->data[0] & 0x80) != 0;
	struct flying f = {.up = up, .p = *p};
	usec_t at = handshake ? message_fate(r, to, p->len < LINK_MTU, up ? r->asked : r->answered)
	                      : packet_fate(r, from, to, &f.p.ecn);

	from->outs += !handshake;
	if (at == USEC_NEVER) {
		return;
	}
	if (r->air_count == r->air_cap) {
		r->air = mem_grow(r->air, &r->air_cap, r->air_count + 1, sizeof *r->air);
	}
	f.at = at;
	f.order = r->order++;
	r->air[r->air_count++] = f;
}

/* The first to arrive; NULL when none is due. */
static struct flying *landing(struct rerun *r)
{
	struct flying *first = NULL;

	for (size_t i = 0; i < r->air_count; i++) {
		struct flying *f = &r->air[i];

		if (first == NULL || f->at < first->at ||
			(f->at == first->at && f->order < first->order)) {
			first = f;
		}
	}
	return first;
}

/* --- both */

static size_t hello_len(const struct track *server)
{
	for (size_t i = 0; i < server->count; i++) {
		const struct flight_event *e = &server->at[i];

		if (e->kind == FLIGHT_HANDSHAKE && e->field[0] == 1 && e->field[3] >= MESSAGE2_HEAD) {
			return (size_t)e->field[3] - MESSAGE2_HEAD;
		}
	}
	return 0;
}

static void server_events(struct rerun *r)
{
	static const uint8_t zeros[LIMIT_HELLO];
	struct endpoint_event e;

	while (endpoint_event(r->endpoint, &e)) {
		if (e.kind == ENDPOINT_HELLO) {
			struct link_user user = user_of(&r->server);

			r->server.link = e.link;
			endpoint_accept(r->endpoint, e.link, &user,
				bytes_of(zeros, hello_len(r->server.track) % LIMIT_HELLO));
		} else if (e.event.kind == LINK_EVENT_STREAM) {
			read_streams(&r->server);
		} else if (e.event.kind == LINK_EVENT_CONFIRMED) {
			act(&r->server);
		}
	}
}

static void client_events(struct rerun *r)
{
	struct link_event e;

	while (link_event(r->client.link, &e)) {
		if (e.kind == LINK_EVENT_STREAM) {
			read_streams(&r->client);
		}
	}
}

static void land(struct rerun *r, struct flying *f)
{
	struct flying got = *f;
	struct bytes b = bytes_of(got.p.data, got.p.len);
	struct half *to = got.up ? &r->server : &r->client;

	*f = r->air[--r->air_count];
	if (got.up) {
		endpoint_input_marked(r->endpoint, &r->client_addr, b, got.p.ecn, r->now);
	} else {
		link_input_marked(r->client.link, &r->server_addr, b, got.p.ecn, r->now);
	}
	to->ins += (got.p.data[0] & 0x80) == 0;
	to->turn_at = 0;
	if (got.up) {
		server_events(r);
	} else {
		client_events(r);
	}
}

static void client_turn(struct rerun *r)
{
	struct packet p;

	act(&r->client);
	link_tick(r->client.link, r->now);
	client_events(r);
	while (link_output(r->client.link, &p, r->now)) {
		launch(r, true, &p);
	}
	r->client.turn_at = link_deadline(r->client.link);
}

static void server_turn(struct rerun *r)
{
	struct packet p;

	act(&r->server);
	endpoint_tick(r->endpoint, r->now);
	server_events(r);
	while (endpoint_output(r->endpoint, &p, r->now)) {
		launch(r, false, &p);
	}
	r->server.turn_at = endpoint_deadline(r->endpoint);
}

/* At the time of each recorded event its end was awake. */
static void wake(struct half *h)
{
	const struct track *t = h->track;

	while (h->next < t->count && here(h, t->at[h->next].at) <= h->r->now) {
		h->turn_at = 0;
		h->next++;
	}
}

static void step(struct rerun *r)
{
	struct flying *f;

	while ((f = landing(r)) != NULL && f->at <= r->now) {
		land(r, f);
	}
	wake(&r->client);
	wake(&r->server);
	if (r->client.turn_at <= r->now) {
		client_turn(r);
	}
	if (r->server.turn_at <= r->now) {
		server_turn(r);
	}
}

static usec_t next_at(const struct half *h)
{
	usec_t at = h->next < h->track->count ? here(h, h->track->at[h->next].at) : USEC_NEVER;

	return usec_min(at, h->turn_at);
}

static void run(struct rerun *r)
{
	int spins = 0;

	while (r->now <= r->until) {
		const struct flying *f;
		usec_t next, before = r->now;

		step(r);
		f = landing(r);
		next = usec_min(next_at(&r->client), next_at(&r->server));
		next = usec_min(next, f != NULL ? f->at : USEC_NEVER);
		if (next == USEC_NEVER) {
			break;
		}
		r->now = usec_max(r->now, next);
		spins = r->now > before ? 0 : spins + 1;
		assert(spins < 1000);
	}
}

static uint64_t seed_of(const struct track *t)
{
	for (size_t i = 0; i < t->count; i++) {
		if (t->at[i].kind == FLIGHT_SEED) {
			return t->at[i].field[1];
		}
	}
	return 1;
}

static void begin(struct rerun *r)
{
	const struct flight_event *start = &r->client.track->at[0];
	struct endpoint_cfg ecfg = {.flight = FLIGHT_ROOM};
	struct link_cfg cfg = {.flight = FLIGHT_ROOM};
	static const uint8_t zeros[LIMIT_HELLO];

	r->loose = start->kind != FLIGHT_START;
	r->now = start->at;
	addr_parse("10.0.0.2", 40000, &r->client_addr);
	addr_parse("192.0.2.1", 60001, &r->server_addr);
	if (start->kind == FLIGHT_START && start->field[2] != 0) {
		r->client_addr = r->server_addr = (struct addr){.family = ADDR_PIPE};
	}
	ecfg.rng = rng_seeded(&r->server.seed, seed_of(r->server.track));
	r->endpoint = endpoint_new(&ecfg);
	endpoint_add_psk(r->endpoint, psk_id, psk, 1, USEC_NEVER);
	memcpy(cfg.psk, psk, sizeof cfg.psk);
	memcpy(cfg.psk_id, psk_id, sizeof cfg.psk_id);
	cfg.user = user_of(&r->client);
	cfg.rng = rng_seeded(&r->client.seed, seed_of(r->client.track));
	cfg.hello = bytes_of(zeros, r->loose ? 0 : (size_t)start->field[1] % LIMIT_HELLO);
	r->client.link = link_connect(&cfg, &r->server_addr, 1, r->now);
}

static bool same(const struct flight_event *a, const struct flight_event *b, int64_t shift)
{
	return a->kind == b->kind && (int64_t)a->at + shift == (int64_t)b->at &&
	       memcmp(a->field, b->field, sizeof a->field) == 0;
}

/* What is dropped changes nothing, and copies of what came before are dropped: nobody knows of which. */
static bool counts(const struct flight_event *e)
{
	return e->kind != FLIGHT_SEED && e->kind != FLIGHT_DROP && e->kind != FLIGHT_TURN;
}

static void drop_others(struct track *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->count; i++) {
		if (counts(&t->at[i])) {
			t->at[n++] = t->at[i];
		}
	}
	t->count = n;
}

static void compare(const struct half *h, struct track *now, struct rerun_result *out)
{
	struct buf dump = {0};
	size_t k = 0;

	flight_dump(h->link == NULL ? NULL : link_flight(h->link), &dump);
	if (dump.len > 0) {
		track_read(now, buf_bytes(&dump));
		drop_others(now);
	}
	buf_finish(&dump);
	for (size_t i = 0; i < h->track->count; i++) {
		if (!counts(&h->track->at[i])) {
			continue;
		}
		out->compared++;
		out->differ += k >= now->count || !same(&h->track->at[i], &now->at[k], h->shift);
		k++;
	}
}

static void end(struct half *h)
{
	for (size_t i = 0; i < LIMIT_LINK_STREAMS; i++) {
		stream_tx_free(h->tx[i]);
		stream_rx_free(h->rx[i]);
	}
	free(h->acts);
}

void rerun(const struct track *client, const struct track *server, int64_t ahead,
	struct rerun_result *out)
{
	struct rerun *r = mem_zalloc(sizeof *r);

	*out = (struct rerun_result){0};
	if (client->count == 0 || server->count == 0) {
		free(r);
		return;
	}
	r->client.r = r->server.r = r;
	r->client.track = client;
	r->server.track = server;
	r->server.shift = -ahead;
	read_acts(&r->client);
	read_acts(&r->server);
	r->until = usec_max(client->at[client->count - 1].at,
		here(&r->server, server->at[server->count - 1].at));
	begin(r);
	run(r);
	compare(&r->client, &out->client, out);
	compare(&r->server, &out->server, out);
	link_free(r->client.link);
	endpoint_free(r->endpoint);
	end(&r->client);
	end(&r->server);
	free(r->air);
	free(r);
}

int64_t rerun_clock(const struct track *client, const struct track *server)
{
	int64_t up = INT64_MAX, down = INT64_MAX;

	if (find(client, FLIGHT_SEED, 0) != NULL && find(server, FLIGHT_SEED, 0) != NULL) {
		return 0;
	}
	for (size_t i = 0; i < client->count; i++) {
		const struct flight_event *e = &client->at[i], *o;

		if (e->kind != FLIGHT_OUT && e->kind != FLIGHT_IN) {
			continue;
		}
		o = find(server, e->kind == FLIGHT_OUT ? FLIGHT_IN : FLIGHT_OUT, e->field[0]);
		if (o != NULL && e->kind == FLIGHT_OUT && (int64_t)(o->at - e->at) < up) {
			up = (int64_t)(o->at - e->at);
		} else if (o != NULL && e->kind == FLIGHT_IN && (int64_t)(e->at - o->at) < down) {
			down = (int64_t)(e->at - o->at);
		}
	}
	if (up == INT64_MAX || down == INT64_MAX) {
		return 0;
	}
	up = (up - down) / 2;
	return up > -ONE_CLOCK && up < ONE_CLOCK ? 0 : up;
}
