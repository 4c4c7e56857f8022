/* tests/term/shown.c -- what a terminal shows, cell by cell. */
#include "tests/term/shown.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

void shown_init(struct shown *s, struct size size)
{
	size_t count = (size_t)size.cols * size.rows;
	s->size = size;
	s->cells = mem_calloc(count, sizeof(*s->cells));
	for (size_t i = 0; i < count; i++) {
		strcpy(s->cells[i].text, " ");
	}
}

void shown_finish(struct shown *s)
{
	free(s->cells);
	*s = (struct shown){0};
}

struct shown_cell *shown_at(const struct shown *s, uint16_t x, uint16_t y)
{
	return &s->cells[(size_t)y * s->size.cols + x];
}

static struct style seen(const struct style *s)
{
	struct style out = *s;
	out.link = 0;
	out.attrs &= (uint16_t)~ATTR_PROTECTED;
	return out;
}

void shown_put_line(struct shown *s, uint16_t y, const struct line *l, const struct pool *p)
{
	for (uint16_t x = 0; x < s->size.cols; x++) {
		struct cell c = line_cell(l, x);
		struct shown_cell *to = shown_at(s, x, y);
		size_t len = c.width == 0 ? 0 : pool_text_get(p, c.text, to->text);
		if (len == 0 && c.width > 0) {
			to->text[len++] = ' ';
		}
		to->text[len] = '\0';
		to->style = seen(pool_style_get(p, c.style));
	}
}

void shown_init_term(struct shown *s, const struct term *t)
{
	const struct pool *p = term_pool((struct term *)(uintptr_t)t);
	shown_init(s, term_size(t));
	for (uint16_t y = 0; y < s->size.rows; y++) {
		shown_put_line(s, y, term_row(t, y), p);
	}
}

/* --- styles in words -------------------------------------------------------------------------- */

struct word {
	const char *name;
	uint16_t bit;
};

static const struct word words[] = {
        {"bold", ATTR_BOLD},
        {"dim", ATTR_DIM},
        {"italic", ATTR_ITALIC},
        {"blink", ATTR_BLINK},
        {"reverse", ATTR_REVERSE},
        {"hidden", ATTR_HIDDEN},
        {"strike", ATTR_STRIKE},
        {"overline", ATTR_OVERLINE},
};

enum { WORDS = sizeof(words) / sizeof(words[0]) };

static void put_colour(const char *name, colour_t c, struct buf *out)
{
	if (COLOUR_KIND(c) == 1) {
		buf_printf(out, " %s=%u", name, COLOUR_VALUE(c));
	} else if (COLOUR_KIND(c) == 2) {
		buf_printf(out, " %s=#%06x", name, COLOUR_VALUE(c));
	}
}

void shown_style_words(const struct style *s, struct buf *out)
{
	struct buf b = {0};
	for (size_t i = 0; i < WORDS; i++) {
		if ((s->attrs & words[i].bit) != 0) {
			buf_printf(&b, " %s", words[i].name);
		}
	}
	unsigned line = (unsigned)(s->attrs & ATTR_UNDERLINE_MASK) >> ATTR_UNDERLINE_SHIFT;
	if (line != 0) {
		buf_printf(&b, " underline=%u", line);
	}
	put_colour("fg", s->fg, &b);
	put_colour("bg", s->bg, &b);
	put_colour("us", s->us, &b);
	buf_puts(out, b.len > 0 ? buf_str(&b) + 1 : "plain");
	buf_finish(&b);
}

static bool parse_colour(const char *s, colour_t *out)
{
	char *end;
	if (s[0] == '#' && strlen(s) == 7) {
		unsigned long v = strtoul(s + 1, &end, 16);
		*out = COLOUR_RGB(v >> 16, v >> 8, v);
		return *end == '\0';
	}
	unsigned long v = strtoul(s, &end, 10);
	*out = COLOUR_INDEX(v);
	return s[0] != '\0' && *end == '\0' && v < 256;
}

static bool parse_word(const char *word, struct style *s)
{
	for (size_t i = 0; i < WORDS; i++) {
		if (strcmp(word, words[i].name) == 0) {
			s->attrs |= words[i].bit;
			return true;
		}
	}
	unsigned line;
	if (sscanf(word, "underline=%1u", &line) == 1 && line < 6) {
		s->attrs |= ATTR_UNDERLINE(line);
		return true;
	}
	colour_t *c = strncmp(word, "fg=", 3) == 0   ? &s->fg
	              : strncmp(word, "bg=", 3) == 0 ? &s->bg
	              : strncmp(word, "us=", 3) == 0 ? &s->us
	                                             : NULL;
	return c != NULL ? parse_colour(word + 3, c) : strcmp(word, "plain") == 0;
}

bool shown_style_parse(const char *text, struct style *out)
{
	char word[32];
	int used;
	*out = (struct style){0};
	while (sscanf(text, " %31s%n", word, &used) == 1) {
		if (!parse_word(word, out)) {
			return false;
		}
		text += used;
	}
	return true;
}

/* --- comparison ------------------------------------------------------------------------------- */

size_t shown_compare(
        const struct shown *want, const struct shown *have, size_t max, struct buf *out)
{
	size_t count = 0;
	for (size_t i = 0; i < (size_t)want->size.cols * want->size.rows; i++) {
		const struct shown_cell *w = &want->cells[i], *h = &have->cells[i];
		struct style style = w->style;
		if (w->untold) {
			style.bg = h->style.bg;
		}
		if (strcmp(w->text, h->text) == 0 && style_equal(&style, &h->style)) {
			continue;
		}
		if (count++ < max) {
			buf_printf(out, "  row %zu column %zu: want \"%s\" ",
			        i / want->size.cols + 1, i % want->size.cols + 1, w->text);
			shown_style_words(&w->style, out);
			buf_printf(out, ", have \"%s\" ", h->text);
			shown_style_words(&h->style, out);
			buf_puts(out, "\n");
		}
	}
	return count;
}
