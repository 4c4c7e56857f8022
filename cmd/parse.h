/* cmd/parse.h -- the command language: text to lists of commands (facts: tmux's grammar). Pure.
 *
 * A list is parsed once and run many times. Parsing checks command names, flags and argument counts
 * against cmd/commands.h, so that a bad line is an error before anything runs. */
#pragma once

#include "base/buf.h"
#include "base/bytes.h"
#include "mux/optmap.h"

struct cmd_def;
struct cmd_list;

/* One flag given: -x or -x value. */
struct cmd_flag {
	char flag;
	char *value; /* NULL when it takes none */
};

struct cmd {
	const struct cmd_def *def;
	struct cmd_flag *flags;
	size_t flag_count;
	char **args;            /* positional; a { ... } block is its source text */
	size_t arg_count;
	unsigned line;          /* in the source, from 1 */
};

struct cmd_list {
	struct cmd *cmds;       /* `;` within a line makes a sequence */
	size_t *sequence;       /* per command: number of the sequence it belongs to */
	size_t count;
	unsigned refs;
};

/* Errors are one line in *err (caller frees), worded as tmux does: "unknown command: x". `env` gives
 * $VAR; NAME=value lines go to `assign` (may be NULL). */
int cmd_parse_text(const char *text, const struct optmap *env, struct optmap *assign, struct cmd_list **out,
	char **err);

struct format_ctx;

/* The same with all that a configuration file needs. Zeroed: nothing of it. */
struct cmd_parse_cfg {
	const struct optmap *env;        /* $VAR */
	struct optmap *assign;           /* NAME=value, when the whole text parses */
	const struct format_ctx *format; /* what the conditions of %if see; NULL: only env and assignments */
	/* Source text that a command name stands for (command-alias); NULL: none. */
	const char *(*alias)(void *ctx, const char *name);
	void *alias_ctx;
};

/* ERR_ARG: *err, and *line where it was found (from 1). Nothing is assigned then. */
int cmd_parse_config(const char *text, const struct cmd_parse_cfg *cfg, struct cmd_list **out, char **err,
	unsigned *line);
/* From a shell's argv: an argument that ends in ';' separates. */
int cmd_parse_argv(int argc, char *const *argv, struct cmd_list **out, char **err);
struct cmd_list *cmd_list_ref(struct cmd_list *l);
void cmd_list_free(struct cmd_list *l); /* drops a reference */
/* As source text that parses to the same command, or list. */
void cmd_print_source(const struct cmd *c, struct buf *out);
void cmd_list_print(const struct cmd_list *l, struct buf *out);
bool cmd_has(const struct cmd *c, char flag);
const char *cmd_value(const struct cmd *c, char flag); /* the last one given; NULL */
/* Appends text quoted so that it parses back to the same one argument: "a b" for a b. */
void cmd_quote(const char *text, struct buf *out);
