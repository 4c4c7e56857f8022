/* window/screen.c -- operations on the grid of lines of a terminal. */
#include "window/screen.h"

#include <stdlib.h>

#include "base/mem.h"
#include "window/cursor.h"

static const struct cell blank_cell = {.text = 0, .style = 0, .width = 1, .flags = 0};

static void touch(struct term *t, struct line *l, uint16_t lo, uint16_t hi)
{
	line_touch(l, term_change(t), lo, hi);
}

/* Blanks both halves of a wide character that stands across the columns x-1 and x; true if it did.
 */
static bool split_wide(struct line *l, uint16_t x)
{
	if (x == 0 || x >= l->len || l->cells[x].width != 0) {
		return false;
	}
	l->cells[x - 1] = l->cells[x] = blank_cell;
	return true;
}

/* A wrapped row is a full one, or one short where a wide character did not fit: otherwise the text
 * no longer goes on. */
static void check_wrapped(struct term *t, struct line *l)
{
	if (l->wrapped && l->len + 1 < t->size.cols) {
		l->wrapped = false;
	}
}

/* Makes room for columns [x, x + n) of a row, all of which the caller writes; records the damage. */
static struct cell *open_cells(struct term *t, uint16_t x, uint16_t y, uint16_t n)
{
	struct line *l = t->rows[y];
	uint16_t lo = x, hi = (uint16_t)(x + n);
	if (split_wide(l, lo)) {
		lo--;
	}
	if (split_wide(l, hi)) {
		hi++;
		line_trim(l); /* its other half may end the row, and is a blank now */
	}
	struct cell *c = line_open(l, x, (uint16_t)(x + n));
	touch(t, l, lo, hi);
	return c + x;
}

void screen_put(
        struct term *t, uint16_t x, uint16_t y, uint32_t text, uint16_t style, uint8_t width)
{
	struct cell *c = open_cells(t, x, y, width);
	c[0] = (struct cell){.text = text, .style = style, .width = width, .flags = 0};
	if (width == 2) {
		c[1] = (struct cell){.text = 0, .style = style, .width = 0, .flags = 0};
	}
}

void screen_put_ascii(struct term *t, uint16_t x, uint16_t y, const uint8_t *s, uint16_t n)
{
	struct cell *c = open_cells(t, x, y, n);
	struct cell pen = {.text = 0, .style = t->pen_id, .width = 1, .flags = 0};
	for (uint16_t i = 0; i < n; i++) {
		pen.text = s[i];
		c[i] = pen;
	}
}

void screen_put_run(struct term *t, uint16_t x, uint16_t y, const uint32_t *cps,
        const uint8_t *cells, size_t n, uint16_t sum)
{
	struct cell *c = open_cells(t, x, y, sum);
	struct cell pen = {.text = 0, .style = t->pen_id, .width = 1, .flags = 0};
	const struct cell half = {.text = 0, .style = t->pen_id, .width = 0, .flags = 0};
	for (size_t i = 0; i < n; i++) {
		pen.text = cps[i];
		pen.width = cells[i];
		*c++ = pen;
		if (cells[i] == 2) {
			*c++ = half;
		}
	}
}

void screen_put_text(struct term *t, uint16_t x, uint16_t y, uint32_t text)
{
	struct line *l = t->rows[y];
	l->cells[x].text = text;
	touch(t, l, x, (uint16_t)(x + l->cells[x].width));
}

void screen_erase(struct term *t, uint16_t y, uint16_t lo, uint16_t hi, uint16_t fill)
{
	struct line *l = t->rows[y];
	bool to_edge = hi >= t->size.cols;
	if (lo >= hi || (lo >= l->len && l->fill == fill && !(to_edge && l->wrapped))) {
		return;
	}
	line_reserve(l, to_edge ? lo : hi);
	uint16_t from = split_wide(l, lo) ? (uint16_t)(lo - 1) : lo;
	if (to_edge) {
		l->len = lo;
		l->fill = fill;
		l->wrapped = false;
	} else {
		uint16_t end = hi;
		if (split_wide(l, end)) {
			hi++;
		}
		for (uint16_t x = lo; x < end; x++) {
			l->cells[x] =
			        (struct cell){.text = 0, .style = fill, .width = 1, .flags = 0};
		}
	}
	line_trim(l);
	check_wrapped(t, l);
	touch(t, l, from, hi);
}

