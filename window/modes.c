/* window/modes.c -- SM, RM, DECSET, DECRST and DECRQM. */
#include "window/modes.h"

#include "window/cursor.h"
#include "window/screen.h"
#include "window/vt52.h"
#include "window/winops.h"

/* A mode is a bit of term.modes or of term.modes2, and what apply() does besides. */
struct mode_row {
	uint16_t number;
	bool dec;
	uint32_t bit;
	uint64_t bit2;
	uint8_t level; /* DECSCL from which on it is known */
};

static const struct mode_row mode_rows[] = {
	{2, false, 0, MODE2_KEYBOARD_LOCK, 1},
	{4, false, MODE_INSERT, 0, 1},
	{12, false, 0, MODE2_NO_ECHO, 1},
	{20, false, MODE_NEWLINE, 0, 1},
	{1, true, MODE_CURSOR_KEYS, 0, 1},
	{3, true, 0, MODE2_COLUMNS, 1},
	{5, true, MODE_REVERSE, 0, 1},
	{6, true, MODE_ORIGIN, 0, 1},
	{7, true, MODE_WRAP, 0, 1},
	{9, true, MODE_MOUSE_X10, 0, 1},
	{12, true, MODE_CURSOR_BLINK, 0, 1},
	{25, true, MODE_CURSOR_VISIBLE, 0, 1},
	{40, true, 0, MODE2_ALLOW_COLUMNS, 1},
	{41, true, 0, MODE2_MORE_FIX, 1},
	{42, true, 0, MODE2_NATIONAL, 2},
	{45, true, 0, MODE2_REVERSE_WRAP, 1},
	{47, true, MODE_ALT_SCREEN, 0, 1},
	{66, true, MODE_KEYPAD, 0, 1},
	{67, true, 0, MODE2_BACKSPACE, 1},
	{69, true, 0, MODE2_MARGINS, 4},
	{95, true, 0, MODE2_KEEP_SCREEN, 5},
	{1000, true, MODE_MOUSE_CLICK, 0, 1},
	{1002, true, MODE_MOUSE_DRAG, 0, 1},
	{1003, true, MODE_MOUSE_ANY, 0, 1},
	{1004, true, MODE_FOCUS, 0, 1},
	{1005, true, MODE_MOUSE_UTF8, 0, 1},
	{1006, true, MODE_MOUSE_SGR, 0, 1},
	{1007, true, MODE_ALT_SCROLL, 0, 1},
	{1010, true, 0, MODE2_SCROLL_OUTPUT, 1},
	{1011, true, 0, MODE2_SCROLL_KEY, 1},
	{1015, true, MODE_MOUSE_URXVT, 0, 1},
	{1016, true, MODE_MOUSE_PIXELS, 0, 1},
	{1034, true, 0, MODE2_META_8BIT, 1},
	{1035, true, 0, MODE2_NUM_LOCK, 1},
	{1036, true, 0, MODE2_META_ESCAPE, 1},
	{1037, true, 0, MODE2_DELETE_DEL, 1},
	{1039, true, 0, MODE2_ALT_ESCAPE, 1},
	{1040, true, 0, MODE2_KEEP_SELECTION, 1},
	{1041, true, 0, MODE2_SELECT_CLIPBOARD, 1},
	{1042, true, 0, MODE2_BELL_URGENT, 1},
	{1043, true, 0, MODE2_BELL_RAISE, 1},
	{1044, true, 0, MODE2_KEEP_CLIPBOARD, 1},
	{1045, true, 0, MODE2_REVERSE_WRAP2, 1},
	{1046, true, 0, MODE2_ALLOW_ALTERNATE, 1},
	{1047, true, MODE_ALT_SCREEN, 0, 1},
	{1049, true, MODE_ALT_SCREEN, 0, 1},
	{1070, true, 0, MODE2_OWN_REGISTERS, 1},
	{2004, true, MODE_PASTE, 0, 1},
	{2026, true, MODE_SYNC, 0, 1},
	{2027, true, 0, MODE2_CLUSTERS, 1},
	{2031, true, 0, MODE2_SCHEME, 1},
	{2048, true, 0, MODE2_RESIZE, 1},
	{8452, true, 0, MODE2_SIXEL_RIGHT, 1},
};

/* Modes of the VT500 and of xterm that are kept and told but have no effect: of keyboards, printers,
 * lamps, fonts, bells, pictures. */
