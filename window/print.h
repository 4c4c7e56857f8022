/* window/print.h -- characters onto the screen: wrapping, insert mode, clusters, character sets. */
#pragma once

#include "window/term_state.h"

/* A run of printable ASCII. */
void print_ascii(struct term *t, const uint8_t *s, size_t len);
/* The same of any printable code points: print_code_point for each, but faster. */
void print_text(struct term *t, const uint32_t *cps, size_t count);
/* A code point. One that continues the cluster of the last character joins its cell; one without
 * width joins the character left of the cursor, or is dropped. */
void print_code_point(struct term *t, uint32_t cp);
/* REP: the last character n times more; a screenful at most. */
void print_repeat(struct term *t, uint32_t n);
