/* transport/loss.h -- the share of packets lost in one direction, from two counters that the
 * receiver knows: the numbers that were used, and the packets that came. Zeroed memory is a
 * start. */
#pragma once

#include <stdbool.h>
#include "base/usec.h"

#define LOSS_LIGHT 0.03 /* above it echo goes twice */
#define LOSS_HEAVY 0.12 /* above it three times */

struct loss {
	uint64_t sent, got; /* as last told */
	double sent_recent, got_recent;
	usec_t at;
};

/* Totals as of now; older totals than those known are ignored. */
void loss_update(struct loss *l, uint64_t sent, uint64_t got, usec_t now);
double loss_share(const struct loss *l); /* 0..1 */
int loss_copies(const struct loss *l);   /* how often a packet that matters should go: 1..3 */
