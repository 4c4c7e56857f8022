/* tests/tools/netem_conf.h -- how one direction of the emulated path behaves, and the words that
 * say so. The command line and the control socket share one language:
 *
 *     both delay=50 jitter=5 a>b loss=29 rate=2mbit queue=200ms
 *
 * A direction word (a>b, ab, a-b; b>a, ba, b-a; both) holds for the words behind it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/usec.h"
#include "tests/tools/netem_ecn.h"

enum netem_dir { NETEM_AB, NETEM_BA, NETEM_DIRS };

enum { NETEM_MASK_AB = 1u << NETEM_AB, NETEM_MASK_BA = 1u << NETEM_BA, NETEM_MASK_BOTH = 3u };

struct netem_conf {
	usec_t delay;      /* one way */
	usec_t jitter;     /* standard deviation of the delay */
	double loss;       /* percent, each packet by itself */
	double duplicate;  /* percent */
	double reorder;    /* percent of packets that are held back and need not keep their order */
	usec_t reorder_by; /* for how long they are held back */
	uint64_t rate;     /* bits per second; 0: no limit */
	usec_t queue_time; /* drop-tail limit before the bottleneck as time; 0: not by time */
	uint64_t queue_len; /* the same in bytes; 0: not by bytes */
	uint64_t mtu;       /* longer IP packets vanish; 0: no limit */
	bool no_udp;        /* UDP vanishes (join mode): a firewall */
	enum netem_ecn ecn; /* join mode */
	usec_t mark_after;  /* join mode: what is ECT and would wait longer becomes CE; 0: nothing */
};

struct netem_conf netem_conf_default(void);
const char *netem_dir_text(enum netem_dir dir); /* "a>b" or "b>a" */
/* NETEM_MASK_* of a direction word, 0 when `word` is none. */
unsigned netem_dir_parse(const char *word);

/* True when `key` names a setting. */
bool netem_conf_is_key(const char *key);
/* Sets one key in the directions of `mask`. ERR_ARG, nothing changed, when key or value is bad. */
int netem_conf_set(
        struct netem_conf conf[NETEM_DIRS], unsigned mask, const char *key, const char *value);
/* "delay=50ms jitter=0ms ..." appended to `out`. */
void netem_conf_text(const struct netem_conf *c, struct buf *out);
/* One line for each setting, for --help. */
void netem_conf_help(FILE *to);

/* "60s", "50ms", "200us", or a bare number of `unit`. ERR_ARG above 24 h and on anything else. */
int netem_span_parse(const char *text, usec_t unit, usec_t *out);
