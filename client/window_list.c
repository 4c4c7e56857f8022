/* client/window_list.c -- pieces of a list: #[range=window|N]#[push-default], styles, text, #[norange]. */
#include "client/window_list.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#define RANGE "#[range=window|"
#define PUSH "#[push-default]"
#define END "#[norange]"
#define FLAGS "#!~*-MZ"

struct span {
	const char *at;
	size_t len;
};

struct piece {
	int index;
	struct span head, style, text, flags; /* one behind the other */
};

static size_t style_len(const char *p)
{
	const char *from = p;
	while (p[0] == '#' && p[1] == '[' && strncmp(p, END, sizeof(END) - 1) != 0 && strchr(p, ']') != NULL) {
		p = strchr(p, ']') + 1;
	}
	return (size_t)(p - from);
}

/* What stands at p, up to END. False: no piece. */
static bool read_piece(const char *p, struct piece *out)
{
	const char *end = strstr(p, END), *head = strchr(p, ']');
	if (strncmp(p, RANGE, sizeof(RANGE) - 1) != 0 || end == NULL || head == NULL || head > end) {
		return false;
	}
	head++;
	head += strncmp(head, PUSH, sizeof(PUSH) - 1) == 0 ? sizeof(PUSH) - 1 : 0;
	size_t style = style_len(head);
	const char *text = head + style, *flags = end;
	while (flags > text && strchr(FLAGS, flags[-1]) != NULL) {
		flags--;
	}
	if (flags == end && flags > text && flags[-1] == ' ') {
		flags--; /* where none are set there is a blank */
	}
	*out = (struct piece){
		.index = atoi(p + sizeof(RANGE) - 1),
		.head = {p, (size_t)(head - p)},
		.style = {head, style},
		.text = {text, (size_t)(flags - text)},
		.flags = {flags, (size_t)(end - flags)},
	};
	return true;
}

static bool find_piece(const char *list, int index, struct piece *out)
{
	for (const char *p = strstr(list, RANGE); p != NULL; p = strstr(p + 1, RANGE)) {
		if (read_piece(p, out) && out->index == index) {
			return true;
		}
	}
	return false;
}

/* The same flags, but for * and -, of which `mark` stands there now (0: none); alerts end where one looks. */
static void put_flags(struct buf *out, struct span old, char mark)
{
	bool any = mark != 0;
	if (mark != 0) {
		buf_u8(out, (uint8_t)mark);
	}
	for (size_t i = 0; i < old.len; i++) {
		bool alert = mark == '*' && strchr("#!~", old.at[i]) != NULL;
		if (strchr("*- ", old.at[i]) == NULL && !alert) {
			buf_u8(out, (uint8_t)old.at[i]);
			any = true;
		}
	}
	if (!any && old.len > 0) {
		buf_u8(out, ' ');
	}
}

static void put_span(struct buf *out, struct span s)
{
	buf_put(out, s.at, s.len);
}

char *window_list_select(const char *list, int truth, int shown)
{
	struct piece was, is, p;
	struct buf out = {0};
	if (truth == shown || !find_piece(list, truth, &was) || !find_piece(list, shown, &is)) {
		return mem_strdup(list);
	}
	bool flagged = memchr(was.flags.at, '*', was.flags.len) != NULL;
	for (const char *at = list; *at != '\0';) {
		if (!read_piece(at, &p)) {
			buf_u8(&out, (uint8_t)*at++);
			continue;
		}
		put_span(&out, p.head);
		put_span(&out, p.index == truth ? is.style : p.index == shown ? was.style : p.style);
		put_span(&out, p.text);
		if (flagged) {
			put_flags(&out, p.flags, p.index == shown ? '*' : p.index == truth ? '-' : 0);
		} else {
			put_span(&out, p.flags);
		}
		at = p.flags.at + p.flags.len;
	}
	return buf_take_str(&out);
}
