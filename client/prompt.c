/* client/prompt.c -- a line of input with emacs keys, and a yes-or-no question. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/width.h"
#include "client/overlay.h"

#define LIMIT_PROMPT 4096
#define LIMIT_PROMPT_HISTORY 100

void prompt_open(struct prompt *p, const char *label, const char *initial, const char *template, bool confirm)
{
	prompt_close(p);
	p->active = true;
	p->confirm = confirm;
	p->label = mem_strdup(label);
	p->template = mem_strdup(template);
	buf_puts(&p->text, initial);
	p->at = p->text.len;
	p->history_at = p->history_count;
}

void prompt_close(struct prompt *p)
{
	free(p->label);
	free(p->template);
	p->label = p->template = NULL;
	buf_clear(&p->text);
	p->at = 0;
	p->active = false;
}

void prompt_finish(struct prompt *p)
{
	prompt_close(p);
	buf_finish(&p->text);
	for (size_t i = 0; i < p->history_count; i++) {
		free(p->history[i]);
	}
	free(p->history);
	*p = (struct prompt){0};
}

/* The template with %% and %1 replaced by what was typed; for %%% what would end a quoted word is
 * escaped. */
static char *fill_template(const char *template, const char *typed)
{
	struct buf out = {0};
	for (const char *t = template; *t != '\0'; t++) {
		if (t[0] != '%' || (t[1] != '%' && t[1] != '1')) {
			buf_u8(&out, (uint8_t)*t);
			continue;
		}
		bool escapes = t[1] == '%' && t[2] == '%';
		t += escapes ? 2 : 1;
		for (const char *s = typed; *s != '\0'; s++) {
			if (escapes && strchr("\"\\$;~", *s) != NULL) {
				buf_u8(&out, '\\');
			}
			buf_u8(&out, (uint8_t)*s);
		}
	}
	return buf_take_str(&out);
}

static void remember(struct prompt *p, const char *text)
{
	if (text[0] == '\0' || (p->history_count > 0 && strcmp(p->history[p->history_count - 1], text) == 0)) {
		return;
	}
	if (p->history_count >= LIMIT_PROMPT_HISTORY) {
		free(p->history[0]);
		memmove(p->history, p->history + 1, (p->history_count - 1) * sizeof(*p->history));
		p->history_count--;
	}
	p->history = mem_grow(p->history, &p->history_cap, p->history_count + 1, sizeof(*p->history));
	p->history[p->history_count++] = mem_strdup(text);
}

static void replace(struct prompt *p, size_t lo, size_t hi, const char *by, size_t len)
{
	struct buf b = {0};
	const char *text = buf_str(&p->text);
	if (p->text.len - (hi - lo) + len > LIMIT_PROMPT) {
		return;
	}
	buf_put(&b, text, lo);
	buf_put(&b, by, len);
	buf_put(&b, text + hi, p->text.len - hi);
	buf_finish(&p->text);
	p->text = b;
	p->at = lo + len;
}

/* Where the cluster that ends at `at` begins. */
static size_t before(struct prompt *p, size_t at)
{
	const char *text = buf_str(&p->text);
	size_t from = 0;
	while (from < at) {
		size_t n = cluster_next(text + from, p->text.len - from);
		if (from + n >= at) {
			break;
		}
		from += n;
	}
	return from;
}

static size_t word_before(struct prompt *p)
{
	const char *text = buf_str(&p->text);
	size_t at = p->at;
	while (at > 0 && text[at - 1] == ' ') {
		at--;
	}
	while (at > 0 && text[at - 1] != ' ') {
		at--;
	}
	return at;
}

static void recall(struct prompt *p, int step)
{
	if ((step < 0 && p->history_at == 0) || (step > 0 && p->history_at >= p->history_count)) {
		return;
	}
	p->history_at = step < 0 ? p->history_at - 1 : p->history_at + 1;
	const char *text = p->history_at < p->history_count ? p->history[p->history_at] : "";
	replace(p, 0, p->text.len, text, strlen(text));
}

