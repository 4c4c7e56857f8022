/* window/print.h -- characters onto the screen: wrapping, insert mode, clusters, DEC graphics. */
#pragma once

#include "window/term_state.h"

/* A run of printable ASCII. */
void print_ascii(struct term *t, const uint8_t *s, size_t len);
/* A code point. One that continues the cluster of the last character joins its cell; one without
 * width joins the character left of the cursor, or is dropped. */
void print_code_point(struct term *t, uint32_t cp);
/* REP: the last character n times more, up to the end of the row. */
void print_repeat(struct term *t, uint16_t n);
