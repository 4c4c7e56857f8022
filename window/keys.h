/* window/keys.h -- keys and mouse as events; encodes them into what a program expects in the modes
 * it set; decodes what a user's terminal sends. Key names as in tmux (C-a, M-x, F1, PPage...). */
#pragma once

#include "base/bytes.h"
#include "base/rect.h"
#include "base/usec.h"
#include "window/limits.h"

struct wr;
struct buf;

/* A key: a code point or KEY_*, with modifiers or-ed in. */
typedef uint32_t keycode_t;

#define KEY_SHIFT 0x01000000u
#define KEY_META 0x02000000u
#define KEY_CTRL 0x04000000u
#define KEY_SUPER 0x08000000u
#define KEY_HYPER 0x10000000u
#define KEY_MODS 0x1f000000u
#define KEY_BASE 0x00ffffffu

enum {
	KEY_NONE = 0x00200000, /* above all code points */
	KEY_UP, KEY_DOWN, KEY_LEFT, KEY_RIGHT, KEY_HOME, KEY_END, KEY_INSERT, KEY_DELETE,
	KEY_PAGEUP, KEY_PAGEDOWN, KEY_BTAB,
	KEY_F1, KEY_F2, KEY_F3, KEY_F4, KEY_F5, KEY_F6, KEY_F7, KEY_F8, KEY_F9, KEY_F10, KEY_F11,
	KEY_F12, KEY_F13, KEY_F35 = KEY_F1 + 34,
	KEY_KP0, KEY_KP1, KEY_KP2, KEY_KP3, KEY_KP4, KEY_KP5, KEY_KP6, KEY_KP7, KEY_KP8, KEY_KP9,
	KEY_KP_ENTER, KEY_KP_PLUS, KEY_KP_MINUS, KEY_KP_STAR, KEY_KP_SLASH, KEY_KP_DOT,
	KEY_KP_EQUAL, KEY_KP_SEPARATOR, KEY_KP_BEGIN,
	/* Those from here on in the order of kitty's numbers. */
	KEY_CAPS_LOCK, KEY_SCROLL_LOCK, KEY_NUM_LOCK, KEY_PRINT, KEY_PAUSE, KEY_MENU,
	KEY_MEDIA_PLAY, KEY_MEDIA_PAUSE, KEY_MEDIA_TOGGLE, KEY_MEDIA_REVERSE, KEY_MEDIA_STOP,
	KEY_MEDIA_FORWARD, KEY_MEDIA_REWIND, KEY_MEDIA_NEXT, KEY_MEDIA_PREVIOUS, KEY_MEDIA_RECORD,
	KEY_VOLUME_DOWN, KEY_VOLUME_UP, KEY_VOLUME_MUTE,
	KEY_LEFT_SHIFT, KEY_LEFT_CTRL, KEY_LEFT_ALT, KEY_LEFT_SUPER, KEY_LEFT_HYPER, KEY_LEFT_META,
	KEY_RIGHT_SHIFT, KEY_RIGHT_CTRL, KEY_RIGHT_ALT, KEY_RIGHT_SUPER, KEY_RIGHT_HYPER,
	KEY_RIGHT_META, KEY_LEVEL3_SHIFT, KEY_LEVEL5_SHIFT,
	KEY_FOCUS_IN, KEY_FOCUS_OUT, KEY_ANY,
	KEY_USER = 0x00210000,  /* User0 .. User999: KEY_USER + n */
	KEY_USER_END = KEY_USER + 1000,
	KEY_MOUSE = 0x00220000, /* mouse events as key tables name them: key_mouse() */
	KEY_MOUSE_END = KEY_MOUSE + 0x1000,
};
/* Enter is 0x0d, Tab 0x09, Escape 0x1b, Backspace 0x7f: code points. C-a is KEY_CTRL | 'a'; the
 * decoder turns the bytes 0x01..0x1a (but not 0x09, 0x0d, 0x1b) into that form, 0x00 into
 * KEY_CTRL | ' ', 0x1c..0x1f into KEY_CTRL | '\\' ']' '^' '_'. */

/* Mouse events by name, "MouseDown1Pane" or "WheelUpStatus": what happened, to which button (1-3,
 * 6-11; 0 for the wheel), over what. */
enum key_mouse_event {
	KEY_MOUSE_DOWN, KEY_MOUSE_UP, KEY_MOUSE_DRAG, KEY_MOUSE_DRAG_END, KEY_MOUSE_SECOND,
	KEY_MOUSE_DOUBLE, KEY_MOUSE_TRIPLE, KEY_MOUSE_WHEEL_UP, KEY_MOUSE_WHEEL_DOWN,
};
enum key_mouse_place {
	KEY_PLACE_PANE, KEY_PLACE_BORDER, KEY_PLACE_STATUS, KEY_PLACE_STATUS_LEFT,
	KEY_PLACE_STATUS_RIGHT, KEY_PLACE_STATUS_DEFAULT,
};

static inline keycode_t key_mouse(enum key_mouse_event event, unsigned button,
	enum key_mouse_place place)
{
	return KEY_MOUSE | (uint32_t)event << 8 | (button & 15u) << 4 | (uint32_t)place;
}

/* The one code of a key that could be written in several ways: C-A is C-a, C-@ C-Space, 0x01 C-a.
 * key_parse and the decoder give only these. */
keycode_t key_normal(keycode_t key);
/* What a plain terminal makes of C-i, C-m and C-[: Tab, Enter and Escape. Others are as they are. */
keycode_t key_plain(keycode_t key);
/* The other one of such a pair (C-i and Tab, C-m and Enter, C-[ and Escape); else KEY_NONE. */
keycode_t key_twin(keycode_t key);
/* Shift, Caps Lock and their like, which only programs that ask for all keys hear of. */
bool key_is_modifier(keycode_t key);

