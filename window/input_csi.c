/* window/input_csi.c -- what the control sequences of a user's terminal mean. */
#include "window/input_csi.h"

#include "base/utf8.h"
#include "window/kitty.h"

/* A control sequence taken apart. A parameter may have several numbers, with colons between. */
struct csi {
	uint8_t private; /* < = > ? or 0 */
	uint8_t inter;   /* intermediate byte or 0 */
	uint8_t final;
	size_t count;                          /* parameters given */
	size_t numbers;
	uint8_t of[LIMIT_INPUT_NUMBERS];       /* which parameter a number belongs to */
	uint32_t value[LIMIT_INPUT_NUMBERS];   /* 0 where not given */
};

struct final_key {
	uint8_t final;
	keycode_t key;
};

struct number_key {
	uint16_t number;
	keycode_t key;
};

static const struct final_key csi_finals[] = {
	{'A', KEY_UP}, {'B', KEY_DOWN}, {'C', KEY_RIGHT}, {'D', KEY_LEFT}, {'H', KEY_HOME},
	{'F', KEY_END}, {'P', KEY_F1}, {'Q', KEY_F2}, {'R', KEY_F3}, {'S', KEY_F4},
	{'a', KEY_SHIFT | KEY_UP}, {'b', KEY_SHIFT | KEY_DOWN}, {'c', KEY_SHIFT | KEY_RIGHT},
	{'d', KEY_SHIFT | KEY_LEFT}, {'E', KEY_KP_BEGIN},
};

static const struct final_key ss3_finals[] = {
	{'A', KEY_UP}, {'B', KEY_DOWN}, {'C', KEY_RIGHT}, {'D', KEY_LEFT}, {'H', KEY_HOME},
	{'F', KEY_END}, {'P', KEY_F1}, {'Q', KEY_F2}, {'R', KEY_F3}, {'S', KEY_F4},
	{'a', KEY_CTRL | KEY_UP}, {'b', KEY_CTRL | KEY_DOWN}, {'c', KEY_CTRL | KEY_RIGHT},
	{'d', KEY_CTRL | KEY_LEFT},
	{'p', KEY_KP0}, {'q', KEY_KP1}, {'r', KEY_KP2}, {'s', KEY_KP3}, {'t', KEY_KP4},
	{'u', KEY_KP5}, {'v', KEY_KP6}, {'w', KEY_KP7}, {'x', KEY_KP8}, {'y', KEY_KP9},
	{'M', KEY_KP_ENTER}, {'k', KEY_KP_PLUS}, {'m', KEY_KP_MINUS}, {'j', KEY_KP_STAR},
	{'o', KEY_KP_SLASH}, {'n', KEY_KP_DOT}, {'X', KEY_KP_EQUAL}, {'l', KEY_KP_SEPARATOR},
	{'E', KEY_KP_BEGIN},
};

/* ESC [ number ~ */
static const struct number_key tilde_keys[] = {
	{1, KEY_HOME}, {2, KEY_INSERT}, {3, KEY_DELETE}, {4, KEY_END}, {5, KEY_PAGEUP},
	{6, KEY_PAGEDOWN}, {7, KEY_HOME}, {8, KEY_END},
	{11, KEY_F1}, {12, KEY_F2}, {13, KEY_F3}, {14, KEY_F4}, {15, KEY_F5}, {17, KEY_F6},
	{18, KEY_F7}, {19, KEY_F8}, {20, KEY_F9}, {21, KEY_F10}, {23, KEY_F11}, {24, KEY_F12},
	/* VT220 */
	{25, KEY_F13}, {26, KEY_F13 + 1}, {28, KEY_F13 + 2}, {29, KEY_F13 + 3}, {31, KEY_F13 + 4},
	{32, KEY_F13 + 5}, {33, KEY_F13 + 6}, {34, KEY_F13 + 7},
	{57427, KEY_KP_BEGIN},
};

enum { PARAM_MAX = 0x1fffff, PASTE_BEGIN = 200, OTHER_KEY = 27 };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static keycode_t find_final(const struct final_key *keys, size_t count, uint8_t final)
{
	for (size_t i = 0; i < count; i++) {
		if (keys[i].final == final) {
			return keys[i].key;
		}
	}
	return KEY_NONE;
}

static keycode_t find_number(const struct number_key *keys, size_t count, uint32_t number)
{
	for (size_t i = 0; i < count; i++) {
		if (keys[i].number == number) {
			return keys[i].key;
		}
	}
	return KEY_NONE;
}

/* Number `sub` of parameter `i`; 0 when it was not given. */
static uint32_t param(const struct csi *c, size_t i, size_t sub)
{
	for (size_t n = 0; n < c->numbers; n++) {
		if (c->of[n] == i && sub-- == 0) {
			return c->value[n];
		}
	}
	return 0;
}

