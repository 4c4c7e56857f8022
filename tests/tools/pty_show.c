/* tests/tools/pty_show.c -- a terminal's screen as text and as text with SGR colours. */
#include "tests/tools/pty_show.h"

#include "base/width.h"

void pty_show_text(const struct term *t, struct buf *out)
{
	struct size size = term_size(t);
	const struct pool *pool = term_pool((struct term *)(uintptr_t)t);
	for (uint16_t y = 0; y < size.rows; y++) {
		line_text(term_row(t, y), pool, 0, size.cols, true, out);
		buf_u8(out, '\n');
	}
}

static void put_colour(struct buf *out, int base, colour_t c)
{
	uint32_t v = COLOUR_VALUE(c);
	if (COLOUR_KIND(c) == 1) {
		buf_printf(out, ";%d;5;%u", base, v);
	} else if (COLOUR_KIND(c) == 2) {
		buf_printf(out, ";%d;2;%u;%u;%u", base, v >> 16, v >> 8 & 0xff, v & 0xff);
	}
}

static void put_style(struct buf *out, const struct style *s)
{
	static const struct {
		uint16_t attr;
		uint8_t sgr;
	} rows[] = {{ATTR_BOLD, 1}, {ATTR_DIM, 2}, {ATTR_ITALIC, 3}, {ATTR_BLINK, 5},
		{ATTR_REVERSE, 7}, {ATTR_HIDDEN, 8}, {ATTR_STRIKE, 9}, {ATTR_OVERLINE, 53}};
	buf_puts(out, "\033[0");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (s->attrs & rows[i].attr) {
			buf_printf(out, ";%u", rows[i].sgr);
		}
	}
	if (s->attrs & ATTR_UNDERLINE_MASK) {
		buf_puts(out, ";4");
	}
	put_colour(out, 38, s->fg);
	put_colour(out, 48, s->bg);
	buf_puts(out, "m");
}

void pty_show_ansi(const struct term *t, struct buf *out)
{
	struct size size = term_size(t);
	const struct pool *pool = term_pool((struct term *)(uintptr_t)t);
	for (uint16_t y = 0; y < size.rows; y++) {
		const struct line *l = term_row(t, y);
		uint16_t cols = l->fill != 0 ? size.cols : l->len, style = 0;
		for (uint16_t x = 0; x < cols; x++) {
			struct cell c = line_cell(l, x);
			char text[CLUSTER_MAX];
			if (c.width == 0) {
				continue;
			}
			if (c.style != style) {
				put_style(out, pool_style_get(pool, c.style));
				style = c.style;
			}
			size_t n = pool_text_get(pool, c.text, text);
			buf_put(out, n > 0 ? text : " ", n > 0 ? n : 1);
		}
		buf_puts(out, style != 0 ? "\033[0m\n" : "\n");
	}
}
