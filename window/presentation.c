/* window/presentation.c -- reports of a state that can be given back later. */
#include "window/presentation.h"

#include "base/buf.h"
#include "window/charset.h"
#include "window/colours.h"
#include "window/cursor.h"
#include "window/field.h"

/* In the bytes of DECCIR each bit is one above FLAGS. */
enum { FLAGS = 0x40, NUMBER_MAX = 100000 };
enum { SEND_BOLD = 1, SEND_UNDERLINE = 2, SEND_BLINK = 4, SEND_REVERSE = 8 };
enum { FLAG_ORIGIN = 1, FLAG_SS2 = 2, FLAG_SS3 = 4, FLAG_WRAP = 8 };

static int rendition(const struct style *s)
{
	return FLAGS | ((s->attrs & ATTR_BOLD) != 0 ? SEND_BOLD : 0) |
	       ((s->attrs & ATTR_UNDERLINE_MASK) != 0 ? SEND_UNDERLINE : 0) |
	       ((s->attrs & ATTR_BLINK) != 0 ? SEND_BLINK : 0) |
	       ((s->attrs & ATTR_REVERSE) != 0 ? SEND_REVERSE : 0);
}

static int flags(const struct term *t)
{
	return FLAGS | (term_mode(t, MODE_ORIGIN) ? FLAG_ORIGIN : 0) |
	       (t->single_shift == 2 ? FLAG_SS2 : 0) | (t->single_shift == 3 ? FLAG_SS3 : 0) |
	       (t->wrap ? FLAG_WRAP : 0);
}

/* DECCIR. */
static void report_cursor(struct term *t)
{
	struct buf sets = {0};
	int sizes = FLAGS;
	for (size_t g = 0; g < 4; g++) {
		bool wide;
		char name[3];
		charset_name(t->charset[g], name, &wide);
		buf_puts(&sets, name);
		sizes |= wide ? 1 << g : 0;
	}
	term_answer(t, "\033P1$u%u;%u;1;%c;%c;%c;%u;%u;%c;%s\033\\", t->at.y + 1u, t->at.x + 1u,
	        rendition(&t->pen), (t->pen.attrs & ATTR_PROTECTED) != 0 ? FLAGS | 1 : FLAGS,
	        flags(t), t->gl, t->gr, sizes, buf_str(&sets));
	buf_finish(&sets);
}

/* DECTABSR. */
static void report_tabs(struct term *t)
{
	struct buf out = {0};
	buf_puts(&out, "\033P2$u");
	size_t before = out.len;
	for (unsigned x = 0; x < t->size.cols; x++) {
		if ((t->tabs[x / 8] >> x % 8 & 1) != 0 && x > 0) {
			buf_printf(&out, "%s%u", out.len > before ? "/" : "", x + 1);
		}
	}
	buf_puts(&out, "\033\\");
	term_answer_bytes(t, buf_bytes(&out));
	buf_finish(&out);
}

void presentation_report(struct term *t, const struct seq *s)
{
	int32_t what = t->level >= 3 ? seq_param(s, 0, 0) : 0;
	if (what == 1) {
		report_cursor(t);
	} else if (what == 2) {
		report_tabs(t);
	}
}

static bool cut_number(struct bytes *data, unsigned *out)
{
	return field_number(field_cut(data, ';'), NUMBER_MAX, out);
}

/* A byte of flags; FLAGS alone when there is none. */
static unsigned cut_flags(struct bytes *data)
{
	struct bytes f = field_cut(data, ';');
	return f.len == 1 && f.data[0] >= FLAGS && f.data[0] < 0x80 ? f.data[0] & ~(unsigned)FLAGS : 0;
}

static void restore_pen(struct term *t, unsigned look, bool protect)
{
	const unsigned all = ATTR_BOLD | ATTR_UNDERLINE_MASK | ATTR_BLINK | ATTR_REVERSE | ATTR_PROTECTED;
	struct style pen = t->pen;
	unsigned attrs = pen.attrs & ~all;
	attrs |= ((look & SEND_BOLD) != 0 ? ATTR_BOLD : 0u) |
	         ((look & SEND_UNDERLINE) != 0 ? ATTR_UNDERLINE(1) : 0u) |
	         ((look & SEND_BLINK) != 0 ? ATTR_BLINK : 0u) |
	         ((look & SEND_REVERSE) != 0 ? ATTR_REVERSE : 0u) | (protect ? ATTR_PROTECTED : 0u);
	pen.attrs = (uint16_t)attrs;
	term_set_pen(t, &pen);
}

