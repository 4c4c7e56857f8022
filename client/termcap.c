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
#include "client/termcap_impl.h"

static const char panic_text[] =
	"\033[?2026l\033[0m\033[?25h\033[?1000l\033[?1002l\033[?1003l\033[?1006l\033[?2004l\033[?1004l\033[?1l\033>\033[r\033[0 q\033[?1049l";

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

static void read_caps(struct termcap *t)
{
	struct {
		char **to;
		const char *name;
	} const list[] = {
		{&t->smcup, "smcup"}, {&t->rmcup, "rmcup"}, {&t->smkx, "smkx"}, {&t->rmkx, "rmkx"}, {&t->civis, "civis"},
		{&t->cnorm, "cnorm"}, {&t->clear, "clear"}, {&t->ed, "ed"}, {&t->el, "el"}, {&t->sgr0, "sgr0"}, {&t->csr, "csr"},
		{&t->ri, "ri"}, {&t->ind, "ind"}, {&t->bell, "bel"}, {&t->op, "op"}, {&t->cup, "cup"}, {&t->setaf, "setaf"},
		{&t->setab, "setab"}, {&t->ech, "ech"}, {&t->bold, "bold"}, {&t->dim, "dim"}, {&t->italic, "sitm"},
		{&t->underline, "smul"}, {&t->blink, "blink"}, {&t->reverse, "rev"},
	};
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		*list[i].to = cap(list[i].name);
	}
}

static bool starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static bool is_like_xterm(const char *term)
{
	static const char *const names[] = {"xterm", "tmux", "screen", "rxvt", "alacritty", "foot", "kitty", "wezterm", "ghostty",
		"contour", "konsole", "gnome", "vte", "st-", "mintty", "iterm", "putty", "eterm", "linux-truecolor"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (starts(term, names[i])) {
			return true;
		}
	}
	return strcmp(term, "st") == 0;
}

static int count_colours(const struct termcap_cfg *cfg)
{
	int n = tigetnum((char *)(uintptr_t)"colors");
	bool rgb = tigetflag((char *)(uintptr_t)"Tc") > 0 || tigetflag((char *)(uintptr_t)"RGB") > 0;
	if (rgb || (cfg->colorterm != NULL && (strcmp(cfg->colorterm, "truecolor") == 0 || strcmp(cfg->colorterm, "24bit") == 0))) {
		return 0x1000000;
	}
	return n >= 256 ? 256 : n >= 16 ? 16 : n >= 8 ? 8 : 0;
}

int termcap_new(const struct termcap_cfg *cfg, struct termcap **out, char **err)
{
	int why = 0;
	const char *term = cfg->term != NULL && cfg->term[0] != '\0' ? cfg->term : "dumb";
	if (setupterm((char *)(uintptr_t)term, 1, &why) != OK) {
		*err = mem_printf("missing or unsuitable terminal: %s", term);
		return ERR_NOTFOUND;
	}
	struct termcap *t = mem_zalloc(sizeof(*t));
	read_caps(t);
	t->utf8 = cfg->utf8;
	t->bce = tigetflag((char *)(uintptr_t)"bce") > 0;
	t->xenl = tigetflag((char *)(uintptr_t)"xenl") > 0;
	t->colours = count_colours(cfg);
	t->like_xterm = is_like_xterm(term);
	t->ansi = t->sgr0 != NULL && strstr(t->sgr0, "\033[") != NULL;
	t->links = t->like_xterm && strcmp(term, "xterm") != 0 && !starts(term, "rxvt") && !starts(term, "screen");
	t->strike = t->like_xterm;
	t->overline = t->like_xterm;
	t->curly = t->like_xterm && tigetstr((char *)(uintptr_t)"Smulx") != (char *)-1 && tigetstr((char *)(uintptr_t)"Smulx") != NULL;
	del_curterm(cur_term);
	if (t->cup == NULL || t->sgr0 == NULL) {
		*err = mem_printf("terminal cannot move its cursor: %s", term);
		termcap_free(t);
		return ERR_NOTFOUND;
	}
	*out = t;
	return 0;
}

