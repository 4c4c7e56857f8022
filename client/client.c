/* client/client.c -- the client's life: link, loop, terminal, and every way out. */
#include "client/client.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/ev_urgent.h"
#include "base/mem.h"
#include "client/client_impl.h"
#include "cmd/options.h"
#include "transport/flight_log.h"

#define BLOCKED_AFTER MS(1800)  /* no answer over UDP: say what may be wrong */
#define HOP_AFTER SEC(10)       /* silence after which a new local port is tried */
#define SLEEP_JUMP SEC(3)       /* a turn of the loop that took so long: the machine slept */
#define RTT_LOCAL MS(100)       /* so old the round trip on this machine may be */

/* ---- ways out ---- */

void client_quit(struct client *c, int status, const char *farewell)
{
	if (c->done) {
		return;
	}
	c->done = true;
	c->status = status;
	c->farewell = farewell != NULL ? mem_strdup(farewell) : NULL;
	if (link_state(c->link) != LINK_STATE_CLOSED) {
		link_close(c->link, LINK_CLOSE_DETACHED, "detached", clock_now());
		client_flush(c);
	}
	loop_stop(c->loop);
}

void client_redraw_all(struct client *c)
{
	c->shown_known = false;
	c->draw_due = true;
}

/* ---- packets ---- */

void client_flush(struct client *c)
{
	usec_t next = road_flush(c, clock_now());
	loop_timer_at(c->link_timer, usec_min(next, replica_deadline(c->replica)));
}

static void on_packet(void *ctx, const struct addr *from, struct bytes b, uint8_t ecn)
{
	struct client *c = ctx;
	road_input(c, from, b, ecn, clock_now());
}

/* ---- news from the replica ---- */

static bool news(struct client *c, enum object_kind kind, uint64_t *seen, const struct tree_text **out)
{
	const struct tree_text *t = replica_text(c->replica, kind);
	if (t == NULL || t->serial == *seen) {
		return false;
	}
	*seen = t->serial;
	*out = t;
	return true;
}

static void take_options(struct client *c)
{
	uint64_t v = replica_object_version(c->replica, OBJECT_OPTIONS, 0);
	if (v != c->options_version) {
		struct bytes text = replica_options(c->replica);
		c->options_version = v;
		optmap_finish(&c->options);
		option_client_parse((const char *)text.data, text.len, &c->options);
		settings_take(&c->options, &c->set);
		road_option(c, option_client_get(&c->options, "udp"));
		c->draw_due = true;
	}
	v = replica_object_version(c->replica, OBJECT_KEYS, 0);
	if (v != c->keys_version) {
		struct bytes text = replica_keys(c->replica);
		char *copy = mem_strndup((const char *)text.data, text.len);
		c->keys_version = v;
		key_tables_load(c->keys, copy);
		free(copy);
	}
}

static void take_bells(struct client *c, struct buf *out)
{
	uint64_t bells = replica_bells(c->replica);
	if (bells > c->seen_bells) {
		termcap_bell(c->termcap, out);
	}
	c->seen_bells = bells;
}

/* How much of the mouse the panes or the user want from this terminal. */
static void take_mouse(struct client *c, struct buf *out)
{
	const struct replica_pane *p = replica_pane(c->replica, c->pane);
	int level = c->set.mouse ? 2 : 0;
	if (p != NULL && (p->modes & MODE_MOUSE_ANY)) {
		level = 3;
	} else if (p != NULL && (p->modes & MODE_MOUSE_MASK)) {
		level = 2;
	}
	if (level != c->mouse_level) {
		c->mouse_level = level;
		termcap_mouse(c->termcap, level, out);
	}
}

static void take_news(struct client *c)
{
	const struct tree_text *t;
	struct buf out = {0};
	usec_t now = clock_now();
	take_options(c);
	rejoin_take_row(c);
	if (news(c, OBJECT_NOTICE, &c->seen_notice, &t)) {
		unsigned ms = (unsigned)strtoul(t->title, NULL, 10);
		notice_show(&c->notice, t->text, now, MS(ms > 0 ? ms : (unsigned)option_client_number(&c->options, "display-time")));
		c->draw_due = true;
	}
	if (news(c, OBJECT_TEXT, &c->seen_text, &t)) {
		pager_open(&c->pager, t->title, t->text, t->text_len, c->next->size.cols);
		c->draw_due = true;
	}
	if (news(c, OBJECT_PROMPT, &c->seen_prompt, &t)) {
		client_run_text(c, t->text, now);
	}
	if (news(c, OBJECT_CLIP, &c->seen_clip, &t)) {
		termcap_clipboard(c->termcap, bytes_of(t->text, t->text_len), &out);
	}
	if (news(c, OBJECT_NOTE, &c->seen_note, &t)) {
		termcap_notify(c->termcap, t->title, t->text, &out);
	}
	take_bells(c, &out);
	if (!c->suspended) {
		take_mouse(c, &out);
		client_take_keyboard(c, &out);
		tty_write(c->tty, buf_bytes(&out));
	}
	buf_finish(&out);
}

