/* base/utf8.c -- UTF-8 to code points and back. */
#include "base/utf8.h"

#define REPLACEMENT 0xfffdu

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

/* The slow way, which knows everything that may be wrong. */
static uint32_t decode_checked(const char *s, size_t len, size_t *used)
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

static bool is_tail(uint8_t c)
{
	return (c & 0xc0) == 0x80;
}

uint32_t utf8_decode(const char *s, size_t len, size_t *used)
{
	const uint8_t *b = (const uint8_t *)s;
	if (b[0] < 0x80) {
		*used = 1;
		return b[0];
	}
	if (len >= 2 && b[0] >= 0xc2 && b[0] <= 0xdf && is_tail(b[1])) {
		*used = 2;
		return (b[0] & 0x1fu) << 6 | (b[1] & 0x3fu);
	}
	if (len >= 3 && b[0] >= 0xe1 && b[0] <= 0xec && is_tail(b[1]) && is_tail(b[2])) {
		*used = 3;
		return (b[0] & 0x0fu) << 12 | (b[1] & 0x3fu) << 6 | (b[2] & 0x3fu);
	}
	return decode_checked(s, len, used);
}
