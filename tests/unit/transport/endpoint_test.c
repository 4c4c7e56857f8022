/* tests/unit/transport/endpoint_test.c -- handshakes, strangers, limits and the ends of links, with
 * packets handed over by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/err.h"
#include "transport/endpoint.h"
#include "transport/handshake.h"

struct end {
	struct rng_seed seed;
	usec_t ready;
	int received;
	uint64_t acked, lost;
};

static usec_t ready_at(void *ctx, enum link_class c)
{
	struct end *e = ctx;

	return c == LINK_FOCUS ? e->ready : USEC_NEVER;
}

static void ready(void *ctx, usec_t at[LINK_CLASSES])
{
	for (int c = 0; c < LINK_CLASSES; c++) {
		at[c] = ready_at(ctx, (enum link_class)c);
	}
}

static bool fill(void *ctx, enum link_class c, struct wr *w, usec_t now, uint64_t *token)
{
	struct end *e = ctx;

	(void)now;
	if (c != LINK_FOCUS || e->ready == USEC_NEVER) {
		return false;
	}
	wr_put(w, "state", 5);
	e->ready = USEC_NEVER;
	*token = 1;
	return true;
}

static void acked(void *ctx, uint64_t token, usec_t now)
{
	(void)now;
	((struct end *)ctx)->acked += token;
}

static void lost(void *ctx, uint64_t token)
{
	((struct end *)ctx)->lost += token;
}

static void receive(void *ctx, struct bytes frame, usec_t now)
{
	(void)now;
	if (bytes_equal(frame, bytes_str("state"))) {
		((struct end *)ctx)->received++;
	}
}

struct fixture {
	usec_t now;
	struct addr client_addr, server_addr;
	struct end c, s;
	struct rng_seed rng;
	struct endpoint *e;
	struct link *client;
	uint8_t id[LINK_PSK_ID_LEN], psk[LINK_PSK_LEN];
};

static struct link *new_client(struct fixture *f, uint64_t seed)
{
	struct link_cfg cfg = {.hello = bytes_str("size 80x24")};

	memcpy(cfg.psk, f->psk, sizeof cfg.psk);
	memcpy(cfg.psk_id, f->id, sizeof cfg.psk_id);
	cfg.user = (struct link_user){&f->c, ready, fill, acked, lost, receive};
	cfg.rng = rng_seeded(&f->c.seed, seed);
	return link_connect(&cfg, &f->server_addr, 1, f->now);
}

static void setup(struct fixture *f)
{
	struct endpoint_cfg cfg = {.log = NULL};

	memset(f, 0, sizeof *f);
	f->now = SEC(100);
	f->c.ready = f->s.ready = USEC_NEVER;
	addr_parse("10.1.1.1", 1111, &f->client_addr);
	addr_parse("10.2.2.2", 2222, &f->server_addr);
	cfg.rng = rng_seeded(&f->rng, 77);
	f->e = endpoint_new(&cfg);
	memcpy(f->id, "0123456789abcdef", 16);
	memset(f->psk, 7, sizeof f->psk);
	assert_int_equal(endpoint_add_psk(f->e, f->id, f->psk, 42, SEC(200)), 0);
	f->client = new_client(f, 1);
}

static void finish(struct fixture *f)
{
	link_free(f->client);
	endpoint_free(f->e);
}

static void up(struct fixture *f)
{
	struct packet p;

	link_tick(f->client, f->now);
	while (link_output(f->client, &p, f->now)) {
		endpoint_input(f->e, &f->client_addr, bytes_of(p.data, p.len), f->now);
	}
}

static size_t down(struct fixture *f)
{
	struct packet p;
	size_t bytes = 0;

	endpoint_tick(f->e, f->now);
	while (endpoint_output(f->e, &p, f->now)) {
		bytes += p.len;
		link_input(f->client, &f->server_addr, bytes_of(p.data, p.len), f->now);
	}
	return bytes;
}

static struct link *accept_one(struct fixture *f)
{
	const struct link_user user = {&f->s, ready, fill, acked, lost, receive};
	struct endpoint_event e;

	assert_true(endpoint_event(f->e, &e));
	assert_int_equal(e.kind, ENDPOINT_HELLO);
	assert_int_equal(e.owner, 42);
	assert_true(bytes_equal(e.hello, bytes_str("size 80x24")));
	endpoint_accept(f->e, e.link, &user, bytes_str("welcome"));
	return e.link;
}

static struct link *connect_both(struct fixture *f)
{
	struct link_event e;
	struct link *s;

	up(f);
	s = accept_one(f);
	f->now += MS(10);
	down(f);
	assert_true(link_event(f->client, &e));
	assert_int_equal(e.kind, LINK_EVENT_CONNECTED);
	assert_true(bytes_equal(e.data, bytes_str("welcome")));
	f->now += MS(10);
	up(f);
	return s;
}

static bool next_link_event(
	struct fixture *f, enum link_event_kind kind, struct endpoint_event *out)
{
	while (endpoint_event(f->e, out)) {
		if (out->kind == ENDPOINT_LINK && out->event.kind == kind) {
			return true;
		}
	}
	return false;
}

static void test_connects(void **state)
{
	struct fixture f;
	struct endpoint_event e;
	struct endpoint_figures n;
	struct link *s;

	(void)state;
	setup(&f);
	s = connect_both(&f);
	assert_true(next_link_event(&f, LINK_EVENT_CONFIRMED, &e));
	assert_ptr_equal(e.link, s);
	endpoint_figures(f.e, &n);
	assert_int_equal(n.psks, 0); /* spent */
	assert_int_equal(n.half_open, 0);
	f.s.ready = 0;
	down(&f);
	assert_int_equal(f.c.received, 1);
	f.now += MS(30);
	up(&f);
	assert_int_equal(f.s.acked, 1);
	assert_int_equal(f.s.lost, 0);
	finish(&f);
}

