/* base/utf8.h -- UTF-8 to code points and back. */
#pragma once

#include "base/bytes.h"

/* Incremental UTF-8 decoder: one U+FFFD per maximal subpart of an ill-formed sequence (Unicode 15,
 * section 3.9, table 3-8). Zeroed memory is its start. */
struct utf8 {
	uint32_t cp;
	uint8_t need, lo, hi;
};

enum utf8_result {
	UTF8_MORE,  /* byte taken, nothing yet */
	UTF8_DONE,  /* byte taken, *cp is a scalar value */
	UTF8_BAD,   /* byte taken, *cp is U+FFFD */
	UTF8_RETRY, /* byte NOT taken, *cp is U+FFFD for what came before: feed the byte again */
};
enum utf8_result utf8_feed(struct utf8 *u, uint8_t byte, uint32_t *cp);

size_t utf8_encode(uint32_t cp, char out[4]); /* bytes written; surrogates become U+FFFD */
/* First code point of s (which is len long, len > 0); *used bytes of it. Ill-formed: U+FFFD. */
uint32_t utf8_decode(const char *s, size_t len, size_t *used);
