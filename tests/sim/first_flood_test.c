/* tests/sim/first_flood_test.c -- the first floods on a new link, about which nothing is known but what its first
 * packets told: Ctrl-C, and what others wait in the queue that the flood makes. As tests/bench/link.sh has it:
 * the slow link both ways, a deep queue, a whole attach through it, a line typed at once, numbers by the
 * hundred thousand, Ctrl-C after a while, again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/buf.h"
#include "tests/sim/whole_cases.h"

#define IP4_UDP 28
#define SAMPLES 65536
#define PING_EVERY MS(20)
#define SEEDS 8

struct samples {
	usec_t at[SAMPLES];
	size_t n;
};

struct row {
	double rate; /* bytes a second, both ways */
	usec_t rtt, sigma;
	size_t rounds;
	usec_t prompt, longest;    /* C-c to prompt over the round trip: median, and the longest */
	usec_t wait, most;         /* what a ping beside it waits: median, 95 of 100 */
};

static int by_value(const void *a, const void *b)
{
	usec_t x = *(const usec_t *)a, y = *(const usec_t *)b;
	return x < y ? -1 : x > y;
}

static double ms(usec_t t)
{
	return (double)t / 1000;
}

static usec_t percentile(struct samples *s, size_t pct)
{
	qsort(s->at, s->n, sizeof(s->at[0]), by_value);
	return s->n == 0 ? 0 : s->at[s->n * pct / 100 < s->n ? s->n * pct / 100 : s->n - 1];
}

static void sample(struct samples *s, usec_t v)
{
	if (s->n < SAMPLES) {
		s->at[s->n++] = v;
	}
}

static void run(struct whole *w, usec_t until, struct samples *waits)
{
	while (w->now < until) {
		whole_run(w, w->now + PING_EVERY < until ? w->now + PING_EVERY : until);
		sample(waits, net_wait(w->clients[0].net, NET_DOWN, w->now));
	}
}

/* What a server has to say beside the screen: key tables, a status line. */
static void fill_stores(struct whole *w)
{
	struct buf text = {0};
	for (unsigned i = 0; i < 60; i++) {
		buf_printf(&text, "bind-key -T prefix %c%u command-%u\n", (int)('a' + whole_below(w, 26)), i,
			whole_below(w, 100000));
	}
	store_put(w->shared, OBJECT_KEYS, 0, buf_bytes(&text));
	buf_finish(&text);
}

static usec_t flood(struct whole *w, struct samples *waits)
{
	struct whole_client *c = &w->clients[0];
	struct whole_program *m = whole_program(w, whole_pane(w, 0)->id);
	struct window *window = model_current_window(w->model, w->session);

	for (const char *s = "seq 1 999999999\r"; *s != '\0'; s++) {
		whole_type(w, c, (keycode_t)*s);
	}
	for (usec_t until = w->now + SEC(5); m->keys < c->typed && w->now < until;) {
		run(w, w->now + MS(1), waits);
	}
	m->flood = 600;
	m->numbers = 1;
	m->dies_after = MS(1);
	m->flood_at = w->now;
	w->server_at = 0;
	run(w, w->now + MS(500), waits);
	model_window_rename(w->model, window, "seq");
	whole_output(w, whole_pane(w, 0));
	run(w, w->now + MS(600) + whole_below(w, 2000000), waits);

	usec_t at = w->now;
	whole_type(w, c, KEY_CTRL | 'c');
	while (w->now < at + SEC(10) && c->echoed < c->typed) {
		run(w, w->now + MS(1), waits);
	}
	assert_true(c->echoed == c->typed);
	at = c->echoed_at[c->typed - 1] - at;
	model_window_rename(w->model, window, "sh");
	run(w, w->now + MS(500), waits);
	return at;
}

static void floods(const struct row *r, uint64_t seed, struct samples *prompts, struct samples *waits)
{
	struct net_shape shape = {.delay = r->rtt / 2,
		.sigma = r->sigma,
		.rate = r->rate,
		.head = IP4_UDP,
		.queue = (size_t)(r->rate * 5)};
	struct whole *w = whole_new(seed, (struct size){80, 24});
	w->cooked = true;
	fill_stores(w);
	struct whole_client *c = whole_attach(w, 0, &shape);
	while (w->now < SEC(1030) && c->whole_at == 0) {
		whole_run(w, w->now + MS(10));
	}
	assert_true(c->whole_at != 0);
	whole_run(w, w->now + SEC(1));
	for (size_t i = 0; i < r->rounds; i++) {
		sample(prompts, flood(w, waits));
	}
	whole_end(w);
}

