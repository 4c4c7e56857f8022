/* tests/tools/netem_join.h -- join mode: two network namespaces as the two ends of the path, by a
 * TUN device in each. Every IP packet goes through the emulator: TCP, UDP, ping. The end a may have
 * a second device, so that a client can change its address. Multicast stays outside. */
#pragma once

#include "tests/tools/netem_loop.h"
#include "tests/tools/netem_tun.h"

struct netem_join_conf {
	struct netem_tun_conf a, a2, b; /* a2 without prefixes: there is none */
	bool nat;                       /* map the UDP source ports of a's packets */
	uint64_t seed;                  /* for the NAT's ports */
};

struct netem_join;

/* Makes the devices. Prints what failed to stderr; ERR_SYS. The edge borrows the join. */
int netem_join_new(const struct netem_join_conf *conf, struct netem_join **out);
void netem_join_free(struct netem_join *j); /* NULL is fine */
struct netem_edge netem_join_edge(struct netem_join *j);
