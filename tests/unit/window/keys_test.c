/* tests/unit/window/keys_test.c -- names of keys, and what programs read for keys and mouse. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

#include "base/err.h"
#include "base/rng.h"
#include "window/keys.h"
#include "window/term.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* What tmux 3.3a makes of a name that bind-key is given: the one that list-keys prints. But C-i, C-m
 * and C-[ stay what they are, since today's terminals tell them from Tab, Enter and Escape. */
static void names_of_tmux(void **state)
{
	static const char *const rows[][2] = {
		{"a", "a"}, {"A", "A"}, {"C-a", "C-a"}, {"C-A", "C-a"}, {"^a", "C-a"}, {"^A", "C-a"},
		{"M-a", "M-a"}, {"M-A", "M-A"}, {"S-a", "S-a"}, {"C-M-a", "M-C-a"}, {"M-C-a", "M-C-a"},
		{"C-S-Left", "C-S-Left"}, {"S-C-Left", "C-S-Left"}, {"S-M-Left", "M-S-Left"},
		{"S-M-C-Up", "C-M-S-Up"}, {"c-a", "C-a"}, {"m-a", "M-a"}, {"s-left", "S-Left"},
		{"F1", "F1"}, {"F12", "F12"}, {"f1", "F1"}, {"IC", "IC"}, {"Insert", "IC"},
		{"insert", "IC"}, {"DC", "DC"}, {"Delete", "DC"}, {"Home", "Home"}, {"End", "End"},
		{"NPage", "NPage"}, {"PageDown", "NPage"}, {"PgDn", "NPage"}, {"pgdn", "NPage"},
		{"PPage", "PPage"}, {"PageUp", "PPage"}, {"PgUp", "PPage"}, {"Tab", "Tab"},
		{"BTab", "BTab"}, {"S-Tab", "S-Tab"}, {"C-Tab", "C-Tab"}, {"Space", "Space"},
		{"BSpace", "BSpace"}, {"Enter", "Enter"}, {"Escape", "Escape"}, {"Up", "Up"},
		{"KP0", "KP0"}, {"KP9", "KP9"}, {"KP/", "KP/"}, {"KP*", "KP*"}, {"KP-", "KP-"},
		{"KP+", "KP+"}, {"KP.", "KP."}, {"KPEnter", "KPEnter"}, {"KPenter", "KPEnter"},
		{"Any", "Any"}, {"any", "Any"}, {"C-Space", "C-Space"}, {"C-@", "C-Space"},
		{"^@", "C-Space"}, {"^Space", "C-Space"}, {"^[", "C-["}, {"C-[", "C-["},
		{"C-]", "C-]"}, {"C-\\", "C-\\"}, {"C-^", "C-^"}, {"^^", "C-^"}, {"C-_", "C-_"},
		{"C-?", "C-?"}, {"^?", "C-?"}, {"^", "^"}, {"-", "-"}, {"C--", "C--"}, {"M--", "M--"},
		{"%", "%"}, {"0x41", "A"}, {"0x1", "C-a"}, {"0x0", "C-Space"}, {"0x1b", "Escape"},
		{"0xe9", "\u00e9"}, {"0x20ac", "\u20ac"}, {"\u00e9", "\u00e9"}, {"M-\u00e9", "M-\u00e9"},
		{"C-\u00e9", "C-\u00e9"}, {"C-1", "C-1"}, {"C-;", "C-;"}, {"C-,", "C-,"}, {"C-!", "C-!"},
		{"C-`", "C-`"}, {"C-i", "C-i"}, {"C-m", "C-m"}, {"C-j", "C-j"}, {"C-h", "C-h"},
		{"C-Enter", "C-Enter"}, {"C-BSpace", "C-BSpace"}, {"M-BSpace", "M-BSpace"},
		{"S-Space", "S-Space"}, {"C-M-Space", "M-C-@"}, {"S-C-Space", "S-C-@"},
		{"User0", "User0"}, {"User999", "User999"}, {"User05", "User5"}, {"M-User1", "M-User1"},
		{"M-S-C-a", "M-S-C-a"}, {"C-M-1", "C-M-1"}, {"C-M-S-1", "C-M-S-1"},
		{"C-M-[", "M-C-["}, {"C-M-i", "M-C-i"}, {"C-S-m", "S-C-m"}, {"C-M-]", "M-C-]"},
		{"C-M-\\", "M-C-\\"}, {"C-M-?", "M-C-?"}, {"C-M-,", "C-M-,"}, {"^Left", "C-Left"},
		{"C-C-a", "C-a"}, {"C-M-\u00e9", "C-M-\u00e9"}, {"0x9", "Tab"}, {"0xA", "C-j"},
		{"0x1c", "C-\\"}, {"C-M-Tab", "C-M-Tab"}, {"C-KP5", "C-KP5"}, {"S-BTab", "S-BTab"},
		{"MouseDown1Pane", "MouseDown1Pane"}, {"mousedown1pane", "MouseDown1Pane"},
		{"WheelUpPane", "WheelUpPane"}, {"WheelDownStatus", "WheelDownStatus"},
		{"DoubleClick1Pane", "DoubleClick1Pane"}, {"SecondClick1Pane", "SecondClick1Pane"},
		{"TripleClick3Border", "TripleClick3Border"}, {"MouseDragEnd1Pane", "MouseDragEnd1Pane"},
		{"MouseDrag1Border", "MouseDrag1Border"}, {"MouseUp2StatusLeft", "MouseUp2StatusLeft"},
		{"MouseDown11Pane", "MouseDown11Pane"}, {"C-M-S-WheelUpPane", "C-M-S-WheelUpPane"},
		{"MouseDown1StatusRight", "MouseDown1StatusRight"},
		{"MouseDown1StatusDefault", "MouseDown1StatusDefault"},
		{"F13", "F13"}, {"F35", "F35"}, {"S-F24", "S-F24"}, {"KP=", "KP="}, {"kp,", "KP,"},
		{"KPBegin", "KPBegin"}, {"CapsLock", "CapsLock"}, {"Menu", "Menu"},
		{"MediaPrevious", "MediaPrevious"}, {"VolumeUp", "VolumeUp"}, {"LeftSuper", "LeftSuper"},
		{"Super-a", "Super-a"}, {"Hyper-a", "Hyper-a"}, {"Super-Hyper-C-M-S-Up", "Super-Hyper-C-M-S-Up"},
		{"\U0001f600", "\U0001f600"}, {"\u4e2d", "\u4e2d"}, {"M-[", "M-["}, {"M-O", "M-O"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		keycode_t key;
		char name[32];
		if (key_parse(rows[i][0], &key) != 0) {
			fail_msg("refused: %s", rows[i][0]);
		}
		assert_string_equal(key_name(key, name), rows[i][1]);
	}
}

static void no_names(void **state)
{
	static const char *const rows[] = {"", "F36", "F0", "Backspace", "Return", "Esc", "[NUL]",
		"ab", "C-", "M-", "C-M-", "C-~", "C-{", "C-\"", "C-$", "C-%", "C-&", "C-*", "C-|", "C-}",
		"0x", "0xZZ", "0X41", "0x80", "0xd800", "0x110000", "0x-1", "0x 1", "C-0x41", "M-0x1",
		"User", "User1000", "user5", "User-1", "^ab", "M-^a", "e\xcc\x81", "\xff", "\xc3", "\x01",
		"MouseMovePane", "MouseDown4Pane", "MouseDown0Pane", "MouseDown12Pane", "WheelUp1Pane",
		"MouseDown1", "Mouse", "C-Any", "C-None"};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		keycode_t key = 12345;
		if (key_parse(rows[i], &key) != ERR_ARG || key != 12345) {
			fail_msg("taken: %s", rows[i]);
		}
	}
}

