/* window/keyboard.c -- what a program asks of the keyboard. */
#include "window/keyboard.h"

#include "window/vt52.h"

/* Resources of xterm by their numbers; the others say how cursor and function keys carry modifiers,
 * which is fixed. */
enum { OTHER_KEYS = 4, ALL_KEYS = -1 };

static struct kitty_stack *stack(struct term *t)
{
	return &t->kitty[term_is_alternate(t) ? 1 : 0];
}

static uint32_t number(const struct seq *s, uint8_t i, int32_t def)
{
	int32_t n = seq_param(s, i, def);
	return n < 0 ? 0 : (uint32_t)n;
}

void keyboard_push(struct term *t, const struct seq *s)
{
	kitty_push(stack(t), number(s, 0, 0));
}

void keyboard_pop(struct term *t, const struct seq *s)
{
	kitty_pop(stack(t), number(s, 0, 1));
}

void keyboard_set(struct term *t, const struct seq *s)
{
	kitty_set(stack(t), number(s, 0, 0), number(s, 1, 1));
}

void keyboard_report(struct term *t, const struct seq *s)
{
	if (seq_param(s, 0, 0) == 0) {
		term_answer(t, "\033[?%uu", kitty_flags(stack(t)));
	}
}

/* Without a number: all of them. */
static bool is_other_keys(const struct seq *s)
{
	int32_t what = seq_param(s, 0, ALL_KEYS);
	return what == OTHER_KEYS || what == ALL_KEYS;
}

void keyboard_modify(struct term *t, const struct seq *s)
{
	if (!is_other_keys(s)) {
		return;
	}
	int32_t level = s->final == 'm' ? seq_param(s, 1, 0) : 0;
	t->modes &= ~(uint32_t)(MODE_MOK1 | MODE_MOK2);
	if (level > 0) { /* 3 is 2 for all but unmodified keys */
		t->modes |= level == 1 ? MODE_MOK1 : MODE_MOK2;
	}
}

void keyboard_modify_report(struct term *t, const struct seq *s)
{
	static const int fixed[] = {0, 2, 2, 0}; /* keyboard, cursor, function and keypad keys */
	int32_t what = seq_param(s, 0, 0);
	if (what == OTHER_KEYS) {
		int level = term_mode(t, MODE_MOK2) ? 2 : term_mode(t, MODE_MOK1) ? 1 : 0;
		term_answer(t, "\033[>4;%dm", level);
	} else if (what < (int32_t)(sizeof(fixed) / sizeof(fixed[0]))) {
		term_answer(t, "\033[>%d;%dm", what, fixed[what]);
	}
}

void keyboard_format(struct term *t, const struct seq *s)
{
	if (is_other_keys(s)) {
		t->format_unicode = seq_param(s, 1, 0) == 1;
	}
}

void keyboard_format_report(struct term *t, const struct seq *s)
{
	int32_t what = seq_param(s, 0, 0);
	if (what <= OTHER_KEYS) {
		term_answer(t, "\033[>%d;%df", what, what == OTHER_KEYS && t->format_unicode);
	}
}

void keyboard_reset(struct term *t)
{
	t->kitty[0] = t->kitty[1] = (struct kitty_stack){0};
	t->format_unicode = false;
	t->modes &= ~(uint32_t)(MODE_MOK1 | MODE_MOK2);
}

uint32_t term_keyboard(const struct term *t)
{
	static const struct {
		uint64_t mode;
		bool set;
		uint32_t bit;
	} rows[] = {
		{MODE2_BACKSPACE, true, KEYBOARD_BS},
		{MODE2_META_8BIT, true, KEYBOARD_META_BIT},
		{MODE2_META_ESCAPE, false, KEYBOARD_META_NO_ESC},
		{MODE2_ALT_ESCAPE, true, KEYBOARD_ALT_ESC},
		{MODE2_DELETE_DEL, true, KEYBOARD_DEL},
	};
	uint32_t bits = kitty_flags(&t->kitty[term_is_alternate(t) ? 1 : 0]);
	bits |= t->format_unicode ? KEYBOARD_FORMAT_U : 0;
	bits |= vt52_is_on(t) ? KEYBOARD_VT52 : 0;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bits |= term_mode2(t, rows[i].mode) == rows[i].set ? rows[i].bit : 0;
	}
	return bits;
}
