/* mux/text.h -- what text that travels may hold: valid UTF-8, and of controls only those of its
 * kind. */
#pragma once

#include "base/buf.h"
#include "base/bytes.h"

enum text_kind {
	TEXT_LINE,  /* no C0 or C1 control */
	TEXT_LINES, /* newlines and tabs */
	TEXT_RAW,   /* any control, a NUL too */
};

bool text_is_valid(struct bytes b, enum text_kind kind);
/* Appends b made valid: controls are dropped, what is not UTF-8 becomes U+FFFD; cut between code
 * points to `limit` bytes. Valid text within the limit comes out as it is. */
void text_clean(struct bytes b, enum text_kind kind, size_t limit, struct buf *out);
