/* tests/unit/transport/link_remotes_test.c -- a server with an IPv6 and an IPv4 address, of which one or the
 * other cannot be reached: at the start, later, and when the client moves. 20 ms each way. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "transport/endpoint.h"

#define DELAY MS(20)
#define FLYING 256

struct flying {
	usec_t at;
	bool up;
	struct addr from;
	uint16_t len;
	uint8_t data[LINK_MTU_MAX];
};

struct lab {
	usec_t now;
	struct rng_seed seeds[2];
	struct link *client;
	struct endpoint *server;
	struct addr here[2], there[3]; /* [0: IPv6, 1: IPv4]; there[2]: an address that comes later */
	bool dead[3];                  /* what goes to and from there vanishes */
	bool refused[3];               /* the system says at once that it cannot */
	struct flying air[FLYING];
	size_t count;
	bool connected;
	struct stream_tx *input;
	struct stream_rx *input_rx;
};

static int way_of(const struct lab *b, const struct addr *there)
{
	for (int i = 0; i < 3; i++) {
		if (addr_equal(there, &b->there[i])) {
			return i;
		}
	}
	return -1;
}

static void fly(struct lab *b, bool up, const struct addr *from, const struct packet *p)
{
	struct flying *f = &b->air[b->count];
	assert_true(b->count < FLYING);
	*f = (struct flying){.at = b->now + DELAY, .up = up, .from = *from, .len = p->len};
	memcpy(f->data, p->data, p->len);
	b->count++;
}

static void send_up(struct lab *b, const struct packet *p)
{
	int way = way_of(b, &p->to);
	assert_true(way >= 0);
	if (b->refused[way]) {
		link_unreachable(b->client, &p->to, b->now);
	} else if (!b->dead[way]) {
		fly(b, true, &b->here[p->to.family == ADDR_IP4], p);
	}
}

/* The server answers from the address that it was spoken to at, which is the newest of the family. */
static void send_down(struct lab *b, const struct packet *p)
{
	int way = p->to.family == ADDR_IP4 ? 1 : 0;
	way = way == 1 && b->dead[1] && !b->dead[2] && b->there[2].family == ADDR_IP4 ? 2 : way;
	if (!b->dead[way]) {
		fly(b, false, &b->there[way], p);
	}
}

static void server_events(struct lab *b)
{
	static const struct link_user nobody = {0};
	struct endpoint_event e;
	while (endpoint_event(b->server, &e)) {
		if (e.kind == ENDPOINT_HELLO) {
			endpoint_accept(b->server, e.link, &nobody, bytes_str("hello"));
			link_attach_rx(e.link, 0, b->input_rx);
		}
	}
}

static void step(struct lab *b)
{
	struct link_event e;
	struct packet p;
	for (size_t i = 0; i < b->count;) {
		struct flying f = b->air[i];
		if (f.at > b->now) {
			i++;
			continue;
		}
		b->air[i] = b->air[--b->count];
		if (f.up) {
			endpoint_input(b->server, &f.from, bytes_of(f.data, f.len), b->now);
		} else {
			link_input(b->client, &f.from, bytes_of(f.data, f.len), b->now);
		}
	}
	server_events(b);
	while (link_event(b->client, &e)) {
		b->connected |= e.kind == LINK_EVENT_CONNECTED;
	}
	link_tick(b->client, b->now);
	endpoint_tick(b->server, b->now);
	for (int i = 0; i < 50 && link_output(b->client, &p, b->now); i++) {
		send_up(b, &p);
	}
	for (int i = 0; i < 50 && endpoint_output(b->server, &p, b->now); i++) {
		send_down(b, &p);
	}
	b->now += MS(1);
}

static void run(struct lab *b, usec_t span)
{
	for (usec_t end = b->now + span; b->now < end;) {
		step(b);
	}
}

/* How long until it is connected, or has a key across. */
static usec_t until_connected(struct lab *b)
{
	usec_t from = b->now;
	while (!b->connected && b->now < from + SEC(5)) {
		step(b);
	}
	return b->now - from;
}

static usec_t key_takes(struct lab *b)
{
	usec_t from = b->now;
	stream_tx_write(b->input, bytes_str("k"));
	while (stream_tx_unacked(b->input) > 0 && b->now < from + SEC(10)) {
		step(b);
		stream_rx_consume(b->input_rx, stream_rx_ready(b->input_rx).len);
	}
	return b->now - from;
}

static struct addr remote(const struct lab *b)
{
	struct link_figures f;
	link_figures(b->client, b->now, &f);
	return f.remote;
}

