/* tests/unit/client/prompt_test.c -- the prompt's keys, templates and history. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "base/width.h"
#include "client/overlay.h"

#define CTRL(c) (KEY_CTRL | (c))

static void type(struct prompt *p, const char *text)
{
	char *command = NULL;
	for (size_t i = 0, n; text[i] != '\0'; i += n) {
		uint32_t cp = utf8_decode(text + i, strlen(text + i), &n);
		assert_int_equal(prompt_key(p, cp, &command), PROMPT_MORE);
	}
}

static void key(struct prompt *p, keycode_t k)
{
	char *command = NULL;
	assert_int_equal(prompt_key(p, k, &command), PROMPT_MORE);
}

/* What Enter makes of it. */
static char *enter(struct prompt *p)
{
	char *command = NULL;
	assert_int_equal(prompt_key(p, 0x0d, &command), PROMPT_DONE);
	assert_false(p->active);
	return command;
}

static void test_editing(void **state)
{
	static const struct {
		const char *initial, *typed;
		keycode_t keys[6];
		const char *result;
		size_t at;
	} rows[] = {
		{"", "abc", {0}, "abc", 3},
		{"abc", "d", {0}, "abcd", 4},
		{"abc", "", {KEY_LEFT, 'x'}, "abxc", 3},
		{"abc", "", {CTRL('b'), CTRL('b'), CTRL('f'), 'x'}, "abxc", 3},
		{"abc", "", {CTRL('a'), 'x'}, "xabc", 1},
		{"abc", "", {KEY_HOME, KEY_LEFT, KEY_END, KEY_RIGHT, 'x'}, "abcx", 4},
		{"abc", "", {0x7f}, "ab", 2},
		{"abc", "", {CTRL('a'), 0x7f}, "abc", 0},
		{"abc", "", {KEY_LEFT, CTRL('h')}, "ac", 1},
		{"abc", "", {CTRL('a'), KEY_DELETE}, "bc", 0},
		{"abc", "", {CTRL('d')}, "abc", 3},
		{"abc", "", {KEY_LEFT, CTRL('k')}, "ab", 2},
		{"abc", "", {KEY_LEFT, CTRL('u')}, "", 0},
		{"one two  ", "", {CTRL('w')}, "one ", 4},
		{"one two", "", {CTRL('w'), CTRL('w'), CTRL('w')}, "", 0},
		{"one two", "", {KEY_LEFT, CTRL('w')}, "one o", 4},
		{"", "e\xcc\x81中", {KEY_LEFT, 0x7f}, "中", 0},
		{"", "🇩🇪x", {KEY_LEFT, 0x7f}, "x", 0},
		{"a", "", {KEY_F1, KEY_META | 'q', 0x09}, "a", 1},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct prompt p = {0};
		prompt_open(&p, "(x) ", rows[i].initial, "%%", false);
		type(&p, rows[i].typed);
		for (size_t k = 0; k < 6 && rows[i].keys[k] != 0; k++) {
			key(&p, rows[i].keys[k]);
		}
		assert_int_equal(p.at, rows[i].at);
		char *got = enter(&p);
		assert_string_equal(got, rows[i].result);
		free(got);
		prompt_finish(&p);
	}
}

static void test_templates(void **state)
{
	static const struct {
		const char *template, *typed, *command;
	} rows[] = {
		{"%%", "new-window", "new-window"},
		{"rename-window \"%%\"", "a b", "rename-window \"a b\""},
		{"rename-window '%1' ; display '%1'", "x", "rename-window 'x' ; display 'x'"},
		{"rename-window \"%%%\"", "say \"hi\" $x; ~\\",
			"rename-window \"say \\\"hi\\\" \\$x\\; \\~\\\\\""},
		{"rename-window \"%%\"", "a\"b", "rename-window \"a\"b\""},
		{"%%%", "", ""},
		{"50% of %", "x", "50% of %"},
		{"%2 %", "x", "%2 %"},
		{"none", "x", "none"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct prompt p = {0};
		prompt_open(&p, "", rows[i].typed, rows[i].template, false);
		char *got = enter(&p);
		assert_string_equal(got, rows[i].command);
		free(got);
		prompt_finish(&p);
	}
}

static void run(struct prompt *p, const char *text)
{
	prompt_open(p, "", text, "%%", false);
	free(enter(p));
}

static void test_history(void **state)
{
	struct prompt p = {0};
	(void)state;
	run(&p, "first");
	run(&p, "second");
	run(&p, "second");
	run(&p, "");
	prompt_open(&p, "", "draft", "%%", false);
	key(&p, KEY_UP);
	assert_string_equal(buf_str(&p.text), "second");
	key(&p, CTRL('p'));
	assert_string_equal(buf_str(&p.text), "first");
	key(&p, KEY_UP);
	assert_string_equal(buf_str(&p.text), "first");
	key(&p, CTRL('n'));
	assert_string_equal(buf_str(&p.text), "second");
	key(&p, KEY_DOWN);
	key(&p, KEY_DOWN);
	assert_string_equal(buf_str(&p.text), "");
	for (int i = 0; i < 150; i++) {
		char text[2] = {(char)('a' + i % 26), '\0'};
		run(&p, text);
	}
	assert_int_equal(p.history_count, 100);
	assert_string_equal(p.history[99], "t");
	prompt_finish(&p);
}

static void test_cancels(void **state)
{
	static const keycode_t keys[] = {0x1b, CTRL('c'), CTRL('g')};
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct prompt p = {0};
		char *command = NULL;
		prompt_open(&p, "", "text", "%%", false);
		assert_int_equal(prompt_key(&p, keys[i], &command), PROMPT_CANCELLED);
		assert_null(command);
		assert_false(p.active);
		assert_int_equal(p.history_count, 0);
		prompt_finish(&p);
	}
}

