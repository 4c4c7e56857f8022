/* tests/unit/client/ladder_test.c -- the ladder's promises: no way is given up for nothing, none is tried
 * twice at once, and whatever happens UDP comes back where it passes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "client/ladder.h"

static struct ladder_view on(enum road road)
{
	return (struct ladder_view){
		.mode = UDP_PREFER,
		.ssh_lives = true,
		.udp_known = true,
		.road = road,
		.connected = true,
		.srtt = MS(100),
		.has_key = true,
	};
}

static void words_are_modes(void **state)
{
	enum udp_mode m = UDP_PREFER;
	(void)state;
	assert_true(udp_mode_parse("only", &m) && m == UDP_ONLY);
	assert_true(udp_mode_parse("never", &m) && m == UDP_NEVER);
	assert_true(udp_mode_parse("prefer", &m) && m == UDP_PREFER);
	assert_false(udp_mode_parse("", &m));
	assert_false(udp_mode_parse("onlyy", &m));
	assert_int_equal(m, UDP_PREFER);
}

/* Of the same, when the pipe of ssh is dead and another login is possible. */
static struct ladder_view cut_off(enum road road)
{
	struct ladder_view v = on(road);
	v.ssh_lives = false;
	v.can_login = true;
	v.waits = SEC(100);
	return v;
}

/* The deadline is the very moment at which the step changes. */
static void assert_turns_at(const struct ladder *l, const struct ladder_view *v, usec_t at, enum ladder_step step)
{
	assert_int_equal(ladder_deadline(l, v, at - MS(1)), at);
	assert_int_equal(ladder_step(l, v, at - 1), LADDER_STAY);
	assert_int_equal(ladder_step(l, v, at), step);
}

static void udp_that_never_answered(void **state)
{
	struct ladder l;
	struct ladder_view v = on(ROAD_UDP);
	(void)state;
	ladder_init(&l, SEC(10));
	v.connected = false;
	assert_turns_at(&l, &v, SEC(10) + LADDER_PATIENCE, LADDER_TRY_SSH);
	v.tried = ROAD_SSH;
	assert_int_equal(ladder_step(&l, &v, SEC(20)), LADDER_STAY);
	v.connected = true; /* it answered after all */
	assert_int_equal(ladder_step(&l, &v, SEC(20)), LADDER_DROP);
}

static void udp_that_fell_silent(void **state)
{
	struct ladder l;
	struct ladder_view v = on(ROAD_UDP);
	(void)state;
	ladder_init(&l, SEC(10));
	assert_int_equal(ladder_step(&l, &v, SEC(1000)), LADDER_STAY); /* nothing waits for an answer */
	assert_int_equal(ladder_deadline(&l, &v, SEC(1000)), USEC_NEVER);
	v.waits = SEC(2000);
	assert_turns_at(&l, &v, SEC(2000) + LADDER_SILENCE + MS(200), LADDER_TRY_SSH);
	v.ssh_lives = false;
	assert_int_equal(ladder_step(&l, &v, SEC(3000)), LADDER_STAY);
	v.ssh_lives = true;
	v.mode = UDP_ONLY;
	assert_int_equal(ladder_step(&l, &v, SEC(3000)), LADDER_STAY);
}

/* A round trip before it is needed, and no more often than it is answered. */
static void a_key_is_asked_for_ahead(void **state)
{
	struct ladder l;
	struct ladder_view v = on(ROAD_UDP);
	(void)state;
	ladder_init(&l, SEC(10));
	v.waits = SEC(2000);
	v.has_key = false;
	assert_turns_at(&l, &v, SEC(2000) + LADDER_AHEAD + MS(200), LADDER_ASK);
	v.pipe_asked = SEC(2001);
	assert_turns_at(&l, &v, SEC(2000) + LADDER_SILENCE + MS(200), LADDER_TRY_SSH);
	v.pipe_asked = 0;
	v.ssh_lives = false;
	assert_int_equal(ladder_step(&l, &v, SEC(2001)), LADDER_STAY);
	v.ssh_lives = true;
	v.mode = UDP_ONLY;
	assert_int_equal(ladder_step(&l, &v, SEC(2001)), LADDER_STAY);
	assert_int_equal(ladder_deadline(&l, &v, SEC(2000)), USEC_NEVER);
}

