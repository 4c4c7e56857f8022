/* window/key_encode.c -- keys as a program reads them, as xterm sends them in the modes that the
 * program set; window/kitty.c for programs that ask for more. */
#include "base/utf8.h"
#include "window/key_impl.h"
#include "window/kitty.h"
#include "window/term.h"

/* A key that is ESC [ final, or ESC O final (`ss3`: also without application mode), or
 * ESC [ number ~. */
struct key_code {
	keycode_t key;
	uint8_t number; /* 0: none */
	char final;
	bool ss3;
};

static const struct key_code key_codes[] = {
	{KEY_UP, 0, 'A', false}, {KEY_DOWN, 0, 'B', false}, {KEY_RIGHT, 0, 'C', false},
	{KEY_LEFT, 0, 'D', false}, {KEY_HOME, 0, 'H', false}, {KEY_END, 0, 'F', false},
	{KEY_F1, 0, 'P', true}, {KEY_F2, 0, 'Q', true}, {KEY_F3, 0, 'R', true},
	{KEY_F4, 0, 'S', true},
	{KEY_INSERT, 2, '~', false}, {KEY_DELETE, 3, '~', false}, {KEY_PAGEUP, 5, '~', false},
	{KEY_PAGEDOWN, 6, '~', false},
	{KEY_F5, 15, '~', false}, {KEY_F6, 17, '~', false}, {KEY_F7, 18, '~', false},
	{KEY_F8, 19, '~', false}, {KEY_F9, 20, '~', false}, {KEY_F10, 21, '~', false},
	{KEY_F11, 23, '~', false}, {KEY_F12, 24, '~', false},
	{KEY_MENU, 29, '~', false}, {KEY_KP_BEGIN, 0, 'E', false},
};

/* The keypad, from KEY_KP0 on: what it prints, and the final of its SS3 in application mode. */
static const char keypad_plain[] = "0123456789\r+-*/.=,";
static const char keypad_final[] = "pqrstuvwxyMkmjonXl";

