/* window/notify.c -- messages for the user. */
#include "window/notify.h"

#include <stdlib.h>

#include "base/mem.h"
#include "window/field.h"
#include "window/titles.h"

enum { ID_MAX = sizeof(((struct term_note *)0)->id) - 1 };

static void notify(struct term *t, struct bytes title, struct bytes text)
{
	if (t->cfg.host.notify == NULL) {
		return;
	}
	char *clean_title = titles_clean(title, LIMIT_TERM_NOTE);
	char *clean_text = titles_clean(text, LIMIT_TERM_NOTE);
	t->cfg.host.notify(t->cfg.host.ctx, bytes_str(clean_title), bytes_str(clean_text));
	free(clean_title);
	free(clean_text);
}

void notify_9(struct term *t, struct bytes data)
{
	struct bytes rest = data, what = field_cut(&rest, ';');
	unsigned n;
	bool command = field_number(what, 100, &n) && what.len < data.len;
	if (!command) {
		notify(t, bytes_of(NULL, 0), data);
	} else if (n == 9) { /* ConEmu: the present folder */
		if (rest.len > 1 && rest.data[0] == '"' && rest.data[rest.len - 1] == '"') {
			rest = bytes_of(rest.data + 1, rest.len - 2);
		}
		titles_set_path(t, rest);
	}
}

void notify_777(struct term *t, struct bytes data)
{
	if (field_is(field_cut(&data, ';'), "notify")) {
		struct bytes title = field_cut(&data, ';');
		notify(t, title, data);
	}
}

void notify_free(struct term *t)
{
	if (t->note != NULL) {
		buf_finish(&t->note->title);
		buf_finish(&t->note->text);
		free(t->note);
		t->note = NULL;
	}
}

/* Metadata of OSC 99. */
struct meta {
	struct bytes id, what;
	bool more, base64;
};

static struct meta parse(struct bytes fields)
{
	struct meta m = {.what = bytes_str("title")};
	while (fields.len > 0) {
		struct bytes value = field_cut(&fields, ':'), key = field_cut(&value, '=');
		if (field_is(key, "i") && value.len <= ID_MAX) {
			m.id = value;
		} else if (field_is(key, "p")) {
			m.what = value;
		} else if (field_is(key, "d")) {
			m.more = field_is(value, "0");
		} else if (field_is(key, "e")) {
			m.base64 = field_is(value, "1");
		}
	}
	return m;
}

static bool is_id(struct bytes id)
{
	for (size_t i = 0; i < id.len; i++) {
		uint8_t c = id.data[i];
		bool word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		if (!word && c != '-' && c != '_' && c != '+' && c != '.') {
			return false;
		}
	}
	return true;
}

static void append(struct buf *to, struct bytes data)
{
	size_t room = LIMIT_TERM_NOTE - to->len;
	buf_put(to, data.data, data.len < room ? data.len : room);
}

/* What is for another id than the one begun begins anew. */
static void begin(struct term *t, struct bytes id)
{
	if (t->note != NULL && bytes_equal(id, bytes_str(t->note->id))) {
		return;
	}
	notify_free(t);
	t->note = mem_zalloc(sizeof(*t->note));
	memcpy(t->note->id, id.data != NULL ? id.data : (const uint8_t *)"", id.len);
}

static void finish(struct term *t)
{
	struct bytes title = buf_bytes(&t->note->title), text = buf_bytes(&t->note->text);
	if (title.len == 0 && text.len == 0) {
		/* nothing to say: a close, an icon */
	} else if (text.len == 0) { /* one line is the text, as of OSC 9 */
		notify(t, text, title);
	} else {
		notify(t, title, text);
	}
	notify_free(t);
}

void notify_99(struct term *t, struct bytes data, bool bell)
{
	struct meta m = parse(field_cut(&data, ';'));
	if (!is_id(m.id)) {
		return;
	}
	if (field_is(m.what, "?")) {
		const char *mark = m.id.len > 0 ? "i=" : "";
		term_answer(t, "\033]99;%s%.*s%sp=?;p=title,body%s", mark, (int)m.id.len,
		        m.id.len > 0 ? (const char *)m.id.data : "", m.id.len > 0 ? ":" : "",
		        bell ? "\a" : "\033\\");
		return;
	}
	begin(t, m.id);
	bool title = field_is(m.what, "title");
	if (title || field_is(m.what, "body")) {
		struct buf raw = {0}, *to = title ? &t->note->title : &t->note->text;
		if (!m.base64) {
			append(to, data);
		} else if (data.len <= 2 * LIMIT_TERM_NOTE && field_base64(data, &raw)) {
			append(to, buf_bytes(&raw));
		}
		buf_finish(&raw);
	}
	if (!m.more) {
		finish(t);
	}
}
