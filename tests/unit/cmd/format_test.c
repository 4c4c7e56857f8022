/* tests/unit/cmd/format_test.c -- formats, as tmux 3.3a expands them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "base/rng.h"
#include "cmd/format.h"
#include "cmd/format_var.h"
#include "cmd/glob.h"
#include "cmd/limits.h"
#include "tests/unit/cmd/fixture.h"

static void context(const struct fixture *f, struct format_ctx *out)
{
	*out = (struct format_ctx){.model = f->model, .client = f->client,
		.at = {.session = f->alpha, .window = f->two, .index = 1, .pane = f->p[1]}};
}

static void check_in(const struct format_ctx *f, const char *text, const char *want)
{
	char *got = format_expand(f, text);
	if (strcmp(got, want) != 0) {
		print_message("format: %s\n", text);
	}
	assert_string_equal(got, want);
	free(got);
}

static void check_rows(const char *const (*rows)[2], size_t count)
{
	struct fixture f;
	struct format_ctx ctx;
	fixture_init(&f);
	context(&f, &ctx);
	optmap_set(&f.model->session_options, "@v", "3.3a");
	optmap_set(&f.model->session_options, "@s", "a b$c");
	optmap_set(&f.model->session_options, "@f", "<#{session_name}>");
	optmap_set(&f.model->session_options, "@p", "/tmp/ct");
	optmap_set(&f.model->session_options, "@style", "abc#[fg=red]defgh");
	optmap_set(&f.model->environment, "LANG", "C");
	for (size_t i = 0; i < count; i++) {
		check_in(&ctx, rows[i][0], rows[i][1]);
	}
	fixture_finish(&f);
}
#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof((rows)[0]))

static void plain_text(void **state)
{
	static const char *const rows[][2] = {
		{"", ""}, {"x", "x"}, {"##", "#"}, {"###S", "#alpha"}, {"#####", "###"}, {"######x", "###x"}, {"####S", "##S"}, {"#Q#", "#Q#"}, {"#,#}", ",}"},
		{"#[fg=red]##[x", "#[fg=red]##[x"}, {"x#{", "x"}, {"x#{S", "x"}, {"#{unknown}x", "x"}, {"#(echo)z", "z"},
		{"#(a (b) c)z", "z"}, {"x#(a", "x"}, {"#{session_name}}", "alpha}"}, {"#S:#I:#W:#P:#D", "alpha:1:two:1:%5"},
		{"%H", "%H"}, {"#[#{?1,bold,dim}]", "#[dim]"},
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void conditions(void **state)
{
	static const char *const rows[][2] = {
		{"#{?session_name,a,b}", "a"}, {"#{?nothing,a,b}", "b"}, {"#{?1,a,b}", "b"}, {"#{?0,a,b}", "b"},
		{"#{?#{l:1},a,b}", "a"}, {"#{?#{==:a,a},#{?nothing,x#,y,z},n}", "z"}, {"#{?nothing,a,session_name,b,c}", "b"},
		{"#{?nothing,a}", ""}, {"#{?window_zoomed_flag,Z,}-", "-"}, {"#{?mouse,m,}", "m"}, {"#{?synchronize-panes,s,n}", "n"},
		{"#{==:a,b}", "0"}, {"#{==:a#,b,a#,b}", "1"}, {"#{!=:a,b}", "1"}, {"#{==:a}x", ""}, {"#{&&:1,0}", "0"},
		{"#{&&:1,1,1,0}", "0"}, {"#{||:,1}", "1"}, {"#{||:,0,,x}", "1"}, {"#{<:a,b}", "1"}, {"#{>=:b,a}", "1"}, {"#{<=:b,a}", "0"},
		{"#{m:*x*,axb}", "1"}, {"#{m:a*b,a#,b}", "1"}, {"#{m:X,x}", "0"}, {"#{m/i:X,x}", "1"}, {"#{m/r:^a,ab}", "1"},
		{"#{m/ri:^A,ab}", "1"}, {"#{m/r:(,ab}", "0"}, {"#{!:session_name}", "0"}, {"#{!!:#{session_name}}", "1"},
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void arithmetic(void **state)
{
	static const char *const rows[][2] = {
		{"#{e|+:1,2}", "3"}, {"#{e|*|f|4:5.5,3}", "16.5000"}, {"#{e|/:7,2}", "3"}, {"#{e|/|f:7,2}", "3.50"}, {"#{e|m:7,2}", "1"},
		{"#{e|%:7,2}", "1"}, {"#{e|-:1,5}", "-4"}, {"#{e|==:1,1}", "1"}, {"#{e|<:1,2}", "1"}, {"x#{e|+:a,1}", "x"},
		{"x#{e|/:1,0}", "x"}, {"#{e|+:#{window_index},1}", "2"}, {"#{e|*:-1,0}", "0"},
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void modifiers(void **state)
{
	static const char *const rows[][2] = {
		{"#{p10:session_name}|", "alpha     |"}, {"#{p-10:session_name}|", "     alpha|"}, {"#{=3:@v}", "3.3"}, {"#{=-2:@v}", "3a"},
		{"#{=/2/...:@v}", "3...."}, {"#{=/-2/...:@v}", "...3a"}, {"#{=|3|..:#{l:abcdef}}", "abc.."}, {"#{=3:hello}", ""},
		{"#{p5;=2:@v}|", "3.   |"}, {"#{=2;p5:@v}|", "3.   |"}, {"#{=:@v}", "3.3a"}, {"#{=5:@style}", "abc#[fg=red]de"}, {"#{=2:#{l:##########}}|", "####|"},
		{"#{zz:@v}", ""}, {"#{n:session_name}", "5"}, {"#{w:#{l:\u4e2d}}", "2"}, {"#{n:#{l:\u4e2d}}", "3"}, {"#{w:@style}", "8"},
		{"#{b:@p}", "ct"}, {"#{d:@p}", "/tmp"}, {"#{b;=1:@p}", "c"}, {"#{q:@s}", "a\\ b\\$c"}, {"#{q/h:#{l:a##b}}", "a##b"},
		{"#{l:a#{x#,}}", "a#{x,}"}, {"#{s/a/yy/:session_name}", "yylphyy"}, {"#{s/(.)/[\\1]/:@v}", "[3][.][3][a]"},
		{"#{s/A/b/i:session_name}", "blphb"}, {"#{s|/|#:|:@p}", ":tmp:ct"}, {"#{s/[0-9]{1#}/n/:@v}", "n.na"}, {"#{s/(/x/:@v}", "3.3a"}, {"#{s/^a/b/;s/a$/c/:session_name}", "blphc"},
		{"#{E:@f}", "<alpha>"}, {"#{@f}", "<#{session_name}>"}, {"#{T:@f}", "<alpha>"}, {"#{a:65}", "A"}, {"#{c:red}", "800000"},
		{"#{c:#ff0000}", "ff0000"}, {"#{R:a#,,3}", "a,a,a,"}, {"#{N/s:beta}", "1"}, {"#{N/s:b}", "0"}, {"#{N/w:bash}", "1"},
		{"#{t:nothing}", ""}, {"#{history-limit}", "2000"}, {"#{LANG}", "C"}, {"#{status-left}", "[#{session_name}] "},
		{"#{=#{window_index}:session_name}", "a"}, {"#{=99999999999:@v}", "3.3a"},
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void loops(void **state)
{
	static const char *const rows[][2] = {
		{"#{S:<#S>}", "<alpha><beta>"}, {"#{S:<#S>,[#S]}", "[alpha]<beta>"}, {"#{W:<#I>,[#I]}", "<0>[1]<3>"}, {"#{P:#P#{?pane_active,*,} }", "0 1* 2 "},
		{"#{W:#{?window_end_flag,#W,#W#,}}", "one,two,bash"}, {"#{S:#{W:#I}}", "0130"}, {"#{L:#{client_name}}", "/dev/pts/7"},
	};
	(void)state;
	CHECK_ROWS(rows);
}

static void variables(void **state)
{
	static const char *const rows[][2] = {
		{"#{session_windows} #{session_attached} #{session_id}", "3 1 $1"}, {"#{window_flags}", "*"}, {"#{window_panes}", "3"},
		{"#{window_width}x#{window_height}", "80x24"}, {"#{pane_left},#{pane_top},#{pane_right},#{pane_bottom}", "41,0,79,11"},
		{"#{pane_at_left}#{pane_at_top}#{pane_at_right}#{pane_at_bottom}", "0110"}, {"#{cursor_x},#{cursor_y}", "0,0"},
		{"#{alternate_on}", "0"}, {"#{pane_in_mode}", "0"}, {"#{window_zoomed_flag}", "0"}, {"#{client_width}", "80"},
		{"#{client_session}", "alpha"}, {"#{history_size}", "0"}, {"#{window_layout}", "#{window_visible_layout}"}, {"#{session_stack}", "1,3,0"},
	};
	struct fixture f;
	struct format_ctx ctx;
	(void)state;
	fixture_init(&f);
	context(&f, &ctx);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *want = format_expand(&ctx, rows[i][1]);
		check_in(&ctx, rows[i][0], want);
		free(want);
	}
	model_window_zoom(f.model, f.two, true);
	check_in(&ctx, "#{window_flags} #{s/^....,//:window_visible_layout}", "*Z 80x24,0,0,5");
	check_in(&ctx, "#{pane_left},#{pane_right}", "0,79");
	fixture_finish(&f);
}

static void search(void **state)
{
	struct fixture f;
	struct format_ctx ctx;
	(void)state;
	fixture_init(&f);
	context(&f, &ctx);
	term_write(f.p[1]->term, bytes_str("one\r\ntwo three\r\n"));
	check_in(&ctx, "#{C:three}#{C:THREE}#{C/i:THREE}#{C/r:^t.o}#{C/ri:^T.O}#{C:four}#{C:}", "2022200");
	fixture_finish(&f);
}

/* Every variable has a value about a full context, and none crashes on an empty one. */
static void all_variables(void **state)
{
	struct fixture f;
	struct format_ctx ctx, empty = {0};
	(void)state;
	fixture_init(&f);
	context(&f, &ctx);
	for (size_t i = 0; i < format_variable_count(); i++) {
		struct buf out = {0};
		if (!format_variable(&ctx, format_variable_name(i), &out)) {
			fail_msg("%s has no value", format_variable_name(i));
		}
		format_variable(&empty, format_variable_name(i), &out);
		assert_true(i == 0 || strcmp(format_variable_name(i - 1), format_variable_name(i)) < 0);
		buf_finish(&out);
	}
	fixture_finish(&f);
}

