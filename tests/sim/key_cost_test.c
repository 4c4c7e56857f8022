/* tests/sim/key_cost_test.c -- what a key costs in bytes, and how long its echo takes, by how much is lost: one
 * is bought with the other, so both are pinned together. Keys 250 ms apart, as tests/bench/link.sh types them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "tests/sim/whole_world.h"

#define KEYS 150
#define EVERY MS(250)

struct row {
	usec_t rtt;
	double loss_pct;
	bool cooked; /* the kernel echoes; else a line editor, whose echo settles in a packet of its own */
	unsigned links;
	double up, down;        /* bytes a key at most, sent */
	double mean, p90, p99; /* ms at most */
};

struct cost {
	double up, down;
	double *ms;
	size_t n, cap;
};

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double percentile(const struct cost *c, double pct)
{
	return c->ms[(size_t)((double)(c->n - 1) * pct / 100)];
}

static double mean(const struct cost *c)
{
	double sum = 0;
	for (size_t i = 0; i < c->n; i++) {
		sum += c->ms[i];
	}
	return sum / (double)c->n;
}

static void type_on_one(const struct row *r, uint64_t seed, struct cost *out)
{
	struct net_shape shape = {.delay = r->rtt / 2, .loss_pct = r->loss_pct};
	struct whole *w = whole_new(seed, (struct size){80, 24});
	struct whole_client *c = whole_attach(w, 0, &shape);
	if (!whole_settle(w, SEC(120))) {
		fail_msg("seed %llu: not quiet", (unsigned long long)seed);
	}
	w->cooked = r->cooked;
	whole_run(w, w->now + SEC(4));
	struct net_stats up = net_stats(c->net, NET_UP), down = net_stats(c->net, NET_DOWN);
	for (unsigned i = 0; i < KEYS; i++) {
		whole_type(w, c, 'k');
		whole_run(w, w->now + EVERY);
	}
	for (usec_t until = w->now + SEC(30); c->echoed < c->typed && w->now < until;) {
		whole_run(w, w->now + MS(10));
	}
	out->up += (double)(net_stats(c->net, NET_UP).bytes - up.bytes);
	out->down += (double)(net_stats(c->net, NET_DOWN).bytes - down.bytes);
	for (uint64_t i = 0; i < c->typed; i++) {
		assert_true(i < c->echoed);
		out->ms = mem_grow(out->ms, &out->cap, out->n + 1, sizeof(*out->ms));
		out->ms[out->n++] = (double)(c->echoed_at[i] - c->typed_at[i]) / 1e3;
	}
	if (w->wrong != NULL) {
		fail_msg("seed %llu: %s", (unsigned long long)seed, w->wrong);
	}
	whole_free(w);
}

static void check(const struct row *r)
{
	struct cost c = {0};
	for (uint64_t seed = 1; seed <= r->links; seed++) {
		type_on_one(r, seed, &c);
	}
	c.up /= (double)c.n;
	c.down /= (double)c.n;
	qsort(c.ms, c.n, sizeof(*c.ms), by_value);
	print_message("RTT %3llu, %2.0f %% lost, %s: %3.0f bytes up, %3.0f down; median %.1f mean %.1f p90 %.1f p99 %.1f max %.1f ms (%zu)\n",
		(unsigned long long)r->rtt / 1000, r->loss_pct, r->cooked ? "cooked" : "raw   ", c.up, c.down, percentile(&c, 50),
		mean(&c), percentile(&c, 90), percentile(&c, 99), percentile(&c, 100), c.n);
	assert_true(c.up <= r->up && c.down <= r->down);
	assert_true(percentile(&c, 50) <= (double)r->rtt / 1e3 + 4);
	assert_true(mean(&c) <= r->mean && percentile(&c, 90) <= r->p90 && percentile(&c, 99) <= r->p99);
	free(c.ms);
}

/* mosh, under `cat` at RTT 100 in tests/bench/link.sh: 136 bytes up and 164 down; at 29 % 178 and 228, for 182 ms
 * in the median, 239 on average, 580 at the 99th percentile. */
static void test_cost_of_a_key(void **state)
{
	static const struct row rows[] = {
		{MS(100), 0, true, 5, 60, 98, 101, 101, 101},
		{MS(100), 0, false, 5, 100, 132, 101, 101, 101},
		{MS(100), 2, true, 40, 82, 122, 106, 104, 220},
		{MS(100), 5, true, 40, 105, 172, 107, 104, 225},
		{MS(100), 10, true, 40, 120, 200, 107, 107, 225},
		{MS(100), 20, true, 40, 165, 220, 111, 108, 235},
		{MS(100), 29, true, 140, 185, 236, 118, 220, 260},
		{MS(100), 29, false, 140, 222, 275, 119, 220, 295},
		{MS(100), 40, true, 40, 225, 272, 135, 224, 360},
		{MS(20), 29, true, 40, 172, 235, 29, 60, 120},
		{MS(300), 29, true, 40, 235, 240, 336, 555, 640},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		check(&rows[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cost_of_a_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
