/* tests/sim/whole_program.h -- what runs in the panes, for whole_world.c alone. */
#pragma once

#include "tests/sim/whole_world.h"

/* Who has something to say says it. Returns when the next one will. */
usec_t whole_programs_run(struct whole *w, bool *ran);
