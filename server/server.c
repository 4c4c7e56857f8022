/* server/server.c -- the server's life: start, turns of the loop, end. */
#include "server/server_impl.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/ev_urgent.h"
#include "base/mem.h"
#include "cmd/commands.h"
#include "cmd/options.h"
#include "server/conn.h"
#include "server/farewell.h"
#include "server/host.h"
#include "server/pty.h"
#include "server/resume.h"
#include "server/run.h"
#include "server/settle.h"
#include "server/view.h"
#include "transport/flight_log.h"

#define EXIT_GRACE MS(300)  /* for goodbyes to leave */
#define EXIT_FAREWELL SEC(2) /* and to be heard, where packets are lost */
#define UNUSED SEC(30)      /* until a server that never had a session ends */

usec_t server_now(void)
{
	return clock_now();
}

/* ---- the socket ---- */

static void on_listener(void *ctx, int events)
{
	struct server *s = ctx;
	(void)events;
	int fd = accept(s->listen_fd, NULL, NULL);
	if (fd >= 0) {
		conn_accept(s, fd);
	} else if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED) {
		log_at(s->log, LOG_WARN, "server: accept error=%s", strerror(errno));
		loop_fd_events(s->listener, 0); /* no descriptor is left: on_second tries again */
	}
}

static void start_listening(struct server *s, int fd)
{
	struct stat st;
	s->listen_fd = fd;
	s->listener = loop_fd(s->loop, fd, LOOP_READ, on_listener, s);
	if (stat(s->cfg->socket_path, &st) == 0) {
		s->socket_dev = st.st_dev;
		s->socket_ino = st.st_ino;
	}
}

/* From here on a new server may take the socket's place, and new commands find that one. The name goes
 * first, and only if it still is ours: it might be another's a moment later. */
static void stop_listening(struct server *s)
{
	struct stat st;
	if (s->listen_fd < 0) {
		return;
	}
	if (lstat(s->cfg->socket_path, &st) == 0 && st.st_dev == s->socket_dev && st.st_ino == s->socket_ino) {
		unlink(s->cfg->socket_path);
	}
	loop_unwatch(s->listener);
	s->listener = NULL;
	close(s->listen_fd);
	s->listen_fd = -1;
}

/* SIGUSR1: something removed the socket's name (a cleaner of /tmp); makes it again. */
static void listen_again(struct server *s)
{
	char *err = NULL;
	int fd = s->exiting ? ERR_STATE : server_listen(s->cfg->socket_path, &err);
	if (fd >= 0) {
		stop_listening(s);
		start_listening(s, fd);
	}
	log_at(s->log, LOG_INFO, "server: socket %s", fd >= 0 ? "made again" : err != NULL ? err : "closed");
	free(err);
}

/* When the loop ends at the latest: a goodbye through a network may have to be repeated. */
static usec_t last_moment(const struct server *s)
{
	return s->exit_at + (farewell_is_awaited(s, s->exit_at) ? EXIT_FAREWELL : EXIT_GRACE);
}

void server_exit(struct server *s)
{
	if (s->exiting) {
		return;
	}
	s->exiting = true;
	stop_listening(s);
	s->exit_at = server_now();
	for (size_t i = s->model->client_count; i-- > 0;) {
		struct view *v = view_by_client(s, s->model->clients[i]->id);
		if (v != NULL) {
			view_close(s, v, LINK_CLOSE_SHUTDOWN, "server exited");
		}
	}
}

/* ---- packets ---- */

static int take_datagram(void *ctx, const struct addr *from, struct bytes b, uint8_t ecn)
{
	struct server *s = ctx;
	return endpoint_input_marked(s->endpoint, from, b, ecn, server_now());
}

static void send_packet(struct server *s, const struct packet *p)
{
	if (p->to.family == ADDR_PIPE) {
		conn_send_packet(s, p->to.port, bytes_of(p->data, p->len));
	} else if (s->udp != NULL) {
		udp_send(s->udp, p);
	}
}

void server_flush_links(struct server *s)
{
	struct endpoint_event e;
	struct packet p;
	usec_t now = server_now();
	endpoint_tick(s->endpoint, now);
	while (endpoint_event(s->endpoint, &e)) {
		view_endpoint_event(s, &e);
	}
	server_refresh(s);
	for (int i = 0; i < 4 * LIMIT_UDP_BATCH && endpoint_output(s->endpoint, &p, now); i++) {
		send_packet(s, &p);
	}
	conn_flush_packets(s);
	while (endpoint_event(s->endpoint, &e)) {
		view_endpoint_event(s, &e);
	}
	usec_t next = usec_min(endpoint_deadline(s->endpoint), view_tick_all(s, now));
	if (s->exiting) {
		next = usec_min(next, last_moment(s));
	}
	loop_timer_at(s->link_timer, next);
}

/* ---- sizes: window-size latest ---- */

