/* tests/unit/client/canvas_test.c -- the laws of the grid: no half characters, nothing outside the
 * clip. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/rng.h"
#include "base/width.h"
#include "client/canvas.h"

static const char *const texts[] = {"a", "Z", " ", "\xe6\x97\xa5", "\xe2\x94\x82",
        "\xf0\x9f\x98\x80", "e\xcc\x81", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x94\xac"};

struct world {
	struct rng rng;
	struct rng_seed state;
	uint64_t seed;
	struct canvas *c;
	struct cell *before;
	struct pool *pool;
	struct line *line;
};

static uint16_t below(struct world *w, unsigned n)
{
	return (uint16_t)rng_below(w->rng, n);
}

static struct style random_style(struct world *w)
{
	return (struct style){.attrs = below(w, 8),
	        .fg = below(w, 2) ? COLOUR_INDEX(below(w, 256)) : COLOUR_DEFAULT};
}

static struct rect random_rect(struct world *w)
{
	return (struct rect){below(w, 30), below(w, 12), below(w, 30), below(w, 12)};
}

static void random_line(struct world *w)
{
	uint16_t cols = (uint16_t)(1 + below(w, 40)), x = 0;
	line_clear(w->line, 0);
	struct cell *cells = line_reserve(w->line, cols);
	while (x < cols) {
		const char *text = texts[below(w, 8)];
		uint8_t width = (uint8_t)width_text(text, strlen(text));
		struct style s = random_style(w);
		if (x + width > cols) {
			break;
		}
		cells[x] = (struct cell){.text = pool_text(w->pool, text, strlen(text)),
		        .style = pool_style(w->pool, &s),
		        .width = width};
		if (width == 2) {
			cells[x + 1] = (struct cell){.style = cells[x].style};
		}
		x = (uint16_t)(x + width);
	}
	w->line->len = x;
	line_trim(w->line);
}

static void reverse(void *ctx, struct style *s)
{
	(void)ctx;
	s->attrs ^= ATTR_REVERSE;
}

/* One random operation; returns the rectangle that it may change. */
static struct rect operate(struct world *w)
{
	struct rect r = random_rect(w);
	struct style s = random_style(w);
	const char *text = texts[below(w, 8)];
	switch (below(w, 5)) {
	case 0:
		canvas_put(w->c, r, below(w, 30), below(w, 12), text, strlen(text),
		        (uint8_t)width_text(text, strlen(text)), &s);
		break;
	case 1:
		canvas_fill(w->c, r, &s);
		break;
	case 2:
		random_line(w);
		r.rows = r.rows > 0 ? 1 : 0;
		canvas_line(w->c, r, w->line, w->pool, below(w, 30));
		break;
	case 3: {
		const char *long_text = "x\xe6\x97\xa5y\xf0\x9f\x98\x80z\xe6\x97\xa5\xe6\x97\xa5";
		uint16_t x = below(w, 30), n = canvas_text(w->c, r, x, below(w, 12), long_text,
		                                   strlen(long_text), &s);
		assert_true(n == 0 || x + n <= r.x + r.cols);
		break;
	}
	default:
		canvas_restyle(w->c, r, reverse, NULL);
		break;
	}
	return r;
}

static void check_halves(struct world *w)
{
	for (uint16_t y = 0; y < w->c->size.rows; y++) {
		for (uint16_t x = 0; x < w->c->size.cols; x++) {
			uint8_t width = canvas_at(w->c, x, y)->width;
			bool left_of = x > 0 && canvas_at(w->c, (uint16_t)(x - 1), y)->width == 2;
			if (width > 2 || (width == 0) != left_of ||
			        (width == 2 && x + 1 == w->c->size.cols)) {
				fail_msg("seed %lu: half a character at %u,%u",
				        (unsigned long)w->seed, x, y);
			}
		}
	}
}

/* A cell outside may only have been half of a wide character and be a blank of its style now. */
static void check_outside(struct world *w, struct rect r)
{
	for (uint16_t y = 0; y < w->c->size.rows; y++) {
		for (uint16_t x = 0; x < w->c->size.cols; x++) {
			const struct cell *now = canvas_at(w->c, x, y),
			                  *was = &w->before[(size_t)y * w->c->size.cols + x];
			if (rect_contains(r, x, y) || memcmp(now, was, sizeof(*now)) == 0) {
				continue;
			}
			bool beside =
			        y >= r.y && y < r.y + r.rows && (x + 1 == r.x || x == r.x + r.cols);
			if (!beside || was->width == 1 || now->width != 1 || now->text != 0 ||
			        now->style != was->style) {
				fail_msg("seed %lu: %u,%u changed outside", (unsigned long)w->seed,
				        x, y);
			}
		}
	}
}

