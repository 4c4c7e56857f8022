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
	bool zoomed;             /* the active pane fills the window */
	struct size size;
	int last_preset;         /* enum layout_preset, -1 */
	char *old_layout;        /* for select-layout -o */
	bool bell, activity, silence; /* alert flags */
	usec_t activity_at;
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
	bool readonly, utf8, remote;
	char *term_name, *host; /* TERM of the client; its host name */
	int64_t created;
	usec_t activity_at;
	uint64_t figures[8];   /* rtt_us, loss_out_ppm, loss_in_ppm, ... for formats; see model.c */
};

struct model_host {
	void *ctx;
	void (*pane_resized)(void *ctx, struct pane *p);        /* tell the pty */
	void (*pane_removed)(void *ctx, struct pane *p);        /* about to be freed */
	void (*session_removed)(void *ctx, struct session *s);  /* about to be freed: move its clients */
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

struct model *model_new(uint64_t instance, const struct model_host *host);
void model_free(struct model *m);
void model_changed(struct model *m); /* for direct edits of plain fields */

struct session *model_session(const struct model *m, uint32_t id);
struct session *model_session_by_name(const struct model *m, const char *name);
struct window *model_window(const struct model *m, uint32_t id);
struct pane *model_pane(const struct model *m, uint32_t id);
struct model_client *model_client(const struct model *m, uint32_t id);

/* A name as tmux makes it valid: ':' and '.' become '_', controls are dropped. Caller frees. */
char *model_clean_name(const char *name);

/* name NULL: the first free number. ERR_EXISTS, ERR_ARG (empty), ERR_LIMIT. A session is born without
 * windows; one that loses its last is removed. */
int model_session_new(struct model *m, const char *name, struct session **out);
int model_session_rename(struct model *m, struct session *s, const char *name);
void model_session_remove(struct model *m, struct session *s);

/* A window with one pane and terminal of `size`, linked into s at index (-1: first free from
 * base_index; ERR_EXISTS when taken). */
int model_window_new(struct model *m, struct session *s, int index, int base_index, const char *name,
	struct size size, const struct term_cfg *term, struct window **out);
void model_window_rename(struct model *m, struct window *w, const char *name);
/* Takes it out of s; the window dies with its last link, the session with its last window. */
void model_window_unlink(struct model *m, struct session *s, int index);
void model_window_remove(struct model *m, struct window *w); /* from all sessions */
void model_window_select(struct model *m, struct session *s, int index);
struct window *model_window_at(const struct model *m, const struct session *s, int index); /* NULL */
struct window *model_current_window(const struct model *m, const struct session *s);
int model_window_move(struct model *m, struct session *from, int index, struct session *to, int to_index);
void model_session_renumber(struct model *m, struct session *s, int base);
void model_window_resize(struct model *m, struct window *w, struct size size);

/* Splits; the new pane is not yet active. `cells` -1: half; flags LAYOUT_*. */
int model_pane_split(struct model *m, struct pane *p, enum axis axis, int cells, unsigned flags,
	const struct term_cfg *term, struct pane **out);
/* Removes a pane; the window goes with its last. */
void model_pane_remove(struct model *m, struct pane *p);
void model_pane_select(struct model *m, struct pane *p); /* active in its window; unzooms if another was zoomed */
void model_window_zoom(struct model *m, struct window *w, bool on);
int model_pane_swap(struct model *m, struct pane *a, struct pane *b); /* also across windows */
/* Takes the pane out of its window into a new one (break), or next to another pane (join). */
int model_pane_break(struct model *m, struct pane *p, struct session *s, int index, const char *name, struct window **out);
int model_pane_join(struct model *m, struct pane *p, struct pane *to, enum axis axis, int cells, unsigned flags);
void model_window_rotate(struct model *m, struct window *w, bool down);
/* After a change of w->layout: terminals take their new sizes. */
void model_window_relayout(struct model *m, struct window *w);

/* Index of the pane in its window (tree order from 0), and back. */
int model_pane_index(const struct model *m, const struct pane *p);
struct pane *model_pane_at(const struct model *m, const struct window *w, int index);
/* Where the pane is in its window as shown (zoom included); false when it is not visible. */
bool model_pane_rect(const struct model *m, const struct pane *p, struct rect *out);

struct model_client *model_client_new(struct model *m, const char *name, struct size size);
void model_client_remove(struct model *m, struct model_client *c);
void model_client_attach(struct model *m, struct model_client *c, struct session *s);