void key_put_number(struct wr *w, uint32_t n)
{
	char digits[10];
	size_t at = sizeof(digits);
	do {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	wr_put(w, digits + at, sizeof(digits) - at);
}

void key_put_text(struct wr *w, const char *s)
{
	wr_put(w, s, strlen(s));
}

void key_put_character(struct wr *w, uint32_t cp)
{
	char s[4];
	wr_put(w, s, utf8_encode(cp, s));
}

char key_keypad_text(keycode_t base)
{
	bool is = base >= KEY_KP0 && base <= KEY_KP_SEPARATOR && base != KEY_KP_ENTER;
	return is ? keypad_plain[base - KEY_KP0] : '\0';
}

/* xterm's number of the modifiers: 1 and a bit for each. */
static uint32_t modifier_number(keycode_t key)
{
	uint32_t n = 1;
	n += (key & KEY_SHIFT) != 0 ? 1 : 0;
	n += (key & KEY_META) != 0 ? 2 : 0;
	n += (key & KEY_CTRL) != 0 ? 4 : 0;
	n += (key & KEY_SUPER) != 0 ? 8 : 0;
	n += (key & KEY_HYPER) != 0 ? 16 : 0;
	return n;
}

static void encode_code(const struct key_code *c, keycode_t key, uint32_t modes, struct wr *w)
{
	uint32_t mods = modifier_number(key);
	bool plain = mods == 1;
	if (c->number == 0 && plain) {
		key_put_text(w, c->ss3 || (modes & MODE_CURSOR_KEYS) != 0 ? "\033O" : "\033[");
	} else {
		key_put_text(w, "\033[");
		key_put_number(w, c->number == 0 ? 1 : c->number);
	}
	if (!plain) {
		wr_u8(w, ';');
		key_put_number(w, mods);
	}
	wr_u8(w, (uint8_t)c->final);
}

/* A character, and what Meta makes of it: ESC before it, unless the program set that off. */
static void put_meta(keycode_t key, uint32_t cp, uint32_t keyboard, struct wr *w)
{
	const uint32_t forms = KEYBOARD_META_NO_ESC | KEYBOARD_ALT_ESC;
	if ((key & KEY_META) != 0 && (keyboard & forms) != KEYBOARD_META_NO_ESC) {
		wr_u8(w, 0x1b);
	} else if ((key & KEY_META) != 0 && (keyboard & KEYBOARD_META_BIT) != 0 && cp < 0x80) {
		cp |= 0x80;
	}
	key_put_character(w, cp);
}

/* What a VT52 has: cursor keys and PF1 to PF4. */
static bool encode_vt52(keycode_t key, struct wr *w)
{
	for (size_t i = 0; i < sizeof(key_codes) / sizeof(key_codes[0]); i++) {
		const struct key_code *c = &key_codes[i];
		bool has = c->ss3 || (c->final >= 'A' && c->final <= 'D');
		if (c->key == key && has) {
			wr_u8(w, 0x1b);
			wr_u8(w, (uint8_t)c->final);
			return true;
		}
	}
	return false;
}

static void encode_keypad(keycode_t key, uint32_t modes, uint32_t keyboard, struct wr *w)
{
	size_t i = (key & KEY_BASE) - KEY_KP0;
	if ((modes & MODE_KEYPAD) != 0) {
		if ((key & KEY_META) != 0) {
			wr_u8(w, 0x1b);
		}
		key_put_text(w, (keyboard & KEYBOARD_VT52) != 0 ? "\033?" : "\033O");
		wr_u8(w, (uint8_t)keypad_final[i]);
		return;
	}
	put_meta(key, (uint8_t)keypad_plain[i], keyboard, w);
	if (keypad_plain[i] == '\r' && (modes & MODE_NEWLINE) != 0) {
		wr_u8(w, '\n');
	}
}

static void encode_btab(keycode_t key, struct wr *w)
{
	uint32_t mods = modifier_number(key & ~KEY_SHIFT);
	if (mods == 1) {
		key_put_text(w, "\033[Z");
		return;
	}
	key_put_text(w, "\033[1;");
	key_put_number(w, mods + 1); /* Shift is part of it */
	wr_u8(w, 'Z');
}

/* The control character that Ctrl and this key have always been, or -1. */
static int control_of(uint32_t base)
{
	static const char digits[] = {0x00, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f, 0x7f}; /* 2 .. 8 */
	if ((base >= 'a' && base <= 'z') || (base >= '@' && base <= '_')) {
		return (int)(base & 0x1f);
	}
	if (base >= '2' && base <= '8') {
		return digits[base - '2'];
	}
	switch (base) {
	case ' ':
	case '`':
		return 0;
	case '/':
		return 0x1f;
	case '?':
		return 0x7f;
	case 0x7f:
		return 0x08;
	default:
		return -1;
	}
}

/* Whether modifyOtherKeys gives this character its own sequence. Level 1 leaves alone what always
 * had a byte; level 2 only Shift with what it prints. */
static bool is_other_key(keycode_t key, uint32_t modes)
{
	keycode_t mods = key & KEY_MODS, base = key & KEY_BASE;
	bool editing = base == 0x09 || base == 0x0d;
	if (mods == 0 || (modes & (MODE_MOK1 | MODE_MOK2)) == 0) {
		return false;
	}
	if ((modes & MODE_MOK2) != 0) {
		return mods != KEY_SHIFT || editing || base == 0x1b || base == 0x7f;
	}
	if (editing) {
		return (mods & ~KEY_META) != 0;
	}
	return (mods & KEY_CTRL) != 0 && base != 0x1b && control_of(base) < 0;
}

static uint32_t shifted(keycode_t key)
{
	uint32_t base = key & KEY_BASE;
	bool up = (key & KEY_SHIFT) != 0 && base >= 'a' && base <= 'z';
	return up ? base - ('a' - 'A') : base;
}

static void encode_character(keycode_t key, uint32_t modes, uint32_t keyboard, struct wr *w)
{
	uint32_t base = shifted(key);
	bool ctrl = (key & KEY_CTRL) != 0;
	int control = ctrl ? control_of(base) : -1;
	if (base == 0x7f && (keyboard & KEYBOARD_BS) != 0) {
		control = ctrl ? 0x7f : 0x08;
	}
	put_meta(key, control >= 0 ? (uint32_t)control : base, keyboard, w);
	if (base == 0x0d && (modes & MODE_NEWLINE) != 0 && control < 0) {
		wr_u8(w, '\n');
	}
}

static void encode_focus(keycode_t base, uint32_t modes, struct wr *w)
{
	if ((modes & MODE_FOCUS) != 0) {
		key_put_text(w, base == KEY_FOCUS_IN ? "\033[I" : "\033[O");
	}
}

/* terminfo's kf13 and further are Shift with F1 and further, then Ctrl: where xterm has them too. */
static keycode_t low_function_key(keycode_t key)
{
	keycode_t base = key & KEY_BASE, n = base - KEY_F13;
	if (base < KEY_F13 || base > KEY_F35) {
		return key;
	}
	return (key & KEY_MODS) | (n < 12 ? KEY_SHIFT : KEY_CTRL) | (KEY_F1 + n % 12);
}

static void encode_named(keycode_t key, struct key_modes m, struct wr *w)
{
	key = low_function_key(key);
	keycode_t base = key & KEY_BASE;
	if (key == KEY_DELETE && (m.keyboard & KEYBOARD_DEL) != 0) {
		wr_u8(w, 0x7f);
		return;
	}
	if ((m.keyboard & KEYBOARD_VT52) != 0 && encode_vt52(key, w)) {
		return;
	}
	for (size_t i = 0; i < sizeof(key_codes) / sizeof(key_codes[0]); i++) {
		if (key_codes[i].key == base) {
			encode_code(&key_codes[i], key, m.modes, w);
			return;
		}
	}
	if (base >= KEY_KP0 && base <= KEY_KP_SEPARATOR) {
		encode_keypad(key, m.modes, m.keyboard, w);
	} else if (base == KEY_BTAB) {
		encode_btab(key, w);
	} else if (base == KEY_FOCUS_IN || base == KEY_FOCUS_OUT) {
		encode_focus(base, m.modes, w);
	}
}

/* formatOtherKeys chooses between the two forms of modifyOtherKeys. */
static void encode_other(keycode_t key, uint32_t keyboard, struct wr *w)
{
	bool unicode = (keyboard & KEYBOARD_FORMAT_U) != 0;
	uint32_t first = unicode ? shifted(key) : modifier_number(key);
	key_put_text(w, unicode ? "\033[" : "\033[27;");
	key_put_number(w, first);
	wr_u8(w, ';');
	key_put_number(w, unicode ? modifier_number(key) : shifted(key));
	wr_u8(w, unicode ? 'u' : '~');
}

static void encode_old(keycode_t key, const struct key_detail *d, struct key_modes m, struct wr *w)
{
	if (d != NULL && d->text_len > 0 && (key & KEY_MODS) == 0 &&
		(key & KEY_BASE) <= KEY_NONE) {
		wr_put(w, d->text, d->text_len);
	} else if ((key & KEY_BASE) > 0x10ffff) {
		encode_named(key, m, w);
	} else if (key == (KEY_SHIFT | 0x09)) {
		encode_btab(KEY_BTAB, w);
	} else if (is_other_key(key, m.modes)) {
		encode_other(key, m.keyboard, w);
	} else {
		encode_character(key, m.modes, m.keyboard, w);
	}
}

size_t key_encode(keycode_t key, const struct key_detail *detail, struct key_modes m,
	uint8_t out[KEY_BYTES])
{
	const uint32_t apart = KEYBOARD_DISAMBIGUATE | KEYBOARD_EVENTS | KEYBOARD_ALL;
	struct wr w;
	wr_init(&w, out, KEY_BYTES);
	if (detail != NULL && detail->action == KEY_RELEASED &&
		(m.keyboard & KEYBOARD_EVENTS) == 0) {
		return 0;
	}
	key = key_normal(key);
	if ((m.keyboard & apart) == 0 ||
		!kitty_encode(key, detail, m.keyboard & KEYBOARD_KITTY, &w)) {
		encode_old(key, detail, m, &w);
	}
	return wr_ok(&w) ? w.len : 0;
}
