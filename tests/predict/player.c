/* tests/predict/player.c -- see player.h. */
#include "tests/predict/player.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/width.h"
#include "client/canvas.h"
#include "tests/sim/duo.h"

#define RECORD_LEN 8        /* bytes of an input record, as if */
#define SETTLE MS(50)       /* as server/view_echo.c */
#define QUIET MS(20)        /* likewise */
#define ANSWER_SPAN MS(60)  /* likewise */
#define SOON MS(16)         /* a user takes that for at once */
#define EDGE_X 7            /* of the pane in the canvas */
#define EDGE_Y 3
#define GIVEN 256

/* A screen as text: what stands in each cell, by a hash, and which line in each row. */
struct snap {
	uint32_t *cells;
	uint8_t *faint; /* a suggestion */
	uint64_t *lines;
	uint16_t x, y;
	bool wrap;
};

struct given {
	uint64_t offset;
	usec_t at;
};

struct wrong_cell {
	uint64_t line;
	uint16_t x;
	usec_t since, seen;
};

struct player {
	const struct recording *r;
	const struct play *how;
	struct score *score;
	struct duo duo;
	struct pane *pane;
	struct predictor *predictor;
	struct canvas *canvas;
	struct rect rect;
	usec_t *client_at, *server_at; /* when each event happens at its end, from SEC(1) */
	struct snap *truth;            /* before the first key, then after each */
	uint32_t *base;                /* the canvas without predictions */
	bool *wrong;                   /* by key */
	usec_t *typed_at;              /* by key */
	size_t client_next, server_next, typed, judged, settled;
	bool secret;
	struct given given[GIVEN];
	size_t given_count;
	bool awaits_output;
	usec_t heard_at;
	uint64_t seen_change;
	struct wrong_cell *wrongs;
	size_t wrong_count, wrong_cap;
	usec_t last_frame;
};

static uint32_t hash_text(const char *s, size_t n)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < n; i++) {
		h = (h ^ (uint8_t)s[i]) * 16777619u;
	}
	return n == 0 || (n == 1 && s[0] == ' ') ? 0 : h;
}

static uint32_t hash_cell(const struct pool *pool, struct cell c)
{
	char text[CLUSTER_MAX];
	return hash_text(text, pool_text_get(pool, c.text, text));
}

/* ---- the truth ---- */

static void snap_take(struct snap *s, struct term *t)
{
	struct size size = term_size(t);
	struct term_cursor c = term_cursor(t);
	s->cells = mem_calloc((size_t)size.cols * size.rows, sizeof(*s->cells));
	s->faint = mem_calloc((size_t)size.cols * size.rows, sizeof(*s->faint));
	s->lines = mem_calloc(size.rows, sizeof(*s->lines));
	s->x = c.x;
	s->y = c.y;
	s->wrap = c.wrap;
	for (uint16_t y = 0; y < size.rows; y++) {
		const struct line *l = term_row(t, y);
		s->lines[y] = l->id;
		for (uint16_t x = 0; x < size.cols; x++) {
			struct cell cell = line_cell(l, x);
			const struct style *style = pool_style_get(term_pool(t), cell.style);
			s->cells[y * size.cols + x] = hash_cell(term_pool(t), cell);
			s->faint[y * size.cols + x] =
				(style->attrs & ATTR_DIM) != 0 || style->fg == COLOUR_INDEX(8);
		}
	}
}

static void snap_free(struct snap *s)
{
	free(s->cells);
	free(s->faint);
	free(s->lines);
}

/* The recording as its terminal saw it, a picture behind each key. */
static void take_truth(struct player *p)
{
	struct term *t = term_new(&(struct term_cfg){.size = p->r->size, .history_limit = 500});
	size_t n = 0;
	p->truth = mem_calloc(p->r->keys + 1, sizeof(*p->truth));
	for (size_t i = 0; i < p->r->count; i++) {
		const struct recorded *e = &p->r->at[i];
		if (e->kind == RECORDED_OUT) {
			term_write(t, bytes_of(e->data, e->len));
		} else if (e->kind == RECORDED_KEY) {
			snap_take(&p->truth[n++], t);
		}
	}
	snap_take(&p->truth[n], t);
	term_free(t);
}

