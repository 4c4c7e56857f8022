/* window/colour_spec.c -- a colour as X11 writes it, to red, green and blue. */
#include "window/colour_spec.h"

#include <stdlib.h>
#include <string.h>

enum { SPEC_MAX = 96 };

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Up to `max` hex digits; returns how many there are. */
static size_t hex_number(const char *s, size_t max, unsigned *out)
{
	size_t n = 0;
	*out = 0;
	while (n < max && hex_digit(s[n]) >= 0) {
		*out = *out << 4 | (unsigned)hex_digit(s[n++]);
	}
	return n;
}

/* #: the digits are the high ones of each part. */
static bool parse_hash(const char *s, colour_t *out)
{
	size_t len = strlen(s), each = len / 3;
	unsigned v[3];
	if (len % 3 != 0 || each < 1 || each > 4) {
		return false;
	}
	for (size_t i = 0; i < 3; i++) {
		if (hex_number(s + i * each, each, &v[i]) != each) {
			return false;
		}
		v[i] = each == 1 ? v[i] << 4 : v[i] >> (4 * (each - 2));
	}
	*out = COLOUR_RGB(v[0], v[1], v[2]);
	return true;
}

/* rgb: and rgba: the digits are a fraction of the most that they can say. */
static bool parse_rgb(const char *s, size_t parts, colour_t *out)
{
	unsigned v[4] = {0};
	for (size_t i = 0; i < parts; i++) {
		size_t n = hex_number(s, 4, &v[i]);
		if (n == 0 || s[n] != (i + 1 < parts ? '/' : '\0')) {
			return false;
		}
		v[i] = v[i] * 65535u / ((1u << (4 * n)) - 1) >> 8;
		s += n + 1;
	}
	*out = COLOUR_RGB(v[0], v[1], v[2]);
	return true;
}

/* A decimal number: [-+]digits[.digits][e[-+]digits]. strtod would also take hex, nan and inf. */
static const char *decimal(const char *s, double *out)
{
	char *end;
	if (strspn(s, "+-.0123456789e") != strcspn(s, "/")) {
		return NULL;
	}
	*out = strtod(s, &end);
	return end == s || *out > 1e6 || *out < -1e6 ? NULL : end;
}

static bool parse_space(const char *s, enum colour_space space, colour_t *out)
{
	double v[3];
	for (size_t i = 0; i < 3; i++) {
		s = decimal(s, &v[i]);
		if (s == NULL || *s != (i < 2 ? '/' : '\0')) {
			return false;
		}
		s++;
	}
	return colour_of_space(space, v, out);
}

bool colour_spec_parse(struct bytes spec, colour_t *out)
{
	static const char *const spaces[COLOUR_SPACES] = {
		"rgbi:", "ciexyz:", "cieuvy:", "ciexyy:", "cielab:", "cieluv:", "tekhvc:"};
	char s[SPEC_MAX];
	size_t len = 0;
	for (size_t i = 0; i < spec.len; i++) {
		uint8_t c = spec.data[i];
		if (len + 1 == SPEC_MAX || c < ' ' || c > '~') {
			return false;
		}
		if (c != ' ') {
			s[len++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
		}
	}
	s[len] = '\0';
	if (s[0] == '#') {
		return parse_hash(s + 1, out);
	}
	if (strncmp(s, "rgb:", 4) == 0) {
		return parse_rgb(s + 4, 3, out);
	}
	if (strncmp(s, "rgba:", 5) == 0) {
		return parse_rgb(s + 5, 4, out);
	}
	for (size_t i = 0; i < COLOUR_SPACES; i++) {
		if (strncmp(s, spaces[i], strlen(spaces[i])) == 0) {
			return parse_space(s + strlen(spaces[i]), (enum colour_space)i, out);
		}
	}
	return colour_named(s, out);
}
