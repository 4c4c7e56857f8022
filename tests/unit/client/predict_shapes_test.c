/* tests/unit/client/predict_shapes_test.c -- characters of all shapes, prompts, and the cursor alone. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "predict_world.h"

#define SEEDS 12

/* Wide and combining characters: never a wrong cell in a tty, none for long in a shell. */
static void test_wide_and_combining(void **state)
{
	static const char *const pieces[] = {
		"a", "中", "é", "e\xcc\x81", "👍", "\x7f", " ", "かな", "🇩🇪", "한"};
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		for (int kind = 0; kind < 2; kind++) {
			struct world *w = world_new(
				&(struct world_cfg){.kind = kind ? PROGRAM_SHELL : PROGRAM_CAT,
					.rtt = MS(150),
					.latency = MS(2),
					.seed = seed,
					.cols = 40,
					.mode = PREDICT_ALWAYS});
			w->lenient = true; /* a key that is not predicted leaves what was */
			for (int i = 0; i < 60; i++) {
				world_text(w,
					pieces[rng_below(
						w->rng, sizeof(pieces) / sizeof(pieces[0]))],
					MS(20));
				world_run(w, world_gap(w));
				CHECK(w,
					kind ? w->wrong_longest <= MS(210) : w->painted_wrong == 0);
				if (i % 12 == 11) {
					world_text(w, "\r", MS(400));
				}
			}
			world_settle(w);
			CHECK(w, world_is_true(w));
			world_free(w);
		}
	}
}

