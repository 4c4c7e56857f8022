/* client/carrier.h -- frames of mux/local.h over a pair of descriptors: the Unix socket of this machine's
 * server, or the standard input and output of an ssh whose far end leads to such a socket. */
#pragma once

#include "base/ev_loop.h"
#include "mux/local.h"

struct carrier;

struct carrier_user {
	void *ctx;
	void (*frame)(void *ctx, enum local_type type, struct bytes body);
	/* The other end is gone, or talks nonsense. Called once; the carrier is to be freed by and by. */
	void (*gone)(void *ctx);
};

struct carrier_fds {
	int in, out; /* read from, write to; the same one for a socket */
	int noise;   /* what is read there is dropped (the stderr of an ssh); -1: none */
};

/* Takes the descriptors over. `rest`: what was read of `in` already; its frames come with the next turn. */
struct carrier *carrier_new(struct loop *loop, const struct carrier_fds *take, struct bytes rest, const struct carrier_user *user);
/* Closes. What was not yet written is lost. NULL is fine; not from a callback of its own. */
void carrier_free(struct carrier *c);
/* Queues; dropped when the other end reads nothing for long. */
void carrier_send(struct carrier *c, enum local_type type, struct bytes body);