static void modes_rule(void **state)
{
	struct ladder l;
	struct ladder_view v = on(ROAD_UDP);
	(void)state;
	ladder_init(&l, SEC(10));
	v.mode = UDP_NEVER;
	assert_int_equal(ladder_step(&l, &v, SEC(11)), LADDER_TRY_SSH);
	v.road = ROAD_SSH;
	assert_int_equal(ladder_step(&l, &v, SEC(11)), LADDER_STAY);
	v.tried = ROAD_UDP;
	assert_int_equal(ladder_step(&l, &v, SEC(11)), LADDER_DROP);
	v.tried = ROAD_NONE;
	v.mode = UDP_ONLY;
	assert_int_equal(ladder_step(&l, &v, SEC(11)), LADDER_TRY_UDP);
	v.road = ROAD_NONE; /* this machine's server: there is no other way */
	assert_int_equal(ladder_step(&l, &v, SEC(11)), LADDER_STAY);
}

/* UDP comes and goes: each time it lasted for only a second the next try waits longer, a minute at most. */
static void flapping_calms_down(void **state)
{
	struct ladder l;
	struct ladder_view v = on(ROAD_SSH);
	usec_t now = SEC(10), before = 0;
	(void)state;
	ladder_init(&l, now);
	ladder_taken(&l, ROAD_UDP, ROAD_SSH, now);
	assert_int_equal(ladder_step(&l, &v, now), LADDER_TRY_UDP); /* the first time at once */
	for (int i = 0; i < 10; i++) {
		ladder_taken(&l, ROAD_SSH, ROAD_UDP, now);
		now += SEC(1);
		ladder_taken(&l, ROAD_UDP, ROAD_SSH, now);
		usec_t at = ladder_deadline(&l, &v, now);
		assert_true(at - now >= before && at - now >= SEC(4) && at - now <= SEC(60));
		before = at - now;
		now = at;
	}
	assert_int_equal(before, SEC(60));
	ladder_taken(&l, ROAD_SSH, ROAD_UDP, now);
	now += SEC(60); /* it held */
	ladder_taken(&l, ROAD_UDP, ROAD_SSH, now);
	assert_int_equal(ladder_step(&l, &v, now), LADDER_TRY_UDP);
}

static void a_move_is_hope(void **state)
{
	struct ladder l;
	struct ladder_view v = on(ROAD_SSH);
	usec_t now = SEC(10);
	(void)state;
	ladder_init(&l, now);
	for (int i = 0; i < 100; i++) {
		ladder_failed(&l, ROAD_UDP, now);
	}
	assert_int_equal(ladder_step(&l, &v, now), LADDER_STAY);
	assert_true(ladder_deadline(&l, &v, now) > now);
	ladder_moved(&l, now);
	assert_int_equal(ladder_step(&l, &v, now), LADDER_TRY_UDP);
}

/* A client in a world where UDP and ssh come and go; steps are taken when due. Whatever happened before: when all
 * is well UDP is in use within a minute and a little, and nothing is tried beside it; when only UDP is dead, ssh is. */
static void it_settles(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		struct ladder l;
		struct ladder_view v = on(ROAD_UDP);
		bool udp = true;
		usec_t now = SEC(100), dead_since = 0;
		v.connected = false;
		ladder_init(&l, now);
		for (int i = 0; i < 4000; i++) {
			bool last = i >= 2000;
			if (last ? i == 2000 : rng_below(rng, 40) == 0) {
				udp = last ? seed % 2 == 0 : rng_below(rng, 2) == 0;
				dead_since = now;
			}
			now += MS(100);
			bool dead = v.road == ROAD_UDP && !udp;
			v.connected |= v.road == ROAD_UDP && udp;
			v.waits = dead ? dead_since : 0;
			enum ladder_step step = ladder_step(&l, &v, now);
			if (step == LADDER_TRY_UDP || step == LADDER_TRY_SSH) {
				assert_int_equal(v.tried, ROAD_NONE);
				v.tried = step == LADDER_TRY_UDP ? ROAD_UDP : ROAD_SSH;
				assert_int_not_equal(v.tried, v.road);
			} else if (step == LADDER_DROP) {
				v.tried = ROAD_NONE;
			} else if (v.tried == ROAD_SSH || (v.tried == ROAD_UDP && udp)) {
				ladder_taken(&l, v.road, v.tried, now);
				v.road = v.tried;
				v.tried = ROAD_NONE;
				v.connected = true;
				dead_since = now;
			}
		}
		if (v.road != (udp ? ROAD_UDP : ROAD_SSH) || (udp && v.tried != ROAD_NONE)) {
			print_message("seed %llu\n", (unsigned long long)seed);
			fail();
		}
	}
}

