/* cmd/support.h -- what several commands do: making panes, -F output, numbers, environments. */
#pragma once

#include "cmd/commands.h"
#include "cmd/format.h"
#include "cmd/options.h"
#include "cmd/target.h"

/* Config of a new pane's terminal of this size. */
struct term_cfg support_term(struct cmd_ctx *c, const struct session *s, struct size size);
/* Starts the command of cmd's arguments (one: for the shell; several: argv) in p, with its -c and
 * -e. On failure the error is reported and the caller removes the pane. */
enum cmd_result support_spawn(struct cmd_ctx *c, const struct cmd *cmd, struct pane *p,
	struct session *s);
/* -P: prints where the new thing is, by -F or the given format. */
void support_print_new(struct cmd_ctx *c, const struct cmd *cmd, const struct target *t,
	const char *format);
/* Expands a format at a target. Caller frees. */
char *support_format(struct cmd_ctx *c, const struct target *t, const char *text);
/* A size for a new window: -x/-y of cmd, the client's, or default-size; without the status line's
 * row. CMD_ERROR when -x or -y is no size. */
enum cmd_result support_window_size(struct cmd_ctx *c, const struct cmd *cmd,
	const struct session *s, struct size *out);
/* "10" or, when whole is not 0, "30%" of it. CMD_ERROR with "WHAT invalid", "WHAT too small", "WHAT
 * too large". With max INT_MAX nothing is too large. */
enum cmd_result support_size(struct cmd_ctx *c, const char *what, const char *text, int whole,
	int min, int max, int *out);
/* As target_find, but a failure says nothing. */
bool support_find(struct cmd_ctx *c, const char *text, enum target_kind kind, struct target *out);
/* The variables of -e of cmd. */
void support_env(const struct cmd *cmd, struct optmap *env);
/* Source text to commands, with the aliases, the environment and the formats that the context
 * knows. ERR_ARG: *err, and the line where it was found. In run.c. */
int support_parse(struct cmd_ctx *c, const char *text, bool assigns, struct cmd_list **out,
	char **err, unsigned *line);
/* Makes what the target names current in the context, so that later commands of a list see it. */
void support_focus(struct cmd_ctx *c, const struct target *t);
/* The client that runs the command, or one that shows its session; NULL. */
struct model_client *support_client(struct cmd_ctx *c);
/* Has that client do what is its own business: copy mode, a prompt. */
enum cmd_result support_ask_client(struct cmd_ctx *c, struct model_client *k, const struct cmd *cmd);
int support_base_index(struct cmd_ctx *c, const struct session *s);
/* A target from ids. */
struct target support_target(struct cmd_ctx *c, struct session *s, struct window *w,
	struct pane *p);
