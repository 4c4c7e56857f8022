/* server/conn.c -- commands and local packets over the Unix socket. A client that does not read is ended
 * once LIMIT_CONN_QUEUE bytes wait for it; the answer to a command waits whole. */
#include "server/conn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "cmd/commands.h"
#include "server/proc.h"
#include "server/run.h"
#include "server/view.h"

struct conn {
	struct server *server;
	int fd;
	uint16_t port;     /* its number as a pipe address */
	bool piping;       /* carries packets now */
	bool closing;      /* ends once all is written */
	bool relayed;      /* by a bootstrap that stays: its client is on another host */
	struct pending_attach attach; /* what that client attached to */
	bool starter;      /* the first: it started the server */
	bool remote, stays; /* of the command that runs */
	struct ticket_bind ticket; /* the same */
	struct run *run;   /* NULL: no command waits */
	struct loop_watch *watch;
	struct buf in, out;
};

static struct conn *conn_by_port(const struct server *s, uint16_t port)
{
	for (size_t i = 0; i < s->conn_count; i++) {
		if (s->conns[i]->port == port) {
			return s->conns[i];
		}
	}
	return NULL;
}

static void conn_free(struct conn *c)
{
	struct server *s = c->server;
	for (size_t i = 0; i < s->conn_count; i++) {
		if (s->conns[i] == c) {
			s->conns[i] = s->conns[--s->conn_count];
			break;
		}
	}
	if (c->piping) {
		view_pipe_gone(s, c->port);
	}
	if (c->run != NULL) {
		run_disown(c->run);
	}
	loop_unwatch(c->watch);
	close(c->fd);
	mem_wipe(c->out.data, c->out.cap); /* a key may have gone this way */
	buf_finish(&c->in);
	buf_finish(&c->out);
	free(c);
}

/* Writes what it can; false when the connection is gone. */
static bool conn_flush(struct conn *c)
{
	while (c->out.len > 0) {
		struct bytes b = buf_bytes(&c->out);
		ssize_t n = send(c->fd, b.data, b.len, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			break;
		}
		if (n <= 0) {
			conn_free(c);
			return false;
		}
		buf_consume(&c->out, (size_t)n);
	}
	if ((c->out.len == 0 && c->closing) || (c->piping && c->out.len > LIMIT_CONN_QUEUE)) {
		conn_free(c);
		return false;
	}
	loop_fd_events(c->watch, LOOP_READ | (c->out.len > 0 ? LOOP_WRITE : 0));
	return true;
}

void conn_send_packet(struct server *s, uint16_t port, struct bytes packet)
{
	struct conn *c = conn_by_port(s, port);
	if (c != NULL && c->piping) {
		local_frame(&c->out, LOCAL_PACKET, packet);
	}
}

void conn_flush_packets(struct server *s)
{
	for (size_t i = s->conn_count; i-- > 0;) {
		if (s->conns[i]->piping && s->conns[i]->out.len > 0) {
			conn_flush(s->conns[i]);
		}
	}
}

/* The pane that a command is run from, by the invoker's MUX_PANE. */
static void conn_context(struct server *s, const struct local_command *lc, struct cmd_ctx *ctx)
{
	const char *pane = optmap_get(&lc->env, "MUX_PANE");
	*ctx = (struct cmd_ctx){.model = s->model, .keys = s->keys, .host = &s->host, .cwd = lc->cwd, .size = lc->size,
		.environ = &lc->env};
	const struct pane *p =
		pane != NULL && pane[0] == '%' ? model_pane(s->model, (uint32_t)strtoul(pane + 1, NULL, 10)) : NULL;
	if (p == NULL) {
		return;
	}
	ctx->pane = p->id;
	ctx->window = p->window;
	for (size_t i = 0; i < s->model->session_count; i++) {
		const struct session *se = s->model->sessions[i];
		for (size_t k = 0; k < se->link_count; k++) {
			if (se->links[k].window == p->window && (ctx->session == 0 || se->links[k].index == se->current)) {
				ctx->session = se->id;
			}
		}
	}
}

