/* tests/unit/window/input_decoder_test.c -- bytes of users' terminals to events. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/rng.h"
#include "window/keys.h"
#include "window/limits.h"
#include "window/term.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define CHECK_SEED(seed, cond)                                             \
	do {                                                                   \
		if (!(cond)) {                                                     \
			fail_msg("seed %llu: %s", (unsigned long long)(seed), #cond); \
		}                                                                  \
	} while (0)

/* Writes an event as text, so that lists of events are compared as strings. */
static void event_text(const struct input *in, struct buf *out)
{
	char name[32];
	switch (in->kind) {
	case INPUT_KEY:
		buf_puts(out, in->detail.action == KEY_REPEATED ? "again:" : "");
		buf_puts(out, in->detail.action == KEY_RELEASED ? "up:" : "");
		buf_printf(out, "%s ", key_name(in->key, name));
		break;
	case INPUT_MOUSE:
		buf_printf(out, "mouse:%d:%d:%x:%d:%d ", in->mouse.kind, in->mouse.button,
			in->mouse.mods >> 24, in->mouse.x, in->mouse.y);
		break;
	case INPUT_PASTE:
	case INPUT_REPORT:
		buf_printf(out, "%s:", in->kind == INPUT_PASTE ? "paste" : "report");
		for (size_t i = 0; i < in->data.len; i++) {
			uint8_t c = in->data.data[i];
			buf_printf(out, c > 0x20 && c < 0x7f ? "%c" : "<%02x>", c);
		}
		buf_puts(out, " ");
		break;
	}
}

static void drain(struct input_decoder *d, struct buf *out)
{
	struct input in;
	while (input_decoder_next(d, &in)) {
		event_text(&in, out);
	}
}

static void decode_all(struct bytes b, bool flush, struct buf *out)
{
	struct input_decoder *d = input_decoder_new();
	input_decoder_feed(d, b);
	drain(d, out);
	if (flush) {
		input_decoder_flush(d);
		drain(d, out);
	}
	input_decoder_free(d);
}

struct row {
	const char *bytes, *events;
};

static void check_row(const struct row *row, bool flush)
{
	struct buf got = {0};
	decode_all(bytes_str(row->bytes), flush, &got);
	if (strcmp(buf_str(&got), row->events) != 0) {
		fail_msg("\"%s\" gives \"%s\", not \"%s\"", row->bytes + 1, buf_str(&got), row->events);
	}
	buf_finish(&got);
}

