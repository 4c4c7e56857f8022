/* tests/unit/client/predict_test.c -- laws of the predictor over simulated programs and links. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "client/predict_learned.h"
#include "predict_world.h"

#define SEEDS 12
static keycode_t some_key(struct world *w)
{
	static const keycode_t odd[] = {0x0d, 0x7f, 0x7f, 0x7f, KEY_LEFT, KEY_LEFT, KEY_RIGHT,
		KEY_UP, KEY_CTRL | 'u', KEY_CTRL | 'w', 0x1b, 0x09, 0x4e2d, 0x0301, 0x1f600, 'i',
		' ', ' ', 0xe9};
	if (rng_below(w->rng, 3) == 0) {
		return odd[rng_below(w->rng, sizeof(odd) / sizeof(odd[0]))];
	}
	return (keycode_t)('a' + rng_below(w->rng, 26));
}

static void run_random(const struct world_cfg *cfg)
{
	struct world *w = world_new(cfg);
	for (int i = 0; i < 120; i++) {
		world_key(w, some_key(w));
		world_run(w, rng_below(w->rng, 4) == 0 ? MS(400) : MS(rng_below(w->rng, 150)));
		CHECK(w, w->outside == 0);
	}
	world_settle(w);
	CHECK(w, world_is_true(w));
	CHECK(w, w->outside == 0);
	world_free(w);
}

/* Whatever is typed into whatever: nothing outside the pane changes, and in the end the truth is
 * shown. */
static void test_law_truth_in_the_end(void **state)
{
	static const enum program_kind kinds[] = {
		PROGRAM_CAT, PROGRAM_LOGIN, PROGRAM_SHELL, PROGRAM_EDITOR, PROGRAM_PAGER};
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
			run_random(&(struct world_cfg){
				.kind = kinds[k],
				.rtt = MS(20 + 60 * (seed % 4)),
				.jitter = MS(seed % 3 * 15),
				.latency = MS(2),
				.seed = seed,
				.mode = seed % 3 == 0   ? PREDICT_ADAPTIVE
					: seed % 3 == 1 ? PREDICT_ALWAYS
							: PREDICT_EXPERIMENTAL,
				.cols = seed % 2 ? 60 : 24,
				.rows = seed % 2 ? 10 : 5,
				.right_prompt = seed % 4 == 1,
				.suggests = seed % 4 == 2,
			});
		}
	}
}

/* The tty's own editing is known exactly: each plain character shows at once, and none is ever
 * wrong. */
static void test_cooked_is_certain(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct world *w = world_new(&(struct world_cfg){.kind = PROGRAM_CAT,
			.rtt = MS(200),
			.jitter = MS(seed % 3 * 10),
			.latency = MS(2),
			.seed = seed});
		struct predict_figures f;
		for (int i = 0; i < 150; i++) {
			char text[2] = {(char)('!' + rng_below(w->rng, 94)), '\0'};
			uint64_t what = rng_below(w->rng, 20);
			if (what == 0) {
				world_key(w, 0x0d);
				world_run(w,
					MS(400)); /* behind Enter nothing is certain */
			} else if (what <= 3) {
				static const keycode_t edits[] = {
					0x7f, KEY_CTRL | 'u', KEY_CTRL | 'w'};
				world_key(w, edits[what - 1]);
			} else if (w->canvas->cursor.x < w->rect.x + w->rect.cols - 1) {
				world_key(w, (keycode_t)text[0]);
				CHECK(w, world_shows_left(w, text));
			} else {
				world_key(w, KEY_CTRL | 'u');
			}
			world_run(w, world_gap(w));
			CHECK(w, w->painted_wrong == 0);
		}
		predictor_figures(w->predictor, &f);
		CHECK(w, f.wrong == 0 && f.confirmed > 50);
		world_settle(w);
		CHECK(w, world_is_true(w));
		world_free(w);
	}
}

