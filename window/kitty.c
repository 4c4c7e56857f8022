/* window/kitty.c -- kitty's keyboard protocol. */
#include "window/kitty.h"

#include "base/utf8.h"
#include "window/key_impl.h"

enum {
	NAMED_FIRST = 57344, NAMED_LAST = 63743, /* the private use area */
	NUMBER_LOCKS = 57358, NUMBER_NUM_LOCK = 57360,
	NUMBER_SHIFT = 57441, NUMBER_LEVEL5 = 57454,
	TAB = 9, ENTER = 13, ESCAPE = 27, BACKSPACE = 127,
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Keys and numbers that follow each other. */
struct kitty_range {
	keycode_t key;
	uint16_t number, count;
};

static const struct kitty_range ranges[] = {
	{KEY_INSERT, 57348, 2}, {KEY_LEFT, 57350, 1}, {KEY_RIGHT, 57351, 1}, {KEY_UP, 57352, 2},
	{KEY_PAGEUP, 57354, 2}, {KEY_HOME, 57356, 2}, {KEY_CAPS_LOCK, NUMBER_LOCKS, 6},
	{KEY_F1, 57364, 35}, {KEY_KP0, 57399, 10}, {KEY_KP_DOT, 57409, 1}, {KEY_KP_SLASH, 57410, 1},
	{KEY_KP_STAR, 57411, 1}, {KEY_KP_MINUS, 57412, 1}, {KEY_KP_PLUS, 57413, 1},
	{KEY_KP_ENTER, 57414, 1}, {KEY_KP_EQUAL, 57415, 2}, {KEY_KP_BEGIN, 57427, 1},
	{KEY_MEDIA_PLAY, 57428, 27},
	/* The keypad's, without Num Lock: the same keys once more. */
	{KEY_LEFT, 57417, 1}, {KEY_RIGHT, 57418, 1}, {KEY_UP, 57419, 2}, {KEY_PAGEUP, 57421, 2},
	{KEY_HOME, 57423, 2}, {KEY_INSERT, 57425, 2},
};

uint32_t kitty_number(keycode_t base)
{
	for (size_t i = 0; i < COUNT(ranges); i++) {
		if (base >= ranges[i].key && base - ranges[i].key < ranges[i].count) {
			return ranges[i].number + (base - ranges[i].key);
		}
	}
	return 0;
}

keycode_t kitty_key(uint32_t number)
{
	for (size_t i = 0; i < COUNT(ranges); i++) {
		if (number >= ranges[i].number && number - ranges[i].number < ranges[i].count) {
			return ranges[i].key + (number - ranges[i].number);
		}
	}
	return KEY_NONE;
}

bool kitty_is_named(uint32_t number)
{
	return number >= NAMED_FIRST && number <= NAMED_LAST;
}

/* ---- what was struck ---- */

struct stroke {
	uint32_t code, shifted, layout;
	uint8_t action;
	uint32_t mods;
	char text[LIMIT_KEY_TEXT];
	size_t text_len;
	bool told; /* the text came from the keyboard */
};

static bool types(uint32_t mods)
{
	return (mods & ~(uint32_t)(KEYMOD_SHIFT | KEYMOD_LOCKS)) == 0;
}

static uint32_t mods_of(keycode_t key)
{
	uint32_t mods = (key & KEY_SHIFT) != 0 ? KEYMOD_SHIFT : 0;
	mods |= (key & KEY_META) != 0 ? KEYMOD_ALT : 0;
	mods |= (key & KEY_CTRL) != 0 ? KEYMOD_CTRL : 0;
	mods |= (key & KEY_SUPER) != 0 ? KEYMOD_SUPER : 0;
	mods |= (key & KEY_HYPER) != 0 ? KEYMOD_HYPER : 0;
	return mods;
}

/* Of a character all that is known is itself, save that of a letter we know the other case. */
static void stroke_character(uint32_t cp, struct stroke *s)
{
	s->code = cp;
	if (cp >= 'A' && cp <= 'Z') {
		s->mods |= KEYMOD_SHIFT;
		s->shifted = cp;
		s->code = cp + ('a' - 'A');
	} else if (cp >= 'a' && cp <= 'z' && (s->mods & KEYMOD_SHIFT) != 0) {
		s->shifted = cp - ('a' - 'A');
	}
}

/* What the key types where the keyboard did not say. */
static void stroke_text(keycode_t base, struct stroke *s)
{
	uint32_t cp = base > 0x10ffff ? (uint8_t)key_keypad_text(base) : base;
	bool up = cp >= 'a' && cp <= 'z' && (s->mods & KEYMOD_SHIFT) != 0;
	if (cp >= 0x20 && cp != BACKSPACE) {
		s->text_len = utf8_encode(up ? cp - ('a' - 'A') : cp, s->text);
	}
}

static bool stroke_of(keycode_t key, const struct key_detail *d, struct stroke *s)
{
	keycode_t base = key & KEY_BASE;
	*s = (struct stroke){.mods = mods_of(key), .action = d != NULL ? d->action : KEY_PRESSED};
	if (d != NULL && (d->code != 0 || d->text_len > 0)) {
		s->code = d->code;
		s->mods = d->mods;
		s->shifted = (d->mods & KEYMOD_SHIFT) != 0 ? d->shifted : 0;
		s->layout = d->layout != d->code ? d->layout : 0;
		s->text_len = d->text_len;
		s->told = d->text_len > 0;
		memcpy(s->text, d->text, d->text_len);
	} else if (base == KEY_BTAB) {
		s->code = TAB;
		s->mods |= KEYMOD_SHIFT;
	} else if (base > 0x10ffff) {
		s->code = kitty_number(base);
	} else {
		stroke_character(base, s);
	}
	if (!s->told && types(s->mods)) {
		stroke_text(base, s);
	}
	return s->code != 0 || s->told;
}

/* ---- as the program reads it ---- */

/* The keys that have kept the form they had: a letter, or a number and a tilde. */
struct kitty_form {
	uint32_t number;
	uint8_t value; /* before '~'; 0: a letter */
	char final;
};

static const struct kitty_form forms[] = {
	{57348, 2, '~'}, {57349, 3, '~'}, {57350, 0, 'D'}, {57351, 0, 'C'}, {57352, 0, 'A'},
	{57353, 0, 'B'}, {57354, 5, '~'}, {57355, 6, '~'}, {57356, 0, 'H'}, {57357, 0, 'F'},
	{57364, 0, 'P'}, {57365, 0, 'Q'}, {57366, 13, '~'}, {57367, 0, 'S'}, {57368, 15, '~'},
	{57369, 17, '~'}, {57370, 18, '~'}, {57371, 19, '~'}, {57372, 20, '~'}, {57373, 21, '~'},
	{57374, 23, '~'}, {57375, 24, '~'}, {57427, 0, 'E'},
};

static void put_codes(const struct stroke *s, struct wr *w)
{
	for (size_t at = 0, used; at < s->text_len; at += used) {
		wr_u8(w, at == 0 ? ';' : ':');
		key_put_number(w, utf8_decode(s->text + at, s->text_len - at, &used));
	}
}

static void put_sequence(const struct stroke *s, uint32_t flags, struct wr *w)
{
	struct kitty_form f = {.number = s->code, .final = 'u'};
	for (size_t i = 0; i < COUNT(forms); i++) {
		if (forms[i].number == s->code) {
			f = forms[i];
		}
	}
	const uint32_t both = KEYBOARD_ALL | KEYBOARD_TEXT;
	bool action = s->action != KEY_PRESSED;
	bool text = s->text_len > 0 && (flags & both) == both && s->action != KEY_RELEASED;
	bool others = (flags & KEYBOARD_ALTERNATES) != 0 && f.final == 'u' &&
		      (s->shifted != 0 || s->layout != 0);
	key_put_text(w, "\033[");
	if (f.final == 'u' || f.value != 0 || s->mods != 0 || action) {
		key_put_number(w, f.final == 'u' ? s->code : f.value != 0 ? f.value : 1);
	}
	if (others) {
		wr_u8(w, ':');
		if (s->shifted != 0) {
			key_put_number(w, s->shifted);
		}
		if (s->layout != 0) {
			wr_u8(w, ':');
			key_put_number(w, s->layout);
		}
	}
	if (s->mods != 0 || action || text) {
		wr_u8(w, ';');
	}
	if (s->mods != 0 || action) {
		key_put_number(w, 1 + s->mods);
	}
	if (action) {
		wr_u8(w, ':');
		key_put_number(w, 1u + s->action);
	}
	if (text) {
		put_codes(s, w);
	}
	wr_u8(w, (uint8_t)f.final);
}

static bool is_modifier(uint32_t code)
{
	return (code >= NUMBER_LOCKS && code <= NUMBER_NUM_LOCK) ||
	       (code >= NUMBER_SHIFT && code <= NUMBER_LEVEL5);
}

/* Without ALL: what still comes as it always did. */
enum kitty_old { OLD_NOT, OLD_NOTHING, OLD_TEXT, OLD_BYTES };

static enum kitty_old old_form(const struct stroke *s, uint32_t flags)
{
	bool released = s->action == KEY_RELEASED;
	bool bare = (s->mods & ~(uint32_t)KEYMOD_LOCKS) == 0;
	if (is_modifier(s->code)) {
		return OLD_NOTHING;
	}
	if (bare && (s->code == ENTER || s->code == TAB || s->code == BACKSPACE)) {
		return released ? OLD_NOTHING : OLD_BYTES; /* so that a shell can be helped */
	}
	if (s->text_len > 0 && types(s->mods)) {
		return released ? OLD_NOT : OLD_TEXT;
	}
	bool plain = (flags & KEYBOARD_DISAMBIGUATE) == 0 && s->action == KEY_PRESSED;
	return plain && !kitty_is_named(s->code) ? OLD_BYTES : OLD_NOT;
}

bool kitty_encode(keycode_t key, const struct key_detail *d, uint32_t flags, struct wr *w)
{
	struct stroke s;
	if (!stroke_of(key, d, &s)) {
		return false;
	}
	if ((flags & KEYBOARD_EVENTS) == 0) {
		s.action = KEY_PRESSED;
	}
	enum kitty_old old = (flags & KEYBOARD_ALL) != 0 ? OLD_NOT : old_form(&s, flags);
	if (old == OLD_TEXT) {
		wr_put(w, s.text, s.text_len);
	}
	if (old != OLD_NOT) {
		return old != OLD_BYTES;
	}
	if ((flags & KEYBOARD_ALL) == 0 && !kitty_is_named(s.code)) {
		s.mods &= ~(uint32_t)KEYMOD_LOCKS;
	}
	put_sequence(&s, flags, w);
	return true;
}

/* ---- the flags of a screen ---- */

uint8_t kitty_flags(const struct kitty_stack *s)
{
	return s->flags[s->depth];
}

void kitty_push(struct kitty_stack *s, uint32_t flags)
{
	if (s->depth == LIMIT_KITTY_STACK - 1) {
		memmove(s->flags, s->flags + 1, LIMIT_KITTY_STACK - 1);
	} else {
		s->depth++;
	}
	s->flags[s->depth] = (uint8_t)(flags & KEYBOARD_KITTY);
}

void kitty_pop(struct kitty_stack *s, uint32_t count)
{
	for (uint32_t i = 0; i < count && i < LIMIT_KITTY_STACK; i++) {
		s->flags[s->depth] = 0;
		s->depth = (uint8_t)(s->depth > 0 ? s->depth - 1 : 0);
	}
}

void kitty_set(struct kitty_stack *s, uint32_t flags, uint32_t how)
{
	uint8_t *at = &s->flags[s->depth], bits = (uint8_t)(flags & KEYBOARD_KITTY);
	if (how == 1) {
		*at = bits;
	} else if (how == 2) {
		*at |= bits;
	} else if (how == 3) {
		*at = (uint8_t)(*at & ~bits);
	}
}
