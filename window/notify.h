/* window/notify.h -- messages for the user: OSC 9, 777 and 99. What reaches the host is UTF-8 without
 * controls, LIMIT_TERM_NOTE bytes at most. */
#pragma once

#include "window/term_state.h"

void notify_9(struct term *t, struct bytes data);   /* iTerm2; progress (4) is taken and not shown */
void notify_777(struct term *t, struct bytes data); /* rxvt: notify;TITLE;TEXT */
/* kitty: metadata;payload. Chunks (d=0) of one id are put together; the answer to p=? says what is
 * understood. */
void notify_99(struct term *t, struct bytes data, bool bell);
void notify_free(struct term *t);
