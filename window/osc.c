/* window/osc.c -- carries out operating system commands. */
#include "window/osc.h"

#include "base/buf.h"
#include "window/report.h"
#include "window/screen.h"
#include "window/titles.h"

/* Cuts the field up to `sep` off the front of *b; the rest, without the separator, stays in *b. */
static struct bytes cut_field(struct bytes *b, uint8_t sep)
{
	const uint8_t *end = b->len > 0 ? memchr(b->data, sep, b->len) : NULL;
	size_t len = end != NULL ? (size_t)(end - b->data) : b->len;
	struct bytes field = bytes_of(b->data, len);
	size_t skip = end != NULL ? len + 1 : len;
	*b = bytes_of(skip > 0 ? b->data + skip : b->data, b->len - skip);
	return field;
}

static bool has_prefix(struct bytes b, const char *s)
{
	return b.len >= strlen(s) && memcmp(b.data, s, strlen(s)) == 0;
}

static bool is_query(struct bytes b)
{
	return b.len == 1 && b.data[0] == '?';
}

static int sextet(uint8_t c)
{
	if (c >= 'A' && c <= 'Z') {
		return c - 'A';
	}
	if (c >= 'a' && c <= 'z') {
		return c - 'a' + 26;
	}
	if (c >= '0' && c <= '9') {
		return c - '0' + 52;
	}
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Appends the decoded bytes; false when b is not base64 (RFC 4648; missing padding is taken). */
static bool base64_decode(struct bytes b, struct buf *out)
{
	uint32_t acc = 0;
	unsigned bits = 0;
	size_t i = 0;
	for (; i < b.len && b.data[i] != '='; i++) {
		int v = sextet(b.data[i]);
		if (v < 0) {
			return false;
		}
		acc = (acc << 6 | (uint32_t)v) & 0xffffu;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			buf_u8(out, (uint8_t)(acc >> bits));
		}
	}
	bool whole = i % 4 != 1 && b.len - i <= 2;
	for (; i < b.len; i++) {
		whole = whole && b.data[i] == '=';
	}
	return whole;
}

/* OSC 52: setting only; a query gets no answer, for it would hand the clipboard to any program. */
static void clipboard(struct term *t, struct bytes data)
{
	struct bytes which = cut_field(&data, ';');
	if (is_query(data) || t->cfg.host.clipboard == NULL) {
		return;
	}
	struct buf out = {0};
	if (base64_decode(data, &out)) {
		t->cfg.host.clipboard(t->cfg.host.ctx, which, buf_bytes(&out));
	}
	buf_finish(&out);
}

/* OSC 8 ; key=value:key=value ; uri */
static void hyperlink(struct term *t, struct bytes data)
{
	struct bytes params = cut_field(&data, ';'), id = {0};
	while (params.len > 0) {
		struct bytes p = cut_field(&params, ':');
		if (has_prefix(p, "id=")) {
			id = bytes_of(p.data + 3, p.len - 3);
		}
	}
	struct style pen = t->pen;
	pen.link = pool_link(t->pool, data, id);
	if (pen.link == 0 && data.len > 0 && data.len <= LIMIT_TERM_LINK &&
	        id.len <= LIMIT_TERM_LINK) {
		term_collect(t);
		pen.link = pool_link(t->pool, data, id);
	}
	term_set_pen(t, &pen);
}

static void notify(struct term *t, struct bytes title, struct bytes text)
{
	if (t->cfg.host.notify != NULL) {
		t->cfg.host.notify(t->cfg.host.ctx, title, text);
	}
}

/* OSC 133: A a prompt begins, B the user's input, C the output, D it ended. */
static void prompt_mark(struct term *t, struct bytes data)
{
	uint8_t what = data.len > 0 ? data.data[0] : 0;
	const struct line *l = t->rows[t->at.y];
	uint64_t zone = t->zone_line;
	uint16_t col = t->zone_col;
	if (what == 'A') {
		screen_set_mark(t, t->at.y, LINE_MARK_PROMPT);
		t->zone_line = 0;
	} else if (what == 'B') {
		if (l->mark != LINE_MARK_PROMPT) {
			screen_set_mark(t, t->at.y, LINE_MARK_INPUT);
		}
		t->zone_line = l->id;
		t->zone_col = t->at.x;
	} else if (what == 'C') {
		screen_set_mark(t, t->at.y, LINE_MARK_OUTPUT);
		t->zone_line = 0;
	} else if (what == 'D') {
		t->zone_line = 0;
	}
	if (zone != t->zone_line || col != t->zone_col) {
		term_change_section(t, TERM_CURSOR);
	}
}

static void notify_9(struct term *t, struct bytes data)
{
	bool command =
	        data.len >= 2 && data.data[0] >= '0' && data.data[0] <= '9' && data.data[1] == ';';
	if (!command) { /* 9;4;... is progress */
		notify(t, bytes_of(NULL, 0), data);
	}
}

static void notify_777(struct term *t, struct bytes data)
{
	struct bytes what = cut_field(&data, ';');
	if (what.len == 6 && has_prefix(what, "notify")) {
		struct bytes title = cut_field(&data, ';');
		notify(t, title, data);
	}
}

static void notify_99(struct term *t, struct bytes data)
{
	cut_field(&data, ';'); /* metadata */
	notify(t, bytes_of(NULL, 0), data);
}

static int code_of(struct bytes field)
{
	int code = field.len > 0 && field.len <= 4 ? 0 : -1;
	for (size_t i = 0; code >= 0 && i < field.len; i++) {
		uint8_t c = field.data[i];
		code = c >= '0' && c <= '9' ? code * 10 + (c - '0') : -1;
	}
	return code;
}

void osc_run(struct term *t, struct bytes data, bool bell)
{
	int code = code_of(cut_field(&data, ';'));
	switch (code) {
	case 0:
		titles_set_icon(t, data);
		titles_set_title(t, data);
		break;
	case 1:
		titles_set_icon(t, data);
		break;
	case 2:
		titles_set_title(t, data);
		break;
	case 7:
		titles_set_path(t, data);
		break;
	case 8:
		hyperlink(t, data);
		break;
	case 9:
		notify_9(t, data);
		break;
	case 10:
	case 11:
	case 12:
		if (is_query(data)) {
			report_colour(t, code, code == 11 ? t->cfg.bg : t->cfg.fg, bell);
		}
		break;
	case 52:
		clipboard(t, data);
		break;
	case 99:
		notify_99(t, data);
		break;
	case 133:
		prompt_mark(t, data);
		break;
	case 777:
		notify_777(t, data);
		break;
	default:
		break;
	}
}