/* Reads a parameter and what follows its colons; false when they are too many. */
static bool parse_param(struct bytes b, size_t *i, struct csi *c)
{
	bool more = true;
	for (; more; *i += more) {
		if (c->numbers == LIMIT_INPUT_NUMBERS) {
			return false;
		}
		uint32_t n = 0;
		for (; *i < b.len && b.data[*i] >= '0' && b.data[*i] <= '9'; (*i)++) {
			n = n * 10 + (uint32_t)(b.data[*i] - '0');
			n = n > PARAM_MAX ? PARAM_MAX : n;
		}
		c->of[c->numbers] = (uint8_t)c->count;
		c->value[c->numbers++] = n;
		more = *i < b.len && b.data[*i] == ':';
	}
	c->count++;
	return true;
}

/* False: not of the shape of a control sequence, or of too many parameters. */
static bool csi_parse(struct bytes b, struct csi *c)
{
	size_t i = 0;
	*c = (struct csi){0};
	if (b.len > 0 && b.data[0] >= '<' && b.data[0] <= '?') {
		c->private = b.data[i++];
	}
	while (i < b.len && b.data[i] >= '0' && b.data[i] <= ';') {
		if (!parse_param(b, &i, c)) {
			return false;
		}
		if (i >= b.len || b.data[i] != ';') {
			break;
		}
		i++;
	}
	if (i + 1 < b.len && b.data[i] >= 0x20 && b.data[i] <= 0x2f) {
		c->inter = b.data[i++];
	}
	if (i + 1 != b.len) {
		return false;
	}
	c->final = b.data[i];
	return true;
}

static uint8_t modifier_bits(uint32_t number)
{
	return (uint8_t)((number > 0 ? number - 1 : 0) & 255);
}

static keycode_t modifiers(uint32_t number)
{
	uint8_t bits = modifier_bits(number);
	keycode_t mods = (bits & KEYMOD_SHIFT) != 0 ? KEY_SHIFT : 0;
	mods |= (bits & (KEYMOD_ALT | KEYMOD_META)) != 0 ? KEY_META : 0;
	mods |= (bits & KEYMOD_CTRL) != 0 ? KEY_CTRL : 0;
	mods |= (bits & KEYMOD_SUPER) != 0 ? KEY_SUPER : 0;
	mods |= (bits & KEYMOD_HYPER) != 0 ? KEY_HYPER : 0;
	return mods;
}

/* Parameter 1: the modifiers, and behind a colon whether the key went down or up. False: neither. */
static bool take_action(const struct csi *c, struct key_detail *d)
{
	uint32_t n = param(c, 1, 1);
	d->action = (uint8_t)(n > 0 ? n - 1 : KEY_PRESSED);
	d->mods = modifier_bits(param(c, 1, 0));
	return n <= KEY_RELEASED + 1;
}

static enum input_meaning give_key(keycode_t key, struct input *out)
{
	out->kind = INPUT_KEY;
	out->key = key;
	return INPUT_MEANS_EVENT;
}

/* A key that is no character, with the modifiers and the action that stand in parameter 1. Plain
 * sequences tell no more than older ones: the detail stays empty. */
static enum input_meaning give_named(keycode_t key, const struct csi *c, struct input *out)
{
	keycode_t mods = modifiers(param(c, 1, 0));
	if (!take_action(c, &out->detail)) {
		return INPUT_MEANS_NOTHING;
	}
	if (out->detail.action == KEY_PRESSED && out->detail.mods < KEYMOD_META) {
		out->detail = (struct key_detail){0};
	} else {
		out->detail.code = kitty_number(key & KEY_BASE);
	}
	return give_key(key | mods, out);
}

static bool is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_scalar(uint32_t cp)
{
	return cp <= 0x10ffff && !(cp >= 0xd800 && cp <= 0xdfff) && !(cp >= 0x80 && cp < 0xa0);
}

/* A character with modifiers, to which Shift has been applied if it can be: it goes into letters and
 * signs, but C-A is S-C-a, as key_parse has it. */
static keycode_t character(uint32_t cp, keycode_t mods)
{
	bool command = (mods & (KEY_CTRL | KEY_SUPER | KEY_HYPER)) != 0;
	if ((mods & KEY_SHIFT) != 0 && cp == 0x09 && !command) {
		return KEY_BTAB | (mods & ~KEY_SHIFT);
	}
	if ((mods & KEY_SHIFT) != 0 && cp > 0x20 && cp != 0x7f) {
		if (!is_letter(cp)) {
			mods &= ~KEY_SHIFT;
		} else if (command) {
			cp |= 0x20;
		} else {
			cp &= ~0x20u;
			mods &= ~KEY_SHIFT;
		}
	}
	return key_normal(cp | mods);
}

