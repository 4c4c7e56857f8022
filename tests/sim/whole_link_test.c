/* tests/sim/whole_link_test.c -- the whole on narrow links: screens through paths that swallow large
 * datagrams, and floods of a program through slow bottlenecks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/buf.h"
#include "tests/sim/whole_cases.h"

#define IP4_UDP 28
#define IP6_UDP 48

/* ---- paths that swallow large datagrams ---- */

static void random_screen(struct whole *w, struct pane *p)
{
	struct size size = term_size(p->term);
	struct buf out = {0};
	buf_puts(&out, "\033[H");
	for (unsigned y = 0; y < size.rows; y++) {
		buf_printf(&out, "\033[%u;1H", y + 1);
		for (unsigned x = 0; x < size.cols; x++) {
			buf_printf(&out, "%c", (int)('!' + whole_below(w, 94)));
		}
	}
	whole_write(w, p, buf_bytes(&out));
	buf_finish(&out);
}

struct passage {
	usec_t took;
	uint64_t busiest; /* datagrams down in its busiest second */
};

/* From the change to the last line, and three seconds more. */
static struct passage pass(struct whole *w)
{
	const struct net *n = w->clients[0].net;
	uint64_t at_tenth[64] = {0};
	struct passage out = {0};
	usec_t begun_at = w->now;
	bool done = false;
	size_t tenths = 0;

	random_screen(w, whole_pane(w, 0));
	for (; tenths < 60; tenths++) {
		at_tenth[tenths] = net_stats(n, NET_DOWN).sent;
		if (!done && whole_settle(w, MS(100))) {
			out.took = w->now - begun_at;
			done = true;
		}
		whole_run(w, begun_at + (tenths + 1) * MS(100));
	}
	at_tenth[tenths] = net_stats(n, NET_DOWN).sent;
	out.took = done ? out.took : USEC_NEVER;
	for (size_t i = 10; i <= tenths; i++) {
		uint64_t sent = at_tenth[i] - at_tenth[i - 10];
		out.busiest = sent > out.busiest ? sent : out.busiest;
	}
	return out;
}

/* The path's own word on what fits (ICMP) is never asked for: with it and without it all goes alike. */
static void test_holes(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		size_t mtu; /* of UDP payload */
	} holes[] = {
		{"1200", 1200 - IP4_UDP},
		{"1000", 1000 - IP4_UDP},
		{"600", 600 - IP4_UDP},
		{"IPv6 1280", 1280 - IP6_UDP},
		{"a tunnel in IPv6 1280", 1280 - 80 - IP6_UDP},
		{"IPv6 in IPv4 in WireGuard of 1280", 1280 - 20 - 60 - IP6_UDP},
	};
	for (size_t i = 0; i < 2 * sizeof(holes) / sizeof(*holes); i++) {
		bool later = i % 2 == 1;
		for (uint64_t seed = 1; seed <= 4; seed++) {
			struct net_shape fair = {.delay = MS(50)}, hole = {.delay = MS(50), .mtu = holes[i / 2].mtu};
			struct whole *w = whole_begun(seed, later ? &fair : &hole, (struct size){200, 60});
			net_shape_both(w->clients[0].net, &hole);
			struct passage p = pass(w);
			if (seed == 1) {
				print_message("%s, %s: a screen of 200x60 in %llu ms, %llu datagrams in the busiest second\n",
					holes[i / 2].what, later ? "later" : "from the start",
					(unsigned long long)p.took / 1000, (unsigned long long)p.busiest);
			}
			assert_true(p.took <= SEC(2));
			assert_true(p.busiest <= 50);
			whole_end(w);
		}
	}
}

/* ---- floods ---- */

struct narrow {
	double rate; /* bytes a second */
	usec_t rtt;
	bool red;
	usec_t prompt; /* over the round trip, at most */
	usec_t wait;   /* in the bottleneck's queue, at most, once the rate is known */
};

static usec_t interrupted_flood(const struct narrow *r, uint64_t seed, usec_t *wait)
{
	struct net_shape up = {.delay = r->rtt / 2}, down = up;
	struct whole *w = whole_begun(seed, &up, (struct size){80, 24});
	struct whole_client *c = &w->clients[0];
	struct whole_program *m = whole_program(w, whole_pane(w, 0)->id);

	down.rate = r->rate;
	down.queue = (size_t)(r->rate * 2);
	down.red = r->red;
	net_shape(c->net, NET_DOWN, &down);
	m->flood = 256;
	m->flood_at = w->now;
	w->server_at = 0;
	whole_run(w, w->now + SEC(5));
	net_forget_max(c->net);
	whole_run(w, w->now + SEC(3) + MS(whole_below(w, 400)));
	*wait = usec_max(*wait, net_stats(c->net, NET_DOWN).wait_max);
	usec_t at = w->now;
	whole_type(w, c, KEY_CTRL | 'c');
	while (w->now < at + SEC(10) && c->echoed < c->typed) {
		whole_run(w, w->now + MS(1));
	}
	assert_true(c->echoed == c->typed);
	at = c->echoed_at[c->typed - 1] - at;
	whole_end(w);
	return at;
}

static void test_floods(void **state)
{
	(void)state;
	static const struct narrow rows[] = {
		{125000, MS(20), false, MS(60), MS(50)},
		{125000, MS(100), false, MS(60), MS(50)},
		{125000, MS(300), false, MS(60), MS(50)},
		{8000, MS(20), false, MS(120), MS(50)},
		{8000, MS(100), false, MS(120), MS(50)},
		{8000, MS(300), false, MS(120), MS(50)},
		{125000, MS(100), true, MS(60), MS(50)},
		{8000, MS(100), true, MS(120), MS(50)},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		usec_t worst = 0, wait = 0;
		for (uint64_t seed = 1; seed <= 4; seed++) {
			worst = usec_max(worst, interrupted_flood(&rows[i], seed, &wait));
		}
		print_message("%.0f kbit/s, RTT %llu%s: C-c to prompt %llu ms, queue %llu ms at most\n", rows[i].rate / 125,
			(unsigned long long)rows[i].rtt / 1000, rows[i].red ? ", RED" : "",
			(unsigned long long)worst / 1000, (unsigned long long)wait / 1000);
		assert_true(worst <= rows[i].rtt + rows[i].prompt);
		assert_true(wait <= rows[i].wait);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_holes),
		cmocka_unit_test(test_floods),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
