/* client/scroll.c -- history and screen of a pane as one text (window/view.h), read from the replica. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "client/overlay.h"
#include "window/view.h"

#define PEEK 64 /* source lines looked at beyond the top, to know whether there is more */

struct source {
	struct replica *rep;
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

void scroll_enter(struct scroll *s, const struct replica_pane *p, bool exit_at_bottom)
{
	*s = (struct scroll){.pane = p->id, .exit_at_bottom = exit_at_bottom, .seen_next = p->history_next, .above = 1};
}

void scroll_leave(struct scroll *s)
{
	*s = (struct scroll){0};
}

/* Output pushes lines into the history: what is shown stays where it is. */
static void scroll_follow(struct scroll *s, const struct replica_pane *p)
{
	if (p->history_next > s->seen_next && s->offset > 0) {
		s->offset += (size_t)(p->history_next - s->seen_next);
	}
	s->seen_next = p->history_next;
}

void scroll_move(struct scroll *s, const struct replica_pane *p, int rows)
{
	scroll_follow(s, p);
	if (rows < 0) {
		size_t up = (size_t)-rows;
		s->offset += up < s->above ? up : s->above;
		s->above -= up < s->above ? up : s->above;
		return;
	}
	size_t down = (size_t)rows;
	bool end = down >= s->offset;
	s->offset -= end ? s->offset : down;
	s->above += down;
	if (end && s->exit_at_bottom) {
		scroll_leave(s);
	}
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
		scroll_move(s, p, -(page + 1) / 2);
		return true;
	case KEY_CTRL | 'd':
		scroll_move(s, p, (page + 1) / 2);
		return true;
	case 'g':
	case KEY_META | '<':
	case KEY_HOME:
		s->above = (size_t)(p->history_next - p->history_first);
		s->offset = s->above; /* drawing clamps it to what wrapped lines really take */
		s->above = 0;
		return true;
	case 'G':
	case KEY_META | '>':
	case KEY_END:
		s->above += s->offset;
		s->offset = 0;
		return true;
	default:
		return false;
	}
}

static void draw_position(const struct scroll *s, struct canvas *c, struct rect r)
{
	struct style yellow = {.fg = COLOUR_INDEX(0), .bg = COLOUR_INDEX(3)};
	char *text = mem_printf("[%zu/%zu]", s->offset, s->offset + s->above);
	uint16_t n = (uint16_t)strlen(text);
	if (n < r.cols) {
		canvas_text(c, r, (uint16_t)(r.x + r.cols - n), r.y, text, n, &yellow);
	}
	free(text);
}

void scroll_draw(struct scroll *s, struct replica *rep, const struct replica_pane *p, struct canvas *c, struct rect r)
{
	scroll_follow(s, p);
	struct source source = {.rep = rep, .pane = p};
	struct view_source vs = {
		.ctx = &source,
		.first = p->history_first,
		.end = p->history_next + p->size.rows,
		.get = get_line,
	};
	uint16_t count = r.rows < p->size.rows ? r.rows : p->size.rows;
	struct line **rows = mem_calloc(count > 0 ? count : 1u, sizeof(*rows));
	for (uint16_t y = 0; y < count; y++) {
		rows[y] = line_new(0);
	}
	size_t above = view_rows(&vs, p->size.cols, p->size.rows, s->offset, rows, count, PEEK);
	uint64_t records = p->history_next - p->history_first;
	s->above = records > s->offset ? (size_t)(records - s->offset) : above;
	if (above == 0) {
		s->above = 0;
	}
	for (uint16_t y = 0; y < count; y++) {
		canvas_line(c, (struct rect){r.x, (uint16_t)(r.y + y), r.cols, 1}, rows[y], p->pool, 0);
		line_free(rows[y]);
	}
	free(rows);
	if (source.missing_hi > 0) {
		replica_ask_history(rep, p->id, source.missing_lo > 200 ? source.missing_lo - 200 : 0, source.missing_hi);
	}
	draw_position(s, c, r);
}
