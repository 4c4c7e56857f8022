/* window/rect.h -- control sequences for rectangles of the screen (VT400 and later).
 *
 * Coordinates count from the margins in origin mode and are clipped to them, else to the screen. A
 * rectangle that ends before it begins does nothing. Pages are read over: there is one. */
#pragma once

#include "window/term_state.h"

void rect_deccra(struct term *t, const struct seq *s);
void rect_decfra(struct term *t, const struct seq *s);
void rect_decera(struct term *t, const struct seq *s);
void rect_decsera(struct term *t, const struct seq *s);
void rect_deccara(struct term *t, const struct seq *s);
void rect_decrara(struct term *t, const struct seq *s);
/* What DECCARA and DECRARA change: the text from one corner to the other, or the rectangle. */
void rect_decsace(struct term *t, const struct seq *s);

/* DECRQCRA: the checksum of a rectangle, by default minus the sum of what its cells show, in 16
 * bits, as xterm 379 has it. A cell counts its character in 8 bits (a hidden one as a space) and
 * its attributes: underlined 0x10, reverse 0x20, blinking 0x40, bold 0x80. An erased cell counts as
 * a space where the rectangle begins, else not at all. */
void rect_decrqcra(struct term *t, const struct seq *s);
/* XTCHECKSUM: other checksums, by bits CHECKSUM_*. */
void rect_xtchecksum(struct term *t, const struct seq *s);
/* XTREPORTSGR: what all cells of a rectangle have in common, as parameters of SGR. */
void rect_report_sgr(struct term *t, const struct seq *s);

/* DECALN: the screen full of E. */
void rect_align(struct term *t);

enum {
	CHECKSUM_POSITIVE = 1 << 0,
	CHECKSUM_NO_ATTRIBUTES = 1 << 1,
	CHECKSUM_ALL_BLANKS = 1 << 2,
	CHECKSUM_DRAWN = 1 << 3, /* cells that nothing was written into count 0 */
	CHECKSUM_WIDE = 1 << 4,  /* whole code points, and those that were combined */
};
