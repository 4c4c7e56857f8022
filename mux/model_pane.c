/* mux/model_pane.c -- panes: split off, removed, moved between windows. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "layout/limits.h"
#include "mux/model.h"
#include "mux/model_impl.h"

void pane_free(struct pane *p)
{
	term_free(p->term);
	free(p->tty_name);
	free(p->start_command);
	free(p->start_path);
	free(p->current_path);
	free(p->current_command);
	optmap_finish(&p->options);
	free(p);
}

struct pane *pane_new(struct model *m, const struct term_cfg *term, struct size size)
{
	struct term_cfg cfg = *term;
	cfg.size = size;
	struct pane *p = mem_zalloc(sizeof(*p));
	p->id = m->next_pane++;
	p->term = term_new(&cfg);
	m->panes = model_array_open(m->panes, &m->pane_count, sizeof(*m->panes), m->pane_count);
	m->panes[m->pane_count - 1] = p;
	m->change++;
	return p;
}

void pane_destroy(struct model *m, struct pane *p)
{
	if (m->host.pane_removed != NULL) {
		m->host.pane_removed(m->host.ctx, p);
	}
	for (size_t i = 0; i < m->pane_count; i++) {
		if (m->panes[i] == p) {
			model_array_close(m->panes, &m->pane_count, sizeof(*m->panes), i);
			break;
		}
	}
	pane_free(p);
	m->change++;
}

/* p, which is in no window, becomes a leaf of w already in the layout; never active before. */
static void add(struct window *w, struct pane *p)
{
	w->mru = model_array_open(w->mru, &w->mru_count, sizeof(*w->mru), w->mru_count);
	w->mru[w->mru_count - 1] = p->id;
	p->window = w->id;
}

/* Takes p out of a window that has others. */
static void take_out(struct model *m, struct window *w, struct pane *p)
{
	window_unzoom(w);
	window_lose(w, p->id);
	layout_close(w->layout, p->id);
	window_fit(m, w);
}

int model_pane_split(struct model *m, struct pane *p, enum axis axis, int cells, unsigned flags,
	const struct term_cfg *term, struct pane **out)
{
	struct window *w = model_window(m, p->window);
	struct rect box;
	if (w->mru_count >= LIMIT_PANES) {
		return ERR_LIMIT;
	}
	int r = layout_split(w->layout, p->id, axis, cells, flags, m->next_pane);
	if (r < 0) {
		return r;
	}
	layout_leaf_rect(w->layout, m->next_pane, &box);
	struct pane *made = pane_new(m, term, (struct size){.cols = box.cols, .rows = box.rows});
	add(w, made);
	window_unzoom(w);
	window_fit(m, w);
	*out = made;
	return 0;
}

void model_pane_remove(struct model *m, struct pane *p)
{
	struct window *w = model_window(m, p->window);
	if (w->mru_count == 1) {
		model_window_remove(m, w);
		return;
	}
	take_out(m, w, p);
	pane_destroy(m, p);
}

/* In w the pane `was` gives its place, in the layout and in mru, to `is`. */
static void replace(struct window *w, const struct pane *was, struct pane *is)
{
	window_unzoom(w);
	layout_replace(w->layout, was->id, is->id);
	for (size_t i = 0; i < w->mru_count; i++) {
		if (w->mru[i] == was->id) {
			w->mru[i] = is->id;
		}
	}
	if (w->active == was->id) {
		w->active = is->id;
	}
	is->window = w->id;
}

int model_pane_swap(struct model *m, struct pane *a, struct pane *b)
{
	struct window *aw = model_window(m, a->window), *bw = model_window(m, b->window);
	if (aw == bw) {
		window_unzoom(aw);
		layout_swap(aw->layout, a->id, b->id);
	} else {
		replace(aw, a, b);
		replace(bw, b, a);
	}
	m->change++;
	window_fit(m, aw);
	window_fit(m, bw);
	return 0;
}

static bool shows(const struct session *s, const struct window *w, int *index)
{
	for (size_t i = 0; i < s->link_count; i++) {
		if (s->links[i].window == w->id) {
			*index = s->links[i].index;
			return true;
		}
	}
	return false;
}