static keycode_t random_key(struct rng r)
{
	keycode_t mods = (keycode_t)rng_below(r, 32) << 24;
	switch (rng_below(r, 4)) {
	case 0:
		return mods | (keycode_t)(KEY_NONE + 1 + rng_below(r, KEY_ANY - KEY_NONE - 1));
	case 1:
		return mods | (keycode_t)(0xa0 + rng_below(r, 0xd800 - 0xa0));
	case 2:
		return mods | (keycode_t)(KEY_USER + rng_below(r, 1000));
	default:
		return mods | (keycode_t)rng_below(r, 0x80);
	}
}

/* Whatever is printed parses to the same key. */
static void name_law(void **state)
{
	struct rng_seed s;
	struct rng r = rng_seeded(&s, 5);
	(void)state;
	for (int i = 0; i < 50000; i++) {
		keycode_t key = key_normal(random_key(r)), back;
		keycode_t base = key & KEY_BASE;
		char name[32];
		bool none = (key & KEY_CTRL) != 0 && base < 0x7f && base > ' ' &&
		            strchr("\"$%&*{|}~", (int)base) != NULL;
		assert_true(key_normal(key) == key);
		int got = key_parse(key_name(key, name), &back);
		if (none ? got != ERR_ARG : got != 0 || back != key) {
			fail_msg("%x is named %s, which is %d %x", key, name, got, back);
		}
	}
}

