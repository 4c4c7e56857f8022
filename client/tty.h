/* client/tty.h -- the user's terminal as a device: raw mode, and back on every way out. */
#pragma once

#include <stdbool.h>

#include "base/bytes.h"
#include "base/rect.h"

struct tty;

/* Takes fds 0 and 1. ERR_SYS when they are no terminal. */
int tty_open(struct tty **out);
/* Raw mode on; `panic` is written, and the mode restored, when the process ends by a signal that nobody
 * handles (SEGV, ABRT, ...). panic must outlive the tty. */
int tty_raw(struct tty *t, struct bytes panic);
void tty_cooked(struct tty *t);  /* as it was before */
void tty_close(struct tty *t);   /* cooked, and freed */
struct size tty_size(struct tty *t);
struct size tty_cell(const struct tty *t); /* pixels of a cell, as tty_size found it; 0x0: it does not tell */
/* Writes. What a slow terminal does not take at once waits for tty_flush: until then there is no sense in
 * drawing more. ERR_SYS when the terminal is gone. */
int tty_write(struct tty *t, struct bytes b);
int tty_flush(struct tty *t);
bool tty_is_behind(const struct tty *t);
void tty_drain(struct tty *t, int timeout_ms); /* waits until all is written, or nothing is taken for so long */
int tty_in(const struct tty *t); /* descriptor to read from */
int tty_out(const struct tty *t);
