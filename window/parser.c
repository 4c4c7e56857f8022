/* window/parser.c -- cuts a program's output into text, controls and sequences. */
#include "window/parser.h"

#include "window/scan.h"

enum {
	STRING_KEEP = 4096,
	PARAM_MAX = 999999,
	TEXT_MAX = 256, /* code points told at once */
	ASCII_MIN = 16, /* a run of ASCII in front of other text is told by itself from here on */
};

enum state {
	GROUND,
	ESCAPE,
	ESCAPE_INTER,
	CSI_ENTRY,
	CSI_PARAM,
	CSI_INTER,
	CSI_IGNORE,
	DCS_ENTRY,
	DCS_PARAM,
	DCS_INTER,
	DCS_PASS,
	DCS_IGNORE,
	OSC,
	NAME,
	STRING,
	ESCAPE_52,
	ROW_52,
	COL_52,
	STATES,
};

/* Classes of bytes that no state tells apart. */
enum class {
	C0,  /* controls not named below */
	BEL, /* 07 */
	CAN, /* 18, 1a */
	ESC, /* 1b */
	INT, /* 20-2f intermediates */
	DIG, /* 0-9 */
	COL, /* : */
	SEM, /* ; */
	PRE, /* < = > ? */
	FIN, /* other finals, 40-7e */
	DCS, /* P */
	SOS, /* X ^ _ */
	CSI, /* [ */
	BRA, /* ] */
	KAY, /* k */
	DEL, /* 7f */
	HIG, /* 80-ff */
	CLASSES,
};

enum action {
	NONE,
	EXEC,
	INTER,
	PREFIX,
	DIGIT,
	NEXT,  /* ; */
	COLON, /* : */
	ESC_END,
	CSI_END,
	DCS_START, /* the final of a DCS: its data begins */
	PUT,
	OSC_END, /* by BEL */
	PLACE,   /* a byte of ESC Y */
	PLACE_END,
};

#define T16(c) c, c, c, c, c, c, c, c, c, c, c, c, c, c, c, c
static const uint8_t class_of[256] = {
	C0, C0, C0, C0, C0, C0, C0, BEL, C0, C0, C0, C0, C0, C0, C0, C0, /* 00 */
	C0, C0, C0, C0, C0, C0, C0, C0, CAN, C0, CAN, ESC, C0, C0, C0, C0, /* 10 */
	T16(INT), /* 20 */
	DIG, DIG, DIG, DIG, DIG, DIG, DIG, DIG, DIG, DIG, COL, SEM, PRE, PRE, PRE, PRE, /* 30 */
	T16(FIN), /* 40 */
	DCS, FIN, FIN, FIN, FIN, FIN, FIN, FIN, SOS, FIN, FIN, CSI, FIN, BRA, SOS, SOS, /* 50 */
	FIN, FIN, FIN, FIN, FIN, FIN, FIN, FIN, FIN, FIN, FIN, KAY, FIN, FIN, FIN, FIN, /* 60 */
	FIN, FIN, FIN, FIN, FIN, FIN, FIN, FIN, FIN, FIN, FIN, FIN, FIN, FIN, FIN, DEL, /* 70 */
	T16(HIG), T16(HIG), T16(HIG), T16(HIG), T16(HIG), T16(HIG), T16(HIG), T16(HIG),
};

struct step {
	uint8_t action, next;
};

#define FINALS(a, s) \
	[FIN] = {a, s}, [DCS] = {a, s}, [SOS] = {a, s}, [CSI] = {a, s}, [BRA] = {a, s}, \
	[KAY] = {a, s}
#define ANYWHERE [CAN] = {EXEC, GROUND}, [ESC] = {NONE, ESCAPE}
#define STAY(s, a) \
	[C0] = {a, s}, [BEL] = {a, s}, [INT] = {a, s}, [DIG] = {a, s}, [COL] = {a, s}, \
	[SEM] = {a, s}, [PRE] = {a, s}, FINALS(a, s), [HIG] = {a, s}

