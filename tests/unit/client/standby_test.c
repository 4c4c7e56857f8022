/* tests/unit/client/standby_test.c -- a pipe stands by after some calm, whatever happened before; nobody is asked
 * twice, and an idle client does nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "base/rng.h"
#include "client/standby.h"

/* UDP works, and nothing stands by. */
static struct standby_view alone(void)
{
	return (struct standby_view){.wanted = true, .well = true, .srtt = MS(100)};
}

static struct standby_view with_pipe(usec_t heard_at)
{
	struct standby_view v = alone();
	v.pipe = true;
	v.heard_at = heard_at;
	return v;
}

/* The deadline is the very moment at which the step changes. */
static void assert_turns_at(struct standby *s, const struct standby_view *v, usec_t at, enum standby_step step)
{
	assert_int_equal(standby_step(s, v, at - 1), STANDBY_STAY);
	assert_int_equal(standby_deadline(s, v, at - 1), at);
	assert_int_equal(standby_step(s, v, at), step);
}

static void a_missing_pipe_is_made(void **state)
{
	struct standby s = {0};
	struct standby_view v = alone();
	(void)state;
	assert_int_equal(standby_step(&s, &v, SEC(10)), STANDBY_STAY);
	assert_turns_at(&s, &v, SEC(10) + STANDBY_AFTER, STANDBY_LOGIN);
	v.busy = true; /* at it */
	assert_int_equal(standby_step(&s, &v, SEC(20)), STANDBY_STAY);
	assert_int_equal(standby_deadline(&s, &v, SEC(20)), USEC_NEVER);
}

static void not_where_it_is_not_wanted(void **state)
{
	struct standby s = {0};
	struct standby_view v = alone();
	(void)state;
	v.wanted = false;
	assert_int_equal(standby_step(&s, &v, SEC(10)), STANDBY_STAY);
	assert_int_equal(standby_step(&s, &v, SEC(1000)), STANDBY_STAY);
	assert_int_equal(standby_deadline(&s, &v, SEC(1000)), USEC_NEVER);
	v.wanted = true; /* the option changed */
	assert_int_equal(standby_step(&s, &v, SEC(1001)), STANDBY_LOGIN);
}

/* A link that is not well is the ladder's; the calm begins anew after it. */
static void calm_is_waited_for(void **state)
{
	struct standby s = {0};
	struct standby_view v = alone();
	(void)state;
	standby_step(&s, &v, SEC(10));
	v.well = false;
	assert_int_equal(standby_step(&s, &v, SEC(11)), STANDBY_STAY);
	assert_int_equal(standby_step(&s, &v, SEC(100)), STANDBY_STAY);
	assert_int_equal(standby_deadline(&s, &v, SEC(100)), USEC_NEVER);
	v.well = true;
	standby_step(&s, &v, SEC(101));
	assert_turns_at(&s, &v, SEC(101) + STANDBY_AFTER, STANDBY_LOGIN);
}

static void a_busy_line_is_spared_but_not_for_ever(void **state)
{
	struct standby s = {0};
	struct standby_view v = alone();
	(void)state;
	v.loaded = true;
	usec_t due = SEC(10) + STANDBY_AFTER;
	standby_step(&s, &v, SEC(10));
	assert_int_equal(standby_step(&s, &v, due), STANDBY_STAY);
	assert_true(standby_deadline(&s, &v, due) > due && standby_deadline(&s, &v, due) <= due + SEC(1));
	assert_int_equal(standby_step(&s, &v, due + STANDBY_QUIET - 1), STANDBY_STAY);
	assert_int_equal(standby_deadline(&s, &v, due + STANDBY_QUIET - 1), due + STANDBY_QUIET);
	assert_int_equal(standby_step(&s, &v, due + STANDBY_QUIET), STANDBY_LOGIN);
	v.loaded = false;
	assert_int_equal(standby_step(&s, &v, due), STANDBY_LOGIN);
}

static void a_live_pipe_is_left_alone(void **state)
{
	struct standby s = {0};
	struct standby_view v = with_pipe(SEC(10));
	(void)state;
	for (usec_t now = SEC(10); now < SEC(100000); now += SEC(100)) {
		assert_int_equal(standby_step(&s, &v, now), STANDBY_STAY);
		assert_int_equal(standby_deadline(&s, &v, now), USEC_NEVER);
	}
	v.typing = true; /* silent for a day: does it live? */
	assert_int_equal(standby_step(&s, &v, SEC(100000)), STANDBY_ASK);
	v.heard_at = SEC(100000) - STANDBY_STALE + 1;
	assert_int_equal(standby_step(&s, &v, SEC(100000)), STANDBY_STAY);
}

