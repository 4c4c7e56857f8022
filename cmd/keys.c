/* cmd/keys.c -- send-keys, send-prefix, bind-key, unbind-key, list-keys. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/width.h"
#include "cmd/keytable.h"
#include "cmd/support.h"

static void write_pane(struct cmd_ctx *c, struct pane *p, const void *data, size_t len)
{
	if (c->host->pane_write != NULL && len > 0) {
		c->host->pane_write(c->host->ctx, p, bytes_of(data, len));
	}
}

static void send_key(struct cmd_ctx *c, struct pane *p, keycode_t key)
{
	uint8_t out[32];
	write_pane(c, p, out, key_encode(key, term_modes(p->term), out));
}

static void send_text(struct cmd_ctx *c, struct pane *p, const char *text)
{
	for (size_t i = 0, used, len = strlen(text); i < len; i += used) {
		send_key(c, p, utf8_decode(text + i, len - i, &used));
	}
}

static enum cmd_result send_one(struct cmd_ctx *c, const struct cmd *cmd, struct pane *p, const char *arg)
{
	keycode_t key;
	if (cmd_has(cmd, 'H')) {
		char *end;
		unsigned long v = strtoul(arg, &end, 16);
		uint8_t byte = (uint8_t)v;
		if (*end != '\0' || v > 0xff) {
			return cmd_error(c, "invalid hexadecimal byte: %s", arg);
		}
		write_pane(c, p, &byte, 1);
	} else if (!cmd_has(cmd, 'l') && key_parse(arg, &key) == 0) {
		send_key(c, p, key);
	} else {
		send_text(c, p, arg);
	}
	return CMD_OK;
}

static enum cmd_result exec_send(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	long times = 1;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_PANE, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	if (cmd_value(cmd, 'N') != NULL) {
		char *end;
		times = strtol(cmd_value(cmd, 'N'), &end, 10);
		if (*end != '\0' || times < 1 || times > 10000) {
			return cmd_error(c, "repeat count invalid: %s", cmd_value(cmd, 'N'));
		}
	}
	if (cmd_has(cmd, 'R')) {
		term_reset(t.pane->term);
	}
	for (long n = 0; n < times; n++) {
		for (size_t i = 0; i < cmd->arg_count; i++) {
			char *text = cmd_has(cmd, 'F') ? support_format(c, &t, cmd->args[i]) : NULL;
			enum cmd_result r = send_one(c, cmd, t.pane, text != NULL ? text : cmd->args[i]);
			free(text);
			if (r != CMD_OK) {
				return r;
			}
		}
	}
	return CMD_OK;
}

const struct cmd_def cmd_send_keys = {.name = "send-keys", .alias = "send", .flags = "FHlN:Rt:", .max_args = -1,
	.usage = "[-FHlR] [-N repeat-count] [-t target-pane] [key ...]", .exec = exec_send};

static enum cmd_result exec_prefix(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	keycode_t key;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_PANE, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	if (key_parse(option_get(c->model, t.session, NULL, NULL, cmd_has(cmd, '2') ? "prefix2" : "prefix"), &key) == 0) {
		send_key(c, t.pane, key);
	}
	return CMD_OK;
}

const struct cmd_def cmd_send_prefix = {.name = "send-prefix", .flags = "2t:", .usage = "[-2] [-t target-pane]", .exec = exec_prefix};

/* ---- bindings ---- */

static const char *table_of(const struct cmd *cmd)
{
	return cmd_value(cmd, 'T') != NULL ? cmd_value(cmd, 'T') : cmd_has(cmd, 'n') ? "root" : "prefix";
}

/* The bound command as text: one argument is source (or a { } block); several are words. */
static char *bound_text(const struct cmd *cmd)
{
	struct buf b = {0};
	if (cmd->arg_count == 2) {
		return mem_strdup(cmd->args[1]);
	}
	for (size_t i = 1; i < cmd->arg_count; i++) {
		const char *a = cmd->args[i];
		buf_puts(&b, i > 1 ? " " : "");
		if (strcmp(a, ";") == 0) {
			buf_puts(&b, ";");
			continue;
		}
		buf_puts(&b, "'");
		for (; *a != '\0'; a++) {
			buf_puts(&b, *a == '\'' ? "'\\''" : (char[]){*a, '\0'});
		}
		buf_puts(&b, "'");
	}
	return buf_take_str(&b);
}

