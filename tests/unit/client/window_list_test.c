/* tests/unit/client/window_list_test.c -- the list of windows after a choice that the server has not heard of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "client/window_list.h"

#define W(n, style, text) "#[range=window|" #n "]#[push-default]" style text "#[norange]#[default]"
#define HOT "#[bold]"

static void marks_move(void **state)
{
	static const struct {
		int truth, shown;
		const char *list, *want;
	} rows[] = {
		{0, 0, W(0, "", "0:a*"), W(0, "", "0:a*")},
		{0, 1, W(0, "", "0:a*") " " W(1, "", "1:b "), W(0, "", "0:a-") " " W(1, "", "1:b*")},
		{0, 1, W(0, "", "0:a*") " " W(1, "", "1:b-"), W(0, "", "0:a-") " " W(1, "", "1:b*")},
		{0, 2, W(0, "", "0:a*") W(1, "", "1:b-") W(2, "", "2:c "), W(0, "", "0:a-") W(1, "", "1:b ") W(2, "", "2:c*")},
		{0, 1, W(0, "", "0:a*Z") W(1, "", "1:b!"), W(0, "", "0:a-Z") W(1, "", "1:b*")},
		{0, 1, W(0, HOT, "0:a*") W(1, "", "1:b "), W(0, "", "0:a-") W(1, HOT, "1:b*")},
		{10, 1, W(1, "", "1:b ") W(10, HOT, "x*"), W(1, HOT, "1:b*") W(10, "", "x-")},
		/* a format without flags, and one that ends otherwise */
		{0, 1, W(0, HOT, "a") W(1, "", "b"), W(0, "", "a") W(1, HOT, "b")},
		{0, 1, W(0, "", "[a]") W(1, "", "[b-]"), W(0, "", "[a]") W(1, "", "[b-]")},
		/* no such window, no list, or half of one */
		{0, 7, W(0, "", "0:a*"), W(0, "", "0:a*")},
		{0, 1, "", ""},
		{0, 1, "#[range=window|0]0:a*", "#[range=window|0]0:a*"},
		{0, 1, "#[range=window|0", "#[range=window|0"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *got = window_list_select(rows[i].list, rows[i].truth, rows[i].shown);
		assert_string_equal(got, rows[i].want);
		free(got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_move),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
