/* cmd/parse.c -- tokens to lists of commands: conditions, assignments, aliases, flags. */
#include "cmd/parse.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "cmd/commands.h"
#include "cmd/format.h"
#include "cmd/lex.h"
#include "cmd/limits.h"

struct words {
	char **at;
	bool *block;
	size_t count, cap;
};

struct condition {
	bool outer; /* what is around it runs */
	bool taken; /* a branch has been true */
	bool now;   /* this branch is */
	bool other; /* %else was seen */
};

struct parser {
	const struct cmd_parse_cfg *cfg;
	struct optmap assigned;
	struct cmd_list *list;
	size_t cap, sequence_cap;
	size_t sequence;
	struct words words;
	unsigned line; /* of the first word */
	struct condition conditions[LIMIT_CMD_CONDITIONS];
	size_t condition_count;
	int depth;
	char *error;
	unsigned error_line;
};

static int parse(struct parser *p, struct lex *l);

/* ---- words ---- */

static void words_add(struct words *w, char *take_text, bool block)
{
	if (w->count == w->cap) {
		size_t cap = w->cap;
		w->at = mem_grow(w->at, &w->cap, w->count + 1, sizeof(*w->at));
		w->block = mem_grow(w->block, &cap, w->count + 1, sizeof(*w->block));
	}
	w->at[w->count] = take_text;
	w->block[w->count++] = block;
}

static void words_clear(struct words *w)
{
	for (size_t i = 0; i < w->count; i++) {
		free(w->at[i]);
	}
	w->count = 0;
}

static void words_finish(struct words *w)
{
	words_clear(w);
	free(w->at);
	free(w->block);
	*w = (struct words){0};
}

/* ---- lists ---- */

static void cmd_finish(struct cmd *c)
{
	for (size_t i = 0; i < c->flag_count; i++) {
		free(c->flags[i].value);
	}
	for (size_t i = 0; i < c->arg_count; i++) {
		free(c->args[i]);
	}
	free(c->flags);
	free(c->args);
}

static struct cmd_list *list_new(void)
{
	struct cmd_list *l = mem_zalloc(sizeof(*l));
	l->refs = 1;
	return l;
}

struct cmd_list *cmd_list_ref(struct cmd_list *l)
{
	l->refs++;
	return l;
}

void cmd_list_free(struct cmd_list *l)
{
	if (l == NULL || --l->refs > 0) {
		return;
	}
	for (size_t i = 0; i < l->count; i++) {
		cmd_finish(&l->cmds[i]);
	}
	free(l->cmds);
	free(l->sequence);
	free(l);
}

bool cmd_has(const struct cmd *c, char flag)
{
	for (size_t i = 0; i < c->flag_count; i++) {
		if (c->flags[i].flag == flag) {
			return true;
		}
	}
	return false;
}

const char *cmd_value(const struct cmd *c, char flag)
{
	for (size_t i = c->flag_count; i > 0; i--) {
		if (c->flags[i - 1].flag == flag) {
			return c->flags[i - 1].value;
		}
	}
	return NULL;
}

/* ---- one command ---- */

static int fail(struct parser *p, char *take_error)
{
	if (p->error == NULL) {
		p->error = take_error;
	} else {
		free(take_error);
	}
	return ERR_ARG;
}

static void add_flag(struct cmd *c, char flag, char *take_value)
{
	c->flags = mem_realloc(c->flags, (c->flag_count + 1) * sizeof(*c->flags));
	c->flags[c->flag_count++] = (struct cmd_flag){.flag = flag, .value = take_value};
}

/* The flags in words[*at], which begins with '-'. */
static int take_flags(struct parser *p, struct cmd *c, const struct words *w, size_t *at)
{
	const char *text = w->at[*at] + 1;
	for (; *text != '\0'; text++) {
		const char *known = *text != ':' ? strchr(c->def->flags, *text) : NULL;
		if (*text == '?') {
			return fail(p, mem_printf("usage: %s %s", c->def->name, c->def->usage));
		}
		if (!isalnum((unsigned char)*text)) {
			return fail(p, mem_printf("command %s: invalid flag -%c", c->def->name, *text));
		}
		if (known == NULL) {
			return fail(p, mem_printf("command %s: unknown flag -%c", c->def->name, *text));
		}
		if (known[1] != ':') {
			add_flag(c, *text, NULL);
			continue;
		}
		if (text[1] != '\0') {
			add_flag(c, *text, mem_strdup(text + 1));
			return 0;
		}
		if (*at + 1 >= w->count) {
			return fail(p, mem_printf("command %s: -%c expects an argument", c->def->name, *text));
		}
		if (w->block[*at + 1]) {
			return fail(p, mem_printf("command %s: -%c argument must be a string", c->def->name, *text));
		}
		add_flag(c, *text, mem_strdup(w->at[++*at]));
	}
	return 0;
}

