/* window/key_encode.c -- keys and mouse as a program reads them, as xterm sends them in the modes
 * that the program set. */
#include "base/width.h"
#include "base/wr.h"
#include "window/keys.h"
#include "window/term.h"

enum { ENCODE_MAX = 32 };

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
};

/* The keypad, from KEY_KP0 on: what it prints, and the final of its SS3 in application mode. */
static const char keypad_plain[] = "0123456789\r+-*/.";
static const char keypad_final[] = "pqrstuvwxyMkmjon";

static void put_number(struct wr *w, uint32_t n)
{
	if (n >= 10) {
		put_number(w, n / 10);
	}
	wr_u8(w, (uint8_t)('0' + n % 10));
}

static void put_text(struct wr *w, const char *s)
{
	wr_put(w, s, strlen(s));
}

/* xterm's number of the modifiers: 1 and a bit for each. */
static uint32_t modifier_number(keycode_t key)
{
	uint32_t n = 1;
	n += (key & KEY_SHIFT) != 0 ? 1 : 0;
	n += (key & KEY_META) != 0 ? 2 : 0;
	n += (key & KEY_CTRL) != 0 ? 4 : 0;
	n += (key & KEY_SUPER) != 0 ? 8 : 0;
	return n;
}

static void encode_code(const struct key_code *c, keycode_t key, uint32_t modes, struct wr *w)
{
	uint32_t mods = modifier_number(key);
	bool plain = mods == 1;
	if (c->number == 0 && plain) {
		put_text(w, c->ss3 || (modes & MODE_CURSOR_KEYS) != 0 ? "\033O" : "\033[");
	} else {
		put_text(w, "\033[");
		put_number(w, c->number == 0 ? 1 : c->number);
	}
	if (!plain) {
		wr_u8(w, ';');
		put_number(w, mods);
	}
	wr_u8(w, (uint8_t)c->final);
}

static void encode_keypad(keycode_t key, uint32_t modes, struct wr *w)
{
	size_t i = (key & KEY_BASE) - KEY_KP0;
	if ((key & KEY_META) != 0) {
		wr_u8(w, 0x1b);
	}
	if ((modes & MODE_KEYPAD) != 0) {
		put_text(w, "\033O");
		wr_u8(w, (uint8_t)keypad_final[i]);
		return;
	}
	wr_u8(w, (uint8_t)keypad_plain[i]);
	if (keypad_plain[i] == '\r' && (modes & MODE_NEWLINE) != 0) {
		wr_u8(w, '\n');
	}
}

