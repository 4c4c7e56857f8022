/* tests/sim/sync_test.c -- the laws of the synchroniser, over random programs and bad networks:
 *
 *   - once quiet, the replica equals the truth: rows, cursor, modes, titles, history, objects
 *   - what is shown whole was the truth at its revision: nothing tears
 *   - versions never go back, and no frame is over its budget
 *   - dropping things and refusing to apply them still converges
 *
 * MUX_SEEDS says how many seeds, MUX_SEED which one to begin with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/idmap.h"
#include "base/mem.h"
#include "tests/sim/compare.h"
#include "tests/sim/program.h"
#include "tests/sim/duo.h"

/* What the truth was at one revision of one pane. */
struct snapshot {
	struct size size;
	uint64_t rest; /* cursor and modes */
	uint16_t cursor_row;
	uint64_t rows[];
};

struct law {
	struct duo w;
	uint64_t seed;
	struct idmap snapshots; /* by pane << 40 | revision */
	struct idmap newest;    /* by pane: revision last shown, plus one */
	uint64_t versions[OBJECT_KINDS];
	bool may_go_back; /* something was dropped: it comes again from the start */
	bool snapping;
};

static uint64_t key_of(uint32_t pane, uint64_t rev)
{
	return (uint64_t)pane << 40 | rev;
}

static uint64_t place_hash(struct term_cursor c, uint32_t modes)
{
	return ((uint64_t)c.x << 48 | (uint64_t)c.y << 32 | (uint64_t)modes) ^
	       ((uint64_t)c.wrap << 62 | (uint64_t)c.shape << 28);
}

static void snap(struct law *l, struct pane *p)
{
	struct size size = term_size(p->term);
	uint64_t key = key_of(p->id, term_revision(p->term));
	if (!l->snapping || idmap_get(&l->snapshots, key)) {
		return;
	}
	struct snapshot *s = mem_zalloc(sizeof(*s) + size.rows * sizeof(s->rows[0]));
	s->size = size;
	s->cursor_row = term_cursor(p->term).y;
	s->rest = place_hash(term_cursor(p->term), term_modes(p->term));
	for (uint16_t y = 0; y < size.rows; y++) {
		s->rows[y] = line_hash(term_row(p->term, y), term_pool(p->term), size.cols);
	}
	idmap_put(&l->snapshots, key, s);
}

static void snap_all(struct law *l)
{
	for (size_t i = 0; i < l->w.model->pane_count; i++) {
		snap(l, l->w.model->panes[i]);
	}
}

#define CHECK(l, ok, what)                                                                         \
	do {                                                                                       \
		if (!(ok)) {                                                                       \
			fail_msg("seed %llu: %s", (unsigned long long)(l)->seed, (what));          \
		}                                                                                  \
	} while (0)

/* What is shown whole was so; where the cursor's row is ahead, all others were. */
static void check_shown(struct law *l, const struct replica_pane *r)
{
	const struct snapshot *s = idmap_get(&l->snapshots, key_of(r->id, r->rev));
	if (r->torn || r->rev == 0) {
		return;
	}
	CHECK(l, s != NULL, "a revision is shown that the truth never had");
	CHECK(l, s->size.cols == r->size.cols && s->size.rows == r->size.rows,
	        "the size shown is not of its revision");
	CHECK(l, r->ahead || s->rest == place_hash(r->cursor, r->modes),
	        "the cursor shown is not of its revision");
	for (uint16_t y = 0; y < r->size.rows; y++) {
		if (!(r->ahead && y == r->cursor.y)) {
			CHECK(l, line_hash(r->rows[y], r->pool, r->size.cols) == s->rows[y],
			        "a frame tore");
		}
	}
}