static int take_args(struct parser *p, struct cmd *c, const struct words *w)
{
	size_t at = 1;
	for (; at < w->count && !w->block[at] && w->at[at][0] == '-' && w->at[at][1] != '\0'; at++) {
		if (strcmp(w->at[at], "--") == 0) {
			at++;
			break;
		}
		int r = take_flags(p, c, w, &at);
		if (r < 0) {
			return r;
		}
	}
	c->args = mem_calloc(w->count - at + 1, sizeof(*c->args));
	for (; at < w->count; at++) {
		c->args[c->arg_count++] = mem_strdup(w->at[at]);
	}
	if (c->arg_count < (size_t)c->def->min_args) {
		return fail(p, mem_printf("command %s: too few arguments (need at least %d)", c->def->name, c->def->min_args));
	}
	if (c->def->max_args >= 0 && c->arg_count > (size_t)c->def->max_args) {
		return fail(p, mem_printf("command %s: too many arguments (need at most %d)", c->def->name, c->def->max_args));
	}
	return 0;
}

static void list_add(struct parser *p, const struct cmd *c)
{
	struct cmd_list *l = p->list;
	if (l->count == p->cap) {
		size_t cap = p->cap;
		l->cmds = mem_grow(l->cmds, &p->cap, l->count + 1, sizeof(*l->cmds));
		l->sequence = mem_grow(l->sequence, &cap, l->count + 1, sizeof(*l->sequence));
	}
	l->cmds[l->count] = *c;
	l->sequence[l->count++] = p->sequence;
}

static int add_command(struct parser *p, const struct words *w)
{
	char *error = NULL;
	struct cmd c = {.line = p->line};
	if (p->list->count >= LIMIT_CMD_COMMANDS) {
		return fail(p, mem_strdup("too many commands"));
	}
	if (w->block[0]) {
		return fail(p, mem_strdup("syntax error"));
	}
	c.def = cmd_find(w->at[0], &error);
	if (c.def == NULL) {
		return fail(p, error);
	}
	int r = take_args(p, &c, w);
	if (r < 0) {
		cmd_finish(&c);
		return r;
	}
	list_add(p, &c);
	return 0;
}

/* ---- aliases ---- */

static const char *alias_of(const struct parser *p, const char *name)
{
	static const char *const built_in[][2] = {
		{"split-pane", "split-window"},     {"splitp", "split-window"},
		{"server-info", "show-messages -JT"}, {"info", "show-messages -JT"},
		{"choose-window", "choose-tree -w"}, {"choose-session", "choose-tree -s"},
	};
	const char *text = p->cfg->alias != NULL ? p->cfg->alias(p->cfg->alias_ctx, name) : NULL;
	for (size_t i = 0; text == NULL && i < sizeof(built_in) / sizeof(built_in[0]); i++) {
		if (strcmp(built_in[i][0], name) == 0) {
			text = built_in[i][1];
		}
	}
	return text;
}

/* The commands of the alias; the last gets the arguments of the caller. */
static int add_alias(struct parser *p, const char *text, const struct words *args)
{
	struct lex l;
	struct buf word = {0};
	struct words w = {0};
	int r = 0;
	lex_init(&l, text, p->cfg->env);
	for (enum lex_kind kind = lex_next(&l, &word); r == 0 && kind != LEX_END; kind = lex_next(&l, &word)) {
		if (kind == LEX_WORD || kind == LEX_ASSIGN || kind == LEX_BLOCK) {
			words_add(&w, mem_strdup(buf_str(&word)), kind == LEX_BLOCK);
		} else if (kind == LEX_SEMICOLON && w.count > 0) {
			r = add_command(p, &w);
			words_clear(&w);
		} else if (kind != LEX_NEWLINE) {
			r = fail(p, mem_strdup("syntax error"));
		}
	}
	for (size_t i = 1; i < args->count; i++) {
		words_add(&w, mem_strdup(args->at[i]), args->block[i]);
	}
	if (r == 0 && w.count > 0) {
		r = add_command(p, &w);
	}
	words_finish(&w);
	buf_finish(&word);
	return r;
}

static bool is_active(const struct parser *p)
{
	return p->condition_count == 0 || p->conditions[p->condition_count - 1].now;
}

static int end_command(struct parser *p)
{
	int r = 0;
	if (p->words.count > 0 && is_active(p)) {
		const char *alias = p->words.block[0] ? NULL : alias_of(p, p->words.at[0]);
		r = alias != NULL ? add_alias(p, alias, &p->words) : add_command(p, &p->words);
	}
	words_clear(&p->words);
	return r;
}

/* ---- conditions ---- */

