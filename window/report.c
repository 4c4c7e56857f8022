/* window/report.c -- what the terminal says about itself: DA, DSR, XTVERSION, DECRQSS, XTGETTCAP.
 */
#include "window/report.h"

#include "base/buf.h"
#include "window/cursor.h"
#include "window/sgr.h"

enum { TCAP_NAMES_MAX = 16, TCAP_NAME_MAX = 32 };

void report_da1(struct term *t, const struct seq *s)
{
	if (seq_param(s, 0, 0) == 0) {
		term_answer(t, "\033[?62;22;52c"); /* VT220, colour, clipboard */
	}
}

void report_da2(struct term *t, const struct seq *s)
{
	if (seq_param(s, 0, 0) == 0) {
		term_answer(t, "\033[>84;0;0c");
	}
}

void report_da3(struct term *t, const struct seq *s)
{
	if (seq_param(s, 0, 0) == 0) {
		term_answer(t, "\033P!|00000000\033\\");
	}
}

void report_dsr(struct term *t, const struct seq *s)
{
	int32_t what = seq_param(s, 0, 0);
	if (what == 5 && s->prefix == 0) {
		term_answer(t, "\033[0n");
		return;
	}
	if (what != 6) {
		return;
	}
	int x = cursor_origin_x(t) + 1, y = cursor_origin_y(t) + 1;
	term_answer(t, "\033[%s%d;%dR", s->prefix == '?' ? "?" : "", y, x);
}

static const char *version(const struct term *t)
{
	return t->cfg.version != NULL ? t->cfg.version : "0";
}

void report_version(struct term *t, const struct seq *s)
{
	if (seq_param(s, 0, 0) == 0) {
		term_answer(t, "\033P>|mux %s\033\\", version(t));
	}
}

static bool is_text(struct bytes b, const char *s)
{
	return b.len == strlen(s) && memcmp(b.data, s, b.len) == 0;
}

/* DECRQSS: the present setting of what `data` names. */
static void report_setting(struct term *t, struct bytes data)
{
	struct buf out = {0};
	if (is_text(data, "m")) {
		sgr_write(&t->pen, &out);
	} else if (is_text(data, "r")) {
		buf_printf(&out, "%u;%u", t->top + 1u, t->bottom + 1u);
	} else if (is_text(data, " q")) {
		buf_printf(&out, "%u", t->shape);
	} else if (is_text(data, "\"q")) {
		buf_printf(&out, "%u", (t->pen.attrs & ATTR_PROTECTED) != 0 ? 1u : 0u);
	}
	if (out.len > 0) {
		term_answer(t, "\033P1$r%s%.*s\033\\", buf_str(&out), (int)data.len,
			(const char *)data.data);
	} else {
		term_answer(t, "\033P0$r\033\\");
	}
	buf_finish(&out);
}

static int hex(uint8_t c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes hex digits into a string; false when they are none or too many. */
static bool unhex(struct bytes b, char out[TCAP_NAME_MAX])
{
	if (b.len == 0 || b.len % 2 != 0 || b.len / 2 >= TCAP_NAME_MAX) {
		return false;
	}
	for (size_t i = 0; i < b.len; i += 2) {
		int hi = hex(b.data[i]), lo = hex(b.data[i + 1]);
		if (hi < 0 || lo < 0) {
			return false;
		}
		out[i / 2] = (char)(hi * 16 + lo);
	}
	out[b.len / 2] = '\0';
	return true;
}

static const char *capability(const struct term *t, const char *name)
{
	if (strcmp(name, "TN") == 0 || strcmp(name, "name") == 0) {
		return t->cfg.terminal_name != NULL ? t->cfg.terminal_name : "tmux-256color";
	}
	if (strcmp(name, "Co") == 0 || strcmp(name, "colors") == 0) {
		return "256";
	}
	return strcmp(name, "RGB") == 0 ? "8/8/8" : NULL;
}

/* XTGETTCAP for one name in hex. */
static void report_capability(struct term *t, struct bytes asked)
{
	char name[TCAP_NAME_MAX];
	const char *value = unhex(asked, name) ? capability(t, name) : NULL;
	if (value == NULL) {
		term_answer(t, "\033P0+r\033\\");
		return;
	}
	struct buf out = {0};
	for (; *value != '\0'; value++) {
		buf_printf(&out, "%02X", (unsigned)(unsigned char)*value);
	}
	term_answer(t, "\033P1+r%.*s=%s\033\\", (int)asked.len, (const char *)asked.data,
	        buf_str(&out));
	buf_finish(&out);
}

static void report_capabilities(struct term *t, struct bytes data)
{
	for (int n = 0; n < TCAP_NAMES_MAX && data.len > 0; n++) {
		const uint8_t *end = memchr(data.data, ';', data.len);
		size_t len = end != NULL ? (size_t)(end - data.data) : data.len;
		report_capability(t, bytes_of(data.data, len));
		size_t skip = end != NULL ? len + 1 : len;
		data = bytes_of(data.data + skip, data.len - skip);
	}
}

void report_dcs(struct term *t, const struct seq *s, struct bytes data)
{
	if (s->prefix != 0 || s->inter[1] != 0 || s->final != 'q') {
		return;
	}
	if (s->inter[0] == '$') {
		report_setting(t, data);
	} else if (s->inter[0] == '+') {
		report_capabilities(t, data);
	}
}

void report_colour(struct term *t, int code, colour_t c, bool bell)
{
	if (COLOUR_KIND(c) != 2) {
		return;
	}
	uint32_t v = COLOUR_VALUE(c);
	unsigned r = v >> 16, g = v >> 8 & 255, b = v & 255;
	term_answer(t, "\033]%d;rgb:%02x%02x/%02x%02x/%02x%02x%s", code, r, r, g, g, b, b,
		bell ? "\a" : "\033\\");
}
