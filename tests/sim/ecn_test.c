/* tests/sim/ecn_test.c -- explicit congestion notification over networks that mark, bleach, drop what is
 * marked, or mark whatever passes: what a user feels of it, and what the link makes of the path. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "tests/sim/link_world.h"

#define SEEDS 10
#define FLOOD_RATE 250000.0 /* bytes a second */

#define CHECK(w, what)                                                                             \
	do {                                                                                       \
		if (!(what)) {                                                                     \
			fail_msg("seed %u: " #what, (unsigned)(w)->seed);                          \
		}                                                                                  \
	} while (0)

/* Of all seeds of a case. */
struct outcome {
	double connect, echo, worst; /* ms: means, and the longest echo */
	double share;                /* of the bottleneck's rate that got through */
	usec_t wait;                 /* longest in the queue, once it was known */
	uint64_t lost, ect, ce, sent; /* lost: once the rate was known */
	double bytes; /* a key, both ways */
	int state[3]; /* how many servers ended so */
};

static enum ecn_state state_of(const struct link *l, const struct world *w)
{
	struct link_figures f;

	link_figures(l, w->now, &f);
	return f.ecn;
}

static struct world *world_between(uint64_t seed, const struct net_shape *up, const struct net_shape *down)
{
	struct world *w = world_new(seed, up);

	net_shape(w->net, NET_DOWN, down);
	CHECK(w, world_connect(w, SEC(30)));
	return w;
}

static void flood(struct world *w, usec_t span)
{
	usec_t end = w->now + span;

	w->state[LINK_FOCUS].body = 300;
	w->state[LINK_FOCUS].ready_after = MS(8);
	while (w->now < end) {
		for (uint32_t c = 0; c < WORLD_CELLS; c++) {
			world_change(w, LINK_FOCUS, c);
		}
		world_run(w, w->now + MS(5), 0);
	}
}

static struct outcome floods(const struct net_shape *up, const struct net_shape *down)
{
	struct outcome o = {0};

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct world *w = world_between(seed, up, down);
		struct net_stats before, after;

		flood(w, SEC(2));
		net_forget_max(w->net);
		before = net_stats(w->net, NET_DOWN);
		flood(w, SEC(6));
		after = net_stats(w->net, NET_DOWN);
		o.share += (double)(after.delivered_bytes - before.delivered_bytes) / 6 / down->rate / SEEDS;
		o.wait = usec_max(o.wait, after.wait_max);
		o.lost += after.lost - before.lost;
		o.ect += after.ect - before.ect;
		o.sent += after.sent - before.sent;
		o.ce += after.ce;
		o.state[state_of(w->server, w)]++;
		CHECK(w, world_run_until_sync(w, SEC(10)));
		world_free(w);
	}
	return o;
}

/* Words, and between them time for an ack of its own: what a client that only types tests a path with. */
static void type_words(struct world *w, usec_t span)
{
	usec_t end = w->now + span;

	while (w->now < end) {
		world_run(w, w->now + SEC(1), MS(200));
		world_run(w, w->now + MS(500), 0);
	}
}

static struct outcome types(const struct net_shape *up, const struct net_shape *down)
{
	struct outcome o = {0};

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct world *w = world_between(seed, up, down);
		uint64_t bytes;

		o.connect += (double)(w->connected_at - w->started) / 1e3 / SEEDS;
		world_run(w, w->now + SEC(1), 0);
		bytes = net_stats(w->net, NET_UP).bytes + net_stats(w->net, NET_DOWN).bytes;
		type_words(w, SEC(60));
		bytes = net_stats(w->net, NET_UP).bytes + net_stats(w->net, NET_DOWN).bytes - bytes;
		o.bytes += (double)bytes / (double)w->typed / SEEDS;
		CHECK(w, world_run_until_sync(w, SEC(10)));
		for (uint64_t i = 0; i < w->typed; i++) {
			double ms = (double)(w->echoed_at[i] - w->typed_at[i]) / 1e3;

			o.echo += ms / (double)w->typed / SEEDS;
			o.worst = ms > o.worst ? ms : o.worst;
		}
		o.ect += net_stats(w->net, NET_UP).ect;
		o.sent += net_stats(w->net, NET_UP).sent;
		o.ce += net_stats(w->net, NET_UP).ce;
		o.state[state_of(w->client, w)]++;
		world_free(w);
	}
	return o;
}

static void tell(const char *what, const struct outcome *o)
{
	print_message("%s: connect %.1f echo %.1f worst %.1f ms, share %.2f wait %.1f ms, lost %llu of %llu, ect %llu ce "
		      "%llu, %.1f bytes a key, testing %d capable %d failed %d\n",
		what, o->connect, o->echo, o->worst, o->share, (double)o->wait / 1e3, (unsigned long long)o->lost,
		(unsigned long long)o->sent, (unsigned long long)o->ect, (unsigned long long)o->ce, o->bytes,
		o->state[0], o->state[1], o->state[2]);
}

