/* server/server.h -- the persistent session server: one process, one thread, one event loop. Holds the
 * model, the terminals, the ptys, the clients' views and one UDP port. */
#pragma once

#include "base/log.h"

struct server;

struct server_cfg {
	const char *socket_path;   /* in a directory of mode 0700 that is ours */
	const char *const *config; /* NULL-terminated list of files to read at start */
	bool config_must_exist;    /* they were named with -f */
	uint16_t port_low, port_high; /* UDP; 60000..61000 by default */
	const char *bind;          /* numeric address; NULL: any */
	struct log *log;
	int listen_fd;             /* bound and listening already (server_listen) */
};

/* The socket's folder: the default one must be ours and closed to others, else a stranger's server could be
 * taken for ours. `make` creates it. ERR_NOTFOUND: there is none; ERR_SYS. *err: one line (caller frees). */
int server_check_dir(const char *socket_path, bool make, char **err);
/* Binds the Unix socket: creates the directory, checks its owner and mode, replaces a dead socket.
 * Returns the descriptor, or ERR_* with one line in *err (caller frees). ERR_EXISTS: a server lives. */
int server_listen(const char *socket_path, char **err);
/* Runs until kill-server, the end of the last session, or SIGTERM. Takes over the process: signals,
 * loop. Returns the exit status. */
int server_run(const struct server_cfg *cfg);
