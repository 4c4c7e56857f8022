/* window/term.h -- the terminal of one pane: bytes in, lines out. Pure: no fds, no clock.
 *
 * Every term_write, term_resize and term_* call that changes anything makes one new revision. A line
 * carries the revision of its last change; each section of the head carries its own. */
#pragma once

#include "base/rect.h"
#include "base/rng.h"
#include "base/usec.h"
#include "window/history.h"
#include "window/line.h"
#include "window/palette.h"

struct term;

/* What programs may be told only where the user allows it. */
enum term_asks {
	TERM_ASKS_TITLE,     /* XTWINOPS 20, 21; else they are told that it is empty */
	TERM_ASKS_CLIPBOARD, /* OSC 52 with `?`; else no answer */
};

/* What the program asked the outside for. Any callback may be NULL. Called during term_write. */
struct term_host {
	void *ctx;
	void (*answer)(void *ctx, struct bytes b);    /* bytes to write to the program */
	void (*bell)(void *ctx);
	void (*title)(void *ctx);                     /* term_title changed */
	/* OSC 52: `which` is the selection letters as given ("" , "c", "p"...), data decoded. */
	void (*clipboard)(void *ctx, struct bytes which, struct bytes data);
	void (*notify)(void *ctx, struct bytes title, struct bytes text); /* OSC 9, 777, 99 */
	/* Whether a program is told what it asks for; NULL: never. */
	bool (*allows)(void *ctx, enum term_asks what);
};

struct term_cfg {
	struct size size;
	size_t history_limit; /* lines */
	size_t history_bytes; /* memory of the history; 0: any */
	struct term_host host;
	bool ambiguous_wide; /* characters of ambiguous width (TR 11) take two cells */
	colour_t fg, bg; /* answers to OSC 10/11 queries, COLOUR_RGB; 0: no answer */
	const char *version;       /* answered to XTVERSION as "mux VERSION"; NULL: "0". Must outlive the term */
	const char *terminal_name; /* answered to XTGETTCAP TN; NULL: "mux-256color". Must outlive the term */
};

/* Bits of term_modes(). */
enum {
	MODE_CURSOR_VISIBLE = 1 << 0, /* DECTCEM */
	MODE_CURSOR_KEYS = 1 << 1,    /* DECCKM */
	MODE_KEYPAD = 1 << 2,         /* DECKPAM */
	MODE_WRAP = 1 << 3,           /* DECAWM */
	MODE_INSERT = 1 << 4,         /* IRM */
	MODE_ORIGIN = 1 << 5,
	MODE_ALT_SCREEN = 1 << 6,
	MODE_PASTE = 1 << 7,          /* 2004 */
	MODE_FOCUS = 1 << 8,          /* 1004 */
	MODE_MOUSE_X10 = 1 << 9,      /* 9 */
	MODE_MOUSE_CLICK = 1 << 10,   /* 1000 */
	MODE_MOUSE_DRAG = 1 << 11,    /* 1002 */
	MODE_MOUSE_ANY = 1 << 12,     /* 1003 */
	MODE_MOUSE_UTF8 = 1 << 13,    /* 1005 */
	MODE_MOUSE_SGR = 1 << 14,     /* 1006 */
	MODE_NEWLINE = 1 << 15,       /* LNM */
	MODE_REVERSE = 1 << 16,       /* DECSCNM */
	MODE_SYNC = 1 << 17,          /* 2026 */
	MODE_ALT_SCROLL = 1 << 18,    /* 1007 */
	MODE_CURSOR_BLINK = 1 << 19,
	MODE_MOK1 = 1 << 20,          /* modifyOtherKeys 1 */
	MODE_MOK2 = 1 << 21,          /* modifyOtherKeys 2 */
	MODE_MOUSE_URXVT = 1 << 22,   /* 1015 */
	MODE_MOUSE_PIXELS = 1 << 23,  /* 1016 */
};
/* At most one of each is set: the newest. */
#define MODE_MOUSE_FORMS \
	(MODE_MOUSE_UTF8 | MODE_MOUSE_SGR | MODE_MOUSE_URXVT | MODE_MOUSE_PIXELS)
#define MODE_MOUSE_MASK (MODE_MOUSE_X10 | MODE_MOUSE_CLICK | MODE_MOUSE_DRAG | MODE_MOUSE_ANY)

