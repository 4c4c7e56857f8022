/* window/titles.c -- title, icon name and path: cleaned text from the program, and their stack. */
#include "window/titles.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/width.h"
#include "window/field.h"

/* Bits of term.title_modes. */
enum { TITLE_SET_HEX = 1, TITLE_ASK_HEX = 2, TITLE_MODES = 4, SLOTS = 10 };

char *titles_clean(struct bytes text, size_t limit)
{
	char *out = mem_alloc(limit + 1);
	size_t len = 0, used;
	for (size_t i = 0; i < text.len; i += used) {
		uint32_t cp = utf8_decode((const char *)text.data + i, text.len - i, &used);
		char s[4];
		size_t n = utf8_encode(cp, s);
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0)) {
			continue;
		}
		if (len + n > limit) {
			break;
		}
		memcpy(out + len, s, n);
		len += n;
	}
	out[len] = '\0';
	return mem_realloc(out, len + 1);
}

/* A title as the program gives it; NULL when it is to be hex digits and is not. */
static char *given(const struct term *t, struct bytes text)
{
	if ((t->title_modes & TITLE_SET_HEX) == 0) {
		return titles_clean(text, LIMIT_TERM_TITLE);
	}
	struct buf raw = {0};
	char *out = NULL;
	if (text.len <= 2 * LIMIT_TERM_TITLE && field_hex(text, &raw)) {
		out = titles_clean(buf_bytes(&raw), LIMIT_TERM_TITLE);
	}
	buf_finish(&raw);
	return out;
}

/* Takes `text`; true when it differs from what was there. */
static bool replace(struct term *t, char **at, char *text)
{
	if (*at != NULL && strcmp(*at, text) == 0) {
		free(text);
		return false;
	}
	free(*at);
	*at = text;
	term_change_section(t, TERM_TITLES);
	return true;
}

static void take_title(struct term *t, char *text)
{
	if (replace(t, &t->title, text) && t->cfg.host.title != NULL) {
		t->cfg.host.title(t->cfg.host.ctx);
	}
}

void titles_set_title(struct term *t, struct bytes text)
{
	char *title = given(t, text);
	if (title != NULL) {
		take_title(t, title);
	}
}

void titles_set_icon(struct term *t, struct bytes text)
{
	char *icon = given(t, text);
	if (icon != NULL) {
		replace(t, &t->icon, icon);
	}
}

void titles_set_path(struct term *t, struct bytes text)
{
	replace(t, &t->path, titles_clean(text, LIMIT_TERM_TITLE));
}

static void free_entry(struct title_pair *p)
{
	free(p->title);
	free(p->icon);
	*p = (struct title_pair){0};
}

static void drop_oldest(struct term *t)
{
	free_entry(&t->titles[0]);
	t->title_count--;
	memmove(t->titles, t->titles + 1,
	        (LIMIT_TERM_TITLE_STACK - 1) * sizeof(t->titles[0]));
	t->titles[LIMIT_TERM_TITLE_STACK - 1] = (struct title_pair){0};
}

static bool is_slot(int32_t slot)
{
	return slot >= 1 && slot <= SLOTS;
}

void titles_push(struct term *t, int32_t which, int32_t slot)
{
	if (which < 0 || which > 2) {
		return;
	}
	if (!is_slot(slot) && t->title_count == LIMIT_TERM_TITLE_STACK) {
		drop_oldest(t);
	}
	if (t->titles == NULL) {
		t->titles = mem_calloc(LIMIT_TERM_TITLE_STACK, sizeof(*t->titles));
	}
	size_t at = is_slot(slot) ? (size_t)slot - 1 : t->title_count++;
	const struct title_pair *before =
	        at > 0 && t->titles[at - 1].title != NULL ? &t->titles[at - 1] : NULL;
	struct title_pair p = {
		.title = mem_strdup(which == 1 && before != NULL ? before->title : t->title),
		.icon = mem_strdup(which == 2 && before != NULL ? before->icon : t->icon),
	};
	free_entry(&t->titles[at]);
	t->titles[at] = p;
}

void titles_pop(struct term *t, int32_t which, int32_t slot)
{
	if (t->titles == NULL || (!is_slot(slot) && t->title_count == 0)) {
		return;
	}
	struct title_pair *p = &t->titles[is_slot(slot) ? slot - 1 : t->title_count - 1];
	if (p->title != NULL && (which == 0 || which == 2)) {
		take_title(t, mem_strdup(p->title));
	}
	if (p->icon != NULL && (which == 0 || which == 1)) {
		replace(t, &t->icon, mem_strdup(p->icon));
	}
	if (!is_slot(slot)) {
		t->title_count--;
		free_entry(p);
	}
}

void titles_clear_stack(struct term *t)
{
	for (size_t i = 0; t->titles != NULL && i < LIMIT_TERM_TITLE_STACK; i++) {
		free_entry(&t->titles[i]);
	}
	free(t->titles);
	t->titles = NULL;
	t->title_count = 0;
}

void titles_report(struct term *t, char letter)
{
	bool allowed = t->cfg.host.allows != NULL &&
	               t->cfg.host.allows(t->cfg.host.ctx, TERM_ASKS_TITLE);
	struct bytes text = bytes_str(!allowed ? "" : letter == 'L' ? t->icon : t->title);
	struct buf out = {0};
	buf_printf(&out, "\033]%c", letter);
	if ((t->title_modes & TITLE_ASK_HEX) != 0) {
		field_to_hex(text, &out);
	} else {
		buf_put(&out, text.data, text.len);
	}
	buf_puts(&out, "\033\\");
	term_answer_bytes(t, buf_bytes(&out));
	buf_finish(&out);
}

void titles_set_modes(struct term *t, const struct seq *s)
{
	bool on = s->final == 't';
	if (!on && s->count == 1 && s->params[0].value < 0) {
		t->title_modes = 0;
		return;
	}
	for (uint8_t i = 0; i < s->count; i++) {
		int32_t n = seq_param(s, i, 0);
		if (n < TITLE_MODES) { /* 2 and 3, UTF-8, are how it always is */
			uint8_t bit = (uint8_t)(1 << n);
			t->title_modes = (uint8_t)(on ? t->title_modes | bit : t->title_modes & ~bit);
		}
	}
}