/* ---- the loop ---- */

/* The machine slept, or the link has been silent for long: try from a new socket. */
static void watch_silence(struct client *c, usec_t now)
{
	struct link_figures f;
	bool slept = c->wall_turn != 0 && usec_since(c->wall_turn, now) > SLEEP_JUMP + SEC(1);
	c->wall_turn = now;
	link_figures(c->link, now, &f);
	usec_t heard_at = usec_max(f.heard_at, c->roads.ladder.taken_at);
	bool silent = f.state == LINK_STATE_CONNECTED && usec_since(heard_at, now) > HOP_AFTER && f.unacked_since != 0;
	if (c->net != NULL && slept) {
		c->connect_warned = now;
		road_moved(c, now);
	} else if (c->net != NULL && silent && usec_since(c->connect_warned, now) > HOP_AFTER) {
		c->connect_warned = now;
		road_hop(c, now);
	}
	if (c->net != NULL && f.state == LINK_STATE_CONNECTING && c->connect_warned == 0 && usec_since(c->started_at, now) > BLOCKED_AFTER) {
		char text[256];
		c->connect_warned = now;
		snprintf(text, sizeof(text), "no answer yet on UDP port %u of %s: is it open there (firewall)? still trying; C-c gives up",
			c->cfg->remote_count > 0 ? c->cfg->remotes[0].port : 0u, c->cfg->host);
		notice_show(&c->notice, text, now, SEC(30));
		c->draw_due = true;
	}
}

/* For the predictors' thresholds; at each turn only where it tells more than that the machine is busy. */
static void take_rtt(struct client *c, usec_t now)
{
	struct link_figures f;
	if (c->net == NULL && usec_since(c->rtt_at, now) < RTT_LOCAL) {
		return;
	}
	link_figures(c->link, now, &f);
	replica_set_rtt(c->replica, f.srtt);
	c->srtt = f.srtt;
	c->rtt_at = now;
}

static void show(struct client *c, usec_t now)
{
	replica_tick(c->replica, now);
	if (c->draw_due || c->news_change != replica_change(c->replica)) {
		c->news_change = replica_change(c->replica);
		take_news(c);
	}
	if (!c->done) {
		take_rtt(c, now);
		render_if_due(c, now);
		loop_fd_events(c->out_watch, tty_is_behind(c->tty) ? LOOP_WRITE : 0);
	}
}

/* The picture goes first: the user waits for it. */
static void on_turn(void *ctx)
{
	struct client *c = ctx;
	if (!c->done) {
		rejoin_tick(c, clock_now());
	}
	if (!c->done) {
		show(c, clock_now());
	}
	if (!c->done) {
		client_flush(c);
	}
	if (!c->done && c->draw_due) { /* the link had news */
		show(c, clock_now());
		client_flush(c);
	}
}

static void on_link_timer(void *ctx)
{
	(void)ctx; /* the turn does the work */
}

static void on_draw_timer(void *ctx)
{
	struct client *c = ctx;
	watch_silence(c, clock_now());
	c->draw_due = true;
}

static void read_events(struct client *c)
{
	struct input in;
	usec_t now = clock_now();
	while (!c->done && input_decoder_next(c->decoder, &in)) {
		if (!c->connected && in.kind == INPUT_KEY && in.key == (KEY_CTRL | 'c') &&
			in.detail.action == KEY_PRESSED) {
			client_quit(c, 1, "gave up");
			return;
		}
		client_event(c, &in, now);
	}
	client_typed_send(c);
	loop_timer_at(c->escape_timer, input_decoder_waits(c->decoder) ? usec_add(now, c->set.escape_time) : USEC_NEVER);
}

static void send_size(struct client *c, struct size s)
{
	c->cell = client_cell(c);
	client_send_record(c, &(struct record){.kind = RECORD_RESIZE, .size = s, .cell = c->cell});
}

