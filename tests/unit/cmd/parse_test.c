/* tests/unit/cmd/parse_test.c -- the command language. */
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
#include "cmd/lex.h"
#include "cmd/parse.h"

/* "name|-f|-v value|arg" of each command, "/" between those of a sequence, "//" between sequences. */
static char *shape(const struct cmd_list *l)
{
	struct buf out = {0};
	for (size_t i = 0; i < l->count; i++) {
		const struct cmd *c = &l->cmds[i];
		buf_puts(&out, i == 0 ? "" : l->sequence[i] == l->sequence[i - 1] ? "/" : "//");
		buf_puts(&out, c->def->name);
		for (size_t j = 0; j < c->flag_count; j++) {
			buf_printf(&out, "|-%c", c->flags[j].flag);
			if (c->flags[j].value != NULL) {
				buf_printf(&out, " %s", c->flags[j].value);
			}
		}
		for (size_t j = 0; j < c->arg_count; j++) {
			buf_printf(&out, "|%s", c->args[j]);
		}
	}
	return buf_take_str(&out);
}

static void check(const char *text, const char *want)
{
	struct optmap env = {0};
	struct cmd_list *list = NULL;
	char *err = NULL;
	optmap_set(&env, "HOME", "/home/u");
	optmap_set(&env, "V", "val ue");
	if (cmd_parse_text(text, &env, NULL, &list, &err) < 0) {
		char *got = mem_printf("error: %s", err);
		assert_string_equal(got, want);
		free(got);
	} else {
		char *got = shape(list);
		if (strcmp(got, want) != 0) {
			print_message("text: %s\n", text);
		}
		assert_string_equal(got, want);
		free(got);
	}
	free(err);
	cmd_list_free(list);
	optmap_finish(&env);
}

static void words_and_quotes(void **state)
{
	(void)state;
	check("", "");
	check("display -p a b", "error: command display-message: too many arguments (need at most 1)");
	check("display -p 'a  $V'", "display-message|-p|a  $V");
	check("display -p \"a  $V\"", "display-message|-p|a  val ue");
	check("display -p $V", "display-message|-p|val ue");
	check("display -p ${V}x", "display-message|-p|val uex");
	check("display -p ${V", "error: invalid environment variable");
	check("display -p $", "display-message|-p|$");
	check("display -p $1", "display-message|-p|$1");
	check("display -p x$none", "display-message|-p|x");
	check("display -p ~", "display-message|-p|/home/u");
	check("display -p \"~/x\"", "display-message|-p|/home/u/x");
	check("display -p '~'", "display-message|-p|~");
	check("display -p a~", "display-message|-p|a~");
	check("display -p \\~", "display-message|-p|~");
	check("display -p \"\\101\\u00e9\\e\\t\\q\"", "display-message|-p|A\u00e9\033\tq");
	check("display -p \"\\400\"", "error: invalid octal escape");
	check("display -p \"\\u00e\"", "error: invalid \\u argument");
	check("display -p \"a'b\"c'd\"e'", "display-message|-p|a'bcd\"e");
	check("display -p 'a\nb'", "display-message|-p|a\nb");
	check("display -p 'a", "error: syntax error");
	check("display -p a\\\nb", "display-message|-p|ab");
	check("display -p a \\\n # x\n", "display-message|-p|a");
	check("display -p a\r\ndisplay\r\n", "display-message|-p|a//display-message");
	check("display -p a\\\\\ndisplay", "display-message|-p|a\\//display-message");
	check("display -p a#b # c", "display-message|-p|a#b");
	check("# all\n  # this\n", "");
	check("display -p # x \\\n y\ndisplay", "display-message|-p//display-message");
}

static void sequences(void **state)
{
	(void)state;
	check("display a ; display b", "display-message|a/display-message|b");
	check("display a; display b;", "display-message|a/display-message|b");
	check("display a ;; display b", "display-message|a/display-message|b");
	check("display a\ndisplay b", "display-message|a//display-message|b");
	check("display a\\; ; display b", "display-message|a;/display-message|b");
	check("; display", "error: syntax error");
	check("display }", "error: syntax error");
	check("display a}b", "error: syntax error");
	check("{ display }", "error: syntax error");
}

static void flags(void **state)
{
	(void)state;
	check("splitw -hd -l5 -t %1", "split-window|-h|-d|-l 5|-t %1");
	check("splitw -h -l 50%", "split-window|-h|-l 50%");
	check("selectw -t -1", "select-window|-t -1");
	check("display -p -", "display-message|-p|-");
	check("display -p -- -x", "display-message|-p|-x");
	check("send -t %1 -- -x -y", "send-keys|-t %1|-x|-y");
	check("foo", "error: unknown command: foo");
	check("new-window -%", "error: command new-window: invalid flag -%");
	check("kill-server -Q", "error: command kill-server: unknown flag -Q");
	check("kill-server x", "error: command kill-server: too many arguments (need at most 0)");
	check("selectw -t", "error: command select-window: -t expects an argument");
	check("selectw -t { kill-server }", "error: command select-window: -t argument must be a string");
}

