/* tests/unit/window/line_pack_test.c -- the packed form of lines. */
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
#include "window/limits.h"
#include "window/line_pack.h"

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
			line_random(r, p, a, (uint16_t)rng_below(r, 300));
			line_random(r, p, b, 50);
			buf_clear(&packed);
			CHECK_SEED(seed, line_pack(a, p, &packed) == 0);
			CHECK_SEED(seed, line_packed_valid(buf_bytes(&packed)));
			CHECK_SEED(seed, line_unpack(buf_bytes(&packed), p, b) == 0);
			CHECK_SEED(seed, line_equal_content(a, b));
			struct buf text = {0}, want = {0};
			CHECK_SEED(seed, line_unpack_text(buf_bytes(&packed), &text) == a->wrapped);
			line_text(a, p, 0, a->len, false, &want);
			CHECK_SEED(seed, bytes_equal(buf_bytes(&text), buf_bytes(&want)));
			buf_finish(&text);
			buf_finish(&want);
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
		line_random(r, q, b, 100);
		line_random(r, p, a, 200);
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
		line_random(r, p, a, 60);
		line_random(r, p, b, 60);
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
		{"a cluster of 49 bytes", "\x00\x01\x04\x31" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 53},
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
		line_make_text(l, "x");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pack_law),
		cmocka_unit_test(pack_other_pool),
		cmocka_unit_test(unpack_total),
		cmocka_unit_test(unpack_refuses),
		cmocka_unit_test(controls_are_replaced),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
