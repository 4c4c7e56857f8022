/* tests/sim/whole_figures_test.c -- what a user feels, in virtual milliseconds, pinned over seeds:
 * echo, floods, outages, roams, first screens; and that idle ends are silent and asleep. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/whole_cases.h"

#define SAMPLES 4096

struct samples {
	usec_t at[SAMPLES];
	size_t n;
};

static int by_value(const void *a, const void *b)
{
	usec_t x = *(const usec_t *)a, y = *(const usec_t *)b;
	return x < y ? -1 : x > y;
}

static void sample(struct samples *s, usec_t v)
{
	assert_true(s->n < SAMPLES);
	s->at[s->n++] = v;
}

static double percentile(struct samples *s, double pct)
{
	qsort(s->at, s->n, sizeof(s->at[0]), by_value);
	size_t at = (size_t)((double)s->n * pct / 100);
	return (double)s->at[at < s->n ? at : s->n - 1] / 1000;
}

static double mean(const struct samples *s)
{
	double sum = 0;
	for (size_t i = 0; i < s->n; i++) {
		sum += (double)s->at[i];
	}
	return sum / (double)s->n / 1000;
}

static void report(const char *what, struct samples *s)
{
	print_message("%s: median %.1f mean %.1f p90 %.1f p99 %.1f max %.1f ms (%zu)\n", what, percentile(s, 50), mean(s),
		percentile(s, 90), percentile(s, 99), percentile(s, 100), s->n);
}

static struct net_shape path(usec_t rtt, double loss)
{
	return (struct net_shape){.delay = rtt / 2, .loss_pct = loss};
}

/* A client that is attached and quiet. */
static struct whole *begun(uint64_t seed, const struct net_shape *shape)
{
	return whole_begun(seed, shape, (struct size){80, 24});
}

/* Types keys 120 to 320 ms apart; every key counts, from the press to what is shown. */
static void type_keys(struct whole *w, struct whole_client *c, unsigned keys, struct samples *out)
{
	uint64_t from = c->typed;
	for (unsigned i = 0; i < keys; i++) {
		whole_type(w, c, 'k');
		whole_run(w, w->now + MS(120 + whole_below(w, 200)) + whole_below(w, 1000));
	}
	for (usec_t until = w->now + SEC(60); c->echoed < c->typed && w->now < until;) {
		whole_run(w, w->now + MS(10));
	}
	for (uint64_t i = from; i < c->typed; i++) {
		assert_true(i < c->echoed);
		sample(out, c->echoed_at[i] - c->typed_at[i]);
	}
}

static struct samples *echo_over(const struct net_shape *shape, unsigned seeds, unsigned keys)
{
	struct samples *s = calloc(1, sizeof(*s));
	assert_non_null(s);
	for (unsigned i = 1; i <= seeds; i++) {
		struct whole *w = begun(i, shape);
		type_keys(w, &w->clients[0], keys, s);
		whole_end(w);
	}
	return s;
}

static void test_echo_under_loss(void **state)
{
	(void)state;
	struct net_shape shape = path(MS(100), 29);
	struct samples *s = echo_over(&shape, 40, 100);
	report("echo, RTT 100, 29 % lost each way", s);
	assert_true(percentile(s, 50) <= 105);
	assert_true(mean(s) <= 120);
	assert_true(percentile(s, 99) <= 300);
	free(s);
}

static void test_echo_when_clean(void **state)
{
	(void)state;
	struct net_shape shape = path(MS(300), 0);
	struct samples *s = echo_over(&shape, 10, 60);
	report("echo, RTT 300, clean", s);
	assert_true(percentile(s, 100) <= 305);
	free(s);
}

/* Another pane in the same window, and one key path to the first. */
static struct pane *split(struct whole *w)
{
	struct term_cfg cfg = {.size = {80, 24}, .history_limit = 500};
	struct pane *made;
	assert_int_equal(model_pane_split(w->model, whole_pane(w, 0), AXIS_TOP_BOTTOM, -1, 0, &cfg, &made), 0);
	whole_output(w, whole_pane(w, 0));
	whole_output(w, made);
	return made;
}

static void flood(struct whole *w, const struct pane *p)
{
	struct whole_program *m = whole_program(w, p->id);
	m->flood = 2048;
	m->flood_at = w->now;
	w->server_at = 0;
}

