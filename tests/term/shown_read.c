/* tests/term/shown_read.c -- SGR text, as tmux 3.3a writes it, into cells. It shares no code with
 * window/sgr.c, which it is there to test. */
#include "tests/term/shown.h"

#include <stdlib.h>

enum { PARAMS_MAX = 64 };

struct reader {
	struct bytes left;
	struct style pen;
	bool drawing; /* after SO */
};

/* DEC special graphics from ` to ~. */
static const char *const drawing[] = {
        "◆",
        "▒",
        "␉",
        "␌",
        "␍",
        "␊",
        "°",
        "±",
        "␤",
        "␋",
        "┘",
        "┐",
        "┌",
        "└",
        "┼",
        "⎺",
        "⎻",
        "─",
        "⎼",
        "⎽",
        "├",
        "┤",
        "┴",
        "┬",
        "│",
        "≤",
        "≥",
        "π",
        "≠",
        "£",
        "·",
};

/* The parameters of one SGR; `colon` says that one was joined to its forerunner by a colon. */
struct params {
	int count;
	unsigned value[PARAMS_MAX];
	bool colon[PARAMS_MAX];
};

/* 5;N or 2;R;G;B behind 38, 48 and 58, with either separator; returns the parameters used. */
static int read_colour(const struct params *p, int i, colour_t *out)
{
	if (i + 2 < p->count && p->value[i + 1] == 5) {
		*out = COLOUR_INDEX(p->value[i + 2]);
		return 2;
	}
	if (i + 4 < p->count && p->value[i + 1] == 2) {
		*out = COLOUR_RGB(p->value[i + 2], p->value[i + 3], p->value[i + 4]);
		return 4;
	}
	return 0;
}

static bool apply_basic_colour(struct style *s, unsigned n)
{
	if (n >= 30 && n <= 37) {
		s->fg = COLOUR_INDEX(n - 30);
	} else if (n >= 40 && n <= 47) {
		s->bg = COLOUR_INDEX(n - 40);
	} else if (n >= 90 && n <= 97) {
		s->fg = COLOUR_INDEX(n - 90 + 8);
	} else if (n >= 100 && n <= 107) {
		s->bg = COLOUR_INDEX(n - 100 + 8);
	} else if (n == 39) {
		s->fg = COLOUR_DEFAULT;
	} else if (n == 49) {
		s->bg = COLOUR_DEFAULT;
	} else if (n == 59) {
		s->us = COLOUR_DEFAULT;
	} else {
		return false;
	}
	return true;
}

static bool apply_attribute(struct style *s, unsigned n)
{
	static const uint16_t bits[] = {
	        [1] = ATTR_BOLD,
	        [2] = ATTR_DIM,
	        [3] = ATTR_ITALIC,
	        [4] = ATTR_UNDERLINE(1),
	        [5] = ATTR_BLINK,
	        [7] = ATTR_REVERSE,
	        [8] = ATTR_HIDDEN,
	        [9] = ATTR_STRIKE,
	};
	if (n == 0) {
		*s = (struct style){0};
		return true;
	}
	if (n >= sizeof(bits) / sizeof(bits[0]) || bits[n] == 0) {
		return false;
	}
	s->attrs |= bits[n];
	return true;
}

static bool apply(struct style *s, const struct params *p)
{
	for (int i = 0; i < p->count; i++) {
		unsigned n = p->value[i];
		bool sub = i + 1 < p->count && p->colon[i + 1];
		colour_t *c = n == 38 ? &s->fg : n == 48 ? &s->bg : n == 58 ? &s->us : NULL;
		if (c != NULL) {
			int used = read_colour(p, i, c);
			if (used == 0) {
				return false;
			}
			i += used;
		} else if (n == 4 && sub) {
			s->attrs = (uint16_t)((s->attrs & ~ATTR_UNDERLINE_MASK) |
			                      ATTR_UNDERLINE(p->value[++i]));
		} else if (n == 5 && sub && p->value[i + 1] == 3) {
			/* tmux means 53: it writes what is over ten as it does 4:2 */
			s->attrs |= ATTR_OVERLINE;
			i++;
		} else if (!apply_attribute(s, n) && !apply_basic_colour(s, n)) {
			return false;
		}
	}
	return true;
}

static bool next_byte(struct reader *r, uint8_t *out)
{
	if (r->left.len == 0) {
		return false;
	}
	*out = *r->left.data++;
	r->left.len--;
	return true;
}

/* Behind ESC. */
static bool read_sgr(struct reader *r)
{
	struct params p = {.count = 1};
	uint8_t c;
	if (!next_byte(r, &c) || c != '[') {
		return false;
	}
	while (next_byte(r, &c)) {
		if (c == 'm') {
			return apply(&r->pen, &p);
		}
		if (c >= '0' && c <= '9') {
			unsigned *v = &p.value[p.count - 1];
			*v = *v * 10 + (c - '0');
		} else if ((c == ';' || c == ':') && p.count < PARAMS_MAX) {
			p.value[p.count] = 0;
			p.colon[p.count++] = c == ':';
		} else {
			return false;
		}
	}
	return false;
}

/* Columns on a terminal, which cannot take back a column when U+FE0E asks for one less. */
static int columns(const char *s, size_t len)
{
	size_t used;
	int first = width_cp(utf8_decode(s, len, &used)), all = width_cluster(s, len);
	return first > all ? first : all;
}

/* One character, and what joins it, at column x; returns its columns. */
static uint16_t put_cluster(struct reader *r, struct shown *s, uint16_t x, uint16_t y)
{
	uint8_t c = r->left.data[0];
	size_t len = 1;
	const char *text = (const char *)r->left.data;
	int width = 1;
	if (r->drawing && c >= '`' && c <= '~') {
		text = drawing[c - '`'];
	} else if (c >= 0x80 || (r->left.len > 1 && r->left.data[1] >= 0x80)) {
		const uint8_t *end = memchr(r->left.data, '\n', r->left.len);
		len = cluster_next(text, end != NULL ? (size_t)(end - r->left.data) : r->left.len);
		width = columns(text, len);
	}
	for (int i = 0; i < width && x + i < s->size.cols; i++) {
		struct shown_cell *to = shown_at(s, (uint16_t)(x + i), y);
		size_t n = i > 0 ? 0 : text != (const char *)r->left.data ? strlen(text) : len;
		n = n > CLUSTER_MAX ? CLUSTER_MAX : n;
		memcpy(to->text, text, n);
		to->text[n] = '\0';
		to->style = r->pen;
	}
	r->left = bytes_of(r->left.data + len, r->left.len - len);
	return (uint16_t)width;
}

static bool read_row(struct reader *r, struct shown *s, uint16_t y)
{
	uint16_t x = 0;
	while (r->left.len > 0) {
		uint8_t c = r->left.data[0];
		if (c >= ' ') {
			x = (uint16_t)(x + put_cluster(r, s, x, y));
			continue;
		}
		(void)next_byte(r, &c);
		if (c == '\n') {
			for (; x < s->size.cols; x++) {
				shown_at(s, x, y)->untold = true;
			}
			return x == s->size.cols;
		}
		if (c == 0x0e || c == 0x0f) {
			r->drawing = c == 0x0e;
		} else if (c != 0x1b || !read_sgr(r)) {
			return false;
		}
	}
	return false;
}

bool shown_read(struct shown *s, struct bytes *text)
{
	struct reader r = {.left = *text};
	for (uint16_t y = 0; y < s->size.rows; y++) {
		if (!read_row(&r, s, y)) {
			return false;
		}
	}
	*text = r.left;
	return true;
}
