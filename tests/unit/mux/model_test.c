/* tests/unit/mux/model_test.c -- random programs of model operations keep the structure whole; and
 * what each does, as in tmux. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/rng.h"
#include "layout/limits.h"
#include "layout/preset.h"
#include "mux/model.h"

#define PROGRAMS 60
#define STEPS 250

struct world {
	struct model *m;
	struct rng rng;
	struct rng_seed state;
	uint64_t seed;
	size_t made, removed; /* panes */
	size_t sessions_gone, resized;
};

static const struct term_cfg term_cfg = {.size = {80, 24}, .history_limit = 10};

static void on_resized(void *ctx, struct pane *p)
{
	struct world *w = ctx;
	assert_ptr_equal(model_pane(w->m, p->id), p);
	w->resized++;
}

static void on_removed(void *ctx, struct pane *p)
{
	struct world *w = ctx;
	assert_ptr_equal(model_pane(w->m, p->id), p);
	w->removed++;
}

/* Moves the clients to any other session. */
static void on_session_removed(void *ctx, struct session *s)
{
	struct world *w = ctx;
	assert_ptr_equal(model_session(w->m, s->id), s);
	w->sessions_gone++;
	struct session *other = NULL;
	for (size_t i = 0; i < w->m->session_count; i++) {
		other = w->m->sessions[i] != s ? w->m->sessions[i] : other;
	}
	for (size_t i = 0; i < w->m->client_count; i++) {
		if (w->m->clients[i]->session == s->id) {
			model_client_attach(w->m, w->m->clients[i], other);
		}
	}
}

static void begin(struct world *w, uint64_t seed)
{
	memset(w, 0, sizeof(*w));
	w->seed = seed;
	w->rng = rng_seeded(&w->state, seed);
	struct model_host host = {.ctx = w, .pane_resized = on_resized, .pane_removed = on_removed,
		.session_removed = on_session_removed};
	w->m = model_new(seed, &host);
}

static void end(struct world *w)
{
	model_free(w->m);
	assert_int_equal(w->made, w->removed);
}

static size_t below(struct world *w, size_t n)
{
	return (size_t)rng_below(w->rng, n);
}

static struct session *any_session(struct world *w)
{
	return w->m->session_count > 0 ? w->m->sessions[below(w, w->m->session_count)] : NULL;
}

static struct window *any_window(struct world *w)
{
	return w->m->window_count > 0 ? w->m->windows[below(w, w->m->window_count)] : NULL;
}

static struct pane *any_pane(struct world *w)
{
	return w->m->pane_count > 0 ? w->m->panes[below(w, w->m->pane_count)] : NULL;
}

static int any_index(struct world *w)
{
	return (int)below(w, 12) - 1;
}

static struct size any_size(struct world *w)
{
	return (struct size){.cols = (uint16_t)below(w, below(w, 8) == 0 ? 9000 : 130),
		.rows = (uint16_t)below(w, below(w, 8) == 0 ? 3000 : 50)};
}

/* A session that commands made has a window. */
static void step_session(struct world *w)
{
	static const char *const names[] = {NULL, "a", "b.c", "work:1", "", "\001\x7f", "\xff", "0",
		"1"};
	struct session *s = any_session(w);
	struct window *made;
	switch (below(w, s != NULL ? 3 : 1)) {
	case 0:
		if (w->m->session_count < 6 &&
			model_session_new(w->m, names[below(w, 9)], &s) == 0) {
			assert_int_equal(model_window_new(w->m, s, -1, 1, NULL, any_size(w), &term_cfg,
				&made), 0);
			w->made++;
		}
		break;
	case 1:
		model_session_rename(w->m, s, names[1 + below(w, 8)]);
		break;
	case 2:
		if (below(w, 4) == 0) {
			model_session_remove(w->m, s);
		}
		break;
	}
}