static void test_every_token_is_settled(void **state)
{
	struct fixture f;

	(void)state;
	setup(&f);
	connect_both(&f);
	f.s.ready = 0;
	down(&f);
	finish(&f);
	assert_int_equal(f.s.acked + f.s.lost, 1);
}

static void test_amplification(void **state)
{
	struct fixture f;
	size_t sent = 0;

	(void)state;
	setup(&f);
	up(&f);
	accept_one(&f);
	for (int i = 0; i < 2000; i++) {
		struct packet p;

		f.s.ready = 0;
		f.now += MS(10);
		endpoint_tick(f.e, f.now);
		while (endpoint_output(f.e, &p, f.now)) {
			sent += p.len;
		}
	}
	assert_in_range(sent, LINK_MTU, 3 * LINK_MTU);
	finish(&f);
}

static void test_half_open(void **state)
{
	struct fixture f;
	struct endpoint_figures n;
	struct endpoint_event e;

	(void)state;
	setup(&f);
	up(&f);
	for (uint64_t i = 0; i < 10; i++) {
		link_free(f.client);
		f.client = new_client(&f, 100 + i);
		up(&f);
	}
	endpoint_figures(f.e, &n);
	assert_int_equal(n.half_open, LIMIT_ENDPOINT_HALF_OPEN);
	assert_int_equal(n.links, LIMIT_ENDPOINT_HALF_OPEN);
	/* they end, and make room, without a word from the clients */
	f.now += SEC(31);
	endpoint_tick(f.e, f.now);
	for (int i = 0; i < LIMIT_ENDPOINT_HALF_OPEN; i++) {
		assert_true(next_link_event(&f, LINK_EVENT_CLOSED, &e));
		assert_int_equal(e.event.reason, LINK_CLOSE_TIMEOUT);
		endpoint_drop(f.e, e.link);
	}
	link_free(f.client);
	f.client = new_client(&f, 200);
	connect_both(&f);
	assert_true(next_link_event(&f, LINK_EVENT_CONFIRMED, &e));
	finish(&f);
}

