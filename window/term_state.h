/* window/term_state.h -- the body of a terminal, for the modules that make it up: print, screen,
 * esc, csi, sgr, modes, osc, report, reflow. Nobody else includes this.
 *
 * A batch is one call from outside. Its first change takes a new revision (term_change), and all
 * others of the batch share it. */
#pragma once

#include "window/parser.h"
#include "window/term.h"

enum { TERM_SCROLLED_MAX = 256, TERM_EPOCHS = 16, TAB_WIDTH = 8 };

/* x == cols is a pending wrap: the next character begins a new row. */
struct point {
	uint16_t x, y;
};

/* What DECSC and mode 1049 keep. */
struct saved {
	struct point at;
	uint16_t style; /* id in the pool */
	bool origin;
	bool graphics[2];
	uint8_t shift;
};

struct title_pair {
	char *title, *icon;
};

struct term {
	struct term_cfg cfg;
	struct size size;
	struct pool *pool;
	struct history *history;
	struct parser parser;

	struct line **rows;  /* the active screen, size.rows lines */
	struct line **other; /* the primary screen's while the alternate one is active, else NULL */
	struct line *spare;  /* a line that left, for reuse */
	uint64_t last_id;

	struct point at;
	uint16_t top, bottom; /* scroll region, inclusive */
	struct style pen;
	uint16_t pen_id;
	uint16_t erase_id; /* blanks in the pen's background */
	bool graphics[2];  /* G0, G1 are DEC special graphics */
	uint8_t shift;     /* which of them is in use */
	uint32_t modes;
	uint8_t shape;
	uint8_t tabs[LIMIT_TERM_COLS / 8];
	struct saved saved;    /* DECSC */
	struct saved left;     /* the primary screen's cursor while the alternate one is active */
	bool has_left;         /* it was saved once: 1049 restores it on the primary screen, too */
	bool printed;          /* the last thing that happened was a character, at `last` */
	struct point last;

	char *title, *icon, *path;
	struct title_pair titles[LIMIT_TERM_TITLE_STACK];
	uint8_t title_count;
	uint64_t zone_line; /* OSC 133 B; 0: not known */
	uint16_t zone_col;

	uint32_t joined; /* cells of wrapped records at the end of the history */
	uint32_t epoch;
	uint64_t kept[TERM_EPOCHS]; /* by epoch, a ring: records below stood in the epoch before,
	                               too */
	struct term_scrolled scrolled[TERM_SCROLLED_MAX]; /* a ring, newest at scrolled_end - 1 */
	uint16_t scrolled_end, scrolled_count;

	uint64_t revision;
	bool changed; /* this batch has its revision */
	bool swept;   /* this batch had its collection */
	uint64_t section_rev[TERM_SECTIONS];
};

/* The revision of the batch, for a change that is being made. */
static inline uint64_t term_change(struct term *t)
{
	if (!t->changed) {
		t->changed = true;
		t->revision++;
	}
	return t->revision;
}

static inline void term_change_section(struct term *t, enum term_section s)
{
	t->section_rev[s] = term_change(t);
}

static inline bool term_is_alternate(const struct term *t)
{
	return t->other != NULL;
}

static inline bool term_mode(const struct term *t, uint32_t mode)
{
	return (t->modes & mode) != 0;
}

/* Sends an answer to the program. */
void term_answer(struct term *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The pen changed: gets its ids. */
void term_set_pen(struct term *t, const struct style *pen);
/* Frees what no line uses any more. */
void term_collect(struct term *t);
/* RIS within a batch. */
void term_restart(struct term *t);
/* History numbers from the present end on are used again, or the history went: a new epoch. */
void term_begin_epoch(struct term *t);
/* Drops the history, within a batch. */
void term_forget_history(struct term *t);