static void step_window(struct world *w)
{
	struct session *s = any_session(w), *t = any_session(w);
	struct window *win = any_window(w), *made;
	if (s == NULL) {
		return;
	}
	switch (below(w, 11)) {
	case 0:
	case 1:
		w->made += model_window_new(w->m, s, any_index(w), (int)below(w, 3), "x", any_size(w),
			&term_cfg, &made) == 0;
		break;
	case 2:
		model_window_link(w->m, win, s, any_index(w), 0);
		break;
	case 3:
		model_window_unlink(w->m, s, any_index(w));
		break;
	case 4:
		if (below(w, 3) == 0) {
			model_window_remove(w->m, win);
		}
		break;
	case 5:
		model_window_select(w->m, s, any_index(w));
		break;
	case 6:
		model_window_move(w->m, s, any_index(w), t, any_index(w));
		break;
	case 7:
		model_window_swap(w->m, s, any_index(w), t, any_index(w));
		break;
	case 8:
		model_session_renumber(w->m, s, (int)below(w, 2));
		break;
	case 9:
		model_session_make_gap(w->m, s, any_index(w));
		break;
	case 10:
		model_window_resize(w->m, win, any_size(w));
		break;
	}
}

static void step_layout(struct world *w, struct window *win)
{
	switch (below(w, 4)) {
	case 0:
		layout_apply_preset(win->layout, (enum layout_preset)below(w, LAYOUT_PRESETS), 80, 24);
		model_window_relayout(w->m, win);
		break;
	case 1:
		model_window_rotate(w->m, win, below(w, 2) == 0);
		break;
	case 2:
		model_window_zoom(w->m, win, below(w, 3) > 0);
		break;
	case 3:
		layout_move_border(win->layout, win->active, (enum layout_dir)below(w, 4), 3);
		model_window_relayout(w->m, win);
		break;
	}
}

static void step_pane(struct world *w)
{
	struct pane *p = any_pane(w), *q = any_pane(w), *made;
	struct session *s = any_session(w);
	struct window *win;
	enum axis axis = below(w, 2) == 0 ? AXIS_LEFT_RIGHT : AXIS_TOP_BOTTOM;
	int cells = (int)below(w, 12) - 1;
	unsigned flags = (unsigned)below(w, 4);
	if (p == NULL) {
		return;
	}
	switch (below(w, 9)) {
	case 0:
	case 1:
	case 2:
		w->made += model_pane_split(w->m, p, axis, cells, flags, &term_cfg, &made) == 0;
		break;
	case 3:
		model_pane_remove(w->m, p);
		break;
	case 4:
		model_pane_select(w->m, p);
		break;
	case 5:
		model_pane_swap(w->m, p, q);
		break;
	case 6:
		model_pane_break(w->m, p, s, any_index(w), below(w, 2) == 0 ? "n" : NULL, &win);
		break;
	case 7:
		model_pane_join(w->m, p, q, axis, cells, flags);
		break;
	case 8:
		step_layout(w, model_window(w->m, p->window));
		break;
	}
}

static void step_client(struct world *w)
{
	struct model *m = w->m;
	struct model_client *c = m->client_count > 0 ? m->clients[below(w, m->client_count)] : NULL;
	if (m->client_count < 3) {
		model_client_new(m, below(w, 2) == 0 ? "/dev/pts/1" : NULL, any_size(w));
	} else if (below(w, 4) == 0) {
		model_client_remove(m, c);
	} else {
		model_client_attach(m, c, below(w, 4) == 0 ? NULL : any_session(w));
	}
}

static void test_random_programs(void **state)
{
	(void)state;
	size_t resized = 0, gone = 0;
	for (uint64_t seed = 1; seed <= PROGRAMS; seed++) {
		struct world w;
		begin(&w, seed);
		for (int i = 0; i < STEPS; i++) {
			switch (below(&w, 8)) {
			case 0:
				step_session(&w);
				break;
			case 1:
			case 2:
				step_window(&w);
				break;
			case 3:
				step_client(&w);
				break;
			default:
				step_pane(&w);
				break;
			}
			const char *bad = model_check(w.m);
			if (bad != NULL || w.made - w.removed != w.m->pane_count) {
				fail_msg("seed %llu step %d: %s", (unsigned long long)seed, i,
					bad != NULL ? bad : "panes are counted wrong");
			}
		}
		resized += w.resized;
		gone += w.sessions_gone;
		end(&w);
	}
	assert_true(resized > PROGRAMS && gone > PROGRAMS);
}

