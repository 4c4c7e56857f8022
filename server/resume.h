/* server/resume.h -- joins the tickets (server/ticket.h) to the handshakes, the clients and the commands. */
#pragma once

#include "server/server_impl.h"

void resume_init(struct server *s);
void resume_finish(struct server *s);

/* Somebody comes with a key of that owner. True: it is a ticket, and *out is where it leads to now; session 0:
 * nowhere any more. */
bool resume_pending(const struct server *s, uint64_t owner, struct pending_attach *out);
/* The link under that key is confirmed: a ticket is spent by it, and whoever left it behind goes. The client gets
 * another one. */
void resume_confirmed(struct server *s, struct view *v, uint64_t owner);
/* It has that one on its disk. */
void resume_kept(struct server *s, const struct view *v, struct bytes id);
/* That client is no more. */
void resume_gone(struct server *s, const struct view *v);
/* A second passed. */
void resume_second(struct server *s, usec_t now);
/* Perhaps those that this is about. */
void resume_options_changed(struct server *s);
/* cmd_host.tickets */
void resume_tickets(void *ctx, bool (*f)(void *arg, const struct cmd_ticket *t), void *arg);
