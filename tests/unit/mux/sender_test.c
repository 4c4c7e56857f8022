/* tests/unit/mux/sender_test.c -- when a sender is ready, what goes first, and what loss does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "mux/replica.h"
#include "mux/sender.h"
#include "mux/tree.h"

struct rig {
	struct model *model;
	struct session *session;
	struct pane *pane;
	struct store *own;
	struct sender *sender;
	struct replica *replica;
};

static void rig_init(struct rig *g, struct size size)
{
	struct model_host host = {0};
	struct term_cfg cfg = {.size = size, .history_limit = 100};
	struct window *w;
	g->model = model_new(5, &host);
	assert_int_equal(model_session_new(g->model, "s", &g->session), 0);
	assert_int_equal(model_window_new(g->model, g->session, -1, 0, "w", size, &cfg, &w), 0);
	g->pane = model_pane(g->model, w->active);
	g->own = store_new();
	g->sender = sender_new(g->model, NULL, g->own);
	g->replica = replica_new();
	sender_set_view(g->sender, &w->active, 1, NULL, 0);
}

static void rig_finish(struct rig *g)
{
	sender_free(g->sender);
	replica_free(g->replica);
	store_free(g->own);
	model_free(g->model);
}

static bool fill(
        struct rig *g, enum sync_class c, size_t room, usec_t now, uint64_t *token, bool deliver)
{
	uint8_t space[LIMIT_FRAME];
	struct wr w;
	wr_init(&w, space, room);
	if (!sender_fill(g->sender, c, &w, now, token)) {
		assert_int_equal(w.len, 0);
		return false;
	}
	assert_true(wr_ok(&w) && w.len > 0 && w.len <= room);
	if (deliver) {
		assert_int_equal(replica_receive(g->replica, wr_done(&w), now), 0);
	}
	return true;
}

/* Everything reaches the replica. */
static void drain(struct rig *g, usec_t now)
{
	uint64_t token;
	for (int c = 0; c < SYNC_CLASSES; c++) {
		while (usec_reached(sender_ready_at(g->sender, (enum sync_class)c, now), now) &&
		        fill(g, (enum sync_class)c, 1200, now, &token, true)) {
			sender_acked(g->sender, token);
		}
	}
}

static void write_at(struct rig *g, const char *s, usec_t now, bool answers)
{
	term_write(g->pane->term, bytes_str(s));
	sender_pane_output(g->sender, g->pane->id, now, answers);
}

static const char *first_text(struct rig *g, char out[64])
{
	const struct replica_pane *r = replica_pane(g->replica, g->pane->id);
	struct buf b = {0};
	line_text(r->rows[0], r->pool, 0, 60, true, &b);
	size_t n = b.len < 63 ? b.len : 63;
	memcpy(out, b.len ? (const char *)buf_bytes(&b).data : "", n);
	out[n] = '\0';
	buf_finish(&b);
	return out;
}

static void test_ready_after_quiet(void **state)
{
	(void)state;
	struct rig g;
	usec_t t = SEC(1);
	rig_init(&g, (struct size){20, 5});
	drain(&g, t + MS(50));
	assert_true(sender_ready_at(g.sender, SYNC_FOCUS, t) == USEC_NEVER);
	write_at(&g, "a", t, false);
	assert_int_equal(sender_ready_at(g.sender, SYNC_FOCUS, t), t + MS(2));
	write_at(&g, "b", t + MS(1), true);
	assert_int_equal(sender_ready_at(g.sender, SYNC_FOCUS, t), t + MS(1) + 500);
	drain(&g, t + MS(20));
	for (usec_t at = t + MS(30); at <= t + MS(45); at += MS(1)) { /* it keeps coming */
		write_at(&g, "c", at, false);
	}
	assert_int_equal(sender_ready_at(g.sender, SYNC_FOCUS, t + MS(45)), t + MS(38));
	assert_true(sender_ready_at(g.sender, SYNC_VISIBLE, t) == USEC_NEVER);
	rig_finish(&g);
}

