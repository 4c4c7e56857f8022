/* client/predictors.h -- all predictors of a client: one a pane, what they learn together, how the user wants
 * them, and their figures. */
#pragma once

#include "base/buf.h"
#include "client/predict.h"
#include "mux/optmap.h"

struct predictors;
/* `host`: what is learned is kept by host. Reads the file of learned things, if there is one. */
struct predictors *predictors_new(const char *host);
void predictors_free(struct predictors *p); /* NULL is fine; keeps what was learned on the disk */
struct predictor *predictors_get(struct predictors *p, uint32_t pane); /* made when there is none */
struct predictor *predictors_find(struct predictors *p, uint32_t pane); /* NULL: none */
/* Panes that are gone, by the replica: their figures stay. */
void predictors_prune(struct predictors *p, const struct replica *r);

/* The options predict-*; `mode` is as the flag or the option says. */
void predictors_configure(struct predictors *p, const struct optmap *options, enum predict_mode mode);
const struct predict_rules *predictors_rules(const struct predictors *p);
/* What has come true in a pane counts for its program. */
void predictors_tally(struct predictors *p, uint32_t pane, const char *program);
/* Since when the oldest key of all panes waits; 0: none does. */
usec_t predictors_wait_since(struct predictors *p);
/* Keeps what was learned on the disk, now and then. */
void predictors_keep(struct predictors *p, usec_t now);

/* predict_hit (of `pane`), predict_accuracy, predict_shown, predict_wrong, predict_confirmed, predict_mode; NULL:
 * not one of ours. */
const char *predictors_variable(struct predictors *p, uint32_t pane, const char *name, char *out, size_t len);
/* Text for show-prediction. */
void predictors_report(struct predictors *p, uint32_t pane, struct buf *out);