static void a_pipe_that_does_not_answer_is_replaced(void **state)
{
	struct standby s = {0};
	struct standby_view v = with_pipe(SEC(10));
	(void)state;
	v.suspect = true;
	assert_int_equal(standby_step(&s, &v, SEC(20)), STANDBY_ASK);
	v.asked_at = SEC(20);
	assert_turns_at(&s, &v, SEC(20) + STANDBY_HURRY + MS(200), STANDBY_LOGIN);
	v.suspect = false;
	assert_turns_at(&s, &v, SEC(20) + STANDBY_PATIENCE + MS(200), STANDBY_LOGIN);
	v.asked_at = 0; /* it did */
	assert_int_equal(standby_step(&s, &v, SEC(40)), STANDBY_STAY);
	v.asked_at = SEC(41); /* nothing passed at all: its time begins with the link's */
	v.well = false;
	standby_step(&s, &v, SEC(50));
	v.well = true;
	standby_step(&s, &v, SEC(60));
	assert_turns_at(&s, &v, SEC(60) + STANDBY_PATIENCE + MS(200), STANDBY_LOGIN);
}

static void failures_grow_rare(void **state)
{
	static const usec_t spans[] = {SEC(10), SEC(60), SEC(600), SEC(3600), SEC(3600)};
	struct standby s = {0};
	struct standby_view v = alone();
	usec_t now = SEC(100);
	(void)state;
	standby_step(&s, &v, SEC(10));
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(standby_step(&s, &v, now), STANDBY_LOGIN);
		standby_failed(&s, false, now);
		now += spans[i];
		assert_turns_at(&s, &v, now, STANDBY_LOGIN);
	}
	standby_failed(&s, false, now);
	standby_moved(&s);
	assert_int_equal(standby_step(&s, &v, now), STANDBY_LOGIN);
}

static void nobody_is_bothered_twice(void **state)
{
	struct standby s = {0};
	struct standby_view v = alone();
	(void)state;
	standby_step(&s, &v, SEC(10));
	assert_int_equal(standby_step(&s, &v, SEC(20)), STANDBY_LOGIN);
	standby_failed(&s, true, SEC(20));
	standby_moved(&s); /* another network has no password either */
	for (usec_t now = SEC(20); now < SEC(100000); now += SEC(100)) {
		assert_int_equal(standby_step(&s, &v, now), STANDBY_STAY);
		assert_int_equal(standby_deadline(&s, &v, now), USEC_NEVER);
	}
	standby_taken(&s); /* the user let it */
	assert_int_equal(standby_step(&s, &v, SEC(100000)), STANDBY_LOGIN);
}

/* Networks change, pipes die with and without a word, logins fail: once all is well there is a live pipe within
 * a minute and a little, and then nothing is done any more. */
static void it_settles(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		struct rng_seed rs;
		struct rng rng = rng_seeded(&rs, seed);
		struct standby s = {0};
		struct standby_view v = alone();
		bool lives = false;
		usec_t now = SEC(100), login_ends = 0;
		int done = 0;
		for (int i = 0; i < 4000; i++) {
			bool wild = i < 2000;
			unsigned what = wild ? (unsigned)rng_below(rng, 100) : 100;
			now += MS(100);
			v.well = !wild || (what == 1 ? !v.well : v.well);
			v.loaded = wild && rng_below(rng, 3) == 0;
			v.typing = rng_below(rng, 4) == 0;
			if (what == 2) { /* a roam that the pipe does not survive */
				lives = false;
				v.suspect = v.pipe;
				standby_moved(&s);
			} else if (what == 3) {
				v.pipe = lives = v.suspect = false;
				v.asked_at = 0;
			} else if (i == 2000) {
				standby_moved(&s);
			}
			if (v.asked_at != 0 && lives) {
				v.asked_at = 0;
				v.heard_at = now;
				v.suspect = false;
			}
			if (v.busy && now >= login_ends) {
				v.busy = false;
				if (wild && rng_below(rng, 2) == 0) {
					standby_failed(&s, false, now);
				} else {
					standby_taken(&s);
					v.pipe = lives = true;
					v.suspect = false;
					v.asked_at = 0;
					v.heard_at = now;
				}
			}
			enum standby_step step = standby_step(&s, &v, now);
			if (step == STANDBY_ASK) {
				assert_true(v.pipe && v.asked_at == 0);
				v.asked_at = now;
			} else if (step == STANDBY_LOGIN) {
				assert_false(v.busy);
				v.busy = true;
				login_ends = now + SEC(1);
			}
			done += i >= 3000 && step == STANDBY_LOGIN;
		}
		if (!v.pipe || !lives || done != 0) {
			print_message("seed %llu\n", (unsigned long long)seed);
			fail();
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_missing_pipe_is_made),
		cmocka_unit_test(not_where_it_is_not_wanted),
		cmocka_unit_test(calm_is_waited_for),
		cmocka_unit_test(a_busy_line_is_spared_but_not_for_ever),
		cmocka_unit_test(a_live_pipe_is_left_alone),
		cmocka_unit_test(a_pipe_that_does_not_answer_is_replaced),
		cmocka_unit_test(failures_grow_rare),
		cmocka_unit_test(nobody_is_bothered_twice),
		cmocka_unit_test(it_settles),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
