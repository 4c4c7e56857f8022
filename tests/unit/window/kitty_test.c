/* tests/unit/window/kitty_test.c -- kitty's keyboard protocol: what programs read with each set of
 * flags, as its document has it, and the flags that a screen remembers. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"
#include "window/kitty.h"
#include "window/term.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { D = KEYBOARD_DISAMBIGUATE, E = KEYBOARD_EVENTS, A = KEYBOARD_ALTERNATES, ALL = KEYBOARD_ALL,
	T = KEYBOARD_TEXT, DOWN = KEY_PRESSED, AGAIN = KEY_REPEATED, UP = KEY_RELEASED };

static void check(size_t row, keycode_t key, const struct key_detail *d, struct key_modes m,
	const char *want)
{
	uint8_t out[KEY_BYTES];
	size_t n = key_encode(key, d, m, out);
	if (n != strlen(want) || memcmp(out, want, n) != 0) {
		char name[32];
		fail_msg("row %zu: %s, flags %x: %.*s, not %s", row, key_name(key, name), m.keyboard,
			(int)(n > 1 ? n - 1 : 0), (const char *)out + 1, want + 1);
	}
}

/* Keys of a terminal that told nothing of them but themselves. */
static void plain_keys(void **state)
{
	static const struct {
		const char *name;
		uint32_t flags;
		const char *bytes;
	} rows[] = {
		/* disambiguate */
		{"a", D, "a"}, {"A", D, "A"}, {"\u00e9", D, "\u00e9"}, {"Space", D, " "}, {"S-Space", D, " "},
		{"Escape", D, "\033[27u"}, {"M-Escape", D, "\033[27;3u"},
		{"Enter", D, "\r"}, {"Tab", D, "\t"}, {"BSpace", D, "\177"},
		{"S-Enter", D, "\033[13;2u"}, {"C-Enter", D, "\033[13;5u"}, {"M-Enter", D, "\033[13;3u"},
		{"BTab", D, "\033[9;2u"}, {"C-Tab", D, "\033[9;5u"}, {"C-BTab", D, "\033[9;6u"},
		{"C-BSpace", D, "\033[127;5u"}, {"M-BSpace", D, "\033[127;3u"},
		{"C-a", D, "\033[97;5u"}, {"S-C-a", D, "\033[97;6u"}, {"M-a", D, "\033[97;3u"},
		{"M-A", D, "\033[97;4u"}, {"M-C-a", D, "\033[97;7u"}, {"Super-a", D, "\033[97;9u"},
		{"Hyper-a", D, "\033[97;17u"}, {"C-i", D, "\033[105;5u"}, {"C-m", D, "\033[109;5u"},
		{"C-[", D, "\033[91;5u"}, {"C-Space", D, "\033[32;5u"}, {"C-_", D, "\033[95;5u"},
		{"M-:", D, "\033[58;3u"}, {"C-\u00e9", D, "\033[233;5u"},
		{"Up", D, "\033[A"}, {"C-Up", D, "\033[1;5A"}, {"Home", D, "\033[H"},
		{"PPage", D, "\033[5~"}, {"S-DC", D, "\033[3;2~"}, {"F1", D, "\033[P"},
		{"F3", D, "\033[13~"}, {"C-F3", D, "\033[13;5~"}, {"F4", D, "\033[S"}, {"F5", D, "\033[15~"},
		{"F12", D, "\033[24~"}, {"F13", D, "\033[57376u"}, {"F35", D, "\033[57398u"},
		{"KP5", D, "5"}, {"C-KP5", D, "\033[57404;5u"}, {"KPEnter", D, "\033[57414u"},
		{"KPBegin", D, "\033[E"}, {"Menu", D, "\033[57363u"}, {"MediaPlay", D, "\033[57428u"},
		{"Print", D, "\033[57361u"}, {"LeftShift", D, ""}, {"CapsLock", D, ""},
		/* event types without disambiguation: characters as always */
		{"a", E, "a"}, {"C-a", E, "\001"}, {"Escape", E, "\033"}, {"M-a", E, "\033a"},
		{"Up", E, "\033[A"}, {"C-Up", E, "\033[1;5A"}, {"Enter", E, "\r"},
		/* these two alone change nothing */
		{"C-a", A, "\001"}, {"Up", A, "\033[A"}, {"C-a", T, "\001"}, {"Escape", A | T, "\033"},
		/* alternates: of letters the other case is known */
		{"M-A", D | A, "\033[97:65;4u"}, {"S-C-a", D | A, "\033[97:65;6u"}, {"C-a", D | A, "\033[97;5u"},
		{"M-:", D | A, "\033[58;3u"}, {"Up", D | A, "\033[A"},
		/* all keys */
		{"a", ALL, "\033[97u"}, {"A", ALL, "\033[97;2u"}, {"!", ALL, "\033[33u"},
		{"Enter", ALL, "\033[13u"}, {"Tab", ALL, "\033[9u"}, {"BSpace", ALL, "\033[127u"},
		{"Escape", ALL, "\033[27u"}, {"C-a", ALL, "\033[97;5u"}, {"KP5", ALL, "\033[57404u"},
		{"Up", ALL, "\033[A"}, {"LeftShift", ALL, "\033[57441u"}, {"CapsLock", ALL, "\033[57358u"},
		{"Level5Shift", ALL, "\033[57454u"}, {"VolumeMute", ALL, "\033[57440u"},
		/* and their text */
		{"a", ALL | T, "\033[97;;97u"}, {"A", ALL | T, "\033[97;2;65u"}, {"A", ALL | T | A, "\033[97:65;2;65u"},
		{"\u00e9", ALL | T, "\033[233;;233u"}, {"C-a", ALL | T, "\033[97;5u"}, {"M-a", ALL | T, "\033[97;3u"},
		{"Enter", ALL | T, "\033[13u"}, {"Escape", ALL | T, "\033[27u"}, {"KP5", ALL | T, "\033[57404;;53u"},
		{"Space", ALL | T, "\033[32;;32u"}, {"Up", ALL | T, "\033[A"}, {"a", D | T, "a"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		keycode_t key;
		assert_int_equal(key_parse(rows[i].name, &key), 0);
		check(i, key, NULL, (struct key_modes){0, rows[i].flags}, rows[i].bytes);
		/* What else a program set makes no difference, if the protocol has a word. */
		if (rows[i].flags & (D | ALL)) {
			uint32_t other = MODE_CURSOR_KEYS | MODE_KEYPAD | MODE_MOK2;
			check(i, key, NULL, (struct key_modes){other, rows[i].flags}, rows[i].bytes);
		}
	}
}

struct told_row {
	keycode_t key;
	struct key_detail d;
	uint32_t flags;
	const char *bytes;
};

/* Keys of a terminal that told all. */
static const struct told_row told_rows[] = {
	/* Shift+a */
#define SHIFT_A {.code = 97, .shifted = 65, .mods = KEYMOD_SHIFT, .text_len = 1, .text = "A"}
	{'A', SHIFT_A, 0, "A"}, {'A', SHIFT_A, D, "A"}, {'A', SHIFT_A, D | A, "A"},
	{'A', SHIFT_A, ALL, "\033[97;2u"}, {'A', SHIFT_A, ALL | A, "\033[97:65;2u"},
	{'A', SHIFT_A, ALL | T, "\033[97;2;65u"}, {'A', SHIFT_A, 31, "\033[97:65;2;65u"},
	/* Ctrl+Shift+- of a US keyboard */
#define UNDERSCORE {.code = '-', .shifted = '_', .mods = KEYMOD_CTRL | KEYMOD_SHIFT}
	{KEY_CTRL | '_', UNDERSCORE, 0, "\037"}, {KEY_CTRL | '_', UNDERSCORE, D, "\033[45;6u"},
	{KEY_CTRL | '_', UNDERSCORE, D | A, "\033[45:95;6u"},
	/* Ctrl and a Cyrillic key, where a US keyboard has c */
#define CYRILLIC {.code = 0x441, .layout = 'c', .mods = KEYMOD_CTRL}
	{KEY_CTRL | 'c', CYRILLIC, 0, "\003"}, {KEY_CTRL | 'c', CYRILLIC, D, "\033[1089;5u"},
	{KEY_CTRL | 'c', CYRILLIC, D | A, "\033[1089::99;5u"},
	/* actions */
	{KEY_CTRL | 'a', {.action = AGAIN, .code = 97, .mods = KEYMOD_CTRL}, 0, "\001"},
	{KEY_CTRL | 'a', {.action = AGAIN, .code = 97, .mods = KEYMOD_CTRL}, D, "\033[97;5u"},
	{KEY_CTRL | 'a', {.action = AGAIN, .code = 97, .mods = KEYMOD_CTRL}, D | E, "\033[97;5:2u"},
	{KEY_CTRL | 'a', {.action = UP, .code = 97, .mods = KEYMOD_CTRL}, 0, ""},
	{KEY_CTRL | 'a', {.action = UP, .code = 97, .mods = KEYMOD_CTRL}, D, ""},
	{KEY_CTRL | 'a', {.action = UP, .code = 97, .mods = KEYMOD_CTRL}, ALL, ""},
	{KEY_CTRL | 'a', {.action = UP, .code = 97, .mods = KEYMOD_CTRL}, E, "\033[97;5:3u"},
	{KEY_CTRL | 'a', {.action = UP, .code = 97, .mods = KEYMOD_CTRL}, D | E, "\033[97;5:3u"},
	{'a', {.action = DOWN, .code = 97}, D | E, "a"}, {'a', {.action = AGAIN, .code = 97}, D | E, "a"},
	{'a', {.action = UP, .code = 97}, D | E, "\033[97;1:3u"},
	{'a', {.action = DOWN, .code = 97}, ALL | E, "\033[97u"},
	{'a', {.action = AGAIN, .code = 97}, ALL | E, "\033[97;1:2u"},
	{'a', {.action = AGAIN, .code = 97}, ALL | E | T, "\033[97;1:2;97u"},
	{'a', {.action = UP, .code = 97}, ALL | E | T, "\033[97;1:3u"},
	{KEY_UP, {.action = AGAIN, .code = 57352}, D | E, "\033[1;1:2A"},
	{KEY_UP, {.action = UP, .code = 57352}, D | E, "\033[1;1:3A"},
	{KEY_UP, {.action = AGAIN, .code = 57352}, 0, "\033[A"},
	{KEY_DELETE, {.action = UP, .code = 57349, .mods = KEYMOD_SHIFT}, E, "\033[3;2:3~"},
	/* Enter, Tab and Backspace are let go unheard, unless all keys are asked for */
	{0x0d, {.action = UP, .code = 13}, D | E, ""}, {0x0d, {.action = AGAIN, .code = 13}, D | E, "\r"},
	{0x7f, {.action = UP, .code = 127}, D | E, ""}, {0x0d, {.action = UP, .code = 13}, ALL | E, "\033[13;1:3u"},
	{KEY_SHIFT | 0x0d, {.action = UP, .code = 13, .mods = KEYMOD_SHIFT}, D | E, "\033[13;2:3u"},
	/* locks: of keys that are characters only where all keys are asked for */
	{KEY_CTRL | 'a', {.code = 97, .mods = KEYMOD_CTRL | KEYMOD_CAPS}, D, "\033[97;5u"},
	{KEY_CTRL | 'a', {.code = 97, .mods = KEYMOD_CTRL | KEYMOD_CAPS}, ALL, "\033[97;69u"},
	{'a', {.code = 97, .mods = KEYMOD_NUM}, D, "a"}, {'a', {.code = 97, .mods = KEYMOD_NUM}, ALL, "\033[97;129u"},
	{0x0d, {.code = 13, .mods = KEYMOD_NUM}, D, "\r"}, {KEY_UP, {.code = 57352, .mods = KEYMOD_NUM}, D, "\033[1;129A"},
	/* the keypad without Num Lock, Meta that is not Alt, Shift itself */
	{KEY_LEFT, {.code = 57417}, D, "\033[57417u"}, {KEY_LEFT, {.code = 57417}, 0, "\033[D"},
	{KEY_META | 'x', {.code = 'x', .mods = KEYMOD_META}, D, "\033[120;33u"},
	{KEY_META | 'x', {.code = 'x', .mods = KEYMOD_META}, 0, "\033x"},
	{KEY_SHIFT | KEY_LEFT_SHIFT, {.code = 57441, .mods = KEYMOD_SHIFT}, ALL | E, "\033[57441;2u"},
	{KEY_LEFT_SHIFT, {.action = UP, .code = 57441}, ALL | E, "\033[57441;1:3u"},
	{KEY_LEFT_SHIFT, {.action = UP, .code = 57441}, D | E, ""},
	/* composed text, of a key or of none */
	{0xe2, {.code = 97, .text_len = 2, .text = "\u00e2"}, ALL | T, "\033[97;;226u"},
	{0xe2, {.code = 97, .text_len = 2, .text = "\u00e2"}, D, "\u00e2"},
	{KEY_NONE, {.text_len = 3, .text = "\u00e2z"}, ALL | T, "\033[0;;226:122u"},
	{KEY_NONE, {.text_len = 3, .text = "\u00e2z"}, 0, "\u00e2z"},
	{KEY_NONE, {.text_len = 3, .text = "\u00e2z"}, D, "\u00e2z"},
};

static void told_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(told_rows); i++) {
		const struct told_row *r = &told_rows[i];
		check(i, r->key, &r->d, (struct key_modes){0, r->flags}, r->bytes);
	}
}

