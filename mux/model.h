/* mux/model.h -- the truth on the server: sessions > windows > panes, and the clients that look at
 * them. Plain structs that commands read; changes go through the functions below, which keep the
 * structure whole. No fds: what must happen outside is asked of struct model_host.
 *
 * Ids are never reused. Pointers are valid until the thing is removed: keep ids across waits. */
#pragma once

#include "base/rect.h"
#include "base/usec.h"
#include "layout/tree.h"
#include "mux/limits.h"
#include "mux/optmap.h"
#include "window/term.h"

/* What the pty says (tcgetattr of the master), stamped by the server after each read and write. */
struct tty_flags {
	bool known;
	bool icanon, echo, isig, iexten, icrnl;
	uint8_t erase, kill, werase, intr, eof, lnext, reprint; /* 0: disabled */
};

struct pane {
	uint32_t id; /* %id */
	uint32_t window;
	struct term *term; /* owned */
	struct tty_flags tty;
	uint64_t tty_rev;     /* rises with each change of tty */
	usec_t output_at;     /* last output; 0: none */
	usec_t sync_since;    /* mode 2026 is set since; 0: it is not */
	bool dead;            /* program ended, pane remains */
	int exit_status;      /* wait status once dead */
	int64_t pid;
	char *tty_name;       /* "/dev/pts/3"; may be NULL */
	char *start_command;  /* NULL: a shell */
	char *start_path, *current_path, *current_command; /* may be NULL */
	struct optmap options;
	uint32_t in_mode;     /* how many clients look at it in copy mode */
	bool pipe;
};

struct window {
	uint32_t id; /* @id */
	char *name;
	bool auto_name;          /* automatic-rename has not been turned off by a rename */
	struct layout *layout;   /* owned; leaves are pane ids */
	uint32_t active;         /* pane id */
	uint32_t *mru;           /* panes, most recently active first */
	size_t mru_count;
	size_t mru_seen;         /* so many of the first have ever been active: last-pane needs two */
	bool zoomed;             /* the active pane fills the window */
	struct size size;
	int last_preset;         /* enum layout_preset, -1 */
	char *old_layout;        /* for select-layout -o */
	bool bell, activity, silence; /* alert flags */
	usec_t activity_at;      /* last output; 0: none */
	usec_t silent_at;        /* since when monitor-silence counts: the last output or alert; 0: not yet */
	struct optmap options;
	uint32_t links;          /* how many sessions show it */
};

struct winlink {
	int index;
	uint32_t window;
};

struct session {
	uint32_t id; /* $id */
	char *name;
	struct winlink *links; /* by index */
	size_t link_count;
	int current;           /* index */
	int *last;             /* indexes, most recent first, without current */
	size_t last_count;
	int64_t created, attached_at; /* wall clock, seconds */
	usec_t activity_at;
	char *path;            /* start directory */
	struct optmap options, environment;
};

struct model_client {
	uint32_t id;
	char *name;            /* tty path on the client's side, or "client-N" */
	uint32_t session;      /* 0: none */
	uint32_t last_session;
	struct size size;
	struct size cell;      /* pixels of a cell of its terminal; 0x0: not known */
	struct term_colours colours; /* of its terminal, without its cell */
	bool readonly, utf8, remote;
	char *term_name, *host; /* TERM of the client; its host name */
	int64_t created;
	usec_t activity_at;
	uint64_t figures[8];   /* by enum model_figure, for formats */
};

enum model_figure {
	FIGURE_RTT_US,       /* smoothed; 0: not measured yet */
	FIGURE_LOSS_OUT_PPM, /* datagrams to the client that were lost, per million */
	FIGURE_LOSS_IN_PPM,
	FIGURE_RATE_OUT,     /* bytes a second */
	FIGURE_RATE_IN,
	FIGURE_BYTES_OUT,    /* over the life of the link */
	FIGURE_BYTES_IN,
	FIGURE_SILENCE_US,   /* since the client was last heard */
};

/* Any function may be NULL. While one runs nothing may be added or removed; session_removed may
 * attach clients elsewhere. A removed thing is still found by its id during the call. */
struct model_host {
	void *ctx;
	void (*pane_resized)(void *ctx, struct pane *p);        /* tell the pty */
	void (*pane_removed)(void *ctx, struct pane *p);        /* about to be freed */
	/* About to be freed: move its clients. What still points there afterwards is attached to
	 * none. */
	void (*session_removed)(void *ctx, struct session *s);
};

struct model {
	struct session **sessions; /* by name */
	size_t session_count;
	struct window **windows;
	size_t window_count;
	struct pane **panes;
	size_t pane_count;
	struct model_client **clients;
	size_t client_count;
	uint32_t next_session, next_window, next_pane, next_client;
	uint64_t instance;         /* random, names this run of the server */
	uint64_t change;           /* rises with every structural change: publish again */
	struct model_host host;
	struct optmap server_options, session_options, window_options; /* the global ones */
	struct optmap environment;
	int64_t started;
};

/* The host is copied; NULL: none. */
struct model *model_new(uint64_t instance, const struct model_host *host);
void model_free(struct model *m); /* pane_removed is called for each pane, session_removed is not */
void model_changed(struct model *m); /* for direct edits of plain fields */

struct session *model_session(const struct model *m, uint32_t id);
struct session *model_session_by_name(const struct model *m, const char *name);
struct window *model_window(const struct model *m, uint32_t id);
struct pane *model_pane(const struct model *m, uint32_t id);
struct model_client *model_client(const struct model *m, uint32_t id);

