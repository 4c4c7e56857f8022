/* mux/replica.h -- the client's side of the synchroniser: a copy of everything worth looking at. Never
 * edited, only replaced by what the server sends. Total on garbage.
 *
 * A frame of a pane is *whole* when the replica has every line that its head names, at that version or
 * a newer one. The newest whole frame is shown; a torn one only after a hold, unknown lines blank. */
#pragma once

#include "base/bytes.h"
#include "base/rect.h"
#include "base/usec.h"
#include "base/wr.h"
#include "mux/model.h"
#include "mux/store.h"
#include "mux/tree.h"
#include "window/history.h"
#include "window/line.h"
#include "window/term.h"

struct replica;

/* One pane as it is to be shown. Read only; valid until the next receive or tick. */
struct replica_pane {
	uint32_t id;
	uint64_t rev;             /* of the head shown; 0: nothing came yet */
	struct size size;
	const struct line *const *rows; /* size.rows of them; never NULL (blank when unknown) */
	struct pool *pool;        /* that cells of rows and of history refer to */
	struct term_cursor cursor;
	uint32_t modes;
	uint32_t keyboard; /* KEYBOARD_* */
	const char *title, *path;
	const struct palette *palette; /* colours that its programs changed, the pool's too; NULL: none */
	struct tty_flags tty;
	struct tree_echo echo;    /* zero until the first */
	bool torn;                /* shown after the hold, not yet whole */
	bool ahead;               /* the cursor and its row are newer than rev: they are never held back */
	struct history *history;  /* records kept here, with gaps */
	uint64_t history_first, history_next; /* extent on the server */
	uint32_t history_epoch;
	uint64_t zone_line;       /* OSC 133 B: line id where input begins; 0: unknown */
	uint16_t zone_col;
	uint64_t changed;         /* replica_change() at the last change of anything above */
};

struct replica *replica_new(void);
void replica_free(struct replica *r);

/* A frame body. ERR_PROTO: it did not decode; what came before the fault may have been applied, each
 * item whole. */
int replica_receive(struct replica *r, struct bytes frame, usec_t now);
void replica_set_rtt(struct replica *r, usec_t srtt); /* the hold is clamp(srtt/4, 10 ms, 60 ms) */
usec_t replica_deadline(const struct replica *r);     /* of a hold, or of tidying up in a quiet moment */
void replica_tick(struct replica *r, usec_t now);
/* Rises whenever anything that is shown changed. */
uint64_t replica_change(const struct replica *r);

const struct replica_pane *replica_pane(const struct replica *r, uint32_t id); /* NULL: unknown */
const struct tree_root *replica_root(const struct replica *r);                 /* NULL until it came */
const struct tree_session *replica_session(const struct replica *r, uint32_t id);
const struct tree_window *replica_window(const struct replica *r, uint32_t id);
const struct tree_view *replica_view(const struct replica *r);
const struct tree_status *replica_status(const struct replica *r);
/* NOTICE, TEXT, PROMPT, CLIP; NULL until one came. */
const struct tree_text *replica_text(const struct replica *r, enum object_kind kind);
uint64_t replica_bells(const struct replica *r); /* BELL is a tree_text whose serial counts */
struct bytes replica_options(const struct replica *r); /* text of OBJECT_OPTIONS */
struct bytes replica_keys(const struct replica *r);
uint64_t replica_object_version(const struct replica *r, enum object_kind kind, uint32_t id); /* 0: none */
bool replica_is_whole(const struct replica *r); /* no torn or wanting visible pane: nothing to resync */

struct bytes replica_object(const struct replica *r, uint8_t kind, uint32_t id); /* its bytes; empty: none */

/* What went wrong, for doctor and tests. */
struct replica_figures {
	uint64_t frames, bad_frames;
	uint64_t refused;         /* lines that did not fit what is held */
	uint64_t digest_mismatch; /* frames whole by name that were not the server's */
	uint64_t asked;           /* entries of wants, repetitions included */
	uint64_t torn;            /* frames shown torn */
	uint64_t stuck;           /* times that a pane was not whole and nothing came for it any more */
	size_t wants;             /* entries that wait */
};
struct replica_figures replica_figures(const struct replica *r);
/* Test hook: refuses to apply what arrives whenever it says true. */
void replica_set_refuse(struct replica *r, bool (*refuse)(void *ctx), void *ctx);

/* Asks for history records [lo, hi) of a pane soon (the user scrolls there). */
void replica_ask_history(struct replica *r, uint32_t pane, uint64_t lo, uint64_t hi);
/* Forgets things; what is on a screen becomes wanted. Used by limits and by tests. */
void replica_drop_line(struct replica *r, uint32_t pane, uint64_t line);
void replica_drop_pane(struct replica *r, uint32_t pane);

/* The replica's own frames (wants), in the link's terms. */
void replica_ready(const struct replica *r, usec_t at[SYNC_CLASSES]);
bool replica_fill(struct replica *r, enum sync_class c, struct wr *w, usec_t now, uint64_t *token);
void replica_acked(struct replica *r, uint64_t token);
void replica_lost(struct replica *r, uint64_t token);

/* What it holds, for the hello of the next link; at most LIMIT_INVENTORY bytes. `first`: the pane to
 * name first. */
void replica_inventory(const struct replica *r, uint32_t first, struct wr *out);
/* Another server instance answers, or one that does not know us any more: everything is forgotten, and asked
 * for. For when its hello says so; receive does it too when a root of another instance comes. */
void replica_reset(struct replica *r);
