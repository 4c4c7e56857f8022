/* client/termcap_cell.c -- what of a canvas the user's terminal can show. */
#include <string.h>

#include "base/mem.h"
#include "base/width.h"
#include "client/termcap_impl.h"

enum { MEMO = 256 };

/* What became of the styles and clusters met lately; `key` is the serial and their id. */
struct termcap_memo {
	uint32_t serial; /* what others say is of another pool */
	struct {
		uint64_t key;
		uint16_t style, blank; /* for text, and for cells without */
		bool has_style, has_blank;
		bool lost; /* the pool was full */
	} styles[MEMO];
	struct {
		uint64_t key;
		uint32_t text;
		uint8_t width, flags;
	} texts[MEMO];
};

static uint64_t memo_key(const struct termcap_memo *m, uint32_t id)
{
	return (uint64_t)m->serial << 32 | id;
}

/* ---- colours ---- */

struct rgb {
	int r, g, b;
};

static int distance(struct rgb a, struct rgb b)
{
	int r = a.r - b.r, g = a.g - b.g, l = a.b - b.b;
	return r * r + g * g + l * l;
}

static struct rgb rgb_of(colour_t c)
{
	static const int levels[6] = {0, 95, 135, 175, 215, 255};
	int v = (int)COLOUR_VALUE(c);
	if (COLOUR_KIND(c) == 2) {
		return (struct rgb){v >> 16, v >> 8 & 255, v & 255};
	}
	if (v >= 232) {
		return (struct rgb){8 + (v - 232) * 10, 8 + (v - 232) * 10, 8 + (v - 232) * 10};
	}
	v -= 16;
	return (struct rgb){levels[v / 36], levels[v / 6 % 6], levels[v % 6]};
}

/* Of the cube and the greys; the sixteen others look different everywhere. */
static int nearest_256(struct rgb want)
{
	int v[3] = {want.r, want.g, want.b}, cube = 0;
	for (size_t i = 0; i < 3; i++) {
		cube = cube * 6 + (v[i] < 48 ? 0 : v[i] < 115 ? 1 : (v[i] - 35) / 40);
	}
	int mean = (want.r + want.g + want.b) / 3, grey = mean < 3     ? 0
	                                                  : mean > 238 ? 23
	                                                               : (mean - 3) / 10;
	int by_cube = distance(rgb_of(COLOUR_INDEX(16 + cube)), want);
	return distance(rgb_of(COLOUR_INDEX(232 + grey)), want) < by_cube ? 232 + grey : 16 + cube;
}

/* Of the sixteen, in the colours that xterm gives them. */
static int nearest_16(struct rgb want)
{
	static const struct rgb palette[16] = {
	        {0, 0, 0},
	        {205, 0, 0},
	        {0, 205, 0},
	        {205, 205, 0},
	        {0, 0, 238},
	        {205, 0, 205},
	        {0, 205, 205},
	        {229, 229, 229},
	        {127, 127, 127},
	        {255, 0, 0},
	        {0, 255, 0},
	        {255, 255, 0},
	        {92, 92, 255},
	        {255, 0, 255},
	        {0, 255, 255},
	        {255, 255, 255},
	};
	int best = 0;
	for (int i = 1; i < 16; i++) {
		best = distance(palette[i], want) < distance(palette[best], want) ? i : best;
	}
	return best;
}

/* *bright: the colour is of the upper eight and the terminal has only the lower ones. */
static colour_t fit_colour(const struct termcap *t, colour_t c, bool *bright)
{
	if (COLOUR_KIND(c) == 0 || COLOUR_KIND(c) > 2 || t->colours == 0) {
		return COLOUR_DEFAULT;
	}
	if (COLOUR_KIND(c) == 2 ? t->colours > 256 : (int)COLOUR_VALUE(c) < t->colours) {
		return c;
	}
	int index = (int)COLOUR_VALUE(c);
	if (t->colours >= 256) {
		index = nearest_256(rgb_of(c));
	} else if (COLOUR_KIND(c) == 2 || index >= 16) {
		index = nearest_16(rgb_of(c));
	}
	if (index >= 8 && t->colours < 16) {
		index -= 8;
		*bright = true;
	}
	return COLOUR_INDEX(index);
}

/* ---- styles ---- */

/* Printable ASCII only (as the specification of OSC 8 has it): nothing else may reach the terminal.
 * */
static bool is_clean(struct bytes b, const char *without)
{
	for (size_t i = 0; i < b.len; i++) {
		if (b.data[i] < 0x20 || b.data[i] > 0x7e || strchr(without, b.data[i]) != NULL) {
			return false;
		}
	}
	return true;
}

static uint32_t fit_link(struct termcap *t, const struct pool *pool, uint32_t id)
{
	const struct pool_link *link = t->links ? pool_link_get(pool, id) : NULL;
	if (link == NULL || !is_clean(link->uri, "") || !is_clean(link->id, ":;")) {
		return 0;
	}
	return pool_link(t->pool, link->uri, link->id);
}

