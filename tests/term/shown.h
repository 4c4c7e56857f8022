/* tests/term/shown.h -- what a terminal shows, cell by cell: of a terminal of ours, or read from
 * SGR text. */
#pragma once

#include "base/buf.h"
#include "base/width.h"
#include "window/term.h"

struct shown_cell {
	char text[CLUSTER_MAX + 1]; /* " " for a blank, "" for the right half of a wide character */
	struct style style;         /* without what is not seen: the hyperlink, the protection */
	bool untold;                /* blank; the background is not known */
};

struct shown {
	struct size size;
	struct shown_cell *cells; /* size.rows times size.cols */
};

void shown_init(struct shown *s, struct size size); /* blank */
void shown_finish(struct shown *s);
struct shown_cell *shown_at(const struct shown *s, uint16_t x, uint16_t y);
/* Fills row y, which is blank, from a line; what is right of the last column is left out. */
void shown_put_line(struct shown *s, uint16_t y, const struct line *l, const struct pool *p);
/* The screen of a terminal. */
void shown_init_term(struct shown *s, const struct term *t);
/* Reads SGR text, rows ended by a newline, as tmux writes it: the pen goes on from row to row, SO
 * and SI switch to the line drawing characters and back. It leaves out the erased cells at the end
 * of a row, whatever colour they were erased in. Returns false when there is less than the rows of
 * s, or when it has a sequence that is not SGR. */
bool shown_read(struct shown *s, struct bytes *text);
/* Appends a line for each cell in which they differ, `max` at most; returns the number of such
 * cells. */
size_t shown_compare(
        const struct shown *want, const struct shown *have, size_t max, struct buf *out);
/* A style in words: "bold underline=3 fg=1 bg=#102030", "plain". */
void shown_style_words(const struct style *s, struct buf *out);
/* The style of such words; false when one of them is none. */
bool shown_style_parse(const char *words, struct style *out);
