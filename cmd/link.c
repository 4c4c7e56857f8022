/* cmd/link.c -- link-record: what happened on the link, as a file for a report. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/support.h"

static enum cmd_result record_here(struct cmd_ctx *c, struct model_client *k, const char *name)
{
	char *path = name[0] == '/' || c->cwd == NULL ? mem_strdup(name) : mem_printf("%s/%s", c->cwd, name);
	int r = c->host->link_record == NULL ? ERR_STATE : c->host->link_record(c->host->ctx, k, path);
	enum cmd_result result = CMD_OK;
	if (r < 0) {
		result = cmd_error(c, "%s: %s", path, r == ERR_SYS ? strerror(errno) : "there is no record");
	}
	free(path);
	return result;
}

static enum cmd_result exec_record(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct model_client *k = support_client(c);
	if (cmd_value(cmd, 't') != NULL && target_find_client(c, cmd_value(cmd, 't'), &k) != CMD_OK) {
		return CMD_ERROR;
	}
	if (k == NULL) {
		return cmd_error(c, "no current client");
	}
	return cmd_has(cmd, 'S') ? record_here(c, k, cmd->args[0]) : support_ask_client(c, k, cmd);
}

const struct cmd_def cmd_link_record = {.name = "link-record",
	.alias = "linkrec",
	.flags = "St:",
	.min_args = 1,
	.max_args = 1,
	.usage = "[-S] [-t target-client] file",
	.attrs = CMD_CLIENT_SIDE,
	.exec = exec_record};
