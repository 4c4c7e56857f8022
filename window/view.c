/* window/view.c -- history and screen as one text, broken at the viewer's width. */
#include "window/view.h"

#include "window/limits.h"

enum { WALK_LINES = 4 };

/* What one call has at hand: the few lines it touched last, so that walking gets each line once. */
struct walk {
	const struct view_source *src;
	uint16_t cols;
	uint64_t split; /* lines from here on are the live screen */
	struct line *line[WALK_LINES];
	uint64_t number[WALK_LINES];
	bool loaded[WALK_LINES], known[WALK_LINES];
};

/* How far a text was laid out. */
struct flow {
	uint64_t start; /* its first line */
	uint64_t line;
	uint16_t col;
	bool over; /* nothing is left; the next text begins at line + 1 */
};

static void walk_init(struct walk *w, const struct view_source *src, uint16_t cols, uint16_t screen)
{
	uint64_t lines = src->end > src->first ? src->end - src->first : 0;
	*w = (struct walk){.src = src, .cols = cols > 0 ? cols : 1};
	w->split = src->first + lines - (screen < lines ? screen : lines);
	for (size_t i = 0; i < WALK_LINES; i++) {
		w->line[i] = line_new(0);
	}
}

static void walk_finish(struct walk *w)
{
	for (size_t i = 0; i < WALK_LINES; i++) {
		line_free(w->line[i]);
	}
}

static bool walk_is_empty(const struct walk *w)
{
	return w->src->end <= w->src->first;
}

/* Line n; blank when it is not known. */
static const struct line *walk_get(struct walk *w, uint64_t n, bool *known)
{
	size_t i = n % WALK_LINES;
	if (!w->loaded[i] || w->number[i] != n) {
		w->known[i] = w->src->get(w->src->ctx, n, w->line[i]);
		if (!w->known[i]) {
			line_clear(w->line[i], 0);
		}
		w->number[i] = n;
		w->loaded[i] = true;
	}
	if (known != NULL) {
		*known = w->known[i];
	}
	return w->line[i];
}

/* Whether the text of record n goes on in record n + 1. */
static bool joins(struct walk *w, uint64_t n)
{
	if (n + 1 >= w->split) {
		return false;
	}
	bool here, next;
	if (!walk_get(w, n, &here)->wrapped || !here) {
		return false;
	}
	walk_get(w, n + 1, &next);
	return next;
}

/* A text of more than LIMIT_VIEW_JOIN records is cut before every record whose number is a multiple
 * of it and that has as many records of that text before it: the same cuts from everywhere. */
static bool goes_on(struct walk *w, uint64_t start, uint64_t n)
{
	bool cut = (n + 1) % LIMIT_VIEW_JOIN == 0 && n + 1 - start >= LIMIT_VIEW_JOIN;
	return !cut && joins(w, n);
}

/* The first record of the text that record n is part of. */
static uint64_t text_start(struct walk *w, uint64_t n)
{
	uint64_t at = n, cut = 0;
	bool has_cut = false;
	while (at > w->src->first && joins(w, at - 1)) {
		if (!has_cut && at % LIMIT_VIEW_JOIN == 0) {
			has_cut = true;
			cut = at;
		}
		at--;
		if (has_cut && cut - at >= LIMIT_VIEW_JOIN) {
			return cut;
		}
	}
	return at;
}

static uint16_t cell_columns(const struct line *l, uint16_t col)
{
	return l->cells[col].width == 2 && col + 1 < l->len ? 2 : 1;
}

/* Moves what fits of the flow's line into the row, which has `used` columns; NULL: only counts.
 * Returns the columns then used. */
static uint16_t row_take(const struct walk *w, struct flow *f, const struct line *l,
	struct line *row, uint16_t used)
{
	while (f->col < l->len) {
		uint16_t n = cell_columns(l, f->col);
		if (used > 0 && used + n > w->cols) {
			break;
		}
		if (row != NULL) {
			struct cell *cells = line_reserve(row, (uint16_t)(used + n));
			memcpy(cells + used, l->cells + f->col, n * sizeof(*cells));
		}
		used = (uint16_t)(used + n);
		f->col = (uint16_t)(f->col + n);
	}
	return used;
}

