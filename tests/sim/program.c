/* tests/sim/program.c -- random output of a program. */
#include "tests/sim/program.h"

#include <stdlib.h>

static unsigned below(struct rng rng, unsigned n)
{
	return (unsigned)rng_below(rng, n);
}

static void put_words(struct rng rng, struct size size, struct buf *out)
{
	static const char *const words[] = {"a", "lorem", "ipsum dolor", "\xe6\xbc\xa2\xe5\xad\x97",
	        "e\xcc\x81", "\xf0\x9f\x98\x80", "\xc3\xa9t\xc3\xa9", "0123456789", "  ",
	        "x\xe6\xbc\xa2y", "\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80", "\t"};
	unsigned n = 1 + below(rng, 6);
	(void)size;
	for (unsigned i = 0; i < n; i++) {
		buf_puts(out, words[below(rng, sizeof(words) / sizeof(words[0]))]);
	}
}

static void put_lines(struct rng rng, struct size size, struct buf *out)
{
	unsigned n = 1 + below(rng, size.rows + 2u);
	for (unsigned i = 0; i < n; i++) {
		put_words(rng, size, out);
		buf_puts(out, "\r\n");
	}
}

static void put_style(struct rng rng, struct size size, struct buf *out)
{
	(void)size;
	switch (below(rng, 6)) {
	case 0:
		buf_puts(out, "\033[m");
		break;
	case 1:
		buf_printf(out, "\033[3%um", below(rng, 8));
		break;
	case 2:
		buf_printf(out, "\033[48;5;%um", below(rng, 256));
		break;
	case 3:
		buf_printf(out, "\033[38;2;%u;%u;%um", below(rng, 256), below(rng, 256),
		        below(rng, 256));
		break;
	case 4:
		buf_printf(out, "\033[4:%u;58;5;%um", below(rng, 6), below(rng, 256));
		break;
	default:
		buf_printf(out, "\033[%um", 1 + below(rng, 9));
	}
}

static void put_move(struct rng rng, struct size size, struct buf *out)
{
	static const char finals[] = "ABCDEFG`d";
	if (below(rng, 2)) {
		buf_printf(
		        out, "\033[%u;%uH", 1 + below(rng, size.rows), 1 + below(rng, size.cols));
	} else {
		buf_printf(out, "\033[%u%c", 1 + below(rng, size.cols),
		        finals[below(rng, sizeof(finals) - 1)]);
	}
}

static void put_edit(struct rng rng, struct size size, struct buf *out)
{
	static const char finals[] = "@PXLMSTKJ";
	char c = finals[below(rng, sizeof(finals) - 1)];
	buf_printf(out, "\033[%u%c",
	        c == 'K' || c == 'J' ? below(rng, 3) : 1 + below(rng, size.rows), c);
}

static void put_region(struct rng rng, struct size size, struct buf *out)
{
	unsigned top = 1 + below(rng, size.rows), bottom = top + below(rng, size.rows);
	if (below(rng, 3) == 0) {
		buf_puts(out, "\033[r");
	} else {
		buf_printf(out, "\033[%u;%ur", top, bottom);
	}
}

static void put_mode(struct rng rng, struct size size, struct buf *out)
{
	static const unsigned modes[] = {1049, 1049, 7, 6, 25, 2004, 1002, 2026};
	(void)size;
	if (below(rng, 5) == 0) {
		buf_printf(out, "\033[4%c", below(rng, 2) ? 'h' : 'l');
		return;
	}
	buf_printf(out, "\033[?%u%c", modes[below(rng, sizeof(modes) / sizeof(modes[0]))],
	        below(rng, 2) ? 'h' : 'l');
}

static void put_link(struct rng rng, struct size size, struct buf *out)
{
	unsigned len = below(rng, 8) == 0 ? below(rng, 1000) : below(rng, 40);
	(void)size;
	buf_puts(out, "\033]8;id=k;http://h/");
	for (unsigned i = 0; i < len; i++) {
		buf_u8(out, (uint8_t)('a' + below(rng, 26)));
	}
	buf_puts(out, "\033\\link\033]8;;\033\\");
}

static void put_title(struct rng rng, struct size size, struct buf *out)
{
	(void)size;
	unsigned len = below(rng, 4) == 0 ? below(rng, 900) : below(rng, 30);
	buf_printf(out, "\033]%u;", below(rng, 3) == 0 ? 7u : 2u);
	for (unsigned i = 0; i < len; i++) {
		buf_u8(out, (uint8_t)('a' + below(rng, 26)));
	}
	buf_puts(out, "\007");
}

static void put_palette(struct rng rng, struct size size, struct buf *out)
{
	(void)size;
	unsigned many = below(rng, 8) == 0 ? 250 : 2;
	for (unsigned i = below(rng, many); i > 0; i--) {
		buf_printf(out, "\033]4;%u;#%06x\007", below(rng, 256), below(rng, 0x1000000));
	}
	static const char *const others[] = {"\033]104\007", "\033]10;red;blue;green\007",
	        "\033]110\007\033]111\007\033]112\007", "\033[#P", "\033[#Q"};
	buf_puts(out, others[below(rng, sizeof(others) / sizeof(others[0]))]);
}

static void put_mark(struct rng rng, struct size size, struct buf *out)
{
	(void)size;
	buf_printf(out, "\033]133;%c\007", "ABCD"[below(rng, 4)]);
}

static void put_clear(struct rng rng, struct size size, struct buf *out)
{
	(void)size;
	static const char *const clears[] = {
	        "\033[2J\033[H", "\033[3J", "\033c", "\033[H\033[J", "\033M", "\033D"};
	buf_puts(out, clears[below(rng, sizeof(clears) / sizeof(clears[0]))]);
}

void program_write(struct rng rng, struct size size, struct buf *out)
{
	static void (*const ops[])(struct rng rng, struct size size, struct buf * out) = {put_words,
	        put_words, put_words, put_lines, put_lines, put_style, put_style, put_move,
	        put_move, put_edit, put_edit, put_region, put_mode, put_link, put_title, put_palette,
	        put_mark, put_clear};
	unsigned n = 1 + below(rng, 6);
	for (unsigned i = 0; i < n; i++) {
		ops[below(rng, sizeof(ops) / sizeof(ops[0]))](rng, size, out);
	}
}
