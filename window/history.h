/* window/history.h -- the records of lines that left the top of a screen: immutable, packed, numbered.
 * A number is 64 bits, never reused, and rises by one a record; number `first` is the oldest kept.
 * Records join by the wrapped flag and are broken again at the viewer's width by view.h. */
#pragma once

#include "base/bytes.h"
#include "window/line.h"

struct history;

/* max_lines: records kept; the oldest go first. */
struct history *history_new(size_t max_lines);
void history_free(struct history *h);
void history_set_max(struct history *h, size_t max_lines);

uint64_t history_first(const struct history *h); /* oldest number kept; == next when empty */
uint64_t history_next(const struct history *h);  /* number that the next record will get */
/* Appends a record made from l (content only) and returns its number. */
uint64_t history_push(struct history *h, const struct line *l, const struct pool *p);
/* Takes the newest record back (a screen grew taller): unpacks it into out and removes it; next goes
 * down by one and the number is used again under the caller's new epoch. False when empty. */
bool history_pop(struct history *h, struct pool *p, struct line *out);
/* Drops everything older than number n. */
void history_drop_before(struct history *h, uint64_t n);
/* Unpacks record n into out (its id and version are left alone). False when it is not kept. */
bool history_get(const struct history *h, uint64_t n, struct pool *p, struct line *out);

/* The packed form itself, which is also the wire form of a record: total to decode. */
bool history_packed(const struct history *h, uint64_t n, struct bytes *out); /* borrowed until the next call */
/* Puts a packed record at number n. For a replica, whose records come out of order: any n is taken
 * while n is below `first + LIMIT_HISTORY_LINES`. ERR_PROTO when it does not decode. */
int history_put_packed(struct history *h, uint64_t n, struct bytes packed);
bool history_has(const struct history *h, uint64_t n);
int line_pack(const struct line *l, const struct pool *p, struct buf *out);
int line_unpack(struct bytes packed, struct pool *p, struct line *out); /* ERR_PROTO; out untouched then */

size_t history_bytes(const struct history *h); /* memory held */
