/* cmd/list.c -- list-sessions, -windows, -panes, -clients, -commands. */
#include <stdlib.h>
#include <string.h>

#include "cmd/support.h"

#define SESSIONS_FORMAT                                                                            \
	"#{session_name}: #{session_windows} windows (created #{t:session_created})"               \
	"#{?session_attached, (attached),}"
#define WINDOWS_FORMAT                                                                             \
	"#{window_index}: #{window_name}#{window_raw_flags} (#{window_panes} panes) "              \
	"[#{window_width}x#{window_height}] [layout #{window_layout}] "                            \
	"#{window_id}#{?window_active, (active),}"
#define WINDOWS_ALL_FORMAT                                                                         \
	"#{session_name}:#{window_index}: #{window_name}#{window_raw_flags} (#{window_panes} "     \
	"panes) "                                                                                  \
	"[#{window_width}x#{window_height}] "
#define PANES_FORMAT                                                                               \
	"#{pane_index}: [#{pane_width}x#{pane_height}] [history "                                  \
	"#{history_size}/#{history_limit}, "                                                       \
	"#{history_bytes} bytes] #{pane_id}#{?pane_active, (active),}#{?pane_dead, (dead),}"
#define CLIENTS_FORMAT                                                                             \
	"#{client_name}: #{session_name} [#{client_width}x#{client_height} #{client_termname}] "   \
	"#{?client_utf8,(utf8) ,}"

static void print_row(struct cmd_ctx *c, const struct cmd *cmd, const struct target *t,
	const struct model_client *client, const char *format)
{
	struct format_ctx f = {.model = c->model, .client = client, .at = *t};
	if (cmd_value(cmd, 'f') != NULL && !format_true(&f, cmd_value(cmd, 'f'))) {
		return;
	}
	char *text = format_expand(&f, cmd_value(cmd, 'F') != NULL ? cmd_value(cmd, 'F') : format);
	cmd_print(c, "%s", text);
	free(text);
}

static struct target session_target(struct cmd_ctx *c, struct session *s)
{
	struct window *w = model_current_window(c->model, s);
	return support_target(c, s, w, w != NULL ? model_pane(c->model, w->active) : NULL);
}

static enum cmd_result exec_sessions(struct cmd_ctx *c, const struct cmd *cmd)
{
	for (size_t i = 0; i < c->model->session_count; i++) {
		struct target t = session_target(c, c->model->sessions[i]);
		print_row(c, cmd, &t, model_client(c->model, c->client), SESSIONS_FORMAT);
	}
	return CMD_OK;
}

static void list_windows(
	struct cmd_ctx *c, const struct cmd *cmd, struct session *s, const char *format)
{
	for (size_t i = 0; i < s->link_count; i++) {
		struct window *w = model_window(c->model, s->links[i].window);
		if (w != NULL) {
			struct target t = {.session = s,
				.window = w,
				.index = s->links[i].index,
				.pane = model_pane(c->model, w->active)};
			print_row(c, cmd, &t, model_client(c->model, c->client), format);
		}
	}
}