static bool is_protected(const struct term *t, uint16_t style)
{
	return (pool_style_get(t->pool, style)->attrs & ATTR_PROTECTED) != 0;
}

/* Runs of unprotected cells are erased at once. */
void screen_erase_unprotected(struct term *t, uint16_t y, uint16_t lo, uint16_t hi, uint16_t fill)
{
	const struct line *l = t->rows[y];
	while (lo < hi) {
		uint16_t end = lo;
		while (end < hi && (end >= l->len || !is_protected(t, l->cells[end].style))) {
			end = end < l->len ? (uint16_t)(end + 1) : hi;
		}
		screen_erase(t, y, lo, end, fill);
		lo = (uint16_t)(end + 1);
	}
}

static void erase_row(struct term *t, uint16_t y, uint16_t fill)
{
	screen_erase(t, y, 0, t->size.cols, fill);
	screen_set_mark(t, y, LINE_MARK_NONE);
	t->rows[y]->shape = LINE_SINGLE;
}

void screen_erase_rows(struct term *t, uint16_t lo, uint16_t hi, uint16_t fill)
{
	for (uint16_t y = lo; y < hi; y++) {
		erase_row(t, y, fill);
	}
}

/* Copies columns [lo, hi) of a row; half characters at the ends become blanks. */
static void cells_read(const struct line *l, uint16_t lo, uint16_t hi, struct cell *out)
{
	for (uint16_t x = lo; x < hi; x++) {
		out[x - lo] = line_cell(l, x);
	}
	struct cell *last = &out[hi - lo - 1];
	if (out->width == 0) {
		*out = (struct cell){.text = 0, .style = out->style, .width = 1, .flags = 0};
	}
	if (last->width == 2) {
		*last = (struct cell){.text = 0, .style = last->style, .width = 1, .flags = 0};
	}
}

/* Puts whole characters into columns [lo, hi) of a row. */
static void cells_write(
        struct term *t, uint16_t y, uint16_t lo, uint16_t hi, const struct cell *cells)
{
	struct line *l = t->rows[y];
	struct cell *c = line_reserve(l, hi);
	uint16_t from = split_wide(l, lo) ? (uint16_t)(lo - 1) : lo;
	uint16_t to = split_wide(l, hi) ? (uint16_t)(hi + 1) : hi;
	memcpy(c + lo, cells, (size_t)(hi - lo) * sizeof(*c));
	if (hi >= t->size.cols) {
		l->wrapped = false;
	}
	line_trim(l);
	check_wrapped(t, l);
	touch(t, l, from, to);
}

static bool is_blank(const struct line *l, uint16_t lo, uint16_t fill)
{
	return lo >= l->len && l->fill == fill;
}

void screen_copy(struct term *t, const struct screen_box *from, uint16_t x, uint16_t y)
{
	uint16_t width = (uint16_t)(from->right - from->left + 1);
	uint16_t height = (uint16_t)(from->bottom - from->top + 1);
	struct cell *cells = mem_calloc(width, sizeof(*cells));
	for (uint16_t i = 0; i < height; i++) {
		uint16_t k = y > from->top ? (uint16_t)(height - 1 - i) : i;
		const struct line *source = t->rows[from->top + k], *target = t->rows[y + k];
		if (is_blank(source, from->left, target->fill) && target->len <= x) {
			continue;
		}
		cells_read(source, from->left, (uint16_t)(from->right + 1), cells);
		cells_write(t, (uint16_t)(y + k), x, (uint16_t)(x + width), cells);
	}
	free(cells);
}

static void fill_cells(struct cell *c, uint16_t lo, uint16_t hi, uint16_t fill)
{
	for (uint16_t x = lo; x < hi; x++) {
		c[x] = (struct cell){.text = 0, .style = fill, .width = 1, .flags = 0};
	}
}

void screen_fill(
        struct term *t, uint16_t y, uint16_t lo, uint16_t hi, uint32_t text, uint16_t style)
{
	struct line *l = t->rows[y];
	struct cell *c = line_reserve(l, hi);
	uint16_t from = split_wide(l, lo) ? (uint16_t)(lo - 1) : lo;
	uint16_t to = split_wide(l, hi) ? (uint16_t)(hi + 1) : hi;
	for (uint16_t x = lo; x < hi; x++) {
		c[x] = (struct cell){.text = text, .style = style, .width = 1, .flags = 0};
	}
	line_trim(l);
	check_wrapped(t, l);
	touch(t, l, from, to);
}

