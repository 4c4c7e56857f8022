/* window/scrolled.h -- which lines became the newest records of a history: the last 256, oldest
 * forgotten first. Zeroed memory is empty; memory comes as it is needed. */
#pragma once

#include "window/line.h"

enum { SCROLLED_MAX = 256 };

struct scrolled_line {
	uint64_t id, version;
};

struct scrolled {
	struct scrolled_line *at; /* a ring; the newest stands before `end` */
	uint16_t cap, end, count;
};

void scrolled_finish(struct scrolled *s);
void scrolled_push(struct scrolled *s, const struct line *l);
void scrolled_pop(struct scrolled *s); /* forgets the newest, if any */
/* The i-th newest; i < count. */
struct scrolled_line scrolled_get(const struct scrolled *s, uint16_t i);
size_t scrolled_memory(const struct scrolled *s);
