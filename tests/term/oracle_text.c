/* tests/term/oracle_text.c -- programs that stand in files. */
#include "tests/term/oracle_text.h"

#include <stdio.h>

enum { LINE_SIZE = 4096 };

struct reading {
	const char *path;
	struct size size;
	char name[LINE_SIZE];
	struct buf program;
	bool fed, over; /* something was written; it was resized after that */
	oracle_text_fn *run;
	void *ctx;
};

bool oracle_text_unescape(const char *s, struct buf *out)
{
	static const char names[] = "enrtab\\", values[] = "\033\n\r\t\a\b\\";
	for (; *s != '\0'; s++) {
		unsigned byte;
		if (*s != '\\') {
			buf_u8(out, (uint8_t)*s);
			continue;
		}
		s++;
		const char *at = *s != '\0' ? strchr(names, *s) : NULL;
		if (at != NULL) {
			buf_u8(out, (uint8_t)values[at - names]);
		} else if (*s == 'x' && s[1] != '\0' && s[2] != '\0' && sscanf(s + 1, "%2x", &byte) == 1) {
			buf_u8(out, (uint8_t)byte);
			s += 2;
		} else {
			return false;
		}
	}
	return true;
}

static void end_program(struct reading *r)
{
	if (r->program.len > 0) {
		r->run(r->ctx, r->name, r->size, buf_bytes(&r->program));
	}
	buf_clear(&r->program);
	r->fed = r->over = false;
}

static bool read_size(const char *s, struct size *out)
{
	unsigned cols, rows;
	if (sscanf(s, "size %ux%u", &cols, &rows) != 2) {
		return false;
	}
	*out = (struct size){(uint16_t)cols, (uint16_t)rows};
	return true;
}

/* A test goes on after each look at the screen; each look is a program of its own. */
static void transcript_line(struct reading *r, const char *s)
{
	struct size size;
	if (strncmp(s, "== ", 3) == 0) {
		end_program(r);
		r->size = (struct size){10, 4};
		snprintf(r->name, sizeof(r->name), "%.200s: %.1000s", r->path, s + 3);
	} else if (read_size(s, &size)) {
		r->over = r->fed;
		r->size = r->fed ? r->size : size;
	} else if (strncmp(s, "< ", 2) == 0 && !r->over) {
		if (r->fed) {
			r->run(r->ctx, r->name, r->size, buf_bytes(&r->program));
		}
		oracle_text_unescape(s + 2, &r->program);
		r->fed = true;
	}
}

static void probe_line(struct reading *r, const char *s)
{
	const char *colon = strstr(s, ": ");
	if (s[0] == '\0' || s[0] == '#' || read_size(s, &r->size) || colon == NULL) {
		return;
	}
	snprintf(r->name, sizeof(r->name), "%.*s", (int)(colon - s), s);
	oracle_text_unescape(colon + 2, &r->program);
	end_program(r);
}

bool oracle_text_read(const char *path, oracle_text_fn *run, void *ctx)
{
	struct reading r = {.path = path, .size = {10, 6}, .run = run, .ctx = ctx};
	size_t len = strlen(path);
	bool transcript = len > 2 && strcmp(path + len - 2, ".t") == 0;
	FILE *f = fopen(path, "r");
	if (f == NULL) {
		return false;
	}
	char line[LINE_SIZE];
	while (fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (transcript) {
			transcript_line(&r, line);
		} else {
			probe_line(&r, line);
		}
	}
	end_program(&r);
	buf_finish(&r.program);
	fclose(f);
	return true;
}