static bool same_detail(const struct key_detail *a, const struct key_detail *b)
{
	return a->action == b->action && a->mods == b->mods && a->code == b->code &&
	       a->shifted == b->shifted && a->layout == b->layout && a->text_len == b->text_len &&
	       memcmp(a->text, b->text, a->text_len) == 0;
}

static struct key_detail any_detail(struct rng r)
{
	static const uint32_t codes[] = {9, 13, 27, 32, 127, 'a', 'z', '1', '-', 0xe9, 0x441, 0x4e2d};
	struct key_detail d = {.action = (uint8_t)rng_below(r, 3), .mods = (uint8_t)rng_u64(r)};
	d.code = rng_below(r, 2) == 0 ? codes[rng_below(r, COUNT(codes))]
				      : 57358 + (uint32_t)rng_below(r, 57455 - 57358);
	bool typed = (d.mods & ~(KEYMOD_SHIFT | KEYMOD_LOCKS)) == 0 && d.code < 57344;
	if ((d.mods & KEYMOD_SHIFT) != 0 && rng_below(r, 2) == 0 && d.code < 57344) {
		d.shifted = 0x20 + (uint32_t)rng_below(r, 0x5f);
	}
	if (rng_below(r, 3) == 0 && d.code < 57344) {
		d.layout = d.code == 'q' ? 'w' : 'q';
	}
	if (typed && d.action != UP && d.code >= 32 && d.code != 127) {
		d.text_len = 3;
		memcpy(d.text, "\u4e2d", 3);
	}
	return d;
}

