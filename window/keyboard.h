/* window/keyboard.h -- what a program asks of the keyboard: kitty's protocol, XTMODKEYS, XTFMTKEYS. */
#pragma once

#include "window/term_state.h"

void keyboard_push(struct term *t, const struct seq *s);          /* CSI > flags u */
void keyboard_pop(struct term *t, const struct seq *s);           /* CSI < count u */
void keyboard_set(struct term *t, const struct seq *s);           /* CSI = flags ; how u */
void keyboard_report(struct term *t, const struct seq *s);        /* CSI ? u */
void keyboard_modify(struct term *t, const struct seq *s);        /* CSI > 4 ; n m, CSI > 4 n */
void keyboard_modify_report(struct term *t, const struct seq *s); /* CSI ? 4 m */
void keyboard_format(struct term *t, const struct seq *s);        /* CSI > 4 ; n f */
void keyboard_format_report(struct term *t, const struct seq *s); /* CSI ? 4 g */
/* RIS and DECSTR: no program asked for anything. */
void keyboard_reset(struct term *t);
