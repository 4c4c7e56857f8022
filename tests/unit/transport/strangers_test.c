/* tests/unit/transport/strangers_test.c -- what those who do not have the keys can do: nothing. Laws
 * over floods, replays from elsewhere, copies of packets that should move a link. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/err.h"
#include "transport/endpoint.h"
#include "transport/guard.h"
#include "transport/handshake.h"

#define FLOOD 10000 /* datagrams a second */

struct fixture {
	usec_t now;
	struct addr client_addr, server_addr, stranger;
	struct rng_seed client_seed, server_seed, seed;
	struct rng rng;
	struct endpoint *e;
	struct link *client, *server;
	bool talks; /* the server always has something to say */
	uint8_t id[LINK_PSK_ID_LEN], psk[LINK_PSK_LEN];
};

static usec_t ready_at(void *ctx, enum link_class c)
{
	return c == LINK_FOCUS && ((struct fixture *)ctx)->talks ? 0 : USEC_NEVER;
}

static void ready(void *ctx, usec_t at[LINK_CLASSES])
{
	for (int c = 0; c < LINK_CLASSES; c++) {
		at[c] = ready_at(ctx, (enum link_class)c);
	}
}

static bool fill(void *ctx, enum link_class c, struct wr *w, usec_t now, uint64_t *token)
{
	(void)now;
	*token = 0;
	while (ready_at(ctx, c) == 0 && wr_left(w) > 0) {
		wr_u8(w, 1);
	}
	return w->len > 0;
}

static struct link_user user_of(struct fixture *f)
{
	struct link_user user = link_nobody();

	user.ctx = f;
	user.ready = ready;
	user.fill = fill;
	return user;
}

static void connect_new(struct fixture *f)
{
	struct link_cfg cfg = {.hello = bytes_str("hello")};

	memcpy(cfg.psk, f->psk, sizeof cfg.psk);
	memcpy(cfg.psk_id, f->id, sizeof cfg.psk_id);
	cfg.user = user_of(f);
	cfg.rng = rng_seeded(&f->client_seed, rng_u64(f->rng));
	link_free(f->client);
	f->client = link_connect(&cfg, &f->server_addr, 1, f->now);
}

static void setup(struct fixture *f, uint64_t seed)
{
	struct endpoint_cfg cfg = {.flight = 1 << 16};

	memset(f, 0, sizeof *f);
	f->now = SEC(1000);
	f->rng = rng_seeded(&f->seed, seed);
	addr_parse("10.1.1.1", 1111, &f->client_addr);
	addr_parse("10.2.2.2", 2222, &f->server_addr);
	addr_parse("10.6.6.6", 6666, &f->stranger);
	cfg.rng = rng_seeded(&f->server_seed, seed + 1);
	f->e = endpoint_new(&cfg);
	rng_fill(f->rng, f->id, sizeof f->id);
	rng_fill(f->rng, f->psk, sizeof f->psk);
	assert_int_equal(endpoint_add_psk(f->e, f->id, f->psk, 1, SEC(100000)), 0);
	connect_new(f);
}

static void finish(struct fixture *f)
{
	f->talks = false;
	link_free(f->client);
	endpoint_free(f->e);
}

static int to_server(struct fixture *f, const struct addr *from, const struct packet *p)
{
	return endpoint_input(f->e, from, bytes_of(p->data, p->len), f->now);
}

static void events(struct fixture *f)
{
	struct link_user user = user_of(f);
	struct endpoint_event e;

	while (endpoint_event(f->e, &e)) {
		if (e.kind == ENDPOINT_HELLO) {
			endpoint_accept(f->e, e.link, &user, bytes_str("welcome"));
			f->server = e.link;
		} else if (e.event.kind == LINK_EVENT_CLOSED) {
			f->server = f->server == e.link ? NULL : f->server;
			endpoint_drop(f->e, e.link);
		}
	}
}

