/* mux/store.c -- small versioned objects on the side of the truth. */
#include "mux/store.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/idmap.h"
#include "base/mem.h"
#include "mux/limits.h"

/* A row and where it stands in the array. */
struct row {
	struct object object;
	size_t at;
};

struct store {
	struct idmap by_key;
	struct row **rows;
	size_t count, cap;
	uint64_t change; /* the newest version, of all rows */
};

const struct object_def object_defs[OBJECT_KINDS] = {
	[OBJECT_ECHO] = {.name = "echo", .class = SYNC_ECHO},
	[OBJECT_VIEW] = {.name = "view", .class = SYNC_VISIBLE},
	[OBJECT_ROOT] = {.name = "root", .class = SYNC_VISIBLE, .compress = true},
	[OBJECT_SESSION] = {.name = "session", .class = SYNC_VISIBLE, .compress = true},
	[OBJECT_WINDOW] = {.name = "window", .class = SYNC_VISIBLE, .compress = true},
	[OBJECT_STATUS] = {.name = "status", .class = SYNC_VISIBLE, .compress = true},
	[OBJECT_OPTIONS] = {.name = "options", .class = SYNC_VISIBLE, .compress = true},
	[OBJECT_KEYS] = {.name = "keys", .class = SYNC_NOTE, .compress = true},
	[OBJECT_NOTICE] = {.name = "notice", .class = SYNC_NOTE, .compress = true},
	[OBJECT_TEXT] = {.name = "text", .class = SYNC_NOTE, .compress = true},
	[OBJECT_PROMPT] = {.name = "prompt", .class = SYNC_VISIBLE, .compress = true},
	[OBJECT_CLIP] = {.name = "clip", .class = SYNC_NOTE, .compress = true},
	[OBJECT_BELL] = {.name = "bell", .class = SYNC_NOTE},
	[OBJECT_NOTE] = {.name = "note", .class = SYNC_NOTE, .compress = true},
	[OBJECT_TICKET] = {.name = "ticket", .class = SYNC_NOTE},
};

static uint64_t key_of(enum object_kind kind, uint32_t id)
{
	return (uint64_t)kind << 32 | id;
}

struct store *store_new(void)
{
	return mem_zalloc(sizeof(struct store));
}

/* A ticket's key is in no memory longer than it has to be. */
static void data_free(struct object *o)
{
	if (o->kind == OBJECT_TICKET && o->data != NULL) {
		mem_wipe(o->data, o->len);
	}
	free(o->data);
}

static void row_free(struct row *r)
{
	data_free(&r->object);
	free(r);
}

void store_free(struct store *s)
{
	if (s == NULL) {
		return;
	}
	for (size_t i = 0; i < s->count; i++) {
		row_free(s->rows[i]);
	}
	free(s->rows);
	idmap_finish(&s->by_key);
	free(s);
}

static struct row *row_add(struct store *s, enum object_kind kind, uint32_t id)
{
	struct row *r = mem_zalloc(sizeof(*r));
	r->object.kind = (uint8_t)kind;
	r->object.id = id;
	r->at = s->count;
	if (s->count == s->cap) {
		s->rows = mem_grow(s->rows, &s->cap, s->count + 1, sizeof(*s->rows));
	}
	s->rows[s->count++] = r;
	idmap_put(&s->by_key, key_of(kind, id), r);
	return r;
}

int store_put(struct store *s, enum object_kind kind, uint32_t id, struct bytes b)
{
	if (b.len > LIMIT_OBJECT) {
		return ERR_LIMIT;
	}
	struct row *r = idmap_get(&s->by_key, key_of(kind, id));
	if (r != NULL && bytes_equal(bytes_of(r->object.data, r->object.len), b)) {
		return 0;
	}
	uint8_t *data = mem_alloc(b.len);
	if (b.len > 0) {
		memcpy(data, b.data, b.len);
	}
	if (r == NULL) {
		r = row_add(s, kind, id);
	}
	data_free(&r->object);
	r->object.data = data;
	r->object.len = b.len;
	r->object.version = ++s->change;
	return 0;
}

void store_remove(struct store *s, enum object_kind kind, uint32_t id)
{
	struct row *r = idmap_del(&s->by_key, key_of(kind, id));
	if (r == NULL) {
		return;
	}
	s->rows[r->at] = s->rows[--s->count];
	s->rows[r->at]->at = r->at;
	row_free(r);
}

const struct object *store_get(const struct store *s, enum object_kind kind, uint32_t id)
{
	const struct row *r = idmap_get(&s->by_key, key_of(kind, id));
	return r != NULL ? &r->object : NULL;
}

uint64_t store_change(const struct store *s)
{
	return s->change;
}

size_t store_count(const struct store *s)
{
	return s->count;
}

const struct object *store_at(const struct store *s, size_t i)
{
	return &s->rows[i]->object;
}
