/* window/cursor.c -- where the cursor goes: movement within margins, saving, tab stops. */
#include "window/cursor.h"

#include "base/mem.h"
#include "window/charset.h"

#include "window/screen.h"

static int32_t clamp(int32_t v, int32_t lo, int32_t hi)
{
	return v < lo ? lo : v > hi ? hi : v;
}

void cursor_set(struct term *t, int32_t x, int32_t y)
{
	t->at.y = (uint16_t)clamp(y, 0, t->size.rows - 1);
	t->at.x = (uint16_t)clamp(x, 0, cursor_edge(t));
	t->wrap = false;
}

void cursor_set_origin(struct term *t, int32_t x, int32_t y)
{
	if (term_mode(t, MODE_ORIGIN)) {
		x = clamp(x + t->margin_left, t->margin_left, t->margin_right);
		y = clamp(y + t->top, t->top, t->bottom);
	}
	cursor_set(t, x, y);
}

int32_t cursor_origin_x(const struct term *t)
{
	int32_t from = term_mode(t, MODE_ORIGIN) ? t->margin_left : 0;
	return t->at.x > from ? t->at.x - from : 0;
}

int32_t cursor_origin_y(const struct term *t)
{
	int32_t from = term_mode(t, MODE_ORIGIN) ? t->top : 0;
	return t->at.y > from ? t->at.y - from : 0;
}

void cursor_home(struct term *t)
{
	cursor_set_origin(t, 0, 0);
}

void cursor_up(struct term *t, int32_t n)
{
	int32_t stop = t->at.y < t->top ? 0 : t->top;
	cursor_set(t, t->at.x, clamp(t->at.y - n, stop, t->at.y));
}

void cursor_down(struct term *t, int32_t n)
{
	int32_t stop = t->at.y > t->bottom ? t->size.rows - 1 : t->bottom;
	cursor_set(t, t->at.x, clamp(t->at.y + n, t->at.y, stop));
}

/* The column where moving left from x ends. */
static int32_t left_stop(const struct term *t, int32_t x)
{
	return x >= t->margin_left ? t->margin_left : 0;
}

static bool reverse_wraps(const struct term *t)
{
	return term_mode2(t, MODE2_REVERSE_WRAP | MODE2_REVERSE_WRAP2) && term_mode(t, MODE_WRAP);
}

/* CUB in reverse-wrap mode: the rows of the margins are one long ring. */
static void left_around(struct term *t, int32_t n)
{
	bool in = cursor_is_in_margins(t);
	int32_t top = in ? t->top : 0, rows = in ? t->bottom - t->top + 1 : t->size.rows;
	int32_t width = t->margin_right - t->margin_left + 1;
	int32_t x = t->at.x - t->margin_left, y = t->at.y - top;
	if (t->wrap) { /* the cursor stands behind the last column */
		n--;
	}
	if (x < 0 && n > 0) {
		x += n <= t->at.x ? 0 : t->margin_left - t->at.x;
		n -= x < 0 ? 0 : t->at.x;
	}
	if (x < 0 || n <= x) {
		cursor_set(t, t->at.x - n, t->at.y);
		return;
	}
	n = (n - x) % (width * rows);
	int32_t place = (y * width - n + width * rows) % (width * rows);
	cursor_set(t, t->margin_left + place % width, top + place / width);
}

void cursor_left(struct term *t, int32_t n)
{
	if (reverse_wraps(t)) {
		left_around(t, n);
		return;
	}
	int32_t stop = left_stop(t, t->at.x), to = t->at.x - n;
	cursor_set(t, to < stop ? stop : to, t->at.y);
}

void cursor_right(struct term *t, int32_t n)
{
	int32_t limit = cursor_limit(t), to = t->at.x + n;
	cursor_set(t, to > limit ? limit : to, t->at.y);
}

void cursor_backspace(struct term *t)
{
	bool back = t->at.x == 0 && t->at.y > 0 && !cursor_has_side_margins(t);
	if (back && !reverse_wraps(t) && t->rows[t->at.y - 1]->wrapped) {
		cursor_set(t, t->size.cols - 1, t->at.y - 1);
		return;
	}
	cursor_left(t, 1);
}