static void edit(struct prompt *p, keycode_t key)
{
	char out[4];
	size_t len = p->text.len;
	switch (key) {
	case 0x7f:
	case KEY_CTRL | 'h':
		replace(p, before(p, p->at), p->at, "", 0);
		break;
	case KEY_DELETE:
	case KEY_CTRL | 'd':
		if (p->at < len) {
			size_t at = p->at;
			replace(p, at, at + cluster_next(buf_str(&p->text) + at, len - at), "", 0);
		}
		break;
	case KEY_LEFT:
	case KEY_CTRL | 'b':
		p->at = before(p, p->at);
		break;
	case KEY_RIGHT:
	case KEY_CTRL | 'f':
		p->at += p->at < len ? cluster_next(buf_str(&p->text) + p->at, len - p->at) : 0;
		break;
	case KEY_HOME:
	case KEY_CTRL | 'a':
		p->at = 0;
		break;
	case KEY_END:
	case KEY_CTRL | 'e':
		p->at = len;
		break;
	case KEY_CTRL | 'u':
		replace(p, 0, len, "", 0);
		break;
	case KEY_CTRL | 'k':
		replace(p, p->at, len, "", 0);
		break;
	case KEY_CTRL | 'w':
		replace(p, word_before(p), p->at, "", 0);
		break;
	case KEY_UP:
	case KEY_CTRL | 'p':
		recall(p, -1);
		break;
	case KEY_DOWN:
	case KEY_CTRL | 'n':
		recall(p, 1);
		break;
	default:
		if (key >= 0x20 && key < 0x110000 && key != 0x7f) {
			size_t n = utf8_encode(key, out);
			replace(p, p->at, p->at, out, n);
		}
		break;
	}
}

enum prompt_result prompt_key(struct prompt *p, keycode_t key, char **command)
{
	if (p->confirm) {
		bool yes = key == 'y' || key == 'Y';
		*command = yes ? mem_strdup(p->template) : NULL;
		prompt_close(p);
		return yes ? PROMPT_DONE : PROMPT_CANCELLED;
	}
	if (key == 0x1b || key == (KEY_CTRL | 'c') || key == (KEY_CTRL | 'g')) {
		prompt_close(p);
		return PROMPT_CANCELLED;
	}
	if (key == 0x0d || key == (KEY_CTRL | 'j')) {
		const char *typed = buf_str(&p->text);
		remember(p, typed);
		*command = fill_template(p->template, typed);
		prompt_close(p);
		return PROMPT_DONE;
	}
	edit(p, key);
	return PROMPT_MORE;
}

void prompt_paste(struct prompt *p, struct bytes text)
{
	for (size_t i = 0; !p->confirm && i < text.len && p->text.len < LIMIT_PROMPT; i++) {
		if (text.data[i] >= 0x20 && text.data[i] != 0x7f) {
			replace(p, p->at, p->at, (const char *)text.data + i, 1);
		}
	}
}

void prompt_draw(const struct prompt *p, struct canvas *c, struct rect row, const struct style *style)
{
	canvas_fill(c, row, style);
	if (row.cols == 0) {
		return;
	}
	uint16_t used = canvas_text(c, row, row.x, row.y, p->label, strlen(p->label), style);
	uint16_t x = (uint16_t)(row.x + (used < row.cols ? used : row.cols - 1u));
	const char *text = (const char *)buf_bytes(&p->text).data;
	size_t room = (size_t)row.x + row.cols - x, from = 0;
	/* What does not fit is cut at the left: the cursor stays in sight. */
	while (from < p->at && width_text(text + from, p->at - from) >= room) {
		from += cluster_next(text + from, p->at - from);
	}
	if (p->text.len > from) {
		canvas_text(c, row, x, row.y, text + from, p->text.len - from, style);
	}
	size_t cursor = x + (p->at > from ? width_text(text + from, p->at - from) : 0);
	c->cursor.visible = true;
	c->cursor.x = (uint16_t)cursor;
	c->cursor.y = row.y;
}
