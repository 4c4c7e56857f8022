/* cmd/support.c -- see support.h. */
#include "cmd/support.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "window/limits.h"

struct term_cfg support_term(struct cmd_ctx *c, const struct session *s, struct size size)
{
	int64_t limit = option_number(c->model, s, NULL, NULL, "history-limit");
	return (struct term_cfg){.size = size, .history_limit = limit > 0 ? (size_t)limit : 0};
}

static void take_env(const struct cmd *cmd, struct optmap *env)
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

enum cmd_result support_spawn(struct cmd_ctx *c, const struct cmd *cmd, struct pane *p, struct session *s)
{
	struct optmap env = {0};
	char *err = NULL, *cwd = NULL;
	struct target t = support_target(c, s, model_window(c->model, p->window), p);
	if (cmd_value(cmd, 'c') != NULL) {
		cwd = support_format(c, &t, cmd_value(cmd, 'c'));
	}
	take_env(cmd, &env);
	struct cmd_spawn how = {
		.command = cmd->arg_count == 1 && cmd->args[0][0] != '\0' ? cmd->args[0] : NULL,
		.argv = cmd->arg_count > 1 ? cmd->args : NULL,
		.cwd = cwd != NULL ? cwd : c->client == 0 ? c->cwd : NULL,
		.env = &env,
	};
	int r = c->host->pane_spawn != NULL ? c->host->pane_spawn(c->host->ctx, p, s, &how, &err) : ERR_STATE;
	if (r < 0) {
		cmd_error(c, "create pane failed: %s", err != NULL ? err : err_str(r));
	}
	free(err);
	free(cwd);
	optmap_finish(&env);
	return r < 0 ? CMD_ERROR : CMD_OK;
}

char *support_format(struct cmd_ctx *c, const struct target *t, const char *text)
{
	struct format_ctx f = {.model = c->model, .client = model_client(c->model, c->client), .at = *t};
	return format_expand(&f, text);
}

void support_print_new(struct cmd_ctx *c, const struct cmd *cmd, const struct target *t, const char *format)
{
	if (cmd_has(cmd, 'P')) {
		const char *f = cmd_value(cmd, 'F');
		char *text = support_format(c, t, f != NULL ? f : format);
		cmd_print(c, "%s", text);
		free(text);
	}
}

static uint16_t side(const char *text, uint16_t fallback)
{
	long n = text != NULL ? strtol(text, NULL, 10) : 0;
	return n >= 1 && n <= LIMIT_TERM_COLS ? (uint16_t)n : fallback;
}

struct size support_window_size(struct cmd_ctx *c, const struct cmd *cmd, const struct session *s)
{
	struct size size = c->size;
	if (size.cols == 0 || size.rows == 0) {
		unsigned cols = 80, rows = 24;
		const char *text = option_get(c->model, s, NULL, NULL, "default-size"), *x = strchr(text, 'x');
		cols = (unsigned)strtoul(text, NULL, 10);
		rows = x != NULL ? (unsigned)strtoul(x + 1, NULL, 10) : 24;
		size = (struct size){cols >= 1 && cols <= LIMIT_TERM_COLS ? (uint16_t)cols : 80, rows >= 1 && rows <= LIMIT_TERM_ROWS ? (uint16_t)rows : 24};
	} else if (strcmp(option_get(c->model, s, NULL, NULL, "status"), "off") != 0 && size.rows > 1) {
		size.rows--;
	}
	size.cols = side(cmd_value(cmd, 'x'), size.cols);
	size.rows = side(cmd_value(cmd, 'y'), size.rows);
	return size;
}

enum cmd_result support_size(struct cmd_ctx *c, const char *text, int whole, int *out)
{
	char *end;
	long n = strtol(text, &end, 10);
	if (end == text || n < 0 || (*end == '%' ? end[1] != '\0' : *end != '\0')) {
		return cmd_error(c, "size invalid: %s", text);
	}
	if (*end == '%' && n > 100) {
		return cmd_error(c, "size too large: %s", text);
	}
	n = *end == '%' ? whole * n / 100 : n;
	*out = n > LIMIT_TERM_COLS ? LIMIT_TERM_COLS : (int)n;
	return CMD_OK;
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
	for (size_t i = 0; best == NULL && i < c->model->client_count; i++) {
		struct model_client *k = c->model->clients[i];
		best = k->session != 0 && (c->session == 0 || k->session == c->session) ? k : NULL;
	}
	return best;
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
		if (s->links[i].window == t.window->id && (t.index < 0 || s->links[i].index == s->current)) {
			t.index = s->links[i].index;
		}
	}
	return t;
}
