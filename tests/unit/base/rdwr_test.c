/* tests/unit/base/rdwr_test.c -- readers against writers, and every boundary of both. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "base/rd.h"
#include "base/rng.h"
#include "base/wr.h"

#define VAR_MAX ((UINT64_C(1) << 62) - 1)

static const struct {
	uint64_t v;
	size_t len;
	uint8_t wire[8];
} var_rows[] = {
	{0, 1, {0x00}},
	{37, 1, {0x25}},
	{63, 1, {0x3f}},
	{64, 2, {0x40, 0x40}},
	{15293, 2, {0x7b, 0xbd}},
	{16383, 2, {0x7f, 0xff}},
	{16384, 4, {0x80, 0x00, 0x40, 0x00}},
	{494878333, 4, {0x9d, 0x7f, 0x3e, 0x7d}},
	{1073741823, 4, {0xbf, 0xff, 0xff, 0xff}},
	{1073741824, 8, {0xc0, 0x00, 0x00, 0x00, 0x40, 0x00, 0x00, 0x00}},
	{UINT64_C(151288809941952652), 8, {0xc2, 0x19, 0x7c, 0x5e, 0xff, 0x14, 0xe8, 0x8c}},
	{VAR_MAX, 8, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}},
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void test_var_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(var_rows); i++) {
		uint8_t out[8];
		struct wr w;
		wr_init(&w, out, sizeof(out));
		wr_var(&w, var_rows[i].v);
		assert_true(wr_ok(&w));
		assert_int_equal(wr_done(&w).len, var_rows[i].len);
		assert_int_equal(wr_var_len(var_rows[i].v), var_rows[i].len);
		assert_memory_equal(out, var_rows[i].wire, var_rows[i].len);
		struct rd r;
		rd_init(&r, bytes_of(var_rows[i].wire, var_rows[i].len));
		assert_int_equal(rd_var(&r), var_rows[i].v);
		assert_true(rd_done(&r));
		for (size_t cut = 0; cut < var_rows[i].len; cut++) {
			rd_init(&r, bytes_of(var_rows[i].wire, cut));
			assert_int_equal(rd_var(&r), 0);
			assert_true(r.bad);
			wr_init(&w, out, cut);
			wr_var(&w, var_rows[i].v);
			assert_false(wr_ok(&w));
			assert_int_equal(wr_done(&w).len, 0);
		}
	}
}

static void test_var_long_forms_are_read(void **state)
{
	(void)state;
	static const uint8_t two[] = {0x40, 0x25}, four[] = {0x80, 0, 0, 0x25};
	static const uint8_t eight[] = {0xc0, 0, 0, 0, 0, 0, 0, 0x25};
	const struct bytes forms[] = {bytes_of(two, 2), bytes_of(four, 4), bytes_of(eight, 8)};
	for (size_t i = 0; i < COUNT(forms); i++) {
		struct rd r;
		rd_init(&r, forms[i]);
		assert_int_equal(rd_var(&r), 37);
		assert_true(rd_done(&r));
	}
}

static void test_var_out_of_range(void **state)
{
	(void)state;
	static const uint64_t rows[] = {VAR_MAX + 1, UINT64_MAX};
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t out[16];
		struct wr w;
		wr_init(&w, out, sizeof(out));
		wr_var(&w, rows[i]);
		assert_false(wr_ok(&w));
		assert_int_equal(wr_var_len(rows[i]), 0);
	}
}

static void test_var_max(void **state)
{
	(void)state;
	static const uint8_t wire[] = {0x25, 0x01};
	struct rd r;
	rd_init(&r, bytes_of(wire, 2));
	assert_int_equal(rd_var_max(&r, 37), 37);
	rd_init(&r, bytes_of(wire, 2));
	assert_int_equal(rd_var_max(&r, 36), 0);
	assert_true(r.bad);
	assert_int_equal(rd_u8(&r), 0);
}

static void test_svar_table(void **state)
{
	(void)state;
	const int64_t top = (INT64_C(1) << 61) - 1;
	const struct {
		int64_t v;
		bool fits;
	} rows[] = {
		{0, true},         {-1, true},       {1, true},         {31, true},
		{-32, true},       {32, true},       {top, true},       {-top - 1, true},
		{top + 1, false},  {-top - 2, false}, {INT64_MAX, false}, {INT64_MIN, false},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t out[8];
		struct wr w;
		wr_init(&w, out, sizeof(out));
		wr_svar(&w, rows[i].v);
		assert_int_equal(wr_ok(&w), rows[i].fits);
		if (rows[i].fits) {
			struct rd r;
			rd_init(&r, wr_done(&w));
			assert_true(rd_svar(&r) == rows[i].v);
			assert_true(rd_done(&r));
		}
	}
}

static void test_zigzag_is_short_for_small(void **state)
{
	(void)state;
	uint8_t out[8];
	struct wr w;
	wr_init(&w, out, sizeof(out));
	wr_svar(&w, -1);
	wr_svar(&w, 1);
	wr_svar(&w, -32);
	assert_int_equal(wr_done(&w).len, 3);
	assert_int_equal(out[0], 1);
	assert_int_equal(out[1], 2);
	assert_int_equal(out[2], 63);
}

static void test_fixed_is_big_endian(void **state)
{
	(void)state;
	static const uint8_t want[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
	uint8_t out[15];
	struct wr w;
	wr_init(&w, out, sizeof(out));
	wr_u8(&w, 0x01);
	wr_u16(&w, 0x0203);
	wr_u32(&w, 0x04050607);
	wr_u64(&w, UINT64_C(0x08090a0b0c0d0e0f));
	assert_true(wr_ok(&w));
	assert_int_equal(wr_left(&w), 0);
	assert_memory_equal(out, want, sizeof(want));
	struct rd r;
	rd_init(&r, wr_done(&w));
	assert_int_equal(rd_u8(&r), 0x01);
	assert_int_equal(rd_u16(&r), 0x0203);
	assert_int_equal(rd_u32(&r), 0x04050607);
	assert_true(rd_u64(&r) == UINT64_C(0x08090a0b0c0d0e0f));
	assert_true(rd_done(&r));
}

static void test_rd_failure_sticks(void **state)
{
	(void)state;
	static const uint8_t wire[] = {1, 2, 3};
	struct rd r;
	rd_init(&r, bytes_of(wire, 3));
	assert_int_equal(rd_u32(&r), 0);
	assert_int_equal(rd_u8(&r), 0);
	assert_int_equal(rd_u16(&r), 0);
	assert_int_equal(rd_var(&r), 0);
	assert_true(rd_u64(&r) == 0);
	assert_null(rd_take(&r, 0));
	assert_int_equal(rd_rest(&r).len, 0);
	assert_int_equal(rd_bytes(&r, 10).len, 0);
	assert_false(rd_done(&r));
	rd_init(&r, bytes_of(wire, 0));
	rd_fail(&r);
	assert_false(rd_done(&r));
}

static void test_rd_left_over_is_not_done(void **state)
{
	(void)state;
	static const uint8_t wire[] = {1, 2};
	struct rd r;
	rd_init(&r, bytes_of(wire, 2));
	rd_u8(&r);
	assert_false(rd_done(&r));
	assert_int_equal(rd_rest(&r).len, 1);
	assert_true(rd_done(&r));
}

static void test_rd_of_nothing(void **state)
{
	(void)state;
	struct rd r;
	rd_init(&r, bytes_of(NULL, 0));
	assert_true(rd_done(&r));
	assert_non_null(rd_take(&r, 0));
	assert_int_equal(rd_rest(&r).len, 0);
	assert_true(rd_done(&r));
	assert_null(rd_take(&r, 1));
	assert_false(rd_done(&r));
	rd_init(&r, bytes_of(NULL, 0));
	assert_null(rd_take(&r, SIZE_MAX));
}

static void test_rd_bytes_bounds(void **state)
{
	(void)state;
	static const uint8_t wire[] = {3, 'a', 'b', 'c'};
	static const struct {
		size_t len, max;
		bool good;
	} rows[] = {
		{4, 3, true},  {4, 4, true},  {4, SIZE_MAX, true}, {4, 2, false},
		{4, 0, false}, {3, 3, false}, {0, 3, false},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct rd r;
		rd_init(&r, bytes_of(wire, rows[i].len));
		struct bytes b = rd_bytes(&r, rows[i].max);
		assert_int_equal(rd_done(&r), rows[i].good);
		assert_int_equal(b.len, rows[i].good ? 3 : 0);
		assert_true(rows[i].good ? bytes_equal(b, bytes_str("abc")) : b.data == NULL);
	}
}

static void test_wr_failure_sticks(void **state)
{
	(void)state;
	uint8_t out[4] = {0};
	struct wr w;
	wr_init(&w, out, 3);
	wr_u8(&w, 1);
	wr_u32(&w, 0xffffffff);
	wr_u8(&w, 2);
	assert_false(wr_ok(&w));
	assert_int_equal(wr_left(&w), 0);
	assert_int_equal(wr_done(&w).len, 1);
	assert_int_equal(out[1], 0);
	assert_int_equal(out[3], 0);
}

static void test_wr_undo(void **state)
{
	(void)state;
	uint8_t out[4];
	struct wr w;
	wr_init(&w, out, sizeof(out));
	wr_u16(&w, 0x0102);
	struct wr_mark m = wr_mark(&w);
	wr_u8(&w, 3);
	wr_u32(&w, 4);
	assert_false(wr_ok(&w));
	wr_undo(&w, m);
	assert_true(wr_ok(&w));
	assert_int_equal(wr_left(&w), 2);
	wr_u16(&w, 0x0506);
	static const uint8_t want[] = {1, 2, 5, 6};
	assert_true(bytes_equal(wr_done(&w), bytes_of(want, 4)));
}

static void test_wr_patch(void **state)
{
	(void)state;
	uint8_t out[4] = {0};
	struct wr w;
	wr_init(&w, out, sizeof(out));
	wr_u8(&w, 0);
	wr_u16(&w, 0);
	wr_patch_u8(&w, 0, 9);
	wr_patch_u16(&w, 1, 0x0708);
	static const uint8_t want[] = {9, 7, 8};
	assert_true(wr_ok(&w));
	assert_true(bytes_equal(wr_done(&w), bytes_of(want, 3)));
	wr_patch_u16(&w, 2, 0xffff); /* half of it is not written yet */
	assert_false(wr_ok(&w));
	assert_int_equal(out[2], 8);
	assert_int_equal(out[3], 0);
}

