/* tests/term/oracle_gen.h -- random programs for the oracle, as lists of pieces, so that a piece can
 * be left out to find the shortest program that still shows a difference. */
#pragma once

#include "base/buf.h"
#include "base/rect.h"
#include "base/rng.h"

enum { ORACLE_PIECES_MAX = 64, ORACLE_PIECE_SIZE = 48 };

struct oracle_piece {
	char text[ORACLE_PIECE_SIZE];
	uint8_t len;
	uint8_t row; /* of the grammar */
};

struct oracle_program {
	struct oracle_piece pieces[ORACLE_PIECES_MAX];
	size_t count;
};

/* The n-th row's group and its text with what varies in it; false past the last. */
bool oracle_grammar(size_t n, const char **group, const char **text);
/* A program of `count` pieces of rows that `wanted` says yes to (by number of the row). */
void oracle_program_make(struct rng r, struct size size, size_t count, const bool *wanted,
        struct oracle_program *out);
void oracle_program_bytes(const struct oracle_program *p, struct buf *out);
