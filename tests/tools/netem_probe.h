/* tests/tools/netem_probe.h -- a UDP echo and its prober: measures a path from the outside, and
 * shows the source ports that the far end saw. */
#pragma once

#include <stdint.h>

#include "base/usec.h"
#include "tests/tools/netem_sock.h"

#define LIMIT_PROBE_COUNT 1000000
#define PROBE_SIZE_MIN 18
#define PROBE_SIZE_MAX 65507

struct netem_probe_conf {
	uint64_t count, size; /* within the limits above */
	usec_t interval, timeout;
};

/* Answers until SIGINT or SIGTERM; each answer tells the port that the question came from. Prints
 * one line when ready. ERR_SYS, with a message on stderr. */
int netem_probe_echo(const struct netem_sock *listen);
/* Sends, waits and prints one line of key=value figures. ERR_SYS, with a message on stderr. */
int netem_probe_run(const struct netem_sock *to, const struct netem_probe_conf *conf);
