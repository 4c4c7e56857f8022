/* window/settle.c -- what a terminal holds, and how it gives back what a quiet one does not need. */
#include <stdlib.h>

#include "window/rest.h"
#include "window/term_state.h"

enum { SETTLE_BLOCKS = 8 }; /* half a millisecond or so */

/* What these lines do not need is given back. */
static void rows_fit(const struct term *t, struct line *const *rows)
{
	for (uint16_t y = 0; rows != NULL && y < t->size.rows; y++) {
		line_fit(rows[y]);
	}
}

bool term_is_settled(const struct term *t)
{
	return t->settled;
}

bool term_settle(struct term *t)
{
	if (t->settled) {
		return false;
	}
	t->settled = !history_settle(t->history, SETTLE_BLOCKS);
	if (t->settled) {
		rest_wake(t);
		rows_fit(t, t->rows);
		rows_fit(t, t->other);
		rest_begin(t);
		line_free(t->spare);
		t->spare = NULL;
	}
	return !t->settled;
}

static size_t rows_memory(const struct term *t, struct line *const *rows)
{
	size_t n = 0;
	for (uint16_t y = 0; rows != NULL && y < t->size.rows; y++) {
		n += sizeof(*rows) + line_memory(rows[y]);
	}
	return n;
}

/* What few programs ever use. */
static size_t kept_memory(const struct term *t)
{
	const struct term_note *n = t->note;
	return (n != NULL ? sizeof(*n) + n->title.cap + n->text.cap : 0) +
	       (t->sgr_stack != NULL ? TERM_SGR_STACK * sizeof(*t->sgr_stack) : 0) +
	       (t->titles != NULL ? LIMIT_TERM_TITLE_STACK * sizeof(*t->titles) : 0);
}

size_t term_memory(const struct term *t)
{
	return sizeof(*t) + rows_memory(t, t->rows) + rows_memory(t, t->other) + rows_memory(t, t->hidden) +
	       (t->spare != NULL ? line_memory(t->spare) : 0) + pool_memory(t->pool) +
	       history_bytes(t->history) + parser_memory(&t->parser) +
	       scrolled_memory(&t->scrolled) + rest_memory(t) +
	       (t->palette != NULL ? sizeof(*t->palette) : 0) + t->size.cols / 8u +
	       t->colour_stack_len * sizeof(*t->colour_stack) + t->selection.cap +
	       kept_memory(t);
}
