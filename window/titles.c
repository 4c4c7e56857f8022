/* window/titles.c -- title, icon name and path: cleaned text from the program, and their stack. */
#include "window/titles.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/width.h"

/* A valid UTF-8 copy without controls; the caller frees it. */
static char *clean(struct bytes text)
{
	char *out = mem_alloc(LIMIT_TERM_TITLE + 1);
	size_t len = 0, used;
	for (size_t i = 0; i < text.len; i += used) {
		uint32_t cp = utf8_decode((const char *)text.data + i, text.len - i, &used);
		char s[4];
		size_t n = utf8_encode(cp, s);
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0)) {
			continue;
		}
		if (len + n > LIMIT_TERM_TITLE) {
			break;
		}
		memcpy(out + len, s, n);
		len += n;
	}
	out[len] = '\0';
	return mem_realloc(out, len + 1);
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
	take_title(t, clean(text));
}

void titles_set_icon(struct term *t, struct bytes text)
{
	replace(t, &t->icon, clean(text));
}

void titles_set_path(struct term *t, struct bytes text)
{
	replace(t, &t->path, clean(text));
}

static void drop_oldest(struct term *t)
{
	free(t->titles[0].title);
	free(t->titles[0].icon);
	t->title_count--;
	memmove(t->titles, t->titles + 1, t->title_count * sizeof(t->titles[0]));
}

void titles_push(struct term *t)
{
	if (t->title_count == LIMIT_TERM_TITLE_STACK) {
		drop_oldest(t);
	}
	struct title_pair *p = &t->titles[t->title_count++];
	p->title = mem_strdup(t->title);
	p->icon = mem_strdup(t->icon);
}

void titles_pop(struct term *t, int32_t which)
{
	if (t->title_count == 0) {
		return;
	}
	struct title_pair p = t->titles[--t->title_count];
	if (which == 1) {
		free(p.title);
	} else {
		take_title(t, p.title);
	}
	if (which == 2) {
		free(p.icon);
	} else {
		replace(t, &t->icon, p.icon);
	}
}

void titles_clear_stack(struct term *t)
{
	while (t->title_count > 0) {
		drop_oldest(t);
	}
}
