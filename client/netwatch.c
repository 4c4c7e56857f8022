/* client/netwatch.c -- rtnetlink on Linux, the routing socket on the BSDs and macOS. */
#include "client/netwatch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"

#ifdef __linux__
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#else
#include <net/route.h>
#endif

struct netwatch {
	int fd;
	struct loop_watch *watch;
	void (*changed)(void *ctx);
	void *ctx;
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

#endif

static void on_event(void *ctx, int events)
{
	struct netwatch *w = ctx;
	char data[8192];
	bool any = false;
	(void)events;
	while (recv(w->fd, data, sizeof(data), MSG_DONTWAIT) > 0) {
		any = true;
	}
	if (any) {
		w->changed(w->ctx);
	}
}

struct netwatch *netwatch_new(struct loop *loop, void (*changed)(void *ctx), void *ctx)
{
	int fd = open_source();
	if (fd < 0) {
		return NULL;
	}
	struct netwatch *w = mem_zalloc(sizeof(*w));
	*w = (struct netwatch){.fd = fd, .changed = changed, .ctx = ctx};
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
