/* tests/unit/window/history_test.c -- the packed form of lines, and the store of records. */
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
#include "window/history.h"
#include "window/limits.h"

#define CHECK_SEED(seed, cond)                                             \
	do {                                                                   \
		if (!(cond)) {                                                     \
			fail_msg("seed %llu: %s", (unsigned long long)(seed), #cond); \
		}                                                                  \
	} while (0)

static colour_t random_colour(struct rng r)
{
	switch (rng_below(r, 3)) {
	case 0:
		return COLOUR_DEFAULT;
	case 1:
		return COLOUR_INDEX(rng_below(r, 256));
	default:
		return COLOUR_RGB(rng_below(r, 256), rng_below(r, 256), rng_below(r, 256));
	}
}

static uint16_t random_style(struct rng r, struct pool *p)
{
	static const char *const uris[] = {"http://a/", "file:///tmp/b", "x:y"};
	static const char *const ids[] = {"", "1", "second"};
	struct style s = {.fg = random_colour(r), .bg = random_colour(r)};
	if (rng_below(r, 3) == 0) {
		return 0;
	}
	if (rng_below(r, 2) == 0) {
		s.attrs = (uint16_t)rng_below(r, ATTR_ALL + 1);
		s.us = random_colour(r);
	}
	if (rng_below(r, 4) == 0) {
		s.link = pool_link(p, bytes_str(uris[rng_below(r, 3)]), bytes_str(ids[rng_below(r, 3)]));
	}
	return pool_style(p, &s);
}

static uint32_t random_text(struct rng r, struct pool *p)
{
	static const char *const clusters[] = {"e\xcc\x81", "#\xef\xb8\x8f\xe2\x83\xa3",
		"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa"};
	static const uint32_t chars[] = {0xe9, 0xa0, 0x2500, 0x4e2d, 0xff21, 0xfffd, 0x1f600, 0x10ffff};
	switch (rng_below(r, 5)) {
	case 0:
		return 0;
	case 1:
		return chars[rng_below(r, sizeof(chars) / sizeof(chars[0]))];
	case 2: {
		const char *s = clusters[rng_below(r, 4)];
		return pool_text(p, s, strlen(s));
	}
	default:
		return 0x20 + (uint32_t)rng_below(r, 0x5f);
	}
}

/* A line of up to `cols` columns in the pool; the width of a character is drawn, not measured. */
static void random_line(struct rng r, struct pool *p, struct line *l, uint16_t cols)
{
	uint16_t len = (uint16_t)rng_below(r, (uint64_t)cols + 1), style = random_style(r, p);
	bool fickle = rng_below(r, 3) == 0;
	line_clear(l, rng_below(r, 4) == 0 ? random_style(r, p) : 0);
	struct cell *cells = line_reserve(l, len);
	for (uint16_t x = 0; x < len; x++) {
		if (fickle ? rng_below(r, 2) == 0 : rng_below(r, 12) == 0) {
			style = random_style(r, p);
		}
		cells[x] = (struct cell){.text = random_text(r, p), .style = style, .width = 1};
		if (x + 1 < len && cells[x].text != 0 && rng_below(r, 4) == 0) {
			cells[x++].width = 2;
			cells[x] = (struct cell){.style = style};
		}
	}
	l->len = len;
	l->wrapped = rng_below(r, 2) == 0;
	l->mark = (uint8_t)rng_below(r, 4);
	line_trim(l);
}

static void make_text(struct line *l, const char *s)
{
	line_clear(l, 0);
	struct cell *cells = line_reserve(l, (uint16_t)strlen(s));
	for (size_t i = 0; s[i] != '\0'; i++) {
		cells[i] = (struct cell){.text = (uint8_t)s[i], .width = 1};
	}
	l->len = (uint16_t)strlen(s);
	line_trim(l);
}

static void make_number(struct line *l, uint64_t n)
{
	char s[32];
	snprintf(s, sizeof(s), "record %llu", (unsigned long long)n);
	make_text(l, s);
}

static void pack_law(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 600; seed++) {
		struct rng_seed s;
		struct rng r = rng_seeded(&s, seed);
		struct pool *p = pool_new();
		struct line *a = line_new(1), *b = line_new(2);
		struct buf packed = {0};
		b->version = 77;
		for (int i = 0; i < 4; i++) {
			random_line(r, p, a, (uint16_t)rng_below(r, 300));
			random_line(r, p, b, 50);
			buf_clear(&packed);
			CHECK_SEED(seed, line_pack(a, p, &packed) == 0);
			CHECK_SEED(seed, line_packed_valid(buf_bytes(&packed)));
			CHECK_SEED(seed, line_unpack(buf_bytes(&packed), p, b) == 0);
			CHECK_SEED(seed, line_equal_content(a, b));
			CHECK_SEED(seed, b->id == 2 && b->version == 77);
		}
		buf_finish(&packed);
		line_free(a);
		line_free(b);
		pool_free(p);
	}
}

/* A record is self-contained: through another pool and packed again it is the same bytes. */
static void pack_other_pool(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 300; seed++) {
		struct rng_seed s;
		struct rng r = rng_seeded(&s, seed);
		struct pool *p = pool_new(), *q = pool_new();
		struct line *a = line_new(1), *b = line_new(2);
		struct buf one = {0}, two = {0};
		random_line(r, q, b, 100);
		random_line(r, p, a, 200);
		line_pack(a, p, &one);
		CHECK_SEED(seed, line_unpack(buf_bytes(&one), q, b) == 0);
		line_pack(b, q, &two);
		CHECK_SEED(seed, bytes_equal(buf_bytes(&one), buf_bytes(&two)));
		buf_finish(&one);
		buf_finish(&two);
		line_free(a);
		line_free(b);
		pool_free(p);
		pool_free(q);
	}
}