/* With all flags nothing is lost: what is decoded tells what was encoded. */
static void all_flags_law(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 20000; seed++) {
		struct rng_seed s;
		struct rng r = rng_seeded(&s, seed);
		struct key_detail d = any_detail(r);
		uint8_t first[KEY_BYTES], again[KEY_BYTES];
		struct input in = {0};
		struct key_modes m = {0, KEYBOARD_KITTY};
		keycode_t key = kitty_key(d.code);
		if (d.code > 57344 && (key == KEY_NONE || kitty_number(key) != d.code)) {
			continue; /* the keypad's second names are told by their letters only here */
		}
		size_t n = key_encode(d.code > 57344 ? key : d.code, &d, m, first);
		struct input_decoder *dec = input_decoder_new();
		input_decoder_feed(dec, bytes_of(first, n));
		if (!input_decoder_next(dec, &in) || in.kind != INPUT_KEY) {
			fail_msg("seed %llu: %.*s is no key", (unsigned long long)seed, (int)n, first + 1);
		}
		bool told = in.detail.code != 0 && d.code < 57344;
		if (told && !same_detail(&in.detail, &d)) {
			fail_msg("seed %llu: %.*s told otherwise", (unsigned long long)seed, (int)n, first + 1);
		}
		size_t len = key_encode(in.key, &in.detail, m, again);
		if (len != n || memcmp(first, again, n) != 0) {
			fail_msg("seed %llu: %.*s is %.*s", (unsigned long long)seed, (int)n, first + 1, (int)len,
				again + 1);
		}
		input_decoder_free(dec);
	}
}

