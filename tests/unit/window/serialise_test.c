/* tests/unit/window/serialise_test.c -- parsing a serialised terminal gives that terminal. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/width.h"
#include "tests/unit/window/term_support.h"
#include "window/serialise.h"

enum { SEEDS = 1000 };

/* A blank may come back as a space. */
static bool same_cell(struct term *a, struct cell p, struct term *b, struct cell q)
{
	char s[CLUSTER_MAX + 1] = " ", u[CLUSTER_MAX + 1] = " ";
	size_t n = pool_text_get(term_pool(a), p.text, s), m = pool_text_get(term_pool(b), q.text, u);
	n = n > 0 ? n : 1;
	m = m > 0 ? m : 1;
	struct style x = *pool_style_get(term_pool(a), p.style), y = *pool_style_get(term_pool(b), q.style);
	const struct pool_link *k = pool_link_get(term_pool(a), x.link);
	const struct pool_link *l = pool_link_get(term_pool(b), y.link);
	bool links = (k == NULL) == (l == NULL) &&
	             (k == NULL || (bytes_equal(k->uri, l->uri) && bytes_equal(k->id, l->id)));
	x.link = y.link = 0;
	return p.width == q.width && (p.width == 0 || (n == m && memcmp(s, u, n) == 0)) && links &&
	       style_equal(&x, &y);
}

static void check_rows(struct term *a, struct term *b, uint64_t seed, const char *when)
{
	struct size size = term_size(a);
	for (uint16_t y = 0; y < size.rows; y++) {
		const struct line *p = term_row(a, y), *q = term_row(b, y);
		/* Erasing looks at blanks, which may be spaces by then. */
		if (p->wrapped != q->wrapped && size.rows > 2 && strcmp(when, "at once") == 0) {
			fail_msg("seed %llu, %s: row %u: wrapped", (unsigned long long)seed, when, y);
		}
		if (p->shape != q->shape) {
			fail_msg("seed %llu, %s: row %u: its shape", (unsigned long long)seed, when, y);
		}
		for (uint16_t x = 0; x < size.cols; x++) {
			if (!same_cell(a, line_cell(p, x), b, line_cell(q, x))) {
				fail_msg("seed %llu, %s: row %u column %u", (unsigned long long)seed, when,
				        y, x);
			}
		}
	}
}

static void check_state(struct term *a, struct term *b, uint64_t seed, const char *when)
{
	struct term_cursor p = term_cursor(a), q = term_cursor(b);
	struct cell x = {.style = p.style, .width = 1}, y = {.style = q.style, .width = 1};
	if (p.x != q.x || p.y != q.y || p.wrap != q.wrap || p.shape != q.shape ||
	        !same_cell(a, x, b, y)) {
		fail_msg("seed %llu, %s: cursor %u %u %d, %u %u %d", (unsigned long long)seed, when, p.x,
		        p.y, p.wrap, q.x, q.y, q.wrap);
	}
	if (term_modes(a) != term_modes(b)) {
		fail_msg("seed %llu, %s: modes %x, %x", (unsigned long long)seed, when, term_modes(a),
		        term_modes(b));
	}
	assert_string_equal(term_title(a), term_title(b));
	assert_string_equal(term_path(a), term_path(b));
	check_rows(a, b, seed, when);
}

/* What serialising leaves out: unfinished sequences, the stack of pens, a level of DECSCL (to go back is to
 * begin anew), a wait that CBT took away from the edge. XTSAVE is made the same in both later on. */
static const char kept[] = "\033[?6;7;69s";

static void forget_the_rest(struct term *t, const struct buf *program)
{
	static const char level[] = "\"p", ansi[] = "\033<";
	struct bytes p = buf_bytes(program);
	term_write(t, bytes_str("\x18\033[#}\033[#}\033[#}\033[#}\033[#}\033[#}\033[#}\033[#}\033[#}\033[#}"));
	bool changed = p.len > 0 && (memmem(p.data, p.len, level, 2) != NULL ||
	                                    memmem(p.data, p.len, ansi, 2) != NULL);
	if (changed) {
		term_write(t, bytes_str("\033[65;1\"p"));
	}
	struct term_cursor c = term_cursor(t);
	if (c.wrap && c.x + 1 < term_size(t).cols) {
		term_write(t, bytes_str("\r"));
	}
}

