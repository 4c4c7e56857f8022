/* cmd/format_compute.h -- the parts of a format that compute a value of their own: comparisons, arithmetic, loops,
 * searches. Between cmd/format.c, which walks over the text, and this there is one walk. */
#pragma once

#include "cmd/format.h"
#include "cmd/format_mod.h"

/* What all parts of one expansion share: the work done so far. */
struct format_budget {
	size_t steps, bytes;
};

struct format_walk {
	const struct format_ctx *f;
	struct format_budget *budget;
	int depth;
	bool time;   /* apply %-codes to the text first */
	bool escape; /* the result is part of a text that is expanded once more */
};

/* Expands a text that is a part of the walk's, with all its bounds; the caller frees. `quiet`: as a value to
 * compute with, so nothing in it is escaped. */
char *format_expand_quiet(const struct format_walk *w, const char *text);
char *format_expand_part(const struct format_walk *w, const char *text);
/* *done false: no modifier computes, the value is the text's own. NULL with *done: malformed. The caller frees. */
char *format_compute(const struct format_walk *w, const struct modifiers *m, const char *text, bool *done);
