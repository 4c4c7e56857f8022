/* tests/sim/rerun.h -- runs a flight record again: the same link code in virtual time, over a network
 * that does to each datagram what it did then, under an application that has something to say when
 * the recorded one had. Needs the record of both ends; what a session from its beginning did comes out
 * again to the microsecond, else (the ring had forgotten the beginning, or the code is another) each
 * datagram fares as the one that was sent nearest in time. */
#pragma once

#include "base/buf.h"
#include "transport/flight.h"

struct track {
	struct flight_event *at;
	size_t count, cap;
};

/* ERR_PROTO when it is no record. */
int track_read(struct track *t, struct bytes dump);
void track_finish(struct track *t);

struct rerun_result {
	struct track client, server; /* what happened this time; the caller finishes them */
	size_t compared, differ; /* events, and those that are not the same at the same time */
};

/* Clocks of two machines differ: `ahead` is what the server's shows more, in us (rerun_clock). */
void rerun(const struct track *client, const struct track *server, int64_t ahead,
	struct rerun_result *out);
/* From the shortest ways there and back: as if they took equally long. 0 when it is one clock. */
int64_t rerun_clock(const struct track *client, const struct track *server);
