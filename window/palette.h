/* window/palette.h -- the colours of a terminal: what a program changed, and what its user's terminal
 * has. Plain data, and its packed form for the way to the client. */
#pragma once

#include "base/bytes.h"
#include "window/style.h"

struct buf;

/* By OSC number less 10. */
enum {
	PALETTE_FG,
	PALETTE_BG,
	PALETTE_CURSOR,
	PALETTE_MOUSE_FG,
	PALETTE_MOUSE_BG,
	PALETTE_TEK_FG,
	PALETTE_TEK_BG,
	PALETTE_SELECTION_BG,
	PALETTE_TEK_CURSOR,
	PALETTE_SELECTION_FG,
	PALETTE_DYNAMIC,
};

enum { PALETTE_INDEXED = 256, PALETTE_SPECIAL = 5 };

/* What a program changed: COLOUR_RGB, or COLOUR_DEFAULT for what it did not. */
struct palette {
	colour_t indexed[PALETTE_INDEXED];
	colour_t special[PALETTE_SPECIAL]; /* bold, underline, blink, reverse, italic: kept, not shown */
	colour_t dynamic[PALETTE_DYNAMIC];
};

enum { COLOURS_ANSI = 16 };

/* What the user's terminal looks like: COLOUR_RGB, or COLOUR_DEFAULT where it did not say. */
struct term_colours {
	colour_t fg, bg, cursor;
	colour_t ansi[COLOURS_ANSI];
	uint16_t cell_width, cell_height; /* pixels; 0: not known */
};

/* xterm's colour n, 0..255. */
colour_t palette_default(unsigned n);
/* Whether text on it has to be light. */
bool palette_is_dark(colour_t rgb);

/* The style as it is shown under p (NULL: as it is). The colours of the cursor and of what the
 * terminal does not show are left alone. */
struct style palette_style(const struct palette *p, const struct style *s);

/* Packed: of what shows (indexed, foreground, background, cursor) each colour that was changed:
 * u16 number (256: foreground, 257: background, 258: cursor), u8 red, green, blue. */
enum { PALETTE_PACKED_MAX = (PALETTE_INDEXED + 3) * 5 };
void palette_pack(const struct palette *p, struct buf *out);
/* ERR_PROTO, *out untouched, when it is not what palette_pack writes. */
int palette_unpack(struct bytes packed, struct palette *out);
bool palette_is_plain(const struct palette *p); /* nothing that shows was changed */