static bool condition_holds(const struct parser *p, const char *text)
{
	struct format_ctx f = {0};
	struct optmap extra = {0};
	if (p->cfg->format != NULL) {
		f = *p->cfg->format;
	}
	if (p->cfg->env != NULL) {
		optmap_copy(&extra, p->cfg->env);
	}
	if (f.extra != NULL) {
		optmap_copy(&extra, f.extra);
	}
	optmap_copy(&extra, &p->assigned);
	f.extra = &extra;
	bool holds = format_true(&f, text);
	optmap_finish(&extra);
	return holds;
}

static int take_condition(struct parser *p, struct lex *l, enum lex_kind kind, struct buf *word)
{
	if (kind == LEX_IF) {
		if (p->condition_count == LIMIT_CMD_CONDITIONS) {
			return fail(p, mem_strdup("conditions nested too deeply"));
		}
		bool outer = is_active(p);
		p->conditions[p->condition_count++] = (struct condition){.outer = outer};
	}
	if (p->condition_count == 0 || p->words.count > 0) {
		return fail(p, mem_strdup("syntax error"));
	}
	struct condition *c = &p->conditions[p->condition_count - 1];
	if (kind == LEX_ENDIF) {
		p->condition_count--;
		return 0;
	}
	if (c->other) {
		return fail(p, mem_strdup("syntax error"));
	}
	bool holds = true;
	if (kind == LEX_ELSE) {
		c->other = true;
	} else {
		enum lex_kind next = lex_next(l, word);
		if (next != LEX_WORD && next != LEX_ASSIGN) {
			return fail(p, mem_strdup("syntax error"));
		}
		holds = c->outer && !c->taken && condition_holds(p, buf_str(word));
	}
	c->now = c->outer && !c->taken && holds;
	c->taken = c->taken || c->now;
	return 0;
}

/* ---- the text ---- */

static void assign(struct parser *p, const char *text)
{
	const char *equals = strchr(text, '=');
	if (equals != NULL && is_active(p)) {
		char *name = mem_strndup(text, (size_t)(equals - text));
		optmap_set(&p->assigned, name, equals + 1);
		free(name);
	}
}

static int take_hidden(struct parser *p, struct lex *l, struct buf *word)
{
	if (p->words.count > 0 || lex_next(l, word) != LEX_ASSIGN) {
		return fail(p, mem_strdup("syntax error"));
	}
	assign(p, buf_str(word));
	return 0;
}

static unsigned lines_in(const char *text)
{
	unsigned n = 0;
	for (; *text != '\0'; text++) {
		n += *text == '\n';
	}
	return n;
}

/* A block is parsed now, so that what is wrong in it is found before anything runs; what is kept is
 * the text with its variables expanded. */
static int take_block(struct parser *p, const struct lex *l, const char *text)
{
	struct parser inner = {.cfg = p->cfg, .list = list_new(), .depth = p->depth + 1};
	struct lex inner_lex;
	int r = ERR_ARG;
	if (p->words.count == 0 || inner.depth > LIMIT_CMD_BLOCKS) {
		fail(p, mem_strdup("syntax error"));
		goto out;
	}
	if (!is_active(p)) {
		words_add(&p->words, mem_strdup(text), true);
		r = 0;
		goto out;
	}
	lex_init(&inner_lex, text, p->cfg->env);
	inner_lex.first = &p->assigned;
	inner_lex.line = l->line - lines_in(text);
	optmap_copy(&inner.assigned, &p->assigned);
	r = parse(&inner, &inner_lex);
	if (r < 0) {
		fail(p, inner.error);
		p->error_line = inner.error_line;
		inner.error = NULL;
	} else {
		struct buf out = {0};
		cmd_list_print(inner.list, &out);
		words_add(&p->words, buf_take_str(&out), true);
	}
out:
	words_finish(&inner.words);
	optmap_finish(&inner.assigned);
	cmd_list_free(inner.list);
	free(inner.error);
	return r;
}

static int take_token(struct parser *p, struct lex *l, enum lex_kind kind, struct buf *word, bool *began)
{
	switch (kind) {
	case LEX_ASSIGN:
		if (p->words.count == 0) {
			assign(p, buf_str(word));
			*began = true;
			return 0;
		}
		/* fall through */
	case LEX_WORD:
		if (p->words.count == 0) {
			p->line = l->line;
		}
		if (p->words.count == LIMIT_CMD_WORDS) {
			return fail(p, mem_strdup("too many arguments"));
		}
		words_add(&p->words, mem_strdup(buf_str(word)), false);
		*began = true;
		return 0;
	case LEX_BLOCK:
		return take_block(p, l, buf_str(word));
	case LEX_SEMICOLON:
		return *began ? end_command(p) : fail(p, mem_strdup("syntax error"));
	case LEX_NEWLINE:
		*began = false;
		int r = end_command(p);
		p->sequence++;
		return r;
	case LEX_HIDDEN:
		*began = true;
		return take_hidden(p, l, word);
	case LEX_BAD:
		return fail(p, mem_strdup(l->error));
	case LEX_CLOSE:
	case LEX_END:
		return fail(p, mem_strdup("syntax error"));
	default:
		if (p->words.count > 0) {
			int e = end_command(p);
			if (e < 0) {
				return e;
			}
		}
		*began = false;
		p->sequence++;
		return take_condition(p, l, kind, word);
	}
}

