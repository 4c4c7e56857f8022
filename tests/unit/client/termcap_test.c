/* tests/unit/client/termcap_test.c -- what is sent to the user's terminal shows there what the
 * canvas says: every output is fed to our own terminal. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"
#include "base/width.h"
#include "client/termcap.h"
#include "window/term.h"

/* A terminal of ours behind a TERM, and the last two pictures. */
struct rig {
	struct termcap *t;
	struct term *term;
	struct canvas *shown, *next;
	struct buf out;
	bool known;
	size_t cost; /* bytes of the last picture */
	uint64_t seed;
	const char *name;
};

static struct termcap *open_term(const char *term, const char *colorterm, bool utf8)
{
	struct termcap_cfg cfg = {.term = term, .colorterm = colorterm, .utf8 = utf8};
	struct termcap *t = NULL;
	char *err = NULL;
	assert_int_equal(termcap_new(&cfg, &t, &err), 0);
	assert_null(err);
	return t;
}

static void feed(struct rig *r)
{
	term_write(r->term, buf_bytes(&r->out));
	buf_clear(&r->out);
}

static void answer(struct rig *r, const char *text)
{
	termcap_answer(r->t, bytes_str(text));
}

static void rig_open(struct rig *r, const char *term, const char *colorterm, struct size size)
{
	*r = (struct rig){.t = open_term(term, colorterm, true), .name = term};
	r->term = term_new(&(struct term_cfg){.size = size, .history_limit = 100});
	r->shown = canvas_new(size);
	r->next = canvas_twin(r->shown); /* as in the client; the others below stand alone */
	termcap_enter(r->t, &r->out);
	feed(r);
}

static void rig_close(struct rig *r)
{
	termcap_free(r->t);
	term_free(r->term);
	canvas_free(r->shown);
	canvas_free(r->next);
	buf_finish(&r->out);
}

/* ---- what is shown ---- */

struct look {
	char text[CLUSTER_MAX + 1];
	uint8_t width;
	struct style style;
	struct bytes uri, id;
};

/* All that a user can see of a cell. */
static struct look look_of(const struct pool *pool, struct cell c)
{
	struct look l = {.width = c.width, .style = *pool_style_get(pool, c.style)};
	const struct pool_link *link = pool_link_get(pool, l.style.link);
	size_t n = pool_text_get(pool, c.text, l.text);
	l.text[n] = '\0';
	l.style.link = 0;
	if (link != NULL) {
		l.uri = link->uri;
		l.id = link->id;
	}
	if (strcmp(l.text, " ") == 0) {
		l.text[0] = '\0';
	}
	if ((l.style.attrs & ATTR_UNDERLINE_MASK) == 0) {
		l.style.us = COLOUR_DEFAULT;
	}
	if (l.text[0] == '\0' && (l.style.attrs & (ATTR_REVERSE | ATTR_STRIKE | ATTR_OVERLINE |
	                                                  ATTR_UNDERLINE_MASK)) == 0) {
		l.style = (struct style){.bg = l.style.bg};
	}
	return l;
}

static bool same_look(const struct look *a, const struct look *b)
{
	return a->width == b->width && strcmp(a->text, b->text) == 0 &&
	       style_equal(&a->style, &b->style) && bytes_equal(a->uri, b->uri) &&
	       bytes_equal(a->id, b->id);
}

static void check_cells(struct rig *r, const struct canvas *want)
{
	for (uint16_t y = 0; y < want->size.rows; y++) {
		const struct line *l = term_row(r->term, y);
		for (uint16_t x = 0; x < want->size.cols; x++) {
			struct cell wc = want->cells[(size_t)y * want->size.cols + x],
			            gc = line_cell(l, x);
			if (wc.width == 0) { /* shown by its left half */
				assert_int_equal(gc.width, 0);
				continue;
			}
			struct look w = look_of(want->pool, wc),
			            g = look_of(term_pool(r->term), gc);
			if (!same_look(&w, &g)) {
				fail_msg("%s seed %lu at %u,%u of %ux%u: '%s' w%u %x/%x/%x/%x, "
				         "want '%s' w%u %x/%x/%x/%x",
				        r->name, (unsigned long)r->seed, x, y, want->size.cols,
				        want->size.rows, g.text, g.width, g.style.attrs, g.style.fg,
				        g.style.bg, g.style.us, w.text, w.width, w.style.attrs,
				        w.style.fg, w.style.bg, w.style.us);
			}
		}
	}
}

