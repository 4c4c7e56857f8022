/* cmd/lex.c -- the tokens of the command language. */
#include "cmd/lex.h"

#include <ctype.h>
#include <pwd.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/width.h"
#include "cmd/limits.h"

enum quote { BARE, SINGLE, DOUBLE };

void lex_init(struct lex *l, const char *text, const struct optmap *env)
{
	*l = (struct lex){.at = text, .line = 1, .env = env};
}

/* The next character, lines that end in a backslash joined; 0 at the end. */
static char get(struct lex *l)
{
	while (!l->odd_slash && l->at[0] == '\\' && (l->at[1] == '\n' || (l->at[1] == '\r' && l->at[2] == '\n'))) {
		l->at += l->at[1] == '\r' ? 3 : 2;
		l->line++;
	}
	if (l->at[0] == '\r' && l->at[1] == '\n') {
		l->at++;
	}
	char c = *l->at;
	if (c != '\0') {
		l->at++;
	}
	l->odd_slash = c == '\\' && !l->odd_slash;
	l->line += c == '\n';
	return c;
}

static char peek(const struct lex *l)
{
	struct lex copy = *l;
	return get(&copy);
}

static enum lex_kind bad(struct lex *l, const char *error)
{
	l->error = error;
	return LEX_BAD;
}

static bool name_char(char c, bool first)
{
	return c == '_' || isalpha((unsigned char)c) || (!first && isdigit((unsigned char)c));
}

static const char *variable(const struct lex *l, const char *name)
{
	const char *v = l->first != NULL ? optmap_get(l->first, name) : NULL;
	return v != NULL || l->env == NULL ? v : optmap_get(l->env, name);
}

static bool take_variable(struct lex *l, struct buf *word)
{
	struct buf name = {0};
	bool braces = peek(l) == '{', ok = true;
	if (braces) {
		get(l);
	}
	if (!name_char(peek(l), true)) {
		if (!braces) {
			buf_u8(word, '$');
		}
		return !braces;
	}
	while (name_char(peek(l), name.len == 0)) {
		buf_u8(&name, (uint8_t)get(l));
	}
	if (braces && get(l) != '}') {
		ok = false;
	} else {
		const char *value = variable(l, buf_str(&name));
		buf_puts(word, value != NULL ? value : "");
	}
	buf_finish(&name);
	return ok;
}

static bool take_home(struct lex *l, struct buf *word)
{
	struct buf name = {0};
	for (char c = peek(l); c != '\0' && strchr("/ \t\n\"';{}", c) == NULL; c = peek(l)) {
		buf_u8(&name, (uint8_t)get(l));
	}
	const char *home = NULL;
	if (name.len == 0) {
		home = variable(l, "HOME");
	} else {
		const struct passwd *user = getpwnam(buf_str(&name));
		home = user != NULL ? user->pw_dir : NULL;
	}
	if (home != NULL) {
		buf_puts(word, home);
	} else if (name.len == 0) {
		buf_u8(word, '~');
	}
	bool ok = home != NULL || name.len == 0;
	buf_finish(&name);
	return ok;
}

static bool take_code_point(struct lex *l, int digits, struct buf *word)
{
	char hex[9] = {0}, utf8[4];
	for (int i = 0; i < digits; i++) {
		if (!isxdigit((unsigned char)peek(l))) {
			return false;
		}
		hex[i] = get(l);
	}
	unsigned long cp = strtoul(hex, NULL, 16);
	if (cp == 0 || cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000)) {
		return false;
	}
	buf_put(word, utf8, utf8_encode((uint32_t)cp, utf8));
	return true;
}

static bool take_octal(struct lex *l, char first, struct buf *word)
{
	unsigned v = (unsigned)(first - '0');
	for (int i = 0; i < 2; i++) {
		if (peek(l) < '0' || peek(l) > '7') {
			return false;
		}
		v = v * 8 + (unsigned)(get(l) - '0');
	}
	if (v == 0 || v > 255) {
		return false;
	}
	buf_u8(word, (uint8_t)v);
	return true;
}

/* After a backslash. NULL, or what is wrong. */
static const char *take_escape(struct lex *l, struct buf *word)
{
	static const char from[] = "abefsvrnt", to[] = "\a\b\033\f \v\r\n\t";
	char c = get(l);
	if (c == '\0') {
		return "syntax error";
	}
	if (c >= '0' && c <= '7') {
		return take_octal(l, c, word) ? NULL : "invalid octal escape";
	}
	if (c == 'u' || c == 'U') {
		return take_code_point(l, c == 'u' ? 4 : 8, word) ? NULL
			: c == 'u' ? "invalid \\u argument" : "invalid \\U argument";
	}
	const char *special = strchr(from, c);
	buf_u8(word, (uint8_t)(special != NULL ? to[special - from] : c));
	return NULL;
}

static const char *take_char(struct lex *l, char c, enum quote *q, bool *fresh, struct buf *word)
{
	bool start = *fresh;
	*fresh = false;
	if (c == '\\' && *q != SINGLE) {
		return take_escape(l, word);
	}
	if (c == '$' && *q != SINGLE) {
		return take_variable(l, word) ? NULL : "invalid environment variable";
	}
	if (c == '~' && *q != SINGLE && start) {
		return take_home(l, word) ? NULL : "syntax error";
	}
	if ((c == '\'' && *q != DOUBLE) || (c == '"' && *q != SINGLE)) {
		*q = *q != BARE ? BARE : c == '"' ? DOUBLE : SINGLE;
		*fresh = true;
		return NULL;
	}
	buf_u8(word, (uint8_t)c);
	return NULL;
}

