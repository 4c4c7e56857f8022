/* tests/sim/net.h -- a network in virtual time between one client and one server: delay, jitter,
 * loss one by one or in bursts, duplication, reordering, a bottleneck with a drop-tail or RED queue
 * that a TCP download may share, an MTU, outages, and a client whose address changes, or whose NAT
 * forgets it. Everything is drawn from one seed. */
#pragma once

#include "base/addr.h"
#include "base/bytes.h"
#include "base/rng.h"
#include "base/usec.h"

enum net_way { NET_UP, NET_DOWN }; /* to the server, to the client */

/* What becomes of the ECN field of a datagram. */
enum net_ecn {
	NET_ECN_KEPT,
	NET_ECN_BLEACHED, /* cleared */
	NET_ECN_DROPPED,  /* whatever is marked vanishes */
	NET_ECN_CE,       /* whatever is marked becomes CE */
};

struct net_shape {
	usec_t delay;
	usec_t jitter; /* added to delay: uniform in 0..jitter; packets overtake one another */
	usec_t sigma;  /* deviation of the delay, about normal; packets keep their order */
	double burst;  /* packets lost in a row, on average (Gilbert-Elliott); below 1: one by one */
	double loss_pct, dup_pct, reorder_pct; /* reordered: held for another `delay` */
	double rate;  /* bytes a second through the bottleneck, 0: no bound */
	size_t queue; /* bytes that wait there, more are dropped; 0: 64 kB */
	size_t head;  /* bytes of headers that each datagram costs there besides */
	size_t mtu;   /* longer datagrams vanish; 0: no bound */
	bool outage;  /* everything vanishes */
	bool red;     /* the queue drops early: from a quarter of it on, up to a tenth when full */
	bool marks;   /* RED marks what is ECT instead of dropping it */
	usec_t mark_after; /* the queue marks ECT packets that wait longer than this; 0: no */
	bool codel;        /* only when that lasts, and then more and more of them (as RFC 8289) */
	enum net_ecn ecn;
	usec_t outage_every, outage_for; /* it comes and goes, each span drawn from half to twice */
};

struct net_stats {
	uint64_t sent, delivered, lost, bytes, delivered_bytes;
	uint64_t ect, ce; /* sent as ECT(0) or ECT(1); marked on the way */
	size_t queue_max; /* bytes waiting at the bottleneck */
	usec_t wait_max;  /* time in its queue */
};

struct net;

struct net *net_new(uint64_t seed, const struct addr *client, const struct addr *server);
void net_free(struct net *n);
void net_shape(struct net *n, enum net_way way, const struct net_shape *s);
void net_shape_both(struct net *n, const struct net_shape *s);
/* From now on the client's datagrams bear this address and only what is sent to it arrives. This
 * is a roam, or, with the same IP, a NAT that forgot us. */
void net_move_client(struct net *n, const struct addr *client);
/* What is sent to the client's previous address arrives too (both networks are up for a while). */
void net_keep_old(struct net *n, bool keep);

/* A NAT that forgets the client after a silence of so long: its next datagram has another port. */
void net_nat(struct net *n, usec_t timeout);
/* A TCP download that never ends shares the bottleneck towards the client, from `at` on. */
void net_cross_traffic(struct net *n, usec_t at);

void net_send(
	struct net *n, enum net_way way, const struct addr *to, struct bytes data, usec_t now);
/* With an ECN field (the two bits). */
void net_send_marked(struct net *n, enum net_way way, const struct addr *to, struct bytes data, uint8_t ecn,
	usec_t now);
usec_t net_next(const struct net *n); /* when the next datagram arrives */
/* The next datagram that has arrived by `now`: borrowed until the next call. */
bool net_receive(
	struct net *n, usec_t now, enum net_way *way, struct addr *from, struct bytes *data);
uint8_t net_mark(const struct net *n); /* the ECN field of the datagram received last */
struct net_stats net_stats(const struct net *n, enum net_way way);
/* How long a datagram that is sent now waits before the bottleneck. */
usec_t net_wait(const struct net *n, enum net_way way, usec_t now);
void net_forget_max(struct net *n); /* of the stats: queue_max and wait_max begin again */
