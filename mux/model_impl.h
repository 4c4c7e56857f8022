/* mux/model_impl.h -- what the files of the model share. For mux/model*.c alone. */
#pragma once

#include "mux/model.h"

/* Makes room for one item at i: the array, with its count risen, comes back. */
void *model_array_open(void *at, size_t *count, size_t len, size_t i);
void model_array_close(void *at, size_t *count, size_t len, size_t i);

void session_free(struct session *s);
/* Position in s->links of the index; link_count when there is none. */
size_t session_link_at(const struct session *s, int index);
/* The index must be free. */
void session_link_add(struct session *s, int index, struct window *w);
/* Takes link i out; when it was current another is. The window's count falls, the window stays. */
void session_link_remove(struct model *m, struct session *s, size_t i);
/* The index to use for what was asked for, -1: first free from base. ERR_EXISTS, ERR_LIMIT,
 * ERR_ARG. */
int session_pick_index(const struct session *s, int index, int base, int *out);

/* A window of the one pane p, in no session yet. */
struct window *window_new(struct model *m, struct pane *p, struct size size, const char *name);
/* Frees a window that no session shows, and its panes. */
void window_destroy(struct model *m, struct window *w);
void window_free(struct window *w);
/* Terminals take the sizes of their rectangles. */
void window_fit(struct model *m, struct window *w);
/* Forgets a pane in mru; if it was active another is. The layout still has it. */
void window_lose(struct window *w, uint32_t pane);
void window_unzoom(struct window *w); /* the caller fits */

struct pane *pane_new(struct model *m, const struct term_cfg *term, struct size size);
void pane_destroy(struct model *m, struct pane *p); /* tells the host */
void pane_free(struct pane *p);