static void received(void *ctx)
{
	struct law *l = ctx;
	for (size_t i = 0; i < l->w.model->pane_count; i++) {
		uint32_t id = l->w.model->panes[i]->id;
		const struct replica_pane *r = replica_pane(l->w.replica, id);
		if (!r || r->rev == 0) {
			continue;
		}
		uint64_t before = (uint64_t)(uintptr_t)idmap_get(&l->newest, id);
		CHECK(l, l->may_go_back || r->rev + 1 >= before, "a frame went back");
		union {
			uint64_t n;
			void *p;
		} rev = {.n = r->rev + 1};
		idmap_put(&l->newest, id, rev.p);
		if (l->snapping) {
			check_shown(l, r);
		}
	}
	for (int k = 0; k < OBJECT_KINDS; k++) {
		uint64_t v = replica_object_version(l->w.replica, (enum object_kind)k, 0);
		CHECK(l, l->may_go_back || v >= l->versions[k], "an object went back");
		l->versions[k] = v;
	}
}

static void law_init(struct law *l, uint64_t seed, const struct duo_net *net, struct size size)
{
	memset(l, 0, sizeof(*l));
	l->seed = seed;
	l->snapping = true;
	duo_init(&l->w, seed, net, size);
	l->w.received = received;
	l->w.ctx = l;
	snap_all(l);
}

static void law_finish(struct law *l)
{
	uint64_t id;
	void *value;
	duo_finish(&l->w);
	for (size_t at = 0; idmap_next(&l->snapshots, &at, &id, &value);) {
		free(value);
	}
	idmap_finish(&l->snapshots);
	idmap_finish(&l->newest);
}

static void check_objects(struct law *l)
{
	const struct store *const stores[] = {l->w.shared, l->w.own};
	for (size_t s = 0; s < 2; s++) {
		for (size_t i = 0; i < store_count(stores[s]); i++) {
			const struct object *o = store_at(stores[s], i);
			struct bytes got = replica_object(l->w.replica, o->kind, o->id);
			CHECK(l,
			        replica_object_version(l->w.replica, (enum object_kind)o->kind,
			                o->id) == o->version,
			        object_defs[o->kind].name);
			CHECK(l, bytes_equal(got, bytes_of(o->data, o->len)), "bytes of an object");
		}
	}
}

static void check_truth(struct law *l)
{
	for (size_t i = 0; i < l->w.model->pane_count; i++) {
		struct pane *p = l->w.model->panes[i];
		const struct replica_pane *r = replica_pane(l->w.replica, p->id);
		const char *wrong = compare_screen(p, r);
		wrong = wrong ? wrong : compare_head(p, r);
		wrong = wrong ? wrong : compare_history(p, r);
		if (wrong) {
			fail_msg("seed %llu: pane %u: %s", (unsigned long long)l->seed, p->id,
			        wrong);
		}
	}
	check_objects(l);
	CHECK(l, l->w.figures.over_budget == 0, "a frame was over its budget");
	CHECK(l, replica_figures(l->w.replica).digest_mismatch == 0,
	        "whole by name, yet not the server's");
}

static void act_write(struct law *l)
{
	struct pane *p = duo_pane(&l->w, duo_below(&l->w, (unsigned)l->w.model->pane_count));
	struct buf out = {0};
	program_write(l->w.rng, term_size(p->term), &out);
	duo_write(&l->w, p, buf_bytes(&out));
	buf_finish(&out);
}

static void act_resize(struct law *l)
{
	struct window *w =
	        l->w.model->windows[duo_below(&l->w, (unsigned)l->w.model->window_count)];
	struct size size = {
	        (uint16_t)(6 + duo_below(&l->w, 40)), (uint16_t)(4 + duo_below(&l->w, 20))};
	model_window_resize(l->w.model, w, size);
	for (size_t i = 0; i < l->w.model->pane_count; i++) {
		duo_output(&l->w, l->w.model->panes[i]);
	}
	duo_look(&l->w);
}