/* Parses a key name ("C-b", "M-Left", "PPage", "Enter", "%", "0x41"); ERR_ARG when it is none. */
int key_parse(const char *name, keycode_t *out);
/* The name that tmux prints where it has one; a key that is none: "Unknown". Cut at 31 bytes. */
const char *key_name(keycode_t key, char out[32]);

enum mouse_kind { MOUSE_PRESS, MOUSE_RELEASE, MOUSE_MOVE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

struct mouse {
	uint8_t kind;   /* enum mouse_kind */
	uint8_t button; /* 1..3, 6..11; 0: none (a move without one), or a release that did not say */
	uint32_t mods;  /* KEY_SHIFT | KEY_META | KEY_CTRL */
	uint16_t x, y;  /* cell, from 0 */
};

enum key_action { KEY_PRESSED, KEY_REPEATED, KEY_RELEASED };

/* Modifiers as kitty numbers them. */
enum {
	KEYMOD_SHIFT = 1, KEYMOD_ALT = 2, KEYMOD_CTRL = 4, KEYMOD_SUPER = 8, KEYMOD_HYPER = 16,
	KEYMOD_META = 32, KEYMOD_CAPS = 64, KEYMOD_NUM = 128,
	KEYMOD_LOCKS = KEYMOD_CAPS | KEYMOD_NUM,
};

/* What a keyboard told of a key beyond the key itself, for programs that ask for it. Zeroed: a key
 * pressed at a terminal that tells nothing more. */
struct key_detail {
	uint8_t action; /* enum key_action */
	bool exact;     /* of Tab, Enter, Escape: C-i, C-m, C-[ would have come as such */
	uint8_t mods;   /* KEYMOD_*; those and the rest only with a code or a text */
	uint32_t code;  /* kitty's number: the character without Shift, or of a key; 0: not told */
	uint32_t shifted, layout; /* what Shift makes of it; the key of the same place on a US keyboard */
	uint8_t text_len;
	char text[LIMIT_KEY_TEXT]; /* that it types: UTF-8 without controls */
};

/* Bits of term_keyboard(): what a program asked of the keyboard, beside its modes. */
enum {
	KEYBOARD_DISAMBIGUATE = 1, /* the five flags of kitty's protocol, with its numbers */
	KEYBOARD_EVENTS = 2,
	KEYBOARD_ALTERNATES = 4,
	KEYBOARD_ALL = 8,
	KEYBOARD_TEXT = 16,
	KEYBOARD_KITTY = 31,
	KEYBOARD_FORMAT_U = 1 << 5,     /* formatOtherKeys 1: CSI u, not CSI 27 ; ... ~ */
	KEYBOARD_BS = 1 << 6,           /* DECBKM (67): Backspace is 0x08 */
	KEYBOARD_META_BIT = 1 << 7,     /* 1034 is set: Meta may be the eighth bit */
	KEYBOARD_META_NO_ESC = 1 << 8,  /* 1036 is reset: Meta is no ESC */
	KEYBOARD_ALT_ESC = 1 << 9,      /* 1039 is set: Alt is an ESC even so */
	KEYBOARD_DEL = 1 << 10,         /* 1037 is set: Delete is 0x7f */
	KEYBOARD_VT52 = 1 << 11,        /* VT52 mode: ESC A, ESC ? p */
	KEYBOARD_BITS = (1 << 12) - 1,
};

/* What a program set: MODE_* of window/term.h, and KEYBOARD_*. */
struct key_modes {
	uint32_t modes, keyboard;
};

#define KEY_BYTES 512 /* that key_encode gives at most */

/* What the program reads for a key; 0 bytes when the key has no encoding there. detail may be NULL. */
size_t key_encode(keycode_t key, const struct key_detail *detail, struct key_modes m,
	uint8_t out[KEY_BYTES]);
/* What the program reads for a mouse event (x, y in its pane), 32 bytes at most; 0 when it did not
 * ask for it. cell: pixels of a cell, for mode 1016; 0x0 where nobody knows: cells then. */
size_t mouse_encode(const struct mouse *m, uint32_t modes, struct size cell, uint8_t out[32]);

enum input_kind { INPUT_KEY, INPUT_MOUSE, INPUT_PASTE, INPUT_REPORT };

struct input {
	enum input_kind kind;
	keycode_t key;
	struct key_detail detail; /* of the key; a key let go comes, too */
	struct mouse mouse;
	struct bytes data; /* INPUT_PASTE: the whole paste; INPUT_REPORT: an answer of the terminal (DA,
	                    * DECRPM, OSC 10/11, XTVERSION...), as it came. Borrowed till the next call */
};

/* Decodes a user's terminal: bytes to events. Bracketed paste becomes one event (LIMIT 16 MiB,
 * longer is split); escape alone is resolved by the caller's timeout. However the bytes are split,
 * the events are the same. ESC and a key is that key with Meta; ill-formed UTF-8 is U+FFFD; sequences of no
 * meaning are dropped whole. */
struct input_decoder;
struct input_decoder *input_decoder_new(void);
void input_decoder_free(struct input_decoder *d);
/* The terminal tells C-i from Tab, C-m from Enter and C-[ from Escape: detail.exact is set. */
void input_decoder_set_exact(struct input_decoder *d, bool exact);
void input_decoder_feed(struct input_decoder *d, struct bytes b);
/* The next event; false when more bytes are needed. */
bool input_decoder_next(struct input_decoder *d, struct input *out);
/* True while an undecided escape sequence waits (to be asked when next said false); after
 * escape-time (50 ms) the caller flushes it. */
bool input_decoder_waits(const struct input_decoder *d);
void input_decoder_flush(struct input_decoder *d);
