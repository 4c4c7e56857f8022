/* tests/term/recording.h -- what tests/term/record wrote: the bytes of a program, and at marks the
 * screen that tmux made of all bytes up to there. */
#pragma once

#include "base/buf.h"
#include "tests/term/shown.h"

struct recording {
	struct buf bytes, marks;
	struct bytes left; /* marks not read yet */
};

struct mark {
	char name[32], title[128];
	size_t bytes; /* written by the program up to here */
	struct size size;
	uint16_t x, y;  /* x is the number of columns when a wrap is pending */
	uint32_t modes; /* of MARK_MODES */
	struct shown screen;
	struct shown
	        history; /* as many columns, a row for each record, oldest first; may have no row */
};

/* The modes that tmux tells about. */
#define MARK_MODES                                                                                 \
	(MODE_CURSOR_VISIBLE | MODE_ALT_SCREEN | MODE_INSERT | MODE_CURSOR_KEYS | MODE_KEYPAD |    \
	        MODE_WRAP | MODE_ORIGIN | MODE_MOUSE_CLICK | MODE_MOUSE_DRAG | MODE_MOUSE_ANY |    \
	        MODE_MOUSE_SGR)

/* Appends a file's content; false when it cannot be read. */
bool recording_read_file(const char *path, struct buf *out);
/* Reads `stem`.bytes and `stem`.screen; false when one is missing. */
bool recording_open(struct recording *r, const char *stem);
void recording_close(struct recording *r);
bool recording_is_at_end(const struct recording *r);
/* The next mark; false when it cannot be read. Ends with mark_finish either way. */
bool recording_next(struct recording *r, struct mark *out);
void mark_finish(struct mark *m);
