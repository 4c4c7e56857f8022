/* tests/unit/window/settle_test.c -- a terminal that settles shows what one that does not shows, and
 * knows what it weighs. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"
#include "tests/unit/window/term_support.h"

static void check_lines(const struct term *a, const struct term *b, uint64_t seed)
{
	for (uint16_t y = 0; y < term_size(a).rows; y++) {
		const struct line *k = term_row(a, y), *l = term_row(b, y);
		if (k->id != l->id || k->version != l->version || k->log_len != l->log_len ||
		        k->wrapped != l->wrapped || k->mark != l->mark) {
			fail_msg("seed %llu: line of row %u", (unsigned long long)seed, y);
		}
	}
}

static void settling_cannot_be_seen(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		struct fixture a, b;
		fixture_open(&a, 60, 20);
		fixture_open(&b, 60, 20);
		for (int i = 0; i < 30; i++) {
			struct buf program = {0};
			random_program(r, 20, &program);
			term_write(a.term, buf_bytes(&program));
			term_write(b.term, buf_bytes(&program));
			buf_finish(&program);
			while (rng_below(r, 2) == 0 && term_settle(b.term)) {
			}
			if (rng_below(r, 8) == 0) {
				struct size size = {(uint16_t)(20 + rng_below(r, 60)),
				        (uint16_t)(5 + rng_below(r, 30))};
				term_resize(a.term, size);
				term_resize(b.term, size);
			}
			while (rng_below(r, 2) == 0 && term_settle(b.term)) {
			}
			if (rng_below(r, 4) == 0) {
				check_same(a.term, b.term, seed);
				check_screen(b.term, seed);
			}
		}
		check_lines(a.term, b.term, seed);
		check_same(a.term, b.term, seed);
		assert_true(a.said.len == b.said.len);
		fixture_close(&a);
		fixture_close(&b);
	}
}

static size_t heap(void)
{
	struct mallinfo2 m = mallinfo2();
	return m.uordblks + m.hblkhd;
}

/* `slack`: malloc keeps a few pieces of each size that was given back, and counts them as used. */
static void weigh(const struct term *t, size_t real, size_t slack, const char *when)
{
	size_t says = term_memory(t);
	if (real > 0 && (says > real + real / 10 || says + says / 10 + slack < real)) {
		fail_msg("%s: %zu bytes, and it says %zu", when, real, says);
	}
}

static void the_memory_is_told(void **state)
{
	(void)state;
	size_t before = heap();
	void *p = malloc(4096);
	bool counts = p != NULL && heap() > before; /* not in a build with sanitizers */
	free(p);
	before = heap();
	struct fixture f;
	fixture_open(&f, 120, 40);
	weigh(f.term, counts ? heap() - before : 0, 1024, "empty");
	assert_true(term_memory(f.term) <= 7168);
	for (int y = 1; y <= 40; y++) {
		char s[300];
		int n = snprintf(s, sizeof(s), "\033[%d;1H\033[%dm", y, 31 + y % 7);
		for (int x = 0; x < 120; x++) {
			s[n++] = (char)('a' + (x + y) % 26);
		}
		term_write(f.term, bytes_of(s, (size_t)n));
	}
	weigh(f.term, counts ? heap() - before : 0, 1024, "painted");
	assert_true(term_memory(f.term) <= 51200);
	while (term_settle(f.term)) {
	}
	weigh(f.term, counts ? heap() - before : 0, 10240, "painted and quiet");
	assert_true(term_memory(f.term) <= 16384);
	fixture_close(&f);
	before = heap();
	struct term_cfg cfg = {.size = {80, 24}, .history_limit = 50000};
	f.term = term_new(&cfg);
	for (unsigned i = 0; i < 30000; i++) {
		char s[100];
		snprintf(s, sizeof(s), "\r\n2024-03-04 10:00:00 line %u of a log: %x %x", i, i * 2654435761u,
		        i * 40503u);
		fixture_feed(&f, s);
	}
	weigh(f.term, counts ? heap() - before : 0, 10240, "with history");
	while (term_settle(f.term)) {
	}
	weigh(f.term, counts ? heap() - before : 0, 65536, "with history and quiet");
	assert_false(term_settle(f.term));
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_memory_is_told), /* before others leave freed memory about */
		cmocka_unit_test(settling_cannot_be_seen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
