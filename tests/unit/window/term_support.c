/* tests/unit/window/term_support.c -- what the tests of the terminal share. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tests/unit/window/term_support.h"

#include "base/width.h"

static void on_answer(void *ctx, struct bytes b)
{
	struct fixture *f = ctx;
	buf_put(&f->said, b.data, b.len);
}

static void on_bell(void *ctx)
{
	struct fixture *f = ctx;
	buf_puts(&f->said, "<bell>");
}

static void on_title(void *ctx)
{
	struct fixture *f = ctx;
	buf_puts(&f->said, "<title>");
}

static void put_pair(struct buf *out, const char *what, struct bytes a, struct bytes b)
{
	buf_printf(out, "<%s ", what);
	buf_put(out, a.data, a.len);
	buf_puts(out, "=");
	buf_put(out, b.data, b.len);
	buf_puts(out, ">");
}

static void on_clipboard(void *ctx, struct bytes which, struct bytes data)
{
	struct fixture *f = ctx;
	put_pair(&f->said, "clip", which, data);
}

static void on_notify(void *ctx, struct bytes title, struct bytes text)
{
	struct fixture *f = ctx;
	put_pair(&f->said, "note", title, text);
}

void fixture_open(struct fixture *f, uint16_t cols, uint16_t rows)
{
	*f = (struct fixture){0};
	struct term_cfg cfg = {
		.size = {cols, rows},
		.history_limit = 1000,
		.host = {.ctx = f,
			.answer = on_answer,
			.bell = on_bell,
			.title = on_title,
			.clipboard = on_clipboard,
			.notify = on_notify},
		.fg = COLOUR_RGB(1, 2, 3),
		.bg = COLOUR_RGB(0xfe, 0xdc, 0xba),
		.version = "9.9",
	};
	f->term = term_new(&cfg);
}

void fixture_close(struct fixture *f)
{
	term_free(f->term);
	buf_finish(&f->said);
}

void fixture_feed(struct fixture *f, const char *s)
{
	term_write(f->term, bytes_str(s));
}

const char *fixture_text(const struct fixture *f, struct buf *out)
{
	size_t keep = 0;
	buf_clear(out);
	for (uint16_t y = 0; y < term_size(f->term).rows; y++) {
		size_t from = out->len;
		line_text(term_row(f->term, y), term_pool(f->term), 0, UINT16_MAX, true, out);
		if (out->len > from) {
			keep = out->len + 1;
		}
		buf_puts(out, "|");
	}
	out->len = keep;
	return buf_str(out);
}

const char *fixture_all_text(const struct fixture *f, struct buf *out)
{
	struct history *h = term_history(f->term);
	struct line *l = line_new(0);
	buf_clear(out);
	for (uint64_t n = history_first(h); n < history_next(h); n++) {
		assert_true(history_get(h, n, term_pool(f->term), l));
		line_text(l, term_pool(f->term), 0, UINT16_MAX, false, out);
		buf_puts(out, l->wrapped ? "" : "\n");
	}
	line_free(l);
	for (uint16_t y = 0; y < term_size(f->term).rows; y++) {
		const struct line *row = term_row(f->term, y);
		line_text(row, term_pool(f->term), 0, UINT16_MAX, false, out);
		buf_puts(out, row->wrapped ? "" : "\n");
	}
	while (out->len > 0 && out->data[out->head + out->len - 1] == '\n') {
		out->len--;
	}
	return buf_str(out);
}

static const char *const pieces[] = {
	"\r\n", "\n", "\r", "\b", "\t", "\a", "\016", "\017", "\0337", "\0338", "\033D", "\033E",
	"\033M", "\033H", "\033c", "\033#8", "\033(0", "\033(B", "\033)0", "\033=", "\033>",
	"\033[4h", "\033[4l", "\033[20h", "\033[20l", "\033[?6h", "\033[?6l", "\033[?7h", "\033[?7l",
	"\033[?1049h", "\033[?1049l", "\033[?47h", "\033[?1047l", "\033[?1048h", "\033[?1048l",
	"\033[?25l", "\033[?2026h", "\033[?2026l", "\033[?1003h", "\033[!p", "\033[3J", "\033[?3h",
	"\033[s", "\033[u", "\033[1\"q", "\033[0\"q", "\033[?J", "\033[?K", "\033[?1K",
	"\033]0;a title\a", "\033]2;x\033\\", "\033[22;0t", "\033[23;0t", "\033]7;file://h/p\a",
	"\033]8;;http://a\a", "\033]8;id=1;http://b\a", "\033]8;;\a", "\033]133;A\a", "\033]133;B\a",
	"\033]133;C\a", "\033]52;c;aGVsbG8=\a", "\033P$qm\033\\", "\033P1;2qsixel\033\\",
	"\033_Gkitty\033\\", "\033knm\033\\", "\033[>4;2m", "\033[5 q", "\033[6n", "\033[c",
	"\033[?2027l", "\033[?2027h", "\033[b", "\033[1000000000b",
	"\033[?69h", "\033[?69l", "\033[?69h\033[2;7s", "\033[?69h\033[3;9s\033[2;4r", "\0336",
	"\0339", "\033V", "\033W", "\033N", "\033O", "\033n", "\033o", "\033(A", "\033*0",
	"\033-A", "\033[?42h", "\033[?45h", "\033[?1045h", "\033[?45l", "\033[?40h", "\033[?95h",
	"\033[?3l", "\033[?47l", "\033[?1047h", "\033[?7;6;69s", "\033[?7;6;69r", "\033[2*x",
	"\033[64;1\"p", "\033[62\"p", "\033 G", "\033 F", "\033[?5W", "\033[?1046l",
	"\033[?1046h", "\033[31#y", "\033[3g", "\302\233J", "\xc2\x84",
	"\033#3", "\033#4", "\033#5", "\033#6", "\033#6", "\033[?2l", "\033<", "\033<", "\033<",
	"\033Y\"#", "\033Y", "\033F", "\033I", "\033l", "\033m", "\033(\">", "\033)&4", "\033[?35l",
	"\033[?8452h", "\033[?12h", "\033[?12l", "\033]60\a",
	"漢字", "한국어", "e\xcc\x81", "👨‍👩‍👧", "🇩🇪", "❤️", "\xcc\x82", "\xe2\x80\x8d", "é",
	"\xff", "\xe6\xbc", "\xc2\x85", "\033", "\033[", "\033]", "\033P", "\033[1;2", "\x18", "\x7f",
};

static void random_csi(struct rng r, struct buf *out)
{
	static const char finals[] = "@ABCDEFGHIJKLMPSTXZ`abdefgmmmmrHJKX";
	buf_puts(out, "\033[");
	for (uint64_t n = rng_below(r, 3); n > 0; n--) {
		buf_printf(out, "%u%s", (unsigned)rng_below(r, 14), n > 1 ? ";" : "");
	}
	buf_u8(out, (uint8_t)finals[rng_below(r, sizeof(finals) - 1)]);
}

/* Sequences with an intermediate: rectangles, columns, stacks. */
static void random_marked(struct rng r, struct buf *out)
{
	static const char *const ends[] = {"$v", "$x", "$z", "${", "$r", "$t", "*y", "'}", "'~", " @",
		" A", "#{", "#}", "#|"};
	buf_printf(out, "\033[%u", (unsigned)rng_below(r, 3) == 0 ? 65u : (unsigned)rng_below(r, 6));
	for (uint64_t n = rng_below(r, 8); n > 0; n--) {
		bool huge = rng_below(r, 20) == 0;
		buf_printf(out, ";%u", huge ? 1000000000u : (unsigned)rng_below(r, 12));
	}
	buf_puts(out, ends[rng_below(r, sizeof(ends) / sizeof(ends[0]))]);
}