static void numbers(void **state)
{
	(void)state;
	for (uint32_t n = 57344; n < 57500; n++) {
		keycode_t key = kitty_key(n);
		uint32_t back = kitty_number(key);
		/* The keypad's keys that move have the numbers of those that do. */
		bool keypad = n >= 57417 && n <= 57426;
		assert_true(key == KEY_NONE || back == n || (keypad && back < 57358));
		assert_true((key != KEY_NONE) == ((n >= 57348 && n <= 57454)));
	}
	assert_int_equal(kitty_number(KEY_FOCUS_IN), 0);
	assert_int_equal(kitty_number('a'), 0);
}

static void stack_rows(void **state)
{
	struct kitty_stack k = {0};
	(void)state;
	kitty_set(&k, 5, 1);
	kitty_push(&k, 31);
	kitty_push(&k, 1);
	assert_int_equal(kitty_flags(&k), 1);
	kitty_pop(&k, 2);
	assert_int_equal(kitty_flags(&k), 5);
	kitty_pop(&k, 1); /* emptied: no flags */
	assert_int_equal(kitty_flags(&k), 0);
	for (uint32_t i = 1; i <= 20; i++) {
		kitty_push(&k, i);
	}
	kitty_pop(&k, 7);
	assert_int_equal(kitty_flags(&k), 13);
	kitty_pop(&k, UINT32_MAX);
	assert_int_equal(kitty_flags(&k), 0);
	kitty_set(&k, 3, 7);
	assert_int_equal(kitty_flags(&k), 0);
	kitty_push(&k, UINT32_MAX);
	assert_int_equal(kitty_flags(&k), 31);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_keys),
		cmocka_unit_test(told_keys),
		cmocka_unit_test(all_flags_law),
		cmocka_unit_test(numbers),
		cmocka_unit_test(stack_rows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
