/* cmd/options_cmds.c -- set-option, show-options, set-environment, show-environment. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/support.h"

/* The map that a command means: by -s -w -p -g, else by the option's own scope. */
struct scope {
	struct optmap *map;
	unsigned kind; /* OPTION_* */
	struct target at;
};

static enum cmd_result find_scope(struct cmd_ctx *c, const struct cmd *cmd,
	const struct option_def *o, bool window, struct scope *out)
{
	unsigned kind = cmd_has(cmd, 's')             ? OPTION_SERVER
			: cmd_has(cmd, 'p')           ? OPTION_PANE
			: window || cmd_has(cmd, 'w') ? OPTION_WINDOW
			: o == NULL                   ? OPTION_SESSION
			: (o->scope & OPTION_SERVER)  ? OPTION_SERVER
			: (o->scope & OPTION_SESSION) ? OPTION_SESSION
						      : OPTION_WINDOW;
	if (o != NULL &&
		!(o->scope & kind)) { /* `set -g` of a window option and the like: its own scope */
		kind = (o->scope & OPTION_SERVER)    ? OPTION_SERVER
		       : (o->scope & OPTION_SESSION) ? OPTION_SESSION
						     : OPTION_WINDOW;
	}
	memset(out, 0, sizeof(*out));
	out->kind = kind;
	const char *t = cmd_value(cmd, 't');
	bool found = support_find(c, t, TARGET_PANE, &out->at);
	if (kind == OPTION_SERVER) {
		out->map = &c->model->server_options;
		return CMD_OK;
	}
	if (cmd_has(cmd, 'g') && kind != OPTION_PANE) {
		out->map = kind == OPTION_SESSION ? &c->model->session_options
						  : &c->model->window_options;
		return CMD_OK;
	}
	if (!found) {
		const char *what = kind == OPTION_SESSION  ? "session"
				   : kind == OPTION_WINDOW ? "window"
							   : "pane";
		return t != NULL ? cmd_error(c, "no such %s: %s", what, t)
				 : cmd_error(c, "no current %s", what);
	}
	out->map = kind == OPTION_SESSION  ? &out->at.session->options
		   : kind == OPTION_WINDOW ? &out->at.window->options
					   : &out->at.pane->options;
	return CMD_OK;
}

static enum cmd_result bad_option(struct cmd_ctx *c, const struct cmd *cmd, char *err)
{
	enum cmd_result r = cmd_has(cmd, 'q') ? CMD_OK : cmd_error(c, "%s", err);
	free(err);
	return r;
}

static char *joined(const struct option_def *o, const char *now, const char *add)
{
	bool comma = o != NULL && o->type == OPTION_STYLE;
	return mem_printf("%s%s%s", now, comma && now[0] != '\0' ? "," : "", add);
}

static enum cmd_result set_value(struct cmd_ctx *c, const struct cmd *cmd,
	const struct option_def *o, const struct scope *s, const char *name, const char *value)
{
	char *text = NULL, *err = NULL, *add = NULL;
	const char *now =
		o != NULL ? option_get(c->model, s->at.session, s->at.window, s->at.pane, o->name)
			  : optmap_get(s->map, name);
	if (cmd_has(cmd, 'o') && optmap_get(s->map, name) != NULL) {
		return cmd_has(cmd, 'q') ? CMD_OK : cmd_error(c, "already set: %s", name);
	}
	if (cmd_has(cmd, 'a') && now != NULL && value != NULL) {
		value = add = joined(o, now, value);
	}
	if (o == NULL && value == NULL) {
		return cmd_error(c, "empty value");
	}
	if (o == NULL) {
		optmap_set(s->map, name, value);
	} else if (option_check(o, value, now, &text, &err) < 0) {
		free(add);
		cmd_error(c, "%s", err != NULL ? err : "bad value");
		free(err);
		return CMD_ERROR;
	} else {
		optmap_set(s->map, name, text);
	}
	free(add);
	free(text);
	return CMD_OK;
}

static enum cmd_result set_option(struct cmd_ctx *c, const struct cmd *cmd, bool window)
{
	struct scope s;
	char *err = NULL, *name = mem_strdup(cmd->args[0]), *expanded = NULL;
	char *bracket = strchr(name, '[');
	const struct option_def *o = NULL;
	if (name[0] != '@') {
		if (bracket != NULL) {
			*bracket = '\0';
		}
		o = option_find(name, &err);
		if (o == NULL) {
			free(name);
			return bad_option(c, cmd, err);
		}
		if (bracket != NULL) {
			*bracket = '[';
		}
	}
	enum cmd_result r = find_scope(c, cmd, o, window, &s);
	/* An array's element keeps its brackets; the rest goes by its full name. */
	const char *key = o == NULL || bracket != NULL ? name : o->name;
	if (r == CMD_OK && (cmd_has(cmd, 'u') || cmd_has(cmd, 'U'))) {
		optmap_unset(s.map, key);
	} else if (r == CMD_OK) {
		const char *value = cmd->arg_count > 1 ? cmd->args[1] : NULL;
		if (cmd_has(cmd, 'F') && value != NULL) {
			value = expanded = support_format(c, &s.at, value);
		}
		r = set_value(c, cmd, o, &s, key, value);
	}
	if (r == CMD_OK && c->host->options_changed != NULL) {
		c->host->options_changed(c->host->ctx, key);
	}
	model_changed(c->model);
	free(expanded);
	free(name);
	return r;
}

