/* cmd/misc.c -- source-file, if-shell, run-shell, clear-history. */
#include <glob.h>
#include <stdlib.h>
#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/support.h"

/* -v: what was read, a command a line. */
static void echo_list(struct cmd_ctx *c, const char *path, const struct cmd_list *l)
{
	for (size_t i = 0; i < l->count; i++) {
		struct buf text = {0};
		cmd_print_source(&l->cmds[i], &text);
		cmd_print(c, "%s:%u: %s", path, l->cmds[i].line, buf_str(&text));
		buf_finish(&text);
	}
}

/* What source-file has read and is to run, in order. */
struct sources {
	struct cmd_list **lists;
	char **paths;
	size_t count, cap, path_cap;
};

static void add_source(struct sources *all, struct cmd_list *list, const char *path)
{
	all->lists = mem_grow(all->lists, &all->cap, all->count + 1, sizeof(struct cmd_list *));
	all->paths = mem_grow(all->paths, &all->path_cap, all->count + 1, sizeof(char *));
	all->lists[all->count] = list;
	all->paths[all->count++] = mem_strdup(path);
}

/* True when there is something to parse. */
static bool read_source(struct cmd_ctx *c, const struct cmd *cmd, const char *path, struct buf *text,
	enum cmd_result *result)
{
	int r = c->host->read_file != NULL ? c->host->read_file(c->host->ctx, path, text) : ERR_STATE;
	if (r < 0 && (!cmd_has(cmd, 'q') || r == ERR_LIMIT)) {
		const char *why = r == ERR_LIMIT ? "file too large" : r == ERR_SYS ? strerror(errno) : err_str(r);
		*result = cmd_error(c, "%s: %s", path, why);
	}
	return r >= 0;
}

static enum cmd_result source_one(struct cmd_ctx *c, const struct cmd *cmd, const char *path, struct sources *all)
{
	struct buf text = {0};
	struct cmd_list *list = NULL;
	char *err = NULL;
	enum cmd_result result = CMD_OK;
	const char *file = c->file;
	unsigned line = c->line, at = 0;
	if (read_source(c, cmd, path, &text, &result)) {
		c->file = path;
		if (text.len > 0 && memchr(text.data + text.head, 0, text.len) != NULL) {
			c->line = 1;
			result = cmd_error(c, "not a text file");
		} else if (support_parse(c, buf_str(&text), !cmd_has(cmd, 'n'), &list, &err, &at) < 0) {
			c->line = at;
			result = cmd_error(c, "%s", err);
			free(err);
		}
	}
	if (list != NULL && cmd_has(cmd, 'v')) {
		echo_list(c, path, list);
	}
	if (list != NULL && !cmd_has(cmd, 'n')) {
		add_source(all, list, path);
	} else {
		cmd_list_free(list);
	}
	c->file = file;
	c->line = line;
	buf_finish(&text);
	return result;
}

static enum cmd_result source_pattern(struct cmd_ctx *c, const struct cmd *cmd, const char *pattern,
	struct sources *all)
{
	glob_t g = {0};
	enum cmd_result result = CMD_OK;
	char *full = pattern[0] != '/' && c->cwd != NULL ? mem_printf("%s/%s", c->cwd, pattern)
							 : mem_strdup(pattern);
	if (glob(full, 0, NULL, &g) != 0) {
		result = source_one(c, cmd, full, all); /* says what is wrong with it */
	}
	for (size_t i = 0; i < g.gl_pathc; i++) {
		if (source_one(c, cmd, g.gl_pathv[i], all) != CMD_OK) {
			result = CMD_ERROR;
		}
	}
	globfree(&g);
	free(full);
	return result;
}

static enum cmd_result exec_source(struct cmd_ctx *c, const struct cmd *cmd)
{
	enum cmd_result result = CMD_OK;
	struct sources all = {0};
	for (size_t i = 0; i < cmd->arg_count; i++) {
		struct target t = {0};
		char *path = cmd_has(cmd, 'F') ? support_format(c, &t, cmd->args[i])
					       : mem_strdup(cmd->args[i]);
		if (source_pattern(c, cmd, path, &all) != CMD_OK) {
			result = CMD_ERROR;
		}
		free(path);
	}
	for (size_t i = all.count; i-- > 0;) { /* what is put on top last comes first */
		if (cmd_then(c, all.lists[i], all.paths[i]) != CMD_OK) {
			result = CMD_ERROR;
		}
		cmd_list_free(all.lists[i]);
		free(all.paths[i]);
	}
	free(all.lists);
	free(all.paths);
	return result;
}

const struct cmd_def cmd_source_file = {.name = "source-file",
	.alias = "source",
	.flags = "Fnqvt:",
	.min_args = 1,
	.max_args = -1,
	.usage = "[-Fnqv] [-t target-pane] path ...",
	.exec = exec_source};

static enum cmd_result not_started(struct cmd_ctx *c, int why, const char *text)
{
	return cmd_error(c, "%s: %s", why == ERR_LIMIT ? "too many commands are waiting" : "failed to run command", text);
}

static enum cmd_result start_shell(struct cmd_ctx *c, const char *text, usec_t delay)
{
	int r = c->host->shell != NULL ? c->host->shell(c->host->ctx, c, text, delay) : ERR_STATE;
	return r < 0 ? not_started(c, r, text != NULL ? text : "") : CMD_WAIT;
}

