/* client/road.c -- two links at most, and which of them is in use. */
#include "client/road.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "client/client_impl.h"
#include "transport/flight_log.h"

#define INPUT_STREAM 0
#define NOTICE_SPAN SEC(5)
#define KEY_LIFE SEC(45) /* the server keeps it for a minute */

/* ---- what the link pulls ---- */

static void user_ready(void *ctx, usec_t at[LINK_CLASSES])
{
	const struct client *c = ctx;
	replica_ready(c->replica, at);
}

static bool user_fill(void *ctx, enum link_class cls, struct wr *w, usec_t now, uint64_t *token)
{
	const struct client *c = ctx;
	return replica_fill(c->replica, (enum sync_class)cls, w, now, token);
}

static void user_acked(void *ctx, uint64_t token, usec_t now)
{
	const struct client *c = ctx;
	(void)now;
	replica_acked(c->replica, token);
}

static void user_lost(void *ctx, uint64_t token)
{
	const struct client *c = ctx;
	replica_lost(c->replica, token);
}

static void user_receive(void *ctx, struct bytes frame, usec_t now)
{
	const struct client *c = ctx;
	replica_receive(c->replica, frame, now);
}

/* A link beside the one in use: it hears, and says nothing. */
static void waiting_ready(void *ctx, usec_t at[LINK_CLASSES])
{
	(void)ctx;
	for (int c = 0; c < LINK_CLASSES; c++) {
		at[c] = USEC_NEVER;
	}
}

static struct link_user user_of(struct client *c, bool waits)
{
	return (struct link_user){
		.ctx = c,
		.ready = waits ? waiting_ready : user_ready,
		.fill = user_fill,
		.acked = user_acked,
		.lost = user_lost,
		.receive = user_receive,
	};
}

/* ---- making links ---- */

static void copy_text(char *out, size_t len, const char *from)
{
	snprintf(out, len, "%s", from != NULL ? from : "");
}

static struct bytes make_hello(struct client *c, uint8_t room[LIMIT_HELLO])
{
	struct hello_client h = {.version = HELLO_VERSION, .size = tty_size(c->tty), .utf8 = c->utf8};
	struct wr w;
	memcpy(h.client, c->id, sizeof(h.client));
	h.input_next = stream_tx_acked(c->input);
	int colours = termcap_colours(c->termcap);
	h.colours = colours > 0xffff ? 0xffff : (uint16_t)colours;
	copy_text(h.term, sizeof(h.term), getenv("TERM"));
	copy_text(h.tty, sizeof(h.tty), ttyname(0));
	gethostname(h.host, sizeof(h.host) - 1);
	wr_init(&w, room, LIMIT_HELLO);
	hello_client_encode(&h, &w);
	return wr_done(&w);
}

static struct link *make_link(struct client *c, enum road road, bool waits, const uint8_t *psk_id, const uint8_t *psk)
{
	uint8_t room[LIMIT_HELLO];
	const struct addr pipe_to = {.family = ADDR_PIPE, .scope = road == ROAD_SSH ? ADDR_FAR : 0};
	bool udp = road == ROAD_UDP;
	struct link_cfg cfg = {
		.hello = make_hello(c, room),
		.user = user_of(c, waits),
		.rng = rng_system(),
		.log = c->log,
		.flight = FLIGHT_BYTES,
	};
	memcpy(cfg.psk, psk, sizeof(cfg.psk));
	memcpy(cfg.psk_id, psk_id, sizeof(cfg.psk_id));
	struct link *l =
		link_connect(&cfg, udp ? c->roads.remotes : &pipe_to, udp ? c->roads.remote_count : 1, clock_now());
	mem_wipe(&cfg, sizeof(cfg));
	if (c->link_log != NULL && link_flight(l) != NULL) {
		flight_watch(link_flight(l), flight_log_event, c->link_log);
	}
	return l;
}

static void drop_tried(struct client *c)
{
	link_free(c->roads.link);
	c->roads.link = NULL;
	c->roads.tried = ROAD_NONE;
}

