/* window/esc.c -- carries out C0 controls and escape sequences. */
#include "window/esc.h"

#include "window/charset.h"
#include "window/cursor.h"
#include "window/edit.h"
#include "window/rect.h"
#include "window/report.h"
#include "window/screen.h"
#include "window/vt52.h"

static void linefeed(struct term *t)
{
	cursor_index(t);
	if (term_mode(t, MODE_NEWLINE)) {
		cursor_return(t);
	}
}

void esc_control(struct term *t, uint8_t c)
{
	switch (c) {
	case '\a':
		if (t->cfg.host.bell != NULL) {
			t->cfg.host.bell(t->cfg.host.ctx);
		}
		break;
	case '\b':
		cursor_backspace(t);
		break;
	case '\t':
		cursor_tab(t, 1);
		break;
	case '\n':
	case '\v':
	case '\f':
		linefeed(t);
		break;
	case '\r':
		cursor_return(t);
		break;
	case 0x0e:
		t->gl = vt52_is_on(t) ? 0 : 1;
		break;
	case 0x0f:
		t->gl = 0;
		break;
	default:
		break;
	}
}

/* ESC l and m of HP: what stands above the cursor's row stays while the rest scrolls. */
static void lock_memory(struct term *t, bool on)
{
	uint16_t top = on ? t->at.y : 0;
	if (top < t->bottom) {
		t->top = top;
	}
}

static void run_plain(struct term *t, const struct seq *s)
{
	switch (s->final) {
	case '6':
		edit_back_index(t);
		break;
	case '7':
		cursor_save(t, term_saved(t));
		break;
	case '8':
		cursor_restore(t, term_saved(t));
		break;
	case '9':
		edit_forward_index(t);
		break;
	case '=':
		t->modes |= MODE_KEYPAD;
		break;
	case '>':
		t->modes &= ~(uint32_t)MODE_KEYPAD;
		break;
	case 'D':
		cursor_index(t);
		break;
	case 'E':
		cursor_index(t);
		cursor_return(t);
		break;
	case 'H':
		cursor_set_tab(t, t->at.x, true);
		break;
	case 'M':
		cursor_reverse_index(t);
		break;
	case 'N': /* SS2, SS3 */
	case 'O':
		t->single_shift = s->final == 'N' ? 2 : 3;
		break;
	case 'V': /* SPA, EPA */
	case 'W':
		term_set_protection(t, s->final == 'V', true);
		break;
	case 'Z':
		report_da1(t, s);
		break;
	case 'c':
		term_restart(t);
		break;
	case 'l':
	case 'm':
		lock_memory(t, s->final == 'l');
		break;
	case 'n': /* LS2, LS3 */
	case 'o':
		t->gl = s->final == 'n' ? 2 : 3;
		break;
	case '|': /* LS3R, LS2R, LS1R */
	case '}':
	case '~':
		t->gr = (uint8_t)('~' - s->final + 1);
		break;
	default:
		break;
	}
}

/* ESC # */
static void run_line(struct term *t, const struct seq *s)
{
	static const uint8_t shapes[] = {LINE_UPPER, LINE_LOWER, LINE_SINGLE, LINE_WIDE};
	if (s->final >= '3' && s->final <= '6') {
		screen_set_shape(t, t->at.y, shapes[s->final - '3']);
	} else if (s->final == '8') {
		rect_align(t);
	}
}

void esc_run(struct term *t, const struct seq *s)
{
	if (vt52_is_on(t)) {
		vt52_run(t, s);
		return;
	}
	switch (s->inter[0]) {
	case 0:
		run_plain(t, s);
		break;
	case ' ':
		if ((s->final == 'F' || s->final == 'G') && t->level > 1) { /* S7C1T, S8C1T */
			t->modes2 &= ~MODE2_SEND_C1;
			t->modes2 |= s->final == 'G' ? MODE2_SEND_C1 : 0;
		}
		break;
	case '%': /* UTF-8 is what there is */
		break;
	case '#':
		run_line(t, s);
		break;
	default:
		charset_designate(t, s);
		break;
	}
}