/* What a byte does in a state. Bytes over 7f inside a sequence are dropped. */
static const struct step steps[STATES][CLASSES] = {
	[GROUND] = {ANYWHERE, [C0] = {EXEC, GROUND}, [BEL] = {EXEC, GROUND},
		[DEL] = {NONE, GROUND}},
	[ESCAPE] = {ANYWHERE, [C0] = {EXEC, ESCAPE}, [BEL] = {EXEC, ESCAPE},
		[INT] = {INTER, ESCAPE_INTER}, [DIG] = {ESC_END, GROUND}, [COL] = {ESC_END, GROUND},
		[SEM] = {ESC_END, GROUND}, [PRE] = {ESC_END, GROUND}, [FIN] = {ESC_END, GROUND},
		[DCS] = {NONE, DCS_ENTRY}, [SOS] = {NONE, STRING}, [CSI] = {NONE, CSI_ENTRY},
		[BRA] = {NONE, OSC}, [KAY] = {NONE, NAME}, [DEL] = {NONE, ESCAPE},
		[HIG] = {NONE, GROUND}},
	[ESCAPE_INTER] = {ANYWHERE, [C0] = {EXEC, ESCAPE_INTER}, [BEL] = {EXEC, ESCAPE_INTER},
		[INT] = {INTER, ESCAPE_INTER}, [DIG] = {ESC_END, GROUND}, [COL] = {ESC_END, GROUND},
		[SEM] = {ESC_END, GROUND}, [PRE] = {ESC_END, GROUND}, FINALS(ESC_END, GROUND),
		[DEL] = {NONE, ESCAPE_INTER}, [HIG] = {NONE, GROUND}},
	[CSI_ENTRY] = {ANYWHERE, [C0] = {EXEC, CSI_ENTRY}, [BEL] = {EXEC, CSI_ENTRY},
		[INT] = {INTER, CSI_INTER}, [DIG] = {DIGIT, CSI_PARAM}, [COL] = {COLON, CSI_PARAM},
		[SEM] = {NEXT, CSI_PARAM}, [PRE] = {PREFIX, CSI_PARAM}, FINALS(CSI_END, GROUND),
		[DEL] = {NONE, CSI_ENTRY}, [HIG] = {NONE, CSI_ENTRY}},
	[CSI_PARAM] = {ANYWHERE, [C0] = {EXEC, CSI_PARAM}, [BEL] = {EXEC, CSI_PARAM},
		[INT] = {INTER, CSI_INTER}, [DIG] = {DIGIT, CSI_PARAM}, [COL] = {COLON, CSI_PARAM},
		[SEM] = {NEXT, CSI_PARAM}, [PRE] = {NONE, CSI_IGNORE}, FINALS(CSI_END, GROUND),
		[DEL] = {NONE, CSI_PARAM}, [HIG] = {NONE, CSI_PARAM}},
	[CSI_INTER] = {ANYWHERE, [C0] = {EXEC, CSI_INTER}, [BEL] = {EXEC, CSI_INTER},
		[INT] = {INTER, CSI_INTER}, [DIG] = {NONE, CSI_IGNORE}, [COL] = {NONE, CSI_IGNORE},
		[SEM] = {NONE, CSI_IGNORE}, [PRE] = {NONE, CSI_IGNORE}, FINALS(CSI_END, GROUND),
		[DEL] = {NONE, CSI_INTER}, [HIG] = {NONE, CSI_INTER}},
	[CSI_IGNORE] = {ANYWHERE, [C0] = {EXEC, CSI_IGNORE}, [BEL] = {EXEC, CSI_IGNORE},
		[INT] = {NONE, CSI_IGNORE}, [DIG] = {NONE, CSI_IGNORE}, [COL] = {NONE, CSI_IGNORE},
		[SEM] = {NONE, CSI_IGNORE}, [PRE] = {NONE, CSI_IGNORE}, FINALS(NONE, GROUND),
		[DEL] = {NONE, CSI_IGNORE}, [HIG] = {NONE, CSI_IGNORE}},
	[DCS_ENTRY] = {ANYWHERE, [C0] = {NONE, DCS_ENTRY}, [BEL] = {NONE, DCS_ENTRY},
		[INT] = {INTER, DCS_INTER}, [DIG] = {DIGIT, DCS_PARAM}, [COL] = {COLON, DCS_PARAM},
		[SEM] = {NEXT, DCS_PARAM}, [PRE] = {PREFIX, DCS_PARAM}, FINALS(DCS_START, DCS_PASS),
		[DEL] = {NONE, DCS_ENTRY}, [HIG] = {NONE, DCS_ENTRY}},
	[DCS_PARAM] = {ANYWHERE, [C0] = {NONE, DCS_PARAM}, [BEL] = {NONE, DCS_PARAM},
		[INT] = {INTER, DCS_INTER}, [DIG] = {DIGIT, DCS_PARAM}, [COL] = {COLON, DCS_PARAM},
		[SEM] = {NEXT, DCS_PARAM}, [PRE] = {NONE, DCS_IGNORE}, FINALS(DCS_START, DCS_PASS),
		[DEL] = {NONE, DCS_PARAM}, [HIG] = {NONE, DCS_PARAM}},
	[DCS_INTER] = {ANYWHERE, [C0] = {NONE, DCS_INTER}, [BEL] = {NONE, DCS_INTER},
		[INT] = {INTER, DCS_INTER}, [DIG] = {NONE, DCS_IGNORE}, [COL] = {NONE, DCS_IGNORE},
		[SEM] = {NONE, DCS_IGNORE}, [PRE] = {NONE, DCS_IGNORE}, FINALS(DCS_START, DCS_PASS),
		[DEL] = {NONE, DCS_INTER}, [HIG] = {NONE, DCS_INTER}},
	[DCS_PASS] = {ANYWHERE, STAY(DCS_PASS, PUT), [DEL] = {NONE, DCS_PASS}},
	[DCS_IGNORE] = {ANYWHERE, STAY(DCS_IGNORE, NONE), [DEL] = {NONE, DCS_IGNORE}},
	[OSC] = {ANYWHERE, [C0] = {NONE, OSC}, [BEL] = {OSC_END, GROUND}, [INT] = {PUT, OSC},
		[DIG] = {PUT, OSC}, [COL] = {PUT, OSC}, [SEM] = {PUT, OSC}, [PRE] = {PUT, OSC},
		FINALS(PUT, OSC), [DEL] = {NONE, OSC}, [HIG] = {PUT, OSC}},
	[NAME] = {ANYWHERE, [C0] = {NONE, NAME}, [BEL] = {OSC_END, GROUND}, [INT] = {PUT, NAME},
		[DIG] = {PUT, NAME}, [COL] = {PUT, NAME}, [SEM] = {PUT, NAME}, [PRE] = {PUT, NAME},
		FINALS(PUT, NAME), [DEL] = {NONE, NAME}, [HIG] = {PUT, NAME}},
	[STRING] = {ANYWHERE, STAY(STRING, NONE), [DEL] = {NONE, STRING}},
	[ESCAPE_52] = {ANYWHERE, [C0] = {EXEC, ESCAPE_52}, [BEL] = {EXEC, ESCAPE_52},
		[INT] = {INTER, ESCAPE_INTER}, [DIG] = {ESC_END, GROUND}, [COL] = {ESC_END, GROUND},
		[SEM] = {ESC_END, GROUND}, [PRE] = {ESC_END, GROUND}, FINALS(ESC_END, GROUND),
		[DEL] = {NONE, ESCAPE_52}, [HIG] = {NONE, GROUND}},
	[ROW_52] = {ANYWHERE, [C0] = {EXEC, ROW_52}, [BEL] = {EXEC, ROW_52}, [INT] = {PLACE, COL_52},
		[DIG] = {PLACE, COL_52}, [COL] = {PLACE, COL_52}, [SEM] = {PLACE, COL_52},
		[PRE] = {PLACE, COL_52}, FINALS(PLACE, COL_52), [DEL] = {PLACE, COL_52},
		[HIG] = {PLACE, COL_52}},
	[COL_52] = {ANYWHERE, [C0] = {EXEC, COL_52}, [BEL] = {EXEC, COL_52},
		[INT] = {PLACE_END, GROUND}, [DIG] = {PLACE_END, GROUND},
		[COL] = {PLACE_END, GROUND}, [SEM] = {PLACE_END, GROUND},
		[PRE] = {PLACE_END, GROUND}, FINALS(PLACE_END, GROUND), [DEL] = {PLACE_END, GROUND},
		[HIG] = {PLACE_END, GROUND}},
};

