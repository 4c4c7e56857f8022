/* client/termcap.c -- terminfo, read once; and what terminfo does not know but terminals do. */
#include <curses.h>
#include <term.h>

/* curses defines macros with common names. */
#undef lines
#undef columns
#undef clear
#undef bell

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/width.h"
#include "window/colour_spec.h"
#include "client/termcap_impl.h"

/* A string capability without its padding marks, NULL when absent. */
static char *cap(const char *name)
{
	const char *s = tigetstr((char *)(uintptr_t)name);
	if (s == NULL || s == (const char *)-1) {
		return NULL;
	}
	char *out = mem_strdup(s), *to = out;
	for (const char *p = s; *p != '\0'; p++) {
		const char *end = p[0] == '$' && p[1] == '<' ? strchr(p, '>') : NULL;
		if (end != NULL) {
			p = end;
		} else {
			*to++ = *p;
		}
	}
	*to = '\0';
	return out;
}

void termcap_param(const char *text, int a, int b, struct buf *out)
{
	if (text != NULL) {
		const char *s = tiparm(text, a, b);
		if (s != NULL) {
			buf_puts(out, s);
		}
	}
}

enum { CAPS = 30 };

struct cap_row {
	char **to;
	const char *name;
};

static void list_caps(struct termcap *t, struct cap_row list[CAPS])
{
	const struct cap_row rows[CAPS] = {
	        {&t->smcup, "smcup"},
	        {&t->rmcup, "rmcup"},
	        {&t->smkx, "smkx"},
	        {&t->rmkx, "rmkx"},
	        {&t->civis, "civis"},
	        {&t->cnorm, "cnorm"},
	        {&t->clear, "clear"},
	        {&t->el, "el"},
	        {&t->sgr0, "sgr0"},
	        {&t->ri, "ri"},
	        {&t->ind, "ind"},
	        {&t->bell, "bel"},
	        {&t->smam, "smam"},
	        {&t->rmam, "rmam"},
	        {&t->rmir, "rmir"},
	        {&t->bold, "bold"},
	        {&t->dim, "dim"},
	        {&t->italic, "sitm"},
	        {&t->underline, "smul"},
	        {&t->blink, "blink"},
	        {&t->reverse, "rev"},
	        {&t->invis, "invis"},
	        {&t->cup, "cup"},
	        {&t->csr, "csr"},
	        {&t->setaf, "setaf"},
	        {&t->setab, "setab"},
	        {&t->ech, "ech"},
	        {&t->ich, "ich"},
	        {&t->indn, "indn"},
	        {&t->rin, "rin"},
	};
	memcpy(list, rows, sizeof(rows));
}

static void read_caps(struct termcap *t)
{
	struct cap_row list[CAPS];
	list_caps(t, list);
	for (size_t i = 0; i < CAPS; i++) {
		*list[i].to = cap(list[i].name);
	}
}

static bool starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static bool is_like_xterm(const char *term)
{
	static const char *const names[] = {"xterm", "tmux", "screen", "rxvt", "alacritty", "foot",
	        "kitty", "wezterm", "ghostty", "contour", "konsole", "gnome", "vte", "st-",
	        "mintty", "iterm", "putty", "eterm"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (starts(term, names[i])) {
			return true;
		}
	}
	return strcmp(term, "st") == 0;
}

static bool has_flag(const char *name)
{
	return tigetflag((char *)(uintptr_t)name) > 0;
}

static bool has_string(const char *name)
{
	const char *s = tigetstr((char *)(uintptr_t)name);
	return s != NULL && s != (const char *)-1;
}

static int number(const char *name)
{
	return tigetnum((char *)(uintptr_t)name);
}

/* RGB may be a flag, a number or a string. COLORTERM is believed where there are colours at all. */
static int count_colours(const struct termcap_cfg *cfg)
{
	int n = number("colors");
	bool rgb = has_flag("Tc") || has_flag("RGB") || number("RGB") > 0 || has_string("RGB");
	bool env =
	        cfg->colorterm != NULL && n >= 8 &&
	        (strcmp(cfg->colorterm, "truecolor") == 0 || strcmp(cfg->colorterm, "24bit") == 0);
	return rgb || env ? 0x1000000 : n >= 256 ? 256 : n >= 16 ? 16 : n >= 8 ? 8 : 0;
}