/* Lays out the next row of the flow into row (NULL: only moves on). */
static void flow_row(struct walk *w, struct flow *f, struct line *row)
{
	uint16_t used = 0;
	if (row != NULL) {
		line_clear(row, 0);
	}
	if (f->line >= w->split) {
		if (row != NULL) {
			line_copy(row, walk_get(w, f->line, NULL));
		}
		f->over = true;
		return;
	}
	for (;;) {
		const struct line *l = walk_get(w, f->line, NULL);
		bool begins = f->col == 0;
		used = row_take(w, f, l, row, used);
		begins = begins && (f->col > 0 || l->len == 0);
		if (row != NULL && begins && row->mark == LINE_MARK_NONE) {
			row->mark = l->mark;
		}
		bool full = f->col < l->len;
		bool more = full || goes_on(w, f->start, f->line);
		if (row != NULL && (full || !more || used >= w->cols)) {
			row->fill = l->fill;
			row->wrapped = more || l->wrapped;
			line_trim(row);
		}
		if (full) {
			return;
		}
		if (!more) {
			f->over = true;
			return;
		}
		f->line++;
		f->col = 0;
		if (used >= w->cols) {
			return;
		}
	}
}

static struct flow flow_begin(uint64_t start)
{
	return (struct flow){.start = start, .line = start};
}

/* The flow at the beginning of a row; a row past the end of its text: the last one. */
static struct flow flow_at(struct walk *w, struct view_pos pos)
{
	struct flow f = flow_begin(pos.line), next = f;
	for (uint32_t i = 0; i < pos.row; i++) {
		flow_row(w, &next, NULL);
		if (next.over) {
			break;
		}
		f = next;
	}
	return f;
}

/* Rows of the text that begins at line `start`; *next: where the following one begins. */
static uint32_t text_rows(struct walk *w, uint64_t start, uint64_t *next)
{
	struct flow f = flow_begin(start);
	uint32_t rows = 0;
	while (!f.over) {
		flow_row(w, &f, NULL);
		rows++;
	}
	*next = f.line + 1;
	return rows;
}

/* The last row of the text that line n is part of. */
static struct view_pos text_bottom(struct walk *w, uint64_t n)
{
	uint64_t next;
	if (n >= w->split) {
		return (struct view_pos){.line = n};
	}
	uint64_t start = text_start(w, n);
	return (struct view_pos){.line = start, .row = text_rows(w, start, &next) - 1};
}

/* A position whose line was dropped, or that lies past the end, moves to what there is. */
static struct view_pos pos_clamp(struct walk *w, struct view_pos pos)
{
	if (walk_is_empty(w) || pos.line < w->src->first) {
		return (struct view_pos){.line = w->src->first};
	}
	return pos.line >= w->src->end ? text_bottom(w, w->src->end - 1) : pos;
}

static struct view_pos bottom(struct walk *w)
{
	return walk_is_empty(w) ? (struct view_pos){.line = w->src->first}
	                        : text_bottom(w, w->src->end - 1);
}

struct view_pos view_pos_bottom(const struct view_source *src, uint16_t cols, uint16_t screen)
{
	struct walk w;
	walk_init(&w, src, cols, screen);
	struct view_pos pos = bottom(&w);
	walk_finish(&w);
	return pos;
}

static size_t move_up(struct walk *w, struct view_pos *pos, size_t rows)
{
	size_t left = rows;
	*pos = pos_clamp(w, *pos);
	while (left > 0) {
		if (pos->row > 0) {
			uint32_t n = left < pos->row ? (uint32_t)left : pos->row;
			pos->row -= n;
			left -= n;
		} else if (pos->line > w->src->first) {
			*pos = text_bottom(w, pos->line - 1);
			left--;
		} else {
			break;
		}
	}
	return rows - left;
}

static size_t move_down(struct walk *w, struct view_pos *pos, size_t rows)
{
	size_t left = rows;
	*pos = pos_clamp(w, *pos);
	while (left > 0 && !walk_is_empty(w)) {
		uint64_t next;
		uint32_t last = text_rows(w, pos->line, &next) - 1;
		pos->row = pos->row < last ? pos->row : last;
		uint32_t n = left < last - pos->row ? (uint32_t)left : last - pos->row;
		pos->row += n;
		left -= n;
		if (left > 0 && next < w->src->end) {
			*pos = (struct view_pos){.line = next};
			left--;
		} else {
			break;
		}
	}
	return rows - left;
}

