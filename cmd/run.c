/* cmd/run.c -- runs command lists. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/commands.h"
#include "cmd/support.h"

#define LIMIT_DEPTH 50 /* source-file and if-shell within one another */

/* A list that is being run. */
struct cmd_frame {
	struct cmd_frame *below; /* whose command asked for this one */
	struct cmd_list *list;
	size_t at;               /* the next command */
	size_t failed;           /* sequence whose rest is dropped */
	enum cmd_result result;
	char *file;              /* for errors; NULL: none */
	unsigned line;           /* where all of it stands; 0: each command where it is */
	int depth;               /* how many commands asked for one another before it */
};

static void push(struct cmd_ctx *c, struct cmd_list *l, const char *file, unsigned line, int depth)
{
	struct cmd_frame *f = mem_alloc(sizeof(*f));
	*f = (struct cmd_frame){.below = c->frames, .list = cmd_list_ref(l), .failed = SIZE_MAX, .result = CMD_OK,
		.file = file != NULL ? mem_strdup(file) : NULL, .line = line, .depth = depth};
	c->frames = f;
}

static void pop(struct cmd_ctx *c)
{
	struct cmd_frame *f = c->frames;
	c->frames = f->below;
	cmd_list_free(f->list);
	free(f->file);
	free(f);
}

/* What the command that was begun last in f came to. */
static void note(struct cmd_frame *f, enum cmd_result r)
{
	if (r == CMD_ERROR) {
		f->failed = f->list->sequence[f->at - 1];
		f->result = CMD_ERROR;
	}
}

/* Where errors are found, as c says it. */
struct place {
	const char *file;
	unsigned line;
};

static enum cmd_result step(struct cmd_ctx *c)
{
	struct cmd_frame *f = c->frames;
	const struct cmd *cmd = &f->list->cmds[f->at];
	bool left_out = f->below == NULL && (cmd->def->attrs & c->leave_out) != 0;
	if (f->list->sequence[f->at++] == f->failed || left_out) {
		return CMD_OK;
	}
	c->file = f->file;
	c->line = f->line != 0 ? f->line : cmd->line;
	c->depth = f->depth;
	enum cmd_result r = cmd->def->exec(c, cmd);
	note(f, r);
	return r;
}

/* Until nothing is left, or something has to be waited for. */
static enum cmd_result run(struct cmd_ctx *c, struct place from)
{
	enum cmd_result result = CMD_OK;
	while (c->frames != NULL) {
		if (c->frames->at < c->frames->list->count) {
			if (step(c) == CMD_WAIT) {
				return CMD_WAIT;
			}
			continue;
		}
		result = c->frames->result;
		pop(c);
		if (c->frames != NULL) {
			note(c->frames, result);
		}
	}
	c->file = from.file;
	c->line = from.line;
	return result;
}

enum cmd_result cmd_run(struct cmd_ctx *c, struct cmd_list *l)
{
	struct place from = {c->file, c->line};
	push(c, l, c->file, 0, 0);
	return run(c, from);
}

enum cmd_result cmd_resume(struct cmd_ctx *c, int status, struct bytes out)
{
	struct cmd_frame *f = c->frames;
	const struct cmd *cmd = &f->list->cmds[f->at - 1];
	c->depth = f->depth;
	enum cmd_result r = cmd->def->resume(c, cmd, status, out);
	note(f, r);
	return r == CMD_WAIT ? CMD_WAIT : run(c, (struct place){0});
}

enum cmd_result cmd_then(struct cmd_ctx *c, struct cmd_list *l, const char *file)
{
	if (c->depth + 1 >= LIMIT_DEPTH) {
		for (struct cmd_frame *f = c->frames; f != NULL; f = f->below) {
			f->at = f->list->count; /* a file that reads itself twice would not end otherwise */
			f->result = CMD_ERROR;
		}
		return cmd_error(c, "too many nested %s", file != NULL ? "files" : "commands");
	}
	push(c, l, file != NULL ? file : c->file, file != NULL ? 0 : c->line, c->depth + 1);
	return CMD_OK;
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

static int parse(struct cmd_ctx *c, const char *text, struct cmd_list **list)
{
	char *err = NULL;
	unsigned line;
	int r = support_parse(c, text, true, list, &err, &line);
	if (r < 0) {
		cmd_error(c, "%s", err);
		free(err);
	}
	return r;
}

enum cmd_result cmd_run_text(struct cmd_ctx *c, const char *text)
{
	struct cmd_list *list = NULL;
	if (parse(c, text, &list) < 0) {
		return CMD_ERROR;
	}
	enum cmd_result r = cmd_run(c, list);
	cmd_list_free(list);
	return r;
}

enum cmd_result cmd_then_text(struct cmd_ctx *c, const char *text)
{
	struct cmd_list *list = NULL;
	if (parse(c, text, &list) < 0) {
		return CMD_ERROR;
	}
	enum cmd_result r = cmd_then(c, list, NULL);
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
	while (c->frames != NULL) {
		pop(c);
	}
	buf_finish(&c->out);
	buf_finish(&c->err);
}