/* All that both have to say, once. */
static void exchange(struct fixture *f)
{
	struct packet p;

	link_tick(f->client, f->now);
	while (link_output(f->client, &p, f->now)) {
		to_server(f, &f->client_addr, &p);
		events(f);
	}
	endpoint_tick(f->e, f->now);
	while (endpoint_output(f->e, &p, f->now)) {
		if (addr_equal(&p.to, &f->client_addr)) {
			link_input(f->client, &f->server_addr, bytes_of(p.data, p.len), f->now);
		}
	}
	f->now += MS(10);
}

static bool is_up(struct fixture *f)
{
	struct endpoint_figures n;

	endpoint_figures(f->e, &n);
	return n.psks == 0 && link_state(f->client) == LINK_STATE_CONNECTED;
}

static void first_message(struct fixture *f, struct packet *p)
{
	assert_true(link_output(f->client, p, f->now));
	assert_int_equal(p->data[0], PACKET_MESSAGE1);
}

static void test_unknown_ids_cost_nothing(void **state)
{
	struct fixture f;
	struct endpoint_figures before, after;
	struct packet m, p;

	(void)state;
	setup(&f, 1);
	first_message(&f, &m);
	endpoint_figures(f.e, &before);
	for (int i = 0; i < FLOOD; i++) {
		m.data[2 + rng_below(f.rng, LINK_PSK_ID_LEN)] ^= (uint8_t)(1 + rng_below(f.rng, 255));
		if (memcmp(m.data + 2, f.id, LINK_PSK_ID_LEN) != 0) {
			assert_int_equal(to_server(&f, &f.stranger, &m), ERR_NOTFOUND);
		}
		assert_false(endpoint_output(f.e, &p, f.now));
	}
	endpoint_figures(f.e, &after);
	assert_int_equal(after.work.hash, before.work.hash);
	assert_int_equal(after.work.dh, before.work.dh);
	assert_int_equal(after.bad_auth, 0);
	assert_int_equal(after.links, 0);
	finish(&f);
}

/* Somebody saw the id on the wire, and sends junk under it from everywhere. */
static void test_known_id_is_bounded(void **state)
{
	struct fixture f;
	struct endpoint_figures n, before;
	struct packet m, p;
	const int seconds = 5;

	(void)state;
	setup(&f, 2);
	first_message(&f, &m);
	endpoint_figures(f.e, &before);
	for (int i = 0; i < seconds * FLOOD; i++) {
		struct addr from = f.stranger;

		rng_fill(f.rng, from.ip, 4);
		m.data[LINK_MTU - 1 - i % 1000] ^= 0x55;
		if (i % 2000 != 1999) { /* the message comes right again after as many steps */
			assert_true(to_server(&f, &from, &m) < 0);
		}
		assert_false(endpoint_output(f.e, &p, f.now));
		f.now += SEC(1) / FLOOD;
	}
	endpoint_figures(f.e, &n);
	assert_int_equal(n.links, 0);
	assert_int_equal(n.work.dh, before.work.dh); /* the tag comes before any DH */
	assert_in_range(n.bad_auth, seconds * GUARD_RATE / 2, GUARD_BURST + seconds * GUARD_RATE);
	assert_true(n.limited > 0);
	/* and the honest client gets in beside the flood */
	for (int i = 0; i < 3 * FLOOD && !is_up(&f); i++) {
		struct addr from = f.stranger;

		rng_fill(f.rng, from.ip, 4);
		to_server(&f, &from, &m);
		f.now += SEC(1) / FLOOD;
		if (i % 100 == 0) {
			exchange(&f);
		}
	}
	assert_true(is_up(&f));
	finish(&f);
}

/* How often the server looks at tags when 10,000 messages come at one moment, in a turn or a few:
 * those who are attached wait as long. */
