/* tests/tools/pty_svg.c -- a terminal's screen as an SVG picture. */
#include "base/width.h"
#include "tests/tools/pty_show.h"

/* A cell in units of a tenth of a pixel. */
enum { CELL_W = 84, CELL_H = 180, MARGIN = 120, BASELINE = 135 };
enum { DEFAULT_FG = 0xd4d4d4, DEFAULT_BG = 0x1b1d23 };

static const uint32_t named[16] = {0x2a2e38, 0xe06c75, 0x8fc379, 0xe5c07b, 0x61afef, 0xc678dd,
	0x56b6c2, 0xc8ccd4, 0x5c6370, 0xff7b86, 0xa8e08f, 0xffd68a, 0x7cc0ff, 0xdd94f0,
	0x6fd3df, 0xffffff};

static uint32_t left_of(uint16_t col)
{
	return MARGIN + col * (uint32_t)CELL_W;
}

static uint32_t top_of(uint16_t row)
{
	return MARGIN + row * (uint32_t)CELL_H;
}

/* Which arms a box-drawing character has. */
enum { UP = 1, DOWN = 2, LEFT = 4, RIGHT = 8, HEAVY = 16 };

static unsigned box_arms(uint32_t cp)
{
	static const struct {
		uint16_t cp;
		uint8_t arms;
	} rows[] = {
		{0x2500, LEFT | RIGHT}, {0x2501, LEFT | RIGHT | HEAVY}, {0x2502, UP | DOWN},
		{0x2503, UP | DOWN | HEAVY}, {0x250c, DOWN | RIGHT}, {0x250f, DOWN | RIGHT | HEAVY},
		{0x2510, DOWN | LEFT}, {0x2513, DOWN | LEFT | HEAVY}, {0x2514, UP | RIGHT},
		{0x2517, UP | RIGHT | HEAVY}, {0x2518, UP | LEFT}, {0x251b, UP | LEFT | HEAVY},
		{0x251c, UP | DOWN | RIGHT}, {0x2523, UP | DOWN | RIGHT | HEAVY},
		{0x2524, UP | DOWN | LEFT}, {0x252b, UP | DOWN | LEFT | HEAVY},
		{0x252c, DOWN | LEFT | RIGHT}, {0x2533, DOWN | LEFT | RIGHT | HEAVY},
		{0x2534, UP | LEFT | RIGHT}, {0x253b, UP | LEFT | RIGHT | HEAVY},
		{0x253c, UP | DOWN | LEFT | RIGHT}, {0x254b, UP | DOWN | LEFT | RIGHT | HEAVY},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].cp == cp) {
			return rows[i].arms;
		}
	}
	return 0;
}

static uint32_t palette(uint32_t n)
{
	if (n < 16) {
		return named[n];
	}
	if (n >= 232) {
		uint32_t v = 8 + (n - 232) * 10;
		return v << 16 | v << 8 | v;
	}
	uint32_t rgb = 0, part[3] = {(n - 16) / 36, (n - 16) / 6 % 6, (n - 16) % 6};
	for (size_t i = 0; i < 3; i++) {
		rgb = rgb << 8 | (part[i] > 0 ? 55 + part[i] * 40 : 0);
	}
	return rgb;
}

static uint32_t rgb_of(colour_t c, uint32_t otherwise)
{
	switch (COLOUR_KIND(c)) {
	case 1:
		return palette(COLOUR_VALUE(c));
	case 2:
		return COLOUR_VALUE(c);
	default:
		return otherwise;
	}
}

struct look {
	uint32_t fg, bg;
	uint16_t attrs;
};

static struct look look_of(const struct style *s)
{
	struct look l = {rgb_of(s->fg, DEFAULT_FG), rgb_of(s->bg, DEFAULT_BG), s->attrs};
	if (s->attrs & ATTR_REVERSE) {
		uint32_t fg = l.fg;
		l.fg = l.bg;
		l.bg = fg;
	}
	if (s->attrs & ATTR_DIM) {
		l.fg = (l.fg >> 1 & 0x7f7f7f) + (l.bg >> 1 & 0x7f7f7f);
	}
	if (s->attrs & ATTR_HIDDEN) {
		l.fg = l.bg;
	}
	return l;
}

/* A length in tenths of a pixel. */
static void put_number(struct buf *out, const char *name, uint32_t tenths)
{
	buf_printf(out, " %s=\"%u.%u\"", name, tenths / 10, tenths % 10);
}

static void put_rect(struct buf *out, uint32_t x, uint32_t y, uint32_t w, uint32_t h, uint32_t rgb)
{
	buf_puts(out, "<rect");
	put_number(out, "x", x);
	put_number(out, "y", y);
	put_number(out, "width", w);
	put_number(out, "height", h);
	buf_printf(out, " fill=\"#%06x\"/>\n", rgb);
}

static void put_arms(struct buf *out, uint32_t x, uint32_t y, unsigned arms, uint32_t rgb)
{
	uint32_t thick = arms & HEAVY ? 24 : 12, half = thick / 2;
	uint32_t mx = x + CELL_W / 2, my = y + CELL_H / 2;
	if (arms & (UP | DOWN)) {
		uint32_t from = arms & UP ? y : my - half;
		uint32_t to = arms & DOWN ? y + CELL_H : my + half;
		put_rect(out, mx - half, from, thick, to - from, rgb);
	}
	if (arms & (LEFT | RIGHT)) {
		uint32_t from = arms & LEFT ? x : mx - half;
		uint32_t to = arms & RIGHT ? x + CELL_W : mx + half;
		put_rect(out, from, my - half, to - from, thick, rgb);
	}
}

