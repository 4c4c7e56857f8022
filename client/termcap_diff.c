/* client/termcap_diff.c -- the smallest output found that turns one canvas into another. Both are
 * made into pictures of what this terminal can show (termcap_cell.c), in which equal bytes look
 * equal; the first one is kept as the terminal changes it. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/width.h"
#include "client/termcap_impl.h"

#define UNKNOWN (-1)

enum {
	QUIET = 64, /* bytes that need no hiding of the cursor: terminals take them in one piece */
	SCROLL_COST = 24, /* bytes of a scroll, about */
	SCROLLS = 4,      /* at most in one picture: stacked panes each scroll on their own */
	MOVE_COST = 6,
	ERASE_MIN = 4,      /* blanks that el is shorter than */
	ECH_MIN = 10,       /* blanks that ech and a step over them are shorter than */
	POOL_MAX = 1 << 19, /* bytes; a small pool is a fast one */
	GAP_MAX = 4,        /* unchanged cells that are cheaper written than stepped over */
};

struct termcap_row {
	uint64_t old, want; /* hashes */
	int cost;           /* to draw it as it stands now; 0: nothing has changed */
	int whole;          /* to draw it on blanks */
};

struct termcap_slot {
	uint64_t hash;
	int y, count;
};

struct band {
	int first, last; /* rows; all that changed lie between */
};

struct paint {
	struct termcap *t;
	struct buf *out;
	int cols, rows;
	int x, y;   /* of the cursor; UNKNOWN after output whose width terminals dispute */
	bool run;   /* the last text was TEXT_RUN: x and y hold only for more of it */
	bool known; /* `style` is on */
	uint16_t style;
	struct band band;
};

static const struct cell blank = {.width = 1};

/* ---- pen and cursor ---- */

