/* base/width.c -- clusters and widths. The only door to utf8proc. */
#include "base/width.h"

#include <utf8proc.h>

#include "base/width_ambiguous.h"
#include "base/width_table.h"

#define VS15 0xfe0eu
#define VS16 0xfe0fu

/* --- what the library says --- */

static bool is_control(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0);
}

static uint8_t cells_compute(uint32_t cp)
{
	if (is_control(cp)) {
		return 0;
	}
	if (cp == 0xad) {
		return 1; /* the soft hyphen is a format character that terminals show */
	}
	int cells = utf8proc_charwidth((utf8proc_int32_t)cp);
	const utf8proc_property_t *p = utf8proc_get_property((utf8proc_int32_t)cp);
	if (cells == 0 && p->category == UTF8PROC_CATEGORY_MC) {
		return 1; /* a spacing mark takes a column in every C library */
	}
	if (cells == 0 && p->boundclass == UTF8PROC_BOUNDCLASS_PREPEND) {
		return 1; /* a number sign that stands before or under its digits is seen */
	}
	return (uint8_t)(cells < 0 ? 0 : cells > 2 ? 2 : cells);
}

uint8_t width_facts_compute(uint32_t cp)
{
	uint32_t class = utf8proc_get_property((utf8proc_int32_t)cp)->boundclass;
	uint32_t cells = cells_compute(cp);
	uint32_t ambiguous = cells == 1 && width_is_ambiguous(cp) ? WIDTH_AMBIGUOUS : 0;
	return (uint8_t)(class << WIDTH_CLASS_SHIFT | ambiguous | cells);
}

bool width_joins_compute(int32_t *state, uint32_t a, uint32_t b)
{
	return !utf8proc_grapheme_break_stateful((utf8proc_int32_t)a, (utf8proc_int32_t)b, state);
}

const char *width_library_unicode(void)
{
	return utf8proc_unicode_version();
}

/* --- width --- */

int width_cp(uint32_t cp)
{
	if (is_control(cp)) {
		return -1;
	}
	return cp > 0x10ffff ? 0 : width_facts(cp) & WIDTH_MASK;
}

/* Whether a variation selector may choose between the text and the emoji form. */
static bool has_emoji_form(uint32_t cp)
{
	if (cp < 0x80) {
		return (cp >= '0' && cp <= '9') || cp == '#' || cp == '*';
	}
	return width_class(width_facts(cp)) == CLASS_PICTOGRAPH;
}

struct cluster_width cluster_width_of(uint8_t cells, uint32_t cp)
{
	return (struct cluster_width){.cells = cells, .choice = has_emoji_form(cp)};
}

/* The sum of the parts, 2 at most: that is what a program without clusters expects of a spacing
 * mark or of a pair of regional indicators, and it makes every emoji sequence 2. */
void cluster_width_add(struct cluster_width *w, uint32_t cp, uint8_t cells)
{
	if (w->choice && (cp == VS15 || cp == VS16)) {
		w->cells = cp == VS16 ? 2 : 1;
	} else {
		uint32_t sum = (uint32_t)w->cells + cells;
		w->cells = (uint8_t)(sum > 2 ? 2 : sum);
	}
	w->choice = has_emoji_form(cp);
}

int width_cluster(const char *s, size_t len)
{
	struct cluster_width w = {0};
	for (size_t at = 0, used; at < len; at += used) {
		uint32_t cp = utf8_decode(s + at, len - at, &used);
		cluster_width_add(&w, cp, width_facts(cp) & WIDTH_MASK);
	}
	return w.cells;
}

/* --- clusters --- */

bool cluster_joins(int32_t *state, uint32_t a, uint32_t b)
{
	unsigned left = *state != 0 ? (unsigned)*state : width_class(width_facts(a));
	unsigned right = width_class(width_facts(b));
	*state = (int32_t)width_class_next(left, right);
	return width_class_joins(left, right);
}

size_t cluster_next(const char *s, size_t len)
{
	size_t used;
	uint32_t a = utf8_decode(s, len, &used);
	size_t at = used;
	int32_t state = 0;
	while (at < len) {
		uint32_t b = utf8_decode(s + at, len - at, &used);
		if (!cluster_joins(&state, a, b)) {
			break;
		}
		a = b;
		at += used;
	}
	return at;
}

size_t width_text(const char *s, size_t len)
{
	size_t total = 0;
	for (size_t at = 0, used; at < len; at += used) {
		used = cluster_next(s + at, len - at);
		total += (size_t)width_cluster(s + at, used);
	}
	return total;
}
