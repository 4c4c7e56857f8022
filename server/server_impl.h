/* server/server_impl.h -- what the server's files share. One struct server per process, made in
 * server_run. */
#pragma once

#include <sys/resource.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/ev_loop.h"
#include "base/idmap.h"
#include "cmd/ctx.h"
#include "cmd/keytable.h"
#include "mux/local.h"
#include "mux/publish.h"
#include "mux/sender.h"
#include "mux/hello.h"
#include "server/limits.h"
#include "server/server.h"
#include "server/ticket.h"
#include "server/udp.h"
#include "transport/endpoint.h"

#define SERVER_SIGNALS 4

struct conn;
struct view;
struct pty;
struct run;

/* A client's input stream outlives its links: (client id, stream). */
struct input_kept {
	uint8_t client[HELLO_CLIENT_LEN];
	struct stream_rx *rx;
	usec_t used_at;
	bool in_use;
};

/* An attach that was asked for and waits for its client's hello. */
struct pending_attach {
	uint64_t owner;
	uint32_t session;
	bool detach_others, readonly, remote;
	usec_t expires_at;
	uint8_t psk_id[LINK_PSK_ID_LEN];
	struct ticket_bind ticket; /* with which it may come back */
};

/* A link that was closed here, and when. */
struct farewell {
	struct link *link;
	usec_t at;
};

struct server {
	const struct server_cfg *cfg;
	struct log *log;
	struct loop *loop;
	struct rng rng;
	struct model *model;
	struct key_tables *keys;
	struct store *shared;
	struct publish publish;
	struct endpoint *endpoint;
	struct outfile *link_log; /* or NULL: nobody wants one */
	struct udp *udp;            /* NULL: no port could be had */
	struct cmd_host host;
	int listen_fd;
	dev_t socket_dev;           /* of the name that the socket was bound to */
	ino_t socket_ino;
	struct rlimit core;         /* what programs get; the server itself leaves no core */
	bool core_known;
	struct loop_watch *listener, *link_timer, *second_timer, *settle_timer, *udp_watch;
	struct loop_watch *signals[SERVER_SIGNALS];
	struct buf config_errors;   /* of the files read at start: shown to the first client */
	struct conn **conns;
	size_t conn_count, conn_cap;
	struct view **views;
	size_t view_count, view_cap;
	struct run *runs;           /* command lists that run, or wait for something */
	size_t run_count;
	bool heard;                 /* a connection said something */
	bool config_runs;           /* the files read at start are not through: who started us waits */
	struct tickets *tickets;
	struct pending_attach *pending;
	size_t pending_count, pending_cap;
	struct input_kept *inputs;
	size_t input_count, input_cap;
	struct farewell farewells[LIMIT_FAREWELLS]; /* server/farewell.h; oldest first */
	size_t farewell_count;
	struct idmap ptys;          /* pane id > struct pty */
	struct idmap term_owners;   /* pane id > context of its terminal's callbacks */
	uint64_t next_owner;
	uint64_t seen_change;       /* model->change that views were laid out for */
	bool had_session;           /* one existed: exit with the last */
	bool exiting;
	usec_t started_at, exit_at;
	usec_t input_at;            /* somebody typed */
	uint32_t input_pane;        /* there */
};

usec_t server_now(void);
void server_exit(struct server *s);
/* Model changed: sizes, views, rows. Called once a turn. */
void server_refresh(struct server *s);
/* Runs packets in and out of the endpoint until quiet, and arms its timer. */
void server_flush_links(struct server *s);