static void test_echo_beside_a_flood(void **state)
{
	(void)state;
	static const usec_t rtts[] = {MS(20), MS(100), MS(300)};
	for (size_t i = 0; i < 3; i++) {
		struct samples *idle = calloc(1, sizeof(*idle)), *start = calloc(1, sizeof(*start)),
			       *busy = calloc(1, sizeof(*busy));
		struct net_shape shape = path(rtts[i], 0);
		double rate = 0;
		shape.rate = 1e6;
		shape.queue = 200000;
		for (unsigned seed = 1; seed <= 3; seed++) {
			struct whole *w = begun(seed, &shape);
			struct pane *other = split(w);
			type_keys(w, &w->clients[0], 20, idle);
			flood(w, other);
			type_keys(w, &w->clients[0], 20, start); /* the link has yet to find its rate */
			uint64_t before = net_stats(w->clients[0].net, NET_DOWN).bytes;
			usec_t at = w->now;
			type_keys(w, &w->clients[0], 60, busy);
			rate = (double)(net_stats(w->clients[0].net, NET_DOWN).bytes - before) * 1e6 / (double)(w->now - at);
			whole_end(w);
		}
		double calm = percentile(idle, 100);
		print_message("RTT %llu\n", (unsigned long long)rtts[i] / 1000);
		report("  echo, idle", idle);
		report("  echo as a flood begins in another pane", start);
		report("  echo beside the flood", busy);
		print_message("  the link carries %.0f kB/s then\n", rate / 1000);
		assert_true(percentile(start, 50) <= 1.5 * calm && percentile(start, 90) <= 1.5 * calm);
		assert_true(percentile(busy, 50) <= 1.5 * calm && percentile(busy, 90) <= 1.5 * calm);
		/* While the link finds its rate there is a queue for a round trip or two. */
		assert_true(percentile(start, 100) <= 1.5 * calm + 20 && percentile(busy, 100) <= 1.5 * calm + 20);
		free(idle);
		free(start);
		free(busy);
	}
}

static void test_interrupting_a_flood(void **state)
{
	(void)state;
	static const usec_t rtts[] = {MS(20), MS(100), MS(300)};
	for (size_t i = 0; i < 3; i++) {
		struct samples *s = calloc(1, sizeof(*s));
		for (unsigned seed = 1; seed <= 10; seed++) {
			struct net_shape shape = path(rtts[i], 0);
			struct whole *w = begun(seed, &shape);
			struct whole_client *c = &w->clients[0];
			flood(w, whole_pane(w, 0));
			whole_run(w, w->now + SEC(2) + MS(whole_below(w, 100)));
			whole_type(w, c, KEY_CTRL | 'c');
			usec_t at = w->now;
			while (w->now < at + SEC(10) && c->echoed < c->typed) {
				whole_run(w, w->now + MS(1));
			}
			assert_true(c->echoed == c->typed);
			sample(s, c->echoed_at[c->typed - 1] - at);
			whole_end(w);
		}
		print_message("RTT %llu\n", (unsigned long long)rtts[i] / 1000);
		report("  prompt after C-c in a flood", s);
		assert_true(percentile(s, 100) <= (double)rtts[i] / 1000 + 100);
		free(s);
	}
}

static void test_after_an_outage(void **state)
{
	(void)state;
	static const usec_t rtts[] = {MS(20), MS(100), MS(300)};
	for (size_t i = 0; i < 3; i++) {
		struct samples *s = calloc(1, sizeof(*s));
		for (unsigned seed = 1; seed <= 20; seed++) {
			struct net_shape shape = path(rtts[i], 0), dead = shape;
			struct whole *w = begun(seed, &shape);
			struct whole_client *c = &w->clients[0];
			dead.outage = true;
			net_shape_both(c->net, &dead);
			whole_type(w, c, 'k');
			whole_run(w, w->now + SEC(60) + MS(whole_below(w, 1000)));
			whole_write(w, whole_pane(w, 0), bytes_str("\0337\033[9;1Hnews of the server\0338"));
			whole_run(w, w->now + MS(100));
			net_shape_both(c->net, &shape);
			usec_t back = w->now;
			while (w->now < back + SEC(30) &&
				!(c->echoed == c->typed && whole_shows(c, whole_pane(w, 0)->id, "news of the server"))) {
				whole_run(w, w->now + MS(1));
			}
			sample(s, w->now - back);
			whole_end(w);
		}
		print_message("RTT %llu\n", (unsigned long long)rtts[i] / 1000);
		report("  current after an outage of 60 s", s);
		assert_true(percentile(s, 100) <= (double)rtts[i] / 1000 + 1050);
		free(s);
	}
}

