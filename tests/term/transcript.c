/* tests/term/transcript.c -- runs transcripts of a terminal. */
#include "tests/term/transcript.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/term/shown.h"

enum { LINE_SIZE = 1024, HISTORY_LIMIT = 1000, MODES_LISTED = 23 };

static const struct size default_size = {10, 4};

struct run {
	const char *name;
	int line;
	size_t tests;
	struct term *term;
	bool allow; /* what only the user may allow */
	bool fed; /* something was written: its size is no longer free */
	struct buf answers;
	uint16_t rows; /* rows of the screen compared so far, 0 when not within one */
	struct buf *out;
};

static void complain(struct run *r, const char *what, const char *want, const char *have)
{
	buf_printf(r->out, "%s:%d: %s: want \"%s\", have \"%s\"\n", r->name, r->line, what, want,
	        have);
}

static void on_answer(void *ctx, struct bytes b)
{
	struct run *r = ctx;
	buf_put(&r->answers, b.data, b.len);
}

static void said_pair(struct run *r, const char *what, struct bytes a, struct bytes b)
{
	buf_printf(&r->answers, "<%s ", what);
	buf_put(&r->answers, a.data, a.len);
	buf_puts(&r->answers, "|");
	buf_put(&r->answers, b.data, b.len);
	buf_puts(&r->answers, ">");
}

static void on_clipboard(void *ctx, struct bytes which, struct bytes data)
{
	said_pair(ctx, "clip", which, data);
}

static void on_notify(void *ctx, struct bytes title, struct bytes text)
{
	said_pair(ctx, "note", title, text);
}

static bool on_allows(void *ctx, enum term_asks what)
{
	(void)what;
	return ((const struct run *)ctx)->allow;
}

static void open_term(struct run *r, struct size size)
{
	term_free(r->term);
	r->term = term_new(&(struct term_cfg){
	        .size = size,
	        .history_limit = HISTORY_LIMIT,
	        .host = {.ctx = r,
	                .answer = on_answer,
	                .clipboard = on_clipboard,
	                .notify = on_notify,
	                .allows = on_allows},
	});
	r->fed = false;
}

/* Appends s with its bytes readable. */
static void put_readable(struct bytes b, struct buf *out)
{
	for (size_t i = 0; i < b.len; i++) {
		uint8_t c = b.data[i];
		if (c == 0x1b) {
			buf_puts(out, "\\e");
		} else if (c == '\\') {
			buf_puts(out, "\\\\");
		} else if (c < ' ' || c == 0x7f) {
			buf_printf(out, "\\x%02x", c);
		} else {
			buf_u8(out, c);
		}
	}
}

/* Appends the bytes that s stands for; false for an escape that is none. */
static bool unescape(const char *s, struct buf *out)
{
	static const char names[] = "enrtab\\", values[] = "\033\n\r\t\a\b\\";
	for (; *s != '\0'; s++) {
		unsigned byte;
		if (*s != '\\') {
			buf_u8(out, (uint8_t)*s);
			continue;
		}
		s++;
		const char *at = *s != '\0' ? strchr(names, *s) : NULL;
		if (at != NULL) {
			buf_u8(out, (uint8_t)values[at - names]);
		} else if (*s == 'x' && sscanf(s + 1, "%2x", &byte) == 1 && s[1] != '\0' &&
		           s[2] != '\0') {
			buf_u8(out, (uint8_t)byte);
			s += 2;
		} else {
			return false;
		}
	}
	return true;
}

static bool step_feed(struct run *r, const char *s)
{
	struct buf b = {0};
	bool ok = unescape(s, &b);
	term_write(r->term, buf_bytes(&b));
	r->fed = true;
	buf_finish(&b);
	return ok;
}

static bool step_answer(struct run *r, const char *s)
{
	struct buf want = {0}, have = {0};
	bool ok = unescape(s, &want);
	if (!bytes_equal(buf_bytes(&want), buf_bytes(&r->answers))) {
		put_readable(buf_bytes(&r->answers), &have);
		complain(r, "answer", s, buf_str(&have));
	}
	buf_clear(&r->answers);
	buf_finish(&want);
	buf_finish(&have);
	return ok;
}

static bool step_size(struct run *r, const char *s)
{
	unsigned cols, rows;
	if (sscanf(s, "%ux%u", &cols, &rows) != 2 || cols == 0 || cols > 500 || rows == 0 ||
	        rows > 500) {
		return false;
	}
	struct size size = {(uint16_t)cols, (uint16_t)rows};
	if (r->fed) {
		term_resize(r->term, size);
	} else {
		open_term(r, size);
	}
	return true;
}

