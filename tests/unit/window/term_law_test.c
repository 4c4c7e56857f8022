/* tests/unit/window/term_law_test.c -- what holds for any bytes that a program may write. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>

#include "tests/unit/window/term_support.h"

enum { SEEDS = 400 };

/* The screen at one moment. */
struct snap {
	uint16_t rows;
	struct line *line[32];
	struct term_cursor cursor;
	uint32_t modes;
	uint64_t rev, max_id;
};

static void snap_take(struct snap *s, const struct term *t)
{
	s->rows = term_size(t).rows;
	s->cursor = term_cursor(t);
	s->modes = term_modes(t);
	s->rev = term_revision(t);
	for (uint16_t y = 0; y < s->rows; y++) {
		const struct line *l = term_row(t, y);
		s->line[y] = line_new(l->id);
		s->line[y]->version = l->version;
		line_copy(s->line[y], l);
		if (l->id > s->max_id) {
			s->max_id = l->id;
		}
	}
}

static void snap_free(struct snap *s)
{
	for (uint16_t y = 0; y < s->rows; y++) {
		line_free(s->line[y]);
	}
}

static bool cell_equal(struct cell a, struct cell b)
{
	return a.text == b.text && a.style == b.style && a.width == b.width;
}

static void check_damage(const struct line *was, const struct line *now, const struct snap *before,
	uint16_t cols, uint64_t seed)
{
	bool equal = line_equal_content(was, now);
	if (!equal && now->version <= before->rev) {
		fail_msg("seed %llu: a change without a version", (unsigned long long)seed);
	}
	if (now->version != was->version && now->version <= before->rev) {
		fail_msg("seed %llu: an old version", (unsigned long long)seed);
	}
	struct span span = line_span_since(now, before->rev);
	for (uint16_t x = 0; x < cols; x++) {
		bool in = x >= span.lo && x < span.hi;
		if (!in && !cell_equal(line_cell(was, x), line_cell(now, x))) {
			fail_msg("seed %llu: column %u changed outside %u..%u",
			        (unsigned long long)seed, x, span.lo, span.hi);
		}
	}
	struct span whole = line_whole(now, line_whole(was, span));
	if (span.hi <= cols && (whole.lo != span.lo || whole.hi != span.hi)) {
		fail_msg("seed %llu: damage cuts a character", (unsigned long long)seed);
	}
}

static void check_step(const struct term *t, struct snap *before, uint64_t *top_id, uint64_t seed)
{
	bool moved = false;
	for (uint16_t y = 0; y < term_size(t).rows; y++) {
		const struct line *now = term_row(t, y), *was = NULL;
		moved = moved || now->id != before->line[y]->id;
		for (uint16_t k = 0; k < before->rows && was == NULL; k++) {
			was = before->line[k]->id == now->id ? before->line[k] : NULL;
		}
		if (was != NULL) {
			check_damage(was, now, before, term_size(t).cols, seed);
		}
		if (now->id > *top_id) {
			*top_id = now->id;
		}
	}
	struct term_cursor c = term_cursor(t);
	bool cursor = c.x != before->cursor.x || c.y != before->cursor.y ||
		      c.wrap != before->cursor.wrap || c.style != before->cursor.style ||
		      c.shape != before->cursor.shape || term_modes(t) != before->modes;
	if ((moved && term_section_rev(t, TERM_GEOMETRY) <= before->rev) ||
		(cursor && term_section_rev(t, TERM_CURSOR) <= before->rev) ||
		term_revision(t) > before->rev + 1) {
		fail_msg("seed %llu: a section or the revision is wrong", (unsigned long long)seed);
	}
}

static void damage_covers_every_change(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		struct fixture f;
		fixture_open(&f, (uint16_t)(1 + rng_below(r, 24)), (uint16_t)(1 + rng_below(r, 8)));
		uint64_t top_id = 0;
		for (int i = 0; i < 40; i++) {
			struct buf program = {0};
			struct snap before = {0};
			random_program(r, 1 + rng_below(r, 4), &program);
			snap_take(&before, f.term);
			term_write(f.term, buf_bytes(&program));
			check_screen(f.term, seed);
			check_step(f.term, &before, &top_id, seed);
			snap_free(&before);
			buf_finish(&program);
		}
		fixture_close(&f);
	}
}

/* An id that left the screen never comes back on a line of the same screen. */
static void ids_are_never_used_again(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS / 4; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		struct fixture f;
		fixture_open(&f, 12, 5);
		uint8_t *gone = calloc(65536, 1); /* 1: seen, 2: left, 0: not seen */
		for (int i = 0; i < 60; i++) {
			fixture_feed(&f, rng_below(r, 2) == 0 ? "a\r\nb\r\n"
			                                      : "\033[2;4r\033[2S\033[r\033[L");
			if (rng_below(r, 4) == 0) {
				struct size s = {(uint16_t)(3 + rng_below(r, 20)),
				        (uint16_t)(2 + rng_below(r, 6))};
				term_resize(f.term, s);
			}
			for (uint16_t y = 0; y < term_size(f.term).rows; y++) {
				uint64_t id = term_row(f.term, y)->id;
				assert_true(id < 65536);
				if (gone[id] == 2) {
					fail_msg("seed %llu: id used again",
					        (unsigned long long)seed);
				}
				gone[id] = 1;
			}
			for (uint64_t id = 0; id < 65536; id++) {
				if (gone[id] == 1 && term_line_by_id(f.term, id, NULL) == NULL) {
					gone[id] = 2;
				}
			}
		}
		free(gone);
		fixture_close(&f);
	}
}

