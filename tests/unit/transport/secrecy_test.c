/* tests/unit/transport/secrecy_test.c -- what was said stays secret. Whoever records a session and is
 * given the PSK, or the memory of both ends, afterwards cannot read it: the memory of this process is
 * searched for what would be needed. Secrets that the test keeps are kept turned round. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "transport/endpoint.h"
#include "transport/handshake.h"
#include "transport/packet.h"

#if defined(__SANITIZE_ADDRESS__)
#define CAN_SEARCH false /* its own memory is none of ours, and larger */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CAN_SEARCH false
#endif
#endif
#ifndef CAN_SEARCH
#define CAN_SEARCH true
#endif

#define MAPS "/proc/self/maps"
#define TURN 0xa5
#define SECRETS 64
#define REGION_MAX ((uintptr_t)64 << 20)

struct secrets {
	uint8_t turned[SECRETS][32];
	size_t count;
	struct rng_seed seed;
};

static void keep(struct secrets *s, const uint8_t *secret)
{
	assert_true(s->count < SECRETS);
	for (int i = 0; i < 32; i++) {
		s->turned[s->count][i] = secret[i] ^ TURN;
	}
	s->count++;
}

/* A source of randomness that remembers every 32 bytes it gave: they are ephemeral secrets. */
static void spy_fill(void *ctx, void *out, size_t len)
{
	struct secrets *s = ctx;
	struct rng r = {0};

	r = rng_seeded(&s->seed, s->seed.s[0] + s->count + len + 1);
	rng_fill(r, out, len);
	if (len == 32) {
		keep(s, out);
	}
}

static size_t count_in(const volatile uint8_t *at, size_t len, const volatile uint8_t *turned)
{
	uint8_t first = turned[0] ^ TURN;
	size_t found = 0;

	for (size_t i = 0; i + 32 <= len; i++) {
		int k = 0;

		if (at[i] != first) {
			continue;
		}
		while (k < 32 && at[i + (size_t)k] == (uint8_t)(turned[k] ^ TURN)) {
			k++;
		}
		found += k == 32;
	}
	return found;
}

/* How often it stands in memory that can be written to: heap, stack, data. */
static size_t count_in_memory(const uint8_t *turned)
{
	FILE *f = fopen(MAPS, "r");
	char line[512], perms[8];
	uintptr_t lo, hi;
	size_t found = 0;

	assert_non_null(f);
	while (fgets(line, sizeof line, f) != NULL) {
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %7s", &lo, &hi, perms) != 3 ||
			strncmp(perms, "rw", 2) != 0 || strstr(line, "[v") != NULL ||
			hi - lo > REGION_MAX) {
			continue;
		}
		found += count_in((const volatile uint8_t *)lo, hi - lo, turned);
	}
	fclose(f);
	return found;
}

static bool can_search(void)
{
	return CAN_SEARCH && access(MAPS, R_OK) == 0;
}

static struct link *connect_with(struct secrets *s, struct endpoint *e, const struct addr *server)
{
	struct link_cfg cfg = {.hello = bytes_str("hello"), .user = link_nobody()};
	struct link *l;

	rng_fill((struct rng){spy_fill, s}, cfg.psk, sizeof cfg.psk);
	memset(cfg.psk_id, 9, sizeof cfg.psk_id);
	assert_int_equal(endpoint_add_psk(e, cfg.psk_id, cfg.psk, 1, SEC(100)), 0);
	cfg.rng = (struct rng){spy_fill, s};
	l = link_connect(&cfg, server, 1, SEC(1));
	mem_wipe(&cfg, sizeof cfg);
	return l;
}

/* Reads the test's copies over whatever the calls above left on the stack. */
static void __attribute__((noinline)) overwrite_stack(void)
{
	volatile uint8_t room[16384];

	for (size_t i = 0; i < sizeof room; i++) {
		room[i] = 0;
	}
}

static void test_handshake_leaves_nothing(void **state)
{
	static struct secrets s;
	struct endpoint_cfg ecfg = {.rng = {spy_fill, &s}};
	struct endpoint *e;
	struct addr server, client;
	struct endpoint_event ev;
	struct link_user user = link_nobody();
	struct packet p;
	struct link *l;
	usec_t now = SEC(1);

	(void)state;
	if (!can_search()) {
		skip();
	}
	e = endpoint_new(&ecfg);
	addr_parse("10.0.0.1", 1, &server);
	addr_parse("10.0.0.2", 2, &client);
	l = connect_with(&s, e, &server);
	assert_true(count_in_memory(s.turned[1]) > 0); /* an ephemeral that is still needed is found */
	for (int i = 0; i < 100; i++, now += MS(10)) {
		link_tick(l, now);
		while (link_output(l, &p, now)) {
			endpoint_input(e, &client, bytes_of(p.data, p.len), now);
		}
		endpoint_tick(e, now);
		while (endpoint_event(e, &ev)) {
			if (ev.kind == ENDPOINT_HELLO) {
				endpoint_accept(e, ev.link, &user, bytes_str("welcome"));
			}
		}
		while (endpoint_output(e, &p, now)) {
			link_input(l, &server, bytes_of(p.data, p.len), now);
		}
	}
	assert_int_equal(link_state(l), LINK_STATE_CONNECTED);
	overwrite_stack();
	/* the PSK, the client's ephemerals (two messages), the server's */
	assert_true(s.count >= 4);
	for (size_t i = 0; i < s.count; i++) {
		if (count_in_memory(s.turned[i]) != 0) {
			fail_msg("secret %d is still in memory", (int)i);
		}
	}
	link_free(l);
	endpoint_free(e);
}

