/* server/udp.c -- sockets for server/udp.h. The local address that a peer spoke to is kept per peer, so
 * that a host with several addresses answers from the right one (a NAT or firewall expects it). */
#include "server/udp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/ev_mark.h"
#include "base/mem.h"
#include "server/limits.h"
#include "transport/handshake.h"

#define PEERS 256 /* remembered local addresses, by hash of the peer */
#define ROOM (LINK_MTU_MAX + 16) /* what is cut off here is too long anyway */
#define CONTROL_ROOM (CMSG_SPACE(sizeof(struct in6_pktinfo)) + MARK_ROOM)

struct peer {
	struct addr remote;
	struct in6_pktinfo local;
};

union sockaddr_any {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

/* One datagram of a batch. */
struct slot {
	union sockaddr_any from;
	struct iovec iov;
	_Alignas(struct cmsghdr) char control[CONTROL_ROOM];
	uint8_t data[ROOM];
};

struct udp {
	int fd;
	bool v6;
	uint16_t port;
	struct mark_socket mark;
	struct peer peers[PEERS];
	struct slot slots[LIMIT_UDP_BATCH];
	struct mmsghdr msgs[LIMIT_UDP_BATCH];
};

static struct addr addr_from(const union sockaddr_any *sa)
{
	struct addr a = {0};
	if (sa->sa.sa_family == AF_INET) {
		a.family = ADDR_IP4;
		memcpy(a.ip, &sa->in.sin_addr, 4);
		a.port = ntohs(sa->in.sin_port);
	} else {
		a.family = ADDR_IP6;
		memcpy(a.ip, &sa->in6.sin6_addr, 16);
		a.port = ntohs(sa->in6.sin6_port);
		a.scope = IN6_IS_ADDR_LINKLOCAL(&sa->in6.sin6_addr) ? sa->in6.sin6_scope_id : 0;
	}
	return addr_unmapped(a);
}

static socklen_t addr_to(const struct addr *a, bool v6_socket, union sockaddr_any *sa)
{
	memset(sa, 0, sizeof(*sa));
	if (!v6_socket) {
		sa->in.sin_family = AF_INET;
		memcpy(&sa->in.sin_addr, a->ip, 4);
		sa->in.sin_port = htons(a->port);
		return sizeof(sa->in);
	}
	sa->in6.sin6_family = AF_INET6;
	sa->in6.sin6_port = htons(a->port);
	sa->in6.sin6_scope_id = a->scope;
	if (a->family == ADDR_IP4) {
		sa->in6.sin6_addr.s6_addr[10] = 0xff;
		sa->in6.sin6_addr.s6_addr[11] = 0xff;
		memcpy(&sa->in6.sin6_addr.s6_addr[12], a->ip, 4);
	} else {
		memcpy(&sa->in6.sin6_addr, a->ip, 16);
	}
	return sizeof(sa->in6);
}

/* The link finds out what fits (RFC 8899): fragments would hide it, and many paths drop them. The
 * system's own idea of the path's size is not asked: whoever forges an ICMP message cannot shrink it. */
static void forbid_fragments(int fd, bool v6)
{
#ifdef IP_PMTUDISC_PROBE
	int probe = IP_PMTUDISC_PROBE;
	setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &probe, sizeof(probe));
	if (v6) {
		probe = IPV6_PMTUDISC_PROBE;
		setsockopt(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, &probe, sizeof(probe));
	}
#else
	(void)fd;
	(void)v6;
#endif
}

static int open_socket(bool v6)
{
	int fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
	if (fd < 0) {
		return -1;
	}
	int on = 1, off = 0, size = 1 << 20;
	if (v6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)) < 0) {
		close(fd);
		return -1;
	}
	if (v6) {
		setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof(on));
	}
	forbid_fragments(fd, v6);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	return fd;
}

static bool bind_port(int fd, bool v6, const struct addr *bind_to, uint16_t port)
{
	struct addr a = *bind_to;
	union sockaddr_any sa;
	a.port = port;
	socklen_t len = addr_to(&a, v6, &sa);
	return bind(fd, &sa.sa, len) == 0;
}

/* A socket bound to the first free port, or -1 and errno. */
static int open_bound(const struct addr *bind_to, uint16_t low, uint16_t high)
{
	bool v6 = bind_to->family == ADDR_IP6;
	int fd = open_socket(v6);
	uint32_t port = low;
	while (fd >= 0 && !bind_port(fd, v6, bind_to, (uint16_t)port)) {
		if (errno != EADDRINUSE || port >= high) {
			int saved = errno;
			close(fd);
			errno = saved;
			return -1;
		}
		port++;
	}
	return fd;
}

int udp_open(uint16_t low, uint16_t high, const char *bind_ip, struct udp **out)
{
	struct addr bind_to = {.family = ADDR_IP6};
	if (bind_ip != NULL && addr_parse(bind_ip, 0, &bind_to) < 0) {
		return ERR_ARG;
	}
	int fd = open_bound(&bind_to, low, high);
	if (fd < 0 && bind_ip == NULL && errno != EADDRINUSE) { /* a host without IPv6 */
		bind_to.family = ADDR_IP4;
		fd = open_bound(&bind_to, low, high);
	}
	if (fd < 0) {
		return ERR_SYS;
	}
	struct udp *u = mem_zalloc(sizeof(*u));
	union sockaddr_any sa;
	socklen_t len = sizeof(sa);
	u->fd = fd;
	u->v6 = bind_to.family == ADDR_IP6;
	mark_open(&u->mark, fd, u->v6);
	if (getsockname(fd, &sa.sa, &len) == 0) {
		u->port = u->v6 ? ntohs(sa.in6.sin6_port) : ntohs(sa.in.sin_port);
	}
	*out = u;
	return 0;
}

