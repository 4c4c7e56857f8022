/* cmd/support.c -- see support.h. */
#include "cmd/support.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mux/version.h"
#include "window/limits.h"

struct term_cfg support_term(struct cmd_ctx *c, const struct session *s, struct size size)
{
	int64_t limit = option_number(c->model, s, NULL, NULL, "history-limit");
	int64_t bytes = option_number(c->model, s, NULL, NULL, "history-bytes");
	int64_t ambiguous = option_number(c->model, NULL, NULL, NULL, "ambiguous-width");
	return (struct term_cfg){.size = size,
		.version = MUX_VERSION,
		.ambiguous_wide = ambiguous == 2,
		.history_limit = limit > 0 ? (size_t)limit : 0,
		.history_bytes = bytes > 0 ? (size_t)bytes : 0};
}

void support_env(const struct cmd *cmd, struct optmap *env)
{
	for (size_t i = 0; i < cmd->flag_count; i++) {
		const char *v = cmd->flags[i].flag == 'e' ? cmd->flags[i].value : NULL;
		const char *eq = v != NULL ? strchr(v, '=') : NULL;
		if (eq != NULL) {
			char *name = mem_strndup(v, (size_t)(eq - v));
			optmap_set(env, name, eq + 1);
			free(name);
		}
	}
}

static size_t program_len(const char *text)
{
	return strcspn(text, " \t;|&<>()");
}

/* Until the server has looked what runs there: the program that was asked for, or the shell. */
static void name_program(
	struct cmd_ctx *c, const struct cmd_spawn *how, struct pane *p, struct session *s)
{
	const char *text = how->argv != NULL ? how->argv[0] : how->command;
	if (text == NULL) {
		text = option_get(c->model, s, NULL, NULL, "default-command");
		text = text[0] != '\0' ? text
				       : option_get(c->model, s, NULL, NULL, "default-shell");
		const char *shell = optmap_get(&c->model->environment, "SHELL");
		text = text[0] != '\0' ? text : shell != NULL ? shell : "sh";
	}
	char *word = mem_strndup(text, how->argv != NULL ? strlen(text) : program_len(text));
	const char *slash = strrchr(word, '/');
	const char *base = slash != NULL ? slash + 1 : word;
	if (p->current_command == NULL && base[0] != '\0') {
		p->current_command = mem_strdup(base);
	}
	struct window *w = model_window(c->model, p->window);
	if (w != NULL && w->name[0] == '\0' && p->current_command != NULL) {
		model_window_auto_name(c->model, w, p->current_command);
	}
	free(word);
}

enum cmd_result support_spawn(
	struct cmd_ctx *c, const struct cmd *cmd, struct pane *p, struct session *s)
{
	struct optmap env = {0};
	char *err = NULL, *cwd = NULL;
	struct target t = support_target(c, s, model_window(c->model, p->window), p);
	if (cmd_value(cmd, 'c') != NULL) {
		cwd = support_format(c, &t, cmd_value(cmd, 'c'));
	}
	support_env(cmd, &env);
	struct cmd_spawn how = {
		.command = cmd->arg_count == 1 && cmd->args[0][0] != '\0' ? cmd->args[0] : NULL,
		.argv = cmd->arg_count > 1 ? cmd->args : NULL,
		.cwd = cwd != NULL      ? cwd
		       : c->client == 0 ? c->cwd
					: NULL,
		.env = &env,
	};
	int r = c->host->pane_spawn != NULL ? c->host->pane_spawn(c->host->ctx, p, s, &how, &err)
					    : ERR_STATE;
	if (r < 0) {
		cmd_error(c, "create pane failed: %s", err != NULL ? err : err_str(r));
	} else {
		name_program(c, &how, p, s);
	}
	free(err);
	free(cwd);
	optmap_finish(&env);
	return r < 0 ? CMD_ERROR : CMD_OK;
}

char *support_format(struct cmd_ctx *c, const struct target *t, const char *text)
{
	struct format_ctx f = {
		.model = c->model, .client = model_client(c->model, c->client), .at = *t};
	return format_expand(&f, text);
}

void support_print_new(
	struct cmd_ctx *c, const struct cmd *cmd, const struct target *t, const char *format)
{
	if (cmd_has(cmd, 'P')) {
		const char *f = cmd_value(cmd, 'F');
		char *text = support_format(c, t, f != NULL ? f : format);
		cmd_print(c, "%s", text);
		free(text);
	}
}

static uint16_t side(unsigned long n, unsigned limit, uint16_t fallback)
{
	return n >= 1 && n <= limit ? (uint16_t)n : fallback;
}

