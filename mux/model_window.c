/* mux/model_window.c -- windows: made, linked, moved, sized, removed. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "layout/limits.h"
#include "mux/model.h"
#include "mux/model_impl.h"
#include "window/limits.h"

void window_free(struct window *w)
{
	free(w->name);
	layout_free(w->layout);
	free(w->mru);
	free(w->old_layout);
	optmap_finish(&w->options);
	free(w);
}

static struct size hold_size(struct size size)
{
	size.cols = size.cols < 1 ? 1 : size.cols > LIMIT_LAYOUT_SIDE ? LIMIT_LAYOUT_SIDE : size.cols;
	size.rows = size.rows < 1 ? 1 : size.rows > LIMIT_LAYOUT_SIDE ? LIMIT_LAYOUT_SIDE : size.rows;
	return size;
}

struct window *window_new(struct model *m, struct pane *p, struct size size, const char *name)
{
	struct window *w = mem_zalloc(sizeof(*w));
	w->id = m->next_window++;
	w->name = model_clean_title(name != NULL ? name : "");
	w->auto_name = name == NULL;
	w->layout = layout_new(p->id, hold_size(size));
	w->size = layout_size(w->layout);
	w->active = p->id;
	w->mru = model_array_open(NULL, &w->mru_count, sizeof(*w->mru), 0);
	w->mru[0] = p->id;
	w->mru_seen = 1;
	w->last_preset = -1;
	p->window = w->id;
	m->windows = model_array_open(m->windows, &m->window_count, sizeof(*m->windows),
		m->window_count);
	m->windows[m->window_count - 1] = w;
	m->change++;
	return w;
}

void window_destroy(struct model *m, struct window *w)
{
	for (size_t i = 0; i < w->mru_count; i++) {
		pane_destroy(m, model_pane(m, w->mru[i]));
	}
	for (size_t i = 0; i < m->window_count; i++) {
		if (m->windows[i] == w) {
			model_array_close(m->windows, &m->window_count, sizeof(*m->windows), i);
			break;
		}
	}
	window_free(w);
	m->change++;
}

static void fit_pane(struct model *m, struct pane *p, uint16_t cols, uint16_t rows)
{
	struct size now = term_size(p->term), then = {
		.cols = cols > LIMIT_TERM_COLS ? LIMIT_TERM_COLS : cols,
		.rows = rows > LIMIT_TERM_ROWS ? LIMIT_TERM_ROWS : rows,
	};
	if (now.cols == then.cols && now.rows == then.rows) {
		return;
	}
	term_resize(p->term, then);
	m->change++;
	if (m->host.pane_resized != NULL) {
		m->host.pane_resized(m->host.ctx, p);
	}
}

void window_fit(struct model *m, struct window *w)
{
	uint32_t leaves[LIMIT_LAYOUT_LEAVES];
	size_t n = layout_leaves(w->layout, leaves, LIMIT_LAYOUT_LEAVES);
	for (size_t i = 0; i < n; i++) {
		struct pane *p = model_pane(m, leaves[i]);
		struct rect box;
		if (p == NULL || !layout_leaf_rect(w->layout, p->id, &box)) {
			continue;
		}
		if (w->zoomed && p->id == w->active) {
			fit_pane(m, p, w->size.cols, w->size.rows);
		} else {
			fit_pane(m, p, box.cols, box.rows);
		}
	}
}

static size_t mru_find(const struct window *w, uint32_t pane)
{
	size_t i = 0;
	while (i < w->mru_count && w->mru[i] != pane) {
		i++;
	}
	return i;
}

/* Who is active after `lost`: the one that was so before it, else its neighbour in the tree. */
static uint32_t heir_of(const struct window *w, uint32_t lost)
{
	if (w->mru_seen > 1) {
		return w->mru[1];
	}
	uint32_t leaves[LIMIT_LAYOUT_LEAVES];
	size_t n = layout_leaves(w->layout, leaves, LIMIT_LAYOUT_LEAVES);
	for (size_t i = 0; i < n; i++) {
		if (leaves[i] == lost) {
			return i > 0 ? leaves[i - 1] : n > 1 ? leaves[1] : 0;
		}
	}
	return 0;
}

/* Brings a pane to the front of mru. */
static void make_active(struct window *w, uint32_t pane)
{
	size_t i = mru_find(w, pane);
	w->mru_seen += i >= w->mru_seen;
	memmove(w->mru + 1, w->mru, i * sizeof(*w->mru));
	w->mru[0] = pane;
	w->active = pane;
}

void window_lose(struct window *w, uint32_t pane)
{
	if (w->active == pane && w->mru_count > 1) {
		make_active(w, heir_of(w, pane));
	}
	size_t i = mru_find(w, pane);
	w->mru_seen -= i < w->mru_seen;
	model_array_close(w->mru, &w->mru_count, sizeof(*w->mru), i);
}

void window_unzoom(struct window *w)
{
	w->zoomed = false;
}