static enum cmd_result exec_set(struct cmd_ctx *c, const struct cmd *cmd)
{
	return set_option(c, cmd, false);
}

static enum cmd_result exec_setw(struct cmd_ctx *c, const struct cmd *cmd)
{
	return set_option(c, cmd, true);
}

const struct cmd_def cmd_set_option = {.name = "set-option",
	.alias = "set",
	.flags = "aFgopqst:uUw",
	.min_args = 1,
	.max_args = 2,
	.usage = "[-aFgopqsuUw] [-t target-pane] option [value]",
	.exec = exec_set};
const struct cmd_def cmd_set_window_option = {.name = "set-window-option",
	.alias = "setw",
	.flags = "aFgoqt:u",
	.min_args = 1,
	.max_args = 2,
	.usage = "[-aFgoqu] [-t target-window] option [value]",
	.exec = exec_setw};

/* ---- show ---- */

static void print_option(struct cmd_ctx *c, const struct cmd *cmd, const struct option_def *o,
	const char *name, const char *value, bool inherited)
{
	if (cmd_has(cmd, 'v')) {
		cmd_print(c, "%s", value);
		return;
	}
	struct buf q = {0};
	/* What can only be words is shown as it is. */
	if (o == NULL || o->type == OPTION_STRING || o->type == OPTION_STYLE ||
		o->type == OPTION_ARRAY) {
		cmd_quote(value, &q);
	} else {
		buf_puts(&q, value);
	}
	cmd_print(c, "%s%s %s", name, inherited ? "*" : "", buf_str(&q));
	buf_finish(&q);
}

/* The elements name[0], name[1]... of an array that are set in the map. */
static void print_elements(struct cmd_ctx *c, const struct cmd *cmd, const struct option_def *o,
	const struct optmap *map)
{
	size_t len = strlen(o->name);
	for (size_t i = 0; o->type == OPTION_ARRAY && i < map->count; i++) {
		const struct optmap_entry *e = &map->at[i];
		if (strncmp(e->name, o->name, len) == 0 && e->name[len] == '[') {
			print_option(c, cmd, o, e->name, e->value, false);
		}
	}
}

/* The value that `show` prints for a name: the one set here; with -A, -g or -s what is in force. */
static const char *shown_value(struct cmd_ctx *c, const struct cmd *cmd, const struct option_def *o,
	const struct scope *s, const char *name, bool *inherited)
{
	bool global = cmd_has(cmd, 'g') || s->kind == OPTION_SERVER;
	const char *value = optmap_get(s->map, name);
	*inherited = value == NULL && !global;
	if (value != NULL || (!global && !cmd_has(cmd, 'A'))) {
		return value;
	}
	if (global) {
		return option_lookup(c->model, NULL, NULL, NULL, name);
	}
	/* A user option has no scope of its own: it inherits along the scope that was asked for. */
	bool all = o != NULL || s->kind != OPTION_SESSION;
	return option_lookup(
		c->model, s->at.session, all ? s->at.window : NULL, all ? s->at.pane : NULL, name);
}

static enum cmd_result show_one(struct cmd_ctx *c, const struct cmd *cmd, bool window)
{
	struct scope s;
	char *err = NULL;
	const char *name = cmd->args[0], *bracket = strchr(name, '[');
	const struct option_def *o = name[0] != '@' ? option_find(name, &err) : NULL;
	bool inherited;
	if (name[0] != '@' && o == NULL) {
		return bad_option(c, cmd, err);
	}
	if (find_scope(c, cmd, o, window, &s) != CMD_OK) {
		return CMD_ERROR;
	}
	name = o != NULL && bracket == NULL ? o->name : name;
	const char *value = shown_value(c, cmd, o, &s, name, &inherited);
	if (value != NULL) {
		print_option(c, cmd, o, name, value, inherited);
	} else if (o == NULL && !cmd_has(cmd, 'q')) {
		return cmd_error(c, "invalid option: %s", name);
	}
	if (o != NULL && bracket == NULL) {
		print_elements(c, cmd, o, s.map);
	}
	return CMD_OK;
}

