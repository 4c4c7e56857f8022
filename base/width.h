/* base/width.h -- grapheme clusters and their width in cells, by a table made of utf8proc's, so that both
 * ends of a link agree whatever their C libraries think (Unicode TR 29 and TR 11). */
#pragma once

#include "base/utf8.h"

/* Bytes of UTF-8 in one cluster; more is cut at a code point. The longest emoji of the standard has 35. */
#define CLUSTER_MAX 48

/* Cells for a lone code point: 0 combining, format and the like, 1 or 2; -1 for C0/C1 controls. */
int width_cp(uint32_t cp);
/* Cells for a whole cluster, 0..2: emoji and flag sequences and VS16 give 2, VS15 gives 1. */
int width_cluster(const char *s, size_t len);

/* The same as it grows, code point by code point. Zeroed memory: nothing yet. */
struct cluster_width {
	uint8_t cells; /* 0..2 */
	bool choice;   /* the newest code point has a text and an emoji form */
};
/* A cluster of so many cells, whose last code point is cp. */
struct cluster_width cluster_width_of(uint8_t cells, uint32_t cp);
/* Adds a code point that takes `cells` by itself (0..2). */
void cluster_width_add(struct cluster_width *w, uint32_t cp, uint8_t cells);
/* True when there is no cluster break between the code points a and b. *state carries what regional
 * indicators, emoji and Indic rules need; it is 0 at the start of a text. */
bool cluster_joins(int32_t *state, uint32_t a, uint32_t b);
/* Bytes of the first cluster of s (len > 0), at least 1, at most len. */
size_t cluster_next(const char *s, size_t len);
/* Total width of a text, cluster by cluster. */
size_t width_text(const char *s, size_t len);
