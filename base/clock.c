/* base/clock.c -- the system's clock. */
#include "base/clock.h"

#include <time.h>

static usec_t read_clock(clockid_t which)
{
	struct timespec t = {0};
	clock_gettime(which, &t);
	return (usec_t)t.tv_sec * 1000000u + (usec_t)t.tv_nsec / 1000u;
}

usec_t clock_now(void)
{
#ifdef CLOCK_BOOTTIME
	return read_clock(CLOCK_BOOTTIME);
#else
	return read_clock(CLOCK_MONOTONIC);
#endif
}

int64_t clock_wall(void)
{
	return (int64_t)time(NULL);
}
