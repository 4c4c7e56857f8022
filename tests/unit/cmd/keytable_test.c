/* tests/unit/cmd/keytable_test.c -- key tables and their machine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/rng.h"
#include "cmd/commands.h"
#include "cmd/keytable.h"

static keycode_t key(const char *name)
{
	keycode_t k = KEY_NONE;
	assert_int_equal(key_parse(name, &k), 0);
	return k;
}

static void bind(struct key_tables *t, const char *table, const char *name, bool repeat, const char *command)
{
	struct cmd_list *list = NULL;
	char *err = NULL;
	assert_int_equal(cmd_parse_text(command, NULL, NULL, &list, &err), 0);
	assert_int_equal(key_bind(t, table, key(name), NULL, repeat, list), 0);
}

static char *printed(const struct key_tables *t)
{
	struct buf out = {0};
	key_tables_print(t, NULL, &out);
	return buf_take_str(&out);
}

/* C-i is Tab where it is not bound; Tab is C-i where the terminal cannot tell them apart. */
static void pairs(void **state)
{
	static const struct {
		const char *bound, *pressed;
		bool exact, runs;
	} rows[] = {
		{"Tab", "Tab", false, true}, {"Tab", "C-i", false, true}, {"C-i", "C-i", false, true},
		{"C-i", "Tab", false, true}, {"C-i", "Tab", true, false}, {"Enter", "C-m", false, true},
		{"C-[", "Escape", true, false}, {"C-[", "Escape", false, true},
		{"C-i", "C-Tab", false, false}, {"C-i", "i", false, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct key_tables *t = key_tables_new();
		struct key_machine m;
		const struct key_binding *b;
		struct key_machine_cfg cfg = {.prefix = KEY_NONE, .prefix2 = KEY_NONE, .exact = rows[i].exact};
		key_machine_init(&m);
		bind(t, "root", rows[i].bound, false, "new-window");
		enum key_verdict v = key_machine_feed(&m, t, &cfg, key(rows[i].pressed), 0, &b);
		if (v != (rows[i].runs ? KEY_RUNS : KEY_TO_PANE)) {
			fail_msg("row %zu", i);
		}
		cfg.prefix = key(rows[i].bound);
		key_unbind_all(t, "root");
		v = key_machine_feed(&m, t, &cfg, key(rows[i].pressed), 0, &b);
		if (v != (rows[i].runs ? KEY_SWALLOWED : KEY_TO_PANE)) {
			fail_msg("row %zu as prefix", i);
		}
		key_tables_free(t);
	}
}

/* Bound both, each is itself on every terminal. */
static void pair_of_bindings(void **state)
{
	static const char *const names[] = {"Tab", "C-i", "Enter", "C-m", "Escape", "C-["};
	(void)state;
	struct key_tables *t = key_tables_new();
	struct key_machine m;
	key_machine_init(&m);
	for (size_t i = 0; i < 6; i++) {
		bind(t, "root", names[i], false, "new-window");
	}
	for (size_t i = 0; i < 12; i++) {
		const struct key_binding *b;
		struct key_machine_cfg cfg = {.prefix = KEY_NONE, .prefix2 = KEY_NONE, .exact = i >= 6};
		assert_int_equal(key_machine_feed(&m, t, &cfg, key(names[i % 6]), 0, &b), KEY_RUNS);
		assert_int_equal(b->key, key(names[i % 6]));
	}
	key_tables_free(t);
}

static void defaults(void **state)
{
	static const char *const want[][2] = {
		{"c", "new-window"}, {"C-b", "send-prefix"}, {"%", "split-window -h"}, {"\"", "split-window"}, {"9", "select-window -t :=9"},
		{"x", "confirm-before -p \"kill-pane #P? (y/n)\" kill-pane"}, {"z", "resize-pane -Z"}, {"Up", "select-pane -U"},
		{"C-Left", "resize-pane -L"}, {"M-5", "select-layout tiled"}, {"PPage", "copy-mode -u"}, {"d", "detach-client"},
	};
	(void)state;
	struct key_tables *t = key_tables_new();
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		const struct key_binding *b = key_lookup(t, "prefix", key(want[i][0]));
		struct buf out = {0};
		if (b == NULL) {
			fail_msg("%s is not bound", want[i][0]);
			return;
		}
		cmd_list_print(b->list, &out);
		assert_string_equal(buf_str(&out), want[i][1]);
		assert_non_null(b->note);
		buf_finish(&out);
	}
	assert_true(key_lookup(t, "prefix", key("Up"))->repeat);
	assert_false(key_lookup(t, "prefix", key("c"))->repeat);
	assert_true(key_table_exists(t, "root"));
	assert_false(key_table_exists(t, "nope"));
	key_tables_free(t);
	key_tables_free(NULL);
}

