/* mux/text.c -- what text that travels may hold. */
#include "mux/text.h"

#include "base/width.h"

static bool is_plain(uint8_t byte)
{
	return byte >= 0x20 && byte < 0x7f;
}

static bool allows(enum text_kind kind, uint32_t cp)
{
	if (kind == TEXT_RAW || (kind == TEXT_LINES && (cp == '\n' || cp == '\t'))) {
		return true;
	}
	return cp >= 0xa0 || (cp >= 0x20 && cp < 0x7f);
}

bool text_is_valid(struct bytes b, enum text_kind kind)
{
	const char *s = (const char *)b.data;
	for (size_t at = 0, used; at < b.len; at += used) {
		char again[4];
		used = 1;
		if (is_plain(b.data[at])) {
			continue;
		}
		uint32_t cp = utf8_decode(s + at, b.len - at, &used);
		size_t n = utf8_encode(cp, again);
		if (!allows(kind, cp) || n != used || memcmp(again, s + at, n) != 0) {
			return false;
		}
	}
	return true;
}

void text_clean(struct bytes b, enum text_kind kind, size_t limit, struct buf *out)
{
	const char *s = (const char *)b.data;
	size_t len = 0;
	for (size_t at = 0, used; at < b.len; at += used) {
		char one[4];
		uint32_t cp = utf8_decode(s + at, b.len - at, &used);
		if (!allows(kind, cp)) {
			continue;
		}
		size_t n = utf8_encode(cp, one);
		if (n > limit - len) {
			return;
		}
		buf_put(out, one, n);
		len += n;
	}
}