static void conn_text(struct conn *c, enum local_type type, struct bytes b)
{
	while (b.len > 0) {
		size_t n = b.len < LIMIT_LOCAL_FRAME ? b.len : LIMIT_LOCAL_FRAME;
		local_frame(&c->out, type, bytes_of(b.data, n));
		b = bytes_of(b.data + n, b.len - n);
	}
}

static void conn_answer(struct conn *c, struct cmd_ctx *ctx, bool failed)
{
	conn_text(c, LOCAL_OUT, buf_bytes(&ctx->out));
	if (ctx->err.len > 0) {
		buf_puts(&ctx->err, "\n");
		conn_text(c, LOCAL_ERR, buf_bytes(&ctx->err));
	}
	uint8_t status = failed ? 1 : 0;
	local_frame(&c->out, LOCAL_EXIT, bytes_of(&status, 1));
	c->closing = true;
}

/* The command made or chose a session for the connection's client. False: there is no room for it. */
static bool conn_attach(struct conn *c, const struct cmd_ctx *ctx)
{
	struct local_attach attach;
	const struct pending_attach like = {
		.session = ctx->attach_session,
		.detach_others = ctx->attach_detach_others,
		.readonly = ctx->attach_readonly,
		.remote = c->remote,
		.ticket = c->ticket,
	};
	if (view_expect(c->server, &like, &attach) < 0) {
		return false;
	}
	struct buf body = {0};
	local_attach_encode(&attach, &body);
	local_frame(&c->out, LOCAL_ATTACH, buf_bytes(&body));
	mem_wipe(body.data, body.cap);
	mem_wipe(&attach, sizeof(attach));
	buf_finish(&body);
	c->piping = !c->remote || c->stays;
	c->closing = !c->piping;
	c->relayed = c->remote && c->stays;
	c->attach = like;
	return true;
}

static void conn_done(struct server *s, void *owner, struct cmd_ctx *ctx, bool failed)
{
	struct conn *c = owner;
	(void)s;
	c->run = NULL;
	if (failed || !ctx->wants_attach) {
		conn_answer(c, ctx, failed);
	} else if (!conn_attach(c, ctx)) {
		cmd_error(ctx, "too many clients");
		conn_answer(c, ctx, true);
	}
	conn_flush(c);
}

static void conn_run(struct conn *c, const struct local_command *lc)
{
	struct cmd_ctx ctx;
	struct cmd_list *list = NULL;
	char *err = NULL;
	c->remote = lc->remote;
	c->stays = lc->stays;
	ticket_bind_parse(lc->argc, lc->argv, &c->ticket);
	conn_context(c->server, lc, &ctx);
	if (cmd_parse_argv((int)lc->argc, lc->argv, &list, &err) < 0) {
		cmd_error(&ctx, "%s", err);
		free(err);
		conn_done(c->server, c, &ctx, true);
		cmd_ctx_finish(&ctx);
		return;
	}
	struct server *s = c->server;
	uint16_t port = c->port;
	struct run *run = run_start(s, &ctx, list, conn_done, c);
	cmd_list_free(list);
	c = run != NULL ? conn_by_port(s, port) : NULL;
	if (c != NULL) {
		c->run = run;
	} else if (run != NULL) {
		run_disown(run);
	}
}

/* The client behind a bootstrap wants to go another way: a key for that. */
static void conn_key(struct conn *c)
{
	struct local_attach attach;
	struct buf body = {0};
	if (view_expect(c->server, &c->attach, &attach) < 0) {
		return; /* it goes on as it is, and asks again */
	}
	local_attach_encode(&attach, &body);
	local_frame(&c->out, LOCAL_ATTACH, buf_bytes(&body));
	mem_wipe(body.data, body.cap);
	mem_wipe(&attach, sizeof(attach));
	buf_finish(&body);
}

