/* window/pool.h -- interns what cells refer to: styles, clusters of several code points, hyperlinks.
 * One pool serves one pane (or one replica of a pane, or one compositor). Ids never leave the process.
 *
 * Nothing is counted per cell. When a table is full the owner runs a collection: pool_gc_begin, then
 * pool_gc_line for every line that lives, then pool_gc_end, which frees what nobody marked. Ids of
 * what survives do not change. */
#pragma once

#include "base/bytes.h"
#include "window/style.h"

struct line;
struct palette;
struct pool;

struct pool_link {
	struct bytes uri; /* LIMIT_TERM_LINK at most */
	struct bytes id;  /* the id= parameter of OSC 8; may be empty */
};

struct pool *pool_new(void);
void pool_free(struct pool *p);

/* The style's id; 0 is the default style. When the table is full even after the caller's collection,
 * 0. */
uint16_t pool_style(struct pool *p, const struct style *s);
const struct style *pool_style_get(const struct pool *p, uint16_t id); /* unknown id: the default */

/* The value for cell.text: a single code point stands for itself, a longer cluster gets an id above
 * CELL_CLUSTER. `s` is UTF-8, 1..CLUSTER_MAX bytes. Full table: the first code point alone. */
uint32_t pool_text(struct pool *p, const char *s, size_t len);
/* The value for the cluster `text` (not 0) with one more code point. 0 when that has more than CLUSTER_MAX
 * bytes or the table is full. */
uint32_t pool_text_append(struct pool *p, uint32_t text, uint32_t cp);
/* UTF-8 of cell.text into out (CLUSTER_MAX bytes); returns its length, 0 for a blank. */
size_t pool_text_get(const struct pool *p, uint32_t text, char *out);

/* Id of a hyperlink; 0 when the table is full or the URI is empty or too long. */
uint32_t pool_link(struct pool *p, struct bytes uri, struct bytes id);
const struct pool_link *pool_link_get(const struct pool *p, uint32_t id); /* NULL for 0 or unknown */

/* True when so much was added since the last collection that another is worth its time. */
bool pool_wants_gc(const struct pool *p);
void pool_gc_begin(struct pool *p);
void pool_gc_style(struct pool *p, uint16_t id); /* marks one style (and its link) */
void pool_gc_line(struct pool *p, const struct line *l);
void pool_gc_end(struct pool *p);

/* The palette under which its colours are shown (window/palette.h), borrowed; NULL, as at first: none. */
void pool_set_palette(struct pool *p, const struct palette *palette);
const struct palette *pool_palette(const struct pool *p);

size_t pool_memory(const struct pool *p); /* bytes held */
