/* window/history.h -- the records of lines that left the top of a screen: immutable, packed,
 * numbered.
 * A number is 64 bits, never reused, and rises by one a record; number `first` is the oldest kept.
 * Records join by the wrapped flag and are broken again at the viewer's width by view.h. */
#pragma once

#include "base/bytes.h"
#include "window/line.h"
#include "window/line_pack.h" /* line_pack, line_unpack: the packed form of a record */

struct history;

/* max_lines: records kept; the oldest go first. */
struct history *history_new(size_t max_lines);
void history_free(struct history *h);
void history_set_max(struct history *h, size_t max_lines);
/* Memory that records may take; 0: any. When it is exceeded, records are packed tighter, and then
 * the oldest go, 128 at a time. */
void history_set_max_bytes(struct history *h, size_t bytes);
/* Records come in faster than they compress well, so old ones wait for a quiet moment: compresses up
 * to `blocks` blocks of 128. True when more is left to do. What was decompressed for reading is
 * given back when nothing is. */
bool history_settle(struct history *h, size_t blocks);

/* The oldest number kept; == next when empty. A replica's records may have gaps: there it is what
 * history_drop_before said, or the lowest number put while that was never called. */
uint64_t history_first(const struct history *h);
uint64_t history_next(const struct history *h);  /* number that the next record will get */
/* Appends a record made from l (content only) and returns its number. */
uint64_t history_push(struct history *h, const struct line *l, const struct pool *p);
/* The same for n lines of printable ASCII in the default style: text that begins at s, where each has a
 * length of LIMIT_TERM_COLS at most and ends in CR LF. */
void history_push_text(struct history *h, const uint8_t *s, const uint16_t *lens, size_t n);
/* Takes the newest record back (a screen grew taller): unpacks it into out and removes it; next
 * goes down by one and the number is used again under the caller's new epoch. False when empty. */
bool history_pop(struct history *h, struct pool *p, struct line *out);
/* Drops everything older than number n; from here on the history begins at n (when that is past the
 * end, it is empty and the next number is n). */
void history_drop_before(struct history *h, uint64_t n);
/* Drops record n and everything newer; the next number is n. For a replica, when an epoch ends. */
void history_remove_from(struct history *h, uint64_t n);
/* Says which number the next record will get, as a replica learns it before it has the records. */
void history_set_next(struct history *h, uint64_t next);
/* Unpacks record n into out (its id and version are left alone). False when it is not kept. Quick
 * for any n, and quicker near the ones read last. */
bool history_get(struct history *h, uint64_t n, struct pool *p, struct line *out);

/* The packed form itself, which is also the wire form of a record: total to decode. */
/* Borrowed until the next call on h that is no question. */
bool history_packed(struct history *h, uint64_t n, struct bytes *out);
/* Puts a packed record at number n, or replaces it. For a replica, whose records come out of order:
 * any n is taken while n is below `first + LIMIT_HISTORY_LINES` (else ERR_LIMIT). A record that is
 * older than what was dropped is not kept, which is no error. ERR_PROTO when it does not decode. */
int history_put_packed(struct history *h, uint64_t n, struct bytes packed);
bool history_has(const struct history *h, uint64_t n);
size_t history_count(const struct history *h); /* records kept; gaps do not count */

size_t history_bytes(const struct history *h); /* memory held; all these questions are O(1) */
