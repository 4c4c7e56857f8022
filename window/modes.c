/* window/modes.c -- SM, RM, DECSET, DECRST and DECRQM. */
#include "window/modes.h"

#include "window/cursor.h"
#include "window/screen.h"

/* Modes that are a bit and nothing else, or a bit and what apply_special does. */
struct mode_row {
	uint16_t number;
	bool dec;
	uint32_t bit;
};

static const struct mode_row mode_rows[] = {
	{4, false, MODE_INSERT},
	{20, false, MODE_NEWLINE},
	{1, true, MODE_CURSOR_KEYS},
	{5, true, MODE_REVERSE},
	{6, true, MODE_ORIGIN},
	{7, true, MODE_WRAP},
	{9, true, MODE_MOUSE_X10},
	{12, true, MODE_CURSOR_BLINK},
	{25, true, MODE_CURSOR_VISIBLE},
	{47, true, MODE_ALT_SCREEN},
	{66, true, MODE_KEYPAD},
	{1000, true, MODE_MOUSE_CLICK},
	{1002, true, MODE_MOUSE_DRAG},
	{1003, true, MODE_MOUSE_ANY},
	{1004, true, MODE_FOCUS},
	{1005, true, MODE_MOUSE_UTF8},
	{1006, true, MODE_MOUSE_SGR},
	{1007, true, MODE_ALT_SCROLL},
	{1047, true, MODE_ALT_SCREEN},
	{1049, true, MODE_ALT_SCREEN},
	{2004, true, MODE_PASTE},
	{2026, true, MODE_SYNC},
};

enum { MODE_COLUMNS = 3, MODE_SAVE_CURSOR = 1048, MODE_ALTERNATE_CURSOR = 1049 };

uint32_t modes_initial(void)
{
	return MODE_CURSOR_VISIBLE | MODE_WRAP;
}

uint64_t modes_initial2(void)
{
	return MODE2_AUTO_REPEAT | MODE2_NO_ECHO | MODE2_META_ESCAPE | MODE2_NUM_LOCK;
}

static const struct mode_row *find(int32_t number, bool dec)
{
	for (size_t i = 0; i < sizeof(mode_rows) / sizeof(mode_rows[0]); i++) {
		if (mode_rows[i].number == number && mode_rows[i].dec == dec) {
			return &mode_rows[i];
		}
	}
	return NULL;
}

static void apply_alternate(struct term *t, bool on, bool cursor)
{
	if (on == term_is_alternate(t)) {
		if (!on && cursor && t->has_left) { /* as xterm and tmux; ncurses counts on it */
			cursor_restore(t, &t->left);
		}
		return;
	}
	if (on) {
		cursor_save(t, &t->left);
		t->has_left = true;
		screen_enter_alternate(t);
		return;
	}
	screen_leave_alternate(t);
	if (cursor) {
		cursor_restore(t, &t->left);
	}
}

static void apply_bit(struct term *t, uint32_t bit, bool on)
{
	if ((bit & MODE_MOUSE_MASK) != 0) {
		t->modes &= ~(uint32_t)MODE_MOUSE_MASK; /* one at a time */
	}
	t->modes = on ? t->modes | bit : t->modes & ~bit;
}

static void apply(struct term *t, int32_t number, bool dec, bool on)
{
	if (dec && number == MODE_COLUMNS) {
		cursor_home(t); /* the size is not the program's, the rest of DECCOLM is */
		screen_clear(t, t->erase_id);
		return;
	}
	if (dec && number == MODE_SAVE_CURSOR) {
		if (on) {
			cursor_save(t, &t->saved);
		} else {
			cursor_restore(t, &t->saved);
		}
		return;
	}
	const struct mode_row *r = find(number, dec);
	if (r == NULL) {
		return;
	}
	if (r->bit == MODE_ALT_SCREEN) {
		apply_alternate(t, on, number == MODE_ALTERNATE_CURSOR);
		return;
	}
	apply_bit(t, r->bit, on);
	if (r->bit == MODE_ORIGIN) {
		cursor_home(t);
	}
}

void modes_apply(struct term *t, const struct seq *s, bool on)
{
	for (uint8_t i = 0; i < s->count; i++) {
		apply(t, seq_param(s, i, 0), s->prefix == '?', on);
	}
}

void modes_report(struct term *t, const struct seq *s)
{
	bool dec = s->prefix == '?';
	int32_t number = seq_param(s, 0, 0);
	const struct mode_row *r = find(number, dec);
	int value = r == NULL ? 0 : term_mode(t, r->bit) ? 1 : 2;
	if (dec && number == MODE_COLUMNS) {
		value = 4; /* always reset */
	}
	term_answer(t, "\033[%s%d;%d$y", dec ? "?" : "", number, value);
}
