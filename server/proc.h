/* server/proc.h -- what the system says about the program in the foreground of a tty. One file per kind of
 * system; where it cannot be told, ERR_NOTFOUND. */
#pragma once

#include <stdint.h>

#include "base/buf.h"

int proc_name(int64_t pid, struct buf *out); /* short name of a process: "vim" */
int proc_cwd(int64_t pid, struct buf *out);  /* its working directory */
/* uid of the peer of a Unix socket. */
int proc_peer_uid(int fd, uint32_t *uid);
