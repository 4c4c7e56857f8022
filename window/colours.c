/* window/colours.c -- what programs do to the colours of their terminal. */
#include "window/colours.h"

#include <stdlib.h>

#include "base/mem.h"
#include "window/colour_spec.h"
#include "window/field.h"

enum { PAIRS_MAX = 512, NUMBERS = PALETTE_INDEXED + PALETTE_SPECIAL };

/* To be changed. */
static struct palette *palette_own(struct term *t)
{
	if (t->palette == NULL) {
		t->palette = mem_zalloc(sizeof(*t->palette));
	}
	return t->palette;
}

colour_t colours_indexed(const struct term *t, unsigned n)
{
	colour_t c = term_palette(t)->indexed[n];
	if (c != COLOUR_DEFAULT) {
		return c;
	}
	if (n < COLOURS_ANSI && COLOUR_KIND(t->colours.ansi[n]) == 2) {
		return t->colours.ansi[n];
	}
	return palette_default(n);
}

/* What the user's terminal has for it. */
static colour_t outer_dynamic(const struct term *t, unsigned which)
{
	colour_t fg = t->colours.fg, bg = t->colours.bg;
	switch (which) {
	case PALETTE_BG:
	case PALETTE_MOUSE_BG:
	case PALETTE_TEK_BG:
	case PALETTE_SELECTION_FG:
		return COLOUR_KIND(bg) == 2 ? bg : palette_default(0);
	case PALETTE_CURSOR:
		if (COLOUR_KIND(t->colours.cursor) == 2) {
			return t->colours.cursor;
		}
		break;
	default:
		break;
	}
	return COLOUR_KIND(fg) == 2 ? fg : palette_default(7);
}

colour_t colours_dynamic(const struct term *t, unsigned which)
{
	colour_t c = term_palette(t)->dynamic[which];
	return c != COLOUR_DEFAULT ? c : outer_dynamic(t, which);
}

colour_t colours_outer_bg(const struct term *t)
{
	return outer_dynamic(t, PALETTE_BG);
}

/* Indexed ones, and behind them the special ones. */
static colour_t *number_at(struct term *t, unsigned n)
{
	struct palette *p = palette_own(t);
	return n < PALETTE_INDEXED ? &p->indexed[n] : &p->special[n - PALETTE_INDEXED];
}

static colour_t number_shown(struct term *t, unsigned n)
{
	if (n < PALETTE_INDEXED) {
		return colours_indexed(t, n);
	}
	colour_t c = term_palette(t)->special[n - PALETTE_INDEXED];
	return c != COLOUR_DEFAULT ? c : colours_dynamic(t, PALETTE_FG);
}

static void change(struct term *t, colour_t *at, colour_t c)
{
	if (*at != c) {
		*at = c;
		term_change_section(t, TERM_TITLES);
	}
}

void colours_change(struct term *t, unsigned n, colour_t c)
{
	if (n < PALETTE_INDEXED) {
		change(t, &palette_own(t)->indexed[n], c);
	}
}

/* `prefix` is what stands before the colour: "4;12". */
static void answer(struct term *t, const char *prefix, unsigned number, colour_t c, bool bell)
{
	uint32_t v = COLOUR_VALUE(c);
	unsigned r = v >> 16, g = v >> 8 & 255, b = v & 255;
	term_answer(t, "\033]%s%u;rgb:%02x%02x/%02x%02x/%02x%02x%s", prefix, number, r, r, g, g, b,
	        b, bell ? "\a" : "\033\\");
}

void colours_set(struct term *t, struct bytes data, unsigned first, bool bell)
{
	for (int i = 0; i < PAIRS_MAX && data.len > 0; i++) {
		unsigned n;
		if (!field_number(field_cut(&data, ';'), NUMBERS, &n) || first + n >= NUMBERS) {
			return;
		}
		struct bytes spec = field_cut(&data, ';');
		colour_t c;
		if (field_is(spec, "?")) {
			answer(t, first == 0 ? "4;" : "5;", n, number_shown(t, first + n), bell);
		} else if (colour_spec_parse(spec, &c)) {
			change(t, number_at(t, first + n), c);
		}
	}
}

void colours_reset(struct term *t, struct bytes data, unsigned first)
{
	if (t->palette == NULL) {
		return;
	}
	if (data.len == 0) {
		for (unsigned n = first; n < NUMBERS; n++) {
			change(t, number_at(t, n), COLOUR_DEFAULT);
		}
	}
	for (int i = 0; i < PAIRS_MAX && data.len > 0; i++) {
		unsigned n;
		if (field_number(field_cut(&data, ';'), NUMBERS, &n) && first + n < NUMBERS) {
			change(t, number_at(t, first + n), COLOUR_DEFAULT);
		}
	}
}

void colours_set_dynamic(struct term *t, struct bytes data, unsigned which, bool bell)
{
	bool more = true;
	for (; more && which < PALETTE_DYNAMIC; which++) {
		more = data.len > 0 && memchr(data.data, ';', data.len) != NULL;
		struct bytes spec = field_cut(&data, ';');
		colour_t c;
		if (field_is(spec, "?")) {
			answer(t, "", which + 10, colours_dynamic(t, which), bell);
		} else if (colour_spec_parse(spec, &c)) {
			change(t, &palette_own(t)->dynamic[which], c);
		}
	}
}

void colours_reset_dynamic(struct term *t, unsigned which)
{
	if (t->palette != NULL) {
		change(t, &t->palette->dynamic[which], COLOUR_DEFAULT);
	}
}

void colours_reset_all(struct term *t)
{
	colours_reset(t, bytes_of(NULL, 0), 0);
	for (unsigned i = 0; i < PALETTE_DYNAMIC; i++) {
		colours_reset_dynamic(t, i);
	}
}

static void store(struct term *t, unsigned slot)
{
	if (t->colour_stack == NULL) {
		t->colour_stack = mem_calloc(TERM_COLOUR_STACK, sizeof(*t->colour_stack));
	}
	t->colour_stack[slot] = *term_palette(t);
	if (slot >= t->colour_stack_len) {
		t->colour_stack_len = (uint8_t)(slot + 1);
	}
}

static void load(struct term *t, unsigned slot)
{
	if (memcmp(term_palette(t), &t->colour_stack[slot], sizeof(*t->palette)) != 0) {
		*palette_own(t) = t->colour_stack[slot];
		term_change_section(t, TERM_TITLES);
	}
}

void colours_push(struct term *t, const struct seq *s)
{
	int32_t slot = seq_param(s, 0, 0);
	if (slot == 0 && t->colour_depth < TERM_COLOUR_STACK) {
		store(t, t->colour_depth++);
	} else if (slot >= 1 && slot <= TERM_COLOUR_STACK) {
		store(t, (unsigned)slot - 1);
	}
}

void colours_pop(struct term *t, const struct seq *s)
{
	int32_t slot = seq_param(s, 0, 0);
	if (slot == 0 && t->colour_depth > 0) {
		load(t, --t->colour_depth);
	} else if (slot >= 1 && slot <= t->colour_stack_len) {
		load(t, (unsigned)slot - 1);
	}
}

void colours_report(struct term *t, const struct seq *s)
{
	(void)s;
	term_answer(t, "\033[?%u;%u#Q", t->colour_depth, t->colour_stack_len);
}

void colours_free(struct term *t)
{
	free(t->colour_stack);
	t->colour_stack = NULL;
	t->colour_depth = t->colour_stack_len = 0;
}