static void splitting_the_input_changes_nothing(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		uint16_t cols = (uint16_t)(1 + rng_below(r, 24)),
		         rows = (uint16_t)(1 + rng_below(r, 8));
		struct fixture whole, parts;
		fixture_open(&whole, cols, rows);
		fixture_open(&parts, cols, rows);
		struct buf program = {0};
		random_program(r, 80, &program);
		struct bytes b = buf_bytes(&program);
		term_write(whole.term, b);
		size_t most = 1 + rng_below(r, 5);
		for (size_t i = 0, n; i < b.len; i += n) {
			n = 1 + rng_below(r, most);
			n = n < b.len - i ? n : b.len - i;
			term_write(parts.term, bytes_of(b.data + i, n));
		}
		check_same(whole.term, parts.term, seed);
		if (whole.said.len != parts.said.len ||
			memcmp(buf_str(&whole.said), buf_str(&parts.said), whole.said.len) != 0) {
			fail_msg("seed %llu: answers differ", (unsigned long long)seed);
		}
		buf_finish(&program);
		fixture_close(&whole);
		fixture_close(&parts);
	}
}

static void resizing_keeps_the_laws(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		struct fixture f;
		fixture_open(&f, 20, 6);
		for (int i = 0; i < 20; i++) {
			struct buf program = {0};
			random_program(r, 6, &program);
			term_write(f.term, buf_bytes(&program));
			uint64_t rev = term_revision(f.term);
			struct size to = {
			        (uint16_t)(1 + rng_below(r, 30)), (uint16_t)(1 + rng_below(r, 12))};
			struct size was = term_size(f.term);
			term_resize(f.term, to);
			check_screen(f.term, seed);
			bool same = was.cols == to.cols && was.rows == to.rows;
			assert_true(term_revision(f.term) == rev + (same ? 0 : 1));
			assert_true(term_size(f.term).cols == to.cols &&
			            term_size(f.term).rows == to.rows);
			buf_finish(&program);
		}
		fixture_close(&f);
	}
}

/* Words of ASCII and wide characters, in paragraphs. */
static void random_text(struct rng r, struct buf *out)
{
	for (uint64_t n = 1 + rng_below(r, 20); n > 0; n--) {
		for (uint64_t k = rng_below(r, 50); k > 0; k--) {
			buf_puts(out, rng_below(r, 6) == 0   ? "漢"
			              : rng_below(r, 5) == 0 ? "-"
			                                     : "x");
		}
		buf_puts(out, n > 1 ? "\r\n" : "");
	}
}

static void resizing_keeps_the_text(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		struct fixture f;
		fixture_open(
		        &f, (uint16_t)(2 + rng_below(r, 30)), (uint16_t)(1 + rng_below(r, 10)));
		struct buf text = {0}, before = {0}, after = {0};
		random_text(r, &text);
		term_write(f.term, buf_bytes(&text));
		fixture_all_text(&f, &before);
		for (int i = 0; i < 5; i++) {
			struct size to = {
			        (uint16_t)(2 + rng_below(r, 30)), (uint16_t)(1 + rng_below(r, 10))};
			term_resize(f.term, to);
			fixture_all_text(&f, &after);
			if (strcmp(buf_str(&before), buf_str(&after)) != 0) {
				fail_msg("seed %llu: the text changed:\n%s\nis now\n%s",
				        (unsigned long long)seed, buf_str(&before),
				        buf_str(&after));
			}
		}
		buf_finish(&text);
		buf_finish(&before);
		buf_finish(&after);
		fixture_close(&f);
	}
}

/* (epoch, number) never names two records, and scrolled lines name the newest ones. */
static void scrolled_lines_name_the_newest_records(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS / 4; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		struct fixture f;
		fixture_open(&f, 10, 4);
		for (int i = 0; i < 30; i++) {
			uint64_t next = history_next(term_history(f.term));
			uint32_t epoch = term_history_epoch(f.term);
			struct buf program = {0};
			random_program(r, 5, &program);
			if (rng_below(r, 3) == 0) {
				term_resize(
				        f.term, (struct size){10, (uint16_t)(1 + rng_below(r, 8))});
			} else {
				term_write(f.term, buf_bytes(&program));
			}
			buf_finish(&program);
			uint64_t now = history_next(term_history(f.term));
			assert_true(now >= next || term_history_epoch(f.term) > epoch);
			struct term_scrolled s[300];
			size_t n = term_scrolled(f.term, s, 300);
			assert_true(n <= 256);
			for (size_t k = 0; k < n; k++) {
				assert_true(s[k].number == now - 1 - k);
			}
		}
		fixture_close(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damage_covers_every_change),
		cmocka_unit_test(ids_are_never_used_again),
		cmocka_unit_test(splitting_the_input_changes_nothing),
		cmocka_unit_test(resizing_keeps_the_laws),
		cmocka_unit_test(resizing_keeps_the_text),
		cmocka_unit_test(scrolled_lines_name_the_newest_records),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
