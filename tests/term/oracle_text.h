/* tests/term/oracle_text.h -- programs that stand in files: transcripts (*.t), whose input is taken,
 * and lists of probes (*.probes), a program a line. */
#pragma once

#include "base/buf.h"
#include "base/rect.h"

typedef void oracle_text_fn(void *ctx, const char *name, struct size size, struct bytes program);

/* Calls `run` for each program of the file, in order; false when it cannot be read. In a list of
 * probes a line is "NAME: PROGRAM", "size COLSxROWS", or a remark with #; bytes are written as in
 * transcripts. A transcript ends for this purpose where it resizes the terminal. */
bool oracle_text_read(const char *path, oracle_text_fn *run, void *ctx);
/* Appends the bytes that s stands for; false for an escape that is none. */
bool oracle_text_unescape(const char *s, struct buf *out);
