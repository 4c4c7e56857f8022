/* window/cursor.c -- where the cursor goes: movement within margins, saving, tab stops. */
#include "window/cursor.h"

static int32_t clamp(int32_t v, int32_t lo, int32_t hi)
{
	return v < lo ? lo : v > hi ? hi : v;
}

void cursor_set(struct term *t, int32_t x, int32_t y)
{
	t->at.x = (uint16_t)clamp(x, 0, t->size.cols - 1);
	t->at.y = (uint16_t)clamp(y, 0, t->size.rows - 1);
}

void cursor_set_origin(struct term *t, int32_t x, int32_t y)
{
	if (term_mode(t, MODE_ORIGIN)) {
		y = clamp(y + t->top, t->top, t->bottom);
	}
	cursor_set(t, x, y);
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

void cursor_left(struct term *t, int32_t n)
{
	cursor_set(t, t->at.x - n, t->at.y);
}

void cursor_right(struct term *t, int32_t n)
{
	cursor_set(t, t->at.x + n, t->at.y);
}

void cursor_backspace(struct term *t)
{
	if (t->at.x > 0) {
		t->at.x--;
	} else if (t->at.y > 0 && t->rows[t->at.y - 1]->wrapped) {
		cursor_set(t, t->size.cols - 1, t->at.y - 1);
	}
}

void cursor_save(const struct term *t, struct saved *to)
{
	to->at = t->at;
	to->style = t->pen_id;
	to->origin = term_mode(t, MODE_ORIGIN);
	to->graphics[0] = t->graphics[0];
	to->graphics[1] = t->graphics[1];
	to->shift = t->shift;
}

void cursor_restore(struct term *t, const struct saved *from)
{
	t->modes &= ~(uint32_t)MODE_ORIGIN;
	if (from->origin) {
		t->modes |= MODE_ORIGIN;
	}
	t->graphics[0] = from->graphics[0];
	t->graphics[1] = from->graphics[1];
	t->shift = from->shift;
	struct style pen = *pool_style_get(t->pool, from->style);
	term_set_pen(t, &pen);
	cursor_set(t, from->at.x, from->at.y);
}

static bool is_tab(const struct term *t, uint16_t x)
{
	return (t->tabs[x / 8] >> x % 8 & 1) != 0;
}

void cursor_tab(struct term *t, int32_t n)
{
	uint16_t last = (uint16_t)(t->size.cols - 1);
	for (; n > 0 && t->at.x < last; n--) {
		do {
			t->at.x++;
		} while (t->at.x < last && !is_tab(t, t->at.x));
	}
}

void cursor_back_tab(struct term *t, int32_t n)
{
	for (; n > 0 && t->at.x > 0; n--) {
		do {
			t->at.x--;
		} while (t->at.x > 0 && !is_tab(t, t->at.x));
	}
}

void cursor_reset_tabs(struct term *t)
{
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
	memset(t->tabs, 0, sizeof(t->tabs));
}
