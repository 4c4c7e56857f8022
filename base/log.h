/* base/log.h -- one log, handed in. NULL is silence. Lines are "time level module: what key=value".
 * Never log keys, screen contents or anything typed. */
#pragma once

#include "base/usec.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

struct log;

/* Appends to the descriptor `fd`, which the log does not own. `clock` may be NULL (no time). */
struct log *log_new(int fd, enum log_level upto, usec_t (*clock)(void));
void log_free(struct log *l);
void log_at(struct log *l, enum log_level level, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
