/* mux/line_msg.h -- what changed in a line since `base`, and its facts whole.
 *
 * fields: flags (u8: bit 0 wrapped, 1-2 mark, 3 a base follows, 4 a fill style follows, 5 part),
 * pane, id, to, [to - base], len, [fill style], part_lo (var each), count of cells (u16), cells,
 * [when part: lo, hi (var)].
 * cells = runs: header (u8: bits 6-7 kind, bit 5 the style of the run before, bits 0-4 count), [style
 * reference], then by kind: narrow and wide characters as UTF-8, one code point each; blanks nothing
 * (count 0: a var count follows); clusters each a u8 (bit 7 wide, rest length) and UTF-8. A wide
 * character is two cells. */
#pragma once

#include "mux/msg.h"

struct line_msg {
	uint32_t pane;
	uint64_t id;
	uint64_t base, to;         /* versions; base 0: replaces the line */
	uint16_t lo, hi;           /* columns that changed since base */
	uint16_t part_lo, part_hi; /* those that are here; all of them unless the span was cut */
	uint16_t len;
	uint16_t fill;             /* style id in the pool */
	bool wrapped;
	uint8_t mark;
	bool unknown_link;         /* decoded: a style's link is not held, so the cells are not right */
	const struct cell *cells;  /* part_hi - part_lo of them */
};

void line_msg_encode(const void *msg, struct msg_out *out, struct wr *w);
void line_msg_decode(struct rd *r, struct msg_in *in, void *out);
/* Writes type and fields with as many whole characters of m->cells as fit, and lowers m->part_hi to
 * where it stopped. False, w as before: not even one fits (or, the span being empty, the facts). */
bool line_msg_put(struct line_msg *m, struct msg_out *out, struct wr *w);