static const struct row rows[] = {
	{"aZ ", "a Z Space "}, {"\r\t\177", "Enter Tab BSpace "},
	{"\001\032\034\037", "C-a C-z C-\\ C-_ "},
	{"\b\n", "C-h C-j "}, {"\u00e9\u4e2d", "\u00e9 \u4e2d "}, {"\033a\033A", "M-a M-A "},
	{"\033\001\033\r\033\177", "M-C-a M-Enter M-BSpace "}, {"\033\u00e9", "M-\u00e9 "},
	{"\xff\xc3z\xed\xa0", "\xef\xbf\xbd \xef\xbf\xbd z \xef\xbf\xbd \xef\xbf\xbd "},
	{"\xc2\x9b", "\xef\xbf\xbd "},
	/* xterm */
	{"\033[A\033OB\033[1;5C\033[1;2D", "Up Down C-Right S-Left "},
	{"\033[H\033OF\033[1;3H", "Home End M-Home "},
	{"\033OP\033[1;2Q\033[1;5R\033OS", "F1 S-F2 C-F3 F4 "},
	{"\033[15~\033[24;6~", "F5 C-S-F12 "},
	{"\033[2~\033[3~\033[5~\033[6;5~", "IC DC PPage C-NPage "},
	{"\033[Z\033[1;6Z\033[1;2Z", "BTab C-BTab BTab "}, {"\033Op\033OM\033Ok", "KP0 KPEnter KP+ "},
	{"\033O5P\033O2A", "C-F1 S-Up "}, {"\033[27;5;49~\033[27;2;13~", "C-1 S-Enter "},
	{"\033[27;2;65~\033[27;6;65~\033[27;5;105~", "A S-C-a C-i "},
	{"\033[27;2;9~\033[27;4;97~\033[27;5;91~", "BTab M-A C-[ "},
	/* kitty, CSI u */
	{"\033[97;5u\033[97u\033[13;2u\033[27u", "C-a a S-Enter Escape "},
	{"\033[97:65;2u\033[57399u\033[57417;5u", "A KP0 C-Left "},
	{"\033[97;5:3u\033[1;1:3A\033[5;1:2~\033[97;1:4u", "up:C-a up:Up again:PPage "},
	{"\033[97;5:1u\033[97;9u\033[0u\033[57358u\033[55296u\033[1114112u",
		"C-a Super-a CapsLock "},
	{"\033[105;5u\033[109;5u\033[91;5u\033[9u\033[13u\033[32;5u", "C-i C-m C-[ Tab Enter C-Space "},
	{"\033[45:95;6u\033[59:58;4u\033[50:64;6u\033[59;4u\033[45;6u", "C-_ M-: C-Space M-S-; C-S-- "},
	{"\033[1089::99;5u\033[1089;5u\033[1089::99;3u\033[1089;;1089u", "C-c C-\u0441 M-\u0441 \u0441 "},
	{"\033[9;2u\033[9;6u\033[13;2u\033[127;5u\033[27;3u", "BTab C-S-Tab S-Enter C-BSpace M-Escape "},
	{"\033[97;;226u\033[0;;226:98u\033[97;65;65u\033[97;129u", "\u00e2 None A a "},
	{"\033[57376u\033[57398;5u\033[57428u\033[57441;2u\033[13;2~\033[57427~\033[E",
		"F13 C-F35 MediaPlay S-LeftShift S-F3 KPBegin KPBegin "},
	{"\033[25~\033[34;5~\033[28~\033OX\033Ol\033[97;17u\033[97;33u",
		"F13 C-F20 F15 KP= KP, Hyper-a M-a "},
	/* Linux console, rxvt */
	{"\033[[A\033[[E", "F1 F5 "}, {"\033[1~\033[4~\033[7~\033[8~\033[11~", "Home End Home End F1 "},
	{"\033[a\033[d\033Oa\033Od", "S-Up S-Left C-Up C-Left "},
	{"\033[3$\033[3^\033[3@\033[23^", "S-DC C-DC C-S-DC C-F11 "},
	{"\033\033[A\033\033OA", "M-Up M-Up "},
	/* focus, mouse */
	{"\033[I\033[O", "FocusIn FocusOut "}, {"\033\033[I", "Escape FocusIn "},
	{"\033[<0;5;10M\033[<0;5;10m", "mouse:0:1:0:4:9 mouse:1:1:0:4:9 "},
	{"\033[<64;1;1M\033[<65;1;1M", "mouse:3:0:0:0:0 mouse:4:0:0:0:0 "},
	{"\033[<34;5;10M\033[<35;5;10M\033[<30;1;1M",
		"mouse:2:3:0:4:9 mouse:2:0:0:4:9 mouse:0:3:7:0:0 "},
	{"\033[<66;1;1M\033[<128;1;1M\033[<128;1;1m",
		"mouse:0:6:0:0:0 mouse:0:8:0:0:0 mouse:1:8:0:0:0 "},
	{"\033[<65;1;1m\033[<3;1;1M\033[<999;1;1M\033[<0;1M", ""},
	{"\033[<0;0;99999999999M", "mouse:0:1:0:0:65535 "},
	{"\033[M !!\033[M#\xff!\033[M`!!x", "mouse:0:1:0:0:0 mouse:1:0:0:222:0 mouse:3:0:0:0:0 x "},
	{"\033[M \003", "Space C-c "},
	{"\033[32;5;10M\033[35;5;10M", "mouse:0:1:0:4:9 mouse:1:0:0:4:9 "},
	/* pastes */
	{"\033[200~a\033[A\nb\033[201~c", "paste:a<1b>[A<0a>b c "}, {"\033[200~\033[201~", "paste: "},
	{"\033[200~\033[200~\033[201\033[201~", "paste:<1b>[200~<1b>[201 "}, {"\033[201~x", "x "},
	/* answers */
	{"\033[?62;22c\033[>1;10;0c", "report:<1b>[?62;22c report:<1b>[>1;10;0c "},
	{"\033[?2026;2$y\033[4;1$y", "report:<1b>[?2026;2$y report:<1b>[4;1$y "},
	{"\033[12;40R\033[1;1R\033[1;80R\033[0n",
		"report:<1b>[12;40R report:<1b>[1;1R report:<1b>[1;80R report:<1b>[0n "},
	{"\033]11;rgb:1/2/3\033\\a", "report:<1b>]11;rgb:1/2/3<1b>\\ a "},
	{"\033]10;rgb:1/2/3\aa", "report:<1b>]10;rgb:1/2/3<07> a "},
	{"\033P>|XTerm(390)\033\\", "report:<1b>P>|XTerm(390)<1b>\\ "},
	{"\033_Gi=1;OK\033\\", "report:<1b>_Gi=1;OK<1b>\\ "},
	{"\033[8;24;80t\033[?0u", "report:<1b>[8;24;80t report:<1b>[?0u "},
	/* keys that look like the beginning of more, and garbage */
	{"\033[\033[A\033O\033OA", "M-[ Up M-O Up "}, {"\033[\u00e9\033O5x", "M-[ \u00e9 M-O 5 x "},
	{"\033]a\033Pa\033_a\033^", "M-] a M-P a M-_ a M-^ "}, {"\033]1;x\rb", "Enter b "},
	{"\033]1;x\033a", "M-a "}, {"\033P1\aa", "C-g a "}, {"\033\033a", "M-Escape a "},
	{"\033\033\033", "M-Escape "},
	{"\033[[x", "M-[ [ x "}, {"\033[99~\033[1;5~\033[5;5J\033[1:2:3:4;5A", "C-Home C-Up "},
	{"\033[12\003", "C-c "}, {"\033[ q\033[1 q\033[? ", "report:<1b>[<20>q report:<1b>[1<20>q "},
};

