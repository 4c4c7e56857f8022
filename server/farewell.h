/* server/farewell.h -- links that were closed here before their clients knew of it. Each is kept, so that the
 * goodbye is repeated, and a client that was away is told when it comes back: it would wait for ever else. */
#pragma once

#include <stdbool.h>

#include "base/usec.h"

struct link;
struct server;

/* It goes through a network, and the client does not know yet. */
bool farewell_is_due(const struct link *l);
/* The link has no other owner any more. It ends at once when no farewell is due; when there are too many, the
 * oldest does. */
void farewell_take(struct server *s, struct link *l);
/* Something was heard of that link. False: it is not kept (any more), and somebody has to drop it. */
bool farewell_keeps(struct server *s, const struct link *l);
/* Somebody who was there until `since` has not heard yet what was said since then. */
bool farewell_is_awaited(const struct server *s, usec_t since);
/* About once a second: those that have been told since, and those that nobody came for. */
void farewell_second(struct server *s, usec_t now);