static void act_panes(struct law *l)
{
	struct duo *w = &l->w;
	struct pane *p = duo_pane(w, duo_below(w, (unsigned)w->model->pane_count));
	struct term_cfg cfg = {.size = {10, 5}, .history_limit = 500}, *c = &cfg;
	struct pane *made;
	struct window *window;
	switch (duo_below(w, 4)) {
	case 0:
		model_pane_split(w->model, p, duo_below(w, 2) ? AXIS_LEFT_RIGHT : AXIS_TOP_BOTTOM,
		        -1, 0, c, &made);
		break;
	case 1:
		if (w->model->window_count < 4) {
			model_window_new(w->model, w->session, -1, 0, "more", (struct size){20, 8},
			        c, &window);
		}
		break;
	case 2:
		model_window_select(w->model, w->session,
		        w->session->links[duo_below(w, (unsigned)w->session->link_count)].index);
		break;
	default:
		if (w->model->pane_count > 1) {
			store_remove(w->own, OBJECT_ECHO, p->id);
			model_pane_remove(w->model, p);
		}
	}
	for (size_t i = 0; i < w->model->pane_count; i++) {
		duo_output(w, w->model->panes[i]);
	}
	duo_look(w);
}

static void act_object(struct law *l)
{
	static const enum object_kind texts[] = {
	        OBJECT_NOTICE, OBJECT_TEXT, OBJECT_PROMPT, OBJECT_CLIP, OBJECT_BELL,
	        OBJECT_NOTE};
	struct duo *w = &l->w;
	struct buf row = {0};
	if (duo_chance(w, 30)) {
		struct pane *p = duo_pane(w, duo_below(w, (unsigned)w->model->pane_count));
		struct tree_echo echo = {.offset = w->now, .rev = term_revision(p->term)};
		tree_echo_encode(&echo, &row);
		store_put(w->own, OBJECT_ECHO, p->id, buf_bytes(&row));
	} else {
		size_t len = duo_chance(w, 20) ? duo_below(w, 20000) : duo_below(w, 300);
		char *text = mem_zalloc(len + 1);
		for (size_t i = 0; i < len; i++) {
			text[i] = (char)('a' + duo_below(w, 26));
		}
		char title[] = "title";
		struct tree_text t = {
		        .serial = w->now, .text = text, .text_len = len, .title = title};
		tree_text_encode(&t, &row);
		store_put(w->own, texts[duo_below(w, 5)], 0, buf_bytes(&row));
		store_put(w->shared, duo_chance(w, 50) ? OBJECT_OPTIONS : OBJECT_KEYS, 0,
		        bytes_of(text, len));
		free(text);
	}
	buf_finish(&row);
}

static void act_drop(struct law *l)
{
	struct duo *w = &l->w;
	struct pane *p = duo_pane(w, duo_below(w, (unsigned)w->model->pane_count));
	if (duo_chance(w, 80)) {
		uint16_t y = (uint16_t)duo_below(w, term_size(p->term).rows);
		replica_drop_line(w->replica, p->id, term_row(p->term, y)->id);
	} else {
		l->may_go_back = true;
		replica_drop_pane(w->replica, p->id);
	}
}

static void act_tty(struct law *l)
{
	struct pane *p = duo_pane(&l->w, duo_below(&l->w, (unsigned)l->w.model->pane_count));
	p->tty = (struct tty_flags){.known = true,
	        .icanon = duo_chance(&l->w, 50),
	        .echo = duo_chance(&l->w, 50),
	        .erase = 127};
	p->tty_rev++;
}

static void act_link(struct law *l)
{
	switch (duo_below(&l->w, 3)) {
	case 0:
		duo_new_link(&l->w);
		break;
	case 1:
		duo_new_sender(&l->w);
		break;
	default:
		l->may_go_back = true;
		duo_new_client(&l->w);
	}
}

static void act(struct law *l)
{
	unsigned what = duo_below(&l->w, 100);
	if (what < 62) {
		act_write(l);
	} else if (what < 69) {
		act_resize(l);
	} else if (what < 77) {
		act_panes(l);
	} else if (what < 85) {
		act_object(l);
	} else if (what < 91) {
		act_drop(l);
	} else if (what < 95) {
		act_tty(l);
	} else if (what < 97) {
		replica_ask_history(l->w.replica, duo_pane(&l->w, 0)->id, 0, UINT64_MAX);
	} else if (what < 98) {
		term_clear_history(duo_pane(&l->w, 0)->term);
		duo_output(&l->w, duo_pane(&l->w, 0));
	} else {
		act_link(l);
	}
	snap_all(l);
}

