/* client/termcap_paint.c -- the shortest output found for what changed in a row. */
#include "client/termcap_paint.h"

#include <string.h>

#include "base/width.h"

enum {
	ERASE_MIN = 4, /* blanks that el is shorter than */
	ECH_MIN = 10,  /* blanks that ech and a step over them are shorter than */
};

/* ---- pen and cursor ---- */

void paint_style(struct paint *p, uint16_t style)
{
	if (!p->known || p->style != style) {
		const struct style *from = p->known ? pool_style_get(p->t->pool, p->style) : NULL;
		termcap_style(p->t, from, pool_style_get(p->t->pool, style), p->out);
		p->style = style;
		p->known = true;
	}
}

static void put_numbers(struct paint *p, int a, int b, char final)
{
	char text[32], *at = text + sizeof(text);
	*--at = final;
	for (int pass = 0; pass < 2; pass++) {
		int n = pass == 0 ? b : a;
		for (; n > 0; n /= 10) {
			*--at = (char)('0' + n % 10);
		}
		if (pass == 0 && b != 0) {
			*--at = ';';
		}
	}
	*--at = '[';
	*--at = '\033';
	buf_put(p->out, at, (size_t)(text + sizeof(text) - at));
}

static void move_absolute(struct paint *p, int x, int y)
{
	if (!p->t->ansi_cup) {
		termcap_param(p->t->cup, y, x, p->out);
	} else {
		put_numbers(p, x == 0 && y == 0 ? 0 : y + 1, x == 0 ? 0 : x + 1, 'H');
	}
}

static void put_times(struct paint *p, char c, int n)
{
	for (int i = 0; i < n; i++) {
		buf_u8(p->out, (uint8_t)c);
	}
}

/* By control characters and steps when those are shorter; false: nothing was written. */
static bool move_relative(struct paint *p, int x, int y)
{
	int down = p->y != PAINT_UNKNOWN ? y - p->y : PAINT_UNKNOWN;
	if (down < 0 || down > 4 || !p->t->ansi) {
		return false;
	}
	if (x == 0 && p->x != 0) {
		buf_u8(p->out, '\r');
	} else if (p->x == PAINT_UNKNOWN || (x != p->x && down > 0)) {
		return false;
	} else if (x > p->x) {
		put_numbers(p, x - p->x == 1 ? 0 : x - p->x, 0, 'C');
	} else if (p->x - x < 4) {
		put_times(p, '\b', p->x - x);
	} else {
		put_numbers(p, p->x - x, 0, 'D');
	}
	put_times(p, '\n', down);
	return true;
}

void paint_move(struct paint *p, int x, int y, uint8_t kind)
{
	if (p->run && (kind != TEXT_RUN || x != p->x || y != p->y)) {
		p->x = p->y = PAINT_UNKNOWN;
	}
	p->run = false;
	if (p->x == x && p->y == y) {
		return;
	}
	if (!move_relative(p, x, y)) {
		move_absolute(p, x, y);
	}
	p->x = x;
	p->y = y;
}

/* ---- cells ---- */

static void put_text(struct paint *p, uint32_t text)
{
	char s[CLUSTER_MAX];
	if (text == 0) {
		buf_u8(p->out, ' ');
	} else if (text < 0x80) {
		buf_u8(p->out, (uint8_t)text);
	} else {
		buf_put(p->out, s, pool_text_get(p->t->pool, text, s));
	}
}

/* A terminal that takes the character for a narrow one leaves what stood in its right half. */
static void blank_below(struct paint *p, int x, int y, const struct cell *old, const struct cell *c)
{
	bool clean = old[0].text == 0 && old[1].text == 0 && old[0].width == 1 &&
	             old[1].width == 1 && old[0].flags == 0 && old[1].flags == 0 &&
	             old[1].style == c->style;
	if (!clean && x + 2 < p->cols) {
		buf_puts(p->out, "  ");
		p->x += 2;
		paint_move(p, x, y, TEXT_CERTAIN);
	}
}

static void put_cell(struct paint *p, int x, int y, const struct cell *old, const struct cell *c)
{
	struct termcap *t = p->t;
	bool edge = x + c->width >= p->cols;
	/* If a terminal takes it for wider than it is, it must not wrap into the next row. */
	bool hold = edge && c->flags != TEXT_CERTAIN && t->rmam != NULL && t->smam != NULL;
	paint_move(p, x, y, c->flags);
	paint_style(p, c->style);
	if (c->width == 2 && c->flags == TEXT_DISPUTED) {
		blank_below(p, x, y, old, c);
	}
	if (hold) {
		buf_puts(p->out, t->rmam);
	}
	put_text(p, c->text);
	if (hold) {
		buf_puts(p->out, t->smam);
	}
	p->x = edge || c->flags == TEXT_DISPUTED ? PAINT_UNKNOWN : x + c->width;
	if (p->x == PAINT_UNKNOWN && (c->flags != TEXT_CERTAIN || !t->like_xterm)) {
		p->y = PAINT_UNKNOWN; /* else the cursor waits at the edge of this row */
	}
	p->run = c->flags == TEXT_RUN && p->x != PAINT_UNKNOWN;
}