/* A program, the terminal made anew, and then programs that show what was not seen: margins, character
 * sets, tab stops, what was saved, the other screen. */
static void run_seed(uint64_t seed)
{
	struct rng_seed state;
	struct rng r = rng_seeded(&state, seed);
	struct size size = {(uint16_t)(2 + rng_below(r, 24)), (uint16_t)(3 + rng_below(r, 8))};
	struct fixture a, b;
	struct buf program = {0}, text = {0};
	fixture_open(&a, size.cols, size.rows);
	fixture_open(&b, size.cols, size.rows);
	random_program(r, 1 + rng_below(r, 60), &program);
	term_write(a.term, buf_bytes(&program));
	forget_the_rest(a.term, &program);
	term_serialise(a.term, &text);
	term_write(b.term, buf_bytes(&text));
	check_state(a.term, b.term, seed, "at once");
	fixture_feed(&a, kept);
	fixture_feed(&b, kept);
	for (int i = 0; i < 4; i++) {
		buf_clear(&program);
		random_program(r, 8, &program);
		buf_puts(&program, "\x18");
		term_write(a.term, buf_bytes(&program));
		term_write(b.term, buf_bytes(&program));
		check_state(a.term, b.term, seed, "later");
	}
	fixture_close(&a);
	fixture_close(&b);
	buf_finish(&program);
	buf_finish(&text);
}

static void parse_of_serialised_is_the_same(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		run_seed(seed);
	}
}

/* What comes back by later sequences. */
static void hidden_state(void **state)
{
	static const char *const rows[][2] = {
	        {"\033[2;3r\033[?6h", "\033[HX\n\n\n\nY"},
	        {"\033[?69h\033[3;6s", "\033[2;3Habcdefg\r\033M"},
	        {"\033[3g\033[5G\033H\r", "\tX\tY"},
	        {"\033)0\016\033*A", "q\017#\033N#"},
	        {"\033[2;4H\033[1;31m\0337\033[m\033[H", "\0338X"},
	        {"0123456789\0337\033[H", "\0338X"},
	        {"\033]0;one\033\\\033[22;0t\033]0;two\033\\", "\033[23;0t"},
	        {"main\033[?1049halt", "\033[?1049lX"},
	        {"main\033[3;3H\033[?47halt\0337", "\033[?47lX\033[?47h\0338Y"},
	        {"\033[?47hhidden\033[?47lmain", "\033[?47hX"},
	        {"\033[4h\033[?7lab\r", "XYZ0123456789"},
	        {"a\033[1\"qb\033[0\"qc", "\033[?2J"},
	        {"a\033Vb\033Wc", "\033[2J"},
	        {"0123456789ab\033[2;1H\033[?45h", "\b\bX"},
	        {"ab\033#6\033[2;1H\033#3", "\033[1;9HX\033[2;1Habcdefgh"},
	        {"\033#6abcde", "X"},
	        {"ab\033[?47h\033#6cd\033[?47l\033[2H\033#4", "abcdef\033[?47h\033[Habcdef"},
	        {"abcde\033#6\033[?69h\033[2;4s\033[H", "abcdef\033[?69l\033[Habcdefgh"},
	        {"\033)0\016\033[?2lab", "q\033Y!\"q\033Fq\033<q"},
	        {"\033[?2l\033Fq", "q\033Gq\033<q"},
	        {"\033*%0\033+\"4\033[?42h\033(\">", "a\033N!\033O#"},
	        {"\033[?12h\033[?35l\033[?1070;8452h", "\033[2 q\033[?12h"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fixture a, b;
		struct buf text = {0};
		fixture_open(&a, 10, 4);
		fixture_open(&b, 10, 4);
		fixture_feed(&a, rows[i][0]);
		term_serialise(a.term, &text);
		term_write(b.term, buf_bytes(&text));
		check_state(a.term, b.term, i, "at once");
		fixture_feed(&a, rows[i][1]);
		fixture_feed(&b, rows[i][1]);
		check_state(a.term, b.term, i, "later");
		fixture_close(&a);
		fixture_close(&b);
		buf_finish(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(hidden_state),
	        cmocka_unit_test(parse_of_serialised_is_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
