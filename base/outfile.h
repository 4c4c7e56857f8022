/* base/outfile.h -- files that we write for people: a log of lines that does not outgrow its bound, and
 * a whole file at once. An edge: only server/ and client/ use it. */
#pragma once

#include <stddef.h>

#include "base/bytes.h"

struct outfile;

/* Appends to `path`. When it has more than `max` bytes it becomes PATH.1 (what was there before is
 * gone) and begins anew. NULL, and errno, when it cannot be written. */
struct outfile *outfile_open(const char *path, size_t max);
void outfile_close(struct outfile *o); /* NULL is fine */
void outfile_line(struct outfile *o, const char *text, size_t len); /* a line feed is added */
/* Makes the file, or replaces it; readable for its owner alone. ERR_SYS, and errno. */
int outfile_save(const char *path, struct bytes b);
