/* client/termcap_diff.c -- the smallest output found that turns one canvas into another. A terminal's
 * state is tracked in struct pen: where the cursor stands and what style is on. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/width.h"
#include "client/termcap_impl.h"

#define UNKNOWN (-1)
#define SCROLL_MIN 3 /* rows that a scroll must save to be worth its bytes */

struct pen {
	struct termcap *t;
	struct buf *out;
	const struct canvas *to;
	int x, y;           /* UNKNOWN: after output whose width terminals dispute, or at the right edge */
	struct style style;
	bool known;         /* style is what the terminal has on */
	bool shown;         /* cursor is visible now (during the diff it is hidden) */
};

/* ---- styles ---- */

static int nearest_256(unsigned r, unsigned g, unsigned b)
{
	static const unsigned levels[6] = {0, 95, 135, 175, 215, 255};
	unsigned v[3] = {r, g, b}, at[3];
	unsigned cube = 0, grey_err, cube_err = 0;
	for (size_t i = 0; i < 3; i++) {
		at[i] = v[i] < 48 ? 0 : v[i] < 115 ? 1 : (v[i] - 35) / 40;
		cube = cube * 6 + at[i];
		int d = (int)levels[at[i]] - (int)v[i];
		cube_err += (unsigned)(d * d);
	}
	unsigned mean = (r + g + b) / 3, step = mean < 8 ? 0 : mean > 238 ? 23 : (mean - 3) / 10;
	grey_err = 0;
	for (size_t i = 0; i < 3; i++) {
		int d = (int)(8 + 10 * step) - (int)v[i];
		grey_err += (unsigned)(d * d);
	}
	return grey_err < cube_err ? (int)(232 + step) : (int)(16 + cube);
}

static int nearest_16(int index, int colours)
{
	/* Of the cube: a channel counts as on above half, bright when strong. */
	if (index < 16) {
		return index < colours ? index : index - 8;
	}
	int r, g, b, bright;
	if (index >= 232) {
		int level = index - 232;
		return level < 4 ? 0 : level < 12 ? (colours >= 16 ? 8 : 0) : level < 20 ? 7 : colours >= 16 ? 15 : 7;
	}
	index -= 16;
	r = index / 36;
	g = index / 6 % 6;
	b = index % 6;
	bright = colours >= 16 && (r > 3 || g > 3 || b > 3) ? 8 : 0;
	return bright | (r > 2 ? 1 : 0) | (g > 2 ? 2 : 0) | (b > 2 ? 4 : 0);
}

static int colour_index(const struct termcap *t, colour_t c)
{
	int index = (int)COLOUR_VALUE(c);
	if (COLOUR_KIND(c) == 2) {
		index = nearest_256(COLOUR_VALUE(c) >> 16, COLOUR_VALUE(c) >> 8 & 0xff, COLOUR_VALUE(c) & 0xff);
	}
	return t->colours >= 256 ? index : nearest_16(index, t->colours > 0 ? t->colours : 8);
}

static void put_colour(const struct termcap *t, struct buf *out, colour_t c, int base, int bright)
{
	if (COLOUR_KIND(c) == 2 && t->colours > 256) {
		buf_printf(out, ";%d;2;%u;%u;%u", base + 8, COLOUR_VALUE(c) >> 16, COLOUR_VALUE(c) >> 8 & 0xff, COLOUR_VALUE(c) & 0xff);
		return;
	}
	int index = colour_index(t, c);
	if (index < 8) {
		buf_printf(out, ";%d", base + index);
	} else if (index < 16) {
		buf_printf(out, ";%d", bright + index - 8);
	} else {
		buf_printf(out, ";%d;5;%d", base + 8, index);
	}
}

