/* mux/replica_object.c -- objects of the stores as a replica holds them, and what the tree keeps alive. */
#include "mux/replica_impl.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "layout/tree.h"
#include "base/zip.h"
#include "window/limits.h"

static uint64_t object_key(uint8_t kind, uint32_t id)
{
	return (uint64_t)kind << 32 | id;
}

static struct robject *object_get(const struct replica *r, uint8_t kind, uint32_t id)
{
	return idmap_get(&r->objects, object_key(kind, id));
}

/* 1: decoded, 0: bytes are all there is to it, negative: no good. */
static int tree_decode(uint8_t kind, struct bytes b, union tree_any *out)
{
	enum tree_shape shape = tree_shape_of(kind);
	if (shape == TREE_SHAPES) {
		return 0;
	}
	int e = tree_any_decode(shape, b, out);
	return e < 0 ? e : 1;
}

static void tree_finish(struct robject *o)
{
	if (o->decoded) {
		tree_any_finish(tree_shape_of(o->kind), &o->tree);
	}
	o->decoded = false;
}

void robject_free(struct robject *o)
{
	if (o) {
		tree_finish(o);
		assembly_finish(&o->in);
		free(o->data);
		free(o);
	}
}

static void set_text(char **at, struct bytes b)
{
	free(*at);
	*at = mem_strndup((const char *)b.data, b.len);
}

/* Side effects of a new version on panes. */
static void object_came(struct replica *r, struct robject *o)
{
	struct rpane *p = o->kind == OBJECT_ECHO || o->kind == OBJECT_TITLES
	                          ? replica_pane_make(r, o->id)
	                          : NULL;
	if (p && o->kind == OBJECT_ECHO) {
		p->shown.echo = o->tree.echo;
	} else if (p) {
		struct rd rd;
		rd_init(&rd, bytes_of(o->data, o->len));
		struct bytes title = rd_bytes(&rd, LIMIT_TERM_TITLE),
		             path = rd_bytes(&rd, LIMIT_TERM_TITLE);
		if (palette_unpack(rd_rest(&rd), &p->palette) == 0 && rd_done(&rd)) {
			p->shown.palette = palette_is_plain(&p->palette) ? NULL : &p->palette;
			pool_set_palette(p->pool, p->shown.palette);
			set_text(&p->title, title);
			set_text(&p->path, path);
			p->shown.title = p->title;
			p->shown.path = p->path;
		}
	}
	if (o->kind == OBJECT_ROOT) {
		r->has_instance = true;
		r->instance = o->tree.root.instance;
	}
	if (o->kind <= OBJECT_WINDOW) {
		r->check_at = usec_min(r->check_at, usec_add(r->now, REPLICA_CHECK_AFTER));
	}
	r->changed = true;
}

static void complete(struct replica *r, struct robject *o, struct bytes raw)
{
	union tree_any tree;
	memset(&tree, 0, sizeof(tree));
	int e = tree_decode(o->kind, raw, &tree);
	o->version = o->in.version;
	if (e < 0) {
		return; /* nothing better would come of asking for the same bytes again */
	}
	tree_finish(o);
	o->tree = tree;
	o->decoded = e == 1;
	free(o->data);
	o->data = mem_alloc(raw.len);
	if (raw.len > 0) {
		memcpy(o->data, raw.data, raw.len);
	}
	o->len = raw.len;
	object_came(r, o);
}

/* Another run of the server: nothing held means anything any more. */
static void see_instance(struct replica *r, const struct object_msg *m)
{
	struct buf raw = {0};
	struct tree_root root;
	if (m->kind != OBJECT_ROOT || !r->has_instance || m->data.len != m->total) {
		return;
	}
	if (!m->zipped) {
		buf_put(&raw, m->data.data, m->data.len);
	} else if (zip_unpack(m->data, LIMIT_OBJECT, &raw) != 0) {
		return;
	}
	if (tree_root_decode(buf_bytes(&raw), &root) == 0) {
		if (root.instance != r->instance) {
			replica_reset(r);
		}
		tree_root_finish(&root);
	}
	buf_finish(&raw);
}

