/* mux/model_check.c -- what must be true of a model whenever no function of it runs. */
#include <string.h>

#include "layout/limits.h"
#include "mux/model.h"
#include "window/limits.h"

static const char *check_links(const struct model *m, const struct session *s)
{
	for (size_t i = 0; i < s->link_count; i++) {
		if (model_window(m, s->links[i].window) == NULL) {
			return "a link shows a window that does not exist";
		}
		if (s->links[i].index < 0 || (i > 0 && s->links[i - 1].index >= s->links[i].index)) {
			return "links are not in the order of their indexes";
		}
	}
	if (s->link_count == 0 ? s->current != -1 : model_window_at(m, s, s->current) == NULL) {
		return "no window at the current index";
	}
	return NULL;
}

static const char *check_last(const struct model *m, const struct session *s)
{
	for (size_t i = 0; i < s->last_count; i++) {
		if (model_window_at(m, s, s->last[i]) == NULL) {
			return "no window at an index in last";
		}
		if (s->last[i] == s->current) {
			return "the current index is in last";
		}
		for (size_t j = 0; j < i; j++) {
			if (s->last[j] == s->last[i]) {
				return "an index is in last twice";
			}
		}
	}
	return NULL;
}

static const char *check_sessions(const struct model *m)
{
	for (size_t i = 0; i < m->session_count; i++) {
		const struct session *s = m->sessions[i];
		const char *bad = check_links(m, s);
		if (bad == NULL) {
			bad = check_last(m, s);
		}
		if (bad != NULL) {
			return bad;
		}
		if (i > 0 && strcmp(m->sessions[i - 1]->name, s->name) >= 0) {
			return "sessions are not in the order of their names";
		}
		if (model_session(m, s->id) != s || s->id == 0 || s->id >= m->next_session) {
			return "a session's id is not its own";
		}
		if (s->name[0] == '\0' || strlen(s->name) > LIMIT_NAME) {
			return "a session's name is empty or too long";
		}
	}
	return NULL;
}

static uint32_t count_links(const struct model *m, uint32_t window)
{
	uint32_t n = 0;
	for (size_t i = 0; i < m->session_count; i++) {
		for (size_t j = 0; j < m->sessions[i]->link_count; j++) {
			n += m->sessions[i]->links[j].window == window;
		}
	}
	return n;
}

static uint16_t at_most(uint16_t n, uint16_t most)
{
	return n > most ? most : n;
}

static const char *check_pane_in(const struct model *m, const struct window *w, uint32_t id)
{
	const struct pane *p = model_pane(m, id);
	struct rect box;
	if (p == NULL || p->window != w->id) {
		return "a leaf is not a pane of its window";
	}
	layout_leaf_rect(w->layout, id, &box);
	if (w->zoomed && w->active == id) {
		box.cols = w->size.cols;
		box.rows = w->size.rows;
	}
	struct size size = term_size(p->term);
	if (size.cols != at_most(box.cols, LIMIT_TERM_COLS) ||
		size.rows != at_most(box.rows, LIMIT_TERM_ROWS)) {
		return "a terminal has not the size of its rectangle";
	}
	size_t times = 0;
	for (size_t i = 0; i < w->mru_count; i++) {
		times += w->mru[i] == id;
	}
	return times == 1 ? NULL : "mru does not name each pane once";
}

static const char *check_panes_of(const struct model *m, const struct window *w)
{
	uint32_t leaves[LIMIT_LAYOUT_LEAVES];
	size_t n = layout_leaves(w->layout, leaves, LIMIT_LAYOUT_LEAVES), panes = 0;
	for (size_t i = 0; i < n; i++) {
		const char *bad = check_pane_in(m, w, leaves[i]);
		if (bad != NULL) {
			return bad;
		}
	}
	for (size_t i = 0; i < m->pane_count; i++) {
		panes += m->panes[i]->window == w->id;
	}
	if (panes != n || w->mru_count != n) {
		return "a window's panes are not the leaves of its layout";
	}
	if (w->mru[0] != w->active || w->mru_seen < 1 || w->mru_seen > n) {
		return "the active pane is not the most recent";
	}
	return NULL;
}

static const char *check_windows(const struct model *m)
{
	for (size_t i = 0; i < m->window_count; i++) {
		const struct window *w = m->windows[i];
		const char *bad = check_panes_of(m, w);
		if (bad != NULL) {
			return bad;
		}
		struct size size = layout_size(w->layout);
		if (size.cols != w->size.cols || size.rows != w->size.rows) {
			return "a window has not the size of its layout";
		}
		if (w->zoomed && w->mru_count < 2) {
			return "a lone pane is zoomed";
		}
		if (w->links == 0 || w->links != count_links(m, w->id)) {
			return "a window's links are counted wrong";
		}
		if (i > 0 && m->windows[i - 1]->id >= w->id) {
			return "windows are not in the order of their ids";
		}
	}
	return NULL;
}

static const char *check_ids(const struct model *m)
{
	for (size_t i = 0; i < m->pane_count; i++) {
		if (i > 0 && m->panes[i - 1]->id >= m->panes[i]->id) {
			return "panes are not in the order of their ids";
		}
		if (model_window(m, m->panes[i]->window) == NULL) {
			return "a pane is in no window";
		}
	}
	for (size_t i = 0; i < m->client_count; i++) {
		const struct model_client *c = m->clients[i];
		if (c->session != 0 && model_session(m, c->session) == NULL) {
			return "a client looks at a session that does not exist";
		}
	}
	return NULL;
}

const char *model_check(const struct model *m)
{
	const char *bad = check_sessions(m);
	if (bad == NULL) {
		bad = check_windows(m);
	}
	return bad != NULL ? bad : check_ids(m);
}
