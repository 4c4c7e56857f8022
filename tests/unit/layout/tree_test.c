/* tests/unit/layout/tree_test.c -- laws of the tree over random programs, then its edges. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/rng.h"
#include "layout/limits.h"
#include "layout/look.h"
#include "layout/preset.h"
#include "layout/string.h"

#define PROGRAMS 400
#define STEPS 30

static const struct size small = {80, 24};

/* Each cell is of exactly one leaf or is a border, and both agree with layout_at and _border_at. */
static void check_cover(const struct layout *l, uint64_t seed)
{
	struct size size = layout_size(l);
	uint32_t ids[LIMIT_LAYOUT_LEAVES], leaf = 0;
	size_t n = layout_leaves(l, ids, LIMIT_LAYOUT_LEAVES),
	       cells = (size_t)size.cols * size.rows;
	uint8_t *seen = mem_zalloc(cells);
	struct layout_border border;
	if (n != layout_count(l)) {
		fail_msg("seed %llu: %zu leaves", (unsigned long long)seed, n);
	}
	for (size_t i = 0; i < n; i++) {
		struct rect r;
		assert_true(layout_leaf_rect(l, ids[i], &r));
		if (r.cols < 1 || r.rows < 1 || r.x + r.cols > size.cols ||
			r.y + r.rows > size.rows) {
			fail_msg("seed %llu: leaf %u empty or outside", (unsigned long long)seed,
				ids[i]);
		}
		for (uint32_t y = r.y; y < (uint32_t)r.y + r.rows; y++) {
			for (uint32_t x = r.x; x < (uint32_t)r.x + r.cols; x++) {
				seen[y * size.cols + x]++;
				if (!layout_at(l, x, y, &leaf) || leaf != ids[i]) {
					fail_msg("seed %llu: at %u,%u", (unsigned long long)seed, x,
						y);
				}
			}
		}
	}
	for (size_t i = 0; i < cells; i++) {
		bool is_border = layout_border_at(
			l, (uint32_t)(i % size.cols), (uint32_t)(i / size.cols), &border);
		if (seen[i] > 1 || is_border != (seen[i] == 0)) {
			fail_msg("seed %llu: cell %zu seen %u", (unsigned long long)seed, i,
				seen[i]);
		}
	}
	free(seen);
}

static void check_round_trip(const struct layout *l, uint64_t seed)
{
	struct buf text = {0};
	struct layout *again = NULL;
	layout_dump(l, &text);
	if (text.len > LIMIT_LAYOUT_STRING || layout_parse(buf_str(&text), &again) != 0 ||
		!layout_equal(l, again)) {
		fail_msg("seed %llu: does not come back: %s", (unsigned long long)seed,
			buf_str(&text));
	}
	layout_free(again);
	buf_finish(&text);
}

static uint32_t any_leaf(const struct layout *l, struct rng rng)
{
	uint32_t ids[LIMIT_LAYOUT_LEAVES];
	size_t n = layout_leaves(l, ids, LIMIT_LAYOUT_LEAVES);
	return rng_below(rng, 20) == 0 ? 999999 : ids[rng_below(rng, n)];
}

static int any_split(struct layout *l, struct rng rng, uint32_t made)
{
	int cells = rng_below(rng, 2) == 0 ? -1 : (int)rng_below(rng, 60);
	return layout_split(l, any_leaf(l, rng), (enum axis)rng_below(rng, 2), cells,
		(unsigned)rng_below(rng, 4), rng_below(rng, 20) == 0 ? any_leaf(l, rng) : made);
}

static int any_op(struct layout *l, struct rng rng, uint32_t made)
{
	uint32_t leaf = any_leaf(l, rng), other = any_leaf(l, rng);
	int amount = (int)rng_below(rng, 41) - 10;
	struct size size = {(uint16_t)rng_below(rng, 120), (uint16_t)rng_below(rng, 50)};
	switch (rng_below(rng, 16)) {
	case 0:
	case 1:
		return layout_close(l, leaf);
	case 2:
		return layout_resize(l, size);
	case 3:
		return layout_move_border(l, leaf, (enum layout_dir)rng_below(rng, 4), amount);
	case 4:
		return layout_resize_leaf(l, leaf, (enum axis)rng_below(rng, 2), amount);
	case 5:
		return layout_resize_leaf_to(l, leaf, (enum axis)rng_below(rng, 2), size.cols);
	case 6:
		return layout_spread(l, leaf);
	case 7:
		return layout_swap(l, leaf, other);
	case 8:
		return layout_replace(l, leaf, rng_below(rng, 2) == 0 ? made : other);
	case 9:
		return layout_apply_preset(l,
			(enum layout_preset)rng_below(rng, LAYOUT_PRESETS + 1), size.cols,
			size.rows);
	case 10:
		return layout_drag_border(l, size.cols, size.rows, (uint32_t)rng_below(rng, 130),
			(uint32_t)rng_below(rng, 60));
	case 11:
		return layout_assign(l, (const uint32_t[]){made, leaf, other}, rng_below(rng, 4));
	default:
		return any_split(l, rng, made);
	}
}

