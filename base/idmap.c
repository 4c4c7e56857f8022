/* base/idmap.c -- open addressing with linear probing; deletion moves later items back, so there
 * are no tombstones and look-ups end at the first empty slot. */
#include "base/idmap.h"

#include <stdlib.h>

#include "base/mem.h"

#define CAP_FIRST 16

void idmap_finish(struct idmap *m)
{
	if (m == NULL) {
		return;
	}
	free(m->slots);
	*m = (struct idmap){0};
}

/* Where the search for an id begins. Ids are often consecutive; the mixing spreads them. */
static size_t home(const struct idmap *m, uint64_t id)
{
	id = (id ^ id >> 33) * UINT64_C(0xff51afd7ed558ccd);
	id = (id ^ id >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
	return (size_t)(id ^ id >> 33) & (m->cap - 1);
}

/* The slot of the id, or the empty one where it belongs. cap > 0. */
static size_t find(const struct idmap *m, uint64_t id)
{
	size_t i = home(m, id);
	while (m->slots[i].value != NULL && m->slots[i].id != id) {
		i = (i + 1) & (m->cap - 1);
	}
	return i;
}

void *idmap_get(const struct idmap *m, uint64_t id)
{
	return m->cap == 0 ? NULL : m->slots[find(m, id)].value;
}

static void rehash(struct idmap *m, size_t cap)
{
	struct idmap old = *m;
	m->slots = mem_calloc(cap, sizeof(*m->slots));
	m->cap = cap;
	for (size_t i = 0; i < old.cap; i++) {
		if (old.slots[i].value != NULL) {
			m->slots[find(m, old.slots[i].id)] = old.slots[i];
		}
	}
	free(old.slots);
}

void idmap_put(struct idmap *m, uint64_t id, void *value)
{
	if (m->count >= m->cap / 4 * 3) {
		rehash(m, m->cap == 0 ? CAP_FIRST : m->cap * 2);
	}
	struct idmap_slot *s = &m->slots[find(m, id)];
	if (s->value == NULL) {
		m->count++;
	}
	*s = (struct idmap_slot){.id = id, .value = value};
}

/* Closes the gap at `hole`: an item further on moves in when its search would pass the hole. */
static void close_gap(struct idmap *m, size_t hole)
{
	size_t mask = m->cap - 1;
	for (size_t i = (hole + 1) & mask; m->slots[i].value != NULL; i = (i + 1) & mask) {
		size_t from = home(m, m->slots[i].id);
		if (((i - from) & mask) >= ((i - hole) & mask)) {
			m->slots[hole] = m->slots[i];
			hole = i;
		}
	}
	m->slots[hole].value = NULL;
}

void *idmap_del(struct idmap *m, uint64_t id)
{
	if (m->cap == 0) {
		return NULL;
	}
	size_t i = find(m, id);
	void *value = m->slots[i].value;
	if (value != NULL) {
		close_gap(m, i);
		m->count--;
	}
	return value;
}

bool idmap_next(const struct idmap *m, size_t *at, uint64_t *id, void **value)
{
	for (; *at < m->cap; (*at)++) {
		const struct idmap_slot *s = &m->slots[*at];
		if (s->value != NULL) {
			*id = s->id;
			*value = s->value;
			(*at)++;
			return true;
		}
	}
	return false;
}