static void test_same_message_same_answer(void **state)
{
	struct fixture f;
	struct packet first, answer, again;
	struct endpoint_event e;

	(void)state;
	setup(&f);
	assert_true(link_output(f.client, &first, f.now));
	for (int i = 0; i < 2; i++) {
		endpoint_input(f.e, &f.client_addr, bytes_of(first.data, first.len), f.now);
	}
	accept_one(&f);
	assert_false(endpoint_event(f.e, &e));
	assert_true(endpoint_output(f.e, &answer, f.now));
	endpoint_input(f.e, &f.client_addr, bytes_of(first.data, first.len), f.now);
	assert_true(endpoint_output(f.e, &again, f.now));
	assert_int_equal(answer.len, again.len);
	assert_memory_equal(answer.data, again.data, answer.len);
	finish(&f);
}

static void test_key_serves_once(void **state)
{
	struct fixture f;
	struct endpoint_event e;
	struct endpoint_figures n;
	struct link *other;

	(void)state;
	setup(&f);
	up(&f); /* a first client that stays half open */
	other = accept_one(&f);
	link_free(f.client);
	f.client = new_client(&f, 2);
	connect_both(&f);
	endpoint_tick(f.e, f.now);
	assert_true(next_link_event(&f, LINK_EVENT_CLOSED, &e));
	assert_ptr_equal(e.link, other);
	/* spent: a third one is a stranger */
	link_free(f.client);
	f.client = new_client(&f, 3);
	up(&f);
	endpoint_figures(f.e, &n);
	assert_int_equal(n.unknown_psk, 1);
	assert_false(next_link_event(&f, LINK_EVENT_CONFIRMED, &e) && e.link == other);
	finish(&f);
}

/* The server answered, gave that answer up, and answered again: the client follows, and goes on
 * counting its packets, whichever answer comes again. */
static void test_another_answer(void **state)
{
	const struct link_user user = {
		&(struct end){.ready = USEC_NEVER}, ready, fill, acked, lost, receive};
	struct fixture f;
	struct endpoint_event e;
	struct packet first, second, p;
	uint64_t sent = 0;

	(void)state;
	setup(&f);
	up(&f);
	endpoint_drop(f.e, accept_one(&f)); /* its answer is lost with it */
	link_free(f.client);
	f.client = new_client(&f, 1);
	up(&f);
	e.link = accept_one(&f);
	assert_true(endpoint_output(f.e, &first, f.now));
	assert_int_equal(
		link_input(f.client, &f.server_addr, bytes_of(first.data, first.len), f.now), 0);
	while (link_output(f.client, &p, f.now)) {
		sent++;
	}
	endpoint_drop(f.e, e.link);
	for (int i = 0; i < 200 && !endpoint_event(f.e, &e); i++, f.now += MS(10)) {
		up(&f);
	}
	assert_int_equal(e.kind, ENDPOINT_HELLO);
	endpoint_accept(f.e, e.link, &user, bytes_str("welcome"));
	assert_true(endpoint_output(f.e, &second, f.now));
	/* not at once: the server may hold on to the first */
	assert_int_equal(
		link_input(f.client, &f.server_addr, bytes_of(second.data, second.len), f.now),
		ERR_REPLAY);
	f.now += SEC(5);
	assert_int_equal(
		link_input(f.client, &f.server_addr, bytes_of(second.data, second.len), f.now), 0);
	assert_int_equal(
		link_input(f.client, &f.server_addr, bytes_of(second.data, second.len), f.now),
		ERR_REPLAY);
	up(&f);
	assert_true(next_link_event(&f, LINK_EVENT_CONFIRMED, &e));
	f.now += MS(5);
	up(&f);
	down(&f);
	/* a packet under the keys came: no other answer counts now */
	assert_true(
		link_input(f.client, &f.server_addr, bytes_of(first.data, first.len), f.now) < 0);
	assert_true(sent > 0);
	finish(&f);
}

static void test_keys_expire(void **state)
{
	struct fixture f;
	struct endpoint_figures n;

	(void)state;
	setup(&f);
	assert_int_equal(endpoint_add_psk(f.e, f.id, f.psk, 1, SEC(300)), ERR_EXISTS);
	assert_int_equal(endpoint_deadline(f.e), SEC(200));
	endpoint_tick(f.e, SEC(200));
	endpoint_figures(f.e, &n);
	assert_int_equal(n.psks, 0);
	assert_int_equal(endpoint_deadline(f.e), USEC_NEVER);
	finish(&f);
}

