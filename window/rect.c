/* window/rect.c -- control sequences for rectangles of the screen (VT400 and later). */
#include "window/rect.h"

#include "base/buf.h"
#include "base/width.h"
#include "window/cursor.h"
#include "window/screen.h"
#include "window/sgr.h"

static int32_t clip(int32_t v, int32_t max)
{
	return v > max ? max : v;
}

/* Parameters i..i+3, top;left;bottom;right, as a box; false when it is none. */
static bool parse_box(const struct term *t, const struct seq *s, uint8_t i, struct screen_box *b)
{
	bool origin = term_mode(t, MODE_ORIGIN);
	int32_t x = origin ? t->margin_left : 0, y = origin ? t->top : 0;
	int32_t right = origin ? t->margin_right : t->size.cols - 1;
	int32_t bottom = origin ? t->bottom : t->size.rows - 1;
	int32_t top = seq_param(s, i, 1) - 1 + y, left = seq_param(s, (uint8_t)(i + 1), 1) - 1 + x;
	int32_t low = seq_param(s, (uint8_t)(i + 2), bottom - y + 1) - 1 + y;
	int32_t end = seq_param(s, (uint8_t)(i + 3), right - x + 1) - 1 + x;
	low = clip(low, bottom);
	end = clip(end, right);
	if (top > low || left > end) {
		return false;
	}
	*b = (struct screen_box){(uint16_t)left, (uint16_t)top, (uint16_t)end, (uint16_t)low};
	return true;
}

void rect_deccra(struct term *t, const struct seq *s)
{
	struct screen_box from;
	if (t->level < 4 || !parse_box(t, s, 0, &from)) {
		return;
	}
	bool origin = term_mode(t, MODE_ORIGIN);
	int32_t x = seq_param(s, 6, 1) - 1 + (origin ? t->margin_left : 0);
	int32_t y = seq_param(s, 5, 1) - 1 + (origin ? t->top : 0);
	int32_t right = origin ? t->margin_right : t->size.cols - 1;
	int32_t bottom = origin ? t->bottom : t->size.rows - 1;
	if (x > right || y > bottom) {
		return;
	}
	from.right = (uint16_t)clip(from.right, from.left + right - x);
	from.bottom = (uint16_t)clip(from.bottom, from.top + bottom - y);
	screen_copy(t, &from, (uint16_t)x, (uint16_t)y);
}

static void fill(struct term *t, const struct screen_box *b, uint32_t text, uint16_t style)
{
	for (uint16_t y = b->top; y <= b->bottom; y++) {
		screen_fill(t, y, b->left, (uint16_t)(b->right + 1), text, style);
	}
}

void rect_decfra(struct term *t, const struct seq *s)
{
	struct screen_box b;
	int32_t c = seq_param(s, 0, 0);
	bool shown = (c >= 0x20 && c < 0x7f) || (c >= 0xa0 && c <= 0xff);
	if (t->level >= 4 && shown && parse_box(t, s, 1, &b)) {
		fill(t, &b, (uint32_t)c, t->pen_id);
	}
}

void rect_decera(struct term *t, const struct seq *s)
{
	struct screen_box b;
	if (t->level < 4 || !parse_box(t, s, 0, &b)) {
		return;
	}
	for (uint16_t y = b.top; y <= b.bottom; y++) {
		screen_erase(t, y, b.left, (uint16_t)(b.right + 1), t->erase_id);
	}
}

/* The character goes, its attributes stay. */
static void erase_character(struct term *t, uint16_t x, uint16_t y)
{
	struct cell c = line_cell(t->rows[y], x);
	if (term_mode2(t, MODE2_DEC_PROTECT) &&
	        (pool_style_get(t->pool, c.style)->attrs & ATTR_PROTECTED) != 0) {
		return;
	}
	screen_erase(t, y, x, (uint16_t)(x + 1), c.style);
	if (c.width == 2) {
		screen_erase(t, y, (uint16_t)(x + 1), (uint16_t)(x + 2), c.style);
	}
}

void rect_decsera(struct term *t, const struct seq *s)
{
	struct screen_box b;
	if (t->level < 4 || !parse_box(t, s, 0, &b)) {
		return;
	}
	for (uint16_t y = b.top; y <= b.bottom; y++) {
		for (uint16_t x = b.left; x <= b.right; x++) {
			erase_character(t, x, y);
		}
	}
}

/* The attributes that DECCARA and DECRARA know, by SGR. */
struct attr_change {
	uint16_t clear, set, toggle;
};

static uint16_t attr_of(int32_t sgr)
{
	switch (sgr) {
	case 1:
		return ATTR_BOLD;
	case 4:
		return ATTR_UNDERLINE(1);
	case 5:
		return ATTR_BLINK;
	case 7:
		return ATTR_REVERSE;
	case 8:
		return ATTR_HIDDEN;
	default:
		return 0;
	}
}