static void carry(struct packet_box *from, struct packet_box *to, usec_t now)
{
	static const uint8_t cid[LINK_CID_LEN] = {1};
	uint8_t data[LINK_MTU] = {0}, plain[LINK_MTU];
	uint64_t pn, got;
	size_t len, plain_len;

	assert_int_equal(packet_seal(from, cid, data, 10, now, &len, &pn), 0);
	assert_int_equal(packet_open(to, bytes_of(data, len), pn, now, plain, &plain_len, &got), 0);
	packet_acked(from, pn);
}

/* Keys of a phase that is over are gone, and what is there does not give them back: the ratchet is a
 * hash. */
static void test_phases_leave_nothing(void **state)
{
	static struct secrets s;
	struct seal *seal;
	struct handshake_keys c, v;
	struct packet_box *client, *server;
	struct rng_seed seed;
	usec_t now = 0;

	(void)state;
	if (!can_search()) {
		skip();
	}
	seal = seal_new();
	rng_fill(rng_seeded(&seed, 5), &c, sizeof c);
	memcpy(v.send, c.recv, 32);
	memcpy(v.recv, c.send, 32);
	memcpy(v.send_mask, c.recv_mask, 32);
	memcpy(v.recv_mask, c.send_mask, 32);
	memcpy(v.secret, c.secret, 32);
	keep(&s, c.send);
	keep(&s, c.recv);
	keep(&s, c.secret);
	client = packet_box_new(seal, true, &c, now);
	server = packet_box_new(seal, false, &v, now);
	carry(client, server, now);
	carry(server, client, now);
	overwrite_stack();
	assert_int_equal(count_in_memory(s.turned[2]), 0); /* the root is not kept */
	assert_true(count_in_memory(s.turned[0]) > 0);
	now += PACKET_PHASE_SPAN + 1;
	carry(client, server, now);
	carry(server, client, now);
	assert_int_equal(packet_send_phase(client), 1);
	assert_true(count_in_memory(s.turned[0]) > 0); /* for what is late */
	assert_int_equal(packet_box_deadline(server), now + SEC(30));
	now += SEC(30);
	packet_box_tick(server, now);
	packet_box_tick(client, now);
	assert_int_equal(packet_box_deadline(server), USEC_NEVER);
	overwrite_stack();
	assert_int_equal(count_in_memory(s.turned[0]), 0);
	assert_int_equal(count_in_memory(s.turned[1]), 0);
	packet_box_free(client);
	packet_box_free(server);
	seal_free(seal);
}

/* The recorded session, and the PSK: message 1 opens (it is said so in doc/protocol.md: sizes and
 * capabilities), what came after needs one of the ephemeral secrets. */
static void test_recorded_session_and_psk(void **state)
{
	struct seal *seal = seal_new();
	struct rng_seed seed;
	struct rng r = rng_seeded(&seed, 8);
	uint8_t id[LINK_PSK_ID_LEN] = {1}, psk[LINK_PSK_LEN] = {2}, cid[LINK_CID_LEN] = {3};
	uint8_t message2[LINK_MTU], other2[LINK_MTU], got[LINK_CID_LEN];
	uint8_t wire[LINK_MTU] = {0}, plain[LINK_MTU];
	struct handshake *c = handshake_start(seal, r, id, psk, cid, bytes_str("hello"));
	struct handshake *s, *thief;
	struct handshake_keys keys, stolen;
	struct packet_box *box;
	struct bytes hello;
	size_t len2, other_len, len, plain_len;
	uint64_t pn;
	int err;

	(void)state;
	s = handshake_open(seal, handshake_message1(c), psk, got, &hello, &err);
	assert_int_equal(handshake_answer(s, r, cid, bytes_str("welcome"), message2, &len2, &keys), 0);
	box = packet_box_new(seal, false, &keys, 0);
	assert_int_equal(packet_seal(box, cid, wire, 100, 0, &len, &pn), 0);
	packet_box_free(box);
	handshake_free(s);

	thief = handshake_open(seal, handshake_message1(c), psk, got, &hello, &err);
	assert_non_null(thief);
	assert_true(bytes_equal(hello, bytes_str("hello")));
	/* as the server, with ephemerals of his own */
	for (int i = 0; i < 3; i++) {
		assert_int_equal(
			handshake_answer(thief, r, cid, bytes_str("x"), other2, &other_len, &stolen), 0);
		memcpy(stolen.recv, stolen.send, sizeof stolen.recv);
		memcpy(stolen.recv_mask, stolen.send_mask, sizeof stolen.recv_mask);
		box = packet_box_new(seal, true, &stolen, 0);
		assert_true(packet_open(box, bytes_of(wire, len), 0, 0, plain, &plain_len, &pn) < 0);
		packet_box_free(box);
	}
	handshake_free(thief);
	/* as the client, with another ephemeral: message 2 does not even open */
	thief = handshake_start(seal, r, id, psk, cid, bytes_str("hello"));
	assert_int_equal(
		handshake_finish_client(thief, bytes_of(message2, len2), got, &hello, &stolen), ERR_AUTH);
	handshake_free(thief);
	assert_int_equal(handshake_finish_client(c, bytes_of(message2, len2), got, &hello, &stolen), 0);
	handshake_free(c);
	seal_free(seal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_handshake_leaves_nothing),
		cmocka_unit_test(test_phases_leave_nothing),
		cmocka_unit_test(test_recorded_session_and_psk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
