/* tests/sim/world.h -- a sender and a replica with a bad network between them, in virtual time: frames
 * are lost, reordered and doubled, acks too. No link: this is about the synchroniser alone. */
#pragma once

#include "base/rng.h"
#include "mux/model.h"
#include "mux/publish.h"
#include "mux/replica.h"
#include "mux/sender.h"

#define WORLD_STEP MS(2)

struct world_net {
	unsigned loss_pct, dup_pct; /* each way, each frame and ack */
	usec_t delay, jitter;
	size_t budget;  /* bytes of a frame body; 0: another random one each time */
	size_t window;  /* frames in flight at most, each way */
	unsigned refuse_pct; /* the replica does not apply what came */
};

struct world_frame {
	bool to_replica, is_ack;
	bool used;
	usec_t at;      /* delivery */
	uint64_t token;
	size_t len;
	uint8_t data[LIMIT_FRAME];
};

/* Someone waits to hear of a token. */
struct world_pending {
	bool used, from_sender;
	uint64_t token;
	usec_t lost_at;
};

struct world_figures {
	uint64_t frames, bytes; /* sender to replica */
	uint64_t by_class[SYNC_CLASSES];
	size_t longest;
	uint64_t over_budget;
};

struct world {
	struct model *model;
	struct session *session;
	struct store *shared, *own;
	struct publish publish;
	struct sender *sender;
	struct replica *replica;
	struct rng_seed seed;
	struct rng rng;
	struct world_net net;
	usec_t now;
	struct world_frame *frames;
	size_t frame_cap;
	struct world_pending *pending;
	size_t pending_cap;
	struct world_figures figures;
	/* Called after every frame that the replica took. */
	void (*received)(void *ctx);
	void *ctx;
};

void world_init(struct world *w, uint64_t seed, const struct world_net *net, struct size size);
void world_finish(struct world *w);
unsigned world_below(struct world *w, unsigned n);
bool world_chance(struct world *w, unsigned pct);

struct pane *world_pane(struct world *w, size_t i); /* of the model, any order; NULL beyond the last */
/* Writes to a pane's terminal as the server does: output noted, mode 2026 followed. */
void world_write(struct world *w, struct pane *p, struct bytes b);
void world_output(struct world *w, struct pane *p); /* the terminal changed otherwise */
/* Tells the sender what is visible: the panes of the current window. */
void world_look(struct world *w);

/* One step: sends what is ready, delivers what is due. */
void world_step(struct world *w);
void world_run(struct world *w, usec_t span);
/* Steps until both sides are quiet and history is there; false when that took longer than span. */
bool world_settle(struct world *w, usec_t span);
bool world_is_quiet(struct world *w);
/* A new link: everything in flight is gone. `fresh`: the client is a new one that knows what an old one
 * saved with its inventory, or nothing. */
void world_new_link(struct world *w);
void world_new_client(struct world *w);
/* A new sender serves the old replica, which makes its claims. */
void world_new_sender(struct world *w);
