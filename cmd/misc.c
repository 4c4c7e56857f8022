/* cmd/misc.c -- source-file, if-shell, run-shell, clear-history. */
#include <glob.h>
#include <stdlib.h>
#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/support.h"

#define LIMIT_DEPTH 50 /* source-file and if-shell within one another */

/* -v: what was read, a command a line. */
static void echo_list(struct cmd_ctx *c, const char *path, const struct cmd_list *l)
{
	for (size_t i = 0; i < l->count; i++) {
		struct cmd_list one = {
			.cmds = &l->cmds[i], .sequence = &l->sequence[i], .count = 1};
		struct buf text = {0};
		cmd_list_print(&one, &text);
		cmd_print(c, "%s:%u: %s", path, l->cmds[i].line, buf_str(&text));
		buf_finish(&text);
	}
}

static enum cmd_result source_one(struct cmd_ctx *c, const struct cmd *cmd, const char *path)
{
	struct buf text = {0};
	struct cmd_list *list = NULL;
	char *err = NULL;
	int r = c->host->read_file != NULL ? c->host->read_file(c->host->ctx, path, &text)
					   : ERR_STATE;
	if (r < 0) {
		enum cmd_result result = CMD_OK;
		if (!cmd_has(cmd, 'q') || r == ERR_LIMIT) {
			const char *why = r == ERR_LIMIT ? "file too large"
					  : r == ERR_SYS ? strerror(errno)
							 : err_str(r);
			result = cmd_error(c, "%s: %s", path, why);
		}
		buf_finish(&text);
		return result;
	}
	const char *file = c->file;
	unsigned line = c->line, at = 0;
	enum cmd_result result = CMD_OK;
	bool nul = text.len > 0 && memchr(text.data + text.head, 0, text.len) != NULL;
	c->file = path;
	if (nul) {
		c->line = 1;
		result = cmd_error(c, "not a text file");
	} else if (support_parse(c, buf_str(&text), !cmd_has(cmd, 'n'), &list, &err, &at) < 0) {
		c->line = at;
		cmd_error(c, "%s", err);
		free(err);
		result = CMD_ERROR;
	} else {
		if (cmd_has(cmd, 'v')) {
			echo_list(c, path, list);
		}
		result = cmd_has(cmd, 'n') ? CMD_OK : cmd_run(c, list);
		cmd_list_free(list);
	}
	c->file = file;
	c->line = line;
	buf_finish(&text);
	return result;
}

static enum cmd_result source_pattern(struct cmd_ctx *c, const struct cmd *cmd, const char *pattern)
{
	glob_t g = {0};
	enum cmd_result result = CMD_OK;
	char *full = pattern[0] != '/' && c->cwd != NULL ? mem_printf("%s/%s", c->cwd, pattern)
							 : mem_strdup(pattern);
	if (glob(full, 0, NULL, &g) != 0) {
		result = source_one(c, cmd, full); /* says what is wrong with it */
	}
	for (size_t i = 0; i < g.gl_pathc; i++) {
		if (source_one(c, cmd, g.gl_pathv[i]) != CMD_OK) {
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
	if (++c->depth > LIMIT_DEPTH) {
		c->depth--;
		return cmd_error(c, "too many nested files");
	}
	for (size_t i = 0; i < cmd->arg_count; i++) {
		struct target t = {0};
		char *path = cmd_has(cmd, 'F') ? support_format(c, &t, cmd->args[i])
					       : mem_strdup(cmd->args[i]);
		if (source_pattern(c, cmd, path) != CMD_OK) {
			result = CMD_ERROR;
		}
		free(path);
	}
	c->depth--;
	return result;
}

const struct cmd_def cmd_source_file = {.name = "source-file",
	.alias = "source",
	.flags = "Fnqvt:",
	.min_args = 1,
	.max_args = -1,
	.usage = "[-Fnqv] [-t target-pane] path ...",
	.exec = exec_source};

static enum cmd_result run_shell_command(
	struct cmd_ctx *c, const char *text, int *status, struct buf *out)
{
	int r = c->host->shell != NULL ? c->host->shell(c->host->ctx, text, status, out)
				       : ERR_STATE;
	return r < 0 ? cmd_error(c, "failed to run command: %s", text) : CMD_OK;
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

static enum cmd_result exec_if(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	bool yes;
	if (!take_target(c, cmd, &t)) {
		return CMD_ERROR;
	}
	if (++c->depth > LIMIT_DEPTH) {
		c->depth--;
		return cmd_error(c, "too many nested commands");
	}
	char *text = support_format(c, &t, cmd->args[0]);
	if (cmd_has(cmd, 'F')) {
		yes = text[0] != '\0' && strcmp(text, "0") != 0;
	} else {
		struct buf out = {0};
		int status = 1;
		yes = run_shell_command(c, text, &status, &out) == CMD_OK && status == 0;
		buf_finish(&out);
	}
	free(text);
	enum cmd_result r = CMD_OK;
	if (yes || cmd->arg_count > 2) {
		r = cmd_run_text(c, cmd->args[yes ? 1 : 2]);
	}
	c->depth--;
	return r;
}

const struct cmd_def cmd_if_shell = {.name = "if-shell",
	.alias = "if",
	.flags = "bFt:",
	.min_args = 2,
	.max_args = 3,
	.usage = "[-bF] [-t target-pane] shell-command command [command]",
	.exec = exec_if};

static enum cmd_result exec_run(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (!take_target(c, cmd, &t)) {
		return CMD_ERROR;
	}
	if (cmd->arg_count == 0) {
		return CMD_OK;
	}
	if (cmd_has(cmd, 'C')) {
		return cmd_run_text(c, cmd->args[0]);
	}
	struct buf out = {0};
	int status = 0;
	char *text = support_format(c, &t, cmd->args[0]);
	enum cmd_result r = run_shell_command(c, text, &status, &out);
	if (r == CMD_OK && !cmd_has(cmd, 'b')) {
		buf_put(&c->out, out.data + out.head, out.len);
		if (status != 0) {
			cmd_print(c, "'%s' returned %d", text, status);
		}
	}
	free(text);
	buf_finish(&out);
	return r;
}

const struct cmd_def cmd_run_shell = {.name = "run-shell",
	.alias = "run",
	.flags = "bCd:t:",
	.max_args = 1,
	.usage = "[-bC] [-d delay] [-t target-pane] [shell-command]",
	.exec = exec_run};

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
