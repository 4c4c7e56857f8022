/* tests/tools/netem_ecn.h -- the ECN field (RFC 3168) of IP packets, and what a path does to it. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum netem_ecn {
	NETEM_ECN_KEEP,
	NETEM_ECN_BLEACH, /* cleared */
	NETEM_ECN_DROP,   /* packets that bear a mark vanish */
	NETEM_ECN_CE,     /* all that bear a mark become CE */
};

/* NETEM_ECN_* of "keep", "bleach", "drop" or "ce", or -1. */
int netem_ecn_parse(const char *word);
const char *netem_ecn_text(enum netem_ecn how);

/* The two bits; 0 for what is no IP packet. */
uint8_t netem_ecn_of(const uint8_t *packet, size_t len);
/* Sets them, and IPv4's checksum right. */
void netem_ecn_set(uint8_t *packet, size_t len, uint8_t ecn);

struct netem_ecn_stats {
	uint64_t ect, ce, dropped; /* came with a mark; were made CE; vanished for it */
};

/* A packet comes. `marks`: the queue is long enough to mark it. False: it vanishes. */
bool netem_ecn_pass(
        enum netem_ecn how, bool marks, uint8_t *packet, size_t len, struct netem_ecn_stats *stats);