/* When things happen: a key later at the server by half a round trip and what loss costs it; an answer as
 * much later than its key as when it was recorded. */
static void plan(struct player *p, struct rng rng)
{
	usec_t offset = SEC(1), key_rec = 0, key_server = SEC(1), last = SEC(1);
	p->client_at = mem_calloc(p->r->count, sizeof(usec_t));
	p->server_at = mem_calloc(p->r->count, sizeof(usec_t));
	for (size_t i = 0; i < p->r->count; i++) {
		const struct recorded *e = &p->r->at[i];
		usec_t at = key_server + (e->at - key_rec);
		p->client_at[i] = e->at + offset;
		if (e->kind == RECORDED_KEY) {
			at = p->client_at[i] + p->how->rtt / 2;
			for (int n = 0; n < 8 && rng_below(rng, 100) < p->how->loss_pct; n++) {
				at += p->how->rtt + MS(20);
			}
		}
		at = at > last ? at : last;
		last = p->server_at[i] = at;
		if (e->kind == RECORDED_KEY) {
			key_rec = e->at;
			key_server = at;
		} else if (e->kind == RECORDED_SEE) {
			usec_t seen = last + p->how->rtt / 2;
			offset = seen > e->at + offset ? seen - e->at : offset;
		}
	}
}

/* ---- the server's end ---- */

static void settle(struct player *p, size_t count)
{
	struct tree_echo t = {
		.offset = p->given[p->given_count - 1].offset,
		.settled = p->given[count - 1].offset,
		.rev = term_revision(p->pane->term),
		.flags_known = p->pane->tty.known,
		.icanon = p->pane->tty.icanon,
		.echo = p->pane->tty.echo,
	};
	struct buf b = {0};
	p->given_count -= count;
	memmove(p->given, p->given + count, p->given_count * sizeof(p->given[0]));
	tree_echo_encode(&t, &b);
	store_put(p->duo.own, OBJECT_ECHO, p->pane->id, buf_bytes(&b));
	buf_finish(&b);
	sender_store_changed(p->duo.sender);
}

static void note_output(struct player *p)
{
	bool sync = (term_modes(p->pane->term) & MODE_SYNC) != 0;
	bool answers = p->given_count > 0 && p->duo.now < p->given[p->given_count - 1].at + ANSWER_SPAN;
	p->pane->sync_since = !sync ? 0 : p->pane->sync_since != 0 ? p->pane->sync_since : p->duo.now;
	p->pane->output_at = p->duo.now;
	p->heard_at = answers ? p->duo.now : p->heard_at;
	sender_pane_output(p->duo.sender, p->pane->id, p->duo.now, answers);
}

static usec_t settles_at(const struct player *p, const struct given *g)
{
	return p->heard_at >= g->at ? usec_min(g->at + SETTLE, p->heard_at + QUIET) : g->at + SETTLE;
}

static void serve(struct player *p)
{
	for (; p->server_next < p->r->count && p->server_at[p->server_next] <= p->duo.now; p->server_next++) {
		const struct recorded *e = &p->r->at[p->server_next];
		if (e->kind == RECORDED_OUT) {
			term_write(p->pane->term, bytes_of(e->data, e->len));
			note_output(p);
			p->awaits_output = false;
		} else if (e->kind == RECORDED_TTY) {
			p->pane->tty = e->tty;
			p->pane->tty_rev++;
			note_output(p);
		} else if (e->kind == RECORDED_KEY && p->given_count < GIVEN) {
			uint64_t before = p->given_count > 0 ? p->given[p->given_count - 1].offset : p->settled;
			p->given[p->given_count++] = (struct given){before + RECORD_LEN, p->duo.now};
			p->awaits_output = true;
		}
		p->settled = p->given_count > 0 ? p->given[p->given_count - 1].offset : p->settled;
	}
	size_t due = 0;
	while (due < p->given_count && p->duo.now >= settles_at(p, &p->given[due])) {
		due++;
	}
	if (p->given_count > 0 && !p->awaits_output && p->pane->tty.known && p->pane->tty.icanon &&
		p->pane->tty.echo) {
		due = p->given_count;
	}
	if (due > 0) {
		settle(p, due);
	}
}

