/* mux/head_msg.h -- the head of a pane: what stands where at one revision. In sections, each absolute;
 * one that the client is known to have is left out. Long ones (geometry, names) may come in runs of
 * rows, in several heads of one revision.
 *
 * fields (var unless said): sections (u8), pane, rev, rev - geometry_rev, rev - cursor_rev, then
 *   GEOMETRY: cols, rows, row_lo, row_hi, count, runs (svar first - id expected, count * 2 + blank)
 *   CURSOR: x, y, bits (u8: 0 wrap, 1 zone, 4-6 shape), modes, keyboard, [zone
 *           line, zone column]
 *   TTY: tty_rev, bits (u8), 7 special characters
 *   HISTORY: rev - history_rev, first, next - first, epoch, epoch - since, kept (0: all; else + 1),
 *            count, scrolled (id - id before, rev - version, number - number before; svar each)
 *   NAMES: row_lo, row_hi - row_lo, count, entries (rows skipped, rows, rev - version)
 *   DIGEST: u32 */
#pragma once

#include "base/rect.h"
#include "mux/limits.h"
#include "mux/model.h"
#include "mux/msg.h"
#include "window/term.h"

#define LIMIT_HEAD_RUNS 700  /* of rows, in one head */
#define LIMIT_HEAD_NAMES 500

enum {
	HEAD_GEOMETRY = 1,
	HEAD_CURSOR = 2,
	HEAD_TTY = 4,
	HEAD_HISTORY = 8,
	HEAD_NAMES = 16,
	HEAD_DIGEST = 32,
	HEAD_SECTIONS = 63,
};

struct head_run { /* rows that hold lines first, first + 1, ... */
	uint64_t first;
	uint16_t count;
	bool blank; /* never touched: there without a transfer */
};

struct head_name { /* rows whose lines the client is not known to have at this version */
	uint16_t row, count;
	uint64_t version;
};

struct head_msg {
	uint32_t pane;
	uint64_t rev;
	uint8_t sections; /* HEAD_* */
	uint64_t geometry_rev, cursor_rev; /* that belong to rev, whether here or not */

	struct size size;
	uint16_t row_lo, row_hi; /* rows of which the order is here */
	size_t run_count;
	struct head_run runs[LIMIT_HEAD_RUNS];

	struct term_cursor cursor; /* without style */
	uint32_t modes, keyboard; /* MODE_*, KEYBOARD_* */
	uint64_t zone_line; /* 0: not known */
	uint16_t zone_col;

	uint64_t tty_rev;
	struct tty_flags tty;

	uint64_t history_rev, first, next;
	uint32_t epoch;
	uint32_t since; /* what was held in this epoch or a later one is right below `kept` */
	uint64_t kept;  /* UINT64_MAX: all of it */
	size_t scrolled_count;
	struct term_scrolled scrolled[LIMIT_SCROLLED];

	uint16_t name_lo, name_hi; /* rows of which the names are here */
	size_t name_count;
	struct head_name names[LIMIT_HEAD_NAMES];
	uint32_t digest; /* head_digest over all rows */
};

void head_msg_encode(const void *msg, struct msg_out *out, struct wr *w);
void head_msg_decode(struct rd *r, struct msg_in *in, void *out);
/* Bytes that the runs and that the names take. */
size_t head_msg_runs_len(const struct head_msg *m);
size_t head_msg_names_len(const struct head_msg *m);
/* Self-check over (id, version) of all rows in order; begins with 0. */
uint32_t head_digest(uint32_t digest, uint64_t id, uint64_t version);