static void roam_once(struct whole *w, bool told, struct samples *s)
{
	struct whole_client *c = &w->clients[0];
	unsigned host = 3 + whole_below(w, 100);
	whole_roam(w, c, told ? host : 2, told ? 40000 : 50000, told);
	usec_t at = w->now;
	if (!told) {
		whole_type(w, c, 'k'); /* a NAT that forgot is found out by the next packet */
	}
	while (w->now < at + SEC(10) && c->heard_at == 0) {
		whole_run(w, w->now + MS(1));
	}
	assert_true(c->heard_at != 0);
	sample(s, c->heard_at - at);
}

static void test_roams(void **state)
{
	(void)state;
	for (int told = 0; told < 2; told++) {
		struct samples *s = calloc(1, sizeof(*s)), *keys = calloc(1, sizeof(*keys)),
			       *first = calloc(1, sizeof(*first));
		struct net_shape shape = path(MS(100), 0);
		for (unsigned seed = 1; seed <= 20; seed++) {
			struct whole *w = begun(seed, &shape);
			type_keys(w, &w->clients[0], 5, keys);
			whole_run(w, w->now + MS(whole_below(w, 3000)));
			roam_once(w, told, s);
			type_keys(w, &w->clients[0], 10, keys);
			const struct whole_client *c = &w->clients[0];
			sample(first, c->echoed_at[5] - c->typed_at[5]);
			whole_end(w);
		}
		report(told ? "first byte after a roam, RTT 100" : "first byte after NAT rebinding, RTT 100", s);
		report("  echo of the first key", first);
		report("  echo right after it", keys);
		assert_true(percentile(s, 100) <= 120);
		assert_true(percentile(first, 100) <= 150);
		assert_true(percentile(keys, 100) <= 150);
		free(s);
		free(keys);
		free(first);
	}
}

static void test_a_slow_client_beside(void **state)
{
	(void)state;
	struct samples *alone = calloc(1, sizeof(*alone)), *beside = calloc(1, sizeof(*beside));
	struct net_shape fast = path(MS(100), 0), slow = path(MS(100), 0);
	slow.rate = 8000;
	slow.queue = 32768;
	for (unsigned seed = 1; seed <= 5; seed++) {
		struct whole *w = begun(seed, &fast);
		const struct pane *other = split(w);
		struct whole_program *top = whole_program(w, other->id);
		top->repaint_every = MS(100);
		top->repaint_at = w->now;
		type_keys(w, &w->clients[0], 30, alone);
		whole_attach(w, 1, &slow);
		whole_run(w, w->now + SEC(3));
		type_keys(w, &w->clients[0], 30, beside);
		assert_true(w->clients[1].whole_at != 0);
		print_message("queue of the slow client: %llu ms at most\n",
			(unsigned long long)net_stats(w->clients[1].net, NET_DOWN).wait_max / 1000);
		whole_end(w);
	}
	report("echo alone", alone);
	report("echo beside a client at 64 kbit/s", beside);
	assert_true(percentile(beside, 50) <= 1.1 * percentile(alone, 50));
	assert_true(mean(beside) <= 1.1 * mean(alone));
	free(alone);
	free(beside);
}

static void test_first_flight(void **state)
{
	(void)state;
	struct net_shape shape = path(MS(200), 0);
	struct samples *s = calloc(1, sizeof(*s));
	for (unsigned seed = 1; seed <= 10; seed++) {
		struct whole *w = whole_new(seed, (struct size){80, 24});
		whole_write(w, whole_pane(w, 0), bytes_str("$ ls\r\na.c  b.c  c.c\r\n$ "));
		usec_t at = w->now;
		const struct whole_client *c = whole_attach(w, 0, &shape);
		while (w->now < at + SEC(5) && !whole_shows(c, whole_pane(w, 0)->id, "a.c  b.c")) {
			whole_run(w, w->now + MS(1));
		}
		sample(s, w->now - at);
		whole_end(w);
	}
	report("first screen, RTT 200", s);
	assert_true(percentile(s, 100) <= 205);
	free(s);
}