static void laws(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct world w = {.seed = seed,
		        .c = canvas_new((struct size){24, 9}),
		        .pool = pool_new(),
		        .line = line_new(1)};
		size_t n = 24 * 9;
		w.rng = rng_seeded(&w.state, seed);
		w.before = mem_calloc(n, sizeof(*w.before));
		for (int i = 0; i < 200; i++) {
			memcpy(w.before, w.c->cells, n * sizeof(*w.before));
			struct rect r = operate(&w);
			check_halves(&w);
			check_outside(&w, r);
		}
		free(w.before);
		line_free(w.line);
		pool_free(w.pool);
		canvas_free(w.c);
	}
}

static void assert_row(struct canvas *c, uint16_t y, const char *want)
{
	char got[256];
	size_t n = 0;
	for (uint16_t x = 0; x < c->size.cols; x++) {
		const struct cell *cell = canvas_at(c, x, y);
		if (cell->width > 0) {
			size_t len = pool_text_get(c->pool, cell->text, got + n);
			got[n] = len == 0 ? '.' : got[n];
			n += len == 0 ? 1 : len;
		}
	}
	got[n] = '\0';
	assert_string_equal(got, want);
}

static void cuts_wide_ones(void **state)
{
	(void)state;
	const char *text = "ab\xe6\x97\xa5"
	                   "cd";
	const struct style plain = {0};
	struct canvas *c = canvas_new((struct size){6, 4});
	struct rect all = {0, 0, 6, 4};
	assert_int_equal(canvas_text(c, all, 0, 0, text, strlen(text), &plain), 6);
	assert_row(c, 0,
	        "ab\xe6\x97\xa5"
	        "cd");
	canvas_put(c, all, 3, 0, "x", 1, 1, &plain);
	assert_row(c, 0, "ab.xcd");
	assert_int_equal(
	        canvas_text(c, (struct rect){0, 1, 3, 1}, 0, 1, text, strlen(text), &plain), 2);
	assert_row(c, 1, "ab....");
	canvas_put(c, all, 5, 2, "\xe6\x97\xa5", 3, 2, &plain);
	assert_row(c, 2, "......");
	canvas_put(c, all, 4, 2, "\xe6\x97\xa5", 3, 2, &plain);
	canvas_put(c, all, 3, 2, "\xe6\x97\xa5", 3, 2, &plain);
	assert_row(c, 2, "...\xe6\x97\xa5.");
	canvas_fill(c, (struct rect){4, 0, 100, 100}, &plain);
	assert_row(c, 0, "ab.x..");
	assert_row(c, 2, "......");
	canvas_free(c);
}

static void takes_lines(void **state)
{
	(void)state;
	const char *text = "a\xe6\x97\xa5"
	                   "b";
	const struct style red = {.bg = COLOUR_INDEX(1), .attrs = ATTR_PROTECTED};
	struct canvas *c = canvas_new((struct size){6, 2});
	struct pool *pool = pool_new();
	struct line *l = line_new(1);
	struct style linked = {.link = pool_link(pool, bytes_str("http://x"), bytes_str("7"))};
	struct cell *cells = line_reserve(l, 4);
	cells[0] = (struct cell){.text = 'a', .style = pool_style(pool, &linked), .width = 1};
	cells[1] = (struct cell){.text = pool_text(pool, text + 1, 3), .width = 2};
	cells[2] = (struct cell){.width = 0};
	cells[3] = (struct cell){.text = 'b', .width = 1};
	l->len = 4;
	l->fill = pool_style(pool, &red);
	canvas_line(c, (struct rect){0, 0, 6, 1}, l, pool, 0);
	assert_row(c, 0,
	        "a\xe6\x97\xa5"
	        "b..");
	const struct style *s = pool_style_get(c->pool, canvas_at(c, 0, 0)->style);
	assert_true(bytes_equal(pool_link_get(c->pool, s->link)->uri, bytes_str("http://x")));
	s = pool_style_get(c->pool, canvas_at(c, 5, 0)->style);
	assert_int_equal(s->bg, COLOUR_INDEX(1));
	assert_int_equal(s->attrs, 0);
	canvas_line(c, (struct rect){1, 1, 2, 1}, l, pool, 2); /* begins in the wide one */
	assert_row(c, 1, "..b...");
	canvas_line(c, (struct rect){0, 1, 2, 1}, l, pool, 0); /* ends in it */
	assert_row(c, 1, "a.b...");
	line_free(l);
	pool_free(pool);
	canvas_free(c);
}

