/* transport/link_nobody.c -- a user who says nothing and lets everything be. */
#include "transport/link.h"

static void ready(void *ctx, usec_t at[LINK_CLASSES])
{
	(void)ctx;
	for (int c = 0; c < LINK_CLASSES; c++) {
		at[c] = USEC_NEVER;
	}
}

static bool fill(void *ctx, enum link_class c, struct wr *w, usec_t now, uint64_t *token)
{
	(void)ctx;
	(void)c;
	(void)w;
	(void)now;
	(void)token;
	return false;
}

static void acked(void *ctx, uint64_t token, usec_t now)
{
	(void)ctx;
	(void)token;
	(void)now;
}

static void lost(void *ctx, uint64_t token)
{
	(void)ctx;
	(void)token;
}

static void receive(void *ctx, struct bytes frame, usec_t now)
{
	(void)ctx;
	(void)frame;
	(void)now;
}

struct link_user link_nobody(void)
{
	return (struct link_user){.ready = ready, .fill = fill, .acked = acked, .lost = lost, .receive = receive};
}