static void check_cursor(struct rig *r, const struct canvas *want)
{
	struct term_cursor c = term_cursor(r->term);
	bool visible = (term_modes(r->term) & MODE_CURSOR_VISIBLE) != 0;
	const struct style *pen = pool_style_get(term_pool(r->term), c.style);
	if (visible != want->cursor.visible ||
	        (visible && (c.x != want->cursor.x || c.y != want->cursor.y || c.wrap))) {
		fail_msg("%s seed %lu: cursor %d at %u,%u, want %d at %u,%u", r->name,
		        (unsigned long)r->seed, visible, c.x, c.y, want->cursor.visible,
		        want->cursor.x, want->cursor.y);
	}
	assert_true(style_equal(pen, &(struct style){0}));
	assert_false(term_modes(r->term) & (MODE_SYNC | MODE_INSERT | MODE_ORIGIN));
	assert_true(term_modes(r->term) & MODE_WRAP);
}

/* Draws r->next, checks what the terminal shows, and makes it the shown one. */
static void draw(struct rig *r)
{
	termcap_diff(r->t, r->known ? r->shown : NULL, r->next, &r->out);
	r->cost = r->out.len;
	feed(r);
	check_cells(r, r->next);
	check_cursor(r, r->next);
	struct canvas *swap = r->shown;
	r->shown = r->next;
	r->next = swap;
	r->known = true;
}

/* ---- random pictures ---- */

static const char *const texts[] = {"a", "B", "1", "-", "\xc3\xa9", "\xe2\x94\x80", "\xe2\x94\x82",
        "\xe6\x97\xa5", "\xf0\x9f\x98\x80", "e\xcc\x81",
        "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x94\xac", "\xe2\x9d\xa4\xef\xb8\x8f", "\xce\xb1",
        "\xee\x82\xb0", "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa", "\xd7\x90"};

struct outer_palette {
	int colours;
	uint16_t attrs;
	bool links;
};

static unsigned below(struct rng rng, unsigned n)
{
	return (unsigned)rng_below(rng, n);
}

static colour_t random_colour(struct rng rng, const struct outer_palette *p)
{
	switch (p->colours == 0 ? 0 : below(rng, 3)) {
	case 0:
		return COLOUR_DEFAULT;
	case 1:
		return COLOUR_INDEX(below(rng, p->colours < 16 ? 8 : 16));
	default:
		return p->colours > 256 ? COLOUR_RGB(below(rng, 4) * 70, below(rng, 256),
		                                  below(rng, 2) * 255)
		                        : COLOUR_INDEX(below(rng, (unsigned)p->colours));
	}
}

static struct style random_style(struct rng rng, const struct outer_palette *p, struct canvas *c)
{
	struct style s = {0};
	if (below(rng, 3) == 0) {
		return s;
	}
	s.fg = random_colour(rng, p);
	s.bg = below(rng, 2) ? COLOUR_DEFAULT : random_colour(rng, p);
	if (below(rng, 2)) {
		s.attrs = (uint16_t)(rng_u64(rng) & p->attrs & 0xff);
	}
	if (below(rng, 4) == 0 && (p->attrs & ATTR_UNDERLINE_MASK) != 0) {
		bool kinds = (p->attrs & ATTR_UNDERLINE_MASK) == ATTR_UNDERLINE_MASK;
		s.attrs |= ATTR_UNDERLINE(kinds ? 1 + below(rng, 5) : 1);
		s.us = kinds ? random_colour(rng, p) : COLOUR_DEFAULT;
	}
	if (p->links && below(rng, 8) == 0) {
		s.link = pool_link(c->pool, bytes_str(below(rng, 2) ? "http://a/" : "http://b/"),
		        bytes_str(below(rng, 2) ? "" : "x1"));
	}
	return s;
}

static void scribble(struct rng rng, const struct outer_palette *p, struct canvas *c, unsigned count)
{
	struct rect all = {0, 0, c->size.cols, c->size.rows};
	for (unsigned i = 0; i < count; i++) {
		struct style s = random_style(rng, p, c);
		uint16_t x = (uint16_t)below(rng, c->size.cols),
		         y = (uint16_t)below(rng, c->size.rows);
		unsigned kind = below(rng, 10), n = 1 + below(rng, 8);
		if (kind == 0) {
			canvas_fill(c,
			        (struct rect){x, y, (uint16_t)(1 + below(rng, c->size.cols)),
			                (uint16_t)(1 + below(rng, 2))},
			        &s);
			continue;
		}
		while (n-- > 0) {
			const char *text =
			        texts[below(rng, kind < 5 ? 5 : sizeof(texts) / sizeof(texts[0]))];
			x = (uint16_t)(x + canvas_text(c, all, x, y, text, strlen(text), &s));
		}
	}
}

