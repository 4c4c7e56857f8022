/* base/clock.c -- the system's clocks. */
#include "base/clock.h"

#include <time.h>

usec_t clock_now(void)
{
	struct timespec ts;
#ifdef CLOCK_BOOTTIME
	clock_gettime(CLOCK_BOOTTIME, &ts);
#else
	clock_gettime(CLOCK_MONOTONIC, &ts);
#endif
	return (usec_t)ts.tv_sec * 1000000u + (usec_t)ts.tv_nsec / 1000u;
}

int64_t clock_wall(void)
{
	return (int64_t)time(NULL);
}
