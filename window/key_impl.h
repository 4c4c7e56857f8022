/* window/key_impl.h -- what the encoders of keys and of the mouse share. Nobody else includes this. */
#pragma once

#include "base/wr.h"
#include "window/keys.h"

void key_put_number(struct wr *w, uint32_t n); /* in digits */
void key_put_text(struct wr *w, const char *s);
void key_put_character(struct wr *w, uint32_t cp);
/* What a key of the keypad prints; 0: nothing. */
char key_keypad_text(keycode_t base);
