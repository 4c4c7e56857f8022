/* window/field.h -- cuts the data of strings into fields. */
#pragma once

#include "base/bytes.h"

struct buf;

/* Cuts the field up to `sep` off the front of *b; the rest, without the separator, stays in *b. */
struct bytes field_cut(struct bytes *b, uint8_t sep);
bool field_is(struct bytes b, const char *s);
bool field_begins(struct bytes b, const char *s);
/* A decimal number below `limit`; false for anything else, nothing included. */
bool field_number(struct bytes b, unsigned limit, unsigned *out);
/* Appends what the base64 of b says; false when b is not base64 (RFC 4648; missing padding is taken). */
bool field_base64(struct bytes b, struct buf *out);
void field_to_base64(struct bytes b, struct buf *out);
/* Appends the bytes of pairs of hex digits; false for anything else. */
bool field_hex(struct bytes b, struct buf *out);
void field_to_hex(struct bytes b, struct buf *out);
