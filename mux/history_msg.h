/* mux/history_msg.h -- records of history in their packed form: several whole ones, newest first, or a
 * piece of one that is longer than a datagram. Records are immutable, so they have no version; the
 * epoch tells numbers that were taken back and used again apart. */
#pragma once

#include "mux/limits.h"
#include "mux/msg.h"

#define LIMIT_HISTORY_RUN 256       /* records in one message */
#define LIMIT_HISTORY_RECORD 262144 /* bytes of a packed record */

struct history_msg { /* pane, epoch, number, count (var), then each record as var length and bytes */
	uint32_t pane;
	uint32_t epoch;
	uint64_t number; /* of the first; those that follow go down by one */
	size_t count;
	struct bytes records[LIMIT_HISTORY_RUN]; /* borrowed */
};

struct history_part { /* pane, epoch, number, total, offset (var), var length and bytes */
	uint32_t pane;
	uint32_t epoch;
	uint64_t number;
	uint32_t total, offset;
	struct bytes data; /* borrowed */
};

void history_msg_encode(const void *msg, struct msg_out *out, struct wr *w);
void history_msg_decode(struct rd *r, struct msg_in *in, void *out);
void history_part_encode(const void *msg, struct msg_out *out, struct wr *w);
void history_part_decode(struct rd *r, struct msg_in *in, void *out);
