/* tests/bench/typist.c -- someone before a program with a terminal of its own. */
#include "tests/bench/typist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"

void typist_start(struct typist *t, const char *name, struct size size, char *const *argv)
{
	const char *term_name = getenv("TERM");
	*t = (struct typist){.name = name, .size = size};
	if (pty_child_new(size, term_name != NULL ? term_name : "xterm-256color", argv, &t->child) < 0) {
		perror(name);
		exit(1);
	}
	t->term = pty_child_term(t->child);
}

void typist_finish(struct typist *t)
{
	pty_child_free(t->child);
}

bool typist_pump(struct typist *t, usec_t until)
{
	uint64_t before = pty_child_heard(t->child);
	int status;
	pty_child_pump(t->child, until);
	if (pty_child_ended(t->child, &status)) {
		fprintf(stderr, "%s: the command ended, status %d\n", t->name, status);
		exit(1);
	}
	return pty_child_heard(t->child) != before;
}

void typist_type(struct typist *t, const char *text)
{
	pty_child_send(t->child, bytes_of(text, strlen(text)));
	typist_pump(t, clock_now());
	while (pty_child_unsent(t->child) > 0) {
		typist_pump(t, usec_add(clock_now(), MS(1)));
	}
}

void typist_quiet(struct typist *t, usec_t span)
{
	usec_t end = usec_add(clock_now(), span);
	while (!usec_reached(end, clock_now())) {
		typist_pump(t, end);
	}
}

static void row_text(const struct typist *t, uint16_t y, struct buf *out)
{
	const struct pool *pool = term_pool((struct term *)(uintptr_t)t->term);
	buf_clear(out);
	line_text(term_row(t->term, y), pool, 0, t->size.cols, true, out);
}

static bool find(const struct typist *t, const char *text, bool anywhere)
{
	struct buf row = {0};
	bool found = false;
	for (uint16_t y = 0; y < t->size.rows && !found; y++) {
		row_text(t, y, &row);
		const char *at = strstr(buf_str(&row), text);
		found = at != NULL && (anywhere || at == buf_str(&row));
	}
	buf_finish(&row);
	return found;
}

bool typist_row_begins(const struct typist *t, const char *text)
{
	return find(t, text, false);
}

bool typist_shows(const struct typist *t, const char *text)
{
	return find(t, text, true);
}

char *typist_cursor_row(const struct typist *t)
{
	struct buf row = {0};
	row_text(t, term_cursor(t->term).y, &row);
	char *text = mem_strdup(buf_str(&row));
	buf_finish(&row);
	return text;
}

bool typist_at_prompt(const struct typist *t, const char *prompt)
{
	char *row = typist_cursor_row(t);
	size_t n = strlen(prompt), len = strlen(row);
	bool yes = len >= n && strcmp(row + len - n, prompt) == 0;
	free(row);
	return yes;
}

static void complain(const struct typist *t, const char *text)
{
	struct buf row = {0};
	fprintf(stderr, "%s: never saw: %s\n", t->name, text);
	for (uint16_t y = 0; y < t->size.rows; y++) {
		row_text(t, y, &row);
		fprintf(stderr, "|%s\n", buf_str(&row));
	}
	buf_finish(&row);
}

usec_t typist_wait(struct typist *t, bool (*shows)(const struct typist *t, const char *text), const char *text,
	usec_t give_up)
{
	usec_t end = usec_add(clock_now(), give_up);
	while (!shows(t, text)) {
		typist_pump(t, usec_add(clock_now(), MS(100)));
		if (usec_reached(end, clock_now())) {
			complain(t, text);
			exit(1);
		}
	}
	return clock_now();
}
