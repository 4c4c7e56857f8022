/* tests/sim/link_world.h -- a client link and a server endpoint on the simulated network, with a
 * small application on each: the client types, the server echoes the newest offset, and state of
 * every class is kept in step by version numbers. */
#pragma once

#include "base/rng.h"
#include "tests/sim/net.h"
#include "transport/endpoint.h"

#define WORLD_KEYS 4096
#define WORLD_CELLS 64 /* pieces of state per class */

/* One side's state of a class: versions of its cells, and what is in flight. */
struct world_state {
	uint32_t version[WORLD_CELLS]; /* truth */
	uint32_t sent[WORLD_CELLS], acked[WORLD_CELLS];
	size_t body;        /* bytes of a cell's frame */
	usec_t ready_after; /* changes are collected for so long */
	usec_t changed_at;
	uint32_t sent_count;
	bool quiet; /* looked at: nothing waits */
};

/* A client may begin several handshakes; the first link to be confirmed is the one. */
struct world_half {
	struct world *w;
	struct link *link;
};

struct world {
	struct world_half halves[8];
	int half_count;
	uint64_t seed;
	size_t flight; /* bytes of the flight recorders */
	usec_t now, started;
	struct rng_seed client_seed, server_seed, app_seed;
	struct rng rng; /* the application's */
	struct rng client_rng;
	struct net *net;
	struct addr client_addr, server_addr;
	struct link *client, *server; /* server: NULL until it is accepted */
	struct endpoint *endpoint;
	usec_t client_at, server_at; /* when each wakes up by itself */
	bool connected, confirmed, closed_client, closed_server;
	uint8_t close_reason;
	usec_t connected_at, first_state_at;
	uint32_t client_roams, server_roams;
	usec_t roamed_at;

	/* typing: client stream 0, a byte a key */
	struct stream_tx *input;
	struct stream_rx *input_rx;
	uint64_t typed, server_has;
	usec_t typed_at[WORLD_KEYS], echoed_at[WORLD_KEYS];
	uint64_t echo_seen; /* newest offset that the client was told */
	uint64_t echo_sent, echo_acked;
	bool input_wrong;

	/* a second, plain stream from the server: bytes 0, 1, 2.. modulo 251 */
	struct stream_tx *blob;
	struct stream_rx *blob_rx;
	uint64_t blob_read;
	bool blob_wrong;

	struct world_state state[LINK_CLASSES];   /* the server's */
	uint32_t seen[LINK_CLASSES][WORLD_CELLS]; /* the client's copy */
	uint64_t settled, filled;                 /* tokens */
	bool token_wrong;
	usec_t down_at;      /* when the last datagram reached the client */
	usec_t heard_new_at; /* first datagram after the last roam */
	uint64_t garbage;
	int spins; /* wake-ups without progress, to find busy loops */
};

struct world *world_new(uint64_t seed, const struct net_shape *both);
/* The same, with flight recorders of so many bytes at both ends. */
struct world *world_new_recorded(uint64_t seed, const struct net_shape *both, size_t flight);
void world_free(struct world *w);
/* Runs until `until`, typing a key every `every` (0: none). */
void world_run(struct world *w, usec_t until, usec_t every);
bool world_connect(struct world *w, usec_t within);
/* The same for a user who tries again whenever the link gave up. */
bool world_connect_again(struct world *w, usec_t within);
void world_type(struct world *w);
void world_change(struct world *w, enum link_class c, uint32_t cell);
bool world_in_sync(const struct world *w);
bool world_run_until_sync(struct world *w, usec_t within);
void world_roam(struct world *w, const char *ip, uint16_t port, bool told);