/* Turns attributes on; nothing that is on needs to go off. */
static void sgr_ansi(const struct termcap *t, struct buf *out, const struct style *from, const struct style *s, bool reset)
{
	static const struct {
		uint16_t attr;
		int code;
	} attrs[] = {{ATTR_BOLD, 1}, {ATTR_DIM, 2}, {ATTR_ITALIC, 3}, {ATTR_BLINK, 5}, {ATTR_REVERSE, 7}, {ATTR_HIDDEN, 8},
		{ATTR_STRIKE, 9}, {ATTR_OVERLINE, 53}};
	struct buf p = {0};
	uint16_t on = (uint16_t)(s->attrs & ~(reset ? 0 : from->attrs));
	for (size_t i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++) {
		bool can = (attrs[i].attr != ATTR_STRIKE || t->strike) && (attrs[i].attr != ATTR_OVERLINE || t->overline);
		if ((on & attrs[i].attr) && can) {
			buf_printf(&p, ";%d", attrs[i].code);
		}
	}
	int kind = (s->attrs & ATTR_UNDERLINE_MASK) >> ATTR_UNDERLINE_SHIFT;
	if (kind != 0 && (reset || (from->attrs & ATTR_UNDERLINE_MASK) == 0)) {
		buf_printf(&p, kind > 1 && t->curly ? ";4:%d" : ";4", kind);
	}
	if (s->fg != COLOUR_DEFAULT && (reset || s->fg != from->fg)) {
		put_colour(t, &p, s->fg, 30, 90);
	}
	if (s->bg != COLOUR_DEFAULT && (reset || s->bg != from->bg)) {
		put_colour(t, &p, s->bg, 40, 100);
	}
	if (s->us != COLOUR_DEFAULT && t->curly && (reset || s->us != from->us)) {
		if (COLOUR_KIND(s->us) == 2) {
			buf_printf(&p, ";58:2::%u:%u:%u", COLOUR_VALUE(s->us) >> 16, COLOUR_VALUE(s->us) >> 8 & 0xff, COLOUR_VALUE(s->us) & 0xff);
		} else {
			buf_printf(&p, ";58:5:%u", COLOUR_VALUE(s->us));
		}
	}
	if (reset || p.len > 0) {
		struct bytes b = buf_bytes(&p);
		buf_puts(out, "\033[");
		if (!reset && b.len > 0) { /* without the leading ';' */
			b.data++;
			b.len--;
		} else if (b.len > 0) {
			buf_puts(out, "0");
		}
		buf_put(out, b.data, b.len);
		buf_puts(out, "m");
	}
	buf_finish(&p);
}

static void sgr_terminfo(const struct termcap *t, struct buf *out, const struct style *s)
{
	const struct {
		uint16_t attr;
		const char *cap;
	} attrs[] = {{ATTR_BOLD, t->bold}, {ATTR_DIM, t->dim}, {ATTR_ITALIC, t->italic}, {ATTR_UNDERLINE_MASK, t->underline},
		{ATTR_BLINK, t->blink}, {ATTR_REVERSE, t->reverse}};
	buf_puts(out, t->sgr0);
	for (size_t i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++) {
		if ((s->attrs & attrs[i].attr) && attrs[i].cap != NULL) {
			buf_puts(out, attrs[i].cap);
		}
	}
	if (s->fg != COLOUR_DEFAULT && t->colours > 0) {
		termcap_param(t->setaf, colour_index(t, s->fg), 0, out);
	}
	if (s->bg != COLOUR_DEFAULT && t->colours > 0) {
		termcap_param(t->setab, colour_index(t, s->bg), 0, out);
	}
}

static void set_link(struct pen *p, uint32_t id)
{
	const struct pool_link *link = pool_link_get(p->to->pool, id);
	if (!p->t->links) {
		return;
	}
	if (link == NULL) {
		buf_puts(p->out, "\033]8;;\033\\");
		return;
	}
	buf_puts(p->out, "\033]8;");
	if (link->id.len > 0) {
		buf_puts(p->out, "id=");
		buf_put(p->out, link->id.data, link->id.len);
	}
	buf_puts(p->out, ";");
	buf_put(p->out, link->uri.data, link->uri.len);
	buf_puts(p->out, "\033\\");
}

/* True when turning `from` into `to` needs something switched off. */
static bool needs_reset(const struct style *from, const struct style *to)
{
	uint16_t off = (uint16_t)(from->attrs & ~to->attrs & ~ATTR_PROTECTED & ~ATTR_UNDERLINE_MASK);
	bool underline = (from->attrs & ATTR_UNDERLINE_MASK) != 0 && (from->attrs & ATTR_UNDERLINE_MASK) != (to->attrs & ATTR_UNDERLINE_MASK);
	return off != 0 || underline || (from->fg != COLOUR_DEFAULT && to->fg == COLOUR_DEFAULT) ||
		(from->bg != COLOUR_DEFAULT && to->bg == COLOUR_DEFAULT) || (from->us != COLOUR_DEFAULT && to->us == COLOUR_DEFAULT);
}

static void set_style(struct pen *p, const struct style *s)
{
	if (p->known && style_equal(&p->style, s)) {
		return;
	}
	if (!p->known || p->style.link != s->link) {
		if (s->link != 0 || (p->known ? p->style.link : 1) != 0) {
			set_link(p, s->link);
		}
	}
	if (p->t->ansi) {
		sgr_ansi(p->t, p->out, &p->style, s, !p->known || needs_reset(&p->style, s));
	} else {
		sgr_terminfo(p->t, p->out, s);
	}
	p->style = *s;
	p->known = true;
}