void screen_restyle(struct term *t, uint16_t y, uint16_t lo, uint16_t hi, uint16_t style)
{
	struct line *l = t->rows[y];
	struct cell *c = line_reserve(l, hi);
	uint16_t from = c[lo].width == 0 && lo > 0 ? (uint16_t)(lo - 1) : lo;
	uint16_t to = hi < l->len && c[hi].width == 0 ? (uint16_t)(hi + 1) : hi;
	for (uint16_t x = from; x < to; x++) {
		c[x].style = style;
	}
	line_trim(l);
	check_wrapped(t, l);
	touch(t, l, from, to);
}

void screen_insert_cells(struct term *t, uint16_t x, uint16_t y, uint16_t n, uint16_t fill)
{
	struct line *l = t->rows[y];
	uint16_t end = (uint16_t)(cursor_margin_from(t, x) + 1);
	if (x >= l->len && l->fill == fill) {
		return;
	}
	n = x + n < end ? n : (uint16_t)(end - x);
	struct cell *c = line_reserve(l, end);
	uint16_t lo = split_wide(l, x) ? (uint16_t)(x - 1) : x;
	uint16_t hi = split_wide(l, end) ? (uint16_t)(end + 1) : end;
	split_wide(l, (uint16_t)(end - n));
	memmove(c + x + n, c + x, (size_t)(end - x - n) * sizeof(*c));
	fill_cells(c, x, (uint16_t)(x + n), fill);
	line_trim(l);
	check_wrapped(t, l);
	touch(t, l, lo, hi);
}

void screen_delete_cells(struct term *t, uint16_t x, uint16_t y, uint16_t n, uint16_t fill)
{
	struct line *l = t->rows[y];
	uint16_t end = (uint16_t)(cursor_margin_from(t, x) + 1);
	if (x >= l->len && l->fill == fill) {
		return;
	}
	n = x + n < end ? n : (uint16_t)(end - x);
	struct cell *c = line_reserve(l, end);
	uint16_t lo = split_wide(l, x) ? (uint16_t)(x - 1) : x;
	uint16_t hi = split_wide(l, end) ? (uint16_t)(end + 1) : end;
	split_wide(l, (uint16_t)(x + n));
	memmove(c + x, c + x + n, (size_t)(end - x - n) * sizeof(*c));
	fill_cells(c, (uint16_t)(end - n), end, fill);
	line_trim(l);
	check_wrapped(t, l);
	touch(t, l, lo, hi);
}

void screen_shift_cols(struct term *t, const struct screen_box *b, int32_t n, uint16_t fill)
{
	uint16_t width = (uint16_t)(b->right - b->left + 1);
	bool left = n < 0;
	uint16_t by = (uint16_t)((left ? -n : n) < width ? (left ? -n : n) : width);
	struct screen_box from = *b;
	if (left) {
		from.left = (uint16_t)(b->left + by);
	} else {
		from.right = (uint16_t)(b->right - by);
	}
	if (by < width) {
		screen_copy(t, &from, left ? b->left : (uint16_t)(b->left + by), b->top);
	}
	for (uint16_t y = b->top; y <= b->bottom; y++) {
		uint16_t lo = left ? (uint16_t)(b->right + 1 - by) : b->left;
		screen_erase(t, y, lo, (uint16_t)(lo + by), fill);
	}
}

void screen_line_renew(struct term *t, struct line *l, uint16_t fill)
{
	uint64_t rev = term_change(t);
	if (l->id != 0 && l->id == t->zone_line) {
		t->zone_line = 0;
	}
	l->id = ++t->last_id;
	l->version = 0;
	l->log_len = 0;
	l->log_from = rev;
	line_clear(l, fill);
	if (fill != 0) {
		line_touch(l, rev, 0, t->size.cols);
	}
}

struct line *screen_line_new(struct term *t, uint16_t fill)
{
	struct line *l = t->spare != NULL ? t->spare : line_new(0);
	t->spare = NULL;
	screen_line_renew(t, l, fill);
	return l;
}