/* ---- the client's end ---- */

static const struct replica_pane *pane_of(const struct player *p)
{
	return replica_pane(p->duo.replica, p->pane->id);
}

static void draw(struct player *p)
{
	const struct replica_pane *pane = pane_of(p);
	struct predict_view v = {.mode = p->how->mode, .srtt = p->how->rtt, .underline = true};
	size_t cells = (size_t)p->canvas->size.cols * p->canvas->size.rows;
	canvas_clear(p->canvas);
	for (uint16_t y = 0; y < pane->size.rows && y < p->rect.rows; y++) {
		struct rect row = {p->rect.x, (uint16_t)(p->rect.y + y), p->rect.cols, 1};
		canvas_line(p->canvas, row, pane->rows[y], pane->pool, 0);
	}
	p->canvas->cursor.x = (uint16_t)(p->rect.x + pane->cursor.x);
	p->canvas->cursor.y = (uint16_t)(p->rect.y + pane->cursor.y);
	for (size_t i = 0; i < cells; i++) {
		p->base[i] = hash_cell(p->canvas->pool, p->canvas->cells[i]);
	}
	predictor_update(p->predictor, pane, p->duo.now);
	predictor_draw(p->predictor, pane, &v, p->rect, p->canvas, p->duo.now);
	canvas_gc(p->canvas);
}

static uint32_t shown_at(const struct player *p, uint16_t x, uint16_t y)
{
	const struct cell *c = canvas_at(p->canvas, (uint16_t)(p->rect.x + x), (uint16_t)(p->rect.y + y));
	return hash_cell(p->canvas->pool, *c);
}

static int row_of(const struct replica_pane *pane, uint64_t line)
{
	for (uint16_t y = 0; y < pane->size.rows; y++) {
		if (pane->rows[y]->id == line) {
			return y;
		}
	}
	return -1;
}

static int snap_row(const struct snap *s, uint16_t rows, uint64_t line)
{
	for (uint16_t y = 0; y < rows; y++) {
		if (s->lines[y] == line) {
			return y;
		}
	}
	return -1;
}

/* What stood in the cell behind another key. */
static uint32_t snap_text(const struct snap *s, struct size size, uint64_t line, uint16_t x)
{
	int y = snap_row(s, size.rows, line);
	return y < 0 ? 0 : s->cells[y * size.cols + x];
}

/* A row of the picture behind a key is on the screen, as far as the key changed it. */
static bool row_is_shown(const struct player *p, const struct snap *was, const struct snap *is, uint16_t y)
{
	const struct replica_pane *pane = pane_of(p);
	struct size size = p->r->size;
	int at = row_of(pane, is->lines[y]);
	for (uint16_t x = 0; x < size.cols; x++) {
		uint32_t now = is->cells[y * size.cols + x];
		bool changed = now != snap_text(was, size, is->lines[y], x);
		if (changed && !is->faint[y * size.cols + x] &&
			(at < 0 || shown_at(p, x, (uint16_t)at) != now)) {
			return false;
		}
	}
	return true;
}

static bool has_effect(const struct snap *was, const struct snap *is, struct size size)
{
	bool effect = was->x != is->x || was->lines[was->y] != is->lines[is->y] || was->wrap != is->wrap;
	for (uint16_t x = 0; x < size.cols && !effect; x++) {
		effect = is->cells[is->y * size.cols + x] != snap_text(was, size, is->lines[is->y], x);
	}
	return effect;
}

static bool key_is_shown(const struct player *p, const struct snap *was, const struct snap *is)
{
	const struct replica_pane *pane = pane_of(p);
	int old = snap_row(is, p->r->size.rows, was->lines[was->y]), at = row_of(pane, is->lines[is->y]);
	return at >= 0 && p->canvas->cursor.x == p->rect.x + is->x && p->canvas->cursor.y == p->rect.y + at &&
	       row_is_shown(p, was, is, is->y) && (old < 0 || row_is_shown(p, was, is, (uint16_t)old));
}

