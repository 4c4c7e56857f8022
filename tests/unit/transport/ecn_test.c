/* tests/unit/transport/ecn_test.c -- ECN: an honest path is found capable and stays so, any other is found
 * out; what is told can be wrong in any way. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/rng.h"
#include "transport/ecn.h"
#include "transport/limits.h"
#include "transport/yield.h"

#define PACKETS 4000
#define ACKS 4000
#define ACK_BACK 200 /* an ack speaks of so many numbers */
#define LATE 40      /* numbers; later ones are lost */

enum what { KEEPS, BLEACHES, DROPS, ALL_CE, ECT1 };

struct net {
	enum what what;
	unsigned loss, ce; /* percent */
	unsigned late;     /* packets; acks overtake one another by so much */
};

/* What a receiver said, on its way back. */
struct word {
	bool lost, has_counts;
	uint64_t top, at;
	uint32_t news;
	struct ecn_counts counts;
	uint64_t came_lo; /* it acks what had come of came_lo..top */
	uint8_t came[ACK_BACK];
};

struct lab {
	struct rng_seed seed;
	struct rng rng;
	struct ecn out;
	struct ecn_in in;
	uint64_t next, newest;
	bool marked[PACKETS], came[PACKETS], settled[PACKETS], lost[PACKETS];
	struct word words[ACKS];
	size_t word_count;
	size_t told, cuts; /* acks with counts, reactions */
};

static void begin(struct lab *b, uint64_t seed)
{
	memset(b, 0, sizeof *b);
	b->rng = rng_seeded(&b->seed, seed);
	ecn_moved(&b->out, 0);
}

static bool chance(struct lab *b, unsigned pct)
{
	return rng_below(b->rng, 100) < pct;
}

static void travel(struct lab *b, const struct net *n, uint64_t pn)
{
	uint8_t mark = b->marked[pn] ? ECN_ECT0 : ECN_NOT;

	if (chance(b, n->loss) || (mark != ECN_NOT && n->what == DROPS)) {
		return;
	}
	if (mark != ECN_NOT) {
		mark = n->what == BLEACHES ? ECN_NOT : n->what == ECT1 ? ECN_ECT1 :
			n->what == ALL_CE || chance(b, n->ce) ? ECN_CE : mark;
	}
	b->came[pn] = true;
	ecn_in_heard(&b->in, mark);
}

static void say(struct lab *b, const struct net *n)
{
	struct word *w = &b->words[b->word_count++];
	uint64_t top = b->next - 1;

	while (top > 0 && !b->came[top]) {
		top--;
	}
	*w = (struct word){.lost = !b->came[top] || chance(b, n->loss), .has_counts = ecn_in_has_news(&b->in)};
	w->news = b->in.news;
	w->counts = b->in.count;
	w->top = top;
	w->at = b->next + rng_below(b->rng, n->late + 1);
	w->came_lo = top < ACK_BACK ? 0 : top - ACK_BACK + 1;
	for (uint64_t pn = w->came_lo; pn <= top; pn++) {
		w->came[pn - w->came_lo] = b->came[pn];
	}
	b->told += w->has_counts;
}

static void hear(struct lab *b, size_t i)
{
	struct word *w = &b->words[i];
	bool newest = i >= b->newest;

	b->newest = newest ? i + 1 : b->newest;
	w->lost = true; /* it comes once */
	for (uint64_t pn = w->came_lo; pn <= w->top; pn++) {
		if (w->came[pn - w->came_lo] && !b->settled[pn]) {
			b->settled[pn] = true;
			if (b->marked[pn]) {
				ecn_acked(&b->out, pn);
			}
		} else if (!b->settled[pn] && !b->lost[pn] && pn + LATE <= w->top && b->marked[pn]) {
			b->lost[pn] = true;
			ecn_lost(&b->out, pn);
		}
	}
	b->cuts += ecn_judge(&b->out, w->has_counts ? &w->counts : NULL, w->top, newest, b->next);
	if (w->has_counts && chance(b, 80)) {
		ecn_in_told(&b->in, w->news);
	}
}

/* One packet there, and what is due of the answers. */
static void step(struct lab *b, const struct net *n)
{
	uint64_t pn = b->next++;
	struct ecn_counts before = b->in.count;

	b->marked[pn] = ecn_marks(&b->out, chance(b, 30)) && !chance(b, 5); /* probes are not */
	ecn_sent(&b->out, pn, b->marked[pn]);
	travel(b, n, pn);
	assert_true(b->in.count.ect0 >= before.ect0 && b->in.count.ect1 >= before.ect1 && b->in.count.ce >= before.ce);
	assert_true(b->in.count.ect0 + b->in.count.ce <= b->out.marked || n->what == ECT1);
	say(b, n);
	for (size_t i = b->word_count < 64 ? 0 : b->word_count - 64; i < b->word_count; i++) {
		if (!b->words[i].lost && b->words[i].at < b->next) {
			hear(b, i);
		}
	}
}

