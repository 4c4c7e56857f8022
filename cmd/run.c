/* cmd/run.c -- runs command lists. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cmd/commands.h"

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

enum cmd_result cmd_run_text(struct cmd_ctx *c, const char *text)
{
	struct cmd_list *list = NULL;
	char *err = NULL;
	if (cmd_parse_text(text, &c->model->environment, &c->model->environment, &list, &err) < 0) {
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