/* -b: the same command without it, apart from what follows. */
static enum cmd_result go_apart(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct cmd one = *cmd;
	struct buf text = {0};
	one.flags = mem_calloc(cmd->flag_count, sizeof(*one.flags));
	one.flag_count = 0;
	for (size_t i = 0; i < cmd->flag_count; i++) {
		if (cmd->flags[i].flag != 'b') {
			one.flags[one.flag_count++] = cmd->flags[i];
		}
	}
	cmd_print_source(&one, &text);
	free(one.flags);
	int r = c->host->background != NULL ? c->host->background(c->host->ctx, c, buf_str(&text)) : ERR_STATE;
	enum cmd_result result = r < 0 ? not_started(c, r, buf_str(&text)) : CMD_OK;
	buf_finish(&text);
	return result;
}

static bool take_target(struct cmd_ctx *c, const struct cmd *cmd, struct target *t)
{
	if (cmd_value(cmd, 't') != NULL) {
		return target_find(c, cmd_value(cmd, 't'), TARGET_PANE, t) == CMD_OK;
	}
	if (!support_find(c, NULL, TARGET_PANE, t)) { /* a config at start: nothing is there yet */
		memset(t, 0, sizeof(*t));
	}
	return true;
}

static enum cmd_result choose(struct cmd_ctx *c, const struct cmd *cmd, bool yes)
{
	return yes || cmd->arg_count > 2 ? cmd_then_text(c, cmd->args[yes ? 1 : 2]) : CMD_OK;
}

static enum cmd_result exec_if(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (!take_target(c, cmd, &t)) {
		return CMD_ERROR;
	}
	if (cmd_has(cmd, 'b') && !cmd_has(cmd, 'F')) {
		return go_apart(c, cmd);
	}
	char *text = support_format(c, &t, cmd->args[0]);
	bool yes = text[0] != '\0' && strcmp(text, "0") != 0;
	enum cmd_result r = cmd_has(cmd, 'F') ? choose(c, cmd, yes) : start_shell(c, text, 0);
	free(text);
	return r;
}

static enum cmd_result resume_if(struct cmd_ctx *c, const struct cmd *cmd, int status, struct bytes out)
{
	(void)out;
	return choose(c, cmd, status == 0);
}

const struct cmd_def cmd_if_shell = {.name = "if-shell",
	.alias = "if",
	.flags = "bFt:",
	.min_args = 2,
	.max_args = 3,
	.usage = "[-bF] [-t target-pane] shell-command command [command]",
	.exec = exec_if,
	.resume = resume_if};

/* -d: seconds, with a fraction. */
static bool take_delay(struct cmd_ctx *c, const struct cmd *cmd, usec_t *delay)
{
	const char *text = cmd_value(cmd, 'd');
	char *end = NULL;
	double seconds = text != NULL ? strtod(text, &end) : 0;
	if (text != NULL && (end == text || *end != '\0' || !(seconds >= 0 && seconds <= 1e6))) {
		cmd_error(c, "invalid delay time: %s", text);
		return false;
	}
	*delay = (usec_t)(seconds * 1e6);
	return true;
}

static enum cmd_result exec_run(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	usec_t delay;
	if (!take_delay(c, cmd, &delay) || !take_target(c, cmd, &t)) {
		return CMD_ERROR;
	}
	if (cmd_has(cmd, 'b')) {
		return go_apart(c, cmd);
	}
	if (cmd->arg_count == 0 || cmd_has(cmd, 'C')) {
		return delay > 0 ? start_shell(c, NULL, delay) :
			cmd->arg_count > 0 ? cmd_then_text(c, cmd->args[0]) : CMD_OK;
	}
	char *text = support_format(c, &t, cmd->args[0]);
	enum cmd_result r = start_shell(c, text, delay);
	free(text);
	return r;
}

static enum cmd_result resume_run(struct cmd_ctx *c, const struct cmd *cmd, int status, struct bytes out)
{
	if (cmd->arg_count == 0 || cmd_has(cmd, 'C')) {
		return cmd->arg_count > 0 ? cmd_then_text(c, cmd->args[0]) : CMD_OK;
	}
	buf_put(&c->out, out.data, out.len);
	if (status != 0) {
		struct target t;
		if (out.len > 0 && out.data[out.len - 1] != '\n') {
			buf_puts(&c->out, "\n");
		}
		char *text = take_target(c, cmd, &t) ? support_format(c, &t, cmd->args[0]) : mem_strdup(cmd->args[0]);
		cmd_print(c, "'%s' returned %d", text, status);
		free(text);
	}
	return CMD_OK;
}

const struct cmd_def cmd_run_shell = {.name = "run-shell",
	.alias = "run",
	.flags = "bCd:t:",
	.max_args = 1,
	.usage = "[-bC] [-d delay] [-t target-pane] [shell-command]",
	.exec = exec_run,
	.resume = resume_run};

static enum cmd_result exec_clear(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_PANE, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	term_clear_history(t.pane->term);
	model_changed(c->model);
	return CMD_OK;
}

const struct cmd_def cmd_clear_history = {.name = "clear-history",
	.alias = "clearhist",
	.flags = "t:",
	.usage = "[-t target-pane]",
	.exec = exec_clear};
