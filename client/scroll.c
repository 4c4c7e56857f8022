/* client/scroll.c -- history and screen of a pane as one text (window/view.h), read from the
 * replica. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "client/overlay.h"
#include "window/view.h"

#define AHEAD 200 /* records above the top that are asked for before they are needed */

struct source {
	const struct replica_pane *pane;
	uint64_t missing_lo, missing_hi; /* records that were asked for and are not here */
};

/* Numbers up to history_next are records, from there on rows of the screen. */
static bool get_line(void *ctx, uint64_t n, struct line *out)
{
	struct source *s = ctx;
	const struct replica_pane *p = s->pane;
	if (n >= p->history_next) {
		uint64_t row = n - p->history_next;
		if (row < p->size.rows) {
			line_copy(out, p->rows[row]);
		}
		return row < p->size.rows;
	}
	if (history_get(p->history, n, p->pool, out)) {
		return true;
	}
	if (s->missing_hi == 0 || n < s->missing_lo) {
		s->missing_lo = n;
	}
	s->missing_hi = n + 1 > s->missing_hi ? n + 1 : s->missing_hi;
	return false;
}

static struct view_source source_of(struct source *s)
{
	return (struct view_source){
		.ctx = s,
		.first = s->pane->history_first,
		.end = s->pane->history_next + s->pane->size.rows,
		.get = get_line,
	};
}

void scroll_enter(struct scroll *s, const struct replica_pane *p, bool exit_at_bottom)
{
	*s = (struct scroll){
		.pane = p->id, .line = p->history_next, .exit_at_bottom = exit_at_bottom};
}

void scroll_leave(struct scroll *s)
{
	*s = (struct scroll){0};
}

/* The top row at the pane's width; never below the live screen's. */
static struct view_pos top_of(
	const struct scroll *s, const struct view_source *vs, const struct replica_pane *p)
{
	if (s->line >= p->history_next) {
		return (struct view_pos){.line = p->history_next};
	}
	if (s->line < p->history_first) {
		return (struct view_pos){.line = p->history_first};
	}
	return view_pos_at(vs, p->size.cols, p->size.rows, s->line, s->col);
}

void scroll_move(struct scroll *s, const struct replica_pane *p, int rows)
{
	struct source source = {.pane = p};
	struct view_source vs = source_of(&source);
	struct view_pos pos = top_of(s, &vs, p);
	if (rows < 0) {
		view_pos_up(&vs, p->size.cols, p->size.rows, &pos, (size_t)0 - (size_t)rows);
	} else {
		view_pos_down(&vs, p->size.cols, p->size.rows, &pos, (size_t)rows);
	}
	if (pos.line >= p->history_next) {
		pos = (struct view_pos){.line = p->history_next};
		if (rows > 0 && s->exit_at_bottom) {
			scroll_leave(s);
			return;
		}
	}
	view_pos_text(&vs, p->size.cols, p->size.rows, pos, &s->line, &s->col);
}

bool scroll_key(struct scroll *s, const struct replica_pane *p, keycode_t key)
{
	int page = p->size.rows > 2 ? p->size.rows - 2 : 1;
	switch (key) {
	case 'q':
	case 0x1b:
	case KEY_CTRL | 'c':
	case 0x0d:
		scroll_leave(s);
		return true;
	case KEY_UP:
	case 'k':
	case KEY_CTRL | 'p':
	case KEY_CTRL | 'y':
		scroll_move(s, p, -1);
		return true;
	case KEY_DOWN:
	case 'j':
	case KEY_CTRL | 'n':
	case KEY_CTRL | 'e':
		scroll_move(s, p, 1);
		return true;
	case KEY_PAGEUP:
	case KEY_CTRL | 'b':
	case KEY_META | 'v':
		scroll_move(s, p, -page);
		return true;
	case KEY_PAGEDOWN:
	case KEY_CTRL | 'f':
	case KEY_CTRL | 'v':
	case ' ':
		scroll_move(s, p, page);
		return true;
	case KEY_CTRL | 'u':
		scroll_move(s, p, -((page + 1) / 2));
		return true;
	case KEY_CTRL | 'd':
		scroll_move(s, p, (page + 1) / 2);
		return true;
	case 'g':
	case KEY_META | '<':
	case KEY_HOME:
		s->line = p->history_first;
		s->col = 0;
		return true;
	case 'G':
	case KEY_META | '>':
	case KEY_END:
		s->line = p->history_next;
		s->col = 0;
		return true;
	default:
		return false;
	}
}

/* Records below the top and records in all, as tmux counts. */
static void draw_position(
	const struct scroll *s, const struct replica_pane *p, struct canvas *c, struct rect r)
{
	struct style yellow = {.fg = COLOUR_INDEX(0), .bg = COLOUR_INDEX(3)};
	uint64_t all = p->history_next - p->history_first;
	uint64_t below = s->line < p->history_next ? p->history_next - s->line : 0;
	char *text = mem_printf("[%llu/%llu]", (unsigned long long)(below < all ? below : all),
		(unsigned long long)all);
	size_t n = strlen(text);
	if (n < r.cols) {
		canvas_text(c, r, (uint16_t)(r.x + r.cols - n), r.y, text, n, &yellow);
	}
	free(text);
}

static void ask_for_missing(const struct source *s, struct replica *rep, uint64_t top)
{
	const struct replica_pane *p = s->pane;
	uint64_t lo = top > AHEAD ? top - AHEAD : 0, hi = top;
	if (s->missing_hi > 0) {
		lo = s->missing_lo < lo ? s->missing_lo : lo;
		hi = s->missing_hi > hi ? s->missing_hi : hi;
	}
	if (rep != NULL && lo < hi) {
		replica_ask_history(rep, p->id, lo, hi);
	}
}

void scroll_draw(struct scroll *s, struct replica *rep, const struct replica_pane *p,
	struct canvas *c, struct rect r)
{
	struct source source = {.pane = p};
	struct view_source vs = source_of(&source);
	uint16_t count = r.rows < p->size.rows ? r.rows : p->size.rows;
	struct line **rows = mem_calloc(count > 0 ? count : 1u, sizeof(*rows));
	for (uint16_t y = 0; y < count; y++) {
		rows[y] = line_new(0);
	}
	struct view_pos top = top_of(s, &vs, p);
	view_pos_show(&vs, p->size.cols, p->size.rows, top, rows, count);
	for (uint16_t y = 0; y < count; y++) {
		canvas_line(
			c, (struct rect){r.x, (uint16_t)(r.y + y), r.cols, 1}, rows[y], p->pool, 0);
		line_free(rows[y]);
	}
	free(rows);
	ask_for_missing(&source, rep, top.line);
	draw_position(s, p, c, r);
}