static const uint8_t kept_modes[] = {4, 8, 18, 19, 35, 44, 57, 60, 61, 64, 68, 73, 80, 81, 96, 97, 98, 99,
	100, 101, 102, 103, 104, 106, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117};

/* Modes that never change, by their answer to DECRQM: 3 always set, 4 always reset. */
struct fixed_row {
	uint16_t number;
	bool dec;
	uint8_t value;
};

static const struct fixed_row fixed_rows[] = {
	{1, false, 4}, {3, false, 4}, {5, false, 4}, {7, false, 4}, {10, false, 4}, {11, false, 4},
	{13, false, 4}, {14, false, 4}, {15, false, 4}, {16, false, 4}, {17, false, 4}, {18, false, 4},
	{19, false, 4}, {2, true, 1}, {13, true, 4}, {14, true, 3}, {30, true, 4}, {34, true, 4},
	{36, true, 4}, {38, true, 4}, {43, true, 4}, {46, true, 4}, {1001, true, 4}, {1050, true, 4},
	{1051, true, 4}, {1052, true, 4}, {1053, true, 4}, {1060, true, 4}, {1061, true, 4},
	{2001, true, 4}, {2002, true, 4}, {2003, true, 4}, {2005, true, 4}, {2006, true, 4},
};

enum {
	DEC_ANSI = 2, /* DECANM: reset is VT52 mode, in which nobody asks */
	DEC_COLUMNS = 3,
	DEC_AUTO_REPEAT = 8,
	DEC_FONT_SHIFT = 35,
	DEC_ALTERNATE = 47, /* the only one that keeps the alternate screen */
	DEC_ALTERNATE_ERASE = 1047,
	DEC_SAVE_CURSOR = 1048,
	DEC_ALTERNATE_CURSOR = 1049
};

#define MODES_INITIAL (MODE_CURSOR_VISIBLE | MODE_WRAP)
#define MODES2_INITIAL \
	(MODE2_NO_ECHO | MODE2_ALLOW_ALTERNATE | MODE2_META_ESCAPE | MODE2_NUM_LOCK | \
		MODE2_CLUSTERS | MODE2_OWN_REGISTERS)
#define MODES_KEPT_INITIAL (UINT64_C(1) << DEC_AUTO_REPEAT | UINT64_C(1) << DEC_FONT_SHIFT)

void modes_reset(struct term *t)
{
	t->modes = t->saved_modes = MODES_INITIAL;
	t->modes2 = t->saved_modes2 = MODES2_INITIAL;
	t->modes_kept[0] = t->saved_kept[0] = MODES_KEPT_INITIAL;
	t->modes_kept[1] = t->saved_kept[1] = 0;
}

void modes_reset_soft(struct term *t)
{
	const uint32_t keep = MODE_ALT_SCREEN | MODE_MOUSE_MASK | MODE_MOUSE_FORMS | MODE_PASTE |
			      MODE_FOCUS | MODE_REVERSE | MODE_ALT_SCROLL | MODE_NEWLINE;
	const uint64_t clear = MODE2_MARGINS | MODE2_REVERSE_WRAP | MODE2_REVERSE_WRAP2 |
			       MODE2_NATIONAL | MODE2_KEYBOARD_LOCK | MODE2_ISO_PROTECT |
			       MODE2_DEC_PROTECT;
	t->modes = (t->modes & keep) | MODES_INITIAL;
	t->modes2 &= ~clear;
}

static const struct mode_row *find(const struct term *t, int32_t number, bool dec)
{
	for (size_t i = 0; i < sizeof(mode_rows) / sizeof(mode_rows[0]); i++) {
		const struct mode_row *r = &mode_rows[i];
		if (r->number == number && r->dec == dec && r->level <= t->level) {
			return r;
		}
	}
	return NULL;
}

static bool is_kept(int32_t number, bool dec)
{
	return dec && number > 0 && number <= UINT8_MAX &&
	       memchr(kept_modes, number, sizeof(kept_modes)) != NULL;
}

static uint64_t kept_bit(int32_t number)
{
	return UINT64_C(1) << (number % 64);
}