static void name_is_bounded(void **state)
{
	struct rng_seed s;
	struct rng r = rng_seeded(&s, 6);
	(void)state;
	for (int i = 0; i < 50000; i++) {
		char name[32];
		memset(name, 'x', sizeof(name));
		key_name((keycode_t)rng_u64(r), name);
		assert_true(strnlen(name, 32) > 0 && strnlen(name, 32) < 32);
	}
	char name[32];
	assert_string_equal(key_name(0xd800, name), "Unknown");
	assert_string_equal(key_name(0x00ffffff, name), "Unknown");
}

static void check_key(const char *name, uint32_t modes, const char *expect, size_t len)
{
	keycode_t key;
	uint8_t out[KEY_BYTES];
	assert_int_equal(key_parse(name, &key), 0);
	size_t n = key_encode(key, NULL, (struct key_modes){modes, 0}, out);
	if (n != len || memcmp(out, expect, n) != 0) {
		fail_msg("%s in %x: %zu bytes, %.*s", name, modes, n, (int)n, (const char *)out);
	}
}

static void keys_as_xterm(void **state)
{
	static const struct {
		const char *name;
		uint32_t modes;
		const char *bytes;
	} rows[] = {
		{"a", 0, "a"}, {"\u4e2d", 0, "\u4e2d"}, {"M-a", 0, "\033a"}, {"M-\u00e9", 0, "\033\u00e9"},
		{"C-a", 0, "\001"}, {"C-z", 0, "\032"}, {"C-\\", 0, "\034"}, {"C-]", 0, "\035"},
		{"C-^", 0, "\036"}, {"C-_", 0, "\037"}, {"C-?", 0, "\177"}, {"C-/", 0, "\037"},
		{"C-3", 0, "\033"}, {"C-8", 0, "\177"}, {"C-1", 0, "1"}, {"C-;", 0, ";"},
		{"M-C-a", 0, "\033\001"}, {"S-a", 0, "A"}, {"M-S-a", 0, "\033A"}, {"S-Space", 0, " "},
		{"Enter", 0, "\r"}, {"Enter", MODE_NEWLINE, "\r\n"}, {"M-Enter", 0, "\033\r"},
		{"Tab", 0, "\t"}, {"Escape", 0, "\033"}, {"BSpace", 0, "\177"}, {"C-BSpace", 0, "\b"},
		{"M-BSpace", 0, "\033\177"}, {"BTab", 0, "\033[Z"}, {"S-Tab", 0, "\033[Z"},
		{"C-BTab", 0, "\033[1;6Z"}, {"M-Escape", 0, "\033\033"},
		{"Up", 0, "\033[A"}, {"Up", MODE_CURSOR_KEYS, "\033OA"}, {"C-Up", 0, "\033[1;5A"},
		{"C-Up", MODE_CURSOR_KEYS, "\033[1;5A"}, {"S-Left", 0, "\033[1;2D"},
		{"M-Right", 0, "\033[1;3C"}, {"C-M-S-Down", 0, "\033[1;8B"},
		{"Home", 0, "\033[H"}, {"Home", MODE_CURSOR_KEYS, "\033OH"}, {"End", 0, "\033[F"},
		{"S-End", 0, "\033[1;2F"}, {"F1", 0, "\033OP"}, {"F4", MODE_CURSOR_KEYS, "\033OS"},
		{"S-F1", 0, "\033[1;2P"}, {"F5", 0, "\033[15~"}, {"F12", 0, "\033[24~"},
		{"C-F5", 0, "\033[15;5~"}, {"IC", 0, "\033[2~"}, {"DC", 0, "\033[3~"},
		{"PPage", 0, "\033[5~"}, {"C-NPage", 0, "\033[6;5~"}, {"KP5", 0, "5"},
		{"KP5", MODE_KEYPAD, "\033Ou"}, {"KPEnter", 0, "\r"}, {"KPEnter", MODE_KEYPAD, "\033OM"},
		{"KP+", MODE_KEYPAD, "\033Ok"}, {"KP-", MODE_KEYPAD, "\033Om"}, {"KP*", 0, "*"},
		{"KP/", MODE_KEYPAD, "\033Oo"}, {"KP.", MODE_KEYPAD, "\033On"}, {"M-KP1", 0, "\0331"},
		{"FocusIn", MODE_FOCUS, "\033[I"}, {"FocusOut", MODE_FOCUS, "\033[O"}, {"FocusIn", 0, ""},
		{"Any", 0, ""}, {"User1", 0, ""}, {"WheelUpPane", 0, ""},
		{"a", MODE_MOK2, "a"}, {"S-a", MODE_MOK2, "A"}, {"C-a", MODE_MOK1, "\001"},
		{"C-a", MODE_MOK2, "\033[27;5;97~"}, {"M-a", MODE_MOK1, "\033a"},
		{"M-a", MODE_MOK2, "\033[27;3;97~"}, {"C-1", MODE_MOK1, "\033[27;5;49~"},
		{"C-;", MODE_MOK1, "\033[27;5;59~"}, {"S-C-a", MODE_MOK2, "\033[27;6;65~"},
		{"S-Enter", MODE_MOK1, "\033[27;2;13~"}, {"C-Enter", MODE_MOK2, "\033[27;5;13~"},
		{"C-Tab", MODE_MOK1, "\033[27;5;9~"}, {"S-Tab", MODE_MOK2, "\033[Z"},
		{"Enter", MODE_MOK2, "\r"}, {"C-Up", MODE_MOK2, "\033[1;5A"}, {"C-3", MODE_MOK1, "\033"},
		{"C-i", 0, "\t"}, {"C-m", 0, "\r"}, {"C-m", MODE_NEWLINE, "\r"}, {"C-[", 0, "\033"},
		{"C-i", MODE_MOK1, "\t"}, {"C-i", MODE_MOK2, "\033[27;5;105~"},
		{"C-[", MODE_MOK2, "\033[27;5;91~"}, {"M-C-m", 0, "\033\r"},
		{"F13", 0, "\033[1;2P"}, {"F24", 0, "\033[24;2~"}, {"F25", 0, "\033[1;5P"},
		{"F35", 0, "\033[23;5~"}, {"C-F13", 0, "\033[1;6P"}, {"Menu", 0, "\033[29~"},
		{"KPBegin", 0, "\033[E"}, {"KPBegin", MODE_CURSOR_KEYS, "\033OE"}, {"KP=", 0, "="},
		{"KP,", MODE_KEYPAD, "\033Ol"}, {"Hyper-Up", 0, "\033[1;17A"}, {"Super-F1", 0, "\033[1;9P"},
		{"MediaPlay", 0, ""}, {"CapsLock", 0, ""}, {"LeftShift", 0, ""},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		check_key(rows[i].name, rows[i].modes, rows[i].bytes, strlen(rows[i].bytes));
	}
	check_key("C-Space", 0, "\0", 1);
	check_key("M-C-@", 0, "\033\0", 2);
	check_key("C-2", 0, "\0", 1);
}

