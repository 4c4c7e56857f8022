/* window/print.c -- characters onto the screen: wrapping, insert mode, clusters, character sets. */
#include "window/print.h"

#include "base/width.h"
#include "base/width_table.h"
#include "window/charset.h"
#include "window/cursor.h"
#include "window/screen.h"

enum { RUN_MAX = 256 }; /* characters written at once */

/* Goes to the next row, for a character that does not fit in this one. Text that goes on at an
 * inner margin is not one paragraph. */
static void wrap(struct term *t)
{
	t->wrap = false;
	if (cursor_limit(t) == t->size.cols - 1 && t->margin_left == 0) {
		screen_set_wrapped(t, t->at.y, true);
	}
	screen_linefeed(t, 0);
	t->at.x = t->margin_left;
}

/* True when a row has room for a character of so many cells: margins are two columns apart at least,
 * a screen is not. */
static bool fits_row(const struct term *t, uint16_t width)
{
	return width <= 1 || t->size.cols > 1;
}

/* Makes room for `width` cells at the cursor; false when there is none. */
static bool make_room(struct term *t, uint16_t width)
{
	bool wraps = term_mode(t, MODE_WRAP);
	if (!fits_row(t, width)) {
		return false;
	}
	if (wraps && (t->wrap || t->at.x + width > cursor_limit(t) + 1)) {
		wrap(t);
	}
	t->wrap = false;
	if (t->at.x + width > cursor_limit(t) + 1) {
		return false;
	}
	if (term_mode(t, MODE_INSERT) && cursor_is_in_cols(t)) {
		screen_insert_cells(t, t->at.x, t->at.y, width, 0);
	}
	return true;
}

/* The cursor goes past `width` cells that were just written; it waits in the last column. */
static void advance(struct term *t, uint16_t width)
{
	uint16_t limit = cursor_limit(t);
	t->last = t->at;
	t->printed = true;
	t->wrap = t->at.x + width > limit;
	t->at.x = t->wrap ? limit : (uint16_t)(t->at.x + width);
}

/* Where there is no room the character is dropped, and nothing joins it or what was before. */
static void put(struct term *t, uint32_t text, uint8_t width)
{
	t->printed = make_room(t, width);
	if (t->printed) {
		screen_put(t, t->at.x, t->at.y, text, t->pen_id, width);
		advance(t, width);
	}
}

/* The newest character is a cluster of this code point alone. */
static void begin_cluster(struct term *t, uint32_t cp, uint8_t facts)
{
	t->last_cp = cp;
	t->last_class = (uint8_t)width_class(facts);
}

/* What is known of a code point, under the modes of the terminal. Without clusters a character has one code
 * point, and those that take no cell by themselves. */
static uint8_t facts_under_modes(const struct term *t, uint8_t facts)
{
	unsigned class = width_class(facts), cells = facts & WIDTH_MASK;
	if ((facts & WIDTH_AMBIGUOUS) != 0 && t->cfg.ambiguous_wide) {
		cells = 2;
	}
	if (!term_mode2(t, MODE2_CLUSTERS) && class != CLASS_CONTROL) {
		cells = class == CLASS_V || class == CLASS_T ? 0 : cells;
		class = cells == 0 ? CLASS_EXTEND : CLASS_OTHER;
	}
	return (uint8_t)(class << WIDTH_CLASS_SHIFT | cells);
}

static inline uint8_t facts_of(const struct term *t, uint32_t cp)
{
	if (cp < 0x7f) {
		return CLASS_OTHER << WIDTH_CLASS_SHIFT | 1;
	}
	uint8_t facts = width_facts(cp);
	bool known = term_mode2(t, MODE2_CLUSTERS) && !t->cfg.ambiguous_wide;
	return known ? facts : facts_under_modes(t, facts);
}

/* True when text goes into the row as it is, up to the margin. */
static bool is_simple(const struct term *t)
{
	return charset_is_ascii(t) && (t->modes & (MODE_WRAP | MODE_INSERT)) == MODE_WRAP;
}

static bool joins_last(const struct term *t, unsigned class)
{
	return t->printed && width_class_joins(t->last_class, class);
}