/* One frame from the peer. False when the connection is gone or done for. */
static bool conn_frame(struct conn *c, enum local_type type, struct bytes body)
{
	if (type == LOCAL_PACKET && c->piping) {
		struct addr from = {.family = ADDR_PIPE, .port = c->port, .scope = c->relayed ? ADDR_FAR : 0};
		endpoint_input(c->server->endpoint, &from, body, server_now());
		return true;
	}
	if (type == LOCAL_KEY && c->relayed) {
		conn_key(c);
		return true;
	}
	if (type != LOCAL_COMMAND || c->piping || c->closing || c->run != NULL) {
		conn_free(c);
		return false;
	}
	struct local_command lc = {0};
	int r = local_command_decode(body, &lc);
	if (r < 0) {
		struct cmd_ctx ctx = {0};
		cmd_error(&ctx, r == ERR_VERSION
			? "this server speaks another version of mux: kill-server with the mux that started it"
			: "malformed request");
		conn_answer(c, &ctx, true);
		cmd_ctx_finish(&ctx);
		conn_flush(c);
		return false;
	}
	/* The run may close this very connection: the loop looks it up again. */
	struct server *s = c->server;
	uint16_t port = c->port;
	conn_run(c, &lc);
	local_command_finish(&lc);
	return conn_by_port(s, port) != NULL;
}

static void conn_parse(struct conn *c)
{
	enum local_type type;
	struct bytes body;
	size_t used;
	int r;
	while ((r = local_next(buf_bytes(&c->in), &type, &body, &used)) == 0) {
		uint8_t *copy = mem_alloc(body.len);
		memcpy(copy, body.data, body.len);
		buf_consume(&c->in, used);
		bool lives = conn_frame(c, type, bytes_of(copy, body.len));
		mem_wipe(copy, body.len);
		free(copy);
		if (!lives) {
			return;
		}
	}
	if (r == ERR_PROTO) {
		conn_free(c);
	}
}

static void on_conn(void *arg, int events)
{
	struct conn *c = arg;
	if ((events & LOOP_WRITE) && !conn_flush(c)) {
		return;
	}
	if (!(events & LOOP_READ)) {
		return;
	}
	ssize_t n = recv(c->fd, buf_reserve(&c->in, 65536), 65536, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		return;
	}
	if (n <= 0) {
		conn_free(c);
		return;
	}
	buf_commit(&c->in, (size_t)n);
	if (!c->server->heard) { /* before it somebody may only have looked whether we live */
		c->server->heard = true;
		c->starter = true;
	}
	if (!c->starter || !c->server->config_runs) {
		conn_parse(c);
	} else if (c->in.len > LIMIT_CONN_QUEUE) { /* it has one command to say, and has yet to hear of it */
		conn_free(c);
	}
}

void conn_config_read(struct server *s)
{
	for (size_t i = 0; i < s->conn_count; i++) {
		if (s->conns[i]->starter) {
			conn_parse(s->conns[i]);
			return;
		}
	}
}

static uint16_t free_port(const struct server *s)
{
	uint16_t port = 1;
	while (conn_by_port(s, port) != NULL) {
		port++;
	}
	return port;
}

void conn_accept(struct server *s, int fd)
{
	uint32_t uid;
	if (proc_peer_uid(fd, &uid) < 0 || (uid != (uint32_t)getuid() && uid != 0) ||
		s->conn_count >= LIMIT_SERVER_CONNS) {
		log_at(s->log, LOG_WARN, "conn: refused connections=%zu", s->conn_count);
		close(fd);
		return;
	}
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	struct conn *c = mem_zalloc(sizeof(*c));
	c->server = s;
	c->fd = fd;
	c->port = free_port(s);
	s->conns = mem_grow(s->conns, &s->conn_cap, s->conn_count + 1, sizeof(struct conn *));
	s->conns[s->conn_count++] = c;
	c->watch = loop_fd(s->loop, fd, LOOP_READ, on_conn, c);
}

void conn_free_all(struct server *s)
{
	for (size_t i = s->conn_count; i-- > 0;) {
		struct conn *c = s->conns[i];
		/* What is already written goes out; nobody waits for the rest. */
		struct bytes b = buf_bytes(&c->out);
		if (b.len > 0 && send(c->fd, b.data, b.len, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
			log_at(s->log, LOG_DEBUG, "conn: unread answer bytes=%zu", b.len);
		}
		conn_free(c);
	}
	free(s->conns);
	s->conns = NULL;
}
