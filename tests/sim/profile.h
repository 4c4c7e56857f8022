/* tests/sim/profile.h -- a link profile: a file of words that the simulator and mux-netem share.
 *
 *     # A comment.
 *     both delay=50 jitter=5 loss=1 queue=200ms
 *     b>a rate=2mbit
 *     sim burst=3 nat=30s
 *
 * The words are mux-netem's (tests/tools/README.md); a>b is up, b>a down. A line that begins with
 * `sim` is the simulator's alone: burst (packets in a row), red=1, outage-every and outage-for, each
 * for a direction as above; nat (silence after which the client's port changes) and cross (when a TCP
 * download begins) for the link. */
#pragma once

#include "tests/sim/net.h"

#define PROFILE_NAME 32

struct profile {
	char name[PROFILE_NAME];
	struct net_shape up, down;
	usec_t nat;
	bool cross;
	usec_t cross_at;
};

/* 0, or ERR_ARG: the file does not exist, or a word in it is not known. */
int profile_read(const char *folder, const char *name, struct profile *out);
