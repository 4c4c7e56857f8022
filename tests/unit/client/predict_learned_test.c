/* tests/unit/client/predict_learned_test.c -- laws of what typing taught: bounded, kept whole, never half read. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/rng.h"
#include "client/predict_learned.h"

static void fill(struct learned *l, uint64_t seed, int n)
{
	struct rng_seed state;
	struct rng rng = rng_seeded(&state, seed);
	for (int i = 0; i < n; i++) {
		char name[40];
		snprintf(name, sizeof(name), "program-%u \x1b\xc3\xa4 and more", (unsigned)rng_below(rng, 50));
		learned_note(l, (enum learned_kind)rng_below(rng, LEARNED_PROGRAM), (uint32_t)rng_below(rng, 3000) + 1u,
			(uint16_t)rng_below(rng, 512));
		learned_count(l, 1, name, (uint32_t)rng_below(rng, 100), (uint32_t)rng_below(rng, 3));
	}
}

static bool same(const struct learned *a, const struct learned *b)
{
	const struct learned_entry *x, *y;
	for (size_t i = 0;; i++) {
		bool more = learned_at(a, i, &x);
		if (more != learned_at(b, i, &y) || !more) {
			return !more && !learned_at(b, i, &y);
		}
		if (x->key != y->key || x->kind != y->kind || x->edits != y->edits || x->right != y->right ||
			x->wrong != y->wrong || strcmp(x->name, y->name) != 0) {
			return false;
		}
	}
}

static void test_kept_whole(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed < 20; seed++) {
		struct learned *a = learned_new(), *b = learned_new();
		struct buf buf = {0};
		fill(a, seed, (int)(seed * seed * 10));
		learned_encode(a, &buf);
		assert_true(buf.len <= LIMIT_LEARNED_BYTES);
		assert_int_equal(learned_decode(b, buf_bytes(&buf)), 0);
		assert_true(same(a, b));
		buf_finish(&buf);
		learned_free(a);
		learned_free(b);
	}
}

/* Any damage, and nothing of it is taken. */
static void test_damage_is_ignored(void **state)
{
	(void)state;
	struct learned *a = learned_new(), *b = learned_new(), *empty = learned_new();
	struct buf buf = {0};
	fill(a, 3, 30);
	learned_encode(a, &buf);
	for (size_t i = 0; i < buf.len; i++) {
		uint8_t *p = buf.data + buf.head + i;
		*p ^= (uint8_t)(1u << i % 8);
		assert_int_equal(learned_decode(b, buf_bytes(&buf)), ERR_PROTO);
		*p ^= (uint8_t)(1u << i % 8);
		assert_int_equal(learned_decode(b, bytes_of(buf_bytes(&buf).data, i)), ERR_PROTO);
	}
	assert_true(same(b, empty));
	buf_finish(&buf);
	learned_free(a);
	learned_free(b);
	learned_free(empty);
}

static void test_oldest_goes_first(void **state)
{
	(void)state;
	struct learned *l = learned_new();
	const struct learned_entry *e;
	for (uint64_t i = 1; i <= LIMIT_LEARNED; i++) {
		learned_note(l, LEARNED_PROMPT, i, 0);
	}
	learned_note(l, LEARNED_PROMPT, 1, 4); /* used again */
	learned_note(l, LEARNED_PROMPT, LIMIT_LEARNED + 1, 0);
	assert_null(learned_find(l, LEARNED_PROMPT, 2));
	assert_non_null(learned_find(l, LEARNED_PROMPT, 3));
	assert_int_equal(learned_find(l, LEARNED_PROMPT, 1)->edits, 4);
	assert_null(learned_find(l, LEARNED_SHAPE, 1));
	assert_true(learned_at(l, LIMIT_LEARNED - 1, &e));
	assert_false(learned_at(l, LIMIT_LEARNED, &e));
	learned_forget(l, LEARNED_PROMPT, 1);
	assert_null(learned_find(l, LEARNED_PROMPT, 1));
	learned_free(l);
}

static void test_counts_by_program(void **state)
{
	(void)state;
	struct learned *l = learned_new();
	const struct learned_entry *e;
	learned_count(l, 7, "bash", 10, 1);
	learned_count(l, 7, "bash", 5, 0);
	learned_count(l, 8, "bash", 1, 0);
	learned_count(l, 7, "", 1, 0);
	assert_true(learned_at(l, 1, &e));
	assert_int_equal(e->right, 15);
	assert_int_equal(e->wrong, 1);
	assert_string_equal(e->name, "bash");
	assert_false(learned_at(l, 2, &e));
	learned_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kept_whole),
		cmocka_unit_test(test_damage_is_ignored),
		cmocka_unit_test(test_oldest_goes_first),
		cmocka_unit_test(test_counts_by_program),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
