/* transport/state.h -- the fields of a struct as rows of a table, so that they can be written and read again. A
 * table names each field of its struct: those that are kept, and those that are not (tests/unit/transport/
 * link_state_test.c reads the headers, and fails when one has neither). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/rd.h"
#include "base/usec.h"
#include "base/wr.h"

enum state_type {
	STATE_NUMBER, /* unsigned, of any width; or a span of time */
	STATE_TIME,   /* a point in time: written as what lies between it and now */
	STATE_REAL,   /* double */
	STATE_BOOL,
	STATE_SKIP,   /* not kept: a secret, a pointer, a figure that nothing depends on, or a PART */
};

struct state_row {
	const char *name;
	enum state_type type;
	size_t at, size, count; /* of one element, and how many of them */
	uint64_t max;           /* a larger number is not one; 0: any */
};

#define STATE_OF(s, m) ((struct s *)0)->m
#define STATE_ROW(s, m, t, n, max) {#m, t, offsetof(struct s, m), sizeof STATE_OF(s, m) / (n), n, max}
/* A number, a double or a bool, by its type. */
#define KEEP(s, m)                                                                                 \
	STATE_ROW(s, m, _Generic(STATE_OF(s, m), double: STATE_REAL, bool: STATE_BOOL, default: STATE_NUMBER), 1, 0)
#define KEEP_MAX(s, m, max) STATE_ROW(s, m, STATE_NUMBER, 1, max)
#define KEEP_TIME(s, m) STATE_ROW(s, m, STATE_TIME, 1, 0)
#define KEEP_TIMES(s, m, n) STATE_ROW(s, m, STATE_TIME, n, 0)
#define SKIP(s, m) STATE_ROW(s, m, STATE_SKIP, 1, 0)
#define PART(s, m) STATE_ROW(s, m, STATE_SKIP, 1, 0) /* kept by other means */

struct state_table {
	const char *name; /* of the struct */
	const struct state_row *rows;
	size_t count;
};

#define STATE_TABLE(s) {#s, s##_rows, sizeof s##_rows / sizeof *s##_rows}

void state_put_time(struct wr *w, usec_t at, usec_t now);
usec_t state_get_time(struct rd *r, usec_t now);
void state_put(const struct state_table *t, const void *from, usec_t now, struct wr *w);
/* What does not fit fails the reader; *into then has some of it. */
void state_get(const struct state_table *t, void *into, usec_t now, struct rd *r);
/* The name of the first row by which the two differ; NULL: none. Doubles are the same when their bits are. */
const char *state_differs(const struct state_table *t, const void *a, const void *b);

struct ranges;
void state_put_ranges(struct wr *w, const struct ranges *s);
/* Into an empty set; more than `most` ranges fail the reader. */
void state_get_ranges(struct rd *r, struct ranges *s, size_t most);
