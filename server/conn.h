/* server/conn.h -- a connection on the Unix socket: runs commands for it, or carries a local client's
 * packets. */
#pragma once

#include "server/server_impl.h"

struct conn;

/* Takes over an accepted descriptor. */
void conn_accept(struct server *s, int fd);
/* A packet for the local client behind pipe address `port`. It goes with the next conn_flush_packets: all
 * of a turn wake the client once. */
void conn_send_packet(struct server *s, uint16_t port, struct bytes packet);
void conn_flush_packets(struct server *s);
/* The configuration has been read: the first connection, which started the server for its command, goes on. */
void conn_config_read(struct server *s);
void conn_free_all(struct server *s);