int32_t seq_param(const struct seq *s, uint8_t i, int32_t def)
{
	if (i >= s->count || s->params[i].value < 0 || (def > 0 && s->params[i].value == 0)) {
		return def;
	}
	return s->params[i].value;
}

void parser_finish(struct parser *p)
{
	buf_finish(&p->string);
}

size_t parser_memory(const struct parser *p)
{
	return p->string.cap;
}

static void seq_begin(struct parser *p)
{
	struct seq *s = &p->seq;
	s->prefix = 0;
	s->inter[0] = s->inter[1] = 0;
	s->final = 0;
	s->count = 1;
	s->params[0] = (struct param){.value = -1, .sub = false};
	p->overflow = false;
}

static void string_begin(struct parser *p)
{
	if (p->string.cap > STRING_KEEP) {
		buf_finish(&p->string);
	} else {
		buf_clear(&p->string);
	}
	p->overflow = false;
}

static void param_next(struct parser *p, bool sub)
{
	struct seq *s = &p->seq;
	if (s->count == LIMIT_TERM_PARAMS) {
		p->overflow = true;
		return;
	}
	s->params[s->count++] = (struct param){.value = -1, .sub = sub};
}

static void param_digit(struct parser *p, uint8_t c)
{
	int32_t *v = &p->seq.params[p->seq.count - 1].value;
	int32_t next = (*v < 0 ? 0 : *v) * 10 + (c - '0');
	*v = next > PARAM_MAX ? PARAM_MAX : next;
}

