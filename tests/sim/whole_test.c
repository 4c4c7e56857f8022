/* tests/sim/whole_test.c -- model, sender, endpoint, network, link, replica and input together.
 *
 * Laws over random programs, networks, roams and returns:
 *   - once quiet, every replica equals the truth
 *   - what is shown whole was the truth at its revision
 *   - input arrives exactly once and in order; every token is settled exactly once
 *   - deadlines are met, and who says that he is ready writes: nothing spins
 *
 * And figures, pinned over many seeds. MUX_SEEDS says how many seeds, MUX_SEED which to begin with. */
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
#include "tests/sim/whole_world.h"

/* ---- laws ---- */

/* What the truth was at one revision of one pane. */
struct snapshot {
	struct size size;
	uint64_t place; /* cursor and modes */
	uint64_t rows[];
};

struct law {
	struct whole *w;
	uint64_t seed;
	struct idmap snapshots; /* by pane << 40 | revision */
	usec_t quiet_after;
};

#define CHECK(l, ok, what) \
	do { \
		if (!(ok)) { \
			fail_msg("seed %llu: %s", (unsigned long long)(l)->seed, (what)); \
		} \
	} while (0)

static uint64_t place_hash(struct term_cursor c, uint32_t modes)
{
	return ((uint64_t)c.x << 48 | (uint64_t)c.y << 32 | (uint64_t)modes) ^
	       ((uint64_t)c.wrap << 62 | (uint64_t)c.shape << 28);
}

static void changed(void *ctx, struct pane *p)
{
	struct law *l = ctx;
	struct size size = term_size(p->term);
	uint64_t key = (uint64_t)p->id << 40 | term_revision(p->term);
	if (idmap_get(&l->snapshots, key) != NULL) {
		return;
	}
	struct snapshot *s = mem_zalloc(sizeof(*s) + size.rows * sizeof(s->rows[0]));
	s->size = size;
	s->place = place_hash(term_cursor(p->term), term_modes(p->term));
	for (uint16_t y = 0; y < size.rows; y++) {
		s->rows[y] = line_hash(term_row(p->term, y), term_pool(p->term), size.cols);
	}
	idmap_put(&l->snapshots, key, s);
}

/* The cursor's row may be ahead; nothing else that is shown whole may. */
static void taken(void *ctx, struct whole_client *c)
{
	struct law *l = ctx;
	for (size_t i = 0; i < l->w->model->pane_count; i++) {
		const struct replica_pane *r = replica_pane(c->replica, l->w->model->panes[i]->id);
		if (r == NULL || r->torn || r->rev == 0) {
			continue;
		}
		const struct snapshot *s = idmap_get(&l->snapshots, (uint64_t)r->id << 40 | r->rev);
		CHECK(l, s != NULL, "a revision is shown that the truth never had");
		CHECK(l, s->size.cols == r->size.cols && s->size.rows == r->size.rows, "a size is not of its revision");
		CHECK(l, r->ahead || s->place == place_hash(r->cursor, r->modes), "a cursor is not of its revision");
		for (uint16_t y = 0; y < r->size.rows; y++) {
			CHECK(l, (r->ahead && y == r->cursor.y) || line_hash(r->rows[y], r->pool, r->size.cols) == s->rows[y],
				"a frame tore");
		}
	}
}

static void touch_all(struct law *l)
{
	for (size_t i = 0; i < l->w->model->pane_count; i++) {
		whole_output(l->w, l->w->model->panes[i]);
	}
}

static struct pane *any_pane(struct law *l)
{
	return whole_pane(l->w, whole_below(l->w, (unsigned)l->w->model->pane_count));
}

static void act_write(struct law *l)
{
	struct pane *p = any_pane(l);
	struct buf out = {0};
	program_write(l->w->rng, term_size(p->term), &out);
	whole_write(l->w, p, buf_bytes(&out));
	buf_finish(&out);
}

static void act_resize(struct law *l)
{
	struct model *m = l->w->model;
	struct size size = {(uint16_t)(6 + whole_below(l->w, 60)), (uint16_t)(4 + whole_below(l->w, 20))};
	model_window_resize(m, m->windows[whole_below(l->w, (unsigned)m->window_count)], size);
	touch_all(l);
}

