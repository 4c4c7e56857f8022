/* client/termcap.h -- the user's terminal, as bytes: the only door to terminfo. */
#pragma once

#include "base/buf.h"
#include "client/canvas.h"
#include "window/palette.h"

struct termcap;

struct termcap_cfg {
	const char *term;      /* $TERM */
	const char *colorterm; /* $COLORTERM; may be NULL */
	bool utf8;             /* the locale says UTF-8 */
	int fd;                /* of the terminal, for terminfo's own questions */
};

/* ERR_NOTFOUND with a one-line text in *err (caller frees) when terminfo knows no such terminal or
 * it cannot move its cursor. */
int termcap_new(const struct termcap_cfg *cfg, struct termcap **out, char **err);
void termcap_free(struct termcap *t);
int termcap_colours(const struct termcap *t); /* 8, 16, 256, or 0x1000000 */

/* Entering and leaving: alternate screen, keypad, paste, focus, mouse. Leaving undoes all that was
 * ever switched on, whatever the state. */
void termcap_enter(struct termcap *t, struct buf *out);
void termcap_leave(struct termcap *t, struct buf *out);
/* A fixed byte string that restores any terminal well enough, safe to write from a signal handler.
 * */
struct bytes termcap_panic(const struct termcap *t);
void termcap_mouse(
        struct termcap *t, int level, struct buf *out); /* 0 off, 1 clicks, 2 drags, 3 all moves */
/* How much the terminal is to tell of keys: KEYBOARD_KITTY flags, 0 as it always did. Where it has not
 * kitty's protocol, any flag is modifyOtherKeys 2; where it has neither, nothing happens. Writes only
 * what changes. Nothing is written before the terminal has said what it is. */
void termcap_keyboard(struct termcap *t, uint32_t flags, struct buf *out);
bool termcap_tells_keys(const struct termcap *t); /* C-i from Tab and the like: as asked now */
struct size termcap_cell(const struct termcap *t); /* pixels; 0x0: not known */
void termcap_title(struct termcap *t, const char *title, struct buf *out);
void termcap_clipboard(struct termcap *t, struct bytes text, struct buf *out); /* OSC 52 */
void termcap_bell(struct termcap *t, struct buf *out);
/* A message for the desktop, as the terminal takes it: OSC 777, in iTerm2 OSC 9. title may be empty. */
void termcap_notify(struct termcap *t, const char *title, const char *text, struct buf *out);
/* Asks the terminal who it is (XTVERSION, DECRQM 2026, OSC 10/11, kitty's keyboard, the size of a cell,
 * and last DA1, which all of them answer); answers come as
 * INPUT_REPORT. */
void termcap_ask(struct termcap *t, struct buf *out);
void termcap_answer(struct termcap *t, struct bytes report);
/* The colours that it told, the size of a cell left out; false: it is still answering. */
bool termcap_colours_told(struct termcap *t, struct term_colours *out);
/* Whether it said (2031) that they changed since this was last called: ask for them. */
bool termcap_wants_colours(struct termcap *t);
void termcap_ask_colours(struct termcap *t, struct buf *out);

/* The smallest output found that turns `from` (what the terminal shows; NULL: unknown, everything
 * is drawn) into `to`, inside synchronised output where the terminal has it. */
void termcap_diff(
        struct termcap *t, const struct canvas *from, const struct canvas *to, struct buf *out);