/* Some keys, and then many at once, as a program that types for a person sends them: what came of the few says
 * nothing of the link. */
static void test_first_paste(void **state)
{
	(void)state;
	struct net_shape shape = path(MS(200), 0);
	struct samples *s = calloc(1, sizeof(*s));
	for (unsigned seed = 1; seed <= 10; seed++) {
		struct whole *w = whole_new(seed, (struct size){80, 24});
		struct whole_client *c = whole_attach(w, 0, &shape);
		whole_run(w, w->now + SEC(2));
		for (int i = 0; i < 10; i++) {
			whole_type(w, c, 'a');
			whole_run(w, w->now + MS(150));
		}
		const struct whole_program *p = whole_program(w, whole_pane(w, 0)->id);
		usec_t at = w->now;
		for (int i = 0; i < 1000; i++) {
			whole_type(w, c, 'b');
		}
		while (w->now < at + SEC(5) && p->keys < 1010) {
			whole_run(w, w->now + MS(1));
		}
		sample(s, w->now - at);
		whole_end(w);
	}
	report("a thousand keys at once until the last is there, RTT 200", s);
	assert_true(percentile(s, 100) <= 300);
	free(s);
}

/* What a terminal pastes without marks is keys, too. */
static void test_ten_kilobytes_of_keys(void **state)
{
	(void)state;
	struct net_shape shape = path(MS(200), 0);
	static char text[10001];
	memset(text, 'x', sizeof(text) - 1);
	for (int in_one = 0; in_one < 2; in_one++) {
		struct whole *w = begun(1, &shape);
		struct whole_client *c = &w->clients[0];
		const struct whole_program *p = whole_program(w, whole_pane(w, 0)->id);
		uint64_t bytes = net_stats(c->net, NET_UP).bytes;
		usec_t at = w->now;
		for (size_t i = 0; in_one == 0 && i < sizeof(text) - 1; i++) {
			whole_type(w, c, 'x');
		}
		if (in_one == 1) {
			whole_type_text(w, c, text);
		}
		while (w->now < at + SEC(10) && p->keys < sizeof(text) - 1) {
			whole_run(w, w->now + MS(1));
		}
		bytes = net_stats(c->net, NET_UP).bytes - bytes;
		print_message("10 kB of keys at once, %s, RTT 200: the last is there after %llu ms, %llu bytes\n",
			in_one ? "as text" : "each by itself", (unsigned long long)(w->now - at) / 1000, (unsigned long long)bytes);
		assert_true(p->keys == sizeof(text) - 1);
		assert_true(!in_one || (w->now - at <= MS(230) && bytes <= 14000));
		whole_end(w);
	}
}

/* ---- silence and sleep ---- */

struct quietness {
	uint64_t server_turns, timer_turns, client_turns, up, down;
};

static struct quietness count(const struct whole *w)
{
	const struct whole_client *c = &w->clients[0];
	return (struct quietness){w->server_turns, w->timer_turns, c->turns, net_stats(c->net, NET_UP).sent,
		net_stats(c->net, NET_DOWN).sent};
}

static struct quietness over(struct whole *w, usec_t span, const char *what)
{
	struct quietness a = count(w), b;
	whole_run(w, w->now + span);
	b = count(w);
	b.server_turns -= a.server_turns;
	b.timer_turns -= a.timer_turns;
	b.client_turns -= a.client_turns;
	b.up -= a.up;
	b.down -= a.down;
	if (what != NULL) {
		print_message("%s: in %llu s %llu wake-ups of the server (%llu by its timer), %llu of the client, %llu datagrams up, %llu down\n",
			what, (unsigned long long)span / 1000000, (unsigned long long)b.server_turns,
			(unsigned long long)b.timer_turns, (unsigned long long)b.client_turns, (unsigned long long)b.up,
			(unsigned long long)b.down);
	}
	return b;
}

