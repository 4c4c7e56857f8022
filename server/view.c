/* server/view.c -- the life of an attached client: expected, greeted, confirmed, served, gone. */
#include "server/view_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "cmd/options.h"
#include "server/farewell.h"
#include "server/resume.h"

#define GOODBYE MS(300)     /* time that a closing link gets to say so */
#define SILENT SEC(4)       /* a living client is heard every 3 s */
#define INPUT_STREAM 0
#define HISTORY_LOTS MS(200)

_Static_assert((int)SYNC_CLASSES == (int)LINK_CLASSES && (int)SYNC_ECHO == (int)LINK_ECHO &&
	(int)SYNC_IDLE == (int)LINK_IDLE, "the link's classes are the synchroniser's");

/* ---- what the link pulls ---- */

static void user_ready(void *ctx, usec_t at[LINK_CLASSES])
{
	const struct view *v = ctx;
	sender_ready(v->sender, server_now(), at);
}

static bool user_fill(void *ctx, enum link_class c, struct wr *w, usec_t now, uint64_t *token)
{
	const struct view *v = ctx;
	return sender_fill(v->sender, (enum sync_class)c, w, now, token);
}

static void user_acked(void *ctx, uint64_t token, usec_t now)
{
	const struct view *v = ctx;
	(void)now;
	sender_acked(v->sender, token);
}

static void user_lost(void *ctx, uint64_t token)
{
	const struct view *v = ctx;
	sender_lost(v->sender, token);
}

static void user_receive(void *ctx, struct bytes frame, usec_t now)
{
	const struct view *v = ctx;
	(void)now;
	sender_receive(v->sender, frame);
}

static struct link_user user_of(struct view *v)
{
	return (struct link_user){
		.ctx = v,
		.ready = user_ready,
		.fill = user_fill,
		.acked = user_acked,
		.lost = user_lost,
		.receive = user_receive,
	};
}

/* A second way that is being tried: it hears, and takes nothing from the one in use. */
static void waiting_ready(void *ctx, usec_t at[LINK_CLASSES])
{
	(void)ctx;
	for (int c = 0; c < LINK_CLASSES; c++) {
		at[c] = USEC_NEVER;
	}
}

static struct link_user waiting_user_of(struct view *v)
{
	struct link_user u = user_of(v);
	u.ready = waiting_ready;
	return u;
}

/* ---- attaching ---- */

int view_expect(struct server *s, const struct pending_attach *like, struct local_attach *out)
{
	usec_t now = server_now(), expires = now + LIMIT_PSK_LIFE;
	if (s->view_count >= LIMIT_SERVER_VIEWS) {
		return ERR_LIMIT;
	}
	for (size_t i = s->pending_count; i-- > 0;) {
		if (usec_reached(s->pending[i].expires_at, now)) {
			s->pending[i] = s->pending[--s->pending_count];
		}
	}
	rng_fill(s->rng, out->psk_id, sizeof(out->psk_id));
	rng_fill(s->rng, out->psk, sizeof(out->psk));
	uint64_t owner = ++s->next_owner;
	int r = endpoint_add_psk(s->endpoint, out->psk_id, out->psk, owner, expires);
	if (r < 0) {
		return r;
	}
	s->pending = mem_grow(s->pending, &s->pending_cap, s->pending_count + 1, sizeof(*s->pending));
	struct pending_attach *p = &s->pending[s->pending_count++];
	*p = *like;
	p->owner = owner;
	p->expires_at = expires;
	memcpy(p->psk_id, out->psk_id, sizeof(p->psk_id));
	out->port = s->udp != NULL ? udp_port(s->udp) : 0;
	out->instance = s->model->instance;
	return 0;
}

static struct pending_attach *pending_of(struct server *s, uint64_t owner)
{
	for (size_t i = 0; i < s->pending_count; i++) {
		if (s->pending[i].owner == owner) {
			return &s->pending[i];
		}
	}
	return NULL;
}

