/* tests/term/recording.c -- reads what tests/term/record wrote. */
#include "tests/term/recording.h"

#include <stdio.h>
#include <stdlib.h>

bool recording_read_file(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL) {
		return false;
	}
	char part[4096];
	for (size_t n; (n = fread(part, 1, sizeof(part), f)) > 0;) {
		buf_put(out, part, n);
	}
	bool ok = ferror(f) == 0;
	fclose(f);
	return ok;
}

bool recording_open(struct recording *r, const char *stem)
{
	char path[1024];
	*r = (struct recording){0};
	snprintf(path, sizeof(path), "%s.bytes", stem);
	if (!recording_read_file(path, &r->bytes)) {
		return false;
	}
	snprintf(path, sizeof(path), "%s.screen", stem);
	if (!recording_read_file(path, &r->marks)) {
		return false;
	}
	r->left = buf_bytes(&r->marks);
	return true;
}

void recording_close(struct recording *r)
{
	buf_finish(&r->bytes);
	buf_finish(&r->marks);
}

bool recording_is_at_end(const struct recording *r)
{
	return r->left.len == 0;
}

struct mode_name {
	const char *key;
	uint32_t bit;
};

static const struct mode_name mode_names[] = {
        {" visible=", MODE_CURSOR_VISIBLE},
        {" alternate=", MODE_ALT_SCREEN},
        {" insert=", MODE_INSERT},
        {" cursor_keys=", MODE_CURSOR_KEYS},
        {" keypad=", MODE_KEYPAD},
        {" wrap=", MODE_WRAP},
        {" origin=", MODE_ORIGIN},
        {" click=", MODE_MOUSE_CLICK},
        {" drag=", MODE_MOUSE_DRAG},
        {" any=", MODE_MOUSE_ANY},
        {" sgr=", MODE_MOUSE_SGR},
};

static bool read_number(const char *line, const char *key, size_t *out)
{
	const char *at = strstr(line, key);
	char *end = NULL;
	if (at != NULL) {
		*out = strtoul(at + strlen(key), &end, 10);
	}
	return end != NULL && end != at + strlen(key);
}

static bool read_modes(const char *line, uint32_t *out)
{
	*out = 0;
	for (size_t i = 0; i < sizeof(mode_names) / sizeof(mode_names[0]); i++) {
		size_t on;
		if (!read_number(line, mode_names[i].key, &on)) {
			return false;
		}
		*out |= on != 0 ? mode_names[i].bit : 0;
	}
	return true;
}

/* "@ NAME bytes=N size=CxR history=N x=N y=N MODE=N... title=TEXT"; *history is its rows. */
static bool read_numbers(const char *line, struct mark *m, size_t *history)
{
	unsigned cols, rows;
	size_t x, y;
	const char *size = strstr(line, " size="), *title = strstr(line, " title=");
	if (sscanf(line, "@ %31s", m->name) != 1 || size == NULL || title == NULL ||
	        sscanf(size, " size=%ux%u", &cols, &rows) != 2 || cols > 1000 || rows > 1000) {
		return false;
	}
	m->size = (struct size){.cols = (uint16_t)cols, .rows = (uint16_t)rows};
	snprintf(m->title, sizeof(m->title), "%s", title + strlen(" title="));
	if (!read_number(line, " bytes=", &m->bytes) || !read_number(line, " x=", &x) ||
	        !read_number(line, " y=", &y) || !read_number(line, " history=", history) ||
	        x > cols || y >= rows || *history > 10000) {
		return false;
	}
	m->x = (uint16_t)x;
	m->y = (uint16_t)y;
	return read_modes(line, &m->modes);
}

bool recording_next(struct recording *r, struct mark *out)
{
	char line[1024];
	*out = (struct mark){0};
	const uint8_t *end = memchr(r->left.data, '\n', r->left.len);
	size_t len = end != NULL ? (size_t)(end - r->left.data) : 0, history;
	if (len == 0 || len >= sizeof(line)) {
		return false;
	}
	memcpy(line, r->left.data, len);
	line[len] = '\0';
	r->left = bytes_of(end + 1, r->left.len - len - 1);
	if (!read_numbers(line, out, &history) || out->bytes > r->bytes.len) {
		return false;
	}
	/* The pen of tmux's text goes on from the history into the screen. */
	struct shown all;
	shown_init(&all, (struct size){out->size.cols, (uint16_t)(history + out->size.rows)});
	bool ok = shown_read(&all, &r->left);
	shown_init(&out->history, (struct size){out->size.cols, (uint16_t)history});
	shown_init(&out->screen, out->size);
	size_t old = history * out->size.cols, cells = (size_t)out->size.rows * out->size.cols;
	memcpy(out->history.cells, all.cells, old * sizeof(*all.cells));
	memcpy(out->screen.cells, all.cells + old, cells * sizeof(*all.cells));
	shown_finish(&all);
	return ok;
}

void mark_finish(struct mark *m)
{
	shown_finish(&m->screen);
	shown_finish(&m->history);
}
