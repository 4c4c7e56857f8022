/* cmd/format.h -- expands #{...} formats and #X aliases (facts: tmux's language). Total, bounded:
 * nesting 100, 10,000 bytes of padding, LIMIT_FORMAT bytes of output. */
#pragma once

#include "cmd/ctx.h"
#include "cmd/target.h"

#define LIMIT_FORMAT 65536

struct format_ctx {
	const struct model *model;
	const struct model_client *client; /* may be NULL */
	struct target at;                  /* any part may be NULL */
	int64_t wall;                      /* seconds since 1970, for time formats; strftime in %-codes is applied when not 0 */
	usec_t now;                        /* on the clock of the model, for ages; 0: not known */
	const struct optmap *extra;        /* further variables; may be NULL */
	/* When set, a variable whose name it accepts is left in the text unexpanded (#{link_rtt} for the
	 * client to fill in), with all of the #{...} around it. The text is then to be expanded once more,
	 * so in values that the model gives '#' and (with wall 0) '%' are doubled. */
	bool (*keep)(const char *name);
	/* Looked up first; NULL result: go on. Used by the client for link figures. */
	const char *(*lookup)(void *ctx, const char *name, char *scratch, size_t len);
	void *lookup_ctx;
};

/* Caller frees. */
char *format_expand(const struct format_ctx *f, const char *text);
bool format_true(const struct format_ctx *f, const char *text); /* not "" and not "0" */

/* Styled text: text with #[...] marks, walked piece by piece. */
struct format_piece {
	struct bytes text;          /* without marks */
	struct style style;         /* in force */
	char align;                 /* 'l' 'c' 'r', 'a' absolute centre */
	bool list;                  /* inside #[list=on] */
	int range_kind;             /* 0 none, 'w' window, 's' session, 'l' left, 'r' right */
	uint32_t range_arg;
	struct style base, kept;    /* what `default` means, and before push-default; set at the beginning */
};
/* Starts at *at = 0; false at the end. *style is the base style at the beginning and is updated. */
bool format_next_piece(const char *text, size_t *at, struct format_piece *state);
/* Applies "fg=red,bold" to *s; `base` is what `default` means. ERR_ARG for what is no style. */
int style_parse(const char *text, const struct style *base, struct style *s);
int colour_parse(const char *text, colour_t *out);
