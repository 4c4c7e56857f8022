/* transport/limits.h -- limits of the link. */
#pragma once

#define LINK_MTU 1200     /* bytes of a datagram to begin with */
#define LINK_MTU_MIN 512  /* where black-hole detection ends */
#define LINK_MTU_MAX 1472 /* upper end of the search */
#define LINK_CID_LEN 8
#define LINK_PSK_LEN 32
#define LINK_PSK_ID_LEN 16
#define LIMIT_LINK_STREAMS 16      /* stream ids are 0..15 in each direction */
#define LIMIT_STREAM_WINDOW 262144 /* unread bytes that a receiver takes per stream */
#define LIMIT_LINK_SENT 4096       /* packets remembered until acked or lost */
#define LIMIT_LINK_ACK_RANGES 32
#define LIMIT_LINK_REMOTES 16 /* addresses that a client tries */
#define LIMIT_ENDPOINT_LINKS 1024
#define LIMIT_ENDPOINT_PSKS 1024
#define LIMIT_ENDPOINT_HALF_OPEN 4 /* per PSK */
#define LIMIT_HELLO 1024           /* bytes of the application's part of a handshake message */