static enum cmd_result exec_bind(struct cmd_ctx *c, const struct cmd *cmd)
{
	keycode_t key;
	struct cmd_list *list = NULL;
	char *err = NULL;
	if (key_parse(cmd->args[0], &key) < 0) {
		return cmd_error(c, "unknown key: %s", cmd->args[0]);
	}
	char *text = bound_text(cmd);
	int r = cmd_parse_text(text, &c->model->environment, NULL, &list, &err);
	free(text);
	if (r < 0) {
		cmd_error(c, "%s", err);
		free(err);
		return CMD_ERROR;
	}
	r = key_bind(c->keys, table_of(cmd), key, cmd_value(cmd, 'N'), cmd_has(cmd, 'r'), list);
	if (r < 0) {
		return cmd_error(c, "%s", err_str(r));
	}
	if (c->host->keys_changed != NULL) {
		c->host->keys_changed(c->host->ctx);
	}
	return CMD_OK;
}

const struct cmd_def cmd_bind_key = {.name = "bind-key", .alias = "bind", .flags = "nrN:T:", .min_args = 1, .max_args = -1,
	.usage = "[-nr] [-T key-table] [-N note] key [command [arguments]]", .exec = exec_bind};

static enum cmd_result exec_unbind(struct cmd_ctx *c, const struct cmd *cmd)
{
	keycode_t key;
	bool quiet = cmd_has(cmd, 'q');
	if (cmd_has(cmd, 'a')) {
		if (cmd->arg_count > 0) {
			return quiet ? CMD_ERROR : cmd_error(c, "key given with -a");
		}
		if (!key_table_exists(c->keys, table_of(cmd))) {
			return quiet ? CMD_ERROR : cmd_error(c, "table %s doesn't exist", table_of(cmd));
		}
		key_unbind_all(c->keys, table_of(cmd));
	} else {
		if (cmd->arg_count == 0) {
			return quiet ? CMD_ERROR : cmd_error(c, "missing key");
		}
		if (key_parse(cmd->args[0], &key) < 0) {
			return quiet ? CMD_ERROR : cmd_error(c, "unknown key: %s", cmd->args[0]);
		}
		if (cmd_value(cmd, 'T') != NULL && !key_table_exists(c->keys, table_of(cmd))) {
			return quiet ? CMD_ERROR : cmd_error(c, "table %s doesn't exist", table_of(cmd));
		}
		key_unbind(c->keys, table_of(cmd), key); /* not bound: nothing to do, as in tmux */
	}
	if (c->host->keys_changed != NULL) {
		c->host->keys_changed(c->host->ctx);
	}
	return CMD_OK;
}

const struct cmd_def cmd_unbind_key = {.name = "unbind-key", .alias = "unbind", .flags = "anqT:", .max_args = 1,
	.usage = "[-anq] [-T key-table] key", .exec = exec_unbind};

static enum cmd_result exec_list(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t = {0};
	const char *table = cmd_value(cmd, 'T');
	if (table != NULL && !key_table_exists(c->keys, table)) {
		return cmd_error(c, "table %s doesn't exist", table);
	}
	if (c->session != 0) {
		t.session = model_session(c->model, c->session);
	}
	struct buf all = {0};
	if (cmd_has(cmd, 'N')) {
		key_tables_notes(c->keys, option_get(c->model, t.session, NULL, NULL, "prefix"), &all);
	} else {
		key_tables_print(c->keys, table, &all);
	}
	buf_puts(&c->out, buf_str(&all));
	buf_finish(&all);
	return CMD_OK;
}

const struct cmd_def cmd_list_keys = {.name = "list-keys", .alias = "lsk", .flags = "1aNP:T:", .max_args = 1,
	.usage = "[-1aN] [-P prefix-string] [-T key-table] [key]", .exec = exec_list};