static void blocks(void **state)
{
	(void)state;
	check("if -F 1 { display a ; display b }", "if-shell|-F|1|display-message a ; display-message b");
	check("if -F 1 {\n display a\n display $V\n}", "if-shell|-F|1|display-message a\ndisplay-message \"val ue\"");
	check("if -F 1 { if -F 0 { display } { display '}' } }",
		"if-shell|-F|1|if-shell -F 0 display-message \"display-message \\\\}\"");
	check("if -F 1 { nonsense }", "error: unknown command: nonsense");
	check("if -F 1 { display", "error: syntax error");
	check("if -F 1 {}", "if-shell|-F|1|");
}

static void conditions(void **state)
{
	(void)state;
	check("%if #{==:a,a}\ndisplay y\n%else\ndisplay n\n%endif", "display-message|y");
	check("%if #{==:a,b}\nfoo\n%elif 0\nbar\n%else\ndisplay n\n%endif\ndisplay z", "display-message|n//display-message|z");
	check("%if #{V}\n%if #{none}\ndisplay a\n%else\ndisplay b\n%endif\n%endif", "display-message|b");
	check("%if 1 display y %else display n %endif", "display-message|y");
	check("%if \"#{!=:$V,}\"\ndisplay y\n%endif", "display-message|y");
	check("%if 1\ndisplay", "error: syntax error");
	check("%endif", "error: syntax error");
	check("%if 1\n%else\n%else\n%endif", "error: syntax error");
	check("%foo", "error: syntax error");
	check("bind % splitw", "bind-key|%|splitw");
}

static void assignments(void **state)
{
	(void)state;
	struct optmap assign = {0};
	struct cmd_list *list = NULL;
	char *err = NULL;
	check("FOO=bar\ndisplay $FOO", "display-message|bar");
	check("FOO=bar display $FOO", "display-message|bar");
	check("%hidden FOO=\"a b\"\ndisplay $FOO", "display-message|a b");
	check("display FOO=bar", "display-message|FOO=bar");
	check("%if 0\nFOO=bar\n%endif\ndisplay x$FOO", "display-message|x");
	assert_int_equal(cmd_parse_text("A=1\nB=\"$A 2\"", NULL, &assign, &list, &err), 0);
	assert_string_equal(optmap_get(&assign, "B"), "1 2");
	cmd_list_free(list);
	assert_int_equal(cmd_parse_text("A=3\nfoo", NULL, &assign, &list, &err), ERR_ARG);
	assert_string_equal(optmap_get(&assign, "A"), "1"); /* nothing of a bad file counts */
	free(err);
	optmap_finish(&assign);
}

static const char *alias(void *ctx, const char *name)
{
	(void)ctx;
	return strcmp(name, "zz") == 0 ? "display a ; display -p" : NULL;
}

static void aliases(void **state)
{
	(void)state;
	struct cmd_parse_cfg cfg = {.alias = alias};
	struct cmd_list *list = NULL;
	char *err = NULL;
	unsigned line = 0;
	check("splitp -h", "split-window|-h");
	assert_int_equal(cmd_parse_config("zz b", &cfg, &list, &err, &line), 0);
	char *got = shape(list);
	assert_string_equal(got, "display-message|a/display-message|-p|b");
	free(got);
	cmd_list_free(list);
}

static void error_lines(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		unsigned line;
	} rows[] = {
		{"foo", 1}, {"foo\ndisplay", 1}, {"display\nfoo", 2}, {"display\nfoo\n\n", 2}, {"\n\ndisplay }", 3},
		{"display \\\n a\nfoo\n", 3}, {"if -F 1 {\n display\n foo\n}\n", 3}, {"display ; foo ; display\n", 1},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct cmd_parse_cfg cfg = {0};
		struct cmd_list *list = NULL;
		char *err = NULL;
		unsigned line = 0;
		assert_int_equal(cmd_parse_config(rows[i].text, &cfg, &list, &err, &line), ERR_ARG);
		if (line != rows[i].line) {
			print_message("row %zu\n", i);
		}
		assert_int_equal(line, rows[i].line);
		free(err);
	}
}

static void from_argv(void **state)
{
	(void)state;
	char *argv[] = {(char[]){"display"}, (char[]){"a\\;"}, (char[]){";"}, (char[]){"display"}, (char[]){"$V;"},
		(char[]){"display"}, (char[]){"{"}};
	struct cmd_list *list = NULL;
	char *err = NULL;
	assert_int_equal(cmd_parse_argv(7, argv, &list, &err), 0);
	char *got = shape(list);
	assert_string_equal(got, "display-message|a;/display-message|$V/display-message|{");
	free(got);
	cmd_list_free(list);
}

