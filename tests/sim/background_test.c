/* tests/sim/background_test.c -- history in idle capacity: it takes what nobody else wants, adds no
 * queue that a key could stand in, and goes on where packets are lost by chance. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "tests/sim/link_world.h"

#define BODY 400

struct row {
	double rate; /* of the link down, bytes a second; 0: no bound */
	usec_t rtt;
	double loss_pct;
	double share;      /* of what the link can deliver that must arrive, from the first second on */
	usec_t queue;      /* at most, at any time */
	double echo_added; /* ms at the 99th percentile, over that of the same keys alone; 0: any */
	size_t room;       /* bytes that the bottleneck's queue takes; 0: 300 kB */
};

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double echo_p99(const struct world *w, uint64_t from)
{
	size_t n = (size_t)(w->typed - from);
	double *at = calloc(n + 1, sizeof *at), p;

	assert_non_null(at);
	for (size_t i = 0; i < n; i++) {
		at[i] = (double)(w->echoed_at[from + i] - w->typed_at[from + i]) / 1e3;
	}
	qsort(at, n, sizeof *at, by_value);
	p = at[(n - 1) * 99 / 100];
	free(at);
	return p;
}

static void more(struct world *w)
{
	for (uint32_t c = 0; c < WORLD_CELLS; c++) {
		world_change(w, LINK_IDLE, c);
	}
}

static void run(const struct row *r, uint64_t seed)
{
	struct net_shape up = {.delay = r->rtt / 2, .loss_pct = r->loss_pct}, down = up;
	struct world *w = world_new(seed, &up);
	usec_t span = SEC(20), key_at, end;
	struct net_stats before, after;
	double share, alone, beside, lost;
	uint64_t keys;

	down.rate = r->rate;
	down.queue = r->room > 0 ? r->room : 300000;
	net_shape(w->net, NET_DOWN, &down);
	assert_true(world_connect(w, SEC(30)));
	world_run(w, w->now + SEC(10), MS(250));
	assert_true(world_run_until_sync(w, SEC(20)));
	alone = echo_p99(w, 0);
	keys = w->typed;
	before = net_stats(w->net, NET_DOWN);
	w->state[LINK_IDLE].body = BODY;
	for (end = w->now + span, key_at = w->now; w->now < end; world_run(w, w->now + MS(2), 0)) {
		more(w);
		if (usec_reached(key_at, w->now)) {
			world_type(w);
			key_at += MS(230);
		}
	}
	after = net_stats(w->net, NET_DOWN);
	lost = 100.0 * (double)(after.lost - before.lost) / (double)(after.sent - before.sent);
	share = (double)(after.delivered_bytes - before.delivered_bytes) / ((double)(span - SEC(1)) / 1e6) /
	        ((r->rate > 0 ? r->rate : 1e6) * (1 - r->loss_pct / 100));
	assert_true(world_run_until_sync(w, SEC(30)));
	beside = echo_p99(w, keys);
	print_message("%9.0f B/s RTT %3llu loss %2.0f: %4.1f %% lost, share %.2f, queue %3llu ms, echo p99 %.0f, alone %.0f\n",
		r->rate, (unsigned long long)r->rtt / 1000, r->loss_pct, lost, share,
		(unsigned long long)after.wait_max / 1000, beside, alone);
	if (share < r->share || after.wait_max > r->queue || lost > r->loss_pct + 15 ||
		(r->echo_added > 0 && beside > alone + r->echo_added)) {
		fail_msg("seed %u: too slow, or in the way", (unsigned)seed);
	}
	world_free(w);
}

static void test_background(void **state)
{
	static const struct row rows[] = {
		{125000, MS(20), 0, 0.8, MS(50), 40, 0},
		{125000, MS(100), 0, 0.8, MS(50), 50, 0},
		{125000, MS(300), 0, 0.6, MS(75), 75, 0},
		{1.25e6, MS(20), 0, 0.6, MS(60), 60, 0},
		{1.25e6, MS(100), 0, 0.8, MS(50), 50, 0},
		{1.25e6, MS(300), 0, 0.5, MS(75), 75, 0},
		{32000, MS(100), 0, 0.8, MS(50), 50, 0},
		{8000, MS(100), 0, 0.5, MS(75), 75, 0}, /* a datagram of 256 bytes takes 32 ms */
		{125000, MS(100), 2, 0.8, MS(60), 0, 0},
		{125000, MS(100), 29, 0.8, MS(90), 0, 0},
		{125000, MS(100), 50, 0.7, MS(90), 0, 0},
		{1.25e6, MS(100), 50, 0.5, MS(70), 0, 0},
		{125000, MS(100), 0, 0.4, MS(50), 50, 4000}, /* no queue to speak of: it drops */
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		run(&rows[i], i + 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_background),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