void screen_line_drop(struct term *t, struct line *l)
{
	if (l != NULL && l->id == t->zone_line) {
		t->zone_line = 0;
	}
	line_free(t->spare);
	t->spare = l;
}

void screen_line_record(struct term *t, struct line *l)
{
	t->joined += l->len;
	if (l->wrapped && t->joined + t->size.cols > LIMIT_TERM_COLS) {
		l->wrapped = false;
		touch(t, l, 0, 0);
	}
	if (!l->wrapped) {
		t->joined = 0;
	}
	history_push(t->history, l, t->pool);
	scrolled_push(&t->scrolled, l);
	term_change_section(t, TERM_HISTORY);
}

void screen_line_push(struct term *t, struct line *l)
{
	screen_line_record(t, l);
	screen_line_drop(t, l);
}

/* One row up: what most of a flood does. */
static void rows_up_one(struct term *t, uint16_t top, uint16_t bottom, uint16_t fill, bool keep)
{
	struct line **rows = t->rows + top, *l = *rows;
	if (keep) {
		screen_line_record(t, l);
	}
	memmove(rows, rows + 1, (size_t)(bottom - top) * sizeof(*rows));
	t->rows[bottom] = l;
	screen_line_renew(t, l, fill);
	term_change_section(t, TERM_GEOMETRY);
}

static void rows_up(struct term *t, uint16_t top, uint16_t bottom, uint16_t n, uint16_t fill,
	bool keep)
{
	uint16_t height = (uint16_t)(bottom - top + 1);
	if (n == 1) {
		rows_up_one(t, top, bottom, fill, keep);
		return;
	}
	if (n > height) {
		n = height;
	}
	struct line **rows = t->rows + top;
	for (uint16_t i = 0; i < n; i++) {
		if (keep) {
			screen_line_push(t, rows[i]);
		} else {
			screen_line_drop(t, rows[i]);
		}
	}
	memmove(rows, rows + n, (size_t)(height - n) * sizeof(*rows));
	for (uint16_t i = (uint16_t)(height - n); i < height; i++) {
		rows[i] = screen_line_new(t, fill);
	}
	if (n > 0) {
		term_change_section(t, TERM_GEOMETRY);
	}
}

static void rows_down(struct term *t, uint16_t top, uint16_t bottom, uint16_t n, uint16_t fill)
{
	uint16_t height = (uint16_t)(bottom - top + 1);
	if (n > height) {
		n = height;
	}
	struct line **rows = t->rows + top;
	for (uint16_t i = (uint16_t)(height - n); i < height; i++) {
		screen_line_drop(t, rows[i]);
	}
	memmove(rows + n, rows, (size_t)(height - n) * sizeof(*rows));
	for (uint16_t i = 0; i < n; i++) {
		rows[i] = screen_line_new(t, fill);
	}
	if (n > 0) {
		term_change_section(t, TERM_GEOMETRY);
	}
}

/* Moves what stands between the side margins up (n < 0) or down. */
static void box_shift_rows(struct term *t, uint16_t top, uint16_t bottom, int32_t n, uint16_t fill)
{
	struct screen_box b = {t->margin_left, top, t->margin_right, bottom};
	uint16_t height = (uint16_t)(bottom - top + 1);
	bool up = n < 0;
	uint16_t by = (uint16_t)((up ? -n : n) < height ? (up ? -n : n) : height);
	struct screen_box from = b;
	if (up) {
		from.top = (uint16_t)(top + by);
	} else {
		from.bottom = (uint16_t)(bottom - by);
	}
	if (by < height) {
		screen_copy(t, &from, b.left, up ? top : (uint16_t)(top + by));
	}
	for (uint16_t i = 0; i < by; i++) {
		uint16_t y = up ? (uint16_t)(bottom - i) : (uint16_t)(top + i);
		screen_erase(t, y, b.left, (uint16_t)(b.right + 1), fill);
	}
}

void screen_scroll_up(struct term *t, uint16_t top, uint16_t bottom, uint16_t n, uint16_t fill)
{
	if (cursor_has_side_margins(t)) {
		box_shift_rows(t, top, bottom, -(int32_t)n, fill);
	} else {
		rows_up(t, top, bottom, n, fill, top == 0 && !term_is_alternate(t));
	}
}