static void test_a_burst_is_short(void **state)
{
	struct fixture f;
	struct endpoint_figures n, before;
	struct packet m;

	(void)state;
	setup(&f, 12);
	first_message(&f, &m);
	endpoint_figures(f.e, &before);
	for (int one = 1; one >= 0; one--) { /* of one source, of many */
		for (int i = 0; i < FLOOD; i++) {
			struct addr from = f.stranger;

			if (!one) {
				rng_fill(f.rng, from.ip, 4);
			}
			m.data[100 + i % 1000] ^= 0x55;
			m.data[LINK_MTU - 1] = (uint8_t)(1 + i % 200); /* never right again */
			m.data[50] = (uint8_t)i;
			to_server(&f, &from, &m);
		}
		endpoint_figures(f.e, &n);
		assert_int_equal(n.bad_auth, one ? GUARD_SOURCE_BURST : GUARD_BURST);
	}
	assert_int_equal(n.work.dh, before.work.dh);
	assert_int_equal(n.work.hash - before.work.hash, 4 * GUARD_BURST);
	assert_true(GUARD_BURST * 8 <= MS(1)); /* 5 to 8 us each (tests/bench/strangers.c) */
	assert_int_equal(n.links, 0);
	finish(&f);
}

/* Who knows an id asks for versions that nobody speaks, from everywhere: answers are bounded, too. */
static void test_versions_are_bounded(void **state)
{
	struct fixture f;
	struct packet m, p;
	size_t in = 0, out = 0, answers = 0;

	(void)state;
	setup(&f, 13);
	first_message(&f, &m);
	m.data[1] = HANDSHAKE_VERSION + 1;
	for (int i = 0; i < FLOOD; i++) {
		struct addr from = f.stranger;

		rng_fill(f.rng, from.ip, 4);
		in += m.len;
		assert_true(to_server(&f, &from, &m) < 0);
		while (endpoint_output(f.e, &p, f.now)) {
			out += p.len;
			answers++;
		}
		f.now += SEC(1) / FLOOD;
	}
	assert_in_range(answers, 1, GUARD_RATE + GUARD_BURST);
	assert_true(out < in / 50);
	finish(&f);
}

static void test_one_source_is_bounded(void **state)
{
	struct guard g;
	struct addr a, b;
	usec_t now = SEC(5);
	int allowed = 0;

	(void)state;
	guard_init(&g, 99);
	addr_parse("10.1.1.1", 1, &a);
	addr_parse("10.1.1.2", 1, &b);
	for (int i = 0; i < FLOOD; i++, now += SEC(1) / FLOOD) {
		if (guard_allows(&g, &a, now)) {
			guard_failed(&g, &a, now);
			allowed++;
		}
		assert_true(guard_allows(&g, &b, now)); /* another host does not feel it */
		a.port++;
	}
	assert_in_range(allowed, GUARD_SOURCE_RATE, GUARD_SOURCE_RATE + GUARD_SOURCE_BURST + 1);
	while (guard_allows(&g, &a, now)) {
		guard_failed(&g, &a, now);
	}
	assert_true(guard_allows(&g, &a, now + SEC(1)));
}

/* The bound of 3x holds for each address by itself, whoever repeats the message from wherever. */
static void test_amplification_for_each_address(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		uint64_t in[4] = {0}, out[4] = {0};
		struct fixture f;
		struct packet m, p;

		setup(&f, seed);
		f.talks = true;
		first_message(&f, &m);
		for (int i = 0; i < 400; i++) {
			struct addr from = f.stranger;
			uint64_t who = rng_below(f.rng, 4);

			from.ip[3] = (uint8_t)who;
			in[who] += m.len;
			to_server(&f, &from, &m);
			events(&f);
			f.now += rng_below(f.rng, MS(30));
			endpoint_tick(f.e, f.now);
			while (endpoint_output(f.e, &p, f.now)) {
				out[p.to.ip[3]] += p.len;
			}
			for (int k = 0; k < 4; k++) {
				if (out[k] > 3 * in[k]) {
					fail_msg("seed %d: %d bytes for %d", (int)seed, (int)out[k],
						(int)in[k]);
				}
			}
		}
		assert_true(out[0] + out[1] + out[2] + out[3] > 0);
		finish(&f);
	}
}

