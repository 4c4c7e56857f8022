/* window/esc.c -- carries out C0 controls and escape sequences. */
#include "window/esc.h"

#include "window/charset.h"
#include "window/cursor.h"
#include "window/report.h"
#include "window/screen.h"

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

/* DECALN: the screen full of E. */
static void align(struct term *t)
{
	cursor_reset_margins(t);
	cursor_set(t, 0, 0);
	for (uint16_t y = 0; y < t->size.rows; y++) {
		screen_erase(t, y, 0, t->size.cols, 0);
		for (uint16_t x = 0; x < t->size.cols; x++) {
			screen_put(t, x, y, 'E', 0, 1);
		}
	}
}

static void run_plain(struct term *t, const struct seq *s)
{
	switch (s->final) {
	case '7':
		cursor_save(t, &t->saved);
		break;
	case '8':
		cursor_restore(t, &t->saved);
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
	case 'Z':
		report_da1(t, s);
		break;
	case 'c':
		term_restart(t);
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
	case '#':
		if (s->final == '8') {
			align(t);
		}
		break;
	default:
		charset_designate(t, s);
		break;
	}
}