void screen_delete_rows(struct term *t, uint16_t top, uint16_t bottom, uint16_t n, uint16_t fill)
{
	if (cursor_has_side_margins(t)) {
		box_shift_rows(t, top, bottom, -(int32_t)n, fill);
	} else {
		rows_up(t, top, bottom, n, fill, false);
	}
}

void screen_scroll_down(struct term *t, uint16_t top, uint16_t bottom, uint16_t n, uint16_t fill)
{
	if (cursor_has_side_margins(t)) {
		box_shift_rows(t, top, bottom, n, fill);
	} else {
		rows_down(t, top, bottom, n, fill);
	}
}

void screen_clear(struct term *t, uint16_t fill)
{
	uint16_t used = t->size.rows;
	while (used > 0 && t->rows[used - 1]->len == 0) {
		used--;
	}
	if (used > 0 && !term_is_alternate(t)) {
		rows_up(t, 0, (uint16_t)(t->size.rows - 1), used, fill, true);
	}
	screen_erase_rows(t, 0, t->size.rows, fill);
}

void screen_linefeed(struct term *t, uint16_t fill)
{
	if (t->at.y == t->bottom && cursor_is_in_cols(t)) {
		screen_scroll_up(t, t->top, t->bottom, 1, fill);
	} else if (t->at.y != t->bottom && t->at.y + 1 < t->size.rows) {
		t->at.y++;
		uint16_t edge = cursor_edge(t);
		t->at.x = t->at.x > edge ? edge : t->at.x;
	}
}

void screen_set_wrapped(struct term *t, uint16_t y, bool wrapped)
{
	struct line *l = t->rows[y];
	if (l->wrapped != wrapped) {
		l->wrapped = wrapped;
		touch(t, l, 0, 0);
	}
}

void screen_set_mark(struct term *t, uint16_t y, uint8_t mark)
{
	struct line *l = t->rows[y];
	if (l->mark != mark) {
		l->mark = mark;
		touch(t, l, 0, 0);
	}
}

void screen_set_shape(struct term *t, uint16_t y, uint8_t shape)
{
	if (term_mode2(t, MODE2_MARGINS)) {
		return;
	}
	t->rows[y]->shape = shape;
	t->wide_lines = t->wide_lines || shape != LINE_SINGLE;
	if (t->at.y == y && t->at.x > cursor_edge(t)) {
		cursor_set(t, t->at.x, t->at.y);
	}
}

static void reset_shapes(const struct term *t, struct line *const *rows)
{
	for (uint16_t y = 0; rows != NULL && y < t->size.rows; y++) {
		rows[y]->shape = LINE_SINGLE;
	}
}

void screen_reset_shapes(struct term *t, uint16_t lo, uint16_t hi)
{
	for (uint16_t y = lo; t->wide_lines && y < hi; y++) {
		t->rows[y]->shape = LINE_SINGLE;
	}
}

void screen_reset_all_shapes(struct term *t)
{
	if (t->wide_lines) {
		reset_shapes(t, t->rows);
		reset_shapes(t, t->other);
		reset_shapes(t, t->hidden);
		t->wide_lines = false;
	}
}

void screen_drop_hidden(struct term *t)
{
	for (uint16_t y = 0; t->hidden != NULL && y < t->size.rows; y++) {
		screen_line_drop(t, t->hidden[y]);
	}
	free(t->hidden);
	t->hidden = NULL;
}

void screen_enter_alternate(struct term *t, bool keep)
{
	if (term_is_alternate(t)) {
		return;
	}
	if (!keep) {
		screen_drop_hidden(t);
	}
	t->other = t->rows;
	t->rows = t->hidden;
	t->hidden = NULL;
	if (t->rows == NULL) {
		t->rows = mem_calloc(t->size.rows, sizeof(*t->rows));
		for (uint16_t y = 0; y < t->size.rows; y++) {
			t->rows[y] = screen_line_new(t, 0);
		}
	}
	t->modes |= MODE_ALT_SCREEN;
	term_change_section(t, TERM_GEOMETRY);
}

void screen_leave_alternate(struct term *t, bool keep)
{
	if (!term_is_alternate(t)) {
		return;
	}
	t->hidden = t->rows;
	if (!keep) {
		screen_drop_hidden(t);
	}
	t->rows = t->other;
	t->other = NULL;
	t->modes &= ~(uint32_t)MODE_ALT_SCREEN;
	term_change_section(t, TERM_GEOMETRY);
}
