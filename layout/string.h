/* layout/string.h -- layout strings, as tmux writes and reads them:
 *
 *   csum,cell       cell = WxH,X,Y and then  ,id           a leaf
 *                                        or  {cell,...}    side by side
 *                                        or  [cell,...]    one over the other
 *
 * csum is four hexadecimal digits, layout_checksum() of what follows the comma. */
#pragma once

#include "base/buf.h"
#include "layout/tree.h"

/* 16 bits: for each byte the sum is turned right by one bit and the byte is added. */
uint16_t layout_checksum(struct bytes text);

/* Appends the string of the whole layout. */
void layout_dump(const struct layout *l, struct buf *out);

/* Reads a string; *out is new and untouched on failure. Total: any text gives a layout that keeps
 * all promises of layout/tree.h, or an error. X and Y must be numbers and are otherwise ignored,
 * like the size of the whole when the parts say another. The leaf ids are those of the string
 * if each leaf has one and no two are equal, else 0 .. n-1 in order; layout_assign() puts others.
 * layout_parse(layout_dump(l)) equals l. ERR_ARG: not a layout string (grammar, checksum, a size
 * of 0 or over LIMIT_LAYOUT_SIDE). ERR_LIMIT: over LIMIT_LAYOUT_*. ERR_NOSPACE: the parts do not
 * add up, what tmux calls "size mismatch". */
int layout_parse(const char *text, struct layout **out);
/* The same for text that may hold anything, a NUL included (which fails). */
int layout_parse_bytes(struct bytes text, struct layout **out);
