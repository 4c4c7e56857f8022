/* tests/unit/transport/handshake_test.c -- both ends agree, and nothing else gets through. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/err.h"
#include "transport/handshake.h"

struct pair {
	struct rng_seed seed;
	struct rng rng;
	struct seal *seal;
	struct handshake *client, *server;
	uint8_t id[LINK_PSK_ID_LEN], psk[LINK_PSK_LEN], ccid[LINK_CID_LEN], scid[LINK_CID_LEN];
	uint8_t message2[LINK_MTU];
	size_t len2;
	struct handshake_keys ckeys, skeys;
};

static void setup(struct pair *p, uint64_t seed)
{
	memset(p, 0, sizeof *p);
	p->rng = rng_seeded(&p->seed, seed);
	p->seal = seal_new();
	rng_fill(p->rng, p->id, sizeof p->id);
	rng_fill(p->rng, p->psk, sizeof p->psk);
	rng_fill(p->rng, p->ccid, sizeof p->ccid);
	rng_fill(p->rng, p->scid, sizeof p->scid);
}

static void finish(struct pair *p)
{
	handshake_free(p->client);
	handshake_free(p->server);
	seal_free(p->seal);
}

static int open_server(struct pair *p, struct bytes m1, struct bytes *hello, uint8_t *cid)
{
	int err = 0;

	handshake_free(p->server);
	p->server = handshake_open(p->seal, m1, p->psk, cid, hello, &err);
	return err;
}

static void test_agree(void **state)
{
	const size_t sizes[] = {LINK_MTU, LINK_MTU_MIN, HANDSHAKE_MESSAGE1_MIN};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct pair p;
		struct bytes hello, m1;
		uint8_t cid[LINK_CID_LEN];
		const uint8_t *id, *e;

		setup(&p, i + 1);
		p.client = handshake_start_sized(
			p.seal, p.rng, p.id, p.psk, p.ccid, bytes_str("from client"), sizes[i]);
		m1 = handshake_message1(p.client);
		assert_int_equal(m1.len, sizes[i]);
		assert_int_equal(handshake_peek(m1, &id, &e), 0);
		assert_memory_equal(id, p.id, sizeof p.id);
		assert_int_equal(open_server(&p, m1, &hello, cid), 0);
		assert_memory_equal(cid, p.ccid, sizeof cid);
		assert_true(bytes_equal(hello, bytes_str("from client")));
		assert_int_equal(handshake_answer(p.server, p.rng, p.scid, bytes_str("from server"),
		                         p.message2, &p.len2, &p.skeys),
			0);
		assert_int_equal(handshake_finish_client(p.client, bytes_of(p.message2, p.len2),
		                         cid, &hello, &p.ckeys),
			0);
		assert_memory_equal(cid, p.scid, sizeof cid);
		assert_true(bytes_equal(hello, bytes_str("from server")));
		assert_memory_equal(p.ckeys.send, p.skeys.recv, SEAL_KEY_LEN);
		assert_memory_equal(p.ckeys.recv, p.skeys.send, SEAL_KEY_LEN);
		assert_memory_equal(p.ckeys.send_mask, p.skeys.recv_mask, SEAL_KEY_LEN);
		assert_memory_equal(p.ckeys.recv_mask, p.skeys.send_mask, SEAL_KEY_LEN);
		assert_memory_equal(p.ckeys.secret, p.skeys.secret, SEAL_KEY_LEN);
		assert_memory_not_equal(p.ckeys.send, p.ckeys.recv, SEAL_KEY_LEN);
		finish(&p);
	}
}

static void test_message1_every_bit_counts(void **state)
{
	struct pair p;
	struct bytes hello, m1;
	uint8_t cid[LINK_CID_LEN], bad[LINK_MTU];

	(void)state;
	setup(&p, 9);
	p.client = handshake_start(p.seal, p.rng, p.id, p.psk, p.ccid, bytes_str("hi"));
	m1 = handshake_message1(p.client);
	for (size_t i = 0; i < m1.len; i += i < 60 ? 1 : 37) {
		memcpy(bad, m1.data, m1.len);
		bad[i] ^= 4;
		assert_true(open_server(&p, bytes_of(bad, m1.len), &hello, cid) < 0);
		assert_null(p.server);
	}
	for (size_t len = 0; len < m1.len; len += 17) {
		assert_true(open_server(&p, bytes_of(m1.data, len), &hello, cid) < 0);
	}
	memcpy(bad, m1.data, m1.len);
	bad[1]++;
	{
		const uint8_t *id, *e;
		assert_int_equal(handshake_peek(bytes_of(bad, m1.len), &id, &e), ERR_VERSION);
	}
	p.psk[0] ^= 1;
	assert_int_equal(open_server(&p, m1, &hello, cid), ERR_AUTH);
	finish(&p);
}

static void test_forged_message2_is_harmless(void **state)
{
	struct pair p;
	struct bytes hello;
	uint8_t cid[LINK_CID_LEN], bad[LINK_MTU];

	(void)state;
	setup(&p, 10);
	p.client = handshake_start(p.seal, p.rng, p.id, p.psk, p.ccid, bytes_str("hi"));
	open_server(&p, handshake_message1(p.client), &hello, cid);
	handshake_answer(p.server, p.rng, p.scid, bytes_str("yes"), p.message2, &p.len2, &p.skeys);
	for (size_t i = 0; i < p.len2; i++) {
		memcpy(bad, p.message2, p.len2);
		bad[i] ^= 0x20;
		assert_true(handshake_finish_client(
		                    p.client, bytes_of(bad, p.len2), cid, &hello, &p.ckeys) < 0);
		assert_true(handshake_finish_client(
		                    p.client, bytes_of(p.message2, i), cid, &hello, &p.ckeys) < 0);
	}
	assert_int_equal(handshake_finish_client(
	                         p.client, bytes_of(p.message2, p.len2), cid, &hello, &p.ckeys),
		0);
	assert_true(bytes_equal(hello, bytes_str("yes")));
	finish(&p);
}

static void test_hello_limits(void **state)
{
	static uint8_t big[LIMIT_HELLO + 1];
	struct pair p;

	(void)state;
	setup(&p, 11);
	p.client = handshake_start(p.seal, p.rng, p.id, p.psk, p.ccid, bytes_of(big, LIMIT_HELLO));
	assert_non_null(p.client);
	assert_null(handshake_start(
		p.seal, p.rng, p.id, p.psk, p.ccid, bytes_of(big, LIMIT_HELLO + 1)));
	assert_null(handshake_start_sized(
		p.seal, p.rng, p.id, p.psk, p.ccid, bytes_of(big, 500), LINK_MTU_MIN));
	finish(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agree),
		cmocka_unit_test(test_message1_every_bit_counts),
		cmocka_unit_test(test_forged_message2_is_harmless),
		cmocka_unit_test(test_hello_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
