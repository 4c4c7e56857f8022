/* tests/unit/mux/msg_test.c -- every row of the table of messages: what is encoded decodes to the same
 * bytes, a cut one does not decode, and garbage is an error or a value, never more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"
#include "mux/head_msg.h"
#include "mux/history_msg.h"
#include "mux/line_msg.h"
#include "mux/object_msg.h"
#include "mux/wants_msg.h"
#include "window/limits.h"
#include "window/keys.h"

struct bench {
	struct pool *pool;
	struct style_table out, in;
	struct cell *cells;
	struct rng_seed seed;
	struct rng rng;
	uint8_t room[LIMIT_FRAME];
};

static struct pool *pool_of(void *ctx, uint32_t pane)
{
	(void)pane;
	return ((struct bench *)ctx)->pool;
}

static void bench_init(struct bench *b, uint64_t seed)
{
	b->pool = pool_new();
	b->cells = mem_calloc(LIMIT_TERM_COLS, sizeof(*b->cells));
	b->rng = rng_seeded(&b->seed, seed);
}

static void bench_finish(struct bench *b)
{
	pool_free(b->pool);
	free(b->cells);
}

static struct wr encode(struct bench *b, enum msg_type type, const void *msg)
{
	struct wr w;
	struct msg_out out = {.styles = &b->out, .pool = b->pool};
	style_table_init(&b->out);
	wr_init(&w, b->room, sizeof(b->room));
	msg_defs[type].encode(msg, &out, &w);
	return w;
}

static bool decode(struct bench *b, enum msg_type type, struct bytes from, void *msg)
{
	struct rd r;
	struct msg_in in = {.styles = &b->in, .ctx = b, .pool = pool_of, .cells = b->cells};
	style_table_init(&b->in);
	rd_init(&r, from);
	msg_defs[type].decode(&r, &in, msg);
	return rd_done(&r);
}

static uint64_t below(struct bench *b, uint64_t n)
{
	return rng_below(b->rng, n);
}

static void make_head(struct bench *b, struct head_msg *m)
{
	memset(m, 0, sizeof(*m));
	m->sections = (uint8_t)below(b, HEAD_SECTIONS + 1);
	m->pane = (uint32_t)below(b, UINT32_MAX);
	m->rev = 1000 + below(b, 1u << 30);
	m->geometry_rev = below(b, m->rev);
	m->cursor_rev = below(b, m->rev);
	m->size = (struct size){(uint16_t)(1 + below(b, 300)), 40};
	m->row_lo = 3;
	m->row_hi = 33;
	m->run_count = 2;
	m->runs[0] = (struct head_run){
	        .first = 1 + below(b, 1u << 20), .count = 20, .blank = below(b, 2)};
	m->runs[1] = (struct head_run){.first = 1 + below(b, 1u << 20), .count = 10};
	m->cursor = (struct term_cursor){
	        .x = 5, .y = 39, .wrap = below(b, 2), .shape = (uint8_t)below(b, 7)};
	m->modes = (uint32_t)below(b, 1u << 24);
	m->keyboard = (uint32_t)below(b, KEYBOARD_BITS + 1u);
	m->zone_line = below(b, 3);
	m->tty_rev = below(b, 50);
	m->tty = (struct tty_flags){.known = true, .echo = below(b, 2), .erase = 127, .lnext = 22};
	m->history_rev = below(b, m->rev);
	m->first = below(b, 1000);
	m->next = m->first + 100;
	m->epoch = (uint32_t)below(b, 9);
	m->since = (uint32_t)below(b, m->epoch + 1u);
	m->kept = below(b, 2) ? UINT64_MAX : below(b, 100);
	m->scrolled_count = 2;
	m->scrolled[0] = (struct term_scrolled){.id = 70, .version = 8, .number = m->next - 1};
	m->scrolled[1] = (struct term_scrolled){.id = 12, .version = 9, .number = m->next - 2};
	m->name_hi = 40;
	m->name_count = 2;
	m->names[0] = (struct head_name){.row = 2, .count = 3, .version = 900};
	m->names[1] = (struct head_name){.row = 30, .count = 1, .version = m->rev};
	m->digest = (uint32_t)below(b, UINT32_MAX);
}

static struct cell random_cell(struct bench *b)
{
	static const char *const clusters[] = {
	        "e\xcc\x81", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb"};
	struct style s = {
	        .fg = COLOUR_INDEX(below(b, 4)), .attrs = (uint16_t)(below(b, 2) * ATTR_BOLD)};
	struct cell c = {.style = below(b, 3) ? 0 : pool_style(b->pool, &s), .width = 1};
	switch (below(b, 5)) {
	case 0:
		break;
	case 1: {
		const char *k = clusters[below(b, 2)];
		c.text = pool_text(b->pool, k, strlen(k));
		c.width = (uint8_t)(1 + below(b, 2));
		break;
	}
	case 2:
		c.text = 0x6f22;
		c.width = 2;
		break;
	default:
		c.text = (uint32_t)('!' + below(b, 90));
	}
	return c;
}

static uint16_t make_cells(struct bench *b, struct cell *cells, uint16_t max)
{
	uint16_t n = 0;
	while (n + 2 <= max) {
		cells[n] = random_cell(b);
		if (cells[n].width == 2) {
			cells[n + 1] = (struct cell){.style = cells[n].style};
		}
		n = (uint16_t)(n + cells[n].width);
	}
	return n;
}

static void make_line(struct bench *b, struct line_msg *m, struct cell *cells, uint16_t max)
{
	uint16_t n = make_cells(b, cells, max);
	struct style blue = {.bg = COLOUR_RGB(1, 2, 3)};
	*m = (struct line_msg){.pane = 3,
	        .id = below(b, 1000),
	        .to = 50 + below(b, 1000),
	        .hi = n,
	        .part_hi = n,
	        .len = n,
	        .fill = below(b, 2) ? 0 : pool_style(b->pool, &blue),
	        .wrapped = below(b, 2),
	        .mark = (uint8_t)below(b, 4),
	        .cells = cells};
}

static void check_bytes(struct bench *b, enum msg_type type, const void *msg, void *back)
{
	struct wr w = encode(b, type, msg);
	assert_true(wr_ok(&w));
	uint8_t first[LIMIT_FRAME];
	size_t len = w.len;
	memcpy(first, b->room, len);
	for (size_t cut = 0; cut < len; cut++) {
		assert_false(decode(b, type, bytes_of(first, cut), back));
	}
	assert_true(decode(b, type, bytes_of(first, len), back));
	w = encode(b, type, back);
	assert_int_equal(w.len, len);
	assert_memory_equal(b->room, first, len);
}

static void test_round_trips(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct bench *b = mem_zalloc(sizeof(*b));
		bench_init(b, seed);
		struct head_msg *head = mem_alloc(2 * sizeof(*head));
		make_head(b, head);
		check_bytes(b, MSG_HEAD, head, head + 1);
		free(head);
		struct cell cells[120];
		struct line_msg line[2];
		make_line(b, &line[0], cells, (uint16_t)(2 + below(b, 100)));
		check_bytes(b, MSG_LINE, &line[0], &line[1]);
		struct history_msg *h = mem_zalloc(2 * sizeof(*h));
		*h = (struct history_msg){.pane = 1, .epoch = 2, .number = 9, .count = 2};
		h->records[0] = bytes_str("abc");
		check_bytes(b, MSG_HISTORY, h, h + 1);
		free(h);
		struct history_part part[2] = {{.pane = 1,
		        .number = 8,
		        .total = 20,
		        .offset = 5,
		        .data = bytes_str("xyz")}};
		check_bytes(b, MSG_HISTORY_PART, &part[0], &part[1]);
		struct object_msg o[2] = {{.kind = 3,
		        .zipped = true,
		        .id = 77,
		        .version = 4,
		        .total = 9,
		        .data = bytes_str("123")}};
		check_bytes(b, MSG_OBJECT, &o[0], &o[1]);
		struct link_msg k[2] = {{.pane = 2,
		        .name = 99,
		        .total = 30,
		        .offset = 10,
		        .data = bytes_str("http")}};
		check_bytes(b, MSG_LINK, &k[0], &k[1]);
		struct wants_msg wants[2] = {{.count = 3,
		        .at = {{WANT_PANE, 4, 0, 0, 5}, {WANT_LINE, 4, 77, 0, 9},
		                {WANT_HISTORY, 4, 10, 20, 1000}}}};
		check_bytes(b, MSG_WANTS, &wants[0], &wants[1]);
		bench_finish(b);
		free(b);
	}
}

/* A line cut at any room, put together again, is the line. */
static void test_cut_lines_join(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct bench *b = mem_zalloc(sizeof(*b));
		bench_init(b, seed);
		struct cell cells[300], joined[300];
		struct line_msg m;
		make_line(b, &m, cells, (uint16_t)(2 + below(b, 290)));
		uint16_t at = 0, hi = m.hi;
		do {
			struct wr w;
			struct msg_out out = {.styles = &b->out, .pool = b->pool};
			struct line_msg back;
			style_table_init(&b->out);
			wr_init(&w, b->room, 64 + below(b, 200));
			m.part_lo = at;
			m.part_hi = hi;
			m.cells = cells + at;
			assert_true(line_msg_put(&m, &out, &w));
			assert_true(m.part_hi > at || hi == 0);
			assert_true(decode(b, MSG_LINE, bytes_of(b->room + 1, w.len - 1), &back));
			assert_int_equal(back.hi, hi);
			assert_int_equal(back.part_lo, at);
			assert_int_equal(back.part_hi, m.part_hi);
			memcpy(joined + at, back.cells, (size_t)(m.part_hi - at) * sizeof(*joined));
			at = m.part_hi;
		} while (at < hi);
		assert_memory_equal(joined, cells, hi * sizeof(*cells));
		bench_finish(b);
		free(b);
	}
}

