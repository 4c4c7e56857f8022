/* tests/sim/link_test.c -- the link on a simulated network: what a user feels, pinned as
 * percentiles over many seeds, and laws that hold whatever the network does. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/sim/link_world.h"

/* Echo times in ms over many seeds. */
struct sample {
	double *at;
	size_t count, cap;
	double packets_up, packets_down;
};

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void collect(struct sample *s, const struct world *w)
{
	for (uint64_t i = 0; i < w->typed; i++) {
		if (s->count == s->cap) {
			s->at = mem_grow(s->at, &s->cap, s->count + 1, sizeof *s->at);
		}
		s->at[s->count++] = (double)(w->echoed_at[i] - w->typed_at[i]) / 1e3;
	}
}

static double percentile(struct sample *s, double pct)
{
	qsort(s->at, s->count, sizeof *s->at, by_value);
	return s->at[(size_t)((double)(s->count - 1) * pct / 100)];
}

static double mean(const struct sample *s)
{
	double sum = 0;

	for (size_t i = 0; i < s->count; i++) {
		sum += s->at[i];
	}
	return sum / (double)s->count;
}

#define CHECK(w, what)                                                                             \
	do {                                                                                       \
		if (!(what)) {                                                                     \
			fail_msg("seed %u: " #what, (unsigned)(w)->seed);                          \
		}                                                                                  \
	} while (0)

/* Types a key every `every` for `span`; every key must come back once. */
static struct sample type(const struct net_shape *shape, unsigned seeds, usec_t span, usec_t every)
{
	struct sample s = {0};

	for (uint64_t seed = 1; seed <= seeds; seed++) {
		struct world *w = world_new(seed, shape);
		struct net_stats up, down;

		CHECK(w, world_connect(w, SEC(30)));
		world_run(w, w->now + SEC(1), 0);
		up = net_stats(w->net, NET_UP);
		down = net_stats(w->net, NET_DOWN);
		world_run(w, w->now + span, every);
		s.packets_up += (double)(net_stats(w->net, NET_UP).sent - up.sent);
		s.packets_down += (double)(net_stats(w->net, NET_DOWN).sent - down.sent);
		CHECK(w, world_run_until_sync(w, SEC(10)));
		collect(&s, w);
		world_free(w);
	}
	s.packets_up /= (double)s.count;
	s.packets_down /= (double)s.count;
	return s;
}

/* mosh in the same case, measured: median 161, mean 224, p99 622 ms. */
static void test_echo_at_29_percent_loss(void **state)
{
	struct net_shape shape = {.delay = MS(50), .loss_pct = 29};
	struct sample s = type(&shape, 84, SEC(60), MS(250));

	(void)state;
	print_message("29 %% lost each way, RTT 100, %zu keys: median %.1f mean %.1f p90 %.1f p99 %.1f max %.1f ms, "
		      "%.1f / %.1f datagrams a key\n",
		s.count, percentile(&s, 50), mean(&s), percentile(&s, 90), percentile(&s, 99), percentile(&s, 100),
		s.packets_up, s.packets_down);
	assert_true(s.count >= 20000);
	assert_true(percentile(&s, 50) <= 106);
	assert_true(mean(&s) <= 115);
	assert_true(percentile(&s, 90) <= 125);
	assert_true(percentile(&s, 99) <= 250);
	assert_true(s.packets_up <= 7 && s.packets_down <= 6);
	free(s.at);
}

static void test_echo_at_10_percent_loss(void **state)
{
	struct net_shape shape = {.delay = MS(50), .loss_pct = 10};
	struct sample s = type(&shape, 10, SEC(60), MS(250));

	(void)state;
	assert_true(percentile(&s, 50) <= 101);
	assert_true(mean(&s) <= 110);
	assert_true(percentile(&s, 99) <= 230);
	free(s.at);
}

/* mosh: 402 ms, because a frame interval is in the way. */
static void test_echo_at_rtt_300(void **state)
{
	struct net_shape shape = {.delay = MS(150)};
	struct sample s = type(&shape, 5, SEC(30), MS(230));

	(void)state;
	assert_true(percentile(&s, 100) <= 305);
	assert_true(s.packets_up <= 2.1 && s.packets_down <= 2.1);
	free(s.at);
}

static void test_echo_at_rtt_0(void **state)
{
	struct net_shape shape = {.delay = 100};
	struct sample s = type(&shape, 5, SEC(30), MS(100));

	(void)state;
	assert_true(percentile(&s, 99) <= 0.5);
	free(s.at);
}

static void test_echo_with_jitter(void **state)
{
	struct net_shape shape = {
		.delay = MS(60), .jitter = MS(20), .loss_pct = 3, .dup_pct = 3, .reorder_pct = 3};
	struct sample s = type(&shape, 10, SEC(60), MS(170));

	(void)state;
	assert_true(percentile(&s, 50) <= 145);
	assert_true(percentile(&s, 99) <= 330);
	free(s.at);
}

static void change_some(struct world *w)
{
	for (int i = 0; i < 5; i++) {
		world_change(w, (enum link_class)rng_below(w->rng, LINK_CLASSES),
			(uint32_t)rng_below(w->rng, WORLD_CELLS));
	}
}

static void random_shape(struct world *w)
{
	struct net_shape s = {
		.delay = MS(rng_below(w->rng, 120)),
		.jitter = rng_below(w->rng, 3) == 0 ? MS(rng_below(w->rng, 60)) : 0,
		.loss_pct = rng_below(w->rng, 2) == 0 ? 0 : (double)rng_below(w->rng, 45),
		.dup_pct = (double)rng_below(w->rng, 10),
		.reorder_pct = (double)rng_below(w->rng, 10),
		.rate = rng_below(w->rng, 3) == 0 ? 20000 + (double)rng_below(w->rng, 200000) : 0,
		.mtu = rng_below(w->rng, 6) == 0 ? 600 + rng_below(w->rng, 700) : 0,
		.outage = rng_below(w->rng, 10) == 0,
	};
	net_shape(w->net, NET_UP, &s);
	s.outage = rng_below(w->rng, 10) == 0;
	net_shape(w->net, NET_DOWN, &s);
}

/* Whatever the network does: once it is quiet, both ends have the same; no key is lost or doubled;
 * each token is settled once (world_free sees to that). */
static void test_converges(void **state)
{
	struct net_shape fair = {.delay = MS(30)};

	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct world *w = world_new(seed, &fair);
		uint8_t blob[700];

		CHECK(w, world_connect(w, SEC(30)));
		for (int round = 0; round < 12; round++) {
			random_shape(w);
			change_some(w);
			for (size_t i = 0; i < sizeof blob; i++) {
				blob[i] = (uint8_t)((stream_tx_end(w->blob) + i) % 251);
			}
			stream_tx_write(w->blob, bytes_of(blob, sizeof blob));
			if (rng_below(w->rng, 5) == 0) {
				world_roam(w, rng_below(w->rng, 2) ? "10.0.0.3" : "10.0.0.4",
					(uint16_t)(40000 + rng_below(w->rng, 100)),
					rng_below(w->rng, 2) == 0);
			}
			world_run(w, w->now + MS(rng_below(w->rng, 3000)), MS(70));
		}
		net_shape_both(w->net, &fair);
		CHECK(w, world_run_until_sync(w, SEC(15)));
		CHECK(w, w->settled <= w->filled);
		world_free(w);
	}
}

