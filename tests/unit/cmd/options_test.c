/* tests/unit/cmd/options_test.c -- the table of options and its readers. */
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
#include "cmd/options.h"
#include "tests/unit/cmd/fixture.h"

/* Laws of each row: in order, with a scope and help, and its default is a value that it takes. */
static void rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < option_count(); i++) {
		const struct option_def *o = option_at(i);
		char *out = NULL, *err = NULL;
		assert_true(i == 0 || strcmp(option_at(i - 1)->name, o->name) < 0);
		assert_true(o->scope != 0 && o->help != NULL && o->help[0] != '\0');
		assert_true((o->type == OPTION_CHOICE) == (o->choices != NULL));
		assert_ptr_equal(option_find(o->name, NULL), o);
		if (strcmp(o->name, "default-shell") == 0) {
			continue; /* empty: the server looks for one */
		}
		if (option_check(o, o->value, NULL, &out, &err) < 0) {
			fail_msg("%s: %s", o->name, err);
		}
		assert_string_equal(out, o->value);
		free(out);
	}
	assert_null(option_at(option_count()));
}

static void check_find(const char *name, const char *want)
{
	char *err = NULL;
	const struct option_def *o = option_find(name, &err);
	assert_string_equal(o != NULL ? o->name : err, want);
	free(err);
}

static void names(void **state)
{
	(void)state;
	check_find("mouse", "mouse");
	check_find("mous", "mouse");
	check_find("status", "status"); /* exact, though others begin so */
	check_find("status-l", "ambiguous option: status-l");
	check_find("nope", "invalid option: nope");
	check_find("", "invalid option: ");
	check_find("update-environment[3]", "update-environment");
	check_find("mouse[3]", "invalid option: mouse[3]");
	check_find("[3]", "invalid option: [3]");
}

static void check_value(const char *name, const char *value, const char *now, const char *want)
{
	char *out = NULL, *err = NULL;
	int r = option_check(option_find(name, NULL), value, now, &out, &err);
	assert_string_equal(r == 0 ? out : err, want);
	free(out);
	free(err);
}

static void values(void **state)
{
	(void)state;
	check_value("mouse", "yes", NULL, "on");
	check_value("mouse", "0", NULL, "off");
	check_value("mouse", NULL, "on", "off");
	check_value("mouse", NULL, "off", "on");
	check_value("mouse", "maybe", NULL, "bad value: maybe");
	check_value("base-index", "007", NULL, "7");
	check_value("base-index", "-1", NULL, "value is too small: -1");
	check_value("base-index", "99999999999999999999", NULL, "value is too large: 99999999999999999999");
	check_value("base-index", "1x", NULL, "value is invalid: 1x");
	check_value("base-index", "", NULL, "value is invalid: ");
	check_value("base-index", NULL, "1", "empty value");
	check_value("status-keys", NULL, "emacs", "vi");
	check_value("status-keys", NULL, "vi", "emacs");
	check_value("status-keys", "ed", NULL, "unknown value: ed");
	check_value("prefix", "^a", NULL, "C-a");
	check_value("prefix2", "None", NULL, "None");
	check_value("prefix", "Nokey", NULL, "bad key: Nokey");
	check_value("status-style", "fg=red,bold", NULL, "fg=red,bold");
	check_value("status-style", "fg=reddish", NULL, "invalid style: fg=reddish");
	check_value("status-style", "fg=#{@x}", NULL, "fg=#{@x}");
	check_value("status-bg", "colour300", NULL, "bad colour: colour300");
	check_value("default-shell", "sh", NULL, "not a suitable shell: sh");
	check_value("predict", "never", NULL, "never");
}