static void test_an_answer_that_is_there_goes_at_once(void **state)
{
	(void)state;
	struct rig g;
	usec_t t = SEC(1);
	rig_init(&g, (struct size){20, 5});
	drain(&g, t);
	write_at(&g, "a", t, false);
	sender_pane_answered(g.sender, g.pane->id); /* nobody asked */
	assert_int_equal(sender_ready_at(g.sender, SYNC_ECHO, t), USEC_NEVER);
	assert_int_equal(sender_ready_at(g.sender, SYNC_FOCUS, t), t + MS(2));
	drain(&g, t + MS(3));
	write_at(&g, "b", t + MS(5), true);
	sender_pane_answered(g.sender, g.pane->id);
	assert_true(sender_ready_at(g.sender, SYNC_ECHO, t + MS(5)) <= t + MS(5));
	drain(&g, t + MS(5));
	write_at(&g, "c", t + MS(6), true); /* more of the same answer is waited for */
	assert_int_equal(sender_ready_at(g.sender, SYNC_ECHO, t + MS(6)), t + MS(6) + 500);
	rig_finish(&g);
}

/* It would go past the pace of the link for as long as it lasts. */
static void test_a_flood_is_not_one_long_answer(void **state)
{
	(void)state;
	struct rig g;
	usec_t t = SEC(1);
	int bodies = 0;
	rig_init(&g, (struct size){80, 24});
	drain(&g, t);
	write_at(&g, "begins", t, true);
	for (int i = 0; i < 100; i++) {
		uint64_t token;
		t += MS(10);
		for (int y = 0; y < 24; y++) {
			char line[64];
			snprintf(line, sizeof(line), "%d and %d, whatever else there is to say\r\n", i * 7919, y * 104729);
			write_at(&g, line, t, false);
		}
		if (usec_reached(sender_ready_at(g.sender, SYNC_ECHO, t + MS(9)), t + MS(9))) {
			bodies += fill(&g, SYNC_ECHO, 250, t + MS(9), &token, false);
		}
	}
	assert_in_range(bodies, 1, 4);
	assert_true(sender_ready_at(g.sender, SYNC_FOCUS, t) <= t + MS(8));
	write_at(&g, "^C", t, true); /* and what follows the next key is one again */
	assert_true(sender_ready_at(g.sender, SYNC_ECHO, t) <= t + MS(8));
	rig_finish(&g);
}

/* A flood pushes records through the history that nobody will ever look at. */
static void test_a_flood_sends_its_history_in_lots(void **state)
{
	(void)state;
	struct rig g;
	uint64_t token;
	usec_t t = SEC(1), end = t + SEC(2);
	size_t bytes = 0, came = 0;
	rig_init(&g, (struct size){20, 5});
	sender_set_lots(g.sender, MS(200));
	drain(&g, t);
	for (; t < end; t += MS(5)) {
		for (int i = 0; i < 150; i++) { /* more than the 100 lines that are kept */
			term_write(g.pane->term, bytes_str("all the same line\r\n"));
			bytes += 19;
		}
		sender_pane_output(g.sender, g.pane->id, t, false);
		uint8_t room[LIMIT_FRAME];
		struct wr w;
		wr_init(&w, room, 1200);
		while (usec_reached(sender_ready_at(g.sender, SYNC_IDLE, t), t) &&
		        sender_fill(g.sender, SYNC_IDLE, &w, t, &token)) {
			came += w.len;
			sender_acked(g.sender, token);
			wr_init(&w, room, 1200);
		}
	}
	assert_in_range(came, 1000, bytes / 25);
	drain(&g, t);
	assert_false(sender_history_quiet(g.sender));
	drain(&g, t + MS(200));
	assert_true(sender_history_quiet(g.sender));
	rig_finish(&g);
}

