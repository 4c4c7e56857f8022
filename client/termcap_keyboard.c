/* client/termcap_keyboard.c -- what the user's terminal tells of keys, and how it is asked to. */
#include <stdio.h>
#include <string.h>

#include "client/termcap_impl.h"
#include "window/keys.h"

enum { LIMIT_CELL = 1024 };

static void set_kitty(struct termcap *t, uint32_t flags, struct buf *out)
{
	if (flags == 0 && t->pushed) {
		buf_puts(out, "\033[<u");
		t->pushed = false;
	} else if (flags != 0 && !t->pushed) { /* below them on the stack: what was before us */
		buf_printf(out, "\033[>%uu", flags);
		t->pushed = true;
	} else if (flags != t->keyboard) {
		buf_printf(out, "\033[=%u;1u", flags);
	}
	t->keyboard = flags;
}

void termcap_keyboard(struct termcap *t, uint32_t flags, struct buf *out)
{
	flags &= KEYBOARD_KITTY;
	if (t->pushed || (t->has_kitty && flags != 0)) {
		set_kitty(t, flags, out);
		return;
	}
	bool other = flags != 0 && t->has_other && t->answered;
	if (other != t->other_keys) {
		buf_puts(out, other ? "\033[>4;2m" : "\033[>4m");
		t->other_keys = other;
	}
}

bool termcap_tells_keys(const struct termcap *t)
{
	return t->pushed || t->other_keys;
}

struct size termcap_cell(const struct termcap *t)
{
	return t->cell;
}

bool termcap_keyboard_answer(struct termcap *t, const char *text)
{
	unsigned a, b;
	int used = 0;
	if (sscanf(text, "\033[?%uu%n", &a, &used) == 1 && used > 0) {
		t->has_kitty = true;
		return true;
	}
	if (sscanf(text, "\033[6;%u;%ut%n", &a, &b, &used) == 2 && used > 0) {
		if (a > 0 && a <= LIMIT_CELL && b > 0 && b <= LIMIT_CELL) {
			t->cell = (struct size){.cols = (uint16_t)b, .rows = (uint16_t)a};
		}
		return true;
	}
	if (strncmp(text, "\033[?", 3) == 0 && text[strlen(text) - 1] == 'c') {
		t->answered = true;
		return true;
	}
	return false;
}

/* Terminals that are known to have modifyOtherKeys: others draw underlined after CSI > 4 ; 2 m. */
void termcap_keyboard_name(struct termcap *t, const char *name)
{
	static const char *const names[] = {"XTerm(", "mintty ", "WezTerm ", "iTerm2 ", "contour ",
		"tmux ", "mux "};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		t->has_other |= strncmp(name, names[i], strlen(names[i])) == 0;
	}
}
