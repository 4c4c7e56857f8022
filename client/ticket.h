/* client/ticket.h -- the resume tickets that this user's clients keep, a file each.
 *
 * A destination has a few *slots*. A client holds one for as long as it lives, by a lock that the system takes
 * off when the process ends, however it ends; so a ticket in a slot that can be had belongs to nobody any more,
 * and no two clients come with the same one. Files are replaced whole, 0600, in a folder that is 0700; one of
 * another owner or mode is not believed. */
#pragma once

#include "base/addr.h"
#include "base/buf.h"
#include "mux/ticket.h"

#define LIMIT_TICKET_BYTES 4096
#define LIMIT_TICKET_DEST 1024
#define LIMIT_TICKET_HOST 256
#define LIMIT_TICKET_ADDRS 16
#define LIMIT_TICKET_SLOTS 8

struct ticket {
	char dest[LIMIT_TICKET_DEST]; /* all of the command line that says where to, and to what */
	char host[LIMIT_TICKET_HOST]; /* as the user typed it */
	uint64_t expires;  /* seconds since 1970, by this machine's clock */
	uint32_t rtt_us;   /* round trip when it was written; 0: not known */
	bool udp;          /* packets went over UDP then */
	uint8_t id[TICKET_ID_LEN], key[TICKET_KEY_LEN];
	struct addr remotes[LIMIT_TICKET_ADDRS]; /* the one in use first */
	size_t remote_count;
};

/* The words of a destination as one text; NULL words are empty. False: too long. */
bool ticket_dest(const char *const *words, size_t count, char out[LIMIT_TICKET_DEST]);
void ticket_encode(const struct ticket *t, struct buf *out); /* at most LIMIT_TICKET_BYTES */
/* Total: ERR_PROTO, *out untouched. */
int ticket_decode(struct bytes b, struct ticket *out);

struct ticket_slot;

/* $XDG_STATE_HOME/mux/tickets or ~/.local/state/mux/tickets; NULL: nowhere. The caller frees it. */
char *ticket_folder(void);
/* A slot of that destination: the one with the ticket that expires last, *found; else a free one. NULL: none can
 * be had. *out: the ticket; wipe it. `now`: seconds since 1970. */
struct ticket_slot *ticket_slot_take(const char *folder, const char *dest, uint64_t now, struct ticket *out, bool *found);
/* Lets go. What is in it stays. NULL is fine. */
void ticket_slot_free(struct ticket_slot *s);
/* ERR_SYS. */
int ticket_slot_put(struct ticket_slot *s, const struct ticket *t);
void ticket_slot_clear(struct ticket_slot *s);
bool ticket_slot_is_empty(const struct ticket_slot *s);
/* Removes the tickets of that host, NULL: all. ERR_SYS: there is no folder, or it is not ours. */
int ticket_forget(const char *folder, const char *host, size_t *count);
