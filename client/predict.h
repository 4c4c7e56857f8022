/* client/predict.h -- the predictor of one pane: an overlay of cells and a cursor that the server
 * has not confirmed. Pure. It never touches the replica; drawing is clipped to the pane by
 * canvas_put.
 *
 * By the tty's flags: ICANON and ECHO -- certain, with the tty's own erase, kill and werase;
 * ICANON without ECHO -- a password, nothing at all; neither (shells, editors) -- epochs: a
 * prediction of a new epoch is computed but hidden until one of its cells is confirmed. Keys that
 * are not understood (Enter, controls) end certainty until flags stamped with an echo at or past
 * that key arrive, and a while longer, as the program may be about to turn echo off. Keys typed
 * meanwhile are played again from there. */
#pragma once

#include "base/usec.h"
#include "client/canvas.h"
#include "mux/replica.h"
#include "window/keys.h"

enum predict_mode { PREDICT_ADAPTIVE, PREDICT_ALWAYS, PREDICT_NEVER, PREDICT_EXPERIMENTAL };

struct predictor;
struct predictor *predictor_new(void);
void predictor_free(struct predictor *p);
void predictor_reset(struct predictor *p);
/* What other panes and other days have taught, on that host; the table must outlive the predictor. Without it
 * a predictor learns for itself. */
struct learned;
void predictor_set_learned(struct predictor *p, struct learned *l, const char *host);

/* A key was sent to the pane; `offset` is the input stream's offset behind its record. */
void predictor_key(struct predictor *p, const struct replica_pane *pane, keycode_t key,
	uint64_t offset, usec_t now);
/* Input that is not predicted (paste, mouse, another client's): what follows is uncertain. */
void predictor_break(struct predictor *p, uint64_t offset);
/* The pane has a new frame or echo: confirms, repairs, forgets. */
void predictor_update(struct predictor *p, const struct replica_pane *pane, usec_t now);
usec_t predictor_deadline(const struct predictor *p); /* when what is shown changes by time alone */

enum predict_look { PREDICT_UNDERLINE, PREDICT_DIM, PREDICT_PLAIN };

/* What is predicted at all, and how it looks; mode and thresholds aside. */
struct predict_rules {
	usec_t timeout;   /* a guess that waits so long is not shown any more; 0: it stays */
	size_t max_chars; /* keys that may wait at once; 0: as many as there is room for */
	bool text, backspace, moves;
	bool completes; /* Tab, by words on the screen: shown once it was right here, or in experimental */
	bool enters;    /* the cursor goes to the next row at Enter and Ctrl-C */
	bool ambiguous_wide; /* characters of ambiguous width take two cells, as in the terminal */
	bool debug;     /* marks guesses that are held back, without their text */
	enum predict_look look;
};
struct predict_rules predict_rules_default(void);
void predictor_set_rules(struct predictor *p, const struct predict_rules *r);

struct predict_view {
	enum predict_mode mode;
	usec_t srtt; /* of the link; the thresholds are the predictor's */
	bool underline; /* style option */
};
/* Draws what is to be shown into the canvas, over the pane's rectangle `r` (top-left cell = pane's
 * 0,0); moves canvas->cursor when the cursor is predicted. Returns true when anything was drawn. */
bool predictor_draw(struct predictor *p, const struct replica_pane *pane,
	const struct predict_view *v, struct rect r, struct canvas *c, usec_t now);

/* Since when the oldest key waits for its answer, as far as it is known here; 0: none does. */
usec_t predictor_waits_since(const struct predictor *p);

struct predict_figures {
	uint64_t shown, confirmed, wrong, hidden; /* cells */
};
void predictor_figures(const struct predictor *p, struct predict_figures *out);
