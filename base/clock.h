/* base/clock.h -- the system's clock. Only edges (server/, client/, tools) call this. */
#pragma once

#include "base/usec.h"

/* CLOCK_BOOTTIME where there is one (a laptop's sleep counts), else CLOCK_MONOTONIC. */
usec_t clock_now(void);
/* Seconds since 1970, for timestamps that people see. */
int64_t clock_wall(void);