/* The shape of everything as one number, to see that failures change nothing. */
static uint64_t digest(const struct model *m)
{
	uint64_t sum = 1;
	for (size_t i = 0; i < m->session_count; i++) {
		const struct session *s = m->sessions[i];
		sum = sum * 31 + s->id + (uint64_t)s->current * 7;
		for (size_t j = 0; j < s->link_count; j++) {
			sum = sum * 31 + s->links[j].window + (uint64_t)s->links[j].index * 1000;
		}
		for (size_t j = 0; j < s->last_count; j++) {
			sum = sum * 31 + (uint64_t)s->last[j];
		}
	}
	for (size_t i = 0; i < m->pane_count; i++) {
		const struct pane *p = m->panes[i];
		struct rect r = {0};
		bool shown = model_pane_rect(m, p, &r);
		sum = sum * 31 + p->id + shown + p->window * 100u;
		sum = sum * 31 + r.x * 3u + r.y * 5u + r.cols * 7u + r.rows;
		sum = sum * 31 + (model_window(m, p->window)->active == p->id);
	}
	return sum;
}

/* What changes the structure raises change; what does not raise it changed nothing. */
static void test_change_rises(void **state)
{
	(void)state;
	for (uint64_t seed = 1000; seed < 1000 + PROGRAMS / 2; seed++) {
		struct world w;
		begin(&w, seed);
		for (int i = 0; i < STEPS; i++) {
			uint64_t before = digest(w.m), change = w.m->change;
			switch (below(&w, 4)) {
			case 0:
				step_session(&w);
				break;
			case 1:
				step_window(&w);
				break;
			default:
				step_pane(&w);
				break;
			}
			assert_true(w.m->change >= change);
			if (digest(w.m) != before && w.m->change == change) {
				fail_msg("seed %llu step %d: changed in silence", (unsigned long long)seed, i);
			}
		}
		end(&w);
	}
}

static struct session *make_session(struct world *w, const char *name)
{
	struct session *s;
	assert_int_equal(model_session_new(w->m, name, &s), 0);
	return s;
}

static const struct size size_80 = {80, 24};

static struct window *make_window(struct world *w, struct session *s, int index)
{
	struct window *win;
	assert_int_equal(model_window_new(w->m, s, index, 0, NULL, size_80, &term_cfg, &win), 0);
	w->made++;
	return win;
}

static struct pane *make_pane(struct world *w, uint32_t of)
{
	struct pane *p;
	struct pane *old = model_pane(w->m, of);
	assert_int_equal(model_pane_split(w->m, old, AXIS_LEFT_RIGHT, -1, 0, &term_cfg, &p), 0);
	w->made++;
	return p;
}