struct view *view_by_client(const struct server *s, uint32_t client)
{
	for (size_t i = 0; i < s->view_count; i++) {
		if (s->views[i]->client == client && !s->views[i]->dead) {
			return s->views[i];
		}
	}
	return NULL;
}

static bool is_coming(const struct view *v, const struct link *l)
{
	for (size_t i = 0; i < v->coming_count; i++) {
		if (v->coming[i] == l) {
			return true;
		}
	}
	return false;
}

static void forget_coming(struct view *v, const struct link *l)
{
	for (size_t i = 0; i < v->coming_count; i++) {
		if (v->coming[i] == l) {
			v->coming_count--;
			memmove(&v->coming[i], &v->coming[i + 1], (v->coming_count - i) * sizeof(struct link *));
			return;
		}
	}
}

static void add_coming(struct server *s, struct view *v, struct link *l)
{
	if (is_coming(v, l)) {
		return;
	}
	if (v->coming_count == VIEW_COMING) {
		endpoint_drop(s->endpoint, v->coming[--v->coming_count]);
	}
	memmove(&v->coming[1], &v->coming[0], v->coming_count * sizeof(struct link *));
	v->coming[0] = l;
	v->coming_count++;
}

/* The link in use, else the newest that may become it; NULL. */
struct link *view_link(const struct view *v)
{
	return v->link != NULL ? v->link : v->coming_count > 0 ? v->coming[0] : NULL;
}

static struct view *view_by_link(const struct server *s, const struct link *l)
{
	for (size_t i = 0; i < s->view_count; i++) {
		if ((s->views[i]->link == l || is_coming(s->views[i], l)) && !s->views[i]->dead) {
			return s->views[i];
		}
	}
	return NULL;
}

/* The input stream of a client process, as far as it was read over all its links. */
static struct stream_rx *input_take(struct server *s, const uint8_t client[HELLO_CLIENT_LEN], uint64_t from)
{
	usec_t now = server_now();
	size_t oldest = 0;
	for (size_t i = 0; i < s->input_count; i++) {
		if (memcmp(s->inputs[i].client, client, HELLO_CLIENT_LEN) == 0) {
			s->inputs[i].used_at = now;
			s->inputs[i].in_use = true;
			return s->inputs[i].rx;
		}
		if (!s->inputs[i].in_use && (s->inputs[oldest].in_use || s->inputs[i].used_at < s->inputs[oldest].used_at)) {
			oldest = i;
		}
	}
	if (s->input_count >= LIMIT_INPUT_KEPT && !s->inputs[oldest].in_use) {
		stream_rx_free(s->inputs[oldest].rx);
		s->inputs[oldest] = s->inputs[--s->input_count];
	}
	s->inputs = mem_grow(s->inputs, &s->input_cap, s->input_count + 1, sizeof(*s->inputs));
	struct input_kept *k = &s->inputs[s->input_count++];
	*k = (struct input_kept){.rx = stream_rx_new(from), .used_at = now, .in_use = true};
	memcpy(k->client, client, HELLO_CLIENT_LEN);
	return k->rx;
}

static void input_release(struct server *s, const struct view *v)
{
	for (size_t i = 0; i < s->input_count; i++) {
		if (s->inputs[i].rx == v->rx) {
			s->inputs[i].in_use = false;
			s->inputs[i].used_at = server_now();
		}
	}
}

static struct view *view_new(struct server *s, const struct hello_client *h, const struct pending_attach *p)
{
	struct view *v = mem_zalloc(sizeof(*v));
	v->server = s;
	v->owner = p->owner;
	v->ticket = p->ticket;
	memcpy(v->client_key, h->client, sizeof(v->client_key));
	v->own = store_new();
	v->sender = sender_new(s->model, s->shared, v->own);
	sender_set_lots(v->sender, HISTORY_LOTS);
	v->rx = input_take(s, h->client, h->input_next);
	key_machine_init(&v->machine);
	struct model_client *c = model_client_new(s->model, h->tty, h->size);
	v->client = c->id;
	c->remote = p->remote;
	v->local = !p->remote;
	c->readonly = p->readonly;
	c->utf8 = h->utf8;
	c->term_name = mem_strdup(h->term);
	c->host = mem_strdup(h->host);
	c->created = clock_wall();
	s->views = mem_grow(s->views, &s->view_cap, s->view_count + 1, sizeof(struct view *));
	s->views[s->view_count++] = v;
	return v;
}