struct term_cursor {
	uint16_t x, y;      /* x == cols is never reported: a pending wrap is x = cols-1 with `wrap` */
	bool wrap;          /* the next character wraps first */
	uint8_t shape;      /* DECSCUSR 0..6; 0: the user's own */
	uint16_t style;     /* the pen: style id that the next character gets */
};

/* Sections of the head, each with the revision of its last change. */
enum term_section {
	TERM_GEOMETRY, /* size, which lines stand in which row */
	TERM_CURSOR,   /* cursor, modes */
	TERM_TITLES,   /* title, icon name, path (OSC 7), palette */
	TERM_HISTORY,  /* extent and epoch of the history */
	TERM_SECTIONS,
};

struct term *term_new(const struct term_cfg *cfg);
void term_free(struct term *t);
/* The TERM that its programs were given, for XTGETTCAP; copied. */
void term_set_name(struct term *t, const char *terminal_name);
/* Replaces the callbacks (the owner is known only after the terminal). */
void term_set_host(struct term *t, const struct term_host *host);

/* Feeds program output. All of it is taken; the work is linear in len. */
void term_write(struct term *t, struct bytes b);
/* Reflows the primary screen (wrapped lines stay whole, the cursor on its character); the alternate
 * screen is cut or padded. Sizes are clamped to 1..LIMIT_TERM_*. */
void term_resize(struct term *t, struct size size);
void term_reset(struct term *t);         /* RIS */
void term_clear_history(struct term *t);
void term_set_history_limit(struct term *t, size_t lines);

uint64_t term_revision(const struct term *t);
uint64_t term_section_rev(const struct term *t, enum term_section s);
struct size term_size(const struct term *t);
const struct line *term_row(const struct term *t, uint16_t y); /* y < rows; never NULL */
/* The line with that id if it is on the active screen, and its row; NULL otherwise. */
const struct line *term_line_by_id(const struct term *t, uint64_t id, uint16_t *row);
struct pool *term_pool(struct term *t);
struct term_cursor term_cursor(const struct term *t);
uint32_t term_modes(const struct term *t);
uint32_t term_keyboard(const struct term *t); /* KEYBOARD_* of window/keys.h */
const char *term_title(const struct term *t); /* valid UTF-8 without controls; "" when none was set */
const char *term_path(const struct term *t);  /* OSC 7 */
/* The colours that programs changed; they show wherever the terminal's cells are shown. */
const struct palette *term_palette(const struct term *t);
/* What the user's terminal looks like: the answers to queries of colours and of pixels. A program that
 * asked for it (mode 2031) is told when dark and light change. */
void term_set_colours(struct term *t, const struct term_colours *c);
/* Pixels of a cell of the user's terminal; 0x0 while nobody knows. */
struct size term_cell(const struct term *t);
/* First row of what the user is typing, by OSC 133 B, as line id and column; false when not known. */
bool term_input_zone(const struct term *t, uint64_t *line, uint16_t *col);

struct history *term_history(struct term *t);
/* Rises whenever a history number is taken back or cleared: (epoch, number) never names two records. */
uint32_t term_history_epoch(const struct term *t);
/* Records below this number that are kept now stood in `epoch` too, unchanged: UINT64_MAX for the
 * present one, 0 when that is too long ago to tell. */
uint64_t term_history_kept(const struct term *t, uint32_t epoch);
/* Which lines became the newest records: entry i says that line `id`, at `version`, became record
 * history_next - 1 - i. At most `max` and at most 256 are remembered. Returns how many. */
struct term_scrolled {
	uint64_t id, version, number;
};
size_t term_scrolled(const struct term *t, struct term_scrolled *out, size_t max);

/* Output held back by mode 2026: the owner ends it after 150 ms. */
void term_end_sync(struct term *t);
/* For when the program has been quiet for a while: gives memory back that a quiet terminal does not
 * need, and does a part of compressing the history. True when there is more to do. Changes nothing
 * that can be seen. */
bool term_settle(struct term *t);
bool term_is_settled(const struct term *t); /* term_settle has nothing to do */
size_t term_memory(const struct term *t); /* bytes held, but for what malloc adds */
