/* window/rest.h -- the screens of a quiet terminal, packed: a tenth of the memory of their cells. Whoever
 * reads or changes rows wakes them first; lines keep their ids, versions and logs. */
#pragma once

#include "window/term_state.h"

/* Packs the rows of both screens, if that pays. In between two batches only. */
void rest_begin(struct term *t);
/* The rows are as they were. Cheap when they did not rest. */
static inline void rest_wake(const struct term *t);
void rest_free(struct term *t);
size_t rest_memory(const struct term *t);

/* What a terminal at rest has; t->rest, made by the first rest. */
struct rest {
	struct bytes packed; /* for each resting row its record, and before it four bytes of length */
	uint8_t *mem;
};

void rest_unpack(const struct term *t);

static inline void rest_wake(const struct term *t)
{
	if (t->rest != NULL && t->rest->mem != NULL) {
		rest_unpack(t);
	}
}
