/* cmd/keytable.c -- tables of key bindings, their text, and the machine that walks them. */
#include "cmd/keytable.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/width.h"
#include "cmd/commands.h"
#include "cmd/key_defaults.h"
#include "cmd/lex.h"
#include "cmd/limits.h"

struct key_table {
	char *name;
	struct key_binding *at; /* by key */
	size_t count, cap;
};

struct key_tables {
	struct key_table *at; /* by name */
	size_t count, cap;
};

static void binding_finish(struct key_binding *b)
{
	cmd_list_free(b->list);
	free(b->note);
}

static void table_finish(struct key_table *t)
{
	for (size_t i = 0; i < t->count; i++) {
		binding_finish(&t->at[i]);
	}
	free(t->at);
	free(t->name);
}

static void tables_finish(struct key_tables *t)
{
	for (size_t i = 0; i < t->count; i++) {
		table_finish(&t->at[i]);
	}
	free(t->at);
	*t = (struct key_tables){0};
}

static size_t place_of_table(const struct key_tables *t, const char *name, bool *found)
{
	size_t i = 0;
	while (i < t->count && strcmp(t->at[i].name, name) < 0) {
		i++;
	}
	*found = i < t->count && strcmp(t->at[i].name, name) == 0;
	return i;
}

static struct key_table *find_table(const struct key_tables *t, const char *name)
{
	bool found;
	size_t i = place_of_table(t, name, &found);
	return found ? &t->at[i] : NULL;
}

static size_t place_of_key(const struct key_table *t, keycode_t key, bool *found)
{
	size_t lo = 0, hi = t->count;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (t->at[mid].key < key) {
			lo = mid + 1;
		} else {
			hi = mid;
		}
	}
	*found = lo < t->count && t->at[lo].key == key;
	return lo;
}

static struct key_table *make_table(struct key_tables *t, const char *name)
{
	bool found;
	size_t i = place_of_table(t, name, &found);
	if (found) {
		return &t->at[i];
	}
	if (t->count == LIMIT_KEY_TABLES) {
		return NULL;
	}
	if (t->count == t->cap) {
		t->at = mem_grow(t->at, &t->cap, t->count + 1, sizeof(*t->at));
	}
	memmove(t->at + i + 1, t->at + i, (t->count - i) * sizeof(*t->at));
	t->at[i] = (struct key_table){.name = mem_strdup(name)};
	t->count++;
	return &t->at[i];
}

static void bind_default(struct key_tables *t, const struct key_default *d)
{
	keycode_t key;
	struct cmd_list *list;
	char *error = NULL;
	if (key_parse(d->key, &key) < 0) {
		return;
	}
	if (cmd_parse_text(d->command, NULL, NULL, &list, &error) < 0) {
		free(error); /* a command that does not exist here */
		return;
	}
	key_bind(t, "prefix", key, d->note, d->repeat, list);
}

struct key_tables *key_tables_new(void)
{
	struct key_tables *t = mem_zalloc(sizeof(*t));
	make_table(t, "prefix");
	make_table(t, "root");
	for (size_t i = 0; i < key_default_count; i++) {
		bind_default(t, &key_defaults[i]);
	}
	return t;
}

void key_tables_free(struct key_tables *t)
{
	if (t != NULL) {
		tables_finish(t);
		free(t);
	}
}

int key_bind(struct key_tables *t, const char *table, keycode_t key, const char *note, bool repeat,
	struct cmd_list *take_list)
{
	bool found;
	size_t len = strlen(table);
	struct key_table *kt = NULL;
	if (len > 0 && len < sizeof(((struct key_machine *)NULL)->table)) {
		kt = make_table(t, table);
	}
	if (kt == NULL || kt->count == LIMIT_KEY_BINDINGS) {
		cmd_list_free(take_list);
		return ERR_LIMIT;
	}
	size_t i = place_of_key(kt, key, &found);
	struct key_binding b = {.key = key, .list = take_list, .repeat = repeat};
	b.note = note != NULL ? mem_strdup(note) : NULL;
	if (found) {
		binding_finish(&kt->at[i]);
		kt->at[i] = b;
		return 0;
	}
	if (kt->count == kt->cap) {
		kt->at = mem_grow(kt->at, &kt->cap, kt->count + 1, sizeof(*kt->at));
	}
	memmove(kt->at + i + 1, kt->at + i, (kt->count - i) * sizeof(*kt->at));
	kt->at[i] = b;
	kt->count++;
	return 0;
}

