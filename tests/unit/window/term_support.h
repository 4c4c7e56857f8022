/* tests/unit/window/term_support.h -- what the tests of the terminal share. */
#pragma once

#include "base/buf.h"
#include "base/rng.h"
#include "window/term.h"

/* A terminal whose answers and notices go into a buffer as text: answers as they are, bells as
 * "<bell>", titles as "<title>", clipboards as "<clip WHICH=DATA>", notices as "<note TITLE=TEXT>".
 */
struct fixture {
	struct term *term;
	struct buf said;
};

void fixture_open(struct fixture *f, uint16_t cols, uint16_t rows);
void fixture_close(struct fixture *f);
void fixture_feed(struct fixture *f, const char *s);
/* Rows without trailing blanks, each ended by '|', and the rows after the last used one left out.
 * The string lives in out. */
const char *fixture_text(const struct fixture *f, struct buf *out);
/* All of the history and the screen, wrapped rows joined, one paragraph a line, trailing blank
 * paragraphs left out. */
const char *fixture_all_text(const struct fixture *f, struct buf *out);

/* Appends a random program of sequences and text, some of it garbage. */
void random_program(struct rng r, size_t steps, struct buf *out);
/* Fails the test, with the seed, when a line or the order breaks a law of line.h. */
void check_screen(const struct term *t, uint64_t seed);
/* Fails when the two terminals show different things (their ids may differ). */
void check_same(struct term *a, struct term *b, uint64_t seed);
