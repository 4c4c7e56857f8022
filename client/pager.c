/* client/pager.c -- output of commands, a page at a time; and messages. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/width.h"
#include "client/overlay.h"

static char *without_tabs(const char *text, size_t len)
{
	struct buf b = {0};
	for (size_t i = 0; i < len; i++) {
		if (text[i] != '\t') {
			buf_u8(&b, (uint8_t)text[i]);
			continue;
		}
		size_t used = b.len > 0 ? width_text(buf_str(&b), b.len) : 0;
		buf_put(&b, "        ", 8 - used % 8);
	}
	return buf_take_str(&b);
}

static void add_line(struct pager *p, const char *text, size_t len)
{
	p->lines = mem_grow(p->lines, &p->cap, p->count + 1, sizeof(*p->lines));
	p->lines[p->count++] = mem_strndup(text, len);
}

static void add_folded(struct pager *p, const char *text, size_t cols)
{
	size_t left = strlen(text), used = 0, at = 0;
	while (at < left) {
		size_t n = cluster_next(text + at, left - at);
		size_t wide = width_text(text + at, n);
		if (used + wide > cols && at > 0) {
			add_line(p, text, at);
			text += at;
			left -= at;
			at = used = 0;
		}
		at += n;
		used += wide;
	}
	add_line(p, text, left);
}

void pager_open(struct pager *p, const char *title, const char *text, size_t len, uint16_t cols)
{
	pager_close(p);
	p->active = true;
	p->title = mem_strdup(title);
	size_t mark = width_text(title, strlen(title)) + sizeof(" [99/99]") - 1; /* stands on the first row's end */
	size_t room = cols > 2 * mark ? cols - mark : cols;
	const char *at = text, *end = text + len;
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t n = (size_t)((stop != NULL ? stop : end) - at);
		char *line = without_tabs(at, n);
		add_folded(p, line, room);
		free(line);
		at += n + 1;
	}
}

void pager_close(struct pager *p)
{
	for (size_t i = 0; i < p->count; i++) {
		free(p->lines[i]);
	}
	free(p->lines);
	free(p->title);
	*p = (struct pager){0};
}

static void page_by(struct pager *p, long by, uint16_t rows)
{
	long last = (long)p->count - rows;
	long top = (long)p->top + by;
	top = top > last ? last : top;
	p->top = (size_t)(top < 0 ? 0 : top);
}

void pager_key(struct pager *p, keycode_t key, uint16_t rows)
{
	switch (key) {
	case KEY_UP:
	case 'k':
		page_by(p, -1, rows);
		break;
	case KEY_DOWN:
	case 'j':
		page_by(p, 1, rows);
		break;
	case KEY_PAGEUP:
	case KEY_CTRL | 'b':
		page_by(p, -(long)rows, rows);
		break;
	case KEY_PAGEDOWN:
	case KEY_CTRL | 'f':
	case ' ':
		page_by(p, rows, rows);
		break;
	case 'g':
	case KEY_HOME:
		p->top = 0;
		break;
	case 'G':
	case KEY_END:
		page_by(p, (long)p->count, rows);
		break;
	default:
		pager_close(p);
		break;
	}
}

void pager_draw(const struct pager *p, struct canvas *c, struct rect r)
{
	struct style plain = {0}, mark = {.fg = COLOUR_INDEX(0), .bg = COLOUR_INDEX(3)};
	canvas_fill(c, r, &plain);
	for (uint16_t y = 0; y < r.rows && p->top + y < p->count; y++) {
		const char *line = p->lines[p->top + y];
		canvas_text(c, r, r.x, (uint16_t)(r.y + y), line, strlen(line), &plain);
	}
	char *where = mem_printf("%s[%zu/%zu]", p->title, p->count > 0 ? p->top + 1 : 0,
		p->count);
	size_t n = width_text(where, strlen(where));
	if (n < r.cols) {
		canvas_text(c, r, (uint16_t)(r.x + r.cols - n), r.y, where, strlen(where), &mark);
	}
	free(where);
	c->cursor.visible = false;
}

void notice_show(struct notice *n, const char *text, usec_t now, usec_t for_us)
{
	free(n->text);
	n->text = mem_strdup(text);
	n->until = usec_add(now, for_us);
}

void notice_clear(struct notice *n)
{
	free(n->text);
	*n = (struct notice){0};
}