static uint16_t read_attrs(const struct termcap *t)
{
	uint16_t all = t->like_xterm
	                       ? ATTR_BOLD | ATTR_DIM | ATTR_BLINK | ATTR_REVERSE | ATTR_HIDDEN |
	                                 ATTR_STRIKE | ATTR_OVERLINE | ATTR_UNDERLINE_MASK
	                       : 0;
	const struct {
		const char *cap;
		uint16_t attrs;
	} rows[] = {{t->bold, ATTR_BOLD}, {t->dim, ATTR_DIM}, {t->italic, ATTR_ITALIC},
	        {t->underline, ATTR_UNDERLINE_MASK}, {t->blink, ATTR_BLINK},
	        {t->reverse, ATTR_REVERSE}, {t->invis, ATTR_HIDDEN}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		all = (uint16_t)(all | (rows[i].cap != NULL ? rows[i].attrs : 0));
	}
	return (uint16_t)(all | (t->ansi && has_string("smxx") ? ATTR_STRIKE : 0));
}

/* ncv: attributes that a colour would undo. */
static uint16_t read_not_with_colour(void)
{
	static const struct {
		int bit;
		uint16_t attrs;
	} rows[] = {{2, ATTR_UNDERLINE_MASK}, {4, ATTR_REVERSE}, {8, ATTR_BLINK}, {16, ATTR_DIM},
	        {32, ATTR_BOLD}, {64, ATTR_HIDDEN}};
	int bits = number("ncv");
	uint16_t all = 0;
	for (size_t i = 0; bits > 0 && i < sizeof(rows) / sizeof(rows[0]); i++) {
		all = (uint16_t)(all | (bits & rows[i].bit ? rows[i].attrs : 0));
	}
	return all;
}

/* What a terminal that may be in any state of ours needs to be usable by a shell. */
static char *make_panic(const struct termcap *t)
{
	struct buf b = {0};
	const char *const last[] = {t->sgr0, t->rmir, t->smam, t->rmkx, t->cnorm, t->rmcup};
	if (t->like_xterm) {
		buf_puts(&b, "\033\\\033[?2026l\033]8;;\033\\\033[?1000l\033[?1002l\033[?1003l\033["
		             "?1006l"
		             "\033[?2004l\033[?1004l\033[?2031l\033[<u\033[>4m\033[0 q\033[?7h\033[?25h\033[r");
	} else if (t->csr != NULL && t->ansi) {
		buf_puts(&b, "\033[r");
	}
	for (size_t i = 0; i < sizeof(last) / sizeof(last[0]); i++) {
		buf_puts(&b, last[i] != NULL ? last[i] : "");
	}
	return buf_take_str(&b);
}

/* DECAWM, which all of them have and the entries of some leave out. */
static void complete_wrap(struct termcap *t)
{
	if (t->smam == NULL || t->rmam == NULL) {
		free(t->smam);
		free(t->rmam);
		t->smam = mem_strdup("\033[?7h");
		t->rmam = mem_strdup("\033[?7l");
	}
}

static void read_all(struct termcap *t, const struct termcap_cfg *cfg, const char *term)
{
	read_caps(t);
	bool screen = starts(term, "screen");
	t->utf8 = cfg->utf8;
	t->bce = has_flag("bce");
	t->am = has_flag("am");
	t->xenl = has_flag("xenl");
	t->like_xterm = is_like_xterm(term);
	if (t->like_xterm) {
		complete_wrap(t);
	}
	t->ansi = t->sgr0 != NULL && strstr(t->sgr0, "\033[") != NULL;
	t->ansi_cup = t->cup != NULL && strcmp(t->cup, "\033[%i%p1%d;%p2%dH") == 0;
	t->colours = t->ansi || t->setaf != NULL ? count_colours(cfg) : 0;
	t->attrs = read_attrs(t);
	t->not_with_colour = read_not_with_colour();
	t->shapes = t->like_xterm || has_string("Ss");
	t->links = t->like_xterm && strcmp(term, "xterm") != 0 && !starts(term, "rxvt") && !screen;
	t->curly = t->like_xterm && (has_string("Smulx") || has_flag("Su"));
	t->repaint = true;
}

int termcap_new(const struct termcap_cfg *cfg, struct termcap **out, char **err)
{
	int why = 0;
	const char *term = cfg->term != NULL && cfg->term[0] != '\0' ? cfg->term : "dumb";
	if (setupterm((char *)(uintptr_t)term, cfg->fd, &why) != OK) {
		*err = mem_printf("missing or unsuitable terminal: %s", term);
		return ERR_NOTFOUND;
	}
	struct termcap *t = mem_zalloc(sizeof(*t));
	read_all(t, cfg, term);
	del_curterm(cur_term);
	if (t->cup == NULL || t->sgr0 == NULL) {
		*err = mem_printf("terminal cannot move its cursor: %s", term);
		termcap_free(t);
		return ERR_NOTFOUND;
	}
	t->panic = make_panic(t);
	*out = t;
	return 0;
}

