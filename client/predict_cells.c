/* client/predict_cells.c -- the pane with guesses over it: what a cell will show, and what moves when something is put
 * in or taken out. */
#include <string.h>

#include "base/mem.h"
#include "client/predict_impl.h"

/* ---- reading the pane with guesses over it ---- */

int predict_row(const struct replica_pane *pane, uint64_t line)
{
	for (uint16_t y = 0; line != 0 && y < pane->size.rows; y++) {
		if (pane->rows[y]->id == line) {
			return y;
		}
	}
	return -1;
}

size_t predict_truth(
	const struct replica_pane *pane, const struct line *l, uint16_t x, char out[CLUSTER_MAX])
{
	size_t n = pool_text_get(pane->pool, line_cell(l, x).text, out);
	return n == 1 && out[0] == ' ' ? 0 : n;
}

/* The greys between black and text, of the palette of 256 or in true colour. */
static bool is_dark_grey(colour_t c)
{
	uint32_t r = c >> 16 & 0xff, g = c >> 8 & 0xff, b = c & 0xff;
	if (COLOUR_KIND(c) == 2) {
		return r == g && g == b && r > 0x20 && r < 0xa0;
	}
	return c > COLOUR_INDEX(233) && c < COLOUR_INDEX(247);
}

bool predict_is_suggestion(const struct replica_pane *pane, const struct line *l, uint16_t x)
{
	const struct style *s = pool_style_get(pane->pool, line_cell(l, x).style);
	return (s->attrs & ATTR_DIM) != 0 || s->fg == COLOUR_INDEX(8) || is_dark_grey(s->fg);
}

static struct guess *guess_at(const struct predictor *p, uint64_t line, uint16_t x)
{
	for (size_t i = p->count; i-- > 0;) {
		if (p->guesses[i].line == line && p->guesses[i].x == x) {
			return &p->guesses[i];
		}
	}
	return NULL;
}

struct spot predict_spot(const struct predictor *p, const struct replica_pane *pane,
	const struct line *l, uint16_t x)
{
	struct spot s = {.width = 1};
	const struct guess *g = guess_at(p, l->id, x),
	                   *left = x > 0 ? guess_at(p, l->id, (uint16_t)(x - 1)) : NULL;
	if (g != NULL) {
		memcpy(s.text, g->text, g->len);
		s.len = g->len;
		s.width = g->width;
		s.unknown = g->unknown;
		s.style = g->style;
	} else if (left != NULL && left->width == 2) {
		s.width = 0;
		s.style = left->style;
	} else {
		struct cell c = line_cell(l, x);
		s.len = (uint8_t)predict_truth(pane, l, x, s.text);
		s.width = c.width;
		s.suggested = s.len > 0 && predict_is_suggestion(pane, l, x);
		s.style = *pool_style_get(pane->pool, c.style);
		s.style.link = 0;
	}
	return s;
}

bool predict_is_blank(const struct spot *s)
{
	return s->len == 0 && s->width == 1 && !s->unknown;
}

/* Where the text ends that moves when something is put in or taken out at x: before two blanks
 * (what stands beyond is a right prompt, or another column), a suggestion, or what is not known.
 * */
uint16_t predict_run_end(const struct predictor *p, const struct replica_pane *pane,
	const struct line *l, uint16_t x)
{
	struct spot s = predict_spot(p, pane, l, x);
	for (; x < pane->size.cols; x++) {
		if (s.unknown || s.width != 1 || s.suggested) {
			return x;
		}
		if (x + 1 >= pane->size.cols) {
			return predict_is_blank(&s) ? x : (uint16_t)(x + 1);
		}
		struct spot next = predict_spot(p, pane, l, (uint16_t)(x + 1));
		if (predict_is_blank(&s) && (predict_is_blank(&next) || next.suggested)) {
			return x;
		}
		s = next;
	}
	return x;
}

/* ---- making guesses ---- */