static enum input_meaning mean_other_key(uint32_t cp, keycode_t mods, struct input *out)
{
	if (!is_scalar(cp) || (cp == 0 && mods == 0)) {
		return INPUT_MEANS_NOTHING;
	}
	return give_key(character(cp, mods), out);
}

/* Parameter 2: what the key types. What does not fit is left out. */
static void take_text(const struct csi *c, struct key_detail *d)
{
	for (size_t i = 0; i < c->numbers; i++) {
		char s[4];
		uint32_t cp = c->value[i];
		if (c->of[i] != 2 || cp < 0x20 || cp == 0x7f || !is_scalar(cp)) {
			continue;
		}
		size_t n = utf8_encode(cp, s);
		if (d->text_len + n > sizeof(d->text)) {
			return;
		}
		memcpy(d->text + d->text_len, s, n);
		d->text_len = (uint8_t)(d->text_len + n);
	}
}

/* What a plain terminal would have made of the key: the character that it types; with Ctrl that of a
 * keyboard which has Latin letters; with Shift what stands above it. */
static keycode_t plain_key(const struct key_detail *d, keycode_t mods)
{
	size_t used = 0;
	uint32_t cp = d->code;
	if (d->text_len > 0 && (mods & ~KEY_SHIFT) == 0) {
		cp = utf8_decode(d->text, d->text_len, &used);
		return used == d->text_len ? cp : KEY_NONE;
	}
	if ((mods & KEY_CTRL) != 0 && cp >= 0x80 && d->layout > 0x20 && d->layout < 0x7f) {
		return character(d->layout, mods);
	}
	if ((mods & KEY_SHIFT) != 0 && !is_letter(cp) && cp > 0x20 && cp != 0x7f) {
		bool told = d->shifted > 0x20 && is_scalar(d->shifted);
		/* Not told what Shift makes of it: it stays with the key. */
		return told ? key_normal(d->shifted | (mods & ~KEY_SHIFT)) : key_normal(cp | mods);
	}
	return character(cp, mods);
}

/* CSI code : shifted : layout ; modifiers : action ; text u */
static enum input_meaning mean_unicode(const struct csi *c, struct input *out)
{
	struct key_detail *d = &out->detail;
	keycode_t mods = modifiers(param(c, 1, 0));
	d->code = param(c, 0, 0);
	d->shifted = is_scalar(param(c, 0, 1)) ? param(c, 0, 1) : 0;
	d->layout = is_scalar(param(c, 0, 2)) ? param(c, 0, 2) : 0;
	if (!take_action(c, d) || !is_scalar(d->code)) {
		return INPUT_MEANS_NOTHING;
	}
	take_text(c, d);
	if (d->code < 0x20 && d->code != 9 && d->code != 13 && d->code != 27 && d->text_len == 0) {
		return INPUT_MEANS_NOTHING;
	}
	if (kitty_is_named(d->code)) {
		keycode_t key = kitty_key(d->code);
		return key == KEY_NONE ? INPUT_MEANS_NOTHING : give_key(key | mods, out);
	}
	return give_key(plain_key(d, mods), out);
}

/* ESC [ number ; modifiers ~, and rxvt's, which have the modifiers in the final. */
static enum input_meaning mean_tilde(const struct csi *c, struct input *out)
{
	keycode_t mods = modifiers(param(c, 1, 0));
	if (c->final == '~' && param(c, 0, 0) == OTHER_KEY && c->count == 3) {
		return mean_other_key(param(c, 2, 0), mods, out);
	}
	if (c->final == '~' && param(c, 0, 0) == PASTE_BEGIN) {
		return INPUT_MEANS_PASTE;
	}
	keycode_t key = find_number(tilde_keys, COUNT(tilde_keys), param(c, 0, 0));
	if (key == KEY_NONE) {
		return INPUT_MEANS_NOTHING;
	}
	if (c->final == '~') {
		return give_named(key, c, out);
	}
	if (c->final == '$' || c->final == '@') {
		mods |= KEY_SHIFT;
	}
	if (c->final == '^' || c->final == '@') {
		mods |= KEY_CTRL;
	}
	return give_key(key | mods, out);
}

static enum input_meaning mean_letter(const struct csi *c, struct input *out)
{
	bool rxvt = c->final >= 'a' && c->count > 0;
	/* Two numbers and R answer where the cursor is, unless they can be F3 with modifiers. */
	if (c->final == 'R' && c->count == 2 && (param(c, 0, 0) != 1 || param(c, 1, 0) - 2u > 14)) {
		return INPUT_MEANS_REPORT;
	}
	keycode_t key = find_final(csi_finals, COUNT(csi_finals), c->final);
	if (key == KEY_NONE || rxvt) {
		return INPUT_MEANS_NOTHING;
	}
	return give_named(key, c, out);
}

