/* client/termcap_impl.h -- what is known of the user's terminal, as strings ready to send, and the
 * parts that termcap_diff is made of. */
#pragma once

#include "client/termcap.h"

struct termcap {
	int colours;              /* 0, 8, 16, 256, or 0x1000000 */
	uint16_t attrs;           /* ATTR_* that the terminal can show */
	uint16_t not_with_colour; /* ATTR_* that cannot stand together with a colour */
	bool utf8, ansi, bce, am, xenl;
	bool ansi_cup; /* cup is CSI row ; column H */
	/* Takes OSC titles, mouse, paste and focus modes; skips what it does not know. */
	bool like_xterm;
	bool shapes;             /* DECSCUSR */
	bool sync, links, curly; /* curly: underlines of all kinds and colours */
	char *smcup, *rmcup, *smkx, *rmkx, *civis, *cnorm, *clear, *el, *sgr0, *ri, *ind, *bell;
	char *smam, *rmam, *rmir, *bold, *dim, *italic, *underline, *blink, *reverse, *invis;
	/* With parameters, for termcap_param. */
	char *cup, *csr, *setaf, *setab, *ech, *ich, *indn, *rin;
	char *panic;
	struct term_colours looks; /* as the terminal answered */
	bool entered, used_mouse, used_title, used_shape, used_links, used_cursor_colour;
	/* The keyboard. */
	bool has_kitty;   /* it has kitty's protocol */
	bool has_other;   /* by its name: modifyOtherKeys */
	bool colours_due; /* they changed: to be asked for again */
	bool answered;    /* to DA1: what came no answer until now will get none */
	bool pushed;      /* our flags stand on its stack */
	bool other_keys;  /* modifyOtherKeys is on */
	uint32_t keyboard; /* the flags in force */
	struct size cell;
	bool notes_9;     /* messages for the desktop are OSC 9, not 777 */
	bool repaint;     /* what the terminal shows is not what was last drawn */
	struct size size; /* of the last picture */

	/* Room that termcap_diff works in, kept from one call to the next. */
	struct pool *pool; /* of `old` and `want` */
	struct cell *old, *want;
	struct termcap_row *rows;
	struct termcap_slot *slots;
	size_t cell_cap, row_cap, slot_cap;
	struct buf body;
	struct termcap_memo *memo;
};

/* In cell.flags of a picture: do terminals agree on the width of the text? */
enum {
	TEXT_CERTAIN,
	TEXT_RUN,            /* ambiguous (TR 11): trusted only within a run of its kind */
	TEXT_DISPUTED,       /* emoji, sequences, combining, private use, bidirectional... */
	TEXT_UNKNOWN = 0xff, /* the cell may show anything */
};

/* Appends a capability with up to two numbers filled in. */
void termcap_param(const char *cap, int a, int b, struct buf *out);

/* client/termcap_keyboard.c: takes an answer that concerns keys or cells; false: it is another. */
bool termcap_keyboard_answer(struct termcap *t, const char *text);
void termcap_keyboard_name(struct termcap *t, const char *name); /* as XTVERSION told it */

/* client/termcap_cell.c: what of a canvas this terminal can show: colours and attributes it has,
 * text without controls (ASCII where it is not UTF-8), all invisible differences taken away. Cells
 * refer to t->pool; those equal in all bytes look the same. Columns `cols` of row y are made, into
 * a whole row `out`; the first is no right half. `lost`: the flag of what the pool has no room for. */
void termcap_picture(struct termcap *t, const struct canvas *c, uint16_t y, struct span cols,
        uint8_t lost, struct cell *out);
/* Before the first row of canvases with another pool, or whose pool may have changed. */
void termcap_picture_begin(struct termcap *t);

/* client/termcap_sgr.c: turns style `from` into `to`, both of t->pool; from NULL: unknown. */
void termcap_style(
        struct termcap *t, const struct style *from, const struct style *to, struct buf *out);
