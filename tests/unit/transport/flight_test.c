/* tests/unit/transport/flight_test.c -- what was put in comes out, the newest of it, in order. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/rng.h"
#include "transport/flight.h"

#define EVENTS 3000

static uint64_t some_number(struct rng r)
{
	return rng_u64(r) >> (2 + rng_below(r, 62));
}

static void test_law(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 30; seed++) {
		static struct flight_event in[EVENTS];
		struct rng_seed st;
		struct rng r = rng_seeded(&st, seed);
		struct flight *ring = flight_new(200 + rng_below(r, 5000));
		usec_t now = rng_below(r, SEC(1000)), at;
		struct buf out = {0};
		struct flight_event e;
		struct rd rd;
		size_t count, n = 1 + rng_below(r, EVENTS), i;

		for (i = 0; i < n; i++) {
			in[i] = (struct flight_event){
				.at = now, .kind = (enum flight_kind)rng_below(r, FLIGHT_KINDS)};
			for (int k = 0; k < FLIGHT_FIELDS; k++) {
				in[i].field[k] = some_number(r);
			}
			flight_put(ring, now, in[i].kind, in[i].field);
			now += rng_below(r, 3) == 0 ? rng_below(r, SEC(100)) : 0;
		}
		count = flight_count(ring);
		assert_in_range(count, 1, n);
		flight_dump(ring, &out);
		rd_init(&rd, buf_bytes(&out));
		assert_int_equal(flight_begin(&rd, &at), 0);
		for (i = n - count; flight_next(&rd, &at, &e); i++) {
			if (e.at != in[i].at || e.kind != in[i].kind) {
				fail_msg("seed %d: event %d differs", (int)seed, (int)i);
			}
			for (int k = 0; k < FLIGHT_FIELDS; k++) {
				assert_true(e.field[k] == in[i].field[k] || e.field[k] == 0);
			}
		}
		assert_true(rd_done(&rd));
		assert_int_equal(i, n);
		buf_finish(&out);
		flight_free(ring);
	}
}

static void test_garbage(void **state)
{
	struct rng_seed st;
	struct rng r = rng_seeded(&st, 5);
	uint8_t data[300];
	struct flight_event e;
	struct rd rd;
	usec_t at;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		size_t len = rng_below(r, sizeof data);
		int n = 0;

		rng_fill(r, data, len);
		memcpy(data, "MUXLINK1", 8);
		memset(data + 8, 0, 6);
		rd_init(&rd, bytes_of(data, len));
		if (flight_begin(&rd, &at) < 0) {
			assert_true(len < 16);
			continue;
		}
		while (flight_next(&rd, &at, &e)) {
			char text[FLIGHT_TEXT_MAX];

			assert_true(flight_text(&e, text) == strlen(text));
			assert_true(e.at == at && ++n < 300);
		}
	}
	rd_init(&rd, bytes_str("MUXLINK2aaaaaaaa"));
	assert_int_equal(flight_begin(&rd, &at), ERR_PROTO);
}

static void test_text(void **state)
{
	char out[FLIGHT_TEXT_MAX];

	(void)state;
	flight_text(&(struct flight_event){SEC(12) + 345678, FLIGHT_OUT, {17, 63, 0, 0xc}}, out);
	assert_string_equal(out, "12.345678 out pn=17 len=63 other=0 frames=ack,object");
	for (int k = 0; k < FLIGHT_KINDS; k++) {
		struct flight_event e = {USEC_NEVER - 1, (enum flight_kind)k, {0}};

		memset(e.field, 0xff, sizeof e.field);
		assert_in_range(flight_text(&e, out), 10, FLIGHT_TEXT_MAX - 1);
	}
}

static void count_one(void *ctx, const struct flight_event *e)
{
	assert_int_equal(e->kind, FLIGHT_LOST);
	++*(int *)ctx;
}

static void test_watch_and_changes(void **state)
{
	struct flight *r = flight_new(1000);
	const uint64_t pn[FLIGHT_FIELDS] = {7};
	int seen = 0;

	(void)state;
	flight_watch(r, count_one, &seen);
	flight_put(r, 5, FLIGHT_LOST, pn);
	flight_put(r, 5, FLIGHT_LOST, pn);
	assert_int_equal(seen, 2);
	flight_put_change(r, 6, FLIGHT_LOST, 3, 0, pn);
	flight_put_change(r, 6, FLIGHT_LOST, 3, 0, pn);
	flight_put_change(r, 6, FLIGHT_LOST, 4, 0, pn);
	flight_put_change(r, 6, FLIGHT_LOST, 3, 9, pn);
	assert_int_equal(seen, 5);
	flight_put(NULL, 5, FLIGHT_LOST, pn);
	assert_false(flight_ready_changed(r, 1, USEC_NEVER, 10));
	assert_true(flight_ready_changed(r, 1, 50, 10));
	assert_false(flight_ready_changed(r, 1, 50, 20));
	assert_false(flight_ready_changed(r, 1, 0, 60)); /* has been ready since 50 */
	assert_true(flight_ready_changed(r, 1, USEC_NEVER, 60));
	flight_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_law),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_watch_and_changes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