static void bind_and_unbind(void **state)
{
	(void)state;
	struct key_tables *t = key_tables_new();
	struct cmd_list *list = NULL;
	char *err = NULL;
	bind(t, "mine", "x", false, "display a");
	bind(t, "mine", "x", true, "display b");
	assert_true(key_lookup(t, "mine", key("x"))->repeat);
	assert_int_equal(key_unbind(t, "mine", key("x")), 0);
	assert_int_equal(key_unbind(t, "mine", key("x")), ERR_NOTFOUND);
	assert_int_equal(key_unbind(t, "nope", key("x")), ERR_NOTFOUND);
	key_unbind_all(t, "prefix");
	key_unbind_all(t, "nope");
	assert_null(key_lookup(t, "prefix", key("c")));
	assert_int_equal(cmd_parse_text("display", NULL, NULL, &list, &err), 0);
	assert_int_equal(key_bind(t, "a name that is far too long to be kept", 'x', NULL, false, list), ERR_LIMIT);
	key_tables_free(t);
}

/* Law: load(print(t)) prints the same. */
static void print_loads(void **state)
{
	static const char *const commands[] = {
		"display a", "display a ; display b", "display a\ndisplay b", "display 'a;'", "display \"x y\" ; display '$;'",
		"if -F 1 { display a ; display b }", "send -l '#'", "display ''", "send-keys -- -x",
	};
	static const char *const names[] = {"a", "C-x", "M-Up", "\"", ";", "#", "{", "~", "\\", "$", "'", "Space", "F5", "é"};
	(void)state;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		struct rng_seed s;
		struct rng r = rng_seeded(&s, seed);
		struct key_tables *a = key_tables_new(), *b = key_tables_new();
		for (uint64_t n = rng_below(r, 10); n > 0; n--) {
			static const char *const tables[] = {"root", "prefix", "my table"};
			bind(a, tables[rng_below(r, 3)], names[rng_below(r, sizeof(names) / sizeof(names[0]))], rng_below(r, 2) == 0,
				commands[rng_below(r, sizeof(commands) / sizeof(commands[0]))]);
		}
		char *x = printed(a);
		assert_int_equal(key_tables_load(b, x), 0);
		char *y = printed(b);
		if (strcmp(x, y) != 0) {
			fail_msg("seed %llu:\n%s\n%s", (unsigned long long)seed, x, y);
		}
		free(x);
		free(y);
		key_tables_free(a);
		key_tables_free(b);
	}
}

static void load_garbage(void **state)
{
	(void)state;
	struct key_tables *t = key_tables_new();
	assert_int_equal(key_tables_load(t, "bind-key -T root x display a\nbind-key -T\nfoo\nbind-key Nokey display\n"
		"bind-key y nonsense\n{ } %if\n"), ERR_PROTO);
	assert_non_null(key_lookup(t, "root", key("x")));
	assert_null(key_lookup(t, "prefix", key("c")));
	assert_int_equal(key_tables_load(t, ""), 0);
	assert_null(key_lookup(t, "root", key("x")));
	key_tables_free(t);
}

static void texts(void **state)
{
	(void)state;
	struct key_tables *t = key_tables_new();
	struct cmd_list *list = NULL;
	char *err = NULL;
	struct buf out = {0};
	key_unbind_all(t, "prefix");
	bind(t, "prefix", "C-x", true, "display a ; display b");
	assert_int_equal(cmd_parse_text("display c", NULL, NULL, &list, &err), 0);
	assert_int_equal(key_bind(t, "prefix", 'c', "Create it", false, list), 0);
	key_tables_list(t, "prefix", &out);
	assert_string_equal(buf_str(&out), "bind-key    -T prefix c   display-message c\n"
		"bind-key -r -T prefix C-x display-message a \\; display-message b\n");
	buf_clear(&out);
	key_tables_print(t, "prefix", &out);
	assert_string_equal(buf_str(&out), "bind-key -T prefix -N \"Create it\" c display-message c\n"
		"bind-key -r -T prefix C-x display-message a \\; display-message b\n");
	buf_clear(&out);
	key_tables_notes(t, "C-b", &out);
	assert_string_equal(buf_str(&out), "C-b c Create it\n");
	buf_finish(&out);
	key_tables_free(t);
}

static void count(void *ctx, const char *table, const struct key_binding *b)
{
	(void)table;
	*(size_t *)ctx += b->list != NULL;
}

static void each(void **state)
{
	(void)state;
	struct key_tables *t = key_tables_new();
	size_t before = 0, after = 0;
	key_tables_each(t, count, &before);
	assert_true(before > 40);
	bind(t, "zz", "x", false, "display");
	key_tables_each(t, count, &after);
	assert_int_equal(after, before + 1);
	key_tables_free(t);
}

/* ---- the machine ---- */

struct machine {
	struct key_tables *t;
	struct key_machine k;
	struct key_machine_cfg cfg;
};

