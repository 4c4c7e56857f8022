/* tests/tools/netem_ctl.h -- live control: one datagram on a Unix socket is one command, and one
 * datagram comes back, "ok\n..." or "error: ...\n". `netem_ctl_execute` is the language alone. */
#pragma once

#include <stdio.h>

#include "tests/tools/netem_loop.h"

#define LIMIT_CTL_LINE 1024 /* bytes of a command */
#define LIMIT_CTL_WORDS 64

struct netem_ctl {
	int fd; /* -1: none */
	char *path;
	/* what the commands act on; borrowed */
	struct netem_path **paths; /* [NETEM_DIRS] */
	const struct netem_edge *edge;
	uint64_t seed;
	uint64_t rebinds;
	bool quit; /* `quit` was asked for */
};

/* Binds the socket at `path`; one that nobody serves any more is replaced. ERR_EXISTS, ERR_SYS. */
int netem_ctl_open(struct netem_ctl *c, const char *path);
void netem_ctl_close(struct netem_ctl *c); /* and unlinks it */
/* Serves the datagrams that wait on the socket. */
void netem_ctl_serve(struct netem_ctl *c, usec_t now);
/* Runs one command; appends the whole reply to `out`. `line` is cut into words in place. */
void netem_ctl_execute(struct netem_ctl *c, char *line, struct buf *out, usec_t now);
/* The sub-command `ctl`: sends `line` to the emulator at `path`, prints its reply. Exit status. */
int netem_ctl_send(const char *path, const char *line);
/* The commands, for --help. */
void netem_ctl_help(FILE *to);