static void outage(uint64_t seed, usec_t span, usec_t again)
{
	struct net_shape shape = {.delay = MS(50)}, dead = {.outage = true};
	struct world *w = world_new(seed, &shape);
	struct net_stats up, down;
	usec_t back;

	CHECK(w, world_connect(w, SEC(30)));
	world_run(w, w->now + SEC(2) + MS(seed * 37), MS(250));
	net_shape_both(w->net, &dead);
	up = net_stats(w->net, NET_UP);
	down = net_stats(w->net, NET_DOWN);
	world_type(w);
	for (uint32_t i = 0; i < 20; i++) {
		world_change(w, LINK_FOCUS, i);
		world_run(w, w->now + span / 20, 0);
	}
	/* The network is not hammered meanwhile: 60 ms for ten seconds, then a second. */
	CHECK(w, net_stats(w->net, NET_UP).sent - up.sent <= 200 + span / SEC(1));
	CHECK(w, net_stats(w->net, NET_DOWN).sent - down.sent <= 200 + span / SEC(1));
	net_shape_both(w->net, &shape);
	back = w->now;
	w->heard_new_at = 0;
	CHECK(w, world_run_until_sync(w, SEC(20)));
	CHECK(w, w->heard_new_at - back <= MS(100) + again);
	CHECK(w, w->now - back <= MS(300) + again);
	world_free(w);
}

