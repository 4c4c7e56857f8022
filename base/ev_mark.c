/* base/ev_mark.c -- the ECN field of datagrams. Set on the socket and not with each message: not every system
 * takes it there, and a link changes its mind rarely. */
#include "base/ev_mark.h"

#include <netinet/in.h>
#include <string.h>

#define ECN_BITS 3

void mark_open(struct mark_socket *m, int fd, bool v6)
{
	int on = 1;

	*m = (struct mark_socket){.fd = fd};
	/* An IPv6 socket may refuse what is IPv4's, and without it peers of IPv4 go unmarked. */
#ifdef IP_RECVTOS
	setsockopt(fd, IPPROTO_IP, IP_RECVTOS, &on, sizeof(on));
#endif
#ifdef IPV6_RECVTCLASS
	if (v6) {
		setsockopt(fd, IPPROTO_IPV6, IPV6_RECVTCLASS, &on, sizeof(on));
	}
#endif
	(void)v6;
}

void mark_next(struct mark_socket *m, bool to_v6, uint8_t ecn)
{
	int level = to_v6 ? IPPROTO_IPV6 : IPPROTO_IP, name = to_v6 ? IPV6_TCLASS : IP_TOS, field = 0;
	socklen_t len = sizeof(field);

	if (m->next[to_v6] == ecn) {
		return;
	}
	m->next[to_v6] = ecn; /* if the system refuses it is not asked with each packet */
	if (getsockopt(m->fd, level, name, &field, &len) < 0 || field < 0) {
		field = 0;
	}
	field = (field & ~ECN_BITS) | ecn;
	setsockopt(m->fd, level, name, &field, sizeof(field));
}

static bool tells_mark(const struct cmsghdr *c)
{
	if (c->cmsg_level == IPPROTO_IP) {
#ifdef IP_RECVTOS
		return c->cmsg_type == IP_TOS || c->cmsg_type == IP_RECVTOS; /* Linux; BSD and macOS */
#else
		return c->cmsg_type == IP_TOS;
#endif
	}
	return c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_TCLASS;
}

uint8_t mark_of(struct msghdr *msg)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		int field = 0;
		uint8_t byte = 0;

		if (!tells_mark(c)) {
			continue;
		}
		if (c->cmsg_len >= CMSG_LEN(sizeof(field))) { /* IPv6 gives an int, IPv4 a byte */
			memcpy(&field, CMSG_DATA(c), sizeof(field));
		} else if (c->cmsg_len >= CMSG_LEN(sizeof(byte))) {
			memcpy(&byte, CMSG_DATA(c), sizeof(byte));
			field = byte;
		}
		return (uint8_t)(field & ECN_BITS);
	}
	return 0;
}
