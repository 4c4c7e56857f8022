/* base/width.c -- UTF-8 decoding by table 3-7 of the Unicode standard; clusters and widths by utf8proc. */
#include "base/width.h"

#include <utf8proc.h>

#define REPLACEMENT 0xfffdu

static enum utf8_result utf8_first(struct utf8 *u, uint8_t b, uint32_t *cp)
{
	u->lo = 0x80;
	u->hi = 0xbf;
	if (b < 0x80) {
		*cp = b;
		return UTF8_DONE;
	}
	if (b >= 0xc2 && b <= 0xdf) {
		u->need = 1;
		u->cp = b & 0x1fu;
	} else if (b >= 0xe0 && b <= 0xef) {
		u->need = 2;
		u->cp = b & 0x0fu;
		u->lo = b == 0xe0 ? 0xa0 : 0x80;
		u->hi = b == 0xed ? 0x9f : 0xbf;
	} else if (b >= 0xf0 && b <= 0xf4) {
		u->need = 3;
		u->cp = b & 0x07u;
		u->lo = b == 0xf0 ? 0x90 : 0x80;
		u->hi = b == 0xf4 ? 0x8f : 0xbf;
	} else {
		*cp = REPLACEMENT;
		return UTF8_BAD;
	}
	return UTF8_MORE;
}

enum utf8_result utf8_feed(struct utf8 *u, uint8_t byte, uint32_t *cp)
{
	if (u->need == 0) {
		return utf8_first(u, byte, cp);
	}
	if (byte < u->lo || byte > u->hi) {
		u->need = 0;
		*cp = REPLACEMENT;
		return UTF8_RETRY;
	}
	u->lo = 0x80;
	u->hi = 0xbf;
	u->cp = u->cp << 6 | (byte & 0x3fu);
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
		case UTF8_RETRY:
			*used = i;
			return cp;
		default:
			*used = i + 1;
			return cp;
		}
	}
	*used = len;
	return REPLACEMENT;
}

int width_cp(uint32_t cp)
{
	if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0)) {
		return -1;
	}
	if (cp < 0x300) {
		return 1; /* soft hyphen included: terminals show it */
	}
	int w = utf8proc_charwidth((utf8proc_int32_t)cp);
	if (w == 0 && utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_CO) {
		return 1; /* private use: fonts with icons */
	}
	return w;
}

static bool is_regional(uint32_t cp)
{
	return cp >= 0x1f1e6 && cp <= 0x1f1ff;
}

int width_cluster(const char *s, size_t len)
{
	int width = 0;
	size_t used, regional = 0;
	for (size_t i = 0; i < len; i += used) {
		uint32_t cp = utf8_decode(s + i, len - i, &used);
		if (cp == 0xfe0f && width == 1) {
			width = 2; /* emoji presentation */
		} else if (cp == 0xfe0e && width == 2) {
			width = 1; /* text presentation */
		} else if (is_regional(cp)) {
			width = ++regional >= 2 ? 2 : width > 1 ? width : 1;
		} else {
			int w = width_cp(cp);
			width = w > width ? w : width;
		}
	}
	return width;
}

bool cluster_joins(int32_t *state, uint32_t a, uint32_t b)
{
	if (a < 0x300 && b < 0x300 && a != '\r') {
		*state = 0;
		return false;
	}
	return !utf8proc_grapheme_break_stateful((utf8proc_int32_t)a, (utf8proc_int32_t)b, state);
}

size_t cluster_next(const char *s, size_t len)
{
	size_t used, at;
	int32_t state = 0;
	uint32_t last = utf8_decode(s, len, &at);
	while (at < len) {
		uint32_t cp = utf8_decode(s + at, len - at, &used);
		if (!cluster_joins(&state, last, cp)) {
			break;
		}
		last = cp;
		at += used;
	}
	return at;
}

size_t width_text(const char *s, size_t len)
{
	size_t total = 0, n;
	for (size_t i = 0; i < len; i += n) {
		n = cluster_next(s + i, len - i);
		int w = width_cluster(s + i, n);
		total += w > 0 ? (size_t)w : 0;
	}
	return total;
}
