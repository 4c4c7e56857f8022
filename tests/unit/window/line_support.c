/* tests/unit/window/line_support.c -- lines for tests: drawn at random, or of a text. */
#include "tests/unit/window/line_support.h"

#include <stdio.h>

static colour_t random_colour(struct rng r)
{
	switch (rng_below(r, 3)) {
	case 0:
		return COLOUR_DEFAULT;
	case 1:
		return COLOUR_INDEX(rng_below(r, 256));
	default:
		return COLOUR_RGB(rng_below(r, 256), rng_below(r, 256), rng_below(r, 256));
	}
}

static uint16_t random_style(struct rng r, struct pool *p)
{
	static const char *const uris[] = {"http://a/", "file:///tmp/b", "x:y"};
	static const char *const ids[] = {"", "1", "second"};
	struct style s = {.fg = random_colour(r), .bg = random_colour(r)};
	if (rng_below(r, 3) == 0) {
		return 0;
	}
	if (rng_below(r, 2) == 0) {
		s.attrs = (uint16_t)rng_below(r, ATTR_ALL + 1);
		s.us = random_colour(r);
	}
	if (rng_below(r, 4) == 0) {
		s.link = pool_link(p, bytes_str(uris[rng_below(r, 3)]), bytes_str(ids[rng_below(r, 3)]));
	}
	return pool_style(p, &s);
}

static uint32_t random_text(struct rng r, struct pool *p)
{
	static const char *const clusters[] = {"e\xcc\x81", "#\xef\xb8\x8f\xe2\x83\xa3",
		"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb", "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa"};
	static const uint32_t chars[] = {0xe9, 0xa0, 0x2500, 0x4e2d, 0xff21, 0xfffd, 0x1f600, 0x10ffff};
	switch (rng_below(r, 5)) {
	case 0:
		return 0;
	case 1:
		return chars[rng_below(r, sizeof(chars) / sizeof(chars[0]))];
	case 2: {
		const char *s = clusters[rng_below(r, 4)];
		return pool_text(p, s, strlen(s));
	}
	default:
		return 0x20 + (uint32_t)rng_below(r, 0x5f);
	}
}

void line_random(struct rng r, struct pool *p, struct line *l, uint16_t cols)
{
	uint16_t len = (uint16_t)rng_below(r, (uint64_t)cols + 1), style = random_style(r, p);
	bool fickle = rng_below(r, 3) == 0;
	line_clear(l, rng_below(r, 4) == 0 ? random_style(r, p) : 0);
	struct cell *cells = line_reserve(l, len);
	for (uint16_t x = 0; x < len; x++) {
		if (fickle ? rng_below(r, 2) == 0 : rng_below(r, 12) == 0) {
			style = random_style(r, p);
		}
		cells[x] = (struct cell){.text = random_text(r, p), .style = style, .width = 1};
		if (x + 1 < len && cells[x].text != 0 && rng_below(r, 4) == 0) {
			cells[x++].width = 2;
			cells[x] = (struct cell){.style = style};
		}
	}
	l->len = len;
	l->wrapped = rng_below(r, 2) == 0;
	l->mark = (uint8_t)rng_below(r, 4);
	line_trim(l);
}

void line_make_text(struct line *l, const char *s)
{
	line_clear(l, 0);
	struct cell *cells = line_reserve(l, (uint16_t)strlen(s));
	for (size_t i = 0; s[i] != '\0'; i++) {
		cells[i] = (struct cell){.text = (uint8_t)s[i], .width = 1};
	}
	l->len = (uint16_t)strlen(s);
	line_trim(l);
}

void line_make_number(struct line *l, uint64_t n)
{
	char s[32];
	snprintf(s, sizeof(s), "record %llu", (unsigned long long)n);
	line_make_text(l, s);
}