/* Recorded messages of attempts that were given up are replayed for ever: who has the key still gets
 * in, and a handshake that is under way is not thrown out by them. */
static void test_replays_do_not_shut_out(void **state)
{
	struct fixture f;
	struct packet old[12];

	(void)state;
	setup(&f, 3);
	for (int i = 0; i < 12; i++) {
		first_message(&f, &old[i]);
		connect_new(&f);
	}
	for (int i = 0; i < 400; i++) {
		to_server(&f, &f.stranger, &old[i % 12]);
		events(&f);
		endpoint_tick(f.e, f.now);
		f.now += MS(10);
	}
	connect_new(&f);
	for (int i = 0; i < 1500 && !is_up(&f); i++) {
		for (int k = 0; k < 12; k++) {
			to_server(&f, &f.stranger, &old[k]);
			events(&f);
		}
		exchange(&f);
	}
	assert_true(is_up(&f));
	finish(&f);
}

/* The same messages are authentic, so that the guard does not count them: where all seats are taken they
 * cost no cryptography. */
static void test_replays_cost_nothing(void **state)
{
	struct fixture f;
	struct endpoint_figures n, before;
	struct packet old[12];

	(void)state;
	setup(&f, 7);
	for (int i = 0; i < 12; i++) {
		first_message(&f, &old[i]);
		connect_new(&f);
	}
	for (int i = 0; i < 4; i++) {
		assert_int_equal(to_server(&f, &f.stranger, &old[i]), 0);
	}
	endpoint_figures(f.e, &before);
	for (int i = 0; i < FLOOD; i++) {
		assert_int_equal(to_server(&f, &f.stranger, &old[4 + i % 8]), ERR_LIMIT);
	}
	endpoint_figures(f.e, &n);
	assert_int_equal(n.work.hash, before.work.hash);
	assert_int_equal(n.work.dh, before.work.dh);
	assert_int_equal(n.links, LIMIT_ENDPOINT_HALF_OPEN);
	finish(&f);
}

static void be_up(struct fixture *f)
{
	for (int i = 0; i < 50 && !is_up(f); i++) {
		exchange(f);
	}
	assert_true(is_up(f));
	for (int i = 0; i < 10; i++) {
		exchange(f);
	}
}

/* A packet of the client (a ping that is due by now). */
static void next_packet(struct fixture *f, struct packet *p)
{
	f->now += SEC(25);
	link_tick(f->client, f->now);
	assert_true(link_output(f->client, p, f->now));
}

static struct addr server_thinks(struct fixture *f)
{
	struct link_figures n;

	link_figures(f->server, f->now, &n);
	return n.remote;
}

static void test_copies_do_not_move_the_link(void **state)
{
	struct fixture f;
	struct packet p, q;
	uint64_t sent = 0, got = 0;
	struct addr at;
	usec_t since;

	(void)state;
	setup(&f, 4);
	be_up(&f);
	next_packet(&f, &p);
	assert_int_equal(to_server(&f, &f.stranger, &p), 0); /* faster than the original */
	got += p.len;
	assert_int_equal(to_server(&f, &f.client_addr, &p), ERR_REPLAY);
	f.talks = true;
	link_wake(f.server);
	since = f.now;
	while (f.now < since + SEC(20)) {
		endpoint_tick(f.e, f.now);
		while (endpoint_output(f.e, &q, f.now)) {
			sent += addr_equal(&q.to, &f.stranger) ? q.len : 0;
			/* he who asked for it passes it on, and the answer comes from the client */
			if (addr_equal(&q.to, &f.stranger)) {
				link_input(f.client, &f.server_addr, bytes_of(q.data, q.len), f.now);
			}
		}
		assert_true(sent <= 3 * got);
		at = server_thinks(&f);
		assert_true(addr_equal(&at, &f.client_addr));
		while (link_output(f.client, &p, f.now)) {
			to_server(&f, &f.client_addr, &p);
		}
		f.now += MS(10);
	}
	assert_true(sent > 0);
	finish(&f);
}

