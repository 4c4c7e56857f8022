/* window/term_state.h -- the body of a terminal, for the modules that make it up: print, screen,
 * esc, csi, sgr, modes, osc, report, reflow. Nobody else includes this.
 *
 * A batch is one call from outside. Its first change takes a new revision (term_change), and all
 * others of the batch share it. */
#pragma once

#include "window/kitty.h"
#include "window/parser.h"
#include "window/scrolled.h"
#include "window/term.h"

enum { TERM_EPOCHS = 16, TAB_WIDTH = 8, TERM_LEVEL = 5 };

/* Modes that only the terminal itself needs; the client never sees them. Bits of term.modes2. */
#define MODE2(n) (UINT64_C(1) << (n))
#define MODE2_MARGINS MODE2(0)        /* DECLRMM 69: left and right margins may be set */
#define MODE2_REVERSE_WRAP MODE2(1)   /* 45 */
#define MODE2_REVERSE_WRAP2 MODE2(2)  /* 1045 */
#define MODE2_ALLOW_COLUMNS MODE2(3)  /* 40: DECCOLM does something */
#define MODE2_COLUMNS MODE2(4)        /* DECCOLM 3, as it was set: the width stays */
#define MODE2_KEEP_SCREEN MODE2(5)    /* DECNCSM 95: DECCOLM does not clear */
#define MODE2_NATIONAL MODE2(6)       /* DECNRCM 42: national replacement sets */
#define MODE2_KEYBOARD_LOCK MODE2(7)  /* KAM 2 */
#define MODE2_NO_ECHO MODE2(8)        /* SRM 12 */
#define MODE2_BACKSPACE MODE2(9)      /* DECBKM 67 */
#define MODE2_ALLOW_ALTERNATE MODE2(10) /* 1046: there is an alternate screen */
#define MODE2_META_8BIT MODE2(11)     /* 1034 */
#define MODE2_NUM_LOCK MODE2(12)      /* 1035 */
#define MODE2_META_ESCAPE MODE2(13)   /* 1036 */
#define MODE2_DELETE_DEL MODE2(14)    /* 1037 */
#define MODE2_ALT_ESCAPE MODE2(15)    /* 1039 */
#define MODE2_SEND_C1 MODE2(16)       /* S8C1T: answers use 8-bit controls */
#define MODE2_ISO_PROTECT MODE2(17)   /* the newest protection came of SPA */
#define MODE2_EXTENT_RECT MODE2(18)   /* DECSACE 2: DECCARA and DECRARA take rectangles */
#define MODE2_MORE_FIX MODE2(19)      /* 41: tabs end a pending wrap */
#define MODE2_BELL_URGENT MODE2(20)   /* 1042; this and what follows is kept without effect */
#define MODE2_BELL_RAISE MODE2(21)    /* 1043 */
#define MODE2_KEEP_SELECTION MODE2(22) /* 1040 */
#define MODE2_SELECT_CLIPBOARD MODE2(23) /* 1041 */
#define MODE2_SCROLL_OUTPUT MODE2(24) /* 1010 */
#define MODE2_SCROLL_KEY MODE2(25)    /* 1011 */
#define MODE2_CLUSTERS MODE2(26)      /* 2027: a character is a grapheme cluster */

#define MODE2_SCHEME MODE2(40)        /* 2031: tells when dark and light change */
#define MODE2_RESIZE MODE2(41)        /* 2048: tells each new size */
#define MODE2_DEC_PROTECT MODE2(27)   /* the newest protection came of DECSCA */
#define MODE2_KEEP_CLIPBOARD MODE2(28) /* 1044, 1070 and 8452: kept without effect */
#define MODE2_OWN_REGISTERS MODE2(29)
#define MODE2_SIXEL_RIGHT MODE2(30)

/* Always on the screen: x < cols. Whether a wrap is pending is told beside it. */
struct point {
	uint16_t x, y;
};

/* What DECSC and mode 1049 keep. */
struct saved {
	struct point at;
	bool set;
	bool wrap;
	uint16_t style; /* id in the pool */
	bool origin;
	uint8_t charset[4];
	uint8_t gl, gr;
};

enum { TERM_SGR_STACK = 10 };

/* What XTPUSHSGR keeps. */
struct sgr_kept {
	struct style pen;
	uint32_t mask; /* what XTPOPSGR gives back, as sgr_stack.c has it */
};

struct rest;

struct title_pair {
	char *title, *icon;
};

enum { TERM_COLOUR_STACK = 10 };

/* A message in chunks, OSC 99. */
struct term_note {
	char id[64];
	struct buf title, text;
};

struct term {
	struct term_cfg cfg;
	struct size size;
	struct pool *pool;
	struct history *history;
	struct parser parser;

	struct line **rows;  /* the active screen, size.rows lines */
	struct line **other; /* the primary screen's while the alternate one is active, else NULL */
	struct line **hidden; /* the alternate screen's after mode 47 left it, else NULL */
	struct line *spare;  /* a line that left, for reuse */
	uint64_t last_id;

