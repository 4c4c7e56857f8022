/* window/reset.c -- RIS and DECSTR within a batch, and what printing protects. */
#include "window/charset.h"
#include "window/colours.h"
#include "window/cursor.h"
#include "window/keyboard.h"
#include "window/modes.h"
#include "window/notify.h"
#include "window/screen.h"
#include "window/term_state.h"
#include "window/titles.h"
#include "window/vt52.h"

/* What DECSTR and RIS share. */
static void reset_settings(struct term *t)
{
	t->shape = 0;
	t->sgr_depth = 0;
	cursor_reset_margins(t);
	charset_reset(t);
	*term_saved(t) = (struct saved){0};
	keyboard_reset(t);
	term_set_pen(t, &(struct style){0});
}

void term_restart(struct term *t)
{
	vt52_reset(t);
	screen_leave_alternate(t, false);
	screen_drop_hidden(t);
	screen_reset_all_shapes(t);
	screen_clear(t, 0);
	reset_settings(t);
	modes_reset(t);
	t->level = TERM_LEVEL;
	t->checksum = 0;
	memset(t->saved, 0, sizeof(t->saved));
	t->left = (struct saved){0};
	cursor_set(t, 0, 0);
	if (t->zone_line != 0) {
		t->zone_line = 0;
		term_change_section(t, TERM_CURSOR);
	}
	cursor_reset_tabs(t);
	titles_clear_stack(t);
	t->title_modes = 0;
	colours_reset_all(t);
	colours_free(t);
	notify_free(t);
}

void term_restart_soft(struct term *t)
{
	reset_settings(t);
	modes_reset_soft(t);
}

void term_set_protection(struct term *t, bool on, bool iso)
{
	struct style pen = t->pen;
	pen.attrs = (uint16_t)(on ? pen.attrs | ATTR_PROTECTED : pen.attrs & ~ATTR_PROTECTED);
	term_set_pen(t, &pen);
	if (on || !iso) {
		t->modes2 &= ~(MODE2_ISO_PROTECT | MODE2_DEC_PROTECT);
		t->modes2 |= iso ? MODE2_ISO_PROTECT : MODE2_DEC_PROTECT;
	}
}
