/* window/serialise.c -- a terminal as bytes that make another one like it.
 *
 * The screen is painted first, while all modes are as they begin; then come modes and margins, and the
 * cursor last: DECRSPS puts it anywhere, waiting at the edge or not, without the rest taking notice. */
#include "window/serialise.h"

#include "base/width.h"
#include "window/charset.h"
#include "window/modes.h"
#include "window/sgr.h"
#include "window/term_state.h"
#include "window/vt52.h"

static const struct style plain;

/* Where it goes, and the pen that the reader has by now. */
struct brush {
	const struct term *t;
	struct buf *out;
	struct style pen;
};

static void put_at(const struct brush *b, uint16_t x, uint16_t y)
{
	buf_printf(b->out, "\033[%u;%uH", y + 1u, x + 1u);
}

static void put_link(const struct brush *b, uint32_t id)
{
	const struct pool_link *link = pool_link_get(b->t->pool, id);
	buf_puts(b->out, "\033]8;");
	if (link != NULL && link->id.len > 0) {
		buf_puts(b->out, "id=");
		buf_put(b->out, link->id.data, link->id.len);
	}
	buf_puts(b->out, ";");
	if (link != NULL) {
		buf_put(b->out, link->uri.data, link->uri.len);
	}
	buf_puts(b->out, "\033\\");
}

/* SGR leaves the protection and the hyperlink alone. */
static void put_style(struct brush *b, const struct style *s)
{
	const struct style was = b->pen;
	if (style_equal(s, &was)) {
		return;
	}
	buf_puts(b->out, "\033[");
	sgr_write(s, b->out);
	buf_puts(b->out, "m");
	if (((s->attrs ^ was.attrs) & ATTR_PROTECTED) != 0) {
		buf_printf(b->out, "\033[%u\"q", (s->attrs & ATTR_PROTECTED) != 0 ? 1u : 0u);
	}
	if (s->link != was.link) {
		put_link(b, s->link);
	}
	b->pen = *s;
}

/* DECRSPS: position, whether it waits at the edge, origin mode and character sets of what was saved. The
 * pen follows. */
static void put_cursor(
        struct brush *b, const struct saved *c, uint8_t single_shift, const struct style *pen)
{
	unsigned flags = 0x40u | (c->origin ? 1u : 0u) | (single_shift == 2 ? 2u : 0u) |
	                 (single_shift == 3 ? 4u : 0u) | (c->wrap ? 8u : 0u);
	unsigned sizes = 0x40;
	put_style(b, &plain);
	buf_printf(b->out, "\033P1$t%u;%u;1;@;@;%c;%u;%u;", c->at.y + 1u, c->at.x + 1u, (int)flags,
	        c->gl, c->gr);
	struct buf sets = {0};
	for (unsigned g = 0; g < 4; g++) {
		bool wide;
		char name[3];
		charset_name(c->charset[g], name, &wide);
		buf_puts(&sets, name);
		sizes |= wide ? 1u << g : 0;
	}
	buf_printf(b->out, "%c;%s\033\\", (int)sizes, buf_str(&sets));
	buf_finish(&sets);
	put_style(b, pen);
}

static struct style style_of(const struct term *t, uint16_t id)
{
	return *pool_style_get(t->pool, id);
}

/* Without text, and not protected: what erasing leaves. */
static bool is_erased(struct cell c, const struct style *s)
{
	return c.text == 0 && c.width == 1 && (s->attrs & ATTR_PROTECTED) == 0;
}

/* Blanks columns [lo, hi) of row y. Erasing gives no more than a background; DECSERA leaves the rest of what
 * a character had. */
static void put_blanks(struct brush *b, const struct style *s, uint16_t y, uint16_t lo, uint16_t hi)
{
	struct style bg = {.bg = s->bg};
	put_at(b, lo, y);
	put_style(b, s);
	if (style_equal(s, &bg)) {
		buf_printf(b->out, "\033[%uX", (unsigned)(hi - lo));
		return;
	}
	for (uint16_t x = lo; x < hi; x++) {
		buf_puts(b->out, " ");
	}
	buf_printf(b->out, "\033[%u;%u;%u;%u${", y + 1u, lo + 1u, y + 1u, (unsigned)hi);
}

