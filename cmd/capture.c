/* cmd/capture.c -- capture-pane: screen and history of a pane as text, attributes if asked for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/width.h"
#include "cmd/support.h"

struct capture {
	struct buf *out;
	const struct pool *pool; /* of the line at hand */
	bool escapes, join, keep, octal;
	struct style now; /* what the escapes so far have switched on */
	uint16_t now_id;  /* its id in now_pool */
	const struct pool *now_pool;
	struct pool *own; /* of records */
};

/* ---- attributes as SGR ---- */

static const char *const underlines[8] = {NULL, "4", "4:2", "4:3", "4:4", "4:5", NULL, NULL};

static const struct {
	uint16_t attr;
	const char *code;
} attributes[] = {{ATTR_BOLD, "1"}, {ATTR_DIM, "2"}, {ATTR_ITALIC, "3"}, {ATTR_BLINK, "5"},
	{ATTR_REVERSE, "7"}, {ATTR_HIDDEN, "8"}, {ATTR_STRIKE, "9"}, {ATTR_OVERLINE, "53"}};

/* Numbers below 1000, each behind `before`. */
static char *write_number(char *w, char before, unsigned n)
{
	*w++ = before;
	if (n >= 100) {
		*w++ = (char)('0' + n / 100);
	}
	if (n >= 10) {
		*w++ = (char)('0' + n / 10 % 10);
	}
	*w++ = (char)('0' + n % 10);
	return w;
}

/* By hand: a screen of gradients has one in each cell. */
static void put_colour(struct buf *out, colour_t c, unsigned base)
{
	unsigned v = COLOUR_VALUE(c);
	char *start = (char *)buf_reserve(out, 24), *w = start;
	*w++ = '\033';
	if (COLOUR_KIND(c) == 2) {
		w = write_number(write_number(w, '[', base + 8), ';', 2);
		w = write_number(write_number(w, ';', v >> 16), ';', v >> 8 & 0xff);
		w = write_number(w, ';', v & 0xff);
	} else if (COLOUR_KIND(c) == 0) {
		w = write_number(w, '[', base + 9);
	} else if (v < 16 && base < 50) {
		w = write_number(w, '[', v < 8 ? base + v : base + 60 + v - 8);
	} else {
		w = write_number(write_number(write_number(w, '[', base + 8), ';', 5), ';', v);
	}
	*w++ = 'm';
	buf_commit(out, (size_t)(w - start));
}

static void add_code(struct buf *b, const char *text)
{
	buf_puts(b, b->len > 0 ? ";" : "");
	buf_puts(b, text);
}

/* The attributes in one sequence; what must go off goes with a reset. True when there was one. */
static bool put_attributes(struct buf *out, const struct style *was, const struct style *s)
{
	struct buf codes = {0};
	if (was->attrs == s->attrs && was->us == s->us) {
		return false;
	}
	int kind = (s->attrs & ATTR_UNDERLINE_MASK) >> ATTR_UNDERLINE_SHIFT;
	uint16_t flags = (uint16_t)(ATTR_ALL & ~ATTR_PROTECTED & ~ATTR_UNDERLINE_MASK);
	bool same_line = ((was->attrs ^ s->attrs) & ATTR_UNDERLINE_MASK) == 0;
	bool reset = (was->attrs & flags & ~s->attrs) != 0 ||
		     (!same_line && (was->attrs & ATTR_UNDERLINE_MASK) != 0) ||
		     (was->us != COLOUR_DEFAULT && s->us == COLOUR_DEFAULT);
	uint16_t on = reset ? 0 : was->attrs;
	if (reset) {
		add_code(&codes, "0");
	}
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		if (s->attrs & ~on & attributes[i].attr) {
			add_code(&codes, attributes[i].code);
		}
		/* Italic is followed by the underline, by the number. */
		if (attributes[i].attr == ATTR_ITALIC && underlines[kind] != NULL &&
			(reset || !same_line)) {
			add_code(&codes, underlines[kind]);
		}
	}
	if (codes.len > 0) {
		buf_printf(out, "\033[%sm", buf_str(&codes));
	}
	buf_finish(&codes);
	return reset;
}

static bool same_link(const struct pool_link *a, const struct pool_link *b)
{
	return a == b || (a != NULL && b != NULL && bytes_equal(a->uri, b->uri) &&
	                         bytes_equal(a->id, b->id));
}

/* As tmux writes it: attributes, then each colour, in sequences of their own; after a reset all. */
static void put_style(struct capture *k, struct buf *out, uint16_t id)
{
	const struct style was = k->now, *s = pool_style_get(k->pool, id);
	bool reset = put_attributes(out, &was, s);
	if (reset || s->fg != was.fg) {
		put_colour(out, s->fg, 30);
	}
	if (reset || s->bg != was.bg) {
		put_colour(out, s->bg, 40);
	}
	if (s->us != COLOUR_DEFAULT && (reset || s->us != was.us)) {
		put_colour(out, s->us, 50);
	}
	const struct pool_link *l = pool_link_get(k->pool, s->link);
	if (!same_link(l, pool_link_get(k->now_pool, was.link))) {
		buf_puts(out, "\033]8;");
		if (l != NULL && l->id.len > 0) {
			buf_puts(out, "id=");
			buf_put(out, l->id.data, l->id.len);
		}
		buf_puts(out, ";");
		if (l != NULL) {
			buf_put(out, l->uri.data, l->uri.len);
		}
		buf_puts(out, "\033\\");
	}
	k->now = *s;
	k->now_id = id;
	k->now_pool = k->pool;
}

