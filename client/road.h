/* client/road.h -- the client's links: the one in use, and one that is tried beside it, over UDP or over ssh.
 * Carries out what client/ladder.h decides. */
#pragma once

#include "client/carrier.h"
#include "client/ladder.h"
#include "client/rescue.h"
#include "transport/link.h"

struct client;

struct road_key {
	usec_t until; /* 0: there is none */
	uint8_t psk_id[LINK_PSK_ID_LEN], psk[LINK_PSK_LEN];
};

struct roads {
	struct ladder ladder;
	enum udp_mode mode;
	enum road in_use;       /* which way c->link goes; on this machine: ROAD_NONE */
	enum road tried;        /* what is tried beside it */
	struct link *link;      /* of that; NULL: its key has not come yet */
	bool key_asked;         /* an answer is under way */
	usec_t key_asked_at;
	struct road_key key;    /* for the next way that is tried, where one came before it was needed */
	usec_t pipe_heard_at, pipe_lost_at; /* the last frame of the pipe; when one ended by itself */
	usec_t moved_at;        /* the last change of this machine's network */
	bool ended;             /* the carrier's other end is gone */
	bool told;              /* the user knows that UDP did not answer */
	struct carrier *carrier; /* the socket of this machine's server, or ssh; NULL */
	pid_t apart;            /* that ssh, where it may be ended by force; 0 */
	struct addr remotes[LIMIT_LINK_REMOTES]; /* the server's, as far as they are known by now */
	size_t remote_count;
	uint32_t client;        /* what the server calls us; 0: nothing yet */
	uint64_t instance;      /* of the server, by then */
	struct rescue rescue;
};

/* The first link; the loop stands. */
void road_start(struct client *c);
void road_finish(struct client *c);
/* Keys: they do not wait for the rest of the turn. */
void road_send(struct client *c, usec_t now);
/* Packets and events of both links, and the ladder's steps. Returns when it wants to be called again. */
usec_t road_flush(struct client *c, usec_t now);
/* A datagram came. */
void road_input(struct client *c, const struct addr *from, struct bytes b, uint8_t ecn, usec_t now);
/* Long silence: packets leave from a new port, in case that a NAT forgot the old one. */
void road_hop(struct client *c, usec_t now);
/* Addresses or routes of this machine changed, or it slept. */
void road_moved(struct client *c, usec_t now);
/* Another ssh stands by, and what its pipe brings is heard; pipe and rest are taken over. */
void road_take_pipe(struct client *c, struct ssh_result *found, usec_t now);
/* The pipe owes an answer, if it did not already: it shows that it lives, and brings a key for the next link. */
void road_ask_pipe(struct client *c, usec_t now);
/* A login brought another ssh, a key, and perhaps addresses, and is tried at once; pipe and rest are taken over. */
void road_take_login(struct client *c, struct ssh_result *found, usec_t now);
/* The same before there was any link that answered: all begins anew with what it brought. */
void road_restart(struct client *c, struct ssh_result *found, usec_t now);
/* More of the server's addresses. */
void road_add_remotes(struct client *c, const struct addr *list, size_t count, usec_t now);
struct ladder_view road_look(const struct client *c, usec_t now);
/* The option `udp` has this value; a flag is stronger. */
void road_option(struct client *c, const char *value);
