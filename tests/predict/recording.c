/* tests/predict/recording.c -- what record.c wrote, read back. */
#include "tests/predict/recording.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static _Noreturn void die(const char *path, const char *line)
{
	fprintf(stderr, "%s: not a line of a recording: %s\n", path, line);
	exit(1);
}

static size_t unescape(const char *s, uint8_t *out)
{
	size_t n = 0;
	for (; *s != '\0'; n++) {
		unsigned c = (uint8_t)*s;
		if (s[0] == '\\' && s[1] == 'x' && sscanf(s + 2, "%2x", &c) == 1) {
			s += 4;
		} else {
			s++;
		}
		out[n] = (uint8_t)c;
	}
	return n;
}

static bool read_flags(const char *s, struct tty_flags *f)
{
	unsigned v[12];
	if (sscanf(s, "%u %u %u %u %u %u %u %u %u %u %u %u", &v[0], &v[1], &v[2], &v[3], &v[4], &v[5], &v[6],
		    &v[7], &v[8], &v[9], &v[10], &v[11]) != 12) {
		return false;
	}
	*f = (struct tty_flags){.known = true,
		.icanon = v[0] != 0,
		.echo = v[1] != 0,
		.isig = v[2] != 0,
		.iexten = v[3] != 0,
		.icrnl = v[4] != 0,
		.erase = (uint8_t)v[5],
		.kill = (uint8_t)v[6],
		.werase = (uint8_t)v[7],
		.intr = (uint8_t)v[8],
		.eof = (uint8_t)v[9],
		.lnext = (uint8_t)v[10],
		.reprint = (uint8_t)v[11]};
	return true;
}

static bool read_event(struct recorded *e, const char *kind, const char *text)
{
	if (strcmp(kind, "out") == 0) {
		e->kind = RECORDED_OUT;
		e->data = mem_alloc(strlen(text) + 1);
		e->len = unescape(text, e->data);
		return true;
	}
	if (strcmp(kind, "key") == 0) {
		uint8_t name[64];
		if (strlen(text) >= sizeof(name)) {
			return false;
		}
		name[unescape(text, name)] = '\0';
		e->kind = RECORDED_KEY;
		return key_parse((const char *)name, &e->key) == 0;
	}
	if (strcmp(kind, "tty") == 0) {
		e->kind = RECORDED_TTY;
		return read_flags(text, &e->tty);
	}
	if (strcmp(kind, "secret") == 0) {
		e->kind = RECORDED_SECRET;
		e->on = strcmp(text, "on") == 0;
		return true;
	}
	e->kind = RECORDED_SEE;
	return strcmp(kind, "see") == 0;
}

static void read_line(struct recording *r, const char *path, char *line)
{
	unsigned cols, rows;
	char *end, *kind, *text;
	unsigned long long at = strtoull(line, &end, 10);
	if (*end != ' ') {
		die(path, line);
	}
	kind = end + 1;
	text = kind + strcspn(kind, " ");
	if (*text != '\0') {
		*text++ = '\0';
	}
	if (strcmp(kind, "size") == 0 && sscanf(text, "%ux%u", &cols, &rows) == 2) {
		r->size = (struct size){(uint16_t)cols, (uint16_t)rows};
	} else if (strcmp(kind, "class") == 0) {
		snprintf(r->class, sizeof(r->class), "%s", text);
	} else {
		r->at = mem_grow(r->at, &r->cap, r->count + 1, sizeof(*r->at));
		struct recorded *e = &r->at[r->count++];
		*e = (struct recorded){.at = at};
		if (!read_event(e, kind, text)) {
			die(path, line);
		}
		r->keys += e->kind == RECORDED_KEY;
	}
}

struct recording *recording_read(const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	if (f == NULL) {
		die(path, "cannot be opened");
	}
	struct recording *r = mem_zalloc(sizeof(*r));
	const char *base = strrchr(path, '/');
	r->name = mem_strdup(base != NULL ? base + 1 : path);
	r->name[strcspn(r->name, ".")] = '\0';
	r->size = (struct size){80, 24};
	while ((n = getline(&line, &cap, f)) > 0) {
		line[strcspn(line, "\n")] = '\0';
		read_line(r, path, line);
	}
	free(line);
	fclose(f);
	return r;
}

void recording_free(struct recording *r)
{
	for (size_t i = 0; i < r->count; i++) {
		free(r->at[i].data);
	}
	free(r->at);
	free(r->name);
	free(r);
}
