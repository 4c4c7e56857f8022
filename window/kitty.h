/* window/kitty.h -- kitty's keyboard protocol: the numbers of its keys, what a program reads, and
 * the flags that each screen remembers.
 *
 * A screen has a current set of flags (KEYBOARD_KITTY) and a stack of those before. CSI > f u pushes,
 * CSI < n u pops, CSI = f ; how u changes the current one, CSI ? u asks. */
#pragma once

#include "base/wr.h"
#include "window/keys.h"

/* The protocol's number of a named key, or 0; and back, KEY_NONE for none. Those of the keypad that
 * move the cursor are the keys that do. */
uint32_t kitty_number(keycode_t base);
keycode_t kitty_key(uint32_t number);
bool kitty_is_named(uint32_t number); /* of the range that is no characters */

/* Writes what the program reads, if anything. False: the program reads what it always did. Only for
 * flags with DISAMBIGUATE, EVENTS or ALL among them. */
bool kitty_encode(keycode_t key, const struct key_detail *d, uint32_t flags, struct wr *w);

/* Zeroed: no flags. The one at `depth` is current. */
struct kitty_stack {
	uint8_t flags[LIMIT_KITTY_STACK];
	uint8_t depth;
};

uint8_t kitty_flags(const struct kitty_stack *s);
void kitty_push(struct kitty_stack *s, uint32_t flags); /* full: the oldest is forgotten */
void kitty_pop(struct kitty_stack *s, uint32_t count);
/* how: 1 these and no others, 2 these too, 3 not these; another: nothing. */
void kitty_set(struct kitty_stack *s, uint32_t flags, uint32_t how);