/* Any bytes: taken or refused, and a refusal leaves the line as it was. Every prefix of a record is
 * refused. */
static void unpack_total(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 400; seed++) {
		struct rng_seed s;
		struct rng r = rng_seeded(&s, seed);
		struct pool *p = pool_new();
		struct line *a = line_new(1), *b = line_new(2), *was = line_new(3);
		struct buf packed = {0};
		random_line(r, p, a, 60);
		random_line(r, p, b, 60);
		line_copy(was, b);
		line_pack(a, p, &packed);
		for (size_t n = 0; n < packed.len; n++) {
			CHECK_SEED(seed, line_unpack(bytes_of(packed.data, n), p, b) == ERR_PROTO);
			CHECK_SEED(seed, line_equal_content(b, was));
		}
		for (int i = 0; i < 40; i++) {
			packed.data[rng_below(r, packed.len)] = (uint8_t)rng_below(r, 256);
			if (line_unpack(buf_bytes(&packed), p, b) < 0) {
				CHECK_SEED(seed, line_equal_content(b, was));
			}
			line_copy(was, b);
		}
		buf_finish(&packed);
		line_free(a);
		line_free(b);
		line_free(was);
		pool_free(p);
	}
}

static void unpack_refuses(void **state)
{
	static const struct {
		const char *what, *bytes;
		size_t len;
	} rows[] = {
		{"nothing", "", 0},
		{"unknown flag", "\x20\x00", 2},
		{"more columns than there is text", "\x00\x02" "a", 3},
		{"more text than columns", "\x00\x01" "ab", 4},
		{"4097 columns", "\x00\x50\x01", 3},
		{"a control character", "\x00\x01\x07", 3},
		{"a C1 control", "\x00\x01\xc2\x9b", 4},
		{"DEL", "\x00\x01\x7f", 3},
		{"a control in a cluster", "\x00\x01\x04\x02" "a\x1b", 6},
		{"ill-formed UTF-8", "\x00\x01\xc3", 3},
		{"overlong UTF-8", "\x00\x01\xc0\xaf", 4},
		{"a wide one in the last column", "\x00\x01\x02\xe4\xb8\xad", 6},
		{"an empty cluster", "\x00\x01\x04\x00", 4},
		{"a cluster of 33 bytes", "\x00\x01\x04\x21" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 37},
		{"more blanks than columns", "\x00\x02\x01\x03", 4},
		{"a style that is not known", "\x10\x01\x00\x02" "a", 5},
		{"a run past the end", "\x10\x01\x02\x00" "a", 5},
		{"a colour of kind 3", "\x08\x00\x01\x03", 4},
		{"attributes that do not exist", "\x08\x00\x01\x40\x50\x00", 6},
	};
	(void)state;
	struct pool *p = pool_new();
	struct line *l = line_new(1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (line_unpack(bytes_of(rows[i].bytes, rows[i].len), p, l) != ERR_PROTO) {
			fail_msg("taken: %s", rows[i].what);
		}
	}
	assert_int_equal(line_unpack(bytes_of("\x00\x02\x02\xe4\xb8\xad", 6), p, l), 0);
	assert_int_equal(l->len, 2);
	line_free(l);
	pool_free(p);
}

static void controls_are_replaced(void **state)
{
	static const uint32_t bad[] = {0x07, 0x1b, 0x7f, 0x9b, 0xd800, 0x110000};
	(void)state;
	struct pool *p = pool_new();
	struct line *l = line_new(1);
	struct buf packed = {0};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		make_text(l, "x");
		l->cells[0].text = bad[i];
		buf_clear(&packed);
		line_pack(l, p, &packed);
		assert_int_equal(line_unpack(buf_bytes(&packed), p, l), 0);
		assert_int_equal(l->cells[0].text, 0xfffd);
	}
	buf_finish(&packed);
	line_free(l);
	pool_free(p);
}

enum { MODEL = 4096 };

/* What a history ought to hold: records by number. */
struct model {
	struct line *lines[MODEL]; /* NULL: not kept */
	uint64_t first, next;
};

static void model_compare(uint64_t seed, const struct model *m, const struct history *h,
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
			} else {
				random_line(r, p, l, 40);
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
			} else {
				random_line(r, p, l, 40);
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

static void packed_is_the_wire_form(void **state)
{
	(void)state;
	struct pool *p = pool_new(), *q = pool_new();
	struct history *from = history_new(1000), *to = history_new(1000);
	struct line *l = line_new(1), *got = line_new(2);
	for (uint64_t n = 0; n < 600; n++) {
		make_number(l, n);
		history_push(from, l, p);
	}
	for (uint64_t i = 0; i < 600; i++) {
		struct bytes b;
		uint64_t n = i * 7 % 600;
		assert_true(history_packed(from, n, &b));
		assert_int_equal(history_put_packed(to, n, b), 0);
	}
	for (uint64_t n = 0; n < 600; n++) {
		make_number(l, n);
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
		make_text(l, s);
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
		make_text(l, s);
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
		cmocka_unit_test(pack_law),
		cmocka_unit_test(pack_other_pool),
		cmocka_unit_test(unpack_total),
		cmocka_unit_test(unpack_refuses),
		cmocka_unit_test(controls_are_replaced),
		cmocka_unit_test(push_law),
		cmocka_unit_test(sparse_law),
		cmocka_unit_test(packed_is_the_wire_form),
		cmocka_unit_test(put_limits),
		cmocka_unit_test(memory_is_small),
		cmocka_unit_test(free_takes_null),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