/* Rows lo..hi of c move by n; blank rows come in. */
static void shift_rows(struct canvas *c, uint16_t lo, uint16_t hi, int n)
{
	struct cell *copy = mem_calloc((size_t)c->size.cols * c->size.rows, sizeof(*copy));
	memcpy(copy, c->cells, (size_t)c->size.cols * c->size.rows * sizeof(*copy));
	for (int y = lo; y <= hi; y++) {
		for (uint16_t x = 0; x < c->size.cols; x++) {
			bool in = y + n >= lo && y + n <= hi;
			*canvas_at(c, x, (uint16_t)y) =
			        in ? copy[(size_t)(y + n) * c->size.cols + x]
			           : (struct cell){.width = 1};
		}
	}
	free(copy);
}

static void copy_canvas(struct canvas *to, const struct canvas *from)
{
	canvas_clear(to);
	for (uint16_t y = 0; y < from->size.rows; y++) {
		struct line l = {.cells = from->cells + (size_t)y * from->size.cols,
		        .len = from->size.cols,
		        .cap = from->size.cols};
		canvas_line(to, (struct rect){0, y, from->size.cols, 1}, &l, from->pool, 0);
	}
	to->cursor = from->cursor;
}

static void random_next(struct rng rng, const struct outer_palette *p, struct rig *r)
{
	struct canvas *c = r->next;
	copy_canvas(c, r->shown);
	unsigned kind = below(rng, 8);
	if (kind == 0) {
		canvas_clear(c);
	}
	if (kind < 2) {
		scribble(rng, p, c, 60);
	} else if (kind < 5) {
		scribble(rng, p, c, below(rng, 4));
	} else if (kind < 7) {
		uint16_t a = (uint16_t)below(rng, c->size.rows),
		         b = (uint16_t)below(rng, c->size.rows);
		shift_rows(c, a < b ? a : b, a < b ? b : a, (int)below(rng, 9) - 4);
		scribble(rng, p, c, below(rng, 3));
	}
	if (below(rng, 2)) {
		c->cursor = (struct term_cursor_view){below(rng, 4) > 0,
		        (uint16_t)below(rng, c->size.cols), (uint16_t)below(rng, c->size.rows),
		        (uint8_t)below(rng, 7),
		        below(rng, 2) ? COLOUR_DEFAULT : COLOUR_RGB(below(rng, 2), 2, 3)};
	}
}

static void resize(struct rng rng, struct rig *r)
{
	struct size s = {(uint16_t)(1 + below(rng, 60)), (uint16_t)(1 + below(rng, 20))};
	canvas_resize(r->shown, s);
	canvas_resize(r->next, s);
	term_resize(r->term, s);
	r->known = false;
}

static void run_law(const char *term, const char *colorterm, struct outer_palette p,
        const char *const *answers, bool shapes)
{
	for (uint64_t seed = 1; seed <= 25; seed++) {
		struct rng_seed state;
		struct rng rng = rng_seeded(&state, seed);
		struct rig r;
		rig_open(&r, term, colorterm, (struct size){40, 12});
		r.seed = seed;
		for (size_t i = 0; answers[i] != NULL; i++) {
			answer(&r, answers[i]);
		}
		for (int i = 0; i < 60; i++) {
			if (below(rng, 15) == 0) {
				resize(rng, &r);
			}
			random_next(rng, &p, &r);
			draw(&r);
			if (shapes && i > 0) {
				assert_int_equal(term_cursor(r.term).shape, r.shown->cursor.shape);
				assert_int_equal(term_palette(r.term)->dynamic[PALETTE_CURSOR],
				        r.shown->cursor.colour);
			}
		}
		termcap_leave(r.t, &r.out);
		feed(&r);
		assert_int_equal(term_modes(r.term), MODE_CURSOR_VISIBLE | MODE_WRAP);
		assert_int_equal(term_cursor(r.term).shape, 0);
		assert_true(palette_is_plain(term_palette(r.term)));
		rig_close(&r);
	}
}

