/* base/ranges.c -- a sorted array of ranges, found by bisection. */
#include "base/ranges.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* First range whose hi is at or above n. */
static size_t lower(const struct ranges *s, uint64_t n)
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

/* Replaces `count` ranges from i on by those of `by`. */
static void splice(struct ranges *s, size_t i, size_t count, const struct range *by, size_t by_count)
{
	s->at = mem_grow(s->at, &s->cap, s->count - count + by_count + 1, sizeof(*s->at));
	memmove(s->at + i + by_count, s->at + i + count, (s->count - i - count) * sizeof(*s->at));
	if (by_count > 0) {
		memcpy(s->at + i, by, by_count * sizeof(*by));
	}
	s->count += by_count - count;
}

void ranges_finish(struct ranges *s)
{
	free(s->at);
	*s = (struct ranges){0};
}

void ranges_clear(struct ranges *s)
{
	s->count = 0;
}

void ranges_add(struct ranges *s, uint64_t lo, uint64_t hi)
{
	if (lo >= hi) {
		return;
	}
	size_t i = lower(s, lo), end = i;
	while (end < s->count && s->at[end].lo <= hi) {
		lo = s->at[end].lo < lo ? s->at[end].lo : lo;
		hi = s->at[end].hi > hi ? s->at[end].hi : hi;
		end++;
	}
	splice(s, i, end - i, &(struct range){lo, hi}, 1);
}

void ranges_remove(struct ranges *s, uint64_t lo, uint64_t hi)
{
	if (lo >= hi) {
		return;
	}
	size_t i = lower(s, lo), end = i, n = 0;
	struct range rest[2];
	for (; end < s->count && s->at[end].lo < hi; end++) {
		const struct range *r = &s->at[end];
		if (r->lo < lo) {
			rest[n++] = (struct range){r->lo, r->hi < lo ? r->hi : lo};
		}
		if (r->hi > hi) {
			rest[n++] = (struct range){hi, r->hi};
		}
	}
	splice(s, i, end - i, rest, n);
}

bool ranges_has(const struct ranges *s, uint64_t n)
{
	return n < UINT64_MAX && ranges_covers(s, n, n + 1);
}

bool ranges_covers(const struct ranges *s, uint64_t lo, uint64_t hi)
{
	if (lo >= hi) {
		return true;
	}
	size_t i = lower(s, hi);
	return i < s->count && s->at[i].lo <= lo;
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
	size_t i = lower(s, hi);
	if (i < s->count && s->at[i].lo < hi) { /* covers the end */
		hi = s->at[i].lo;
	}
	if (hi <= lo) {
		return false;
	}
	uint64_t from = i > 0 && s->at[i - 1].hi > lo ? s->at[i - 1].hi : lo;
	*out = (struct range){from, hi};
	return true;
}

bool ranges_first_gap(const struct ranges *s, uint64_t lo, uint64_t hi, struct range *out)
{
	size_t i = lower(s, lo);
	if (i < s->count && s->at[i].lo <= lo) {
		lo = s->at[i].hi > lo ? s->at[i].hi : lo;
		i++;
	}
	if (lo >= hi) {
		return false;
	}
	*out = (struct range){lo, i < s->count && s->at[i].lo < hi ? s->at[i].lo : hi};
	return true;
}

void ranges_trim_low(struct ranges *s, size_t keep)
{
	if (s->count > keep) {
		splice(s, 0, s->count - keep, NULL, 0);
	}
}