static void test_mode_2026_holds_back(void **state)
{
	(void)state;
	struct rig g;
	uint64_t token;
	usec_t t = SEC(1);
	rig_init(&g, (struct size){20, 5});
	drain(&g, t);
	write_at(&g, "\033[?2026hx", t, false);
	g.pane->sync_since = t;
	assert_int_equal(sender_ready_at(g.sender, SYNC_FOCUS, t + MS(50)), t + MS(150));
	assert_false(fill(&g, SYNC_FOCUS, 1200, t + MS(100), &token, true));
	assert_true(fill(&g, SYNC_FOCUS, 1200, t + MS(150), &token, true));
	sender_acked(g.sender, token); /* one frame, and no more while nothing changes */
	for (int c = 0; c < SYNC_CLASSES; c++) {
		assert_true(sender_ready_at(g.sender, (enum sync_class)c, t + SEC(1)) == USEC_NEVER);
	}
	rig_finish(&g);
}

static void test_lost_is_dirty_unless_superseded(void **state)
{
	(void)state;
	struct rig g;
	uint64_t a, b, c;
	char text[64];
	usec_t t = SEC(1);
	rig_init(&g, (struct size){20, 5});
	drain(&g, t);
	write_at(&g, "one", t, false);
	assert_true(fill(&g, SYNC_FOCUS, 1200, t + MS(9), &a, false));
	write_at(&g, " two", t + MS(10), false);
	assert_true(fill(
	        &g, SYNC_FOCUS, 1200, t + MS(19), &b, true)); /* covers what the first carried */
	assert_string_equal(first_text(&g, text), "one two");
	sender_lost(g.sender, a);
	assert_false(fill(&g, SYNC_FOCUS, 1200, t + MS(20), &c, false));
	sender_lost(g.sender, b);
	assert_true(sender_ready_at(g.sender, SYNC_FOCUS, t + MS(21)) <= t + MS(21));
	assert_true(fill(&g, SYNC_FOCUS, 1200, t + MS(22), &c, true));
	assert_false(sender_is_quiet(g.sender));
	sender_acked(g.sender, c);
	assert_true(sender_is_quiet(g.sender));
	rig_finish(&g);
}

static void test_small_budgets_make_progress(void **state)
{
	(void)state;
	struct rig g;
	struct buf out = {0};
	uint64_t token;
	usec_t t = SEC(1);
	rig_init(&g, (struct size){150, 50});
	for (int y = 0; y < 49; y++) {
		for (int x = 0; x < 148; x++) {
			buf_printf(&out, "\033[38;5;%dm%c", x % 256, 'a' + (x * 7 + y) % 26);
		}
		buf_puts(&out, "\r\n");
	}
	term_write(g.pane->term, buf_bytes(&out));
	sender_pane_output(g.sender, g.pane->id, t, false);
	size_t frames = 0;
	for (; frames < 2000 && fill(&g, SYNC_FOCUS, 200, t + MS(20), &token, true); frames++) {
		sender_acked(g.sender, token);
	}
	assert_in_range(frames, 50, 1999);
	assert_false(replica_pane(g.replica, g.pane->id)->torn);
	assert_int_equal(replica_pane(g.replica, g.pane->id)->rev, term_revision(g.pane->term));
	buf_finish(&out);
	rig_finish(&g);
}

static void test_echo_goes_first_and_takes_the_answer_along(void **state)
{
	(void)state;
	struct rig g;
	struct buf row = {0};
	struct tree_echo echo = {.offset = 42};
	uint64_t token;
	char text[64];
	usec_t t = SEC(1);
	rig_init(&g, (struct size){20, 5});
	drain(&g, t);
	tree_echo_encode(&echo, &row);
	assert_int_equal(store_put(g.own, OBJECT_ECHO, g.pane->id, buf_bytes(&row)), 0);
	sender_store_changed(g.sender);
	write_at(&g, "k", t, true);
	assert_in_range(sender_ready_at(g.sender, SYNC_ECHO, t), t + 1, t + MS(1));
	sender_pane_answered(g.sender, g.pane->id);
	assert_int_equal(sender_ready_at(g.sender, SYNC_ECHO, t), 0);
	assert_true(fill(&g, SYNC_ECHO, 1200, t + 600, &token, true));
	assert_int_equal(replica_pane(g.replica, g.pane->id)->echo.offset, 42);
	assert_string_equal(first_text(&g, text), "k");
	assert_true(sender_ready_at(g.sender, SYNC_FOCUS, t + MS(1)) == USEC_NEVER);
	buf_finish(&row);
	rig_finish(&g);
}

