/* window/line_pack.h -- the packed form of a line, which is also its wire form as a record.
 *
 * A record is self-contained: styles and hyperlinks are written out, and the width of every
 * character is in it, so that a reader never measures. Its length is known from outside.
 *
 *   u8   bit 0 wrapped, bits 1-2 LINE_MARK_*, bit 3 a fill style follows, bit 4 style runs follow
 *   num  columns (cells of the line, LIMIT_TERM_COLS at most)
 *   ref  fill style (with bit 3)
 *   runs (with bit 4): num columns (0: all that are left), ref style; until all columns are covered
 *   text until all columns are covered:
 *        0x00          a blank          0x01 num      that many blanks
 *        0x02 / 0x03   characters outside ASCII are now 2 / 1 columns wide (1 at the start)
 *        0x04 / 0x05   u8 length, a cluster in UTF-8, 1 / 2 columns wide
 *        else          one character in UTF-8; ASCII is 1 column wide
 *
 * num is the variable-length integer of base/rd.h. A ref is u8: 0 the default style, 1 a style that
 * follows (the first 64 of a record are remembered), 2 + n the n-th remembered one. A style is u8
 * (2 bits each for the kinds of fg, bg, us, then attributes follow, link follows), colours (u8 an
 * index; three the steps of red, green and blue, modulo 256, from the RGB colour that was written
 * out for the same purpose before in the record, at first from black, so that gradients compress),
 * num attributes, and URI and id of the link as num length and bytes.
 * Control characters are never in a record: they are packed as U+FFFD and refused when unpacked. */
#pragma once

#include "base/bytes.h"
#include "window/line.h"

struct buf;

/* Appends the packed form of l (content only). */
int line_pack(const struct line *l, const struct pool *p, struct buf *out);
enum { LINE_PACK_HEAD = 3 };
/* The same for a line of printable ASCII in the default style, to w, where there is room for its length and
 * LINE_PACK_HEAD. Returns the end. */
uint8_t *line_pack_text(uint8_t *w, const uint8_t *s, uint16_t len);
/* Replaces the content of out. ERR_PROTO; out untouched then. */
int line_unpack(struct bytes packed, struct pool *p, struct line *out);
/* The same for a record that is known to be whole: line_pack made it, or line_packed_valid took it. */
void line_unpack_valid(struct bytes packed, struct pool *p, struct line *out);
/* Appends its text, a space for each blank; true when it is wrapped. For a whole record, too. */
bool line_unpack_text(struct bytes packed, struct buf *out);
/* Whether line_unpack would take it. */
bool line_packed_valid(struct bytes packed);
