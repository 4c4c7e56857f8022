/* mux/wants_msg.h -- what the replica lacks. Each entry has its own version, unique and rising, given
 * when it was asked (again): the sender acts on an entry once, however often it arrives and in whatever order. */
#pragma once

#include "mux/limits.h"
#include "mux/msg.h"

enum want_kind {
	WANT_ALL,     /* everything: the replica was emptied */
	WANT_PANE,    /* id: pane; all of its screen and head, not its history */
	WANT_LINE,    /* id: pane; lo: line */
	WANT_HISTORY, /* id: pane; records lo <= n < hi */
	WANT_OBJECT,  /* id: object; lo: its kind */
	WANT_KINDS,
};

struct want {
	uint8_t kind;
	uint32_t id;
	uint64_t lo, hi;
	uint64_t version;
};

struct wants_msg { /* count, then each: kind (u8), version - version before, id, [lo], [hi - lo] (var) */
	size_t count;
	struct want at[LIMIT_WANTS]; /* by version, rising */
};

void wants_msg_encode(const void *msg, struct msg_out *out, struct wr *w);
void wants_msg_decode(struct rd *r, struct msg_in *in, void *out);
