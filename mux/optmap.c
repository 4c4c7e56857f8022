/* mux/optmap.c -- names to text values, kept sorted. */
#include "mux/optmap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void optmap_finish(struct optmap *m)
{
	if (m == NULL) {
		return;
	}
	for (size_t i = 0; i < m->count; i++) {
		free(m->at[i].name);
		free(m->at[i].value);
	}
	free(m->at);
	*m = (struct optmap){0};
}

/* Where the name is, or where it belongs. */
static size_t find(const struct optmap *m, const char *name, bool *found)
{
	size_t lo = 0, hi = m->count;
	*found = false;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = strcmp(m->at[mid].name, name);
		if (order == 0) {
			*found = true;
			return mid;
		}
		if (order < 0) {
			lo = mid + 1;
		} else {
			hi = mid;
		}
	}
	return lo;
}

const char *optmap_get(const struct optmap *m, const char *name)
{
	bool found;
	size_t i = find(m, name, &found);
	return found ? m->at[i].value : NULL;
}

void optmap_set(struct optmap *m, const char *name, const char *value)
{
	bool found;
	size_t i = find(m, name, &found);
	char *copy = mem_strdup(value);
	if (found) {
		free(m->at[i].value);
		m->at[i].value = copy;
		return;
	}
	char *key = mem_strdup(name);
	if (m->count == m->cap) {
		m->at = mem_grow(m->at, &m->cap, m->count + 1, sizeof(*m->at));
	}
	memmove(m->at + i + 1, m->at + i, (m->count - i) * sizeof(*m->at));
	m->at[i] = (struct optmap_entry){.name = key, .value = copy};
	m->count++;
}

void optmap_unset(struct optmap *m, const char *name)
{
	bool found;
	size_t i = find(m, name, &found);
	if (!found) {
		return;
	}
	free(m->at[i].name);
	free(m->at[i].value);
	m->count--;
	memmove(m->at + i, m->at + i + 1, (m->count - i) * sizeof(*m->at));
}

void optmap_copy(struct optmap *to, const struct optmap *from)
{
	if (to == from) {
		return;
	}
	for (size_t i = 0; i < from->count; i++) {
		optmap_set(to, from->at[i].name, from->at[i].value);
	}
}