static void test_outages(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 10; seed++) {
		outage(seed, SEC(5), MS(100));
		outage(seed, SEC(60), SEC(1));
		outage(seed, SEC(3600), SEC(3));
	}
}

/* A roam, with and without the client knowing: the next byte of the server arrives on the new
 * path. */
static void test_roams(void **state)
{
	struct net_shape shape = {.delay = MS(50)};

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		bool told = seed % 2 == 0, same_host = seed % 3 == 0;
		struct world *w = world_new(seed, &shape);
		usec_t at;

		CHECK(w, world_connect(w, SEC(30)));
		world_run(w, w->now + SEC(2), MS(250));
		at = w->now;
		world_change(w, LINK_FOCUS, 1);
		world_roam(w, same_host ? "10.0.0.2" : "10.9.0.7", 40001, told);
		if (!told) {
			world_type(w);
		}
		world_run(w, w->now + SEC(1), 0);
		CHECK(w, w->heard_new_at - at <= MS(150));
		CHECK(w, w->server_roams == 1 && w->roamed_at - at <= MS(200));
		CHECK(w, w->client_roams == (told ? 1u : 0u));
		CHECK(w, world_run_until_sync(w, SEC(2)));
		world_free(w);
	}
}

/* A roam on a lossy path. */
static void test_lossy_roams(void **state)
{
	struct net_shape shape = {.delay = MS(50), .loss_pct = 29};
	struct sample s = {0};

	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct world *w = world_new(seed, &shape);
		usec_t at;

		CHECK(w, world_connect(w, SEC(30)));
		world_run(w, w->now + SEC(5), MS(250));
		at = w->now;
		world_roam(w, "10.9.0.7", 40001, true);
		world_run(w, w->now + SEC(5), MS(250));
		CHECK(w, w->heard_new_at != 0);
		if (s.count == s.cap) {
			s.at = mem_grow(s.at, &s.cap, s.count + 1, sizeof *s.at);
		}
		s.at[s.count++] = (double)(w->heard_new_at - at) / 1e3;
		CHECK(w, world_run_until_sync(w, SEC(10)));
		world_free(w);
	}
	assert_true(percentile(&s, 50) <= 170);
	assert_true(percentile(&s, 95) <= 500);
	free(s.at);
}

/* Replayed old datagrams, from elsewhere, move nothing. */
static void test_replay_moves_nothing(void **state)
{
	struct net_shape shape = {.delay = MS(20), .dup_pct = 50};
	struct world *w = world_new(1, &shape);
	struct packet old, p;
	struct addr thief;
	struct link_figures before, after;

	(void)state;
	CHECK(w, world_connect(w, SEC(30)));
	world_run(w, w->now + SEC(1), 0);
	world_type(w);
	CHECK(w, link_output(w->client, &old, w->now));
	net_send(w->net, NET_UP, &old.to, bytes_of(old.data, old.len), w->now);
	world_run(w, w->now + SEC(5), MS(200));
	addr_parse("203.0.113.66", 666, &thief);
	link_figures(w->server, w->now, &before);
	for (int i = 0; i < 100; i++) {
		CHECK(w, endpoint_input(w->endpoint, &thief, bytes_of(old.data, old.len), w->now) <
		                 0);
	}
	link_figures(w->server, w->now, &after);
	assert_true(addr_equal(&before.remote, &after.remote));
	assert_int_equal(before.srtt, after.srtt);
	while (endpoint_output(w->endpoint, &p, w->now)) {
		assert_false(addr_equal(&p.to, &thief));
	}
	world_free(w);
}

