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
	uint8_t out[KEY_BYTES];
	struct key_modes modes = {term_modes(p->term), term_keyboard(p->term)};
	/* C-m has meant Enter in scripts for long: not what a keyboard's C-m is to a program that asks. */
	write_pane(c, p, out, key_encode(key_plain(key), NULL, modes, out));
}

static void send_text(struct cmd_ctx *c, struct pane *p, const char *text)
{
	for (size_t i = 0, used, len = strlen(text); i < len; i += used) {
		send_key(c, p, utf8_decode(text + i, len - i, &used));
	}
}

static enum cmd_result send_one(
	struct cmd_ctx *c, const struct cmd *cmd, struct pane *p, const char *arg)
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

/* -X: a command of copy mode, which is the client's. */
static enum cmd_result send_mode(struct cmd_ctx *c, const struct cmd *cmd, const struct pane *p)
{
	struct model_client *k = support_client(c);
	if (p->in_mode == 0 || k == NULL) {
		return cmd_error(c, "not in a mode");
	}
	return support_ask_client(c, k, cmd);
}

/* -M: the mouse event of the binding that runs. */
static enum cmd_result send_mouse(struct cmd_ctx *c)
{
	uint8_t out[32];
	struct pane *p = c->mouse != NULL ? model_pane(c->model, c->mouse_pane) : NULL;
	if (p == NULL) {
		return cmd_error(c, "no mouse target");
	}
	write_pane(c, p, out, mouse_encode(c->mouse, term_modes(p->term), c->cell, out));
	return CMD_OK;
}

static enum cmd_result exec_send(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	int times = 1;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_PANE, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	if (cmd_value(cmd, 'N') != NULL) {
		if (support_size(c, "repeat count", cmd_value(cmd, 'N'), 0, 1, 10000, &times) !=
			CMD_OK) {
			return CMD_ERROR;
		}
	}
	if (cmd_has(cmd, 'X')) {
		return send_mode(c, cmd, t.pane);
	}
	if (cmd_has(cmd, 'M')) {
		return send_mouse(c);
	}
	if (cmd_has(cmd, 'R')) {
		term_reset(t.pane->term);
	}
	for (int n = 0; n < times; n++) {
		for (size_t i = 0; i < cmd->arg_count; i++) {
			char *text = cmd_has(cmd, 'F') ? support_format(c, &t, cmd->args[i]) : NULL;
			enum cmd_result r =
				send_one(c, cmd, t.pane, text != NULL ? text : cmd->args[i]);
			free(text);
			if (r != CMD_OK) {
				return r;
			}
		}
	}
	return CMD_OK;
}

const struct cmd_def cmd_send_keys = {.name = "send-keys",
	.alias = "send",
	.flags = "FHlMN:Rt:X",
	.max_args = -1,
	.usage = "[-FHlMRX] [-N repeat-count] [-t target-pane] [key ...]",
	.exec = exec_send};

static enum cmd_result exec_prefix(struct cmd_ctx *c, const struct cmd *cmd)
{
	struct target t;
	keycode_t key;
	if (target_find(c, cmd_value(cmd, 't'), TARGET_PANE, &t) != CMD_OK) {
		return CMD_ERROR;
	}
	if (key_parse(option_get(c->model, t.session, NULL, NULL,
			      cmd_has(cmd, '2') ? "prefix2" : "prefix"),
		    &key) == 0) {
		send_key(c, t.pane, key);
	}
	return CMD_OK;
}

const struct cmd_def cmd_send_prefix = {.name = "send-prefix",
	.flags = "2t:",
	.usage = "[-2] [-t target-pane]",
	.exec = exec_prefix};

/* ---- bindings ---- */

static const char *table_of(const struct cmd *cmd)
{
	return cmd_value(cmd, 'T') != NULL ? cmd_value(cmd, 'T')
	       : cmd_has(cmd, 'n')         ? "root"
					   : "prefix";
}

/* Without a command: only the note of a key that is bound. */
static enum cmd_result bind_note(struct cmd_ctx *c, const struct cmd *cmd, keycode_t key)
{
	const struct key_binding *b = key_lookup(c->keys, table_of(cmd), key);
	const char *note = cmd_value(cmd, 'N');
	if (b == NULL || note == NULL) {
		return CMD_OK;
	}
	int r = key_bind(c->keys, table_of(cmd), key, note, b->repeat, cmd_list_ref(b->list));
	if (r < 0) {
		return cmd_error(c, "%s", err_str(r));
	}
	if (c->host->keys_changed != NULL) {
		c->host->keys_changed(c->host->ctx);
	}
	return CMD_OK;
}