static uint16_t mouse_cell(uint32_t n)
{
	n = n > 0 ? n - 1 : 0;
	return n < UINT16_MAX ? (uint16_t)n : UINT16_MAX;
}

/* The code's bits: 0-1 and 6-7 the button, 2-4 modifiers, 5 a move. `release` is what only the SGR
 * form says; the others have button 3 for it. */
static enum input_meaning mean_mouse(uint32_t code, uint32_t x, uint32_t y, bool sgr, bool release,
	struct input *out)
{
	uint32_t low = code & 3, high = code >> 6;
	bool move = (code & 32) != 0, wheel = high == 1 && low < 2;
	struct mouse m = {.kind = MOUSE_PRESS, .x = mouse_cell(x), .y = mouse_cell(y)};
	if (high > 2 || (high > 0 && move) || (wheel && release)) {
		return INPUT_MEANS_NOTHING;
	}
	if (high == 0) {
		m.button = low == 3 ? 0 : (uint8_t)(low + 1);
	} else {
		m.button = (uint8_t)(low + (high == 1 ? 4 : 8));
	}
	if (wheel) {
		m.kind = low == 0 ? MOUSE_WHEEL_UP : MOUSE_WHEEL_DOWN;
		m.button = 0;
	} else if (move) {
		m.kind = MOUSE_MOVE;
	} else if (release || (!sgr && m.button == 0)) {
		m.kind = MOUSE_RELEASE;
	} else if (m.button == 0) {
		return INPUT_MEANS_NOTHING;
	}
	m.mods |= (code & 4) != 0 ? KEY_SHIFT : 0;
	m.mods |= (code & 8) != 0 ? KEY_META : 0;
	m.mods |= (code & 16) != 0 ? KEY_CTRL : 0;
	out->kind = INPUT_MOUSE;
	out->mouse = m;
	return INPUT_MEANS_EVENT;
}

enum input_meaning input_mouse_old(const uint8_t b[3], struct input *out)
{
	return mean_mouse(b[0] - 32u, b[1] - 32u, b[2] - 32u, false, false, out);
}

static enum input_meaning mean_private(const struct csi *c, struct input *out)
{
	if (c->private != '<') {
		return INPUT_MEANS_REPORT;
	}
	if (c->count == 3 && c->inter == 0 && (c->final == 'M' || c->final == 'm')) {
		return mean_mouse(param(c, 0, 0), param(c, 1, 0), param(c, 2, 0), true, c->final == 'm', out);
	}
	return INPUT_MEANS_NOTHING;
}

static enum input_meaning mean_plain(const struct csi *c, struct input *out)
{
	switch (c->final) {
	case '~':
	case '^':
	case '@':
	case '$':
		return mean_tilde(c, out);
	case 'u':
		return mean_unicode(c, out);
	case 'I':
		return c->count == 0 ? give_key(KEY_FOCUS_IN, out) : INPUT_MEANS_NOTHING;
	case 'O':
		return c->count == 0 ? give_key(KEY_FOCUS_OUT, out) : INPUT_MEANS_NOTHING;
	case 'Z':
		return give_key(KEY_BTAB | (modifiers(param(c, 1, 0)) & ~KEY_SHIFT), out);
	case 'M':
		return c->count == 3 && param(c, 0, 0) >= 32
		               ? mean_mouse(param(c, 0, 0) - 32, param(c, 1, 0), param(c, 2, 0), false,
		                         false, out)
		               : INPUT_MEANS_NOTHING;
	case 'n':
	case 't':
	case 'x':
	case 'y':
		return INPUT_MEANS_REPORT;
	default:
		return mean_letter(c, out);
	}
}

enum input_meaning input_csi(struct bytes body, struct input *out)
{
	struct csi c;
	if (!csi_parse(body, &c)) {
		return INPUT_MEANS_NOTHING;
	}
	if (c.private != 0) {
		return mean_private(&c, out);
	}
	if (c.inter != 0) {
		return INPUT_MEANS_REPORT;
	}
	return mean_plain(&c, out);
}

keycode_t input_ss3(uint8_t final, uint32_t mods)
{
	keycode_t key = find_final(ss3_finals, COUNT(ss3_finals), final);
	if (key == KEY_NONE || mods == 1) {
		return key;
	}
	/* Only cursor and function keys come with a number. */
	return final >= 'A' && final <= 'S' && final != 'M' ? key | modifiers(mods) : KEY_NONE;
}