static void test_laws_hold_over_any_program(void **state)
{
	(void)state;
	unsigned failed = 0, done = 0;
	for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		struct layout *l = layout_new(0,
			(struct size){(uint16_t)rng_below(rng, 120), (uint16_t)rng_below(rng, 50)});
		for (uint32_t step = 1; step <= STEPS; step++) {
			struct layout *before = layout_copy(l);
			int r = any_op(l, rng, step);
			if (r < 0 && !layout_equal(l, before)) {
				fail_msg("seed %llu: failed step %u left a mark",
					(unsigned long long)seed, step);
			}
			failed += r < 0;
			done += r == 0;
			check_cover(l, seed);
			check_round_trip(l, seed);
			layout_free(before);
		}
		layout_free(l);
	}
	assert_true(failed > PROGRAMS && done > PROGRAMS);
}

/* Splitting a leaf and closing the new one gives all back, unless the heir is not the donor: that
 * is so only for a new leaf put before with a sibling before it. */
static void test_close_undoes_split(void **state)
{
	(void)state;
	unsigned undone = 0;
	for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		struct layout *l = layout_new(0, (struct size){200, 60});
		for (uint32_t step = 1; step <= 8; step++) {
			any_split(l, rng, step);
		}
		struct layout *before = layout_copy(l);
		unsigned flags = layout_count(l) == 1 ? LAYOUT_BEFORE : 0;
		if (layout_split(l, any_leaf(l, rng), (enum axis)rng_below(rng, 2),
			    (int)rng_below(rng, 20) - 1, flags, 100) == 0) {
			undone++;
			assert_int_equal(layout_close(l, 100), 0);
			if (!layout_equal(l, before)) {
				fail_msg("seed %llu: close did not undo split",
					(unsigned long long)seed);
			}
		}
		layout_free(before);
		layout_free(l);
	}
	assert_true(undone > PROGRAMS / 2);
}

/* With room enough the leaf gets exactly the cells asked for, whichever border has to move. */
static void test_resize_leaf_reaches_what_was_asked(void **state)
{
	(void)state;
	for (uint16_t cells = 1; cells <= 76; cells++) {
		for (uint32_t leaf = 0; leaf < 3; leaf++) {
			struct layout *l = layout_new(0, small);
			struct rect r;
			assert_int_equal(layout_split(l, 0, AXIS_LEFT_RIGHT, -1, 0, 1), 0);
			assert_int_equal(layout_split(l, 1, AXIS_LEFT_RIGHT, -1, 0, 2), 0);
			assert_int_equal(layout_resize_leaf_to(l, leaf, AXIS_LEFT_RIGHT, cells), 0);
			assert_true(layout_leaf_rect(l, leaf, &r));
			assert_int_equal(r.cols, cells);
			layout_free(l);
		}
	}
}

