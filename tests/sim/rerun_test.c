/* tests/sim/rerun_test.c -- the law of the flight recorder: what a link recorded, run again from its record alone, from
 * the beginning or from any checkpoint in the ring, comes out the same to the last event. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "tests/sim/link_world.h"
#include "tests/sim/profile.h"
#include "tests/sim/rerun.h"
#include "transport/link_impl.h"

#define WHOLE ((size_t)8 << 20) /* a ring that forgets nothing */
#define RING ((size_t)65536) /* that forgets, with all that happens here */
#define SEEDS 10

#define BOTH(...) .up = {__VA_ARGS__}, .down = {__VA_ARGS__}

static const char *name;

static void print_fate(void *ctx, const struct flight_event *was, enum rerun_fate fate, const char *is)
{
	char text[FLIGHT_TEXT_MAX];

	(void)ctx;
	flight_text(was, text);
	printf("%c %s   %s\n", fate == RERUN_SAME ? ' ' : fate == RERUN_DIFFERS ? '*' : '-', text, is);
}

static void check_run(const struct track *t, const char *end, uint64_t seed, size_t from)
{
	struct rerun_result r;

	assert_int_equal(rerun(t, from, NULL, NULL, &r), 0);
	if (r.differ != 0) {
		if (getenv("RERUN_PRINT") != NULL) {
			rerun(t, from, print_fate, NULL, &r);
		}
		fail_msg("%s, seed %llu, %s, from checkpoint %zu: %zu differences in %zu events, the first\n  was %s\n  is  %s",
			name, (unsigned long long)seed, end, from, r.differ, t->count, r.was, r.is);
	}
	assert_int_equal(r.skipped, track_checkpoint(t, from));
	assert_int_equal(r.same + r.skipped, t->count);
}

/* Returns the number of checkpoints. */
static size_t check_record(struct bytes record, const char *end, uint64_t seed)
{
	struct track t = {0};
	size_t n;

	assert_int_equal(track_read(&t, record), 0);
	for (n = 0; track_checkpoint(&t, n) < t.count; n++) {
		check_run(&t, end, seed, n);
	}
	if (n == 0) {
		fail_msg("%s, seed %llu, %s: no checkpoint in %zu events", name, (unsigned long long)seed, end, t.count);
	}
	track_finish(&t);
	return n;
}

static size_t check_link(const struct link *l, const char *end, uint64_t seed)
{
	struct buf b = {0};
	size_t n;

	flight_dump(link_flight(l), &b);
	n = check_record(buf_bytes(&b), end, seed);
	buf_finish(&b);
	return n;
}

static struct world *world_of(uint64_t seed, const struct net_shape *up, const struct net_shape *down, size_t ring)
{
	struct world *w = world_new_recorded(seed, up, ring);

	net_shape(w->net, NET_DOWN, down);
	return w;
}

/* Whoever looks in without need: the record must not miss what such turns do. */
static void poke(struct world *w)
{
	w->client_at = w->server_at = 0;
}

static void some_trouble(struct world *w, int i)
{
	switch (rng_below(w->rng, 12)) {
	case 0:
		world_roam(w, i % 2 ? "10.0.0.3" : "10.0.0.4", (uint16_t)(40000 + i), i % 3 != 0);
		break;
	case 1:
		link_watched(w->client, rng_below(w->rng, 2), w->now);
		break;
	case 2:
		link_set_thrift(w->client, 0, 0, rng_below(w->rng, 3) * SEC(5), w->now);
		break;
	case 3:
		link_wake(w->client);
		break;
	case 4:
		if (w->server != NULL) {
			link_set_thrift(w->server, (uint32_t)rng_below(w->rng, 30), 200000, 0, w->now);
		}
		break;
	default:
		break;
	}
}

static void work(struct world *w, int steps)
{
	uint8_t blob[3000];

	for (int i = 0; i < steps; i++) {
		enum link_class k = (enum link_class)rng_below(w->rng, LINK_CLASSES);

		w->state[k].body = 10 + rng_below(w->rng, 1000);
		w->state[k].ready_after = rng_below(w->rng, 3) * MS(5);
		for (uint64_t n = rng_below(w->rng, 40); n > 0; n--) {
			world_change(w, k, (uint32_t)rng_below(w->rng, WORLD_CELLS));
		}
		if (rng_below(w->rng, 8) == 0 && w->server != NULL) {
			for (size_t b = 0; b < sizeof blob; b++) {
				blob[b] = (uint8_t)((stream_tx_end(w->blob) + b) % 251);
			}
			stream_tx_write(w->blob, bytes_of(blob, sizeof blob));
		}
		some_trouble(w, i);
		world_run(w, w->now + rng_below(w->rng, MS(200)) + MS(1), MS(1) + rng_below(w->rng, MS(120)));
		poke(w);
	}
}

