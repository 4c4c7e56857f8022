/* window/mouse_encode.c -- the mouse as a program reads it, in the form that it asked for. */
#include "window/key_impl.h"
#include "window/term.h"

enum { ENCODE_MAX = 32 };

/* Whether the program asked for this event. */
static bool mouse_is_wanted(const struct mouse *m, uint32_t modes)
{
	if ((modes & MODE_MOUSE_ANY) != 0) {
		return true;
	}
	if ((modes & MODE_MOUSE_DRAG) != 0) {
		return m->kind != MOUSE_MOVE || m->button != 0;
	}
	if ((modes & MODE_MOUSE_CLICK) != 0) {
		return m->kind != MOUSE_MOVE;
	}
	return (modes & MODE_MOUSE_X10) != 0 && m->kind == MOUSE_PRESS && m->button <= 3;
}

static uint32_t button_code(uint8_t button)
{
	if (button == 0 || button > 11) {
		return 3;
	}
	if (button <= 3) {
		return button - 1u;
	}
	return button < 8 ? 64u + button - 4 : 128u + button - 8;
}

static uint32_t mouse_code(const struct mouse *m, uint32_t modes)
{
	uint32_t code = button_code(m->button);
	if (m->kind == MOUSE_WHEEL_UP || m->kind == MOUSE_WHEEL_DOWN) {
		code = m->kind == MOUSE_WHEEL_UP ? 64 : 65;
	} else if (m->kind == MOUSE_MOVE) {
		code += 32;
	} else if (m->kind == MOUSE_RELEASE && (modes & (MODE_MOUSE_SGR | MODE_MOUSE_PIXELS)) == 0) {
		code = 3;
	}
	if ((modes & (MODE_MOUSE_CLICK | MODE_MOUSE_DRAG | MODE_MOUSE_ANY)) != 0) {
		code += (m->mods & KEY_SHIFT) != 0 ? 4 : 0;
		code += (m->mods & KEY_META) != 0 ? 8 : 0;
		code += (m->mods & KEY_CTRL) != 0 ? 16 : 0;
	}
	return code;
}

/* Where it was, from 1: the cell; in mode 1016 the pixel in the middle of it. */
static uint32_t place(uint16_t cell, uint16_t pixels)
{
	return pixels == 0 ? cell + 1u : (uint32_t)cell * pixels + pixels / 2u + 1u;
}

static void mouse_sgr(const struct mouse *m, uint32_t code, struct size cell, struct wr *w)
{
	key_put_text(w, "\033[<");
	key_put_number(w, code);
	wr_u8(w, ';');
	key_put_number(w, place(m->x, cell.cols));
	wr_u8(w, ';');
	key_put_number(w, place(m->y, cell.rows));
	wr_u8(w, m->kind == MOUSE_RELEASE ? 'm' : 'M');
}

static void mouse_urxvt(const struct mouse *m, uint32_t code, struct wr *w)
{
	key_put_text(w, "\033[");
	key_put_number(w, code + 32);
	wr_u8(w, ';');
	key_put_number(w, m->x + 1u);
	wr_u8(w, ';');
	key_put_number(w, m->y + 1u);
	wr_u8(w, 'M');
}

/* The three values of the older forms, offset by 32: a byte each, or with mode 1005 a character.
 * xterm sends a place beyond what they can say as 0, and so do we. */
static void mouse_old(const uint32_t values[3], uint32_t modes, struct wr *w)
{
	bool wide = (modes & MODE_MOUSE_UTF8) != 0;
	uint32_t most = wide ? 2047 : 255;
	key_put_text(w, "\033[M");
	for (size_t i = 0; i < 3; i++) {
		uint32_t v = values[i] + 32;
		if (v > most) {
			wr_u8(w, 0);
		} else if (wide) {
			key_put_character(w, v);
		} else {
			wr_u8(w, (uint8_t)v);
		}
	}
}

size_t mouse_encode(const struct mouse *m, uint32_t modes, struct size cell, uint8_t out[32])
{
	struct wr w;
	wr_init(&w, out, ENCODE_MAX);
	if (!mouse_is_wanted(m, modes)) {
		return 0;
	}
	uint32_t code = mouse_code(m, modes);
	if ((modes & MODE_MOUSE_SGR) != 0) {
		mouse_sgr(m, code, (struct size){0}, &w);
	} else if ((modes & MODE_MOUSE_PIXELS) != 0) {
		mouse_sgr(m, code, cell, &w);
	} else if ((modes & MODE_MOUSE_URXVT) != 0) {
		mouse_urxvt(m, code, &w);
	} else {
		const uint32_t values[3] = {code, m->x + 1u, m->y + 1u};
		mouse_old(values, modes, &w);
	}
	return wr_ok(&w) ? w.len : 0;
}