static void set_style(struct paint *p, uint16_t style)
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
	int down = p->y != UNKNOWN ? y - p->y : UNKNOWN;
	if (down < 0 || down > 4 || !p->t->ansi) {
		return false;
	}
	if (x == 0 && p->x != 0) {
		buf_u8(p->out, '\r');
	} else if (p->x == UNKNOWN || (x != p->x && down > 0)) {
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

/* For text of that kind (TEXT_*) or, as TEXT_CERTAIN, anything else. */
static void move_to(struct paint *p, int x, int y, uint8_t kind)
{
	if (p->run && (kind != TEXT_RUN || x != p->x || y != p->y)) {
		p->x = p->y = UNKNOWN;
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
		move_to(p, x, y, TEXT_CERTAIN);
	}
}

static void put_cell(struct paint *p, int x, int y, const struct cell *old, const struct cell *c)
{
	struct termcap *t = p->t;
	bool edge = x + c->width >= p->cols;
	/* If a terminal takes it for wider than it is, it must not wrap into the next row. */
	bool hold = edge && c->flags != TEXT_CERTAIN && t->rmam != NULL && t->smam != NULL;
	move_to(p, x, y, c->flags);
	set_style(p, c->style);
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
	p->x = edge || c->flags == TEXT_DISPUTED ? UNKNOWN : x + c->width;
	if (p->x == UNKNOWN && (c->flags != TEXT_CERTAIN || !t->like_xterm)) {
		p->y = UNKNOWN; /* else the cursor waits at the edge of this row */
	}
	p->run = c->flags == TEXT_RUN && p->x != UNKNOWN;
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
	put_cell(p, x - 1, y, &blank, c);
	p->x = p->y = UNKNOWN;
	move_to(p, x - 1, y, TEXT_CERTAIN);
	termcap_param(p->t->ich, 1, 0, p->out);
	put_cell(p, x - 1, y, &blank, &row[x - 1]);
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

/* The column from which on all cells are equal. */
static int tail_of(const struct cell *row, int cols)
{
	int x = cols - 1;
	while (x > 0 && is_same(&row[x - 1], &row[cols - 1])) {
		x--;
	}
	return x;
}

/* The unchanged cells between the cursor and x are written again when that is shorter than a step.
 * */
static void fill_gap(struct paint *p, const struct cell *row, int x, int y)
{
	if (p->y != y || p->x == UNKNOWN || p->run || x <= p->x || x - p->x > GAP_MAX ||
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
		bool to_edge = x + n == end && tail_of(row, p->cols) <= x;
		if (to_edge && t->el != NULL && (n >= ERASE_MIN || end == p->cols)) {
			move_to(p, x, y, TEXT_CERTAIN);
			set_style(p, row[x].style);
			buf_puts(p->out, t->el);
			return p->cols - x;
		}
		if (n >= ECH_MIN && t->ech != NULL) {
			move_to(p, x, y, TEXT_CERTAIN);
			set_style(p, row[x].style);
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

static void put_row(struct paint *p, const struct cell *old, const struct cell *row, int y)
{
	if (memcmp(old, row, (size_t)p->cols * sizeof(*row)) == 0) {
		return;
	}
	int end = p->cols, forced = UNKNOWN;
	while (is_same(&old[end - 1], &row[end - 1])) {
		end--;
	}
	for (int x = 0; x < end;) {
		if (is_same(&old[x], &row[x]) && x != forced) {
			x++;
			continue;
		}
		if (row[x].width == 0 && x > 0) {
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

/* ---- scrolling ---- */

static uint64_t hash_row(const struct cell *row, int cols)
{
	uint64_t h = 0x9e3779b97f4a7c15u;
	for (int x = 0; x < cols; x++) {
		uint64_t v;
		memcpy(&v, &row[x], sizeof(v));
		h = (h ^ v) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
	}
	return h;
}

static const struct cell *old_row(const struct paint *p, int y)
{
	return p->t->old + (size_t)y * (size_t)p->cols;
}

static const struct cell *want_row(const struct paint *p, int y)
{
	return p->t->want + (size_t)y * (size_t)p->cols;
}

static void weigh_row(const struct paint *p, int y)
{
	struct termcap_row *r = &p->t->rows[y];
	const struct cell *old = old_row(p, y), *want = want_row(p, y);
	r->old = hash_row(old, p->cols);
	r->want = hash_row(want, p->cols);
	r->cost = r->whole = 0;
	for (int x = 0; x < p->cols; x++) {
		r->cost += !is_same(&old[x], &want[x]);
		r->whole += !is_same(&want[x], &blank);
	}
	r->cost += r->cost > 0 ? MOVE_COST : 0;
	r->whole += r->whole > 0 ? MOVE_COST : 0;
}

/* Rows lo..hi of the new picture stood `by` rows lower before (higher: by < 0). */
struct shift {
	int lo, hi, by, gain;
};

/* The slot of that hash, or the empty one where it belongs. */
static struct termcap_slot *find_slot(struct termcap *t, size_t cap, uint64_t hash)
{
	size_t at = (size_t)(hash >> 20) & (cap - 1);
	while (t->slots[at].count > 0 && t->slots[at].hash != hash) {
		at = (at + 1) & (cap - 1);
	}
	return &t->slots[at];
}

/* The distance for which rows that stand elsewhere now, and stood in one place only, speak most. */
static int likely_distance(struct termcap *t, struct band b)
{
	int n = b.last - b.first + 1, best = 0;
	size_t cap = 16;
	while (cap < (size_t)n * 2) {
		cap *= 2;
	}
	if (t->slot_cap < cap) {
		t->slots = mem_grow(t->slots, &t->slot_cap, cap, sizeof(*t->slots));
	}
	memset(t->slots, 0, cap * sizeof(*t->slots));
	for (int y = b.first; y <= b.last; y++) {
		struct termcap_slot *s = find_slot(t, cap, t->rows[y].old);
		s->hash = t->rows[y].old;
		s->y = y;
		s->count++;
	}
	int *votes = mem_calloc((size_t)n * 2, sizeof(*votes));
	for (int y = b.first; y <= b.last; y++) {
		const struct termcap_slot *s = find_slot(t, cap, t->rows[y].want);
		if (s->count == 1 && s->y != y && t->rows[y].cost > 0 && t->rows[y].whole > 0) {
			int *v = &votes[s->y - y + n];
			*v += t->rows[y].cost;
			best = *v > votes[best + n] ? s->y - y : best;
		}
	}
	free(votes);
	return best;
}

/* Bytes saved by the rows lo..hi, without those that come in. */
static struct shift best_block(const struct termcap_row *rows, struct band b, int by)
{
	struct shift best = {0, -1, by, 0};
	int from = by > 0 ? b.first : b.first - by, to = by > 0 ? b.last - by : b.last;
	int sum = 0, lo = from;
	for (int y = from; y <= to; y++) {
		bool match = rows[y + by].old == rows[y].want;
		sum += match ? rows[y].cost : rows[y].cost == 0 ? -rows[y].whole : 0;
		if (sum <= 0) {
			sum = 0;
			lo = y + 1;
		} else if (sum > best.gain) {
			best = (struct shift){lo, y, by, sum};
		}
	}
	return best;
}

static struct shift find_shift(struct paint *p, struct band b)
{
	const struct termcap_row *rows = p->t->rows;
	int by = likely_distance(p->t, b);
	if (by == 0) {
		return (struct shift){0, -1, 0, 0};
	}
	struct shift s = best_block(rows, b, by);
	int in = by > 0 ? s.hi + 1 : s.lo + by;
	for (int y = in; s.gain > 0 && y < in + abs(by); y++) {
		s.gain -= rows[y].whole > rows[y].cost ? rows[y].whole - rows[y].cost : 0;
	}
	s.gain -= SCROLL_COST;
	return s;
}

/* Scrolls on the terminal, and in the old picture as the terminal then is. */
static void apply_shift(struct paint *p, struct shift s)
{
	struct termcap *t = p->t;
	int n = abs(s.by), lo = s.by > 0 ? s.lo : s.lo + s.by, hi = s.by > 0 ? s.hi + s.by : s.hi;
	bool all = lo == 0 && hi == p->rows - 1;
	const char *many = s.by > 0 ? t->indn : t->rin, *one = s.by > 0 ? t->ind : t->ri;
	set_style(p, 0);
	if (!all) {
		termcap_param(t->csr, lo, hi, p->out);
		p->x = p->y = UNKNOWN;
	}
	move_to(p, 0, s.by > 0 ? hi : lo, TEXT_CERTAIN);
	if (many != NULL && n > (s.by > 0 ? 4 : 2)) {
		termcap_param(many, n, 0, p->out);
	} else {
		for (int i = 0; i < n; i++) {
			buf_puts(p->out, one);
		}
	}
	if (!all) {
		termcap_param(t->csr, 0, p->rows - 1, p->out);
		p->x = p->y = UNKNOWN;
	}
	size_t cols = (size_t)p->cols, keep = (size_t)(hi - lo + 1 - n) * cols;
	struct cell *at = t->old + (size_t)lo * cols, *in = s.by > 0 ? at + keep : at;
	memmove(s.by > 0 ? at : at + (size_t)n * cols, s.by > 0 ? at + (size_t)n * cols : at,
	        keep * sizeof(*at));
	for (size_t i = 0; i < (size_t)n * cols; i++) {
		in[i] = blank;
	}
	for (int y = lo; y <= hi; y++) {
		weigh_row(p, y);
	}
}

static void scroll(struct paint *p)
{
	struct termcap *t = p->t;
	struct band b = p->band;
	size_t len = (size_t)p->cols * sizeof(struct cell);
	if (t->csr == NULL || t->ind == NULL || t->ri == NULL) {
		return;
	}
	while (b.first < b.last && memcmp(old_row(p, b.first), want_row(p, b.first), len) == 0) {
		b.first++;
	}
	while (b.last > b.first && memcmp(old_row(p, b.last), want_row(p, b.last), len) == 0) {
		b.last--;
	}
	if (b.last - b.first < 2) {
		return;
	}
	t->rows = mem_grow(t->rows, &t->row_cap, (size_t)p->rows, sizeof(*t->rows));
	for (int y = b.first; y <= b.last; y++) {
		weigh_row(p, y);
	}
	for (int i = 0; i < SCROLLS; i++) {
		struct shift s = find_shift(p, b);
		if (s.gain <= 0) {
			break;
		}
		apply_shift(p, s);
	}
}

/* ---- all ---- */

static bool is_row_equal(const struct canvas *a, const struct canvas *b, int y)
{
	if (a->twin == b && !a->touched[y] && !b->touched[y]) {
		return true;
	}
	size_t at = (size_t)y * a->size.cols;
	return memcmp(a->cells + at, b->cells + at, a->size.cols * sizeof(*a->cells)) == 0;
}

/* Rows that may differ: all, when equal cells of the two may not mean the same. */
static struct band changed_rows(const struct canvas *from, const struct canvas *to)
{
	struct band b = {0, to->size.rows - 1};
	if (from == NULL || from->pool != to->pool) {
		return b;
	}
	while (b.first <= b.last && is_row_equal(from, to, b.first)) {
		b.first++;
	}
	while (b.last > b.first && is_row_equal(from, to, b.last)) {
		b.last--;
	}
	return b;
}

/* Both pictures, of the rows in b; `from` NULL: an unknown screen, which clearing makes blank. */
static void take_pictures(
        struct termcap *t, const struct canvas *from, const struct canvas *to, struct band b)
{
	uint16_t first = (uint16_t)b.first, end = (uint16_t)(b.last + 1);
	size_t lo = (size_t)first * to->size.cols, hi = (size_t)end * to->size.cols;
	size_t n = (size_t)to->size.cols * to->size.rows;
	if (t->pool == NULL || pool_wants_gc(t->pool) || pool_memory(t->pool) > POOL_MAX) {
		pool_free(t->pool); /* nothing is kept in it from one picture to the next */
		t->pool = pool_new();
	}
	if (t->cell_cap < n) {
		free(t->old);
		free(t->want);
		t->old = mem_calloc(n, sizeof(*t->old));
		t->want = mem_calloc(n, sizeof(*t->want));
		t->cell_cap = n;
	}
	termcap_picture(t, to, first, end, t->want);
	for (size_t i = lo; i < hi; i++) { /* what the pool had no room for is drawn each time */
		t->want[i].flags =
		        t->want[i].flags == TEXT_UNKNOWN ? TEXT_DISPUTED : t->want[i].flags;
	}
	if (from != NULL) {
		termcap_picture(t, from, first, end, t->old);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		t->old[i] = blank;
		t->old[i].flags = t->clear != NULL ? TEXT_CERTAIN : TEXT_UNKNOWN;
	}
}

static void show_cursor(struct termcap *t, bool on, struct buf *out)
{
	if (t->like_xterm) { /* cnorm may also end blinking */
		buf_puts(out, on ? "\033[?25h" : "\033[?25l");
	} else if ((on ? t->cnorm : t->civis) != NULL) {
		buf_puts(out, on ? t->cnorm : t->civis);
	}
}

static void begin_unknown(struct paint *p)
{
	struct termcap *t = p->t;
	set_style(p, 0);
	termcap_param(t->csr, 0, p->rows - 1, p->out);
	if (t->clear != NULL) {
		buf_puts(p->out, t->clear);
	}
}

static void put_picture(struct paint *p, const struct canvas *to, bool unknown)
{
	if (unknown) {
		begin_unknown(p);
	} else {
		scroll(p);
	}
	for (int y = p->band.first; y <= p->band.last; y++) {
		put_row(p, old_row(p, y), want_row(p, y), y);
	}
	set_style(p, 0);
	if (to->cursor.visible) {
		int x = to->cursor.x, y = to->cursor.y;
		move_to(p, x < p->cols ? x : p->cols - 1, y < p->rows ? y : p->rows - 1,
		        TEXT_CERTAIN);
	}
}

static void put_shape(
        struct termcap *t, const struct canvas *from, const struct canvas *to, struct buf *out)
{
	bool differs = from != NULL ? from->cursor.shape != to->cursor.shape
	                            : t->used_shape || to->cursor.shape != 0;
	if (t->shapes && differs) {
		buf_printf(out, "\033[%u q", to->cursor.shape);
		t->used_shape = true;
	}
}

static void put_cursor_colour(
        struct termcap *t, const struct canvas *from, const struct canvas *to, struct buf *out)
{
	colour_t c = to->cursor.colour;
	uint32_t v = COLOUR_VALUE(c);
	bool differs = from != NULL ? from->cursor.colour != c
	                            : t->used_cursor_colour || c != COLOUR_DEFAULT;
	if (!t->like_xterm || !differs) {
		return;
	}
	if (COLOUR_KIND(c) == 2) {
		buf_printf(out, "\033]12;rgb:%02x/%02x/%02x\033\\", v >> 16, v >> 8 & 255, v & 255);
	} else {
		buf_puts(out, "\033]112\033\\");
	}
	t->used_cursor_colour = COLOUR_KIND(c) == 2;
}

void termcap_diff(
        struct termcap *t, const struct canvas *from, const struct canvas *to, struct buf *out)
{
	bool known = from != NULL && !t->repaint && from->size.cols == to->size.cols &&
	             from->size.rows == to->size.rows;
	from = known ? from : NULL;
	t->repaint = false;
	t->size = to->size;
	struct band b = changed_rows(from, to);
	take_pictures(t, from, to, b);
	buf_clear(&t->body);
	struct paint p = {.t = t,
	        .out = &t->body,
	        .cols = to->size.cols,
	        .rows = to->size.rows,
	        .band = b,
	        .x = UNKNOWN,
	        .y = UNKNOWN,
	        .known = known}; /* each diff ends in the plain style */
	bool was_shown = known && from->cursor.visible;
	if (was_shown && from->cursor.x < p.cols && from->cursor.y < p.rows) {
		p.x = from->cursor.x;
		p.y = from->cursor.y;
	}
	put_picture(&p, to, !known);
	bool loud = t->body.len > QUIET,
	     hide = !known || (was_shown && (!to->cursor.visible || (loud && !t->sync)));
	if (loud && t->sync) {
		buf_puts(out, "\033[?2026h");
	}
	if (hide) {
		show_cursor(t, false, out);
	}
	buf_put(out, t->body.data + t->body.head, t->body.len);
	if (to->cursor.visible && (hide || !was_shown)) {
		show_cursor(t, true, out);
	}
	put_shape(t, from, to, out);
	put_cursor_colour(t, from, to, out);
	if (loud && t->sync) {
		buf_puts(out, "\033[?2026l");
	}
}
