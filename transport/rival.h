/* transport/rival.h -- somebody else's queue. A sender that bounds its own delay would leave a queue that it shares
 * with a TCP download to it, down to nothing (as Vegas and LEDBAT do). So, when backing off drains nothing, it takes
 * the share that a TCP in its place would have: a datagram more each round trip, less after a loss; as Copa's
 * competitive mode does (Arun and Balakrishnan, NSDI 2018). That the queue is not its own it sees from its acks:
 * they come as its packets left. What leaves its own queue comes faster. It looks again all the while. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include "base/usec.h"

#define RIVAL_ROUNDS 4  /* rounds of backing off that drained nothing */
#define RIVAL_LOOK 12   /* rounds from one look whether it is still there to the next */

struct rival {
	double bw;     /* bytes a second beside somebody else; 0: nobody is known */
	double before; /* the highest estimate since there is a queue; 0: there is none */
	/* Of this round: over how long packets left, and their acks came. */
	double left, came;
	unsigned samples;
	/* Rounds in a row that drained nothing, samples in them, their shortest round trip, the estimate when they began. */
	unsigned steady, said;
	usec_t least;
	double from;
	int look;       /* round from one look to the next */
	double drained; /* least came / left since the look began */
	usec_t cut_at;
};

/* The same bytes left within `left` and were acked within `came`, by a sender that had more to say. */
void rival_acked(struct rival *v, usec_t left, usec_t came);
/* A packet of a sender that had more to say was lost. */
void rival_lost(struct rival *v, usec_t srtt, usec_t now);
/* A round trip is over. queue: it shows one that should not be; bw: the estimate; rtt: the round's shortest;
 * step: bytes a second more. */
void rival_round(struct rival *v, bool queue, double bw, usec_t rtt, double step);
double rival_pace(const struct rival *v); /* bytes a second, now */
