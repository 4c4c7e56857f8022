/* window/edit.h -- control sequences that erase, insert, delete and scroll.
 *
 * Erasing knows no margins; the rest stays within them, and what works at the cursor does nothing
 * when the cursor is outside. While a wrap is pending there is nothing right of the cursor, and EL,
 * ED and ECH leave the last column alone, as in tmux: grep and ls erase behind coloured text. */
#pragma once

#include "window/term_state.h"

void edit_ich(struct term *t, const struct seq *s);
void edit_dch(struct term *t, const struct seq *s);
void edit_ech(struct term *t, const struct seq *s);
void edit_el(struct term *t, const struct seq *s);
void edit_ed(struct term *t, const struct seq *s);
void edit_decsel(struct term *t, const struct seq *s);
void edit_decsed(struct term *t, const struct seq *s);
void edit_il(struct term *t, const struct seq *s);
void edit_dl(struct term *t, const struct seq *s);
void edit_su(struct term *t, const struct seq *s);
void edit_sd(struct term *t, const struct seq *s);
/* SL and SR: the columns between the margins. */
void edit_sl(struct term *t, const struct seq *s);
void edit_sr(struct term *t, const struct seq *s);
void edit_decic(struct term *t, const struct seq *s);
void edit_decdc(struct term *t, const struct seq *s);

/* DECBI and DECFI: one column back or forward, scrolling columns at the margin. */
void edit_back_index(struct term *t);
void edit_forward_index(struct term *t);
