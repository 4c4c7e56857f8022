/* tests/unit/mux/replica_test.c -- messages made by hand into a replica: what is shown when, and what
 * is asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/mem.h"
#include "mux/head_msg.h"
#include "mux/history_msg.h"
#include "mux/line_msg.h"
#include "mux/replica.h"
#include "mux/wants_msg.h"

enum { PANE = 3, ROWS = 2 };

/* A frame body under construction. */
struct frame {
	uint8_t room[LIMIT_FRAME];
	struct wr w;
	struct style_table styles;
	struct pool *pool;
};

static void frame_begin(struct frame *f)
{
	wr_init(&f->w, f->room, sizeof(f->room));
	style_table_init(&f->styles);
	f->pool = pool_new();
}

static void frame_send(struct frame *f, struct replica *r, usec_t now)
{
	assert_int_equal(replica_receive(r, wr_done(&f->w), now), 0);
	pool_free(f->pool);
}

/* Rows are lines 1 and 2; both are named at the versions given (0: not named). */
static void put_head(struct frame *f, uint64_t rev, bool geometry, uint64_t first, uint64_t second)
{
	struct head_msg *m = mem_zalloc(sizeof(*m));
	struct msg_out out = {.styles = &f->styles, .pool = f->pool};
	*m = (struct head_msg){.pane = PANE,
	        .rev = rev,
	        .geometry_rev = 1,
	        .cursor_rev = 1,
	        .size = {10, ROWS},
	        .row_hi = ROWS,
	        .run_count = 1,
	        .name_hi = ROWS};
	m->runs[0] = (struct head_run){.first = 1, .count = ROWS};
	m->sections = (uint8_t)(HEAD_NAMES | (geometry ? HEAD_GEOMETRY | HEAD_CURSOR : 0));
	if (first) {
		m->names[m->name_count++] = (struct head_name){0, 1, first};
	}
	if (second) {
		m->names[m->name_count++] = (struct head_name){1, 1, second};
	}
	assert_true(msg_put(MSG_HEAD, m, &out, &f->w));
	free(m);
}

static void put_line(struct frame *f, uint64_t id, uint64_t base, uint64_t to, const char *text)
{
	struct cell cells[16] = {{0}};
	uint16_t n = (uint16_t)strlen(text);
	struct msg_out out = {.styles = &f->styles, .pool = f->pool};
	for (uint16_t x = 0; x < n; x++) {
		cells[x] = (struct cell){.text = (uint8_t)text[x], .width = 1};
	}
	struct line_msg m = {.pane = PANE,
	        .id = id,
	        .base = base,
	        .to = to,
	        .hi = n,
	        .part_hi = n,
	        .len = n,
	        .cells = cells};
	assert_true(line_msg_put(&m, &out, &f->w));
}

static uint32_t letter(const struct replica *r, uint16_t y)
{
	return line_cell(replica_pane(r, PANE)->rows[y], 0).text;
}

/* A whole frame at revision 2. */
static struct replica *shown(usec_t now)
{
	struct replica *r = replica_new();
	struct frame f;
	frame_begin(&f);
	put_head(&f, 2, true, 2, 2);
	put_line(&f, 1, 0, 2, "a");
	put_line(&f, 2, 0, 2, "b");
	frame_send(&f, r, now);
	assert_int_equal(replica_pane(r, PANE)->rev, 2);
	return r;
}

static bool wanted(struct replica *r, usec_t now, struct wants_msg *m)
{
	uint8_t room[LIMIT_FRAME];
	struct wr w;
	struct rd rd;
	uint64_t token;
	wr_init(&w, room, sizeof(room));
	if (!replica_fill(r, SYNC_FOCUS, &w, now, &token)) {
		return false;
	}
	rd_init(&rd, wr_done(&w));
	assert_int_equal(rd_u8(&rd), MSG_WANTS);
	wants_msg_decode(&rd, NULL, m);
	assert_true(rd_done(&rd));
	return true;
}

static void test_shows_whole_frames_only(void **state)
{
	(void)state;
	struct replica *r = shown(SEC(1));
	struct frame f;
	frame_begin(&f);
	put_head(&f, 5, false, 5, 4);
	put_line(&f, 2, 2, 4, "B");
	frame_send(&f, r, SEC(1));
	assert_int_equal(replica_pane(r, PANE)->rev, 2);
	assert_int_equal(letter(r, 0), 'a');
	assert_int_equal(letter(r, 1), 'b'); /* held back with the rest */
	frame_begin(&f);
	put_head(&f, 5, false, 5, 4);
	put_line(&f, 1, 2, 5, "A");
	frame_send(&f, r, SEC(1));
	assert_int_equal(replica_pane(r, PANE)->rev, 5);
	assert_int_equal(letter(r, 0), 'A');
	assert_int_equal(letter(r, 1), 'B');
	replica_free(r);
}

static void test_torn_after_the_hold(void **state)
{
	(void)state;
	struct replica *r = shown(SEC(1));
	struct frame f;
	replica_set_rtt(r, MS(100));
	frame_begin(&f);
	put_head(&f, 5, false, 5, 4);
	put_line(&f, 2, 2, 4, "B");
	frame_send(&f, r, SEC(1));
	assert_int_equal(replica_deadline(r), SEC(1) + MS(25));
	replica_tick(r, SEC(1) + MS(24));
	assert_false(replica_pane(r, PANE)->torn);
	replica_tick(r, SEC(1) + MS(25));
	assert_true(replica_pane(r, PANE)->torn);
	assert_int_equal(letter(r, 1), 'B');
	assert_int_equal(letter(r, 0), 'a');
	replica_free(r);
}

