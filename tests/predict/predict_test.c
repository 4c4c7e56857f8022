/* tests/predict/predict_test.c -- the corpus played at several round trips: what is shown at once, what
 * was wrong, what leaked. `predict_test RECORDING...` plays those alone; MUX_PREDICT_RTT (ms),
 * MUX_PREDICT_LOSS (percent) choose the network, MUX_PREDICT_MISSES names each key that was not shown. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/predict/player.h"

struct corpus {
	struct recording **at;
	size_t count;
};

static double part(size_t n, size_t of)
{
	return of == 0 ? 100 : 100.0 * (double)n / (double)of;
}

static void add(struct score *to, const struct score *s)
{
	to->keys += s->keys;
	to->shown += s->shown;
	to->typed += s->typed;
	to->typed_shown += s->typed_shown;
	to->inserted += s->inserted;
	to->inserted_shown += s->inserted_shown;
	to->wrong += s->wrong;
	to->wrong_cell_ms += s->wrong_cell_ms;
	to->longest_wrong = usec_max(to->longest_wrong, s->longest_wrong);
	to->leaks += s->leaks;
	to->outside += s->outside;
	to->left += s->left;
}

static void print_row(const char *name, const char *class, const struct score *s)
{
	print_message("%-16s %-7s %5zu keys, shown %5.1f %%, typed %5zu %5.1f %%, put in %3zu %5.1f %%, wrong %4zu (%5llu cell ms, %4llu ms) "
		"leaks %zu outside %zu left %zu\n",
		name, class, s->keys, part(s->shown, s->keys), s->typed, part(s->typed_shown, s->typed), s->inserted,
		part(s->inserted_shown, s->inserted), s->wrong,
		(unsigned long long)s->wrong_cell_ms, (unsigned long long)s->longest_wrong / 1000, s->leaks, s->outside,
		s->left);
}

static struct score play_class(const struct corpus *c, const struct play *how, const char *class)
{
	struct score all = {0};
	for (size_t i = 0; i < c->count; i++) {
		struct score s = {0};
		if (class != NULL && strcmp(c->at[i]->class, class) != 0) {
			continue;
		}
		player_play(c->at[i], how, &s);
		print_row(c->at[i]->name, c->at[i]->class, &s);
		add(&all, &s);
	}
	print_row(class != NULL ? class : "all", "", &all);
	return all;
}

static uint64_t env_number(const char *name, uint64_t otherwise)
{
	const char *s = getenv(name);
	return s != NULL ? strtoull(s, NULL, 10) : otherwise;
}

static void play_all(void **state)
{
	const struct corpus *c = *state;
	const struct play how = {.rtt = MS(env_number("MUX_PREDICT_RTT", 200)),
		.loss_pct = (unsigned)env_number("MUX_PREDICT_LOSS", 0),
		.seed = 1};
	struct score s = play_class(c, &how, NULL);
	assert_int_equal(s.outside, 0);
	assert_int_equal(s.left, 0);
	assert_true(s.longest_wrong <= how.rtt + MS(30) || how.loss_pct > 0);
	if (c->count > 12) { /* the whole corpus */
		assert_true(s.shown * 100 >= s.keys * 80);
		assert_true(s.wrong * 1000 <= s.keys * 5);
	}
}

/* Lines typed at shells and the like: where nothing is known, and on the second day of somebody who works with
 * these programs. */
static void lines_are_shown(void **state)
{
	struct play how = {.rtt = MS(200), .seed = 2};
	struct score s = play_class(*state, &how, "line");
	assert_true(s.typed_shown * 100 >= s.typed * 98);
	assert_true(s.inserted_shown * 100 >= s.inserted * 97);
	assert_true(s.wrong * 1000 <= s.keys);
	how.learned = learned_new();
	play_class(*state, &how, NULL);
	s = play_class(*state, &how, "line");
	assert_true(s.typed_shown * 100 >= s.typed * 98);
	assert_true(s.inserted_shown * 100 >= s.inserted * 97);
	assert_true(s.wrong * 1000 <= s.keys);
	learned_free(how.learned);
}

/* The whole corpus on a second day. */
static void all_is_shown(void **state)
{
	struct play how = {.rtt = MS(200), .seed = 6, .learned = learned_new()};
	play_class(*state, &how, NULL);
	struct score s = play_class(*state, &how, NULL);
	assert_true(s.shown * 100 >= s.keys * 80);
	assert_true(s.wrong * 1000 <= s.keys * 5);
	assert_int_equal(s.outside + s.left, 0);
	learned_free(how.learned);
}

