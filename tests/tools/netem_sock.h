/* tests/tools/netem_sock.h -- UDP addresses and sockets, for the relay and the probe. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#define NETEM_SOCK_TEXT_MAX 80

struct netem_sock {
	struct sockaddr_storage ss;
	socklen_t len;
};

/* "127.0.0.1:5000", "[::1]:5000", "host:5000". ERR_ARG when it is none of these. */
int netem_sock_parse(const char *text, struct netem_sock *out);
bool netem_sock_equal(const struct netem_sock *a, const struct netem_sock *b);
const char *netem_sock_text(const struct netem_sock *a, char out[NETEM_SOCK_TEXT_MAX]);
uint16_t netem_sock_port(const struct netem_sock *a);
/* A non-blocking UDP socket with large buffers; bound or connected when `local` or `peer` is given.
 * ERR_SYS. */
int netem_sock_open(const struct netem_sock *local, const struct netem_sock *peer, int *out);
