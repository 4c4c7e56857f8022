/* tests/unit/window/history_test.c -- the store of records, against a model that is an array. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/rng.h"
#include "tests/unit/window/line_support.h"
#include "window/history.h"
#include "window/limits.h"

enum { MODEL = 4096 };

/* What a history ought to hold: records by number. */
struct model {
	struct line *lines[MODEL]; /* NULL: not kept */
	uint64_t first, next;
};

static void model_compare(uint64_t seed, const struct model *m, struct history *h,
	struct pool *p, struct line *tmp)
{
	size_t kept = 0;
	for (uint64_t n = 0; n < m->next + 3 && n < MODEL; n++) {
		bool has = n < m->next && m->lines[n] != NULL;
		kept += has ? 1 : 0;
		CHECK_SEED(seed, history_has(h, n) == has);
		CHECK_SEED(seed, history_get(h, n, p, tmp) == has);
		CHECK_SEED(seed, !has || line_equal_content(tmp, m->lines[n]));
	}
	CHECK_SEED(seed, history_count(h) == kept);
	CHECK_SEED(seed, history_next(h) == m->next);
	CHECK_SEED(seed, history_first(h) == m->first);
}

static void model_drop(struct model *m, uint64_t from, uint64_t to)
{
	for (uint64_t n = from; n < to && n < MODEL; n++) {
		line_free(m->lines[n]);
		m->lines[n] = NULL;
	}
}

static void model_limit(struct model *m, size_t max)
{
	while (m->next - m->first > max) {
		model_drop(m, m->first, m->first + 1);
		m->first++;
	}
}

static struct line *model_put(struct model *m, uint64_t n, const struct line *l)
{
	model_drop(m, n, n + 1);
	m->lines[n] = line_new(0);
	line_copy(m->lines[n], l);
	return m->lines[n];
}

static void push_law(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 25; seed++) {
		struct rng_seed s;
		struct rng r = rng_seeded(&s, seed);
		struct pool *p = pool_new();
		struct line *l = line_new(1), *tmp = line_new(2);
		size_t max = (size_t)rng_below(r, 900);
		struct history *h = history_new(max);
		struct model m = {.first = 0};
		for (int i = 0; i < 2500 && m.next < MODEL - 1; i++) {
			uint64_t op = rng_below(r, 400);
			if (op < 60) {
				bool has = m.next > m.first;
				CHECK_SEED(seed, history_pop(h, p, tmp) == has);
				if (has) {
					m.next--;
					CHECK_SEED(seed, line_equal_content(tmp, m.lines[m.next]));
					model_drop(&m, m.next, m.next + 1);
				}
			} else if (op == 60) {
				uint64_t n = m.first + rng_below(r, m.next - m.first + 1);
				history_drop_before(h, n);
				model_drop(&m, m.first, n);
				m.first = n;
			} else if (op == 61) {
				max = (size_t)rng_below(r, 900);
				history_set_max(h, max);
				model_limit(&m, max);
			} else if (op < 65) {
				history_settle(h, (size_t)rng_below(r, 5));
			} else {
				line_random(r, p, l, 40);
				CHECK_SEED(seed, history_push(h, l, p) == m.next);
				model_put(&m, m.next++, l);
				model_limit(&m, max);
			}
			if (i % 500 == 0) {
				model_compare(seed, &m, h, p, tmp);
			}
		}
		model_compare(seed, &m, h, p, tmp);
		model_drop(&m, 0, MODEL);
		history_free(h);
		line_free(l);
		line_free(tmp);
		pool_free(p);
	}
}

static void model_first(struct model *m, bool fixed)
{
	if (!fixed) {
		m->first = m->next;
		for (uint64_t n = m->next; n > 0; n--) {
			m->first = m->lines[n - 1] != NULL ? n - 1 : m->first;
		}
	}
}

