/* transport/train.h -- what packets that went close together tell of the slowest place on the path: while a
 * queue stands before it, they come out of it as fast as it can, whatever the sender had to say. So a few
 * packets of a first screen show a slow link, long before anything filled it for a round trip. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include "base/usec.h"

#define TRAIN_SPAN MS(60) /* shorter ones say nothing of a slow link */
#define TRAIN_STEPS 3     /* from packet to packet, all in proportion to their length */

struct train {
	bool begun, together; /* the last packet left together with the one before it */
	usec_t sent_at, came_at, wait; /* of the last packet whose ack told its time */
	uint64_t delivered;
	/* Since a train began, after its first packet. */
	double bytes;
	usec_t span;
	unsigned steps;
	double least, most; /* bytes a second of one step */
};

/* A packet was acked: it left at sent_at, and came so that an ack could have been here at came_at; `wait`: over the
 * shortest round trip. `delivered`: bytes acked so far, with it. Bytes a second of the train that it belongs to,
 * or 0: too short to tell. */
double train_acked(struct train *t, usec_t sent_at, usec_t came_at, usec_t wait, uint64_t delivered);