/* Output held back by mode 2026 goes on after 150 ms, as the server sees to. */
static void end_sync(struct law *l)
{
	for (size_t i = 0; i < l->w.model->pane_count; i++) {
		struct pane *p = l->w.model->panes[i];
		if (p->sync_since) {
			term_end_sync(p->term);
			duo_output(&l->w, p);
		}
	}
	snap_all(l);
}

static void run_seed(uint64_t seed)
{
	struct law *l = mem_alloc(sizeof(*l));
	struct rng_seed state;
	struct rng rng = rng_seeded(&state, seed);
	static const unsigned losses[] = {0, 0, 5, 20, 40, 60};
	struct duo_net net = {.loss_pct = losses[rng_below(rng, 6)],
	        .dup_pct = (unsigned)rng_below(rng, 20),
	        .delay = MS(2 + rng_below(rng, 30)),
	        .jitter = MS(rng_below(rng, 30)),
	        .budget = rng_below(rng, 3) == 0 ? 200 : 0,
	        .window = 1 + (size_t)rng_below(rng, 16),
	        .refuse_pct = rng_below(rng, 2) ? 0 : (unsigned)rng_below(rng, 15)};
	struct size size = {(uint16_t)(6 + rng_below(rng, 40)), (uint16_t)(4 + rng_below(rng, 16))};
	law_init(l, seed, &net, size);
	unsigned acts = 5 + duo_below(&l->w, 20);
	for (unsigned i = 0; i < acts; i++) {
		act(l);
		duo_run(&l->w, MS(duo_below(&l->w, 30)));
	}
	end_sync(l);
	CHECK(l, duo_settle(&l->w, SEC(240)), "it never became quiet");
	check_truth(l);
	uint64_t frames = l->w.figures.frames;
	duo_run(&l->w, SEC(1));
	CHECK(l, l->w.figures.frames == frames, "something was sent though nothing changed");
	check_truth(l);
	law_finish(l);
	free(l);
}

static uint64_t env_number(const char *name, uint64_t otherwise)
{
	const char *s = getenv(name);
	return s ? strtoull(s, NULL, 10) : otherwise;
}

static void test_laws(void **state)
{
	(void)state;
	uint64_t first = env_number("MUX_SEED", 1), n = env_number("MUX_SEEDS", 500);
	for (uint64_t i = 0; i < n; i++) {
		run_seed(first + i);
	}
}

static const struct duo_net calm = {.delay = MS(10), .budget = 1200, .window = 32};

static void fill_screen(struct duo *w, struct pane *p)
{
	struct buf out = {0};
	for (unsigned y = 0; y < term_size(p->term).rows + 20u; y++) {
		buf_printf(&out, "\r\nline %u:", y);
		for (unsigned x = 0; x + 20 < term_size(p->term).cols; x++) {
			buf_u8(&out, (uint8_t)('a' + duo_below(w, 26)));
		}
	}
	duo_write(w, p, buf_bytes(&out));
	buf_finish(&out);
}

static struct duo *big_duo(void)
{
	struct duo *w = mem_alloc(sizeof(*w));
	duo_init(w, 7, &calm, (struct size){200, 60});
	fill_screen(w, duo_pane(w, 0));
	assert_true(duo_settle(w, SEC(10)));
	w->figures = (struct duo_figures){0};
	return w;
}

static void drop_duo(struct duo *w)
{
	duo_finish(w);
	free(w);
}

static void test_unchanged_is_silent(void **state)
{
	(void)state;
	struct duo *w = big_duo();
	duo_run(w, SEC(5));
	assert_int_equal(w->figures.frames, 0);
	drop_duo(w);
}

static void test_one_character_is_small(void **state)
{
	(void)state;
	struct duo *w = big_duo();
	duo_write(w, duo_pane(w, 0), bytes_str("x"));
	assert_true(duo_settle(w, SEC(5)));
	print_message("one character: %llu bytes in %llu frames\n",
	        (unsigned long long)w->figures.bytes, (unsigned long long)w->figures.frames);
	assert_in_range(w->figures.bytes, 1, 60);
	drop_duo(w);
}

