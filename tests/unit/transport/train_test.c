/* tests/unit/transport/train_test.c -- what the spacing of packets tells of a bottleneck. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/rng.h"
#include "transport/rate.h"
#include "transport/train.h"

#define RTT MS(80)

/* Bytes of headers count at the bottleneck, and not here. */
static double lengths_told(uint64_t seed, double rate, size_t count)
{
	struct rng_seed state;
	struct rng rng = rng_seeded(&state, seed);
	struct train t = {0};
	usec_t sent = SEC(1), free_at = sent;
	uint64_t delivered = 0;
	double told = 0;

	for (size_t i = 0; i < count; i++) {
		size_t len = 200 + (size_t)rng_below(rng, 1000);

		free_at = (free_at > sent ? free_at : sent) + (usec_t)((double)len * 1e6 / rate);
		delivered += len;
		told = train_acked(&t, sent, free_at + RTT, free_at - sent, delivered);
		sent += rng_below(rng, (free_at - sent) / 2 + 1);
	}
	return told;
}

/* Whenever they leave: while each finds the one before it in the queue, they come as fast as the link is. */
static void test_a_queue_tells_the_rate(void **state)
{
	static const double rates[] = {4000, 8000, 16000, 40000};

	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		double rate = rates[seed % 4], told = lengths_told(seed, rate, 12);

		if (told < rate * 0.99 || told > rate * 1.01) {
			fail_msg("seed %llu: %.0f in place of %.0f", (unsigned long long)seed, told, rate);
		}
	}
}

static void test_few_packets_tell_nothing(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 50; seed++) {
		assert_true(lengths_told(seed, 8000, 3) == 0);
	}
}

/* One at a time, with rests between them, they tell what the sender had to say. */
static void test_rests_tell_nothing(void **state)
{
	struct train t = {0};
	uint64_t delivered = 0;

	(void)state;
	for (usec_t at = SEC(1); at < SEC(20); at += MS(150)) {
		assert_true(train_acked(&t, at, at + RTT, MS(5), delivered += 400) == 0);
	}
}

/* Pairs and triples that jitter pulls apart come unevenly. */
static void test_jitter_is_no_bottleneck(void **state)
{
	struct rng_seed seed;
	struct rng rng = rng_seeded(&seed, 7);
	struct train t = {0};
	uint64_t delivered = 0;
	usec_t came = 0;
	int told = 0;

	(void)state;
	for (usec_t at = SEC(1); at < SEC(600); at += SEC(1)) {
		for (int i = 0; i < 3; i++) {
			usec_t late = rng_below(rng, MS(60));

			came = came > at + RTT + late ? came : at + RTT + late;
			told += train_acked(&t, at, came, late, delivered += 1200) > 0;
		}
	}
	assert_int_equal(told, 0);
}

/* The rate of a link that only saw a few packets: slow, quick, or not known. */
static void burst(struct rate *r, double rate, size_t count)
{
	usec_t came = SEC(1) + RTT;

	rate_rtt(r, RTT, RTT, SEC(1));
	for (size_t i = 0; i < count; i++) {
		struct rate_mark m;

		rate_app_limited(r, 0);
		rate_sent(r, &m, 600, true, i * 600, RTT, 1200, SEC(1));
		came += (usec_t)(600 * 1e6 / rate);
		rate_rtt(r, came - SEC(1), RTT, came);
		rate_acked(r, &m, 600, SEC(1), came);
		rate_came(r, 600, SEC(1), came, came);
	}
}

static void test_a_burst_tells_slow_from_quick(void **state)
{
	struct rate r;

	(void)state;
	rate_init(&r, false, SEC(1));
	assert_true(rate_is_strange(&r));
	burst(&r, 8000, 2);
	assert_true(rate_is_strange(&r));
	assert_int_equal(rate_datagram_max(&r, 1200), 1200);

	rate_init(&r, false, SEC(1));
	burst(&r, 8000, 5);
	assert_false(rate_is_strange(&r));
	assert_int_equal(rate_datagram_max(&r, 1200), RATE_DATAGRAM_MIN);
	assert_in_range(rate_queue_target(&r), MS(38), MS(42));

	rate_init(&r, false, SEC(1));
	burst(&r, 1e6, 5);
	assert_false(rate_is_strange(&r));
	assert_int_equal(rate_datagram_max(&r, 1200), 1200);
	rate_reset(&r, SEC(2));
	assert_true(rate_is_strange(&r));

	rate_init(&r, true, SEC(1));
	assert_false(rate_is_strange(&r));
}

/* What is urgent runs ahead of the pace by a datagram, and no more. */
static void test_urgent(void **state)
{
	struct rate r;
	usec_t now = SEC(2);

	(void)state;
	rate_init(&r, false, SEC(1));
	burst(&r, 8000, 5);
	for (int i = 0; rate_ready_at(&r, 0, RTT, 1200, now) == 0; i++) {
		struct rate_mark m;

		assert_true(i < 10);
		rate_sent(&r, &m, 256, true, 600, RTT, 1200, now);
	}
	assert_int_equal(rate_urgent_at(&r, 1, RTT, 1200, now), 0);
	for (int i = 0; i < 2; i++) {
		struct rate_mark m;

		rate_sent(&r, &m, 256, true, 600, RTT, 1200, now);
	}
	assert_true(rate_urgent_at(&r, 1, RTT, 1200, now) > now);
	assert_true(rate_urgent_at(&r, 1, RTT, 1200, now) < rate_ready_at(&r, 0, RTT, 1200, now));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_queue_tells_the_rate),
		cmocka_unit_test(test_few_packets_tell_nothing),
		cmocka_unit_test(test_rests_tell_nothing),
		cmocka_unit_test(test_jitter_is_no_bottleneck),
		cmocka_unit_test(test_a_burst_tells_slow_from_quick),
		cmocka_unit_test(test_urgent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