static struct style fit_style(struct termcap *t, const struct pool *pool, const struct style *s)
{
	bool bright_fg = false, bright_bg = false;
	struct style out = {.attrs = s->attrs, .us = s->us};
	out.fg = fit_colour(t, s->fg, &bright_fg);
	out.bg = fit_colour(t, s->bg, &bright_bg);
	if (bright_fg) {
		out.attrs |= ATTR_BOLD; /* as consoles of eight colours show the others */
	}
	if (t->colours == 0 && s->bg != COLOUR_DEFAULT) {
		out.attrs ^= ATTR_REVERSE; /* so that a bar is still seen as one */
	}
	if (out.fg != COLOUR_DEFAULT || out.bg != COLOUR_DEFAULT) {
		out.attrs = (uint16_t)(out.attrs & ~t->not_with_colour);
	}
	out.attrs &= t->attrs;
	if ((out.attrs & ATTR_UNDERLINE_MASK) == 0 || !t->curly) {
		out.us = COLOUR_DEFAULT;
	}
	if ((out.attrs & ATTR_UNDERLINE_MASK) != 0 && !t->curly) {
		out.attrs = (uint16_t)((out.attrs & ~ATTR_UNDERLINE_MASK) | ATTR_UNDERLINE(1));
	}
	out.link = fit_link(t, pool, s->link);
	return out;
}

/* What shows of a style where there is no text. */
static struct style without_text(struct style s)
{
	if (s.attrs & (ATTR_REVERSE | ATTR_STRIKE | ATTR_OVERLINE | ATTR_UNDERLINE_MASK)) {
		return s;
	}
	return (struct style){.bg = s.bg, .link = s.link};
}

static uint16_t learn(struct termcap *t, const struct style *s, bool *lost)
{
	uint16_t id = pool_style(t->pool, s);
	*lost = id == 0 && !style_equal(s, &(struct style){0});
	return id;
}

static void take_style(struct termcap *t, const struct pool *pool, bool text, uint8_t lost, struct cell *c)
{
	struct termcap_memo *m = t->memo;
	size_t at = c->style % MEMO;
	bool hit = m->styles[at].key == memo_key(m, c->style);
	if (!hit || !(text ? m->styles[at].has_style : m->styles[at].has_blank)) {
		struct style s = fit_style(t, pool, pool_style_get(pool, c->style));
		m->styles[at].has_style = text || (hit && m->styles[at].has_style);
		m->styles[at].has_blank = !text || (hit && m->styles[at].has_blank);
		m->styles[at].key = memo_key(m, c->style);
		if (text) {
			m->styles[at].style = learn(t, &s, &m->styles[at].lost);
		} else {
			s = without_text(s);
			m->styles[at].blank = learn(t, &s, &m->styles[at].lost);
		}
	}
	c->style = text ? m->styles[at].style : m->styles[at].blank;
	c->flags = m->styles[at].lost ? lost : TEXT_CERTAIN;
}

/* ---- text ---- */

static uint8_t kind_of(uint32_t cp)
{
	static const struct {
		uint32_t lo, hi;
		uint8_t kind;
	} ranges[] = {
	        {0x20, 0x7e, TEXT_CERTAIN},
	        {0xa0, 0xac, TEXT_RUN},
	        {0xae, 0xbf, TEXT_RUN},
	        {0xc0, 0xff, TEXT_CERTAIN},
	        {0x100, 0x24f, TEXT_RUN},
	        {0x391, 0x3c9, TEXT_RUN},
	        {0x401, 0x451, TEXT_RUN},
	        {0x2010, 0x2027, TEXT_RUN},
	        {0x2190, 0x2193, TEXT_RUN},
	        {0x2500, 0x259f, TEXT_RUN},
	        {0x3001, 0x301e, TEXT_CERTAIN},
	        {0x3041, 0x3096, TEXT_CERTAIN},
	        {0x30a1, 0x30fa, TEXT_CERTAIN},
	        {0x30fc, 0x30fc, TEXT_CERTAIN},
	        {0x3400, 0x4dbf, TEXT_CERTAIN},
	        {0x4e00, 0x9fff, TEXT_CERTAIN},
	        {0xac00, 0xd7a3, TEXT_CERTAIN},
	        {0xff01, 0xff60, TEXT_CERTAIN},
	};
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]) && cp >= ranges[i].lo; i++) {
		if (cp <= ranges[i].hi) {
			return ranges[i].kind;
		}
	}
	return TEXT_DISPUTED;
}