static void test_cursor_row_is_never_held(void **state)
{
	(void)state;
	struct replica *r = shown(SEC(1));
	struct frame f;
	frame_begin(&f);
	put_head(&f, 5, false, 5, 4);
	put_line(&f, 1, 2, 5, "A"); /* the cursor is in row 0 */
	frame_send(&f, r, SEC(1));
	assert_true(replica_pane(r, PANE)->ahead);
	assert_int_equal(letter(r, 0), 'A');
	assert_int_equal(letter(r, 1), 'b');
	replica_free(r);
}

static void test_old_versions_are_ignored(void **state)
{
	(void)state;
	struct replica *r = shown(SEC(1));
	struct frame f;
	struct wants_msg m;
	frame_begin(&f);
	put_head(&f, 1, true, 1, 1);
	put_line(&f, 1, 0, 1, "z");
	frame_send(&f, r, SEC(1));
	assert_int_equal(replica_pane(r, PANE)->rev, 2);
	assert_int_equal(letter(r, 0), 'a');
	assert_false(wanted(r, SEC(1), &m));
	replica_free(r);
}

static void test_base_not_held_is_asked_for_once(void **state)
{
	(void)state;
	struct replica *r = shown(SEC(1));
	struct frame f;
	struct wants_msg m;
	frame_begin(&f);
	put_head(&f, 9, false, 9, 0);
	put_line(&f, 1, 7, 9, "x");
	frame_send(&f, r, SEC(1));
	assert_int_equal(letter(r, 0), 'a');
	assert_true(wanted(r, SEC(1), &m));
	assert_int_equal(m.count, 1);
	assert_int_equal(m.at[0].kind, WANT_LINE);
	assert_int_equal(m.at[0].lo, 1);
	uint64_t version = m.at[0].version;
	assert_false(wanted(r, SEC(1) + MS(50), &m));
	assert_true(wanted(r, SEC(1) + MS(100), &m)); /* again, as something new */
	assert_true(m.at[0].version > version);
	frame_begin(&f);
	put_head(&f, 9, false, 9, 0);
	put_line(&f, 1, 0, 9, "y");
	frame_send(&f, r, SEC(2));
	assert_int_equal(letter(r, 0), 'y');
	assert_false(wanted(r, SEC(3), &m));
	replica_free(r);
}

static void test_rows_neither_named_nor_known_are_asked_for(void **state)
{
	(void)state;
	struct replica *r = replica_new();
	struct frame f;
	struct wants_msg m;
	frame_begin(&f);
	put_head(&f, 2, true, 2, 0);
	put_line(&f, 1, 0, 2, "a");
	frame_send(&f, r, SEC(1));
	assert_true(wanted(r, SEC(1), &m));
	assert_int_equal(m.count, 1);
	assert_int_equal(m.at[0].lo, 2);
	assert_false(replica_is_whole(r));
	replica_free(r);
}

static void test_a_bad_tail_leaves_what_came_before(void **state)
{
	(void)state;
	struct replica *r = replica_new();
	struct frame f;
	frame_begin(&f);
	put_head(&f, 2, true, 2, 2);
	put_line(&f, 1, 0, 2, "a");
	put_line(&f, 2, 0, 2, "b");
	wr_u8(&f.w, 200);
	assert_true(replica_receive(r, wr_done(&f.w), SEC(1)) < 0);
	pool_free(f.pool);
	assert_int_equal(letter(r, 1), 'b');
	assert_int_equal(replica_figures(r).bad_frames, 1);
	replica_free(r);
}

/* Records first .. first + n - 1. */
static void send_records(struct replica *r, uint64_t first, size_t n, usec_t now)
{
	static const uint8_t packed[] = {0, 3, 'a', 'b', 'c'};
	struct history_msg *m = mem_zalloc(sizeof(*m));
	struct frame f;
	frame_begin(&f);
	struct msg_out out = {.styles = &f.styles, .pool = f.pool};
	*m = (struct history_msg){.pane = PANE, .number = first + n - 1, .count = n};
	for (size_t i = 0; i < n; i++) {
		m->records[i] = bytes_of(packed, sizeof(packed));
	}
	assert_true(msg_put(MSG_HISTORY, m, &out, &f.w));
	frame_send(&f, r, now);
	free(m);
}

/* A second after the last record came, the history gives back what it does not need. */
static void test_a_quiet_history_is_packed(void **state)
{
	(void)state;
	struct replica *r = shown(SEC(1));
	struct history *h = replica_pane(r, PANE)->history;
	history_drop_before(h, 0); /* as the extent in a head says */
	assert_int_equal(replica_deadline(r), USEC_NEVER);
	for (uint64_t at = 0; at < 4096; at += 64) {
		send_records(r, at, 64, SEC(2));
	}
	size_t before = history_bytes(h), steps = 0;
	assert_int_equal(history_count(h), 4096);
	assert_int_equal(replica_deadline(r), SEC(3));
	replica_tick(r, SEC(3) - 1);
	assert_int_equal(history_bytes(h), before);
	while (replica_deadline(r) != USEC_NEVER && steps++ < 100) {
		replica_tick(r, replica_deadline(r));
	}
	assert_int_equal(replica_deadline(r), USEC_NEVER);
	assert_true(history_bytes(h) < before);
	assert_int_equal(history_count(h), 4096);
	replica_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_shows_whole_frames_only),
	        cmocka_unit_test(test_torn_after_the_hold),
	        cmocka_unit_test(test_cursor_row_is_never_held),
	        cmocka_unit_test(test_old_versions_are_ignored),
	        cmocka_unit_test(test_base_not_held_is_asked_for_once),
	        cmocka_unit_test(test_rows_neither_named_nor_known_are_asked_for),
	        cmocka_unit_test(test_a_bad_tail_leaves_what_came_before),
	        cmocka_unit_test(test_a_quiet_history_is_packed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