/* An ssh whose pipe is closed ends by itself; not where its connection is dead: it tries for a quarter of an hour. */
static void drop_pipe(struct client *c, bool dead)
{
	struct roads *r = &c->roads;
	carrier_free(r->carrier);
	r->carrier = NULL;
	if (dead && r->apart != 0) {
		reaper_end(&c->reaper, r->apart);
	}
	r->apart = 0;
}

/* ---- the key of the next link ---- */

static void keep_key(struct roads *r, const uint8_t *psk_id, const uint8_t *psk, usec_t now)
{
	memcpy(r->key.psk_id, psk_id, sizeof(r->key.psk_id));
	memcpy(r->key.psk, psk, sizeof(r->key.psk));
	r->key.until = now + KEY_LIFE;
}

static bool has_key(const struct roads *r, usec_t now)
{
	return now < r->key.until;
}

void road_ask_pipe(struct client *c, usec_t now)
{
	struct roads *r = &c->roads;
	if (!r->key_asked && r->carrier != NULL) {
		r->key_asked = true;
		r->key_asked_at = now;
		carrier_send(r->carrier, LOCAL_KEY, bytes_of(NULL, 0));
	}
}

static void try_with_key(struct client *c)
{
	struct roads *r = &c->roads;
	r->link = make_link(c, r->tried, true, r->key.psk_id, r->key.psk);
	mem_wipe(&r->key, sizeof(r->key));
}

/* ---- frames of the pipe ---- */

static void take_key(struct client *c, struct bytes body)
{
	struct roads *r = &c->roads;
	struct local_attach a;
	bool asked = r->key_asked;
	r->key_asked = false;
	if (local_attach_decode(body, &a) < 0) {
		return;
	}
	if (asked) {
		keep_key(r, a.psk_id, a.psk, clock_now());
	}
	if (asked && r->tried != ROAD_NONE && r->link == NULL) {
		try_with_key(c);
	}
	mem_wipe(&a, sizeof(a));
}

static void on_frame(void *ctx, enum local_type type, struct bytes body)
{
	struct client *c = ctx;
	const struct addr from = {.family = ADDR_PIPE, .scope = c->roads.in_use == ROAD_NONE ? 0 : ADDR_FAR};
	c->roads.pipe_heard_at = clock_now();
	if (type == LOCAL_PACKET) {
		road_input(c, &from, body, ECN_NOT, clock_now());
	} else if (type == LOCAL_ATTACH) {
		take_key(c, body);
	}
}

static void on_gone(void *ctx)
{
	struct client *c = ctx;
	c->roads.ended = true;
}

/* ---- packets ---- */

static void send_packets(struct client *c, struct link *l, usec_t now)
{
	struct packet p;
	for (int i = 0; i < 64 && link_output(l, &p, now); i++) {
		if (p.to.family != ADDR_PIPE) {
			if (!net_send(c->net, &p)) {
				link_unreachable(l, &p.to, now);
			}
		} else if (c->roads.carrier != NULL) {
			carrier_send(c->roads.carrier, LOCAL_PACKET, bytes_of(p.data, p.len));
		}
	}
}

/* ---- events ---- */

/* ERR_STATE: that is another server, which knows nothing of what is held here. */
static int on_connected(struct client *c, struct bytes hello)
{
	struct hello_server h;
	int r = hello_server_decode(hello, &h);
	if (r < 0) {
		return r;
	}
	if (c->roads.client != 0 && c->roads.instance != h.instance) {
		return ERR_STATE;
	}
	if (c->roads.client != 0 && c->roads.client != h.client) { /* it had let us go, and numbers anew what is ours */
		replica_reset(c->replica);
		c->op_count = 0;
		c->focus_moves = 0;
	}
	c->roads.client = h.client;
	c->roads.instance = h.instance;
	stream_tx_skip_to(c->input, h.input_next);
	client_connected(c);
	return 0;
}

static const char *closed_text(uint8_t reason)
{
	switch (reason) {
	case LINK_CLOSE_EXITED:
		return "exited";
	case LINK_CLOSE_REPLACED:
		return "replaced by another client";
	case LINK_CLOSE_SHUTDOWN:
		return "server exited";
	case LINK_CLOSE_VERSION:
		return "the server speaks another version of mux";
	case LINK_CLOSE_TIMEOUT:
		return "no answer";
	default:
		return "detached";
	}
}