void termcap_free(struct termcap *t)
{
	struct cap_row list[CAPS];
	if (t == NULL) {
		return;
	}
	list_caps(t, list);
	for (size_t i = 0; i < CAPS; i++) {
		free(*list[i].to);
	}
	pool_free(t->pool);
	free(t->panic);
	free(t->old);
	free(t->want);
	free(t->rows);
	free(t->slots);
	free(t->memo);
	buf_finish(&t->body);
	free(t);
}

int termcap_colours(const struct termcap *t)
{
	return t->colours;
}

static void put(struct buf *out, const char *s)
{
	if (s != NULL) {
		buf_puts(out, s);
	}
}

void termcap_enter(struct termcap *t, struct buf *out)
{
	put(out, t->smcup);
	put(out, t->smkx);
	put(out, t->rmir); /* as another program may have left it */
	put(out, t->smam);
	if (t->like_xterm) {
		buf_puts(out, "\033[?2004h\033[?1004h");
	}
	put(out, t->sgr0);
	put(out, t->clear);
	t->entered = t->repaint = true;
}

static void leave_modes(struct termcap *t, struct buf *out)
{
	if (t->sync) {
		buf_puts(out, "\033[?2026l");
	}
	if (t->used_links) {
		buf_puts(out, "\033]8;;\033\\");
	}
	if (t->used_mouse) {
		buf_puts(out, "\033[?1000l\033[?1002l\033[?1003l\033[?1006l");
	}
	if (t->used_shape) {
		buf_puts(out, "\033[0 q");
	}
	if (t->used_cursor_colour) {
		buf_puts(out, "\033]112\033\\");
	}
	if (t->entered && t->like_xterm) {
		buf_puts(out, "\033[?2004l\033[?1004l\033[?2031l");
	}
	termcap_keyboard(t, 0, out);
	put(out, t->sgr0);
	put(out, t->smam);
	put(out, t->cnorm);
}

void termcap_leave(struct termcap *t, struct buf *out)
{
	leave_modes(t, out);
	if (t->size.rows > 0) {
		termcap_param(t->csr, 0, t->size.rows - 1, out);
	}
	if (t->entered) {
		put(out, t->rmkx);
		put(out, t->rmcup);
	}
	if ((!t->entered || t->rmcup == NULL) &&
	        t->size.rows > 0) { /* the picture stays; the shell goes on below */
		termcap_param(t->cup, t->size.rows - 1, 0, out);
		buf_puts(out, "\r\n");
	}
	if (t->used_title) { /* empty where the terminal has no stack of titles */
		buf_puts(out, "\033]2;\033\\\033[23;2t");
	}
	t->used_mouse = t->used_shape = t->used_title = t->used_links = t->entered = false;
	t->used_cursor_colour = false;
	t->repaint = true;
}

struct bytes termcap_panic(const struct termcap *t)
{
	return bytes_str(t->panic);
}

void termcap_mouse(struct termcap *t, int level, struct buf *out)
{
	if (!t->like_xterm || (level == 0 && !t->used_mouse)) {
		return;
	}
	static const char *const modes[] = {"", "\033[?1000h", "\033[?1002h", "\033[?1003h"};
	buf_puts(out, "\033[?1000l\033[?1002l\033[?1003l");
	if (level > 0) {
		buf_puts(out, modes[level <= 3 ? level : 3]);
		buf_puts(out, "\033[?1006h");
		t->used_mouse = true;
	} else {
		buf_puts(out, "\033[?1006l");
	}
}

/* Only printable text may reach the terminal, in its charset. `but`: a byte that becomes a blank. */
static void put_printable(const struct termcap *t, const char *text, char but, struct buf *out)
{
	for (size_t at = 0, used, len = strlen(text); at < len; at += used) {
		char s[4];
		uint32_t cp = utf8_decode(text + at, len - at, &used);
		if (width_cp(cp) < 0) {
			continue;
		}
		cp = cp == (unsigned char)but ? ' ' : cp;
		buf_put(out, s, utf8_encode(t->utf8 || cp < 0x7f ? cp : '?', s));
	}
}

void termcap_title(struct termcap *t, const char *title, struct buf *out)
{
	if (!t->like_xterm) {
		return;
	}
	buf_puts(out, t->used_title ? "\033]2;" : "\033[22;2t\033]2;");
	put_printable(t, title, '\0', out);
	buf_puts(out, "\033\\");
	t->used_title = true;
}

