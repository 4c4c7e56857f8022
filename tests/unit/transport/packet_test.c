/* tests/unit/transport/packet_test.c -- protection of packets, the key ratchet, the replay
 * window. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/err.h"
#include "base/rng.h"
#include "transport/packet.h"
#include "transport/replay.h"

static const uint8_t cid[LINK_CID_LEN] = {1, 2, 3, 4, 5, 6, 7, 8};

struct ends {
	struct seal *seal;
	struct packet_box *client, *server;
};

static void setup(struct ends *e)
{
	struct handshake_keys c = {{1}, {2}, {3}, {4}, {5}}, s = {{2}, {1}, {4}, {3}, {5}};

	e->seal = seal_new();
	e->client = packet_box_new(e->seal, true, &c, 0);
	e->server = packet_box_new(e->seal, false, &s, 0);
	assert_int_equal(c.send[0], 0); /* wiped */
}

static void finish(struct ends *e)
{
	packet_box_free(e->client);
	packet_box_free(e->server);
	seal_free(e->seal);
}

static uint64_t make(struct packet_box *b, const char *text, uint8_t *out, size_t *len, usec_t now)
{
	uint64_t pn;

	memcpy(out + PACKET_HEAD_LEN, text, strlen(text));
	assert_int_equal(packet_seal(b, cid, out, strlen(text), now, len, &pn), 0);
	return pn;
}

static void test_round_trip(void **state)
{
	struct ends e;
	uint8_t wire[LINK_MTU], plain[LINK_MTU];
	size_t len, got;
	uint64_t pn;

	(void)state;
	setup(&e);
	for (uint64_t i = 0; i < 300; i++) {
		assert_int_equal(make(e.client, "some frames", wire, &len, 0), i);
		assert_memory_equal(packet_cid(bytes_of(wire, len)), cid, sizeof cid);
		assert_int_equal(
			packet_open(e.server, bytes_of(wire, len), i, 0, plain, &got, &pn), 0);
		assert_int_equal(pn, i);
		assert_int_equal(got, 11);
		assert_memory_equal(plain, "some frames", 11);
		/* reflected */
		assert_int_equal(packet_open(e.client, bytes_of(wire, len), i, 0, plain, &got, &pn),
			ERR_AUTH);
	}
	finish(&e);
}

