/* tests/unit/layout/preset_test.c -- the seven presets: measured examples, names, laws. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "base/err.h"
#include "layout/preset.h"
#include "layout/string.h"

static struct layout *row_of(uint32_t leaves, struct size size)
{
	struct layout *l = layout_new(0, (struct size){2000, size.rows});
	for (uint32_t i = 1; i < leaves; i++) {
		assert_int_equal(
			layout_split(l, i - 1, AXIS_LEFT_RIGHT, 1900 - (int)i * 20, 0, i), 0);
	}
	assert_int_equal(layout_resize(l, size), 0);
	return l;
}

static void check(const struct layout *l, const char *want)
{
	struct buf text = {0};
	layout_dump(l, &text);
	assert_string_equal(buf_str(&text) + 5, want);
	buf_finish(&text);
}

static void test_gives_what_was_measured(void **state)
{
	(void)state;
	static const char *const want[LAYOUT_PRESETS] = {
		"120x40,0,0{24x40,0,0,0,23x40,25,0,1,23x40,49,0,2,23x40,73,0,3,23x40,97,0,4}",
		"120x40,0,0[120x8,0,0,0,120x7,0,9,1,120x7,0,17,2,120x7,0,25,3,120x7,0,33,4]",
		"120x40,0,0[120x24,0,0,0,120x15,0,25{30x15,0,25,1,29x15,31,25,2,29x15,61,25,3,"
		"29x15,91,25,4}]",
		"120x40,0,0[120x15,0,0{30x15,0,0,1,29x15,31,0,2,29x15,61,0,3,29x15,91,0,4},"
		"120x24,0,16,0]",
		"120x40,0,0{80x40,0,0,0,39x40,81,0[39x10,81,0,1,39x9,81,11,2,39x9,81,21,3,39x9,81,"
		"31,4]}",
		"120x40,0,0{39x40,0,0[39x10,0,0,1,39x9,0,11,2,39x9,0,21,3,39x9,0,31,4],80x40,40,0,"
		"0}",
		"120x40,0,0[120x12,0,0{59x12,0,0,0,60x12,60,0,1},120x12,0,13{59x12,0,13,2,60x12,60,"
		"13,3},"
		"120x14,0,26,4]",
	};
	for (unsigned i = 0; i < LAYOUT_PRESETS; i++) {
		struct layout *l = row_of(5, (struct size){120, 40});
		assert_int_equal(layout_apply_preset(l, (enum layout_preset)i, 80, 24), 0);
		check(l, want[i]);
		layout_free(l);
	}
}

/* Round all presets, the same leaf stays the main one when main_last is told. */
static void test_cycling_keeps_the_order(void **state)
{
	(void)state;
	struct layout *l = row_of(5, (struct size){120, 40});
	struct layout_preset_sizes sizes = {.main_width = 80, .main_height = 24};
	for (unsigned i = 0; i < 3 * LAYOUT_PRESETS; i++) {
		static const uint32_t plain[] = {0, 1, 2, 3, 4}, mirrored[] = {1, 2, 3, 4, 0};
		enum layout_preset preset = (enum layout_preset)(i % LAYOUT_PRESETS);
		uint32_t ids[5];
		assert_int_equal(layout_apply_preset_sizes(l, preset, &sizes), 0);
		sizes.main_last = preset == LAYOUT_MAIN_HORIZONTAL_MIRRORED ||
				  preset == LAYOUT_MAIN_VERTICAL_MIRRORED;
		assert_int_equal(layout_leaves(l, ids, 5), 5);
		assert_memory_equal(ids, sizes.main_last ? mirrored : plain, sizeof(ids));
	}
	layout_free(l);
}

static void test_other_size_yields_to_main(void **state)
{
	(void)state;
	struct layout_preset_sizes sizes = {.main_width = 80, .other_width = 30};
	struct layout *l = row_of(2, (struct size){120, 40});
	assert_int_equal(layout_apply_preset_sizes(l, LAYOUT_MAIN_VERTICAL, &sizes), 0);
	check(l, "120x40,0,0{89x40,0,0,0,30x40,90,0,1}");
	sizes.other_width = 60;
	assert_int_equal(layout_apply_preset_sizes(l, LAYOUT_MAIN_VERTICAL, &sizes), 0);
	check(l, "120x40,0,0{80x40,0,0,0,39x40,81,0,1}");
	layout_free(l);
}

/* Whatever the numbers, the parts add up (or the string would not be read) and order is kept. */
static void test_fits_any_size(void **state)
{
	(void)state;
	static const uint16_t sides[] = {1, 2, 3, 4, 5, 8, 13, 40, 81, 2000};
	static const uint16_t mains[] = {0, 1, 3, 24, 80, UINT16_MAX};
	for (size_t i = 0; i < 10 * 10 * 6 * LAYOUT_PRESETS; i++) {
		struct layout_preset_sizes sizes = {
			.main_width = mains[i % 6],
			.main_height = mains[i % 6],
			.other_width = mains[i / 7 % 6],
			.other_height = mains[i / 7 % 6],
		};
		struct size size = {sides[i / 42 % 10], sides[i / 420 % 10]};
		for (uint32_t n = 1; n <= 9; n += 2) {
			struct layout *l = row_of(n, size), *again = NULL;
			struct buf text = {0};
			assert_int_equal(layout_apply_preset_sizes(l,
						 (enum layout_preset)(i % LAYOUT_PRESETS), &sizes),
				0);
			layout_dump(l, &text);
			assert_int_equal(layout_parse(buf_str(&text), &again), 0);
			assert_true(layout_equal(l, again));
			assert_int_equal(layout_count(l), n);
			assert_true(layout_size(l).cols >= size.cols &&
				    layout_size(l).rows >= size.rows);
			buf_finish(&text);
			layout_free(again);
			layout_free(l);
		}
	}
}

static void test_names(void **state)
{
	(void)state;
	enum layout_preset at = LAYOUT_PRESETS;
	for (unsigned i = 0; i < LAYOUT_PRESETS; i++) {
		assert_int_equal(
			layout_preset_find(layout_preset_name((enum layout_preset)i), &at), 0);
		assert_int_equal(at, i);
	}
	assert_null(layout_preset_name(LAYOUT_PRESETS));
	assert_int_equal(layout_preset_find("t", &at), 0);
	assert_int_equal(at, LAYOUT_TILED);
	assert_int_equal(layout_preset_find("even-v", &at), 0);
	assert_int_equal(at, LAYOUT_EVEN_VERTICAL);
	assert_int_equal(layout_preset_find("main-vertical-", &at), 0);
	assert_int_equal(at, LAYOUT_MAIN_VERTICAL_MIRRORED);
	assert_int_equal(layout_preset_find("main-v", &at), ERR_ARG);
	assert_int_equal(layout_preset_find("even", &at), ERR_ARG);
	assert_int_equal(layout_preset_find("", &at), ERR_NOTFOUND);
	assert_int_equal(layout_preset_find("tiledd", &at), ERR_NOTFOUND);
	assert_int_equal(at, LAYOUT_MAIN_VERTICAL_MIRRORED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gives_what_was_measured),
		cmocka_unit_test(test_cycling_keeps_the_order),
		cmocka_unit_test(test_other_size_yields_to_main),
		cmocka_unit_test(test_fits_any_size),
		cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
