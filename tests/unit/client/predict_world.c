/* tests/unit/client/predict_world.c -- see predict_world.h. */
#include "predict_world.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/width.h"
#include "window/term.h"

#define STEP MS(1)
#define SETTLE MS(50)

static void shot_finish(struct shot *s)
{
	for (uint16_t y = 0; s->rows != NULL && y < s->pane.size.rows; y++) {
		line_free(s->rows[y]);
	}
	free(s->rows);
	s->rows = NULL;
}

static usec_t arrival(struct world *w, usec_t *last)
{
	usec_t at = w->now + w->cfg.rtt / 2 +
		    (w->cfg.jitter > 0 ? rng_below(w->rng, w->cfg.jitter + 1) : 0);
	*last = usec_max(*last, at); /* a later state never comes before an older one */
	return *last;
}

static struct shot *down_new(struct world *w, usec_t at)
{
	w->down = mem_grow(w->down, &w->down_cap, w->down_count + 1, sizeof(*w->down));
	struct shot *s = &w->down[w->down_count++];
	*s = (struct shot){.at = at};
	return s;
}

static void take_shot(struct world *w, struct term *t, struct shot *s)
{
	struct size size = term_size(t);
	s->rows = mem_calloc(size.rows, sizeof(*s->rows));
	for (uint16_t y = 0; y < size.rows; y++) {
		const struct line *from = term_row(t, y);
		s->rows[y] = line_new(from->id);
		line_copy(s->rows[y], from);
		s->rows[y]->version = from->version;
	}
	s->pane = (struct replica_pane){
		.id = 1,
		.rev = term_revision(t),
		.size = size,
		.pool = term_pool(t),
		.cursor = term_cursor(t),
		.modes = term_modes(t),
		.tty = w->tty,
	};
}

static void send_frame(struct world *w)
{
	usec_t at = arrival(w, &w->down_last);
	take_shot(w, w->term, down_new(w, at));
}

static void settle(struct world *w)
{
	usec_t none = 0;
	w->echo = (struct tree_echo){
		.offset = w->given,
		.settled = w->given,
		.rev = term_revision(w->term),
		.flags_known = w->tty.known,
		.icanon = w->tty.icanon,
		.echo = w->tty.echo,
	};
	struct shot *s =
		down_new(w, arrival(w, &none)); /* may come before the frame it speaks of */
	s->is_echo = true;
	s->echo = w->echo;
}

static void wrote(struct world *w, struct bytes b)
{
	if (b.len > 0) {
		term_write(w->term, b);
		w->awaits = false;
	}
	if (w->echo.settled < w->given && !w->awaits && w->tty.icanon && w->tty.echo) {
		settle(w);
	}
	send_frame(w);
}

static void give(struct world *w, const struct sent_key *k)
{
	struct buf echo = {0};
	w->given = k->offset;
	w->given_at = w->now;
	w->awaits = true;
	if (w->writes.len == 0) {
		w->writes_at = w->now + w->cfg.latency;
	}
	program_key(&w->program, k->key, &echo, &w->writes, &w->flags_next);
	if (w->cfg.su_after > 0 && !w->tty.icanon &&
		w->flags_next.icanon) { /* what the shell leaves to its child */
		w->tty = w->flags_next;
		w->tty.echo = true;
		w->writes_at = w->now + w->cfg.su_after;
		send_frame(w);
	}
	if (echo.len > 0) {
		wrote(w, buf_bytes(&echo));
	}
	buf_finish(&echo);
}

static bool same_flags(const struct tty_flags *a, const struct tty_flags *b)
{
	return a->icanon == b->icanon && a->echo == b->echo;
}

static void server_step(struct world *w)
{
	while (w->up_from < w->up_to && w->up[w->up_from].at <= w->now) {
		give(w, &w->up[w->up_from++]);
	}
	if ((w->writes.len > 0 || !same_flags(&w->tty, &w->flags_next)) &&
		usec_reached(w->writes_at, w->now)) {
		w->tty = w->flags_next;
		wrote(w, buf_bytes(&w->writes));
		buf_clear(&w->writes);
	}
	if (w->echo.settled < w->given && usec_reached(w->given_at + SETTLE, w->now)) {
		settle(w);
	}
}

