/* tests/tools/netem_relay.h -- relay mode: UDP from many clients (a) to one server (b). Each client
 * address has its own socket towards the server, as behind a NAT. The NAT stands at the client's
 * end of the path: a packet is mapped before its delay, its answer is mapped back after its own, so
 * what was under way when `rebind` came meets the old mapping; answers to that are dropped. */
#pragma once

#include "tests/tools/netem_loop.h"
#include "tests/tools/netem_sock.h"

#define LIMIT_RELAY_UPSTREAMS 1024 /* mappings, old ones included; the longest unused one goes */

struct netem_relay;

/* Binds `listen`. ERR_SYS (errno). The edge borrows the relay. */
int netem_relay_new(
        const struct netem_sock *listen, const struct netem_sock *to, struct netem_relay **out);
void netem_relay_free(struct netem_relay *r); /* NULL is fine */
struct netem_edge netem_relay_edge(struct netem_relay *r);
/* Where it listens: with the port that the system chose if port 0 was asked for. */
struct netem_sock netem_relay_local(const struct netem_relay *r);
