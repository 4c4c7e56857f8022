/* cmd/keytable.h -- key tables (root, prefix, copy-mode...) and the machine that walks them. Both ends
 * run the machine over the same events; times are those of the events, so both come to the same. */
#pragma once

#include "base/usec.h"
#include "cmd/parse.h"
#include "window/keys.h"

struct key_binding {
	keycode_t key;
	struct cmd_list *list;
	char *note;          /* may be NULL */
	bool repeat;         /* -r */
};

struct key_tables;
struct key_tables *key_tables_new(void); /* with tmux's default bindings */
void key_tables_free(struct key_tables *t);
int key_bind(struct key_tables *t, const char *table, keycode_t key, const char *note, bool repeat,
	struct cmd_list *take_list);
int key_unbind(struct key_tables *t, const char *table, keycode_t key); /* ERR_NOTFOUND */
void key_unbind_all(struct key_tables *t, const char *table);
const struct key_binding *key_lookup(const struct key_tables *t, const char *table, keycode_t key);
bool key_table_exists(const struct key_tables *t, const char *table);
/* Calls f for each binding, tables by name, keys in order. */
void key_tables_each(const struct key_tables *t, void (*f)(void *ctx, const char *table, const struct key_binding *b),
	void *ctx);
/* All as bind-key commands, one a line (OBJECT_KEYS, list-keys); and back, replacing everything. */
void key_tables_print(const struct key_tables *t, const char *only_table, struct buf *out);
int key_tables_load(struct key_tables *t, const char *text);

struct key_machine {
	char table[32];       /* "root", "prefix"... */
	usec_t until;         /* of a repeat; USEC_NEVER: no limit */
	bool repeating;
};

struct key_machine_cfg {
	keycode_t prefix, prefix2; /* KEY_NONE: none */
	usec_t repeat_time;
};

enum key_verdict {
	KEY_TO_PANE,  /* not bound: the pane gets it */
	KEY_SWALLOWED, /* prefix taken, or no such binding in a table that is not root */
	KEY_RUNS,     /* *binding is to be run */
};

void key_machine_init(struct key_machine *k);
enum key_verdict key_machine_feed(struct key_machine *k, const struct key_tables *t, const struct key_machine_cfg *cfg,
	keycode_t key, usec_t time, const struct key_binding **binding);
void key_machine_set_table(struct key_machine *k, const char *table); /* switch-client -T */