static void test_version(void **state)
{
	struct fixture f;
	struct packet p;
	struct link_event e;

	(void)state;
	setup(&f);
	assert_true(link_output(f.client, &p, f.now));
	p.data[1] = HANDSHAKE_VERSION + 1;
	assert_int_equal(
		endpoint_input(f.e, &f.client_addr, bytes_of(p.data, p.len), f.now), ERR_VERSION);
	assert_true(endpoint_output(f.e, &p, f.now));
	assert_true(p.len < 20);
	p.data[3] ^= 1; /* one who did not see our message cannot say so */
	assert_true(link_input(f.client, &f.server_addr, bytes_of(p.data, p.len), f.now) < 0);
	assert_false(link_event(f.client, &e));
	p.data[3] ^= 1;
	assert_int_equal(link_input(f.client, &f.server_addr, bytes_of(p.data, p.len), f.now), 0);
	/* one who saw it can, so the true server's answer is waited for */
	assert_false(link_event(f.client, &e));
	for (int i = 0; i < 210 && !link_event(f.client, &e); i++) {
		struct packet again;

		f.now += MS(10);
		link_tick(f.client, f.now);
		while (link_output(f.client, &again, f.now)) {
		}
	}
	assert_int_equal(e.reason, LINK_CLOSE_VERSION);
	finish(&f);
	setup(&f);
	assert_true(link_output(f.client, &p, f.now));
	p.data[0] = PACKET_REFUSE;
	memmove(p.data + 1, p.data + 18, 8);
	p.data[9] = p.data[10] = 1;
	assert_int_equal(link_input(f.client, &f.server_addr, bytes_of(p.data, 11), f.now), 0);
	f.now += MS(100);
	connect_both(&f);
	f.now += SEC(3);
	link_tick(f.client, f.now);
	assert_int_equal(link_state(f.client), LINK_STATE_CONNECTED);
	finish(&f);
}

static void test_refuse(void **state)
{
	struct fixture f;
	struct endpoint_event e;
	struct link_event c;

	(void)state;
	setup(&f);
	up(&f);
	assert_true(endpoint_event(f.e, &e));
	endpoint_refuse(f.e, e.link, LINK_CLOSE_EXITED, "no such session");
	down(&f);
	assert_true(link_event(f.client, &c));
	assert_int_equal(c.kind, LINK_EVENT_CONNECTED);
	assert_true(link_event(f.client, &c));
	assert_int_equal(c.kind, LINK_EVENT_CLOSED);
	assert_int_equal(c.reason, LINK_CLOSE_EXITED);
	assert_true(bytes_equal(c.data, bytes_str("no such session")));
	assert_false(link_is_done(f.client)); /* an ack is due */
	up(&f);
	assert_true(link_is_done(f.client));
	endpoint_tick(f.e, f.now);
	assert_true(next_link_event(&f, LINK_EVENT_CLOSED, &e));
	assert_int_equal(e.event.reason, LINK_CLOSE_LOCAL);
	assert_true(link_is_done(e.link));
	endpoint_drop(f.e, e.link);
	finish(&f);
}

/* The client is away when its link is closed, and comes back long after, maybe from elsewhere. */
static void close_is_told(bool elsewhere)
{
	struct fixture f;
	struct endpoint_event e;
	struct link_event c;
	struct link *s;
	struct packet p;

	setup(&f);
	s = connect_both(&f);
	link_close(s, LINK_CLOSE_EXITED, "ended", f.now);
	for (int i = 0; i < 1200; i++, f.now += MS(10)) {
		endpoint_tick(f.e, f.now);
		while (endpoint_output(f.e, &p, f.now)) {
		}
	}
	assert_true(next_link_event(&f, LINK_EVENT_CLOSED, &e));
	assert_true(link_is_done(s));
	assert_false(link_goodbye_heard(s));
	f.now += SEC(3600); /* as long as the server keeps the link, it is told */
	if (elsewhere) {
		addr_parse("10.3.3.3", 3333, &f.client_addr);
		link_local_changed(f.client, f.now);
	}
	up(&f);
	while (endpoint_output(f.e, &p, f.now)) {
		assert_true(addr_equal(&p.to, &f.client_addr));
		link_input(f.client, &f.server_addr, bytes_of(p.data, p.len), f.now);
	}
	while (link_event(f.client, &c) && c.kind != LINK_EVENT_CLOSED) {
	}
	assert_int_equal(c.kind, LINK_EVENT_CLOSED);
	assert_int_equal(c.reason, LINK_CLOSE_EXITED);
	up(&f);
	assert_true(link_goodbye_heard(s));
	finish(&f);
}

