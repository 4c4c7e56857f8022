/* tests/unit/mux/publish_test.c -- the rows say what the model says, and no row says more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "layout/tree.h"
#include "mux/publish.h"
#include "mux/tree.h"

static const struct term_cfg term_cfg = {.size = {80, 24}, .history_limit = 10};

static struct bytes row(const struct store *s, enum object_kind kind, uint32_t id)
{
	const struct object *o = store_get(s, kind, id);
	assert_non_null(o);
	return bytes_of(o->data, o->len);
}

static void check_session(const struct session *s, const struct store *rows)
{
	struct tree_session t;
	assert_int_equal(tree_session_decode(row(rows, OBJECT_SESSION, s->id), &t), 0);
	assert_int_equal(t.id, s->id);
	assert_string_equal(t.name, s->name);
	assert_int_equal(t.current, s->current);
	assert_int_equal(t.last, s->last_count > 0 ? s->last[0] : -1);
	assert_int_equal(t.link_count, s->link_count);
	for (size_t i = 0; i < s->link_count; i++) {
		assert_int_equal(t.links[i].index, s->links[i].index);
		assert_int_equal(t.links[i].window, s->links[i].window);
	}
	tree_session_finish(&t);
}

static void check_window(const struct window *w, const struct store *rows)
{
	struct tree_window t;
	assert_int_equal(tree_window_decode(row(rows, OBJECT_WINDOW, w->id), &t), 0);
	assert_int_equal(t.id, w->id);
	assert_string_equal(t.name, w->name);
	assert_int_equal(t.size.cols, w->size.cols);
	assert_int_equal(t.size.rows, w->size.rows);
	assert_true(layout_equal(t.layout, w->layout));
	assert_int_equal(t.active, w->active);
	assert_int_equal(t.zoomed, w->zoomed);
	assert_int_equal(t.bell, w->bell);
	assert_memory_equal(t.mru, w->mru, t.mru_count * sizeof(*t.mru));
	tree_window_finish(&t);
}

static void check(const struct model *m, const struct store *rows)
{
	struct tree_root t;
	assert_int_equal(tree_root_decode(row(rows, OBJECT_ROOT, 0), &t), 0);
	assert_true(t.instance == m->instance);
	assert_int_equal(t.session_count, m->session_count);
	for (size_t i = 0; i < m->session_count; i++) {
		assert_int_equal(t.sessions[i], m->sessions[i]->id);
		check_session(m->sessions[i], rows);
	}
	for (size_t i = 0; i < m->window_count; i++) {
		check_window(m->windows[i], rows);
	}
	assert_int_equal(store_count(rows), 2 + m->session_count + m->window_count);
	tree_root_finish(&t);
}

static void step(struct model *m, struct rng rng)
{
	struct session *s = m->session_count > 0 ? m->sessions[rng_below(rng, m->session_count)] : NULL;
	struct window *w = m->window_count > 0 ? m->windows[rng_below(rng, m->window_count)] : NULL;
	struct pane *p;
	switch (s == NULL ? 0 : rng_below(rng, 8)) {
	case 0:
		if (m->session_count < 4 && model_session_new(m, NULL, &s) == 0) {
			model_window_new(m, s, -1, 0, NULL, (struct size){80, 24}, &term_cfg, &w);
		}
		break;
	case 1:
	case 2:
		model_window_new(m, s, -1, 0, "w", (struct size){80, 24}, &term_cfg, &w);
		break;
	case 3:
		model_window_remove(m, w);
		break;
	case 4:
		model_pane_split(m, model_pane(m, w->active), AXIS_LEFT_RIGHT, -1, 0, &term_cfg, &p);
		break;
	case 5:
		model_window_select(m, s, (int)rng_below(rng, 4));
		break;
	case 6:
		model_window_zoom(m, w, !w->zoomed);
		break;
	case 7:
		w->bell = !w->bell;
		model_changed(m);
		break;
	}
}

static void test_rows_are_the_model(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct rng_seed seed_state;
		struct rng rng = rng_seeded(&seed_state, seed);
		struct model *m = model_new(seed, NULL);
		struct store *rows = store_new();
		struct publish p = {0};
		store_put(rows, OBJECT_KEYS, 0, bytes_str("not the tree's"));
		for (int i = 0; i < 60; i++) {
			step(m, rng);
			publish_tree(&p, m, rows);
			check(m, rows);
		}
		store_free(rows);
		model_free(m);
	}
}

static void test_silence(void **state)
{
	(void)state;
	struct model *m = model_new(1, NULL);
	struct store *rows = store_new();
	struct publish p = {0};
	publish_tree(&p, m, rows);
	uint64_t change = store_change(rows);
	assert_true(change > 0);
	store_remove(rows, OBJECT_ROOT, 0);
	publish_tree(&p, m, rows); /* the model did not change: not even looked at */
	assert_null(store_get(rows, OBJECT_ROOT, 0));
	model_changed(m);
	publish_tree(&p, m, rows);
	assert_non_null(store_get(rows, OBJECT_ROOT, 0));
	change = store_change(rows);
	model_changed(m);
	publish_tree(&p, m, rows); /* same rows: no new versions */
	assert_int_equal(store_change(rows), change);
	store_free(rows);
	model_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows_are_the_model),
		cmocka_unit_test(test_silence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
