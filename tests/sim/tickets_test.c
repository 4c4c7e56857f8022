/* tests/sim/tickets_test.c -- coming back with a key that was given over the link before: how soon the screen is
 * there, and that no key and no recording of a handshake opens a second link.
 *
 * MUX_SEEDS says how many seeds, MUX_SEED which to begin with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/sim/whole_world.h"

static uint64_t number(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);
	return text != NULL && text[0] != '\0' ? strtoull(text, NULL, 10) : otherwise;
}

/* ---- the screen, after kill -9 ---- */

static int by_size(const void *a, const void *b)
{
	usec_t x = *(const usec_t *)a, y = *(const usec_t *)b;
	return x < y ? -1 : x > y;
}

/* From the start of the new process until its screen is whole. */
static usec_t come_back(uint64_t seed, double loss)
{
	struct net_shape shape = {.delay = MS(50), .loss_pct = loss};
	struct whole *w = whole_new(seed, (struct size){80, 24});
	struct whole_client *c = whole_attach(w, 0, &shape);
	struct pane *p = whole_pane(w, 0);
	for (int i = 0; i < 30; i++) {
		char line[80];
		int n = snprintf(line, sizeof(line), "\r\n%d lines of text, as a shell leaves them on a screen", i);
		whole_write(w, p, bytes_of(line, (size_t)n));
	}
	whole_run(w, w->now + SEC(5));
	whole_kill(w, c);
	whole_run(w, w->now + SEC(1) + MS(whole_below(w, 2000)));
	usec_t from = w->now;
	c->whole_at = 0;
	whole_return(w, c, WHOLE_NEW);
	while (c->whole_at == 0 && w->now < from + SEC(30)) {
		whole_run(w, w->now + MS(1));
	}
	usec_t took = c->whole_at != 0 ? c->whole_at - from : SEC(30);
	if (w->wrong != NULL) {
		fail_msg("seed %llu: %s", (unsigned long long)seed, w->wrong);
	}
	whole_kill(w, c);
	whole_free(w);
	return took;
}

static void pin(double loss, size_t seeds, usec_t median, usec_t p95, usec_t worst)
{
	uint64_t first = number("MUX_SEED", 1);
	usec_t *took = mem_calloc(seeds, sizeof(*took));
	for (size_t i = 0; i < seeds; i++) {
		took[i] = come_back(first + i, loss);
	}
	qsort(took, seeds, sizeof(*took), by_size);
	usec_t half = took[seeds / 2], late = took[seeds * 95 / 100], most = took[seeds - 1];
	free(took);
	print_message("RTT 100 ms, %g %% loss each way: screen after %llu / %llu / %llu ms (median, 95 %%, worst)\n", loss,
		(unsigned long long)half / 1000, (unsigned long long)late / 1000, (unsigned long long)most / 1000);
	assert_true(half <= median && late <= p95 && most <= worst);
}

static void test_screen(void **state)
{
	size_t seeds = (size_t)number("MUX_SEEDS", 100);
	(void)state;
	pin(0, seeds < 20 ? seeds : 20, MS(105), MS(105), MS(105));
	pin(5, seeds, MS(105), MS(350), MS(1500));
	pin(29, seeds, MS(500), MS(2000), SEC(4));
}

/* ---- one key, one link ---- */

#define GENERATIONS 8
#define RECORDED 256

/* A client that is given its next key by the first frame of each link, and dies. */
struct chain {
	struct endpoint *endpoint;
	struct seal *seal;
	struct net *net;
	struct rng_seed server_seed, client_seed, seed;
	struct rng rng;
	struct addr here, there;
	struct link *link;     /* the client's */
	struct link *server;   /* the confirmed one */
	uint8_t id[LINK_PSK_ID_LEN], key[LINK_PSK_LEN], next_id[LINK_PSK_ID_LEN], next_key[LINK_PSK_LEN];
	bool made, given;      /* there is a next one; the client has it */
	unsigned hellos, confirmed;
	struct packet tape[RECORDED]; /* what the clients sent */
	size_t taped;
	usec_t now;
};

static usec_t has_key(void *ctx, enum link_class c)
{
	const struct chain *ch = ctx;
	return c == LINK_NOTE && ch->made && !ch->given ? 0 : USEC_NEVER;
}

static void key_ready(void *ctx, usec_t at[LINK_CLASSES])
{
	for (int c = 0; c < LINK_CLASSES; c++) {
		at[c] = has_key(ctx, (enum link_class)c);
	}
}

static bool fill_key(void *ctx, enum link_class c, struct wr *w, usec_t now, uint64_t *token)
{
	struct chain *ch = ctx;
	(void)now;
	*token = 1;
	if (has_key(ctx, c) != 0) {
		return false;
	}
	wr_put(w, ch->next_id, sizeof(ch->next_id));
	wr_put(w, ch->next_key, sizeof(ch->next_key));
	return wr_ok(w);
}

static void take_key(void *ctx, struct bytes frame, usec_t now)
{
	struct chain *ch = ctx;
	(void)now;
	assert_int_equal(frame.len, LINK_PSK_ID_LEN + LINK_PSK_LEN);
	memcpy(ch->id, frame.data, LINK_PSK_ID_LEN);
	memcpy(ch->key, frame.data + LINK_PSK_ID_LEN, LINK_PSK_LEN);
	ch->given = true;
}

