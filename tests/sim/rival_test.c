/* tests/sim/rival_test.c -- a link beside a TCP download through the same queue: it gets a share that shows screens,
 * and where the queue is its own, it is gone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "tests/sim/link_world.h"

#define SEEDS 3
#define SPAN SEC(30)

struct outcome {
	double share, worst; /* of the bottleneck's rate: mean, and least of the seeds */
	double wait;         /* ms in its queue, mean */
};

static void flood(struct world *w, usec_t span, double *waits, unsigned *n)
{
	usec_t end = w->now + span;

	w->state[LINK_FOCUS].body = 300;
	w->state[LINK_FOCUS].ready_after = MS(8);
	while (w->now < end) {
		for (uint32_t c = 0; c < WORLD_CELLS; c++) {
			world_change(w, LINK_FOCUS, c);
		}
		world_run(w, w->now + MS(5), 0);
		*waits += (double)net_wait(w->net, NET_DOWN, w->now) / 1000;
		++*n;
	}
}

/* The share between two seconds and the end, for seeds of one path, which becomes `later` after ten seconds. */
static struct outcome measure(const struct net_shape *shape, const struct net_shape *later, bool download)
{
	struct outcome o = {.worst = 1};

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct world *w = world_new(seed, shape);
		struct net_stats before, after;
		double waits = 0, share;
		unsigned n = 0;

		assert_true(world_connect(w, SEC(30)));
		world_run(w, w->now + SEC(2), MS(100));
		if (download) {
			net_cross_traffic(w->net, w->now);
		}
		flood(w, SEC(10), &waits, &n);
		if (later != NULL) {
			net_shape_both(w->net, later);
			flood(w, SEC(10), &waits, &n);
		}
		waits = 0;
		n = 0;
		before = net_stats(w->net, NET_DOWN);
		flood(w, SPAN, &waits, &n);
		after = net_stats(w->net, NET_DOWN);
		share = (double)(after.delivered_bytes - before.delivered_bytes) * 1e6 / (double)SPAN / (later != NULL ? later : shape)->rate;
		o.share += share / SEEDS;
		o.worst = share < o.worst ? share : o.worst;
		o.wait += waits / n / SEEDS;
		world_free(w);
	}
	return o;
}

static void report(const char *what, const struct net_shape *s, const struct outcome *o)
{
	print_message("%s, %.0f kB/s, queue of %zu kB, RTT %u: share %.2f, least %.2f, wait %.0f ms\n", what, s->rate / 1000,
		s->queue / 1000, (unsigned)(s->delay / MS(1)) * 2, o->share, o->worst, o->wait);
}

/* Two flows: a half each would be fair; it is more polite than that. Where the queue is of seconds, so is the time that
 * a share takes to grow. */
static void test_beside_a_download(void **state)
{
	static const struct {
		double rate;
		size_t queue;
		usec_t rtt;
		double least, most; /* share */
	} rows[] = {
		{62500, 20000, MS(50), 0.2, 0.6},
		{250000, 20000, MS(50), 0.2, 0.6},
		{250000, 60000, MS(20), 0.2, 0.6},
		{250000, 60000, MS(50), 0.2, 0.6},
		{250000, 60000, MS(150), 0.2, 0.6},
		{250000, 250000, MS(50), 0.05, 0.6},
		{1250000, 60000, MS(50), 0.12, 0.6},
		{1250000, 250000, MS(50), 0.12, 0.6},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct net_shape s = {.delay = rows[i].rtt / 2, .rate = rows[i].rate, .queue = rows[i].queue};
		struct outcome o = measure(&s, NULL, true);

		report("beside a download", &s, &o);
		assert_in_range((int)(o.share * 1000), (int)(rows[i].least * 1000), (int)(rows[i].most * 1000));
	}
}

/* What looks like somebody else's queue and is none: the path becomes longer, or slower, or is never the same. */
static void test_alone(void **state)
{
	static const struct net_shape usual = {.delay = MS(25), .rate = 250000, .queue = 250000};
	struct net_shape longer = usual, slower = usual, quicker = usual, unsteady = usual, wavering = usual;
	struct {
		const char *what;
		const struct net_shape *first, *later;
		double wait; /* ms */
	} rows[] = {
		{"alone", &usual, NULL, 15},
		{"alone, the path becomes longer", &usual, &longer, 15},
		{"alone, the path becomes slower", &usual, &slower, 20},
		{"alone, the path becomes quicker", &usual, &quicker, 15},
		{"alone, with jitter", &unsteady, NULL, 15},
		{"alone, with a delay that wavers", &wavering, NULL, 15},
	};

	(void)state;
	longer.delay = MS(80);
	slower.rate = 30000;
	quicker.rate = 1250000;
	unsteady.jitter = MS(40);
	wavering.sigma = MS(30);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct outcome o = measure(rows[i].first, rows[i].later, false);

		report(rows[i].what, rows[i].later != NULL ? rows[i].later : rows[i].first, &o);
		assert_in_range((int)o.wait, 0, (int)rows[i].wait);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_beside_a_download), cmocka_unit_test(test_alone)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