/* ---- the cursor ---- */

static void move_to(struct pen *p, int x, int y)
{
	struct buf *o = p->out;
	if (p->x == x && p->y == y) {
		return;
	}
	if (p->t->ansi && p->y == y && p->x != UNKNOWN && x > p->x && x - p->x < 100) {
		if (x - p->x == 1) {
			buf_puts(o, "\033[C");
		} else {
			buf_printf(o, "\033[%dC", x - p->x);
		}
	} else if (p->x != UNKNOWN && p->y == y && p->x - x > 0 && p->x - x < 4) {
		for (int i = p->x - x; i > 0; i--) {
			buf_puts(o, "\b");
		}
	} else if (p->y == y && p->y != UNKNOWN && x == 0) {
		buf_puts(o, "\r");
	} else if (p->y != UNKNOWN && p->y + 1 == y && x == 0) {
		buf_puts(o, "\r\n");
	} else {
		termcap_param(p->t->cup, y, x, o);
	}
	p->x = x;
	p->y = y;
}

/* ---- cells ---- */

static bool same_cell(const struct canvas *a, const struct canvas *b, size_t i, size_t k)
{
	const struct cell *ca = &a->cells[i], *cb = &b->cells[k];
	if (ca->width != cb->width) {
		return false;
	}
	if (ca->text != cb->text || ((ca->text | cb->text) & CELL_CLUSTER)) {
		char ta[CLUSTER_MAX], tb[CLUSTER_MAX];
		size_t na = pool_text_get(a->pool, ca->text, ta), nb = pool_text_get(b->pool, cb->text, tb);
		bool blank_a = na == 0 || (na == 1 && ta[0] == ' '), blank_b = nb == 0 || (nb == 1 && tb[0] == ' ');
		if (!(blank_a && blank_b) && (na != nb || memcmp(ta, tb, na) != 0)) {
			return false;
		}
	}
	struct style sa = *pool_style_get(a->pool, ca->style), sb = *pool_style_get(b->pool, cb->style);
	const struct pool_link *la = pool_link_get(a->pool, sa.link), *lb = pool_link_get(b->pool, sb.link);
	if ((la == NULL) != (lb == NULL) || (la != NULL && (!bytes_equal(la->uri, lb->uri) || !bytes_equal(la->id, lb->id)))) {
		return false;
	}
	sa.link = sb.link = 0;
	sa.attrs &= (uint16_t)~ATTR_PROTECTED;
	sb.attrs &= (uint16_t)~ATTR_PROTECTED;
	return style_equal(&sa, &sb);
}

/* Width on which terminals agree: ASCII, Latin, box drawing, and plain CJK. */
static bool width_is_certain(const char *s, size_t n)
{
	size_t used;
	uint32_t cp = utf8_decode(s, n, &used);
	return used == n && (cp < 0x250 || (cp >= 0x2500 && cp < 0x25a0) || (cp >= 0x3041 && cp < 0x30ff) ||
		(cp >= 0x4e00 && cp < 0xa000) || (cp >= 0xac00 && cp < 0xd7a4));
}

static const char *plain_text(const char *s, size_t n)
{
	size_t used;
	uint32_t cp = utf8_decode(s, n, &used);
	return cp == 0x2500 ? "-" : cp == 0x2502 ? "|" : cp >= 0x2500 && cp < 0x2580 ? "+" : cp == 0xb7 ? "." : "?";
}

static void put_cell(struct pen *p, int x, int y, const struct cell *c)
{
	char text[CLUSTER_MAX];
	size_t n = pool_text_get(p->to->pool, c->text, text);
	bool certain = n == 0 || width_is_certain(text, n);
	move_to(p, x, y);
	set_style(p, pool_style_get(p->to->pool, c->style));
	if (n == 0) {
		buf_puts(p->out, " ");
	} else if (!p->t->utf8 && (unsigned char)text[0] >= 0x80) {
		buf_puts(p->out, plain_text(text, n));
		if (c->width == 2) {
			buf_puts(p->out, " ");
		}
	} else {
		buf_put(p->out, text, n);
	}
	p->x = x + c->width;
	if (!certain || p->x >= p->to->size.cols) {
		p->x = UNKNOWN;
		p->y = certain && p->x >= p->to->size.cols ? p->y : UNKNOWN;
	}
}