static void encode_btab(keycode_t key, struct wr *w)
{
	uint32_t mods = modifier_number(key & ~KEY_SHIFT);
	if (mods == 1) {
		put_text(w, "\033[Z");
		return;
	}
	put_text(w, "\033[1;");
	put_number(w, mods + 1); /* Shift is part of it */
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

static void encode_character(keycode_t key, uint32_t modes, struct wr *w)
{
	uint32_t base = shifted(key);
	int control = (key & KEY_CTRL) != 0 ? control_of(base) : -1;
	if ((key & KEY_META) != 0) {
		wr_u8(w, 0x1b);
	}
	if (control >= 0) {
		wr_u8(w, (uint8_t)control);
		return;
	}
	char s[4];
	wr_put(w, s, utf8_encode(base, s));
	if (base == 0x0d && (modes & MODE_NEWLINE) != 0) {
		wr_u8(w, '\n');
	}
}

static void encode_focus(keycode_t base, uint32_t modes, struct wr *w)
{
	if ((modes & MODE_FOCUS) != 0) {
		put_text(w, base == KEY_FOCUS_IN ? "\033[I" : "\033[O");
	}
}

static void encode_named(keycode_t key, uint32_t modes, struct wr *w)
{
	keycode_t base = key & KEY_BASE;
	for (size_t i = 0; i < sizeof(key_codes) / sizeof(key_codes[0]); i++) {
		if (key_codes[i].key == base) {
			encode_code(&key_codes[i], key, modes, w);
			return;
		}
	}
	if (base >= KEY_KP0 && base <= KEY_KP_DOT) {
		encode_keypad(key, modes, w);
	} else if (base == KEY_BTAB) {
		encode_btab(key, w);
	} else if (base == KEY_FOCUS_IN || base == KEY_FOCUS_OUT) {
		encode_focus(base, modes, w);
	}
}

size_t key_encode(keycode_t key, uint32_t modes, uint8_t out[32])
{
	struct wr w;
	wr_init(&w, out, ENCODE_MAX);
	key = key_normal(key);
	if ((key & KEY_BASE) > 0x10ffff) {
		encode_named(key, modes, &w);
	} else if (key == (KEY_SHIFT | 0x09)) {
		encode_btab(KEY_BTAB, &w);
	} else if (is_other_key(key, modes)) {
		put_text(&w, "\033[27;");
		put_number(&w, modifier_number(key));
		wr_u8(&w, ';');
		put_number(&w, shifted(key));
		wr_u8(&w, '~');
	} else {
		encode_character(key, modes, &w);
	}
	return wr_ok(&w) ? w.len : 0;
}

/* Whether the program asked for this event. */
static bool mouse_is_wanted(const struct mouse *m, uint32_t modes)
{
	if ((modes & MODE_MOUSE_ANY) != 0) {
		return true;
	}
	if ((modes & MODE_MOUSE_DRAG) != 0) {
		return m->kind != MOUSE_MOVE || m->button != 0;
	}
	if ((modes & MODE_MOUSE_CLICK) != 0) {
		return m->kind != MOUSE_MOVE;
	}
	return (modes & MODE_MOUSE_X10) != 0 && m->kind == MOUSE_PRESS && m->button <= 3;
}

static uint32_t button_code(uint8_t button)
{
	if (button == 0 || button > 11) {
		return 3;
	}
	if (button <= 3) {
		return button - 1u;
	}
	return button < 8 ? 64u + button - 4 : 128u + button - 8;
}

static uint32_t mouse_code(const struct mouse *m, uint32_t modes)
{
	uint32_t code = button_code(m->button);
	if (m->kind == MOUSE_WHEEL_UP || m->kind == MOUSE_WHEEL_DOWN) {
		code = m->kind == MOUSE_WHEEL_UP ? 64 : 65;
	} else if (m->kind == MOUSE_MOVE) {
		code += 32;
	} else if (m->kind == MOUSE_RELEASE && (modes & MODE_MOUSE_SGR) == 0) {
		code = 3;
	}
	if ((modes & (MODE_MOUSE_CLICK | MODE_MOUSE_DRAG | MODE_MOUSE_ANY)) != 0) {
		code += (m->mods & KEY_SHIFT) != 0 ? 4 : 0;
		code += (m->mods & KEY_META) != 0 ? 8 : 0;
		code += (m->mods & KEY_CTRL) != 0 ? 16 : 0;
	}
	return code;
}

static void mouse_sgr(const struct mouse *m, uint32_t code, struct wr *w)
{
	put_text(w, "\033[<");
	put_number(w, code);
	wr_u8(w, ';');
	put_number(w, m->x + 1u);
	wr_u8(w, ';');
	put_number(w, m->y + 1u);
	wr_u8(w, m->kind == MOUSE_RELEASE ? 'm' : 'M');
}

/* The three values of the older forms, offset by 32: a byte each, or with mode 1005 a character. */
static void mouse_old(const uint32_t values[3], uint32_t modes, struct wr *w)
{
	uint32_t most = (modes & MODE_MOUSE_UTF8) != 0 ? 2047 : 255;
	put_text(w, "\033[M");
	for (size_t i = 0; i < 3; i++) {
		char s[4];
		if (values[i] + 32 > most) {
			w->bad = true;
		} else if ((modes & MODE_MOUSE_UTF8) != 0) {
			wr_put(w, s, utf8_encode(values[i] + 32, s));
		} else {
			wr_u8(w, (uint8_t)(values[i] + 32));
		}
	}
}

size_t mouse_encode(const struct mouse *m, uint32_t modes, uint8_t out[32])
{
	struct wr w;
	wr_init(&w, out, ENCODE_MAX);
	if (!mouse_is_wanted(m, modes)) {
		return 0;
	}
	uint32_t code = mouse_code(m, modes);
	if ((modes & MODE_MOUSE_SGR) != 0) {
		mouse_sgr(m, code, &w);
	} else {
		const uint32_t values[3] = {code, m->x + 1u, m->y + 1u};
		mouse_old(values, modes, &w);
	}
	return wr_ok(&w) ? w.len : 0;
}