/* C-i and Tab and the like. */
static void pairs(void **state)
{
	static const char *const rows[][3] = { /* key, its plain form, its twin */
		{"C-i", "Tab", "Tab"}, {"Tab", "Tab", "C-i"}, {"C-m", "Enter", "Enter"},
		{"Enter", "Enter", "C-m"}, {"C-[", "Escape", "Escape"}, {"Escape", "Escape", "C-["},
		{"M-C-i", "M-Tab", "M-Tab"}, {"M-Enter", "M-Enter", "M-C-m"}, {"C-Tab", "C-Tab", "None"},
		{"C-j", "C-j", "None"}, {"a", "a", "None"}, {"i", "i", "None"}, {"M-[", "M-[", "None"},
		{"BTab", "BTab", "None"}, {"F1", "F1", "None"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		keycode_t key;
		char name[32];
		assert_int_equal(key_parse(rows[i][0], &key), 0);
		assert_string_equal(key_name(key_plain(key), name), rows[i][1]);
		assert_string_equal(key_name(key_twin(key), name), rows[i][2]);
	}
}

static void encode_is_bounded(void **state)
{
	struct rng_seed s;
	struct rng r = rng_seeded(&s, 7);
	(void)state;
	for (int i = 0; i < 50000; i++) {
		uint8_t out[KEY_BYTES];
		struct key_modes modes = {(uint32_t)rng_u64(r), (uint32_t)rng_u64(r)};
		struct key_detail d = {.action = (uint8_t)rng_below(r, 3), .mods = (uint8_t)rng_u64(r),
			.code = (uint32_t)rng_u64(r), .shifted = (uint32_t)rng_u64(r),
			.layout = (uint32_t)rng_u64(r), .text_len = (uint8_t)rng_below(r, LIMIT_KEY_TEXT + 1)};
		rng_fill(r, d.text, sizeof(d.text));
		size_t n = key_encode((keycode_t)rng_u64(r), &d, modes, out);
		assert_true(n <= KEY_BYTES);
		struct mouse m = {.kind = (uint8_t)rng_below(r, 5), .button = (uint8_t)rng_u64(r),
			.mods = (uint32_t)rng_u64(r), .x = (uint16_t)rng_u64(r), .y = (uint16_t)rng_u64(r)};
		struct size cell = {(uint16_t)rng_u64(r), (uint16_t)rng_u64(r)};
		assert_true(mouse_encode(&m, (uint32_t)rng_u64(r), cell, out) <= 32);
	}
}

static void a_vt52_has_few_keys(void **state)
{
	static const struct {
		const char *name;
		uint32_t modes;
		const char *bytes;
	} rows[] = {
		{"Up", 0, "\033A"}, {"Down", MODE_CURSOR_KEYS, "\033B"}, {"Right", 0, "\033C"},
		{"Left", 0, "\033D"}, {"F1", 0, "\033P"}, {"F4", MODE_KEYPAD, "\033S"}, {"KP5", 0, "5"},
		{"KP0", MODE_KEYPAD, "\033?p"}, {"KPEnter", MODE_KEYPAD, "\033?M"},
		{"KP,", MODE_KEYPAD, "\033?l"}, {"F6", 0, "\033[17~"}, {"C-Up", 0, "\033[1;5A"},
		{"a", 0, "a"}, {"C-a", 0, "\001"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		keycode_t key;
		uint8_t out[KEY_BYTES];
		assert_int_equal(key_parse(rows[i].name, &key), 0);
		size_t n = key_encode(key, NULL, (struct key_modes){rows[i].modes, KEYBOARD_VT52}, out);
		assert_int_equal(n, strlen(rows[i].bytes));
		assert_memory_equal(out, rows[i].bytes, n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_vt52_has_few_keys),
		cmocka_unit_test(names_of_tmux),
		cmocka_unit_test(no_names),
		cmocka_unit_test(name_law),
		cmocka_unit_test(name_is_bounded),
		cmocka_unit_test(keys_as_xterm),
		cmocka_unit_test(encode_is_bounded),
		cmocka_unit_test(pairs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