static void random_sgr(struct rng r, struct buf *out)
{
	switch (rng_below(r, 4)) {
	case 0:
		buf_printf(out, "\033[48;5;%um", (unsigned)rng_below(r, 256));
		break;
	case 1:
		buf_printf(out, "\033[38:2::%u:0:9m", (unsigned)rng_below(r, 256));
		break;
	case 2:
		buf_printf(out, "\033[%um", (unsigned)rng_below(r, 108));
		break;
	default:
		buf_puts(out, "\033[m");
		break;
	}
}

/* Of every class of grapheme breaks and of every width. */
static const uint32_t code_points[] = {
	'a', '1', '#', 0xa0, 0xad, 0xe9, 0x300, 0x301, 0x338, 0x600, 0x915, 0x93f, 0x94d, 0xe33, 0x1100,
	0x115f, 0x1160, 0x1161, 0x11a8, 0x200b, 0x200c, 0x200d, 0x2060, 0x231a, 0x2500, 0x2764, 0x3042,
	0x3099, 0x3164, 0x4e00, 0xac00, 0xac01, 0xe000, 0xfe0e, 0xfe0f, 0xfeff, 0xff21, 0xff9e, 0xffa0,
	0xfffd, 0x111c2, 0x1f1e6, 0x1f1e7, 0x1f3f4, 0x1f3fd, 0x1f468, 0x1f600, 0x20000, 0xe0001, 0xe0067,
	0xe007f, 0x20e3,
};