/* The nearest of ASCII. */
static uint32_t plain_of(uint32_t cp)
{
	static const struct {
		uint32_t lo, hi;
		char c;
	} table[] = {
	        {0x20, 0x7e, 0},
	        {0xa0, 0xa0, ' '},
	        {0xab, 0xab, '<'},
	        {0xad, 0xad, '-'},
	        {0xb7, 0xb7, '.'},
	        {0xbb, 0xbb, '>'},
	        {0xd7, 0xd7, 'x'},
	        {0x2010, 0x2015, '-'},
	        {0x2018, 0x201b, '\''},
	        {0x201c, 0x201f, '"'},
	        {0x2022, 0x2022, '*'},
	        {0x2026, 0x2026, '.'},
	        {0x2190, 0x2190, '<'},
	        {0x2191, 0x2191, '^'},
	        {0x2192, 0x2192, '>'},
	        {0x2193, 0x2193, 'v'},
	        {0x2212, 0x2212, '-'},
	        {0x2500, 0x2501, '-'},
	        {0x2502, 0x2503, '|'},
	        {0x2504, 0x2505, '-'},
	        {0x2506, 0x2507, '|'},
	        {0x2508, 0x2509, '-'},
	        {0x250a, 0x250b, '|'},
	        {0x250c, 0x254b, '+'},
	        {0x2550, 0x2550, '='},
	        {0x2551, 0x2551, '|'},
	        {0x2552, 0x2570, '+'},
	        {0x2580, 0x2590, '#'},
	        {0x2591, 0x2593, ':'},
	        {0x25cf, 0x25cf, '*'},
	};
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (cp >= table[i].lo && cp <= table[i].hi) {
			return table[i].c != 0 ? (uint32_t)table[i].c : cp;
		}
	}
	return '?';
}

/* True when the text is code points that may reach a terminal, and fits its cells. */
static bool is_sound(const char *s, size_t len, uint8_t width)
{
	for (size_t at = 0, used; at < len; at += used) {
		uint32_t cp = utf8_decode(s + at, len - at, &used);
		if (width_cp(cp) < 0 || (cp == 0xfffd && used != 3)) {
			return false;
		}
	}
	int w = width_cluster(s, len);
	return w > 0 && w <= width;
}

static void fit_text(struct termcap *t, const struct pool *pool, struct cell *c)
{
	char s[CLUSTER_MAX];
	size_t n = pool_text_get(pool, c->text, s), used = 0;
	uint32_t first = n > 0 ? utf8_decode(s, n, &used) : 0xfffd;
	bool sound = n > 0 && is_sound(s, n, c->width);
	if (!t->utf8) {
		c->text = sound ? plain_of(first) : '?';
		c->width = 1;
		return;
	}
	if (!sound) {
		c->text = 0xfffd;
		c->flags = TEXT_DISPUTED;
		return;
	}
	bool exact = used == n && width_cp(first) == c->width;
	c->text = pool_text(t->pool, s, n);
	c->flags = exact ? kind_of(first) : TEXT_DISPUTED;
}

static void take_text(struct termcap *t, const struct pool *pool, struct cell *c)
{
	struct termcap_memo *m = t->memo;
	size_t at = (c->text ^ c->text >> 8) % MEMO;
	uint64_t key = memo_key(m, (c->text & ~CELL_CLUSTER) << 2 | (c->text & CELL_CLUSTER ? 2u : 0) |
	                                   (c->width == 2));
	if (m->texts[at].key != key) {
		fit_text(t, pool, c);
		m->texts[at].key = key;
		m->texts[at].text = c->text;
		m->texts[at].width = c->width;
		m->texts[at].flags = c->flags;
	}
	c->text = m->texts[at].text;
	c->width = m->texts[at].width;
	c->flags = m->texts[at].flags;
}

/* The cell at column x of a row; out[-1] is its left neighbour, done. */
static void take_cell(struct termcap *t, const struct canvas *canvas, const struct cell *from,
        uint8_t lost, struct cell *out, uint16_t x)
{
	bool half = from->width == 0 && x > 0 &&
	            from[-1].width == 2; /* it looks as its left half does */
	struct cell c = {.text = half ? 0 : from->text,
	        .style = half ? from[-1].style : from->style,
	        .width = 1};
	if (half && out[-1].width == 2) {
		*out = (struct cell){.style = out[-1].style, .flags = out[-1].flags};
		return;
	}
	bool text = c.text != 0 && c.text != ' ';
	take_style(t, canvas->pool, text, lost, &c);
	if (!text) {
		c.text = 0;
		*out = c;
		return;
	}
	bool full = c.flags == lost;
	c.width = from->width == 2 && x + 1 < canvas->size.cols ? 2 : 1;
	if (c.text < 0x20 || c.text >= 0x7f || c.width == 2) {
		take_text(t, canvas->pool, &c);
	}
	c.flags = full ? lost : c.flags;
	*out = c;
}

void termcap_picture_begin(struct termcap *t)
{
	if (t->memo == NULL) {
		t->memo = mem_zalloc(sizeof(*t->memo));
	}
	if (++t->memo->serial == 0) { /* what is kept may bear any other */
		*t->memo = (struct termcap_memo){.serial = 1};
	}
}

void termcap_picture(struct termcap *t, const struct canvas *c, uint16_t y, struct span cols,
        uint8_t lost, struct cell *out)
{
	const struct cell *from = c->cells + (size_t)y * c->size.cols;
	for (uint16_t x = cols.lo; x < cols.hi; x++) {
		if (x > cols.lo && from[x].width == 1 &&
		        memcmp(&from[x], &from[x - 1], sizeof(*from)) == 0) {
			out[x] = out[x - 1]; /* most cells are blanks beside blanks */
		} else {
			take_cell(t, c, &from[x], lost, &out[x], x);
		}
	}
}
