/* tests/unit/mux/optmap_test.c -- an optmap against a plain table of what was set. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "mux/optmap.h"

#define NAMES 40

static void compare(const struct optmap *m, const int values[NAMES], uint64_t seed)
{
	size_t count = 0;
	for (int i = 0; i < NAMES; i++) {
		char name[32], value[32];
		snprintf(name, sizeof(name), "n%d", i);
		snprintf(value, sizeof(value), "%d", values[i]);
		const char *got = optmap_get(m, name);
		count += values[i] > 0;
		if ((got != NULL) != (values[i] > 0) || (got != NULL && strcmp(got, value) != 0)) {
			fail_msg("seed %llu: %s", (unsigned long long)seed, name);
		}
	}
	assert_int_equal(m->count, count);
	for (size_t i = 1; i < m->count; i++) {
		assert_true(strcmp(m->at[i - 1].name, m->at[i].name) < 0);
	}
}

static void test_random(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		struct optmap m = {0}, copy = {0};
		int values[NAMES] = {0};
		for (int step = 0; step < 200; step++) {
			char name[32], value[32];
			size_t i = (size_t)rng_below(rng, NAMES);
			values[i] = (int)rng_below(rng, 5);
			snprintf(name, sizeof(name), "n%zu", i);
			snprintf(value, sizeof(value), "%d", values[i]);
			if (values[i] > 0) {
				optmap_set(&m, name, value);
			} else {
				optmap_unset(&m, name);
			}
		}
		compare(&m, values, seed);
		optmap_set(&copy, "n0", "other");
		optmap_copy(&copy, &m);
		if (values[0] == 0) {
			optmap_unset(&copy, "n0");
		}
		compare(&copy, values, seed);
		optmap_finish(&m);
		optmap_finish(&copy);
		assert_int_equal(m.count, 0);
	}
	optmap_finish(NULL);
}

/* The value may be the map's own. */
static void test_set_to_itself(void **state)
{
	(void)state;
	struct optmap m = {0};
	optmap_set(&m, "a", "x");
	optmap_set(&m, "a", optmap_get(&m, "a"));
	assert_string_equal(optmap_get(&m, "a"), "x");
	optmap_copy(&m, &m);
	assert_int_equal(m.count, 1);
	optmap_finish(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_set_to_itself),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