/* A queue that marks is never filled until it drops, and is used well all the same. */
static void test_queues_that_mark(void **state)
{
	static const struct {
		const char *name;
		struct net_shape down;
		double share;
		uint64_t marked;
	} rows[] = {
		{"no marks", {.queue = 125000}, 0.9, 0},
		{"marks above 15 ms", {.queue = 125000, .mark_after = MS(15)}, 0.85, 1},
		{"marks above 5 ms", {.queue = 125000, .mark_after = MS(5)}, 0.85, 1},
		{"CoDel", {.queue = 125000, .mark_after = MS(5), .codel = true}, 0.9, 0},
		{"RED", {.queue = 16000, .red = true, .marks = true}, 0.85, 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct net_shape up = {.delay = MS(25)}, down = rows[i].down;
		struct outcome o;

		down.delay = MS(25);
		down.rate = FLOOD_RATE;
		o = floods(&up, &down);
		tell(rows[i].name, &o);
		if (o.lost != 0 || o.state[ECN_CAPABLE] != SEEDS || o.ce < rows[i].marked || o.wait > MS(25) ||
			o.share < rows[i].share) {
			fail_msg("%s", rows[i].name);
		}
	}
}

/* What a network that treats marks badly costs: a flood nothing */
static void test_flood_of_bad_networks(void **state)
{
	static const enum net_ecn bad[] = {NET_ECN_BLEACHED, NET_ECN_DROPPED, NET_ECN_CE};
	struct net_shape up = {.delay = MS(25)}, down = {.delay = MS(25), .rate = FLOOD_RATE, .queue = 125000};
	struct outcome clean = floods(&up, &down);

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct outcome o;

		down.ecn = bad[i];
		o = floods(&up, &down);
		tell("flood", &o);
		assert_int_equal(o.state[ECN_FAILED], SEEDS);
		assert_true(o.share > clean.share - 0.02 && o.wait < clean.wait + MS(5));
		assert_true(o.lost <= SEEDS * ECN_VANISH);
	}
}

/* ..and not the handshake nor a key. Where marks are dropped, some acks are missed. */
static void test_keys_on_bad_networks(void **state)
{
	static const struct {
		enum net_ecn ecn;
		double bytes;
	} bad[] = {{NET_ECN_BLEACHED, 0.5}, {NET_ECN_DROPPED, 12}, {NET_ECN_CE, 0.5}};
	struct net_shape shape = {.delay = MS(50)};
	struct outcome clean = types(&shape, &shape);

	(void)state;
	tell("typing", &clean);
	assert_int_equal(clean.state[ECN_CAPABLE], SEEDS);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct outcome o;

		shape.ecn = bad[i].ecn;
		o = types(&shape, &shape);
		tell("typing", &o);
		assert_int_equal(o.state[ECN_CAPABLE], 0);
		assert_true(o.connect < clean.connect + 1 && o.echo < clean.echo + 1 && o.worst < clean.worst + 1);
		assert_true(o.bytes < clean.bytes + bad[i].bytes);
	}
}

/* Loss is no sign of anything: most of these paths are found capable. */
static void test_lossy(void **state)
{
	static const double loss[] = {5, 29};

	(void)state;
	for (size_t i = 0; i < sizeof loss / sizeof *loss; i++) {
		struct net_shape shape = {.delay = MS(50), .loss_pct = loss[i]};
		struct outcome o = types(&shape, &shape);

		tell("lossy", &o);
		assert_true(o.state[ECN_CAPABLE] >= SEEDS * 9 / 10);
		assert_true(o.ect * 10 >= o.sent * 8);
	}
}

/* The route changes under a link that marks. */
static void test_networks_that_become_bad(void **state)
{
	static const enum net_ecn bad[] = {NET_ECN_BLEACHED, NET_ECN_DROPPED, NET_ECN_CE};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			struct net_shape shape = {.delay = MS(50)};
			struct world *w = world_between(seed, &shape, &shape);
			double worst = 0;

			type_words(w, SEC(10));
			CHECK(w, state_of(w->client, w) == ECN_CAPABLE);
			shape.ecn = bad[i];
			net_shape_both(w->net, &shape);
			type_words(w, SEC(90));
			CHECK(w, world_run_until_sync(w, SEC(10)));
			CHECK(w, state_of(w->client, w) != ECN_CAPABLE);
			for (uint64_t k = 0; k < w->typed; k++) {
				double ms = (double)(w->echoed_at[k] - w->typed_at[k]) / 1e3;

				worst = ms > worst ? ms : worst;
			}
			CHECK(w, worst <= (bad[i] == NET_ECN_DROPPED ? 500 : 101));
			world_free(w);
		}
	}
}

/* A new path begins anew, whatever the old one was. */
static void test_roam(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct net_shape shape = {.delay = MS(20), .ecn = NET_ECN_BLEACHED};
		struct world *w = world_between(seed, &shape, &shape);
		bool told = seed % 2 == 0;

		type_words(w, SEC(20));
		CHECK(w, state_of(w->client, w) == ECN_FAILED);
		shape.ecn = NET_ECN_KEPT;
		net_shape_both(w->net, &shape);
		world_roam(w, "10.9.0.7", 40001, told);
		type_words(w, SEC(20));
		/* Only who knows of the move can begin anew. */
		CHECK(w, state_of(w->client, w) == (told ? ECN_CAPABLE : ECN_FAILED));
		shape.ecn = NET_ECN_BLEACHED;
		net_shape_both(w->net, &shape);
		world_roam(w, "10.9.0.8", 40002, true);
		flood(w, SEC(3));
		CHECK(w, state_of(w->server, w) == ECN_FAILED);
		shape.ecn = NET_ECN_KEPT;
		net_shape_both(w->net, &shape);
		world_roam(w, "10.9.0.9", 40003, false);
		world_run(w, w->now + SEC(1), MS(200));
		flood(w, SEC(3));
		CHECK(w, state_of(w->server, w) == ECN_CAPABLE);
		world_free(w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_queues_that_mark),
		cmocka_unit_test(test_flood_of_bad_networks),
		cmocka_unit_test(test_keys_on_bad_networks),
		cmocka_unit_test(test_lossy),
		cmocka_unit_test(test_networks_that_become_bad),
		cmocka_unit_test(test_roam),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