static struct view *view_of_process(struct server *s, const uint8_t client[HELLO_CLIENT_LEN])
{
	for (size_t i = 0; i < s->view_count; i++) {
		if (!s->views[i]->dead && memcmp(s->views[i]->client_key, client, HELLO_CLIENT_LEN) == 0) {
			return s->views[i];
		}
	}
	return NULL;
}

static void view_detach_others(struct server *s, const struct view *v, uint32_t session)
{
	for (size_t i = 0; i < s->view_count; i++) {
		struct view *o = s->views[i];
		const struct model_client *c = model_client(s->model, o->client);
		if (o != v && !o->dead && c != NULL && c->session == session) {
			view_close(s, o, LINK_CLOSE_DETACHED, "detached by another client");
		}
	}
}

/* A client that was killed leaves its view behind: when the same terminal comes back, that one goes. */
static void retire_predecessor(struct server *s, const struct view *v)
{
	const struct model_client *c = model_client(s->model, v->client);
	usec_t now = server_now();
	for (size_t i = 0; i < s->view_count; i++) {
		struct view *o = s->views[i];
		const struct model_client *k = model_client(s->model, o->client);
		struct link_figures f = {0};
		if (o == v || o->dead || k == NULL || strcmp(k->name, c->name) != 0 || strcmp(k->host, c->host) != 0) {
			continue;
		}
		if (o->link != NULL) {
			link_figures(o->link, now, &f);
		}
		if (o->link != NULL && (f.remote.family == ADDR_PIPE || usec_since(f.heard_at, now) > SILENT)) {
			view_close(s, o, LINK_CLOSE_REPLACED, "the same terminal attached again");
		}
	}
}

static void view_greet(struct server *s, const struct endpoint_event *e)
{
	struct hello_client h;
	int r = hello_client_decode(e->hello, &h);
	struct pending_attach ticket;
	bool resumed = resume_pending(s, e->owner, &ticket);
	const struct pending_attach *p = resumed ? &ticket : pending_of(s, e->owner);
	if (resumed && (r < 0 || s->exiting || ticket.session == 0 || s->view_count >= LIMIT_SERVER_VIEWS)) {
		endpoint_drop(s->endpoint, e->link); /* no answer: it logs in by ssh, and is told there */
		return;
	}
	if (r < 0 || p == NULL) {
		endpoint_refuse(s->endpoint, e->link, r == ERR_VERSION ? LINK_CLOSE_VERSION : LINK_CLOSE_ERROR,
			r == ERR_VERSION ? "the server speaks another version of mux" : "malformed hello");
		return;
	}
	if (s->exiting) {
		endpoint_refuse(s->endpoint, e->link, LINK_CLOSE_SHUTDOWN, "server exited");
		return;
	}
	struct view *v = view_of_process(s, h.client);
	struct session *session = model_session(s->model, p->session);
	if (v == NULL && session == NULL) {
		endpoint_refuse(s->endpoint, e->link, LINK_CLOSE_EXITED, "the session is gone");
		return;
	}
	if (v == NULL) {
		v = view_new(s, &h, p);
		struct model_client *c = model_client(s->model, v->client);
		model_client_attach(s->model, c, session);
		if (resumed) { /* its first message may be an old one, sent again by somebody else: it moves nothing */
			v->alone_due = p->detach_others;
		} else {
			c->activity_at = server_now();
			if (p->detach_others) {
				view_detach_others(s, v, session->id);
			}
		}
	}
	add_coming(s, v, e->link);
	if (v->link == NULL) {
		sender_claims(v->sender, h.inventory);
		server_refresh(s); /* what it shows is in place before the first packet is filled */
	}
	struct hello_server reply = {
		.version = HELLO_VERSION,
		.instance = s->model->instance,
		.input_next = stream_rx_next(v->rx),
		.client = v->client,
	};
	uint8_t room[LIMIT_HELLO];
	struct wr w;
	wr_init(&w, room, sizeof(room));
	hello_server_encode(&reply, &w);
	struct link_user user = v->link == NULL ? user_of(v) : waiting_user_of(v);
	endpoint_accept(s->endpoint, e->link, &user, wr_done(&w));
	link_attach_rx(e->link, INPUT_STREAM, v->rx); /* the packet that confirms may bring keys */
	log_at(s->log, LOG_INFO, "view: hello client=%u remote=%d", v->client, !v->local);
}