/* ---- lines ---- */

/* -C: what is not printable ASCII as \ooo, a backslash twice. */
static void put_octal(struct buf *out, struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t b = text.data[i];
		if (b == '\\') {
			buf_puts(out, "\\\\");
		} else if (b < 0x20 || b == 0x7f) {
			buf_printf(out, "\\%03o", b);
		} else {
			buf_u8(out, b);
		}
	}
}

static void put_cells(struct capture *k, const struct line *l, uint16_t end, struct buf *out)
{
	for (uint16_t x = 0; x < end; x++) {
		const struct cell *c = &l->cells[x];
		if (c->width == 0) {
			continue;
		}
		if (k->escapes && (c->style != k->now_id || k->now_pool != k->pool)) {
			put_style(k, out, c->style);
		}
		uint8_t *w = buf_reserve(out, CLUSTER_MAX);
		size_t n = 1;
		if (c->text >= 0x20 && c->text < 0x7f) {
			*w = (uint8_t)c->text;
		} else if ((n = pool_text_get(k->pool, c->text, (char *)w)) == 0) {
			*w = ' ';
			n = 1;
		}
		buf_commit(out, n);
	}
}

/* What was written since `start` is a line. */
static void end_line(struct capture *k, size_t start, bool wrapped)
{
	struct buf *out = k->out;
	while (!k->keep && !k->join && out->len > start && out->data[out->head + out->len - 1] == ' ') {
		out->len--;
	}
	if (!(k->join && wrapped)) {
		buf_u8(out, '\n');
	}
}

static void put_line(struct capture *k, const struct line *l, uint16_t cols)
{
	uint16_t end = l->len < cols ? l->len : cols; /* what was erased is left out */
	size_t start = k->out->len;
	if (!k->octal) {
		put_cells(k, l, end, k->out);
		end_line(k, start, l->wrapped);
		return;
	}
	struct buf text = {0};
	put_cells(k, l, end, &text);
	while (!k->keep && !k->join && text.len > 0 && text.data[text.head + text.len - 1] == ' ') {
		text.len--;
	}
	put_octal(k->out, buf_bytes(&text));
	buf_finish(&text);
	end_line(k, k->out->len, l->wrapped);
}

/* Records below the end, from..to-1. Their styles go into a pool of their own: a long history may have
 * more than one pool holds. */
static void put_records(struct capture *k, struct history *h, uint64_t from, uint64_t to)
{
	struct line *l = line_new(0);
	struct pool *pool = k->own = pool_new();
	struct bytes packed;
	k->pool = pool;
	for (uint64_t n = from; n < to; n++) {
		if (!k->escapes && !k->octal) {
			size_t start = k->out->len;
			if (history_packed(h, n, &packed)) {
				end_line(k, start, line_unpack_text(packed, k->out));
			}
		} else if (history_get(h, n, pool, l)) {
			put_line(k, l, l->len);
		}
		if (pool_wants_gc(pool)) {
			pool_gc_begin(pool);
			pool_gc_style(pool, k->now_id);
			pool_gc_end(pool);
		}
	}
	line_free(l);
}

/* "-" is the far end; a number counts from the top of the screen, negative into the history. */
static int64_t line_number(const char *text, int64_t fallback, int64_t end, int64_t history)
{
	if (text == NULL) {
		return fallback;
	}
	if (strcmp(text, "-") == 0) {
		return end;
	}
	long n = strtol(text, NULL, 10);
	return n < -history ? -history : n;
}

static enum cmd_result exec_capture(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_PANE, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	if (!cmd_has(cmd, 'p')) {
		return cmd_error(c, "buffers are not supported: capture with -p");
	}
	struct term *term = t.pane->term;
	struct history *h = term_history(term);
	struct size size = term_size(term);
	if (cmd_has(cmd, 'a') && !(term_modes(term) & MODE_ALT_SCREEN)) {
		return cmd_has(cmd, 'q') ? CMD_OK : cmd_error(c, "no alternate screen");
	}
	struct capture k = {
		.out = &c->out,
		.pool = term_pool(term),
		.now_pool = term_pool(term),
		.escapes = cmd_has(cmd, 'e'),
		.join = cmd_has(cmd, 'J'),
		.keep = cmd_has(cmd, 'N'),
		.octal = cmd_has(cmd, 'C'),
	};
	int64_t history = (int64_t)(history_next(h) - history_first(h));
	int64_t top = line_number(cmd_value(cmd, 'S'), 0, -history, history);
	int64_t bottom = line_number(cmd_value(cmd, 'E'), size.rows - 1, size.rows - 1, history);
	if (bottom < top) {
		int64_t swap = top;
		top = bottom;
		bottom = swap;
	}
	uint64_t next = history_next(h);
	if (top < 0) {
		int64_t below = bottom < 0 ? bottom + 1 : 0;
		put_records(&k, h, (uint64_t)((int64_t)next + top), (uint64_t)((int64_t)next + below));
		k.pool = term_pool(term);
	}
	for (int64_t y = top < 0 ? 0 : top; y <= bottom && y < size.rows; y++) {
		put_line(&k, term_row(term, (uint16_t)y), size.cols);
	}
	pool_free(k.own);
	return CMD_OK;
}

const struct cmd_def cmd_capture_pane = {.name = "capture-pane",
	.alias = "capturep",
	.flags = "ab:CeE:JNpPqS:t:",
	.usage = "[-aCeJNpPq] [-b buffer-name] [-E end-line] [-S start-line] [-t target-pane]",
	.exec = exec_capture};