static void table(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		check_row(&rows[i], false);
	}
}

/* What waits after these bytes, and is made of them when nothing more comes. */
static void flushed(void **state)
{
	static const struct row waits[] = {
		{"\033", "Escape "}, {"a\033", "a Escape "}, {"\033\033", "M-Escape "}, {"\033[", "M-[ "},
		{"\033O", "M-O "}, {"\033]", "M-] "}, {"\033P", "M-P "}, {"\033_", "M-_ "},
		{"\033O5", "M-O 5 "}, {"\033[[", "M-[ [ "}, {"\033[1;", ""}, {"\033]11;rgb", ""},
		{"\033]1;x\033", "Escape "}, {"\033\033[", "Escape M-[ "}, {"\033[M !", ""},
		{"\xe4\xb8", "\xef\xbf\xbd "},
		{"\033\xe4\xb8", "M-\xef\xbf\xbd "},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(waits); i++) {
		struct input_decoder *d = input_decoder_new();
		struct buf got = {0};
		assert_false(input_decoder_waits(d));
		input_decoder_feed(d, bytes_str(waits[i].bytes));
		drain(d, &got);
		assert_true(input_decoder_waits(d));
		buf_finish(&got);
		check_row(&waits[i], true);
		input_decoder_flush(d);
		drain(d, &got);
		assert_false(input_decoder_waits(d));
		buf_finish(&got);
		input_decoder_free(d);
	}
}

/* An answer that the link tears in two is dropped whole, not typed. */
static void late_rest_is_dropped(void **state)
{
	static const char *const parts[][3] = {
		{"\033[?6", "2;22cx", "x "}, {"\033]11;rgb:00", "/00/00\033\\x", "x "},
		{"\033]11;rgb:00", "/00/00\ax", "x "}, {"\033]11;rgb:00", "abc\r", "Enter "},
		{"\033[1;", "\033[A", "Up "}, {"\033P>|x", "\033[A", "Up "},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(parts); i++) {
		struct input_decoder *d = input_decoder_new();
		struct buf got = {0};
		input_decoder_feed(d, bytes_str(parts[i][0]));
		drain(d, &got);
		input_decoder_flush(d);
		drain(d, &got);
		input_decoder_feed(d, bytes_str(parts[i][1]));
		drain(d, &got);
		assert_string_equal(buf_str(&got), parts[i][2]);
		buf_finish(&got);
		input_decoder_free(d);
	}
}