static void times(void **state)
{
	struct format_ctx f = {.wall = 1700000000};
	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	check_in(&f, "%H:%M %d-%b-%y", "22:13 14-Nov-23");
	check_in(&f, "100%% %", "100% %");
	check_in(&f, "%1000d%Q", "%1000d%Q");
	struct optmap extra = {0};
	optmap_set(&extra, "at", "1699996400");
	optmap_set(&extra, "fmt", "%H");
	f.extra = &extra;
	check_in(&f, "#{t:at}", "Tue Nov 14 21:13:20 2023");
	check_in(&f, "#{t/p:at}", "21:13");
	check_in(&f, "#{t/f/%%H#:%%M:at}", "21:13");
	check_in(&f, "#{fmt}#{E:fmt}#{T:fmt}", "%H%H22");
	f.wall = 0;
	check_in(&f, "%H #{T:fmt}", "%H %H");
	optmap_finish(&extra);
}

static bool keep(const char *name)
{
	return strncmp(name, "link_", 5) == 0;
}

static const char *lookup(void *ctx, const char *name, char *scratch, size_t len)
{
	(void)ctx;
	if (strcmp(name, "link_rtt") != 0) {
		return NULL;
	}
	snprintf(scratch, len, "12ms");
	return scratch;
}

static void kept(void **state)
{
	struct fixture f;
	struct format_ctx server, client = {.lookup = lookup, .wall = 1700000000};
	(void)state;
	fixture_init(&f);
	context(&f, &server);
	server.keep = keep;
	check_in(&server, "#S #{link_rtt} %H", "alpha #{link_rtt} %H");
	check_in(&server, "#{?link_rtt,#{link_rtt},-}#{=3:link_rtt}", "#{?link_rtt,#{link_rtt},-}#{=3:link_rtt}");
	optmap_set(&f.model->session_options, "@x", "#{link_rtt}#[bold]");
	check_in(&server, "#{E:@x}", "#{link_rtt}#[bold]");
	check_in(&client, "#{link_rtt} #{=2:link_rtt} #{nothing}", "12ms 12 ");
	fixture_finish(&f);
}