static void restore_sets(struct term *t, unsigned sizes, struct bytes names)
{
	static const char narrow[] = "()*+", wide[] = "+-./";
	for (size_t g = 0, i = 0; g < 4 && i < names.len; g++) {
		bool is_wide = g > 0 && (sizes >> g & 1) != 0;
		struct seq s = {.inter = {is_wide ? wide[g] : narrow[g], 0}};
		if (names.data[i] < 0x30 && i + 1 < names.len) {
			s.inter[1] = (char)names.data[i++];
		}
		s.final = (char)names.data[i++];
		charset_designate(t, &s);
	}
}

static void restore_cursor(struct term *t, struct bytes d)
{
	unsigned y, x, page, gl, gr;
	if (!cut_number(&d, &y) || !cut_number(&d, &x) || !cut_number(&d, &page)) {
		return;
	}
	unsigned look = cut_flags(&d), protect = cut_flags(&d), state = cut_flags(&d);
	bool shifts = cut_number(&d, &gl) && cut_number(&d, &gr) && gl < 4 && gr < 4;
	restore_pen(t, look, (protect & 1) != 0);
	cursor_set(t, 0, (int32_t)y - 1);
	t->at.x = (uint16_t)(x > t->size.cols ? t->size.cols - 1u : x > 0 ? x - 1 : 0);
	t->modes = (state & FLAG_ORIGIN) != 0 ? t->modes | MODE_ORIGIN
	                                      : t->modes & ~(uint32_t)MODE_ORIGIN;
	t->wrap = (state & FLAG_WRAP) != 0;
	t->single_shift = (state & FLAG_SS2) != 0 ? 2 : (state & FLAG_SS3) != 0 ? 3 : 0;
	if (shifts) {
		t->gl = (uint8_t)gl;
		t->gr = (uint8_t)gr;
		unsigned sizes = cut_flags(&d);
		restore_sets(t, sizes, d);
	}
}

static void restore_tabs(struct term *t, struct bytes d)
{
	cursor_clear_tabs(t);
	while (d.len > 0) {
		unsigned x;
		if (field_number(field_cut(&d, '/'), NUMBER_MAX, &x) && x >= 1 && x <= t->size.cols) {
			cursor_set_tab(t, (uint16_t)(x - 1), true);
		}
	}
}

void presentation_restore(struct term *t, int32_t what, struct bytes data)
{
	if (what == 1) {
		restore_cursor(t, data);
	} else if (what == 2) {
		restore_tabs(t, data);
	}
}

/* The modes that a state report keeps: those that are no more than a switch. */
static const uint32_t kept_modes = MODE_CURSOR_VISIBLE | MODE_CURSOR_KEYS | MODE_KEYPAD | MODE_WRAP |
                                   MODE_INSERT | MODE_ORIGIN | MODE_PASTE | MODE_FOCUS | MODE_NEWLINE |
                                   MODE_REVERSE | MODE_ALT_SCROLL | MODE_CURSOR_BLINK;

/* DECTSR: what stands in it is ours alone: modes in hex, top, bottom. */
static void report_state(struct term *t)
{
	term_answer(t, "\033P1$s%08x;%u;%u\033\\", (unsigned)(t->modes & kept_modes), t->top + 1u,
	        t->bottom + 1u);
}

static void restore_state(struct term *t, struct bytes d)
{
	struct buf raw = {0};
	unsigned top, bottom;
	bool ok = field_hex(field_cut(&d, ';'), &raw) && raw.len == 4 && cut_number(&d, &top) &&
	          cut_number(&d, &bottom);
	if (ok) {
		struct bytes b = buf_bytes(&raw);
		uint32_t modes = (uint32_t)b.data[0] << 24 | (uint32_t)b.data[1] << 16 |
		                 (uint32_t)b.data[2] << 8 | b.data[3];
		t->modes = (t->modes & ~kept_modes) | (modes & kept_modes);
		cursor_set_rows(t, (int32_t)top - 1, (int32_t)bottom - 1);
	}
	buf_finish(&raw);
}

static unsigned percent(unsigned byte)
{
	return (byte * 100 + 127) / 255;
}

static unsigned of_percent(unsigned v)
{
	return ((v < 100 ? v : 100) * 255 + 50) / 100;
}