/* Somebody on the way who hurries our newest datagram along from his own address becomes a
 * candidate at most: he gets three times his bytes, and the client's own path stays served. */
static void test_hijack(void **state)
{
	struct net_shape shape = {.delay = MS(50)};
	struct world *w = world_new(3, &shape);
	struct packet p;
	struct addr thief;
	struct link_figures f;
	size_t stolen = 0, spent = 0;

	(void)state;
	CHECK(w, world_connect(w, SEC(30)));
	world_run(w, w->now + SEC(1), MS(250));
	addr_parse("203.0.113.66", 666, &thief);
	world_type(w);
	CHECK(w, link_output(w->client, &p, w->now));
	spent = p.len;
	endpoint_input(w->endpoint, &thief, bytes_of(p.data, p.len), w->now);
	for (int i = 0; i < 500; i++) {
		world_change(w, LINK_FOCUS, (uint32_t)i % WORLD_CELLS);
		endpoint_tick(w->endpoint, w->now);
		while (endpoint_output(w->endpoint, &p, w->now)) {
			if (addr_equal(&p.to, &thief)) {
				stolen += p.len;
			} else {
				net_send(w->net, NET_DOWN, &p.to, bytes_of(p.data, p.len), w->now);
			}
		}
		world_run(w, w->now + MS(1), 0);
	}
	assert_true(stolen <= 3 * spent);
	link_figures(w->server, w->now, &f);
	assert_false(addr_equal(&f.remote, &thief));
	CHECK(w, world_run_until_sync(w, SEC(5)));
	world_free(w);
}

/* Idle: at most a datagram in three seconds each way, and the server falls silent with its
 * client. */
static void test_idle(void **state)
{
	struct net_shape shape = {.delay = MS(50)}, dead = {.outage = true};
	struct world *w = world_new(1, &shape);
	struct net_stats up, down, up2, down2;

	(void)state;
	CHECK(w, world_connect(w, SEC(30)));
	world_run(w, w->now + SEC(5), 0);
	up = net_stats(w->net, NET_UP);
	down = net_stats(w->net, NET_DOWN);
	world_run(w, w->now + SEC(300), 0);
	up2 = net_stats(w->net, NET_UP);
	down2 = net_stats(w->net, NET_DOWN);
	assert_in_range(up2.sent - up.sent, 90, 101);
	assert_in_range(down2.sent - down.sent, 90, 101);
	assert_true((up2.bytes - up.bytes) / (up2.sent - up.sent) <= 75);
	assert_true((down2.bytes - down.bytes) / (down2.sent - down.sent) <= 75);
	/* Idle for longer: one in twenty seconds, and less as the path shows that it bears it. */
	up = up2;
	down = down2;
	world_run(w, w->now + SEC(600), 0);
	up2 = net_stats(w->net, NET_UP);
	down2 = net_stats(w->net, NET_DOWN);
	assert_in_range(up2.sent - up.sent, 10, 16);
	assert_in_range(down2.sent - down.sent, 10, 16);
	assert_true(up2.bytes - up.bytes <= 75 * (up2.sent - up.sent));
	assert_true(down2.bytes - down.bytes <= 75 * (down2.sent - down.sent));
	world_type(w);
	CHECK(w, world_run_until_sync(w, MS(110)));
	net_shape_both(w->net, &dead);
	world_change(w, LINK_FOCUS, 3);
	world_run(w, w->now + SEC(160), 0); /* it is used to pauses of a minute */
	down = net_stats(w->net, NET_DOWN);
	world_change(w, LINK_FOCUS, 4);
	world_run(w, w->now + SEC(300), 0);
	assert_int_equal(net_stats(w->net, NET_DOWN).sent, down.sent);
	net_shape_both(w->net, &shape);
	CHECK(w, world_run_until_sync(w, SEC(4)));
	world_free(w);
}

/* What the user will spend: changes all the time, but only so many bytes and frames; keys are not held up, and
 * the newest state comes in the end. */