/* The size went with the hello; that of a cell may have to be asked for. */
static void take_cell(struct client *c)
{
	struct size cell = client_cell(c);
	if (c->connected && (cell.cols != c->cell.cols || cell.rows != c->cell.rows)) {
		send_size(c, tty_size(c->tty));
	}
}

/* Colours come with the terminal's first answers, and again when it says that they changed. */
static void take_colours(struct client *c)
{
	struct term_colours now;
	struct buf out = {0};
	if (termcap_wants_colours(c->termcap)) {
		termcap_ask_colours(c->termcap, &out);
		tty_write(c->tty, buf_bytes(&out));
		buf_clear(&out);
	}
	bool told = termcap_colours_told(c->termcap, &now);
	if (c->connected && told && memcmp(&now, &c->colours, sizeof(now)) != 0) {
		c->colours = now;
		record_colours_encode(&now, &out);
		client_send_record(c, &(struct record){.kind = RECORD_COLOURS, .data = buf_bytes(&out)});
	}
	buf_finish(&out);
}

void client_connected(struct client *c)
{
	c->connected = true;
	netwatch_look(c->netwatch);
	c->colours = (struct term_colours){0};
	rejoin_connected(c);
	take_colours(c);
}

static void on_tty(void *ctx, int events)
{
	struct client *c = ctx;
	uint8_t data[16384];
	(void)events;
	ssize_t n = read(tty_in(c->tty), data, sizeof(data));
	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		return;
	}
	if (n <= 0) {
		client_quit(c, 1, "terminal lost");
		return;
	}
	input_decoder_feed(c->decoder, bytes_of(data, (size_t)n));
	read_events(c);
	if (!c->done) {
		road_send(c, clock_now());
	}
	take_cell(c);
	take_colours(c);
}

static void on_tty_out(void *ctx, int events)
{
	struct client *c = ctx;
	(void)events;
	if (tty_flush(c->tty) < 0) {
		client_quit(c, 1, "terminal lost");
	}
}

static void on_escape_timer(void *ctx)
{
	struct client *c = ctx;
	input_decoder_flush(c->decoder);
	read_events(c);
}

static bool peer_address(void *ctx, struct addr *out)
{
	const struct client *c = ctx;
	struct link_figures f = {0};
	if (c->link != NULL) {
		link_figures(c->link, clock_now(), &f);
		*out = f.remote;
	}
	return c->link != NULL;
}

static void on_local_changed(void *ctx)
{
	struct client *c = ctx;
	road_moved(c, clock_now());
}

static void on_resize(struct client *c)
{
	struct size s = tty_size(c->tty);
	if (s.cols == c->next->size.cols && s.rows == c->next->size.rows) {
		return;
	}
	canvas_resize(c->next, s);
	canvas_resize(c->shown, s);
	client_redraw_all(c);
	send_size(c, s);
}

void client_signal(void *ctx, int sig)
{
	struct client *c = ctx;
	if (sig == SIGWINCH) {
		on_resize(c);
	} else if (sig == SIGCHLD) {
		reaper_look(&c->reaper);
	} else if (sig == SIGTSTP) {
		client_suspend(c);
	} else if (sig == SIGCONT) {
		client_resume(c);
		on_resize(c);
	} else {
		client_quit(c, 1, sig == SIGHUP ? "lost terminal" : "terminated");
	}
}

/* ---- start and end ---- */

static bool locale_is_utf8(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
	for (size_t i = 0; i < 3; i++) {
		const char *v = getenv(names[i]);
		if (v != NULL && v[0] != '\0') {
			return strstr(v, "UTF-8") != NULL || strstr(v, "utf8") != NULL || strstr(v, "UTF8") != NULL ||
				strstr(v, "utf-8") != NULL;
		}
	}
	return true; /* nothing set: what terminals are today */
}

static void start_loop(struct client *c)
{
	static const int signals[CLIENT_SIGNALS] = {[CLIENT_SIGNAL_STOP] = SIGTSTP, SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGINT,
		SIGCHLD};
	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < CLIENT_SIGNALS; i++) {
		c->signals[i] = loop_signal(c->loop, signals[i], client_signal, c);
	}
	c->link_timer = loop_timer(c->loop, on_link_timer, c);
	c->draw_timer = loop_timer(c->loop, on_draw_timer, c);
	c->escape_timer = loop_timer(c->loop, on_escape_timer, c);
	c->tty_watch = loop_fd(c->loop, tty_in(c->tty), LOOP_READ, on_tty, c);
	c->out_watch = loop_fd(c->loop, tty_out(c->tty), 0, on_tty_out, c);
	if (c->cfg->far) {
		c->net = net_new(c->loop, on_packet, c);
		c->netwatch = netwatch_new(c->loop, peer_address, on_local_changed, c);
	}
	loop_on_turn(c->loop, on_turn, c);
}

