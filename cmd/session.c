/* cmd/session.c -- new-session, attach-session, has-session, kill-session, rename-session,
 * switch-client, kill-server, start-server. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/glob.h"
#include "cmd/keytable.h"
#include "cmd/options.h"
#include "cmd/support.h"

#define NEW_SESSION_FORMAT "#{session_name}:"

/* ---- attaching ---- */

/* What the environment of who comes says of one pattern of update-environment. */
static void take_variables(const struct optmap *from, const char *pattern, struct optmap *to)
{
	for (size_t i = to->count; i-- > 0;) {
		if (glob_match(pattern, to->at[i].name, false) && optmap_get(from, to->at[i].name) == NULL) {
			optmap_unset(to, to->at[i].name); /* of who came before */
		}
	}
	for (size_t i = 0; i < from->count; i++) {
		if (glob_match(pattern, from->at[i].name, false)) {
			optmap_set(to, from->at[i].name, from->at[i].value);
		}
	}
}

/* Who comes to a session brings what update-environment names: where his display and his agent are. */
static void update_environment(struct cmd_ctx *c, const struct cmd *cmd, struct session *s)
{
	const char *at = option_get(c->model, s, NULL, NULL, "update-environment");
	if (c->environ == NULL || cmd_has(cmd, 'E')) {
		return;
	}
	while (*(at += strspn(at, " ,")) != '\0') {
		size_t len = strcspn(at, " ,");
		char *pattern = mem_strndup(at, len);
		take_variables(c->environ, pattern, &s->environment);
		free(pattern);
		at += len;
	}
}

static void attach(struct cmd_ctx *c, struct session *s, bool others, bool readonly)
{
	struct model_client *client = model_client(c->model, c->client);
	if (client != NULL) {
		model_client_attach(c->model, client, s);
	} else {
		c->wants_attach = true;
		c->attach_session = s->id;
		c->attach_detach_others = others;
		c->attach_readonly = readonly;
	}
}

/* A bare word names a session; more than that, a window or pane in it to go to. */
static enum target_kind place_kind(const char *text)
{
	return text == NULL || strpbrk(text, ":.@%") != NULL ? TARGET_PANE : TARGET_SESSION;
}

static enum cmd_result exec_attach(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t = {0};
	const char *text = cmd_value(cmd, 't');
	if (c->model->session_count == 0) {
		return cmd_error(c, "no sessions");
	}
	if (text == NULL && c->client == 0) {
		t.session = target_latest_session(c->model);
	} else if (target_find(c, text, place_kind(text), &t) != CMD_OK) {
		return CMD_ERROR;
	}
	if (text != NULL && t.window != NULL && strpbrk(text, ":.@%") != NULL) {
		model_window_select(c->model, t.session, t.index);
		if (t.pane != NULL && strpbrk(text, ".%") != NULL) {
			model_pane_select(c->model, t.pane);
		}
	}
	if (cmd_value(cmd, 'c') != NULL) {
		char *path = support_format(c, &t, cmd_value(cmd, 'c'));
		free(t.session->path);
		t.session->path = path;
	}
	update_environment(c, cmd, t.session);
	attach(c, t.session, cmd_has(cmd, 'd') || cmd_has(cmd, 'x'), cmd_has(cmd, 'r'));
	return CMD_OK;
}

const struct cmd_def cmd_attach_session = {
	.name = "attach-session",
	.alias = "attach",
	.flags = "c:dEf:rt:x",
	.max_args = 0,
	.usage = "[-dErx] [-c working-directory] [-f flags] [-t target-session]",
	.attrs = CMD_NEEDS_CLIENT,
	.exec = exec_attach,
};

/* ---- new-session ---- */

static enum cmd_result make_first_window(
	struct cmd_ctx *c, const struct cmd *cmd, struct session *s, struct target *t)
{
	struct size size;
	struct window *w;
	if (support_window_size(c, cmd, s, &size) != CMD_OK) {
		model_session_remove(c->model, s);
		return CMD_ERROR;
	}
	struct term_cfg term = support_term(c, s, size);
	int r = model_window_new(
		c->model, s, -1, support_base_index(c, s), cmd_value(cmd, 'n'), size, &term, &w);
	if (r < 0) {
		model_session_remove(c->model, s);
		return cmd_error(c, "create window failed: %s", err_str(r));
	}
	*t = support_target(c, s, w, model_pane(c->model, w->active));
	if (support_spawn(c, cmd, t->pane, s) != CMD_OK) {
		model_session_remove(c->model, s);
		return CMD_ERROR;
	}
	return CMD_OK;
}