/* Columns from which on a row of `to` is blank in one style. */
static int blank_tail(const struct canvas *c, int y, struct style *style)
{
	const struct cell *row = &c->cells[(size_t)y * c->size.cols];
	int x = c->size.cols;
	uint16_t last = row[x - 1].style;
	while (x > 0 && (row[x - 1].text == 0 || row[x - 1].text == ' ') && row[x - 1].width == 1 && row[x - 1].style == last) {
		x--;
	}
	*style = *pool_style_get(c->pool, last);
	return x;
}

/* True when clearing gives that style: only a background shows, and the terminal paints it. */
static bool clears_to(const struct termcap *t, const struct style *s)
{
	return (s->attrs & ~ATTR_PROTECTED) == 0 && s->us == COLOUR_DEFAULT && s->link == 0 && (s->bg == COLOUR_DEFAULT || t->bce);
}

/* A step from one changed cell to the next is cheaper written than jumped over when it is short. */
static bool worth_writing(const struct pen *p, int x, int y)
{
	if (p->y != y || p->x == UNKNOWN || p->x >= x || x - p->x > 3 || !p->known) {
		return false;
	}
	for (int i = p->x; i < x; i++) {
		const struct cell *c = &p->to->cells[(size_t)y * p->to->size.cols + (size_t)i];
		if (c->width != 1 || c->text >= 0x80 || !style_equal(pool_style_get(p->to->pool, c->style), &p->style)) {
			return false;
		}
	}
	return true;
}

static void put_row(struct pen *p, const struct canvas *from, int y)
{
	const struct canvas *to = p->to;
	struct style tail_style;
	int cols = to->size.cols, tail = blank_tail(to, y, &tail_style), last_change = -1;
	size_t base = (size_t)y * to->size.cols;
	for (int x = 0; x < cols; x++) {
		if (from == NULL || !same_cell(from, to, base + (size_t)x, base + (size_t)x)) {
			last_change = x;
		}
	}
	bool erase = last_change >= tail && cols - tail > 4 && p->t->el != NULL && clears_to(p->t, &tail_style);
	for (int x = 0; x <= last_change && (!erase || x < tail); x++) {
		const struct cell *c = &to->cells[base + (size_t)x];
		if (c->width == 0 || (from != NULL && same_cell(from, to, base + (size_t)x, base + (size_t)x) &&
			(c->width == 1 || same_cell(from, to, base + (size_t)x + 1, base + (size_t)x + 1)))) {
			continue;
		}
		while (worth_writing(p, x, y)) {
			int at = p->x;
			put_cell(p, at, y, &to->cells[base + (size_t)at]);
		}
		put_cell(p, x, y, c);
	}
	if (erase) {
		int first = tail;
		while (from != NULL && first < cols && same_cell(from, to, base + (size_t)first, base + (size_t)first)) {
			first++;
		}
		if (first < cols) {
			move_to(p, first, y);
			set_style(p, &tail_style);
			buf_puts(p->out, p->t->el);
		}
	}
}

/* ---- scrolling ---- */

static bool same_row(const struct canvas *a, const struct canvas *b, int ya, int yb)
{
	for (int x = 0; x < a->size.cols; x++) {
		if (!same_cell(a, b, (size_t)ya * a->size.cols + (size_t)x, (size_t)yb * b->size.cols + (size_t)x)) {
			return false;
		}
	}
	return true;
}

static bool blank_row(const struct canvas *c, int y)
{
	struct style s;
	return blank_tail(c, y, &s) == 0;
}

struct shift {
	int top, bottom, by; /* rows top..bottom of the new picture were by rows lower (by > 0) before */
};

/* The longest block of rows that only moved; rows == 0 when none is worth it. */
static struct shift find_shift(const struct canvas *from, const struct canvas *to)
{
	struct shift best = {0, -1, 0};
	int rows = to->size.rows;
	for (int by = -(rows - 1); by < rows; by++) {
		int run = 0, solid = 0;
		for (int y = 0; by != 0 && y <= rows; y++) {
			int old = y + by;
			if (y < rows && old >= 0 && old < rows && same_row(from, to, old, y)) {
				run++;
				solid += !blank_row(to, y) && !same_row(from, to, y, y);
				continue;
			}
			if (solid >= SCROLL_MIN && run > best.bottom - best.top + 1) {
				best = (struct shift){y - run, y - 1, by};
			}
			run = solid = 0;
		}
	}
	return best;
}

