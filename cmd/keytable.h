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
/* Replaces what was bound. Takes the list, also when it fails: ERR_LIMIT (a name that key_machine cannot
 * hold, too many bindings). */
int key_bind(struct key_tables *t, const char *table, keycode_t key, const char *note, bool repeat,
	struct cmd_list *take_list);
int key_unbind(struct key_tables *t, const char *table, keycode_t key); /* ERR_NOTFOUND */
void key_unbind_all(struct key_tables *t, const char *table);
const struct key_binding *key_lookup(const struct key_tables *t, const char *table, keycode_t key);
bool key_table_exists(const struct key_tables *t, const char *table);
/* Calls f for each binding, tables by name, keys in order. */
void key_tables_each(const struct key_tables *t, void (*f)(void *ctx, const char *table, const struct key_binding *b),
	void *ctx);
/* "C-b c       Create a new window" lines of the bindings that have notes, prefix table first. */
void key_tables_notes(const struct key_tables *t, const char *prefix, struct buf *out);
/* All as bind-key commands, one a line, notes included (OBJECT_KEYS); and back, replacing everything.
 * only_table NULL: all tables. Lines that are no binding are left out, then the result is ERR_PROTO. */
void key_tables_print(const struct key_tables *t, const char *only_table, struct buf *out);
int key_tables_load(struct key_tables *t, const char *text);
/* The same lines in columns and without notes, as list-keys shows them. */
void key_tables_list(const struct key_tables *t, const char *only_table, struct buf *out);
/* What the words after the key of a bind-key say: one is source text, several are a command line in
 * which a word that ends in ';' separates. ERR_ARG and *err as cmd_parse_text. */
int key_bind_parse(int argc, char *const *argv, struct cmd_list **out, char **err);

struct key_machine {
	char table[32];       /* "root", "prefix"... */
	usec_t until;         /* of a repeat; USEC_NEVER: no limit */
	bool repeating;
};

struct key_machine_cfg {
	keycode_t prefix, prefix2; /* KEY_NONE: none */
	usec_t repeat_time;
	bool exact;                /* the key is Tab, Enter or Escape and certainly not C-i, C-m or C-[ */
};

enum key_verdict {
	KEY_TO_PANE,  /* not bound: the pane gets it */
	KEY_SWALLOWED, /* prefix taken, or no such binding in a table that is not root */
	KEY_RUNS,     /* *binding is to be run */
};

void key_machine_init(struct key_machine *k);
/* Where C-i, C-m or C-[ is not bound, Tab, Enter and Escape stand for it, and the other way round unless
 * the key is exact: on a plain terminal they are one key. */
enum key_verdict key_machine_feed(struct key_machine *k, const struct key_tables *t, const struct key_machine_cfg *cfg,
	keycode_t key, usec_t time, const struct key_binding **binding);
void key_machine_set_table(struct key_machine *k, const char *table); /* switch-client -T */