/* Behind a prompt that everybody knows the first key of all is shown; nothing is behind one that asks. */
static void test_common_prompts(void **state)
{
	static const struct {
		const char *prompt;
		bool shown;
	} rows[] = {
		{"\x1b[?2004huser@far:~$ ", true},
		{"\x1b[?2004h\x1b[32mfar\x1b[m# ", true},
		{"\x1b[?2004hfar% ", true},
		{"\x1b[?2004hsqlite> ", true},
		{"\x1b[?2004hpostgres=# ", true},
		{"\x1b[?2004h(gdb) ", true},
		{">>> ", true},
		{"user@far:~$ ", false},
		{"\x1b[?2004h$", false},
		{"\x1b[?2004hanything  ", false},
		{"\x1b[?2004hread> ", false},
		{"\x1b[?2004hPassword: ", false},
		{"\x1b[?2004hPassword $ ", false},
		{"\x1b[?2004hYour token => ", false},
		{"\x1b[?2004h => ", false},
		{"x >>> ", false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct world *w = world_new(&(struct world_cfg){
			.kind = PROGRAM_SHELL, .rtt = MS(300), .latency = MS(2), .seed = i + 1});
		world_run(w, SEC(1));
		world_output(w, "\r\x1b[K");
		world_output(w, rows[i].prompt);
		world_run(w, SEC(2));
		world_key(w, 'x');
		assert_int_equal(world_shows_left(w, "x"), rows[i].shown);
		world_free(w);
	}
}

static unsigned underline_at(struct world *w, uint16_t x, uint16_t y)
{
	const struct cell *c = canvas_at(w->canvas, x, y);
	unsigned attrs = pool_style_get(w->canvas->pool, c->style)->attrs;
	return (attrs & (unsigned)ATTR_UNDERLINE_MASK) >> ATTR_UNDERLINE_SHIFT;
}

/* A cursor that is guessed alone has a mark of its own; one behind a guessed character has not. */
static void test_ghost_is_marked(void **state)
{
	(void)state;
	struct world *w = world_new(&(struct world_cfg){
		.kind = PROGRAM_SHELL, .rtt = MS(400), .latency = MS(2), .seed = 1});
	world_run(w, SEC(2));
	world_text(w, "words", MS(100));
	world_run(w, SEC(2));
	uint16_t x = w->canvas->cursor.x, y = w->canvas->cursor.y;
	world_key(w, KEY_LEFT);
	assert_int_equal(w->canvas->cursor.x, x - 1);
	assert_int_equal(underline_at(w, (uint16_t)(x - 1), y), 2);
	world_run(w, SEC(2));
	assert_int_equal(underline_at(w, (uint16_t)(x - 1), y), 0);
	world_key(w, 'x');
	assert_int_equal(w->canvas->cursor.x, x);
	assert_int_equal(underline_at(w, (uint16_t)(x - 1), y), 1);
	assert_true(underline_at(w, x, y) < 2);
	world_settle(w);
	CHECK(w, world_is_true(w));
	world_free(w);
}

/* Enter takes the cursor to the next row of a tty at once. */
static void test_enter_moves_the_cursor(void **state)
{
	(void)state;
	struct world *w = world_new(&(struct world_cfg){
		.kind = PROGRAM_CAT, .rtt = MS(400), .latency = MS(2), .seed = 1});
	world_run(w, SEC(2));
	world_text(w, "one", MS(100));
	world_key(w, 0x0d);
	assert_int_equal(w->canvas->cursor.x, w->rect.x);
	assert_int_equal(w->canvas->cursor.y, w->rect.y + 1);
	world_settle(w);
	CHECK(w, world_is_true(w) && w->painted_wrong == 0);
	world_free(w);
}

/* Words of anything, wrapped at the edge of a narrow pane and scrolled at its bottom: no wrong cell is left
 * a round trip and the time that a program is given after the last key. */
static void test_edges_are_repaired(void **state)
{
	static const char *const words[] = {"plain ", "\xe4\xb8\xad\xe6\x96\x87 ", "e\xcc\x81te\xcc\x81 ", "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd ",
		"\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa ", "\t", "\xe2\x9d\xa4\xef\xb8\x8f ", "\x7f\x7f", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb "};
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		for (int kind = 0; kind < 2; kind++) {
			struct world *w = world_new(&(struct world_cfg){.kind = kind ? PROGRAM_SHELL : PROGRAM_CAT,
				.rtt = MS(150), .latency = MS(2), .seed = seed, .cols = 24, .rows = 6, .mode = PREDICT_ALWAYS});
			w->lenient = true;
			for (int i = 0; i < 60; i++) {
				world_text(w, words[rng_below(w->rng, sizeof(words) / sizeof(words[0]))], MS(30));
				if (rng_below(w->rng, 2) == 0) {
					world_run(w, MS(150) + MS(60));
					CHECK(w, world_is_true(w) && w->outside == 0);
				}
				if (i % 15 == 14) {
					world_text(w, "\r", MS(400));
				}
			}
			world_settle(w);
			CHECK(w, world_is_true(w));
			world_free(w);
		}
	}
}

/* Characters of ambiguous width are as wide as the terminal has them. */
static void test_ambiguous_width(void **state)
{
	(void)state;
	for (int wide = 0; wide < 2; wide++) {
		struct predict_rules r = predict_rules_default();
		struct world *w = world_new(&(struct world_cfg){
			.kind = PROGRAM_CAT, .rtt = MS(300), .latency = MS(2), .seed = 1});
		r.ambiguous_wide = wide;
		predictor_set_rules(w->predictor, &r);
		world_run(w, SEC(2));
		world_key(w, 0xb1); /* plus-minus */
		assert_int_equal(w->canvas->cursor.x, w->rect.x + 1 + wide);
		world_settle(w);
		CHECK(w, world_is_true(w));
		world_free(w);
	}
}

/* Ten thousand bytes at once are no typing. */
static void test_paste_is_not_guessed(void **state)
{
	char text[10001];
	(void)state;
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		text[i] = i % 50 == 49 ? '\r' : (char)('a' + i % 26);
	}
	text[sizeof(text) - 1] = '\0';
	for (int kind = 0; kind < 2; kind++) {
		struct world *w = world_new(&(struct world_cfg){.kind = kind ? PROGRAM_SHELL : PROGRAM_CAT,
			.rtt = MS(200), .latency = MS(2), .seed = 1, .mode = PREDICT_ALWAYS});
		world_run(w, SEC(2));
		world_text(w, "echo ", MS(100));
		uint64_t wrong = w->painted_wrong;
		world_paste(w, text);
		world_run(w, SEC(2));
		world_text(w, "more", MS(100));
		CHECK(w, w->painted_wrong == wrong && w->outside == 0);
		world_settle(w);
		CHECK(w, world_is_true(w));
		world_free(w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wide_and_combining),
		cmocka_unit_test(test_common_prompts),
		cmocka_unit_test(test_ghost_is_marked),
		cmocka_unit_test(test_enter_moves_the_cursor),
		cmocka_unit_test(test_edges_are_repaired),
		cmocka_unit_test(test_paste_is_not_guessed),
		cmocka_unit_test(test_ambiguous_width),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