static void test_wr_of_nothing(void **state)
{
	(void)state;
	struct wr w;
	wr_init(&w, NULL, 0);
	wr_put(&w, NULL, 0);
	assert_true(wr_ok(&w));
	wr_bytes(&w, bytes_of(NULL, 0));
	assert_false(wr_ok(&w));
}

/* A value with a random number of significant bits, so that every length is as likely. */
static uint64_t any_value(struct rng g, unsigned bits)
{
	uint64_t shift = rng_below(g, bits + 1);
	return shift == 0 ? 0 : rng_u64(g) >> (64 - shift);
}

enum kind { U8, U16, U32, U64, VAR, SVAR, BYTES, KINDS };

static void put_value(struct wr *w, enum kind k, uint64_t v)
{
	switch (k) {
	case U8:
		wr_u8(w, (uint8_t)v);
		break;
	case U16:
		wr_u16(w, (uint16_t)v);
		break;
	case U32:
		wr_u32(w, (uint32_t)v);
		break;
	case U64:
		wr_u64(w, v);
		break;
	case VAR:
		wr_var(w, v >> 2);
		break;
	case SVAR:
		wr_svar(w, (v & 1) != 0 ? -(int64_t)(v >> 3) : (int64_t)(v >> 3));
		break;
	default:
		wr_bytes(w, bytes_of("abcdefghijklmno", v & 15));
		break;
	}
}