static void test_confirms(void **state)
{
	static const struct {
		keycode_t key;
		bool runs;
	} rows[] = {{'y', true}, {'Y', true}, {'n', false}, {0x1b, false}, {'x', false}};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct prompt p = {0};
		char *command = NULL;
		prompt_open(&p, "kill? (y/n)", "", "kill-pane", true);
		prompt_paste(&p, bytes_of("yyy", 3));
		assert_true(p.active);
		assert_int_equal(prompt_key(&p, rows[i].key, &command),
			rows[i].runs ? PROMPT_DONE : PROMPT_CANCELLED);
		if (rows[i].runs) {
			assert_string_equal(command, "kill-pane");
		}
		free(command);
		assert_false(p.active);
		prompt_finish(&p);
	}
}

static void test_paste(void **state)
{
	struct prompt p = {0};
	static uint8_t much[10000];
	(void)state;
	prompt_open(&p, "", "ab", "%%", false);
	key(&p, KEY_LEFT);
	prompt_paste(&p, bytes_of("x\r\ny\x1b\xe4\xb8\xad", 8));
	assert_string_equal(buf_str(&p.text), "axy中b");
	memset(much, 'm', sizeof(much));
	prompt_paste(&p, bytes_of(much, sizeof(much)));
	assert_int_equal(p.text.len, 4096);
	key(&p, 'z'); /* no room */
	assert_int_equal(p.text.len, 4096);
	prompt_finish(&p);
}

static void test_draw(void **state)
{
	struct style style = {.bg = COLOUR_INDEX(3)};
	struct canvas *c = canvas_new((struct size){20, 3});
	struct rect row = {2, 1, 16, 1};
	struct prompt p = {0};
	(void)state;
	prompt_open(&p, "(name) ", "ab", "%%", false);
	prompt_draw(&p, c, row, &style);
	assert_int_equal(canvas_at(c, 2, 1)->text, '(');
	assert_int_equal(canvas_at(c, 9, 1)->text, 'a');
	assert_true(c->cursor.visible);
	assert_int_equal(c->cursor.x, 11);
	assert_int_equal(c->cursor.y, 1);
	type(&p, "cdefghijklmn"); /* longer than the row: its end is shown */
	prompt_draw(&p, c, row, &style);
	assert_int_equal(c->cursor.x, 17);
	assert_int_equal(canvas_at(c, 16, 1)->text, 'n');
	key(&p, CTRL('a'));
	prompt_draw(&p, c, row, &style);
	assert_int_equal(c->cursor.x, 9);
	assert_int_equal(canvas_at(c, 9, 1)->text, 'a');
	assert_int_equal(canvas_at(c, 18, 1)->text, 0);
	canvas_free(c);
	prompt_finish(&p);
}

/* Any keys: the cursor stands between clusters of valid text and within the row. */
static void test_law_any_keys(void **state)
{
	static const keycode_t some[] = {'a', ' ', 0x4e2d, 0x0301, 0x1f1e9, 0x7f, KEY_LEFT,
		KEY_RIGHT, KEY_DELETE, KEY_HOME, KEY_END, CTRL('w'), CTRL('k'), KEY_UP, KEY_DOWN,
		0x1f600, 0x200d};
	(void)state;
	for (uint64_t seed = 1; seed <= 50; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		struct style style = {0};
		struct prompt p = {0};
		struct canvas *c = canvas_new((struct size){(uint16_t)(1 + rng_below(rng, 12)), 1});
		run(&p, "old text");
		prompt_open(&p, "(l) ", "", "%%", false);
		for (int i = 0; i < 80; i++) {
			key(&p, some[rng_below(rng, sizeof(some) / sizeof(some[0]))]);
			prompt_draw(&p, c, (struct rect){0, 0, c->size.cols, 1}, &style);
			if (c->cursor.x >= c->size.cols || p.at > p.text.len) {
				print_message("seed %llu key %d\n", (unsigned long long)seed, i);
			}
			assert_true(c->cursor.x < c->size.cols && p.at <= p.text.len);
		}
		canvas_free(c);
		prompt_finish(&p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_editing),
		cmocka_unit_test(test_templates),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_cancels),
		cmocka_unit_test(test_confirms),
		cmocka_unit_test(test_paste),
		cmocka_unit_test(test_draw),
		cmocka_unit_test(test_law_any_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
