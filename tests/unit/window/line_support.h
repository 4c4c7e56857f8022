/* tests/unit/window/line_support.h -- lines for tests: drawn at random, or of a text. */
#pragma once

#include "base/rng.h"
#include "window/line.h"

/* Within a cmocka test: fails and names the seed. */
#define CHECK_SEED(seed, cond)                                                \
	do {                                                                  \
		if (!(cond)) {                                                \
			fail_msg("seed %llu: %s", (unsigned long long)(seed), #cond); \
		}                                                             \
	} while (0)

/* A line of up to `cols` columns in the pool, with styles, links, clusters, flags; the width of a
 * character is drawn, not measured. */
void line_random(struct rng r, struct pool *p, struct line *l, uint16_t cols);
void line_make_text(struct line *l, const char *s); /* ASCII in the default style */
void line_make_number(struct line *l, uint64_t n);  /* "record n" */
