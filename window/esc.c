/* window/esc.c -- carries out C0 controls and escape sequences. */
#include "window/esc.h"

#include "window/cursor.h"
#include "window/report.h"
#include "window/screen.h"

static void linefeed(struct term *t)
{
	if (term_mode(t, MODE_NEWLINE)) {
		t->at.x = 0;
	}
	screen_linefeed(t, t->erase_id);
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
		t->at.x = 0;
		break;
	case 0x0e:
		t->shift = 1;
		break;
	case 0x0f:
		t->shift = 0;
		break;
	default:
		break;
	}
}

static void reverse_index(struct term *t)
{
	if (t->at.y == t->top) {
		screen_scroll_down(t, t->top, t->bottom, 1, t->erase_id);
	} else if (t->at.y > 0) {
		t->at.y--;
	}
}

/* DECALN: the screen full of E. */
static void align(struct term *t)
{
	t->top = 0;
	t->bottom = (uint16_t)(t->size.rows - 1);
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
		screen_linefeed(t, t->erase_id);
		break;
	case 'E':
		t->at.x = 0;
		screen_linefeed(t, t->erase_id);
		break;
	case 'H':
		if (t->at.x < t->size.cols) {
			cursor_set_tab(t, t->at.x, true);
		}
		break;
	case 'M':
		reverse_index(t);
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
	case '(':
		t->graphics[0] = s->final == '0';
		break;
	case ')':
		t->graphics[1] = s->final == '0';
		break;
	case '#':
		if (s->final == '8') {
			align(t);
		}
		break;
	default:
		break;
	}
}
