/* tests/sim/rerun.h -- runs a flight record again: the same link code in virtual time gets each call, each packet
 * (with zeros for what it carried) and each answer of its user that the record has, at the times that it has, from
 * a checkpoint on. Each event of that run, each packet that goes out among them, is held against the record's. A
 * run goes on through all later checkpoints, where the whole state is held against the record's, too. Where something
 * differs (the code is another, or its computer adds doubles in another way), that is told, and the run begins
 * again at the next checkpoint. One record of one end is enough. */
#pragma once

#include "transport/flight.h"

/* The events of a record; what they point at is the record's. */
struct track {
	struct flight_event *at;
	size_t count, cap;
};

/* ERR_PROTO when it is no record, or ends in the midst of an event; ERR_VERSION. */
int track_read(struct track *t, struct bytes record);
void track_finish(struct track *t);
/* Where the `n`th checkpoint (from 0) stands; t->count when there are fewer. */
size_t track_checkpoint(const struct track *t, size_t n);

/* What happened to an event of the record. */
enum rerun_fate {
	RERUN_SAME,    /* it came out the same, or was done as recorded */
	RERUN_DIFFERS, /* it did not: what came instead is beside it */
	RERUN_SKIPPED, /* before the first checkpoint, or between a difference and the next one */
};

#define RERUN_TEXT (FLIGHT_TEXT_MAX + 80)

struct rerun_result {
	size_t same, differ, skipped; /* events */
	size_t checkpoints;           /* that runs began at or came through */
	usec_t first_at;              /* the first difference */
	char was[RERUN_TEXT], is[RERUN_TEXT];
};

typedef void rerun_fn(void *ctx, const struct flight_event *was, enum rerun_fate fate, const char *is);

/* From the `first`th checkpoint on. say: told of each event, in order; or NULL. ERR_NOTFOUND: there is no such
 * checkpoint; ERR_PROTO: it does not decode. */
int rerun(const struct track *t, size_t first, rerun_fn *say, void *ctx, struct rerun_result *out);