/* A row of the screen as a line writes it: "text|". */
static void put_row(const struct term *t, uint16_t y, struct buf *out)
{
	struct shown s;
	shown_init_term(&s, t);
	for (uint16_t x = 0; x < s.size.cols; x++) {
		buf_puts(out, shown_at(&s, x, y)->text);
	}
	buf_puts(out, term_row(t, y)->wrapped ? ">" : "|");
	shown_finish(&s);
}

static bool step_row(struct run *r, const char *s)
{
	struct buf have = {0};
	if (r->rows >= term_size(r->term).rows) {
		return false;
	}
	put_row(r->term, r->rows++, &have);
	if (strcmp(s, buf_str(&have)) != 0) {
		complain(r, "row", s, buf_str(&have));
	}
	buf_finish(&have);
	return true;
}

static bool step_cursor(struct run *r, const char *s)
{
	struct term_cursor c = term_cursor(r->term);
	char have[32];
	snprintf(have, sizeof(have), "%d %d%s", c.y + 1, c.x + 1, c.wrap ? " wrap" : "");
	if (strcmp(s, have) != 0) {
		complain(r, "cursor", s, have);
	}
	return true;
}

static bool step_style(struct run *r, const char *s)
{
	unsigned row, from, to;
	int used = 0;
	struct style want;
	struct size size = term_size(r->term);
	if (sscanf(s, "%u %u-%u%n", &row, &from, &to, &used) != 3 || row < 1 || row > size.rows ||
	        from < 1 || from > to || to > size.cols || !shown_style_parse(s + used, &want)) {
		return false;
	}
	struct shown shown;
	shown_init_term(&shown, r->term);
	for (unsigned x = from; x <= to; x++) {
		const struct style *have =
		        &shown_at(&shown, (uint16_t)(x - 1), (uint16_t)(row - 1))->style;
		if (!style_equal(&want, have)) {
			struct buf b = {0};
			buf_printf(&b, "column %u: ", x);
			shown_style_words(have, &b);
			complain(r, "style", s, buf_str(&b));
			buf_finish(&b);
		}
	}
	shown_finish(&shown);
	return true;
}

/* In the order of the bits of enum MODE_*, as README.md has them. */
struct mode_name {
	uint32_t bit;
	const char *name;
};

static const struct mode_name mode_names[MODES_LISTED] = {
        {MODE_CURSOR_VISIBLE, "visible"},
        {MODE_WRAP, "wrap"},
        {MODE_INSERT, "insert"},
        {MODE_ORIGIN, "origin"},
        {MODE_CURSOR_KEYS, "cursor-keys"},
        {MODE_KEYPAD, "keypad"},
        {MODE_ALT_SCREEN, "alternate"},
        {MODE_PASTE, "paste"},
        {MODE_FOCUS, "focus"},
        {MODE_MOUSE_X10, "x10"},
        {MODE_MOUSE_CLICK, "click"},
        {MODE_MOUSE_DRAG, "drag"},
        {MODE_MOUSE_ANY, "any"},
        {MODE_MOUSE_UTF8, "utf8"},
        {MODE_MOUSE_SGR, "mouse-sgr"},
        {MODE_MOUSE_URXVT, "urxvt"},
        {MODE_MOUSE_PIXELS, "pixels"},
        {MODE_NEWLINE, "newline"},
        {MODE_REVERSE, "reverse"},
        {MODE_SYNC, "sync"},
        {MODE_ALT_SCROLL, "alt-scroll"},
        {MODE_CURSOR_BLINK, "blink"},
        {MODE_MOK1 | MODE_MOK2, "other-keys"},
};

static bool step_modes(struct run *r, const char *s)
{
	struct buf have = {0};
	uint32_t modes = term_modes(r->term);
	for (size_t i = 0; i < MODES_LISTED; i++) {
		if ((modes & mode_names[i].bit) != 0) {
			buf_printf(&have, "%s%s", have.len > 0 ? " " : "", mode_names[i].name);
		}
	}
	if (strcmp(s, buf_str(&have)) != 0) {
		complain(r, "modes", s, buf_str(&have));
	}
	buf_finish(&have);
	return true;
}

static bool step_history(struct run *r, const char *s)
{
	char have[32];
	snprintf(have, sizeof(have), "%zu", history_count(term_history(r->term)));
	if (strcmp(s, have) != 0) {
		complain(r, "history", s, have);
	}
	return true;
}

static bool step_title(struct run *r, const char *s)
{
	if (strcmp(s, term_title(r->term)) != 0) {
		complain(r, "title", s, term_title(r->term));
	}
	return true;
}

/* Ends a test: all rows and all answers have been looked at. */
static void end_test(struct run *r)
{
	if (r->term != NULL && r->answers.len > 0) {
		struct buf have = {0};
		put_readable(buf_bytes(&r->answers), &have);
		complain(r, "answer", "", buf_str(&have));
		buf_finish(&have);
	}
	buf_clear(&r->answers);
}

