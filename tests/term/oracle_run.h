/* tests/term/oracle_run.h -- a command that runs in the real terminal and in ours at once: both get what
 * it prints, it gets the real one's answers. */
#pragma once

#include "tests/term/oracle_tty.h"

/* Types the keys, which blanks part, each with RETURN behind it unless it ends in \\c; a dot is RETURN
 * alone. Once the command is quiet after each, compares the screens; `report` is given what differs, or
 * "" when nothing does. False: it could not be run. */
bool oracle_run(struct oracle_tty *p, struct size size, const char *command, const char *keys,
        void (*report)(void *ctx, const char *key, const char *differs), void *ctx);