static void act_panes(struct law *l)
{
	struct whole *w = l->w;
	struct pane *p = any_pane(l), *made;
	struct term_cfg cfg = {.size = {20, 8}, .history_limit = 500};
	struct window *window;
	switch (whole_below(w, 4)) {
	case 0:
		model_pane_split(w->model, p, whole_below(w, 2) ? AXIS_LEFT_RIGHT : AXIS_TOP_BOTTOM, -1, 0, &cfg, &made);
		break;
	case 1:
		if (w->model->window_count < 4) {
			model_window_new(w->model, w->session, -1, 0, "more", (struct size){20, 8}, &cfg, &window);
		}
		break;
	case 2:
		model_window_select(w->model, w->session,
			w->session->links[whole_below(w, (unsigned)w->session->link_count)].index);
		break;
	default:
		if (w->model->pane_count > 1) {
			for (size_t i = 0; i < w->view_count; i++) {
				store_remove(w->views[i]->own, OBJECT_ECHO, p->id);
			}
			model_pane_remove(w->model, p);
		}
	}
	touch_all(l);
}

static void act_drop(struct law *l)
{
	struct whole_client *c = &l->w->clients[0];
	struct pane *p = any_pane(l);
	if (whole_below(l->w, 5) > 0) {
		uint16_t y = (uint16_t)whole_below(l->w, term_size(p->term).rows);
		replica_drop_line(c->replica, p->id, term_row(p->term, y)->id);
	} else {
		replica_drop_pane(c->replica, p->id);
	}
}

static void act_keys(struct law *l)
{
	struct whole_client *c = &l->w->clients[0];
	c->pane = any_pane(l)->id;
	for (unsigned n = whole_below(l->w, 5); n > 0; n--) {
		whole_type(l->w, c, 'k');
	}
}

static void act_path(struct law *l)
{
	struct whole *w = l->w;
	struct whole_client *c = &w->clients[0];
	switch (whole_below(w, 5)) {
	case 0: /* another network */
		whole_roam(w, c, 2 + whole_below(w, 200), 40000, true);
		break;
	case 1: /* the NAT forgot us */
		whole_roam(w, c, 2, (uint16_t)(40000 + whole_below(w, 1000)), false);
		break;
	case 2:
		whole_return(w, c, WHOLE_SAME);
		break;
	case 3:
		whole_return(w, c, WHOLE_KEEPS_SCREEN);
		break;
	default:
		whole_return(w, c, WHOLE_NEW);
	}
}

static void act(struct law *l)
{
	unsigned what = whole_below(l->w, 100);
	if (what < 50) {
		act_write(l);
	} else if (what < 70) {
		act_keys(l);
	} else if (what < 76) {
		act_resize(l);
	} else if (what < 84) {
		act_panes(l);
	} else if (what < 88) {
		act_drop(l);
	} else if (what < 90) {
		replica_ask_history(l->w->clients[0].replica, any_pane(l)->id, 0, UINT64_MAX);
	} else if (what < 92) {
		term_clear_history(any_pane(l)->term);
		touch_all(l);
	} else {
		act_path(l);
	}
}

static double any_of(struct whole *w, const double *from, size_t n)
{
	return from[whole_below(w, (unsigned)n)];
}

static struct net_shape any_shape(struct whole *w)
{
	static const double losses[] = {0, 0, 2, 10, 30, 50}, rates[] = {0, 0, 1e6, 64e3, 16e3, 8e3};
	struct net_shape s = {
		.delay = MS(1 + whole_below(w, 150)),
		.jitter = whole_below(w, 3) == 0 ? MS(whole_below(w, 60)) : 0,
		.loss_pct = any_of(w, losses, 6),
		.dup_pct = whole_below(w, 4) == 0 ? whole_below(w, 20) : 0,
		.reorder_pct = whole_below(w, 4) == 0 ? whole_below(w, 20) : 0,
		.rate = any_of(w, rates, 6),
		.queue = 16384,
		.mtu = whole_below(w, 5) == 0 ? 600 + whole_below(w, 600) : 0,
	};
	return s;
}

static void check_objects(struct law *l, const struct whole_client *c, const struct store *s)
{
	for (size_t i = 0; i < store_count(s); i++) {
		const struct object *o = store_at(s, i);
		CHECK(l, replica_object_version(c->replica, (enum object_kind)o->kind, o->id) == o->version,
			object_defs[o->kind].name);
		CHECK(l, bytes_equal(replica_object(c->replica, o->kind, o->id), bytes_of(o->data, o->len)),
			"bytes of an object");
	}
}

static void check_truth(struct law *l, const struct whole_client *c)
{
	for (size_t i = 0; i < l->w->model->pane_count; i++) {
		struct pane *p = l->w->model->panes[i];
		const struct replica_pane *r = replica_pane(c->replica, p->id);
		const char *differs = compare_screen(p, r);
		differs = differs != NULL ? differs : compare_head(p, r);
		differs = differs != NULL ? differs : compare_history(p, r);
		if (differs != NULL) {
			fail_msg("seed %llu: pane %u: %s", (unsigned long long)l->seed, p->id, differs);
		}
	}
	check_objects(l, c, l->w->shared);
	check_objects(l, c, whole_view(l->w, c)->own);
	CHECK(l, replica_figures(c->replica).digest_mismatch == 0, "whole by name, yet not the server's");
	CHECK(l, replica_figures(c->replica).bad_frames == 0, "a frame did not decode");
}

