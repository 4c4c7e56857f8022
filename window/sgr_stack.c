/* window/sgr_stack.c -- XTPUSHSGR and XTPOPSGR: a stack of how text looks. */
#include "window/sgr_stack.h"

#include "base/mem.h"

/* Parts of a style that the mask of a kept one may name. */
enum {
	KEEP_FOREGROUND = 1 << 16,
	KEEP_BACKGROUND = 1 << 17,
	KEEP_UNDERLINE_COLOUR = 1 << 18,
	KEEP_ALL = (ATTR_ALL & ~ATTR_PROTECTED) | KEEP_FOREGROUND | KEEP_BACKGROUND |
		   KEEP_UNDERLINE_COLOUR,
};

static uint32_t part_of(int32_t sgr)
{
	switch (sgr) {
	case 1:
		return ATTR_BOLD;
	case 2:
		return ATTR_DIM;
	case 3:
		return ATTR_ITALIC;
	case 4:
	case 21:
		return ATTR_UNDERLINE_MASK;
	case 5:
		return ATTR_BLINK;
	case 7:
		return ATTR_REVERSE;
	case 8:
		return ATTR_HIDDEN;
	case 9:
		return ATTR_STRIKE;
	case 10:
	case 30:
		return KEEP_FOREGROUND;
	case 11:
	case 31:
		return KEEP_BACKGROUND;
	default:
		return 0;
	}
}

void sgr_stack_push(struct term *t, const struct seq *s)
{
	uint32_t mask = 0;
	if (t->sgr_depth >= TERM_SGR_STACK) {
		t->sgr_depth = (uint8_t)(t->sgr_depth + (t->sgr_depth < UINT8_MAX ? 1 : 0));
		return;
	}
	for (uint8_t i = 0; i < s->count; i++) {
		mask |= part_of(seq_param(s, i, 0));
	}
	if (t->sgr_stack == NULL) {
		t->sgr_stack = mem_calloc(TERM_SGR_STACK, sizeof(*t->sgr_stack));
	}
	bool all = s->count == 1 && seq_param(s, 0, 0) == 0;
	t->sgr_stack[t->sgr_depth++] =
	        (struct sgr_kept){.pen = t->pen, .mask = all ? KEEP_ALL : mask};
}

void sgr_stack_pop(struct term *t, const struct seq *s)
{
	(void)s;
	if (t->sgr_depth == 0 || --t->sgr_depth >= TERM_SGR_STACK) {
		return;
	}
	const struct sgr_kept *k = &t->sgr_stack[t->sgr_depth];
	struct style pen = t->pen;
	pen.attrs = (uint16_t)((pen.attrs & ~k->mask) | (k->pen.attrs & k->mask));
	if ((k->mask & KEEP_FOREGROUND) != 0) {
		pen.fg = k->pen.fg;
	}
	if ((k->mask & KEEP_BACKGROUND) != 0) {
		pen.bg = k->pen.bg;
	}
	if ((k->mask & KEEP_UNDERLINE_COLOUR) != 0) {
		pen.us = k->pen.us;
	}
	term_set_pen(t, &pen);
}