static const struct model_client *latest_client(const struct server *s, const struct window *w)
{
	const struct model_client *best = NULL;
	for (size_t i = 0; i < s->model->client_count; i++) {
		const struct model_client *c = s->model->clients[i];
		const struct session *se = model_session(s->model, c->session);
		for (size_t k = 0; se != NULL && k < se->link_count; k++) {
			if (se->links[k].window == w->id && (best == NULL || c->activity_at > best->activity_at)) {
				best = c;
			}
		}
	}
	return best;
}

/* The terminals of a window answer for that of its latest client. */
static void tell_colours(struct server *s, const struct window *w, const struct model_client *c)
{
	struct term_colours to = c->colours;
	to.cell_width = c->cell.cols;
	to.cell_height = c->cell.rows;
	for (size_t i = 0; i < s->model->pane_count; i++) {
		struct pane *p = s->model->panes[i];
		if (p->window != w->id) {
			continue;
		}
		struct size cell = term_cell(p->term);
		term_set_colours(p->term, &to);
		if (cell.cols != term_cell(p->term).cols || cell.rows != term_cell(p->term).rows) {
			pty_resized(s, p);
		}
	}
}

static void size_windows(struct server *s)
{
	for (size_t i = 0; i < s->model->window_count; i++) {
		struct window *w = s->model->windows[i];
		const struct model_client *c = latest_client(s, w);
		const char *policy = option_get(s->model, NULL, w, NULL, "window-size");
		if (c != NULL) {
			tell_colours(s, w, c);
		}
		if (c == NULL || c->size.cols == 0 || strcmp(policy, "manual") == 0) {
			continue;
		}
		const struct session *se = model_session(s->model, c->session);
		bool status = strcmp(option_get(s->model, se, NULL, NULL, "status"), "off") != 0;
		struct size size = c->size;
		if (status && size.rows > 1) {
			size.rows--;
		}
		if (size.cols != w->size.cols || size.rows != w->size.rows) {
			model_window_resize(s->model, w, size);
		}
	}
}

static void auto_names(struct server *s)
{
	for (size_t i = 0; i < s->model->window_count; i++) {
		struct window *w = s->model->windows[i];
		struct pane *p = model_pane(s->model, w->active);
		if (!w->auto_name || p == NULL || !option_flag(s->model, NULL, w, NULL, "automatic-rename")) {
			continue;
		}
		if (p->current_command != NULL) {
			model_window_auto_name(s->model, w, p->current_command);
		}
	}
}

void server_refresh(struct server *s)
{
	if (s->seen_change != s->model->change) {
		size_windows(s);
	}
	publish_tree(&s->publish, s->model, s->shared);
	view_refresh_all(s);
	s->had_session |= s->model->session_count > 0;
	if (s->had_session && s->model->session_count == 0 && !s->exiting && !s->config_runs &&
		option_flag(s->model, NULL, NULL, NULL, "exit-empty")) {
		server_exit(s);
	}
}

/* ---- the loop ---- */

static void on_turn(void *ctx)
{
	struct server *s = ctx;
	server_flush_links(s);
	if (s->exiting) {
		run_end_all(s);
	}
	bool all_said = s->view_count == 0 && s->conn_count == 0 && !farewell_is_awaited(s, s->exit_at);
	if (s->exiting && (all_said || usec_reached(last_moment(s), server_now()))) {
		loop_stop(s->loop);
	}
}

static void on_link_timer(void *ctx)
{
	(void)ctx; /* the turn does the work */
}

static void on_udp(void *ctx, int events)
{
	struct server *s = ctx;
	(void)events;
	udp_receive(s->udp, take_datagram, s);
}

static void on_second(void *ctx)
{
	struct server *s = ctx;
	usec_t now = server_now();
	for (size_t i = 0; i < s->model->pane_count; i++) {
		struct pane *p = s->model->panes[i];
		if (p->output_at + SEC(2) > now) {
			pty_refresh_info(s, p);
		}
	}
	auto_names(s);
	host_window_second(s, now);
	view_second(s);
	resume_second(s, now);
	farewell_second(s, now);
	settle_look(s);
	if (s->listener != NULL) {
		loop_fd_events(s->listener, LOOP_READ);
	}
	/* Started for a session that then could not be made. */
	if (!s->had_session && s->conn_count == 0 && usec_since(s->started_at, now) > UNUSED &&
		option_flag(s->model, NULL, NULL, NULL, "exit-empty")) {
		server_exit(s);
	}
	loop_timer_at(s->second_timer, now + SEC(1));
}

static void on_signal(void *ctx, int sig)
{
	struct server *s = ctx;
	if (sig == SIGCHLD) {
		pty_reap(s);
	} else if (sig == SIGUSR1) {
		listen_again(s);
	} else {
		log_at(s->log, LOG_INFO, "server: signal number=%d", sig);
		server_exit(s);
	}
}

/* ---- start and end ---- */

