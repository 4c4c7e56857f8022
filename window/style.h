/* window/style.h -- how a cell looks: colours, attributes, hyperlink. Plain data. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* A colour: COLOUR_DEFAULT, COLOUR_INDEX(0..255) or COLOUR_RGB(r, g, b). */
typedef uint32_t colour_t;

#define COLOUR_DEFAULT 0u
#define COLOUR_INDEX(n) (0x01000000u | ((uint32_t)(n)&0xffu))
#define COLOUR_RGB(r, g, b) \
	(0x02000000u | ((uint32_t)(r)&0xffu) << 16 | ((uint32_t)(g)&0xffu) << 8 | ((uint32_t)(b)&0xffu))
#define COLOUR_KIND(c) ((c) >> 24) /* 0 default, 1 index, 2 rgb */
#define COLOUR_VALUE(c) ((c)&0xffffffu)

enum {
	ATTR_BOLD = 1 << 0,
	ATTR_DIM = 1 << 1,
	ATTR_ITALIC = 1 << 2,
	ATTR_BLINK = 1 << 3,
	ATTR_REVERSE = 1 << 4,
	ATTR_HIDDEN = 1 << 5,
	ATTR_STRIKE = 1 << 6,
	ATTR_OVERLINE = 1 << 7,
	ATTR_UNDERLINE_SHIFT = 8, /* 3 bits: 0 none, then as SGR 4:n: 1 single 2 double 3 curly 4 dotted 5 dashed */
	ATTR_UNDERLINE_MASK = 7 << 8,
	ATTR_PROTECTED = 1 << 11, /* DECSCA; not shown */
	ATTR_ALL = 0xfff,
};
#define ATTR_UNDERLINE(kind) ((uint16_t)((kind) << ATTR_UNDERLINE_SHIFT))

struct style {
	uint16_t attrs;
	colour_t fg, bg, us; /* us: colour of the underline */
	uint32_t link;       /* id of a hyperlink in the pool, 0: none */
};

bool style_equal(const struct style *a, const struct style *b);