static void law_true_colour(void **state)
{
	(void)state;
	static const char *const none[] = {NULL};
	static const char *const known[] = {"\033P>|kitty(0.30)\033\\", "\033[?2026;2$y", NULL};
	uint16_t attrs = ATTR_ALL & ~ATTR_PROTECTED;
	run_law("xterm-256color", "truecolor", (struct outer_palette){0x1000000, attrs, true}, known,
	        true);
	attrs = (uint16_t)(attrs & ~ATTR_UNDERLINE_MASK) | ATTR_UNDERLINE(1);
	run_law("xterm-256color", "24bit", (struct outer_palette){0x1000000, attrs, true}, none, true);
	run_law("xterm-256color", NULL, (struct outer_palette){256, attrs, true}, none, true);
}

static void law_tmux(void **state)
{
	(void)state;
	static const char *const none[] = {NULL};
	run_law("tmux-256color", NULL, (struct outer_palette){256, ATTR_ALL & ~ATTR_PROTECTED, true},
	        none, true);
}

static void law_linux(void **state)
{
	(void)state;
	static const char *const none[] = {NULL};
	run_law("linux", NULL, (struct outer_palette){8, ATTR_BOLD | ATTR_BLINK | ATTR_REVERSE, false},
	        none, false);
}

static void law_others(void **state)
{
	(void)state;
	static const char *const none[] = {NULL};
	run_law("screen", NULL, (struct outer_palette){8, ATTR_BOLD | ATTR_DIM | ATTR_REVERSE, false},
	        none, true);
	run_law("vt220", NULL, (struct outer_palette){0, ATTR_BOLD | ATTR_BLINK | ATTR_REVERSE, false},
	        none, false);
}

/* ---- bytes ---- */

static void put_at(
        struct canvas *c, uint16_t x, uint16_t y, const char *text, const struct style *s)
{
	struct rect all = {0, 0, c->size.cols, c->size.rows};
	canvas_text(c, all, x, y, text, strlen(text), s);
}

static void fill_screen(struct canvas *c, unsigned first)
{
	const struct style plain = {0}, green = {.fg = COLOUR_INDEX(2)};
	canvas_clear(c);
	for (uint16_t y = 0; y + 1 < c->size.rows; y++) {
		char text[100];
		snprintf(text, sizeof(text), "line %u of a program, with words that fill it: %u",
		        first + y, (first + y) * 7919);
		put_at(c, 0, y, text, &plain);
	}
	put_at(c, 0, (uint16_t)(c->size.rows - 1), "[0] 0:bash*", &green);
	c->cursor = (struct term_cursor_view){true, 10, 5, 0, COLOUR_DEFAULT};
}

static void costs(const char *term, size_t typed, size_t scrolled)
{
	const struct style plain = {0};
	struct rig r;
	rig_open(&r, term, "truecolor", (struct size){80, 24});
	answer(&r, "\033[?2026;2$y");
	fill_screen(r.next, 1);
	draw(&r);
	size_t whole = r.cost;
	fill_screen(r.next, 1);
	draw(&r);
	assert_int_equal(r.cost, 0);
	copy_canvas(r.next, r.shown);
	put_at(r.next, 10, 5, "x", &plain);
	r.next->cursor.x = 11;
	draw(&r);
	assert_in_range(r.cost, 1, typed);
	fill_screen(r.next, 1);
	draw(&r);
	fill_screen(r.next, 2);
	draw(&r);
	assert_in_range(r.cost, 1, scrolled);
	assert_true(r.cost * 5 < whole);
	fill_screen(r.next, 1);
	draw(&r);
	assert_in_range(r.cost, 1, scrolled);
	rig_close(&r);
}

static void few_bytes(void **state)
{
	(void)state;
	costs("xterm-256color", 2, 140);
	costs("tmux-256color", 2, 140);
	costs("linux", 2, 140);
}

/* The output that turns a blank known screen into one with `text` at (0, 0). */
static const char *bytes_for(struct rig *r, const char *text, const struct style *s)
{
	canvas_clear(r->shown);
	canvas_clear(r->next);
	put_at(r->next, 0, 0, text, s);
	buf_clear(&r->out);
	termcap_diff(r->t, r->shown, r->next, &r->out);
	return buf_str(&r->out);
}

static void bare_open(struct rig *r, const char *term, const char *colorterm, bool utf8)
{
	*r = (struct rig){.t = open_term(term, colorterm, utf8), .name = term};
	r->shown = canvas_new((struct size){20, 3});
	r->next = canvas_new((struct size){20, 3});
	bytes_for(r, "", &(struct style){0}); /* the first one clears */
}

static void bare_close(struct rig *r)
{
	termcap_free(r->t);
	canvas_free(r->shown);
	canvas_free(r->next);
	buf_finish(&r->out);
}

