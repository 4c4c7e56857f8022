/* tests/unit/base/ranges_test.c -- range sets against a bitset that is too simple to be wrong. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "base/ranges.h"
#include "base/rng.h"

#define N 96 /* numbers of the model */

struct model {
	bool in[N];
};

/* Sorted, disjoint, not adjacent, none empty. */
static bool is_canonical(const struct ranges *s)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->at[i].lo >= s->at[i].hi || (i > 0 && s->at[i - 1].hi >= s->at[i].lo)) {
			return false;
		}
	}
	return true;
}

static bool model_gap(const struct model *m, uint64_t lo, uint64_t hi, bool last, struct range *out)
{
	bool found = false;
	for (uint64_t n = lo; n < hi; n++) {
		if (m->in[n]) {
			continue;
		}
		uint64_t end = n;
		while (end < hi && !m->in[end]) {
			end++;
		}
		if (!found || last) {
			*out = (struct range){.lo = n, .hi = end};
		}
		found = true;
		n = end;
	}
	return found;
}

static bool same_gaps(const struct ranges *s, const struct model *m, uint64_t lo, uint64_t hi)
{
	struct range a = {7, 7}, b = {7, 7}, c = {7, 7}, d = {7, 7};
	bool first = ranges_first_gap(s, lo, hi, &a), last = ranges_last_gap(s, lo, hi, &b);
	return first == model_gap(m, lo, hi, false, &c) && last == model_gap(m, lo, hi, true, &d) &&
	       a.lo == c.lo && a.hi == c.hi && b.lo == d.lo && b.hi == d.hi &&
	       ranges_covers(s, lo, hi) == !first;
}

static bool same_numbers(const struct ranges *s, const struct model *m)
{
	uint64_t total = 0;
	for (uint64_t n = 0; n < N; n++) {
		if (ranges_has(s, n) != m->in[n]) {
			return false;
		}
		total += m->in[n] ? 1 : 0;
	}
	return ranges_total(s) == total && !ranges_has(s, N) && !ranges_has(s, UINT64_MAX);
}

static void model_trim(struct model *m, size_t keep)
{
	size_t runs = 0;
	for (size_t n = N; n-- > 0;) {
		if (m->in[n] && (n == N - 1 || !m->in[n + 1])) {
			runs++;
		}
	}
	bool before = false;
	for (size_t n = 0; n < N && runs > keep; n++) {
		if (before && !m->in[n] && --runs == keep) {
			break;
		}
		before = m->in[n];
		m->in[n] = false;
	}
}

static void test_law_like_the_model(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct rng_seed g0;
		struct rng g = rng_seeded(&g0, seed);
		struct ranges s = {0};
		struct model m = {{false}};
		for (int step = 0; step < 150; step++) {
			uint64_t lo = rng_below(g, N + 1), span = rng_below(g, 4) == 0 ? N : 9;
			uint64_t hi = lo + rng_below(g, span);
			hi = hi > N ? N : hi;
			uint64_t what = rng_below(g, 20);
			if (what == 0) {
				size_t keep = (size_t)rng_below(g, 8);
				ranges_trim_low(&s, keep);
				model_trim(&m, keep);
				assert_true(s.count <= keep);
			} else {
				bool add = what < 12;
				(add ? ranges_add : ranges_remove)(&s, lo, hi);
				for (uint64_t n = lo; n < hi; n++) {
					m.in[n] = add;
				}
			}
			uint64_t from = rng_below(g, N), to = from + rng_below(g, N - from + 1);
			if (!is_canonical(&s) || !same_numbers(&s, &m) || !same_gaps(&s, &m, from, to)) {
				fail_msg("seed %llu step %d", (unsigned long long)seed, step);
			}
		}
		ranges_finish(&s);
	}
}

static void test_ends_of_the_numbers(void **state)
{
	(void)state;
	struct ranges s = {0};
	struct range gap;
	ranges_add(&s, UINT64_MAX - 1, UINT64_MAX);
	ranges_add(&s, 0, 1);
	assert_int_equal(s.count, 2);
	assert_true(ranges_has(&s, 0));
	assert_true(ranges_has(&s, UINT64_MAX - 1));
	assert_true(ranges_first_gap(&s, 0, UINT64_MAX, &gap));
	assert_true(gap.lo == 1 && gap.hi == UINT64_MAX - 1);
	ranges_add(&s, 1, UINT64_MAX - 1);
	assert_int_equal(s.count, 1);
	assert_true(ranges_total(&s) == UINT64_MAX);
	assert_false(ranges_last_gap(&s, 0, UINT64_MAX, &gap));
	ranges_remove(&s, 0, UINT64_MAX);
	assert_int_equal(s.count, 0);
	ranges_finish(&s);
}

static void test_empty_spans(void **state)
{
	(void)state;
	struct ranges s = {0};
	struct range gap = {3, 4};
	ranges_add(&s, 5, 5);
	ranges_add(&s, 6, 5);
	ranges_remove(&s, 5, 5);
	assert_int_equal(s.count, 0);
	assert_true(ranges_covers(&s, 5, 5));
	assert_false(ranges_first_gap(&s, 5, 5, &gap));
	assert_false(ranges_last_gap(&s, 6, 5, &gap));
	assert_true(gap.lo == 3 && gap.hi == 4);
	ranges_add(&s, 1, 2);
	ranges_clear(&s);
	assert_false(ranges_has(&s, 1));
	ranges_finish(&s);
	ranges_finish(&s);
	ranges_finish(NULL);
}

static void test_neighbours_join(void **state)
{
	(void)state;
	struct ranges s = {0};
	ranges_add(&s, 1, 2);
	ranges_add(&s, 3, 4);
	assert_int_equal(s.count, 2);
	ranges_add(&s, 2, 3);
	assert_int_equal(s.count, 1);
	ranges_remove(&s, 2, 3);
	assert_int_equal(s.count, 2);
	ranges_finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_law_like_the_model),
		cmocka_unit_test(test_ends_of_the_numbers),
		cmocka_unit_test(test_empty_spans),
		cmocka_unit_test(test_neighbours_join),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