static char *shown(const char *styled)
{
	struct format_piece piece = {0};
	struct buf out = {0};
	size_t at = 0;
	while (format_next_piece(styled, &at, &piece)) {
		buf_put(&out, piece.text.data, piece.text.len);
	}
	return buf_take_str(&out);
}

/* Law: a name is shown as it is, whatever it looks like, after both expansions. */
static void names_stay_names(void **state)
{
	static const char set[] = "#[]{},%HS:=a;\\$()";
	struct fixture f;
	struct format_ctx server, client = {.wall = 1700000000};
	(void)state;
	fixture_init(&f);
	context(&f, &server);
	server.keep = keep;
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		struct rng_seed s;
		struct rng r = rng_seeded(&s, seed);
		char name[12] = {0};
		for (uint64_t n = 1 + rng_below(r, sizeof(name) - 1), i = 0; i < n; i++) {
			name[i] = set[rng_below(r, sizeof(set) - 1)];
		}
		model_window_rename(f.model, f.two, name);
		char *one = format_expand(&server, "#[fg=red]#W"), *two = format_expand(&client, one), *text = shown(two);
		if (strcmp(text, f.two->name) != 0) {
			fail_msg("seed %llu: <%s> is shown as <%s>", (unsigned long long)seed, name, text);
		}
		free(one);
		free(two);
		free(text);
	}
	fixture_finish(&f);
}