static void colours_fit(void **state)
{
	(void)state;
	static const struct {
		const char *term, *colorterm;
		int count;
		struct style style;
		const char *want;
	} rows[] = {
	        {"xterm-256color", "truecolor", 0x1000000, {.fg = COLOUR_RGB(1, 2, 3)},
	                "\033[H\033[38;2;1;2;3mx\033[m"},
	        {"xterm-direct", NULL, 0x1000000, {.fg = COLOUR_RGB(1, 2, 3)},
	                "\033[H\033[38;2;1;2;3mx\033[m"},
	        {"xterm-256color", "yes", 256, {.fg = COLOUR_RGB(255, 0, 0)},
	                "\033[H\033[38;5;196mx\033[m"},
	        {"xterm-256color", NULL, 256, {.bg = COLOUR_RGB(9, 8, 8)},
	                "\033[H\033[48;5;232mx\033[m"},
	        {"xterm-256color", NULL, 256, {.fg = COLOUR_INDEX(9)}, "\033[H\033[91mx\033[m"},
	        {"linux", NULL, 8, {.fg = COLOUR_RGB(250, 10, 10)}, "\033[H\033[1;31mx\033[m"},
	        {"linux", NULL, 8, {.fg = COLOUR_INDEX(8)}, "\033[H\033[1;30mx\033[m"},
	        {"linux", NULL, 8, {.bg = COLOUR_INDEX(232)}, "\033[H\033[40mx\033[m"},
	        {"linux", NULL, 8, {.bg = COLOUR_INDEX(1), .attrs = ATTR_DIM | ATTR_BOLD},
	                "\033[H\033[1;41mx\033[m"},
	        {"vt220", "truecolor", 0, {.bg = COLOUR_INDEX(2), .fg = COLOUR_INDEX(1)},
	                "\033[H\033[7mx\033[m"},
	        {"tmux-256color", NULL, 256, {.attrs = ATTR_UNDERLINE(3), .us = COLOUR_INDEX(1)},
	                "\033[H\033[4:3;58:5:1mx\033[m"},
	        {"xterm-256color", NULL, 256, {.attrs = ATTR_UNDERLINE(3), .us = COLOUR_INDEX(1)},
	                "\033[H\033[4mx\033[m"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rig r;
		bare_open(&r, rows[i].term, rows[i].colorterm, true);
		assert_int_equal(termcap_colours(r.t), rows[i].count);
		assert_string_equal(bytes_for(&r, "x", &rows[i].style), rows[i].want);
		bare_close(&r);
	}
}

/* Without UTF-8 only ASCII leaves, and every column is where it should be. */
static void ascii_only(void **state)
{
	(void)state;
	struct rig r;
	const struct style plain = {0};
	bare_open(&r, "xterm-256color", NULL, false);
	assert_string_equal(
	        bytes_for(&r, "a\xe2\x94\x80\xe2\x94\x82\xe2\x94\x8c\xc3\xa9\xe6\x97\xa5z", &plain),
	        "\033[Ha-|+?? z");
	bare_close(&r);
}

/* Controls and escape sequences in cells, links and titles stop here. */
static void nothing_slips_through(void **state)
{
	(void)state;
	struct rig r;
	const struct style plain = {0};
	struct rect all = {0, 0, 20, 3};
	bare_open(&r, "tmux-256color", NULL, true);
	canvas_clear(r.shown);
	for (uint32_t cp = 1; cp < 0xa0; cp++) {
		canvas_clear(r.next);
		canvas_at(r.next, 0, 0)->text = cp;
		canvas_put(r.next, all, 1, 0, "e\033", 2, 1, &plain);
		canvas_put(r.next, all, 2, 0, "\xcc\x81", 2, 1, &plain);
		canvas_put(r.next, all, 3, 0, "\xe6\x97\xa5", 3, 1, &plain);
		buf_clear(&r.out);
		termcap_diff(r.t, r.shown, r.next, &r.out);
		const char *got = buf_str(&r.out);
		if (cp < 0x20 || cp >= 0x7f) {
			assert_non_null(strstr(got, "\033[H\xef\xbf\xbd\033[1;2H\xef\xbf\xbd\033[1;"
			                            "3H\xef\xbf\xbd\033[1;4H\xef\xbf\xbd"));
		}
	}
	struct style bad = {
	        .link = pool_link(r.next->pool, bytes_str("http://\033[2J"), bytes_str(""))};
	assert_string_equal(bytes_for(&r, "x", &bad), "\033[Hx");
	buf_clear(&r.out);
	termcap_title(r.t,
	        "a\033]2;b\a\xc2\x9b"
	        "c\xff",
	        &r.out);
	assert_string_equal(buf_str(&r.out), "\033[22;2t\033]2;a]2;bc\xef\xbf\xbd\033\\");
	bare_close(&r);
}

static void links_and_absolute_moves(void **state)
{
	(void)state;
	struct rig r;
	const struct style plain = {0};
	bare_open(&r, "tmux-256color", NULL, true);
	struct style link = {
	        .link = pool_link(r.next->pool, bytes_str("http://a"), bytes_str("7"))};
	canvas_clear(r.next);
	assert_string_equal(
	        bytes_for(&r, "x", &link), "\033[H\033]8;id=7;http://a\033\\x\033]8;;\033\\");
	assert_string_equal(bytes_for(&r,
	                            "\xf0\x9f\x98\x80"
	                            "a",
	                            &plain),
	        "\033[H\xf0\x9f\x98\x80\033[1;3Ha");
	assert_string_equal(bytes_for(&r,
	                            "e\xcc\x81"
	                            "a",
	                            &plain),
	        "\033[He\xcc\x81\033[1;2Ha");
	assert_string_equal(bytes_for(&r,
	                            "\xce\xb1\xce\xb1\xce\xb1"
	                            "a",
	                            &plain),
	        "\033[H\xce\xb1\xce\xb1\xce\xb1\033[1;4Ha");
	assert_string_equal(bytes_for(&r,
	                            "\xe6\x97\xa5\xe6\x97\xa5"
	                            "a",
	                            &plain),
	        "\033[H\xe6\x97\xa5\xe6\x97\xa5"
	        "a");
	bare_close(&r);
}

/* On a terminal that wraps as soon as the last column is written, the corner is filled from the
 * left. */
static void corner_never_scrolls(void **state)
{
	(void)state;
	struct rig r;
	const struct style plain = {0};
	bare_open(&r, "ansi", NULL, true);
	canvas_clear(r.shown);
	canvas_clear(r.next);
	put_at(r.next, 17, 2, "xyz", &plain);
	buf_clear(&r.out);
	termcap_diff(r.t, r.shown, r.next, &r.out);
	assert_string_equal(buf_str(&r.out), "\033[3;18Hxy\bz\033[3;19H\033[1@y");
	bare_close(&r);
}

/* What others take for wide must not wrap at the edge. */
static void edge_is_held(void **state)
{
	(void)state;
	struct rig r;
	const struct style plain = {0};
	bare_open(&r, "xterm-256color", NULL, true);
	canvas_clear(r.shown);
	canvas_clear(r.next);
	put_at(r.next, 19, 2, "\xce\xb1", &plain);
	buf_clear(&r.out);
	termcap_diff(r.t, r.shown, r.next, &r.out);
	assert_string_equal(buf_str(&r.out), "\033[3;20H\033[?7l\xce\xb1\033[?7h");
	bare_close(&r);
}

/* Only a terminal with bce clears to the background that is on. */
static void clears_with_background(void **state)
{
	(void)state;
	static const struct {
		const char *term, *want;
	} rows[] = {
	        {"xterm-256color", "\033[H\033[41m\033[K\033[m"},
	        {"tmux-256color", "\033[H\033[41m                    \033[m"},
	};
	for (size_t i = 0; i < 2; i++) {
		struct rig r;
		const struct style red = {.bg = COLOUR_INDEX(1)}, plain = {0};
		bare_open(&r, rows[i].term, NULL, true);
		canvas_clear(r.shown);
		canvas_clear(r.next);
		canvas_fill(r.next, (struct rect){0, 0, 20, 1}, &red);
		buf_clear(&r.out);
		termcap_diff(r.t, r.shown, r.next, &r.out);
		assert_string_equal(buf_str(&r.out), rows[i].want);
		/* The default background is cleared to everywhere; in the middle of a row by ech
		 * where there is one. */
		canvas_clear(r.shown);
		canvas_clear(r.next);
		put_at(r.shown, 0, 0, "aaaaaaaaaaaaaaaz", &plain);
		put_at(r.next, 15, 0, "z", &plain);
		buf_clear(&r.out);
		termcap_diff(r.t, r.shown, r.next, &r.out);
		assert_string_equal(
		        buf_str(&r.out), i == 0 ? "\033[H\033[15X" : "\033[H               ");
		bare_close(&r);
	}
}

/* More styles than a pool holds: nothing is lost for good. */
static void many_styles(void **state)
{
	(void)state;
	struct rig r;
	uint32_t n = 0;
	rig_open(&r, "xterm-256color", "truecolor", (struct size){100, 50});
	for (int i = 0; i < 20; i++) {
		canvas_clear(r.next);
		for (uint16_t y = 0; y < 50; y++) {
			for (uint16_t x = 0; x < 100; x++, n++) {
				struct style s = {.fg = COLOUR_RGB(n >> 16, n >> 8, n)};
				canvas_put(
				        r.next, (struct rect){0, 0, 100, 50}, x, y, "x", 1, 1, &s);
			}
		}
		draw(&r);
	}
	rig_close(&r);
}

/* ---- modes ---- */

static void undoes_everything(void **state)
{
	(void)state;
	static const char *const terms[] = {"xterm-256color", "tmux-256color", "linux", "screen"};
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		for (int panic = 0; panic < 2; panic++) {
			struct rig r;
			rig_open(&r, terms[i], NULL, (struct size){20, 5});
			term_write(r.term, bytes_str("\033[?2026h\033[?7l\033[4h\033[2;3r"));
			termcap_mouse(r.t, 3, &r.out);
			termcap_title(r.t, "mine", &r.out);
			r.next->cursor.shape = 4;
			termcap_diff(r.t, NULL, r.next, &r.out);
			feed(&r);
			answer(&r, "\033[?2026;1$y");
			if (panic) {
				term_write(r.term, bytes_str("\033[31m"));
				term_write(r.term, termcap_panic(r.t));
				answer(&r, "");
			} else {
				term_write(r.term, bytes_str("\033[4l"));
				termcap_leave(r.t, &r.out);
				feed(&r);
				assert_string_equal(term_title(r.term), "");
			}
			uint32_t modes = term_modes(r.term);
			struct term_cursor c = term_cursor(r.term);
			if (strcmp(terms[i], "linux") == 0) {
				modes &= ~(uint32_t)MODE_SYNC; /* it has none */
			}
			assert_int_equal(modes, MODE_CURSOR_VISIBLE | MODE_WRAP);
			assert_int_equal(c.shape, 0);
			assert_true(style_equal(
			        pool_style_get(term_pool(r.term), c.style), &(struct style){0}));
			/* The margins are gone: a line feed in row 2 goes to row 3. */
			term_write(r.term, bytes_str("\033[3;1H\n"));
			assert_int_equal(term_cursor(r.term).y, 3);
			rig_close(&r);
		}
	}
}

