/* tests/unit/transport/stream_test.c -- each byte once and in order, whatever is lost or
 * overtaken. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/err.h"
#include "base/rng.h"
#include "transport/limits.h"
#include "transport/stream.h"

static uint8_t byte_at(uint64_t offset)
{
	return (uint8_t)(offset * 7 + offset / 256);
}

static void write_to(struct stream_tx *tx, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint8_t b = byte_at(stream_tx_end(tx));
		stream_tx_write(tx, bytes_of(&b, 1));
	}
}

struct flying {
	uint64_t offset;
	size_t len;
	uint8_t data[64];
};

/* Random losses, orders, copies, reads and changes of link. */
static void run(uint64_t seed, bool eager)
{
	struct rng_seed st;
	struct rng r = rng_seeded(&st, seed);
	uint64_t start = rng_below(r, 1000), read = start, total = start + 2000;
	struct stream_tx *tx = stream_tx_new(start, eager);
	struct stream_rx *rx = stream_rx_new(start);
	struct flying sky[16];
	size_t count = 0;

	for (int i = 0; i < 100000 && read < total; i++) {
		uint64_t limit = stream_rx_limit(rx), offset;
		struct bytes b;
		bool fresh;

		if (stream_tx_end(tx) < total && rng_below(r, 4) == 0) {
			size_t n = (size_t)rng_below(r, 50);
			write_to(tx, n > total - stream_tx_end(tx)
			                     ? (size_t)(total - stream_tx_end(tx))
			                     : n);
		}
		if (count < 16) {
			b = eager && rng_below(r, 2) ? stream_tx_tail(tx, limit, 60, &offset)
			                             : stream_tx_take(tx, limit, 60, &offset);
			if (b.len > 0) {
				sky[count].offset = offset;
				sky[count].len = b.len;
				memcpy(sky[count++].data, b.data, b.len);
			}
		}
		if (count > 0 && rng_below(r, 2) == 0) {
			size_t at = (size_t)rng_below(r, count);
			struct flying f = sky[at];

			sky[at] = sky[--count];
			if (rng_below(r, 3) == 0) {
				stream_tx_lost(tx, f.offset, f.len);
			} else {
				assert_int_equal(stream_rx_put(rx, f.offset,
				                         bytes_of(f.data, f.len), &fresh),
					0);
				if (rng_below(r, 5) == 0) {
					stream_tx_lost(tx, f.offset, f.len); /* the ack was lost */
				} else {
					stream_tx_arrived(tx, f.offset, f.len);
				}
			}
		}
		if (rng_below(r, 200) == 0) {
			stream_tx_detached(tx);
			stream_tx_skip_to(tx, stream_rx_next(rx));
			count = 0;
		}
		b = stream_rx_ready(rx);
		b.len = b.len == 0 ? 0 : (size_t)rng_below(r, b.len + 1);
		for (size_t k = 0; k < b.len; k++) {
			if (b.data[k] != byte_at(read + k)) {
				fail_msg("seed %u: wrong byte at %u", (unsigned)seed,
					(unsigned)(read + k));
			}
		}
		stream_rx_consume(rx, b.len);
		read += b.len;
	}
	if (read != total) {
		fail_msg(
			"seed %u: %u of %u bytes", (unsigned)seed, (unsigned)read, (unsigned)total);
	}
	stream_tx_free(tx);
	stream_rx_free(rx);
}

static void test_law(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		run(seed, false);
		run(seed, true);
	}
}

static void test_window(void **state)
{
	struct stream_rx *rx = stream_rx_new(10);
	uint8_t b = 0;
	bool fresh = false;

	(void)state;
	assert_int_equal(stream_rx_limit(rx), 10 + LIMIT_STREAM_WINDOW);
	assert_int_equal(
		stream_rx_put(rx, 10 + LIMIT_STREAM_WINDOW - 1, bytes_of(&b, 1), &fresh), 0);
	assert_true(fresh);
	assert_int_equal(
		stream_rx_put(rx, 10 + LIMIT_STREAM_WINDOW, bytes_of(&b, 1), &fresh), ERR_LIMIT);
	assert_int_equal(stream_rx_put(rx, UINT64_MAX, bytes_of(&b, 1), &fresh), ERR_LIMIT);
	assert_int_equal(stream_rx_put(rx, 9, bytes_of(&b, 1), &fresh), 0);
	assert_false(fresh);
	assert_int_equal(stream_rx_next(rx), 10);
	stream_rx_free(rx);
}

static void test_skip(void **state)
{
	struct stream_tx *tx = stream_tx_new(100, true);
	uint64_t offset;
	struct bytes b;

	(void)state;
	write_to(tx, 10);
	stream_tx_skip_to(tx, 104);
	assert_int_equal(stream_tx_acked(tx), 104);
	assert_int_equal(stream_tx_unacked(tx), 6);
	stream_tx_skip_to(tx, 1000); /* more than was written */
	assert_int_equal(stream_tx_acked(tx), 110);
	stream_tx_skip_to(tx, 50);
	assert_int_equal(stream_tx_acked(tx), 110);
	write_to(tx, 3);
	assert_true(stream_tx_waits(tx, UINT64_MAX));
	assert_false(stream_tx_waits(tx, 110));
	b = stream_tx_tail(tx, UINT64_MAX, 2, &offset);
	assert_int_equal(offset, 110);
	assert_int_equal(b.len, 2);
	assert_true(stream_tx_waits(tx, UINT64_MAX));
	b = stream_tx_take(tx, UINT64_MAX, 100, &offset);
	assert_int_equal(offset, 112);
	assert_false(stream_tx_waits(tx, UINT64_MAX));
	stream_tx_free(tx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_law),
		cmocka_unit_test(test_window),
		cmocka_unit_test(test_skip),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
