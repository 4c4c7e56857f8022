/* tests/sim/duo.h -- a sender and a replica with a bad network between them, in virtual time: frames
 * are lost, reordered and doubled, acks too. No link: this is about the synchroniser alone. */
#pragma once

#include "base/rng.h"
#include "mux/model.h"
#include "mux/publish.h"
#include "mux/replica.h"
#include "mux/sender.h"

#define DUO_STEP MS(2)

struct duo_net {
	unsigned loss_pct, dup_pct; /* each way, each frame and ack */
	usec_t delay, jitter;
	size_t budget;  /* bytes of a frame body; 0: another random one each time */
	size_t window;  /* frames in flight at most, each way */
	unsigned refuse_pct; /* the replica does not apply what came */
};

struct duo_frame {
	bool to_replica, is_ack;
	bool used;
	usec_t at;      /* delivery */
	uint64_t token;
	size_t len;
	uint8_t data[LIMIT_FRAME];
};

/* Someone waits to hear of a token. */
struct duo_pending {
	bool used, from_sender;
	uint64_t token;
	usec_t lost_at;
};

struct duo_figures {
	uint64_t frames, bytes; /* sender to replica */
	uint64_t by_class[SYNC_CLASSES];
	size_t longest;
	uint64_t over_budget;
};

struct duo {
	struct model *model;
	struct session *session;
	struct store *shared, *own;
	struct publish publish;
	struct sender *sender;
	struct replica *replica;
	struct rng_seed seed;
	struct rng rng;
	struct duo_net net;
	usec_t now;
	struct duo_frame *frames;
	size_t frame_cap;
	struct duo_pending *pending;
	size_t pending_cap;
	struct duo_figures figures;
	/* Called after every frame that the replica took. */
	void (*received)(void *ctx);
	void *ctx;
};

void duo_init(struct duo *w, uint64_t seed, const struct duo_net *net, struct size size);
void duo_finish(struct duo *w);
unsigned duo_below(struct duo *w, unsigned n);
bool duo_chance(struct duo *w, unsigned pct);

struct pane *duo_pane(struct duo *w, size_t i); /* of the model, any order; NULL beyond the last */
/* Writes to a pane's terminal as the server does: output noted, mode 2026 followed. */
void duo_write(struct duo *w, struct pane *p, struct bytes b);
void duo_output(struct duo *w, struct pane *p); /* the terminal changed otherwise */
/* Tells the sender what is visible: the panes of the current window. */
void duo_look(struct duo *w);

/* One step: sends what is ready, delivers what is due. */
void duo_step(struct duo *w);
void duo_run(struct duo *w, usec_t span);
/* Steps until both sides are quiet and history is there; false when that took longer than span. */
bool duo_settle(struct duo *w, usec_t span);
bool duo_is_quiet(struct duo *w);
/* A new link: everything in flight is gone. `fresh`: the client is a new one that knows what an old one
 * saved with its inventory, or nothing. */
void duo_new_link(struct duo *w);
void duo_new_client(struct duo *w);
/* A new sender serves the old replica, which makes its claims. */
void duo_new_sender(struct duo *w);