void udp_close(struct udp *u)
{
	if (u != NULL) {
		close(u->fd);
		free(u);
	}
}

uint16_t udp_port(const struct udp *u)
{
	return u->port;
}

int udp_fd(const struct udp *u)
{
	return u->fd;
}

static struct peer *peer_slot(struct udp *u, const struct addr *a)
{
	uint32_t h = a->port;
	for (size_t i = 0; i < sizeof(a->ip); i++) {
		h = h * 31u + a->ip[i];
	}
	return &u->peers[h % PEERS];
}

static void remember_local(struct udp *u, const struct addr *from, struct msghdr *msg)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
			struct peer *p = peer_slot(u, from);
			p->remote = *from;
			memcpy(&p->local, CMSG_DATA(c), sizeof(p->local));
			p->local.ipi6_ifindex = 0; /* the route may change; only the address matters */
		}
	}
}

static void prepare(struct udp *u)
{
	for (size_t i = 0; i < LIMIT_UDP_BATCH; i++) {
		struct slot *s = &u->slots[i];
		s->iov = (struct iovec){.iov_base = s->data, .iov_len = sizeof(s->data)};
		u->msgs[i].msg_hdr = (struct msghdr){
			.msg_name = &s->from,
			.msg_namelen = sizeof(s->from),
			.msg_iov = &s->iov,
			.msg_iovlen = 1,
			.msg_control = s->control,
			.msg_controllen = sizeof(s->control),
		};
	}
}

/* How many datagrams there are now; errors of the network (ICMP) that wait on the socket are passed over. */
static int read_batch(struct udp *u)
{
	for (int tries = 0; tries < 8; tries++) {
		prepare(u);
		int n = recvmmsg(u->fd, u->msgs, LIMIT_UDP_BATCH, MSG_DONTWAIT, NULL);
		if (n >= 0) {
			return n;
		}
		if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EBADF) {
			return 0;
		}
	}
	return 0;
}

static bool hand_over(
	struct udp *u, int i, int (*f)(void *ctx, const struct addr *from, struct bytes b, uint8_t ecn), void *ctx)
{
	struct addr from = addr_from(&u->slots[i].from);
	uint8_t ecn = mark_of(&u->msgs[i].msg_hdr);
	if (f(ctx, &from, bytes_of(u->slots[i].data, u->msgs[i].msg_len), ecn) < 0) {
		return false;
	}
	if (u->v6) {
		remember_local(u, &from, &u->msgs[i].msg_hdr); /* strangers must not push out those who are known */
	}
	return true;
}

int udp_receive(
	struct udp *u, int (*f)(void *ctx, const struct addr *from, struct bytes b, uint8_t ecn), void *ctx)
{
	int n = read_batch(u), taken = 0;
	/* A flood of handshakes must not delay the keys of those who are there. */
	for (int pass = 0; pass < 2; pass++) {
		for (int i = 0; i < n; i++) {
			bool handshake = (u->slots[i].data[0] & PACKET_HANDSHAKE_BIT) != 0;
			if (u->msgs[i].msg_len > 0 && handshake == (pass == 1)) {
				taken += hand_over(u, i, f, ctx);
			}
		}
	}
	return taken;
}

bool udp_send(struct udp *u, const struct packet *p)
{
	union sockaddr_any sa;
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(sizeof(struct in6_pktinfo))];
	} control;
	uint8_t data[LINK_MTU_MAX];
	memcpy(data, p->data, p->len);
	struct iovec iov = {.iov_base = data, .iov_len = p->len};
	struct msghdr msg = {.msg_name = &sa, .msg_iov = &iov, .msg_iovlen = 1};
	msg.msg_namelen = addr_to(&p->to, u->v6, &sa);
	mark_next(&u->mark, p->to.family == ADDR_IP6, p->ecn);
	const struct peer *peer = peer_slot(u, &p->to);
	if (u->v6 && addr_equal(&peer->remote, &p->to)) {
		memset(&control, 0, sizeof(control));
		msg.msg_control = &control;
		msg.msg_controllen = sizeof(control);
		struct cmsghdr *c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = IPPROTO_IPV6;
		c->cmsg_type = IPV6_PKTINFO;
		c->cmsg_len = CMSG_LEN(sizeof(struct in6_pktinfo));
		memcpy(CMSG_DATA(c), &peer->local, sizeof(peer->local));
	}
	if (sendmsg(u->fd, &msg, MSG_DONTWAIT) >= 0) {
		return true;
	}
	if (errno == EINVAL && msg.msg_control != NULL) { /* that local address is gone */
		msg.msg_control = NULL;
		msg.msg_controllen = 0;
		return sendmsg(u->fd, &msg, MSG_DONTWAIT) >= 0 || errno != EAGAIN;
	}
	return errno != EAGAIN && errno != EWOULDBLOCK;
}