/* Never entered (no initialisation wanted): the picture stays, and the cursor stands below it. */
static void leaves_what_it_did_not_enter(void **state)
{
	(void)state;
	struct rig r;
	const struct style plain = {0};
	r = (struct rig){.t = open_term("xterm-256color", NULL, true)};
	r.term = term_new(&(struct term_cfg){.size = {20, 3}, .history_limit = 10});
	r.shown = canvas_new((struct size){20, 3});
	r.next = canvas_new((struct size){20, 3});
	put_at(r.next, 0, 2, "last", &plain);
	draw(&r);
	termcap_leave(r.t, &r.out);
	feed(&r);
	assert_int_equal(line_cell(term_row(r.term, 1), 0).text, 'l');
	assert_int_equal(term_cursor(r.term).y, 2);
	assert_int_equal(term_cursor(r.term).x, 0);
	rig_close(&r);
}

static void synchronised_when_answered(void **state)
{
	(void)state;
	struct rig r;
	rig_open(&r, "xterm-256color", NULL, (struct size){80, 24});
	for (int i = 0; i < 3; i++) {
		static const char *const answers[] = {
		        "\033[?2026;0$y", "\033[?2026;2$y", "\033[?2026;4$y"};
		answer(&r, answers[i]);
		fill_screen(r.next, (unsigned)i * 1000);
		termcap_diff(r.t, r.shown, r.next, &r.out);
		const char *got = buf_str(&r.out);
		bool begins = strncmp(got, "\033[?2026h", 8) == 0,
		     ends = strcmp(got + strlen(got) - 8, "\033[?2026l") == 0;
		assert_true(begins == (i == 1) && ends == (i == 1));
		buf_clear(&r.out);
	}
	rig_close(&r);
}

