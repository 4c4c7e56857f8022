/* window/field.c -- cuts the data of strings into fields. */
#include "window/field.h"

#include "base/buf.h"

struct bytes field_cut(struct bytes *b, uint8_t sep)
{
	const uint8_t *end = b->len > 0 ? memchr(b->data, sep, b->len) : NULL;
	size_t len = end != NULL ? (size_t)(end - b->data) : b->len;
	struct bytes field = bytes_of(b->data, len);
	size_t skip = end != NULL ? len + 1 : len;
	*b = bytes_of(skip > 0 ? b->data + skip : b->data, b->len - skip);
	return field;
}

bool field_is(struct bytes b, const char *s)
{
	return b.len == strlen(s) && field_begins(b, s);
}

bool field_begins(struct bytes b, const char *s)
{
	size_t len = strlen(s);
	return b.len >= len && (len == 0 || memcmp(b.data, s, len) == 0);
}

bool field_number(struct bytes b, unsigned limit, unsigned *out)
{
	unsigned v = 0;
	for (size_t i = 0; i < b.len; i++) {
		uint8_t c = b.data[i];
		if (c < '0' || c > '9') {
			return false;
		}
		v = v * 10 + (unsigned)(c - '0');
		if (v >= limit) {
			return false;
		}
	}
	if (b.len == 0 || v >= limit) {
		return false;
	}
	*out = v;
	return true;
}

static int sextet(uint8_t c)
{
	if (c >= 'A' && c <= 'Z') {
		return c - 'A';
	}
	if (c >= 'a' && c <= 'z') {
		return c - 'a' + 26;
	}
	if (c >= '0' && c <= '9') {
		return c - '0' + 52;
	}
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool field_base64(struct bytes b, struct buf *out)
{
	uint32_t acc = 0;
	unsigned bits = 0;
	size_t i = 0;
	for (; i < b.len && b.data[i] != '='; i++) {
		int v = sextet(b.data[i]);
		if (v < 0) {
			return false;
		}
		acc = (acc << 6 | (uint32_t)v) & 0xffffu;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			buf_u8(out, (uint8_t)(acc >> bits));
		}
	}
	bool whole = i % 4 != 1 && b.len - i <= 2;
	for (; i < b.len; i++) {
		whole = whole && b.data[i] == '=';
	}
	return whole;
}

void field_to_base64(struct bytes b, struct buf *out)
{
	static const char digits[] =
	        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < b.len; i += 3) {
		uint32_t v = (uint32_t)b.data[i] << 16;
		v |= i + 1 < b.len ? (uint32_t)b.data[i + 1] << 8 : 0;
		v |= i + 2 < b.len ? b.data[i + 2] : 0;
		buf_u8(out, (uint8_t)digits[v >> 18]);
		buf_u8(out, (uint8_t)digits[v >> 12 & 63]);
		buf_u8(out, (uint8_t)(i + 1 < b.len ? digits[v >> 6 & 63] : '='));
		buf_u8(out, (uint8_t)(i + 2 < b.len ? digits[v & 63] : '='));
	}
}

static int hex_digit(uint8_t c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool field_hex(struct bytes b, struct buf *out)
{
	if (b.len % 2 != 0) {
		return false;
	}
	for (size_t i = 0; i < b.len; i += 2) {
		int high = hex_digit(b.data[i]), low = hex_digit(b.data[i + 1]);
		if (high < 0 || low < 0) {
			return false;
		}
		buf_u8(out, (uint8_t)(high * 16 + low));
	}
	return true;
}

void field_to_hex(struct bytes b, struct buf *out)
{
	for (size_t i = 0; i < b.len; i++) {
		buf_printf(out, "%02X", b.data[i]);
	}
}