static void test_scroll_costs_a_line(void **state)
{
	(void)state;
	struct duo *w = big_duo();
	duo_write(w, duo_pane(w, 0), bytes_str("\r\nhello"));
	assert_true(duo_settle(w, SEC(5)));
	print_message("one line scrolled: %llu bytes\n", (unsigned long long)w->figures.bytes);
	assert_in_range(w->figures.bytes, 1, 120);
	assert_null(compare_history(duo_pane(w, 0), replica_pane(w->replica, duo_pane(w, 0)->id)));
	drop_duo(w);
}

static void test_switching_costs_no_pane(void **state)
{
	(void)state;
	struct duo *w = big_duo();
	struct term_cfg cfg = {.size = {200, 60}, .history_limit = 100};
	struct window *window;
	assert_int_equal(
	        model_window_new(w->model, w->session, -1, 0, "two", cfg.size, &cfg, &window), 0);
	fill_screen(w, model_pane(w->model, window->active));
	model_window_select(w->model, w->session, w->session->links[0].index);
	duo_look(w);
	assert_true(duo_settle(w, SEC(10)));
	w->figures = (struct duo_figures){0};
	model_window_select(w->model, w->session, w->session->links[1].index);
	duo_look(w);
	assert_true(duo_settle(w, SEC(10)));
	assert_int_equal(w->figures.by_class[SYNC_FOCUS] + w->figures.by_class[SYNC_HIDDEN], 0);
	assert_null(compare_screen(
	        model_pane(w->model, window->active), replica_pane(w->replica, window->active)));
	drop_duo(w);
}

/* A pager that scrolled far goes away: the screen below it is still held. */
static void test_alternate_screen_gives_back(void **state)
{
	(void)state;
	struct duo *w = big_duo();
	duo_write(w, duo_pane(w, 0), bytes_str("\033[?1049h"));
	assert_true(duo_settle(w, SEC(5)));
	for (int i = 0; i < 20; i++) {
		fill_screen(w, duo_pane(w, 0));
		assert_true(duo_settle(w, SEC(5)));
	}
	w->figures = (struct duo_figures){0};
	duo_write(w, duo_pane(w, 0), bytes_str("\033[?1049l"));
	assert_true(duo_settle(w, SEC(5)));
	print_message("back from the alternate screen: %llu bytes\n",
	        (unsigned long long)w->figures.bytes);
	assert_in_range(w->figures.bytes, 1, 100);
	assert_null(compare_screen(duo_pane(w, 0), replica_pane(w->replica, duo_pane(w, 0)->id)));
	drop_duo(w);
}

static void test_return_costs_only_news(void **state)
{
	(void)state;
	struct duo *w = big_duo();
	duo_new_sender(w);
	assert_true(duo_settle(w, SEC(10)));
	print_message(
	        "return with an inventory: %llu bytes\n", (unsigned long long)w->figures.bytes);
	assert_in_range(w->figures.bytes, 1, 600);
	drop_duo(w);
}

static void test_server_restart_is_noticed(void **state)
{
	(void)state;
	struct duo *w = big_duo(), *other = mem_alloc(sizeof(*other));
	duo_init(other, 99, &calm, (struct size){30, 10});
	struct replica *fresh = other->replica;
	other->replica = w->replica;
	w->replica = fresh;
	duo_write(other, duo_pane(other, 0), bytes_str("another server"));
	assert_true(duo_settle(other, SEC(20)));
	assert_null(compare_screen(
	        duo_pane(other, 0), replica_pane(other->replica, duo_pane(other, 0)->id)));
	drop_duo(other);
	drop_duo(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_unchanged_is_silent),
	        cmocka_unit_test(test_one_character_is_small),
	        cmocka_unit_test(test_scroll_costs_a_line),
	        cmocka_unit_test(test_switching_costs_no_pane),
	        cmocka_unit_test(test_alternate_screen_gives_back),
	        cmocka_unit_test(test_return_costs_only_news),
	        cmocka_unit_test(test_server_restart_is_noticed),
	        cmocka_unit_test(test_laws),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