int key_unbind(struct key_tables *t, const char *table, keycode_t key)
{
	bool found = false;
	struct key_table *kt = find_table(t, table);
	size_t i = kt != NULL ? place_of_key(kt, key, &found) : 0;
	if (!found) {
		return ERR_NOTFOUND;
	}
	binding_finish(&kt->at[i]);
	kt->count--;
	memmove(kt->at + i, kt->at + i + 1, (kt->count - i) * sizeof(*kt->at));
	return 0;
}

void key_unbind_all(struct key_tables *t, const char *table)
{
	struct key_table *kt = find_table(t, table);
	while (kt != NULL && kt->count > 0) {
		binding_finish(&kt->at[--kt->count]);
	}
}

const struct key_binding *key_lookup(const struct key_tables *t, const char *table, keycode_t key)
{
	bool found = false;
	const struct key_table *kt = find_table(t, table);
	size_t i = kt != NULL ? place_of_key(kt, key, &found) : 0;
	return found ? &kt->at[i] : NULL;
}

bool key_table_exists(const struct key_tables *t, const char *table)
{
	return find_table(t, table) != NULL;
}

void key_tables_each(const struct key_tables *t, void (*f)(void *ctx, const char *table, const struct key_binding *b),
	void *ctx)
{
	for (size_t i = 0; i < t->count; i++) {
		for (size_t j = 0; j < t->at[i].count; j++) {
			f(ctx, t->at[i].name, &t->at[i].at[j]);
		}
	}
}

/* ---- text ---- */

static void put_padded(struct buf *out, const char *text, size_t width)
{
	buf_puts(out, text);
	for (size_t i = width_text(text, strlen(text)); i < width; i++) {
		buf_u8(out, ' ');
	}
}

static size_t key_width(const struct key_table *t, bool with_note)
{
	size_t width = 0;
	char name[32];
	for (size_t i = 0; i < t->count; i++) {
		if (!with_note || t->at[i].note != NULL) {
			key_name(t->at[i].key, name);
			size_t n = width_text(name, strlen(name));
			width = n > width ? n : width;
		}
	}
	return width;
}

static void put_notes(const struct key_table *t, const char *prefix, struct buf *out)
{
	char name[32];
	size_t width = key_width(t, true);
	for (size_t i = 0; i < t->count; i++) {
		const struct key_binding *b = &t->at[i];
		if (b->note != NULL) {
			if (prefix[0] != '\0') {
				buf_printf(out, "%s ", prefix);
			}
			put_padded(out, key_name(b->key, name), width + 1);
			buf_printf(out, "%s\n", b->note);
		}
	}
}

void key_tables_notes(const struct key_tables *t, const char *prefix, struct buf *out)
{
	const struct key_table *first = find_table(t, "prefix");
	const struct key_table *root = find_table(t, "root");
	if (first != NULL) {
		put_notes(first, prefix, out);
	}
	if (root != NULL) {
		put_notes(root, "", out);
	}
}

static bool ends_in_semicolon(const char *text)
{
	size_t len = strlen(text);
	return len > 0 && text[len - 1] == ';';
}

/* True when the list can be written as words with \; between commands. */
static bool is_one_line(const struct cmd_list *l)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct cmd *c = &l->cmds[i];
		if (l->sequence[i] != l->sequence[0]) {
			return false;
		}
		for (size_t j = 0; j < c->arg_count; j++) {
			if (ends_in_semicolon(c->args[j])) {
				return false;
			}
		}
		for (size_t j = 0; j < c->flag_count; j++) {
			if (c->flags[j].value != NULL && ends_in_semicolon(c->flags[j].value)) {
				return false;
			}
		}
	}
	return l->count > 0;
}

