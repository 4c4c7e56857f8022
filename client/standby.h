/* client/standby.h -- when ssh logs in beside UDP that works, so that a pipe stands by for when it does not. Pure.
 *
 *   no pipe, and the link was well for STANDBY_AFTER       a login, when little else is on the line
 *   this machine's network changed since the pipe spoke    it is asked something; no answer: a login
 *   it was silent for STANDBY_STALE                        the same, with the next key: an idle client stays silent
 *
 * Such a login asks nobody and tells nobody. Where ssh would have to ask there is no second one; after other
 * failures there is, ever more rarely. The old pipe is kept until there is a new one: it may yet speak. */
#pragma once

#include <stdbool.h>

#include "base/usec.h"

#define STANDBY_AFTER SEC(2)
#define STANDBY_STALE SEC(300)
#define STANDBY_HURRY SEC(1)    /* for an answer, after the network changed */
#define STANDBY_PATIENCE SEC(4) /* else: ssh may be resending what was lost */
#define STANDBY_QUIET SEC(10)   /* so long a line that is busy is spared */

enum standby_step { STANDBY_STAY, STANDBY_ASK, STANDBY_LOGIN };

struct standby {
	usec_t well_at;    /* since when the link is well; 0: it is not */
	usec_t login_at;   /* not before */
	unsigned failures; /* logins in a row */
	bool asks;         /* one would have had to ask the user */
};

/* How things stand. */
struct standby_view {
	bool wanted;          /* UDP is in use, ssh may take its place, and nobody counts bytes */
	bool well;            /* the link is answered */
	bool busy;            /* another way is tried, or a login under way */
	bool typing;          /* keys are on their way */
	bool loaded;          /* much is on the line */
	bool pipe;            /* there is one that has not ended */
	bool suspect;         /* it said nothing since the network changed */
	usec_t heard_at;      /* when it spoke last */
	usec_t asked_at;      /* since when it owes an answer; 0: it does not */
	usec_t srtt;
};

enum standby_step standby_step(struct standby *s, const struct standby_view *v, usec_t now);
/* When time alone may change the step that was taken last. */
usec_t standby_deadline(const struct standby *s, const struct standby_view *v, usec_t now);
/* A login came to nothing. asks: it would have had to ask, and no other way of logging in is left to try. */
void standby_failed(struct standby *s, bool asks, usec_t now);
/* There is a new pipe, whoever made it. */
void standby_taken(struct standby *s);
/* This machine's network changed: what failed may work now. */
void standby_moved(struct standby *s);