/* A replica: records in any order, with gaps, replaced, dropped at both ends. */
static void sparse_law(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 25; seed++) {
		struct rng_seed s;
		struct rng r = rng_seeded(&s, seed);
		struct pool *p = pool_new();
		struct line *l = line_new(1), *tmp = line_new(2);
		struct history *h = history_new(MODEL);
		struct model m = {.first = 0};
		struct buf packed = {0};
		bool fixed = false;
		for (int i = 0; i < 1500; i++) {
			uint64_t op = rng_below(r, 500), n = rng_below(r, MODEL);
			if (op == 0) {
				n /= 4;
				history_drop_before(h, n);
				if (!fixed || n > m.first) {
					model_drop(&m, 0, n);
					m.first = n;
					fixed = true;
					m.next = m.next < n ? n : m.next;
				}
			} else if (op == 1) {
				history_remove_from(h, n);
				model_drop(&m, n, MODEL);
				m.next = n < m.next ? n : m.next;
				m.first = fixed && n < m.first ? n : m.first;
			} else if (op == 2) {
				history_set_next(h, n);
				model_drop(&m, n, MODEL);
				m.first = fixed && n < m.next && n < m.first ? n : m.first;
				m.next = n;
			} else if (op < 10) {
				history_settle(h, (size_t)rng_below(r, 5));
			} else {
				line_random(r, p, l, 40);
				buf_clear(&packed);
				line_pack(l, p, &packed);
				CHECK_SEED(seed, history_put_packed(h, n, buf_bytes(&packed)) == 0);
				if (!fixed || n >= m.first) {
					model_put(&m, n, l);
					m.next = n >= m.next ? n + 1 : m.next;
				}
			}
			model_first(&m, fixed);
			if (i % 300 == 0) {
				model_compare(seed, &m, h, p, tmp);
			}
		}
		model_compare(seed, &m, h, p, tmp);
		model_drop(&m, 0, MODEL);
		buf_finish(&packed);
		history_free(h);
		line_free(l);
		line_free(tmp);
		pool_free(p);
	}
}

/* A log as servers write it. */
static void make_log(struct rng r, struct pool *p, struct line *l, int i)
{
	static const char *const words[] = {"accepted", "session", "worker", "GET", "/index.html",
	        "status=200", "closed", "timeout", "retry", "kernel:", "usb", "device", "systemd[1]:"};
	char s[200];
	int n = snprintf(s, sizeof(s), "2024-03-04 10:%02d:%02d ", i / 60 % 60, i % 60);
	while (n < 66) {
		n += snprintf(s + n, sizeof(s) - (size_t)n, "%s ", words[rng_below(r, 13)]);
	}
	snprintf(s + n, sizeof(s) - (size_t)n, "%u", (unsigned)rng_below(r, 100000));
	line_make_text(l, s);
	for (uint16_t x = 0; x < l->len && i % 2 == 0; x++) {
		struct style red = {.fg = COLOUR_INDEX(1 + x / 20)};
		l->cells[x].style = pool_style(p, &red);
	}
}

/* Records stay what they were when their blocks are compressed, in any order of reading, and take a
 * third of the memory. */
static void settled_is_the_same(void **state)
{
	enum { COUNT = 3000 };
	(void)state;
	struct rng_seed s;
	struct rng r = rng_seeded(&s, 7);
	struct pool *p = pool_new(), *q = pool_new();
	struct line *l = line_new(1), *got = line_new(2), *was[COUNT];
	struct history *h = history_new(COUNT);
	for (int n = 0; n < COUNT; n++) {
		make_log(r, p, l, n);
		was[n] = line_new(0);
		line_copy(was[n], l);
		history_push(h, l, p);
	}
	size_t before = history_bytes(h);
	while (history_settle(h, 1)) {
	}
	if (history_bytes(h) > before / 2 || history_bytes(h) > (size_t)COUNT * 40) {
		fail_msg("%zu bytes of %zu are left", history_bytes(h), before);
	}
	size_t least = history_bytes(h);
	for (int i = 0; i < COUNT; i++) {
		uint64_t n = i % 2 == 0 ? (uint64_t)i : rng_below(r, COUNT);
		assert_true(history_get(h, n, p, got));
		assert_true(line_equal_content(got, was[n]));
	}
	assert_true(history_bytes(h) < least + 65536);
	assert_false(history_settle(h, 1));
	assert_int_equal(history_bytes(h), least);
	for (int n = COUNT; n-- > 0;) {
		assert_true(history_pop(h, p, got));
		assert_true(line_equal_content(got, was[n]));
		line_free(was[n]);
	}
	assert_false(history_pop(h, p, got));
	history_free(h);
	line_free(l);
	line_free(got);
	pool_free(p);
	pool_free(q);
}