static struct robject *object_make(struct replica *r, const struct object_msg *m)
{
	struct robject *o = object_get(r, m->kind, m->id);
	if (!o && r->objects.count < LIMIT_REPLICA_OBJECTS) {
		o = mem_zalloc(sizeof(*o));
		o->kind = m->kind;
		o->id = m->id;
		idmap_put(&r->objects, object_key(m->kind, m->id), o);
	}
	return o;
}

void replica_take_object(struct replica *r, const struct object_msg *m)
{
	if (m->kind >= OBJECT_KINDS && m->kind != OBJECT_TITLES) {
		return; /* of a newer server */
	}
	see_instance(r, m);
	struct robject *o = object_make(r, m);
	if (!o || m->version <= o->version) {
		return;
	}
	o->came_at = r->now;
	if (assembly_join(&o->in, m->version, m->total, m->offset, m->data, m->zipped) != 1) {
		return;
	}
	if (replica_refuses(r)) {
		assembly_finish(&o->in);
		want_add(r, WANT_OBJECT, m->id, m->kind, 0, m->version);
		return;
	}
	struct buf raw = {0};
	struct bytes wire = bytes_of(o->in.data, o->in.total);
	if (!o->in.zipped) {
		complete(r, o, wire);
	} else if (zip_unpack(wire, LIMIT_OBJECT, &raw) == 0) {
		complete(r, o, buf_bytes(&raw));
	} else {
		o->version = o->in.version;
	}
	buf_finish(&raw);
	assembly_finish(&o->in);
}

/* What the tree names. */
struct reach {
	struct replica *r;
	struct idmap named; /* object keys, and panes as kind OBJECT_KINDS */
	bool whole;         /* every row named is held */
};

static void name(struct reach *x, uint8_t kind, uint32_t id)
{
	idmap_put(&x->named, object_key(kind, id), x);
}

static const struct robject *named_row(struct reach *x, uint8_t kind, uint32_t id)
{
	const struct robject *o = object_get(x->r, kind, id);
	name(x, kind, id);
	if (!o || !o->decoded) {
		x->whole = false;
		if (!want_has(x->r, WANT_OBJECT, id, kind)) {
			want_add(x->r, WANT_OBJECT, id, kind, 0, 0);
		}
		return NULL;
	}
	return o;
}

static void walk_window(struct reach *x, uint32_t id)
{
	const struct robject *o = named_row(x, OBJECT_WINDOW, id);
	uint32_t panes[LIMIT_PANES];
	if (!o || !o->tree.window.layout) {
		return;
	}
	size_t n = layout_leaves(o->tree.window.layout, panes, LIMIT_PANES);
	for (size_t i = 0; i < n && i < LIMIT_PANES; i++) {
		name(x, OBJECT_KINDS, panes[i]);
		name(x, OBJECT_ECHO, panes[i]);
		name(x, OBJECT_TITLES, panes[i]);
		if (idmap_del(&x->r->forgotten, panes[i])) {
			replica_want_pane(x->r, panes[i]);
		}
	}
}

static void walk(struct reach *x)
{
	const struct robject *root = named_row(x, OBJECT_ROOT, 0);
	for (size_t i = 0; root && i < root->tree.root.session_count; i++) {
		const struct robject *o = named_row(x, OBJECT_SESSION, root->tree.root.sessions[i]);
		for (size_t k = 0; o && k < o->tree.session.link_count; k++) {
			walk_window(x, o->tree.session.links[k].window);
		}
	}
}

static bool is_old(const struct replica *r, usec_t came_at)
{
	return usec_since(came_at, r->now) >= REPLICA_FORGET_AFTER;
}

static bool sweep_objects(struct reach *x)
{
	bool young = false;
	uint64_t key;
	void *value;
	for (size_t at = 0; idmap_next(&x->r->objects, &at, &key, &value);) {
		const struct robject *o = value;
		bool tree = o->kind == OBJECT_SESSION || o->kind == OBJECT_WINDOW ||
		            o->kind == OBJECT_ECHO || o->kind == OBJECT_TITLES;
		if (!tree || idmap_get(&x->named, key)) {
			continue;
		}
		if (is_old(x->r, o->came_at)) {
			robject_free(idmap_del(&x->r->objects, key));
			at = 0;
		} else {
			young = true;
		}
	}
	return young;
}

