/* tests/unit/base/buf_test.c -- the growing buffer against a flat array. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/buf.h"
#include "base/rng.h"

#define MODEL_MAX 40000

static void test_law_like_the_model(void **state)
{
	(void)state;
	static const size_t sizes[] = {0, 1, 2, 7, 8, 9, 63, 64, 65};
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct rng_seed g0;
		struct rng g = rng_seeded(&g0, seed);
		struct buf b = {0};
		uint8_t *model = test_malloc(MODEL_MAX);
		size_t head = 0, tail = 0;
		for (int step = 0; step < 500; step++) {
			uint8_t data[65];
			size_t n = sizes[rng_below(g, sizeof(sizes) / sizeof(sizes[0]))];
			rng_fill(g, data, n);
			switch (rng_below(g, 4)) {
			case 0:
				n = n > tail - head ? tail - head : n;
				buf_consume(&b, n);
				head += n;
				break;
			case 1:
				memcpy(buf_reserve(&b, 65), data, n); /* reserved more than is used */
				buf_commit(&b, n);
				memcpy(model + tail, data, n);
				tail += n;
				break;
			default:
				buf_put(&b, data, n);
				memcpy(model + tail, data, n);
				tail += n;
				break;
			}
			if (!bytes_equal(buf_bytes(&b), bytes_of(model + head, tail - head)) ||
			    b.head + b.len > b.cap) {
				fail_msg("seed %llu step %d", (unsigned long long)seed, step);
			}
		}
		test_free(model);
		buf_finish(&b);
	}
}

/* A queue that is filled and drained for ever stays as small as what was ever in it. */
static void test_queue_does_not_grow(void **state)
{
	(void)state;
	struct buf b = {0};
	uint8_t block[100] = {0};
	for (int i = 0; i < 10000; i++) {
		buf_put(&b, block, sizeof(block));
		if (i >= 3) {
			buf_consume(&b, sizeof(block));
		}
	}
	assert_int_equal(b.len, 300);
	assert_true(b.cap <= 2048);
	buf_finish(&b);
}

static void test_text(void **state)
{
	(void)state;
	struct buf b = {0};
	assert_string_equal(buf_str(&b), "");
	assert_int_equal(b.len, 0);
	buf_puts(&b, "ab");
	buf_u8(&b, 'c');
	buf_printf(&b, "%d-%s", 42, "x");
	buf_printf(&b, "%s", "");
	assert_string_equal(buf_str(&b), "abc42-x");
	assert_int_equal(b.len, 7);
	buf_consume(&b, 3);
	char *s = buf_take_str(&b);
	assert_string_equal(s, "42-x");
	free(s);
	assert_int_equal(b.len, 0);
	s = buf_take_str(&b);
	assert_string_equal(s, "");
	free(s);
	buf_finish(&b);
}

static void test_printf_of_any_length(void **state)
{
	(void)state;
	for (int len = 0; len < 70; len++) {
		struct buf b = {0};
		buf_printf(&b, "%*s", len, "");
		assert_int_equal(b.len, len);
		buf_finish(&b);
	}
}

static void test_finish_and_clear(void **state)
{
	(void)state;
	struct buf b = {0};
	buf_finish(&b);
	buf_finish(NULL);
	buf_puts(&b, "abc");
	buf_clear(&b);
	assert_int_equal(buf_bytes(&b).len, 0);
	buf_puts(&b, "d");
	assert_string_equal(buf_str(&b), "d");
	buf_finish(&b);
	buf_put(&b, NULL, 0);
	assert_null(b.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_law_like_the_model),
		cmocka_unit_test(test_queue_does_not_grow),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_printf_of_any_length),
		cmocka_unit_test(test_finish_and_clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
