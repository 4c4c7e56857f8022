/* cmd/glob.c -- a matcher that goes back to the last star only, so that no pattern is slow. */
#include "cmd/glob.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "base/width.h"

static uint32_t next_cp(const char **at)
{
	size_t used;
	uint32_t cp = utf8_decode(*at, strlen(*at) < 4 ? strlen(*at) : 4, &used);
	*at += used;
	return cp;
}

static uint32_t fold(uint32_t cp, bool ignore_case)
{
	return ignore_case && cp < 128 ? (uint32_t)tolower((int)cp) : cp;
}

/* A [set] that begins at *at (after the bracket); false and *at untouched when it does not close. */
static bool in_set(const char **at, uint32_t cp, bool ignore_case, bool *is_in)
{
	const char *p = *at;
	bool not = *p == '!' || *p == '^', hit = false;
	p += not;
	for (bool first = true; *p != ']' || first; first = false) {
		if (*p == '\0') {
			return false;
		}
		uint32_t lo = next_cp(&p), hi = lo;
		if (p[0] == '-' && p[1] != ']' && p[1] != '\0') {
			p++;
			hi = next_cp(&p);
		}
		hit = hit || (fold(cp, ignore_case) >= fold(lo, ignore_case) && fold(cp, ignore_case) <= fold(hi, ignore_case));
	}
	*at = p + 1;
	*is_in = hit != not;
	return true;
}

/* One pattern element (not a star) against one character. */
static bool match_one(const char **pattern, uint32_t cp, bool ignore_case)
{
	bool is_in;
	if (**pattern == '\0') {
		return false;
	}
	uint32_t want = next_cp(pattern);
	if (want == '?') {
		return true;
	}
	if (want == '[' && in_set(pattern, cp, ignore_case, &is_in)) {
		return is_in;
	}
	if (want == '\\' && **pattern != '\0') {
		want = next_cp(pattern);
	}
	return fold(want, ignore_case) == fold(cp, ignore_case);
}

bool glob_match(const char *pattern, const char *text, bool ignore_case)
{
	const char *star = NULL, *resume = NULL;
	while (*text != '\0') {
		if (*pattern == '*') {
			star = ++pattern;
			resume = text;
			continue;
		}
		const char *next = text;
		if (match_one(&pattern, next_cp(&next), ignore_case)) {
			text = next;
			continue;
		}
		if (star == NULL) {
			return false;
		}
		pattern = star;
		next_cp(&resume);
		text = resume;
	}
	while (*pattern == '*') {
		pattern++;
	}
	return *pattern == '\0';
}