static void config_read(struct server *s, void *owner, struct cmd_ctx *ctx, bool failed)
{
	(void)owner;
	(void)failed;
	if (ctx->err.len > 0) {
		log_at(s->log, LOG_ERROR, "config: %s", buf_str(&ctx->err));
		buf_puts(&s->config_errors, buf_str(&ctx->err));
		buf_puts(&s->config_errors, "\n");
	}
	if (s->config_runs && !s->exiting) { /* it took longer: it had to wait for something */
		s->config_runs = false;
		view_options_changed(s);
		conn_config_read(s);
	}
}

static void read_config(struct server *s)
{
	struct cmd_ctx ctx = {.model = s->model, .keys = s->keys, .host = &s->host};
	struct cmd_list *list = NULL;
	char *argv[LIMIT_SERVER_CONFIGS + 2] = {mem_strdup("source-file")}, *err = NULL;
	int argc = 1;
	for (size_t i = 0; s->cfg->config != NULL && s->cfg->config[i] != NULL && i < LIMIT_SERVER_CONFIGS; i++) {
		if (s->cfg->config_must_exist || access(s->cfg->config[i], R_OK) == 0) {
			argv[argc++] = mem_strdup(s->cfg->config[i]);
		}
	}
	if (argc > 1 && cmd_parse_argv(argc, argv, &list, &err) == 0) {
		s->config_runs = run_start(s, &ctx, list, config_read, NULL) != NULL;
		cmd_list_free(list);
	}
	free(err);
	while (argc-- > 0) {
		free(argv[argc]);
	}
}

static void start_model(struct server *s)
{
	extern char **environ;
	s->model = model_new(rng_u64(s->rng) >> 2, NULL);
	for (char **e = environ; *e != NULL; e++) {
		const char *eq = strchr(*e, '=');
		if (eq != NULL) {
			char *name = mem_strndup(*e, (size_t)(eq - *e));
			optmap_set(&s->model->environment, name, eq + 1);
			free(name);
		}
	}
	s->model->started = clock_wall();
	s->keys = key_tables_new();
	s->shared = store_new();
	host_init(s);
	read_config(s);
	view_options_changed(s);
}

/* No memory with keys in it is written to a disk; programs in panes keep the user's limit. */
static void forbid_core(struct server *s)
{
	if (getrlimit(RLIMIT_CORE, &s->core) == 0) {
		struct rlimit none = {.rlim_max = s->core.rlim_max};
		s->core_known = setrlimit(RLIMIT_CORE, &none) == 0;
	}
}

static void start_loop(struct server *s)
{
	static const int signals[] = {SIGCHLD, SIGTERM, SIGINT, SIGUSR1};
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		s->signals[i] = loop_signal(s->loop, signals[i], on_signal, s);
	}
	start_listening(s, s->cfg->listen_fd);
	s->started_at = server_now();
	s->link_timer = loop_timer(s->loop, on_link_timer, s);
	s->second_timer = loop_timer(s->loop, on_second, s);
	loop_timer_at(s->second_timer, server_now() + SEC(1));
	loop_on_turn(s->loop, on_turn, s);
	if (udp_open(s->cfg->port_low, s->cfg->port_high, s->cfg->bind, &s->udp) < 0) {
		log_at(s->log, LOG_ERROR, "udp: no port low=%u high=%u error=%s", s->cfg->port_low, s->cfg->port_high,
			strerror(errno));
	} else {
		s->udp_watch = loop_fd(s->loop, udp_fd(s->udp), LOOP_READ, on_udp, s);
	}
}

static void stop(struct server *s)
{
	s->exiting = true;
	run_end_all(s);
	view_free_all(s);
	conn_free_all(s);
	resume_finish(s);
	endpoint_free(s->endpoint);
	outfile_close(s->link_log);
	loop_unwatch(s->udp_watch);
	udp_close(s->udp);
	model_free(s->model); /* hangs up every program through pane_removed */
	key_tables_free(s->keys);
	store_free(s->shared);
	idmap_finish(&s->ptys);
	idmap_finish(&s->term_owners);
	buf_finish(&s->config_errors);
	loop_unwatch(s->link_timer);
	loop_unwatch(s->second_timer);
	settle_finish(s);
	for (size_t i = 0; i < SERVER_SIGNALS; i++) {
		loop_unwatch(s->signals[i]);
	}
	loop_free(s->loop);
}

int server_run(const struct server_cfg *cfg)
{
	struct server s = {.cfg = cfg, .log = cfg->log, .rng = rng_system(), .listen_fd = -1};
	forbid_core(&s);
	urgent_turns();
	s.loop = loop_new();
	s.link_log = flight_log_open("server");
	s.endpoint = endpoint_new(&(struct endpoint_cfg){.rng = s.rng,
		.log = s.log,
		.flight = FLIGHT_BYTES,
		.watch = s.link_log != NULL ? flight_log_event : NULL,
		.watch_ctx = s.link_log});
	if (s.loop == NULL || s.endpoint == NULL) {
		log_at(s.log, LOG_ERROR, "server: no event loop or no cryptography");
		return 1;
	}
	resume_init(&s);
	start_loop(&s);
	start_model(&s);
	loop_run(s.loop);
	stop(&s);
	return 0;
}
