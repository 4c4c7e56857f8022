/* base/ev_mark.h -- the ECN field (RFC 3168) of the datagrams that a UDP socket sends and receives: the lower
 * two bits of IPv4's type of service and of IPv6's traffic class. The upper six (DSCP) stay as the socket has
 * them, whoever set them. Where the system cannot tell or set the field it is 0. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#define MARK_ROOM (2 * CMSG_SPACE(sizeof(int))) /* what recvmsg needs for it in msg_control */

struct mark_socket {
	int fd;
	uint8_t next[2]; /* for IPv4 and IPv6: of what is sent */
};

/* From now on msg_control tells the field. v6: the socket is of IPv6; of IPv4 too, where it carries both. */
void mark_open(struct mark_socket *m, int fd, bool v6);
/* Of what is sent from now on to an address of that family. Free of charge while it stays the same. */
void mark_next(struct mark_socket *m, bool to_v6, uint8_t ecn);
uint8_t mark_of(struct msghdr *msg); /* of a datagram that recvmsg filled in */