/* What a client that came with a ticket does only now. */
static void take_place(struct server *s, struct view *v)
{
	struct model_client *c = model_client(s->model, v->client);
	if (c->activity_at == 0) {
		c->activity_at = server_now();
		model_changed(s->model); /* window-size latest */
	}
	if (v->alone_due) {
		v->alone_due = false;
		view_detach_others(s, v, c->session);
	}
}

/* The first authentic packet: the new link takes over. */
static void view_confirmed(struct server *s, struct view *v, struct link *l, uint64_t owner)
{
	if (!is_coming(v, l)) {
		return;
	}
	if (v->link != NULL) {
		link_detach(v->link, INPUT_STREAM);
		endpoint_drop(s->endpoint, v->link); /* the client left it for this one */
		sender_new_link(v->sender);
	}
	v->link = l;
	while (v->coming[v->coming_count - 1] != l) { /* a newer one may be where the client is by now */
		endpoint_drop(s->endpoint, v->coming[--v->coming_count]);
	}
	v->coming_count--;
	const struct link_user user = user_of(v), waiting = waiting_user_of(v);
	for (size_t i = 0; i < v->coming_count; i++) {
		link_set_user(v->coming[i], &waiting);
	}
	link_set_user(l, &user);
	link_set_thrift(l, v->thrift.frames, v->thrift.budget, 0, server_now());
	resume_confirmed(s, v, owner);
	retire_predecessor(s, v);
	take_place(s, v);
	for (size_t i = 0; i < s->pending_count; i++) {
		if (s->pending[i].owner == owner) {
			s->pending[i] = s->pending[--s->pending_count];
			break;
		}
	}
	v->rows_due = true;
	if (s->config_errors.len > 0) { /* of the files read at start: the first who comes is told */
		view_text(s, v, "config ", buf_str(&s->config_errors));
		buf_finish(&s->config_errors);
	}
}

static void view_bury(struct server *s, struct view *v)
{
	struct model_client *c = model_client(s->model, v->client);
	v->dead = true;
	v->dead_at = server_now();
	view_leave_mode(s, v);
	resume_gone(s, v);
	if (c != NULL) {
		model_client_remove(s->model, c);
	}
}

static void view_gone(struct server *s, struct view *v, struct link *l)
{
	if (is_coming(v, l)) {
		forget_coming(v, l);
		endpoint_drop(s->endpoint, l);
		if (view_link(v) != NULL) {
			return;
		}
	}
	view_bury(s, v);
}

/* A link that ended while nobody asked for it any more: whoever still points there forgets it. */
static void drop_link(struct server *s, struct link *l)
{
	for (size_t i = 0; i < s->view_count; i++) {
		struct view *v = s->views[i];
		if (v->link == l) {
			link_detach(l, INPUT_STREAM);
			v->link = NULL;
		}
		forget_coming(v, l);
	}
	endpoint_drop(s->endpoint, l);
}

void view_pipe_gone(struct server *s, uint16_t port)
{
	for (size_t i = 0; i < s->view_count; i++) {
		struct view *v = s->views[i];
		struct link *l = view_link(v);
		struct link_figures f = {0};
		if (l != NULL) {
			link_figures(l, server_now(), &f);
		}
		if (f.remote.family == ADDR_PIPE && f.remote.port == port) {
			if (!v->dead && v->coming_count == 0) {
				view_bury(s, v);
			}
			drop_link(s, l);
		}
	}
}