static void test_garbage_is_total(void **state)
{
	(void)state;
	struct bench *b = mem_zalloc(sizeof(*b));
	bench_init(b, 5);
	for (int type = 1; type < MSG_TYPES; type++) {
		void *msg = mem_zalloc(msg_defs[type].size);
		assert_non_null(msg_defs[type].name);
		for (int i = 0; i < 3000; i++) {
			uint8_t junk[200];
			size_t len = below(b, sizeof(junk));
			rng_fill(b->rng, junk, len);
			for (size_t k = 0; k < len; k++) {
				junk[k] = below(b, 3) ? (uint8_t)(junk[k] & 15) : junk[k];
			}
			decode(b, (enum msg_type)type, bytes_of(junk, len), msg);
		}
		free(msg);
	}
	bench_finish(b);
	free(b);
}

/* Controls never come out of a line, in whatever form they are sent. */
static void test_controls_do_not_decode(void **state)
{
	(void)state;
	struct bench *b = mem_zalloc(sizeof(*b));
	struct line_msg m;
	bench_init(b, 6);
	static const uint8_t narrow[] = {0, 1, 1, 5, 1, 0, 0, 1, 0x21, 0x1b};
	static const uint8_t c1[] = {0, 1, 1, 5, 1, 0, 0, 1, 0x21, 0xc2, 0x9b};
	static const uint8_t cluster[] = {0, 1, 1, 5, 1, 0, 0, 1, 0xe1, 2, 'e', 0x07};
	static const uint8_t good[] = {0, 1, 1, 5, 1, 0, 0, 1, 0x21, 'x'};
	assert_true(decode(b, MSG_LINE, bytes_of(good, sizeof(good)), &m));
	assert_false(decode(b, MSG_LINE, bytes_of(narrow, sizeof(narrow)), &m));
	assert_false(decode(b, MSG_LINE, bytes_of(c1, sizeof(c1)), &m));
	assert_false(decode(b, MSG_LINE, bytes_of(cluster, sizeof(cluster)), &m));
	bench_finish(b);
	free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_round_trips),
	        cmocka_unit_test(test_cut_lines_join),
	        cmocka_unit_test(test_garbage_is_total),
	        cmocka_unit_test(test_controls_do_not_decode),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