static void feed_split(struct rng r, struct bytes b, bool flush, struct buf *out)
{
	struct input_decoder *d = input_decoder_new();
	while (b.len > 0) {
		size_t n = 1 + (size_t)rng_below(r, b.len < 4 ? b.len : 4);
		uint8_t *part = mem_alloc(n); /* the decoder keeps nothing of what it is fed */
		memcpy(part, b.data, n);
		input_decoder_feed(d, bytes_of(part, n));
		free(part);
		drain(d, out);
		b = bytes_of(b.data + n, b.len - n);
	}
	if (flush) {
		input_decoder_flush(d);
		drain(d, out);
	}
	input_decoder_free(d);
}

/* Rows of the table and pieces of them, in any order, cut anywhere: the same events. */
static void split_law(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 1500; seed++) {
		struct rng_seed s;
		struct rng r = rng_seeded(&s, seed);
		struct buf bytes = {0}, whole = {0}, split = {0};
		for (int i = 0; i < 8; i++) {
			struct bytes b = bytes_str(rows[rng_below(r, COUNT(rows))].bytes);
			size_t from = rng_below(r, 3) == 0 ? rng_below(r, b.len) : 0;
			size_t len = rng_below(r, 3) == 0 ? rng_below(r, b.len - from) : b.len - from;
			buf_put(&bytes, b.data + from, len);
			if (rng_below(r, 4) == 0) {
				buf_u8(&bytes, (uint8_t)rng_u64(r));
			}
		}
		decode_all(buf_bytes(&bytes), true, &whole);
		feed_split(r, buf_bytes(&bytes), true, &split);
		CHECK_SEED(seed, strcmp(buf_str(&whole), buf_str(&split)) == 0);
		buf_finish(&bytes);
		buf_finish(&whole);
		buf_finish(&split);
	}
}

/* The keys for which xterm's encoding in these modes is the key's alone. */
static bool is_unambiguous(keycode_t key, uint32_t modes)
{
	keycode_t mods = key & KEY_MODS, base = key & KEY_BASE;
	bool mok2 = (modes & MODE_MOK2) != 0;
	if (key_normal(key) != key) {
		return false;
	}
	if (base >= KEY_KP0 && base <= KEY_KP_SEPARATOR) {
		return (modes & MODE_KEYPAD) != 0 && (mods & ~KEY_META) == 0;
	}
	if (base == KEY_FOCUS_IN || base == KEY_FOCUS_OUT) {
		return mods == 0 && (modes & MODE_FOCUS) != 0;
	}
	if (base > KEY_NONE) { /* F13 is S-F1, Menu F16, and some have no bytes */
		bool other = (base >= KEY_F13 && base <= KEY_F35) || base > KEY_KP_BEGIN;
		return !other && !(base == KEY_BTAB && (mods & KEY_SHIFT) != 0);
	}
	if ((mods & KEY_SHIFT) != 0) {
		bool command = (mods & (KEY_CTRL | KEY_SUPER | KEY_HYPER)) != 0;
		bool letter = base >= 'a' && base <= 'z';
		bool printed = base > 0x20 && base != 0x7f && (!command || !letter);
		bool capital = base >= 'A' && base <= 'Z';
		bool btab = base == 0x09 && (mods & KEY_CTRL) == 0;
		return mok2 && !printed && !capital && !btab && base != 0x20;
	}
	if (mok2) {
		return true;
	}
	if ((mods & (KEY_SUPER | KEY_HYPER)) != 0) {
		return false;
	}
	if ((mods & KEY_CTRL) != 0) {
		bool control = (base >= 'a' && base <= 'z') || (base >= '\\' && base <= '_');
		return key_plain(key) == key && (control || base == ' ');
	}
	return true;
}

/* The same of kitty's protocol with all keys told apart. */
static bool is_kitty_key(keycode_t key, uint32_t flags)
{
	const keycode_t command = KEY_CTRL | KEY_SUPER | KEY_HYPER;
	keycode_t mods = key & KEY_MODS, base = key & KEY_BASE;
	bool upper = base >= 'A' && base <= 'Z', lower = base >= 'a' && base <= 'z';
	if (base == KEY_FOCUS_IN || base == KEY_FOCUS_OUT || base == KEY_ANY || key_normal(key) != key) {
		return false;
	}
	if (base == KEY_BTAB) { /* is Tab with Shift, and so is S-Tab */
		return (mods & (KEY_SHIFT | command)) == 0;
	}
	if (base == 0x09 && (mods & KEY_SHIFT) != 0) {
		return (mods & command) != 0;
	}
	if (upper || (lower && (mods & KEY_SHIFT) != 0)) {
		return upper ? (mods & (KEY_SHIFT | command)) == 0 : (mods & command) != 0;
	}
	bool typed = mods == KEY_SHIFT && base < KEY_NONE && base >= 0x20 && base != 0x7f;
	return !typed || (flags & KEYBOARD_TEXT) == 0;
}

