/* server/run.h -- commands while they run, which may take longer than a turn of the loop: a list waits for
 * the shell commands of if-shell and run-shell, and the server goes on meanwhile. */
#pragma once

#include <sys/types.h>

#include "server/server_impl.h"

struct run;

/* Called once, when all has run: the context holds what was printed and whether it wants to attach. The
 * run frees the context's buffers afterwards, unless they were taken. */
typedef void run_done_fn(struct server *s, void *owner, struct cmd_ctx *ctx, bool failed);

/* Runs a list in a copy of `like` and of what it borrows (cwd, environ, mouse). `done` may be called before
 * this returns: NULL then. Else the run, until done is called: with an error when the server exits first.
 * `owner` is the caller's. */
struct run *run_start(struct server *s, const struct cmd_ctx *like, struct cmd_list *list, run_done_fn *done,
	void *owner);
/* The owner is gone: the commands go on, and what they print is dropped. */
void run_disown(struct run *r);
/* A child has ended that is no pane's. */
void run_reaped(struct server *s, pid_t pid, int status);
/* Hangs up the shell commands; what waits for them has failed. Not from within a command. */
void run_end_all(struct server *s);

/* cmd_host's: `command` is run by /bin/sh as a process group of its own, with the environment that a pane
 * would get; LIMIT_RUN_OUTPUT bytes of what it prints are kept. It ends when it has exited and nobody holds
 * its output any more. ERR_LIMIT: LIMIT_RUNS wait already. */
int run_shell(void *ctx, struct cmd_ctx *c, const char *command, usec_t delay);
int run_background(void *ctx, const struct cmd_ctx *c, const char *text);
