/* window/parser.h -- cuts a program's output into text, controls and sequences: the state machine
 * of the DEC VT500 series with the additions of xterm, over UTF-8. It knows nothing of screens.
 *
 *   ground --ESC--> escape --0x20..2f--> escape-inter --final--> ground
 *                     |-- [ --> csi-entry, csi-param, csi-inter --final--> ground (csi-ignore when
 * bad)
 *                     |-- P --> dcs-entry, dcs-param, dcs-inter --final--> dcs-pass (dcs-ignore)
 *                     |-- ] --> osc        |-- k --> name (title of screen(1))
 *                     `-- X ^ _ --> string (SOS, PM, APC: skipped)
 *
 * In VT52 mode an escape sequence has one character after ESC and its intermediates, and no strings
 * and 8-bit controls begin; ESC Y has two more, parameters 0 and 1, counted from the space.
 *
 * A string ends at ST, an OSC and a name also at BEL; CAN, SUB and an ESC that is no ST end anything
 * and drop it. The code points U+0080..9F are the 8-bit controls, as in xterm: between sequences all
 * of them, within a string ST alone. Any bytes at all are taken, in linear time, with at most
 * LIMIT_TERM_STRING bytes kept. */
#pragma once

#include "base/buf.h"
#include "base/width.h"
#include "window/limits.h"

struct param {
	int32_t value; /* -1: left out */
	bool sub;      /* a colon stood before it: it belongs to the one before */
};

/* A control sequence: ESC, CSI or DCS. */
struct seq {
	char prefix;   /* one of < = > ? or 0 */
	char inter[2]; /* 0: none */
	char final;
	uint8_t count; /* parameters, at least 1 in a CSI or DCS */
	struct param params[LIMIT_TERM_PARAMS];
};

/* Parameter i, or `def` when it is left out or, for `def` > 0, zero. */
int32_t seq_param(const struct seq *s, uint8_t i, int32_t def);

/* What the parser found; all pointers are borrowed for the call. */
struct parser_sink {
	void (*text)(void *ctx, const uint8_t *s, size_t len);     /* a run of 0x20..0x7e */
	void (*print)(void *ctx, const uint32_t *cps, size_t count); /* of those and all from 0xa0 on */
	void (*control)(void *ctx, uint8_t c);                 /* C0 but ESC */
	void (*esc)(void *ctx, const struct seq *s);
	void (*csi)(void *ctx, const struct seq *s);
	void (*dcs)(void *ctx, const struct seq *s, struct bytes data);
	void (*osc)(void *ctx, struct bytes data, bool bell); /* bell: ended by BEL, not ST */
	void (*name)(void *ctx, struct bytes data);
	/* May be NULL. Text at the start of a line, before it is looked at: returns how many bytes it took, up
	 * to the start of another; 0: none, and the first *seen are not offered again. */
	size_t (*flood)(void *ctx, const uint8_t *s, size_t len, size_t *seen);
};

struct parser {
	uint8_t state;
	uint8_t ended; /* state of the string that an ESC ended, if that is of an ST; else 0 */
	bool overflow; /* the sequence or string is over a limit: it is skipped */
	struct seq seq;
	struct utf8 utf8;
	bool c2; /* the last byte of the string was 0xc2, which begins an 8-bit control */
	bool vt52; /* set by the owner: ESC begins the short sequences of a VT52 */
	struct buf string;
};

/* Zeroed memory is a parser in the ground state. */
void parser_finish(struct parser *p);
void parser_feed(struct parser *p, const struct parser_sink *sink, void *ctx, struct bytes b);
size_t parser_memory(const struct parser *p);