static bool same_value(struct rd *r, enum kind k, uint64_t v)
{
	switch (k) {
	case U8:
		return rd_u8(r) == (uint8_t)v;
	case U16:
		return rd_u16(r) == (uint16_t)v;
	case U32:
		return rd_u32(r) == (uint32_t)v;
	case U64:
		return rd_u64(r) == v;
	case VAR:
		return rd_var(r) == v >> 2;
	case SVAR:
		return rd_svar(r) == ((v & 1) != 0 ? -(int64_t)(v >> 3) : (int64_t)(v >> 3));
	default:
		return bytes_equal(rd_bytes(r, 15), bytes_of("abcdefghijklmno", v & 15));
	}
}

/* Law: what was written is read back, and no proper prefix of it decodes. */
static void test_law_round_trip(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 500; seed++) {
		struct rng_seed s;
		struct rng g = rng_seeded(&s, seed);
		uint8_t out[400];
		enum kind kinds[24];
		uint64_t values[24];
		size_t count = (size_t)rng_below(g, 24) + 1;
		struct wr w;
		wr_init(&w, out, sizeof(out));
		for (size_t i = 0; i < count; i++) {
			kinds[i] = (enum kind)rng_below(g, KINDS);
			values[i] = any_value(g, 64);
			put_value(&w, kinds[i], values[i]);
		}
		assert_true(wr_ok(&w));
		size_t len = wr_done(&w).len;
		size_t cut = (size_t)rng_below(g, len);
		struct rd whole, part;
		rd_init(&whole, wr_done(&w));
		rd_init(&part, bytes_of(out, cut));
		bool same = true;
		for (size_t i = 0; i < count; i++) {
			same = same_value(&whole, kinds[i], values[i]) && same;
			(void)same_value(&part, kinds[i], values[i]);
		}
		if (!same || !rd_done(&whole) || rd_done(&part)) {
			fail_msg("seed %llu", (unsigned long long)seed);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_law_round_trip),
		cmocka_unit_test(test_var_table),
		cmocka_unit_test(test_var_long_forms_are_read),
		cmocka_unit_test(test_var_out_of_range),
		cmocka_unit_test(test_var_max),
		cmocka_unit_test(test_svar_table),
		cmocka_unit_test(test_zigzag_is_short_for_small),
		cmocka_unit_test(test_fixed_is_big_endian),
		cmocka_unit_test(test_rd_failure_sticks),
		cmocka_unit_test(test_rd_left_over_is_not_done),
		cmocka_unit_test(test_rd_of_nothing),
		cmocka_unit_test(test_rd_bytes_bounds),
		cmocka_unit_test(test_wr_failure_sticks),
		cmocka_unit_test(test_wr_undo),
		cmocka_unit_test(test_wr_patch),
		cmocka_unit_test(test_wr_of_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