static void test_first_floods(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{4000, MS(100), 0, 3, MS(280), MS(400), MS(80), MS(280)},
		{8000, MS(20), 0, 3, MS(120), MS(130), MS(55), MS(150)},
		{8000, MS(100), 0, 1, MS(120), MS(120), MS(50), MS(150)},
		{8000, MS(100), 0, 3, MS(110), MS(120), MS(50), MS(120)},
		{8000, MS(100), MS(5), 3, MS(120), MS(190), MS(50), MS(150)},
		{8000, MS(300), 0, 3, MS(120), MS(130), MS(50), MS(150)},
		{16000, MS(100), 0, 3, MS(60), MS(90), MS(50), MS(90)},
		{32000, MS(100), 0, 3, MS(50), MS(60), MS(50), MS(50)},
		{64000, MS(100), 0, 3, MS(30), MS(60), MS(50), MS(50)},
		{125000, MS(20), 0, 3, MS(30), MS(60), MS(50), MS(50)},
		{125000, MS(100), 0, 3, MS(20), MS(60), MS(50), MS(50)},
		{125000, MS(300), 0, 3, MS(20), MS(60), MS(50), MS(50)},
		{1250000, MS(100), 0, 3, MS(10), MS(20), MS(50), MS(50)},
	};
	struct samples *prompts = calloc(2, sizeof(*prompts)), *waits = prompts + 1;
	assert_non_null(prompts);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *r = &rows[i];
		prompts->n = waits->n = 0;
		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			floods(r, seed, prompts, waits);
		}
		print_message("%5.0f kbit/s, RTT %3.0f, deviation %.0f: C-c to prompt median %.0f longest %.0f ms; a ping waits median "
			      "%.0f p95 %.0f longest %.0f ms\n", r->rate / 125, ms(r->rtt), ms(r->sigma), ms(percentile(prompts, 50)),
			ms(percentile(prompts, 100)), ms(percentile(waits, 50)), ms(percentile(waits, 95)), ms(percentile(waits, 100)));
		assert_true(percentile(prompts, 50) <= r->rtt + r->prompt);
		assert_true(percentile(prompts, 100) <= r->rtt + r->longest);
		assert_true(percentile(waits, 50) <= r->wait);
		assert_true(percentile(waits, 95) <= r->most);
	}
	free(prompts);
}

/* ---- jitter is no slow link ---- */

struct screen_row {
	double rate;
	usec_t rtt, sigma;
	usec_t median, p90; /* at most, until a screen is whole */
};

static void random_screen(struct whole *w, struct pane *p)
{
	struct size size = term_size(p->term);
	struct buf out = {0};
	for (unsigned y = 0; y < size.rows; y++) {
		buf_printf(&out, "\033[%u;1H", y + 1);
		for (unsigned x = 0; x < size.cols; x++) {
			buf_printf(&out, "%c", (int)('!' + whole_below(w, 94)));
		}
	}
	whole_write(w, p, buf_bytes(&out));
	buf_finish(&out);
}

/* From the output to the whole screen at the client. */
static usec_t show_screen(struct whole *w)
{
	struct pane *p = whole_pane(w, 0);
	usec_t at = w->now;
	random_screen(w, p);
	for (usec_t until = w->now + SEC(10); w->now < until;) {
		const struct replica_pane *r = replica_pane(w->clients[0].replica, p->id);
		if (r->rev == term_revision(p->term) && !r->torn) {
			break;
		}
		whole_run(w, w->now + MS(2));
	}
	return w->now - at;
}

static void screens(const struct screen_row *r, uint64_t seed, struct samples *took)
{
	struct net_shape shape = {.delay = r->rtt / 2, .sigma = r->sigma, .rate = r->rate, .head = IP4_UDP};
	struct whole *w = whole_new(seed, (struct size){80, 24});
	fill_stores(w);
	struct whole_client *c = whole_attach(w, 0, &shape);
	assert_true(whole_settle(w, SEC(20)));
	for (unsigned n = 0; n < 4; n++) {
		for (unsigned k = 0; k < 5; k++) {
			whole_type(w, c, 'k');
			whole_run(w, w->now + MS(150));
		}
		sample(took, show_screen(w));
		whole_run(w, w->now + MS(500));
	}
	whole_end(w);
}

/* Keys, and now and then a screen: what jitter does to the round trip is no queue, and a screen's two datagrams
 * in a round trip no rate. */
static void test_jitter(void **state)
{
	(void)state;
	static const struct screen_row rows[] = {
		{1250000, MS(89), MS(10), MS(60), MS(90)},
		{375000, MS(123), MS(30), MS(110), MS(160)},
		{125000, MS(149), MS(60), MS(160), MS(250)},
		{3000000, MS(20), MS(5), MS(20), MS(30)},
		{3000000, MS(60), MS(40), MS(70), MS(130)},
	};
	struct samples *took = calloc(1, sizeof(*took));
	assert_non_null(took);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct screen_row *r = &rows[i];
		took->n = 0;
		for (uint64_t seed = 1; seed <= 2 * SEEDS; seed++) {
			screens(r, seed, took);
		}
		print_message("%5.0f kbit/s, RTT %3.0f, deviation %.0f: a screen in median %.0f p90 %.0f longest %.0f ms\n", r->rate / 125,
			ms(r->rtt), ms(r->sigma), ms(percentile(took, 50)), ms(percentile(took, 90)), ms(percentile(took, 100)));
		assert_true(percentile(took, 50) <= r->median);
		assert_true(percentile(took, 90) <= r->p90);
	}
	free(took);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_floods),
		cmocka_unit_test(test_jitter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