static void law(const struct profile *p, uint64_t seeds, size_t ring)
{
	for (uint64_t seed = 1; seed <= seeds; seed++) {
		struct world *w = world_of(seed, &p->up, &p->down, ring);

		net_nat(w->net, p->nat);
		if (p->cross) {
			net_cross_traffic(w->net, w->now + p->cross_at);
		}
		if (!world_connect_again(w, SEC(600))) {
			fail_msg("%s, seed %llu: no connection", name, (unsigned long long)seed);
		}
		work(w, 40);
		check_link(w->client, "client", seed);
		check_link(w->server, "server", seed);
		world_free(w);
	}
}

static void test_shapes(void **state)
{
	static const struct profile shapes[] = {
		{.name = "clean", BOTH(.delay = MS(30))},
		{.name = "jitter and loss", BOTH(.delay = MS(50), .jitter = MS(30), .loss_pct = 10)},
		{.name = "heavy loss", BOTH(.delay = MS(50), .jitter = MS(10), .loss_pct = 29)},
		{.name = "slow", BOTH(.delay = MS(100), .rate = 20000, .queue = 20000)},
		{.name = "copies", BOTH(.delay = MS(20), .jitter = MS(20), .dup_pct = 20)},
		{.name = "marks", BOTH(.delay = MS(30), .rate = 60000, .mark_after = MS(5))},
		{.name = "small datagrams", BOTH(.delay = MS(30), .loss_pct = 2, .mtu = 1000)},
	};

	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
		name = shapes[i].name;
		law(&shapes[i], SEEDS, WHOLE);
	}
}

/* All that the simulator has, with a ring that is too short: what it kept begins in the middle. */
static void test_profiles(void **state)
{
	static const char *const names[] = {"wifi", "wifi-hotel", "lte", "lte-flaky", "3g", "3g-flaky", "satellite",
		"geo-lossy", "starlink", "train", "transoceanic", "lossy", "lte-bulk", "modem"};
	const char *source = getenv("srcdir"); /* of make check */
	char path[4096];

	(void)state;
	snprintf(path, sizeof path, "%s/tests/sim/profiles", source != NULL ? source : ".");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct profile p;

		name = names[i];
		if (profile_read(path, names[i], &p) < 0) {
			fail_msg("the profile %s cannot be read", names[i]);
		}
		law(&p, SEEDS, RING);
	}
}

static void test_the_ring_forgets(void **state)
{
	const struct net_shape shape = {.delay = MS(20), .jitter = MS(5), .loss_pct = 3};
	struct world *w = world_of(7, &shape, &shape, RING);
	struct track t = {0};
	struct buf b = {0};

	(void)state;
	name = "the ring forgets";
	assert_true(world_connect(w, SEC(30)));
	for (int i = 0; i < 4; i++) {
		work(w, 100);
		check_link(w->client, "client", 7);
		check_link(w->server, "server", 7);
	}
	flight_dump(link_flight(w->server), &b);
	assert_int_equal(track_read(&t, buf_bytes(&b)), 0);
	assert_int_not_equal(t.at[0].kind, FLIGHT_START);
	assert_true(track_checkpoint(&t, 0) < t.count / 3); /* most of it can be run */
	assert_true(b.len <= RING + 16);
	track_finish(&t);
	buf_finish(&b);
	world_free(w);
}

/* A link that is closed, at both ends, and one that never came about. */
static void test_ends(void **state)
{
	const struct net_shape shape = {.delay = MS(20), .loss_pct = 10}, dead = {.outage = true};
	struct world *w;

	(void)state;
	name = "ends";
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		w = world_of(seed, &shape, &shape, WHOLE);
		assert_true(world_connect(w, SEC(30)));
		work(w, 5);
		link_close(seed % 2 ? w->client : w->server, LINK_CLOSE_DETACHED, "goodbye", w->now);
		world_run(w, w->now + SEC(5), 0);
		check_link(w->client, "client", seed);
		check_link(w->server, "server", seed);
		world_free(w);
	}
	w = world_of(1, &dead, &dead, WHOLE);
	world_run(w, w->now + SEC(60), 0);
	check_link(w->client, "client", 1);
	world_free(w);
}

