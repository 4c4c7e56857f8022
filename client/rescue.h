/* client/rescue.h -- what the client does beside its links when nothing answers any more: it asks anew what
 * address the host's name stands for, and logs in with another ssh. Both in child processes; the session, as
 * far as it is known here, stays on the screen, and keys wait for the first way there is. And before: while UDP
 * works it sees to it, without a word, that a pipe of ssh stands by (client/standby.h). */
#pragma once

#include "client/ladder.h"
#include "client/login.h"
#include "client/lookup.h"
#include "client/standby.h"

struct client;

struct rescue {
	struct login *login;
	struct lookup *lookup;
	bool login_over, lookup_over; /* to be freed */
	struct standby standby;
	unsigned logins;              /* begun so far */
	bool alone;                   /* the last of them went over no connection that is shared */
	usec_t lookup_at;             /* not before */
	bool asks;                    /* ssh would have to ask the user something */
};

/* Looks a name up when it is time. Returns when it wants to be called again. */
usec_t rescue_tick(struct client *c, const struct ladder_view *v, usec_t now);
/* Lets ssh log in for a pipe that stands by. Returns when it wants to be called again. */
usec_t rescue_stand_by(struct client *c, usec_t now);
/* There is nothing to come back to: the end, with a word on what to do. */
void rescue_lost(struct client *c, const char *what);
/* The ladder wants a login. */
void rescue_login(struct client *c, usec_t now);
/* The user lends ssh the terminal, for a password or the like. */
void rescue_login_by_hand(struct client *c, usec_t now);
bool rescue_is_busy(const struct rescue *r); /* logging in */
/* This machine's network changed. */
void rescue_moved(struct rescue *r, usec_t now);
void rescue_finish(struct rescue *r);
/* A few words for the status line on what is done; "": nothing. */
const char *rescue_status(const struct client *c, char *out, size_t len);