static bool sweep_panes(struct reach *x)
{
	bool young = false;
	uint64_t id;
	void *value;
	for (size_t at = 0; idmap_next(&x->r->panes, &at, &id, &value);) {
		const struct rpane *p = value;
		if (idmap_get(&x->named, object_key(OBJECT_KINDS, (uint32_t)id))) {
			continue;
		}
		if (is_old(x->r, p->came_at)) {
			replica_forget_pane(x->r, (uint32_t)id);
			if (x->r->forgotten.count < LIMIT_REPLICA_FORGOTTEN) {
				idmap_put(&x->r->forgotten, id, x->r);
			}
			at = 0;
		} else {
			young = true;
		}
	}
	return young;
}

void replica_sweep(struct replica *r)
{
	struct reach x = {.r = r, .whole = true};
	r->check_at = USEC_NEVER;
	if (!object_get(r, OBJECT_ROOT, 0)) {
		return;
	}
	walk(&x);
	bool again = !x.whole;
	if (x.whole) {
		again = sweep_objects(&x);
		again = sweep_panes(&x) || again;
	}
	if (again) {
		r->check_at = usec_add(r->now, usec_max(REPLICA_CHECK_AFTER, 4 * r->srtt));
	}
	idmap_finish(&x.named);
}

static const struct robject *decoded(const struct replica *r, enum object_kind kind, uint32_t id)
{
	const struct robject *o = object_get(r, (uint8_t)kind, id);
	return o && o->decoded ? o : NULL;
}

const struct tree_root *replica_root(const struct replica *r)
{
	const struct robject *o = decoded(r, OBJECT_ROOT, 0);
	return o ? &o->tree.root : NULL;
}

const struct tree_session *replica_session(const struct replica *r, uint32_t id)
{
	const struct robject *o = decoded(r, OBJECT_SESSION, id);
	return o ? &o->tree.session : NULL;
}

const struct tree_window *replica_window(const struct replica *r, uint32_t id)
{
	const struct robject *o = decoded(r, OBJECT_WINDOW, id);
	return o ? &o->tree.window : NULL;
}

const struct tree_view *replica_view(const struct replica *r)
{
	const struct robject *o = decoded(r, OBJECT_VIEW, 0);
	return o ? &o->tree.view : NULL;
}

const struct tree_status *replica_status(const struct replica *r)
{
	const struct robject *o = decoded(r, OBJECT_STATUS, 0);
	return o ? &o->tree.status : NULL;
}

const struct tree_text *replica_text(const struct replica *r, enum object_kind kind)
{
	bool text = kind == OBJECT_NOTICE || kind == OBJECT_TEXT || kind == OBJECT_PROMPT ||
	            kind == OBJECT_CLIP || kind == OBJECT_NOTE;
	const struct robject *o = text ? decoded(r, kind, 0) : NULL;
	return o ? &o->tree.text : NULL;
}

uint64_t replica_bells(const struct replica *r)
{
	const struct robject *o = decoded(r, OBJECT_BELL, 0);
	return o ? o->tree.text.serial : 0;
}

struct bytes replica_object(const struct replica *r, uint8_t kind, uint32_t id)
{
	const struct robject *o = object_get(r, kind, id);
	return o ? bytes_of(o->data, o->len) : (struct bytes){0};
}

struct bytes replica_options(const struct replica *r)
{
	return replica_object(r, OBJECT_OPTIONS, 0);
}

struct bytes replica_keys(const struct replica *r)
{
	return replica_object(r, OBJECT_KEYS, 0);
}

uint64_t replica_object_version(const struct replica *r, enum object_kind kind, uint32_t id)
{
	const struct robject *o = object_get(r, (uint8_t)kind, id);
	return o ? o->version : 0;
}