	struct point at;
	bool wrap;            /* pending: the next character begins a new row ("last column flag") */
	uint16_t top, bottom; /* scroll region, inclusive */
	uint16_t margin_left, margin_right; /* inclusive; the whole width unless DECSLRM set them */
	struct style pen;
	uint16_t pen_id;
	uint16_t erase_id; /* blanks in the pen's background */
	bool pen_moved;    /* pen is newer than the two ids: SGR alone does not get them */
	uint8_t charset[4];   /* what G0..G3 are, see charset.h; 0 is ASCII */
	uint8_t gl, gr;       /* which of them is in use */
	uint8_t single_shift; /* 2 or 3 for the next character only, else 0 */
	struct { /* in VT52 mode: what comes back after it */
		uint8_t charset[4], gl, gr;
	} vt100;
	bool wide_lines;      /* a line may have another shape than LINE_SINGLE */
	uint32_t modes;       /* MODE_*: the client needs them */
	uint64_t modes2;      /* MODE2_*: it does not */
	uint64_t modes_kept[2]; /* DEC modes under 128 that are kept without effect, by number */
	uint32_t saved_modes;   /* XTSAVE, as the three above */
	uint64_t saved_modes2;
	uint64_t saved_kept[2];
	uint8_t level;    /* DECSCL: 1..5 */
	uint8_t checksum; /* XTCHECKSUM */
	struct sgr_kept *sgr_stack; /* room for TERM_SGR_STACK; NULL: never used */
	uint8_t sgr_depth;
	struct kitty_stack kitty[2]; /* flags of the primary and of the alternate screen */
	bool format_unicode;         /* formatOtherKeys */
	uint8_t shape;
	uint8_t *tabs; /* a bit a column */
	struct saved saved[2]; /* DECSC, of the primary and of the alternate screen */
	struct saved left;     /* the primary screen's cursor while the alternate one is active */
	bool printed;          /* the last thing that happened was a character, at `last` */
	struct point last;
	uint32_t last_cp;      /* the last code point of that character */
	uint8_t last_class;    /* what it is for the next break, see width_class_next */

	char *title, *icon, *path;
	char *name; /* cfg.terminal_name, when it was set later */
	struct title_pair *titles; /* room for LIMIT_TERM_TITLE_STACK; NULL: none kept */
	uint8_t title_count;
	uint8_t title_modes;            /* XTSMTITLE */
	struct palette *palette;        /* what programs changed; NULL: nothing yet */
	struct term_colours colours;    /* of the user's terminal */
	struct palette *colour_stack;   /* XTPUSHCOLORS; NULL: never used */
	uint8_t colour_depth, colour_stack_len;
	struct term_note *note;         /* NULL: none was begun */
	struct buf selection;           /* OSC 52, where queries are allowed */
	uint64_t zone_line; /* OSC 133 B; 0: not known */
	uint16_t zone_col;

	uint32_t joined; /* cells of wrapped records at the end of the history */
	uint32_t epoch;
	uint64_t kept[TERM_EPOCHS]; /* by epoch, a ring: records below stood in the epoch before,
	                               too */
	struct scrolled scrolled;
	struct rest *rest; /* see rest.h */
	bool settled;      /* term_settle has nothing to do */

	uint64_t revision;
	bool changed; /* this batch has its revision */
	bool swept;   /* this batch had its collection */
	uint64_t section_rev[TERM_SECTIONS];
};

/* The revision of the batch, for a change that is being made. */
static inline uint64_t term_change(struct term *t)
{
	if (!t->changed) {
		t->changed = true;
		t->revision++;
	}
	return t->revision;
}

static inline void term_change_section(struct term *t, enum term_section s)
{
	t->section_rev[s] = term_change(t);
}

static inline bool term_is_alternate(const struct term *t)
{
	return t->other != NULL;
}

static inline bool term_mode(const struct term *t, uint32_t mode)
{
	return (t->modes & mode) != 0;
}

static inline bool term_mode2(const struct term *t, uint64_t mode)
{
	return (t->modes2 & mode) != 0;
}

/* What DECSC saves into on the active screen. */
static inline struct saved *term_saved(struct term *t)
{
	return &t->saved[term_is_alternate(t) ? 1 : 0];
}

/* Sends an answer to the program. */
void term_answer(struct term *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The same for an answer of any length. */
void term_answer_bytes(struct term *t, struct bytes b);
/* The pen changed: gets its ids. */
void term_set_pen(struct term *t, const struct style *pen);
/* The id of a style, after a collection if need be; 0 when there is no room. */
uint16_t term_style_id(struct term *t, const struct style *s);
/* The same, but the ids are got by term_settle_pen, before anything uses them. */
void term_move_pen(struct term *t, const struct style *pen);
void term_settle_pen(struct term *t);
/* Frees what no line uses any more. */
void term_collect(struct term *t);
/* RIS within a batch. */
void term_restart(struct term *t);
/* DECSTR. */
void term_restart_soft(struct term *t);
/* DECSCA, SPA, EPA: what is printed from now on is protected or not; `iso`: by SPA or EPA. */
void term_set_protection(struct term *t, bool on, bool iso);
/* History numbers from the present end on are used again, or the history went: a new epoch. */
void term_begin_epoch(struct term *t);
/* Drops the history, within a batch. */
void term_forget_history(struct term *t);