static void test_thrift(void **state)
{
	struct net_shape shape = {.delay = MS(50)};
	struct world *w = world_new(1, &shape);
	struct net_stats from, to;

	(void)state;
	w->state[LINK_FOCUS].body = 200;
	CHECK(w, world_connect(w, SEC(30)));
	link_set_thrift(w->server, 5, 60000, 0, w->now);
	world_run(w, w->now + SEC(5), 0);
	from = net_stats(w->net, NET_DOWN);
	for (uint32_t i = 0; i < 6000; i++) {
		world_change(w, LINK_FOCUS, i % WORLD_CELLS);
		world_run(w, w->now + MS(10), 0);
	}
	to = net_stats(w->net, NET_DOWN);
	CHECK(w, to.bytes - from.bytes <= 60000 + 15000 + 3000);
	CHECK(w, to.bytes - from.bytes >= 50000);
	world_type(w);
	world_run(w, w->now + MS(120), 0);
	CHECK(w, w->echo_seen == w->typed);
	CHECK(w, world_run_until_sync(w, SEC(20)));
	/* Frames alone: what changes within 200 ms goes together. */
	link_set_thrift(w->server, 5, 0, 0, w->now);
	w->state[LINK_FOCUS].body = 20;
	from = net_stats(w->net, NET_DOWN);
	for (uint32_t i = 0; i < 1000; i++) {
		world_change(w, LINK_FOCUS, 1);
		world_run(w, w->now + MS(10), 0);
	}
	to = net_stats(w->net, NET_DOWN);
	CHECK(w, to.sent - from.sent <= 60);
	CHECK(w, world_run_until_sync(w, MS(400)));
	world_free(w);
}

/* A NAT that forgets after twelve seconds: once it has, the pauses are shorter than that. */
static void test_nat_is_learned(void **state)
{
	struct net_shape shape = {.delay = MS(50)};
	struct world *w = world_new(1, &shape);
	struct link_figures f;
	uint32_t roams;

	(void)state;
	CHECK(w, world_connect(w, SEC(30)));
	net_nat(w->net, SEC(12));
	world_run(w, w->now + SEC(400), 0);
	link_figures(w->client, w->now, &f);
	CHECK(w, w->server_roams > 0 && f.ping_span < SEC(12));
	roams = w->server_roams;
	world_run(w, w->now + SEC(400), 0);
	CHECK(w, w->server_roams == roams);
	world_change(w, LINK_FOCUS, 1); /* the server's word gets through unasked */
	CHECK(w, world_run_until_sync(w, MS(100)));
	world_free(w);
}

/* A dead link is probed four times a second, then less, least when nobody looks; and at once when
 * somebody does again. */
static void test_dead_link(void **state)
{
	struct net_shape shape = {.delay = MS(50)}, dead = {.outage = true};
	struct world *w = world_new(1, &shape);
	uint64_t sent;
	usec_t at;

	(void)state;
	CHECK(w, world_connect(w, SEC(30)));
	world_run(w, w->now + SEC(5), MS(250));
	net_shape_both(w->net, &dead);
	world_type(w);
	world_run(w, w->now + SEC(5), 0);
	sent = net_stats(w->net, NET_UP).sent;
	world_run(w, w->now + SEC(20), 0);
	assert_in_range(net_stats(w->net, NET_UP).sent - sent, 75, 85);
	world_run(w, w->now + SEC(120), 0);
	sent = net_stats(w->net, NET_UP).sent;
	world_run(w, w->now + SEC(100), 0);
	assert_in_range(net_stats(w->net, NET_UP).sent - sent, 48, 52);
	link_watched(w->client, false, w->now);
	world_run(w, w->now + SEC(10), 0);
	sent = net_stats(w->net, NET_UP).sent;
	world_run(w, w->now + SEC(100), 0);
	assert_in_range(net_stats(w->net, NET_UP).sent - sent, 9, 11);
	net_shape_both(w->net, &shape);
	at = w->now;
	link_watched(w->client, true, w->now);
	CHECK(w, world_run_until_sync(w, SEC(1)));
	CHECK(w, w->now - at <= MS(110));
	world_free(w);
}

