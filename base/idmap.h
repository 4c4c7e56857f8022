/* base/idmap.h -- a hash map from 64-bit ids to pointers that it does not own. Id 0 is valid.
 * Zeroed memory is an empty map. Order of iteration is unspecified. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct idmap_slot {
	uint64_t id;
	void *value; /* NULL: empty */
};

struct idmap {
	struct idmap_slot *slots;
	size_t count, cap; /* cap is 0 or a power of two */
};

void idmap_finish(struct idmap *m);
void *idmap_get(const struct idmap *m, uint64_t id); /* NULL when absent */
void idmap_put(struct idmap *m, uint64_t id, void *value); /* replaces; value is not NULL */
void *idmap_del(struct idmap *m, uint64_t id);       /* what was there, or NULL */
/* Iterates: start with *at = 0; false at the end. The map must not change meanwhile. */
bool idmap_next(const struct idmap *m, size_t *at, uint64_t *id, void **value);
