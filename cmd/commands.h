/* cmd/commands.h -- the table of commands. To add one: a file cmd/<name>.c with a `const struct
 * cmd_def cmd_<name>`, a line in cmd/commands.def, a paragraph in man/mux.1. */
#pragma once

#include "cmd/ctx.h"

enum {
	CMD_NEEDS_CLIENT = 1 << 0,  /* attaches a terminal: the caller must have one */
	CMD_STARTS_SERVER = 1 << 1, /* starts the server when none runs */
	CMD_CLIENT_SIDE = 1 << 2,   /* run by the client for itself: copy-mode, command-prompt */
	CMD_VIEW = 1 << 3,          /* pure function of the tree: a client may predict it */
};

struct cmd_def {
	const char *name, *alias; /* alias may be NULL */
	const char *flags;        /* getopt style: "adt:" */
	int min_args, max_args;   /* max -1: any number */
	const char *usage;        /* "[-ad] [-t target-pane]" */
	unsigned attrs;           /* CMD_* */
	enum cmd_result (*exec)(struct cmd_ctx *c, const struct cmd *cmd);
	/* The shell command that exec waited for (CMD_WAIT) has ended; NULL: never waits. */
	enum cmd_result (*resume)(struct cmd_ctx *c, const struct cmd *cmd, int status, struct bytes out);
};

/* Name, alias, or unambiguous prefix. On failure NULL and *err "unknown command: x" or
 * "ambiguous command: x, could be: a, b" (caller frees). */
const struct cmd_def *cmd_find(const char *name, char **err);
size_t cmd_count(void);
const struct cmd_def *cmd_at(size_t i); /* by name */
