/* client/termcap_scroll.c -- rows that stand elsewhere in the new picture are scrolled there when that
 * is shorter than drawing them. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "client/termcap_paint.h"

enum {
	SCROLL_COST = 24, /* bytes of a scroll, about */
	SCROLLS = 4,      /* at most in one picture: stacked panes each scroll on their own */
	MOVE_COST = 6,
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

static bool is_same(const struct cell *a, const struct cell *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static void weigh_row(const struct paint *p, int y)
{
	struct termcap_row *r = &p->t->rows[y];
	const struct cell *old = paint_old(p, y), *want = paint_want(p, y);
	r->old = hash_row(old, p->cols);
	r->want = hash_row(want, p->cols);
	r->cost = r->whole = 0;
	for (int x = 0; x < p->cols; x++) {
		r->cost += !is_same(&old[x], &want[x]);
		r->whole += !is_same(&want[x], &paint_blank);
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
static int likely_distance(struct termcap *t, struct paint_band b)
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
static struct shift best_block(const struct termcap_row *rows, struct paint_band b, int by)
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

static struct shift find_shift(struct paint *p, struct paint_band b)
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
	paint_style(p, 0);
	if (!all) {
		termcap_param(t->csr, lo, hi, p->out);
		p->x = p->y = PAINT_UNKNOWN;
	}
	paint_move(p, 0, s.by > 0 ? hi : lo, TEXT_CERTAIN);
	if (many != NULL && n > (s.by > 0 ? 4 : 2)) {
		termcap_param(many, n, 0, p->out);
	} else {
		for (int i = 0; i < n; i++) {
			buf_puts(p->out, one);
		}
	}
	if (!all) {
		termcap_param(t->csr, 0, p->rows - 1, p->out);
		p->x = p->y = PAINT_UNKNOWN;
	}
	size_t cols = (size_t)p->cols, keep = (size_t)(hi - lo + 1 - n) * cols;
	struct cell *at = t->old + (size_t)lo * cols, *in = s.by > 0 ? at + keep : at;
	memmove(s.by > 0 ? at : at + (size_t)n * cols, s.by > 0 ? at + (size_t)n * cols : at,
	        keep * sizeof(*at));
	for (size_t i = 0; i < (size_t)n * cols; i++) {
		in[i] = paint_blank;
	}
	for (int y = lo; y <= hi; y++) {
		weigh_row(p, y);
	}
}

void paint_scroll(struct paint *p)
{
	struct termcap *t = p->t;
	struct paint_band b = p->band;
	size_t len = (size_t)p->cols * sizeof(struct cell);
	if (t->csr == NULL || t->ind == NULL || t->ri == NULL) {
		return;
	}
	while (b.first < b.last && memcmp(paint_old(p, b.first), paint_want(p, b.first), len) == 0) {
		b.first++;
	}
	while (b.last > b.first && memcmp(paint_old(p, b.last), paint_want(p, b.last), len) == 0) {
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