/* Some link to w: in s if there is one. Never NULL, as no window is without. */
static struct session *find_link(const struct model *m, const struct window *w, struct session *s,
	int *index)
{
	struct session *found = shows(s, w, index) ? s : NULL;
	for (size_t i = 0; found == NULL && i < m->session_count; i++) {
		found = shows(m->sessions[i], w, index) ? m->sessions[i] : NULL;
	}
	return found;
}

int model_pane_break(struct model *m, struct pane *p, struct session *s, int index,
	const char *name, struct window **out)
{
	struct window *w = model_window(m, p->window);
	int at;
	int r = session_pick_index(s, index, 0, &at);
	if (r < 0) {
		return r;
	}
	if (w->mru_count == 1) {
		int from_index = -1;
		struct session *from = find_link(m, w, s, &from_index);
		if (name != NULL) {
			model_window_rename(m, w, name);
		}
		*out = w;
		return model_window_move(m, from, from_index, s, at);
	}
	struct size size = w->size;
	take_out(m, w, p);
	struct window *made = window_new(m, p, size, name);
	if (name == NULL && p->current_command != NULL) {
		model_window_auto_name(m, made, p->current_command);
	}
	session_link_add(s, at, made);
	window_fit(m, made);
	*out = made;
	return 0;
}

/* Within one window: on a copy of the layout, so that a failure leaves everything as it was. */
static int move_within(struct model *m, struct window *w, struct pane *p, struct pane *to,
	enum axis axis, int cells, unsigned flags)
{
	struct layout *l = layout_copy(w->layout);
	layout_close(l, p->id);
	int r = layout_split(l, to->id, axis, cells, flags, p->id);
	if (r < 0) {
		layout_free(l);
		return r;
	}
	layout_free(w->layout);
	w->layout = l;
	window_unzoom(w);
	m->change++;
	window_fit(m, w);
	return 0;
}

int model_pane_join(struct model *m, struct pane *p, struct pane *to, enum axis axis, int cells,
	unsigned flags)
{
	struct window *from = model_window(m, p->window), *w = model_window(m, to->window);
	if (p == to) {
		return ERR_ARG;
	}
	if (from == w) {
		return move_within(m, w, p, to, axis, cells, flags);
	}
	int r = w->mru_count >= LIMIT_PANES ? ERR_LIMIT
		: layout_split(w->layout, to->id, axis, cells, flags, p->id);
	if (r < 0) {
		return r;
	}
	window_unzoom(w);
	if (from->mru_count > 1) {
		take_out(m, from, p);
		add(w, p);
	} else {
		window_lose(from, p->id);
		add(w, p);
		model_window_remove(m, from);
	}
	m->change++;
	window_fit(m, w);
	return 0;
}

int model_pane_index(const struct model *m, const struct pane *p)
{
	const struct window *w = model_window(m, p->window);
	uint32_t leaves[LIMIT_LAYOUT_LEAVES];
	size_t n = layout_leaves(w->layout, leaves, LIMIT_LAYOUT_LEAVES);
	for (size_t i = 0; i < n; i++) {
		if (leaves[i] == p->id) {
			return (int)i;
		}
	}
	return -1;
}

struct pane *model_pane_at(const struct model *m, const struct window *w, int index)
{
	uint32_t leaves[LIMIT_LAYOUT_LEAVES];
	size_t n = layout_leaves(w->layout, leaves, LIMIT_LAYOUT_LEAVES);
	return index >= 0 && (size_t)index < n ? model_pane(m, leaves[index]) : NULL;
}

bool model_pane_rect(const struct model *m, const struct pane *p, struct rect *out)
{
	const struct window *w = model_window(m, p->window);
	if (!w->zoomed) {
		return layout_leaf_rect(w->layout, p->id, out);
	}
	if (p->id != w->active) {
		return false;
	}
	*out = (struct rect){.cols = w->size.cols, .rows = w->size.rows};
	return true;
}
