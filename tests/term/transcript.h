/* tests/term/transcript.h -- runs transcripts of a terminal: bytes in; screen, cursor, styles,
 * modes and answers out. README.md describes their lines. */
#pragma once

#include "base/buf.h"

/* Runs the tests of one file's text. What fails is appended to `out`, a line each that begins with
 * `name` and the number of the line. Returns the number of tests in it. */
size_t transcript_run(const char *name, struct bytes text, struct buf *out);
