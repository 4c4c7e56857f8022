/* window/palette.c -- the colours of a terminal. */
#include "window/palette.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/rd.h"

enum { SHOWN = PALETTE_INDEXED + PALETTE_CURSOR + 1 };

colour_t palette_default(unsigned n)
{
	static const uint32_t ansi[COLOURS_ANSI] = {
		0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
		0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
	};
	static const uint8_t levels[] = {0, 95, 135, 175, 215, 255};
	if (n < COLOURS_ANSI) {
		return COLOUR_RGB(ansi[n] >> 16, ansi[n] >> 8, ansi[n]);
	}
	if (n < 232) {
		n -= COLOURS_ANSI;
		return COLOUR_RGB(levels[n / 36], levels[n / 6 % 6], levels[n % 6]);
	}
	unsigned grey = 8 + (n - 232) * 10;
	return COLOUR_RGB(grey, grey, grey);
}

bool palette_is_dark(colour_t rgb)
{
	uint32_t v = COLOUR_VALUE(rgb);
	/* Luma as of ITU-R BT.601, in thousandths of 255. */
	return (v >> 16) * 299 + (v >> 8 & 255) * 587 + (v & 255) * 114 < 127500;
}

static colour_t shown(const struct palette *p, colour_t c, colour_t otherwise)
{
	if (COLOUR_KIND(c) == 1 && p->indexed[COLOUR_VALUE(c) & 255] != COLOUR_DEFAULT) {
		return p->indexed[COLOUR_VALUE(c) & 255];
	}
	return c == COLOUR_DEFAULT ? otherwise : c;
}

struct style palette_style(const struct palette *p, const struct style *s)
{
	struct style out = *s;
	if (p != NULL) {
		out.fg = shown(p, s->fg, p->dynamic[PALETTE_FG]);
		out.bg = shown(p, s->bg, p->dynamic[PALETTE_BG]);
		out.us = shown(p, s->us, COLOUR_DEFAULT);
	}
	return out;
}

static colour_t colour_at(const struct palette *p, unsigned n)
{
	return n < PALETTE_INDEXED ? p->indexed[n] : p->dynamic[n - PALETTE_INDEXED];
}

void palette_pack(const struct palette *p, struct buf *out)
{
	for (unsigned n = 0; n < SHOWN; n++) {
		uint32_t v = COLOUR_VALUE(colour_at(p, n));
		if (COLOUR_KIND(colour_at(p, n)) == 2) {
			const uint8_t entry[] = {(uint8_t)(n >> 8), (uint8_t)n, (uint8_t)(v >> 16),
			        (uint8_t)(v >> 8), (uint8_t)v};
			buf_put(out, entry, sizeof(entry));
		}
	}
}

int palette_unpack(struct bytes packed, struct palette *out)
{
	struct palette p = {0};
	struct rd r;
	unsigned least = 0;
	rd_init(&r, packed);
	while (!r.bad && r.left > 0) {
		unsigned n = rd_u16(&r);
		uint32_t high = rd_u8(&r), low = rd_u16(&r);
		if (n < least || n >= SHOWN) {
			return ERR_PROTO;
		}
		colour_t c = COLOUR_RGB(high, low >> 8, low);
		if (n < PALETTE_INDEXED) {
			p.indexed[n] = c;
		} else {
			p.dynamic[n - PALETTE_INDEXED] = c;
		}
		least = n + 1;
	}
	if (!rd_done(&r)) {
		return ERR_PROTO;
	}
	*out = p;
	return 0;
}

bool palette_is_plain(const struct palette *p)
{
	for (unsigned n = 0; n < SHOWN; n++) {
		if (colour_at(p, n) != COLOUR_DEFAULT) {
			return false;
		}
	}
	return true;
}