static void server_events(struct chain *ch)
{
	struct link_user user = link_nobody();
	struct endpoint_event e;
	user.ctx = ch;
	user.ready = key_ready;
	user.fill = fill_key;
	while (endpoint_event(ch->endpoint, &e)) {
		if (e.kind == ENDPOINT_HELLO) {
			ch->hellos++;
			endpoint_accept(ch->endpoint, e.link, &user, bytes_str("welcome"));
		} else if (e.event.kind == LINK_EVENT_CONFIRMED) {
			ch->confirmed++;
			if (ch->server != NULL) {
				endpoint_drop(ch->endpoint, ch->server);
			}
			ch->server = e.link;
			rng_fill(ch->rng, ch->next_id, sizeof(ch->next_id));
			rng_fill(ch->rng, ch->next_key, sizeof(ch->next_key));
			endpoint_add_psk(ch->endpoint, ch->next_id, ch->next_key, 1, USEC_NEVER);
			ch->made = true;
			link_wake(e.link);
		} else if (e.event.kind == LINK_EVENT_CLOSED) {
			if (e.link == ch->server) {
				ch->server = NULL;
			}
			endpoint_drop(ch->endpoint, e.link);
		}
	}
}

static void server_turn(struct chain *ch)
{
	struct packet p;
	endpoint_tick(ch->endpoint, ch->now);
	server_events(ch);
	while (endpoint_output(ch->endpoint, &p, ch->now)) {
		net_send(ch->net, NET_DOWN, &p.to, bytes_of(p.data, p.len), ch->now);
	}
	server_events(ch);
}

static void client_turn(struct chain *ch)
{
	struct packet p;
	struct link_event e;
	if (ch->link == NULL) {
		return;
	}
	link_tick(ch->link, ch->now);
	while (link_event(ch->link, &e)) {
	}
	while (link_output(ch->link, &p, ch->now)) {
		if (ch->taped < RECORDED) {
			ch->tape[ch->taped++] = p;
		}
		net_send(ch->net, NET_UP, &p.to, bytes_of(p.data, p.len), ch->now);
	}
}

static void chain_run(struct chain *ch, usec_t span)
{
	for (usec_t until = ch->now + span; ch->now < until; ch->now += MS(1)) {
		struct addr from;
		struct bytes data;
		enum net_way way;
		while (net_receive(ch->net, ch->now, &way, &from, &data)) {
			if (way == NET_UP) {
				endpoint_input(ch->endpoint, &from, data, ch->now);
			} else if (ch->link != NULL) {
				link_input(ch->link, &from, data, ch->now);
			}
		}
		server_turn(ch);
		client_turn(ch);
	}
}

static void come(struct chain *ch)
{
	struct link_cfg cfg = {.hello = bytes_str("hello"), .rng = rng_seeded(&ch->client_seed, rng_u64(ch->rng))};
	cfg.user = link_nobody();
	cfg.user.ctx = ch;
	cfg.user.receive = take_key;
	memcpy(cfg.psk_id, ch->id, sizeof(cfg.psk_id));
	memcpy(cfg.psk, ch->key, sizeof(cfg.psk));
	ch->made = ch->given = false;
	link_free(ch->link);
	ch->link = link_connect(&cfg, &ch->there, 1, ch->now);
}

/* Everything that was ever sent to the server, from anywhere, in any order. */
static void replay_all(struct chain *ch)
{
	struct endpoint_figures before, after;
	unsigned confirmed = ch->confirmed;
	struct addr from;
	endpoint_figures(ch->endpoint, &before);
	addr_parse("10.66.6.6", 6666, &from);
	for (size_t i = 0; i < 2 * ch->taped; i++) {
		const struct packet *p = &ch->tape[rng_below(ch->rng, ch->taped)];
		endpoint_input(ch->endpoint, rng_below(ch->rng, 2) == 0 ? &from : &ch->here, bytes_of(p->data, p->len), ch->now);
		server_turn(ch);
		ch->now += MS(1);
	}
	endpoint_figures(ch->endpoint, &after);
	assert_int_equal(ch->confirmed, confirmed);
	assert_int_equal(after.links, before.links);
	assert_int_equal(after.psks, before.psks);
}

static void live(uint64_t seed)
{
	struct chain ch = {.now = SEC(1)};
	struct net_shape shape = {.delay = MS(20), .jitter = MS(10), .loss_pct = seed % 4 == 0 ? 0 : 25, .dup_pct = 5};
	ch.rng = rng_seeded(&ch.seed, seed);
	addr_parse("10.0.0.2", 40000, &ch.here);
	addr_parse("10.0.0.1", 60000, &ch.there);
	ch.endpoint = endpoint_new(&(struct endpoint_cfg){.rng = rng_seeded(&ch.server_seed, seed + 1)});
	ch.net = net_new(seed, &ch.here, &ch.there);
	net_shape_both(ch.net, &shape);
	rng_fill(ch.rng, ch.id, sizeof(ch.id));
	rng_fill(ch.rng, ch.key, sizeof(ch.key));
	endpoint_add_psk(ch.endpoint, ch.id, ch.key, 1, USEC_NEVER);
	for (unsigned g = 0; g < GENERATIONS; g++) {
		come(&ch);
		for (int i = 0; i < 100 && !(ch.given && ch.confirmed == g + 1); i++) {
			chain_run(&ch, MS(100));
		}
		if (!ch.given || ch.confirmed != g + 1) {
			fail_msg("seed %llu: generation %u: given %d, confirmed %u", (unsigned long long)seed, g, ch.given, ch.confirmed);
		}
		link_free(ch.link); /* kill -9 */
		ch.link = NULL;
		chain_run(&ch, MS(200));
		replay_all(&ch);
	}
	link_free(ch.link);
	net_free(ch.net);
	endpoint_free(ch.endpoint);
}

static void test_one_key_one_link(void **state)
{
	uint64_t first = number("MUX_SEED", 1), seeds = number("MUX_SEEDS", 40);
	(void)state;
	for (uint64_t seed = first; seed < first + seeds; seed++) {
		live(seed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_screen),
		cmocka_unit_test(test_one_key_one_link),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
