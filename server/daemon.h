/* server/daemon.h -- starts the server on demand, as a process of its own that outlives the login. */
#pragma once

#include "server/server.h"

/* Where the socket lives: $MUX_TMPDIR or $XDG_RUNTIME_DIR or /tmp, then mux-UID/NAME. Caller frees. */
char *daemon_socket_path(const char *name);

/* Makes sure that a server listens at cfg->socket_path: when none does, forks one under a lock (two
 * callers at once start one server) and waits until it listens. cfg->listen_fd is not used. 0, or ERR_*
 * and one line in *err (caller frees). *warning: one line to show the user, or NULL (caller frees). */
int daemon_ensure(const struct server_cfg *cfg, const char *log_path, int verbose, char **err, char **warning);
