/* tests/tools/netem_loop.h -- the event loop of mux-netem: two paths, an edge that owns the
 * sockets or devices, the control socket, and one ppoll() with the nearest deadline. The edge's
 * packets go into a path when they come and back to the edge when they are due. */
#pragma once

#include <poll.h>

#include "tests/tools/netem_path.h"

#define NETEM_POLL_MAX 1100 /* descriptors that an edge may wait for */
#define NETEM_BATCH 32      /* packets read from one descriptor in one turn */

struct netem;

/* What relay and join modes are to the loop. */
struct netem_edge {
	void *ctx;
	/* Fills fds and says how many; their order is the edge's own affair. */
	size_t (*poll)(void *ctx, struct pollfd *fds, size_t max);
	/* Called with the same fds after the wait: reads and calls netem_path_input(). */
	void (*read)(void *ctx, struct netem_path *path[NETEM_DIRS], const struct pollfd *fds,
	        size_t len, usec_t now);
	/* A packet is due. The loop frees it. */
	void (*deliver)(void *ctx, enum netem_dir dir, struct netem_packet *k);
	/* New mapping towards b. ERR_STATE when this edge has none. */
	int (*rebind)(void *ctx);
	/* Appends "key=value" figures of the edge, for `stats`. */
	void (*stats)(void *ctx, struct buf *out);
};

struct netem_loop_conf {
	const struct netem_conf *conf; /* [NETEM_DIRS] */
	uint64_t seed;
	const char *control; /* path of the control socket, or NULL */
	bool realtime;       /* ask for SCHED_RR, which needs the right to */
};

/* Runs until SIGINT, SIGTERM or `quit`. Prints one line to stdout when ready: `what` and the seed.
 * Returns 0 or ERR_*, with a message on stderr. */
int netem_loop_run(
        const struct netem_edge *edge, const struct netem_loop_conf *conf, const char *what);