/* What settled without an answer is no echo, and an answer that was lost is one again. */
static void test_what_counts_as_echo(void **state)
{
	(void)state;
	struct rig g;
	struct buf row = {0};
	struct tree_echo echo = {.offset = 42};
	uint64_t token;
	usec_t t = SEC(1);
	rig_init(&g, (struct size){20, 5});
	drain(&g, t);
	tree_echo_encode(&echo, &row);
	assert_int_equal(store_put(g.own, OBJECT_ECHO, g.pane->id, buf_bytes(&row)), 0);
	sender_store_changed(g.sender);
	assert_true(sender_ready_at(g.sender, SYNC_ECHO, t) == USEC_NEVER);
	assert_int_equal(sender_ready_at(g.sender, SYNC_FOCUS, t), 0);
	assert_true(fill(&g, SYNC_FOCUS, 1200, t, &token, true));
	assert_int_equal(replica_pane(g.replica, g.pane->id)->echo.offset, 42);
	write_at(&g, "k", t, true);
	assert_true(fill(&g, SYNC_ECHO, 1200, t + MS(1), &token, false));
	sender_lost(g.sender, token);
	assert_int_equal(sender_ready_at(g.sender, SYNC_ECHO, t + MS(2)), 0);
	assert_true(fill(&g, SYNC_ECHO, 1200, t + MS(2), &token, true));
	sender_acked(g.sender, token);
	buf_finish(&row);
	rig_finish(&g);
}

/* A link longer than the datagram arrives all the same. */
static void test_long_links_pass_small_budgets(void **state)
{
	(void)state;
	struct rig g;
	struct buf out = {0};
	uint64_t token;
	usec_t t = SEC(1);
	rig_init(&g, (struct size){20, 5});
	buf_puts(&out, "\033]8;id=me;http://h/");
	for (int i = 0; i < 900; i++) {
		buf_u8(&out, (uint8_t)('a' + i % 26));
	}
	buf_puts(&out, "\033\\here\033]8;;\033\\");
	term_write(g.pane->term, buf_bytes(&out));
	sender_pane_output(g.sender, g.pane->id, t, false);
	size_t frames = 0;
	for (; frames < 40 && fill(&g, SYNC_FOCUS, 200, t + MS(20), &token, true); frames++) {
		sender_acked(g.sender, token);
	}
	const struct replica_pane *r = replica_pane(g.replica, g.pane->id);
	const struct style *s = pool_style_get(r->pool, r->rows[0]->cells[0].style);
	assert_non_null(pool_link_get(r->pool, s->link));
	assert_int_equal(pool_link_get(r->pool, s->link)->uri.len, 909);
	assert_in_range(frames, 5, 39);
	buf_finish(&out);
	rig_finish(&g);
}

static void test_garbage_wants_are_counted_and_ignored(void **state)
{
	(void)state;
	struct rig g;
	rig_init(&g, (struct size){20, 5});
	assert_true(sender_receive(g.sender, bytes_str("garbage")) < 0);
	assert_int_equal(sender_receive(g.sender, bytes_str("")), 0);
	rig_finish(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_ready_after_quiet),
	        cmocka_unit_test(test_an_answer_that_is_there_goes_at_once),
	        cmocka_unit_test(test_a_flood_is_not_one_long_answer),
	        cmocka_unit_test(test_a_flood_sends_its_history_in_lots),
	        cmocka_unit_test(test_mode_2026_holds_back),
	        cmocka_unit_test(test_lost_is_dirty_unless_superseded),
	        cmocka_unit_test(test_small_budgets_make_progress),
	        cmocka_unit_test(test_echo_goes_first_and_takes_the_answer_along),
	        cmocka_unit_test(test_what_counts_as_echo),
	        cmocka_unit_test(test_long_links_pass_small_budgets),
	        cmocka_unit_test(test_garbage_wants_are_counted_and_ignored),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