/* Hue (blue 0, red 120, green 240), lightness and saturation in per cent. */
static void hls_of(colour_t c, unsigned out[3])
{
	int r = (int)(COLOUR_VALUE(c) >> 16), g = (int)(COLOUR_VALUE(c) >> 8 & 255),
	    b = (int)(COLOUR_VALUE(c) & 255);
	int max = r > g ? r : g, min = r < g ? r : g;
	max = b > max ? b : max;
	min = b < min ? b : min;
	int d = max - min, sum = max + min, hue = 0;
	if (d > 0) {
		hue = max == r ? 120 + 60 * (g - b) / d : max == g ? 240 + 60 * (b - r) / d
		                                                   : 60 * (r - g) / d;
	}
	out[0] = (unsigned)((hue + 360) % 360);
	out[1] = (unsigned)((sum * 100 + 255) / 510);
	out[2] = d == 0 ? 0 : (unsigned)(d * 100 / (sum <= 255 ? sum : 510 - sum));
}

/* One part of red, green or blue; `hue` is counted from where it is the most. */
static unsigned hls_part(int hue, double m1, double m2)
{
	hue = (hue + 720) % 360;
	int off = hue > 180 ? 360 - hue : hue;
	double v = off <= 60 ? m2 : off >= 120 ? m1 : m1 + (m2 - m1) * (120 - off) / 60;
	return (unsigned)(v * 255 + 0.5);
}

static colour_t of_hls(const unsigned v[3])
{
	double l = (v[1] < 100 ? v[1] : 100) / 100.0, s = (v[2] < 100 ? v[2] : 100) / 100.0;
	double m2 = l <= 0.5 ? l * (1 + s) : l + s - l * s, m1 = 2 * l - m2;
	int hue = (int)(v[0] % 360);
	return COLOUR_RGB(hls_part(hue - 120, m1, m2), hls_part(hue - 240, m1, m2),
	        hls_part(hue, m1, m2));
}

/* DECCTR. */
static void report_colours(struct term *t, bool rgb)
{
	struct buf out = {0};
	buf_puts(&out, "\033P2$s");
	for (unsigned n = 0; n < PALETTE_INDEXED; n++) {
		colour_t c = colours_indexed(t, n);
		uint32_t v = COLOUR_VALUE(c);
		unsigned parts[3] = {percent(v >> 16), percent(v >> 8 & 255), percent(v & 255)};
		if (!rgb) {
			hls_of(c, parts);
		}
		buf_printf(&out, "%s%u;%u;%u;%u;%u", n > 0 ? "/" : "", n, rgb ? 2u : 1u, parts[0],
		        parts[1], parts[2]);
	}
	buf_puts(&out, "\033\\");
	term_answer_bytes(t, buf_bytes(&out));
	buf_finish(&out);
}

static void restore_colours(struct term *t, struct bytes d)
{
	for (int i = 0; i < PALETTE_INDEXED && d.len > 0; i++) {
		struct bytes entry = field_cut(&d, '/');
		unsigned n, space, v[3];
		if (!cut_number(&entry, &n) || !cut_number(&entry, &space) ||
		        !cut_number(&entry, &v[0]) || !cut_number(&entry, &v[1]) ||
		        !cut_number(&entry, &v[2])) {
			continue;
		}
		colour_t c = space == 1 ? of_hls(v)
		                        : COLOUR_RGB(of_percent(v[0]), of_percent(v[1]), of_percent(v[2]));
		colours_change(t, n, c);
	}
}

void presentation_report_state(struct term *t, const struct seq *s)
{
	int32_t what = seq_param(s, 0, 0);
	if (what == 1) {
		report_state(t);
	} else if (what == 2) {
		report_colours(t, seq_param(s, 1, 0) != 1);
	}
}

void presentation_restore_state(struct term *t, int32_t what, struct bytes data)
{
	if (what == 1) {
		restore_state(t, data);
	} else if (what == 2) {
		restore_colours(t, data);
	}
}

void presentation_report_upss(struct term *t, const struct seq *s)
{
	(void)s;
	/* DEC supplemental, as designated by `%5`: the only one that there is. */
	term_answer(t, "\033P0!u%%5\033\\");
}

void presentation_report_extent(struct term *t, const struct seq *s)
{
	(void)s;
	term_answer(t, "\033[%u;%u;1;1;1\"w", t->size.rows, t->size.cols);
}
