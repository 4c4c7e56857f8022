/* window/scrolled.c -- a ring of the lines that left the screen last. */
#include "window/scrolled.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { CAP_MIN = 16 };

void scrolled_finish(struct scrolled *s)
{
	free(s->at);
	*s = (struct scrolled){0};
}

/* Doubles a ring that is full; its oldest stands at `end` then. */
static void grow(struct scrolled *s)
{
	uint16_t cap = s->cap > 0 ? (uint16_t)(s->cap * 2) : CAP_MIN;
	struct scrolled_line *at = mem_calloc(cap, sizeof(*at));
	for (uint16_t i = 0; i < s->count; i++) {
		at[i] = scrolled_get(s, (uint16_t)(s->count - 1 - i));
	}
	free(s->at);
	s->at = at;
	s->cap = cap;
	s->end = s->count;
}

void scrolled_push(struct scrolled *s, const struct line *l)
{
	if (s->count == s->cap && s->cap < SCROLLED_MAX) {
		grow(s);
	}
	s->at[s->end] = (struct scrolled_line){l->id, l->version};
	s->end = (uint16_t)(s->end + 1 < s->cap ? s->end + 1 : 0);
	s->count = s->count < s->cap ? (uint16_t)(s->count + 1) : s->count;
}

void scrolled_pop(struct scrolled *s)
{
	if (s->count > 0) {
		s->count--;
		s->end = (uint16_t)((s->end + s->cap - 1) % s->cap);
	}
}

struct scrolled_line scrolled_get(const struct scrolled *s, uint16_t i)
{
	return s->at[(size_t)(s->end + s->cap - 1 - i) % s->cap];
}

size_t scrolled_memory(const struct scrolled *s)
{
	return s->cap * sizeof(*s->at);
}
