/* window/charset.h -- the character sets that G0 to G3 may hold (ISO 2022). In a terminal of UTF-8
 * only the left half, GL, is mapped. */
#pragma once

#include "window/term_state.h"

enum {
	CHARSET_ASCII,
	CHARSET_LATIN1,
	CHARSET_GRAPHICS, /* DEC special graphics: lines */
	CHARSET_SUPPLEMENTAL,
	CHARSET_TECHNICAL,
	CHARSET_LATIN2,
	CHARSET_GREEK,
	CHARSET_HEBREW,
	CHARSET_CYRILLIC,
	CHARSET_LATIN5,
	CHARSET_SUPPLEMENTAL_GRAPHIC, /* the same by its name of the VT300 */
	CHARSET_DEC_GREEK,
	CHARSET_DEC_HEBREW,
	CHARSET_DEC_TURKISH,
	CHARSET_DEC_CYRILLIC,
	CHARSET_NATIONAL, /* from here on: ASCII with up to twelve characters replaced */
	CHARSET_BRITISH = CHARSET_NATIONAL,
	CHARSET_DUTCH,
	CHARSET_FINNISH,
	CHARSET_FRENCH,
	CHARSET_CANADIAN,
	CHARSET_GERMAN,
	CHARSET_ITALIAN,
	CHARSET_NORWEGIAN,
	CHARSET_PORTUGUESE,
	CHARSET_SPANISH,
	CHARSET_SWEDISH,
	CHARSET_SWISS,
	CHARSET_NATIONAL_GREEK, /* from here on, too, with other letters for the small ones */
	CHARSET_NATIONAL_TURKISH,
	CHARSET_NATIONAL_HEBREW,
};

enum { CHARSET_GR = 2 }; /* what GR is at the start: G2 */

/* True when the next ASCII characters are themselves. */
static inline bool charset_is_ascii(const struct term *t)
{
	return t->charset[t->gl] == CHARSET_ASCII && t->single_shift == 0;
}

/* The code point for c, 0x20..0x7e, in the set in use; a single shift ends. */
uint32_t charset_map(struct term *t, uint8_t c);
/* SCS: `ESC ( B` and so on. What is not known, or not at the present level, is skipped; national
 * sets are ASCII while DECNRCM is reset. */
void charset_designate(struct term *t, const struct seq *s);
/* How a set is designated: "B", "%5"; *wide when it has 96 characters. */
void charset_name(uint8_t set, char out[3], bool *wide);
/* ASCII everywhere, G0 in use. */
void charset_reset(struct term *t);