/* Backgrounds of cells without text, and what stands right of the text where it is not plain. */
static void put_erased(struct brush *b, const struct line *l, uint16_t y)
{
	for (uint16_t x = 0; x < l->len; x++) {
		struct style s = style_of(b->t, l->cells[x].style);
		if (l->cells[x].style != 0 && is_erased(l->cells[x], &s)) {
			put_blanks(b, &s, y, x, (uint16_t)(x + 1));
		}
	}
	struct style fill = style_of(b->t, l->fill);
	if (l->len >= b->t->size.cols || style_equal(&fill, &plain)) {
		return;
	}
	if (is_erased((struct cell){.width = 1}, &fill)) {
		put_blanks(b, &fill, y, l->len, b->t->size.cols);
		return;
	}
	put_at(b, l->len, y);
	put_style(b, &fill);
	for (uint16_t x = l->len; x < b->t->size.cols; x++) {
		buf_puts(b->out, " ");
	}
}

/* Marks row y as one that goes on in the next: a character that wraps says so. It is blanked again. The
 * last row would scroll, so it stands below a region while this is done; and as erasing would end the
 * flag, a space is left there. */
static void put_wrapped(struct brush *b, struct line *const *rows, uint16_t y)
{
	bool last = y + 1 == b->t->size.rows;
	if (b->t->size.rows < 3) {
		return; /* no region leaves the last row out */
	}
	if (last) {
		buf_printf(b->out, "\033[1;%ur", y);
	}
	put_style(b, &plain); /* DECRSPS takes some of it away */
	buf_printf(b->out, "\033P1$t%u;%u;1;@;@;H;0;2;@;BBBB\033\\X", y + 1u,
	        (unsigned)b->t->size.cols);
	struct style s = style_of(b->t, line_cell(rows[last ? y : y + 1], 0).style);
	if (last) {
		put_at(b, 0, y);
		put_style(b, &s);
		buf_puts(b->out, " \033[r");
	} else {
		put_blanks(b, &s, (uint16_t)(y + 1), 0, 1);
	}
}

/* U+FE0E and U+FE0F change the width of what they follow at once, but not of what merely stands there:
 * CAN makes the difference. */
static void put_apart(const char *text, size_t len, struct buf *out)
{
	for (size_t i = 0, used; i < len; i += used) {
		uint32_t cp = utf8_decode(text + i, len - i, &used);
		buf_puts(out, cp == 0xfe0e || cp == 0xfe0f ? "\x18" : "");
		buf_put(out, text + i, used);
	}
}

static bool has_selector(const char *text, size_t len)
{
	return memmem(text, len, "\xef\xb8\x8e", 3) != NULL || memmem(text, len, "\xef\xb8\x8f", 3) != NULL;
}

/* The same cluster in the last column before a margin. */
static void put_at_margin(const struct brush *b, uint16_t x, uint16_t y, struct bytes text)
{
	buf_printf(b->out, "\033[?69h\033[1;%us\033[?7l", x + 1u);
	put_at(b, x, y);
	buf_put(b->out, text.data, text.len);
	buf_puts(b->out, "\033[?7h\033[?69l");
}

/* What is no grapheme cluster came of code points that joined without regard to clusters, and one that is
 * narrower than it should be had no room at the edge or a margin: so they do again. */
static void put_text_cell(struct brush *b, struct cell c, uint16_t x, uint16_t y)
{
	bool at_edge = x + 1 == b->t->size.cols;
	char text[CLUSTER_MAX];
	size_t len = pool_text_get(b->t->pool, c.text, text);
	bool fits = len > 0 && width_cluster(text, len) == c.width;
	bool whole = len > 0 && cluster_next(text, len) == len;
	if (len == 0) {
		buf_puts(b->out, " ");
	} else if (whole && fits) {
		buf_put(b->out, text, len);
	} else if (whole && !at_edge && x > 0 && !has_selector(text, len)) {
		put_at_margin(b, x, y, bytes_of(text, len));
	} else if (whole && !at_edge) {
		put_apart(text, len, b->out);
	} else {
		int mode = whole ? 7 : 2027;
		buf_printf(b->out, "\033[?%dl", mode);
		buf_put(b->out, text, len);
		buf_printf(b->out, "\033[?%dh", mode);
	}
}

