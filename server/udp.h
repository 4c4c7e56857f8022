/* server/udp.h -- the server's UDP port: one socket for IPv4 and IPv6, batches, and answers that leave
 * from the address that was spoken to. */
#pragma once

#include "base/addr.h"
#include "base/bytes.h"
#include "base/ev_loop.h"
#include "transport/link.h"

struct udp;

/* The first free port of low..high (0: any). ERR_SYS, and errno, when none is. */
int udp_open(uint16_t low, uint16_t high, const char *bind, struct udp **out);
void udp_close(struct udp *u);
uint16_t udp_port(const struct udp *u);
int udp_fd(const struct udp *u);
/* Reads up to LIMIT_UDP_BATCH datagrams in one call; calls f for each, packets of links before
 * handshakes, with the ECN field that it came with. f returns a negative ERR_* for what it dropped. Returns how many it took. */
int udp_receive(
	struct udp *u, int (*f)(void *ctx, const struct addr *from, struct bytes b, uint8_t ecn), void *ctx);
/* Sends one. Errors of the network are ignored: the link sees loss. Returns false when the socket's
 * buffer is full. */
bool udp_send(struct udp *u, const struct packet *p);