static struct lab *lab_new(void)
{
	struct lab *b = mem_zalloc(sizeof(*b));
	uint8_t key[LINK_PSK_LEN] = {1}, id[LINK_PSK_ID_LEN] = {2};
	b->now = SEC(1000);
	addr_parse("fd09::1", 4000, &b->here[0]);
	addr_parse("10.9.0.1", 4000, &b->here[1]);
	addr_parse("fd09::2", 60000, &b->there[0]);
	addr_parse("10.9.0.2", 60000, &b->there[1]);
	addr_parse("10.9.0.3", 60000, &b->there[2]);
	b->dead[2] = true;
	const struct endpoint_cfg ecfg = {.rng = rng_seeded(&b->seeds[0], 11)};
	struct link_cfg cfg = {.rng = rng_seeded(&b->seeds[1], 12), .hello = bytes_str("hi")};
	memcpy(cfg.psk, key, sizeof(key));
	memcpy(cfg.psk_id, id, sizeof(id));
	b->server = endpoint_new(&ecfg);
	endpoint_add_psk(b->server, id, key, 1, b->now + SEC(60));
	b->client = link_connect(&cfg, b->there, 2, b->now);
	b->input = stream_tx_new(0, true);
	b->input_rx = stream_rx_new(0);
	link_attach_tx(b->client, 0, b->input);
	return b;
}

static void lab_free(struct lab *b)
{
	link_free(b->client);
	endpoint_free(b->server);
	stream_tx_free(b->input);
	stream_rx_free(b->input_rx);
	free(b);
}

static void test_first_family_wins(void **state)
{
	struct lab *b = lab_new();
	(void)state;
	assert_in_range(until_connected(b), MS(40), MS(45));
	run(b, SEC(2));
	assert_int_equal(remote(b).family, ADDR_IP6);
	lab_free(b);
}

static void test_attach_with_one_dead(void **state)
{
	(void)state;
	for (int dead = 0; dead < 2; dead++) {
		struct lab *b = lab_new();
		b->dead[dead] = true;
		assert_true(until_connected(b) <= (dead == 0 ? MS(250) : 0) + 2 * DELAY + MS(5));
		assert_int_equal(remote(b).family, b->there[1 - dead].family);
		assert_true(key_takes(b) <= MS(60));
		lab_free(b);
	}
}

/* An error of the system is as good as a delay that has passed. */
static void test_attach_with_one_refused(void **state)
{
	struct lab *b = lab_new();
	(void)state;
	b->refused[0] = true;
	assert_true(until_connected(b) <= 2 * DELAY + MS(5));
	assert_int_equal(remote(b).family, ADDR_IP4);
	lab_free(b);
}

static void test_all_refused_is_no_flood(void **state)
{
	struct lab *b = lab_new();
	struct link_figures f;
	(void)state;
	b->refused[0] = b->refused[1] = true;
	run(b, SEC(3));
	link_figures(b->client, b->now, &f);
	assert_true(f.packets_out < 40);
	lab_free(b);
}

/* In mid-session, either way round and back again. */
static void test_path_dies(void **state)
{
	struct lab *b = lab_new();
	(void)state;
	until_connected(b);
	run(b, SEC(1));
	for (int turn = 0; turn < 4; turn++) {
		int dies = remote(b).family == ADDR_IP6 ? 0 : 1;
		b->dead[dies] = true;
		b->dead[1 - dies] = false;
		assert_true(key_takes(b) <= MS(1000));
		run(b, SEC(2));
		assert_int_equal(remote(b).family, b->there[1 - dies].family);
		assert_true(key_takes(b) <= MS(60));
		run(b, SEC(2));
	}
	lab_free(b);
}

/* Another network, where the family in use leads nowhere. */
static void move(struct lab *b, bool refused)
{
	addr_parse("fd0a::1", 4001, &b->here[0]);
	addr_parse("10.10.0.1", 4001, &b->here[1]);
	b->dead[0] = !refused;
	b->refused[0] = refused;
	link_local_changed(b->client, b->now);
}

static void test_move_to_another_family(void **state)
{
	(void)state;
	for (int refused = 0; refused < 2; refused++) {
		struct lab *b = lab_new();
		until_connected(b);
		run(b, SEC(1));
		assert_int_equal(remote(b).family, ADDR_IP6);
		usec_t from = b->now;
		move(b, refused == 1);
		while (remote(b).family == ADDR_IP6 && b->now < from + SEC(5)) {
			step(b);
		}
		assert_true(b->now - from <= (refused ? 0 : MS(250)) + 2 * DELAY + MS(20));
		assert_true(key_takes(b) <= MS(60));
		lab_free(b);
	}
}

/* Both are dead; the name now stands for a third address. */
static void test_new_address(void **state)
{
	struct lab *b = lab_new();
	(void)state;
	until_connected(b);
	run(b, SEC(1));
	b->dead[0] = b->dead[1] = true;
	stream_tx_write(b->input, bytes_str("typed offline"));
	run(b, SEC(20));
	assert_true(stream_tx_unacked(b->input) > 0);
	b->dead[2] = false;
	link_add_remotes(b->client, &b->there[2], 1, b->now);
	assert_true(key_takes(b) <= 2 * DELAY + MS(20));
	run(b, SEC(1));
	struct addr now = remote(b);
	assert_true(addr_equal(&now, &b->there[2]));
	lab_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_family_wins),
		cmocka_unit_test(test_attach_with_one_dead),
		cmocka_unit_test(test_attach_with_one_refused),
		cmocka_unit_test(test_all_refused_is_no_flood),
		cmocka_unit_test(test_path_dies),
		cmocka_unit_test(test_move_to_another_family),
		cmocka_unit_test(test_new_address),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