static void put_list(const struct cmd_list *l, struct buf *out)
{
	struct buf text = {0};
	if (!is_one_line(l)) {
		cmd_list_print(l, &text);
		lex_quote(buf_str(&text), out);
		buf_finish(&text);
		return;
	}
	for (size_t i = 0; i < l->count; i++) {
		struct cmd_list one = {.cmds = &l->cmds[i], .sequence = &l->sequence[i], .count = 1};
		buf_puts(out, i > 0 ? " \\; " : "");
		cmd_list_print(&one, out);
	}
}

static void put_key(keycode_t key, struct buf *out)
{
	char name[32];
	lex_quote(key_name(key, name), out);
}

void key_tables_print(const struct key_tables *t, const char *only_table, struct buf *out)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct key_table *kt = &t->at[i];
		if (only_table != NULL && strcmp(only_table, kt->name) != 0) {
			continue;
		}
		for (size_t j = 0; j < kt->count; j++) {
			const struct key_binding *b = &kt->at[j];
			buf_puts(out, b->repeat ? "bind-key -r -T " : "bind-key -T ");
			lex_quote(kt->name, out);
			if (b->note != NULL) {
				buf_puts(out, " -N ");
				lex_quote(b->note, out);
			}
			buf_u8(out, ' ');
			put_key(b->key, out);
			buf_u8(out, ' ');
			put_list(b->list, out);
			buf_u8(out, '\n');
		}
	}
}

void key_tables_list(const struct key_tables *t, const char *only_table, struct buf *out)
{
	size_t table_width = 0, keys_width = 0;
	for (size_t i = 0; i < t->count; i++) {
		if (t->at[i].count > 0 && (only_table == NULL || strcmp(only_table, t->at[i].name) == 0)) {
			size_t n = strlen(t->at[i].name), k = key_width(&t->at[i], false);
			table_width = n > table_width ? n : table_width;
			keys_width = k > keys_width ? k : keys_width;
		}
	}
	for (size_t i = 0; i < t->count; i++) {
		const struct key_table *kt = &t->at[i];
		for (size_t j = 0; j < kt->count && (only_table == NULL || strcmp(only_table, kt->name) == 0); j++) {
			struct buf key = {0};
			put_key(kt->at[j].key, &key);
			buf_puts(out, kt->at[j].repeat ? "bind-key -r -T " : "bind-key    -T ");
			put_padded(out, kt->name, table_width + 1);
			put_padded(out, buf_str(&key), keys_width + 1);
			put_list(kt->at[j].list, out);
			buf_u8(out, '\n');
			buf_finish(&key);
		}
	}
}

int key_bind_parse(int argc, char *const *argv, struct cmd_list **out, char **err)
{
	return argc == 1 ? cmd_parse_text(argv[0], NULL, NULL, out, err) : cmd_parse_argv(argc, argv, out, err);
}

/* One line of key_tables_print, as words. */
static int load_line(struct key_tables *t, size_t count, char *const *words)
{
	const char *table = "prefix", *note = NULL;
	bool repeat = false;
	keycode_t key;
	struct cmd_list *list;
	char *error = NULL;
	size_t at = 1;
	if (count == 0 || strcmp(words[0], "bind-key") != 0) {
		return ERR_PROTO;
	}
	for (; at + 1 < count && words[at][0] == '-' && words[at][1] != '\0'; at++) {
		if (strcmp(words[at], "-r") == 0) {
			repeat = true;
		} else if (strcmp(words[at], "-T") == 0) {
			table = words[++at];
		} else if (strcmp(words[at], "-N") == 0) {
			note = words[++at];
		} else {
			return ERR_PROTO;
		}
	}
	if (at + 1 >= count || key_parse(words[at], &key) < 0) {
		return ERR_PROTO;
	}
	at++;
	if (key_bind_parse((int)(count - at), words + at, &list, &error) < 0) {
		free(error);
		return ERR_PROTO;
	}
	return key_bind(t, table, key, note, repeat, list);
}