static void test_erase_shows_at_once(void **state)
{
	struct buf b = {0};
	(void)state;
	struct world *w = world_new(&(struct world_cfg){
		.kind = PROGRAM_CAT, .rtt = MS(300), .latency = MS(2), .seed = 1});
	world_text(w, "one two  three", MS(10));
	assert_string_equal(world_row(w, 0, &b), "one two  three");
	world_key(w, KEY_CTRL | 'w');
	assert_string_equal(world_row(w, 0, &b), "one two");
	assert_int_equal(w->canvas->cursor.x, w->rect.x + 9);
	world_key(w, KEY_CTRL | 'w');
	world_key(w, 0x7f);
	world_key(w, 0x7f);
	assert_string_equal(world_row(w, 0, &b), "on");
	world_key(w, KEY_CTRL | 'u');
	assert_string_equal(world_row(w, 0, &b), "");
	assert_int_equal(w->canvas->cursor.x, w->rect.x);
	world_key(w, 0x7f); /* nothing left to rub out */
	world_key(w, 'z');
	assert_string_equal(world_row(w, 0, &b), "z");
	world_settle(w);
	CHECK(w, world_is_true(w) && w->painted_wrong == 0);
	world_free(w);
	buf_finish(&b);
}

/* The tty wraps at the margin: typing goes on in the next row, and at the bottom waits for the
 * scroll. */
static void test_cooked_wraps(void **state)
{
	struct buf b = {0};
	(void)state;
	struct world *w = world_new(&(struct world_cfg){.kind = PROGRAM_CAT,
		.rtt = MS(200),
		.latency = MS(2),
		.seed = 1,
		.cols = 10,
		.rows = 3});
	world_text(w, "abcdefghijklm", MS(5));
	assert_string_equal(world_row(w, 0, &b), "abcdefghij");
	assert_string_equal(world_row(w, 1, &b), "klm");
	world_text(w, "nopqrstuvwxyzABCDEFGHIJ", MS(100));
	world_settle(w);
	CHECK(w, world_is_true(w) && w->painted_wrong == 0);
	world_free(w);
	buf_finish(&b);
}

/* A password is never painted: not while echo is off, not typed ahead of the prompt. */
static void test_password_is_never_painted(void **state)
{
	static const enum predict_mode modes[] = {PREDICT_ADAPTIVE, PREDICT_ALWAYS};
	(void)state;
	for (uint64_t seed = 1; seed <= 24; seed++) {
		bool shell = seed % 2;
		struct world *w =
			world_new(&(struct world_cfg){.kind = shell ? PROGRAM_SHELL : PROGRAM_LOGIN,
				.rtt = MS(40 + seed * 15),
				.jitter = MS(seed % 4 * 10),
				.latency = MS(1 + seed % 5 * 9),
				.su_after = MS(seed * 40),
				.mode = modes[seed % 3 == 0],
				.seed = seed});
		world_text(w, "echo hello\r", MS(90));
		if (!shell) {
			world_run(w, MS(600)); /* at "Password: " */
			world_text(w, "other\r", MS(90));
		}
		world_run(w, MS(600));
		world_text(w, shell ? "su" : "root", MS(80));
		world_run(w, MS(500));
		w->secret = 'Z';
		world_text(w, "\r", 0);
		if (seed % 4 >= 2) { /* in the moments in which the flags still say echo */
			world_run(w,
				w->cfg.rtt + w->cfg.jitter + MS((shell ? 60 : 5) + seed % 3 * 10));
		}
		world_text(w, "ZZZZZZZZZZ", MS(10 + 3 * seed));
		world_run(w, MS(500));
		world_text(w, "ZZZ", MS(30));
		CHECK(w, !w->leaked);
		world_text(w, "\r", MS(500));
		CHECK(w, !w->leaked);
		world_settle(w);
		CHECK(w, world_is_true(w));
		world_free(w);
	}
}

/* While the tty takes lines without echo nothing at all is drawn. */
static void test_no_echo_draws_nothing(void **state)
{
	(void)state;
	struct world *w = world_new(&(struct world_cfg){.kind = PROGRAM_LOGIN,
		.rtt = MS(300),
		.latency = MS(1),
		.mode = PREDICT_EXPERIMENTAL});
	world_text(w, "me\r", MS(100));
	world_run(w, SEC(1));
	uint64_t before = w->painted;
	world_text(w, "hunter2\x7f\x7fx y", MS(70));
	world_run(w, SEC(1));
	assert_int_equal(w->painted, before);
	world_text(w, "\rnext", MS(400));
	world_settle(w);
	CHECK(w, world_is_true(w));
	assert_true(w->painted > before);
	world_free(w);
}

/* Types plain text, counting what was painted in the same instant. */
static void type_counting(struct world *w, const char *text, int *typed, int *shown)
{
	for (; *text != '\0'; text++) {
		char one[2] = {*text, '\0'};
		world_key(w, (keycode_t)*text);
		(*typed)++;
		*shown += world_shows_left(w, one) && w->drew;
		world_run(w, world_gap(w));
	}
}