/* A flood through a slow link: echo keeps near the round trip, the queue stays short. */
static void test_flood(void **state)
{
	static const struct {
		double rate;
		usec_t rtt;
		double echo_mean, echo_p95;
	} rows[] = {
		{16000, MS(100), 300, 600},
		{32000, MS(100), 170, 260},
		{125000, MS(20), 45, 75},
		{1e7, MS(100), 102, 103},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct net_shape shape = {.delay = rows[i].rtt / 2}, down = shape;
		struct world *w = world_new(i + 1, &shape);
		struct sample s = {0};
		usec_t key_at, end;
		uint64_t bytes;

		down.rate = rows[i].rate;
		down.queue = 200000;
		net_shape(w->net, NET_DOWN, &down);
		CHECK(w, world_connect(w, SEC(30)));
		w->state[LINK_FOCUS].body = 100;
		w->state[LINK_FOCUS].ready_after = MS(8);
		for (end = w->now + SEC(5); w->now < end; world_run(w, w->now + MS(5), 0)) {
			for (uint32_t c = 0; c < WORLD_CELLS; c++) {
				world_change(w, LINK_FOCUS, c);
			}
		}
		bytes = net_stats(w->net, NET_DOWN).bytes;
		key_at = w->now;
		for (end = w->now + SEC(30); w->now < end; world_run(w, w->now + MS(5), 0)) {
			for (uint32_t c = 0; c < WORLD_CELLS; c++) {
				world_change(w, LINK_FOCUS, c);
			}
			if (usec_reached(key_at, w->now)) {
				world_type(w);
				key_at += MS(250);
			}
		}
		bytes = net_stats(w->net, NET_DOWN).bytes - bytes;
		CHECK(w, world_run_until_sync(w, SEC(10)));
		collect(&s, w);
		if (mean(&s) > rows[i].echo_mean || percentile(&s, 95) > rows[i].echo_p95) {
			fail_msg("row %u: mean %.0f p95 %.0f", (unsigned)i, mean(&s),
				percentile(&s, 95));
		}
		/* The link is used, and not more than it takes. */
		if (rows[i].rate < 1e6) {
			CHECK(w, (double)bytes > rows[i].rate * 30 * 0.7 &&
			                 (double)bytes < rows[i].rate * 31);
		}
		free(s.at);
		world_free(w);
	}
}

/* A path that swallows large datagrams: a screen still arrives, soon and without a storm. */
static void test_black_holes(void **state)
{
	static const size_t sizes[] = {1199, 1000, 600};

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		struct net_shape fair = {.delay = MS(50)},
		                 hole = {.delay = MS(50), .mtu = sizes[i % 3]};
		bool from_start = i >= 3;
		struct world *w = world_new(i + 1, from_start ? &hole : &fair);
		uint64_t before;
		usec_t at;

		CHECK(w, world_connect(w, SEC(5)));
		world_run(w, w->now + SEC(1), 0);
		net_shape_both(w->net, &hole);
		w->state[LINK_FOCUS].body = 190;
		before = net_stats(w->net, NET_DOWN).sent;
		at = w->now;
		for (uint32_t c = 0; c < WORLD_CELLS; c++) {
			world_change(w, LINK_FOCUS, c);
		}
		CHECK(w, world_run_until_sync(w, SEC(2)));
		CHECK(w, net_stats(w->net, NET_DOWN).sent - before <=
		                 50 + 50 * (w->now - at) / SEC(1));
		world_free(w);
	}
}

static void test_mtu_grows(void **state)
{
	struct net_shape shape = {.delay = MS(20), .mtu = 1420};
	struct world *w = world_new(1, &shape);
	struct link_figures f;

	(void)state;
	CHECK(w, world_connect(w, SEC(30)));
	w->state[LINK_FOCUS].body = 190;
	for (int i = 0; i < 40; i++) {
		for (uint32_t c = 0; c < WORLD_CELLS; c++) {
			world_change(w, LINK_FOCUS, c);
		}
		world_run(w, w->now + MS(100), 0);
	}
	link_figures(w->server, w->now, &f);
	assert_int_equal(f.mtu, 1400);
	CHECK(w, world_run_until_sync(w, SEC(5)));
	world_free(w);
}