/* What is learned must not paint secrets either. */
static void secrets_stay_kept(void **state)
{
	struct play how = {.rtt = MS(200), .seed = 7, .learned = learned_new()};
	const struct corpus *c = *state;
	for (int day = 0; day < 3; day++) {
		for (size_t i = 0; i < c->count; i++) {
			struct score s = {0};
			how.mode = day == 2 ? PREDICT_EXPERIMENTAL : PREDICT_ADAPTIVE;
			player_play(c->at[i], &how, &s);
			if (s.leaks > 0) {
				fail_msg("%s, day %d: %zu cells painted", c->at[i]->name, day, s.leaks);
			}
		}
	}
	learned_free(how.learned);
}

static void secrets_are_kept(void **state)
{
	static const unsigned rtts[] = {20, 80, 200, 600, 2000};
	static const enum predict_mode modes[] = {PREDICT_ADAPTIVE, PREDICT_ALWAYS, PREDICT_EXPERIMENTAL};
	const struct corpus *c = *state;
	for (size_t i = 0; i < c->count; i++) {
		for (size_t k = 0; k < 5 && strcmp(c->at[i]->class, "secret") == 0; k++) {
			for (size_t m = 0; m < 3; m++) {
				const struct play how = {.rtt = MS(rtts[k]), .mode = modes[m], .seed = 3};
				struct score s = {0};
				player_play(c->at[i], &how, &s);
				if (s.leaks > 0) {
					fail_msg("%s, %u ms, mode %d: %zu cells painted", c->at[i]->name, rtts[k],
						(int)modes[m], s.leaks);
				}
				assert_true(s.longest_wrong <= MS(rtts[k]) + MS(30));
				assert_int_equal(s.left, 0);
			}
		}
	}
}

/* Also when packets are lost the truth is what is left, and nothing is painted outside. */
static void loss_is_survived(void **state)
{
	const struct play how = {.rtt = MS(200), .loss_pct = 10, .seed = 4};
	struct score s = play_class(*state, &how, NULL);
	assert_int_equal(s.outside, 0);
	assert_int_equal(s.left, 0);
	assert_true(s.wrong * 100 <= s.keys);
}

static void nothing_is_guessed(void **state)
{
	const struct corpus *c = *state;
	struct score all = {0};
	for (size_t i = 0; i < c->count; i++) {
		const struct play never = {.rtt = MS(200), .mode = PREDICT_NEVER, .seed = 5},
			near = {.rtt = MS(20), .seed = 5};
		struct score s = {0};
		player_play(c->at[i], &never, &s);
		assert_int_equal(s.wrong + s.leaks + s.outside, 0);
		/* On a link where nobody needs it only a program that does not answer for 250 ms has it on. */
		player_play(c->at[i], &near, &s);
		assert_int_equal(s.outside, 0);
		assert_int_equal(s.leaks, 0);
		add(&all, &s);
	}
	assert_true(all.wrong * 1000 <= all.keys * 5);
}

int main(int argc, char **argv)
{
	struct corpus c = {0};
	glob_t found = {0};
	const char *dir = getenv("MUX_SOURCE");
	char pattern[4096];
	snprintf(pattern, sizeof(pattern), "%s/tests/predict/corpus/*.rec", dir != NULL ? dir : ".");
	if (argc == 1 && glob(pattern, 0, NULL, &found) != 0) {
		fprintf(stderr, "predict_test: no recordings: %s\n", pattern);
		return 1;
	}
	size_t count = argc > 1 ? (size_t)argc - 1 : found.gl_pathc;
	c.at = calloc(count, sizeof(struct recording *));
	for (size_t i = 0; i < count; i++) {
		c.at[c.count++] = recording_read(argc > 1 ? argv[i + 1] : found.gl_pathv[i]);
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(play_all, &c),
		cmocka_unit_test_prestate(lines_are_shown, &c),
		cmocka_unit_test_prestate(secrets_are_kept, &c),
		cmocka_unit_test_prestate(all_is_shown, &c),
		cmocka_unit_test_prestate(secrets_stay_kept, &c),
		cmocka_unit_test_prestate(loss_is_survived, &c),
		cmocka_unit_test_prestate(nothing_is_guessed, &c),
	};
	if (getenv("MUX_PREDICT_ONLY") != NULL) {
		cmocka_set_test_filter(getenv("MUX_PREDICT_ONLY"));
	}
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	for (size_t i = 0; i < c.count; i++) {
		recording_free(c.at[i]);
	}
	free(c.at);
	globfree(&found);
	return failed;
}
