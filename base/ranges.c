/* base/ranges.c -- the sorted set of numbers, as an array of ranges searched by halving. */
#include "base/ranges.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void ranges_finish(struct ranges *s)
{
	if (s == NULL) {
		return;
	}
	free(s->at);
	*s = (struct ranges){0};
}

void ranges_clear(struct ranges *s)
{
	s->count = 0;
}

/* Index of the first range that ends at or after n (count when there is none). */
static size_t first_reaching(const struct ranges *s, uint64_t n)
{
	size_t lo = 0, hi = s->count;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (s->at[mid].hi < n) {
			lo = mid + 1;
		} else {
			hi = mid;
		}
	}
	return lo;
}

/* Index of the first range that ends after n: the only one that can hold n. */
static size_t first_beyond(const struct ranges *s, uint64_t n)
{
	size_t i = first_reaching(s, n);
	return i < s->count && s->at[i].hi == n ? i + 1 : i;
}

/* Replaces the ranges from .. to-1 by `count` new ones. */
static void splice(struct ranges *s, size_t from, size_t to, const struct range *add, size_t count)
{
	size_t tail = s->count - to;
	size_t len = from + count + tail;
	s->at = mem_grow(s->at, &s->cap, len, sizeof(*s->at));
	if (tail > 0) {
		memmove(s->at + from + count, s->at + to, tail * sizeof(*s->at));
	}
	for (size_t i = 0; i < count; i++) {
		s->at[from + i] = add[i];
	}
	s->count = len;
}

void ranges_add(struct ranges *s, uint64_t lo, uint64_t hi)
{
	if (lo >= hi) {
		return;
	}
	size_t from = first_reaching(s, lo), to = from;
	while (to < s->count && s->at[to].lo <= hi) {
		to++;
	}
	struct range all = {.lo = lo, .hi = hi};
	if (to > from) {
		all.lo = s->at[from].lo < lo ? s->at[from].lo : lo;
		all.hi = s->at[to - 1].hi > hi ? s->at[to - 1].hi : hi;
	}
	splice(s, from, to, &all, 1);
}

void ranges_remove(struct ranges *s, uint64_t lo, uint64_t hi)
{
	if (lo >= hi) {
		return;
	}
	size_t from = first_beyond(s, lo), to = from;
	while (to < s->count && s->at[to].lo < hi) {
		to++;
	}
	if (to == from) {
		return;
	}
	struct range keep[2];
	size_t count = 0;
	if (s->at[from].lo < lo) {
		keep[count++] = (struct range){.lo = s->at[from].lo, .hi = lo};
	}
	if (s->at[to - 1].hi > hi) {
		keep[count++] = (struct range){.lo = hi, .hi = s->at[to - 1].hi};
	}
	splice(s, from, to, keep, count);
}

bool ranges_has(const struct ranges *s, uint64_t n)
{
	size_t i = first_beyond(s, n);
	return i < s->count && s->at[i].lo <= n;
}

bool ranges_covers(const struct ranges *s, uint64_t lo, uint64_t hi)
{
	if (lo >= hi) {
		return true;
	}
	size_t i = first_beyond(s, lo);
	return i < s->count && s->at[i].lo <= lo && s->at[i].hi >= hi;
}

uint64_t ranges_total(const struct ranges *s)
{
	uint64_t total = 0;
	for (size_t i = 0; i < s->count; i++) {
		total += s->at[i].hi - s->at[i].lo;
	}
	return total;
}

bool ranges_last_gap(const struct ranges *s, uint64_t lo, uint64_t hi, struct range *out)
{
	if (lo >= hi) {
		return false;
	}
	size_t i = first_reaching(s, hi);
	uint64_t end = hi;
	if (i < s->count && s->at[i].lo < hi) {
		end = s->at[i].lo;
	}
	if (end <= lo) {
		return false;
	}
	uint64_t start = i > 0 && s->at[i - 1].hi > lo ? s->at[i - 1].hi : lo;
	*out = (struct range){.lo = start, .hi = end};
	return true;
}

bool ranges_first_gap(const struct ranges *s, uint64_t lo, uint64_t hi, struct range *out)
{
	if (lo >= hi) {
		return false;
	}
	size_t i = first_beyond(s, lo);
	uint64_t start = lo;
	if (i < s->count && s->at[i].lo <= lo) {
		start = s->at[i].hi;
		i++;
	}
	if (start >= hi) {
		return false;
	}
	uint64_t end = i < s->count && s->at[i].lo < hi ? s->at[i].lo : hi;
	*out = (struct range){.lo = start, .hi = end};
	return true;
}

void ranges_trim_low(struct ranges *s, size_t keep)
{
	if (s->count > keep) {
		splice(s, 0, s->count - keep, NULL, 0);
	}
}
