/* tests/sim/whole_cases.h -- how a test with one client begins and ends. */
#pragma once

#include "tests/sim/whole_world.h"

/* One client, attached and quiet; the test fails if it is not so within two minutes. */
struct whole *whole_begun(uint64_t seed, const struct net_shape *shape, struct size size);
void whole_end(struct whole *w); /* and the test fails if a law broke */
