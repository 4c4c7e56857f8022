/* mux/progress.h -- how far one version of a thing has come: which of its units (bytes, rows, columns)
 * were sent and which are known to have arrived. A thing that is sent in one piece has one unit. */
#pragma once

#include "base/ranges.h"

struct progress {
	uint64_t version; /* what is being sent */
	uint64_t total;   /* units, at least 1 once begun */
	uint64_t floor;   /* what tokens below this one carried does not count any more */
	bool begun;
	struct ranges sent, acked; /* sent: in flight or acked */
};

void progress_finish(struct progress *p);
/* Begins a version anew: nothing of it was sent. What tokens below `floor` carried is forgotten. */
void progress_begin(struct progress *p, uint64_t version, uint64_t total, uint64_t floor);
/* Begins only when version or total differ from what is under way. */
void progress_follow(struct progress *p, uint64_t version, uint64_t total, uint64_t floor);
/* All of `version` is known to be there. */
void progress_claim(struct progress *p, uint64_t version, uint64_t total);
/* The first run of units not sent; false when all are. */
bool progress_gap(const struct progress *p, struct range *out);
bool progress_is_sent(const struct progress *p);
bool progress_is_done(const struct progress *p);
void progress_sent(struct progress *p, uint64_t lo, uint64_t hi);
/* What token said of [lo, hi) of `version`. True when it counted. */
bool progress_acked(struct progress *p, uint64_t version, uint64_t lo, uint64_t hi, uint64_t token);
bool progress_lost(struct progress *p, uint64_t version, uint64_t lo, uint64_t hi, uint64_t token);
