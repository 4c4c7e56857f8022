/* tests/sim/rerun_test.c -- the law of the flight recorder: what a simulated session recorded, run again
 * from the records alone, is the same events at the same times, at both ends. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "tests/sim/link_world.h"
#include "tests/sim/rerun.h"

#define ROOM ((size_t)8 << 20)

static void take(const struct link *l, struct track *t)
{
	const uint64_t seed[FLIGHT_FIELDS] = {0, 5};
	struct buf b = {0};

	flight_put(link_flight(l), 0, FLIGHT_SEED, seed); /* one clock */
	flight_dump(link_flight(l), &b);
	assert_int_equal(track_read(t, buf_bytes(&b)), 0);
	buf_finish(&b);
}

static void record(uint64_t seed, const struct net_shape *shape, struct track *c, struct track *s)
{
	struct world *w = world_new_recorded(seed, shape, ROOM);

	world_run(w, w->now + SEC(2), 0);
	assert_non_null(w->server);
	for (int i = 0; i < 60; i++) {
		enum link_class k = (enum link_class)rng_below(w->rng, LINK_CLASSES);

		w->state[k].body = 10 + rng_below(w->rng, 300);
		for (uint64_t n = rng_below(w->rng, 20); n > 0; n--) {
			world_change(w, k, (uint32_t)rng_below(w->rng, WORLD_CELLS));
		}
		world_run(w, w->now + rng_below(w->rng, MS(200)) + MS(1), MS(1) + rng_below(w->rng, MS(120)));
	}
	take(w->client, c);
	take(w->server, s);
	world_free(w);
}

static void print_first(const char *who, const struct track *a, const struct track *b)
{
	char was[FLIGHT_TEXT_MAX], is[FLIGHT_TEXT_MAX] = "nothing";

	for (size_t i = 0, k = 0; i < a->count; i++) {
		if (a->at[i].kind == FLIGHT_DROP || a->at[i].kind == FLIGHT_SEED ||
			a->at[i].kind == FLIGHT_TURN) {
			continue;
		}
		flight_text(&a->at[i], was);
		if (k < b->count) {
			flight_text(&b->at[k++], is);
		}
		if (strcmp(was, is) != 0) {
			print_error("%s, event %d:\n  %s\n  %s\n", who, (int)i, was, is);
			return;
		}
	}
}

static void law(const struct net_shape *shape, uint64_t seeds)
{
	for (uint64_t seed = 1; seed <= seeds; seed++) {
		struct track c = {0}, s = {0};
		struct rerun_result again;

		record(seed, shape, &c, &s);
		rerun(&c, &s, 0, &again);
		assert_true(again.compared > 500);
		if (again.differ > 0) {
			print_first("client", &c, &again.client);
			print_first("server", &s, &again.server);
			fail_msg("seed %d: %d of %d events differ", (int)seed, (int)again.differ,
				(int)again.compared);
		}
		track_finish(&c);
		track_finish(&s);
		track_finish(&again.client);
		track_finish(&again.server);
	}
}

static void test_clean(void **state)
{
	(void)state;
	law(&(struct net_shape){.delay = MS(30)}, 5);
}

static void test_jitter_and_loss(void **state)
{
	(void)state;
	law(&(struct net_shape){.delay = MS(50), .jitter = MS(30), .loss_pct = 10}, 20);
}

static void test_heavy_loss(void **state)
{
	(void)state;
	law(&(struct net_shape){.delay = MS(50), .jitter = MS(10), .loss_pct = 29}, 10);
}

static void test_slow(void **state)
{
	(void)state;
	law(&(struct net_shape){.delay = MS(100), .rate = 20000, .queue = 20000}, 5);
}

/* Another clock at the server: found, and nearly the same comes out. */
static void test_two_clocks(void **state)
{
	struct track c = {0}, s = {0};
	struct rerun_result again;
	int64_t ahead;

	(void)state;
	record(3, &(struct net_shape){.delay = MS(40), .jitter = MS(5)}, &c, &s);
	c.count--; /* the word that it is one clock */
	s.count--;
	for (size_t i = 0; i < s.count; i++) {
		s.at[i].at += SEC(12345);
	}
	ahead = rerun_clock(&c, &s);
	assert_in_range(ahead, SEC(12345) - MS(3), SEC(12345) + MS(3));
	rerun(&c, &s, ahead, &again);
	assert_true(again.client.count > c.count * 9 / 10 && again.client.count < c.count * 11 / 10);
	track_finish(&c);
	track_finish(&s);
	track_finish(&again.client);
	track_finish(&again.server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_jitter_and_loss),
		cmocka_unit_test(test_heavy_loss),
		cmocka_unit_test(test_slow),
		cmocka_unit_test(test_two_clocks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
