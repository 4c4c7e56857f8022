/* tests/sim/days_test.c -- links that last: ten days idle, asleep or cut off, and then one key. The
 * keys of both ends change by the clock meanwhile, at different times. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tests/sim/link_world.h"
#include "transport/link_impl.h"

#define DAY SEC(86400)
#define RTT MS(100)

static struct world *begin(uint64_t seed)
{
	struct net_shape shape = {.delay = RTT / 2, .jitter = MS(5), .loss_pct = (double)(seed % 3)};
	struct world *w = world_new(seed, &shape);

	assert_true(world_connect(w, SEC(10)));
	world_run(w, w->now + SEC(2), MS(150));
	assert_true(world_run_until_sync(w, SEC(5)));
	return w;
}

static void one_key(struct world *w, usec_t within)
{
	world_type(w);
	world_change(w, LINK_FOCUS, 3);
	if (!world_run_until_sync(w, within)) {
		fail_msg("seed %d: not in sync, phases %u and %u", (int)w->seed,
			packet_send_phase(w->client->box), packet_send_phase(w->server->box));
	}
	world_run(w, w->now + SEC(1), MS(200)); /* and goes on */
	assert_true(world_run_until_sync(w, SEC(5)));
}

static void test_idle(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 2; seed++) {
		struct world *w = begin(seed);
		uint32_t hours = 10 * 24;

		world_run(w, w->now + 10 * DAY, 0);
		/* keys change each hour, at the next packet */
		assert_in_range(packet_send_phase(w->client->box), hours - 5, hours);
		assert_in_range(packet_send_phase(w->server->box), hours - 5, hours);
		one_key(w, 6 * RTT);
		world_free(w);
	}
}

/* Neither end runs: the first packet either way is an hour's and ten days' step at once. */
static void test_asleep(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct world *w = begin(seed);

		for (int i = 0; i < 4; i++) {
			w->now += 10 * DAY;
			one_key(w, SEC(1));
		}
		assert_in_range(packet_send_phase(w->client->box), 4, 5);
		world_free(w);
	}
}

/* One direction only: what the client sends is heard, and its keys could go on, but no ack comes. */
static void cut_off(bool up, bool down)
{
	for (uint64_t seed = 1; seed <= 3; seed++) {
		struct world *w = begin(seed);
		struct net_shape shape = {.delay = RTT / 2};

		world_type(w); /* somebody waits, so it is probed all the time */
		shape.outage = up;
		net_shape(w->net, NET_UP, &shape);
		shape.outage = down;
		net_shape(w->net, NET_DOWN, &shape);
		world_run(w, w->now + SEC(4000), 0);
		shape.outage = false;
		net_shape_both(w->net, &shape);
		one_key(w, SEC(4));
		world_free(w);
	}
}

static void test_cut_off(void **state)
{
	(void)state;
	cut_off(true, true);
	cut_off(true, false);
	cut_off(false, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_idle),
		cmocka_unit_test(test_asleep),
		cmocka_unit_test(test_cut_off),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