static void test_law(void **state)
{
	static const struct {
		struct net net;
		enum ecn_state end;
	} rows[] = {
		{{.what = KEEPS}, ECN_CAPABLE},
		{{.what = KEEPS, .loss = 5, .late = 10}, ECN_CAPABLE},
		{{.what = KEEPS, .ce = 10, .late = 30}, ECN_CAPABLE},
		{{.what = KEEPS, .loss = 5, .ce = 50, .late = 10}, ECN_CAPABLE},
		{{.what = BLEACHES, .loss = 5, .late = 10}, ECN_FAILED},
		{{.what = DROPS, .late = 10}, ECN_FAILED},
		{{.what = ALL_CE, .loss = 5, .late = 10}, ECN_FAILED},
		{{.what = ECT1, .loss = 5, .late = 10}, ECN_FAILED},
	};

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
			static struct lab b;
			bool good = rows[i].end == ECN_CAPABLE;

			begin(&b, seed * 100 + i);
			while (b.next < PACKETS) {
				step(&b, &rows[i].net);
				if (b.out.state == (good ? ECN_FAILED : ECN_CAPABLE)) {
					fail_msg("seed %d, row %d: packet %d", (int)seed, (int)i, (int)b.next);
				}
			}
			if (b.out.state != rows[i].end) {
				fail_msg("seed %d, row %d: %s", (int)seed, (int)i, ecn_text(b.out.state));
			}
			if (rows[i].net.ce == 0 && good) {
				assert_int_equal(b.cuts, 0);
			}
		}
	}
}

/* Counts cost nothing once they are known and nothing happens. */
static void test_silence(void **state)
{
	static struct lab b;
	struct net calm = {.what = KEEPS, .late = 5};
	size_t told;

	(void)state;
	begin(&b, 1);
	while (b.next < 200) {
		step(&b, &calm);
	}
	told = b.told;
	assert_in_range(told, 1, 40);
	while (b.next < PACKETS) {
		step(&b, &calm);
	}
	assert_int_equal(b.told, told);
}

/* What was capable is found out when the network changes under it. */
static void test_changes(void **state)
{
	static const enum what then[] = {BLEACHES, DROPS, ALL_CE, ECT1};

	(void)state;
	for (size_t i = 0; i < sizeof then / sizeof *then; i++) {
		static struct lab b;
		struct net n = {.what = KEEPS, .late = 5};

		begin(&b, 7 + i);
		while (b.next < 1000) {
			step(&b, &n);
		}
		assert_int_equal(b.out.state, ECN_CAPABLE);
		n.what = then[i];
		while (b.next < PACKETS) {
			step(&b, &n);
		}
		if (b.out.state != ECN_FAILED) {
			fail_msg("change %d: %s", (int)i, ecn_text(b.out.state));
		}
		/* Another path begins anew. */
		ecn_moved(&b.out, b.next);
		assert_int_equal(b.out.state, ECN_TESTING);
		assert_false(ecn_marks(&b.out, true));
	}
}

/* Whatever a peer says: failed stays failed, and nothing is marked. */
static void test_forged(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct rng_seed st;
		struct rng r = rng_seeded(&st, seed);
		struct ecn e = {.state = ECN_TESTING};
		bool failed = false;

		ecn_moved(&e, 0);
		for (uint64_t pn = 0; pn < 300; pn++) {
			struct ecn_counts c = {rng_u64(r) >> (2 + rng_below(r, 62)), rng_u64(r) >> (2 + rng_below(r, 62)),
				rng_u64(r) >> (2 + rng_below(r, 62))};
			bool marked = ecn_marks(&e, true);

			assert_false(failed && marked);
			ecn_sent(&e, pn, marked);
			if (marked && rng_below(r, 2) == 0) {
				ecn_acked(&e, pn);
			} else if (marked) {
				ecn_lost(&e, pn);
			}
			ecn_judge(&e, rng_below(r, 3) == 0 ? &c : NULL, pn, rng_below(r, 2) == 0, pn + 1);
			assert_false(failed && e.state != ECN_FAILED);
			failed = e.state == ECN_FAILED;
		}
		if (!failed) {
			fail_msg("seed %d: %s", (int)seed, ecn_text(e.state));
		}
	}
}

/* A sender that was found capable by its first test: packets 0 to 2, of which 1 was marked. */
static struct ecn capable(void)
{
	struct ecn e = {.state = ECN_TESTING};
	struct ecn_counts c = {.ect0 = 1};

	ecn_moved(&e, 0);
	ecn_sent(&e, 0, ecn_marks(&e, true));
	ecn_judge(&e, NULL, 0, true, 1);
	assert_false(ecn_marks(&e, false));
	assert_true(ecn_marks(&e, true));
	ecn_sent(&e, 1, true);
	assert_false(ecn_marks(&e, true)); /* one at a time */
	ecn_sent(&e, 2, false);
	ecn_acked(&e, 1);
	assert_false(ecn_judge(&e, &c, 2, true, 3));
	assert_int_equal(e.state, ECN_CAPABLE);
	return e;
}