static struct guess *guess_new(
	struct predictor *p, const struct replica_pane *pane, const struct line *l, uint16_t x)
{
	struct guess *g = guess_at(p, l->id, x);
	char now[CLUSTER_MAX];
	if (g == NULL) {
		if (p->count >= LIMIT_PREDICTED) {
			p->full = true;
			return NULL;
		}
		p->guesses = mem_grow(p->guesses, &p->cap, p->count + 1, sizeof(*p->guesses));
		g = &p->guesses[p->count++];
		*g = (struct guess){.line = l->id, .x = x};
		g->was_len = (uint8_t)predict_truth(pane, l, x, g->was);
		g->was_suggested = g->was_len > 0 && predict_is_suggestion(pane, l, x);
		return g;
	}
	size_t n = predict_truth(pane, l, x, now);
	if (n != g->was_len ||
		memcmp(now, g->was, n) != 0) { /* what has come already proves nothing anew */
		memcpy(g->was, now, n);
		g->was_len = (uint8_t)n;
		g->was_suggested = false;
	}
	return g;
}

void predict_guess(struct predictor *p, const struct replica_pane *pane, const struct line *l,
	uint16_t x, const struct spot *s, const struct stroke *k)
{
	struct guess *g = guess_new(p, pane, l, x);
	if (g == NULL) {
		return;
	}
	memcpy(g->text, s->text, s->len);
	g->len = s->len;
	g->width = s->width;
	g->unknown = s->unknown;
	g->style = s->style;
	g->epoch = k->epoch;
	g->offset = k->offset;
	g->at = k->at;
	g->credited = g->drawn = g->same = false;
	p->oldest = p->oldest == 0 || k->at < p->oldest ? k->at : p->oldest;
}

static void guess_unknown(struct predictor *p, const struct replica_pane *pane,
	const struct line *l, uint16_t x, const struct stroke *k)
{
	struct spot s = {.width = 1, .unknown = true};
	predict_guess(p, pane, l, x, &s, k);
}

/* What stands right of the run may move or may not. */
static void doubt_tail(struct predictor *p, const struct replica_pane *pane, const struct line *l,
	uint16_t from, const struct stroke *k)
{
	for (uint32_t x = from; x < pane->size.cols; x++) {
		struct spot s = predict_spot(p, pane, l, (uint16_t)x);
		if (!predict_is_blank(&s) && !s.suggested) {
			guess_unknown(p, pane, l, (uint16_t)x, k);
		}
	}
}

void predict_make_room(struct predictor *p, const struct replica_pane *pane, const struct line *l,
	uint16_t x, const struct stroke *k)
{
	uint16_t end = predict_run_end(p, pane, l, x), cols = pane->size.cols;
	struct spot at_end = {.width = 1};
	if (end < cols) {
		at_end = predict_spot(p, pane, l, end);
	}
	bool pushes = !predict_is_blank(&at_end) && !at_end.suggested;
	if (end + 1 < cols) {
		doubt_tail(p, pane, l, (uint16_t)(end + 1), k);
		if (pushes) {
			guess_unknown(p, pane, l, (uint16_t)(end + 1), k);
		}
	}
	for (uint16_t i = end; i > x; i--) {
		struct spot s = predict_spot(p, pane, l, (uint16_t)(i - 1));
		if (i + 1 >= cols) { /* the last column wraps in ways of its own */
			s = (struct spot){.width = 1, .unknown = true};
		}
		if (i < cols) {
			s.unknown |= i == end &&
				     at_end.width !=
					     1; /* half a wide character cannot be painted over */
			predict_guess(p, pane, l, i, &s, k);
		}
	}
}

void predict_close_gap(struct predictor *p, const struct replica_pane *pane, const struct line *l,
	uint16_t x, const struct stroke *k)
{
	uint16_t end = predict_run_end(p, pane, l, x), cols = pane->size.cols;
	struct spot last = {.width = 1, .unknown = true};
	if (end < cols) {
		last = predict_spot(p, pane, l, end);
		last.unknown = !predict_is_blank(&last) && !last.suggested;
		last.len = 0;
		last.width = 1;
		doubt_tail(p, pane, l, end, k);
	}
	for (uint16_t i = x; i < end; i++) {
		struct spot s = predict_spot(p, pane, l, i);
		predict_guess(p, pane, l, (uint16_t)(i - 1), &s, k);
	}
	last.style = predict_spot(p, pane, l, (uint16_t)(end - 1)).style;
	last.style.attrs = 0;
	predict_guess(p, pane, l, (uint16_t)(end - 1), &last, k);
}