static int parse(struct parser *p, struct lex *l)
{
	struct buf word = {0};
	bool began = false;
	int r = 0;
	unsigned first = l->line;
	for (;;) {
		enum lex_kind kind = lex_next(l, &word);
		if (kind == LEX_END) {
			break;
		}
		r = take_token(p, l, kind, &word, &began);
		if (r < 0) {
			break;
		}
	}
	if (r == 0) {
		r = end_command(p);
	}
	if (r == 0 && p->condition_count > 0) {
		r = fail(p, mem_strdup("syntax error"));
	}
	if (r < 0 && p->error_line == 0) {
		/* The end of a line has been read when its command is looked at. */
		p->error_line = l->line > first && l->at[-1] == '\n' ? l->line - 1 : l->line;
	}
	buf_finish(&word);
	return r;
}

static int finish(struct parser *p, int r, struct cmd_list **out, char **err)
{
	if (r == 0) {
		*out = p->list;
		p->list = NULL;
	} else if (err != NULL) {
		*err = p->error;
		p->error = NULL;
	}
	words_finish(&p->words);
	cmd_list_free(p->list);
	optmap_finish(&p->assigned);
	free(p->error);
	return r;
}

int cmd_parse_config(const char *text, const struct cmd_parse_cfg *cfg, struct cmd_list **out, char **err,
	unsigned *line)
{
	struct parser p = {.cfg = cfg, .list = list_new()};
	struct lex l;
	lex_init(&l, text, cfg->env);
	l.first = &p.assigned;
	int r = parse(&p, &l);
	if (r == 0 && cfg->assign != NULL) {
		optmap_copy(cfg->assign, &p.assigned);
	}
	if (r < 0 && line != NULL) {
		*line = p.error_line;
	}
	return finish(&p, r, out, err);
}

int cmd_parse_text(const char *text, const struct optmap *env, struct optmap *to_assign, struct cmd_list **out,
	char **err)
{
	struct cmd_parse_cfg cfg = {.env = env, .assign = to_assign};
	return cmd_parse_config(text, &cfg, out, err, NULL);
}

int cmd_parse_argv(int argc, char *const *argv, struct cmd_list **out, char **err)
{
	struct cmd_parse_cfg cfg = {0};
	struct parser p = {.cfg = &cfg, .list = list_new(), .line = 1};
	int r = 0;
	for (int i = 0; i < argc && r == 0; i++) {
		char *word = mem_strdup(argv[i]);
		size_t len = strlen(word);
		bool ends = len > 0 && word[len - 1] == ';';
		if (ends && len > 1 && word[len - 2] == '\\') {
			word[len - 2] = ';';
			word[len - 1] = '\0';
			ends = false;
		} else if (ends) {
			word[len - 1] = '\0';
		}
		if (p.words.count == LIMIT_CMD_WORDS) {
			free(word);
			r = fail(&p, mem_strdup("too many arguments"));
		} else if (ends && len == 1) {
			free(word);
		} else {
			words_add(&p.words, word, false);
		}
		if (ends && r == 0) {
			r = end_command(&p);
		}
	}
	if (r == 0) {
		r = end_command(&p);
	}
	return finish(&p, r, out, err);
}

/* ---- back to text ---- */

void cmd_quote(const char *text, struct buf *out)
{
	lex_quote(text, out);
}

void cmd_print_source(const struct cmd *c, struct buf *out)
{
	bool joins = false;
	buf_puts(out, c->def->name);
	for (size_t i = 0; i < c->flag_count; i++) {
		const struct cmd_flag *f = &c->flags[i];
		buf_puts(out, joins ? "" : " -");
		buf_u8(out, (uint8_t)f->flag);
		joins = f->value == NULL;
		if (f->value != NULL) {
			buf_u8(out, ' ');
			lex_quote(f->value, out);
		}
	}
	if (c->arg_count > 0 && c->args[0][0] == '-' && c->args[0][1] != '\0') {
		buf_puts(out, " --");
	}
	for (size_t i = 0; i < c->arg_count; i++) {
		buf_u8(out, ' ');
		lex_quote(c->args[i], out);
	}
}

void cmd_list_print(const struct cmd_list *l, struct buf *out)
{
	for (size_t i = 0; i < l->count; i++) {
		if (i > 0) {
			buf_puts(out, l->sequence[i] == l->sequence[i - 1] ? " ; " : "\n");
		}
		cmd_print_source(&l->cmds[i], out);
	}
}
