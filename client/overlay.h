/* client/overlay.h -- what the client shows over the panes for itself: scrolled-back history, a
 * prompt, a question, a page of text, a message. Their keys are not in the input stream; their
 * results are. Pure. */
#pragma once

#include "base/buf.h"
#include "base/usec.h"
#include "client/canvas.h"
#include "mux/replica.h"
#include "window/keys.h"

/* ---- scrollback of one pane ---- */
/* What is shown begins with a place in the text, and stays there whatever is written meanwhile.
 * Lines are counted as in window/view.h: the history's records by number, then the rows of the
 * screen. */
struct scroll {
	uint32_t pane; /* 0: not active */
	uint64_t line; /* the top row begins there or before */
	uint16_t col;
	bool exit_at_bottom; /* -e: scrolling down to the end leaves */
};

void scroll_enter(struct scroll *s, const struct replica_pane *p, bool exit_at_bottom);
void scroll_leave(struct scroll *s);
/* Moves by rows (negative: up). */
void scroll_move(struct scroll *s, const struct replica_pane *p, int rows);
/* True when the key was one of the mode's; leaves on q, Escape, C-c and the like. */
bool scroll_key(struct scroll *s, const struct replica_pane *p, keycode_t key);
/* Draws the pane as scrolled into r; asks the replica for records that it lacks. */
void scroll_draw(struct scroll *s, struct replica *rep, const struct replica_pane *p,
	struct canvas *c, struct rect r);

/* ---- one line of input in the status line ---- */
struct prompt {
	bool active;
	bool confirm;    /* one key: y or n */
	char *label;     /* "(rename-window) " */
	char *template;  /* command with %% or %1 for what was typed */
	struct buf text; /* UTF-8 */
	size_t at;       /* cursor, in bytes */
	char **history;  /* oldest first */
	size_t history_count, history_cap, history_at;
};

void prompt_open(struct prompt *p, const char *label, const char *initial, const char *template,
	bool confirm);
void prompt_close(struct prompt *p);
void prompt_finish(struct prompt *p);
enum prompt_result { PROMPT_MORE, PROMPT_DONE, PROMPT_CANCELLED };
/* Feeds a key. PROMPT_DONE: *command is what to run (caller frees; may be empty), the prompt is
 * closed. */
enum prompt_result prompt_key(struct prompt *p, keycode_t key, char **command);
void prompt_paste(struct prompt *p, struct bytes text);
void prompt_draw(
	const struct prompt *p, struct canvas *c, struct rect row, const struct style *style);

/* ---- a page of text ---- */
struct pager {
	bool active;
	char *title;
	char **lines;
	size_t count, cap, top;
};

/* What is longer than a row of `cols` goes on in the next one. */
void pager_open(struct pager *p, const char *title, const char *text, size_t len, uint16_t cols);
void pager_close(struct pager *p);
/* Any key that does not scroll closes. */
void pager_key(struct pager *p, keycode_t key, uint16_t rows);
void pager_draw(const struct pager *p, struct canvas *c, struct rect r);

/* ---- a message for a while ---- */
struct notice {
	char *text;
	usec_t until; /* 0: none */
};

void notice_show(struct notice *n, const char *text, usec_t now, usec_t for_us);
void notice_clear(struct notice *n);