static void test_idle_is_silent(void **state)
{
	(void)state;
	static const usec_t rtts[] = {MS(2), MS(200)};
	static const double losses[] = {0, 5};
	for (size_t i = 0; i < 4; i++) {
		struct net_shape shape = path(rtts[i / 2], losses[i % 2]);
		struct whole *w = begun(1, &shape);
		whole_run(w, w->now + SEC(30));
		struct quietness q = over(w, SEC(600), i % 2 == 0 ? "idle, clean" : "idle, 5 % lost");
		/* A ping every 3 s and its ack; what is lost comes again. */
		uint64_t most = i % 2 == 0 ? 201 : 300;
		assert_true(q.up <= most && q.down <= most);
		assert_true(q.client_turns <= 4 * most && q.server_turns <= 4 * most);
		whole_end(w);
	}
}

/* Wake-ups by its timer in the busiest second of the span. */
static uint64_t busiest(struct whole *w, usec_t span)
{
	uint64_t most = 0;
	for (usec_t until = w->now + span; w->now < until;) {
		uint64_t n = over(w, SEC(1), NULL).timer_turns;
		most = n > most ? n : most;
	}
	return most;
}

struct vanishing {
	double loss;
	bool hidden; /* `top` runs in another window */
	bool roams;  /* it moved just before */
	usec_t alive;
};

/* The client is gone in one stroke while `top` runs. Returns the busiest second after that. */
static uint64_t vanish(uint64_t seed, const struct vanishing *how)
{
	struct net_shape shape = path(MS(200), how->loss);
	struct whole *w = whole_new(seed, (struct size){80, 24});
	struct pane *p = whole_pane(w, 0);
	struct whole_client *c = whole_attach(w, 0, &shape);
	if (how->hidden) {
		struct term_cfg cfg = {.size = {80, 24}, .history_limit = 500};
		struct window *two;
		assert_int_equal(model_window_new(w->model, w->session, -1, 0, "two", cfg.size, &cfg, &two), 0);
		model_window_select(w->model, w->session, w->session->links[1].index);
		c->pane = two->active;
	}
	struct whole_program *top = whole_program(w, p->id);
	top->repaint_every = SEC(1);
	top->repaint_at = w->now;
	whole_run(w, w->now + how->alive);
	whole_type(w, c, 'k');
	if (how->roams) {
		whole_roam(w, c, 9, 41000, true);
	}
	whole_run(w, w->now + MS(whole_below(w, 400)));
	whole_kill(w, c);
	uint64_t most = busiest(w, SEC(41));
	struct quietness never = over(w, SEC(300), NULL);
	if (never.down > 0 || never.timer_turns > 2) {
		fail_msg("seed %llu: 40 s after the client vanished %llu wake-ups and %llu datagrams in 300 s",
			(unsigned long long)seed, (unsigned long long)never.timer_turns, (unsigned long long)never.down);
	}
	whole_end(w);
	return most;
}

static void vanish_often(bool roams)
{
	static const double losses[] = {0, 5, 30};
	uint64_t most = 0, worst = 0;
	for (uint64_t seed = 1; seed <= 90; seed++) {
		struct vanishing how = {.loss = losses[seed % 3],
			.hidden = seed % 2 == 0,
			.roams = roams,
			.alive = seed % 5 == 0 ? MS(100 * seed) : SEC(4) + MS(37 * seed)};
		uint64_t n = vanish(seed, &how);
		worst = n > most ? seed : worst;
		most = n > most ? n : most;
	}
	print_message("a client vanished%s: %llu wake-ups of the server in the busiest second (seed %llu)\n",
		roams ? " as it moved" : "", (unsigned long long)most, (unsigned long long)worst);
	assert_true(most <= 60);
}

static void test_a_client_that_vanished(void **state)
{
	(void)state;
	vanish_often(false);
	vanish_often(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_echo_under_loss),
		cmocka_unit_test(test_echo_when_clean),
		cmocka_unit_test(test_echo_beside_a_flood),
		cmocka_unit_test(test_interrupting_a_flood),
		cmocka_unit_test(test_after_an_outage),
		cmocka_unit_test(test_roams),
		cmocka_unit_test(test_a_slow_client_beside),
		cmocka_unit_test(test_first_flight),
		cmocka_unit_test(test_first_paste),
		cmocka_unit_test(test_ten_kilobytes_of_keys),
		cmocka_unit_test(test_idle_is_silent),
		cmocka_unit_test(test_a_client_that_vanished),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
