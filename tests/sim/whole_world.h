/* tests/sim/whole_world.h -- the production pieces, joined as server/view.c and client/client.c join
 * them, in virtual time: one endpoint and one model with terminals on the one side; clients on the
 * other, each a link, a replica and an input stream behind a network of its own. A program in every
 * pane answers keys: it counts them and shows the count. */
#pragma once

#include "mux/hello.h"
#include "mux/model.h"
#include "mux/publish.h"
#include "mux/replica.h"
#include "mux/sender.h"
#include "tests/sim/net.h"
#include "transport/endpoint.h"
#include "window/keys.h"

#define WHOLE_CLIENTS 2
#define WHOLE_KEYS 1024
#define WHOLE_PANES 64
#define WHOLE_GIVEN 32
#define WHOLE_COMING 4
#define WHOLE_ANSWER 300 /* until a program answers a key, microseconds */

struct whole;
struct whole_client;

/* What runs in a pane. */
struct whole_program {
	uint32_t pane;        /* 0: none */
	uint64_t keys;        /* it got */
	usec_t answer_at;     /* USEC_NEVER: nothing to say */
	size_t flood;         /* bytes a millisecond; 0: quiet */
	uint64_t numbers;     /* it prints numbers from this one on; 0: the same line always */
	usec_t dies_after;    /* C-c is echoed at once, and the prompt comes so much later */
	usec_t flood_at;
	usec_t repaint_every; /* as `top` does; 0: never */
	usec_t repaint_at;
	uint64_t painted;
	bool interrupted;     /* C-c came: the prompt is due */
};

/* The server's side of one client process. */
struct whole_view {
	struct whole *whole;
	int client;          /* whose */
	uint8_t key[HELLO_CLIENT_LEN];
	struct link *link;
	struct link *coming[WHOLE_COMING]; /* a client's first messages, long and short, each make one */
	size_t coming_count;
	struct sender *sender;
	struct store *own;
	struct stream_rx *rx;
	uint64_t keys_read;
	struct {
		uint64_t offset;
		uint32_t pane;
		usec_t at;
	} given[WHOLE_GIVEN];
	size_t given_count;
	uint32_t answer_pane; /* gave input there last */
	usec_t answer_until;
	uint64_t filled, settled; /* tokens */
};

struct whole_client {
	struct whole *whole;
	int number;
	struct addr addr;
	struct net *net;
	struct link *link;
	struct replica *replica;
	struct store *own;   /* the server's: outlives its views, for versions must not begin again */
	struct stream_tx *input;
	uint8_t key[HELLO_CLIENT_LEN];
	struct rng_seed seed;
	uint32_t pane;       /* where keys go; 0: the first one */
	bool connected, dead, timed_out;
	usec_t connected_at;
	uint64_t typed;      /* by this process */
	usec_t typed_at[WHOLE_KEYS], echoed_at[WHOLE_KEYS];
	uint64_t echoed;     /* so many are shown */
	usec_t turn_at;      /* its deadline */
	uint64_t turns;      /* wake-ups */
	uint64_t filled, settled;
	usec_t heard_at;     /* last datagram that the link took */
	usec_t whole_at;     /* when its first screen was whole; 0: not yet */
	uint64_t link_owner;
};

struct whole {
	uint64_t seed;
	struct rng_seed app_seed, server_seed;
	struct rng rng;
	bool cooked;               /* the kernel echoes, as under `cat`; else programs do, as a shell's line editor */
	usec_t now;
	struct model *model;
	struct session *session;
	struct store *shared;
	struct publish publish;
	uint64_t seen_change;
	struct endpoint *endpoint;
	struct addr server_addr;
	struct whole_client clients[WHOLE_CLIENTS];
	struct whole_view *views[8];
	size_t view_count;
	struct whole_program programs[WHOLE_PANES];
	uint64_t next_owner;
	int spins, spins_max;      /* turns without progress of time */
	usec_t server_at;          /* the server's deadline */
	uint64_t server_turns;     /* its wake-ups */
	uint64_t timer_turns;      /* the server's, with nothing but its deadline as a reason */
	const char *wrong;         /* the first law that broke */
	/* Called when a pane's terminal changed, and when a client took something. */
	void (*changed)(void *ctx, struct pane *p);
	void (*taken)(void *ctx, struct whole_client *c);
	void *ctx;
};

struct whole *whole_new(uint64_t seed, struct size size);
void whole_free(struct whole *w); /* aborts when a token was not settled exactly once */
void whole_wrong(struct whole *w, const char *what); /* a law broke: the first one stays */
unsigned whole_below(struct whole *w, unsigned n);

/* A client comes: its link begins. */
struct whole_client *whole_attach(struct whole *w, int number, const struct net_shape *shape);
enum whole_return { WHOLE_SAME, WHOLE_KEEPS_SCREEN, WHOLE_NEW };
/* It begins another link: the same process, another one that was left the replica, or a blank one. */
void whole_return(struct whole *w, struct whole_client *c, enum whole_return how);
/* kill -9. */
void whole_kill(struct whole *w, struct whole_client *c);
/* Its address changes; `told`: the client knows. */
void whole_roam(struct whole *w, struct whole_client *c, unsigned host, uint16_t port, bool told);
void whole_type(struct whole *w, struct whole_client *c, keycode_t key);
void whole_type_text(struct whole *w, struct whole_client *c, const char *text); /* in one read of the terminal */

struct pane *whole_pane(struct whole *w, size_t i); /* of the model; NULL beyond the last */
struct whole_program *whole_program(struct whole *w, uint32_t pane);
struct whole_view *whole_view(struct whole *w, const struct whole_client *c); /* the newest; or NULL */
void whole_write(struct whole *w, struct pane *p, struct bytes b); /* a program's output */
void whole_output(struct whole *w, struct pane *p);                /* it changed otherwise */

void whole_run(struct whole *w, usec_t until);
/* Both ends have everything and nothing is under way. */
bool whole_is_quiet(struct whole *w, const struct whole_client *c);
bool whole_settle(struct whole *w, usec_t within); /* all living clients */
/* The number that the program's last line shows at a client. */
uint64_t whole_shown(const struct whole_client *c, uint32_t pane);
/* A row of a pane as a client shows it holds the text. */
bool whole_shows(const struct whole_client *c, uint32_t pane, const char *text);