static void test_close_is_told_late(void **state)
{
	(void)state;
	close_is_told(false);
	close_is_told(true);
}

static void test_give_up(void **state)
{
	struct fixture f;
	struct link_event e;
	struct packet p;
	size_t copies = 0;

	(void)state;
	setup(&f);
	while (!link_event(f.client, &e)) {
		link_tick(f.client, f.now);
		while (link_output(f.client, &p, f.now)) {
			copies++;
			assert_true(p.len == LINK_MTU || p.len == LINK_MTU_MIN);
		}
		if (link_state(f.client) == LINK_STATE_CLOSED) {
			continue;
		}
		assert_true(link_deadline(f.client) > f.now);
		f.now = usec_min(link_deadline(f.client), f.now + SEC(10));
	}
	assert_int_equal(e.kind, LINK_EVENT_CLOSED);
	assert_int_equal(e.reason, LINK_CLOSE_TIMEOUT);
	assert_in_range(f.now, SEC(130), SEC(131));
	assert_in_range(copies, 20, 45);
	assert_true(link_is_done(f.client));
	finish(&f);
}

static void test_garbage(void **state)
{
	struct fixture f;
	struct rng_seed st;
	struct rng r = rng_seeded(&st, 4);
	struct endpoint_event e;
	struct link_figures before, after;
	struct link *s;
	struct packet good, p;

	(void)state;
	setup(&f);
	s = connect_both(&f);
	assert_true(next_link_event(&f, LINK_EVENT_CONFIRMED, &e));
	f.now += MS(5);
	down(&f);
	f.now += SEC(4); /* a ping is due */
	link_tick(f.client, f.now);
	assert_true(link_output(f.client, &good, f.now));
	link_figures(s, f.now, &before);
	for (int i = 0; i < 5000; i++) {
		p = good;
		switch (i % 4) {
		case 0:
			p.len = (uint16_t)rng_below(r, sizeof p.data);
			rng_fill(r, p.data, p.len);
			break;
		case 1:
			p.len = (uint16_t)rng_below(r, good.len);
			break;
		case 2:
			p.data[rng_below(r, good.len)] ^= (uint8_t)(1 + rng_below(r, 255));
			break;
		default:
			p.len = (uint16_t)(good.len + 1 + rng_below(r, 100));
			break;
		}
		assert_true(
			endpoint_input(f.e, &f.client_addr, bytes_of(p.data, p.len), f.now) < 0);
		/* reflected */
		assert_true(link_input(f.client, &f.server_addr, bytes_of(good.data, good.len),
		                    f.now) < 0);
	}
	assert_false(endpoint_event(f.e, &e));
	link_figures(s, f.now, &after);
	assert_int_equal(before.packets_in, after.packets_in);
	assert_int_equal(before.heard_at, after.heard_at);
	assert_int_equal(
		endpoint_input(f.e, &f.client_addr, bytes_of(good.data, good.len), f.now), 0);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(
			endpoint_input(f.e, &f.client_addr, bytes_of(good.data, good.len), f.now),
			ERR_REPLAY);
	}
	finish(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_connects),
		cmocka_unit_test(test_every_token_is_settled),
		cmocka_unit_test(test_amplification),
		cmocka_unit_test(test_half_open),
		cmocka_unit_test(test_same_message_same_answer),
		cmocka_unit_test(test_key_serves_once),
		cmocka_unit_test(test_another_answer),
		cmocka_unit_test(test_keys_expire),
		cmocka_unit_test(test_version),
		cmocka_unit_test(test_refuse),
		cmocka_unit_test(test_close_is_told_late),
		cmocka_unit_test(test_give_up),
		cmocka_unit_test(test_garbage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