static void inter_add(struct parser *p, uint8_t c)
{
	if (p->seq.inter[0] == 0) {
		p->seq.inter[0] = (char)c;
	} else if (p->seq.inter[1] == 0) {
		p->seq.inter[1] = (char)c;
	} else {
		p->overflow = true;
	}
}

static void string_put(struct parser *p, const uint8_t *s, size_t len)
{
	if (p->overflow || len > LIMIT_TERM_STRING - p->string.len) {
		p->overflow = true;
		buf_finish(&p->string);
		return;
	}
	buf_put(&p->string, s, len);
}

/* The string of `state` came to its regular end. */
static void string_end(struct parser *p, const struct parser_sink *k, void *ctx, uint8_t state,
	bool bell)
{
	if (!p->overflow) {
		struct bytes b = buf_bytes(&p->string);
		if (state == OSC) {
			k->osc(ctx, b, bell);
		} else if (state == NAME) {
			k->name(ctx, b);
		} else if (state == DCS_PASS) {
			k->dcs(ctx, &p->seq, b);
		}
	}
	string_begin(p);
}

static void act(struct parser *p, const struct parser_sink *k, void *ctx, uint8_t action, uint8_t c)
{
	switch ((enum action)action) {
	case NONE:
		break;
	case EXEC:
		k->control(ctx, c);
		break;
	case INTER:
		inter_add(p, c);
		break;
	case PREFIX:
		p->seq.prefix = (char)c;
		break;
	case DIGIT:
		param_digit(p, c);
		break;
	case NEXT:
		param_next(p, false);
		break;
	case COLON:
		param_next(p, true);
		break;
	case ESC_END:
	case CSI_END:
		p->seq.final = (char)c;
		if (!p->overflow) {
			(action == ESC_END ? k->esc : k->csi)(ctx, &p->seq);
		}
		break;
	case PLACE:
		p->seq.params[0].value = c - 0x20;
		break;
	case PLACE_END:
		p->seq.count = 2;
		p->seq.params[1] = (struct param){.value = c - 0x20, .sub = false};
		p->seq.final = 'Y';
		k->esc(ctx, &p->seq);
		break;
	case DCS_START:
		p->seq.final = (char)c;
		break;
	case PUT:
		string_put(p, &c, 1);
		break;
	case OSC_END:
		string_end(p, k, ctx, p->state, true);
		break;
	}
}

