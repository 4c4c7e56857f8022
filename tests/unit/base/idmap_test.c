/* tests/unit/base/idmap_test.c -- id maps against an array that is searched from end to end. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "base/idmap.h"
#include "base/rng.h"

#define KEYS 200

/* Ids that lie close together, far apart, and at both ends. */
static uint64_t key(size_t i)
{
	switch (i % 4) {
	case 0:
		return i / 4;
	case 1:
		return UINT64_MAX - i / 4;
	case 2:
		return (uint64_t)i << 32;
	default:
		return (uint64_t)i << 56 | 1;
	}
}

static bool same(const struct idmap *m, char *const values[KEYS])
{
	size_t count = 0;
	for (size_t i = 0; i < KEYS; i++) {
		if (idmap_get(m, key(i)) != values[i]) {
			return false;
		}
		count += values[i] != NULL ? 1 : 0;
	}
	size_t at = 0, seen = 0;
	uint64_t id;
	void *value;
	while (idmap_next(m, &at, &id, &value)) {
		if (idmap_get(m, id) != value) {
			return false;
		}
		seen++;
	}
	return m->count == count && seen == count;
}

static void test_law_like_the_model(void **state)
{
	(void)state;
	char things[64];
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct rng_seed g0;
		struct rng g = rng_seeded(&g0, seed);
		struct idmap m = {0};
		char *values[KEYS] = {NULL};
		for (int step = 0; step < 600; step++) {
			size_t i = (size_t)rng_below(g, KEYS);
			/* Waves: mostly growing, then mostly shrinking. */
			bool put = rng_below(g, 10) < (step / 200 % 2 == 0 ? 8u : 2u);
			if (put) {
				values[i] = &things[rng_below(g, sizeof(things))];
				idmap_put(&m, key(i), values[i]);
			} else {
				assert_ptr_equal(idmap_del(&m, key(i)), values[i]);
				values[i] = NULL;
			}
			if (!same(&m, values)) {
				fail_msg("seed %llu step %d", (unsigned long long)seed, step);
			}
		}
		idmap_finish(&m);
	}
}

static void test_empty_map(void **state)
{
	(void)state;
	struct idmap m = {0};
	size_t at = 0;
	uint64_t id;
	void *value;
	assert_null(idmap_get(&m, 0));
	assert_null(idmap_del(&m, 0));
	assert_false(idmap_next(&m, &at, &id, &value));
	idmap_finish(&m);
	idmap_finish(NULL);
}

static void test_id_zero_and_replacing(void **state)
{
	(void)state;
	struct idmap m = {0};
	char a, b;
	idmap_put(&m, 0, &a);
	assert_ptr_equal(idmap_get(&m, 0), &a);
	idmap_put(&m, 0, &b);
	assert_int_equal(m.count, 1);
	assert_ptr_equal(idmap_del(&m, 0), &b);
	assert_null(idmap_get(&m, 0));
	assert_int_equal(m.count, 0);
	idmap_finish(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_law_like_the_model),
		cmocka_unit_test(test_empty_map),
		cmocka_unit_test(test_id_zero_and_replacing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