static void test_refuses(void **state)
{
	(void)state;
	struct layout *l = layout_new(7, small);
	assert_int_equal(layout_close(l, 7), ERR_STATE);
	assert_int_equal(layout_close(l, 8), ERR_NOTFOUND);
	assert_int_equal(layout_split(l, 8, AXIS_LEFT_RIGHT, -1, 0, 9), ERR_NOTFOUND);
	assert_int_equal(layout_split(l, 7, AXIS_LEFT_RIGHT, -1, 0, 7), ERR_EXISTS);
	assert_int_equal(layout_move_border(l, 7, LAYOUT_LEFT, 1), ERR_STATE);
	assert_int_equal(layout_resize_leaf_to(l, 7, AXIS_TOP_BOTTOM, 3), ERR_STATE);
	assert_int_equal(layout_spread(l, 7), ERR_STATE);
	assert_int_equal(layout_resize(l, (struct size){LIMIT_LAYOUT_SIDE + 1, 1}), ERR_LIMIT);
	assert_int_equal(layout_resize(l, (struct size){2, LIMIT_LAYOUT_SIDE}), 0);
	assert_int_equal(layout_split(l, 7, AXIS_LEFT_RIGHT, -1, 0, 9), ERR_NOSPACE);
	assert_int_equal(layout_split(l, 7, AXIS_TOP_BOTTOM, 1, 0, 9), 0);
	assert_int_equal(layout_move_border(l, 7, LAYOUT_DOWN, INT32_MAX), ERR_NOSPACE);
	assert_int_equal(layout_move_border(l, 7, LAYOUT_UP, INT32_MIN), ERR_NOSPACE);
	assert_int_equal(layout_move_border(l, 7, LAYOUT_UP, INT32_MAX), 0);
	assert_int_equal(layout_replace(l, 7, 9), ERR_EXISTS);
	assert_int_equal(layout_replace(l, 7, 7), 0);
	assert_int_equal(layout_swap(l, 7, 8), ERR_NOTFOUND);
	layout_free(l);
	layout_free(NULL);
}

static void test_holds_the_first_size(void **state)
{
	(void)state;
	struct layout *l = layout_new(1, (struct size){0, UINT16_MAX});
	struct size size = layout_size(l);
	assert_int_equal(size.cols, 1);
	assert_int_equal(size.rows, LIMIT_LAYOUT_SIDE);
	layout_free(l);
}

static void test_stops_at_its_limits(void **state)
{
	(void)state;
	struct layout *l = layout_new(0, (struct size){LIMIT_LAYOUT_SIDE, LIMIT_LAYOUT_SIDE});
	uint32_t made = 1;
	int r;
	do { /* a spiral: each split is one deeper */
		r = layout_split(l, made - 1, (enum axis)(made % 2), LIMIT_LAYOUT_SIDE, 0, made);
		made += r == 0;
	} while (r == 0);
	assert_int_equal(r, ERR_LIMIT);
	assert_int_equal(layout_count(l), LIMIT_LAYOUT_DEPTH + 1);
	assert_int_equal(layout_split(l, 0, AXIS_TOP_BOTTOM, -1, LAYOUT_FULL, 9999), 0);
	assert_int_equal(layout_split(l, 0, AXIS_LEFT_RIGHT, -1, LAYOUT_FULL, 9998), ERR_LIMIT);
	check_round_trip(l, 0);
	while ((r = layout_split(l, 9999, AXIS_TOP_BOTTOM, 1, 0, made)) == 0) {
		made++;
	}
	assert_int_equal(r, ERR_LIMIT);
	assert_int_equal(layout_count(l), LIMIT_LAYOUT_LEAVES);
	check_round_trip(l, 0);
	layout_free(l);
}

static void test_assigns_in_tree_order(void **state)
{
	(void)state;
	static const uint32_t ids[] = {40, 30, 20, 10}, twins[] = {5, 5};
	struct layout *l = layout_new(0, small);
	uint32_t got[4];
	assert_int_equal(layout_split(l, 0, AXIS_LEFT_RIGHT, -1, 0, 1), 0);
	assert_int_equal(layout_split(l, 1, AXIS_TOP_BOTTOM, -1, 0, 2), 0);
	assert_int_equal(layout_assign(l, ids, 4), ERR_NOSPACE);
	assert_int_equal(layout_assign(l, ids, 0), ERR_ARG);
	assert_int_equal(layout_assign(l, twins, 2), ERR_EXISTS);
	assert_int_equal(layout_assign(l, ids, 3), 0);
	assert_int_equal(layout_leaves(l, got, 4), 3);
	assert_memory_equal(got, ids, 3 * sizeof(ids[0]));
	assert_int_equal(layout_leaves(l, got, 2), 2);
	assert_int_equal(layout_assign(l, ids, 2), 0);
	struct rect r;
	assert_true(layout_leaf_rect(l, 30, &r));
	assert_int_equal(r.rows, 24);
	assert_false(layout_has(l, 20));
	layout_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_laws_hold_over_any_program),
		cmocka_unit_test(test_close_undoes_split),
		cmocka_unit_test(test_resize_leaf_reaches_what_was_asked),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_holds_the_first_size),
		cmocka_unit_test(test_stops_at_its_limits),
		cmocka_unit_test(test_assigns_in_tree_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