/* A character goes to a place of its own unless it is plain ASCII behind such: nothing shall join. */
static void put_cells(struct brush *b, const struct line *l, uint16_t y)
{
	bool goes_on = false;
	for (uint16_t x = 0; x < l->len; x++) {
		struct cell c = l->cells[x];
		struct style s = style_of(b->t, c.style);
		bool ascii = c.width == 1 && c.text < 0x80;
		if (c.width == 0 || is_erased(c, &s)) {
			goes_on = false;
			continue;
		}
		put_style(b, &s);
		if (!goes_on || !ascii) {
			put_at(b, x, y);
		}
		goes_on = ascii;
		put_text_cell(b, c, x, y);
	}
}

static void put_mark(struct brush *b, const struct line *l, uint16_t y)
{
	static const char letters[] = {0, 'A', 'B', 'C'};
	if (l->mark != LINE_MARK_NONE && l->mark < sizeof(letters)) {
		put_at(b, 0, y);
		buf_printf(b->out, "\033]133;%c\033\\", letters[l->mark]);
	}
}

/* Wide lines, once their text stands. */
static void put_shapes(struct brush *b, struct line *const *rows)
{
	static const char finals[] = {[LINE_WIDE] = '6', [LINE_UPPER] = '3', [LINE_LOWER] = '4'};
	for (uint16_t y = 0; b->t->wide_lines && y < b->t->size.rows; y++) {
		if (rows[y]->shape != LINE_SINGLE) {
			put_at(b, 0, y);
			buf_printf(b->out, "\033#%c", finals[rows[y]->shape]);
		}
	}
}

/* Erasing ends the flag of a row that goes on, and a flag puts a character into the next row: so first
 * what is erased, then the flags, then the text. DECSTR forgets which protection was the newest. */
static void put_rows(struct brush *b, struct line *const *rows)
{
	put_style(b, &plain);
	for (uint16_t y = 0; y < b->t->size.rows; y++) {
		put_erased(b, rows[y], y);
	}
	for (uint16_t y = 0; y < b->t->size.rows; y++) {
		if (rows[y]->wrapped) {
			put_wrapped(b, rows, y);
		}
	}
	for (uint16_t y = 0; y < b->t->size.rows; y++) {
		put_cells(b, rows[y], y);
		put_mark(b, rows[y], y);
	}
	put_style(b, &plain);
	put_shapes(b, rows);
	buf_puts(b->out, "\033[!p");
}

static const struct saved home = {.gr = CHARSET_GR};

/* DECSC. */
static void put_saved(struct brush *b, const struct saved *c)
{
	struct style pen = style_of(b->t, c->style);
	if (!c->set) {
		return;
	}
	put_cursor(b, c, 0, &pen);
	buf_puts(b->out, "\0337\033[?6l");
	put_cursor(b, &home, 0, &plain);
}

/* The alternate screen while the primary one is active: what mode 47 would show, its saved cursor. */
static void put_hidden(struct brush *b)
{
	const struct term *t = b->t;
	if (t->hidden == NULL && !t->saved[1].set) {
		return;
	}
	buf_puts(b->out, "\033[?47h");
	if (t->hidden != NULL) {
		put_rows(b, t->hidden);
	}
	put_saved(b, &t->saved[1]);
	buf_puts(b->out, "\033[?47l");
}

static void put_screens(struct brush *b)
{
	const struct term *t = b->t;
	if (!term_is_alternate(t)) {
		put_hidden(b);
		put_rows(b, t->rows);
		put_saved(b, &t->saved[0]);
		return;
	}
	struct style pen = style_of(t, t->left.style);
	put_rows(b, t->other);
	put_saved(b, &t->saved[0]);
	put_cursor(b, &t->left, 0, &pen);
	buf_puts(b->out, t->left.set ? "\033[?1049h" : "\033[?47h");
	put_cursor(b, &home, 0, &plain);
	put_rows(b, t->rows);
	put_saved(b, &t->saved[1]);
}

static void put_text(int code, const char *text, struct buf *out)
{
	buf_printf(out, "\033]%d;%s\033\\", code, text);
}

