/* mux/optmap.h -- names to text values, kept sorted: options of one scope, or an environment. What
 * names mean is the business of cmd/options.h. Zeroed memory is empty. */
#pragma once

#include <stddef.h>

struct optmap_entry {
	char *name, *value;
};

struct optmap {
	struct optmap_entry *at;
	size_t count, cap;
};

void optmap_finish(struct optmap *m);
const char *optmap_get(const struct optmap *m, const char *name); /* NULL when not set */
void optmap_set(struct optmap *m, const char *name, const char *value); /* both copied */
void optmap_unset(struct optmap *m, const char *name);
void optmap_copy(struct optmap *to, const struct optmap *from); /* adds and replaces */