static void scopes(void **state)
{
	struct fixture f;
	(void)state;
	fixture_init(&f);
	const struct model *m = f.model;
	assert_string_equal(option_get(NULL, NULL, NULL, NULL, "mouse"), "on");
	assert_true(option_flag(m, f.alpha, NULL, NULL, "mouse"));
	optmap_set(&f.model->session_options, "mouse", "off");
	assert_false(option_flag(m, f.alpha, NULL, NULL, "mouse"));
	optmap_set(&f.alpha->options, "mouse", "on");
	assert_true(option_flag(m, f.alpha, NULL, NULL, "mouse"));
	assert_false(option_flag(m, f.beta, NULL, NULL, "mouse"));
	optmap_set(&f.model->window_options, "synchronize-panes", "on");
	assert_true(option_flag(m, NULL, NULL, f.p[0], "synchronize-panes"));
	optmap_set(&f.two->options, "synchronize-panes", "off");
	assert_false(option_flag(m, NULL, NULL, f.p[0], "synchronize-panes")); /* through its window */
	optmap_set(&f.p[0]->options, "synchronize-panes", "on");
	assert_true(option_flag(m, NULL, f.two, f.p[0], "synchronize-panes"));
	assert_false(option_flag(m, NULL, f.two, f.p[1], "synchronize-panes"));
	/* A session's option is not looked for in a window. */
	optmap_set(&f.two->options, "base-index", "5");
	assert_int_equal(option_number(m, f.beta, f.two, NULL, "base-index"), 0);
	optmap_set(&f.model->session_options, "history-limit", "-3"); /* never checked: out of range */
	assert_int_equal(option_number(m, f.beta, NULL, NULL, "history-limit"), 2000);
	assert_null(option_lookup(m, f.alpha, NULL, NULL, "@mine"));
	assert_string_equal(option_get(m, f.alpha, NULL, NULL, "@mine"), "");
	optmap_set(&f.model->session_options, "@mine", "x");
	assert_string_equal(option_get(m, f.alpha, f.two, NULL, "@mine"), "x");
	assert_null(option_lookup(m, NULL, NULL, NULL, "no-such"));
	fixture_finish(&f);
}

/* Law: what the client reads is what is in force. */
static void client_text(void **state)
{
	(void)state;
	static const char set[] = "ab\\\n= ;\303\251";
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct rng_seed s;
		struct rng r = rng_seeded(&s, seed);
		struct fixture f;
		struct optmap read = {0};
		struct buf text = {0};
		char value[16] = {0};
		fixture_init(&f);
		for (uint64_t n = rng_below(r, sizeof(value)), i = 0; i < n; i++) {
			value[i] = set[rng_below(r, sizeof(set) - 1)];
		}
		optmap_set(&f.alpha->options, "word-separators", value);
		optmap_set(&f.alpha->options, "set-titles-string", "#S: #{link_rtt}");
		option_client_text(f.model, f.alpha, &text);
		option_client_parse(buf_str(&text), text.len, &read);
		assert_string_equal(option_client_get(&read, "word-separators"), value);
		assert_int_equal(option_client_number(&read, "link-rtt-yellow"), 200);
		assert_string_equal(option_client_get(&read, "pane-active-border-style"), "fg=green");
		assert_string_equal(option_client_get(&read, "set-titles-string"), "alpha: #{link_rtt}");
		optmap_finish(&read);
		buf_finish(&text);
		fixture_finish(&f);
	}
}

static void client_garbage(void **state)
{
	(void)state;
	struct optmap read = {0};
	static const char text[] = "=x\nnope=1\nmouse\nmouse=off\0on\nexit-empty=off\nprefix=C-a\\";
	option_client_parse(text, sizeof(text) - 1, &read);
	assert_int_equal(read.count, 1);
	assert_string_equal(option_client_get(&read, "prefix"), "C-a\\");
	assert_string_equal(option_client_get(&read, "mouse"), "on");
	assert_string_equal(option_client_get(&read, "nope"), "");
	optmap_finish(&read);
}

/* mux's own defaults. */
static void defaults(void **state)
{
	static const char *const want[][2] = {
		{"mouse", "on"}, {"default-terminal", ""}, {"escape-time", "10"}, {"status-right-length", "60"},
		{"status-right", "#{link_status} #{=21:pane_title} %H:%M %d-%b-%y"}, {"window-size", "latest"},
		{"set-clipboard", "external"}, {"predict", "adaptive"}, {"predict-style", "underline"}, {"link-rtt-green", "50"},
		{"link-rtt-yellow", "200"}, {"link-rtt-orange", "500"}, {"prefix", "C-b"}, {"prefix2", "None"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		assert_string_equal(option_get(NULL, NULL, NULL, NULL, want[i][0]), want[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows), cmocka_unit_test(names), cmocka_unit_test(values), cmocka_unit_test(scopes),
		cmocka_unit_test(client_text), cmocka_unit_test(client_garbage), cmocka_unit_test(defaults),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
