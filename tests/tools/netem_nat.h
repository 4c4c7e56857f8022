/* tests/tools/netem_nat.h -- a NAT for IP packets, pure: rewrites the UDP source port of what comes
 * from the inside, and back. Addresses, TCP and ICMP echo stay as they are; the packet quoted in an
 * ICMP error is mapped back too, so that the inside learns of its errors. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rng.h"

#define LIMIT_NAT_MAPPINGS 1024 /* the oldest one goes */

struct netem_nat;

struct netem_nat *netem_nat_new(struct rng rng); /* for the outside ports */
void netem_nat_free(struct netem_nat *n);        /* NULL is fine */
/* A packet leaves the inside: maps it in place. Anything that is not whole UDP stays untouched. */
void netem_nat_out(struct netem_nat *n, uint8_t *packet, size_t len);
/* A packet arrives from the outside: maps it in place. False when it is UDP to a port that is not
 * mapped (now): it is to be dropped. */
bool netem_nat_in(struct netem_nat *n, uint8_t *packet, size_t len);
/* Every mapping gets another outside port; the old ones are unknown from now on. */
void netem_nat_rebind(struct netem_nat *n);