static int start(struct client *c)
{
	char *err = NULL;
	struct termcap_cfg tc = {.term = getenv("TERM"), .colorterm = getenv("COLORTERM"), .utf8 = locale_is_utf8()};
	if (tty_open(&c->tty) < 0) {
		fputs("open terminal failed: not a terminal\n", stderr);
		return 1;
	}
	if (termcap_new(&tc, &c->termcap, &err) < 0) {
		fprintf(stderr, "open terminal failed: %s\n", err);
		free(err);
		return 1;
	}
	c->loop = loop_new();
	if (c->loop == NULL) {
		fputs("mux: no event loop\n", stderr);
		return 1;
	}
	rng_fill(rng_system(), c->id, sizeof(c->id));
	c->utf8 = tc.utf8;
	c->next = canvas_new(tty_size(c->tty));
	c->shown = canvas_twin(c->next);
	c->replica = replica_new();
	c->input = stream_tx_new(0, true);
	c->decoder = input_decoder_new();
	c->predictors = predictors_new(c->cfg->host);
	c->link_log = flight_log_open("client");
	c->keys = key_tables_new();
	key_machine_init(&c->machine);
	option_client_parse("", 0, &c->options);
	settings_take(&c->options, &c->set);
	c->started_at = clock_now();
	return 0;
}

static void finish(struct client *c)
{
	struct loop_watch *watches[] = {c->tty_watch, c->out_watch, c->link_timer, c->draw_timer, c->escape_timer};
	predictors_free(c->predictors);
	rejoin_finish(c);
	for (size_t i = 0; i < sizeof(watches) / sizeof(watches[0]); i++) {
		loop_unwatch(watches[i]);
	}
	for (size_t i = 0; i < CLIENT_SIGNALS; i++) {
		loop_unwatch(c->signals[i]);
	}
	net_free(c->net);
	netwatch_free(c->netwatch);
	road_finish(c);
	reaper_finish(&c->reaper);
	outfile_close(c->link_log);
	stream_tx_free(c->input);
	buf_finish(&c->typed.text);
	replica_free(c->replica);
	input_decoder_free(c->decoder);
	key_tables_free(c->keys);
	optmap_finish(&c->options);
	prompt_finish(&c->prompt);
	pager_close(&c->pager);
	notice_clear(&c->notice);
	canvas_free(c->next);
	canvas_free(c->shown);
	free(c->marks);
	termcap_free(c->termcap);
	tty_close(c->tty);
	loop_free(c->loop);
	free(c->farewell);
}

static void say_farewell(const struct client *c)
{
	const struct tree_view *v = replica_view(c->replica);
	const struct tree_session *s = v != NULL ? replica_session(c->replica, v->session) : NULL;
	if (tty_is_behind(c->tty)) {
		return; /* it takes nothing: do not wait for it */
	}
	if (c->farewell != NULL) {
		printf("[%s]\n", c->farewell);
	} else {
		printf("[detached (from session %s)]\n", s != NULL ? s->name : "");
	}
}

/* No memory with keys in it is written to a disk. */
static void forbid_core(void)
{
	struct rlimit core;
	if (getrlimit(RLIMIT_CORE, &core) == 0) {
		core.rlim_cur = 0;
		setrlimit(RLIMIT_CORE, &core);
	}
}

int client_run(const struct client_cfg *cfg)
{
	struct client c = {.cfg = cfg, .log = cfg->log, .status_row = -1};
	forbid_core();
	urgent_turns();
	int status = start(&c);
	if (status == 0) {
		start_loop(&c);
		road_start(&c);
		if (rejoin_start(&c)) {
			c.suspended = true;
			loop_fd_events(c.tty_watch, 0);
		} else {
			client_enter(&c);
		}
		on_turn(&c);
		if (!c.done) {
			loop_run(c.loop);
		}
		if (c.entered) {
			client_leave(&c);
		}
		if (!c.rejoin.failed) {
			say_farewell(&c);
		}
		status = c.status;
	}
	finish(&c);
	return status;
}