/* A shell: after the first confirmed character of a line, plain typing shows in the same instant.
 * */
static void test_shell_shows_typing(void **state)
{
	(void)state;
	for (int variant = 0; variant < 3; variant++) {
		int typed = 0, shown = 0;
		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			struct world *w = world_new(&(struct world_cfg){.kind = PROGRAM_SHELL,
				.rtt = MS(100 + 25 * (seed % 5)),
				.jitter = MS(seed % 3 * 8),
				.latency = MS(2),
				.seed = seed,
				.right_prompt = variant == 1,
				.suggests = variant == 2});
			for (int i = 0; i < 4; i++) {
				world_key(w, 'g');
				world_run(w, MS(350));
				type_counting(w,
					variant == 2 && i % 2 ? "it commit --am"
							      : "rep -rn needle src",
					&typed, &shown);
				world_run(w, MS(300));
				for (int k = 0; k < 6; k++) { /* into the middle of the line */
					world_key(w, KEY_LEFT);
					world_run(w, MS(40));
				}
				type_counting(w, "inner ab", &typed, &shown);
				world_key(w, 0x7f);
				world_run(w, MS(100));
				CHECK(w, w->wrong_longest == 0);
				world_key(w, 0x0d);
				world_run(w, MS(500));
			}
			world_settle(w);
			CHECK(w, world_is_true(w));
			world_free(w);
		}
		print_message("variant %d: %d of %d at once\n", variant, shown, typed);
		assert_true(shown * 100 >= typed * 98);
	}
}

static void test_editor_shows_typing(void **state)
{
	int typed = 0, shown = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct world *w = world_new(&(struct world_cfg){.kind = PROGRAM_EDITOR,
			.rtt = MS(150),
			.jitter = MS(seed % 3 * 8),
			.latency = MS(3),
			.seed = seed});
		world_text(w, "llllxx", MS(120));
		world_run(w, MS(300));
		CHECK(w, w->painted_wrong == 0); /* commands are not text */
		world_text(w, "iA", MS(120));
		world_run(w, MS(400));
		world_text(w, "B", MS(400));
		type_counting(w, "b new words ", &typed, &shown);
		world_key(w, 0x1b);
		world_run(w, MS(400));
		uint64_t wrong = w->painted_wrong;
		world_text(w, "jhhx", MS(100));
		world_settle(w);
		CHECK(w, w->painted_wrong == wrong);
		CHECK(w, world_is_true(w));
		world_free(w);
	}
	print_message("editor: %d of %d at once\n", shown, typed);
	assert_true(shown * 100 >= typed * 98);
}

/* What the program does otherwise than thought is put right within a round trip and 60 ms. */
static void test_wrong_is_repaired(void **state)
{
	uint64_t wrongs = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 2 * SEEDS; seed++) {
		usec_t rtt = MS(80 + 20 * (seed % 8));
		struct world *w = world_new(&(struct world_cfg){
			.kind = PROGRAM_SHELL, .rtt = rtt, .latency = MS(2), .seed = seed});
		world_text(w, "abc def", MS(110));
		world_run(w, MS(400));
		program_start(&w->program, PROGRAM_PAGER, w->cfg.cols, w->cfg.rows,
			&w->writes); /* unseen by the client */
		program_start(&w->dream, PROGRAM_PAGER, w->cfg.cols, w->cfg.rows, &w->writes);
		buf_clear(&w->writes);
		for (int i = 0; i < 6; i++) {
			world_key(w, 'q');
			world_run(w, MS(60 + rng_below(w->rng, 200)));
		}
		world_settle(w);
		CHECK(w, world_is_true(w));
		CHECK(w, w->wrong_longest <= rtt + MS(60));
		wrongs += w->painted_wrong;
		world_free(w);
	}
	assert_true(wrongs > 0); /* the case was met */
}

static bool any_underlined(struct world *w)
{
	for (uint16_t y = 0; y < w->canvas->size.rows; y++) {
		for (uint16_t x = 0; x < w->canvas->size.cols; x++) {
			if (pool_style_get(w->canvas->pool, canvas_at(w->canvas, x, y)->style)
					->attrs &
				ATTR_UNDERLINE_MASK) {
				return true;
			}
		}
	}
	return false;
}

