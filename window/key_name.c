/* window/key_name.c -- keys as text, with the names of tmux. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/err.h"
#include "base/utf8.h"
#include "window/keys.h"

struct key_word {
	const char *name;
	keycode_t key;
};

/* The first name of a key is the one that is printed. */
static const struct key_word key_words[] = {
	{"None", KEY_NONE}, /* asked for with each key: what prefix2 is */
	{"F1", KEY_F1}, {"F2", KEY_F2}, {"F3", KEY_F3}, {"F4", KEY_F4}, {"F5", KEY_F5},
	{"F6", KEY_F6}, {"F7", KEY_F7}, {"F8", KEY_F8}, {"F9", KEY_F9}, {"F10", KEY_F10},
	{"F11", KEY_F11}, {"F12", KEY_F12}, {"F13", KEY_F1 + 12}, {"F14", KEY_F1 + 13},
	{"F15", KEY_F1 + 14}, {"F16", KEY_F1 + 15}, {"F17", KEY_F1 + 16}, {"F18", KEY_F1 + 17},
	{"F19", KEY_F1 + 18}, {"F20", KEY_F1 + 19}, {"F21", KEY_F1 + 20}, {"F22", KEY_F1 + 21},
	{"F23", KEY_F1 + 22}, {"F24", KEY_F1 + 23}, {"F25", KEY_F1 + 24}, {"F26", KEY_F1 + 25},
	{"F27", KEY_F1 + 26}, {"F28", KEY_F1 + 27}, {"F29", KEY_F1 + 28}, {"F30", KEY_F1 + 29},
	{"F31", KEY_F1 + 30}, {"F32", KEY_F1 + 31}, {"F33", KEY_F1 + 32}, {"F34", KEY_F1 + 33},
	{"F35", KEY_F1 + 34},
	{"IC", KEY_INSERT}, {"Insert", KEY_INSERT}, {"DC", KEY_DELETE}, {"Delete", KEY_DELETE},
	{"Home", KEY_HOME}, {"End", KEY_END},
	{"NPage", KEY_PAGEDOWN}, {"PageDown", KEY_PAGEDOWN}, {"PgDn", KEY_PAGEDOWN},
	{"PPage", KEY_PAGEUP}, {"PageUp", KEY_PAGEUP}, {"PgUp", KEY_PAGEUP},
	{"Tab", 0x09}, {"BTab", KEY_BTAB}, {"Space", ' '}, {"BSpace", 0x7f}, {"Enter", 0x0d},
	{"Escape", 0x1b},
	{"Up", KEY_UP}, {"Down", KEY_DOWN}, {"Left", KEY_LEFT}, {"Right", KEY_RIGHT},
	{"KP0", KEY_KP0}, {"KP1", KEY_KP1}, {"KP2", KEY_KP2}, {"KP3", KEY_KP3}, {"KP4", KEY_KP4},
	{"KP5", KEY_KP5}, {"KP6", KEY_KP6}, {"KP7", KEY_KP7}, {"KP8", KEY_KP8}, {"KP9", KEY_KP9},
	{"KP/", KEY_KP_SLASH}, {"KP*", KEY_KP_STAR}, {"KP-", KEY_KP_MINUS}, {"KP+", KEY_KP_PLUS},
	{"KPEnter", KEY_KP_ENTER}, {"KP.", KEY_KP_DOT}, {"KP=", KEY_KP_EQUAL},
	{"KP,", KEY_KP_SEPARATOR}, {"KPBegin", KEY_KP_BEGIN},
	{"CapsLock", KEY_CAPS_LOCK}, {"ScrollLock", KEY_SCROLL_LOCK}, {"NumLock", KEY_NUM_LOCK},
	{"Print", KEY_PRINT}, {"Pause", KEY_PAUSE}, {"Menu", KEY_MENU},
	{"MediaPlay", KEY_MEDIA_PLAY}, {"MediaPause", KEY_MEDIA_PAUSE},
	{"MediaToggle", KEY_MEDIA_TOGGLE}, {"MediaReverse", KEY_MEDIA_REVERSE},
	{"MediaStop", KEY_MEDIA_STOP}, {"MediaForward", KEY_MEDIA_FORWARD},
	{"MediaRewind", KEY_MEDIA_REWIND}, {"MediaNext", KEY_MEDIA_NEXT},
	{"MediaPrevious", KEY_MEDIA_PREVIOUS}, {"MediaRecord", KEY_MEDIA_RECORD},
	{"VolumeDown", KEY_VOLUME_DOWN}, {"VolumeUp", KEY_VOLUME_UP},
	{"VolumeMute", KEY_VOLUME_MUTE},
	{"LeftShift", KEY_LEFT_SHIFT}, {"LeftCtrl", KEY_LEFT_CTRL}, {"LeftAlt", KEY_LEFT_ALT},
	{"LeftSuper", KEY_LEFT_SUPER}, {"LeftHyper", KEY_LEFT_HYPER}, {"LeftMeta", KEY_LEFT_META},
	{"RightShift", KEY_RIGHT_SHIFT}, {"RightCtrl", KEY_RIGHT_CTRL},
	{"RightAlt", KEY_RIGHT_ALT}, {"RightSuper", KEY_RIGHT_SUPER},
	{"RightHyper", KEY_RIGHT_HYPER}, {"RightMeta", KEY_RIGHT_META},
	{"Level3Shift", KEY_LEVEL3_SHIFT}, {"Level5Shift", KEY_LEVEL5_SHIFT},
	{"FocusIn", KEY_FOCUS_IN}, {"FocusOut", KEY_FOCUS_OUT},
	{"Any", KEY_ANY},
};

