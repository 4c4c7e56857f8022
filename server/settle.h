/* server/settle.h -- gives memory back while nothing happens: panes whose programs have been quiet for
 * a second pack their screens and compress their history, a bit a turn. */
#pragma once

#include "server/server_impl.h"

/* Once a second: begins, if a pane has something to give back. */
void settle_look(struct server *s);
void settle_finish(struct server *s);