static void bounds(void **state)
{
	struct fixture f;
	struct format_ctx ctx;
	struct buf deep = {0};
	(void)state;
	fixture_init(&f);
	context(&f, &ctx);
	for (int i = 0; i < 5000; i++) {
		buf_puts(&deep, "#{E:");
	}
	for (int i = 0; i < 5000; i++) {
		buf_puts(&deep, "}");
	}
	check_in(&ctx, buf_str(&deep), "");
	optmap_set(&f.model->session_options, "@loop", "x#{E:@loop}");
	char *v = format_expand(&ctx, "#{E:@loop}");
	assert_true(strlen(v) <= LIMIT_FORMAT_DEPTH);
	free(v);
	optmap_set(&f.model->session_options, "@boom", "#{E:@boom}#{E:@boom}#{R:y,10000}");
	v = format_expand(&ctx, "#{E:@boom}");
	assert_true(strlen(v) <= LIMIT_FORMAT);
	free(v);
	v = format_expand(&ctx, "#{R:#{R:#{R:a,10000},10000},10000}");
	assert_int_equal(strlen(v), LIMIT_FORMAT);
	free(v);
	v = format_expand(&ctx, "#{s/(a{1,255#}){1,255#}(b{1,255#}){1,255#}/x/:session_name}");
	assert_string_equal(v, "alpha");
	free(v);
	buf_clear(&deep);
	for (int i = 0; i < 500000; i++) {
		buf_puts(&deep, "##");
	}
	v = format_expand(&ctx, buf_str(&deep)); /* in time that grows with the text alone */
	assert_int_equal(strlen(v), LIMIT_FORMAT);
	free(v);
	buf_finish(&deep);
	fixture_finish(&f);
}

static void globs(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool fits;
	} rows[] = {
		{"", "", true}, {"", "a", false}, {"*", "", true}, {"**a", "ba", true}, {"a?c", "a\u00e9c", true}, {"[a-c]x", "bx", true},
		{"[!a-c]x", "bx", false}, {"[]]", "]", true}, {"[a", "[a", true}, {"\\*", "*", true}, {"\\*", "x", false},
		{"a*b*c", "a1b2c3c", true}, {"a*b*c", "a1b2c3", false}, {"\\", "\\", true}, {"[[]", "[", true},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (glob_match(rows[i].pattern, rows[i].text, false) != rows[i].fits) {
			fail_msg("%s against %s", rows[i].pattern, rows[i].text);
		}
	}
	assert_true(glob_match("A[B]", "ab", true));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text), cmocka_unit_test(conditions), cmocka_unit_test(arithmetic), cmocka_unit_test(modifiers),
		cmocka_unit_test(loops), cmocka_unit_test(variables), cmocka_unit_test(search), cmocka_unit_test(all_variables), cmocka_unit_test(times),
		cmocka_unit_test(kept), cmocka_unit_test(names_stay_names), cmocka_unit_test(bounds), cmocka_unit_test(globs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
