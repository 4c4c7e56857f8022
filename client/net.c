/* client/net.c -- unconnected UDP sockets, so that the system picks the source by the route of the moment. */
#include "client/net.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/ev_mark.h"
#include "base/mem.h"

#define PAIRS 2
#define BATCH 64

struct net_socket {
	struct net *net;
	int fd;
	struct mark_socket mark;
	struct loop_watch *watch;
};

struct net {
	struct loop *loop;
	void (*receive)(void *ctx, const struct addr *from, struct bytes b, uint8_t ecn);
	void *ctx;
	struct net_socket pairs[PAIRS][2]; /* [age][0: IPv4, 1: IPv6] */
};

static void take(struct net *n, const struct sockaddr_storage *ss, struct bytes b, uint8_t ecn)
{
	struct addr a = {0};
	if (ss->ss_family == AF_INET) {
		struct sockaddr_in in;
		memcpy(&in, ss, sizeof(in));
		a.family = ADDR_IP4;
		memcpy(a.ip, &in.sin_addr, 4);
		a.port = ntohs(in.sin_port);
	} else {
		struct sockaddr_in6 in6;
		memcpy(&in6, ss, sizeof(in6));
		a.family = ADDR_IP6;
		memcpy(a.ip, &in6.sin6_addr, 16);
		a.port = ntohs(in6.sin6_port);
		a.scope = IN6_IS_ADDR_LINKLOCAL(&in6.sin6_addr) ? in6.sin6_scope_id : 0;
	}
	n->receive(n->ctx, &a, b, ecn);
}

static void on_socket(void *ctx, int events)
{
	struct net_socket *s = ctx;
	(void)events;
	for (int i = 0; i < BATCH; i++) {
		uint8_t data[2048];
		struct sockaddr_storage from;
		_Alignas(struct cmsghdr) char control[MARK_ROOM];
		struct iovec iov = {.iov_base = data, .iov_len = sizeof(data)};
		struct msghdr msg = {
			.msg_name = &from,
			.msg_namelen = sizeof(from),
			.msg_iov = &iov,
			.msg_iovlen = 1,
			.msg_control = control,
			.msg_controllen = sizeof(control),
		};
		ssize_t n = recvmsg(s->fd, &msg, MSG_DONTWAIT);
		if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
			continue; /* an ICMP error of an earlier send */
		}
		if (n < 0) {
			break;
		}
		take(s->net, &from, bytes_of(data, (size_t)n), mark_of(&msg));
	}
}

/* The link finds out what fits (RFC 8899): fragments would hide it, and many paths drop them. */
static void forbid_fragments(int fd, int family)
{
#ifdef IP_PMTUDISC_PROBE
	int probe = family == AF_INET6 ? IPV6_PMTUDISC_PROBE : IP_PMTUDISC_PROBE;
	if (family == AF_INET6) {
		setsockopt(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, &probe, sizeof(probe));
	} else {
		setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &probe, sizeof(probe));
	}
#else
	(void)fd;
	(void)family;
#endif
}

static void open_one(struct net *n, struct net_socket *s, int family)
{
	int room = 1 << 20; /* for screens, and for junk until it was looked at */
	s->net = n;
	s->fd = socket(family, SOCK_DGRAM, 0);
	if (s->fd < 0) {
		return;
	}
	fcntl(s->fd, F_SETFD, FD_CLOEXEC);
	fcntl(s->fd, F_SETFL, fcntl(s->fd, F_GETFL) | O_NONBLOCK);
	forbid_fragments(s->fd, family);
	setsockopt(s->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	mark_open(&s->mark, s->fd, family == AF_INET6);
	s->watch = loop_fd(n->loop, s->fd, LOOP_READ, on_socket, s);
}

static void close_one(struct net_socket *s)
{
	loop_unwatch(s->watch);
	if (s->fd >= 0) {
		close(s->fd);
	}
	*s = (struct net_socket){.fd = -1};
}

static void open_pair(struct net *n)
{
	open_one(n, &n->pairs[0][0], AF_INET);
	open_one(n, &n->pairs[0][1], AF_INET6);
}

struct net *net_new(struct loop *loop,
	void (*receive)(void *ctx, const struct addr *from, struct bytes b, uint8_t ecn), void *ctx)
{
	struct net *n = mem_zalloc(sizeof(*n));
	n->loop = loop;
	n->receive = receive;
	n->ctx = ctx;
	for (size_t i = 0; i < PAIRS; i++) {
		n->pairs[i][0].fd = n->pairs[i][1].fd = -1;
	}
	open_pair(n);
	return n;
}

void net_free(struct net *n)
{
	if (n == NULL) {
		return;
	}
	for (size_t i = 0; i < PAIRS; i++) {
		close_one(&n->pairs[i][0]);
		close_one(&n->pairs[i][1]);
	}
	free(n);
}

void net_rebind(struct net *n)
{
	for (size_t i = 0; i < 2; i++) {
		struct net_socket *now = &n->pairs[0][i], *old = &n->pairs[1][i];
		close_one(old);
		if (now->fd >= 0) { /* the watch knows its socket by address: watch it anew */
			loop_unwatch(now->watch);
			*old = (struct net_socket){.net = n, .fd = now->fd, .mark = now->mark};
			old->watch = loop_fd(n->loop, old->fd, LOOP_READ, on_socket, old);
		}
		*now = (struct net_socket){.fd = -1};
	}
	open_pair(n);
}

bool net_send(struct net *n, const struct packet *p)
{
	struct net_socket *s = &n->pairs[p->path < PAIRS ? p->path : 0][p->to.family == ADDR_IP6];
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(p->to.port)};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(p->to.port), .sin6_scope_id = p->to.scope};
	const struct sockaddr *sa = (const struct sockaddr *)&in;
	socklen_t len = sizeof(in);
	memcpy(&in.sin_addr, p->to.ip, 4);
	if (p->to.family == ADDR_IP6) {
		memcpy(&in6.sin6_addr, p->to.ip, 16);
		sa = (const struct sockaddr *)&in6;
		len = sizeof(in6);
	}
	if (s->fd < 0) {
		return false;
	}
	mark_next(&s->mark, p->to.family == ADDR_IP6, p->ecn);
	if (sendto(s->fd, p->data, p->len, MSG_DONTWAIT, sa, len) >= 0) {
		return true;
	}
	return errno != ENETUNREACH && errno != EHOSTUNREACH && errno != EADDRNOTAVAIL && errno != ENETDOWN;
}