static void client_receive(struct world *w)
{
	size_t n = 0;
	for (size_t i = 0; i < w->down_count; i++) {
		struct shot *s = &w->down[i];
		if (s->at > w->now) {
			w->down[n++] = *s;
		} else if (s->is_echo) {
			if (s->echo.settled >= w->shown.pane.echo.settled) {
				w->shown.pane.echo = s->echo;
			}
		} else {
			struct tree_echo echo = w->shown.pane.echo;
			shot_finish(&w->shown);
			w->shown = *s;
			w->shown.pane.echo = echo;
			w->shown.pane.rows = (const struct line *const *)w->shown.rows;
		}
	}
	w->down_count = n;
}

static size_t cell_text(const struct pool *p, struct cell c, char out[CLUSTER_MAX])
{
	size_t n = pool_text_get(p, c.text, out);
	return n == 1 && out[0] == ' ' ? 0 : n;
}

static bool same_text(const struct pool *pa, struct cell a, const struct pool *pb, struct cell b)
{
	char x[CLUSTER_MAX], y[CLUSTER_MAX];
	size_t n = cell_text(pa, a, x), m = cell_text(pb, b, y);
	return n == m && memcmp(x, y, n) == 0 && a.width == b.width;
}

static bool was_right(struct world *w, const struct cell *c, uint64_t line, uint16_t x)
{
	for (size_t i = 0; w->lenient && i < w->past_count; i++) {
		const struct shot *s = &w->past[i];
		for (uint16_t y = 0;
			y < s->pane.size.rows && s->echo.offset > w->shown.pane.echo.settled; y++) {
			if (s->rows[y]->id == line && same_text(w->canvas->pool, *c, s->pane.pool,
							      line_cell(s->rows[y], x))) {
				return true;
			}
		}
	}
	return false;
}

/* A painted cell must be what the oracle has on that line, unless the oracle ran ahead of the
 * user. */
static void judge_cell(struct world *w, uint16_t x, uint16_t y, bool *wrong)
{
	struct cell *c = canvas_at(w->canvas, (uint16_t)(w->rect.x + x), (uint16_t)(w->rect.y + y));
	struct cell *p = canvas_at(w->plain, (uint16_t)(w->rect.x + x), (uint16_t)(w->rect.y + y));
	uint16_t row;
	if (same_text(w->canvas->pool, *c, w->plain->pool, *p)) {
		return;
	}
	w->leaked |= w->secret != 0 && c->text == w->secret;
	const struct line *l = term_line_by_id(w->oracle, w->shown.rows[y]->id, &row);
	if (l != NULL && !same_text(w->canvas->pool, *c, term_pool(w->oracle), line_cell(l, x)) &&
		!was_right(w, c, l->id, x)) {
		w->painted_wrong++;
		*wrong = true;
	}
}

static void judge_outside(struct world *w)
{
	for (uint16_t y = 0; y < w->canvas->size.rows; y++) {
		for (uint16_t x = 0; x < w->canvas->size.cols; x++) {
			w->outside += !rect_contains(w->rect, x, y) &&
				      canvas_at(w->canvas, x, y)->text != 'x';
		}
	}
}

static void fill_outside(struct canvas *c)
{
	struct style plain = {0};
	for (uint16_t y = 0; y < c->size.rows; y++) {
		for (uint16_t x = 0; x < c->size.cols; x++) {
			canvas_put(c, (struct rect){0, 0, c->size.cols, c->size.rows}, x, y, "x", 1,
				1, &plain);
		}
	}
}

static void draw_pane(struct world *w, struct canvas *c)
{
	struct style plain = {0};
	const struct replica_pane *p = &w->shown.pane;
	canvas_clear(c);
	fill_outside(c);
	canvas_fill(c, w->rect, &plain);
	for (uint16_t y = 0; y < p->size.rows && y < w->rect.rows; y++) {
		canvas_line(c, (struct rect){w->rect.x, (uint16_t)(w->rect.y + y), w->rect.cols, 1},
			w->shown.rows[y], p->pool, 0);
	}
	c->cursor.x = (uint16_t)(w->rect.x + p->cursor.x);
	c->cursor.y = (uint16_t)(w->rect.y + p->cursor.y);
}