/* iTerm2 knows nothing of titles, and takes a number before the first ';' for another command. */
void termcap_notify(struct termcap *t, const char *title, const char *text, struct buf *out)
{
	if (!t->like_xterm) {
		return;
	}
	buf_puts(out, t->notes_9 ? "\033]9;" : "\033]777;notify;");
	put_printable(t, title, ';', out);
	if (t->notes_9) {
		buf_puts(out, title[0] != '\0' && text[0] != '\0' ? ": " : "");
		put_printable(t, text, ';', out);
	} else {
		buf_puts(out, ";");
		put_printable(t, text, '\0', out);
	}
	buf_puts(out, "\033\\");
}

void termcap_clipboard(struct termcap *t, struct bytes text, struct buf *out)
{
	static const char digits[] =
	        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	if (!t->like_xterm) {
		return;
	}
	buf_puts(out, "\033]52;c;");
	for (size_t i = 0; i < text.len; i += 3) {
		uint32_t v = (uint32_t)text.data[i] << 16;
		v |= i + 1 < text.len ? (uint32_t)text.data[i + 1] << 8 : 0;
		v |= i + 2 < text.len ? text.data[i + 2] : 0;
		buf_u8(out, (uint8_t)digits[v >> 18]);
		buf_u8(out, (uint8_t)digits[v >> 12 & 63]);
		buf_u8(out, (uint8_t)(i + 1 < text.len ? digits[v >> 6 & 63] : '='));
		buf_u8(out, (uint8_t)(i + 2 < text.len ? digits[v & 63] : '='));
	}
	buf_puts(out, "\033\\");
}

void termcap_bell(struct termcap *t, struct buf *out)
{
	put(out, t->bell != NULL ? t->bell : "\a");
}

void termcap_ask_colours(struct termcap *t, struct buf *out)
{
	if (!t->like_xterm) {
		return;
	}
	buf_puts(out, "\033]10;?\033\\\033]11;?\033\\\033]12;?\033\\\033]4");
	for (unsigned i = 0; i < COLOURS_ANSI; i++) {
		buf_printf(out, ";%u;?", i);
	}
	buf_puts(out, "\033\\");
}

void termcap_ask(struct termcap *t, struct buf *out)
{
	t->has_kitty = t->answered = false;
	if (t->like_xterm) {
		buf_puts(out, "\033[>q\033[?2026$p\033[?2031h");
		termcap_ask_colours(t, out);
		buf_puts(out, "\033[16t\033[?u\033[c");
	}
}

/* "rgb:RRRR/GGGG/BBBB" and its end. Anything else changes nothing. */
static void parse_rgb(const char *s, colour_t *out)
{
	colour_spec_parse(bytes_of(s, strcspn(s, "\033\a")), out);
}

/* Terminals known, by the name they give themselves, to have hyperlinks and all kinds of underlines
 * whatever TERM says. */
static void take_name(struct termcap *t, const char *name)
{
	termcap_keyboard_name(t, name);
	t->notes_9 = starts(name, "iTerm2 ");
	static const char *const names[] = {"kitty(", "WezTerm ", "iTerm2 ", "foot(", "ghostty ",
	        "contour ", "mintty ", "VTE(", "tmux ", "mux "};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (starts(name, names[i]) && !(t->links && t->curly)) {
			t->links = t->curly = true;
			t->repaint = true;
		}
	}
}

void termcap_answer(struct termcap *t, struct bytes report)
{
	char text[128];
	size_t n = report.len < sizeof(text) - 1 ? report.len : sizeof(text) - 1;
	int state, used = 0;
	unsigned index;
	if (n == 0) {
		return;
	}
	memcpy(text, report.data, n);
	text[n] = '\0';
	if (termcap_keyboard_answer(t, text)) {
		return;
	}
	if (sscanf(text, "\033[?2026;%d$y", &state) == 1) {
		t->sync = state == 1 || state == 2;
	} else if (starts(text, "\033]10;")) {
		parse_rgb(text + 5, &t->looks.fg);
	} else if (starts(text, "\033]11;")) {
		parse_rgb(text + 5, &t->looks.bg);
	} else if (starts(text, "\033]12;")) {
		parse_rgb(text + 5, &t->looks.cursor);
	} else if (sscanf(text, "\033]4;%u;%n", &index, &used) == 1 && used > 0) {
		if (index < COLOURS_ANSI) {
			parse_rgb(text + used, &t->looks.ansi[index]);
		}
	} else if (starts(text, "\033[?997;")) {
		t->colours_due = true;
	} else if (starts(text, "\033P>|")) {
		take_name(t, text + 4);
	}
}

bool termcap_colours_told(struct termcap *t, struct term_colours *out)
{
	*out = t->looks;
	return t->answered;
}

bool termcap_wants_colours(struct termcap *t)
{
	bool due = t->colours_due;
	t->colours_due = false;
	return due;
}