/* What differs is found, told, and does not keep the rest from being run. */
static void test_differences(void **state)
{
	const struct net_shape shape = {.delay = MS(20), .loss_pct = 5};
	struct world *w = world_of(3, &shape, &shape, RING);
	struct rerun_result r;
	struct track t = {0};
	struct buf b = {0};
	size_t n = 0, at;

	(void)state;
	assert_true(world_connect(w, SEC(30)));
	work(w, 150);
	flight_dump(link_flight(w->server), &b);
	assert_int_equal(track_read(&t, buf_bytes(&b)), 0);
	for (at = track_checkpoint(&t, 1) + 20; t.at[at].kind != FLIGHT_OUT; at++) {
	}
	t.at[at].field[1]++;
	assert_int_equal(rerun(&t, 0, NULL, NULL, &r), 0);
	assert_int_equal(r.differ, 1);
	assert_int_equal(r.first_at, t.at[at].at);
	assert_non_null(strstr(r.was, "out pn="));
	assert_string_not_equal(r.was, r.is);
	while (track_checkpoint(&t, n) < at) {
		n++;
	}
	assert_int_equal(r.skipped, track_checkpoint(&t, 0) + track_checkpoint(&t, n) - at - 1);
	track_finish(&t);
	buf_finish(&b);
	world_free(w);
}

/* Whatever a record holds: it is run as far as it can be, or refused. */
static void test_damage(void **state)
{
	const struct net_shape shape = {.delay = MS(20), .loss_pct = 20};
	struct world *w = world_of(5, &shape, &shape, RING);
	struct buf b = {0};
	int refused = 0, ran = 0;

	(void)state;
	assert_true(world_connect(w, SEC(30)));
	work(w, 60);
	flight_dump(link_flight(w->server), &b);
	for (int i = 0; i < 300; i++) {
		uint8_t *copy = mem_alloc(b.len);
		struct rerun_result r;
		struct track t = {0};
		size_t len = rng_below(w->rng, 4) == 0 ? rng_below(w->rng, b.len) : b.len;

		memcpy(copy, buf_bytes(&b).data, b.len);
		for (uint64_t k = rng_below(w->rng, 5); k > 0; k--) {
			copy[rng_below(w->rng, b.len)] ^= (uint8_t)(1u << rng_below(w->rng, 8));
		}
		if (track_read(&t, bytes_of(copy, len)) < 0 || rerun(&t, 0, NULL, NULL, &r) < 0) {
			refused++;
		} else {
			assert_int_equal(r.same + r.differ + r.skipped, t.count);
			ran++;
		}
		track_finish(&t);
		free(copy);
	}
	if (refused < 10 || ran < 10) {
		fail_msg("%d refused, %d run", refused, ran);
	}
	buf_finish(&b);
	world_free(w);
}

static bool has(struct bytes in, const void *what, size_t len)
{
	for (size_t i = 0; i + len <= in.len; i++) {
		if (memcmp(in.data + i, what, len) == 0) {
			return true;
		}
	}
	return false;
}

/* Whatever is secret began as these: connection ids, tokens, the secrets of handshakes. */
static bool has_random(struct bytes record, uint64_t seed)
{
	struct rng_seed state;
	struct rng r = rng_seeded(&state, seed);

	for (int i = 0; i < 1000; i++) {
		uint8_t word[8];

		rng_fill(r, word, sizeof word);
		if (has(record, word, sizeof word)) {
			return true;
		}
	}
	return false;
}

/* Neither what was typed, nor what was shown, nor a key, nor an address is in a record: the world's user types
 * 0, 1, 2.. and shows the same. */
static void test_secrets(void **state)
{
	const struct net_shape shape = {.delay = MS(20), .jitter = MS(10), .loss_pct = 10};
	static const char psk[] = "32 bytes of secret for the tests";
	static const uint8_t key_run[] = {5, 6, 7, 8, 9}, host[] = {10, 0, 0}, server[] = {192, 0, 2, 1};
	struct world *w = world_of(2, &shape, &shape, WHOLE);
	const struct link *ends[2];
	struct rng_seed client;
	uint8_t cid[LINK_CID_LEN];

	(void)state;
	rng_fill(rng_seeded(&client, 2 * 3 + 2), cid, sizeof cid);
	assert_memory_equal(cid, w->client->cids[0], sizeof cid); /* those numbers it is */
	assert_true(world_connect(w, SEC(30)));
	work(w, 60);
	ends[0] = w->client;
	ends[1] = w->server;
	for (int i = 0; i < 2; i++) {
		struct buf b = {0};
		struct bytes all;

		flight_dump(link_flight(ends[i]), &b);
		all = buf_bytes(&b);
		assert_true(all.len > 10000);
		assert_false(has_random(all, 2 * 3 + 2) || has_random(all, 2 * 3 + 3)); /* as world_new has it */
		assert_false(has(all, psk, 8));
		assert_false(has(all, psk + 16, 8));
		assert_false(has(all, "hello, ", 7));
		assert_false(has(all, key_run, sizeof key_run));
		assert_false(has(all, server, sizeof server));
		assert_false(has(all, host, sizeof host) && has(all, "\x0a\x00\x00\x02\x9c\x40", 6));
		buf_finish(&b);
	}
	world_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_profiles),
		cmocka_unit_test(test_the_ring_forgets),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_differences),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_secrets),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
