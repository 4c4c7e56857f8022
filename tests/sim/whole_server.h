/* tests/sim/whole_server.h -- the server's side of the whole, for whole_world.c alone. */
#pragma once

#include "tests/sim/whole_world.h"

#define INPUT_STREAM 0
#define BATCH 64           /* packets of a turn, as both edges send */
#define ROOM_ENOUGH 100    /* with so much room, whoever says that he is ready writes something */

void whole_server_events(struct whole *w);
usec_t whole_server_turn(struct whole *w); /* a wake-up; returns the server's deadline */
void whole_view_free(struct whole *w, struct whole_view *v);
