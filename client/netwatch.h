/* client/netwatch.h -- says when the machine's addresses or routes changed, so that a roam is noticed at
 * once. One implementation per kind of system; where there is none, only silence on the link tells. */
#pragma once

#include "base/ev_loop.h"

struct netwatch;

/* NULL when the system cannot tell. */
struct netwatch *netwatch_new(struct loop *loop, void (*changed)(void *ctx), void *ctx);
void netwatch_free(struct netwatch *w);
