/* window/input_csi.c -- what the control sequences of a user's terminal mean. */
#include "window/input_csi.h"

#include "window/limits.h"

/* A control sequence taken apart. */
struct csi {
	uint8_t private; /* < = > ? or 0 */
	uint8_t inter;   /* intermediate byte or 0 */
	uint8_t final;
	size_t count;                       /* parameters given */
	uint32_t param[LIMIT_TERM_PARAMS];  /* 0 where not given */
	uint32_t sub[LIMIT_TERM_PARAMS];    /* the number behind the first colon of a parameter */
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
	{'d', KEY_SHIFT | KEY_LEFT},
};

static const struct final_key ss3_finals[] = {
	{'A', KEY_UP}, {'B', KEY_DOWN}, {'C', KEY_RIGHT}, {'D', KEY_LEFT}, {'H', KEY_HOME},
	{'F', KEY_END}, {'P', KEY_F1}, {'Q', KEY_F2}, {'R', KEY_F3}, {'S', KEY_F4},
	{'a', KEY_CTRL | KEY_UP}, {'b', KEY_CTRL | KEY_DOWN}, {'c', KEY_CTRL | KEY_RIGHT},
	{'d', KEY_CTRL | KEY_LEFT},
	{'p', KEY_KP0}, {'q', KEY_KP1}, {'r', KEY_KP2}, {'s', KEY_KP3}, {'t', KEY_KP4},
	{'u', KEY_KP5}, {'v', KEY_KP6}, {'w', KEY_KP7}, {'x', KEY_KP8}, {'y', KEY_KP9},
	{'M', KEY_KP_ENTER}, {'k', KEY_KP_PLUS}, {'m', KEY_KP_MINUS}, {'j', KEY_KP_STAR},
	{'o', KEY_KP_SLASH}, {'n', KEY_KP_DOT},
};

/* ESC [ number ~ */
static const struct number_key tilde_keys[] = {
	{1, KEY_HOME}, {2, KEY_INSERT}, {3, KEY_DELETE}, {4, KEY_END}, {5, KEY_PAGEUP},
	{6, KEY_PAGEDOWN}, {7, KEY_HOME}, {8, KEY_END},
	{11, KEY_F1}, {12, KEY_F2}, {13, KEY_F3}, {14, KEY_F4}, {15, KEY_F5}, {17, KEY_F6},
	{18, KEY_F7}, {19, KEY_F8}, {20, KEY_F9}, {21, KEY_F10}, {23, KEY_F11}, {24, KEY_F12},
};

/* Code points of the private use area that kitty gives to keys. */
static const struct number_key kitty_keys[] = {
	{57399, KEY_KP0}, {57400, KEY_KP1}, {57401, KEY_KP2}, {57402, KEY_KP3}, {57403, KEY_KP4},
	{57404, KEY_KP5}, {57405, KEY_KP6}, {57406, KEY_KP7}, {57407, KEY_KP8}, {57408, KEY_KP9},
	{57409, KEY_KP_DOT}, {57410, KEY_KP_SLASH}, {57411, KEY_KP_STAR}, {57412, KEY_KP_MINUS},
	{57413, KEY_KP_PLUS}, {57414, KEY_KP_ENTER}, {57417, KEY_LEFT}, {57418, KEY_RIGHT},
	{57419, KEY_UP}, {57420, KEY_DOWN}, {57421, KEY_PAGEUP}, {57422, KEY_PAGEDOWN},
	{57423, KEY_HOME}, {57424, KEY_END}, {57425, KEY_INSERT}, {57426, KEY_DELETE},
};

enum { KITTY_FIRST = 57344, KITTY_LAST = 63743, PARAM_MAX = 0x1fffff };

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

