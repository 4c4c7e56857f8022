/* tests/unit/transport/frame_test.c -- frames: what is written is read back; garbage is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/rng.h"
#include "transport/frame.h"

static void test_round_trips(void **state)
{
	uint8_t buf[512];
	struct wr w;
	struct rd r;
	struct frame f;
	struct ranges set = {0};
	static const uint8_t token[8] = {1, 2, 3};

	(void)state;
	ranges_add(&set, 0, 3);
	ranges_add(&set, 5, 6);
	ranges_add(&set, 100000, 100007);
	wr_init(&w, buf, sizeof buf);
	frame_put_ack(&w, &set, LIMIT_LINK_ACK_RANGES, 1234, 11);
	frame_put_object(&w, 3, bytes_str("body"));
	frame_put_object(&w, 0 + FRAME_MAY_WAIT, bytes_str("echo"));
	frame_put_stream(&w, 2, 1u << 30, bytes_str("data"));
	frame_put_credit(&w, 15, 99);
	frame_put_token(&w, FRAME_CHALLENGE, token);
	frame_put_token(&w, FRAME_RESPONSE, token);
	frame_put_close(&w, 2, bytes_str("bye"));
	frame_put_cid(&w, 4, token);
	frame_put_ack_ecn(&w, &set, 1, 5, 11, &(struct ecn_counts){10000, 1, 70});
	wr_u8(&w, FRAME_PING);
	wr_u8(&w, FRAME_PADDING);
	wr_u8(&w, 0);
	assert_true(wr_ok(&w));
	rd_init(&r, wr_done(&w));
	assert_true(frame_next(&r, &f));
	assert_int_equal(f.kind, FRAME_ACK);
	assert_int_equal(f.number, 100006);
	assert_int_equal(f.delay, 1234);
	assert_int_equal(f.received, 11);
	assert_int_equal(f.count, 3);
	for (uint32_t i = 0; i < 3; i++) {
		assert_int_equal(f.range[i].lo, set.at[2 - i].lo);
		assert_int_equal(f.range[i].hi, set.at[2 - i].hi);
	}
	assert_true(frame_next(&r, &f) && f.kind == FRAME_OBJECT && f.id == 3 && !f.may_wait);
	assert_true(bytes_equal(f.data, bytes_str("body")));
	assert_true(frame_next(&r, &f) && f.kind == FRAME_OBJECT && f.id == 0 && f.may_wait);
	assert_true(bytes_equal(f.data, bytes_str("echo")));
	assert_true(frame_next(&r, &f) && f.kind == FRAME_STREAM && f.id == 2);
	assert_int_equal(f.number, 1u << 30);
	assert_true(bytes_equal(f.data, bytes_str("data")));
	assert_true(frame_next(&r, &f) && f.kind == FRAME_CREDIT && f.id == 15 && f.number == 99);
	assert_true(frame_next(&r, &f) && f.kind == FRAME_CHALLENGE);
	assert_memory_equal(f.data.data, token, 8);
	assert_true(frame_next(&r, &f) && f.kind == FRAME_RESPONSE);
	assert_true(frame_next(&r, &f) && f.kind == FRAME_CLOSE && f.id == 2 && f.data.len == 3);
	assert_true(frame_next(&r, &f) && f.kind == FRAME_NEW_CID && f.number == 4);
	assert_true(frame_next(&r, &f) && f.kind == FRAME_ACK_ECN && f.number == 100006 && f.count == 1);
	assert_true(f.ecn.ect0 == 10000 && f.ecn.ect1 == 1 && f.ecn.ce == 70);
	assert_true(frame_next(&r, &f) && f.kind == FRAME_PING);
	assert_true(frame_next(&r, &f) && f.kind == FRAME_PADDING);
	assert_false(frame_next(&r, &f));
	assert_true(rd_done(&r));
	ranges_finish(&set);
}

static void test_ack_law(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct rng_seed st;
		struct rng rng = rng_seeded(&st, seed);
		struct ranges set = {0};
		uint8_t buf[512];
		struct wr w;
		struct rd r;
		struct frame f;

		for (int i = 0; i < 60; i++) {
			uint64_t lo = rng_below(rng, seed % 2 ? 300 : 1u << 20);
			ranges_add(&set, lo, lo + 1 + rng_below(rng, 4));
		}
		ranges_trim_low(&set, LIMIT_LINK_ACK_RANGES);
		wr_init(&w, buf, sizeof buf);
		frame_put_ack(&w, &set, LIMIT_LINK_ACK_RANGES, 5, 6);
		rd_init(&r, wr_done(&w));
		if (!frame_next(&r, &f) || f.count != set.count || !rd_done(&r)) {
			fail_msg("seed %u", (unsigned)seed);
		}
		for (uint32_t i = 0; i < f.count; i++) {
			const struct range *a = &set.at[set.count - 1 - i];
			if (f.range[i].lo != a->lo || f.range[i].hi != a->hi) {
				fail_msg("seed %u range %u", (unsigned)seed, i);
			}
		}
		ranges_finish(&set);
	}
}

static void test_garbage_ends(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		struct rng_seed st;
		struct rng rng = rng_seeded(&st, seed);
		uint8_t buf[200];
		struct rd r;
		struct frame f;
		size_t len = rng_below(rng, sizeof buf), n = 0;

		rng_fill(rng, buf, len);
		if (len > 0) {
			buf[0] %= FRAME_KINDS + 1;
		}
		rd_init(&r, bytes_of(buf, len));
		while (frame_next(&r, &f)) {
			n++;
			for (uint32_t i = 0; f.kind == FRAME_ACK && i < f.count; i++) {
				assert_true(f.range[i].lo < f.range[i].hi);
				assert_true(f.range[i].hi <= f.number + 1);
			}
		}
		assert_true(n <= len);
	}
}

static void test_refused(void **state)
{
	static const struct {
		const char *name;
		uint8_t bytes[12];
		size_t len;
	} rows[] = {
		{"unknown kind", {FRAME_KINDS}, 1},
		{"padding not zero", {0, 0, 1}, 3},
		{"ack under zero", {2, 5, 0, 1, 0, 6}, 6},
		{"ack gap under zero", {2, 5, 0, 1, 1, 0, 5, 0}, 8},
		{"too many ranges", {2, 5, 0, 1, LIMIT_LINK_ACK_RANGES, 0}, 6},
		{"stream id", {4, 16, 0, 0}, 4},
		{"ack without its counts", {10, 5, 0, 1, 0, 0, 1, 0}, 8},
		{"short data", {4, 1, 0, 5, 1}, 5},
		{"short challenge", {6, 1, 2, 3}, 4},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct rd r;
		struct frame f;

		rd_init(&r, bytes_of(rows[i].bytes, rows[i].len));
		while (frame_next(&r, &f)) {
		}
		if (rd_done(&r)) {
			fail_msg("%s", rows[i].name);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trips),
		cmocka_unit_test(test_ack_law),
		cmocka_unit_test(test_garbage_ends),
		cmocka_unit_test(test_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
