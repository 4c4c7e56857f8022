/* cmd/client.c -- detach-client, refresh-client, suspend-client, display-message, and what the
 * client runs for itself: command-prompt, confirm-before, copy-mode. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/support.h"

static enum cmd_result find_client(
	struct cmd_ctx *c, const struct cmd *cmd, char flag, struct model_client **out)
{
	if (cmd_value(cmd, flag) != NULL) {
		return target_find_client(c, cmd_value(cmd, flag), out);
	}
	*out = support_client(c);
	return *out != NULL ? CMD_OK : cmd_error(c, "no current client");
}

static void detach(struct cmd_ctx *c, const struct cmd *cmd, struct model_client *k)
{
	if (c->host->client_detach != NULL) {
		c->host->client_detach(c->host->ctx, k, cmd_has(cmd, 'P'), cmd_value(cmd, 'E'));
	}
}

static enum cmd_result exec_detach(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct model_client *k;
	struct target t;
	if (cmd_value(cmd, 's') != NULL) {
		if (target_find(c, cmd_value(cmd, 's'), TARGET_SESSION, &t) != CMD_OK) {
			return CMD_ERROR;
		}
		for (size_t i = c->model->client_count; i-- > 0;) {
			if (c->model->clients[i]->session == t.session->id) {
				detach(c, cmd, c->model->clients[i]);
			}
		}
		return CMD_OK;
	}
	if (find_client(c, cmd, 't', &k) != CMD_OK) {
		return CMD_ERROR;
	}
	if (cmd_has(cmd, 'a')) {
		for (size_t i = c->model->client_count; i-- > 0;) {
			if (c->model->clients[i] != k) {
				detach(c, cmd, c->model->clients[i]);
			}
		}
		return CMD_OK;
	}
	detach(c, cmd, k);
	return CMD_OK;
}

const struct cmd_def cmd_detach_client = {.name = "detach-client",
	.alias = "detach",
	.flags = "aE:Ps:t:",
	.usage = "[-aP] [-E shell-command] [-s target-session] [-t target-client]",
	.exec = exec_detach};

static enum cmd_result exec_refresh(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct model_client *k;
	if (find_client(c, cmd, 't', &k) != CMD_OK) {
		return CMD_ERROR;
	}
	if (c->host->client_redraw != NULL) {
		c->host->client_redraw(c->host->ctx, k);
	}
	return CMD_OK;
}

const struct cmd_def cmd_refresh_client = {.name = "refresh-client",
	.alias = "refresh",
	.flags = "cDLRSt:U",
	.max_args = 1,
	.usage = "[-cDLRSU] [-t target-client] [adjustment]",
	.exec = exec_refresh};

static enum cmd_result exec_suspend(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct model_client *k;
	if (find_client(c, cmd, 't', &k) != CMD_OK) {
		return CMD_ERROR;
	}
	if (c->host->client_suspend != NULL) {
		c->host->client_suspend(c->host->ctx, k);
	}
	return CMD_OK;
}

const struct cmd_def cmd_suspend_client = {.name = "suspend-client",
	.alias = "suspendc",
	.flags = "t:",
	.usage = "[-t target-client]",
	.attrs = CMD_CLIENT_SIDE,
	.exec = exec_suspend};

#define MESSAGE_FORMAT                                                                             \
	"[#{session_name}] #{window_index}:#{window_name}, current pane #{pane_index} - (%H:%M "   \
	"%d-%b-%y)"

static enum cmd_result exec_display(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	struct model_client *k = support_client(c);
	const char *format = cmd->arg_count > 0            ? cmd->args[0]
			     : cmd_value(cmd, 'F') != NULL ? cmd_value(cmd, 'F')
							   : MESSAGE_FORMAT;
	if (cmd_value(cmd, 'c') != NULL &&
		target_find_client(c, cmd_value(cmd, 'c'), &k) != CMD_OK) {
		return CMD_ERROR;
	}
	if (target_find(c, cmd_value(cmd, 't'), TARGET_PANE, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	if (cmd_has(cmd, 'F') && cmd->arg_count > 0) {
		return cmd_error(c, "only one of -F or argument must be given");
	}
	struct format_ctx f = {.model = c->model,
		.client = k,
		.at = t,
		.wall = c->host->wall != NULL ? c->host->wall(c->host->ctx) : 0};
	char *text = cmd_has(cmd, 'l') ? mem_strdup(format) : format_expand(&f, format);
	if (cmd_has(cmd, 'p') || k == NULL) {
		cmd_print(c, "%s", text);
	} else if (c->host->client_notice != NULL) {
		const char *d = cmd_value(cmd, 'd');
		c->host->client_notice(
			c->host->ctx, k, text, d != NULL ? (unsigned)strtoul(d, NULL, 10) : 0);
	}
	free(text);
	return CMD_OK;
}

const struct cmd_def cmd_display_message = {.name = "display-message",
	.alias = "display",
	.flags = "c:d:F:lNpt:v",
	.max_args = 1,
	.usage = "[-lNpv] [-c target-client] [-d delay] [-F format] [-t target-pane] [message]",
	.exec = exec_display};

/* Run from the server's side (a script, a hook): the client is asked to do it. */
static enum cmd_result ask_client(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct model_client *k = support_client(c);
	if (k == NULL) {
		return cmd_error(c, "no current client");
	}
	return support_ask_client(c, k, cmd);
}

const struct cmd_def cmd_command_prompt = {.name = "command-prompt",
	.flags = "1bFiI:kNp:t:T:",
	.max_args = 1,
	.usage =
		"[-1bFikN] [-I inputs] [-p prompts] [-t target-client] [-T prompt-type] [template]",
	.attrs = CMD_CLIENT_SIDE,
	.exec = ask_client};
const struct cmd_def cmd_confirm_before = {.name = "confirm-before",
	.alias = "confirm",
	.flags = "bp:t:",
	.min_args = 1,
	.max_args = 1,
	.usage = "[-b] [-p prompt] [-t target-client] command",
	.attrs = CMD_CLIENT_SIDE,
	.exec = ask_client};
const struct cmd_def cmd_copy_mode = {.name = "copy-mode",
	.flags = "eHMqs:t:u",
	.usage = "[-eHMqu] [-s src-pane] [-t target-pane]",
	.attrs = CMD_CLIENT_SIDE,
	.exec = ask_client};
const struct cmd_def cmd_login_again = {.name = "login-again",
	.flags = "",
	.usage = "",
	.attrs = CMD_CLIENT_SIDE,
	.exec = ask_client};
const struct cmd_def cmd_show_link = {.name = "show-link",
	.flags = "t:",
	.usage = "[-t target-client]",
	.attrs = CMD_CLIENT_SIDE,
	.exec = ask_client};
const struct cmd_def cmd_show_prediction = {.name = "show-prediction",
	.alias = "showpred",
	.flags = "t:",
	.usage = "[-t target-client]",
	.attrs = CMD_CLIENT_SIDE,
	.exec = ask_client};
