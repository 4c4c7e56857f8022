/* base/width.c -- UTF-8, clusters and widths. The only door to utf8proc. */
#include "base/width.h"

#include <utf8proc.h>

#define REPLACEMENT 0xfffdu
#define VS15 0xfe0eu
#define VS16 0xfe0fu

/* --- UTF-8 --- */

/* Sets up the decoder for a lead byte. False: no sequence begins with it. */
static bool begin(struct utf8 *u, uint8_t byte)
{
	u->lo = 0x80;
	u->hi = 0xbf;
	if (byte >= 0xc2 && byte <= 0xdf) {
		u->need = 1;
		u->cp = byte & 0x1fu;
	} else if (byte >= 0xe0 && byte <= 0xef) {
		u->need = 2;
		u->cp = byte & 0x0fu;
		if (byte == 0xe0) {
			u->lo = 0xa0; /* less would be overlong */
		} else if (byte == 0xed) {
			u->hi = 0x9f; /* more would be a surrogate */
		}
	} else if (byte >= 0xf0 && byte <= 0xf4) {
		u->need = 3;
		u->cp = byte & 0x07u;
		if (byte == 0xf0) {
			u->lo = 0x90; /* less would be overlong */
		} else if (byte == 0xf4) {
			u->hi = 0x8f; /* more would be above U+10FFFF */
		}
	} else {
		return false;
	}
	return true;
}

enum utf8_result utf8_feed(struct utf8 *u, uint8_t byte, uint32_t *cp)
{
	if (u->need == 0) {
		if (byte < 0x80) {
			*cp = byte;
			return UTF8_DONE;
		}
		if (begin(u, byte)) {
			return UTF8_MORE;
		}
		*cp = REPLACEMENT;
		return UTF8_BAD;
	}
	if (byte < u->lo || byte > u->hi) {
		u->need = 0;
		*cp = REPLACEMENT;
		return UTF8_RETRY;
	}
	u->cp = u->cp << 6 | (byte & 0x3fu);
	u->lo = 0x80;
	u->hi = 0xbf;
	if (--u->need > 0) {
		return UTF8_MORE;
	}
	*cp = u->cp;
	return UTF8_DONE;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
	if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff)) {
		cp = REPLACEMENT;
	}
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

uint32_t utf8_decode(const char *s, size_t len, size_t *used)
{
	struct utf8 u = {0};
	uint32_t cp = REPLACEMENT;
	for (size_t i = 0; i < len; i++) {
		switch (utf8_feed(&u, (uint8_t)s[i], &cp)) {
		case UTF8_MORE:
			break;
		case UTF8_DONE:
		case UTF8_BAD:
			*used = i + 1;
			return cp;
		case UTF8_RETRY:
			*used = i;
			return cp;
		}
	}
	*used = len; /* the text ends inside a sequence */
	return REPLACEMENT;
}

/* --- width --- */

int width_cp(uint32_t cp)
{
	if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0)) {
		return -1;
	}
	if (cp < 0x7f || cp == 0xad) {
		return 1; /* the soft hyphen is a format character that terminals show */
	}
	int width = utf8proc_charwidth((utf8proc_int32_t)cp);
	if (width == 0 && utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_MC) {
		return 1; /* a spacing mark takes a column in every C library */
	}
	return width;
}

/* Whether a variation selector may choose between the text and the emoji form. */
static bool has_emoji_form(uint32_t cp)
{
	if (cp < 0x80) {
		return (cp >= '0' && cp <= '9') || cp == '#' || cp == '*';
	}
	return utf8proc_get_property((utf8proc_int32_t)cp)->boundclass ==
	       UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

/* The sum of the parts, 2 at most: that is what a program without clusters expects of a spacing
 * mark or of a pair of regional indicators, and it makes every emoji sequence 2. */
int width_cluster(const char *s, size_t len)
{
	int total = 0;
	bool choice = false; /* the code point before this one has two forms */
	for (size_t at = 0, used; at < len; at += used) {
		uint32_t cp = utf8_decode(s + at, len - at, &used);
		if (choice && cp == VS16) {
			total = 2;
		} else if (choice && cp == VS15) {
			total = 1;
		} else {
			int w = width_cp(cp);
			total += w > 0 ? w : 0;
		}
		choice = has_emoji_form(cp);
	}
	return total > 2 ? 2 : total;
}

/* --- clusters --- */

bool cluster_joins(int32_t *state, uint32_t a, uint32_t b)
{
	if (a < 0x300 && b < 0x300 && a != '\r') {
		/* Plain text: nothing here joins, and after a break the state may begin anew. */
		*state = 0;
		return false;
	}
	return !utf8proc_grapheme_break_stateful((utf8proc_int32_t)a, (utf8proc_int32_t)b, state);
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