static enum cmd_result exec_new_session(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct session *s = NULL;
	struct target t = {0};
	char *name = NULL;
	if (cmd_has(cmd, 't')) {
		return cmd_error(c, "session groups are not supported");
	}
	if (cmd_value(cmd, 's') != NULL) {
		char *raw = support_format(c, &t, cmd_value(cmd, 's'));
		name = model_clean_name(raw);
		free(raw);
		if (name[0] == '\0') {
			free(name);
			return cmd_error(c, "invalid session: %s", cmd_value(cmd, 's'));
		}
		s = model_session_by_name(c->model, name);
	}
	if (cmd_has(cmd, 'A') && name == NULL && cmd->arg_count == 0) {
		s = target_latest_session(c->model);
	}
	if (s != NULL) {
		free(name);
		if (!cmd_has(cmd, 'A')) {
			return cmd_error(c, "duplicate session: %s", s->name);
		}
		update_environment(c, cmd, s);
		attach(c, s, cmd_has(cmd, 'D'), false);
		return CMD_OK;
	}
	int r = model_session_new(c->model, name, &s);
	free(name);
	if (r < 0) {
		return cmd_error(c, "create session failed: %s", err_str(r));
	}
	const char *cwd = cmd_value(cmd, 'c') != NULL ? cmd_value(cmd, 'c') : c->cwd;
	s->path = cwd != NULL ? mem_strdup(cwd) : NULL;
	s->created = c->host->wall != NULL ? c->host->wall(c->host->ctx) : 0;
	s->activity_at = c->host->now != NULL ? c->host->now(c->host->ctx) : 0;
	s->created = c->host->wall != NULL ? c->host->wall(c->host->ctx) : 0;
	update_environment(c, cmd, s);
	support_env(cmd, &s->environment);
	if (make_first_window(c, cmd, s, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	support_focus(c, &t);
	support_print_new(c, cmd, &t, NEW_SESSION_FORMAT);
	if (!cmd_has(cmd, 'd')) {
		attach(c, s, false, false);
	}
	return CMD_OK;
}

const struct cmd_def cmd_new_session = {
	.name = "new-session",
	.alias = "new",
	.flags = "Ac:dDe:EF:f:n:Ps:t:x:y:X",
	.max_args = -1,
	.usage = "[-AdDEPX] [-c start-directory] [-e environment] [-F format] [-f flags] [-n "
		 "window-name] "
		 "[-s session-name] [-t target-session] [-x width] [-y height] [shell-command]",
	.attrs = CMD_NEEDS_CLIENT | CMD_STARTS_SERVER,
	.exec = exec_new_session,
};

/* ---- the rest ---- */

static enum cmd_result exec_has(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	return target_find(c, cmd_value(cmd, 't'), TARGET_SESSION, &t);
}

const struct cmd_def cmd_has_session = {.name = "has-session",
	.alias = "has",
	.flags = "t:",
	.usage = "[-t target-session]",
	.exec = exec_has};

static void clear_alerts(struct cmd_ctx *c, const struct session *s)
{
	for (size_t i = 0; i < s->link_count; i++) {
		struct window *w = model_window(c->model, s->links[i].window);
		if (w != NULL) {
			w->bell = w->activity = w->silence = false;
		}
	}
	model_changed(c->model);
}

static enum cmd_result exec_kill_session(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_SESSION, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	if (cmd_has(cmd, 'C')) {
		clear_alerts(c, t.session);
		return CMD_OK;
	}
	if (!cmd_has(cmd, 'a')) {
		model_session_remove(c->model, t.session);
		return CMD_OK;
	}
	for (size_t i = c->model->session_count; i-- > 0;) {
		if (c->model->sessions[i] != t.session) {
			model_session_remove(c->model, c->model->sessions[i]);
		}
	}
	return CMD_OK;
}

const struct cmd_def cmd_kill_session = {.name = "kill-session",
	.flags = "aCt:",
	.usage = "[-aC] [-t target-session]",
	.exec = exec_kill_session};

static enum cmd_result exec_rename_session(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_SESSION, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	char *raw = support_format(c, &t, cmd->args[0]), *name = model_clean_name(raw);
	int r = strcmp(name, t.session->name) == 0
			? 0
			: model_session_rename(c->model, t.session, name);
	if (r < 0) {
		cmd_error(
			c, r == ERR_EXISTS ? "duplicate session: %s" : "invalid session: %s", name);
	}
	free(raw);
	free(name);
	return r < 0 ? CMD_ERROR : CMD_OK;
}

const struct cmd_def cmd_rename_session = {
	.name = "rename-session",
	.alias = "rename",
	.flags = "t:",
	.min_args = 1,
	.max_args = 1,
	.usage = "[-t target-session] new-name",
	.exec = exec_rename_session,
};

static struct session *neighbour_session(struct cmd_ctx *c, uint32_t from, int step)
{
	size_t n = c->model->session_count;
	for (size_t i = 0; i < n; i++) {
		if (c->model->sessions[i]->id == from) {
			return c->model->sessions[step > 0 ? (i + 1) % n : (i + n - 1) % n];
		}
	}
	return NULL;
}

static enum cmd_result exec_switch(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct model_client *client = support_client(c);
	struct target t = {0};
	if (cmd_value(cmd, 'c') != NULL &&
		target_find_client(c, cmd_value(cmd, 'c'), &client) != CMD_OK) {
		return CMD_ERROR;
	}
	if (client == NULL) {
		return cmd_error(c, "no current client");
	}
	if (cmd_value(cmd, 'T') != NULL) {
		if (!key_table_exists(c->keys, cmd_value(cmd, 'T'))) {
			return cmd_error(c, "table %s doesn't exist", cmd_value(cmd, 'T'));
		}
		if (c->host->client_table != NULL) {
			c->host->client_table(c->host->ctx, client, cmd_value(cmd, 'T'));
		}
		return CMD_OK;
	}
	if (cmd_has(cmd, 'n') || cmd_has(cmd, 'p')) {
		t.session = neighbour_session(c, client->session, cmd_has(cmd, 'n') ? 1 : -1);
		if (t.session == NULL) {
			return cmd_error(c, "can't find %s session",
				cmd_has(cmd, 'n') ? "next" : "previous");
		}
	} else if (cmd_has(cmd, 'l')) {
		t.session = model_session(c->model, client->last_session);
		if (t.session == NULL) {
			return cmd_error(c, "can't find last session");
		}
	} else {
		const char *text = cmd_value(cmd, 't');
		if (target_find(c, text, place_kind(text), &t) != CMD_OK) {
			return CMD_ERROR;
		}
		if (text != NULL && strpbrk(text, ":.@%") != NULL) {
			model_window_select(c->model, t.session, t.index);
			model_pane_select(c->model, t.pane);
		}
	}
	model_client_attach(c->model, client, t.session);
	return CMD_OK;
}

const struct cmd_def cmd_switch_client = {
	.name = "switch-client",
	.alias = "switchc",
	.flags = "c:ElnprT:t:Z",
	.usage = "[-ElnprZ] [-c target-client] [-t target-session] [-T key-table]",
	.exec = exec_switch,
};

static enum cmd_result exec_kill_server(struct cmd_ctx *c, const struct cmd *cmd)
{
	(void)cmd;
	if (c->host->server_exit != NULL) {
		c->host->server_exit(c->host->ctx);
	}
	return CMD_OK;
}

const struct cmd_def cmd_kill_server = {
	.name = "kill-server", .flags = "", .usage = "", .exec = exec_kill_server};

static enum cmd_result exec_start_server(struct cmd_ctx *c, const struct cmd *cmd)
{
	(void)c;
	(void)cmd;
	return CMD_OK;
}

const struct cmd_def cmd_start_server = {.name = "start-server",
	.alias = "start",
	.flags = "",
	.usage = "",
	.attrs = CMD_STARTS_SERVER,
	.exec = exec_start_server};
