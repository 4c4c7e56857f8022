/* client/termcap_sgr.c -- from one style to another in few bytes. */
#include "client/termcap_impl.h"

struct sgr {
	char text[160]; /* ";1;3;..."; the longest list of codes is under 120 */
	size_t len;
};

static void put_number(struct sgr *s, char before, unsigned n)
{
	char digits[10];
	size_t count = 0;
	do {
		digits[count++] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	s->text[s->len++] = before;
	while (count > 0) {
		s->text[s->len++] = digits[--count];
	}
}

static void put_colour(struct sgr *s, unsigned code, colour_t c)
{
	uint32_t v = COLOUR_VALUE(c);
	if (COLOUR_KIND(c) == 0) {
		put_number(s, ';', code + 1);
	} else if (COLOUR_KIND(c) == 2) {
		put_number(s, ';', code);
		put_number(s, ';', 2);
		put_number(s, ';', v >> 16);
		put_number(s, ';', v >> 8 & 255);
		put_number(s, ';', v & 255);
	} else if (v < 16) {
		put_number(s, ';', v < 8 ? code - 8 + v : code + 52 + v - 8);
	} else {
		put_number(s, ';', code);
		put_number(s, ';', 5);
		put_number(s, ';', v);
	}
}

/* The colour of underlines is younger than the colon: whoever knows it, knows that form. */
static void put_underline_colour(struct sgr *s, colour_t c)
{
	uint32_t v = COLOUR_VALUE(c);
	if (COLOUR_KIND(c) == 0) {
		put_number(s, ';', 59);
	} else if (COLOUR_KIND(c) == 2) {
		put_number(s, ';', 58);
		put_number(s, ':', 2);
		s->text[s->len++] = ':';
		put_number(s, ':', v >> 16);
		put_number(s, ':', v >> 8 & 255);
		put_number(s, ':', v & 255);
	} else {
		put_number(s, ';', 58);
		put_number(s, ':', 5);
		put_number(s, ':', v);
	}
}

static void put_attrs(struct sgr *s, uint16_t from, uint16_t to)
{
	static const struct {
		uint16_t attrs;
		uint8_t on, off;
	} codes[] = {
	        {ATTR_BOLD, 1, 22},
	        {ATTR_DIM, 2, 22},
	        {ATTR_ITALIC, 3, 23},
	        {ATTR_BLINK, 5, 25},
	        {ATTR_REVERSE, 7, 27},
	        {ATTR_HIDDEN, 8, 28},
	        {ATTR_STRIKE, 9, 29},
	        {ATTR_OVERLINE, 53, 55},
	};
	const uint16_t weight = ATTR_BOLD | ATTR_DIM;
	if (from & ~to & weight) { /* one code ends both */
		put_number(s, ';', 22);
		from = (uint16_t)(from & ~weight);
	}
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		if (to & ~from & codes[i].attrs) {
			put_number(s, ';', codes[i].on);
		} else if (from & ~to & codes[i].attrs) {
			put_number(s, ';', codes[i].off);
		}
	}
	unsigned was = (unsigned)(from & ATTR_UNDERLINE_MASK) >> ATTR_UNDERLINE_SHIFT;
	unsigned kind = (unsigned)(to & ATTR_UNDERLINE_MASK) >> ATTR_UNDERLINE_SHIFT;
	if (kind != was) {
		put_number(s, ';', kind == 0 ? 24 : 4);
		if (kind > 1) {
			put_number(s, ':', kind);
		}
	}
}

static void put_change(struct sgr *s, const struct style *from, const struct style *to)
{
	put_attrs(s, from->attrs, to->attrs);
	if (from->fg != to->fg) {
		put_colour(s, 38, to->fg);
	}
	if (from->bg != to->bg) {
		put_colour(s, 48, to->bg);
	}
	if (from->us != to->us) {
		put_underline_colour(s, to->us);
	}
}

/* Nothing that is on must go off. */
static bool only_adds(const struct style *from, const struct style *to)
{
	return (from->attrs & ~to->attrs) == 0 &&
	       (from->fg == COLOUR_DEFAULT || to->fg != COLOUR_DEFAULT) &&
	       (from->bg == COLOUR_DEFAULT || to->bg != COLOUR_DEFAULT);
}

/* Step by step, or all off and on again: the shorter. Terminals that are not like xterm may lack
 * the codes that switch single attributes off. */
static void ansi(
        const struct termcap *t, const struct style *from, const struct style *to, struct buf *out)
{
	const struct style plain = {0};
	struct sgr step = {.len = 0}, reset = {.len = 0};
	if (from != NULL) {
		put_change(&step, from, to);
		if (step.len == 0) {
			return;
		}
	}
	bool off = from == NULL || !only_adds(from, to);
	if (off) {
		put_change(&reset, &plain, to);
		size_t len = reset.len > 0 ? reset.len + 1 : 0;
		off = from == NULL || !t->like_xterm || len < step.len - 1;
	}
	buf_puts(out, off && reset.len > 0 ? "\033[0" : "\033[");
	if (off) {
		buf_put(out, reset.text, reset.len);
	} else {
		buf_put(out, step.text + 1, step.len - 1); /* without the leading ';' */
	}
	buf_u8(out, 'm');
}

static void from_terminfo(const struct termcap *t, const struct style *s, struct buf *out)
{
	const struct {
		uint16_t attr;
		const char *cap;
	} attrs[] = {{ATTR_BOLD, t->bold}, {ATTR_DIM, t->dim}, {ATTR_ITALIC, t->italic},
	        {ATTR_UNDERLINE_MASK, t->underline}, {ATTR_BLINK, t->blink},
	        {ATTR_REVERSE, t->reverse}, {ATTR_HIDDEN, t->invis}};
	buf_puts(out, t->sgr0);
	for (size_t i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++) {
		if ((s->attrs & attrs[i].attr) && attrs[i].cap != NULL) {
			buf_puts(out, attrs[i].cap);
		}
	}
	if (s->fg != COLOUR_DEFAULT) {
		termcap_param(t->setaf, (int)COLOUR_VALUE(s->fg), 0, out);
	}
	if (s->bg != COLOUR_DEFAULT) {
		termcap_param(t->setab, (int)COLOUR_VALUE(s->bg), 0, out);
	}
}

static void put_link(struct termcap *t, uint32_t id, struct buf *out)
{
	const struct pool_link *link = pool_link_get(t->pool, id);
	buf_puts(out, "\033]8;");
	if (link != NULL) {
		if (link->id.len > 0) {
			buf_puts(out, "id=");
			buf_put(out, link->id.data, link->id.len);
		}
		t->used_links = true;
	}
	buf_puts(out, ";");
	if (link != NULL) {
		buf_put(out, link->uri.data, link->uri.len);
	}
	buf_puts(out, "\033\\");
}

void termcap_style(
        struct termcap *t, const struct style *from, const struct style *to, struct buf *out)
{
	if (t->links && (from == NULL ? t->used_links || to->link != 0 : from->link != to->link)) {
		put_link(t, to->link, out);
	}
	if (t->ansi) {
		ansi(t, from, to, out);
	} else if (from == NULL || from->attrs != to->attrs || from->fg != to->fg ||
	           from->bg != to->bg) {
		from_terminfo(t, to, out);
	}
}