static void on_closed(struct client *c, const struct link_event *e)
{
	bool ok = e->reason == LINK_CLOSE_EXITED || e->reason == LINK_CLOSE_DETACHED || e->reason == LINK_CLOSE_SHUTDOWN;
	char *text = e->data.len > 0 && e->data.len < 200 ? mem_strndup((const char *)e->data.data, e->data.len)
		: mem_strdup(closed_text(e->reason));
	for (char *p = text; *p != '\0'; p++) { /* a stranger's text on the user's terminal */
		*p = (unsigned char)*p < 0x20 || *p == 0x7f ? ' ' : *p;
	}
	if (e->reason == LINK_CLOSE_TIMEOUT && c->roads.in_use == ROAD_UDP) {
		free(text);
		text = mem_printf("no answer over UDP from %s within 30 s: open UDP port %u there (firewall, security group), "
			"or name a reachable address with --udp-host", c->cfg->host, c->cfg->remote_count > 0 ? c->cfg->remotes[0].port : 0u);
	}
	client_quit(c, ok ? 0 : 1, text);
	free(text);
}

static void take_events(struct client *c)
{
	struct link_event e;
	while (!c->done && link_event(c->link, &e)) {
		if (e.kind == LINK_EVENT_CONNECTED && on_connected(c, e.data) < 0 && !rejoin_refused(c)) {
			client_quit(c, 1, "the server's answer makes no sense: bring both to the same version");
		} else if (e.kind == LINK_EVENT_CLOSED && !rejoin_refused(c)) {
			on_closed(c, &e);
		}
		c->draw_due = true;
	}
}

static void tell_fallback(struct client *c, usec_t now)
{
	char text[160];
	if (c->roads.told || c->roads.remote_count == 0 || c->roads.mode != UDP_PREFER) {
		return;
	}
	c->roads.told = true;
	snprintf(text, sizeof(text), "UDP port %u of %.80s does not answer; going over ssh", c->roads.remotes[0].port,
		c->cfg->host);
	notice_show(&c->notice, text, now, NOTICE_SPAN);
}

/* The link that was tried has answered: it takes over, with all that the other one has not brought to the
 * server. One over UDP that was never answered goes on trying. */
static void take_tried(struct client *c, struct bytes hello, usec_t now)
{
	struct roads *r = &c->roads;
	struct link *old = c->link;
	enum road from = r->in_use, to = r->tried;
	const struct link_user user = user_of(c, false), waiting = user_of(c, true);
	bool keep = from == ROAD_UDP && link_state(old) == LINK_STATE_CONNECTING;
	link_detach(old, INPUT_STREAM);
	int greeted = on_connected(c, hello);
	if (greeted < 0) {
		link_attach_tx(old, INPUT_STREAM, c->input);
		link_close(r->link, LINK_CLOSE_DETACHED, "", now);
		send_packets(c, r->link, now);
		drop_tried(c);
		if (greeted == ERR_STATE) {
			rescue_lost(c, "the server there was restarted, and the session is gone");
		}
		return;
	}
	c->link = r->link;
	r->in_use = to;
	link_attach_tx(c->link, INPUT_STREAM, c->input);
	link_set_user(old, &waiting);
	link_set_user(c->link, &user);
	r->link = keep ? old : NULL;
	r->tried = keep ? from : ROAD_NONE;
	if (!keep) {
		link_free(old);
	}
	ladder_taken(&r->ladder, from, to, now);
	if (to == ROAD_SSH) {
		tell_fallback(c, now);
	}
	c->draw_due = true;
}

static void take_tried_events(struct client *c, usec_t now)
{
	struct roads *r = &c->roads;
	struct link_event e;
	while (!c->done && r->link != NULL && link_event(r->link, &e)) {
		if (e.kind == LINK_EVENT_CONNECTED) {
			take_tried(c, e.data, now);
			return;
		}
		if (e.kind == LINK_EVENT_CLOSED) {
			enum road tried = r->tried;
			drop_tried(c);
			ladder_failed(&r->ladder, tried, now);
		}
	}
}

