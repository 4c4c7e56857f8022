/* tests/bench/typist.h -- someone before a program with a terminal of its own: types, and looks at the screen.
 * For measurements: what must not be ends the process with a word about it. */
#pragma once

#include <sys/types.h>

#include "tests/tools/pty_child.h"

struct typist {
	const char *name;   /* of the measurement, for complaints */
	struct size size;
	struct pty_child *child;
	const struct term *term;
};

void typist_start(struct typist *t, const char *name, struct size size, char *const *argv);
void typist_finish(struct typist *t);

/* All is written before it returns, and what comes meanwhile is interpreted. */
void typist_type(struct typist *t, const char *text);
/* Until output was interpreted (true) or it is `until`. */
bool typist_pump(struct typist *t, usec_t until);
void typist_quiet(struct typist *t, usec_t span);

/* A row that begins with `text`, or has it anywhere. */
bool typist_row_begins(const struct typist *t, const char *text);
bool typist_shows(const struct typist *t, const char *text);
/* The text of the cursor's row. The caller frees it. */
char *typist_cursor_row(const struct typist *t);
/* The prompt stands in the cursor's row, with nothing behind it. */
bool typist_at_prompt(const struct typist *t, const char *prompt);
/* Waits for it, `give_up` at most, and says when it was there. */
usec_t typist_wait(struct typist *t, bool (*shows)(const struct typist *t, const char *text), const char *text,
	usec_t give_up);
