/* tests/unit/transport/thrift_test.c -- what may be spent: never more than the budget and what was saved up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "transport/thrift.h"

static void without_bounds_nothing_waits(void **state)
{
	struct thrift t = {0};
	(void)state;
	thrift_set(&t, 0, 0, SEC(5));
	thrift_sent(&t, 1000000, SEC(5));
	thrift_frame_begun(&t, SEC(5));
	assert_int_equal(thrift_frame_at(&t), 0);
	assert_int_equal(thrift_bytes_at(&t), 0);
}

/* Whoever asks before each datagram spends the budget over any stretch of time, and not much more. */
static void the_budget_holds(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct rng_seed s;
		struct rng r = rng_seeded(&s, seed);
		struct thrift t = {0};
		uint32_t budget = 1000 + (uint32_t)rng_below(r, 1000000);
		usec_t now = SEC(1000), from = now;
		double spent = 0;
		thrift_set(&t, 0, budget, now);
		while (now < from + SEC(300)) {
			if (thrift_bytes_at(&t) <= now) {
				size_t len = 40 + rng_below(r, 1200);
				thrift_sent(&t, len, now);
				spent += (double)len;
			}
			now += rng_below(r, 5) == 0 ? rng_below(r, SEC(3)) : usec_max(thrift_bytes_at(&t), now + 1) - now;
		}
		double allowed = (double)budget * ((double)(now - from) / 60e6 + 0.25) + 1300;
		if (spent > allowed) {
			fail_msg("seed %llu: %.0f of %.0f", (unsigned long long)seed, spent, allowed);
		}
		assert_true(spent > 0.5 * (double)budget * 5 || budget > 100000);
	}
}

static void frames_keep_their_distance(void **state)
{
	struct thrift t = {0};
	(void)state;
	thrift_set(&t, 10, 0, SEC(5));
	assert_int_equal(thrift_frame_at(&t), 0);
	thrift_frame_begun(&t, SEC(6));
	assert_int_equal(thrift_frame_at(&t), SEC(6) + MS(100));
	assert_int_equal(thrift_bytes_at(&t), 0); /* what belongs to it goes on */
	thrift_set(&t, 10, 0, SEC(6)); /* the same again changes nothing */
	assert_int_equal(thrift_frame_at(&t), SEC(6) + MS(100));
}

/* A flood of what had to go is paid for within a minute. */
static void debts_end(void **state)
{
	struct thrift t = {0};
	(void)state;
	thrift_set(&t, 0, 60000, SEC(5));
	thrift_sent(&t, 10000000, SEC(5));
	assert_in_range(thrift_bytes_at(&t), SEC(64), SEC(66));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_bounds_nothing_waits),
		cmocka_unit_test(the_budget_holds),
		cmocka_unit_test(frames_keep_their_distance),
		cmocka_unit_test(debts_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