static void client_draw(struct world *w)
{
	bool wrong = false;
	struct predict_view v = {.mode = w->cfg.mode, .srtt = w->cfg.rtt, .underline = true};
	if (w->shown.rows == NULL) {
		return;
	}
	draw_pane(w, w->canvas);
	draw_pane(w, w->plain);
	predictor_update(w->predictor, &w->shown.pane, w->now);
	w->drew = predictor_draw(w->predictor, &w->shown.pane, &v, w->rect, w->canvas, w->now);
	judge_outside(w);
	for (uint16_t y = 0; y < w->shown.pane.size.rows && y < w->rect.rows; y++) {
		for (uint16_t x = 0; x < w->shown.pane.size.cols && x < w->rect.cols; x++) {
			judge_cell(w, x, y, &wrong);
		}
	}
	w->painted += w->drew;
	if (wrong) {
		w->wrong_since = w->wrong_since == 0 ? w->now : w->wrong_since;
		w->wrong_longest = usec_max(w->wrong_longest, w->now - w->wrong_since);
	} else {
		w->wrong_since = 0;
	}
}

static void dream(struct world *w, keycode_t key)
{
	struct buf echo = {0}, later = {0};
	struct tty_flags flags;
	program_key(&w->dream, key, &echo, &later, &flags);
	term_write(w->oracle, buf_bytes(&echo));
	term_write(w->oracle, buf_bytes(&later));
	buf_finish(&echo);
	buf_finish(&later);
	struct shot *s = &w->past[w->past_count < 64 ? w->past_count++ : w->offset / 9 % 64];
	shot_finish(s);
	*s = (struct shot){.echo = {.offset = w->offset}};
	take_shot(w, w->oracle, s);
}

void world_key(struct world *w, keycode_t key)
{
	w->offset += 9;
	w->up[w->up_to++] =
		(struct sent_key){.at = arrival(w, &w->up_last), .key = key, .offset = w->offset};
	dream(w, key);
	predictor_key(w->predictor, &w->shown.pane, key, w->offset, w->now);
	client_draw(w);
}

void world_paste(struct world *w, const char *text)
{
	for (size_t i = 0, n; text[i] != '\0'; i += n) {
		uint32_t cp = utf8_decode(text + i, strlen(text + i), &n);
		w->offset += 1;
		w->up[w->up_to++] = (struct sent_key){
			.at = arrival(w, &w->up_last), .key = cp, .offset = w->offset};
		dream(w, cp);
	}
	predictor_break(w->predictor, w->offset);
	client_draw(w);
}

void world_text(struct world *w, const char *text, usec_t gap)
{
	for (size_t i = 0, n; text[i] != '\0'; i += n) {
		world_key(w, utf8_decode(text + i, strlen(text + i), &n));
		world_run(w, gap);
	}
}

void world_output(struct world *w, const char *text)
{
	struct bytes b = bytes_of(text, strlen(text));
	term_write(w->oracle, b);
	wrote(w, b);
}

void world_resize(struct world *w, uint16_t cols, uint16_t rows)
{
	struct size size = {cols, rows};
	term_resize(w->oracle, size);
	term_resize(w->term, size);
	w->program.cols = w->dream.cols = cols;
	w->program.rows = w->dream.rows = rows;
	w->rect.cols = cols;
	w->rect.rows = rows;
	send_frame(w);
}

void world_run(struct world *w, usec_t span)
{
	usec_t until = w->now + span;
	while (w->now < until) {
		size_t before = w->down_count;
		w->now += STEP;
		server_step(w);
		client_receive(w);
		if (w->down_count != before ||
			usec_reached(predictor_deadline(w->predictor), w->now)) {
			client_draw(w);
		}
	}
	client_draw(w);
}

void world_settle(struct world *w)
{
	world_run(w, w->cfg.rtt + 2 * w->cfg.jitter + w->cfg.latency + MS(150));
}

bool world_is_true(struct world *w)
{
	client_draw(w);
	for (uint16_t y = 0; y < w->rect.rows; y++) {
		for (uint16_t x = 0; x < w->rect.cols; x++) {
			struct cell *c = canvas_at(
				w->canvas, (uint16_t)(w->rect.x + x), (uint16_t)(w->rect.y + y));
			if (!same_text(w->canvas->pool, *c, term_pool(w->term),
				    line_cell(term_row(w->term, y), x))) {
				return false;
			}
		}
	}
	struct term_cursor cursor = term_cursor(w->term);
	return w->canvas->cursor.x == w->rect.x + cursor.x &&
	       w->canvas->cursor.y == w->rect.y + cursor.y;
}

