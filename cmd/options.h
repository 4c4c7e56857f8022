/* cmd/options.h -- the options there are, one row each: name, type, scope, range, default, help. Values
 * are kept as text in the optmaps of the model. */
#pragma once

#include "cmd/ctx.h"

enum option_type { OPTION_STRING, OPTION_NUMBER, OPTION_FLAG, OPTION_CHOICE, OPTION_KEY, OPTION_COLOUR, OPTION_STYLE, OPTION_ARRAY };
enum { OPTION_SERVER = 1, OPTION_SESSION = 2, OPTION_WINDOW = 4, OPTION_PANE = 8 };

struct option_def {
	const char *name;
	enum option_type type;
	unsigned scope;            /* OPTION_* or-ed */
	int64_t min, max;          /* numbers */
	const char *const *choices; /* NULL-terminated; OPTION_CHOICE */
	const char *value;         /* default */
	const char *unit;          /* "ms", "lines"; NULL */
	bool to_client;            /* travels in OBJECT_OPTIONS */
	const char *help;
};

size_t option_count(void);
const struct option_def *option_at(size_t i); /* by name */
/* Exact or unambiguous prefix; NULL, and *err "invalid option: x" / "ambiguous option: x". */
const struct option_def *option_find(const char *name, char **err);
/* Value in force for a pane, window or session (any may be NULL): the nearest set one, else default. */
const char *option_get(const struct model *m, const struct session *s, const struct window *w,
	const struct pane *p, const char *name);
int64_t option_number(const struct model *m, const struct session *s, const struct window *w,
	const struct pane *p, const char *name);
bool option_flag(const struct model *m, const struct session *s, const struct window *w, const struct pane *p,
	const char *name);
/* Checks and normalises a value ("on", number in range...); caller frees *out. ERR_ARG and *err in
 * tmux's words. value NULL toggles flags and two-way choices from `now`. */
int option_check(const struct option_def *o, const char *value, const char *now, char **out, char **err);
/* "name=value" lines of all options with to_client, in force for session s, for OBJECT_OPTIONS; values
 * escaped so that a line is a line. Styles, colours and set-titles-string are expanded for its current
 * pane (as a format_ctx with `keep`: the client expands the title once more). And back: the value of one, or its default. */
void option_client_text(const struct model *m, const struct session *s, struct buf *out);
void option_client_parse(const char *text, size_t len, struct optmap *out);
const char *option_client_get(const struct optmap *o, const char *name);
int64_t option_client_number(const struct optmap *o, const char *name);
/* The value set nearest (as option_get), or the default; NULL when there is no such option, or a user
 * option (@name) is not set anywhere. */
const char *option_lookup(const struct model *m, const struct session *s, const struct window *w,
	const struct pane *p, const char *name);