static bool step_test(struct run *r, const char *s)
{
	end_test(r);
	r->allow = false;
	open_term(r, default_size);
	r->tests++;
	return s[0] != '\0';
}

static bool step_allow(struct run *r, const char *s)
{
	r->allow = true;
	return *s == '\0';
}

static colour_t outer_colour(unsigned v)
{
	return COLOUR_RGB(v >> 16, v >> 8, v);
}

/* The user's terminal: foreground, background, cursor, cell in pixels. */
static bool step_outer(struct run *r, const char *s)
{
	unsigned fg, bg, cursor, width, height;
	if (sscanf(s, "#%6x #%6x #%6x %ux%u", &fg, &bg, &cursor, &width, &height) != 5) {
		return false;
	}
	struct term_colours c = {.fg = outer_colour(fg),
	        .bg = outer_colour(bg),
	        .cursor = outer_colour(cursor),
	        .cell_width = (uint16_t)width,
	        .cell_height = (uint16_t)height};
	for (unsigned i = 0; i < COLOURS_ANSI; i++) {
		c.ansi[i] = COLOUR_RGB(i, i, i);
	}
	term_set_colours(r->term, &c);
	return true;
}

/* What programs changed of what shows: "NUMBER=#RRGGBB ...", 256 the foreground, 257 the background, 258
 * the cursor. */
static bool step_palette(struct run *r, const char *s)
{
	struct buf packed = {0}, have = {0};
	palette_pack(term_palette(r->term), &packed);
	struct bytes b = buf_bytes(&packed);
	for (size_t i = 0; i + 5 <= b.len; i += 5) {
		const uint8_t *e = b.data + i;
		buf_printf(&have, "%s%u=#%02x%02x%02x", i > 0 ? " " : "", e[0] * 256u + e[1], e[2],
		        e[3], e[4]);
	}
	if (strcmp(s, buf_str(&have)) != 0) {
		complain(r, "palette", s, buf_str(&have));
	}
	buf_finish(&packed);
	buf_finish(&have);
	return true;
}

static bool step_path(struct run *r, const char *s)
{
	if (strcmp(s, term_path(r->term)) != 0) {
		complain(r, "path", s, term_path(r->term));
	}
	return true;
}

struct step {
	const char *word;
	bool (*run)(struct run *r, const char *rest);
};

static const struct step steps[] = {
        {"== ", step_test},
        {"size ", step_size},
        {"< ", step_feed},
        {"> ", step_answer},
        {"|", step_row},
        {"cursor ", step_cursor},
        {"style ", step_style},
        {"modes ", step_modes},
        {"history ", step_history},
        {"title ", step_title},
        {"path ", step_path},
        {"palette ", step_palette},
        {"allow", step_allow},
        {"outer ", step_outer},
};

/* A block of rows has to be the whole screen. */
static void end_rows(struct run *r)
{
	char want[16], have[16];
	if (r->rows > 0 && r->rows != term_size(r->term).rows) {
		snprintf(want, sizeof(want), "%u", term_size(r->term).rows);
		snprintf(have, sizeof(have), "%u", r->rows);
		complain(r, "rows before this line", want, have);
	}
	r->rows = 0;
}

static void run_line(struct run *r, const char *line)
{
	if (line[0] != '|') {
		end_rows(r);
	}
	if (line[0] == '\0' || line[0] == '#') {
		return;
	}
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		size_t len = strlen(steps[i].word);
		bool bare = steps[i].word[len - 1] == ' ' && strlen(line) == len - 1;
		len -= bare ? 1 : 0;
		if (strncmp(line, steps[i].word, len) == 0 && (r->term != NULL || i == 0)) {
			if (!steps[i].run(r, line + len)) {
				break;
			}
			return;
		}
	}
	buf_printf(r->out, "%s:%d: no such line: %s\n", r->name, r->line, line);
}

size_t transcript_run(const char *name, struct bytes text, struct buf *out)
{
	struct run r = {.name = name, .out = out};
	while (text.len > 0) {
		char line[LINE_SIZE];
		const uint8_t *end = memchr(text.data, '\n', text.len);
		size_t len = end != NULL ? (size_t)(end - text.data) : text.len;
		size_t kept = len < LINE_SIZE - 1 ? len : LINE_SIZE - 1;
		memcpy(line, text.data, kept);
		line[kept] = '\0';
		r.line++;
		run_line(&r, line);
		len += end != NULL ? 1 : 0;
		text = bytes_of(text.data + len, text.len - len);
	}
	if (r.term != NULL) {
		end_rows(&r);
	}
	end_test(&r);
	term_free(r.term);
	buf_finish(&r.answers);
	return r.tests;
}
