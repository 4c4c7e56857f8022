/* tests/tools/netem_path.h -- one direction of an emulated path. Pure: it is handed packets, the
 * time and a seed, and says when it wants to be called again. A packet meets, in this order:
 *
 *     outage > MTU > loss > duplication > bottleneck (rate, drop-tail queue) > delay and jitter
 *
 * Each packet that comes in uses the same amount of randomness whatever the settings are: with one
 * seed the n-th packet meets the same fate at every delay, rate and queue. */
#pragma once

#include "base/bytes.h"
#include "base/usec.h"
#include "tests/tools/netem_conf.h"

#define LIMIT_NETEM_PACKETS (1u << 17)        /* held by one direction; more are queue drops */
#define LIMIT_NETEM_BYTES ((size_t)256 << 20) /* the same in bytes */

struct netem_packet {
	struct netem_packet *next;
	usec_t in_at;  /* when it came */
	usec_t out_at; /* when it is due */
	uint64_t seq;  /* order among those due at once */
	double gauss;  /* its share of the jitter, mean 0, deviation 1 */
	bool reordered;
	uint32_t tag;    /* the caller's */
	size_t wire_len; /* length as an IP packet */
	size_t len;
	uint8_t data[];
};

struct netem_stats {
	uint64_t packets, bytes; /* came in (IP lengths) */
	uint64_t delivered, delivered_bytes;
	uint64_t lost; /* by chance */
	uint64_t outage_dropped;
	uint64_t mtu_dropped;
	uint64_t queue_dropped;
	uint64_t duplicated; /* extra copies made */
	uint64_t reordered;
	usec_t queue_max; /* longest time from arrival until out of the bottleneck */
	usec_t late_max;  /* largest scheduling error: delivered after it was due */
};

struct netem_path;

struct netem_path *netem_path_new(uint64_t seed);
void netem_path_free(struct netem_path *p); /* NULL is fine */

/* New settings from `now` on. What waits before the bottleneck goes on at the new rate; what is
 * already delayed keeps its time, and later packets do not overtake it. */
void netem_path_set(struct netem_path *p, const struct netem_conf *conf, usec_t now);
const struct netem_conf *netem_path_conf(const struct netem_path *p);
/* Packets that come before `until` vanish; 0 ends it, USEC_NEVER is until further notice. Those
 * already on the path arrive. */
void netem_path_outage(struct netem_path *p, usec_t until);

/* How long a packet that comes now waits before it is sent: the queue. */
usec_t netem_path_wait(struct netem_path *p, usec_t now);
/* Copies the packet. wire_len is what counts for rate, MTU and statistics. */
void netem_path_input(
        struct netem_path *p, struct bytes data, size_t wire_len, uint32_t tag, usec_t now);
/* The next packet that is due, or NULL. The caller frees it with free(). */
struct netem_packet *netem_path_output(struct netem_path *p, usec_t now);
usec_t netem_path_deadline(const struct netem_path *p); /* USEC_NEVER when idle */

const struct netem_stats *netem_path_stats(const struct netem_path *p);
void netem_path_reset_stats(struct netem_path *p);
size_t netem_path_held(const struct netem_path *p); /* packets now on the path */