/* A character stood at the cursor, and stands behind it now. */
static bool is_inserted(const struct snap *was, const struct snap *is, struct size size)
{
	size_t at = (size_t)was->y * size.cols + was->x, now = (size_t)is->y * size.cols + is->x;
	return was->lines[was->y] == is->lines[is->y] && is->x == was->x + 1 && was->cells[at] != 0 &&
	       !was->faint[at] && is->cells[now] == was->cells[at];
}

/* Keys that were typed 16 ms ago: is what they did to be seen? */
static void judge_keys(struct player *p)
{
	for (; p->judged < p->typed && p->typed_at[p->judged] + SOON <= p->duo.now; p->judged++) {
		const struct snap *was = &p->truth[p->judged], *is = &p->truth[p->judged + 1];
		size_t n = 0;
		keycode_t key = 0;
		for (size_t i = 0; i < p->r->count; i++) {
			if (p->r->at[i].kind == RECORDED_KEY && n++ == p->judged) {
				key = p->r->at[i].key;
			}
		}
		if (!has_effect(was, is, p->r->size)) {
			continue;
		}
		bool shown = key_is_shown(p, was, is), text = key >= 0x20 && key < 0x110000 && key != 0x7f;
		p->score->keys++;
		p->score->shown += shown;
		p->score->typed += text;
		p->score->typed_shown += shown && text;
		if (text && is_inserted(was, is, p->r->size)) {
			p->score->inserted++;
			p->score->inserted_shown += shown;
		}
		if (!shown && getenv("MUX_PREDICT_MISSES") != NULL) {
			char name[32];
			fprintf(stderr, "%s: key %zu %s not shown\n", p->r->name, p->judged, key_name(key, name));
		}
	}
}

static void note_wrong(struct player *p, uint64_t line, uint16_t x)
{
	for (size_t i = 0; i < p->wrong_count; i++) {
		if (p->wrongs[i].line == line && p->wrongs[i].x == x) {
			p->wrongs[i].seen = p->duo.now;
			return;
		}
	}
	p->wrongs = mem_grow(p->wrongs, &p->wrong_cap, p->wrong_count + 1, sizeof(*p->wrongs));
	p->wrongs[p->wrong_count++] = (struct wrong_cell){line, x, p->duo.now, p->duo.now};
}

static bool was_ever_true(const struct player *p, uint64_t line, uint16_t x, uint32_t text)
{
	size_t from = p->typed > 32 ? p->typed - 32 : 0;
	for (size_t k = from; k <= p->typed; k++) {
		if (snap_text(&p->truth[k], p->r->size, line, x) == text) {
			return true;
		}
	}
	return false;
}

static void judge_cells(struct player *p)
{
	const struct replica_pane *pane = pane_of(p);
	struct size size = p->canvas->size;
	uint64_t ms = (p->duo.now - p->last_frame) / 1000;
	for (uint32_t i = 0; i < (uint32_t)size.cols * size.rows; i++) {
		uint16_t x = (uint16_t)(i % size.cols), y = (uint16_t)(i / size.cols);
		bool inside = x >= EDGE_X && x < EDGE_X + p->rect.cols && y >= EDGE_Y && y < EDGE_Y + p->rect.rows;
		uint32_t text = hash_cell(p->canvas->pool, p->canvas->cells[i]);
		if (!inside) {
			p->score->outside += text != 0;
		} else if (text != p->base[i]) {
			uint64_t line = pane->rows[y - EDGE_Y]->id;
			if (!was_ever_true(p, line, (uint16_t)(x - EDGE_X), text)) {
				note_wrong(p, line, (uint16_t)(x - EDGE_X));
				p->score->leaks += p->secret && text != 0;
				p->score->wrong_cell_ms += ms;
				if (p->typed > 0 && !p->wrong[p->typed - 1] && getenv("MUX_PREDICT_MISSES") != NULL) {
					fprintf(stderr, "%s: wrong behind key %zu at %u,%u\n", p->r->name, p->typed - 1,
						x - EDGE_X, y - EDGE_Y);
				}
				p->wrong[p->typed > 0 ? p->typed - 1 : 0] |= p->typed > 0;
			}
		}
	}
	for (size_t i = p->wrong_count; i-- > 0;) {
		usec_t took = p->wrongs[i].seen - p->wrongs[i].since;
		p->score->longest_wrong = took > p->score->longest_wrong ? took : p->score->longest_wrong;
		if (p->wrongs[i].seen != p->duo.now) {
			p->wrongs[i] = p->wrongs[--p->wrong_count];
		}
	}
}