static void check_law(keycode_t key, struct key_modes modes)
{
	uint8_t bytes[KEY_BYTES];
	char name[32];
	struct input in = {0};
	struct input_decoder *d = input_decoder_new();
	size_t n = key_encode(key, NULL, modes, bytes);
	input_decoder_feed(d, bytes_of(bytes, n));
	bool got = input_decoder_next(d, &in);
	if (!got) {
		input_decoder_flush(d);
		got = input_decoder_next(d, &in);
	}
	if (!got || in.kind != INPUT_KEY || in.key != key) {
		fail_msg("%s (%x) in modes %x %x: %.*s is %x", key_name(key, name), key, modes.modes,
			modes.keyboard, (int)n, (const char *)bytes + 1, in.key);
	}
	assert_false(input_decoder_next(d, &in));
	input_decoder_free(d);
}

static void encode_law(void **state)
{
	static const struct {
		struct key_modes modes;
		keycode_t mods;
	} kinds[] = {
		{{0, 0}, 16}, {{MODE_CURSOR_KEYS, 0}, 16}, {{MODE_KEYPAD | MODE_FOCUS, 0}, 16},
		{{MODE_MOK2, 0}, 16}, {{0, KEYBOARD_DISAMBIGUATE | KEYBOARD_ALL}, 32},
		{{MODE_KEYPAD, KEYBOARD_ALL}, 32}, {{MODE_MOK2, KEYBOARD_KITTY}, 32},
		{{MODE_CURSOR_KEYS, KEYBOARD_KITTY & ~KEYBOARD_TEXT}, 32},
	};
	size_t checked = 0;
	(void)state;
	for (size_t m = 0; m < COUNT(kinds); m++) {
		for (keycode_t i = 0; i < kinds[m].mods * 512; i++) {
			keycode_t n = i % 512, mods = i / 512;
			keycode_t base = n < 0x100 ? n : KEY_NONE + (n - 0x100);
			keycode_t key = base | mods << 24;
			struct key_modes modes = kinds[m].modes;
			bool none = (base >= 0x80 && base < 0xa0) || base == KEY_NONE || base > KEY_ANY;
			if (!none && (modes.keyboard != 0 ? is_kitty_key(key, modes.keyboard)
							   : is_unambiguous(key, modes.modes))) {
				check_law(key, modes);
				checked++;
			}
		}
	}
	assert_true(checked > 30000);
}

static void mouse_law(void **state)
{
	static const uint32_t forms[] = {MODE_MOUSE_SGR, 0, MODE_MOUSE_URXVT};
	struct rng_seed s;
	struct rng r = rng_seeded(&s, 3);
	(void)state;
	for (int i = 0; i < 5000; i++) {
		static const uint8_t buttons[] = {1, 2, 3, 6, 7, 8, 11};
		uint32_t form = forms[i % 3];
		struct mouse m = {.kind = (uint8_t)rng_below(r, 5), .x = (uint16_t)rng_below(r, 223),
			.y = (uint16_t)rng_below(r, 223), .mods = (uint32_t)rng_below(r, 8) << 24};
		m.button = buttons[rng_below(r, m.kind == MOUSE_MOVE ? 3 : COUNT(buttons))];
		if (m.kind >= MOUSE_WHEEL_UP || (m.kind == MOUSE_RELEASE && form != MODE_MOUSE_SGR) ||
			(m.kind == MOUSE_MOVE && rng_below(r, 3) == 0)) {
			m.button = 0;
		}
		uint8_t bytes[32];
		struct input in = {0};
		struct input_decoder *d = input_decoder_new();
		input_decoder_feed(d, bytes_of(bytes, mouse_encode(&m, MODE_MOUSE_ANY | form, (struct size){0}, bytes)));
		assert_true(input_decoder_next(d, &in));
		assert_int_equal(in.kind, INPUT_MOUSE);
		assert_int_equal(in.mouse.kind, m.kind);
		assert_int_equal(in.mouse.button, m.button);
		assert_int_equal(in.mouse.mods, m.mods);
		assert_int_equal(in.mouse.x, m.x);
		assert_int_equal(in.mouse.y, m.y);
		assert_false(input_decoder_next(d, &in));
		input_decoder_free(d);
	}
}