static void random_characters(struct rng r, struct buf *out)
{
	for (uint64_t n = rng_below(r, 16); n > 0; n--) {
		uint32_t cp = code_points[rng_below(r, sizeof(code_points) / sizeof(code_points[0]))];
		char s[4];
		if (rng_below(r, 16) == 0) {
			cp = (uint32_t)rng_below(r, 0x110000);
		}
		buf_put(out, s, utf8_encode(cp, s));
	}
}

void random_program(struct rng r, size_t steps, struct buf *out)
{
	for (size_t i = 0; i < steps; i++) {
		switch (rng_below(r, 12)) {
		case 8:
		case 9:
			random_characters(r, out);
			break;
		case 10:
		case 11:
			random_marked(r, out);
			break;
		case 0:
		case 1:
			random_csi(r, out);
			break;
		case 2:
			random_sgr(r, out);
			break;
		case 3:
			for (uint64_t n = rng_below(r, 6); n > 0; n--) {
				buf_u8(out, (uint8_t)rng_below(r, 256));
			}
			break;
		case 4:
		case 5:
			for (uint64_t n = rng_below(r, 24); n > 0; n--) {
				buf_u8(out, (uint8_t)(' ' + rng_below(r, 95)));
			}
			break;
		default:
			buf_puts(out, pieces[rng_below(r, sizeof(pieces) / sizeof(pieces[0]))]);
			break;
		}
	}
}

static void check_line(const struct line *l, uint16_t cols, uint64_t seed)
{
	if (l->len > cols) {
		fail_msg("seed %llu: a line is wider than the screen", (unsigned long long)seed);
	}
	for (uint16_t x = 0; x < l->len; x++) {
		uint8_t width = l->cells[x].width;
		bool right = x > 0 && l->cells[x - 1].width == 2;
		bool cut = width == 2 && (x + 1 == l->len || l->cells[x + 1].width != 0);
		if (width > 2 || (width == 0) != right || cut) {
			fail_msg("seed %llu: half a character at column %u", (unsigned long long)seed, x);
		}
	}
	if (l->len > 0) {
		const struct cell *c = &l->cells[l->len - 1];
		if (c->text == 0 && c->width == 1 && c->style == l->fill) {
			fail_msg("seed %llu: a line ends in blanks", (unsigned long long)seed);
		}
	}
}

