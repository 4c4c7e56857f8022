/* transport/link_state.h -- the state of a link as bytes, for the checkpoints of its flight record: all that decides
 * what it does next. Not in it: keys, connection ids and tokens, what packets and streams carry, which addresses
 * they are, and figures that nothing depends on. A state is read again by the version of mux that wrote it only. */
#pragma once

#include "transport/link.h"
#include "transport/state.h"

/* False when it needs more room than w has. */
bool link_save(const struct link *l, usec_t now, struct wr *w);

/* A link in that state, with keys of its own, whose flight recorder (of `flight` bytes) knows the addresses.
 * Its streams are its own, too: link_free_restored. NULL when it does not decode. */
struct link *link_restore(struct bytes state, const struct link_user *user, struct rng rng, size_t flight, usec_t now);
void link_free_restored(struct link *l);

/* What differs between two links, in words ("rate.bw"); "" when it is none of the rows. */
#define LINK_STATE_NAME 64
void link_state_differs(const struct link *a, const struct link *b, char out[LINK_STATE_NAME]);
/* All tables, for the test that holds them against the headers. */
const struct state_table *link_state_table(size_t i); /* NULL behind the last */
