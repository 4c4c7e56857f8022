/* mux/inventory.h -- what a replica says it holds, in the hello of its next link.
 *
 * inventory = instance (u64), then entries until the end, each a tag (u8) and:
 *   PANE: id, revision, epoch, count, runs of lines (svar first id - id expected, lines, revision - version)
 *         of one version, count, history ranges (svar lo - hi of the one before, hi - lo)
 *   OBJECT: kind (u8), id, version
 * (var unless said). What does not fit is left out: it will be sent again. */
#pragma once

#include "base/bytes.h"
#include "base/wr.h"

enum { INVENTORY_PANE = 1, INVENTORY_OBJECT };
#define LIMIT_INVENTORY_RUNS 4096 /* of lines or history, of one pane */

struct inventory_run {
	uint64_t first, count, version;
};

/* Reading: one call for each claim, in order. NULL where the caller does not care. */
struct inventory_sink {
	void *ctx;
	/* False: another instance; reading ends. */
	bool (*instance)(void *ctx, uint64_t instance);
	void (*pane)(void *ctx, uint32_t pane, uint64_t rev, uint32_t epoch);
	void (*lines)(void *ctx, uint32_t pane, struct inventory_run run);
	void (*history)(void *ctx, uint32_t pane, uint32_t epoch, uint64_t lo, uint64_t hi);
	void (*object)(void *ctx, uint8_t kind, uint32_t id, uint64_t version);
};
int inventory_read(struct bytes b, const struct inventory_sink *sink); /* ERR_PROTO; earlier claims stand */