static const char *const mouse_events[] = {
	[KEY_MOUSE_DOWN] = "MouseDown",
	[KEY_MOUSE_UP] = "MouseUp",
	[KEY_MOUSE_DRAG] = "MouseDrag",
	[KEY_MOUSE_DRAG_END] = "MouseDragEnd",
	[KEY_MOUSE_SECOND] = "SecondClick",
	[KEY_MOUSE_DOUBLE] = "DoubleClick",
	[KEY_MOUSE_TRIPLE] = "TripleClick",
	[KEY_MOUSE_WHEEL_UP] = "WheelUp",
	[KEY_MOUSE_WHEEL_DOWN] = "WheelDown",
};

static const char *const mouse_places[] = {
	[KEY_PLACE_PANE] = "Pane",
	[KEY_PLACE_BORDER] = "Border",
	[KEY_PLACE_STATUS] = "Status",
	[KEY_PLACE_STATUS_LEFT] = "StatusLeft",
	[KEY_PLACE_STATUS_RIGHT] = "StatusRight",
	[KEY_PLACE_STATUS_DEFAULT] = "StatusDefault",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The character whose Ctrl is the byte b below 0x20. */
static keycode_t control_base(uint32_t b)
{
	if (b == 0) {
		return ' ';
	}
	return b <= 26 ? 'a' + b - 1 : '@' + b;
}

keycode_t key_normal(keycode_t key)
{
	keycode_t mods = key & KEY_MODS, base = key & KEY_BASE;
	if (base < 0x20 && base != 0x09 && base != 0x0d && base != 0x1b) {
		return mods | KEY_CTRL | control_base(base);
	}
	if ((mods & KEY_CTRL) == 0) {
		return key;
	}
	if (base >= 'A' && base <= 'Z') {
		base += 'a' - 'A';
	}
	return mods | (base == '@' ? ' ' : base);
}

/* Keys that were one character, until terminals told them apart. */
static const uint8_t twins[][2] = {{'i', 0x09}, {'m', 0x0d}, {'[', 0x1b}};

keycode_t key_plain(keycode_t key)
{
	for (size_t i = 0; i < COUNT(twins) && (key & KEY_CTRL) != 0; i++) {
		if ((key & KEY_BASE) == twins[i][0]) {
			return (key & KEY_MODS & ~KEY_CTRL) | twins[i][1];
		}
	}
	return key;
}

keycode_t key_twin(keycode_t key)
{
	for (size_t i = 0; i < COUNT(twins) && (key & KEY_CTRL) == 0; i++) {
		if ((key & KEY_BASE) == twins[i][1]) {
			return (key & KEY_MODS) | KEY_CTRL | twins[i][0];
		}
	}
	keycode_t plain = key_plain(key);
	return plain != key ? plain : KEY_NONE;
}

bool key_is_modifier(keycode_t key)
{
	keycode_t base = key & KEY_BASE;
	return (base >= KEY_LEFT_SHIFT && base <= KEY_LEVEL5_SHIFT) ||
	       (base >= KEY_CAPS_LOCK && base <= KEY_NUM_LOCK);
}

static bool is_button(unsigned n)
{
	return (n >= 1 && n <= 3) || (n >= 6 && n <= 11);
}

static bool event_has_button(size_t event)
{
	return event != KEY_MOUSE_WHEEL_UP && event != KEY_MOUSE_WHEEL_DOWN;
}

/* The rest of a mouse key's name behind the event: button and place. */
static bool parse_mouse_rest(const char *s, size_t event, keycode_t *out)
{
	unsigned button = 0;
	while (event_has_button(event) && isdigit((unsigned char)*s) && button < 100) {
		button = button * 10 + (unsigned)(*s++ - '0');
	}
	if (event_has_button(event) && !is_button(button)) {
		return false;
	}
	for (size_t i = 0; i < COUNT(mouse_places); i++) {
		if (strcasecmp(s, mouse_places[i]) == 0) {
			*out = key_mouse((enum key_mouse_event)event, button, (enum key_mouse_place)i);
			return true;
		}
	}
	return false;
}

static bool parse_mouse(const char *s, keycode_t *out)
{
	for (size_t i = 0; i < COUNT(mouse_events); i++) {
		size_t len = strlen(mouse_events[i]);
		if (strncasecmp(s, mouse_events[i], len) == 0 && parse_mouse_rest(s + len, i, out)) {
			return true;
		}
	}
	return false;
}

/* A number after a prefix, with nothing behind it. */
static bool parse_number(const char *s, int base, unsigned long max, keycode_t *out)
{
	char *end;
	if (!isxdigit((unsigned char)*s)) {
		return false;
	}
	unsigned long n = strtoul(s, &end, base);
	if (end == s || *end != '\0' || n > max) {
		return false;
	}
	*out = (keycode_t)n;
	return true;
}

static bool is_character(uint32_t cp)
{
	return (cp >= 0x20 && cp < 0x7f) || (cp >= 0xa0 && cp < 0xd800) ||
	       (cp > 0xdfff && cp <= 0x10ffff);
}

/* A key without modifiers. `bare`: nothing stands before it, so that "0x41" and None may. */
static bool parse_base(const char *s, bool bare, keycode_t *out)
{
	if (bare && strncmp(s, "0x", 2) == 0) {
		return parse_number(s + 2, 16, 0x10ffff, out) &&
		       (*out < 0x80 || is_character(*out));
	}
	if (s[0] > ' ' && s[0] < 0x7f && s[1] == '\0') { /* no word is that short */
		*out = (keycode_t)s[0];
		return true;
	}
	for (size_t i = 0; i < COUNT(key_words); i++) {
		bool begins = ((s[0] ^ key_words[i].name[0]) & ~0x20) == 0;
		if (begins && strcasecmp(s, key_words[i].name) == 0) {
			*out = key_words[i].key;
			return bare || (*out != KEY_ANY && *out != KEY_NONE);
		}
	}
	if (strncmp(s, "User", 4) == 0 && parse_number(s + 4, 10, KEY_USER_END - KEY_USER - 1, out)) {
		*out += KEY_USER;
		return true;
	}
	if (parse_mouse(s, out)) {
		return true;
	}
	size_t used, len = strlen(s);
	if (len == 0) {
		return false;
	}
	*out = utf8_decode(s, len, &used);
	bool ill = *out == 0xfffd && strcmp(s, "\xef\xbf\xbd") != 0;
	return used == len && !ill && is_character(*out);
}

static keycode_t modifier_of(const char *s)
{
	if (s[0] == '\0' || s[1] != '-' || s[2] == '\0') {
		return 0;
	}
	switch (s[0]) {
	case 'C':
	case 'c':
		return KEY_CTRL;
	case 'M':
	case 'm':
		return KEY_META;
	case 'S':
	case 's':
		return KEY_SHIFT;
	default:
		return 0;
	}
}

int key_parse(const char *name, keycode_t *out)
{
	static const char super[] = "Super-", hyper[] = "Hyper-";
	keycode_t mods = 0, base, m;
	const char *s = name;
	if (s[0] == '^' && s[1] != '\0') {
		mods = KEY_CTRL;
		s++;
	}
	if (strncmp(s, super, sizeof(super) - 1) == 0) {
		mods |= KEY_SUPER;
		s += sizeof(super) - 1;
	}
	if (strncmp(s, hyper, sizeof(hyper) - 1) == 0) {
		mods |= KEY_HYPER;
		s += sizeof(hyper) - 1;
	}
	while ((m = modifier_of(s)) != 0) {
		mods |= m;
		s += 2;
	}
	if (!parse_base(s, s == name, &base)) {
		return ERR_ARG;
	}
	/* Those that no keyboard can send with Ctrl. */
	if ((mods & KEY_CTRL) != 0 && base < 0x7f && base > ' ' &&
		strchr("\"$%&*{|}~", (int)base) != NULL) {
		return ERR_ARG;
	}
	*out = key_normal(mods | base);
	return 0;
}

static void name_base(keycode_t base, char *out, size_t size)
{
	for (size_t i = 0; i < COUNT(key_words); i++) {
		if (key_words[i].key == base) {
			snprintf(out, size, "%s", key_words[i].name);
			return;
		}
	}
	if (base >= KEY_USER && base < KEY_USER_END) {
		snprintf(out, size, "User%u", base - KEY_USER);
		return;
	}
	size_t event = base >> 8 & 15, place = base & 15;
	if (base >= KEY_MOUSE && base < KEY_MOUSE_END && event < COUNT(mouse_events) &&
		place < COUNT(mouse_places)) {
		char button[12] = "";
		if (event_has_button(event)) {
			snprintf(button, sizeof(button), "%u", base >> 4 & 15);
		}
		snprintf(out, size, "%s%s%s", mouse_events[event], button, mouse_places[place]);
		return;
	}
	if (!is_character(base)) {
		snprintf(out, size, "Unknown");
		return;
	}
	char s[5] = {0};
	utf8_encode(base, s);
	snprintf(out, size, "%s", s);
}

/* Whether Ctrl and this are one control character, which tmux names as one: M-C-a, but C-M-1. */
static bool is_control_character(keycode_t base)
{
	return (base >= 'a' && base <= 'z') || base == ' ' || (base >= '[' && base <= '_') ||
	       base == '?';
}

const char *key_name(keycode_t key, char out[32])
{
	char base[28];
	key = key_normal(key);
	keycode_t b = key & KEY_BASE;
	bool ctrl = (key & KEY_CTRL) != 0, inner = ctrl && is_control_character(b);
	bool at = inner && b == ' ' && (key & (KEY_META | KEY_SHIFT)) != 0;
	name_base(at ? '@' : b, base, sizeof(base));
	const char *const parts[] = {(key & KEY_SUPER) != 0 ? "Super-" : "",
		(key & KEY_HYPER) != 0 ? "Hyper-" : "", ctrl && !inner ? "C-" : "", (key & KEY_META) != 0 ? "M-" : "",
		(key & KEY_SHIFT) != 0 ? "S-" : "", inner ? "C-" : "", base};
	size_t len = 0;
	for (size_t i = 0; i < COUNT(parts); i++) {
		size_t n = strlen(parts[i]);
		n = n < 31 - len ? n : 31 - len;
		memcpy(out + len, parts[i], n);
		len += n;
	}
	out[len] = '\0';
	return out;
}
