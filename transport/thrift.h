/* transport/thrift.h -- what a user wants to spend on a link at most: bytes in a minute, frames in a second.
 * Pure. Keys, echoes and acks always go, and count; pictures and history wait until there is budget again. A
 * quarter of a minute's budget may be saved up, so that a page comes at once after a pause. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"

struct thrift {
	uint32_t frames; /* a second; 0: any number */
	uint32_t budget; /* bytes a minute; 0: no bound */
	double credit;   /* bytes */
	usec_t at;       /* when credit was so much */
	usec_t frame_at; /* when the next frame may begin */
};

void thrift_set(struct thrift *t, uint32_t frames, uint32_t budget, usec_t now);
/* A datagram of so many bytes went. */
void thrift_sent(struct thrift *t, size_t len, usec_t now);
/* A picture begins. */
void thrift_frame_begun(struct thrift *t, usec_t now);
/* When the next picture may begin; and when more of one that has begun, or of history, may go. */
usec_t thrift_frame_at(const struct thrift *t);
usec_t thrift_bytes_at(const struct thrift *t);
