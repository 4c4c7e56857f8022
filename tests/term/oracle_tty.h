/* tests/term/oracle_tty.h -- the real terminal that the oracle runs in: bytes out, answers back. */
#pragma once

#include "base/buf.h"
#include "base/rect.h"

struct oracle_tty {
	int fd;
	uint32_t asked; /* markers sent so far */
};

/* Takes the controlling terminal in raw mode; false when there is none. */
bool oracle_tty_open(struct oracle_tty *p);
void oracle_tty_close(struct oracle_tty *p);
/* Writes `b` and collects what the terminal answers to it, up to a marker that is sent behind it.
 * False when the marker did not come within seconds. */
bool oracle_tty_ask(struct oracle_tty *p, struct bytes b, struct buf *answers);
/* Makes the terminal that large; false when it would not. */
bool oracle_tty_resize(struct oracle_tty *p, struct size size);