static void machine_init(struct machine *m)
{
	*m = (struct machine){.t = key_tables_new(), .cfg = {.prefix = key("C-b"), .prefix2 = KEY_NONE, .repeat_time = MS(500)}};
	key_machine_init(&m->k);
}

/* 'p' to the pane, 's' swallowed, 'r' runs. */
static char feed(struct machine *m, const char *name, usec_t time)
{
	const struct key_binding *b = NULL;
	enum key_verdict v = key_machine_feed(&m->k, m->t, &m->cfg, key(name), time, &b);
	assert_true((v == KEY_RUNS) == (b != NULL));
	return v == KEY_TO_PANE ? 'p' : v == KEY_SWALLOWED ? 's' : 'r';
}

static void prefix(void **state)
{
	struct machine m;
	(void)state;
	machine_init(&m);
	assert_int_equal(feed(&m, "c", 0), 'p');
	assert_int_equal(feed(&m, "C-b", 0), 's');
	assert_string_equal(m.k.table, "prefix");
	assert_int_equal(feed(&m, "c", SEC(100)), 'r'); /* no time limit */
	assert_string_equal(m.k.table, "root");
	assert_int_equal(feed(&m, "C-b", 0), 's');
	assert_int_equal(feed(&m, "F9", 0), 's'); /* not bound */
	assert_string_equal(m.k.table, "root");
	assert_int_equal(feed(&m, "C-b", 0), 's');
	assert_int_equal(feed(&m, "C-b", 0), 'r'); /* send-prefix */
	m.cfg.prefix2 = key("C-a");
	assert_int_equal(feed(&m, "C-a", 0), 's');
	assert_string_equal(m.k.table, "prefix");
	m.cfg.prefix = m.cfg.prefix2 = KEY_NONE;
	key_machine_init(&m.k);
	assert_int_equal(feed(&m, "C-b", 0), 'p');
	key_tables_free(m.t);
}

static void repeats(void **state)
{
	struct machine m;
	(void)state;
	machine_init(&m);
	feed(&m, "C-b", 0);
	assert_int_equal(feed(&m, "Up", MS(10000)), 'r');
	assert_true(m.k.repeating);
	assert_int_equal(feed(&m, "Up", MS(10499)), 'r'); /* and the time begins again */
	assert_int_equal(feed(&m, "Left", MS(10998)), 'r');
	assert_int_equal(feed(&m, "Up", MS(11498)), 'p'); /* too late by nothing */
	feed(&m, "C-b", MS(20000));
	feed(&m, "Up", MS(20000));
	assert_int_equal(feed(&m, "x", MS(20001)), 'p'); /* bound there, but not -r: as in the root table */
	assert_string_equal(m.k.table, "root");
	feed(&m, "C-b", MS(30000));
	feed(&m, "Up", MS(30000));
	assert_int_equal(feed(&m, "F9", MS(30001)), 'p');
	feed(&m, "C-b", MS(40000));
	feed(&m, "Up", MS(40000));
	assert_int_equal(feed(&m, "C-b", MS(40001)), 's'); /* the prefix again */
	assert_int_equal(feed(&m, "c", MS(40002)), 'r');
	m.cfg.repeat_time = 0;
	feed(&m, "C-b", MS(50000));
	assert_int_equal(feed(&m, "Up", MS(50000)), 'r');
	assert_int_equal(feed(&m, "Up", MS(50000)), 'p');
	key_tables_free(m.t);
}

static void own_tables(void **state)
{
	struct machine m;
	(void)state;
	machine_init(&m);
	bind(m.t, "mine", "x", false, "display");
	bind(m.t, "root", "F1", false, "display");
	assert_int_equal(feed(&m, "F1", 0), 'r');
	key_machine_set_table(&m.k, "mine");
	assert_int_equal(feed(&m, "x", 0), 'r');
	assert_string_equal(m.k.table, "root");
	key_machine_set_table(&m.k, "mine");
	assert_int_equal(feed(&m, "y", 0), 's');
	key_machine_set_table(&m.k, "mine");
	assert_int_equal(feed(&m, "C-b", 0), 's'); /* the prefix goes before */
	assert_string_equal(m.k.table, "prefix");
	bind(m.t, "mine", "Any", false, "display");
	key_machine_set_table(&m.k, "mine");
	assert_int_equal(feed(&m, "y", 0), 'r');
	key_machine_set_table(&m.k, "a table whose name is longer than there is room for");
	assert_int_equal(feed(&m, "y", 0), 's');
	key_tables_free(m.t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs), cmocka_unit_test(pair_of_bindings),
		cmocka_unit_test(defaults), cmocka_unit_test(bind_and_unbind), cmocka_unit_test(print_loads),
		cmocka_unit_test(load_garbage), cmocka_unit_test(texts), cmocka_unit_test(each), cmocka_unit_test(prefix),
		cmocka_unit_test(repeats), cmocka_unit_test(own_tables),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
