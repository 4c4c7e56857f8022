/* tests/sim/compare.h -- truth and replica, cell by cell, with styles, clusters and links resolved:
 * ids differ between the two ends. */
#pragma once

#include "mux/model.h"
#include "mux/replica.h"

/* Content of columns [0, cols), the flags and the fill. */
uint64_t line_hash(const struct line *l, const struct pool *pool, uint16_t cols);
bool line_same(const struct line *a, const struct pool *pa, const struct line *b, const struct pool *pb, uint16_t cols);

/* NULL when they are equal, else what differs. */
const char *compare_screen(struct pane *p, const struct replica_pane *r);
const char *compare_history(struct pane *p, const struct replica_pane *r);
const char *compare_head(struct pane *p, const struct replica_pane *r);
