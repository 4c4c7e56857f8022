/* tests/term/oracle_state.h -- what a terminal is like after a program: its answers, what it tells of
 * itself, and every cell. Of the real terminal, or of ours. */
#pragma once

#include "base/buf.h"
#include "base/rect.h"
#include "tests/term/oracle_tty.h"

struct term;

enum { ORACLE_ASPECTS_MAX = 60, ORACLE_DUMPS = 3 };

struct oracle_state {
	struct size size;
	struct buf told[ORACLE_ASPECTS_MAX]; /* [0]: answers to the program; then by oracle_aspect */
	/* The number that DECRQCRA gives for each cell: after the program, when what is not protected
	 * was erased, on the primary screen. */
	uint32_t *cells[ORACLE_DUMPS];
};

void oracle_state_finish(struct oracle_state *s);
/* Runs the program in a terminal of that size, fresh for it. False: the real one does not answer. */
bool oracle_state_real(struct oracle_tty *p, struct size size, struct bytes program,
        struct oracle_state *out);
void oracle_state_ours(struct size size, struct bytes program, struct oracle_state *out);

/* Makes the real one as a terminal begins. */
bool oracle_fresh_real(struct oracle_tty *p);
/* The cells alone, as they are now; the caller frees. */
bool oracle_cells_real(struct oracle_tty *p, struct size size, uint32_t **out);
uint32_t *oracle_cells_ours(struct term *t);
/* True when they differ; then appends both, under the heading, to `out` unless it is NULL. */
bool oracle_cells_differ(const char *what, const uint32_t *real, const uint32_t *ours,
        struct size size, struct buf *out);

/* The name of the n-th thing compared; NULL past the last. */
const char *oracle_aspect(size_t n);
/* A bit for each aspect that is not `ignored` and in which they differ; the cells come last, all as one for each look at
 * them. Appends what differs to `out` unless it is NULL. */
uint64_t oracle_state_compare(
        const struct oracle_state *real, const struct oracle_state *ours, uint64_t ignored,
        struct buf *out);
/* Appends s with its bytes readable. */
void oracle_put_readable(struct bytes b, struct buf *out);
