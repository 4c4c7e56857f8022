/* window/esc.c -- carries out C0 controls and escape sequences. */
#include "window/esc.h"

#include "window/charset.h"
#include "window/cursor.h"
#include "window/edit.h"
#include "window/rect.h"
#include "window/report.h"

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
		t->gl = 1;
		break;
	case 0x0f:
		t->gl = 0;
		break;
	default:
		break;
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

void esc_run(struct term *t, const struct seq *s)
{
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
		if (s->final == '8') {
			rect_align(t);
		}
		break;
	default:
		charset_designate(t, s);
		break;
	}
}