int model_window_new(struct model *m, struct session *s, int index, int base_index,
	const char *name, struct size size, const struct term_cfg *term, struct window **out)
{
	int at;
	int r = session_pick_index(s, index, base_index, &at);
	if (r < 0) {
		return r;
	}
	struct pane *p = pane_new(m, term, hold_size(size));
	struct window *w = window_new(m, p, size, name);
	session_link_add(s, at, w);
	*out = w;
	return 0;
}

static void set_name(struct model *m, struct window *w, const char *name)
{
	char *made = model_clean_title(name);
	if (strcmp(made, w->name) != 0) {
		m->change++;
	}
	free(w->name);
	w->name = made;
}

void model_window_rename(struct model *m, struct window *w, const char *name)
{
	w->auto_name = false;
	set_name(m, w, name);
}

void model_window_auto_name(struct model *m, struct window *w, const char *name)
{
	if (w->auto_name) {
		set_name(m, w, name);
	}
}

int model_window_link(struct model *m, struct window *w, struct session *s, int index,
	int base_index)
{
	int at;
	int r = session_pick_index(s, index, base_index, &at);
	if (r < 0) {
		return r;
	}
	session_link_add(s, at, w);
	m->change++;
	return 0;
}

void model_window_unlink(struct model *m, struct session *s, int index)
{
	size_t i = session_link_at(s, index);
	if (i == s->link_count) {
		return;
	}
	struct window *w = model_window(m, s->links[i].window);
	session_link_remove(m, s, i);
	if (w->links == 0) {
		window_destroy(m, w);
	}
	if (s->link_count == 0) {
		model_session_remove(m, s);
	}
	m->change++;
}

/* Takes all links to w out of s; true when s had one and has no window any more. */
static bool unlink_all(struct model *m, struct session *s, const struct window *w)
{
	bool any = false;
	for (size_t i = s->link_count; i-- > 0;) {
		if (s->links[i].window == w->id) {
			session_link_remove(m, s, i);
			any = true;
		}
	}
	return any && s->link_count == 0;
}

/* The window goes before the first session does: who is told of a session finds no window half
 * removed. */
void model_window_remove(struct model *m, struct window *w)
{
	struct session **empty = mem_calloc(m->session_count + 1, sizeof(*empty));
	size_t n = 0;
	for (size_t i = 0; i < m->session_count; i++) {
		if (unlink_all(m, m->sessions[i], w)) {
			empty[n++] = m->sessions[i];
		}
	}
	window_destroy(m, w);
	for (size_t i = 0; i < n; i++) {
		model_session_remove(m, empty[i]);
	}
	free(empty);
}

int model_window_move(struct model *m, struct session *from, int index, struct session *to,
	int to_index)
{
	struct window *w = model_window_at(m, from, index);
	if (w == NULL) {
		return ERR_NOTFOUND;
	}
	int r = model_window_link(m, w, to, to_index, 0);
	if (r < 0) {
		return r;
	}
	model_window_unlink(m, from, index);
	return 0;
}

int model_window_swap(struct model *m, struct session *a, int a_index, struct session *b,
	int b_index)
{
	size_t i = session_link_at(a, a_index), j = session_link_at(b, b_index);
	if (i == a->link_count || j == b->link_count) {
		return ERR_NOTFOUND;
	}
	uint32_t held = a->links[i].window;
	a->links[i].window = b->links[j].window;
	b->links[j].window = held;
	m->change++;
	return 0;
}

void model_window_resize(struct model *m, struct window *w, struct size size)
{
	struct size before = w->size;
	layout_resize(w->layout, hold_size(size));
	w->size = layout_size(w->layout);
	if (before.cols != w->size.cols || before.rows != w->size.rows) {
		m->change++;
	}
	window_fit(m, w);
}

void model_window_relayout(struct model *m, struct window *w)
{
	m->change++;
	model_window_resize(m, w, w->size);
}

void model_window_zoom(struct model *m, struct window *w, bool on)
{
	if (w->zoomed == on || (on && w->mru_count < 2)) {
		return;
	}
	w->zoomed = on;
	m->change++;
	window_fit(m, w);
}

void model_pane_select(struct model *m, struct pane *p)
{
	struct window *w = model_window(m, p->window);
	if (w->active == p->id) {
		return;
	}
	window_unzoom(w);
	make_active(w, p->id);
	m->change++;
	window_fit(m, w);
}

void model_window_rotate(struct model *m, struct window *w, bool down)
{
	uint32_t old[LIMIT_LAYOUT_LEAVES], turned[LIMIT_LAYOUT_LEAVES];
	size_t n = layout_leaves(w->layout, old, LIMIT_LAYOUT_LEAVES), active = 0;
	if (n < 2) {
		return;
	}
	for (size_t i = 0; i < n; i++) {
		turned[i] = old[(i + (down ? n - 1 : 1)) % n];
		active = old[i] == w->active ? i : active;
	}
	window_unzoom(w);
	layout_assign(w->layout, turned, n);
	make_active(w, turned[active]);
	m->change++;
	window_fit(m, w);
}
