/* server/ticket.h -- the tickets with which clients come back without ssh: which are good, and for how long.
 * In memory only. Pure: a door is told which keys the handshake takes.
 *
 * A *line* is one client and whoever comes back with its ticket. It has the newest ticket, and the one that its
 * present link came with, which is spent and shut out:
 *
 *   issued --link confirmed--> spent, another issued --client says it keeps that--> wiped
 *                                  \-- client silent for TICKET_REVIVE, said nothing --> good again
 *
 * So a client that is killed before the next ticket is on its disk is not locked out, and a ticket is never good
 * while the link that it made lives. Whichever of the two is used, the other is wiped. */
#pragma once

#include "base/rng.h"
#include "base/usec.h"
#include "mux/ticket.h"

#define LIMIT_TICKETS 256         /* lines in all */
#define LIMIT_TICKETS_HOST 16     /* of clients on one host, as they name it */
#define LIMIT_TICKET_NAME 64
#define TICKET_REVIVE SEC(2)

/* What an attach with the ticket is to be like. */
struct ticket_bind {
	bool allowed;             /* such an attach may have a ticket at all */
	char target[LIMIT_TICKET_NAME]; /* session; "": the one that was used last */
	bool detach_others, readonly;
};

/* Reads it off the words of an attach command: only what is the same whenever it is asked for is allowed. */
void ticket_bind_parse(size_t argc, char *const *argv, struct ticket_bind *out);

struct ticket_door {
	void *ctx;
	int (*open)(void *ctx, const uint8_t id[TICKET_ID_LEN], const uint8_t key[TICKET_KEY_LEN], uint64_t owner);
	void (*shut)(void *ctx, const uint8_t id[TICKET_ID_LEN]); /* also of one that is shut */
};

struct ticket_info {
	uint8_t id[TICKET_ID_LEN];
	uint32_t client;        /* which has it now; 0: none is attached */
	const char *name, *host; /* of the client */
	const struct ticket_bind *bind;
	bool kept;              /* the client has it on its disk */
	usec_t issued_at;
	usec_t used_at;         /* when the line last came back with a ticket; 0: never */
	usec_t expires_at;
};

struct tickets;
struct tickets *tickets_new(struct rng rng, const struct ticket_door *door);
void tickets_free(struct tickets *t); /* wipes */

/* The ticket of that client: makes one if it has none. ERR_LIMIT: too many clients have one. id and key of *out. */
int tickets_issue(struct tickets *t, uint32_t client, const char *name, const char *host,
	const struct ticket_bind *bind, usec_t lifetime, usec_t now, struct ticket_row *out);
/* What an attach under a key of that owner is bound to; NULL: that is no ticket (any more). */
const struct ticket_bind *tickets_find(const struct tickets *t, uint64_t owner);
/* The link under that key is confirmed, and is `client`'s: the ticket is spent. *former: whose it was, 0 if that
 * one is gone. False: it is no ticket. */
bool tickets_use(struct tickets *t, uint64_t owner, uint32_t client, usec_t now, uint32_t *former);
/* The client has it on its disk: the one before is wiped. */
void tickets_kept(struct tickets *t, uint32_t client, const uint8_t id[TICKET_ID_LEN]);
/* Last heard then: it lives on for so long. */
void tickets_heard(struct tickets *t, uint32_t client, usec_t heard_at, usec_t lifetime);
void tickets_left(struct tickets *t, uint32_t client); /* the client is no more */
/* Expiry, and who was not heard. About once a second. */
void tickets_tick(struct tickets *t, usec_t now);

size_t tickets_count(const struct tickets *t);
void tickets_at(const struct tickets *t, size_t i, struct ticket_info *out);
/* Ends the i-th; the others move up. *client: whose it was, or 0. */
void tickets_revoke(struct tickets *t, size_t i, uint32_t *client);