static void test_every_bit_counts(void **state)
{
	struct ends e;
	uint8_t wire[LINK_MTU], plain[LINK_MTU];
	size_t len, got;
	uint64_t pn;

	(void)state;
	setup(&e);
	make(e.client, "x", wire, &len, 0);
	for (size_t bit = 0; bit < 8 * len; bit++) {
		wire[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_true(packet_open(e.server, bytes_of(wire, len), 0, 0, plain, &got, &pn) < 0);
		wire[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	for (size_t cut = 0; cut < len; cut++) {
		assert_true(packet_open(e.server, bytes_of(wire, cut), 0, 0, plain, &got, &pn) < 0);
	}
	assert_int_equal(packet_open(e.server, bytes_of(wire, len), 0, 0, plain, &got, &pn), 0);
	finish(&e);
}

static void test_ratchet(void **state)
{
	struct ends e;
	uint8_t old[LINK_MTU], first[LINK_MTU], wire[LINK_MTU], plain[LINK_MTU];
	size_t old_len, first_len, len, got;
	uint64_t pn, n;
	usec_t now = PACKET_PHASE_SPAN + 1;

	(void)state;
	setup(&e);
	make(e.client, "first", first, &first_len, 0);
	make(e.client, "late", old, &old_len, 0);
	make(e.client, "unacked", wire, &len, now);
	assert_int_equal(packet_send_phase(e.client), 0); /* the peer has not acked this phase */
	packet_acked(e.client, 0);
	n = make(e.client, "new phase", wire, &len, now);
	assert_int_equal(packet_send_phase(e.client), 1);
	make(e.client, "still", wire + 100, &len, 2 * now);
	assert_int_equal(packet_send_phase(e.client), 1); /* one step ahead at most */
	make(e.client, "new phase", wire, &len, now);
	assert_int_equal(packet_open(e.server, bytes_of(wire, len), n, now, plain, &got, &pn), 0);
	assert_memory_equal(plain, "new phase", 9);
	/* the phase before still opens, for a while */
	assert_int_equal(
		packet_open(e.server, bytes_of(old, old_len), n, now, plain, &got, &pn), 0);
	assert_int_equal(packet_open(e.server, bytes_of(first, first_len), n, now + SEC(31), plain,
	                         &got, &pn),
		ERR_AUTH);
	for (int phase = 2; phase < 8; phase++) {
		packet_acked(e.client, packet_next_number(e.client) - 1);
		now += PACKET_PHASE_SPAN + 1;
		n = make(e.client, "on and on", wire, &len, now);
		assert_int_equal(packet_send_phase(e.client), phase);
		assert_int_equal(
			packet_open(e.server, bytes_of(wire, len), n, now, plain, &got, &pn), 0);
	}
	finish(&e);
}

static void test_counting_goes_on(void **state)
{
	struct ends a, b;
	uint8_t wire[LINK_MTU], plain[LINK_MTU];
	size_t len, got;
	uint64_t pn;

	(void)state;
	setup(&a);
	setup(&b);
	make(a.client, "x", wire, &len, 0);
	make(a.client, "x", wire, &len, 0);
	packet_count_from(b.client, packet_next_number(a.client));
	assert_int_equal(make(b.client, "y", wire, &len, 0), 2);
	assert_int_equal(packet_open(b.server, bytes_of(wire, len), 0, 0, plain, &got, &pn), 0);
	assert_int_equal(pn, 2);
	packet_count_from(b.client, 1); /* never back */
	assert_int_equal(make(b.client, "z", wire, &len, 0), 3);
	finish(&a);
	finish(&b);
}

/* Whatever was lost or late, within 2^31 either way, the number is found; and the last one is the last. */
static void test_numbers(void **state)
{
	const uint64_t last = ((uint64_t)1 << 62) - 1;
	struct rng_seed st;
	struct rng r = rng_seeded(&st, 3);
	uint8_t wire[LINK_MTU], plain[LINK_MTU];
	size_t len, got;
	uint64_t pn, n;

	(void)state;
	for (int i = 0; i < 500; i++) {
		struct ends e;
		uint64_t at = rng_u64(r) >> (2 + rng_below(r, 60)), expected;
		uint64_t off = rng_below(r, (uint64_t)1 << 31);

		setup(&e);
		at = i % 10 == 0 ? last - rng_below(r, 5) : at;
		packet_count_from(e.client, at);
		n = make(e.client, "x", wire, &len, 0);
		assert_int_equal(n, at);
		expected = i % 2 ? at + off : at - (off > at ? at : off);
		expected = expected > last ? last : expected;
		assert_int_equal(packet_open(e.server, bytes_of(wire, len), expected, 0, plain, &got, &pn), 0);
		assert_int_equal(pn, at);
		finish(&e);
	}
	for (int i = 0; i < 2; i++) {
		struct ends e;

		setup(&e);
		packet_count_from(e.client, last);
		make(e.client, "x", wire, &len, 0);
		assert_int_equal(packet_seal(e.client, cid, wire, 1, 0, &len, &pn), ERR_LIMIT);
		finish(&e);
	}
}

/* Ten days by the clock, in which only one end spoke, or both, or neither: phases stay in step. */
static void test_days(void **state)
{
	(void)state;
	for (int who = 0; who < 4; who++) {
		struct ends e;
		uint8_t wire[LINK_MTU], plain[LINK_MTU];
		size_t len, got;
		uint64_t pn, n;
		usec_t now = 0;

		setup(&e);
		for (int day = 0; day < 10; day++, now += SEC(86400)) {
			for (int k = 0; k < 5; k++) {
				if (who & 1) {
					n = make(e.client, "up", wire, &len, now);
					assert_int_equal(packet_open(e.server, bytes_of(wire, len), n, now,
						plain, &got, &pn), 0);
					if (k > 2) {
						packet_acked(e.client, n);
					}
				}
				if (who & 2) {
					n = make(e.server, "down", wire, &len, now);
					assert_int_equal(packet_open(e.client, bytes_of(wire, len), n, now,
						plain, &got, &pn), 0);
					packet_acked(e.server, n);
				}
			}
		}
		assert_int_equal(packet_send_phase(e.client), who & 1 ? 9 : 0);
		n = make(e.client, "and on", wire, &len, now);
		assert_int_equal(
			packet_open(e.server, bytes_of(wire, len), n, now, plain, &got, &pn), 0);
		n = make(e.server, "and on", wire, &len, now);
		assert_int_equal(
			packet_open(e.client, bytes_of(wire, len), n, now, plain, &got, &pn), 0);
		finish(&e);
	}
}

static void test_replay_law(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct rng_seed st;
		struct rng r = rng_seeded(&st, seed);
		static struct replay w;
		static uint8_t seen[100000];
		uint64_t top = 0;

		memset(&w, 0, sizeof w);
		memset(seen, 0, sizeof seen);
		for (int i = 0; i < 4000; i++) {
			uint64_t pn = top + rng_below(r, 40);
			bool is_new;

			pn = rng_below(r, 50) == 0 ? pn + rng_below(r, 3000) : pn;
			pn = rng_below(r, 3) == 0 && pn > 1500 ? pn - rng_below(r, 1500) : pn;
			if (pn >= sizeof seen) {
				break;
			}
			is_new = replay_is_new(&w, pn);
			if (seen[pn] && is_new) {
				fail_msg("seed %u: %u was seen", (unsigned)seed, (unsigned)pn);
			}
			if (!seen[pn] && !is_new && top - pn < 1024) {
				fail_msg("seed %u: %u is inside the window", (unsigned)seed,
					(unsigned)pn);
			}
			if (is_new) {
				replay_mark(&w, pn);
				seen[pn] = 1;
				top = pn > top ? pn : top;
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_every_bit_counts),
		cmocka_unit_test(test_ratchet),
		cmocka_unit_test(test_counting_goes_on),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_replay_law),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
