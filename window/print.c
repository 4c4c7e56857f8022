/* window/print.c -- characters onto the screen: wrapping, insert mode, clusters, character sets. */
#include "window/print.h"

#include "base/width.h"
#include "window/charset.h"
#include "window/cursor.h"
#include "window/screen.h"

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

/* Makes room for `width` cells at the cursor; false when there is none. */
static bool make_room(struct term *t, uint16_t width)
{
	bool wraps = term_mode(t, MODE_WRAP);
	if (wraps && (t->wrap || t->at.x + width > cursor_limit(t) + 1)) {
		wrap(t);
	}
	t->wrap = false;
	if (t->at.x + width > cursor_limit(t) + 1) {
		return false;
	}
	if (term_mode(t, MODE_INSERT)) {
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

static void put(struct term *t, uint32_t text, uint8_t width)
{
	if (make_room(t, width)) {
		screen_put(t, t->at.x, t->at.y, text, t->pen_id, width);
		advance(t, width);
	}
}

void print_ascii(struct term *t, const uint8_t *s, size_t len)
{
	while (len > 0 && !charset_is_ascii(t)) {
		put(t, charset_map(t, *s), 1);
		s++;
		len--;
	}
	if (term_mode(t, MODE_INSERT) || !term_mode(t, MODE_WRAP)) {
		for (size_t i = 0; i < len; i++) {
			put(t, s[i], 1);
		}
		return;
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
		s += n;
		len -= n;
	}
}

/* The cell that a joining code point would join: the last character, or, for one without width,
 * what stands left of the cursor. */
static bool find_base(const struct term *t, int width, struct point *out)
{
	if (t->printed) {
		*out = t->last;
		return true;
	}
	if (width != 0 || (t->at.x == 0 && !t->wrap)) {
		return false;
	}
	*out = (struct point){.x = (uint16_t)(t->at.x - (t->wrap ? 0 : 1)), .y = t->at.y};
	if (out->x > 0 && line_cell(t->rows[out->y], out->x).width == 0) {
		out->x--;
	}
	return true;
}

/* True when cp joins the cluster s. */
static bool joins(const char *s, size_t len, uint32_t cp)
{
	int32_t state = 0;
	size_t used;
	uint32_t last = utf8_decode(s, len, &used);
	for (size_t i = used; i < len; i += used) {
		uint32_t next = utf8_decode(s + i, len - i, &used);
		(void)cluster_joins(&state, last, next);
		last = next;
	}
	return cluster_joins(&state, last, cp);
}

/* Writes the longer cluster into its cell, which may become a wide one while the cursor
 * stands right behind it. */
static void put_joined(struct term *t, struct point at, const char *s, size_t len)
{
	struct cell old = line_cell(t->rows[at.y], at.x);
	uint8_t width = old.width;
	bool follows = t->printed && t->at.y == at.y && !t->wrap && t->at.x == at.x + old.width;
	if (follows && width_cluster(s, len) > width) {
		width = 2;
	}
	screen_put(t, at.x, at.y, pool_text(t->pool, s, len), old.style, width);
	if (width > old.width) {
		t->at = at;
		advance(t, width);
	}
}

/* True when cp was taken by an earlier character. */
static bool join(struct term *t, uint32_t cp, int width)
{
	struct point at;
	if (!find_base(t, width, &at)) {
		return false;
	}
	char s[CLUSTER_MAX + 4];
	size_t len = pool_text_get(t->pool, line_cell(t->rows[at.y], at.x).text, s);
	if (len == 0 || !joins(s, len, cp)) {
		return false;
	}
	len += utf8_encode(cp, s + len);
	if (len <= CLUSTER_MAX) {
		put_joined(t, at, s, len);
	}
	return true;
}

void print_code_point(struct term *t, uint32_t cp)
{
	int width = width_cp(cp);
	if (width < 0 || join(t, cp, width) || width == 0) {
		return;
	}
	put(t, cp, (uint8_t)(width > 1 ? 2 : 1));
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