/* One byte through the table. */
static void step(struct parser *p, const struct parser_sink *k, void *ctx, uint8_t c)
{
	struct step s = steps[p->state][class_of[c]];
	uint8_t was = p->state;
	if (p->ended != 0) { /* the header of a DCS was kept until here */
		if (c == '\\') {
			string_end(p, k, ctx, p->ended, false);
		}
		p->ended = 0;
		string_begin(p);
		seq_begin(p);
	}
	if (c == 0x1b && (was == OSC || was == NAME || was == DCS_PASS)) {
		p->ended = was;
		p->state = ESCAPE;
		return;
	}
	if (was == ESCAPE_52 && c == 'Y') {
		s = (struct step){NONE, ROW_52};
	}
	act(p, k, ctx, s.action, c);
	p->state = s.next == ESCAPE && p->vt52 ? (uint8_t)ESCAPE_52 : s.next;
	if (s.next == was) {
		return;
	}
	switch (s.next) {
	case ESCAPE:
	case CSI_ENTRY:
	case DCS_ENTRY:
		seq_begin(p);
		break;
	case DCS_PASS: {
		bool overflow = p->overflow;
		string_begin(p);
		p->overflow = overflow;
		break;
	}
	case OSC:
	case NAME:
		string_begin(p);
		break;
	default:
		break;
	}
}

/* A code point of the ground state. U+0080..9F are the 8-bit controls: ESC and a byte of 0x40..5f. */
static void print(struct parser *p, const struct parser_sink *k, void *ctx, uint32_t cp)
{
	if (cp >= 0xa0) {
		k->print(ctx, &cp, 1);
	} else if (cp >= 0x80 && !p->vt52) {
		step(p, k, ctx, 0x1b);
		step(p, k, ctx, (uint8_t)(cp - 0x40));
	}
}

/* Feeds one byte of UTF-8 in the ground state; false: the byte was not taken. */
static bool feed_utf8(struct parser *p, const struct parser_sink *k, void *ctx, uint8_t c)
{
	uint32_t cp;
	switch (utf8_feed(&p->utf8, c, &cp)) {
	case UTF8_MORE:
		return true;
	case UTF8_DONE:
	case UTF8_BAD:
		print(p, k, ctx, cp);
		return true;
	case UTF8_RETRY:
		print(p, k, ctx, cp);
		return false;
	}
	return true;
}

/* A run of printable text; 0: there is none at s. */
static size_t feed_text(const struct parser_sink *k, void *ctx, const uint8_t *s, size_t len)
{
	size_t n = *s < 0x80 ? scan_ascii(s, len) : 0;
	if (n >= ASCII_MIN || (n > 0 && (n == len || s[n] < 0x80))) {
		k->text(ctx, s, n);
		return n;
	}
	uint32_t cps[TEXT_MAX];
	size_t used, count = scan_text(s, len, cps, TEXT_MAX, &used);
	if (count > 0) {
		k->print(ctx, cps, count);
	}
	return used;
}

/* A whole control sequence of the common form, ESC [ prefix parameters final, past the table; 0: it is
 * of another form or not whole. */
static size_t feed_csi(struct parser *p, const struct parser_sink *k, void *ctx, const uint8_t *s,
	size_t len)
{
	if (len < 3 || s[1] != '[' || p->vt52) {
		return 0;
	}
	size_t i = 2;
	struct seq *q = &p->seq;
	seq_begin(p);
	if (s[i] >= '<' && s[i] <= '?') {
		q->prefix = (char)s[i++];
	}
	for (; i < len; i++) {
		uint8_t c = s[i];
		if (c >= '0' && c <= '9') {
			param_digit(p, c);
		} else if (c == ';' || c == ':') {
			param_next(p, c == ':');
		} else if (c >= 0x40 && c <= 0x7e) {
			q->final = (char)c;
			if (!p->overflow) {
				k->csi(ctx, q);
			}
			return i + 1;
		} else {
			break;
		}
	}
	return 0;
}

