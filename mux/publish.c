/* mux/publish.c -- turns the model into rows of a store. */
#include "mux/publish.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "mux/tree.h"
#include "mux/version.h"

/* The rows of the tree are below LIMIT_OBJECT by their own limits. */
static void put(struct store *out, enum object_kind kind, uint32_t id, struct buf *row)
{
	store_put(out, kind, id, buf_bytes(row));
	buf_clear(row);
}

static void put_root(const struct model *m, struct store *out, struct buf *row)
{
	struct tree_root t = {.instance = m->instance, .session_count = m->session_count};
	t.sessions = mem_calloc(m->session_count + 1, sizeof(*t.sessions));
	t.version = mem_strdup(MUX_VERSION);
	for (size_t i = 0; i < m->session_count; i++) {
		t.sessions[i] = m->sessions[i]->id;
	}
	tree_root_encode(&t, row);
	tree_root_finish(&t);
	put(out, OBJECT_ROOT, 0, row);
}

static void put_session(const struct session *s, struct store *out, struct buf *row)
{
	struct tree_session t = {.id = s->id, .name = s->name, .current = s->current, .last = -1};
	if (s->last_count > 0) {
		t.last = s->last[0];
	}
	t.link_count = s->link_count;
	t.links = mem_calloc(s->link_count + 1, sizeof(*t.links));
	for (size_t i = 0; i < s->link_count; i++) {
		t.links[i].index = s->links[i].index;
		t.links[i].window = s->links[i].window;
	}
	tree_session_encode(&t, row);
	free(t.links);
	put(out, OBJECT_SESSION, s->id, row);
}

static void put_window(const struct window *w, struct store *out, struct buf *row)
{
	struct tree_window t = {
		.id = w->id,
		.name = w->name,
		.size = w->size,
		.layout = w->layout,
		.active = w->active,
		.zoomed = w->zoomed,
		.bell = w->bell,
		.activity = w->activity,
		.silence = w->silence,
	};
	t.mru_count = w->mru_count < LIMIT_TREE_MRU ? w->mru_count : LIMIT_TREE_MRU;
	memcpy(t.mru, w->mru, t.mru_count * sizeof(*t.mru));
	tree_window_encode(&t, row);
	put(out, OBJECT_WINDOW, w->id, row);
}

static bool is_gone(const struct model *m, const struct object *o)
{
	return (o->kind == OBJECT_SESSION && model_session(m, o->id) == NULL) ||
		(o->kind == OBJECT_WINDOW && model_window(m, o->id) == NULL);
}

/* From the end down: removing one puts a row there that has been looked at. */
static void remove_gone(const struct model *m, struct store *out)
{
	for (size_t i = store_count(out); i-- > 0;) {
		const struct object *o = store_at(out, i);
		if (is_gone(m, o)) {
			store_remove(out, (enum object_kind)o->kind, o->id);
		}
	}
}

void publish_tree(struct publish *p, const struct model *m, struct store *out)
{
	struct buf row = {0};
	if (p->change == m->change) {
		return;
	}
	put_root(m, out, &row);
	for (size_t i = 0; i < m->session_count; i++) {
		put_session(m->sessions[i], out, &row);
	}
	for (size_t i = 0; i < m->window_count; i++) {
		put_window(m->windows[i], out, &row);
	}
	remove_gone(m, out);
	buf_finish(&row);
	p->change = m->change;
}
