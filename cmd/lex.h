/* cmd/lex.h -- splits the text of the command language into tokens. Pure and total: any text gives
 * tokens and then LEX_END, or LEX_BAD. */
#pragma once

#include "base/buf.h"
#include "mux/optmap.h"

enum lex_kind {
	LEX_WORD,      /* quotes, escapes and variables are done */
	LEX_ASSIGN,    /* a word of the form NAME=value */
	LEX_BLOCK,     /* the source text between { and } */
	LEX_SEMICOLON,
	LEX_NEWLINE,
	LEX_CLOSE,     /* a } without its { */
	LEX_IF, LEX_ELIF, LEX_ELSE, LEX_ENDIF, LEX_HIDDEN,
	LEX_END,
	LEX_BAD,       /* *error of the struct says why */
};

struct lex {
	const char *at;
	unsigned line;              /* of `at`, from 1 */
	const struct optmap *env;   /* for $NAME and ~; may be NULL */
	const struct optmap *first; /* looked up before env; may be NULL */
	const char *error;          /* after LEX_BAD */
	bool format_next;           /* a word that begins with #{ is a format, not a comment: after %if */
	bool odd_slash;             /* an odd number of backslashes stands before `at` */
	int depth;                  /* of blocks */
};

void lex_init(struct lex *l, const char *text, const struct optmap *env);
/* The next token; its text replaces what is in *word. */
enum lex_kind lex_next(struct lex *l, struct buf *word);
/* Appends text so that it lexes to one word with that content. */
void lex_quote(const char *text, struct buf *out);