static void test_names(void **state)
{
	(void)state;
	static const struct {
		const char *given, *want;
	} rows[] = {
		{"plain", "plain"}, {"a:b.c", "a_b_c"}, {"a\tb\x1b[1mc", "ab[1mc"}, {"", ""}, {"\x7f", ""},
		{"\xc2\x85x", "x"}, {"\xff", "\xef\xbf\xbd"}, {"\xe2\x82\xac", "\xe2\x82\xac"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *made = model_clean_name(rows[i].given);
		assert_string_equal(made, rows[i].want);
		free(made);
	}
	char *kept = model_clean_title("a:b.c");
	assert_string_equal(kept, "a:b.c");
	free(kept);
	char longest[3 * LIMIT_NAME + 1];
	for (size_t i = 0; i < LIMIT_NAME; i++) {
		memcpy(longest + 3 * i, "\xe2\x82\xac", 4);
	}
	char *cut = model_clean_name(longest);
	assert_int_equal(strlen(cut), LIMIT_NAME - LIMIT_NAME % 3);
	free(cut);
}

static void test_session_names(void **state)
{
	(void)state;
	struct world w;
	begin(&w, 1);
	struct session *s, *t = make_session(&w, NULL);
	assert_string_equal(t->name, "0");
	assert_int_equal(model_session_new(w.m, "0", &s), ERR_EXISTS);
	assert_int_equal(model_session_new(w.m, "\001", &s), ERR_ARG);
	make_session(&w, "1");
	assert_string_equal(make_session(&w, NULL)->name, "2");
	assert_string_equal(make_session(&w, "a.b")->name, "a_b");
	assert_int_equal(model_session_rename(w.m, t, "a:b"), ERR_EXISTS);
	assert_int_equal(model_session_rename(w.m, t, "z"), 0);
	assert_ptr_equal(w.m->sessions[w.m->session_count - 1], t);
	assert_ptr_equal(model_session_by_name(w.m, "z"), t);
	assert_null(model_session_by_name(w.m, "0"));
	assert_int_equal(model_session_rename(w.m, t, "z"), 0);
	end(&w);
}

static void test_indexes(void **state)
{
	(void)state;
	struct world w;
	struct window *win;
	begin(&w, 1);
	struct session *s = make_session(&w, NULL);
	assert_int_equal(model_window_new(w.m, s, -1, 3, NULL, size_80, &term_cfg, &win), 0);
	w.made++;
	assert_int_equal(s->current, 3);
	assert_true(win->auto_name);
	make_window(&w, s, 4);
	make_window(&w, s, 0);
	assert_int_equal(s->current, 3);
	int r = model_window_new(w.m, s, 4, 0, NULL, size_80, &term_cfg, &win);
	assert_int_equal(r, ERR_EXISTS);
	assert_int_equal(model_session_free_index(s, 0), 1);
	assert_int_equal(model_session_free_index(s, 3), 5);
	assert_int_equal(model_session_make_gap(w.m, s, 3), 0);
	assert_int_equal(s->current, 4);
	assert_null(model_window_at(w.m, s, 3));
	assert_non_null(model_window_at(w.m, s, 5));
	make_window(&w, s, INT_MAX);
	assert_int_equal(model_session_make_gap(w.m, s, INT_MAX), ERR_LIMIT);
	model_session_renumber(w.m, s, 1);
	assert_int_equal(s->current, 2);
	assert_int_equal(s->links[3].index, 4);
	assert_null(model_check(w.m));
	end(&w);
}

/* The last stack: selecting pushes, unlinking the current one goes back. */
static void test_last(void **state)
{
	(void)state;
	struct world w;
	begin(&w, 1);
	struct session *s = make_session(&w, NULL);
	for (int i = 0; i < 4; i++) {
		make_window(&w, s, i);
	}
	struct window *two = model_window_at(w.m, s, 2);
	two->bell = two->activity = true;
	model_window_select(w.m, s, 2);
	assert_false(two->bell || two->activity);
	model_window_select(w.m, s, 3);
	model_window_select(w.m, s, 2);
	assert_int_equal(s->last_count, 2);
	assert_int_equal(s->last[0], 3);
	assert_int_equal(s->last[1], 0);
	model_window_unlink(w.m, s, 2);
	assert_int_equal(s->current, 3);
	model_window_unlink(w.m, s, 0);
	model_window_unlink(w.m, s, 3);
	assert_int_equal(s->current, 1);
	uint32_t id = s->id;
	model_window_unlink(w.m, s, 1);
	assert_null(model_session(w.m, id));
	assert_int_equal(w.sessions_gone, 1);
	end(&w);
}

static void test_unlink_goes_back_by_index(void **state)
{
	(void)state;
	struct world w;
	begin(&w, 1);
	struct session *s = make_session(&w, NULL);
	for (int i = 0; i < 3; i++) {
		make_window(&w, s, i);
	}
	model_window_unlink(w.m, s, 0);
	assert_int_equal(s->current, 2);
	end(&w);
}

static void test_shared_window(void **state)
{
	(void)state;
	struct world w;
	begin(&w, 1);
	struct session *a = make_session(&w, "a"), *b = make_session(&w, "b");
	struct window *win = make_window(&w, a, 0);
	struct model_client *c = model_client_new(w.m, NULL, (struct size){80, 24});
	assert_int_equal(model_window_link(w.m, win, b, 7, 0), 0);
	assert_int_equal(win->links, 2);
	model_client_attach(w.m, c, a);
	model_window_unlink(w.m, a, 0);
	assert_int_equal(c->session, b->id);
	assert_int_equal(win->links, 1);
	make_window(&w, b, 8);
	uint32_t id = win->id;
	model_window_remove(w.m, win);
	assert_null(model_window(w.m, id));
	assert_int_equal(b->current, 8);
	model_session_remove(w.m, b);
	assert_int_equal(c->session, 0);
	assert_int_equal(w.m->window_count, 0);
	end(&w);
}

static void test_active_pane(void **state)
{
	(void)state;
	struct world w;
	begin(&w, 1);
	struct session *s = make_session(&w, NULL);
	struct window *win = make_window(&w, s, 0);
	uint32_t one = win->active;
	struct pane *two = make_pane(&w, one), *three = make_pane(&w, two->id);
	assert_int_equal(win->active, one);
	assert_int_equal(win->mru_seen, 1);
	model_pane_select(w.m, three);
	model_pane_select(w.m, two);
	model_pane_remove(w.m, two);
	assert_int_equal(win->active, three->id);
	struct pane *four = make_pane(&w, one);
	model_pane_remove(w.m, model_pane(w.m, one));
	assert_int_equal(win->active, three->id);
	/* nobody else was ever active: the one before it in the tree */
	assert_int_equal(win->mru_seen, 1);
	model_pane_remove(w.m, three);
	assert_int_equal(win->active, four->id);
	model_pane_remove(w.m, four);
	assert_int_equal(w.m->session_count, 0);
	end(&w);
}

static void test_zoom(void **state)
{
	(void)state;
	struct world w;
	struct rect r;
	begin(&w, 1);
	struct session *s = make_session(&w, NULL);
	struct window *win = make_window(&w, s, 0);
	uint32_t one = win->active;
	model_window_zoom(w.m, win, true);
	assert_false(win->zoomed);
	struct pane *two = make_pane(&w, one);
	model_window_zoom(w.m, win, true);
	assert_true(model_pane_rect(w.m, model_pane(w.m, one), &r));
	assert_int_equal(r.cols, 80);
	assert_int_equal(term_size(model_pane(w.m, one)->term).cols, 80);
	assert_false(model_pane_rect(w.m, two, &r));
	model_pane_select(w.m, model_pane(w.m, one));
	assert_true(win->zoomed);
	model_window_resize(w.m, win, (struct size){100, 30});
	assert_int_equal(term_size(model_pane(w.m, one)->term).cols, 100);
	model_pane_select(w.m, two);
	assert_false(win->zoomed);
	assert_int_not_equal(term_size(model_pane(w.m, one)->term).cols, 100);
	model_window_zoom(w.m, win, true);
	make_pane(&w, two->id);
	assert_false(win->zoomed);
	model_window_zoom(w.m, win, true);
	model_window_rotate(w.m, win, true);
	assert_false(win->zoomed);
	assert_null(model_check(w.m));
	end(&w);
}

static void test_rotate(void **state)
{
	(void)state;
	struct world w;
	begin(&w, 1);
	struct session *s = make_session(&w, NULL);
	struct window *win = make_window(&w, s, 0);
	uint32_t one = win->active, two = make_pane(&w, one)->id, three = make_pane(&w, two)->id;
	model_window_rotate(w.m, win, false);
	assert_int_equal(model_pane_at(w.m, win, 0)->id, two);
	assert_int_equal(model_pane_at(w.m, win, 1)->id, three);
	assert_int_equal(model_pane_at(w.m, win, 2)->id, one);
	assert_int_equal(win->active, two);
	model_window_rotate(w.m, win, true);
	assert_int_equal(model_pane_at(w.m, win, 0)->id, one);
	assert_int_equal(win->active, one);
	assert_int_equal(model_pane_index(w.m, model_pane(w.m, three)), 2);
	assert_null(model_pane_at(w.m, win, 3));
	assert_null(model_pane_at(w.m, win, -1));
	end(&w);
}

static void test_swap_across(void **state)
{
	(void)state;
	struct world w;
	begin(&w, 1);
	struct session *s = make_session(&w, NULL);
	struct window *a = make_window(&w, s, 0), *b = make_window(&w, s, 1);
	struct pane *p = model_pane(w.m, a->active), *q = model_pane(w.m, b->active);
	make_pane(&w, q->id);
	assert_int_equal(model_pane_swap(w.m, p, q), 0);
	assert_int_equal(a->active, q->id);
	assert_int_equal(b->active, p->id);
	assert_int_equal(q->window, a->id);
	assert_int_equal(term_size(q->term).cols, 80);
	assert_null(model_check(w.m));
	end(&w);
}

static void test_break_and_join(void **state)
{
	(void)state;
	struct world w;
	struct window *made;
	begin(&w, 1);
	struct session *s = make_session(&w, NULL), *t = make_session(&w, NULL);
	struct window *win = make_window(&w, s, 0);
	make_window(&w, t, 5);
	struct pane *one = model_pane(w.m, win->active), *two = make_pane(&w, one->id);
	uint32_t id = two->id;
	assert_int_equal(model_pane_break(w.m, two, t, 5, NULL, &made), ERR_EXISTS);
	assert_int_equal(model_pane_break(w.m, two, t, 6, "new", &made), 0);
	assert_int_equal(two->id, id);
	assert_int_equal(made->active, id);
	assert_string_equal(made->name, "new");
	assert_int_equal(term_size(two->term).cols, 80);
	/* the only pane of a window: that window moves */
	uint32_t window = made->id;
	assert_int_equal(model_pane_break(w.m, two, s, 9, NULL, &made), 0);
	assert_int_equal(made->id, window);
	assert_null(model_window_at(w.m, t, 6));
	assert_ptr_equal(model_window_at(w.m, s, 9), made);
	/* joining takes the window away */
	assert_int_equal(model_pane_join(w.m, two, one, AXIS_TOP_BOTTOM, 5, LAYOUT_BEFORE), 0);
	assert_null(model_window(w.m, window));
	assert_int_equal(two->window, win->id);
	assert_int_equal(term_size(two->term).rows, 5);
	assert_int_equal(win->active, one->id);
	assert_int_equal(model_pane_join(w.m, two, two, AXIS_TOP_BOTTOM, 5, 0), ERR_ARG);
	assert_int_equal(model_pane_join(w.m, two, one, AXIS_LEFT_RIGHT, 5, 0), 0);
	assert_int_equal(term_size(two->term).cols, 5);
	assert_null(model_check(w.m));
	end(&w);
}

/* A failed join or split leaves everything as it was. */
static void test_no_room(void **state)
{
	(void)state;
	struct world w;
	struct pane *made;
	begin(&w, 1);
	struct session *s = make_session(&w, NULL);
	struct window *win = make_window(&w, s, 0);
	struct pane *p = model_pane(w.m, win->active), *q = make_pane(&w, p->id);
	model_window_resize(w.m, win, (struct size){3, 1});
	model_window_zoom(w.m, win, true);
	uint64_t before = digest(w.m), change = w.m->change;
	int r = model_pane_split(w.m, p, AXIS_TOP_BOTTOM, -1, 0, &term_cfg, &made);
	assert_int_equal(r, ERR_NOSPACE);
	assert_int_equal(model_pane_join(w.m, q, p, AXIS_TOP_BOTTOM, -1, 0), ERR_NOSPACE);
	assert_true(win->zoomed);
	assert_int_equal(digest(w.m), before);
	assert_int_equal(w.m->change, change);
	end(&w);
}

static void test_window_names(void **state)
{
	(void)state;
	struct world w;
	begin(&w, 1);
	struct window *win = make_window(&w, make_session(&w, NULL), 0);
	model_window_auto_name(w.m, win, "bash");
	assert_string_equal(win->name, "bash");
	uint64_t change = w.m->change;
	model_window_auto_name(w.m, win, "bash");
	assert_int_equal(w.m->change, change);
	model_window_rename(w.m, win, "mine\n");
	model_window_auto_name(w.m, win, "vim");
	assert_string_equal(win->name, "mine");
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_programs),
		cmocka_unit_test(test_change_rises),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_session_names),
		cmocka_unit_test(test_indexes),
		cmocka_unit_test(test_last),
		cmocka_unit_test(test_unlink_goes_back_by_index),
		cmocka_unit_test(test_shared_window),
		cmocka_unit_test(test_active_pane),
		cmocka_unit_test(test_zoom),
		cmocka_unit_test(test_rotate),
		cmocka_unit_test(test_swap_across),
		cmocka_unit_test(test_break_and_join),
		cmocka_unit_test(test_no_room),
		cmocka_unit_test(test_window_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
