/* server/shell.h -- shell commands of if-shell and run-shell. */
#pragma once

#include "base/buf.h"

/* cmd_host.shell: runs `command` with /bin/sh to its end, SHELL_LIMIT at most (then it is killed and the
 * call fails). Output beyond LIMIT_SHELL_OUTPUT is cut. The server waits meanwhile: ERR_AGAIN after the
 * limit. ctx: the struct server, or NULL. */
int shell_run(void *ctx, const char *command, int *status, struct buf *out);
