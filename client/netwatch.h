/* client/netwatch.h -- says when the way to the peer changed, so that a roam is noticed at once. One
 * implementation per kind of system; where there is none, only silence on the link tells.
 *
 * A machine's addresses and routes change all the time without any meaning for one link: lifetimes are
 * renewed, containers come and go. What counts is the address that packets to the peer leave from: another
 * one, or that it, or the default route, was taken away, if only for a moment (the next network may give
 * the same address). */
#pragma once

#include "base/addr.h"
#include "base/bytes.h"
#include "base/ev_loop.h"

struct netwatch;

/* peer: where packets go; false, or no address of the internet: not known, then any change counts. NULL when
 * the system cannot tell. */
struct netwatch *netwatch_new(struct loop *loop, bool (*peer)(void *ctx, struct addr *out),
	void (*changed)(void *ctx), void *ctx);
void netwatch_free(struct netwatch *w);
/* Takes the way as it is now for the one in use: the link has just been made. NULL is fine. */
void netwatch_look(struct netwatch *w);

/* Whether the system's messages say that this address, or a default route of its family, is taken away. For
 * tests. */
bool netwatch_takes_away(struct bytes messages, const struct addr *source);
