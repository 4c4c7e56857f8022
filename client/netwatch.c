/* client/netwatch.c -- rtnetlink on Linux, the routing socket on the BSDs and macOS. */
#include "client/netwatch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"

#ifdef __linux__
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#else
#include <net/if.h>
#include <net/route.h>
#endif

#define MESSAGE_ALIGN 4

struct netwatch {
	int fd;
	struct loop_watch *watch;
	bool (*peer)(void *ctx, struct addr *out);
	void (*changed)(void *ctx);
	void *ctx;
	struct addr source; /* that packets to the peer left from; ADDR_NONE: none, or never asked */
};

#ifdef __linux__

static int open_source(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
	struct sockaddr_nl nl = {.nl_family = AF_NETLINK};
	nl.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
	if (fd >= 0 && bind(fd, (struct sockaddr *)&nl, sizeof(nl)) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* The attributes behind the fixed part: is one of them this address? */
static bool names(struct bytes b, const struct addr *a)
{
	size_t len = a->family == ADDR_IP4 ? 4 : 16;
	struct rtattr at;
	while (b.len >= sizeof(at)) {
		memcpy(&at, b.data, sizeof(at));
		if (at.rta_len < sizeof(at) || at.rta_len > b.len) {
			return false;
		}
		bool address = at.rta_type == IFA_LOCAL || at.rta_type == IFA_ADDRESS;
		if (address && at.rta_len - sizeof(at) == len && memcmp(b.data + sizeof(at), a->ip, len) == 0) {
			return true;
		}
		size_t step = (at.rta_len + MESSAGE_ALIGN - 1u) & ~(MESSAGE_ALIGN - 1u);
		step = step < b.len ? step : b.len;
		b = bytes_of(b.data + step, b.len - step);
	}
	return false;
}

static bool takes_away(uint16_t type, struct bytes body, const struct addr *source)
{
	struct ifaddrmsg address;
	struct rtmsg route;
	int family = source->family == ADDR_IP4 ? AF_INET : AF_INET6;
	if (type == RTM_DELADDR && body.len >= sizeof(address)) {
		memcpy(&address, body.data, sizeof(address));
		return address.ifa_family == family &&
			names(bytes_of(body.data + sizeof(address), body.len - sizeof(address)), source);
	}
	if (type == RTM_DELROUTE && body.len >= sizeof(route)) {
		memcpy(&route, body.data, sizeof(route));
		return route.rtm_family == family && route.rtm_dst_len == 0 && route.rtm_table == RT_TABLE_MAIN;
	}
	return false;
}

bool netwatch_takes_away(struct bytes b, const struct addr *source)
{
	struct nlmsghdr h;
	while (b.len >= sizeof(h)) {
		memcpy(&h, b.data, sizeof(h));
		if (h.nlmsg_len < sizeof(h) || h.nlmsg_len > b.len) {
			return true; /* cut off: who knows */
		}
		if (takes_away(h.nlmsg_type, bytes_of(b.data + sizeof(h), h.nlmsg_len - sizeof(h)), source)) {
			return true;
		}
		size_t step = ((size_t)h.nlmsg_len + MESSAGE_ALIGN - 1u) & ~(size_t)(MESSAGE_ALIGN - 1u);
		step = step < b.len ? step : b.len;
		b = bytes_of(b.data + step, b.len - step);
	}
	return false;
}

#else

static int open_source(void)
{
	int fd = socket(PF_ROUTE, SOCK_RAW, 0);
	if (fd >= 0) {
		fcntl(fd, F_SETFD, FD_CLOEXEC);
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	}
	return fd;
}

/* One message a read; which address goes is not looked into. */
bool netwatch_takes_away(struct bytes b, const struct addr *source)
{
	struct rt_msghdr h;
	(void)source;
	if (b.len < offsetof(struct rt_msghdr, rtm_flags)) {
		return true;
	}
	memcpy(&h, b.data, b.len < sizeof(h) ? b.len : sizeof(h));
	return h.rtm_type == RTM_DELADDR || h.rtm_type == RTM_IFINFO;
}

#endif

/* The address that the system would send from: a datagram socket that is connected, but sends nothing.
 * ADDR_NONE when there is no way. */
static struct addr source_for(const struct addr *to)
{
	struct addr out = {.family = ADDR_NONE};
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(to->port)};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(to->port), .sin6_scope_id = to->scope};
	bool four = to->family == ADDR_IP4;
	memcpy(&in.sin_addr, to->ip, 4);
	memcpy(&in6.sin6_addr, to->ip, 16);
	struct sockaddr *sa = four ? (struct sockaddr *)&in : (struct sockaddr *)&in6;
	socklen_t len = four ? sizeof(in) : sizeof(in6);
	int fd = socket(four ? AF_INET : AF_INET6, SOCK_DGRAM, 0);
	if (fd < 0) {
		return out;
	}
	if (connect(fd, sa, len) == 0 && getsockname(fd, sa, &len) == 0) {
		out.family = to->family;
		memcpy(out.ip, four ? (const void *)&in.sin_addr : (const void *)&in6.sin6_addr, four ? 4 : 16);
	}
	close(fd);
	return out;
}

static bool find_source(const struct netwatch *w, struct addr *out)
{
	struct addr to;
	if (!w->peer(w->ctx, &to) || (to.family != ADDR_IP4 && to.family != ADDR_IP6)) {
		return false;
	}
	*out = source_for(&to);
	return true;
}

void netwatch_look(struct netwatch *w)
{
	if (w != NULL && !find_source(w, &w->source)) {
		w->source = (struct addr){.family = ADDR_NONE};
	}
}

static void on_event(void *ctx, int events)
{
	struct netwatch *w = ctx;
	uint8_t data[8192];
	struct addr now = {.family = ADDR_NONE};
	bool any = false, away = false;
	ssize_t n;
	(void)events;
	while ((n = recv(w->fd, data, sizeof(data), MSG_DONTWAIT)) > 0 || (n < 0 && errno == ENOBUFS)) {
		any = true; /* ENOBUFS: so many that some were dropped */
		away = away || n < 0 || netwatch_takes_away(bytes_of(data, (size_t)n), &w->source);
	}
	bool known = any && find_source(w, &now);
	bool same = known && now.family != ADDR_NONE && addr_same_host(&now, &w->source);
	if (any && (away || !same)) {
		w->source = now;
		w->changed(w->ctx);
	}
}

struct netwatch *netwatch_new(struct loop *loop, bool (*peer)(void *ctx, struct addr *out),
	void (*changed)(void *ctx), void *ctx)
{
	int fd = open_source();
	if (fd < 0) {
		return NULL;
	}
	struct netwatch *w = mem_zalloc(sizeof(*w));
	*w = (struct netwatch){.fd = fd, .peer = peer, .changed = changed, .ctx = ctx};
	w->watch = loop_fd(loop, fd, LOOP_READ, on_event, w);
	return w;
}

void netwatch_free(struct netwatch *w)
{
	if (w != NULL) {
		loop_unwatch(w->watch);
		close(w->fd);
		free(w);
	}
}
