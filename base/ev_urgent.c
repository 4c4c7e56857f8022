/* base/ev_urgent.c -- Linux 6.12 and newer: a short slice under EEVDF. Elsewhere nothing. */
#include "base/ev_urgent.h"

#ifdef __linux__
#include <sched.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TURN_NS 100000 /* the shortest that Linux takes */
#define RESET_ON_FORK 1

struct attr { /* sched_attr in its first version; glibc has none */
	uint32_t size, policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period;
};

void urgent_turns(void)
{
	const struct attr a = {
		.size = sizeof(a),
		.policy = SCHED_OTHER,
		.flags = RESET_ON_FORK,
		.nice = getpriority(PRIO_PROCESS, 0),
		.runtime = TURN_NS,
	};
	if (sched_getscheduler(0) == SCHED_OTHER) { /* else somebody chose for us */
		syscall(SYS_sched_setattr, 0, &a, 0);
	}
}
#else
void urgent_turns(void)
{
}
#endif