/* Reads a parameter and what follows its colons; only the first two numbers matter. */
static size_t parse_param(struct bytes b, size_t i, uint32_t *value, uint32_t *sub)
{
	uint32_t rest = 0, *at = value;
	*value = *sub = 0;
	for (; i < b.len && b.data[i] >= '0' && b.data[i] <= ':'; i++) {
		if (b.data[i] == ':') {
			at = at == value ? sub : &rest;
		} else {
			uint32_t n = *at * 10 + (uint32_t)(b.data[i] - '0');
			*at = n > PARAM_MAX ? PARAM_MAX : n;
		}
	}
	return i;
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
		if (c->count == LIMIT_TERM_PARAMS) {
			return false;
		}
		i = parse_param(b, i, &c->param[c->count], &c->sub[c->count]);
		c->count++;
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

static keycode_t modifiers(uint32_t number)
{
	uint32_t bits = number > 0 ? number - 1 : 0;
	keycode_t mods = (bits & 1) != 0 ? KEY_SHIFT : 0;
	mods |= (bits & (2 | 32)) != 0 ? KEY_META : 0; /* Alt, and kitty's Meta */
	mods |= (bits & 4) != 0 ? KEY_CTRL : 0;
	mods |= (bits & 8) != 0 ? KEY_SUPER : 0;
	return mods;
}

static enum input_meaning give_key(keycode_t key, struct input *out)
{
	out->kind = INPUT_KEY;
	out->key = key;
	return INPUT_MEANS_EVENT;
}

static bool is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A character with modifiers, as CSI u and modifyOtherKeys report it: Shift goes into a letter. */
static enum input_meaning give_character(uint32_t cp, keycode_t mods, struct input *out)
{
	bool scalar = cp <= 0x10ffff && !(cp >= 0xd800 && cp <= 0xdfff) && !(cp >= 0x80 && cp < 0xa0);
	if (!scalar || (cp == 0 && mods == 0)) {
		return INPUT_MEANS_NOTHING;
	}
	if ((mods & KEY_SHIFT) != 0 && (mods & (KEY_CTRL | KEY_SUPER)) == 0) {
		if (cp == 0x09) {
			cp = KEY_BTAB;
			mods &= ~KEY_SHIFT;
		} else if (cp > 0x20 && cp != 0x7f) {
			cp = is_letter(cp) ? cp & ~0x20u : cp;
			mods &= ~KEY_SHIFT;
		}
	}
	if ((mods & KEY_SHIFT) != 0 && is_letter(cp)) {
		cp |= 0x20; /* S-C-a, as key_parse has it */
	}
	return give_key(key_normal(cp | mods), out);
}

static enum input_meaning mean_unicode(const struct csi *c, struct input *out)
{
	uint32_t cp = c->param[0];
	keycode_t mods = modifiers(c->param[1]);
	if (cp >= KITTY_FIRST && cp <= KITTY_LAST) {
		keycode_t key = find_number(kitty_keys, COUNT(kitty_keys), cp);
		return key == KEY_NONE ? INPUT_MEANS_NOTHING : give_key(key | mods, out);
	}
	return cp == 0 ? INPUT_MEANS_NOTHING : give_character(cp, mods, out);
}

/* ESC [ number ; modifiers ~, and rxvt's, which have the modifiers in the final. */
static enum input_meaning mean_tilde(const struct csi *c, struct input *out)
{
	keycode_t mods = modifiers(c->param[1]);
	if (c->final == '~' && c->param[0] == 27 && c->count == 3) {
		return give_character(c->param[2], mods, out);
	}
	if (c->final == '~' && c->param[0] == 200) {
		return INPUT_MEANS_PASTE;
	}
	keycode_t key = find_number(tilde_keys, COUNT(tilde_keys), c->param[0]);
	if (key == KEY_NONE) {
		return INPUT_MEANS_NOTHING;
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
	if (c->final == 'R' && c->count == 2 && (c->param[0] != 1 || c->param[1] - 2u > 14)) {
		return INPUT_MEANS_REPORT;
	}
	keycode_t key = find_final(csi_finals, COUNT(csi_finals), c->final);
	if (key == KEY_NONE || rxvt) {
		return INPUT_MEANS_NOTHING;
	}
	return give_key(key | modifiers(c->param[1]), out);
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
		return mean_mouse(c->param[0], c->param[1], c->param[2], true, c->final == 'm', out);
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
		return give_key(KEY_BTAB | (modifiers(c->param[1]) & ~KEY_SHIFT), out);
	case 'M':
		return c->count == 3 && c->param[0] >= 32
		               ? mean_mouse(c->param[0] - 32, c->param[1], c->param[2], false, false, out)
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
	if (c.sub[1] == 3) { /* kitty: the key was let go */
		return INPUT_MEANS_NOTHING;
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
