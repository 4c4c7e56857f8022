/* tests/unit/base/zip_test.c -- what was packed comes back; garbage does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/zip.h"

/* Text that repeats, or noise. */
static void fill(struct rng rng, struct buf *out, size_t len)
{
	uint64_t letters = rng_below(rng, 2) == 0 ? 3 : 256;
	for (size_t i = 0; i < len; i++) {
		buf_u8(out, (uint8_t)rng_below(rng, letters));
	}
}

static void test_round_trip(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 100; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		struct buf in = {0}, packed = {0}, out = {0};
		fill(rng, &in, seed == 1 ? 0 : (size_t)rng_below(rng, 20000));
		buf_puts(&out, "kept");
		assert_int_equal(zip_pack(buf_bytes(&in), &packed), 0);
		if (in.len > 0) {
			assert_int_equal(zip_unpack(buf_bytes(&packed), in.len - 1, &out), ERR_LIMIT);
		}
		assert_int_equal(out.len, 4);
		assert_int_equal(zip_unpack(buf_bytes(&packed), in.len, &out), 0);
		assert_memory_equal(buf_bytes(&out).data, "kept", 4);
		buf_consume(&out, 4);
		if (!bytes_equal(buf_bytes(&in), buf_bytes(&out))) {
			fail_msg("seed %llu", (unsigned long long)seed);
		}
		buf_finish(&in);
		buf_finish(&packed);
		buf_finish(&out);
	}
}

/* Pieces that were packed in the same room are what they would be without. */
static void test_room(void **state)
{
	struct zip_room *room = NULL;
	(void)state;
	for (uint64_t seed = 1; seed <= 100; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		struct buf in = {0}, packed = {0}, alone = {0}, out = {0};
		fill(rng, &in, 1 + (size_t)rng_below(rng, 20000));
		assert_int_equal(zip_pack_quick(&room, buf_bytes(&in), &packed), 0);
		assert_int_equal(zip_pack_quick(NULL, buf_bytes(&in), &alone), 0);
		assert_true(bytes_equal(buf_bytes(&packed), buf_bytes(&alone)));
		assert_int_equal(zip_unpack(buf_bytes(&packed), in.len, &out), 0);
		assert_true(bytes_equal(buf_bytes(&in), buf_bytes(&out)));
		buf_finish(&in);
		buf_finish(&packed);
		buf_finish(&alone);
		buf_finish(&out);
	}
	assert_true(zip_room_bytes(room) > 0 && zip_room_bytes(NULL) == 0);
	zip_room_free(room);
}

/* Damage, cuts, additions: never more than the limit, and out as it was on failure. */
static void test_garbage(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 1000; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		struct buf in = {0}, packed = {0}, out = {0};
		fill(rng, &in, 200);
		zip_pack(buf_bytes(&in), &packed);
		size_t len = packed.len;
		uint8_t *copy = mem_alloc(len + 8);
		memcpy(copy, buf_bytes(&packed).data, len);
		memset(copy + len, 0, 8);
		switch (rng_below(rng, 3)) {
		case 0:
			copy[rng_below(rng, len)] ^= (uint8_t)(1u << rng_below(rng, 8));
			break;
		case 1:
			len = (size_t)rng_below(rng, len);
			assert_int_equal(zip_unpack(bytes_of(copy, len), 1000, &out), ERR_PROTO);
			break;
		case 2:
			len += 1 + (size_t)rng_below(rng, 8);
			assert_int_equal(zip_unpack(bytes_of(copy, len), 1000, &out), ERR_PROTO);
			break;
		}
		assert_int_equal(out.len, 0);
		int r = zip_unpack(bytes_of(copy, len), 1000, &out);
		assert_true(r == 0 ? out.len <= 1000 : out.len == 0);
		free(copy);
		buf_finish(&in);
		buf_finish(&packed);
		buf_finish(&out);
	}
}

/* zstd itself would take these: two pieces in a row, and a piece to skip. */
static void test_one_piece(void **state)
{
	(void)state;
	static const uint8_t skip[] = {0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 'x'};
	struct buf two = {0}, out = {0};
	zip_pack(bytes_str("one"), &two);
	zip_pack(bytes_str("two"), &two);
	assert_int_equal(zip_unpack(buf_bytes(&two), 100, &out), ERR_PROTO);
	assert_int_equal(zip_unpack(bytes_of(skip, sizeof(skip)), 100, &out), ERR_PROTO);
	assert_int_equal(zip_unpack(bytes_of(NULL, 0), 100, &out), ERR_PROTO);
	assert_int_equal(out.len, 0);
	buf_finish(&two);
	buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_one_piece),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
