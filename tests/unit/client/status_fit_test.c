/* tests/unit/client/status_fit_test.c -- the current window is seen however narrow the line. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "client/status_fit.h"

static void all_fits(void **state)
{
	(void)state;
	for (uint16_t room = 20; room < 40; room++) {
		struct status_fit f = status_fit(20, 5, 9, room);
		assert_int_equal(f.skip, 0);
		assert_int_equal(f.cols, 20);
		assert_false(f.before || f.after);
	}
}

/* For every list, place in it and room. */
static void laws(void **state)
{
	(void)state;
	for (size_t total = 0; total < 40; total++) {
		for (size_t from = 0; from < total; from += 3) {
			for (uint16_t room = 0; room < 45; room++) {
				size_t to = from + 4 < total ? from + 4 : total, middle = from + (to - from) / 2;
				struct status_fit f = status_fit(total, from, to, room);
				size_t used = f.cols + (f.before ? 1u : 0) + (f.after ? 1u : 0);
				assert_int_equal(used, total < room ? total : room);
				assert_true(f.skip + f.cols <= total);
				assert_true(room < 4 || (f.skip <= middle && middle < f.skip + f.cols));
				assert_true(room < 6 || (f.skip <= from && to <= f.skip + f.cols));
				assert_true(room < 2 || f.before == (f.skip > 0));
				assert_true(room < 3 || f.after == (f.skip + f.cols < total));
			}
		}
	}
}

static void texts(void **state)
{
	static const char list[] = "#[range=window|3]#[bold]3:日本#[norange] #[range=window|7]7:a#[default]b#[norange] ";
	size_t from, to, skip;
	(void)state;
	assert_int_equal(status_text_width(list), 6 + 1 + 4 + 1);
	status_text_find(list, 3, &from, &to);
	assert_true(from == 0 && to == 6);
	status_text_find(list, 7, &from, &to);
	assert_true(from == 7 && to == 11);
	status_text_find(list, 5, &from, &to);
	assert_true(from == 0 && to == 0);
	skip = 3;
	assert_int_equal(status_text_skip(bytes_str("3:日本"), &skip).len, 3);
	assert_int_equal(skip, 0);
	skip = 7;
	assert_int_equal(status_text_skip(bytes_str("3:日本"), &skip).len, 0);
	assert_int_equal(skip, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_fits),
		cmocka_unit_test(laws),
		cmocka_unit_test(texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