/* The first packet under the keys comes, in copy, from where nothing was sent to. */
static void test_confirmed_from_elsewhere(void **state)
{
	struct fixture f;
	struct packet p;
	uint64_t sent = 0, got = 0;
	struct addr at;

	(void)state;
	setup(&f, 5);
	first_message(&f, &p);
	to_server(&f, &f.client_addr, &p);
	events(&f);
	while (endpoint_output(f.e, &p, f.now)) {
		link_input(f.client, &f.server_addr, bytes_of(p.data, p.len), f.now);
	}
	f.talks = true;
	while (link_output(f.client, &p, f.now)) {
		got += p.len;
		assert_int_equal(to_server(&f, &f.stranger, &p), 0);
	}
	assert_true(got > 0);
	for (int i = 0; i < 1000; i++) {
		endpoint_tick(f.e, f.now);
		while (endpoint_output(f.e, &p, f.now)) {
			sent += addr_equal(&p.to, &f.stranger) ? p.len : 0;
		}
		f.now += MS(10);
	}
	assert_true(sent <= 3 * got);
	at = server_thinks(&f);
	assert_true(addr_equal(&at, &f.client_addr));
	finish(&f);
}

/* Forged, cut, stretched, reflected and replayed datagrams: no answer, and nothing grows. */
static void test_junk_brings_nothing(void **state)
{
	struct fixture f;
	struct packet good, p, out;
	struct endpoint_figures n;
	struct link_figures before, after;
	size_t kept;

	(void)state;
	setup(&f, 6);
	be_up(&f);
	next_packet(&f, &good);
	to_server(&f, &f.client_addr, &good);
	for (int i = 0; i < 50; i++) { /* acks and all */
		exchange(&f);
	}
	link_figures(f.server, f.now, &before);
	kept = flight_count(link_flight(f.server));
	for (int i = 0; i < 3 * FLOOD; i++) {
		p = good;
		switch (i % 5) {
		case 0:
			p.len = (uint16_t)rng_below(f.rng, sizeof p.data);
			rng_fill(f.rng, p.data, p.len);
			break;
		case 1:
			p.len = (uint16_t)rng_below(f.rng, good.len);
			break;
		case 2:
			p.data[9 + rng_below(f.rng, good.len - 9u)] ^= 0x10;
			break;
		case 3:
			p.len = sizeof p.data;
			break;
		default:
			break;
		}
		assert_true(to_server(&f, i % 2 ? &f.stranger : &f.client_addr, &p) < 0);
		assert_false(endpoint_output(f.e, &out, f.now));
		assert_true(endpoint_deadline(f.e) > f.now);
		f.now += i % 10 == 0 ? MS(1) : 0;
	}
	link_figures(f.server, f.now, &after);
	/* 3 s of it: the recorder still holds what the link did itself */
	assert_in_range(flight_count(link_flight(f.server)) - kept, 1, 62); /* and the turn after it */
	assert_true(addr_equal(&before.remote, &after.remote));
	assert_int_equal(before.heard_at, after.heard_at);
	assert_int_equal(before.bytes_out, after.bytes_out);
	endpoint_figures(f.e, &n);
	assert_int_equal(n.links, 1);
	finish(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unknown_ids_cost_nothing),
		cmocka_unit_test(test_known_id_is_bounded),
		cmocka_unit_test(test_a_burst_is_short),
		cmocka_unit_test(test_versions_are_bounded),
		cmocka_unit_test(test_one_source_is_bounded),
		cmocka_unit_test(test_amplification_for_each_address),
		cmocka_unit_test(test_replays_do_not_shut_out),
		cmocka_unit_test(test_replays_cost_nothing),
		cmocka_unit_test(test_copies_do_not_move_the_link),
		cmocka_unit_test(test_confirmed_from_elsewhere),
		cmocka_unit_test(test_junk_brings_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
