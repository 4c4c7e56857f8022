/* transport/state.c -- structs as rows: written, read, compared. */
#include "transport/state.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/ranges.h"

#define MOST (((uint64_t)1 << 62) - 1)
#define REAL_MAX 1e18 /* of a double: so that what is made of it fits a number */

static uint64_t get_uint(const uint8_t *at, size_t size)
{
	uint8_t a;
	uint16_t b;
	uint32_t c;
	uint64_t d;

	switch (size) {
	case 1:
		memcpy(&a, at, 1);
		return a;
	case 2:
		memcpy(&b, at, 2);
		return b;
	case 4:
		memcpy(&c, at, 4);
		return c;
	default:
		memcpy(&d, at, 8);
		return d;
	}
}

static void set_uint(uint8_t *at, size_t size, uint64_t v)
{
	uint8_t a = (uint8_t)v;
	uint16_t b = (uint16_t)v;
	uint32_t c = (uint32_t)v;

	switch (size) {
	case 1:
		memcpy(at, &a, 1);
		break;
	case 2:
		memcpy(at, &b, 2);
		break;
	case 4:
		memcpy(at, &c, 4);
		break;
	default:
		memcpy(at, &v, 8);
		break;
	}
}

void state_put_time(struct wr *w, usec_t at, usec_t now)
{
	int64_t off = (int64_t)(now - at);

	if (at == USEC_NEVER) {
		wr_var(w, 0);
	} else if (at == 0) {
		wr_var(w, 1);
	} else {
		wr_var(w, 2 + (off < 0 ? (uint64_t)(-off) << 1 | 1 : (uint64_t)off << 1));
	}
}

usec_t state_get_time(struct rd *r, usec_t now)
{
	uint64_t v = rd_var(r), off;

	if (v < 2) {
		return v == 0 ? USEC_NEVER : 0;
	}
	off = (v - 2) >> 1;
	if (((v - 2) & 1) == 0 && off >= now) {
		rd_fail(r); /* before the beginning of time */
		return 0;
	}
	return (v - 2) & 1 ? usec_add(now, off) : now - off;
}

static void put_one(const struct state_row *row, const uint8_t *at, usec_t now, struct wr *w)
{
	uint64_t v;

	switch (row->type) {
	case STATE_NUMBER:
		v = get_uint(at, row->size);
		wr_var(w, v < MOST ? v : MOST);
		break;
	case STATE_BOOL:
		wr_u8(w, *(const bool *)at);
		break;
	case STATE_TIME:
		state_put_time(w, get_uint(at, row->size), now);
		break;
	case STATE_REAL:
		v = get_uint(at, sizeof(double));
		wr_u64(w, v);
		break;
	case STATE_SKIP:
		break;
	}
}

void state_put(const struct state_table *t, const void *from, usec_t now, struct wr *w)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct state_row *row = &t->rows[i];

		for (size_t k = 0; row->type != STATE_SKIP && k < row->count; k++) {
			put_one(row, (const uint8_t *)from + row->at + k * row->size, now, w);
		}
	}
}

static void get_one(const struct state_row *row, uint8_t *at, usec_t now, struct rd *r)
{
	uint64_t v, most = row->size >= 8 ? MOST : ((uint64_t)1 << 8 * row->size) - 1;
	double real;

	switch (row->type) {
	case STATE_NUMBER:
		set_uint(at, row->size, rd_var_max(r, row->max != 0 ? row->max : most));
		break;
	case STATE_BOOL:
		*(bool *)at = rd_u8(r) != 0;
		break;
	case STATE_TIME:
		set_uint(at, row->size, state_get_time(r, now));
		break;
	case STATE_REAL:
		v = rd_u64(r);
		memcpy(&real, &v, sizeof real);
		if (!isfinite(real) || real > REAL_MAX || real < -REAL_MAX) {
			rd_fail(r);
			return;
		}
		set_uint(at, sizeof real, v);
		break;
	case STATE_SKIP:
		break;
	}
}

void state_get(const struct state_table *t, void *into, usec_t now, struct rd *r)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct state_row *row = &t->rows[i];

		for (size_t k = 0; row->type != STATE_SKIP && k < row->count && !r->bad; k++) {
			get_one(row, (uint8_t *)into + row->at + k * row->size, now, r);
		}
	}
}

const char *state_differs(const struct state_table *t, const void *a, const void *b)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct state_row *row = &t->rows[i];

		if (row->type != STATE_SKIP &&
			memcmp((const uint8_t *)a + row->at, (const uint8_t *)b + row->at, row->size * row->count) != 0) {
			return row->name;
		}
	}
	return NULL;
}

void state_put_ranges(struct wr *w, const struct ranges *s)
{
	uint64_t last = 0;

	wr_var(w, s->count);
	for (size_t i = 0; i < s->count; i++) {
		wr_var(w, s->at[i].lo - last);
		wr_var(w, s->at[i].hi - s->at[i].lo);
		last = s->at[i].hi;
	}
}

void state_get_ranges(struct rd *r, struct ranges *s, size_t most)
{
	uint64_t at = 0;

	for (uint64_t n = rd_var_max(r, most); n > 0; n--) {
		uint64_t lo = at + rd_var_max(r, MOST - at), hi = lo + rd_var_max(r, MOST - lo);

		if (r->bad) {
			return;
		}
		ranges_add(s, lo, hi);
		at = hi;
	}
}
