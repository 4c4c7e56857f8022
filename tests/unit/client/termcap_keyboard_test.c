/* tests/unit/client/termcap_keyboard_test.c -- the keyboard of the user's terminal: asked for as far as
 * it is there, and given back as it was. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"
#include "client/termcap.h"
#include "window/term.h"
#include "window/keys.h"

static struct termcap *make(const char *name)
{
	struct termcap_cfg cfg = {.term = name, .utf8 = true, .fd = 1};
	struct termcap *t = NULL;
	char *err = NULL;
	if (termcap_new(&cfg, &t, &err) < 0) {
		print_message("no %s here: %s\n", name, err);
		free(err);
		skip();
	}
	return t;
}

static void check_asks(struct termcap *t, uint32_t flags, const char *want)
{
	struct buf out = {0};
	termcap_keyboard(t, flags, &out);
	if (strcmp(buf_str(&out), want) != 0) {
		fail_msg("flags %u: \"%s\", not \"%s\"", flags, buf_str(&out) + 1, want);
	}
	buf_finish(&out);
}

static void answer(struct termcap *t, const char *text)
{
	termcap_answer(t, bytes_str(text));
}

static void kitty(void **state)
{
	struct termcap *t = make("xterm-256color");
	(void)state;
	check_asks(t, 5, "");
	answer(t, "\033P>|kitty(0.32.2)\033\\");
	check_asks(t, 5, "");
	answer(t, "\033[?0u");
	check_asks(t, 5, "\033[>5u");
	assert_true(termcap_tells_keys(t));
	check_asks(t, 5, "");
	answer(t, "\033[?62c");
	check_asks(t, 5, "");
	check_asks(t, 31, "\033[=31;1u");
	check_asks(t, 0, "\033[<u");
	assert_false(termcap_tells_keys(t));
	check_asks(t, 0, "");
	check_asks(t, 5, "\033[>5u");
	termcap_free(t);
}

static void other_keys(void **state)
{
	static const struct {
		const char *name;
		bool has;
	} rows[] = {{"XTerm(379)", true}, {"tmux 3.4", true}, {"WezTerm 2024", true},
		{"VTE(7600)", false}, {"Konsole 23", false}, {"", false}};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct termcap *t = make("xterm-256color");
		char text[64];
		snprintf(text, sizeof(text), "\033P>|%s\033\\", rows[i].name);
		answer(t, text);
		check_asks(t, 5, ""); /* kitty's answer may still come */
		answer(t, "\033[?62;22c");
		check_asks(t, 5, rows[i].has ? "\033[>4;2m" : "");
		assert_int_equal(termcap_tells_keys(t), rows[i].has);
		check_asks(t, 31, "");
		check_asks(t, 0, rows[i].has ? "\033[>4m" : "");
		termcap_free(t);
	}
}

static void nothing_unasked(void **state)
{
	struct termcap *t = make("linux");
	struct buf out = {0};
	(void)state;
	termcap_ask(t, &out);
	assert_int_equal(out.len, 0);
	check_asks(t, 31, "");
	termcap_free(t);
	buf_finish(&out);
}

static void cells(void **state)
{
	static const char *const bad[] = {"\033[6;0;9t", "\033[6;18;0t", "\033[6;99999;9t", "\033[6;18t",
		"\033[8;24;80t", "\033[6;18;9"};
	struct termcap *t = make("xterm-256color");
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		answer(t, bad[i]);
		assert_int_equal(termcap_cell(t).cols, 0);
	}
	answer(t, "\033[6;18;9t");
	assert_int_equal(termcap_cell(t).cols, 9);
	assert_int_equal(termcap_cell(t).rows, 18);
	termcap_free(t);
}

static void hear(void *ctx, struct bytes b)
{
	buf_put(ctx, b.data, b.len);
}

/* Shows the terminal what was written, and tells the client what it answers. */
static void talk(struct termcap *t, struct term *outer, struct buf *out, struct buf *answers)
{
	term_write(outer, buf_bytes(out));
	buf_consume(out, out->len);
	struct input_decoder *d = input_decoder_new();
	struct input in;
	input_decoder_feed(d, buf_bytes(answers));
	while (input_decoder_next(d, &in)) {
		assert_int_equal(in.kind, INPUT_REPORT);
		termcap_answer(t, in.data);
	}
	buf_consume(answers, answers->len);
	input_decoder_free(d);
}

/* However it went, what was there before us is there afterwards; after a crash, too. */
static void given_back(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct rng_seed s;
		struct rng r = rng_seeded(&s, seed);
		struct buf out = {0}, answers = {0};
		struct term_cfg cfg = {.size = {80, 24}, .host = {.ctx = &answers, .answer = hear}};
		struct term *outer = term_new(&cfg);
		struct termcap *t = make("xterm-256color");
		uint32_t flags = 0, before = (uint32_t)rng_below(r, 32);
		buf_printf(&out, "\033[>%uu", before);
		talk(t, outer, &out, &answers);
		for (uint64_t life = rng_below(r, 3); life < 3; life++) {
			termcap_enter(t, &out);
			termcap_ask(t, &out);
			if (rng_below(r, 8) > 0) {
				talk(t, outer, &out, &answers);
			}
			for (uint64_t i = rng_below(r, 6); i > 0; i--) {
				flags = (uint32_t)rng_below(r, 32);
				termcap_keyboard(t, flags, &out);
				bool told = termcap_tells_keys(t);
				talk(t, outer, &out, &answers);
				if (told && (term_keyboard(outer) & KEYBOARD_KITTY) != flags) {
					fail_msg("seed %llu: asked for %u", (unsigned long long)seed, flags);
				}
			}
			if (rng_below(r, 2) == 0) {
				termcap_leave(t, &out);
			} else {
				struct bytes panic = termcap_panic(t);
				buf_put(&out, panic.data, panic.len);
				life = 3;
			}
			talk(t, outer, &out, &answers);
			if ((term_keyboard(outer) & KEYBOARD_KITTY) != before) {
				fail_msg("seed %llu: left with %x, not %x", (unsigned long long)seed,
					term_keyboard(outer), before);
			}
			assert_false(term_modes(outer) & (MODE_ALT_SCREEN | MODE_MOK1 | MODE_MOK2));
		}
		termcap_free(t);
		term_free(outer);
		buf_finish(&out);
		buf_finish(&answers);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kitty),
		cmocka_unit_test(other_keys),
		cmocka_unit_test(nothing_unasked),
		cmocka_unit_test(cells),
		cmocka_unit_test(given_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
