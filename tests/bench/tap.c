/* tests/bench/tap.c -- what this host's network carries and when: runs until SIGTERM, writes to FILE
 *
 *   udp TIME DEVICE in|out SOURCE-PORT PORT LENGTH     each datagram; LENGTH is the payload's
 *   event TIME link|address|route                      the system tells of a change
 *
 * TIME is in microseconds, of the same clock as `date +%s%6N`. */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/rd.h"

#define HEADS 68 /* the longest head of IP, and UDP's */

static unsigned long long now_us(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_REALTIME, &ts);
	return (unsigned long long)ts.tv_sec * 1000000u + (unsigned long long)ts.tv_nsec / 1000u;
}

/* Up to UDP's head; false when it is something else, or not the first part of it. */
static bool skip_ip(struct rd *r)
{
	uint8_t first = rd_u8(r);
	if (first >> 4 == 6) {
		rd_take(r, 5);
		uint8_t next = rd_u8(r);
		rd_take(r, 33);
		return next == IPPROTO_UDP;
	}
	rd_take(r, 5);
	uint16_t fragment = rd_u16(r);
	rd_take(r, 1);
	uint8_t protocol = rd_u8(r);
	rd_take(r, 10 + 4u * ((first & 15u) > 5 ? (first & 15u) - 5 : 0));
	return first >> 4 == 4 && protocol == IPPROTO_UDP && (fragment & 0x1fff) == 0;
}

static void note_packet(FILE *out, struct bytes packet, const struct sockaddr_ll *from)
{
	char name[IF_NAMESIZE] = "?";
	struct rd r;
	rd_init(&r, packet);
	bool udp = skip_ip(&r);
	uint16_t source = rd_u16(&r), port = rd_u16(&r), length = rd_u16(&r);
	if (r.bad || !udp || length < 8) {
		return;
	}
	if_indextoname((unsigned)from->sll_ifindex, name);
	fprintf(out, "udp %llu %s %s %u %u %u\n", now_us(), name, from->sll_pkttype == PACKET_OUTGOING ? "out" : "in",
		source, port, length - 8u);
}

static void note_events(FILE *out, int fd)
{
	_Alignas(struct nlmsghdr) char data[8192];
	ssize_t n = recv(fd, data, sizeof(data), 0);
	unsigned long long now = now_us();
	size_t len = n > 0 ? (size_t)n : 0;
	struct nlmsghdr *h;
	for (size_t at = 0; at + sizeof(*h) <= len; at += NLMSG_ALIGN(h->nlmsg_len)) {
		h = (struct nlmsghdr *)(void *)(data + at);
		const char *what = h->nlmsg_type == RTM_NEWLINK || h->nlmsg_type == RTM_DELLINK ? "link"
			: h->nlmsg_type == RTM_NEWADDR || h->nlmsg_type == RTM_DELADDR ? "address" : "route";
		fprintf(out, "event %llu %s\n", now, what);
	}
}

static int open_events(void)
{
	struct sockaddr_nl at = {.nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV4_ROUTE};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&at, sizeof(at)) < 0) {
		perror("tap: netlink");
		exit(1);
	}
	return fd;
}

int main(int argc, char **argv)
{
	FILE *out = argc == 2 ? fopen(argv[1], "w") : NULL;
	int packets = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, htons(ETH_P_ALL)), events = open_events();
	sigset_t end;
	sigemptyset(&end);
	sigaddset(&end, SIGTERM);
	sigaddset(&end, SIGINT);
	sigprocmask(SIG_BLOCK, &end, NULL);
	int ended = signalfd(-1, &end, SFD_CLOEXEC), room = 8 << 20;
	if (out == NULL || packets < 0 || ended < 0) {
		perror("usage: tap FILE (root)");
		return 1;
	}
	setvbuf(out, NULL, _IOLBF, 0);
	setsockopt(packets, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	struct pollfd p[] = {{.fd = packets, .events = POLLIN}, {.fd = events, .events = POLLIN}, {.fd = ended, .events = POLLIN}};
	while (poll(p, 3, -1) >= 0 || errno == EINTR) {
		uint8_t head[HEADS];
		struct sockaddr_ll from;
		socklen_t len = sizeof(from);
		if ((p[0].revents & POLLIN) != 0) {
			ssize_t n = recvfrom(packets, head, sizeof(head), MSG_DONTWAIT, (struct sockaddr *)&from, &len);
			note_packet(out, bytes_of(head, n > 0 ? (size_t)n : 0), &from);
		}
		if ((p[1].revents & POLLIN) != 0) {
			note_events(out, events);
		}
		if ((p[2].revents & POLLIN) != 0) {
			break;
		}
	}
	return fclose(out) == 0 ? 0 : 1;
}
