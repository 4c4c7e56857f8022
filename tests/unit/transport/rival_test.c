/* tests/unit/transport/rival_test.c -- whose queue it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"
#include "transport/rival.h"

#define STEP 10000.0

/* A round whose packets left over 100 ms, and whose acks came over so much. */
static void round_of(struct rival *v, usec_t came, usec_t rtt)
{
	for (int i = 0; i < 10; i++) {
		rival_acked(v, MS(100), came);
	}
	rival_round(v, true, 50000, rtt, STEP);
}

static void meet(struct rival *v)
{
	for (unsigned i = 0; i < RIVAL_ROUNDS; i++) {
		assert_true(v->bw == 0);
		round_of(v, MS(102), MS(200) + i * MS(3));
	}
	assert_true(v->bw > 0);
}

static void test_a_queue_that_grows_by_itself(void **state)
{
	struct rival v = {0};

	(void)state;
	meet(&v);
	assert_true(v.bw == 50000);
	round_of(&v, MS(100), MS(220));
	assert_true(v.bw == 50000 + STEP); /* a step a round */
	round_of(&v, MS(150), MS(220));
	assert_true(v.bw < 50000); /* not where acks fall behind */
	rival_round(&v, false, 50000, MS(50), STEP);
	assert_true(v.bw == 0); /* the queue is gone */
}

static void test_what_is_none(void **state)
{
	struct rival draining = {0}, still = {0}, few = {0}, growing = {0};

	(void)state;
	for (unsigned i = 0; i < 100; i++) {
		round_of(&draining, MS(80), MS(200) + i * MS(3));
		round_of(&still, MS(100), MS(200) + (i % 2) * MS(3));
		round_of(&growing, MS(130), MS(200) + i * MS(3));
		rival_acked(&few, MS(100), MS(100));
		rival_round(&few, true, 50000, MS(200) + i * MS(3), STEP);
		assert_true(draining.bw == 0 && still.bw == 0 && growing.bw == 0 && few.bw == 0);
	}
}

/* Once a round trip at most. */
static void test_losses(void **state)
{
	struct rival v = {0};
	double bw;

	(void)state;
	rival_lost(&v, MS(200), SEC(1));
	assert_true(v.bw == 0);
	meet(&v);
	bw = v.bw;
	for (usec_t at = 0; at < MS(200); at += MS(10)) {
		rival_lost(&v, MS(200), SEC(2) + at);
	}
	assert_true(v.bw > bw * 0.6 && v.bw < bw * 0.8);
	rival_lost(&v, MS(200), SEC(3));
	assert_true(v.bw < bw * 0.6);
}

/* It looks by sending half for a while; when acks go on as before, the queue was its own. */
static void test_looks_again(void **state)
{
	(void)state;
	for (int alone = 0; alone < 2; alone++) {
		struct rival v = {0};
		bool looked = false;

		meet(&v);
		for (unsigned i = 0; i < 3 * RIVAL_LOOK && v.bw > 0; i++) {
			bool half = rival_pace(&v) < v.bw;

			looked = looked || half;
			round_of(&v, half && alone ? MS(50) : half ? MS(80) : MS(100), MS(220));
		}
		assert_true(looked);
		assert_true((v.bw == 0) == alone);
	}
}

/* Whatever comes: never less than two steps, and nothing that is no number. */
static void test_bounds(void **state)
{
	struct rng_seed seed;
	struct rng rng = rng_seeded(&seed, 5);
	struct rival v = {0};

	(void)state;
	for (int i = 0; i < 100000; i++) {
		switch (rng_u64(rng) % 4) {
		case 0:
			rival_lost(&v, MS(100), rng_u64(rng) % SEC(100));
			break;
		case 1:
			rival_round(&v, rng_u64(rng) % 8 != 0, (double)(rng_u64(rng) % 1000000), rng_u64(rng) % SEC(10),
				(double)(1 + rng_u64(rng) % 1000000));
			break;
		default:
			rival_acked(&v, rng_u64(rng) % SEC(1), rng_u64(rng) % SEC(1));
			break;
		}
		assert_true(v.bw >= 0 && v.bw < 1e12);
		assert_true(rival_pace(&v) <= v.bw);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_queue_that_grows_by_itself),
		cmocka_unit_test(test_what_is_none),
		cmocka_unit_test(test_losses),
		cmocka_unit_test(test_looks_again),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
