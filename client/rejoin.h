/* client/rejoin.h -- coming back with a ticket, and keeping the next one.
 *
 *   waiting --the link answers--> attached
 *       \-- patience ends --> ssh beside it (asks nobody) --answers--> attached, with its key
 *                                  \-- wants to ask, or fails --> ssh with the terminal, as without a ticket
 *
 * Until it is attached the client draws nothing and reads nothing: the terminal is ssh's, if it needs it. */
#pragma once

#include "base/ev_loop.h"
#include "client/login.h"
#include "client/ticket.h"

#define REJOIN_PATIENCE MS(250)

struct client;

struct rejoin {
	bool waits;             /* a ticket has been shown, and nobody answered yet */
	bool by_ticket;         /* it was answered */
	bool failed;            /* what there is to say has been said */
	struct login *login;
	bool login_over;        /* to be freed */
	bool asks;              /* it came to nothing: the next one has the terminal */
	struct loop_watch *timer;
	uint64_t row;           /* version of the server's row */
	uint64_t lifetime;      /* seconds, of the ticket that is kept; 0: none is */
	bool udp;               /* what it says of the way in use */
	usec_t write_at;        /* when its file is to be made new */
};

/* True: a ticket is tried, and the terminal stays as it is until client_enter. */
bool rejoin_start(struct client *c);
void rejoin_finish(struct client *c);
/* Once a turn: what cannot be done from a callback, and the file from time to time. */
void rejoin_tick(struct client *c, usec_t now);
/* The link answered. */
void rejoin_connected(struct client *c);
/* The link was refused or gave up. True: that is not the end, ssh is tried. */
bool rejoin_refused(struct client *c);
/* The server's row may have changed. */
void rejoin_take_row(struct client *c);
