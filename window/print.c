/* window/print.c -- characters onto the screen: wrapping, insert mode, clusters, DEC graphics. */
#include "window/print.h"

#include "base/width.h"
#include "window/screen.h"

/* DEC special graphics for 0x5f..0x7e. */
static const uint16_t graphics[] = {
	0x00a0, 0x25c6, 0x2592, 0x2409, 0x240c, 0x240d, 0x240a, 0x00b0, 0x00b1, 0x2424, 0x240b,
	0x2518, 0x2510, 0x250c, 0x2514, 0x253c, 0x23ba, 0x23bb, 0x2500, 0x23bc, 0x23bd, 0x251c,
	0x2524, 0x2534, 0x252c, 0x2502, 0x2264, 0x2265, 0x03c0, 0x2260, 0x00a3, 0x00b7,
};

/* Makes room for `width` cells at the cursor; false when there is none. */
static bool make_room(struct term *t, uint16_t width)
{
	uint16_t cols = t->size.cols;
	if (width > cols) {
		return false;
	}
	if (t->at.x + width > cols) {
		if (!term_mode(t, MODE_WRAP)) {
			if (width > 1) {
				return false;
			}
			t->at.x = (uint16_t)(cols - 1);
		} else {
			screen_set_wrapped(t, t->at.y, true);
			screen_linefeed(t, 0);
			t->at.x = 0;
		}
	}
	if (term_mode(t, MODE_INSERT)) {
		screen_insert_cells(t, t->at.x, t->at.y, width, 0);
	}
	return true;
}

/* The cursor goes past `width` cells that were just written. */
static void advance(struct term *t, uint16_t width)
{
	t->last = t->at;
	t->printed = true;
	t->at.x = (uint16_t)(t->at.x + width);
	if (t->at.x >= t->size.cols && !term_mode(t, MODE_WRAP)) {
		t->at.x = (uint16_t)(t->size.cols - 1);
	}
}

static void put(struct term *t, uint32_t text, uint8_t width)
{
	if (make_room(t, width)) {
		screen_put(t, t->at.x, t->at.y, text, t->pen_id, width);
		advance(t, width);
	}
}

static void print_graphics(struct term *t, uint8_t c)
{
	uint32_t cp = c >= 0x5f ? graphics[c - 0x5f] : c;
	put(t, cp, 1);
}

void print_ascii(struct term *t, const uint8_t *s, size_t len)
{
	bool mapped = t->graphics[t->shift];
	if (mapped || term_mode(t, MODE_INSERT) || !term_mode(t, MODE_WRAP)) {
		for (size_t i = 0; i < len; i++) {
			if (mapped) {
				print_graphics(t, s[i]);
			} else {
				put(t, s[i], 1);
			}
		}
		return;
	}
	while (len > 0) {
		if (t->at.x >= t->size.cols) {
			make_room(t, 1);
		}
		size_t room = (size_t)(t->size.cols - t->at.x);
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
	if (width != 0 || t->at.x == 0) {
		return false;
	}
	*out = (struct point){.x = (uint16_t)(t->at.x - 1), .y = t->at.y};
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
	bool follows = t->printed && t->at.y == at.y && t->at.x == at.x + old.width;
	if (follows && at.x + 1 < t->size.cols && width_cluster(s, len) > width) {
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

void print_repeat(struct term *t, uint16_t n)
{
	if (!t->printed) {
		return;
	}
	struct cell c = line_cell(t->rows[t->last.y], t->last.x);
	uint16_t room = (uint16_t)(t->size.cols - t->at.x);
	for (uint16_t i = 0; i < n && (i + 1) * c.width <= room && c.width > 0; i++) {
		put(t, c.text, c.width);
	}
	t->printed = false;
}