/* That the other link answered is looked at before what comes behind its answer: it may say that the server
 * knows nothing of what is held here. */
void road_input(struct client *c, const struct addr *from, struct bytes b, uint8_t ecn, usec_t now)
{
	if (link_input_marked(c->link, from, b, ecn, now) < 0 && c->roads.link != NULL &&
		link_input_marked(c->roads.link, from, b, ecn, now) == 0) {
		take_tried_events(c, now);
	}
}

/* ---- the ladder ---- */

struct ladder_view road_look(const struct client *c, usec_t now)
{
	const struct roads *r = &c->roads;
	struct link_figures f;
	link_figures(c->link, now, &f);
	return (struct ladder_view){
		.mode = r->mode,
		.ssh_lives = r->in_use != ROAD_NONE && r->carrier != NULL && !r->ended,
		.udp_known = r->remote_count > 0,
		.road = r->in_use,
		.connected = f.state == LINK_STATE_CONNECTED,
		.waits = f.unacked_since != 0 ? usec_max(f.unacked_since, f.acked_at) : 0,
		.srtt = f.srtt,
		.tried = r->tried,
		.can_login = c->cfg->login != NULL && c->connected && !rescue_is_busy(&r->rescue),
		.pipe_suspect = r->moved_at > r->pipe_heard_at,
		.pipe_asked = r->key_asked ? r->key_asked_at : 0,
		.has_key = has_key(r, now),
	};
}

/* The pipe is asked in any case: whether it answers tells whether it lives. */
static void try(struct client *c, enum road road, usec_t now)
{
	c->roads.tried = road;
	if (has_key(&c->roads, now)) {
		try_with_key(c);
	}
	road_ask_pipe(c, now);
}

/* The server is on this machine: there is one way to it. */
static bool is_local(const struct client *c)
{
	return c->net == NULL;
}

static void climb(struct client *c, usec_t now)
{
	struct roads *r = &c->roads;
	if (is_local(c)) {
		return;
	}
	struct ladder_view v = road_look(c, now);
	switch (ladder_step(&r->ladder, &v, now)) {
	case LADDER_TRY_UDP:
		try(c, ROAD_UDP, now);
		break;
	case LADDER_TRY_SSH:
		try(c, ROAD_SSH, now);
		break;
	case LADDER_DROP:
		drop_tried(c);
		break;
	case LADDER_ASK:
		road_ask_pipe(c, now);
		break;
	case LADDER_LOGIN:
		rescue_login(c, now);
		break;
	case LADDER_STAY:
		break;
	}
	if (r->mode == UDP_ONLY && r->in_use == ROAD_UDP && v.connected) {
		drop_pipe(c, false); /* ssh is let go */
	}
}

/* The pipe broke. Without one there are no keys either: what is under way is the last try. */
static void take_end(struct client *c, usec_t now)
{
	struct roads *r = &c->roads;
	if (!r->ended || c->done) {
		return;
	}
	if (r->in_use == ROAD_NONE) {
		client_quit(c, 1, "server exited unexpectedly");
		return;
	}
	drop_pipe(c, true);
	if (r->tried != ROAD_NONE && r->link == NULL) {
		drop_tried(c);
	}
	if (c->cfg->login != NULL && c->connected && r->mode != UDP_ONLY) { /* another one is made */
		r->ended = r->key_asked = false;
		r->pipe_lost_at = now;
		mem_wipe(&r->key, sizeof(r->key));
		if (r->in_use == ROAD_UDP) {
			road_hop(c, now); /* does the server live, that it led to? */
		}
		return;
	}
	if (r->in_use == ROAD_SSH && r->tried == ROAD_NONE) {
		client_quit(c, 1, "ssh ended, and UDP does not answer; attach again");
	}
}

void road_send(struct client *c, usec_t now)
{
	link_tick(c->link, now);
	send_packets(c, c->link, now);
}