static void answers(void **state)
{
	(void)state;
	struct rig r;
	struct term_colours c;
	rig_open(&r, "xterm-256color", NULL, (struct size){10, 2});
	answer(&r, "\033]10;rgb:ffff/8080/0000\033\\");
	assert_false(termcap_colours_told(r.t, &c)); /* more may come */
	answer(&r, "\033]11;rgb:f/0/8\a");
	answer(&r, "\033]12;#010203\a");
	answer(&r, "\033]4;15;rgb:1/2/3\033\\");
	answer(&r, "\033]4;16;rgb:1/2/3\033\\");
	answer(&r, "\033]4;15\033\\");
	answer(&r, "\033[?62c");
	assert_true(termcap_colours_told(r.t, &c));
	assert_int_equal(c.fg, COLOUR_RGB(255, 128, 0));
	assert_int_equal(c.bg, COLOUR_RGB(255, 0, 136));
	assert_int_equal(c.cursor, COLOUR_RGB(1, 2, 3));
	assert_int_equal(c.ansi[15], COLOUR_RGB(17, 34, 51));
	assert_int_equal(c.ansi[0], COLOUR_DEFAULT);
	answer(&r, "\033]11;nonsense\a");
	answer(&r, "");
	assert_true(termcap_colours_told(r.t, &c));
	assert_int_equal(c.bg, COLOUR_RGB(255, 0, 136));
	assert_false(termcap_wants_colours(r.t));
	answer(&r, "\033[?997;2n");
	assert_true(termcap_wants_colours(r.t));
	assert_false(termcap_wants_colours(r.t));
	termcap_ask_colours(r.t, &r.out);
	assert_non_null(strstr(buf_str(&r.out), "\033]12;?\033\\\033]4;0;?;1;?;"));
	buf_clear(&r.out);
	termcap_ask(r.t, &r.out);
	assert_non_null(strstr(buf_str(&r.out), "\033[?2026$p"));
	buf_clear(&r.out);
	termcap_clipboard(r.t, bytes_str("hello"), &r.out);
	assert_string_equal(buf_str(&r.out), "\033]52;c;aGVsbG8=\033\\");
	rig_close(&r);
}

