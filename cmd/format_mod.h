/* cmd/format_mod.h -- what the modifiers of formats do to a value. Pure: text to text. */
#pragma once

#include "base/buf.h"

#define FORMAT_MODIFIERS 16 /* in one #{...} */
#define FORMAT_MOD_ARGS 4   /* of one modifier */

struct modifier {
	char name[3];
	char *args[FORMAT_MOD_ARGS]; /* unexpanded; owned */
	size_t count;
};

struct modifiers {
	struct modifier at[FORMAT_MODIFIERS];
	size_t count;
};

/* Bytes up to the first of `ends` that stands outside #{...} and is not escaped; the length of the text
 * when there is none (*found false). */
size_t format_skip(const char *text, const char *ends, bool *found);
/* Takes "mod;mod:" off the front of key and returns what follows; NULL when key has no modifiers. */
const char *format_modifiers(const char *key, struct modifiers *out);
void format_modifiers_finish(struct modifiers *m);
const struct modifier *format_modifier(const struct modifiers *m, const char *name); /* the last; NULL */
bool format_modifier_has(const struct modifier *m, char flag); /* in its first argument */

bool format_is_true(const char *value); /* not "" and not "0" */
int format_bounded_int(const char *text, int limit); /* -limit to limit; 0: no number */

/* Each returns a text that the caller frees. Styles (#[...]) take no width. */
char *format_trim(const char *value, int width, const char *suffix); /* negative: the end of it */
char *format_pad(const char *value, int width);                      /* negative: on the left */
size_t format_width(const char *value);
char *format_literal(const char *text); /* "#," "#}" "##" "#:" are one character */
char *format_quote_shell(const char *value);
char *format_quote_hash(const char *value);
char *format_basename(const char *path);
char *format_dirname(const char *path);
/* Every match of the extended regular expression; \1 in `with` are its groups. A pattern that is wrong or
 * costs too much leaves the text as it is. */
char *format_substitute(const char *value, const char *pattern, const char *with, bool ignore_case);
bool format_matches(const char *pattern, const char *value, bool regex, bool ignore_case);
/* Arithmetic in decimals; NULL when an operand is no number or the operator is none. */
char *format_calculate(const char *op, bool fraction, int digits, const char *left, const char *right);
/* strftime of each %-code in the text. */
char *format_strftime(const char *text, int64_t wall);
char *format_time(int64_t at, const char *format);           /* NULL: as ctime */
char *format_time_pretty(int64_t at, int64_t now);