static void test_reaction(void **state)
{
	struct ecn e = capable();

	(void)state;
	for (uint64_t pn = 3; pn < 20; pn++) {
		assert_true(ecn_marks(&e, false));
		ecn_sent(&e, pn, true);
	}
	for (uint64_t pn = 3; pn < 8; pn++) {
		ecn_acked(&e, pn);
	}
	/* Once for all that was under way. */
	assert_true(ecn_judge(&e, &(struct ecn_counts){.ect0 = 5, .ce = 1}, 7, true, 20));
	for (uint64_t pn = 8; pn < 20; pn++) {
		ecn_acked(&e, pn);
		assert_false(ecn_judge(&e, &(struct ecn_counts){.ect0 = 5, .ce = pn - 6}, pn, true, 20));
	}
	ecn_sent(&e, 20, true);
	ecn_acked(&e, 20);
	assert_true(ecn_judge(&e, &(struct ecn_counts){.ect0 = 5, .ce = 14}, 20, true, 21));
	assert_int_equal(e.state, ECN_CAPABLE);
}

static void test_wrong_counts(void **state)
{
	static const struct {
		const char *name;
		struct ecn_counts counts;
		bool newest;
		enum ecn_state end;
	} rows[] = {
		{"what there is", {.ect0 = 3}, true, ECN_CAPABLE},
		{"less than before", {.ect0 = 0, .ce = 3}, true, ECN_FAILED},
		{"less than before, late", {.ect0 = 0, .ce = 0}, false, ECN_CAPABLE},
		{"not all that was acked", {.ect0 = 2}, true, ECN_FAILED},
		{"not all that was acked, late", {.ect0 = 2}, false, ECN_CAPABLE},
		{"more than was marked", {.ect0 = 4}, true, ECN_FAILED},
		{"more than was marked, late", {.ect0 = 4}, false, ECN_FAILED},
		{"another mark", {.ect0 = 3, .ect1 = 1}, true, ECN_FAILED},
		{"the largest there are", {UINT64_MAX >> 2, UINT64_MAX >> 2, UINT64_MAX >> 2}, true, ECN_FAILED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct ecn e = capable();

		for (uint64_t pn = 3; pn < 5; pn++) {
			ecn_sent(&e, pn, true);
			ecn_acked(&e, pn);
		}
		ecn_judge(&e, &rows[i].counts, 4, rows[i].newest, 5);
		if (e.state != rows[i].end) {
			fail_msg("%s: %s", rows[i].name, ecn_text(e.state));
		}
	}
}

/* A sender that knows its rate: 250 kB/s at a round trip of 50 ms. */
static struct rate known_rate(void)
{
	struct rate r;

	rate_init(&r, false, SEC(1));
	r.known = true;
	r.bw = r.bw_now = r.full_bw = r.probe_bw = 250000;
	r.min_rtt = r.min_now = r.round_min = MS(50);
	return r;
}

static void test_rate(void **state)
{
	struct rate r = known_rate(), free = r;
	usec_t now = SEC(2);
	int rounds = 0;

	(void)state;
	free.startup = false;
	rate_marked(&r);
	assert_false(r.startup);
	assert_in_range(rate_window(&r, LINK_MTU), rate_window(&free, LINK_MTU) * 84 / 100, rate_window(&free, LINK_MTU) * 86 / 100);
	/* It comes back by itself, over some round trips. */
	for (; rate_window(&r, LINK_MTU) < rate_window(&free, LINK_MTU) && rounds < 100; rounds++) {
		rate_rtt(&r, MS(50), MS(50), now += MS(50));
	}
	assert_in_range(rounds, 3, 5);
	/* However many marks: keys have what they need. */
	for (int i = 0; i < 1000; i++) {
		rate_marked(&r);
	}
	assert_in_range((int)r.marked_bw, 4800, 4801);
	assert_true(rate_ready_at(&r, 0, MS(50), LINK_MTU, now + MS(250)) == 0);
}

static void test_background(void **state)
{
	struct rate r = known_rate();
	struct yield y;
	double window;

	(void)state;
	yield_init(&y);
	yield_marked(&y, MS(50), SEC(2)); /* nothing was sent: nothing to halve */
	yield_sent(&y, &r, 500, 0, MS(50), LINK_MTU, SEC(2));
	window = y.window = 60000;
	yield_marked(&y, MS(50), SEC(2));
	assert_true(y.window == window / 2 && !y.seeking);
	for (int i = 0; i < 100; i++) {
		yield_marked(&y, MS(50), SEC(2));
	}
	assert_true(y.window == 2.0 * RATE_DATAGRAM_MIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_law),
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_forged),
		cmocka_unit_test(test_reaction),
		cmocka_unit_test(test_wrong_counts),
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_background),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
