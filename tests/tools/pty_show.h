/* tests/tools/pty_show.h -- a terminal's screen as text, as text with SGR colours, as a picture. */
#pragma once

#include "base/buf.h"
#include "window/term.h"

/* Rows without trailing blanks, a line break after each. */
void pty_show_text(const struct term *t, struct buf *out);
/* The same with colours and attributes, to be printed on a terminal. */
void pty_show_ansi(const struct term *t, struct buf *out);
/* An SVG picture in a monospace font; lines of box-drawing characters are drawn, so they meet. */
void pty_show_svg(const struct term *t, const char *title, struct buf *out);