static bool type_due(struct player *p)
{
	bool any = false;
	for (; p->client_next < p->r->count && p->client_at[p->client_next] <= p->duo.now; p->client_next++) {
		const struct recorded *e = &p->r->at[p->client_next];
		if (e->kind == RECORDED_SECRET) {
			p->secret = e->on;
		} else if (e->kind == RECORDED_KEY) {
			p->typed_at[p->typed++] = p->duo.now;
			predictor_key(p->predictor, pane_of(p), e->key, p->typed * RECORD_LEN, p->duo.now);
			any = true;
		}
	}
	return any;
}

static void play_step(struct player *p)
{
	duo_step(&p->duo);
	serve(p);
	if (pane_of(p) == NULL || pane_of(p)->rev == 0) {
		return;
	}
	uint64_t change = replica_change(p->duo.replica);
	bool keyed = type_due(p);
	bool due = p->judged < p->typed && p->typed_at[p->judged] + SOON <= p->duo.now;
	if (keyed || due || change != p->seen_change || predictor_deadline(p->predictor) <= p->duo.now) {
		p->seen_change = change;
		draw(p);
		judge_cells(p);
		judge_keys(p);
		p->last_frame = p->duo.now;
	}
}

/* What is left when all is quiet. */
static void judge_end(struct player *p)
{
	const struct snap *s = &p->truth[p->r->keys];
	draw(p);
	for (uint16_t y = 0; y < p->r->size.rows; y++) {
		for (uint16_t x = 0; x < p->r->size.cols; x++) {
			p->score->left += shown_at(p, x, y) != s->cells[y * p->r->size.cols + x];
		}
	}
}

void player_play(const struct recording *r, const struct play *how, struct score *score)
{
	struct player p = {.r = r, .how = how, .score = score};
	struct duo_net net = {
		.loss_pct = how->loss_pct, .delay = how->rtt / 2, .budget = 1150, .window = 32};
	duo_init(&p.duo, how->seed, &net, r->size);
	p.pane = duo_pane(&p.duo, 0);
	p.predictor = predictor_new();
	if (how->learned != NULL) {
		predictor_set_learned(p.predictor, how->learned, "");
	}
	p.rect = (struct rect){EDGE_X, EDGE_Y, r->size.cols, r->size.rows};
	p.canvas = canvas_new(
		(struct size){(uint16_t)(r->size.cols + 2 * EDGE_X), (uint16_t)(r->size.rows + 2 * EDGE_Y)});
	p.base = mem_calloc((size_t)p.canvas->size.cols * p.canvas->size.rows, sizeof(*p.base));
	p.wrong = mem_calloc(r->keys + 1, sizeof(*p.wrong));
	p.typed_at = mem_calloc(r->keys + 1, sizeof(*p.typed_at));
	take_truth(&p);
	plan(&p, p.duo.rng);
	usec_t end = (r->count > 0 ? p.server_at[r->count - 1] : SEC(1)) + 2 * how->rtt + SEC(2);
	while (p.duo.now < end) {
		play_step(&p);
	}
	judge_end(&p);
	for (size_t i = 0; i < r->keys; i++) {
		score->wrong += p.wrong[i];
	}
	for (size_t i = 0; i <= r->keys; i++) {
		snap_free(&p.truth[i]);
	}
	free(p.truth);
	free(p.client_at);
	free(p.server_at);
	free(p.base);
	free(p.wrong);
	free(p.typed_at);
	free(p.wrongs);
	predictor_free(p.predictor);
	canvas_free(p.canvas);
	duo_finish(&p.duo);
}