static void values(void **state)
{
	(void)state;
	struct cmd_list *list = NULL;
	char *err = NULL;
	assert_int_equal(cmd_parse_text("splitw -h -t a -t b", NULL, NULL, &list, &err), 0);
	assert_true(cmd_has(&list->cmds[0], 'h'));
	assert_false(cmd_has(&list->cmds[0], 'v'));
	assert_string_equal(cmd_value(&list->cmds[0], 't'), "b");
	assert_null(cmd_value(&list->cmds[0], 'c'));
	cmd_list_free(cmd_list_ref(list));
	cmd_list_free(list);
}

static void random_text(struct rng r, char *out, size_t max)
{
	static const char *const bits[] = {"display a", "display -p 'x y'", "display -p -t x", " ; ", "\n", "splitw -h x\n",
		"if -F 1 { display }", "bind -r x { display a\ndisplay b }", "send -t '' -- -x \"$\" '~' \\;", "display", " ", " ", " ", ";", "\n", "{", "}", "'", "\"", "\\", "$V", "${", "~", "#",
		"%if", "1", "%else", "%endif", "A=b", "-p", "-t", "x", "if -F 1", "\\;", "é", "#{a}", "bind", "\\101", "\t"};
	out[0] = '\0';
	for (uint64_t n = rng_below(r, 25); n > 0; n--) {
		const char *bit = bits[rng_below(r, sizeof(bits) / sizeof(bits[0]))];
		if (strlen(out) + strlen(bit) + 1 < max) {
			strcat(out, bit);
		}
	}
}

/* Law: what is printed parses to the same list. */
static void print_parses_back(void **state)
{
	(void)state;
	size_t parsed = 0;
	for (uint64_t seed = 1; seed <= 20000; seed++) {
		struct rng_seed s;
		struct rng r = rng_seeded(&s, seed);
		struct cmd_list *a = NULL, *b = NULL;
		struct buf printed = {0};
		char text[512], *err = NULL;
		random_text(r, text, sizeof(text));
		if (cmd_parse_text(text, NULL, NULL, &a, &err) < 0) {
			assert_non_null(err);
			free(err);
			continue;
		}
		parsed += a->count > 0;
		cmd_list_print(a, &printed);
		if (cmd_parse_text(buf_str(&printed), NULL, NULL, &b, &err) < 0) {
			fail_msg("seed %llu: %s: %s", (unsigned long long)seed, buf_str(&printed), err);
		}
		char *x = shape(a), *y = shape(b);
		if (strcmp(x, y) != 0) {
			fail_msg("seed %llu: %s / %s", (unsigned long long)seed, x, y);
		}
		free(x);
		free(y);
		buf_finish(&printed);
		cmd_list_free(a);
		cmd_list_free(b);
	}
	assert_true(parsed > 200);
}

/* Law: quoted text is one word with that content. */
static void quote_is_one_word(void **state)
{
	(void)state;
	static const char set[] = "ab \t\n\r'\"\\$~#;{}%=-\033\177\303\251*";
	for (uint64_t seed = 1; seed <= 5000; seed++) {
		struct rng_seed s;
		struct rng r = rng_seeded(&s, seed);
		char text[12] = {0};
		for (uint64_t n = rng_below(r, sizeof(text)), i = 0; i < n; i++) {
			text[i] = set[rng_below(r, sizeof(set) - 1)];
		}
		struct buf out = {0}, word = {0};
		struct lex l;
		lex_quote(text, &out);
		lex_init(&l, buf_str(&out), NULL);
		enum lex_kind kind = lex_next(&l, &word);
		if ((kind != LEX_WORD && kind != LEX_ASSIGN) || strcmp(buf_str(&word), text) != 0) {
			fail_msg("seed %llu: <%s> became <%s>", (unsigned long long)seed, text, buf_str(&word));
		}
		assert_int_equal(lex_next(&l, &word), LEX_END);
		buf_finish(&out);
		buf_finish(&word);
	}
}

static void limits(void **state)
{
	(void)state;
	struct buf deep = {0};
	for (int i = 0; i < 5000; i++) {
		buf_puts(&deep, "if -F 1 { ");
	}
	struct cmd_list *list = NULL;
	char *err = NULL;
	assert_int_equal(cmd_parse_text(buf_str(&deep), NULL, NULL, &list, &err), ERR_ARG);
	free(err);
	buf_finish(&deep);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_and_quotes), cmocka_unit_test(sequences), cmocka_unit_test(flags),
		cmocka_unit_test(blocks), cmocka_unit_test(conditions), cmocka_unit_test(assignments),
		cmocka_unit_test(aliases), cmocka_unit_test(error_lines), cmocka_unit_test(from_argv),
		cmocka_unit_test(values), cmocka_unit_test(print_parses_back), cmocka_unit_test(quote_is_one_word),
		cmocka_unit_test(limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