/* A limit of bytes: what is kept is the newest without a gap, and within the limit and a block. */
static void bytes_law(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 20; seed++) {
		struct rng_seed s;
		struct rng r = rng_seeded(&s, seed);
		struct pool *p = pool_new();
		struct line *l = line_new(1), *tmp = line_new(2), *was[3000] = {NULL};
		struct history *h = history_new(LIMIT_HISTORY_LINES);
		uint64_t next = 0, first = 0;
		for (int i = 0; i < 2500; i++) {
			if (i % 700 == 100) {
				history_set_max_bytes(h, 2000 + (size_t)rng_below(r, 50000));
			}
			if (rng_below(r, 200) == 0 && next > first) {
				CHECK_SEED(seed, history_pop(h, p, tmp));
				line_free(was[--next]);
				was[next] = NULL;
			}
			line_random(r, p, l, 60);
			was[next] = line_new(0);
			line_copy(was[next], l);
			CHECK_SEED(seed, history_push(h, l, p) == next);
			next++;
			CHECK_SEED(seed, history_first(h) >= first && history_first(h) <= next);
			first = history_first(h);
			CHECK_SEED(seed, history_count(h) == next - first);
			CHECK_SEED(seed, i < 100 || history_count(h) > 0);
		}
		for (uint64_t n = 0; n < next; n++) {
			CHECK_SEED(seed, history_get(h, n, p, tmp) == (n >= first));
			CHECK_SEED(seed, n < first || line_equal_content(tmp, was[n]));
		}
		history_set_max_bytes(h, 20000);
		history_settle(h, SIZE_MAX);
		CHECK_SEED(seed, history_bytes(h) < 24000);
		history_set_max_bytes(h, 1);
		CHECK_SEED(seed, history_count(h) == 0 && history_first(h) == next);
		CHECK_SEED(seed, history_push(h, l, p) == next);
		for (uint64_t n = 0; n < next; n++) {
			line_free(was[n]);
		}
		history_free(h);
		line_free(l);
		line_free(tmp);
		pool_free(p);
	}
}

static void packed_is_the_wire_form(void **state)
{
	(void)state;
	struct pool *p = pool_new(), *q = pool_new();
	struct history *from = history_new(1000), *to = history_new(1000);
	struct line *l = line_new(1), *got = line_new(2);
	for (uint64_t n = 0; n < 600; n++) {
		line_make_number(l, n);
		history_push(from, l, p);
	}
	for (uint64_t i = 0; i < 600; i++) {
		struct bytes b;
		uint64_t n = i * 7 % 600;
		assert_true(history_packed(from, n, &b));
		assert_int_equal(history_put_packed(to, n, b), 0);
	}
	for (uint64_t n = 0; n < 600; n++) {
		line_make_number(l, n);
		assert_true(history_get(to, n, q, got));
		assert_true(line_equal_content(l, got));
	}
	assert_int_equal(history_first(to), 0);
	assert_int_equal(history_next(to), 600);
	history_free(from);
	history_free(to);
	line_free(l);
	line_free(got);
	pool_free(p);
	pool_free(q);
}