/* Round trips decide what is shown: hidden up to 35 ms, shown from 65, underlined from 160, not
 * up to 100. */
static void test_thresholds(void **state)
{
	static const struct {
		usec_t rtt;
		bool shown, flagged;
	} rows[] = {
		{MS(5), false, false},
		{MS(20), false, false},
		{MS(35), false, false},
		{MS(65), true, false},
		{MS(100), true, false},
		{MS(160), true, true},
		{MS(300), true, true},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct world *w = world_new(&(struct world_cfg){
			.kind = PROGRAM_CAT, .rtt = rows[i].rtt, .latency = MS(2), .seed = i});
		world_text(w, "warm up", MS(300));
		world_key(w, 'k');
		CHECK(w, w->drew == rows[i].shown);
		CHECK(w, any_underlined(w) == rows[i].flagged);
		world_free(w);
	}
}

/* On a quick link that stalls: shown after 250 ms, underlined after 5 s, hidden again once it is
 * quick. */
static void test_stall_shows(void **state)
{
	(void)state;
	struct world *w = world_new(&(struct world_cfg){
		.kind = PROGRAM_CAT, .rtt = MS(20), .latency = MS(2), .seed = 1});
	world_text(w, "quick", MS(100));
	w->up_last = w->now + SEC(6);
	world_key(w, 's');
	world_run(w, MS(240));
	assert_false(w->drew);
	world_run(w, MS(20));
	assert_true(w->drew && !any_underlined(w));
	world_run(w, MS(4700));
	assert_false(any_underlined(w));
	world_run(w, MS(60));
	assert_true(any_underlined(w));
	world_run(w, SEC(2));
	assert_true(world_is_true(w));
	world_key(w, 'q');
	assert_true(w->drew);
	world_run(w, MS(200));
	for (int i = 0; i < 12; i++) {
		world_key(w, 'c');
		world_run(w, MS(200));
	}
	world_key(w, 'h');
	assert_false(w->drew);
	world_free(w);
}

static void test_never_draws_nothing(void **state)
{
	(void)state;
	struct world *w = world_new(&(struct world_cfg){
		.kind = PROGRAM_CAT, .rtt = MS(400), .latency = MS(2), .mode = PREDICT_NEVER});
	world_text(w, "some text\rand more", MS(100));
	assert_int_equal(w->painted, 0);
	world_settle(w);
	CHECK(w, world_is_true(w));
	world_free(w);
}

/* What the user does not want predicted is not, and the rest is. */
static void test_rules(void **state)
{
	(void)state;
	static const struct {
		struct predict_rules rules;
		const char *typed;
		bool first, all; /* shown: the first key, and the last */
	} rows[] = {
		{{.text = true, .backspace = true, .moves = true}, "abcde", true, true},
		{{.backspace = true, .moves = true}, "abcde", false, false},
		{{.text = true, .max_chars = 3}, "abcde", true, false},
		{{.text = true, .max_chars = 5}, "abcde", true, true},
		{{.text = true, .timeout = MS(150)}, "abcde", true, true},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct world *w = world_new(&(struct world_cfg){
			.kind = PROGRAM_CAT, .rtt = MS(600), .latency = MS(2), .seed = 1 + i});
		world_run(w, SEC(2));
		predictor_set_rules(w->predictor, &rows[i].rules);
		world_text(w, "a", MS(10));
		CHECK(w, world_shows_left(w, "a") == rows[i].first);
		world_text(w, rows[i].typed + 1, MS(10));
		CHECK(w, world_shows_left(w, "e") == rows[i].all);
		if (rows[i].rules.timeout != 0) {
			world_run(w, MS(200));
			world_key(w, 'f');
			CHECK(w, !world_shows_left(w, "f"));
		}
		world_settle(w);
		CHECK(w, world_is_true(w));
		world_free(w);
	}
}

/* In an outage what was typed stays, and since when it waits is known. */
static void test_outage_keeps_text(void **state)
{
	(void)state;
	struct world *w = world_new(&(struct world_cfg){
		.kind = PROGRAM_CAT, .rtt = SEC(60), .latency = MS(2), .seed = 1});
	world_run(w, SEC(90));
	assert_int_equal(predictor_waits_since(w->predictor), 0);
	world_text(w, "kept", MS(100));
	usec_t first = w->now - MS(400);
	world_run(w, SEC(20));
	CHECK(w, world_shows_left(w, "t"));
	assert_true(predictor_waits_since(w->predictor) >= first - MS(10) &&
		    predictor_waits_since(w->predictor) <= first + MS(110));
	world_settle(w);
	world_run(w, SEC(120));
	CHECK(w, world_is_true(w));
	assert_int_equal(predictor_waits_since(w->predictor), 0);
	world_free(w);
}

