/* cmd/run.c -- runs command lists. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/support.h"

enum cmd_result cmd_run(struct cmd_ctx *c, const struct cmd_list *l)
{
	enum cmd_result result = CMD_OK;
	size_t failed = SIZE_MAX; /* sequence whose rest is dropped */
	for (size_t i = 0; i < l->count; i++) {
		if (l->sequence[i] == failed) {
			continue;
		}
		c->line = l->cmds[i].line;
		if (l->cmds[i].def->exec(c, &l->cmds[i]) != CMD_OK) {
			failed = l->sequence[i];
			result = CMD_ERROR;
		}
	}
	return result;
}

/* What stands behind a name in command-alias, whose elements are `name=commands`. */
struct aliases {
	const struct cmd_ctx *c;
	char *held; /* the last answer */
};

static char *find_alias(const char *list, const char *name)
{
	size_t len = strlen(name);
	while (list != NULL && *list != '\0') {
		size_t n = strcspn(list, ",");
		if (n > len && strncmp(list, name, len) == 0 && list[len] == '=') {
			return mem_strndup(list + len + 1, n - len - 1);
		}
		list += list[n] == ',' ? n + 1 : n;
	}
	return NULL;
}

static const char *look_up_alias(void *ctx, const char *name)
{
	struct aliases *a = ctx;
	const struct optmap *map = &a->c->model->server_options;
	free(a->held);
	a->held = find_alias(option_get(a->c->model, NULL, NULL, NULL, "command-alias"), name);
	for (size_t i = 0; a->held == NULL && i < map->count; i++) {
		if (strncmp(map->at[i].name, "command-alias[", 14) == 0) {
			a->held = find_alias(map->at[i].value, name);
		}
	}
	return a->held;
}

int support_parse(struct cmd_ctx *c, const char *text, bool assigns, struct cmd_list **out,
	char **err, unsigned *line)
{
	struct aliases aliases = {.c = c};
	struct target at;
	if (!support_find(c, NULL, TARGET_PANE, &at)) {
		at = (struct target){0};
	}
	struct format_ctx f = {
		.model = c->model, .client = model_client(c->model, c->client), .at = at};
	const struct cmd_parse_cfg cfg = {
		.env = &c->model->environment,
		.assign = assigns ? &c->model->environment : NULL,
		.format = &f,
		.alias = look_up_alias,
		.alias_ctx = &aliases,
	};
	int r = cmd_parse_config(text, &cfg, out, err, line);
	free(aliases.held);
	return r;
}

enum cmd_result cmd_run_text(struct cmd_ctx *c, const char *text)
{
	struct cmd_list *list = NULL;
	char *err = NULL;
	unsigned line;
	if (support_parse(c, text, true, &list, &err, &line) < 0) {
		cmd_error(c, "%s", err);
		free(err);
		return CMD_ERROR;
	}
	enum cmd_result r = cmd_run(c, list);
	cmd_list_free(list);
	return r;
}

enum cmd_result cmd_error(struct cmd_ctx *c, const char *fmt, ...)
{
	va_list ap;
	char line[1024];
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (c->err.len > 0) {
		buf_puts(&c->err, "\n");
	}
	if (c->file != NULL && c->line > 0) {
		buf_printf(&c->err, "%s:%u: ", c->file, c->line);
	}
	buf_puts(&c->err, line);
	return CMD_ERROR;
}

void cmd_print(struct cmd_ctx *c, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n >= 0) {
		char *at = (char *)buf_reserve(&c->out, (size_t)n + 1);
		vsnprintf(at, (size_t)n + 1, fmt, again);
		buf_commit(&c->out, (size_t)n);
		buf_puts(&c->out, "\n");
	}
	va_end(again);
}

void cmd_ctx_finish(struct cmd_ctx *c)
{
	buf_finish(&c->out);
	buf_finish(&c->err);
}