bool world_shows_left(struct world *w, const char *text)
{
	char got[CLUSTER_MAX];
	uint16_t x = w->canvas->cursor.x, y = w->canvas->cursor.y;
	for (uint16_t back = 1; back <= 2 && x >= w->rect.x + back; back++) {
		struct cell *c = canvas_at(w->canvas, (uint16_t)(x - back), y);
		if (c->width > 0) {
			size_t n = pool_text_get(w->canvas->pool, c->text, got);
			return n == strlen(text) ? memcmp(got, text, n) == 0
						 : n == 0 && strcmp(text, " ") == 0;
		}
	}
	return false;
}

const char *world_row(struct world *w, uint16_t y, struct buf *b)
{
	char got[CLUSTER_MAX];
	buf_clear(b);
	for (uint16_t x = 0; x < w->rect.cols; x++) {
		struct cell *c =
			canvas_at(w->canvas, (uint16_t)(w->rect.x + x), (uint16_t)(w->rect.y + y));
		size_t n = pool_text_get(w->canvas->pool, c->text, got);
		if (c->width > 0) {
			buf_put(b, n > 0 ? got : " ", n > 0 ? n : 1);
		}
	}
	while (b->len > 0 && b->data[b->head + b->len - 1] == ' ') {
		b->len--;
	}
	return buf_str(b);
}

struct world *world_new(const struct world_cfg *cfg)
{
	struct world *w = mem_zalloc(sizeof(*w));
	w->cfg = *cfg;
	w->cfg.cols = cfg->cols > 0 ? cfg->cols : 60;
	w->cfg.rows = cfg->rows > 0 ? cfg->rows : 10;
	w->rng = rng_seeded(&w->rng_state, cfg->seed);
	w->now = SEC(1000);
	struct term_cfg tc = {.size = {w->cfg.cols, w->cfg.rows}, .history_limit = 100};
	w->term = term_new(&tc);
	w->oracle = term_new(&tc);
	w->rect = (struct rect){3, 2, w->cfg.cols, w->cfg.rows};
	w->canvas =
		canvas_new((struct size){(uint16_t)(w->cfg.cols + 7), (uint16_t)(w->cfg.rows + 5)});
	w->plain = canvas_new(w->canvas->size);
	w->predictor = predictor_new();
	w->program.right_prompt = w->dream.right_prompt = cfg->right_prompt;
	w->program.suggests = w->dream.suggests = cfg->suggests;
	struct buf out = {0};
	program_start(&w->program, cfg->kind, w->cfg.cols, w->cfg.rows, &out);
	term_write(w->term, buf_bytes(&out));
	buf_clear(&out);
	program_start(&w->dream, cfg->kind, w->cfg.cols, w->cfg.rows, &out);
	term_write(w->oracle, buf_bytes(&out));
	buf_finish(&out);
	w->tty = w->flags_next = w->program.tty;
	send_frame(w);
	world_run(w, cfg->rtt + cfg->jitter + MS(200));
	return w;
}

void world_free(struct world *w)
{
	for (size_t i = 0; i < w->down_count; i++) {
		shot_finish(&w->down[i]);
	}
	free(w->down);
	for (size_t i = 0; i < w->past_count; i++) {
		shot_finish(&w->past[i]);
	}
	shot_finish(&w->shown);
	predictor_free(w->predictor);
	canvas_free(w->canvas);
	canvas_free(w->plain);
	term_free(w->term);
	term_free(w->oracle);
	buf_finish(&w->writes);
	free(w);
}

void world_dump(struct world *w)
{
	struct buf b = {0};
	for (uint16_t y = 0; y < w->rect.rows; y++) {
		const char *row = world_row(w, y, &b);
		if (row[0] != '\0') {
			print_message("%2u|%s\n", y, row);
		}
	}
	print_message("cursor %u,%u wrong %llu longest %llu ms\n", w->canvas->cursor.x - w->rect.x,
		w->canvas->cursor.y - w->rect.y, (unsigned long long)w->painted_wrong,
		(unsigned long long)w->wrong_longest / 1000u);
	buf_finish(&b);
}

usec_t world_gap(struct world *w)
{
	return MS(60 + rng_below(w->rng, 160));
}
