/* window/vt52.c -- VT52 mode. */
#include "window/vt52.h"

#include "window/charset.h"
#include "window/cursor.h"
#include "window/edit.h"

enum { LEVEL_VT100 = 1 };

void vt52_enter(struct term *t)
{
	if (vt52_is_on(t)) {
		return;
	}
	memcpy(t->vt100.charset, t->charset, sizeof(t->charset));
	t->vt100.gl = t->gl;
	t->vt100.gr = t->gr;
	charset_reset(t);
	t->parser.vt52 = true;
}

void vt52_reset(struct term *t)
{
	t->parser.vt52 = false;
}

static void leave(struct term *t)
{
	t->parser.vt52 = false;
	memcpy(t->charset, t->vt100.charset, sizeof(t->charset));
	t->gl = t->vt100.gl;
	t->gr = t->vt100.gr;
	t->level = LEVEL_VT100;
}

/* Rows and columns outside of the screen are its edges. */
static void place(struct term *t, const struct seq *s)
{
	cursor_set(t, seq_param(s, 1, 0), seq_param(s, 0, 0));
}

/* What is the same in a VT100 with its default parameter. */
static const struct {
	char final;
	void (*run)(struct term *t, const struct seq *s);
} as_csi[] = {
	{'J', edit_ed},
	{'K', edit_el},
	{'Y', place},
};

static void run_cursor(struct term *t, char final)
{
	switch (final) {
	case 'A':
		cursor_up(t, 1);
		break;
	case 'B':
		cursor_down(t, 1);
		break;
	case 'C':
		cursor_right(t, 1);
		break;
	case 'D':
		cursor_left(t, 1);
		break;
	case 'H':
		cursor_set(t, 0, 0);
		break;
	case 'I':
		cursor_reverse_index(t);
		break;
	default:
		break;
	}
}

void vt52_run(struct term *t, const struct seq *s)
{
	if (s->inter[0] != 0) {
		return;
	}
	for (size_t i = 0; i < sizeof(as_csi) / sizeof(as_csi[0]); i++) {
		if (as_csi[i].final == s->final) {
			as_csi[i].run(t, s);
			return;
		}
	}
	switch (s->final) {
	case 'F': /* graphics: those of a VT100 */
	case 'G':
		t->charset[0] = s->final == 'F' ? CHARSET_GRAPHICS : CHARSET_ASCII;
		break;
	case 'Z':
		term_answer(t, "\033/Z");
		break;
	case '=':
		t->modes |= MODE_KEYPAD;
		break;
	case '>':
		t->modes &= ~(uint32_t)MODE_KEYPAD;
		break;
	case '<':
		leave(t);
		break;
	default: /* printing (V, W, ], ^, _) among them */
		run_cursor(t, s->final);
		break;
	}
}