static uint16_t show(struct walk *w, struct view_pos pos, struct line *const *rows, uint16_t count)
{
	uint16_t y = 0;
	pos = pos_clamp(w, pos);
	struct flow f = flow_at(w, pos);
	while (y < count && f.line < w->src->end && !walk_is_empty(w)) {
		flow_row(w, &f, rows[y++]);
		if (f.over) {
			f = flow_begin(f.line + 1);
		}
	}
	for (uint16_t i = y; i < count; i++) {
		line_clear(rows[i], 0);
	}
	return y;
}

size_t view_pos_up(const struct view_source *src, uint16_t cols, uint16_t screen,
	struct view_pos *pos, size_t rows)
{
	struct walk w;
	walk_init(&w, src, cols, screen);
	size_t moved = move_up(&w, pos, rows);
	walk_finish(&w);
	return moved;
}

size_t view_pos_down(const struct view_source *src, uint16_t cols, uint16_t screen,
	struct view_pos *pos, size_t rows)
{
	struct walk w;
	walk_init(&w, src, cols, screen);
	size_t moved = move_down(&w, pos, rows);
	walk_finish(&w);
	return moved;
}

uint16_t view_pos_show(const struct view_source *src, uint16_t cols, uint16_t screen,
	struct view_pos pos, struct line *const *rows, uint16_t count)
{
	struct walk w;
	walk_init(&w, src, cols, screen);
	uint16_t shown = show(&w, pos, rows, count);
	walk_finish(&w);
	return shown;
}

void view_pos_text(const struct view_source *src, uint16_t cols, uint16_t screen,
	struct view_pos pos, uint64_t *line, uint16_t *col)
{
	struct walk w;
	walk_init(&w, src, cols, screen);
	struct flow f = {.line = src->first};
	if (!walk_is_empty(&w)) {
		f = flow_at(&w, pos_clamp(&w, pos));
	}
	*line = f.line;
	*col = f.col;
	walk_finish(&w);
}

struct view_pos view_pos_at(const struct view_source *src, uint16_t cols, uint16_t screen,
	uint64_t line, uint16_t col)
{
	struct walk w;
	walk_init(&w, src, cols, screen);
	struct view_pos pos = pos_clamp(&w, (struct view_pos){.line = line});
	if (pos.line == line && line < w.split) {
		pos = (struct view_pos){.line = text_start(&w, line)};
		struct flow f = flow_begin(pos.line);
		for (;; pos.row++) {
			flow_row(&w, &f, NULL);
			if (f.over || f.line > line || (f.line == line && f.col > col)) {
				break;
			}
		}
	}
	walk_finish(&w);
	return pos;
}

/* Rows above pos, looking at `peek` lines at most. */
static size_t rows_above(struct walk *w, struct view_pos pos, size_t peek)
{
	uint64_t top = pos.line;
	size_t rows = pos.row;
	while (pos.line > w->src->first && top - pos.line < peek) {
		pos = text_bottom(w, pos.line - 1);
		rows += (size_t)pos.row + 1;
	}
	return rows;
}

size_t view_rows(const struct view_source *src, uint16_t cols, uint16_t screen, size_t offset,
	struct line *const *rows, uint16_t count, size_t peek)
{
	struct walk w;
	uint16_t missing = count;
	size_t above = 0;
	walk_init(&w, src, cols, screen);
	struct view_pos pos = bottom(&w);
	if (!walk_is_empty(&w) && count > 0 && move_up(&w, &pos, offset) == offset) {
		size_t up = move_up(&w, &pos, (size_t)count - 1);
		missing = (uint16_t)(count - 1 - up);
		show(&w, pos, rows + missing, (uint16_t)(count - missing));
		above = rows_above(&w, pos, peek);
	}
	for (uint16_t y = 0; y < missing; y++) {
		line_clear(rows[y], 0);
	}
	walk_finish(&w);
	return above;
}
