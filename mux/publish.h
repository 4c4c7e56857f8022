/* mux/publish.h -- turns the model into rows of a store: structure only; screens are read by the
 * sender from the terminals. Calling it after every turn of the event loop costs nothing when
 * model->change did not rise. */
#pragma once

#include "mux/model.h"
#include "mux/store.h"

struct publish {
	uint64_t change; /* model->change that the store shows */
};

void publish_tree(struct publish *p, const struct model *m, struct store *out);