void cursor_return(struct term *t)
{
	bool origin = term_mode(t, MODE_ORIGIN);
	cursor_set(t, origin ? t->margin_left : left_stop(t, t->at.x), t->at.y);
}

void cursor_index(struct term *t)
{
	screen_linefeed(t, t->erase_id);
	t->wrap = false;
}

void cursor_reverse_index(struct term *t)
{
	if (t->at.y == t->top && cursor_is_in_cols(t)) {
		screen_scroll_down(t, t->top, t->bottom, 1, t->erase_id);
		t->wrap = false;
	} else {
		cursor_up(t, 1);
	}
}

bool cursor_set_rows(struct term *t, int32_t top, int32_t bottom)
{
	bottom = bottom < t->size.rows ? bottom : t->size.rows - 1;
	if (top < 0 || top >= bottom) {
		return false;
	}
	t->top = (uint16_t)top;
	t->bottom = (uint16_t)bottom;
	return true;
}

bool cursor_set_cols(struct term *t, int32_t left, int32_t right)
{
	right = right < t->size.cols ? right : t->size.cols - 1;
	if (left < 0 || left >= right) {
		return false;
	}
	t->margin_left = (uint16_t)left;
	t->margin_right = (uint16_t)right;
	return true;
}

void cursor_reset_margins(struct term *t)
{
	t->top = t->margin_left = 0;
	t->bottom = (uint16_t)(t->size.rows - 1);
	t->margin_right = (uint16_t)(t->size.cols - 1);
}

void cursor_save(const struct term *t, struct saved *to)
{
	to->set = true;
	to->at = t->at;
	to->wrap = t->wrap;
	to->style = t->pen_id;
	to->origin = term_mode(t, MODE_ORIGIN);
	memcpy(to->charset, t->charset, sizeof(to->charset));
	to->gl = t->gl;
	to->gr = t->gr;
}

void cursor_restore(struct term *t, const struct saved *from)
{
	t->modes &= ~(uint32_t)MODE_ORIGIN;
	t->modes |= from->origin ? MODE_ORIGIN : 0;
	memcpy(t->charset, from->charset, sizeof(t->charset));
	t->gl = from->gl;
	t->gr = from->set ? from->gr : CHARSET_GR;
	t->single_shift = 0;
	struct style pen = *pool_style_get(t->pool, from->style);
	term_set_pen(t, &pen);
	if (from->origin) {
		cursor_set_origin(t, from->at.x - t->margin_left, from->at.y - t->top);
	} else {
		cursor_set(t, from->at.x, from->at.y);
	}
	t->wrap = from->wrap && t->at.x == from->at.x && t->at.x == cursor_limit(t);
}

static size_t tabs_size(const struct term *t)
{
	return (t->size.cols + 7u) / 8;
}

static bool is_tab(const struct term *t, uint16_t x)
{
	return (t->tabs[x / 8] >> x % 8 & 1) != 0;
}

void cursor_tab(struct term *t, int32_t n)
{
	uint16_t limit = cursor_limit(t);
	for (; n > 0 && t->at.x < limit; n--) {
		do {
			t->at.x++;
		} while (t->at.x < limit && !is_tab(t, t->at.x));
	}
}

void cursor_back_tab(struct term *t, int32_t n)
{
	int32_t stop = term_mode(t, MODE_ORIGIN) ? left_stop(t, t->at.x) : 0;
	for (; n > 0 && t->at.x > stop; n--) {
		do {
			t->at.x--;
		} while (t->at.x > stop && !is_tab(t, t->at.x));
	}
}

void cursor_reset_tabs(struct term *t)
{
	t->tabs = mem_realloc(t->tabs, tabs_size(t));
	cursor_clear_tabs(t);
	for (uint16_t x = TAB_WIDTH; x < t->size.cols; x += TAB_WIDTH) {
		cursor_set_tab(t, x, true);
	}
}

void cursor_set_tab(struct term *t, uint16_t x, bool on)
{
	uint8_t bit = (uint8_t)(1u << x % 8);
	t->tabs[x / 8] = (uint8_t)(on ? t->tabs[x / 8] | bit : t->tabs[x / 8] & ~bit);
}

void cursor_clear_tabs(struct term *t)
{
	memset(t->tabs, 0, tabs_size(t));
}