static void put_escaped(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '<') {
			buf_puts(out, "&lt;");
		} else if (text[i] == '&') {
			buf_puts(out, "&amp;");
		} else {
			buf_put(out, text + i, 1);
		}
	}
}

/* Text of one look from column x on, `cols` wide. */
static void put_text(
	struct buf *out, uint32_t x, uint32_t y, uint16_t cols, struct look l, struct bytes text)
{
	buf_puts(out, "<text");
	put_number(out, "x", x);
	put_number(out, "y", y + BASELINE);
	put_number(out, "textLength", cols * (uint32_t)CELL_W);
	buf_printf(out, " lengthAdjust=\"spacingAndGlyphs\" fill=\"#%06x\"", l.fg);
	if (l.attrs & ATTR_BOLD) {
		buf_puts(out, " font-weight=\"bold\"");
	}
	if (l.attrs & ATTR_ITALIC) {
		buf_puts(out, " font-style=\"italic\"");
	}
	if (l.attrs & (ATTR_UNDERLINE_MASK | ATTR_STRIKE)) {
		buf_printf(out, " text-decoration=\"%s\"",
			l.attrs & ATTR_STRIKE ? "line-through" : "underline");
	}
	buf_puts(out, ">");
	put_escaped(out, (const char *)text.data, text.len);
	buf_puts(out, "</text>\n");
}

/* How many columns from x on share x's style: their background is one rectangle. */
static uint16_t run_of(const struct line *l, uint16_t x, uint16_t cols)
{
	uint16_t end = x;
	while (end < cols && line_cell(l, end).style == line_cell(l, x).style) {
		end++;
	}
	return end;
}

/* Columns lo..hi-1, all of one style. */
static void put_run(
	struct buf *out, const struct line *l, const struct pool *pool, struct span at, uint32_t y)
{
	uint16_t lo = at.lo, hi = at.hi, from = lo;
	struct look look = look_of(pool_style_get(pool, line_cell(l, lo).style));
	struct buf text = {0};
	if (look.bg != DEFAULT_BG) {
		put_rect(out, left_of(lo), y, (uint32_t)(hi - lo) * CELL_W, CELL_H, look.bg);
	}
	for (uint16_t x = lo; x <= hi; x++) {
		struct cell c = x < hi ? line_cell(l, x) : (struct cell){0};
		unsigned arms = c.text & CELL_CLUSTER ? 0 : box_arms(c.text);
		bool blank = c.text == 0 || c.text == ' ';
		bool after_wide = x > lo && line_cell(l, (uint16_t)(x - 1)).width == 0;
		char s[CLUSTER_MAX];
		if (x < hi && c.width == 0) { /* the right half */
			continue;
		}
		if ((blank || arms != 0 || c.width == 2 || after_wide) && text.len > 0) {
			uint16_t cols = (uint16_t)(x - from);
			put_text(out, left_of(from), y, cols, look, buf_bytes(&text));
			buf_clear(&text);
		}
		if (arms != 0) {
			put_arms(out, left_of(x), y, arms, look.fg);
		} else if (!blank) {
			from = text.len > 0 ? from : x;
			buf_put(&text, s, pool_text_get(pool, c.text, s));
		}
	}
	buf_finish(&text);
}

static void put_cursor(struct buf *out, const struct term *t)
{
	struct term_cursor c = term_cursor(t);
	if (term_modes(t) & MODE_CURSOR_VISIBLE) {
		buf_puts(out, "<rect");
		put_number(out, "x", left_of(c.x));
		put_number(out, "y", top_of(c.y));
		put_number(out, "width", CELL_W);
		put_number(out, "height", CELL_H);
		buf_puts(out, " fill=\"#d4d4d4\" fill-opacity=\"0.7\"/>\n");
	}
}

void pty_show_svg(const struct term *t, const char *title, struct buf *out)
{
	struct size size = term_size(t);
	const struct pool *pool = term_pool((struct term *)(uintptr_t)t);
	uint32_t w = size.cols * (uint32_t)CELL_W + 2 * MARGIN;
	uint32_t h = size.rows * (uint32_t)CELL_H + 2 * MARGIN;
	buf_puts(out, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
	put_number(out, "width", w);
	put_number(out, "height", h);
	buf_printf(out, " viewBox=\"0 0 %u.%u %u.%u\" font-size=\"14\"", w / 10, w % 10,
		h / 10, h % 10);
	buf_puts(out, " font-family=\"'DejaVu Sans Mono', Menlo, Consolas, monospace\">\n<title>");
	put_escaped(out, title, strlen(title));
	buf_puts(out, "</title>\n<rect width=\"100%\" height=\"100%\" rx=\"8\"");
	buf_printf(out, " fill=\"#%06x\"/>\n", DEFAULT_BG);
	for (uint16_t y = 0; y < size.rows; y++) {
		const struct line *l = term_row(t, y);
		for (uint16_t x = 0, next; x < size.cols; x = next) {
			next = run_of(l, x, size.cols);
			put_run(out, l, pool, (struct span){x, next}, top_of(y));
		}
	}
	put_cursor(out, t);
	buf_puts(out, "</svg>\n");
}