void view_endpoint_event(struct server *s, const struct endpoint_event *e)
{
	if (e->kind == ENDPOINT_HELLO) {
		view_greet(s, e);
		return;
	}
	struct view *v = view_by_link(s, e->link);
	char a[ADDR_TEXT_MAX], b[ADDR_TEXT_MAX];
	if (v == NULL) {
		if (e->event.kind == LINK_EVENT_CLOSED && !farewell_keeps(s, e->link)) {
			drop_link(s, e->link); /* of a view that was closed here, or refused */
		}
		return;
	}
	switch (e->event.kind) {
	case LINK_EVENT_CONFIRMED:
		view_confirmed(s, v, e->link, e->owner);
		break;
	case LINK_EVENT_ROAMED:
		log_at(s->log, LOG_INFO, "view: roamed client=%u from=%s to=%s", v->client,
			addr_text(&e->event.old, a), addr_text(&e->event.addr, b));
		break;
	case LINK_EVENT_STREAM:
		view_read_input(s, v);
		break;
	case LINK_EVENT_CLOSED:
		log_at(s->log, LOG_INFO, "view: closed client=%u reason=%u", v->client, e->event.reason);
		view_gone(s, v, e->link);
		break;
	case LINK_EVENT_CONNECTED:
		break;
	}
}

void view_close(struct server *s, struct view *v, uint8_t reason, const char *text)
{
	struct link *l = view_link(v);
	if (v->dead) {
		return;
	}
	if (l != NULL) {
		link_close(l, reason, text, server_now());
	}
	view_bury(s, v);
}

void view_close_session(struct server *s, uint32_t session)
{
	for (size_t i = 0; i < s->view_count; i++) {
		const struct model_client *c = model_client(s->model, s->views[i]->client);
		if (c != NULL && c->session == session) {
			view_close(s, s->views[i], LINK_CLOSE_EXITED, "exited");
		}
	}
}

static void view_free(struct server *s, struct view *v)
{
	while (v->coming_count > 0) {
		endpoint_drop(s->endpoint, v->coming[--v->coming_count]);
	}
	if (v->link != NULL) {
		link_detach(v->link, INPUT_STREAM);
		farewell_take(s, v->link);
	}
	input_release(s, v);
	sender_free(v->sender);
	store_free(v->own);
	free(v->echoes);
	free(v->visible);
	free(v->hidden);
	free(v);
}

/* Views that ended, once their goodbye has left. */
static usec_t view_sweep(struct server *s, usec_t now)
{
	usec_t next = USEC_NEVER;
	for (size_t i = s->view_count; i-- > 0;) {
		struct view *v = s->views[i];
		const struct link *l = v->dead ? view_link(v) : NULL;
		bool said = l == NULL || link_is_done(l) || (l == v->link && farewell_is_due(l));
		if (v->dead && (said || usec_reached(v->dead_at + GOODBYE, now))) {
			view_free(s, v);
			s->views[i] = s->views[--s->view_count];
		} else if (v->dead) {
			next = usec_min(next, v->dead_at + GOODBYE);
		}
	}
	return next;
}

void view_free_all(struct server *s)
{
	for (size_t i = 0; i < s->view_count; i++) {
		view_free(s, s->views[i]);
	}
	for (size_t i = 0; i < s->input_count; i++) {
		stream_rx_free(s->inputs[i].rx);
	}
	free(s->views);
	free(s->inputs);
	free(s->pending);
	s->view_count = s->input_count = s->pending_count = 0;
}

usec_t view_tick_all(struct server *s, usec_t now)
{
	usec_t next = view_sweep(s, now);
	for (size_t i = 0; i < s->view_count; i++) {
		next = usec_min(next, view_settle_due(s, s->views[i], now));
	}
	return next;
}