void check_screen(const struct term *t, uint64_t seed)
{
	struct size size = term_size(t);
	for (uint16_t y = 0; y < size.rows; y++) {
		const struct line *l = term_row(t, y);
		check_line(l, size.cols, seed);
		if (l->version > term_revision(t)) {
			fail_msg("seed %llu: a version from the future", (unsigned long long)seed);
		}
		for (uint16_t k = 0; k < y; k++) {
			if (term_row(t, k)->id == l->id) {
				fail_msg("seed %llu: an id stands twice", (unsigned long long)seed);
			}
		}
	}
	struct term_cursor c = term_cursor(t);
	if (c.x >= size.cols || c.y >= size.rows) {
		fail_msg("seed %llu: the cursor left the screen", (unsigned long long)seed);
	}
}

static bool same_link(struct term *a, uint32_t la, struct term *b, uint32_t lb)
{
	const struct pool_link *x = pool_link_get(term_pool(a), la), *y = pool_link_get(term_pool(b), lb);
	if (x == NULL || y == NULL) {
		return x == y;
	}
	return x->uri.len == y->uri.len && memcmp(x->uri.data, y->uri.data, x->uri.len) == 0;
}

static bool same_style(struct term *a, uint16_t ia, struct term *b, uint16_t ib)
{
	struct style x = *pool_style_get(term_pool(a), ia), y = *pool_style_get(term_pool(b), ib);
	bool link = same_link(a, x.link, b, y.link);
	x.link = y.link = 0;
	return link && style_equal(&x, &y);
}

static bool same_line(struct term *a, const struct line *la, struct term *b, const struct line *lb)
{
	if (la->len != lb->len || la->wrapped != lb->wrapped || la->mark != lb->mark ||
		!same_style(a, la->fill, b, lb->fill)) {
		return false;
	}
	for (uint16_t x = 0; x < la->len; x++) {
		char s[CLUSTER_MAX], z[CLUSTER_MAX];
		size_t n = pool_text_get(term_pool(a), la->cells[x].text, s);
		size_t m = pool_text_get(term_pool(b), lb->cells[x].text, z);
		if (n != m || memcmp(s, z, n) != 0 || la->cells[x].width != lb->cells[x].width ||
			!same_style(a, la->cells[x].style, b, lb->cells[x].style)) {
			return false;
		}
	}
	return true;
}

static bool same_history(struct term *a, struct term *b)
{
	struct history *x = term_history(a), *y = term_history(b);
	if (history_first(x) != history_first(y) || history_next(x) != history_next(y)) {
		return false;
	}
	struct line *p = line_new(0), *q = line_new(0);
	bool same = true;
	for (uint64_t n = history_first(x); same && n < history_next(x); n++) {
		same = history_get(x, n, term_pool(a), p) && history_get(y, n, term_pool(b), q) &&
		       same_line(a, p, b, q);
	}
	line_free(p);
	line_free(q);
	return same;
}

void check_same(struct term *a, struct term *b, uint64_t seed)
{
	struct term_cursor x = term_cursor(a), y = term_cursor(b);
	bool same = x.x == y.x && x.y == y.y && x.wrap == y.wrap && x.shape == y.shape &&
		    same_style(a, x.style, b, y.style) && term_modes(a) == term_modes(b) &&
		    strcmp(term_title(a), term_title(b)) == 0 && strcmp(term_path(a), term_path(b)) == 0;
	if (!same) {
		fail_msg("seed %llu: cursor, modes or titles differ", (unsigned long long)seed);
	}
	for (uint16_t row = 0; row < term_size(a).rows; row++) {
		if (!same_line(a, term_row(a, row), b, term_row(b, row))) {
			fail_msg("seed %llu: row %u differs", (unsigned long long)seed, row);
		}
	}
	if (!same_history(a, b)) {
		fail_msg("seed %llu: the history differs", (unsigned long long)seed);
	}
}
