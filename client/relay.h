/* client/relay.h -- the far end of an ssh pipe: bytes between standard input and output and the server's Unix
 * socket, unread. What it holds is a few kilobytes: the link's own bound on unacked bytes must see the rest. */
#pragma once

#include "base/buf.h"

/* Until one of the ends is closed. `rest`: read of the socket already. */
void relay_run(int socket_fd, struct buf *rest);