static enum cmd_result exec_windows(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (cmd_has(cmd, 'a')) {
		for (size_t i = 0; i < c->model->session_count; i++) {
			list_windows(c, cmd, c->model->sessions[i], WINDOWS_ALL_FORMAT);
		}
		return CMD_OK;
	}
	if (target_find(c, cmd_value(cmd, 't'), TARGET_SESSION, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	list_windows(c, cmd, t.session, WINDOWS_FORMAT);
	return CMD_OK;
}

static void list_panes(struct cmd_ctx *c, const struct cmd *cmd, struct session *s, int index,
	struct window *w, const char *format)
{
	uint32_t leaves[LIMIT_PANES];
	size_t n = layout_leaves(w->layout, leaves, LIMIT_PANES);
	for (size_t i = 0; i < n; i++) {
		struct target t = {.session = s,
			.window = w,
			.index = index,
			.pane = model_pane(c->model, leaves[i])};
		print_row(c, cmd, &t, model_client(c->model, c->client), format);
	}
}

static void list_session_panes(
	struct cmd_ctx *c, const struct cmd *cmd, struct session *s, const char *format)
{
	for (size_t i = 0; i < s->link_count; i++) {
		struct window *w = model_window(c->model, s->links[i].window);
		if (w != NULL) {
			list_panes(c, cmd, s, s->links[i].index, w, format);
		}
	}
}

static enum cmd_result exec_panes(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (cmd_has(cmd, 'a')) {
		for (size_t i = 0; i < c->model->session_count; i++) {
			list_session_panes(c, cmd, c->model->sessions[i],
				"#{session_name}:#{window_index}." PANES_FORMAT);
		}
		return CMD_OK;
	}
	if (target_find(c, cmd_value(cmd, 't'), cmd_has(cmd, 's') ? TARGET_SESSION : TARGET_WINDOW,
		    &t) != CMD_OK) {
		return CMD_ERROR;
	}
	if (cmd_has(cmd, 's')) {
		list_session_panes(c, cmd, t.session, "#{window_index}." PANES_FORMAT);
	} else {
		list_panes(c, cmd, t.session, t.index, t.window, PANES_FORMAT);
	}
	return CMD_OK;
}

static enum cmd_result exec_clients(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target only = {0};
	if (cmd_value(cmd, 't') != NULL &&
		target_find(c, cmd_value(cmd, 't'), TARGET_SESSION, &only) != CMD_OK) {
		return CMD_ERROR;
	}
	for (size_t i = 0; i < c->model->client_count; i++) {
		struct model_client *k = c->model->clients[i];
		struct session *s = model_session(c->model, k->session);
		if (s != NULL && (only.session == NULL || only.session == s)) {
			struct target t = session_target(c, s);
			print_row(c, cmd, &t, k, CLIENTS_FORMAT);
		}
	}
	return CMD_OK;
}

#define COMMANDS_FORMAT                                                                            \
	"#{command_list_name}#{?command_list_alias, (#{command_list_alias}),} "                    \
	"#{command_list_usage}"

static enum cmd_result exec_commands(struct cmd_ctx *c, const struct cmd *cmd)
{
	const char *format = cmd_value(cmd, 'F') != NULL ? cmd_value(cmd, 'F') : COMMANDS_FORMAT;
	for (size_t i = 0; i < cmd_count(); i++) {
		const struct cmd_def *d = cmd_at(i);
		const char *alias = d->alias != NULL ? d->alias : "";
		if (cmd->arg_count > 0 && strcmp(d->name, cmd->args[0]) != 0 &&
			strcmp(alias, cmd->args[0]) != 0) {
			continue;
		}
		struct optmap extra = {0};
		optmap_set(&extra, "command_list_name", d->name);
		optmap_set(&extra, "command_list_alias", alias);
		optmap_set(&extra, "command_list_usage", d->usage);
		struct format_ctx f = {.model = c->model, .extra = &extra};
		char *text = format_expand(&f, format);
		cmd_print(c, "%s", text);
		free(text);
		optmap_finish(&extra);
	}
	return CMD_OK;
}

const struct cmd_def cmd_list_sessions = {.name = "list-sessions",
	.alias = "ls",
	.flags = "F:f:",
	.usage = "[-F format] [-f filter]",
	.exec = exec_sessions};
const struct cmd_def cmd_list_windows = {.name = "list-windows",
	.alias = "lsw",
	.flags = "F:f:at:",
	.usage = "[-a] [-F format] [-f filter] [-t target-session]",
	.exec = exec_windows};
const struct cmd_def cmd_list_panes = {.name = "list-panes",
	.alias = "lsp",
	.flags = "asF:f:t:",
	.usage = "[-as] [-F format] [-f filter] [-t target-window]",
	.exec = exec_panes};
const struct cmd_def cmd_list_clients = {.name = "list-clients",
	.alias = "lsc",
	.flags = "F:f:t:",
	.usage = "[-F format] [-f filter] [-t target-session]",
	.exec = exec_clients};
const struct cmd_def cmd_list_commands = {.name = "list-commands",
	.alias = "lscm",
	.flags = "F:",
	.max_args = 1,
	.usage = "[-F format] [command]",
	.exec = exec_commands};
