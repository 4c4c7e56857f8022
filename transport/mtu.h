/* transport/mtu.h -- the size of datagrams: RFC 8899 in small. Begins at LINK_MTU; probes upward
 * once full datagrams are really sent; when large datagrams are lost again and again while small
 * ones get through, falls to LINK_MTU_MIN at once and feels its way up again. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include "base/usec.h"
#include "transport/limits.h"

struct mtu {
	bool fixed; /* a pipe: no probing, no black holes */
	uint16_t size;
	uint16_t probe;   /* size being tried, 0: none */
	uint16_t ceiling; /* a probe of this size failed */
	uint8_t tries;
	bool in_flight;       /* a probe */
	usec_t next_at;       /* next search */
	uint32_t large_acked; /* since the last change of size: does anybody need more? */
	uint32_t large_lost, small_acked; /* since a large one was acked */
	uint64_t large_pn;                /* the newest large one that was */
	double small_got, small_gone; /* of late: what the path loses whatever the size */
};

void mtu_init(struct mtu *m, bool fixed, uint16_t start);
/* The size of the probe to send now, or 0. */
size_t mtu_probe(struct mtu *m, usec_t now);
void mtu_probe_sent(struct mtu *m);
void mtu_probe_done(struct mtu *m, bool acked, usec_t now);
/* An ordinary packet was acked or lost. loss: the share of all packets lost of late, which is held
 * against a hole only as far as small packets bear it too. */
void mtu_acked(struct mtu *m, uint64_t pn, size_t len);
void mtu_lost(struct mtu *m, uint64_t pn, size_t len, double loss, usec_t now);
