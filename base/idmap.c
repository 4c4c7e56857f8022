/* base/idmap.c -- open addressing with linear probing; deletion shifts back, so there are no tombstones. */
#include "base/idmap.h"

#include <stdlib.h>

#include "base/mem.h"

static size_t home(const struct idmap *m, uint64_t id)
{
	id ^= id >> 33; /* MurmurHash3's finaliser: ids come in runs and aligned groups */
	id *= 0xff51afd7ed558ccdu;
	id ^= id >> 33;
	id *= 0xc4ceb9fe1a85ec53u;
	id ^= id >> 33;
	return (size_t)id & (m->cap - 1);
}

static struct idmap_slot *find(const struct idmap *m, uint64_t id)
{
	size_t i = home(m, id);
	while (m->slots[i].value != NULL && m->slots[i].id != id) {
		i = (i + 1) & (m->cap - 1);
	}
	return &m->slots[i];
}

static void grow(struct idmap *m)
{
	struct idmap old = *m;
	m->cap = old.cap > 0 ? old.cap * 2 : 16;
	m->slots = mem_calloc(m->cap, sizeof(*m->slots));
	for (size_t i = 0; i < old.cap; i++) {
		if (old.slots[i].value != NULL) {
			*find(m, old.slots[i].id) = old.slots[i];
		}
	}
	free(old.slots);
}

void idmap_finish(struct idmap *m)
{
	free(m->slots);
	*m = (struct idmap){0};
}

void *idmap_get(const struct idmap *m, uint64_t id)
{
	return m->count > 0 ? find(m, id)->value : NULL;
}

void idmap_put(struct idmap *m, uint64_t id, void *value)
{
	if (m->count * 4 >= m->cap * 3) {
		grow(m);
	}
	struct idmap_slot *s = find(m, id);
	if (s->value == NULL) {
		m->count++;
	}
	*s = (struct idmap_slot){.id = id, .value = value};
}

void *idmap_del(struct idmap *m, uint64_t id)
{
	if (m->count == 0) {
		return NULL;
	}
	struct idmap_slot *s = find(m, id);
	void *value = s->value;
	if (value == NULL) {
		return NULL;
	}
	m->count--;
	size_t hole = (size_t)(s - m->slots), i = hole;
	for (;;) {
		i = (i + 1) & (m->cap - 1);
		if (m->slots[i].value == NULL) {
			break;
		}
		size_t h = home(m, m->slots[i].id);
		if (((i - h) & (m->cap - 1)) >= ((i - hole) & (m->cap - 1))) {
			m->slots[hole] = m->slots[i];
			hole = i;
		}
	}
	m->slots[hole] = (struct idmap_slot){0};
	return value;
}

bool idmap_next(const struct idmap *m, size_t *at, uint64_t *id, void **value)
{
	for (; *at < m->cap; (*at)++) {
		if (m->slots[*at].value != NULL) {
			*id = m->slots[*at].id;
			*value = m->slots[*at].value;
			(*at)++;
			return true;
		}
	}
	return false;
}