static void enter_alternate(struct term *t, int32_t number)
{
	bool cursor = number == DEC_ALTERNATE_CURSOR;
	if (cursor) {
		cursor_save(t, term_saved(t));
	}
	if (term_is_alternate(t)) {
		if (cursor) {
			screen_clear(t, t->erase_id);
			t->wrap = false;
		}
		return;
	}
	cursor_save(t, &t->left);
	t->left.set = cursor;
	screen_enter_alternate(t, !cursor);
	t->wrap = t->wrap && !cursor; /* what erases the screen ends a wait for the edge */
}

/* On the primary screen 1049 only restores the cursor, if it was ever saved: ncurses counts on it.
 * A reflow may have moved what 1049 saved on entering. */
static void leave_alternate(struct term *t, int32_t number)
{
	bool cursor = number == DEC_ALTERNATE_CURSOR;
	if (term_is_alternate(t)) {
		screen_leave_alternate(t, number == DEC_ALTERNATE);
		t->wrap = t->wrap && number != DEC_ALTERNATE_ERASE;
		if (cursor && t->left.set) {
			t->saved[0] = t->left;
		}
	}
	if (cursor && t->saved[0].set) {
		cursor_restore(t, &t->saved[0]);
	}
}

static void apply_alternate(struct term *t, bool on, int32_t number)
{
	if (!on) {
		leave_alternate(t, number);
	} else if (term_mode2(t, MODE2_ALLOW_ALTERNATE)) {
		enter_alternate(t, number);
	}
}

/* The size is not the program's; the rest of DECCOLM is. */
static void apply_columns(struct term *t, bool on)
{
	if (!term_mode2(t, MODE2_ALLOW_COLUMNS)) {
		return;
	}
	t->modes2 = on ? t->modes2 | MODE2_COLUMNS : t->modes2 & ~MODE2_COLUMNS;
	t->modes2 &= ~MODE2_MARGINS;
	cursor_reset_margins(t);
	cursor_home(t);
	if (!term_mode2(t, MODE2_KEEP_SCREEN)) {
		screen_clear(t, t->erase_id);
	}
}

static void apply_save_cursor(struct term *t, bool on)
{
	if (on) {
		cursor_save(t, term_saved(t));
	} else {
		cursor_restore(t, term_saved(t));
	}
}

static void apply_bit(struct term *t, uint32_t bit, bool on)
{
	if ((bit & MODE_MOUSE_MASK) != 0) {
		t->modes &= ~(uint32_t)MODE_MOUSE_MASK; /* one at a time */
	}
	if ((bit & MODE_MOUSE_FORMS) != 0 && on) {
		t->modes &= ~(uint32_t)MODE_MOUSE_FORMS; /* as xterm: only its own reset ends one */
	}
	t->modes = on ? t->modes | bit : t->modes & ~bit;
	if (bit == MODE_CURSOR_BLINK && t->shape > 0) { /* odd ones blink */
		t->shape = (uint8_t)((t->shape - 1) / 2 * 2 + (on ? 1 : 2));
	}
}

static void apply_bit2(struct term *t, uint64_t bit, bool on)
{
	t->modes2 = on ? t->modes2 | bit : t->modes2 & ~bit;
	if (bit == MODE2_MARGINS && !on) {
		t->margin_left = 0;
		t->margin_right = (uint16_t)(t->size.cols - 1);
	} else if (bit == MODE2_MARGINS) {
		screen_reset_all_shapes(t);
	} else if (bit == MODE2_ALLOW_ALTERNATE && !on) {
		leave_alternate(t, 0);
	} else if (bit == MODE2_RESIZE && on) {
		winops_report_resize(t);
	}
}

static void apply(struct term *t, int32_t number, bool dec, bool on)
{
	const struct mode_row *r = find(t, number, dec);
	if (dec && number == DEC_ANSI) {
		if (!on) {
			vt52_enter(t);
		}
	} else if (dec && number == DEC_COLUMNS) {
		apply_columns(t, on);
	} else if (dec && number == DEC_SAVE_CURSOR) {
		apply_save_cursor(t, on);
	} else if (is_kept(number, dec)) {
		uint64_t *word = &t->modes_kept[number / 64];
		*word = on ? *word | kept_bit(number) : *word & ~kept_bit(number);
	} else if (r != NULL && r->bit == MODE_ALT_SCREEN) {
		apply_alternate(t, on, number);
	} else if (r != NULL && r->bit2 != 0) {
		apply_bit2(t, r->bit2, on);
	} else if (r != NULL) {
		apply_bit(t, r->bit, on);
		if (r->bit == MODE_ORIGIN) {
			cursor_home(t);
		}
	}
}

