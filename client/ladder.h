/* client/ladder.h -- which way packets go: UDP, or the pipe of the ssh that logged in. Pure.
 *
 * A way is tried beside the one in use and takes its place once it has answered; so the one in use is never
 * given up for nothing.
 *
 *   UDP in use   no answer for LADDER_PATIENCE (at the attach) or LADDER_SILENCE: ssh is tried;
 *                its pipe is asked for the key it takes after LADDER_AHEAD, which saves a round trip
 *   ssh in use   UDP is tried on and on, and taken as soon as it answers
 *
 * UDP that failed soon after it was taken back is left alone for a while, each time for longer.
 *
 * When the way in use is dead and the pipe too (it ended, or says nothing), a second login is made: at once
 * when this machine's network changed, again 5, 15 and then 60 s after one that failed. */
#pragma once

#include <stdbool.h>

#include "base/usec.h"

#define LADDER_PATIENCE MS(700)
#define LADDER_SILENCE MS(1200)
#define LADDER_AHEAD MS(600)
#define LADDER_PIPE_SILENCE SEC(4) /* ssh may be resending what was lost */

enum udp_mode { UDP_PREFER, UDP_ONLY, UDP_NEVER };
enum road { ROAD_NONE, ROAD_UDP, ROAD_SSH };
enum ladder_step {
	LADDER_STAY,
	LADDER_TRY_UDP,
	LADDER_TRY_SSH,
	LADDER_DROP, /* what is being tried */
	LADDER_ASK,  /* the pipe for a key, ahead of its use */
	LADDER_LOGIN,
};

struct ladder {
	usec_t taken_at;   /* when the way in use was taken */
	bool returned;     /* UDP is in use again, after ssh was */
	usec_t back_off;   /* span for which UDP is left alone after it failed; 0: none */
	usec_t not_before; /* of another try of UDP */
	unsigned failures; /* tries of UDP in a row that nobody answered */
	usec_t login_at;   /* not before */
	unsigned logins;   /* that failed in a row */
};

/* How things stand. */
struct ladder_view {
	enum udp_mode mode;
	bool ssh_lives;    /* its pipe can be asked */
	bool udp_known;    /* there is an address for it */
	enum road road;    /* in use, or the first to be tried */
	bool connected;    /* it has answered once */
	usec_t waits;      /* since when something waits for an ack there; 0: nothing does */
	usec_t srtt;
	enum road tried;   /* beside it */
	bool can_login;    /* and is not at it */
	bool pipe_suspect; /* nothing came through it since the network changed */
	usec_t pipe_asked; /* since when it owes an answer; 0: it does not */
	bool has_key;      /* for another link */
};

bool udp_mode_parse(const char *text, enum udp_mode *out);
void ladder_init(struct ladder *l, usec_t now);
enum ladder_step ladder_step(const struct ladder *l, const struct ladder_view *v, usec_t now);
/* When time alone may change the step. */
usec_t ladder_deadline(const struct ladder *l, const struct ladder_view *v, usec_t now);
/* The way that was tried is in use now, in the place of `from`. */
void ladder_taken(struct ladder *l, enum road from, enum road to, usec_t now);
/* Nobody answered it. */
void ladder_failed(struct ladder *l, enum road tried, usec_t now);
/* A login ended without a way. asks: it would have to ask the user. */
void ladder_login_failed(struct ladder *l, bool asks, usec_t now);
/* This machine's addresses changed: what failed may work now. */
void ladder_moved(struct ladder *l, usec_t now);