void print_ascii(struct term *t, const uint8_t *s, size_t len)
{
	while (len > 0 && (!is_simple(t) || joins_last(t, CLASS_OTHER))) {
		print_code_point(t, *s);
		s++;
		len--;
	}
	while (len > 0) {
		if (t->wrap) {
			wrap(t);
		}
		size_t room = (size_t)(cursor_limit(t) - t->at.x) + 1;
		uint16_t n = (uint16_t)(len < room ? len : room);
		screen_put_ascii(t, t->at.x, t->at.y, s, n);
		t->at.x = (uint16_t)(t->at.x + n - 1);
		advance(t, 1);
		t->last_cp = s[n - 1];
		t->last_class = CLASS_OTHER;
		s += n;
		len -= n;
	}
}

/* Puts as many of the code points as are characters by themselves and fit into the row; returns how many. */
static size_t put_run(struct term *t, const uint32_t *cps, size_t count)
{
	uint8_t cells[RUN_MAX], facts = facts_of(t, cps[0]);
	if (joins_last(t, width_class(facts)) || (facts & WIDTH_MASK) == 0) {
		return 0;
	}
	if (t->wrap && !fits_row(t, facts & WIDTH_MASK)) {
		return 0;
	}
	if (t->wrap) {
		wrap(t);
	}
	size_t n = 0;
	uint32_t room = (uint32_t)(cursor_limit(t) - t->at.x) + 1, taken = 0;
	uint8_t last = 0;
	do {
		cells[n] = facts & WIDTH_MASK;
		if (cells[n] > room - taken) {
			break;
		}
		taken += cells[n++];
		last = facts;
		facts = n < count ? facts_of(t, cps[n]) : 0;
	} while ((facts & WIDTH_MASK) != 0 && n < RUN_MAX &&
	         !width_class_joins(width_class(last), width_class(facts)));
	if (n > 0) {
		screen_put_run(t, t->at.x, t->at.y, cps, cells, n, (uint16_t)taken);
		t->at.x = (uint16_t)(t->at.x + taken - cells[n - 1]);
		advance(t, cells[n - 1]);
		begin_cluster(t, cps[n - 1], last);
	}
	return n;
}

void print_text(struct term *t, const uint32_t *cps, size_t count)
{
	while (count > 0) {
		size_t n = is_simple(t) ? put_run(t, cps, count) : 0;
		if (n == 0) {
			print_code_point(t, *cps);
			n = 1;
		}
		cps += n;
		count -= n;
	}
}

/* What a code point may join. */
struct base {
	struct point at;
	uint32_t cp;    /* its last code point */
	unsigned class; /* what it is for the next break */
	uint32_t text;
	bool follows; /* the cursor stands right behind it, and nothing was between */
};

/* Fills in what the text of a cell says. */
static void base_read(const struct term *t, struct base *b)
{
	char s[CLUSTER_MAX];
	size_t len = pool_text_get(t->pool, b->text, s), used;
	b->cp = utf8_decode(s, len, &used);
	b->class = width_class(facts_of(t, b->cp));
	for (size_t i = used; i < len; i += used) {
		b->cp = utf8_decode(s + i, len - i, &used);
		b->class = width_class_next(b->class, width_class(facts_of(t, b->cp)));
	}
}

/* What cp would join: the last character, or, when it takes no cell, what stands left of the cursor. */
static bool find_base(const struct term *t, uint8_t cells, struct base *b)
{
	uint16_t past = (uint16_t)(t->at.x + (t->wrap ? 1 : 0));
	if (!t->printed && (cells != 0 || past == 0)) {
		return false;
	}
	b->at = t->printed ? t->last : (struct point){.x = (uint16_t)(past - 1), .y = t->at.y};
	const struct line *l = t->rows[b->at.y];
	if (b->at.x > 0 && line_cell(l, b->at.x).width == 0) {
		b->at.x--;
	}
	struct cell c = line_cell(l, b->at.x);
	b->text = c.text;
	b->follows = t->printed && t->at.y == b->at.y && past == b->at.x + c.width;
	b->cp = t->last_cp;
	b->class = t->last_class;
	if (!t->printed && b->text != 0) {
		base_read(t, b);
	}
	return b->text != 0;
}