void termcap_free(struct termcap *t)
{
	if (t == NULL) {
		return;
	}
	char *all[] = {t->smcup, t->rmcup, t->smkx, t->rmkx, t->civis, t->cnorm, t->clear, t->ed, t->el, t->sgr0, t->csr, t->ri,
		t->ind, t->bell, t->op, t->cup, t->setaf, t->setab, t->ech, t->bold, t->dim, t->italic, t->underline, t->blink,
		t->reverse};
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		free(all[i]);
	}
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
	if (t->like_xterm) {
		buf_puts(out, "\033[?2004h\033[?1004h");
	}
	put(out, t->sgr0);
	put(out, t->clear);
}

void termcap_leave(struct termcap *t, struct buf *out)
{
	if (t->like_xterm) {
		buf_puts(out, "\033[?2004l\033[?1004l");
	}
	if (t->used_mouse) {
		buf_puts(out, "\033[?1000l\033[?1002l\033[?1003l\033[?1006l");
	}
	if (t->used_shape) {
		buf_puts(out, "\033[0 q");
	}
	put(out, t->sgr0);
	put(out, t->cnorm);
	put(out, t->rmkx);
	if (t->rmcup != NULL) {
		put(out, t->rmcup);
	} else {
		put(out, t->clear);
	}
	if (t->used_title) {
		buf_puts(out, "\033]2;\033\\");
	}
	t->used_mouse = t->used_shape = t->used_title = false;
}

struct bytes termcap_panic(const struct termcap *t)
{
	return t->like_xterm ? bytes_of(panic_text, sizeof(panic_text) - 1) : bytes_str(t->sgr0);
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

void termcap_title(struct termcap *t, const char *title, struct buf *out)
{
	if (t->like_xterm) {
		buf_printf(out, "\033]2;%s\033\\", title);
		t->used_title = true;
	}
}

void termcap_clipboard(struct termcap *t, struct bytes text, struct buf *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
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

void termcap_ask(struct termcap *t, struct buf *out)
{
	if (t->like_xterm) {
		buf_puts(out, "\033[?2026$p\033]10;?\033\\\033]11;?\033\\\033[c");
	}
}

/* "rgb:RRRR/GGGG/BBBB" of 1 to 4 digits each. */
static bool parse_rgb(const char *s, colour_t *out)
{
	unsigned v[3];
	char text[3][5];
	if (sscanf(s, "rgb:%4[0-9a-fA-F]/%4[0-9a-fA-F]/%4[0-9a-fA-F]", text[0], text[1], text[2]) != 3) {
		return false;
	}
	for (size_t i = 0; i < 3; i++) {
		unsigned max = (1u << (4 * strlen(text[i]))) - 1;
		v[i] = (unsigned)strtoul(text[i], NULL, 16) * 255u / max;
	}
	*out = COLOUR_RGB(v[0], v[1], v[2]);
	return true;
}

void termcap_answer(struct termcap *t, struct bytes report)
{
	char text[128];
	size_t n = report.len < sizeof(text) - 1 ? report.len : sizeof(text) - 1;
	memcpy(text, report.data, n);
	text[n] = '\0';
	int state;
	if (sscanf(text, "\033[?2026;%d$y", &state) == 1) {
		t->sync = state == 1 || state == 2;
	} else if (starts(text, "\033]10;")) {
		t->has_fg = parse_rgb(text + 5, &t->fg);
	} else if (starts(text, "\033]11;")) {
		t->has_bg = parse_rgb(text + 5, &t->bg);
	}
}

bool termcap_default_colours(const struct termcap *t, colour_t *fg, colour_t *bg)
{
	*fg = t->fg;
	*bg = t->bg;
	return t->has_fg && t->has_bg;
}
