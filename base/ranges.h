/* base/ranges.h -- a sorted set of 64-bit numbers kept as disjoint, non-adjacent half-open ranges.
 * Zeroed memory is the empty set. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct range {
	uint64_t lo, hi; /* lo <= n < hi */
};

struct ranges {
	struct range *at;
	size_t count, cap;
};

void ranges_finish(struct ranges *s);
void ranges_clear(struct ranges *s);
void ranges_add(struct ranges *s, uint64_t lo, uint64_t hi);    /* empty when lo >= hi */
void ranges_remove(struct ranges *s, uint64_t lo, uint64_t hi);
bool ranges_has(const struct ranges *s, uint64_t n);
bool ranges_covers(const struct ranges *s, uint64_t lo, uint64_t hi);
uint64_t ranges_total(const struct ranges *s); /* how many numbers are in it */
/* The highest gap (maximal run not in the set) within [lo, hi), by position; false when covered. */
bool ranges_last_gap(const struct ranges *s, uint64_t lo, uint64_t hi, struct range *out);
bool ranges_first_gap(const struct ranges *s, uint64_t lo, uint64_t hi, struct range *out);
/* Drops the lowest ranges until at most `keep` are left. */
void ranges_trim_low(struct ranges *s, size_t keep);