/* Cells of the cluster with cp. */
static uint8_t joined_cells(const struct term *t, const struct base *b, uint32_t cp, uint8_t cells)
{
	uint8_t was = line_cell(t->rows[b->at.y], b->at.x).width;
	if (!b->follows || !term_mode2(t, MODE2_CLUSTERS)) {
		return was;
	}
	struct cluster_width w = cluster_width_of(was, b->cp);
	cluster_width_add(&w, cp, cells);
	return w.cells == 0 ? was : w.cells;
}

/* Puts a cluster that became wide in the last column at the start of the next row. */
static bool put_next_row(struct term *t, const struct base *b, uint32_t text, uint16_t style)
{
	if (!t->wrap || !term_mode(t, MODE_WRAP) || !fits_row(t, 2)) {
		return false;
	}
	screen_erase(t, b->at.y, b->at.x, (uint16_t)(b->at.x + 1), 0);
	uint16_t pen = t->pen_id;
	t->pen_id = style;
	put(t, text, 2);
	t->pen_id = pen;
	return true;
}

/* Writes the longer cluster into its cell. While the cursor stands right behind it, it may become wide, or
 * narrow by U+FE0E. */
static void put_joined(struct term *t, const struct base *b, uint32_t text, uint8_t cells)
{
	struct cell was = line_cell(t->rows[b->at.y], b->at.x);
	if (cells > was.width && b->at.x == cursor_limit_from(t, b->at.x)) {
		if (put_next_row(t, b, text, was.style)) {
			return;
		}
		cells = was.width;
	}
	if (cells > was.width && term_mode(t, MODE_INSERT) && cursor_is_in_cols(t)) {
		screen_insert_cells(t, (uint16_t)(b->at.x + 1), b->at.y, 1, 0);
	}
	if (cells == was.width) {
		screen_put_text(t, b->at.x, b->at.y, text);
		return;
	}
	screen_put(t, b->at.x, b->at.y, text, was.style, cells);
	t->at = b->at;
	advance(t, cells);
}

/* True when cp was taken by an earlier character. */
static bool join(struct term *t, uint32_t cp, uint8_t facts)
{
	struct base b;
	uint8_t cells = facts & WIDTH_MASK;
	if (!find_base(t, cells, &b) || !width_class_joins(b.class, width_class(facts))) {
		return false;
	}
	uint32_t text = pool_text_append(t->pool, b.text, cp);
	if (text != 0) {
		put_joined(t, &b, text, joined_cells(t, &b, cp, cells));
	}
	if (t->printed) {
		t->last_cp = cp;
		t->last_class = (uint8_t)width_class_next(b.class, width_class(facts));
	}
	return true;
}

void print_code_point(struct term *t, uint32_t cp)
{
	if (cp < 0x80 && !charset_is_ascii(t)) {
		cp = charset_map(t, (uint8_t)cp);
		put(t, cp, 1);
		begin_cluster(t, cp, CLASS_OTHER << WIDTH_CLASS_SHIFT);
		return;
	}
	uint8_t facts = facts_of(t, cp);
	if (join(t, cp, facts) || (facts & WIDTH_MASK) == 0) {
		return;
	}
	put(t, cp, facts & WIDTH_MASK);
	begin_cluster(t, cp, facts);
}

/* More than a screenful looks like a screenful and the rest of the last row. */
void print_repeat(struct term *t, uint32_t n)
{
	if (!t->printed) {
		return;
	}
	struct cell c = line_cell(t->rows[t->last.y], t->last.x);
	if (c.width == 0) {
		return;
	}
	uint32_t most = (uint32_t)t->size.cols * t->size.rows;
	uint32_t row = (uint32_t)(t->margin_right - t->margin_left + 1) / c.width;
	if (n > most) {
		n = most + (row > 0 ? (n - most) % row : 0);
	}
	for (; n > 0; n--) {
		put(t, c.text != 0 ? c.text : ' ', c.width);
	}
	t->printed = false;
}