/* A bulk stream fills the link and leaves the echo alone. */
static void test_stream_throughput(void **state)
{
	struct net_shape shape = {.delay = MS(25)}, down = {.delay = MS(25), .rate = 1.25e6};
	struct world *w = world_new(1, &shape);
	static uint8_t chunk[251 * 40];
	struct sample s = {0};
	usec_t at;

	(void)state;
	net_shape(w->net, NET_DOWN, &down);
	for (size_t i = 0; i < sizeof chunk; i++) {
		chunk[i] = (uint8_t)(i % 251);
	}
	CHECK(w, world_connect(w, SEC(30)));
	for (int i = 0; i < 500; i++) {
		stream_tx_write(w->blob, bytes_of(chunk, sizeof chunk));
	}
	at = w->now;
	world_run(w, w->now + SEC(3), MS(200));
	CHECK(w, world_run_until_sync(w, SEC(10)));
	/* 5 MB at 1.25 MB/s */
	CHECK(w, w->now - at < SEC(5));
	collect(&s, w);
	assert_true(percentile(&s, 90) <= 110);
	free(s.at);
	world_free(w);
}

/* A month of one-way figures: the shares of loss come out right, each way. */
static void test_loss_figures(void **state)
{
	struct net_shape up = {.delay = MS(50), .loss_pct = 30}, down = {.delay = MS(50)};
	struct world *w = world_new(5, &down);
	struct link_figures c, s;

	(void)state;
	CHECK(w, world_connect(w, SEC(30)));
	net_shape(w->net, NET_UP, &up);
	world_run(w, w->now + SEC(30), MS(100));
	link_figures(w->client, w->now, &c);
	link_figures(w->server, w->now, &s);
	assert_true(c.loss_out > 0.15 && c.loss_out < 0.45);
	assert_true(c.loss_in < 0.05);
	assert_true(s.loss_in > 0.15 && s.loss_in < 0.45);
	assert_true(s.loss_out < 0.05);
	assert_in_range(c.srtt, MS(99), MS(104));
	assert_in_range(c.min_rtt, MS(99), MS(101));
	world_free(w);
}

/* The clock was read before the link was made, in the same turn: nothing waits for the next one. */
static void test_time_does_not_go_back(void **state)
{
	struct rng_seed seed;
	struct link_cfg cfg = {.hello = bytes_str("hello"), .user = link_nobody(), .rng = rng_seeded(&seed, 3)};
	struct addr to;
	struct packet p;
	struct link *l;

	(void)state;
	assert_int_equal(addr_parse("192.0.2.1", 60000, &to), 0);
	l = link_connect(&cfg, &to, 1, SEC(2));
	link_tick(l, SEC(2) - 500);
	assert_true(link_output(l, &p, SEC(2) - 500));
	link_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_echo_at_29_percent_loss),
		cmocka_unit_test(test_echo_at_10_percent_loss),
		cmocka_unit_test(test_echo_at_rtt_300),
		cmocka_unit_test(test_echo_at_rtt_0),
		cmocka_unit_test(test_echo_with_jitter),
		cmocka_unit_test(test_converges),
		cmocka_unit_test(test_outages),
		cmocka_unit_test(test_roams),
		cmocka_unit_test(test_lossy_roams),
		cmocka_unit_test(test_replay_moves_nothing),
		cmocka_unit_test(test_hijack),
		cmocka_unit_test(test_idle),
		cmocka_unit_test(test_thrift),
		cmocka_unit_test(test_nat_is_learned),
		cmocka_unit_test(test_dead_link),
		cmocka_unit_test(test_flood),
		cmocka_unit_test(test_black_holes),
		cmocka_unit_test(test_mtu_grows),
		cmocka_unit_test(test_stream_throughput),
		cmocka_unit_test(test_time_does_not_go_back),
		cmocka_unit_test(test_loss_figures),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
