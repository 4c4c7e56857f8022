/* tests/unit/cmd/world.h -- a server for tests of commands: a real model and real key tables, and
 * an outside that only takes notes. Ids begin at 1: the first pane is %1. */
#pragma once

#include "cmd/ctx.h"

struct world {
	struct model *model;
	struct key_tables *keys;
	struct cmd_host host;
	struct cmd_ctx ctx;
	struct buf written; /* to the panes' programs */
	struct buf asked;   /* of clients and server: one line each */
	unsigned spawned, stopped;
	usec_t clock;       /* advances when it is read */
	const char *file;   /* what every path holds; NULL: there is no file */
	const char *shell_out;
	int shell_status;
	bool no_spawn;      /* programs cannot be started */
	bool no_room;       /* for one more shell command */
};

void world_init(struct world *w);
void world_finish(struct world *w);
/* Runs a line as a command from a shell would be: no current client. Its output and errors are in
 * w->ctx until the next. */
enum cmd_result world_run(struct world *w, const char *line);

/* A line, and what it prints, or the error that it gives. */
struct step {
	const char *line, *out, *err; /* NULL: nothing */
};
void world_steps(struct world *w, const struct step *steps, size_t n);
#define WORLD_STEPS(w, steps) world_steps(w, steps, sizeof(steps) / sizeof((steps)[0]))
