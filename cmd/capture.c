/* cmd/capture.c -- capture-pane: screen and history of a pane as text, attributes if asked for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/width.h"
#include "cmd/support.h"

struct capture {
	struct cmd_ctx *c;
	const struct pane *pane;
	const struct pool *pool;
	bool escapes, join, keep, octal;
	struct style now; /* what the escapes so far have switched on */
};

/* ---- attributes as SGR ---- */

static void add_code(struct buf *b, const char *text)
{
	buf_puts(b, b->len > 0 ? ";" : "");
	buf_puts(b, text);
}

static void add_colour(struct buf *b, colour_t c, int base, int bright)
{
	char text[40];
	unsigned v = COLOUR_VALUE(c);
	if (COLOUR_KIND(c) == 2) {
		snprintf(text, sizeof(text), "%d;2;%u;%u;%u", base + 8, v >> 16, v >> 8 & 0xff,
		        v & 0xff);
	} else if (COLOUR_KIND(c) == 0) {
		snprintf(text, sizeof(text), "%d", base + 9);
	} else if (v < 8) {
		snprintf(text, sizeof(text), "%u", (unsigned)base + v);
	} else if (v < 16) {
		snprintf(text, sizeof(text), "%u", (unsigned)bright + v - 8);
	} else {
		snprintf(text, sizeof(text), "%d;5;%u", base + 8, v);
	}
	add_code(b, text);
}

static void put_style(struct capture *k, const struct style *s)
{
	static const struct {
		uint16_t attr;
		const char *code;
	} attrs[] = {{ATTR_BOLD, "1"}, {ATTR_DIM, "2"}, {ATTR_ITALIC, "3"}, {ATTR_BLINK, "5"},
	        {ATTR_REVERSE, "7"}, {ATTR_HIDDEN, "8"}, {ATTR_STRIKE, "9"}, {ATTR_OVERLINE, "53"}};
	static const char *const underline[8] = {NULL, "4", "4:2", "4:3", "4:4", "4:5", NULL, NULL};
	struct buf codes = {0};
	struct style was = k->now;
	uint16_t seen = (uint16_t)(ATTR_ALL & ~ATTR_PROTECTED);
	if (((was.attrs ^ s->attrs) & seen) == 0 && was.fg == s->fg && was.bg == s->bg &&
	        was.us == s->us) {
		return;
	}
	/* What must go off goes all at once. */
	if (was.attrs & seen & ~s->attrs) {
		add_code(&codes, "0");
		was = (struct style){0};
	}
	for (size_t i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++) {
		if ((s->attrs & ~was.attrs) & attrs[i].attr) {
			add_code(&codes, attrs[i].code);
		}
	}
	int kind = (s->attrs & ATTR_UNDERLINE_MASK) >> ATTR_UNDERLINE_SHIFT;
	if (kind != 0 && (was.attrs & ATTR_UNDERLINE_MASK) != (s->attrs & ATTR_UNDERLINE_MASK) &&
	        underline[kind] != NULL) {
		add_code(&codes, underline[kind]);
	}
	if (s->fg != was.fg) {
		add_colour(&codes, s->fg, 30, 90);
	}
	if (s->bg != was.bg) {
		add_colour(&codes, s->bg, 40, 100);
	}
	if (s->us != was.us) {
		add_colour(&codes, s->us, 50, 58);
	}
	buf_printf(&k->c->out, "\033[%sm", codes.len > 0 ? buf_str(&codes) : "0");
	buf_finish(&codes);
	k->now = *s;
}

/* ---- lines ---- */

static uint16_t line_end(const struct capture *k, const struct line *l, uint16_t cols)
{
	uint16_t end = l->len < cols ? l->len : cols;
	if (k->keep || k->join) {
		return k->keep && !k->join ? cols : end;
	}
	/* Blanks at the end of a line are left out, unless something shows in them. */
	while (end > 0) {
		struct cell cell = line_cell(l, (uint16_t)(end - 1));
		const struct style *s = pool_style_get(k->pool, cell.style);
		bool shows =
		        k->escapes && (s->bg != COLOUR_DEFAULT ||
		                              (s->attrs & (ATTR_REVERSE | ATTR_UNDERLINE_MASK)));
		if ((cell.text != 0 && cell.text != ' ') || cell.width == 0 || shows) {
			break;
		}
		end--;
	}
	return end;
}

static void put_line(struct capture *k, const struct line *l, uint16_t cols)
{
	struct buf *out = &k->c->out;
	uint16_t end = line_end(k, l, cols);
	for (uint16_t x = 0; x < end; x++) {
		struct cell cell = line_cell(l, x);
		char text[CLUSTER_MAX];
		if (cell.width == 0) {
			continue;
		}
		if (k->escapes) {
			put_style(k, pool_style_get(k->pool, cell.style));
		}
		size_t n = pool_text_get(k->pool, cell.text, text);
		if (n == 0) {
			buf_puts(out, " ");
		} else if (k->octal && n == 1 && text[0] == '\\') {
			buf_puts(out, "\\\\");
		} else {
			buf_put(out, text, n);
		}
	}
	if (!(k->join && l->wrapped)) {
		if (k->escapes) {
			struct style plain = {0};
			put_style(k, &plain);
		}
		buf_puts(out, "\n");
	}
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
		return cmd_error(c, "there are no buffers yet: capture with -p");
	}
	struct term *term = t.pane->term;
	struct history *h = term_history(term);
	struct size size = term_size(term);
	if (cmd_has(cmd, 'a') && !(term_modes(term) & MODE_ALT_SCREEN)) {
		return cmd_has(cmd, 'q') ? CMD_OK : cmd_error(c, "no alternate screen");
	}
	struct capture k = {
	        .c = c,
	        .pane = t.pane,
	        .pool = term_pool(term),
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
	struct line *l = line_new(0);
	for (int64_t y = top; y <= bottom && y < size.rows; y++) {
		if (y >= 0) {
			put_line(&k, term_row(term, (uint16_t)y), size.cols);
		} else if (history_get(h, (uint64_t)((int64_t)history_next(h) + y), term_pool(term),
		                   l)) {
			put_line(&k, l, l->len > size.cols ? l->len : size.cols);
		}
	}
	line_free(l);
	return CMD_OK;
}

const struct cmd_def cmd_capture_pane = {.name = "capture-pane",
        .alias = "capturep",
        .flags = "ab:CeE:JNpPqS:t:",
        .usage = "[-aCeJNpPq] [-b buffer-name] [-E end-line] [-S start-line] [-t target-pane]",
        .exec = exec_capture};
