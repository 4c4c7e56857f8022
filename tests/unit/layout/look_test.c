/* tests/unit/layout/look_test.c -- neighbours as recorded from tmux 3.3a, borders, drags. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/err.h"
#include "layout/look.h"

#define LEFT_RIGHT (1u << LAYOUT_LEFT | 1u << LAYOUT_RIGHT)
#define UP_DOWN (1u << LAYOUT_UP | 1u << LAYOUT_DOWN)

/* 80x24: left column 0 (10 rows) over 2, right column 1 over 3, which has `rows`. */
static struct layout *four(int rows)
{
	struct layout *l = layout_new(0, (struct size){80, 24});
	assert_int_equal(layout_split(l, 0, AXIS_LEFT_RIGHT, -1, 0, 1), 0);
	assert_int_equal(layout_split(l, 0, AXIS_TOP_BOTTOM, 13, 0, 2), 0);
	assert_int_equal(layout_split(l, 1, AXIS_TOP_BOTTOM, rows, 0, 3), 0);
	return l;
}

static void test_neighbours_as_recorded(void **state)
{
	(void)state;
	/* From leaves 0 to 3 each to the left, right, up, down, after 0 1 2 3 were used in turn. */
	static const struct {
		int rows;
		uint32_t to[16];
	} rows[] = {
		{11, {1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 0, 0, 2, 2, 1, 1}},
		{12, {1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 0, 0, 2, 2, 1, 1}},
		{13, {1, 1, 2, 2, 0, 0, 3, 3, 3, 3, 0, 0, 2, 2, 1, 1}},
		{14, {3, 3, 2, 2, 0, 0, 3, 3, 3, 3, 0, 0, 2, 2, 1, 1}},
		{15, {3, 3, 2, 2, 0, 0, 3, 3, 3, 3, 0, 0, 2, 2, 1, 1}},
	};
	static const uint32_t recent[] = {3, 2, 1, 0};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct layout *l = four(rows[i].rows);
		for (uint32_t k = 0; k < 16; k++) {
			uint32_t to =
				layout_neighbour(l, k / 4, (enum layout_dir)(k % 4), recent, 4);
			if (to != rows[i].to[k]) {
				fail_msg("rows %d, from %u dir %u: %u, not %u", rows[i].rows, k / 4,
					k % 4, to, rows[i].to[k]);
			}
		}
		layout_free(l);
	}
}

static void test_most_recent_neighbour_wins(void **state)
{
	(void)state;
	static const uint32_t recent[] = {0, 3, 1};
	struct layout *l = four(14);
	assert_int_equal(layout_neighbour(l, 0, LAYOUT_RIGHT, recent, 3), 3);
	assert_int_equal(layout_neighbour(l, 0, LAYOUT_RIGHT, recent, 1), 1);
	assert_int_equal(layout_neighbour(l, 0, LAYOUT_RIGHT, recent + 2, 1), 1);
	assert_int_equal(layout_neighbour(l, 0, LAYOUT_RIGHT, NULL, 0), 1);
	assert_int_equal(layout_neighbour(l, 99, LAYOUT_RIGHT, recent, 3), 99);
	layout_free(l);
	l = layout_new(5, (struct size){80, 24});
	assert_int_equal(layout_neighbour(l, 5, LAYOUT_UP, recent, 3), 5);
	layout_free(l);
}

static void test_border_and_its_junctions(void **state)
{
	(void)state;
	struct layout *l = four(13); /* both cross borders are at row 10 */
	struct layout_border b;
	assert_true(layout_border_at(l, 40, 3, &b));
	assert_int_equal(b.axis, AXIS_LEFT_RIGHT);
	assert_int_equal(b.lines, UP_DOWN);
	assert_int_equal(b.leaves, 0xff & ~UP_DOWN);
	assert_int_equal(b.leaf[LAYOUT_LEFT], 0);
	assert_int_equal(b.leaf[LAYOUT_RIGHT], 1);
	assert_true(layout_border_at(l, 40, 10, &b));
	assert_int_equal(b.lines, UP_DOWN | LEFT_RIGHT);
	assert_int_equal(b.leaves, 0xf0);
	assert_int_equal(b.leaf[LAYOUT_DOWN_LEFT], 2);
	assert_int_equal(b.leaf[LAYOUT_DOWN_RIGHT], 3);
	assert_true(layout_border_at(l, 40, 0, &b));
	assert_int_equal(b.lines, 1u << LAYOUT_DOWN);
	assert_true(layout_border_at(l, 0, 10, &b));
	assert_int_equal(b.axis, AXIS_TOP_BOTTOM);
	assert_int_equal(b.lines, 1u << LAYOUT_RIGHT);
	assert_int_equal(b.leaf[LAYOUT_UP], 0);
	assert_int_equal(b.leaf[LAYOUT_DOWN], 2);
	assert_false(layout_border_at(l, 39, 3, &b));
	assert_false(layout_border_at(l, 40, 24, &b));
	assert_false(layout_border_at(l, UINT32_MAX, UINT32_MAX, &b));
	layout_free(l);
}

static void test_drag_follows_the_pointer(void **state)
{
	(void)state;
	struct layout *l = four(13);
	struct rect r;
	assert_int_equal(layout_drag_border(l, 40, 3, 50, 20), 0);
	assert_true(layout_leaf_rect(l, 1, &r));
	assert_int_equal(r.x, 51);
	assert_int_equal(layout_drag_border(l, 0, 10, 70, 4), 0);
	assert_true(layout_leaf_rect(l, 2, &r));
	assert_int_equal(r.y, 5);
	assert_int_equal(layout_drag_border(l, 50, 1, UINT32_MAX, 1), 0);
	assert_true(layout_leaf_rect(l, 1, &r));
	assert_int_equal(r.cols, 1);
	assert_int_equal(layout_drag_border(l, 78, 1, 79, 1), ERR_NOSPACE);
	assert_int_equal(layout_drag_border(l, 78, 1, 78, 9), 0);
	assert_int_equal(layout_drag_border(l, 1, 1, 2, 2), ERR_NOTFOUND);
	layout_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_neighbours_as_recorded),
		cmocka_unit_test(test_most_recent_neighbour_wins),
		cmocka_unit_test(test_border_and_its_junctions),
		cmocka_unit_test(test_drag_follows_the_pointer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