static void put_titles(const struct term *t, struct buf *out)
{
	for (uint8_t i = 0; i < t->title_count; i++) {
		const struct title_pair *p = &t->titles[i];
		put_text(1, p->icon != NULL ? p->icon : "", out);
		put_text(2, p->title != NULL ? p->title : "", out);
		buf_printf(out, "\033[22;%ut", p->icon == NULL ? 2u : p->title == NULL ? 1u : 0u);
	}
	put_text(1, t->icon, out);
	put_text(2, t->title, out);
	if (t->path[0] != '\0') {
		put_text(7, t->path, out);
	}
}

static void put_tabs(const struct term *t, struct buf *out)
{
	const char *between = "";
	buf_puts(out, "\033P2$t");
	for (unsigned x = 0; x < t->size.cols; x++) {
		if ((t->tabs[x / 8] >> x % 8 & 1) != 0) {
			buf_printf(out, "%s%u", between, x + 1);
			between = "/";
		}
	}
	buf_puts(out, "\033\\");
}

static void put_keyboard(const struct term *t, struct buf *out)
{
	if (term_mode(t, MODE_MOK1 | MODE_MOK2)) {
		buf_printf(out, "\033[>4;%um", term_mode(t, MODE_MOK2) ? 2u : 1u);
	}
	buf_puts(out, t->format_unicode ? "\033[>4;1f" : "");
	const struct kitty_stack *k = &t->kitty[term_is_alternate(t) ? 1 : 0];
	for (uint8_t i = 0; i <= k->depth; i++) {
		if (i > 0) {
			buf_printf(out, "\033[>%uu", (unsigned)k->flags[i]);
		} else if (k->flags[0] != 0) {
			buf_printf(out, "\033[=%uu", (unsigned)k->flags[0]);
		}
	}
}

static void put_margins(const struct term *t, struct buf *out)
{
	buf_printf(out, "\033[%u;%ur", t->top + 1u, t->bottom + 1u);
	if (term_mode2(t, MODE2_MARGINS)) {
		buf_printf(out, "\033[%u;%us", t->margin_left + 1u, t->margin_right + 1u);
	}
}

static struct saved present(const struct term *t)
{
	struct saved c = {.at = t->at, .wrap = t->wrap, .gl = t->gl, .gr = t->gr};
	c.origin = term_mode(t, MODE_ORIGIN);
	memcpy(c.charset, t->charset, sizeof(c.charset));
	if (vt52_is_on(t)) {
		memcpy(c.charset, t->vt100.charset, sizeof(c.charset));
		c.gl = t->vt100.gl;
		c.gr = t->vt100.gr;
	}
	return c;
}

/* SPA and DECSCA: the newest of them says what stands in whose way. */
static void put_protection(const struct term *t, struct buf *out)
{
	bool on = (t->pen.attrs & ATTR_PROTECTED) != 0;
	if (term_mode2(t, MODE2_ISO_PROTECT)) {
		buf_puts(out, on ? "\033V" : "\033V\033W");
	} else if (term_mode2(t, MODE2_DEC_PROTECT)) {
		buf_printf(out, "\033[%u\"q", on ? 1u : 0u);
	}
}

static void put_vt52(const struct term *t, struct buf *out)
{
	if (vt52_is_on(t)) {
		buf_puts(out, "\033[?2l");
		buf_puts(out, t->charset[0] == CHARSET_GRAPHICS ? "\033F" : "");
	}
}

void term_serialise(const struct term *t, struct buf *out)
{
	struct brush b = {.t = t, .out = out};
	struct saved now = present(t);
	if (term_mode2(t, MODE2_COLUMNS)) {
		buf_puts(out, "\033[?40h\033[?3h\033[?40l");
	}
	buf_puts(out, term_mode2(t, MODE2_NATIONAL) ? "\033[?42h" : "");
	put_screens(&b);
	put_titles(t, out);
	put_tabs(t, out);
	buf_printf(out, "\033[%u q", (unsigned)t->shape);
	modes_write(t, out);
	put_margins(t, out);
	put_keyboard(t, out);
	buf_puts(out, term_mode2(t, MODE2_EXTENT_RECT) ? "\033[2*x" : "");
	put_cursor(&b, &now, t->single_shift, &t->pen);
	put_protection(t, out);
	buf_puts(out, term_mode2(t, MODE2_SEND_C1) ? "\033 G" : "");
	put_vt52(t, out);
}