enum cmd_result support_window_size(
	struct cmd_ctx *c, const struct cmd *cmd, const struct session *s, struct size *out)
{
	struct size size = c->size;
	int cols, rows;
	if (size.cols == 0 || size.rows == 0) {
		const char *text = option_get(c->model, s, NULL, NULL, "default-size");
		const char *x = strchr(text, 'x');
		size.cols = side(strtoul(text, NULL, 10), LIMIT_TERM_COLS, 80);
		size.rows = side(x != NULL ? strtoul(x + 1, NULL, 10) : 0, LIMIT_TERM_ROWS, 24);
	} else if (strcmp(option_get(c->model, s, NULL, NULL, "status"), "off") != 0 &&
		   size.rows > 1) {
		size.rows--;
	}
	cols = size.cols;
	rows = size.rows;
	const char *x = cmd_value(cmd, 'x'), *y = cmd_value(cmd, 'y');
	/* "-" is the size of the client's terminal. */
	if ((x != NULL && strcmp(x, "-") != 0 &&
		    support_size(c, "width", x, 0, 1, LIMIT_TERM_COLS, &cols) != CMD_OK) ||
		(y != NULL && strcmp(y, "-") != 0 &&
			support_size(c, "height", y, 0, 1, LIMIT_TERM_ROWS, &rows) != CMD_OK)) {
		return CMD_ERROR;
	}
	*out = (struct size){(uint16_t)cols, (uint16_t)rows};
	return CMD_OK;
}

enum cmd_result support_size(struct cmd_ctx *c, const char *what, const char *text, int whole,
	int min, int max, int *out)
{
	char *end;
	errno = 0;
	long n = strtol(text, &end, 10);
	bool percent = whole != 0 && *end == '%';
	if (end == text || (percent ? end[1] != '\0' : *end != '\0')) {
		return cmd_error(c, "%s invalid", what);
	}
	if (percent && n > 0) {
		n = n > 100 && max != INT_MAX ? LONG_MAX : n > 100 ? whole : whole * n / 100;
		n = n < min ? min : n;
	}
	if (n < min) {
		return cmd_error(c, "%s too small", what);
	}
	if (n > max) {
		return cmd_error(c, "%s too large", what);
	}
	*out = n > INT_MAX ? INT_MAX : (int)n;
	return CMD_OK;
}

bool support_find(struct cmd_ctx *c, const char *text, enum target_kind kind, struct target *out)
{
	size_t said = c->err.len;
	bool found = target_find(c, text, kind, out) == CMD_OK;
	c->err.len = found ? c->err.len : said;
	return found;
}

void support_focus(struct cmd_ctx *c, const struct target *t)
{
	c->session = t->session != NULL ? t->session->id : c->session;
	c->window = t->window != NULL ? t->window->id : c->window;
	c->pane = t->pane != NULL ? t->pane->id : t->window != NULL ? t->window->active : c->pane;
}

struct model_client *support_client(struct cmd_ctx *c)
{
	struct model_client *best = model_client(c->model, c->client);
	if (best != NULL) {
		return best;
	}
	for (size_t i = 0; i < c->model->client_count; i++) {
		struct model_client *k = c->model->clients[i];
		bool may = k->session != 0 && (c->session == 0 || k->session == c->session);
		if (may && (best == NULL || k->activity_at > best->activity_at)) {
			best = k;
		}
	}
	return best;
}

enum cmd_result support_ask_client(struct cmd_ctx *c, struct model_client *k, const struct cmd *cmd)
{
	if (c->host->client_prompt != NULL) {
		struct buf text = {0};
		cmd_print_source(cmd, &text);
		c->host->client_prompt(c->host->ctx, k, buf_str(&text));
		buf_finish(&text);
	}
	return CMD_OK;
}

int support_base_index(struct cmd_ctx *c, const struct session *s)
{
	return (int)option_number(c->model, s, NULL, NULL, "base-index");
}

struct target support_target(struct cmd_ctx *c, struct session *s, struct window *w, struct pane *p)
{
	struct target t = {.session = s, .window = w, .pane = p, .index = -1};
	if (w == NULL && p != NULL) {
		t.window = model_window(c->model, p->window);
	}
	for (size_t i = 0; s != NULL && t.window != NULL && i < s->link_count; i++) {
		if (s->links[i].window == t.window->id &&
			(t.index < 0 || s->links[i].index == s->current)) {
			t.index = s->links[i].index;
		}
	}
	return t;
}
