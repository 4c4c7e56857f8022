/* tests/tools/netem_args.h -- the command line of mux-netem. Every option is "--key value",
 * "--key=value" or "key=value"; direction words (a>b, --a-b ...) hold for the settings behind. */
#pragma once

#include <stdio.h>

#include "tests/tools/netem_conf.h"

enum netem_mode {
	NETEM_MODE_RELAY = 1 << 0,
	NETEM_MODE_JOIN = 1 << 1,
	NETEM_MODE_ECHO = 1 << 2,
	NETEM_MODE_PROBE = 1 << 3,
};

struct netem_args {
	const char *listen, *to, *control; /* NULL: not given */
	const char *ns_a, *ns_b, *addr_a, *addr_a2, *addr_b, *name;
	uint64_t seed, device_mtu, count, size;
	bool has_seed, nat, realtime;
	usec_t interval, timeout;
	struct netem_conf conf[NETEM_DIRS];
};

/* Reads the words behind the sub-command. ERR_ARG, with a message on stderr. Borrows argv. */
int netem_args_parse(int argc, char **argv, enum netem_mode mode, struct netem_args *out);
/* The options of one mode, one a line, for --help. */
void netem_args_help(FILE *to, enum netem_mode mode);