/* A prompt known from another pane needs no evidence of its own; on another host it does. */
static void test_learned_is_shared(void **state)
{
	(void)state;
	struct learned *l = learned_new();
	for (int day = 0; day < 3; day++) {
		struct world *w = world_new(&(struct world_cfg){
			.kind = PROGRAM_SHELL, .rtt = MS(300), .latency = MS(2), .seed = 5});
		predictor_set_learned(w->predictor, l, day < 2 ? "far" : "elsewhere");
		world_run(w, SEC(2));
		world_text(w, "l", MS(10));
		CHECK(w, world_shows_left(w, "l") == (day == 1));
		world_text(w, "s -l", MS(400));
		world_settle(w);
		CHECK(w, world_is_true(w));
		world_free(w);
	}
	learned_free(l);
}

/* A new size, a scroll at the bottom, output of another program, a cleared screen, a paste. */
static void test_disturbances(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		for (int kind = 0; kind < 2; kind++) {
			struct world *w = world_new(
				&(struct world_cfg){.kind = kind ? PROGRAM_SHELL : PROGRAM_CAT,
					.rtt = MS(180),
					.jitter = MS(seed % 3 * 10),
					.latency = MS(2),
					.seed = seed,
					.rows = 6});
			for (int i = 0; i < 40; i++) {
				world_text(w, "ab c", MS(70));
				switch (rng_below(w->rng, 8)) {
				case 0:
					world_resize(w, (uint16_t)(30 + rng_below(w->rng, 30)),
						(uint16_t)(4 + rng_below(w->rng, 6)));
					break;
				case 1:
					world_output(w, "\r\nsomething happened\r\n");
					break;
				case 2:
					world_output(w, "\x1b[H\x1b[2J");
					break;
				case 3:
					world_paste(w, "pasted text");
					break;
				case 4:
				case 5:
					world_text(w, "\r", MS(10));
					break;
				default:
					world_run(w, MS(300));
					break;
				}
				CHECK(w, w->outside == 0);
			}
			world_settle(w);
			CHECK(w, world_is_true(w));
			world_free(w);
		}
	}
}

/* Backspace at a prompt takes nothing of it, however often; in a recalled line it shows after one
 * proof. */
static void test_prompt_is_not_eaten(void **state)
{
	struct buf b = {0};
	(void)state;
	struct world *w = world_new(&(struct world_cfg){
		.kind = PROGRAM_SHELL, .rtt = MS(200), .latency = MS(2), .seed = 1});
	world_text(w, "ab", MS(300));
	world_text(w, "\x7f\x7f\x7f\x7f\x7f", MS(90));
	assert_string_equal(world_row(w, 0, &b), "$");
	assert_int_equal(w->painted_wrong, 0);
	world_settle(w);
	world_text(w, "make\r", MS(100));
	world_run(w, MS(500));
	world_key(w, KEY_UP);
	world_run(w, MS(400));
	world_key(w, 0x7f);
	world_run(w, MS(400));
	world_key(w, 0x7f);
	assert_string_equal(world_row(w, 2, &b), "$ ma");
	world_settle(w);
	CHECK(w, world_is_true(w));
	world_free(w);
	buf_finish(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_law_truth_in_the_end),
		cmocka_unit_test(test_cooked_is_certain),
		cmocka_unit_test(test_erase_shows_at_once),
		cmocka_unit_test(test_cooked_wraps),
		cmocka_unit_test(test_password_is_never_painted),
		cmocka_unit_test(test_no_echo_draws_nothing),
		cmocka_unit_test(test_shell_shows_typing),
		cmocka_unit_test(test_editor_shows_typing),
		cmocka_unit_test(test_wrong_is_repaired),
		cmocka_unit_test(test_thresholds),
		cmocka_unit_test(test_stall_shows),
		cmocka_unit_test(test_never_draws_nothing),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_outage_keeps_text),
		cmocka_unit_test(test_learned_is_shared),
		cmocka_unit_test(test_disturbances),
		cmocka_unit_test(test_prompt_is_not_eaten),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