/* A name as tmux makes it valid: ':' and '.' become '_', controls are dropped, what is not UTF-8
 * becomes U+FFFD; LIMIT_NAME bytes at most. Caller frees. */
char *model_clean_name(const char *name);
/* The same for a window's name, which keeps ':' and '.'. */
char *model_clean_title(const char *name);

/* name NULL: the first free number, counting on from the sessions there have been (as tmux: 0, 1,
 * 2). ERR_EXISTS, ERR_ARG (empty), ERR_LIMIT. A session is born without windows; one that loses its
 * last is removed. */
int model_session_new(struct model *m, const char *name, struct session **out);
int model_session_rename(struct model *m, struct session *s, const char *name);
void model_session_remove(struct model *m, struct session *s);

/* The first index from base that is free; -1: none. */
int model_session_free_index(const struct session *s, int base);
/* Makes index free by moving what is there, and what follows it without a gap, up by one
 * (new-window -a, -b). ERR_LIMIT: the run ends at the largest index. */
int model_session_make_gap(struct model *m, struct session *s, int index);

/* A window with one pane and terminal of `size`, linked into s at index (-1: first free from
 * base_index; ERR_EXISTS when taken). The first window of a session is its current one; a later one
 * is not until it is selected. name NULL: automatic, empty until model_window_auto_name.
 * ERR_LIMIT. */
int model_window_new(struct model *m, struct session *s, int index, int base_index,
	const char *name, struct size size, const struct term_cfg *term, struct window **out);
/* By hand: auto_name ends. */
void model_window_rename(struct model *m, struct window *w, const char *name);
/* Does something only while auto_name. */
void model_window_auto_name(struct model *m, struct window *w, const char *name);
/* Shows w in one more session (or at one more index). -1: first free from base_index. ERR_EXISTS,
 * ERR_LIMIT. */
int model_window_link(struct model *m, struct window *w, struct session *s, int index,
	int base_index);
/* Takes it out of s; the window dies with its last link, the session with its last window. */
void model_window_unlink(struct model *m, struct session *s, int index);
void model_window_remove(struct model *m, struct window *w); /* from all sessions */
/* Makes it current and clears its alert flags. Nothing happens when there is none at index. */
void model_window_select(struct model *m, struct session *s, int index);
/* NULL: there is none. */
struct window *model_window_at(const struct model *m, const struct session *s, int index);
struct window *model_current_window(const struct model *m, const struct session *s);
/* Links it at the new place, then unlinks the old one (so `from` may be gone). -1: first free from
 * 0; see model_session_free_index. ERR_NOTFOUND, ERR_EXISTS, ERR_LIMIT. */
int model_window_move(struct model *m, struct session *from, int index, struct session *to,
	int to_index);
/* The windows at two places change places; which index is current stays. ERR_NOTFOUND. */
int model_window_swap(struct model *m, struct session *a, int a_index, struct session *b,
	int b_index);
void model_session_renumber(struct model *m, struct session *s, int base);
/* The window becomes larger than asked for when its layout does not fit. */
void model_window_resize(struct model *m, struct window *w, struct size size);

/* Splits; the new pane is not yet active. `cells` -1: half; flags LAYOUT_*. The terminal takes its
 * size from the layout, the rest from `term`. Errors of layout_split. */
int model_pane_split(struct model *m, struct pane *p, enum axis axis, int cells, unsigned flags,
	const struct term_cfg *term, struct pane **out);
/* Removes a pane; the window goes with its last. If it was active, the one that was so before is
 * again. */
void model_pane_remove(struct model *m, struct pane *p);
/* Active in its window; unzooms if another was zoomed. */
void model_pane_select(struct model *m, struct pane *p);
void model_window_zoom(struct model *m, struct window *w, bool on);
/* Also across windows; there the active pane's place stays active. Both windows are unzoomed. */
int model_pane_swap(struct model *m, struct pane *a, struct pane *b);
/* Takes the pane out of its window into a new one (break), or next to another pane (join). Both
 * unzoom what they touch; neither selects. A window's only pane moves there as the window it has:
 * its link in s if there is one. Index as in model_window_move. name NULL: automatic. A window
 * whose last pane joins another is gone. */
int model_pane_break(struct model *m, struct pane *p, struct session *s, int index,
	const char *name, struct window **out);
int model_pane_join(struct model *m, struct pane *p, struct pane *to, enum axis axis, int cells,
	unsigned flags);
/* Each pane takes the place before its own (down: after it); the active place stays active.
 * Unzooms. */
void model_window_rotate(struct model *m, struct window *w, bool down);
/* After a change of w->layout: it is brought to w->size, terminals take their new sizes. The leaves
 * must be the panes of w. A zoom stays; what shows a layout unzooms first. */
void model_window_relayout(struct model *m, struct window *w);

/* Index of the pane in its window (tree order from 0), and back. */
int model_pane_index(const struct model *m, const struct pane *p);
struct pane *model_pane_at(const struct model *m, const struct window *w, int index);
/* Where the pane is in its window as shown (zoom included); false when it is not visible. */
bool model_pane_rect(const struct model *m, const struct pane *p, struct rect *out);

struct model_client *model_client_new(struct model *m, const char *name, struct size size);
void model_client_remove(struct model *m, struct model_client *c);
/* NULL: none. */
void model_client_attach(struct model *m, struct model_client *c, struct session *s);

/* What is broken; NULL: nothing. For tests. */
const char *model_check(const struct model *m);