usec_t road_flush(struct client *c, usec_t now)
{
	struct roads *r = &c->roads;
	if (!c->done) {
		take_events(c); /* a goodbye came before the end of the pipe */
		take_end(c, now);
	}
	if (!c->done) {
		climb(c, now);
	}
	spend_tick(c, now);
	link_tick(c->link, now);
	send_packets(c, c->link, now);
	if (r->link != NULL) {
		link_tick(r->link, now);
		send_packets(c, r->link, now);
	}
	take_events(c);
	if (is_local(c)) {
		return link_deadline(c->link);
	}
	take_tried_events(c, now);
	struct ladder_view v = road_look(c, now);
	usec_t rescue = usec_min(rescue_tick(c, &v, now), rescue_stand_by(c, now));
	usec_t at = usec_min(link_deadline(c->link), ladder_deadline(&r->ladder, &v, now));
	at = usec_min(at, rescue);
	return r->link != NULL ? usec_min(at, link_deadline(r->link)) : at;
}

void road_take_pipe(struct client *c, struct ssh_result *found, usec_t now)
{
	struct roads *r = &c->roads;
	const struct carrier_user user = {.ctx = c, .frame = on_frame, .gone = on_gone};
	drop_tried(c);
	drop_pipe(c, true);
	r->carrier = carrier_new(c->loop, &found->pipe, buf_bytes(&found->rest), &user);
	r->apart = found->apart ? found->pid : 0;
	r->ended = r->key_asked = false;
	r->pipe_heard_at = now;
	reaper_take(&c->reaper, found->pid);
	keep_key(r, found->answer.psk_id, found->answer.psk, now);
}

void road_take_login(struct client *c, struct ssh_result *found, usec_t now)
{
	road_take_pipe(c, found, now);
	road_add_remotes(c, found->remotes, found->remote_count, now);
	c->roads.tried = ROAD_SSH;
	try_with_key(c);
}

void road_option(struct client *c, const char *value)
{
	enum udp_mode mode;
	if (!c->cfg->udp_set && c->roads.in_use != ROAD_NONE && udp_mode_parse(value, &mode)) {
		c->roads.mode = mode;
	}
}

/* ---- start and end ---- */

static void start_link(struct client *c, const struct carrier_fds *pipe, struct bytes rest, const struct addr *remotes,
	size_t count, const uint8_t *psk_id, const uint8_t *psk)
{
	struct roads *r = &c->roads;
	const struct client_cfg *cfg = c->cfg;
	const struct carrier_user user = {.ctx = c, .frame = on_frame, .gone = on_gone};
	bool local = cfg->remotes == NULL && !cfg->far;
	ladder_init(&r->ladder, clock_now());
	r->mode = cfg->udp;
	r->pipe_heard_at = clock_now();
	r->in_use = local ? ROAD_NONE : cfg->udp == UDP_NEVER || count == 0 ? ROAD_SSH : ROAD_UDP;
	if (pipe->in >= 0) {
		r->carrier = carrier_new(c->loop, pipe, rest, &user);
	}
	r->remote_count = count < LIMIT_LINK_REMOTES ? count : LIMIT_LINK_REMOTES;
	for (size_t i = 0; i < r->remote_count; i++) {
		r->remotes[i] = remotes[i];
	}
	c->link = make_link(c, r->in_use, false, psk_id, psk);
	link_attach_tx(c->link, INPUT_STREAM, c->input);
}

void road_start(struct client *c)
{
	const struct client_cfg *cfg = c->cfg;
	reaper_take(&c->reaper, cfg->ssh);
	start_link(c, &cfg->pipe, cfg->pipe_rest, cfg->remotes, cfg->remote_count, cfg->psk_id, cfg->psk);
}

void road_restart(struct client *c, struct ssh_result *found, usec_t now)
{
	drop_tried(c);
	link_free(c->link);
	reaper_take(&c->reaper, found->pid);
	start_link(c, &found->pipe, buf_bytes(&found->rest), found->remotes, found->remote_count, found->answer.psk_id,
		found->answer.psk);
	c->roads.apart = found->apart ? found->pid : 0;
	c->started_at = now;
	c->connect_warned = 0;
}

void road_finish(struct client *c)
{
	rescue_finish(&c->roads.rescue);
	drop_tried(c);
	link_free(c->link);
	drop_pipe(c, c->roads.key_asked || c->roads.moved_at > c->roads.pipe_heard_at);
	mem_wipe(&c->roads.key, sizeof(c->roads.key));
}