static void outage(struct law *l, const struct net_shape *shape)
{
	struct net_shape dead = *shape;
	dead.outage = true;
	net_shape_both(l->w->clients[0].net, &dead);
	whole_run(l->w, l->w->now + MS(whole_below(l->w, 4000)));
	net_shape_both(l->w->clients[0].net, shape);
}

static void run_acts(struct law *l)
{
	struct net_shape shape = any_shape(l->w);
	whole_attach(l->w, 0, &shape);
	unsigned acts = 10 + whole_below(l->w, 60);
	for (unsigned i = 0; i < acts; i++) {
		act(l);
		whole_run(l->w, l->w->now + MS(whole_below(l->w, 120)));
		if (whole_below(l->w, 20) == 0) {
			outage(l, &shape);
		}
		if (whole_below(l->w, 20) == 0) {
			shape = any_shape(l->w);
			net_shape_both(l->w->clients[0].net, &shape);
		}
	}
	for (size_t i = 0; i < l->w->model->pane_count; i++) {
		if (l->w->model->panes[i]->sync_since != 0) {
			term_end_sync(l->w->model->panes[i]->term);
		}
	}
	touch_all(l);
}

static struct law *law_new(uint64_t seed)
{
	struct law *l = mem_zalloc(sizeof(*l));
	l->seed = seed;
	l->w = whole_new(seed, (struct size){60, 18});
	l->w->changed = changed;
	l->w->taken = taken;
	l->w->ctx = l;
	changed(l, whole_pane(l->w, 0));
	return l;
}

static void law_free(struct law *l)
{
	uint64_t id;
	void *value;
	whole_free(l->w);
	for (size_t at = 0; idmap_next(&l->snapshots, &at, &id, &value);) {
		free(value);
	}
	idmap_finish(&l->snapshots);
	free(l);
}

/* Says what keeps a run from being quiet. */
static void explain(struct law *l)
{
	const struct whole_client *c = &l->w->clients[0];
	const struct whole_view *v = whole_view(l->w, c);
	struct link_figures f;
	link_figures(c->link, l->w->now, &f);
	print_message("seed %llu: client state %d connected %d heard %llu ms ago mtu %u srtt %llu ms unacked %zu typed %llu "
		"whole %d; views %zu\n",
		(unsigned long long)l->seed, (int)f.state, c->connected,
		(unsigned long long)(l->w->now - f.heard_at) / 1000, f.mtu, (unsigned long long)f.srtt / 1000,
		stream_tx_unacked(c->input), (unsigned long long)c->typed, replica_is_whole(c->replica),
		l->w->view_count);
	if (v != NULL) {
		print_message("  view: link %d coming %d read %llu quiet %d history %d in flight %zu\n", v->link != NULL,
			v->coming_count > 0, (unsigned long long)v->keys_read, sender_is_quiet(v->sender),
			sender_history_quiet(v->sender), sender_in_flight(v->sender));
	}
}

static usec_t run_seed(uint64_t seed)
{
	struct law *l = law_new(seed);
	run_acts(l);
	usec_t from = l->w->now;
	bool quiet = whole_settle(l->w, SEC(1800));
	if (!quiet) {
		explain(l);
	}
	CHECK(l, l->w->wrong == NULL, l->w->wrong);
	CHECK(l, quiet, "it never became quiet");
	check_truth(l, &l->w->clients[0]);
	usec_t took = l->w->now - from;
	law_free(l);
	return took;
}

static uint64_t env_number(const char *name, uint64_t otherwise)
{
	const char *s = getenv(name);
	return s != NULL ? strtoull(s, NULL, 10) : otherwise;
}

static void test_laws(void **state)
{
	(void)state;
	uint64_t first = env_number("MUX_SEED", 1), n = env_number("MUX_SEEDS", 500);
	usec_t sum = 0, longest = 0;
	uint64_t slowest = 0;
	for (uint64_t i = 0; i < n; i++) {
		usec_t took = run_seed(first + i);
		sum += took;
		slowest = took > longest ? first + i : slowest;
		longest = usec_max(longest, took);
	}
	print_message("%llu seeds: quiet after %llu ms on average, %llu ms at most (seed %llu)\n",
		(unsigned long long)n, (unsigned long long)(sum / (n > 0 ? n : 1) / 1000),
		(unsigned long long)(longest / 1000), (unsigned long long)slowest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_laws),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