enum {
	ATTRS_CHANGED = ATTR_BOLD | ATTR_UNDERLINE_MASK | ATTR_BLINK | ATTR_REVERSE | ATTR_HIDDEN,
	ATTRS_TOGGLED = ATTR_BOLD | (1 << ATTR_UNDERLINE_SHIFT) | ATTR_BLINK | ATTR_REVERSE,
};

/* Joins one parameter of DECCARA. */
static void add_change(struct attr_change *c, int32_t sgr)
{
	uint16_t attr = attr_of(sgr > 20 ? sgr - 20 : sgr == 2 ? 0 : sgr);
	uint16_t mask = (attr & ATTR_UNDERLINE_MASK) != 0 ? ATTR_UNDERLINE_MASK : attr;
	if (sgr == 22) {
		mask = ATTR_BOLD;
	}
	if (sgr == 0) {
		*c = (struct attr_change){.clear = ATTRS_CHANGED};
		return;
	}
	c->clear |= mask;
	c->set = (uint16_t)(c->set & ~mask);
	if (sgr < 20) {
		c->set |= attr;
	}
}

static uint16_t changed_style(struct term *t, uint16_t id, const struct attr_change *c)
{
	struct style s = *pool_style_get(t->pool, id);
	s.attrs = (uint16_t)(((s.attrs & ~c->clear) | c->set) ^ c->toggle);
	if ((c->toggle & ATTR_UNDERLINE_MASK) != 0 &&
		(pool_style_get(t->pool, id)->attrs & ATTR_UNDERLINE_MASK) != 0) {
		s.attrs = (uint16_t)(s.attrs & ~ATTR_UNDERLINE_MASK);
	}
	return term_style_id(t, &s);
}

/* Gives the cells [lo, hi) of a row new styles. */
static void change_row(struct term *t, uint16_t y, uint16_t lo, uint16_t hi,
	const struct attr_change *c)
{
	while (lo < hi) {
		struct cell first = line_cell(t->rows[y], lo);
		uint16_t end = (uint16_t)(lo + 1);
		while (end < hi && line_cell(t->rows[y], end).style == first.style) {
			end++;
		}
		uint16_t style = changed_style(t, first.style, c);
		if (style != first.style) {
			screen_restyle(t, y, lo, end, style);
		}
		lo = end;
	}
}

/* In stream extent a box is the text from its first corner to its last. */
static void change_box(struct term *t, const struct seq *s, const struct attr_change *c)
{
	struct screen_box b;
	bool exact = term_mode2(t, MODE2_EXTENT_RECT), origin = term_mode(t, MODE_ORIGIN);
	uint16_t left = origin ? t->margin_left : 0;
	uint16_t right = origin ? t->margin_right : (uint16_t)(t->size.cols - 1);
	if (t->level < 4) {
		return;
	}
	if (!parse_box(t, s, 0, &b)) {
		return;
	}
	for (uint16_t y = b.top; y <= b.bottom; y++) {
		uint16_t lo = exact || y == b.top ? b.left : left;
		uint16_t hi = exact || y == b.bottom ? b.right : right;
		change_row(t, y, lo, (uint16_t)(hi + 1), c);
	}
}

void rect_deccara(struct term *t, const struct seq *s)
{
	struct attr_change c = {0};
	for (uint8_t i = 4; i < s->count; i++) {
		add_change(&c, seq_param(s, i, 0));
	}
	if (s->count <= 4) {
		add_change(&c, 0);
	}
	change_box(t, s, &c);
}

void rect_decrara(struct term *t, const struct seq *s)
{
	struct attr_change c = {0};
	for (uint8_t i = 4; i < s->count; i++) {
		int32_t sgr = seq_param(s, i, 0);
		c.toggle ^= sgr == 0 ? ATTRS_TOGGLED : attr_of(sgr);
	}
	if (s->count <= 4) {
		c.toggle = ATTRS_TOGGLED;
	}
	change_box(t, s, &c);
}

void rect_decsace(struct term *t, const struct seq *s)
{
	int32_t how = seq_param(s, 0, 0);
	if (t->level >= 4 && how <= 2) {
		t->modes2 &= ~MODE2_EXTENT_RECT;
		t->modes2 |= how == 2 ? MODE2_EXTENT_RECT : 0;
	}
}

static uint32_t attr_weight(uint16_t attrs)
{
	static const struct {
		uint16_t attr;
		uint8_t weight;
	} weights[] = {{ATTR_REVERSE, 0x20}, {ATTR_BLINK, 0x40}, {ATTR_BOLD, 0x80}};
	uint16_t line = attrs & ATTR_UNDERLINE_MASK;
	uint32_t sum = line != 0 && line != ATTR_UNDERLINE(2) ? 0x10 : 0;
	for (size_t i = 0; i < sizeof(weights) / sizeof(weights[0]); i++) {
		sum += (attrs & weights[i].attr) != 0 ? weights[i].weight : 0;
	}
	return sum;
}

