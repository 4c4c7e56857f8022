/* tests/unit/transport/flight_test.c -- what was put in comes out, the newest of it, in order. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/addr.h"
#include "base/err.h"
#include "base/rng.h"
#include "transport/flight.h"

#define EVENTS 3000

static uint64_t some_number(struct rng r)
{
	return rng_u64(r) >> (2 + rng_below(r, 62));
}

/* Bytes that tell which event they belong to. */
static struct bytes some_blob(size_t i, enum flight_kind kind)
{
	static uint8_t blob[80];

	for (size_t k = 0; k < sizeof blob; k++) {
		blob[k] = (uint8_t)(i * 7 + k);
	}
	return bytes_of(blob, flight_defs[kind].blob ? i % sizeof blob : 0);
}

static void test_law(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 30; seed++) {
		static struct flight_event in[EVENTS];
		struct rng_seed st;
		struct rng r = rng_seeded(&st, seed);
		struct flight *ring = flight_new(300 + rng_below(r, 5000));
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
			assert_true(flight_put_blob(ring, now, in[i].kind, in[i].field, some_blob(i, in[i].kind)));
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
			for (size_t k = 0; k < FLIGHT_FIELDS; k++) {
				assert_true(e.field[k] == (k < flight_defs[e.kind].fields ? in[i].field[k] : 0));
			}
			assert_int_equal(e.blob.len, some_blob(i, e.kind).len);
			assert_true(e.blob.len == 0 || memcmp(e.blob.data, some_blob(i, e.kind).data, e.blob.len) == 0);
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
		memcpy(data, "MUXLINK2", 8);
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
	rd_init(&rd, bytes_str("MUXLINK1aaaaaaaa"));
	assert_int_equal(flight_begin(&rd, &at), ERR_VERSION);
	rd_init(&rd, bytes_str("MUXLINE2aaaaaaaa"));
	assert_int_equal(flight_begin(&rd, &at), ERR_PROTO);
}

static void test_text(void **state)
{
	char out[FLIGHT_TEXT_MAX];

	(void)state;
	flight_text(&(struct flight_event){SEC(12) + 345678, FLIGHT_OUT, {17, 63, 2, 1, 0xc}, {NULL, 0}}, out);
	assert_string_equal(out, "12.345678 out pn=17 len=63 to=2 ecn=1 frames=ack,object");
	for (int k = 0; k < FLIGHT_KINDS; k++) {
		struct flight_event e = {USEC_NEVER - 1, (enum flight_kind)k, {0}, {NULL, 0}};

		memset(e.field, 0xff, sizeof e.field);
		assert_in_range(flight_text(&e, out), 10, FLIGHT_TEXT_MAX - 1);
		for (size_t i = 0; i < FLIGHT_FIELDS; i++) {
			assert_true((flight_defs[k].field[i] != NULL) == (i < flight_defs[k].fields));
		}
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
	flight_watch(r, NULL, NULL);
	assert_int_equal(flight_count(r), 5);
	usec_t at[2] = {USEC_NEVER, USEC_NEVER};
	flight_ready(r, at, 2, 10);
	assert_int_equal(flight_count(r), 5);
	at[1] = 50;
	flight_ready(r, at, 2, 10);
	assert_int_equal(flight_count(r), 6);
	flight_ready(r, at, 2, 20);
	at[1] = 0; /* has been ready since 50 */
	flight_ready(r, at, 2, 60);
	assert_int_equal(flight_count(r), 6);
	at[1] = USEC_NEVER;
	flight_ready(r, at, 2, 60);
	assert_int_equal(flight_count(r), 7);
	flight_free(r);
}

/* A flood of junk is ten lines a second. */
static void test_drops(void **state)
{
	struct flight *r = flight_new(1000);
	const uint64_t pn[FLIGHT_FIELDS] = {7};
	struct flight_event e;
	struct buf b = {0};
	usec_t at = SEC(5);
	struct rd rd;

	(void)state;
	flight_put(r, at, FLIGHT_LOST, pn);
	for (int i = 0; i < 10000; i++) {
		flight_drop(r, 100, ERR_AUTH, at += MS(1) / 4);
	}
	assert_in_range(flight_count(r), 20, 26);
	flight_put(r, at, FLIGHT_LOST, pn);
	flight_dump(r, &b);
	rd_init(&rd, buf_bytes(&b));
	assert_int_equal(flight_begin(&rd, &at), 0);
	for (uint64_t sum = 0; sum < 10000;) {
		assert_true(flight_next(&rd, &at, &e));
		sum += e.kind == FLIGHT_DROP ? e.field[0] : 0;
	}
	assert_true(flight_next(&rd, &at, &e) && e.kind == FLIGHT_LOST && rd_done(&rd));
	buf_finish(&b);
	flight_free(r);
}

static void test_turns(void **state)
{
	struct flight *r = flight_new(1000);

	(void)state;
	flight_turn(r, 5, true); /* the first counts */
	assert_int_equal(flight_count(r), 1);
	flight_turn(r, 6, true); /* no deadline is known */
	assert_int_equal(flight_count(r), 2);
	flight_set_deadline(r, 20);
	flight_turn(r, 10, true);
	assert_true(flight_is_idle(r, 19));
	assert_int_equal(flight_count(r), 2);
	flight_turn(r, 11, false); /* something changed */
	assert_int_equal(flight_count(r), 3);
	flight_set_deadline(r, 20);
	flight_turn(r, 20, true);
	assert_int_equal(flight_count(r), 4);
	flight_free(r);
}

/* Addresses have numbers, hosts too; a pipe that leads far is another than one that does not. */
static void test_addresses(void **state)
{
	struct flight *r = flight_new(4000);
	struct addr a, b, c, pipe = {.family = ADDR_PIPE}, far = {.family = ADDR_PIPE, .scope = ADDR_FAR}, none = {0}, got;
	struct flight_addr known[8];

	(void)state;
	addr_parse("192.0.2.1", 1000, &a);
	addr_parse("192.0.2.1", 1001, &b);
	addr_parse("2001:db8::1", 1000, &c);
	assert_int_equal(flight_addr(r, &none, 1), 0);
	assert_int_equal(flight_addr(r, &a, 1), 1);
	assert_int_equal(flight_addr(r, &b, 1), 2);
	assert_int_equal(flight_addr(r, &c, 1), 3);
	assert_int_equal(flight_addr(r, &a, 1), 1);
	assert_true(flight_addr(r, &pipe, 1) != flight_addr(r, &far, 1));
	assert_int_equal(flight_addrs(r, known, 8), 5);
	assert_true(known[0].host == known[1].host && known[0].host != known[2].host && known[4].far && !known[3].far);
	flight_free(r);
	r = flight_new(4000);
	got = flight_know_addr(r, &known[2]);
	assert_int_equal(flight_addr(r, &got, 1), 3);
	b = flight_know_addr(r, &known[1]);
	a = flight_know_addr(r, &known[0]);
	assert_true(addr_same_host(&a, &b) && !addr_equal(&a, &b) && got.family == ADDR_IP6);
	assert_true(flight_find_addr(r, 2, &got) && addr_equal(&got, &b) && !flight_find_addr(r, 9, &got));
	flight_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_law),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_watch_and_changes),
		cmocka_unit_test(test_drops),
		cmocka_unit_test(test_turns),
		cmocka_unit_test(test_addresses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