/* Pictures of ever new styles: what was drawn last is always right. */
static void forgets_styles(void **state)
{
	(void)state;
	struct canvas *c = canvas_new((struct size){40, 20});
	struct rect all = {0, 0, 40, 20};
	uint32_t n = 0;
	for (int i = 0; i < 200; i++) {
		canvas_clear(c);
		for (uint16_t at = 0; at < 800; at++, n++) {
			struct style s = {.fg = COLOUR_RGB(n >> 16, n >> 8, n)};
			canvas_put(c, all, at % 40, at / 40, "x", 1, 1, &s);
		}
		assert_int_equal(pool_style_get(c->pool, canvas_at(c, 0, 0)->style)->fg,
		        0x02000000u | (n - 800));
		assert_int_equal(pool_style_get(c->pool, canvas_at(c, 39, 19)->style)->fg,
		        0x02000000u | (n - 1));
	}
	canvas_free(c);
}

/* A row's text follows from its mark. */
static void draw_marked(struct canvas *c, uint16_t y, uint64_t mark)
{
	struct style s = {.fg = COLOUR_INDEX(mark % 7)};
	const struct rect all = {0, 0, c->size.cols, c->size.rows};
	canvas_text(c, all, (uint16_t)(mark % 5), y, texts[mark % 8], strlen(texts[mark % 8]), &s);
}

/* Composed anew each time, without marks: what the other has to be equal to. */
static void compose(struct canvas *c, const uint64_t *marks, const struct rect *over, bool whole)
{
	const struct style s = {.attrs = ATTR_BOLD};
	for (uint16_t y = 0; y < c->size.rows; y++) {
		if (canvas_row_begin(c, y, whole ? 0 : marks[y])) {
			draw_marked(c, y, marks[y]);
			canvas_row_made(c, y, marks[y]);
		}
	}
	if (over->cols > 0) {
		canvas_fill(c, *over, &s);
	}
}

static void assert_same(struct canvas *a, struct canvas *b, uint16_t y, uint64_t seed, int step)
{
	for (uint16_t x = 0; x < a->size.cols; x++) {
		const struct cell *l = canvas_at(a, x, y), *r = canvas_at(b, x, y);
		char s[CLUSTER_MAX], t[CLUSTER_MAX];
		size_t n = pool_text_get(a->pool, l->text, s), m = pool_text_get(b->pool, r->text, t);
		if (l->width != r->width || n != m || memcmp(s, t, n) != 0 ||
		        !style_equal(pool_style_get(a->pool, l->style), pool_style_get(b->pool, r->style))) {
			fail_msg("seed %llu step %d: cell %u,%u", (unsigned long long)seed, step, x, y);
		}
	}
}

/* Law: with rows that stand the picture is the same as without, and rows not touched are the twin's. */
static void rows_that_stand(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct world w = {.seed = seed};
		w.rng = rng_seeded(&w.state, seed);
		struct canvas *next = canvas_new((struct size){20, 8}), *shown = canvas_twin(next);
		struct canvas *plain = canvas_new((struct size){20, 8});
		uint64_t marks[8] = {1, 2, 3, 4, 5, 6, 7, 8};
		unsigned kept = 0;
		for (int step = 0; step < 60; step++) {
			struct rect over = below(&w, 3) == 0 ? random_rect(&w) : (struct rect){0};
			for (unsigned i = below(&w, 4); i > 0; i--) {
				marks[below(&w, 8)] = 1u + below(&w, 30);
			}
			for (uint16_t y = 0; y < 8; y++) {
				kept += next->made_of[y] == marks[y];
			}
			compose(next, marks, &over, false);
			compose(plain, marks, &over, true);
			for (uint16_t y = 0; y < 8; y++) {
				assert_same(next, plain, y, seed, step);
				if (!next->touched[y] && !shown->touched[y]) {
					assert_same(next, shown, y, seed, step);
				}
			}
			canvas_copy_to_twin(next);
			for (uint16_t y = 0; y < 8; y++) {
				assert_false(next->touched[y] || shown->touched[y]);
				assert_same(next, shown, y, seed, step);
			}
		}
		assert_true(kept > 100); /* else nothing was tried */
		canvas_free(next);
		canvas_free(shown);
		canvas_free(plain);
	}
}

static void sizes(void **state)
{
	(void)state;
	struct canvas *c = canvas_new((struct size){0, 0});
	assert_int_equal(c->size.cols, 1);
	c->cursor.visible = true;
	canvas_resize(c, (struct size){UINT16_MAX, 1});
	assert_int_equal(c->size.cols, 4096);
	assert_false(c->cursor.visible);
	canvas_resize(c, (struct size){1, UINT16_MAX});
	assert_int_equal(c->size.rows, 2048);
	assert_row(c, 2047, ".");
	canvas_free(c);
	canvas_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(laws),
	        cmocka_unit_test(cuts_wide_ones),
	        cmocka_unit_test(takes_lines),
	        cmocka_unit_test(forgets_styles),
	        cmocka_unit_test(rows_that_stand),
	        cmocka_unit_test(sizes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
