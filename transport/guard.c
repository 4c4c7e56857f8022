/* transport/guard.c -- token buckets against floods of bad handshakes. */
#include "transport/guard.h"

#include <string.h>

#define SOURCE_COST (SEC(1) / GUARD_SOURCE_RATE)
#define COST (SEC(1) / GUARD_RATE)

void guard_init(struct guard *g, uint64_t key)
{
	memset(g, 0, sizeof *g);
	g->key = key;
}

/* One host, or one IPv6 network of the size that a host is given. */
static size_t slot_of(const struct guard *g, const struct addr *from)
{
	size_t len = from->family == ADDR_IP6 ? 8 : 4;
	uint64_t h = g->key;

	for (size_t i = 0; i < len; i++) {
		h = (h ^ from->ip[i]) * 0x9e3779b97f4a7c15u;
		h ^= h >> 29;
	}
	return (size_t)((h ^ h >> 32) % GUARD_SLOTS);
}

static bool has_room(usec_t full_at, usec_t burst, usec_t now)
{
	return full_at <= now || full_at - now <= burst;
}

bool guard_allows(const struct guard *g, const struct addr *from, usec_t now)
{
	return has_room(g->all, (GUARD_BURST - 1) * COST, now) &&
	       has_room(g->slot[slot_of(g, from)], (GUARD_SOURCE_BURST - 1) * SOURCE_COST, now);
}

void guard_failed(struct guard *g, const struct addr *from, usec_t now)
{
	size_t i = slot_of(g, from);

	g->all = usec_max(g->all, now) + COST;
	g->slot[i] = usec_max(g->slot[i], now) + SOURCE_COST;
}
