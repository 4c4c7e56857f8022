/* window/report.c -- what the terminal says about itself: DA, DSR, XTVERSION, and strings that ask. */
#include "window/report.h"

#include "window/colours.h"
#include "window/cursor.h"
#include "window/field.h"
#include "window/presentation.h"
#include "window/status_string.h"
#include "window/termcap_query.h"

/* The functions that a VT525 tells of, as far as they are there: 6 selective erase, 9 national sets, 15
 * technical characters, 17 state interrogation, 21 horizontal scrolling, 22 colour, 28 rectangles, and
 * xterm's 52, the clipboard. Not there: 1 (132 columns: the width is the user's), 2 (printer), 3, 4
 * (graphics), 8 (keys defined by programs), 16, 29 (locator), 18 (windows). */
void report_da1(struct term *t, const struct seq *s)
{
	if (seq_param(s, 0, 0) == 0) {
		term_answer(t, "\033[?65;6;9;15;17;21;22;28;52c");
	}
}

static const char *version(const struct term *t)
{
	return t->cfg.version != NULL ? t->cfg.version : "0";
}

/* "1.2.3" as 10203. */
static unsigned version_number(const char *s)
{
	unsigned v[3] = {0};
	for (size_t i = 0; *s != '\0' && i < 3; s++) {
		if (*s >= '0' && *s <= '9' && v[i] < 100) {
			v[i] = v[i] * 10 + (unsigned)(*s - '0');
		} else {
			i++;
		}
	}
	return v[0] % 100 * 10000 + v[1] % 100 * 100 + v[2] % 100;
}

void report_da2(struct term *t, const struct seq *s)
{
	if (seq_param(s, 0, 0) == 0) {
		term_answer(t, "\033[>65;%u;0c", version_number(version(t)));
	}
}

void report_da3(struct term *t, const struct seq *s)
{
	if (seq_param(s, 0, 0) == 0 && t->level >= 4) {
		term_answer(t, "\033P!|00000000\033\\");
	}
}

void report_parameters(struct term *t, const struct seq *s)
{
	int32_t what = seq_param(s, 0, 0);
	if (what <= 1) { /* no parity, 8 bits, 38400 baud both ways */
		term_answer(t, "\033[%d;1;1;128;128;1;0x", what + 2);
	}
}

void report_graphics(struct term *t, const struct seq *s)
{
	int32_t what = seq_param(s, 0, 0);
	/* 1 colour registers, 2 sixel, 3 ReGIS: none of them here; others are not known */
	term_answer(t, "\033[?%d;%dS", what, what >= 1 && what <= 3 ? 3 : 1);
}

void report_scheme(struct term *t)
{
	bool dark = palette_is_dark(colours_outer_bg(t));
	term_answer(t, "\033[?997;%dn", dark ? 1 : 2);
}

static void report_position(struct term *t, bool dec)
{
	int x = cursor_origin_x(t) + 1, y = cursor_origin_y(t) + 1;
	term_answer(t, "\033[%s%d;%d%sR", dec ? "?" : "", y, x, dec && t->level >= 3 ? ";1" : "");
}

/* DSR with `?`: what is asked, from which level to which, and what is answered. */
static const struct {
	uint8_t what, from, to;
	const char *answer;
} states[] = {
	{15, 2, TERM_LEVEL, "\033[?13n"},      /* no printer */
	{25, 2, TERM_LEVEL, "\033[?20n"},      /* keys may be defined */
	{26, 2, 2, "\033[?27;1n"},             /* North American keyboard, ready */
	{26, 3, 3, "\033[?27;1;0n"},
	{26, 4, TERM_LEVEL, "\033[?27;1;0;0n"},
	{53, 3, TERM_LEVEL, "\033[?53n"},      /* no locator */
	{55, 3, TERM_LEVEL, "\033[?53n"},
	{56, 3, TERM_LEVEL, "\033[?57;0n"},    /* its kind: none */
	{62, 4, TERM_LEVEL, "\033[0000*{"},    /* room for macros: none */
	{75, 4, TERM_LEVEL, "\033[?70n"},      /* no errors */
	{85, 4, TERM_LEVEL, "\033[?83n"},      /* one session */
};

static void report_dec_state(struct term *t, const struct seq *s)
{
	int32_t what = seq_param(s, 0, 0);
	if (what == 6) {
		report_position(t, true);
	} else if (what == 63 && t->level >= 4) { /* DECCKSR: of macros, there are none */
		term_answer(t, "\033P%d!~0000\033\\", seq_param(s, 1, 0));
	} else if (what == 996) {
		report_scheme(t);
	}
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		bool known = t->level >= states[i].from && t->level <= states[i].to;
		if (states[i].what == what && known) {
			term_answer(t, "%s", states[i].answer);
		}
	}
}

void report_dsr(struct term *t, const struct seq *s)
{
	int32_t what = seq_param(s, 0, 0);
	if (s->prefix == '?') {
		report_dec_state(t, s);
	} else if (what == 5) {
		term_answer(t, "\033[0n");
	} else if (what == 6) {
		report_position(t, false);
	}
}

void report_version(struct term *t, const struct seq *s)
{
	if (seq_param(s, 0, 0) == 0) {
		term_answer(t, "\033P>|mux %s\033\\", version(t));
	}
}

static void report_setting(struct term *t, int32_t what, struct bytes data)
{
	(void)what;
	status_string_report(t, data);
}

static void report_capability(struct term *t, int32_t what, struct bytes data)
{
	(void)what;
	termcap_query_report(t, data);
}

/* XTGETXRES: there are no resources. The answer repeats the name, and is read as if it was typed: so it must
 * be the hexadecimal digits that it ought to be, or what is shown of a file could be a command. */
static void report_resource(struct term *t, int32_t what, struct bytes data)
{
	enum { NAME_MAX_LEN = 128 };
	(void)what;
	struct bytes name = field_cut(&data, ';');
	struct buf text = {0};
	if (name.len > 0 && name.len <= NAME_MAX_LEN && field_hex(name, &text)) {
		term_answer(t, "\033P0+R%.*s\033\\", (int)name.len, (const char *)name.data);
	}
	buf_finish(&text);
}

/* Strings by what stands before their data. All others (pictures, ReGIS, key and font definitions,
 * tmux's passthrough) are skipped. */
static const struct {
	char inter, final;
	void (*run)(struct term *t, int32_t what, struct bytes data);
} strings[] = {
	{'$', 'q', report_setting},
	{'+', 'q', report_capability},
	{'+', 'Q', report_resource},
	{'$', 't', presentation_restore},
	{'$', 'p', presentation_restore_state},
};

void report_dcs(struct term *t, const struct seq *s, struct bytes data)
{
	if (s->prefix != 0 || s->inter[1] != 0) {
		return;
	}
	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		if (strings[i].inter == s->inter[0] && strings[i].final == s->final) {
			strings[i].run(t, seq_param(s, 0, 0), data);
		}
	}
}
