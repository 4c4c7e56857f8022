/* client/crash.h -- restores the user's terminal when the process dies by a signal that nobody handles.
 *
 * A signal handler gets no argument of ours, and the project keeps no globals: so the guard is a child
 * process that sleeps on a pipe. When the client ends without calling crash_unguard (SEGV, ABRT, KILL),
 * the pipe closes, and the guard restores the terminal. That works for kill -9 too, where no handler
 * would run. */
#pragma once

#include <termios.h>

#include "base/bytes.h"

struct crash;

/* NULL when no process can be made: then only orderly exits restore. */
struct crash *crash_guard(int tty_fd, const struct termios *saved, struct bytes panic);
/* An orderly end: the guard does nothing and is reaped. NULL is fine. */
void crash_unguard(struct crash *c);
