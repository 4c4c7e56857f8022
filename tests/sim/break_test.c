/* tests/sim/break_test.c -- after a while in which nothing came through: what was measured before counts no more,
 * and what goes is fresh. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "tests/sim/link_world.h"

#define CHUNK ((size_t)251 * 40)
#define FAST 2.5e6 /* bytes a second */

static void expect(const struct world *w, bool holds, const char *what)
{
	if (!holds) {
		fail_msg("seed %llu: %s", (unsigned long long)w->seed, what);
	}
}

static struct world *busy_world(uint64_t seed, size_t chunks)
{
	struct net_shape up = {.delay = MS(25)}, down = {.delay = MS(25), .rate = FAST, .queue = 250000};
	struct world *w = world_new(seed, &up);
	uint8_t *chunk = malloc(CHUNK);

	assert_non_null(chunk);
	net_shape(w->net, NET_DOWN, &down);
	expect(w, world_connect(w, SEC(10)), "no connection");
	for (size_t i = 0; i < CHUNK; i++) {
		chunk[i] = (uint8_t)(i % 251);
	}
	for (size_t i = 0; i < chunks; i++) {
		stream_tx_write(w->blob, bytes_of(chunk, CHUNK));
	}
	free(chunk);
	world_run(w, w->now + SEC(3), 0);
	return w;
}

static void cut(struct world *w, usec_t span, double rate)
{
	struct net_shape dead = {.outage = true}, up = {.delay = MS(25)},
	                 down = {.delay = MS(25), .rate = rate, .queue = 1000000};

	net_shape_both(w->net, &dead);
	world_run(w, w->now + span, 0);
	net_shape(w->net, NET_UP, &up);
	net_shape(w->net, NET_DOWN, &down);
	net_forget_max(w->net);
}

/* The path is fifty times slower when it is back: what the sender knew of it would fill its queue for seconds. */
static void test_slower_after_an_outage(void **state)
{
	usec_t worst = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct world *w = busy_world(seed, 2000);

		cut(w, SEC(2) + seed * MS(130), FAST / 50);
		world_run(w, w->now + SEC(5), 0);
		if (net_stats(w->net, NET_DOWN).wait_max > worst) {
			worst = net_stats(w->net, NET_DOWN).wait_max;
		}
		world_free(w);
	}
	print_message("own queue after an outage, the path 50 times slower: %llu ms at most\n", (unsigned long long)worst / 1000);
	assert_true(worst <= MS(150));
}

static void fill(struct world *w, usec_t span)
{
	for (usec_t end = w->now + span; w->now < end; world_run(w, w->now + MS(2), 0)) {
		for (uint32_t c = 0; c < WORLD_CELLS; c++) {
			world_change(w, LINK_IDLE, c);
		}
	}
}

/* The same with background, which has a window of its own. */
static void test_background_after_an_outage(void **state)
{
	usec_t worst = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct world *w = busy_world(seed, 0);

		w->state[LINK_IDLE].body = 1000;
		fill(w, SEC(5));
		cut(w, SEC(1) + seed * MS(130), FAST / 50);
		fill(w, SEC(5));
		if (net_stats(w->net, NET_DOWN).wait_max > worst) {
			worst = net_stats(w->net, NET_DOWN).wait_max;
		}
		world_free(w);
	}
	print_message("the same with background: %llu ms at most\n", (unsigned long long)worst / 1000);
	assert_true(worst <= MS(150));
}

/* The path is as it was: its rate is found again within a second. */
static void test_same_after_an_outage(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct world *w = busy_world(seed, 2000);
		uint64_t before;

		cut(w, SEC(2) + seed * MS(130), FAST);
		world_run(w, w->now + SEC(2), 0);
		before = w->blob_read;
		world_run(w, w->now + SEC(1), 0);
		expect(w, (double)(w->blob_read - before) > 0.8 * FAST, "the rate is not found again");
		world_free(w);
	}
}

/* A handover of a quarter of a second in the midst of a download costs no more than itself and a start. */
static void test_handover(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct world *w = busy_world(seed, 2000);
		uint64_t before;

		cut(w, MS(250), FAST);
		before = w->blob_read;
		world_run(w, w->now + SEC(2), 0);
		expect(w, (double)(w->blob_read - before) > 0.6 * 2 * FAST, "a handover costs too much");
		world_free(w);
	}
}

/* A frame is lost, and what it showed changes: the probe brings the newest, and what was lost never comes. */
static void test_probe_is_fresh(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct net_shape fair = {.delay = MS(50)}, dead = {.outage = true};
		struct world *w = world_new(seed, &fair);
		uint32_t newest = 5;
		usec_t at;

		expect(w, world_connect(w, SEC(10)), "no connection");
		world_run(w, w->now + SEC(4), MS(200)); /* the round trip is known */
		world_run(w, w->now + MS(500), 0);
		net_shape_both(w->net, &dead);
		at = w->now;
		world_change(w, LINK_FOCUS, 3);
		world_run(w, w->now + MS(5), 0);
		expect(w, w->state[LINK_FOCUS].sent[3] == 1, "the first frame did not go");
		net_shape_both(w->net, &fair);
		for (uint32_t v = 2; v <= newest; v++) {
			w->state[LINK_FOCUS].version[3] = v; /* nobody is told: only the probe asks for it */
		}
		while (w->seen[LINK_FOCUS][3] == 0 && w->now < at + SEC(5)) {
			world_run(w, w->now + MS(1), 0);
		}
		expect(w, w->seen[LINK_FOCUS][3] == newest, "what came first is not the newest");
		expect(w, w->now - at <= MS(50) + MS(135) + MS(5), "the probe came late");
		expect(w, w->state[LINK_FOCUS].sent_count == 2, "more than the newest went");
		world_free(w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slower_after_an_outage),
		cmocka_unit_test(test_background_after_an_outage),
		cmocka_unit_test(test_same_after_an_outage),
		cmocka_unit_test(test_handover),
		cmocka_unit_test(test_probe_is_fresh),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