int key_tables_load(struct key_tables *t, const char *text)
{
	struct key_tables loaded = {0};
	struct buf word = {0};
	struct lex l;
	char **words = NULL;
	size_t count = 0, cap = 0;
	int r = 0;
	enum lex_kind kind;
	lex_init(&l, text, NULL);
	make_table(&loaded, "prefix");
	make_table(&loaded, "root");
	do {
		kind = lex_next(&l, &word);
		if ((kind == LEX_WORD || kind == LEX_ASSIGN) && count < LIMIT_CMD_WORDS) {
			if (count == cap) {
				words = mem_grow(words, &cap, count + 1, sizeof(*words));
			}
			words[count++] = mem_strdup(buf_str(&word));
		} else if (kind == LEX_NEWLINE || kind == LEX_END) {
			if (count > 0 && load_line(&loaded, count, words) < 0) {
				r = ERR_PROTO;
			}
			while (count > 0) {
				free(words[--count]);
			}
		} else {
			r = ERR_PROTO;
		}
	} while (kind != LEX_END && kind != LEX_BAD);
	while (count > 0) {
		free(words[--count]);
	}
	free(words);
	buf_finish(&word);
	tables_finish(t);
	*t = loaded;
	return r;
}

/* ---- the machine ---- */

void key_machine_init(struct key_machine *k)
{
	*k = (struct key_machine){.table = "root", .until = USEC_NEVER};
}

void key_machine_set_table(struct key_machine *k, const char *table)
{
	snprintf(k->table, sizeof(k->table), "%s", table);
	k->repeating = false;
	k->until = USEC_NEVER;
}

/* The key that may be meant as well; KEY_NONE: none. */
static keycode_t twin(const struct key_machine_cfg *cfg, keycode_t key)
{
	return cfg->exact ? KEY_NONE : key_twin(key);
}

static const struct key_binding *lookup_any(const struct key_tables *t, const char *table,
	const struct key_machine_cfg *cfg, keycode_t key)
{
	const struct key_binding *b = key_lookup(t, table, key);
	keycode_t other = twin(cfg, key);
	if (b == NULL && other != KEY_NONE) {
		b = key_lookup(t, table, other);
	}
	return b != NULL ? b : key_lookup(t, table, KEY_ANY);
}

static bool is_prefix_key(const struct key_machine_cfg *cfg, keycode_t key)
{
	keycode_t other = twin(cfg, key);
	bool is = key == cfg->prefix || key == cfg->prefix2;
	return key != KEY_NONE && (is || (other != KEY_NONE && (other == cfg->prefix || other == cfg->prefix2)));
}

enum key_verdict key_machine_feed(struct key_machine *k, const struct key_tables *t, const struct key_machine_cfg *cfg,
	keycode_t key, usec_t time, const struct key_binding **binding)
{
	*binding = NULL;
	if (k->repeating && usec_reached(k->until, time)) {
		key_machine_set_table(k, "root");
	}
	const struct key_binding *b = lookup_any(t, k->table, cfg, key);
	if (k->repeating && (b == NULL || !b->repeat)) {
		key_machine_set_table(k, "root");
		b = lookup_any(t, k->table, cfg, key);
	}
	if (is_prefix_key(cfg, key) && strcmp(k->table, "prefix") != 0) {
		key_machine_set_table(k, "prefix");
		return KEY_SWALLOWED;
	}
	if (b == NULL) {
		bool root = strcmp(k->table, "root") == 0;
		key_machine_set_table(k, "root");
		return root ? KEY_TO_PANE : KEY_SWALLOWED;
	}
	*binding = b;
	if (b->repeat && cfg->repeat_time > 0) {
		k->repeating = true;
		k->until = usec_add(time, cfg->repeat_time);
	} else {
		key_machine_set_table(k, "root");
	}
	return KEY_RUNS;
}
