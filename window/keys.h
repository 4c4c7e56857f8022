/* window/keys.h -- keys and mouse as events; encodes them into what a program expects in the modes
 * it set; decodes what a user's terminal sends. Key names as in tmux (C-a, M-x, F1, PPage...). */
#pragma once

#include "base/bytes.h"
#include "base/usec.h"

struct wr;
struct buf;

/* A key: a code point or KEY_*, with modifiers or-ed in. */
typedef uint32_t keycode_t;

#define KEY_SHIFT 0x01000000u
#define KEY_META 0x02000000u
#define KEY_CTRL 0x04000000u
#define KEY_SUPER 0x08000000u
#define KEY_MODS 0x0f000000u
#define KEY_BASE 0x00ffffffu

enum {
	KEY_NONE = 0x00200000, /* above all code points */
	KEY_UP, KEY_DOWN, KEY_LEFT, KEY_RIGHT, KEY_HOME, KEY_END, KEY_INSERT, KEY_DELETE,
	KEY_PAGEUP, KEY_PAGEDOWN, KEY_BTAB,
	KEY_F1, KEY_F2, KEY_F3, KEY_F4, KEY_F5, KEY_F6, KEY_F7, KEY_F8, KEY_F9, KEY_F10, KEY_F11,
	KEY_F12,
	KEY_KP0, KEY_KP1, KEY_KP2, KEY_KP3, KEY_KP4, KEY_KP5, KEY_KP6, KEY_KP7, KEY_KP8, KEY_KP9,
	KEY_KP_ENTER, KEY_KP_PLUS, KEY_KP_MINUS, KEY_KP_STAR, KEY_KP_SLASH, KEY_KP_DOT,
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

/* The one code of a key that could be written in several ways: C-A is C-a, C-i Tab, C-m Enter, C-[
 * Escape, C-@ C-Space, 0x01 C-a. key_parse and the decoder give only these. */
keycode_t key_normal(keycode_t key);

/* Parses a key name ("C-b", "M-Left", "PPage", "Enter", "%", "0x41"); ERR_ARG when it is none. */
int key_parse(const char *name, keycode_t *out);
/* The name that tmux prints; a key that is none: "Unknown". Cut at 31 bytes. */
const char *key_name(keycode_t key, char out[32]);

enum mouse_kind { MOUSE_PRESS, MOUSE_RELEASE, MOUSE_MOVE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

struct mouse {
	uint8_t kind;   /* enum mouse_kind */
	uint8_t button; /* 1..3, 6..11; 0: none (a move without one), or a release that did not say */
	uint32_t mods;  /* KEY_SHIFT | KEY_META | KEY_CTRL */
	uint16_t x, y;  /* cell, from 0 */
};

/* What the program reads for a key, in `modes` (MODE_* of window/term.h). At most 32 bytes; 0 when
 * the key has no encoding. */
size_t key_encode(keycode_t key, uint32_t modes, uint8_t out[32]);
/* What the program reads for a mouse event (x, y in its pane); 0 when it did not ask for it. */
size_t mouse_encode(const struct mouse *m, uint32_t modes, uint8_t out[32]);

enum input_kind { INPUT_KEY, INPUT_MOUSE, INPUT_PASTE, INPUT_REPORT };

struct input {
	enum input_kind kind;
	keycode_t key;
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
void input_decoder_feed(struct input_decoder *d, struct bytes b);
/* The next event; false when more bytes are needed. */
bool input_decoder_next(struct input_decoder *d, struct input *out);
/* True while an undecided escape sequence waits (to be asked when next said false); after
 * escape-time (50 ms) the caller flushes it. */
bool input_decoder_waits(const struct input_decoder *d);
void input_decoder_flush(struct input_decoder *d);
