/* base/width.h -- UTF-8, grapheme clusters and their width in cells, through utf8proc, so that both
 * ends of a link agree whatever their C libraries think (Unicode TR 29 and TR 11). */
#pragma once

#include "base/bytes.h"

#define CLUSTER_MAX 32 /* bytes of UTF-8 in one cluster; more is cut at a code point */

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

/* Cells for a lone code point: 0 combining, format and the like, 1 or 2; -1 for C0/C1 controls. */
int width_cp(uint32_t cp);
/* Cells for a whole cluster, 0..2: emoji and flag sequences and VS16 give 2, VS15 gives 1. */
int width_cluster(const char *s, size_t len);
/* True when there is no cluster break between the code points a and b. *state carries what regional
 * indicators, emoji and Indic rules need; it is 0 at the start of a text. */
bool cluster_joins(int32_t *state, uint32_t a, uint32_t b);
/* Bytes of the first cluster of s (len > 0), at least 1, at most len. */
size_t cluster_next(const char *s, size_t len);
/* Total width of a text, cluster by cluster. */
size_t width_text(const char *s, size_t len);