static void put_limits(void **state)
{
	(void)state;
	struct history *h = history_new(10);
	struct bytes ok = bytes_of("\x00\x01" "a", 3), bad = bytes_of("\x00\x01", 2);
	uint64_t far = 5000000000u;
	assert_int_equal(history_put_packed(h, 3, bad), ERR_PROTO);
	assert_false(history_has(h, 3));
	assert_int_equal(history_put_packed(h, UINT64_MAX, ok), ERR_LIMIT);
	assert_int_equal(history_put_packed(h, far, ok), 0);
	assert_int_equal(history_first(h), far);
	assert_int_equal(history_put_packed(h, far + LIMIT_HISTORY_LINES, ok), ERR_LIMIT);
	assert_int_equal(history_put_packed(h, far - LIMIT_HISTORY_LINES, ok), ERR_LIMIT);
	assert_int_equal(history_put_packed(h, far + LIMIT_HISTORY_LINES - 1, ok), 0);
	for (uint64_t n = 1; n < 30; n++) {
		assert_int_equal(history_put_packed(h, far + n * 1000, ok), 0);
		assert_true(history_count(h) <= 10);
	}
	assert_true(history_has(h, far + LIMIT_HISTORY_LINES - 1));
	assert_true(history_has(h, far + 29000));
	assert_false(history_has(h, far + 20000));
	history_drop_before(h, far * 2);
	assert_int_equal(history_count(h), 0);
	assert_int_equal(history_first(h), far * 2);
	assert_int_equal(history_next(h), far * 2);
	assert_int_equal(history_put_packed(h, far, ok), 0);
	assert_false(history_has(h, far));
	history_free(h);
}

/* At most 1.3 bytes a character and 24 bytes a line; a replaced record leaves nothing behind. */
static void memory_is_small(void **state)
{
	(void)state;
	struct pool *p = pool_new();
	struct line *l = line_new(1);
	for (uint16_t cols = 0; cols <= 160; cols = (uint16_t)(cols + 40)) {
		struct history *h = history_new(20000);
		char s[200] = {0};
		memset(s, 'm', cols);
		line_make_text(l, s);
		for (int i = 0; i < 45000; i++) {
			history_push(h, l, p);
		}
		size_t most = 20000 * (24u + (size_t)cols * 13 / 10);
		if (history_bytes(h) > most) {
			fail_msg("%u columns: %zu bytes, not %zu", cols, history_bytes(h), most);
		}
		history_drop_before(h, 45000);
		assert_true(history_bytes(h) < 8192);
		history_free(h);
	}
	struct history *h = history_new(100);
	for (int i = 0; i < 5000; i++) {
		char s[100] = {0};
		memset(s, 'a' + i % 26, 80);
		line_make_text(l, s);
		struct buf packed = {0};
		line_pack(l, p, &packed);
		assert_int_equal(history_put_packed(h, 7, buf_bytes(&packed)), 0);
		buf_finish(&packed);
	}
	assert_true(history_bytes(h) < 8192);
	history_free(h);
	line_free(l);
	pool_free(p);
}

static void free_takes_null(void **state)
{
	(void)state;
	history_free(NULL);
	struct history *h = history_new(0);
	struct pool *p = pool_new();
	struct line *l = line_new(1);
	assert_int_equal(history_push(h, l, p), 0);
	assert_int_equal(history_push(h, l, p), 1);
	assert_int_equal(history_first(h), 2);
	assert_false(history_pop(h, p, l));
	history_free(h);
	pool_free(p);
	line_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(push_law),
		cmocka_unit_test(sparse_law),
		cmocka_unit_test(settled_is_the_same),
		cmocka_unit_test(bytes_law),
		cmocka_unit_test(packed_is_the_wire_form),
		cmocka_unit_test(put_limits),
		cmocka_unit_test(memory_is_small),
		cmocka_unit_test(free_takes_null),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