static void logs_in_when_all_is_dead(void **state)
{
	struct ladder l;
	struct ladder_view v = cut_off(ROAD_UDP);
	(void)state;
	ladder_init(&l, SEC(10));
	assert_turns_at(&l, &v, SEC(100) + LADDER_SILENCE + MS(200), LADDER_LOGIN);
	v.waits = 0; /* UDP works: who needs ssh */
	assert_int_equal(ladder_step(&l, &v, SEC(200)), LADDER_STAY);
	v.mode = UDP_NEVER; /* who came with a ticket has none yet */
	assert_int_equal(ladder_step(&l, &v, SEC(200)), LADDER_LOGIN);
	v = cut_off(ROAD_SSH);
	assert_int_equal(ladder_step(&l, &v, SEC(100)), LADDER_LOGIN);
	v.can_login = false;
	assert_int_equal(ladder_step(&l, &v, SEC(200)), LADDER_STAY);
	v = cut_off(ROAD_SSH);
	v.mode = UDP_ONLY;
	assert_int_not_equal(ladder_step(&l, &v, SEC(200)), LADDER_LOGIN);
	v = cut_off(ROAD_UDP);
	v.connected = false; /* nobody is there yet to come back to */
	assert_int_equal(ladder_step(&l, &v, SEC(200)), LADDER_STAY);
}

/* ssh lives, but says nothing: its connection may be gone all the same. */
static void a_silent_pipe_is_dead(void **state)
{
	struct ladder l;
	struct ladder_view v = cut_off(ROAD_UDP);
	(void)state;
	ladder_init(&l, SEC(10));
	v.ssh_lives = true;
	v.tried = ROAD_SSH;
	assert_int_equal(ladder_step(&l, &v, SEC(200)), LADDER_STAY);
	v.pipe_asked = SEC(102);
	assert_turns_at(&l, &v, SEC(102) + LADDER_PIPE_SILENCE + MS(200), LADDER_LOGIN);
	v.pipe_asked = 0;
	v.tried = ROAD_NONE;
	v.pipe_suspect = true; /* the network changed */
	assert_turns_at(&l, &v, SEC(100) + LADDER_SILENCE + MS(200), LADDER_LOGIN);
	v = cut_off(ROAD_SSH);
	v.ssh_lives = true;
	v.tried = ROAD_UDP;
	assert_turns_at(&l, &v, SEC(100) + LADDER_PIPE_SILENCE + MS(200), LADDER_LOGIN);
}

static void logins_back_off(void **state)
{
	static const usec_t spans[] = {SEC(5), SEC(15), SEC(60), SEC(60)};
	struct ladder l;
	struct ladder_view v = cut_off(ROAD_UDP);
	usec_t now = SEC(200);
	(void)state;
	ladder_init(&l, SEC(10));
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(ladder_step(&l, &v, now), LADDER_LOGIN);
		ladder_login_failed(&l, false, now);
		assert_turns_at(&l, &v, now + spans[i], LADDER_LOGIN);
		now += spans[i];
	}
	ladder_login_failed(&l, true, now);
	assert_int_equal(ladder_step(&l, &v, now + SEC(59)), LADDER_STAY);
	ladder_moved(&l, now + SEC(1));
	assert_int_equal(ladder_step(&l, &v, now + SEC(1)), LADDER_LOGIN);
	ladder_login_failed(&l, false, now);
	assert_turns_at(&l, &v, now + SEC(5), LADDER_LOGIN);
}

/* A second pipe that is tried in the place of a dead one is left to answer. */
static void a_second_pipe_is_not_dropped(void **state)
{
	struct ladder l;
	struct ladder_view v = on(ROAD_SSH);
	(void)state;
	ladder_init(&l, SEC(10));
	v.tried = ROAD_SSH;
	assert_int_equal(ladder_step(&l, &v, SEC(20)), LADDER_STAY);
	v.mode = UDP_NEVER;
	assert_int_equal(ladder_step(&l, &v, SEC(20)), LADDER_STAY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_modes),
		cmocka_unit_test(udp_that_never_answered),
		cmocka_unit_test(udp_that_fell_silent),
		cmocka_unit_test(a_key_is_asked_for_ahead),
		cmocka_unit_test(modes_rule),
		cmocka_unit_test(flapping_calms_down),
		cmocka_unit_test(a_move_is_hope),
		cmocka_unit_test(it_settles),
		cmocka_unit_test(logs_in_when_all_is_dead),
		cmocka_unit_test(a_silent_pipe_is_dead),
		cmocka_unit_test(logins_back_off),
		cmocka_unit_test(a_second_pipe_is_not_dropped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