static bool is_assignment(const char *text)
{
	const char *p = text;
	while (name_char(*p, p == text)) {
		p++;
	}
	return p > text && *p == '=';
}

static enum lex_kind take_word(struct lex *l, struct buf *word)
{
	enum quote q = BARE;
	bool fresh = true, plain = name_char(peek(l), true);
	for (;;) {
		char c = peek(l);
		if (c == '\0' && q != BARE) {
			return bad(l, "syntax error");
		}
		if (q == BARE && (c == '\0' || strchr(" \t\n;}", c) != NULL)) {
			break;
		}
		get(l);
		const char *error = take_char(l, c, &q, &fresh, word);
		if (error != NULL) {
			return bad(l, error);
		}
		if (word->len > LIMIT_CMD_TEXT) {
			return bad(l, "word too long");
		}
	}
	return plain && is_assignment(buf_str(word)) ? LEX_ASSIGN : LEX_WORD;
}

static enum lex_kind take_directive(struct lex *l, struct buf *word)
{
	static const struct {
		const char *name;
		enum lex_kind kind;
	} directives[] = {
		{"%if", LEX_IF}, {"%elif", LEX_ELIF}, {"%else", LEX_ELSE}, {"%endif", LEX_ENDIF}, {"%hidden", LEX_HIDDEN},
	};
	bool number = true;
	for (char c = peek(l); c != '\0' && strchr(" \t\n;}", c) == NULL; c = peek(l)) {
		number = number && (c == '%' || isdigit((unsigned char)c));
		buf_u8(word, (uint8_t)get(l));
	}
	if (number) {
		return LEX_WORD;
	}
	for (size_t i = 0; i < sizeof(directives) / sizeof(directives[0]); i++) {
		if (strcmp(directives[i].name, buf_str(word)) == 0) {
			l->format_next = directives[i].kind == LEX_IF || directives[i].kind == LEX_ELIF;
			return directives[i].kind;
		}
	}
	return bad(l, "syntax error");
}

/* #{...} after %if, to its own closing brace. */
static enum lex_kind take_format(struct lex *l, struct buf *word)
{
	int open = 0;
	for (;;) {
		char c = get(l);
		if (c == '\0' || c == '\n') {
			return bad(l, "syntax error");
		}
		buf_u8(word, (uint8_t)c);
		if (c == '#' && peek(l) == '{') {
			buf_u8(word, (uint8_t)get(l));
			open++;
		} else if (c == '}' && --open == 0) {
			return LEX_WORD;
		}
	}
}

static enum lex_kind take_block(struct lex *l, struct buf *word)
{
	const char *start = l->at;
	struct lex inner = *l;
	enum lex_kind kind;
	if (++inner.depth > LIMIT_CMD_BLOCKS) {
		return bad(l, "blocks nested too deeply");
	}
	do {
		kind = lex_next(&inner, word);
	} while (kind != LEX_CLOSE && kind != LEX_END && kind != LEX_BAD);
	inner.depth--;
	*l = inner;
	if (kind != LEX_CLOSE) {
		return kind == LEX_BAD ? LEX_BAD : bad(l, "syntax error");
	}
	buf_clear(word);
	buf_put(word, start, (size_t)(l->at - 1 - start));
	return LEX_BLOCK;
}

static enum lex_kind skip_comment(struct lex *l)
{
	for (;;) {
		char c = get(l);
		if (c == '\0' || c == '\n') {
			return c == '\n' ? LEX_NEWLINE : LEX_END;
		}
	}
}

enum lex_kind lex_next(struct lex *l, struct buf *word)
{
	buf_clear(word);
	while (peek(l) == ' ' || peek(l) == '\t') {
		get(l);
	}
	bool format = l->format_next;
	struct lex before = *l;
	char c = get(l);
	l->format_next = false;
	switch (c) {
	case '\0':
		return LEX_END;
	case '\n':
		return LEX_NEWLINE;
	case ';':
		return LEX_SEMICOLON;
	case '{':
		return take_block(l, word);
	case '}':
		return LEX_CLOSE;
	case '#':
		if (!format || peek(l) != '{') {
			return skip_comment(l);
		}
		*l = before;
		return take_format(l, word);
	default:
		*l = before;
		l->format_next = false;
		return c == '%' ? take_directive(l, word) : take_word(l, word);
	}
}

static bool is_plain(const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		if ((unsigned char)*p <= ' ' || *p == 127 || strchr("\"'\\$;{}#%~", *p) != NULL) {
			return false;
		}
	}
	return *text != '\0';
}

void lex_quote(const char *text, struct buf *out)
{
	if (is_plain(text)) {
		buf_puts(out, text);
		return;
	}
	if (text[0] == '\0') {
		buf_puts(out, "''");
		return;
	}
	if (text[1] == '\0' && text[0] > ' ' && text[0] != 127) {
		buf_printf(out, "\\%s", text);
		return;
	}
	buf_u8(out, '"');
	for (const char *p = text; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;
		if (c == '\n' || c == '\t' || c == '\r') {
			buf_printf(out, "\\%c", c == '\n' ? 'n' : c == '\t' ? 't' : 'r');
		} else if (c < ' ' || c == 127) {
			buf_printf(out, "\\%03o", c);
		} else {
			if (c == '"' || c == '\\' || c == '$' || (c == '~' && p == text)) {
				buf_u8(out, '\\');
			}
			buf_u8(out, c);
		}
	}
	buf_u8(out, '"');
}