/* Takes bytes of s in the ground state; returns how many: 0 only when it changed the state of an unfinished
 * character, so that the next call takes some. */
static size_t feed_ground(struct parser *p, const struct parser_sink *k, void *ctx,
	const uint8_t *s, size_t len)
{
	size_t n = 0;
	if (p->utf8.need > 0) {
		return feed_utf8(p, k, ctx, *s) ? 1 : 0;
	}
	if (*s >= 0x20) {
		n = feed_text(k, ctx, s, len);
		if (n == 0 && *s >= 0x80) {
			return feed_utf8(p, k, ctx, *s) ? 1 : 0;
		}
	} else if (*s == 0x1b) {
		n = feed_csi(p, k, ctx, s, len);
	} else if (*s < 0x18) { /* CR and LF are every other byte of a flood: past the table */
		k->control(ctx, *s);
		n = 1;
	}
	if (n == 0) {
		step(p, k, ctx, *s);
		n = 1;
	}
	return n;
}

/* Index of the second byte of U+009C, the 8-bit ST, in n bytes of a string; n: there is none. */
static size_t find_terminator(const struct parser *p, const uint8_t *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const uint8_t *at = memchr(s + i, 0x9c, n - i);
		if (at == NULL) {
			return n;
		}
		i = (size_t)(at - s);
		if (i > 0 ? s[i - 1] == 0xc2 : p->c2) {
			return i;
		}
	}
	return n;
}

/* Takes bytes of s in the midst of a string; at least one. */
static size_t feed_string(struct parser *p, const struct parser_sink *k, void *ctx, const uint8_t *s,
	size_t len)
{
	size_t n = scan_string(s, len), st = find_terminator(p, s, n);
	bool keep = p->state != DCS_IGNORE && p->state != STRING;
	if (n == 0) {
		p->c2 = false;
		step(p, k, ctx, *s);
		return 1;
	}
	p->c2 = st == n && s[n - 1] == 0xc2;
	if (st == n) {
		if (keep) {
			string_put(p, s, n);
		}
		return n;
	}
	if (keep && st > 0) {
		string_put(p, s, st);
	}
	if (keep && p->string.len > 0) {
		p->string.len--; /* the first byte of U+009C */
	}
	step(p, k, ctx, 0x1b);
	step(p, k, ctx, '\\');
	return st + 1;
}

/* Offers the lines at b[i], if one begins there; returns the bytes that were taken. *next: where to offer
 * again. */
static size_t feed_lines(const struct parser *p, const struct parser_sink *k, void *ctx, struct bytes b,
	size_t i, size_t *next)
{
	size_t seen = 0;
	if (p->utf8.need > 0 || (i > 0 && b.data[i - 1] != '\n') || k->flood == NULL) {
		return 0;
	}
	size_t n = k->flood(ctx, b.data + i, b.len - i, &seen);
	*next = i + (n > 0 ? n : seen);
	return n;
}

void parser_feed(struct parser *p, const struct parser_sink *sink, void *ctx, struct bytes b)
{
	size_t offer = 0;
	for (size_t i = 0; i < b.len;) {
		size_t n = p->state == GROUND && i >= offer ? feed_lines(p, sink, ctx, b, i, &offer) : 0;
		const uint8_t *s = b.data + i;
		size_t left = b.len - i;
		if (n > 0) {
			i += n;
			continue;
		}
		switch (p->state) {
		case GROUND:
			i += feed_ground(p, sink, ctx, s, left);
			break;
		case OSC:
		case NAME:
		case DCS_PASS:
		case DCS_IGNORE:
		case STRING:
			i += feed_string(p, sink, ctx, s, left);
			break;
		default:
			step(p, sink, ctx, *s);
			i++;
			break;
		}
	}
}