static enum cmd_result show_options(struct cmd_ctx *c, const struct cmd *cmd, bool window)
{
	struct scope s;
	if (cmd->arg_count > 0) {
		return show_one(c, cmd, window);
	}
	if (find_scope(c, cmd, NULL, window, &s) != CMD_OK) {
		return CMD_ERROR;
	}
	for (size_t i = 0; i < s.map->count; i++) {
		if (s.map->at[i].name[0] == '@') {
			print_option(c, cmd, NULL, s.map->at[i].name, s.map->at[i].value, false);
		}
	}
	for (size_t i = 0; i < option_count(); i++) {
		const struct option_def *o = option_at(i);
		bool inherited;
		if (!(o->scope & s.kind)) {
			continue;
		}
		const char *value = shown_value(c, cmd, o, &s, o->name, &inherited);
		if (value != NULL) {
			print_option(c, cmd, o, o->name, value, inherited);
		}
		print_elements(c, cmd, o, s.map);
	}
	return CMD_OK;
}

static enum cmd_result exec_show(struct cmd_ctx *c, const struct cmd *cmd)
{
	return show_options(c, cmd, false);
}

static enum cmd_result exec_showw(struct cmd_ctx *c, const struct cmd *cmd)
{
	return show_options(c, cmd, true);
}

const struct cmd_def cmd_show_options = {.name = "show-options",
	.alias = "show",
	.flags = "AgHpqst:vw",
	.max_args = 1,
	.usage = "[-AgHpqsvw] [-t target-pane] [option]",
	.exec = exec_show};
const struct cmd_def cmd_show_window_options = {.name = "show-window-options",
	.alias = "showw",
	.flags = "gvt:",
	.max_args = 1,
	.usage = "[-gv] [-t target-window] [option]",
	.exec = exec_showw};

/* ---- environment ---- */

static enum cmd_result env_map(struct cmd_ctx *c, const struct cmd *cmd, struct optmap **out)
{
	struct target at;
	const char *t = cmd_value(cmd, 't');
	if (cmd_has(cmd, 'g')) {
		*out = &c->model->environment;
		return CMD_OK;
	}
	if (!support_find(c, t, TARGET_SESSION, &at)) {
		return t != NULL ? cmd_error(c, "no such session: %s", t)
				 : cmd_error(c, "no current session");
	}
	*out = &at.session->environment;
	return CMD_OK;
}

static enum cmd_result exec_setenv(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct optmap *map;
	const char *name = cmd->args[0], *value = cmd->arg_count > 1 ? cmd->args[1] : NULL;
	bool unset = cmd_has(cmd, 'u'), drop = cmd_has(cmd, 'r');
	char *expanded = NULL;
	if (name[0] == '\0') {
		return cmd_error(c, "empty variable name");
	}
	if (strchr(name, '=') != NULL) {
		return cmd_error(c, "variable name contains =");
	}
	if (env_map(c, cmd, &map) != CMD_OK) {
		return CMD_ERROR;
	}
	if ((unset || drop) && value != NULL) {
		return cmd_error(c, "can't specify a value with -%c", unset ? 'u' : 'r');
	}
	if (unset || drop) {
		optmap_unset(map, name);
		return CMD_OK;
	}
	if (value == NULL) {
		return cmd_error(c, "no value specified");
	}
	if (cmd_has(cmd, 'F')) {
		struct target at;
		support_find(c, cmd_value(cmd, 't'), TARGET_PANE, &at);
		value = expanded = support_format(c, &at, value);
	}
	optmap_set(map, name, value);
	free(expanded);
	return CMD_OK;
}

/* -s: as a Bourne shell reads it. */
static void print_variable(struct cmd_ctx *c, const struct cmd *cmd, const struct optmap_entry *e)
{
	struct buf quoted = {0};
	if (!cmd_has(cmd, 's')) {
		cmd_print(c, "%s=%s", e->name, e->value);
		return;
	}
	for (const char *v = e->value; *v != '\0'; v++) {
		buf_puts(&quoted, strchr("$`\"\\", *v) != NULL ? "\\" : "");
		buf_u8(&quoted, (uint8_t)*v);
	}
	cmd_print(c, "%s=\"%s\"; export %s;", e->name, buf_str(&quoted), e->name);
	buf_finish(&quoted);
}

static enum cmd_result exec_showenv(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct optmap *map;
	bool found = cmd->arg_count == 0;
	if (env_map(c, cmd, &map) != CMD_OK) {
		return CMD_ERROR;
	}
	for (size_t i = 0; i < map->count; i++) {
		if (cmd->arg_count == 0 || strcmp(map->at[i].name, cmd->args[0]) == 0) {
			print_variable(c, cmd, &map->at[i]);
			found = true;
		}
	}
	return found ? CMD_OK : cmd_error(c, "unknown variable: %s", cmd->args[0]);
}

const struct cmd_def cmd_set_environment = {.name = "set-environment",
	.alias = "setenv",
	.flags = "Fgrt:u",
	.min_args = 1,
	.max_args = 2,
	.usage = "[-Fgru] [-t target-session] variable [value]",
	.exec = exec_setenv};
const struct cmd_def cmd_show_environment = {.name = "show-environment",
	.alias = "showenv",
	.flags = "gst:",
	.max_args = 1,
	.usage = "[-gs] [-t target-session] [variable]",
	.exec = exec_showenv};
