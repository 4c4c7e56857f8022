/* client/local.h -- talks to the server of this machine over its Unix socket: one command, its output, and
 * perhaps an attach. Blocking: it is used before there is an event loop. */
#pragma once

#include "mux/local.h"

enum local_outcome {
	LOCAL_DONE,     /* ran; *status is the exit status */
	LOCAL_ATTACHED, /* *attach is set, and *fd goes on as a pipe (when asked for locally) */
};

enum local_asker {
	LOCAL_HERE,   /* somebody at this machine */
	LOCAL_REMOTE, /* a bootstrap: the client is elsewhere */
	LOCAL_STAYS,  /* the same, and it carries its packets from now on */
};

/* ERR_NOTFOUND: no server listens there. */
int local_connect(const char *socket_path, int *fd);
/* Sends argv as a command, copies output to out_fd and err_fd. ERR_PROTO, ERR_SYS: the server went away. */
int local_run(int fd, int argc, char *const *argv, struct size size, bool has_tty, enum local_asker asker, int out_fd, int err_fd,
	enum local_outcome *outcome, int *status, struct local_attach *attach, struct buf *rest);
