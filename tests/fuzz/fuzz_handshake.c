/* tests/fuzz/fuzz_handshake.c -- handshake messages: raw bytes, good messages with bytes
 * changed, and hellos of any content. The first byte chooses. Neither side may take what the
 * other did not write. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "transport/endpoint.h"
#include "transport/handshake.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const uint8_t psk_id[LINK_PSK_ID_LEN] = {1, 2, 3};
static const uint8_t psk[LINK_PSK_LEN] = {4, 5, 6};
static const uint8_t cid[LINK_CID_LEN] = {7, 8, 9};
static const struct addr from = {.family = ADDR_IP4, .ip = {10, 0, 0, 1}, .port = 9};

/* Each three bytes of the input change one byte: position, value to xor. */
static bool change(uint8_t *at, size_t size, const uint8_t *data, size_t len)
{
	bool changed = false;

	for (; len >= 3 && size > 0; data += 3, len -= 3) {
		size_t where = (size_t)(data[0] << 8 | data[1]) % size;

		at[where] ^= data[2];
		changed = changed || data[2] != 0;
	}
	return changed;
}

static struct endpoint *new_endpoint(struct rng r)
{
	struct endpoint_cfg cfg = {.rng = r};
	struct endpoint *e = endpoint_new(&cfg);

	if (e == NULL || endpoint_add_psk(e, psk_id, psk, 1, SEC(60)) < 0) {
		abort();
	}
	return e;
}

static void raw(struct rng r, const uint8_t *data, size_t len)
{
	struct endpoint *e = new_endpoint(r);
	struct link_cfg cfg = {.rng = r, .hello = bytes_str("hello")};
	struct link *client;

	memcpy(cfg.psk, psk, sizeof psk);
	memcpy(cfg.psk_id, psk_id, sizeof psk_id);
	client = link_connect(&cfg, &from, 1, SEC(1));
	endpoint_input(e, &from, bytes_of(data, len), SEC(1));
	if (link_input(client, &from, bytes_of(data, len), SEC(1)) == 0 &&
		link_state(client) != LINK_STATE_CLOSED) {
		abort();
	}
	link_free(client);
	endpoint_free(e);
}

static void changed(struct rng r, const uint8_t *data, size_t len, bool second)
{
	struct seal *s = seal_new();
	struct handshake *c = handshake_start(s, r, psk_id, psk, cid, bytes_str("hello"));
	uint8_t m[LINK_MTU], got[LINK_CID_LEN];
	struct handshake_keys ck, sk;
	struct handshake *h;
	struct bytes hello;
	size_t size = handshake_message1(c).len;
	bool differs;
	int err = 0;

	memcpy(m, handshake_message1(c).data, size);
	differs = !second && change(m, size, data, len) &&
	          memcmp(m, handshake_message1(c).data, size) != 0;
	h = handshake_open(s, bytes_of(m, size), psk, got, &hello, &err);
	if ((h == NULL) != differs) {
		abort();
	}
	if (h != NULL && handshake_answer(h, r, cid, bytes_str("yes"), m, &size, &sk) == 0) {
		uint8_t good[LINK_MTU];

		memcpy(good, m, size);
		differs = change(m, size, data, len) && memcmp(good, m, size) != 0;
		err = handshake_finish_client(c, bytes_of(m, size), got, &hello, &ck);
		if ((err < 0) != differs) {
			abort();
		}
		if (err == 0 && (memcmp(ck.send, sk.recv, sizeof ck.send) != 0 || hello.len != 3)) {
			abort();
		}
	}
	handshake_free(h);
	handshake_free(c);
	seal_free(s);
}

static void any_hello(struct rng r, const uint8_t *data, size_t len)
{
	struct seal *s = seal_new();
	struct handshake *c = handshake_start(s, r, psk_id, psk, cid, bytes_of(data, len));
	struct handshake *h;
	uint8_t got[LINK_CID_LEN];
	struct bytes hello;
	int err = 0;

	if ((c == NULL) != (len > LIMIT_HELLO)) {
		abort();
	}
	if (c != NULL) {
		h = handshake_open(s, handshake_message1(c), psk, got, &hello, &err);
		if (h == NULL || !bytes_equal(hello, bytes_of(data, len))) {
			abort();
		}
		handshake_free(h);
	}
	handshake_free(c);
	seal_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct rng_seed seed;
	struct rng r = rng_seeded(&seed, 3);

	if (len == 0) {
		return 0;
	}
	switch (data[0] % 4) {
	case 0:
		raw(r, data + 1, len - 1);
		break;
	case 1:
		changed(r, data + 1, len - 1, false);
		break;
	case 2:
		changed(r, data + 1, len - 1, true);
		break;
	default:
		any_hello(r, data + 1, len - 1);
		break;
	}
	return 0;
}