void modes_apply(struct term *t, const struct seq *s, bool on)
{
	for (uint8_t i = 0; i < s->count; i++) {
		apply(t, seq_param(s, i, 0), s->prefix == '?', on);
	}
}

static void save(struct term *t, int32_t number)
{
	const struct mode_row *r = find(t, number, true);
	if (number == DEC_SAVE_CURSOR) {
		cursor_save(t, term_saved(t));
	} else if (is_kept(number, true)) {
		uint64_t bit = kept_bit(number);
		uint64_t *to = &t->saved_kept[number / 64];
		*to = (*to & ~bit) | (t->modes_kept[number / 64] & bit);
	} else if (r != NULL) {
		t->saved_modes = (t->saved_modes & ~r->bit) | (t->modes & r->bit);
		t->saved_modes2 = (t->saved_modes2 & ~r->bit2) | (t->modes2 & r->bit2);
	}
}

void modes_save(struct term *t, const struct seq *s)
{
	for (uint8_t i = 0; i < s->count; i++) {
		save(t, seq_param(s, i, 0));
	}
}

static void restore(struct term *t, int32_t number)
{
	const struct mode_row *r = find(t, number, true);
	if (number == DEC_SAVE_CURSOR) {
		cursor_restore(t, term_saved(t));
	} else if (is_kept(number, true)) {
		bool on = (t->saved_kept[number / 64] & kept_bit(number)) != 0;
		apply(t, number, true, on);
	} else if (r != NULL) {
		bool on = (t->saved_modes & r->bit) != 0 || (t->saved_modes2 & r->bit2) != 0;
		apply(t, number, true, on);
	}
}

void modes_restore(struct term *t, const struct seq *s)
{
	for (uint8_t i = 0; i < s->count; i++) {
		restore(t, seq_param(s, i, 0));
	}
}

/* 0 not known, 1 set, 2 reset, 3 always set, 4 always reset. */
static int value_of(struct term *t, int32_t number, bool dec)
{
	const struct mode_row *r = find(t, number, dec);
	if (r != NULL) {
		return term_mode(t, r->bit) || term_mode2(t, r->bit2) ? 1 : 2;
	}
	if (is_kept(number, dec)) {
		return (t->modes_kept[number / 64] & kept_bit(number)) != 0 ? 1 : 2;
	}
	if (dec && number == DEC_SAVE_CURSOR) {
		return term_saved(t)->set ? 1 : 2;
	}
	for (size_t i = 0; i < sizeof(fixed_rows) / sizeof(fixed_rows[0]); i++) {
		if (fixed_rows[i].number == number && fixed_rows[i].dec == dec) {
			return fixed_rows[i].value;
		}
	}
	return 0;
}

void modes_report(struct term *t, const struct seq *s)
{
	bool dec = s->prefix == '?';
	int32_t number = seq_param(s, 0, 0);
	if (dec || t->level >= 3) {
		int value = value_of(t, number, dec);
		term_answer(t, "\033[%s%d;%d$y", dec ? "?" : "", number, value);
	}
}

static void write_mode(int32_t number, bool dec, bool on, struct buf *out)
{
	buf_printf(out, "\033[%s%d%c", dec ? "?" : "", number, on ? 'h' : 'l');
}

void modes_write(const struct term *t, struct buf *out)
{
	const uint32_t differ = (t->modes ^ MODES_INITIAL) & ~(uint32_t)(MODE_ALT_SCREEN | MODE_ORIGIN);
	const uint64_t differ2 = (t->modes2 ^ MODES2_INITIAL) & ~MODE2_COLUMNS;
	for (size_t i = 0; i < sizeof(mode_rows) / sizeof(mode_rows[0]); i++) {
		const struct mode_row *r = &mode_rows[i];
		if ((r->bit & differ) != 0 || (r->bit2 & differ2) != 0) {
			write_mode(r->number, r->dec, term_mode(t, r->bit) || term_mode2(t, r->bit2), out);
		}
	}
	for (size_t i = 0; i < sizeof(kept_modes) / sizeof(kept_modes[0]); i++) {
		int32_t number = kept_modes[i];
		bool on = (t->modes_kept[number / 64] & kept_bit(number)) != 0;
		bool initial = number < 64 && (MODES_KEPT_INITIAL & kept_bit(number)) != 0;
		if (on != initial) {
			write_mode(number, true, on, out);
		}
	}
}