/* The code points of a cell: the first in *first, returns the sum of the others. */
static uint32_t cell_codes(const struct term *t, struct cell c, uint32_t *first)
{
	char text[CLUSTER_MAX];
	size_t used, len = pool_text_get(t->pool, c.text, text);
	uint32_t rest = 0;
	*first = ' ';
	for (size_t i = 0; i < len; i += used) {
		uint32_t cp = utf8_decode(text + i, len - i, &used);
		if (i == 0) {
			*first = cp;
		} else {
			rest += cp;
		}
	}
	return rest;
}

/* A checksum as it grows. */
struct sum {
	uint8_t how;
	bool first;
	uint32_t total;
};

static void sum_cell(struct sum *k, const struct term *t, struct cell c)
{
	uint16_t attrs = pool_style_get(t->pool, c.style)->attrs;
	bool drawn = c.text != 0 || c.width == 0;
	uint32_t code, rest = cell_codes(t, c, &code);
	if ((attrs & ATTR_HIDDEN) != 0) {
		code = ' ';
	} else if (c.width == 0) {
		code = 0xffff;
	}
	if (!(k->how & CHECKSUM_WIDE)) {
		code &= 0xff;
		rest = 0;
	}
	if (!(k->how & CHECKSUM_NO_ATTRIBUTES)) {
		code += attr_weight(attrs);
	}
	bool counts = drawn || code != ' ' || k->first;
	if (k->how & CHECKSUM_ALL_BLANKS) {
		counts = drawn || !(k->how & CHECKSUM_DRAWN);
	}
	k->total += counts ? code + rest : 0;
	k->first = false;
}

void rect_decrqcra(struct term *t, const struct seq *s)
{
	struct screen_box b;
	struct sum k = {.how = t->checksum, .first = true};
	if (t->level < 4) {
		return;
	}
	if (parse_box(t, s, 2, &b)) {
		for (uint16_t y = b.top; y <= b.bottom; y++) {
			for (uint16_t x = b.left; x <= b.right; x++) {
				sum_cell(&k, t, line_cell(t->rows[y], x));
			}
		}
	}
	uint32_t value = (k.how & CHECKSUM_POSITIVE) ? k.total : 0u - k.total;
	term_answer(t, "\033P%d!~%04X\033\\", seq_param(s, 0, 0), value & 0xffffu);
}

void rect_xtchecksum(struct term *t, const struct seq *s)
{
	t->checksum = (uint8_t)(seq_param(s, 0, 0) & 0x3f);
}

/* What a and b have in common. */
static struct style common(const struct style *a, const struct style *b)
{
	struct style out = *a;
	uint16_t line = a->attrs & ATTR_UNDERLINE_MASK;
	out.attrs = (uint16_t)(a->attrs & b->attrs & ~ATTR_UNDERLINE_MASK);
	if (line == (b->attrs & ATTR_UNDERLINE_MASK)) {
		out.attrs |= line;
	}
	out.fg = a->fg == b->fg ? a->fg : COLOUR_DEFAULT;
	out.bg = a->bg == b->bg ? a->bg : COLOUR_DEFAULT;
	out.us = a->us == b->us ? a->us : COLOUR_DEFAULT;
	return out;
}

void rect_report_sgr(struct term *t, const struct seq *s)
{
	struct screen_box b;
	struct buf out = {0};
	if (t->level < 4 || !parse_box(t, s, 0, &b)) {
		return;
	}
	struct style all = *pool_style_get(t->pool, line_cell(t->rows[b.top], b.left).style);
	for (uint16_t y = b.top; y <= b.bottom; y++) {
		for (uint16_t x = b.left; x <= b.right; x++) {
			uint16_t id = line_cell(t->rows[y], x).style;
			all = common(&all, pool_style_get(t->pool, id));
		}
	}
	sgr_write(&all, &out);
	term_answer(t, "\033[%sm", buf_str(&out));
	buf_finish(&out);
}

void rect_align(struct term *t)
{
	struct screen_box all = {
	        0, 0, (uint16_t)(t->size.cols - 1), (uint16_t)(t->size.rows - 1)};
	cursor_reset_margins(t);
	t->modes &= ~(uint32_t)MODE_ORIGIN;
	term_set_pen(t, &(struct style){.attrs = t->pen.attrs & ATTR_PROTECTED});
	screen_reset_shapes(t, 0, t->size.rows);
	cursor_set(t, 0, 0);
	fill(t, &all, 'E', 0);
}
