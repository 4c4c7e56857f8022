/* client/net.h -- the client's sockets: a pair (IPv4, IPv6) that is in use and the pair before it, which
 * still hears what was under way when the address changed. */
#pragma once

#include "base/ev_loop.h"
#include "transport/link.h"

struct net;

/* receive: a datagram came, with that ECN field. */
struct net *net_new(struct loop *loop,
	void (*receive)(void *ctx, const struct addr *from, struct bytes b, uint8_t ecn), void *ctx);
void net_free(struct net *n);
/* Sends on the pair that p->path names. Errors of the network are the link's loss; false: there is no way to
 * that address from here. */
bool net_send(struct net *n, const struct packet *p);
/* Opens a new pair: packets leave from a new port (and address, when the route changed). */
void net_rebind(struct net *n);