/* Sequences without end are given up, and what follows is heard. */
static void garbage_is_bounded(void **state)
{
	static const struct {
		const char *start, *end;
		size_t len;
	} garbage[] = {{"\033[", "m", 5000}, {"\033]1", "\033\\", 3 * LIMIT_INPUT_REPORT},
		{"\033P1", "\033\\", 3 * LIMIT_INPUT_REPORT}, {"\033[M", " !!", 0}};
	(void)state;
	for (size_t i = 0; i < COUNT(garbage); i++) {
		struct input_decoder *d = input_decoder_new();
		struct buf got = {0};
		uint8_t chunk[1000];
		memset(chunk, '1', sizeof(chunk));
		input_decoder_feed(d, bytes_str(garbage[i].start));
		for (size_t n = 0; n < garbage[i].len; n += sizeof(chunk)) {
			input_decoder_feed(d, bytes_of(chunk, sizeof(chunk)));
			drain(d, &got);
		}
		assert_int_equal(got.len, 0);
		input_decoder_feed(d, bytes_str(garbage[i].end));
		input_decoder_feed(d, bytes_str("x"));
		drain(d, &got);
		assert_string_equal(buf_str(&got), garbage[i].len == 0 ? "mouse:0:1:0:0:0 x " : "x ");
		buf_finish(&got);
		input_decoder_free(d);
	}
}

static void count_pastes(struct input_decoder *d, size_t *events, size_t *bytes)
{
	struct input in;
	while (input_decoder_next(d, &in)) {
		assert_int_equal(in.kind, INPUT_PASTE);
		assert_true(in.data.len <= LIMIT_INPUT_PASTE);
		*bytes += in.data.len;
		(*events)++;
	}
}

static void long_paste_is_split(void **state)
{
	static const size_t extra[] = {0, 1, 7, 300000};
	(void)state;
	for (size_t i = 0; i < COUNT(extra); i++) {
		struct input_decoder *d = input_decoder_new();
		size_t want = LIMIT_INPUT_PASTE + extra[i], fed = 0, got = 0, events = 0;
		uint8_t *chunk = mem_alloc(65536);
		memset(chunk, 'p', 65536);
		input_decoder_feed(d, bytes_str("\033[200~"));
		while (fed < want) {
			size_t n = want - fed < 65536 ? want - fed : 65536;
			input_decoder_feed(d, bytes_of(chunk, n));
			fed += n;
			count_pastes(d, &events, &got);
			assert_false(input_decoder_waits(d));
		}
		assert_true(fed - got <= LIMIT_INPUT_PASTE + 5);
		input_decoder_feed(d, bytes_str("\033[201~"));
		count_pastes(d, &events, &got);
		assert_int_equal(got, want);
		assert_int_equal(events, extra[i] > 0 ? 2 : 1);
		free(chunk);
		input_decoder_free(d);
	}
}

/* Random bytes: every call returns, and what is left over stays small. */
static void total(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 300; seed++) {
		struct rng_seed s;
		struct rng r = rng_seeded(&s, seed);
		uint8_t bytes[400];
		static const char common[] = "\033\033[O;1<M~?$\\]P_u\a0:";
		for (size_t i = 0; i < sizeof(bytes); i++) {
			bytes[i] = rng_below(r, 4) > 0 ? (uint8_t)common[rng_below(r, sizeof(common) - 1)]
			                               : (uint8_t)rng_u64(r);
		}
		struct buf whole = {0}, split = {0};
		decode_all(bytes_of(bytes, sizeof(bytes)), true, &whole);
		feed_split(r, bytes_of(bytes, sizeof(bytes)), true, &split);
		CHECK_SEED(seed, strcmp(buf_str(&whole), buf_str(&split)) == 0);
		buf_finish(&whole);
		buf_finish(&split);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(flushed),
		cmocka_unit_test(late_rest_is_dropped),
		cmocka_unit_test(split_law),
		cmocka_unit_test(encode_law),
		cmocka_unit_test(mouse_law),
		cmocka_unit_test(garbage_is_bounded),
		cmocka_unit_test(long_paste_is_split),
		cmocka_unit_test(total),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
