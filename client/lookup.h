/* client/lookup.h -- asks a question that may block, such as what address a name stands for, in a child
 * process, so that the session goes on meanwhile. */
#pragma once

#include "base/addr.h"
#include "base/ev_loop.h"

#define LIMIT_LOOKUP 16
#define LOOKUP_SPAN 10 /* seconds that it may take */

struct lookup;

struct lookup_user {
	void *ctx;
	/* Runs in the child, which has nothing open but the standard three. */
	size_t (*find)(void *ctx, struct addr *out, size_t max);
	/* Once, with nothing when it failed or took too long. The lookup is to be freed by and by, not from here. */
	void (*found)(void *ctx, const struct addr *list, size_t count);
};

/* NULL: no child could be made. */
struct lookup *lookup_new(struct loop *loop, const struct lookup_user *user);
/* Ends the child too. NULL is fine. */
void lookup_free(struct lookup *l);