/* Writing into the last cell makes a terminal without xenl scroll: the character is written one
 * column further left and pushed there. Without ich, or for a wide one, the cell is left as it is.
 * */
static void put_corner(struct paint *p, const struct cell *row, int x, int y)
{
	const struct cell *c = &row[x];
	if (p->t->ich == NULL || x == 0 || c->width != 1 || row[x - 1].width != 1) {
		return;
	}
	put_cell(p, x - 1, y, &paint_blank, c);
	p->x = p->y = PAINT_UNKNOWN;
	paint_move(p, x - 1, y, TEXT_CERTAIN);
	termcap_param(p->t->ich, 1, 0, p->out);
	put_cell(p, x - 1, y, &paint_blank, &row[x - 1]);
}

struct cell *paint_old(const struct paint *p, int y)
{
	return p->t->old + (size_t)y * (size_t)p->cols;
}

struct cell *paint_want(const struct paint *p, int y)
{
	return p->t->want + (size_t)y * (size_t)p->cols;
}

static bool is_same(const struct cell *a, const struct cell *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* True when clearing gives that cell: only a background shows, and the terminal paints it. */
static bool is_cleared(const struct termcap *t, const struct cell *c)
{
	const struct style *s = pool_style_get(t->pool, c->style);
	return c->text == 0 && c->width == 1 && s->attrs == 0 && s->link == 0 &&
	       (s->bg == COLOUR_DEFAULT || t->bce);
}

/* Cells equal to row[x], from x up to `end`. */
static int same_run(const struct cell *row, int x, int end)
{
	int n = 1;
	while (x + n < end && is_same(&row[x], &row[x + n])) {
		n++;
	}
	return n;
}

/* From column x on all cells are equal. */
static bool is_tail(const struct cell *row, int x, int cols)
{
	return memcmp(&row[x], &row[x + 1], (size_t)(cols - x - 1) * sizeof(*row)) == 0;
}

/* The unchanged cells between the cursor and x are written again when that is shorter than a step.
 * */
static void fill_gap(struct paint *p, const struct cell *row, int x, int y)
{
	if (p->y != y || p->x == PAINT_UNKNOWN || p->run || x <= p->x || x - p->x > PAINT_GAP_MAX ||
	        !p->known) {
		return;
	}
	for (int i = p->x; i < x; i++) {
		if (row[i].width != 1 || row[i].flags != TEXT_CERTAIN || row[i].style != p->style) {
			return;
		}
	}
	for (int i = p->x; i < x; i++) {
		put_text(p, row[i].text);
	}
	p->x = x;
}

/* Draws what changed at x; returns the columns done. */
static int put_change(
        struct paint *p, const struct cell *old, const struct cell *row, int x, int y, int end)
{
	struct termcap *t = p->t;
	if (is_cleared(t, &row[x])) {
		int n = same_run(row, x, end);
		bool to_edge = x + n == end && is_tail(row, x, p->cols);
		if (to_edge && t->el != NULL && (n >= ERASE_MIN || end == p->cols)) {
			paint_move(p, x, y, TEXT_CERTAIN);
			paint_style(p, row[x].style);
			buf_puts(p->out, t->el);
			return p->cols - x;
		}
		if (n >= ECH_MIN && t->ech != NULL) {
			paint_move(p, x, y, TEXT_CERTAIN);
			paint_style(p, row[x].style);
			termcap_param(t->ech, n, 0, p->out);
			return n;
		}
	}
	if (y == p->rows - 1 && x + row[x].width >= p->cols && t->am && !t->xenl) {
		put_corner(p, row, x, y);
	} else {
		fill_gap(p, row, x, y);
		put_cell(p, x, y, &old[x], &row[x]);
	}
	return row[x].width;
}

void paint_row(struct paint *p, int y, int from)
{
	const struct cell *old = paint_old(p, y), *row = paint_want(p, y);
	int end = p->cols, forced = PAINT_UNKNOWN;
	while (end > from && is_same(&old[end - 1], &row[end - 1])) {
		end--;
	}
	for (int x = from; x < end;) {
		if (is_same(&old[x], &row[x]) && x != forced) {
			x++;
			continue;
		}
		if (row[x].width == 0 && x > from) {
			x--;
		}
		/* What was, or is now, disputed may have spoilt the cell right of it. */
		bool disputed = old[x].flags == TEXT_DISPUTED || row[x].flags == TEXT_DISPUTED;
		x += put_change(p, old, row, x, y, end);
		if (disputed && x < p->cols) {
			forced = x;
			end = end > x ? end : x + 1;
		}
	}
}
