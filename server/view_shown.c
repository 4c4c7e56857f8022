/* server/view_shown.c -- which panes a client sees, which it could see, and that it hears of changes. */
#include "server/view_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static bool same_ids(const uint32_t *a, size_t an, const uint32_t *b, size_t bn)
{
	return an == bn && (an == 0 || memcmp(a, b, an * sizeof(*a)) == 0);
}

static size_t window_panes(const struct window *w, bool visible, uint32_t *out, size_t max)
{
	size_t n = 0;
	out[n++] = w->active;
	uint32_t leaves[LIMIT_PANES];
	size_t count = layout_leaves(w->layout, leaves, LIMIT_PANES);
	for (size_t i = 0; i < count && n < max; i++) {
		if (leaves[i] != w->active && visible == !w->zoomed) {
			out[n++] = leaves[i];
		}
	}
	return n;
}

static void view_lay_out(struct server *s, struct view *v)
{
	const struct model_client *c = model_client(s->model, v->client);
	const struct session *se = c != NULL ? model_session(s->model, c->session) : NULL;
	const struct window *current = se != NULL ? model_current_window(s->model, se) : NULL;
	uint32_t *visible = mem_calloc(LIMIT_PANES, sizeof(*visible));
	uint32_t *hidden = mem_calloc(s->model->pane_count + 1, sizeof(*hidden));
	size_t vn = current != NULL ? window_panes(current, true, visible, LIMIT_PANES) : 0, hn = 0;
	for (size_t i = 0; se != NULL && i < s->model->pane_count; i++) {
		const struct pane *p = s->model->panes[i];
		bool seen = false, mine = false;
		for (size_t k = 0; k < vn; k++) {
			seen |= visible[k] == p->id;
		}
		for (size_t k = 0; k < se->link_count; k++) {
			mine |= se->links[k].window == p->window;
		}
		if (mine && !seen) {
			hidden[hn++] = p->id;
		}
	}
	if (same_ids(visible, vn, v->visible, v->visible_count) && same_ids(hidden, hn, v->hidden, v->hidden_count)) {
		free(visible);
		free(hidden);
		return;
	}
	view_forget_echoes(s, v);
	free(v->visible);
	free(v->hidden);
	v->visible = visible;
	v->hidden = hidden;
	v->visible_count = vn;
	v->hidden_count = hn;
	sender_set_view(v->sender, visible, vn, hidden, hn);
}

void view_refresh_all(struct server *s)
{
	bool structure = s->seen_change != s->model->change;
	s->seen_change = s->model->change;
	for (size_t i = 0; i < s->view_count; i++) {
		struct view *v = s->views[i];
		if (v->dead) {
			continue;
		}
		if (structure) {
			view_lay_out(s, v);
			sender_store_changed(v->sender);
		}
		if (structure || v->rows_due) {
			v->rows_due = false;
			view_put_rows(s, v);
		}
		struct link *l = view_link(v);
		if (l != NULL) {
			link_wake(l);
		}
	}
}
