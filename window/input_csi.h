/* window/input_csi.h -- what the control sequences of a user's terminal mean: xterm, kitty, rxvt
 * and the Linux console. Part of the input decoder. */
#pragma once

#include "window/keys.h"

enum input_meaning {
	INPUT_MEANS_NOTHING, /* to be dropped */
	INPUT_MEANS_EVENT,   /* a key or mouse event is in out */
	INPUT_MEANS_REPORT,  /* an answer of the terminal */
	INPUT_MEANS_PASTE,   /* a bracketed paste begins */
};

/* body: what follows ESC [, with its final byte. */
enum input_meaning input_csi(struct bytes body, struct input *out);
/* The three bytes that follow ESC [ M. */
enum input_meaning input_mouse_old(const uint8_t b[3], struct input *out);
/* The key of ESC O final, with xterm's number of modifiers (1: none); else KEY_NONE. */
keycode_t input_ss3(uint8_t final, uint32_t mods);