/* Scrolls on the terminal, and in `from` as the terminal then is. */
static void apply_shift(struct pen *p, struct canvas *from, struct shift s)
{
	int lo = s.by > 0 ? s.top : s.top + s.by, hi = s.by > 0 ? s.bottom + s.by : s.bottom;
	size_t cols = from->size.cols;
	struct style plain = {0};
	set_style(p, &plain);
	termcap_param(p->t->csr, lo, hi, p->out);
	p->x = p->y = UNKNOWN;
	move_to(p, 0, s.by > 0 ? hi : lo);
	for (int i = 0; i < abs(s.by); i++) {
		buf_puts(p->out, s.by > 0 ? p->t->ind : p->t->ri);
	}
	termcap_param(p->t->csr, 0, from->size.rows - 1, p->out);
	p->x = p->y = UNKNOWN;
	int count = hi - lo + 1 - abs(s.by);
	struct cell *base = from->cells;
	if (s.by > 0) {
		memmove(base + (size_t)lo * cols, base + (size_t)(lo + s.by) * cols, (size_t)count * cols * sizeof(*base));
	} else {
		memmove(base + (size_t)(lo - s.by) * cols, base + (size_t)lo * cols, (size_t)count * cols * sizeof(*base));
	}
	int first = s.by > 0 ? hi - s.by + 1 : lo;
	for (size_t i = (size_t)first * cols; i < (size_t)(first + abs(s.by)) * cols; i++) {
		base[i] = (struct cell){.width = 1};
	}
}

/* ---- all ---- */

static bool same_canvas(const struct canvas *a, const struct canvas *b)
{
	for (int y = 0; y < a->size.rows; y++) {
		if (!same_row(a, b, y, y)) {
			return false;
		}
	}
	return true;
}

static void put_shape(struct pen *p, uint8_t shape)
{
	if (p->t->like_xterm) {
		buf_printf(p->out, "\033[%u q", shape);
		p->t->used_shape = true;
	}
}

static void put_cursor(struct pen *p, const struct canvas *from)
{
	const struct canvas *to = p->to;
	if (to->cursor.visible) {
		move_to(p, to->cursor.x, to->cursor.y);
	}
	if ((from == NULL || from->cursor.shape != to->cursor.shape) && (from != NULL || to->cursor.shape != 0)) {
		put_shape(p, to->cursor.shape);
	}
}

void termcap_diff(struct termcap *t, const struct canvas *from, const struct canvas *to, struct buf *out)
{
	if (from != NULL && (from->size.cols != to->size.cols || from->size.rows != to->size.rows)) {
		from = NULL;
	}
	bool same = from != NULL && same_canvas(from, to);
	bool was_visible = from != NULL && from->cursor.visible;
	if (same && was_visible == to->cursor.visible && from->cursor.shape == to->cursor.shape &&
		(!was_visible || (from->cursor.x == to->cursor.x && from->cursor.y == to->cursor.y))) {
		return;
	}
	struct pen p = {.t = t, .out = out, .to = to, .x = UNKNOWN, .y = UNKNOWN};
	if (was_visible) {
		p.x = from->cursor.x;
		p.y = from->cursor.y;
	}
	if (from != NULL) { /* each diff ends in the plain style */
		p.known = true;
	}
	if (t->sync && !same) {
		buf_puts(out, "\033[?2026h");
	}
	bool hide = !same && (from == NULL || was_visible) && t->civis != NULL && !t->sync;
	if (hide || (was_visible && !to->cursor.visible) || from == NULL) {
		buf_puts(out, t->civis != NULL ? t->civis : "");
	}
	struct canvas *scratch = NULL;
	if (!same && from != NULL && t->csr != NULL && t->ind != NULL && t->ri != NULL) {
		struct shift s = find_shift(from, to);
		if (s.bottom >= s.top) {
			scratch = mem_alloc(sizeof(*scratch));
			size_t n = (size_t)from->size.cols * from->size.rows;
			*scratch = *from;
			scratch->cells = mem_calloc(n, sizeof(*scratch->cells));
			memcpy(scratch->cells, from->cells, n * sizeof(*scratch->cells));
			apply_shift(&p, scratch, s);
		}
	}
	const struct canvas *now = scratch != NULL ? scratch : from;
	if (from == NULL && t->clear != NULL) {
		struct style plain = {0};
		set_style(&p, &plain);
		buf_puts(out, t->clear);
		p.x = p.y = 0;
	}
	for (int y = 0; !same && y < to->size.rows; y++) {
		put_row(&p, now, y);
	}
	struct style plain = {0};
	set_style(&p, &plain);
	put_cursor(&p, from);
	if (to->cursor.visible && (hide || from == NULL || !was_visible)) {
		buf_puts(out, t->cnorm != NULL ? t->cnorm : "");
	}
	if (t->sync && !same) {
		buf_puts(out, "\033[?2026l");
	}
	if (scratch != NULL) {
		free(scratch->cells);
		free(scratch);
	}
}