static enum cmd_result exec_bind(struct cmd_ctx *c, const struct cmd *cmd)
{
	keycode_t key;
	struct cmd_list *list = NULL;
	char *err = NULL;
	if (key_parse(cmd->args[0], &key) < 0) {
		return cmd_error(c, "unknown key: %s", cmd->args[0]);
	}
	if (cmd->arg_count == 1) {
		return bind_note(c, cmd, key);
	}
	int r = key_bind_parse((int)cmd->arg_count - 1, cmd->args + 1, &list, &err);
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

const struct cmd_def cmd_bind_key = {.name = "bind-key",
	.alias = "bind",
	.flags = "nrN:T:",
	.min_args = 1,
	.max_args = -1,
	.usage = "[-nr] [-T key-table] [-N note] key [command [arguments]]",
	.exec = exec_bind};

static enum cmd_result exec_unbind(struct cmd_ctx *c, const struct cmd *cmd)
{
	keycode_t key;
	bool quiet = cmd_has(cmd, 'q');
	if (cmd_has(cmd, 'a')) {
		if (cmd->arg_count > 0) {
			return quiet ? CMD_OK : cmd_error(c, "key given with -a");
		}
		if (!key_table_exists(c->keys, table_of(cmd))) {
			return quiet ? CMD_OK
				     : cmd_error(c, "table %s doesn't exist", table_of(cmd));
		}
		key_unbind_all(c->keys, table_of(cmd));
	} else {
		if (cmd->arg_count == 0) {
			return quiet ? CMD_OK : cmd_error(c, "missing key");
		}
		if (key_parse(cmd->args[0], &key) < 0) {
			return quiet ? CMD_OK : cmd_error(c, "unknown key: %s", cmd->args[0]);
		}
		if (cmd_value(cmd, 'T') != NULL && !key_table_exists(c->keys, table_of(cmd))) {
			return quiet ? CMD_OK
				     : cmd_error(c, "table %s doesn't exist", table_of(cmd));
		}
		key_unbind(c->keys, table_of(cmd), key); /* not bound: nothing to do, as in tmux */
	}
	if (c->host->keys_changed != NULL) {
		c->host->keys_changed(c->host->ctx);
	}
	return CMD_OK;
}

const struct cmd_def cmd_unbind_key = {.name = "unbind-key",
	.alias = "unbind",
	.flags = "anqT:",
	.max_args = 1,
	.usage = "[-anq] [-T key-table] key",
	.exec = exec_unbind};

/* Which bindings list-keys shows. */
struct chosen {
	struct key_tables *into;
	const char *table; /* NULL: all */
	keycode_t key;     /* KEY_NONE: all */
	bool first, done;  /* -1 */
	bool notes, bare;  /* -N; -a: with those that have none */
	size_t count;
};

static void choose(void *ctx, const char *table, const struct key_binding *b)
{
	struct chosen *k = ctx;
	bool listed = k->table != NULL ? strcmp(table, k->table) == 0
				       : !k->notes || strcmp(table, "prefix") == 0 ||
						 strcmp(table, "root") == 0;
	if (!listed || (k->key != KEY_NONE && b->key != k->key) || k->done ||
		(k->notes && b->note == NULL && !k->bare)) {
		return;
	}
	k->count++;
	k->done = k->first;
	struct buf text = {0};
	const char *note = k->notes ? b->note : NULL;
	if (k->notes && note == NULL) { /* the command stands for it */
		cmd_list_print(b->list, &text);
		note = buf_str(&text);
	}
	key_bind(k->into, table, b->key, note, b->repeat, cmd_list_ref(b->list));
	buf_finish(&text);
}

static void forget(void *ctx, const char *table, const struct key_binding *b)
{
	(void)b;
	struct buf *names = ctx;
	buf_put(names, table, strlen(table) + 1);
}

/* Tables without a binding. */
static struct key_tables *no_bindings(void)
{
	struct key_tables *t = key_tables_new();
	struct buf names = {0};
	key_tables_each(t, forget, &names);
	for (size_t at = 0; at < names.len;
		at += strlen((const char *)names.data + names.head + at) + 1) {
		key_unbind_all(t, (const char *)names.data + names.head + at);
	}
	buf_finish(&names);
	return t;
}

static void print_keys(struct cmd_ctx *c, const struct cmd *cmd, const struct chosen *k)
{
	const struct session *s = model_session(c->model, c->session);
	if (!k->notes && (k->key != KEY_NONE || k->first)) {
		key_tables_print(k->into, k->table, &c->out);
		return;
	}
	if (!k->notes) {
		key_tables_list(k->into, k->table, &c->out);
		return;
	}
	const char *prefix = cmd_value(cmd, 'P');
	key_tables_notes(k->into,
		prefix != NULL ? prefix : option_get(c->model, s, NULL, NULL, "prefix"), &c->out);
}

static enum cmd_result exec_list(struct cmd_ctx *c, const struct cmd *cmd)
{
	const char *key = cmd->arg_count > 0 ? cmd->args[0] : NULL;
	struct chosen k = {.table = cmd_value(cmd, 'T'),
		.key = KEY_NONE,
		.first = cmd_has(cmd, '1'),
		.notes = cmd_has(cmd, 'N'),
		.bare = cmd_has(cmd, 'a')};
	if (k.table != NULL && !key_table_exists(c->keys, k.table)) {
		return cmd_error(c, "table %s doesn't exist", k.table);
	}
	if (key != NULL && key_parse(key, &k.key) < 0) {
		return cmd_error(c, "invalid key: %s", key);
	}
	k.into = no_bindings();
	key_tables_each(c->keys, choose, &k);
	enum cmd_result r = CMD_OK;
	if (k.count == 0 && key != NULL) {
		r = cmd_error(c, "unknown key: %s", key);
	} else {
		print_keys(c, cmd, &k);
	}
	key_tables_free(k.into);
	return r;
}

const struct cmd_def cmd_list_keys = {.name = "list-keys",
	.alias = "lsk",
	.flags = "1aNP:T:",
	.max_args = 1,
	.usage = "[-1aN] [-P prefix-string] [-T key-table] [key]",
	.exec = exec_list};