static void notes_of_programs(void **state)
{
	(void)state;
	struct rig r;
	rig_open(&r, "xterm-256color", NULL, (struct size){80, 24});
	termcap_notify(r.t, "a;b\033]0;x", "c;d\007\n", &r.out);
	assert_string_equal(buf_str(&r.out), "\033]777;notify;a b]0 x;c;d\033\\");
	buf_clear(&r.out);
	answer(&r, "\033P>|iTerm2 3.5\033\\");
	termcap_notify(r.t, "4", "1;50", &r.out);
	assert_string_equal(buf_str(&r.out), "\033]9;4: 1 50\033\\");
	buf_clear(&r.out);
	termcap_notify(r.t, "", "done", &r.out);
	assert_string_equal(buf_str(&r.out), "\033]9;done\033\\");
	rig_close(&r);
	rig_open(&r, "linux", NULL, (struct size){80, 24});
	termcap_notify(r.t, "a", "b", &r.out);
	assert_int_equal(r.out.len, 0);
	rig_close(&r);
}

static void refuses(void **state)
{
	(void)state;
	static const char *const terms[] = {"no-such-terminal", "dumb", "", NULL};
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		struct termcap_cfg cfg = {.term = terms[i]};
		struct termcap *t = NULL;
		char *err = NULL;
		assert_true(termcap_new(&cfg, &t, &err) < 0);
		assert_null(t);
		assert_non_null(err);
		assert_null(strchr(err, '\n'));
		free(err);
	}
	termcap_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(law_true_colour),
	        cmocka_unit_test(law_tmux),
	        cmocka_unit_test(law_linux),
	        cmocka_unit_test(law_others),
	        cmocka_unit_test(few_bytes),
	        cmocka_unit_test(colours_fit),
	        cmocka_unit_test(ascii_only),
	        cmocka_unit_test(nothing_slips_through),
	        cmocka_unit_test(links_and_absolute_moves),
	        cmocka_unit_test(corner_never_scrolls),
	        cmocka_unit_test(edge_is_held),
	        cmocka_unit_test(clears_with_background),
	        cmocka_unit_test(many_styles),
	        cmocka_unit_test(undoes_everything),
	        cmocka_unit_test(leaves_what_it_did_not_enter),
	        cmocka_unit_test(synchronised_when_answered),
	        cmocka_unit_test(answers),
	        cmocka_unit_test(notes_of_programs),
	        cmocka_unit_test(refuses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
