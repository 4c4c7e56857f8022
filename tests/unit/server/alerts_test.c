/* tests/unit/server/alerts_test.c -- who hears of bells, output, silence and messages. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>

#include "cmd/options.h"
#include "server/alerts.h"

/* A session with windows 0 and 1, the first current; one client looks at it. A second session holds window
 * 1 too, as its only one; nobody looks at that. */
struct world {
	struct model *m;
	struct alerts_out out;
	struct session *s, *other;
	struct window *w[2];
	struct model_client *c;
	char heard[256]; /* what the client was told: '!' a bell, "text;" a message, "<title|text>" passed on */
};

static void ring(void *ctx, uint32_t client)
{
	struct world *x = ctx;
	assert_int_equal(client, x->c->id);
	strcat(x->heard, "!");
}

static void say(void *ctx, uint32_t client, const char *text, unsigned ms)
{
	struct world *x = ctx;
	assert_int_equal(client, x->c->id);
	assert_true(ms == 0 || ms > 750);
	strcat(x->heard, text);
	strcat(x->heard, ";");
}

static void pass(void *ctx, uint32_t client, const char *title, const char *text)
{
	struct world *x = ctx;
	assert_int_equal(client, x->c->id);
	snprintf(x->heard + strlen(x->heard), sizeof(x->heard) - strlen(x->heard), "<%s|%s>", title, text);
}

static void world_make(struct world *x)
{
	struct size size = {80, 24};
	struct term_cfg term = {.size = size};
	*x = (struct world){.out = {.ctx = x, .ring = ring, .say = say, .pass = pass}};
	x->m = model_new(1, NULL);
	assert_int_equal(model_session_new(x->m, "a", &x->s), 0);
	assert_int_equal(model_session_new(x->m, "b", &x->other), 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(model_window_new(x->m, x->s, i, 0, "w", size, &term, &x->w[i]), 0);
	}
	assert_int_equal(model_window_link(x->m, x->w[1], x->other, 7, 0), 0);
	x->c = model_client_new(x->m, "tty", size);
	model_client_attach(x->m, x->c, x->s);
}

static void set(struct world *x, const char *name, const char *value)
{
	char *err = NULL;
	const struct option_def *o = option_find(name, &err);
	assert_non_null(o);
	struct optmap *map = o->scope & OPTION_SESSION ? &x->m->session_options : &x->m->window_options;
	optmap_set(map, name, value);
}

static void expect(struct world *x, const char *what)
{
	assert_string_equal(x->heard, what);
	x->heard[0] = '\0';
}

static void bells_follow_the_options(void **state)
{
	static const struct {
		const char *action, *visual;
		const char *current, *hidden; /* what is heard of a bell there */
	} rows[] = {
		{"any", "off", "!", "!"},
		{"any", "on", "Bell in current window;", "Bell in window 1;"},
		{"any", "both", "!Bell in current window;", "!Bell in window 1;"},
		{"current", "off", "!", ""},
		{"other", "off", "", "!"},
		{"none", "both", "", ""},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct world x;
		world_make(&x);
		set(&x, "bell-action", rows[i].action);
		set(&x, "visual-bell", rows[i].visual);
		alerts_bell(x.m, &x.out, x.w[0]);
		expect(&x, rows[i].current);
		assert_false(x.w[0]->bell);
		alerts_bell(x.m, &x.out, x.w[1]);
		expect(&x, rows[i].hidden);
		assert_true(x.w[1]->bell);
		model_free(x.m);
	}
}

static void no_bell_without_monitor_bell(void **state)
{
	struct world x;
	(void)state;
	world_make(&x);
	set(&x, "monitor-bell", "off");
	alerts_bell(x.m, &x.out, x.w[1]);
	expect(&x, "");
	assert_false(x.w[1]->bell);
	model_free(x.m);
}

static void who_attaches_has_seen_it(void **state)
{
	struct world x;
	(void)state;
	world_make(&x);
	model_client_attach(x.m, x.c, NULL);
	alerts_bell(x.m, &x.out, x.w[0]);
	expect(&x, "");
	assert_true(x.w[0]->bell);
	model_client_attach(x.m, x.c, x.s);
	assert_false(x.w[0]->bell);
	model_free(x.m);
}

static void activity_is_told_once(void **state)
{
	struct world x;
	(void)state;
	world_make(&x);
	set(&x, "visual-activity", "on");
	alerts_output(x.m, &x.out, x.w[1], SEC(5));
	expect(&x, "");
	assert_true(x.w[1]->activity_at == SEC(5));
	set(&x, "monitor-activity", "on");
	for (usec_t at = SEC(6); at < SEC(20); at += SEC(2)) {
		alerts_output(x.m, &x.out, x.w[0], at);
		alerts_output(x.m, &x.out, x.w[1], at);
	}
	expect(&x, "Activity in window 1;");
	assert_false(x.w[0]->activity);
	model_window_select(x.m, x.s, 1);
	assert_false(x.w[1]->activity);
	model_free(x.m);
}

static void output_that_is_watched_is_told_once_a_second(void **state)
{
	struct world x;
	(void)state;
	world_make(&x);
	set(&x, "monitor-activity", "on");
	set(&x, "activity-action", "any");
	for (usec_t at = SEC(1); at < SEC(3); at += MS(100)) {
		alerts_output(x.m, &x.out, x.w[0], at);
	}
	expect(&x, "!"); /* it never stopped */
	alerts_output(x.m, &x.out, x.w[0], SEC(5));
	expect(&x, "!");
	model_free(x.m);
}

static void silence_is_told_when_it_has_lasted(void **state)
{
	struct world x;
	(void)state;
	world_make(&x);
	set(&x, "monitor-silence", "10");
	set(&x, "visual-silence", "on");
	alerts_output(x.m, &x.out, x.w[1], SEC(100));
	alerts_silence(x.m, &x.out, SEC(109));
	expect(&x, "");
	alerts_output(x.m, &x.out, x.w[1], SEC(109));
	alerts_silence(x.m, &x.out, SEC(118));
	expect(&x, "");
	alerts_silence(x.m, &x.out, SEC(119));
	expect(&x, "Silence in window 1;");
	assert_true(x.w[1]->silence);
	alerts_silence(x.m, &x.out, SEC(140));
	expect(&x, "");
	model_free(x.m);
}

static void messages_go_where_they_shall(void **state)
{
	static const struct {
		const char *option, *title, *text, *heard;
	} rows[] = {
		{"both", "mail", "3 new", "mail: 3 new;<mail|3 new>"},
		{"message", "", "done", "done;"},
		{"terminal", "done", "", "<done|>"},
		{"off", "mail", "3 new", ""},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct world x;
		world_make(&x);
		set(&x, "notifications", rows[i].option);
		alerts_message(x.m, &x.out, model_pane(x.m, x.w[1]->active), rows[i].title, rows[i].text);
		expect(&x, rows[i].heard);
		model_client_attach(x.m, x.c, NULL);
		alerts_message(x.m, &x.out, model_pane(x.m, x.w[1]->active), "nobody", "hears");
		expect(&x, "");
		model_free(x.m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bells_follow_the_options),
		cmocka_unit_test(no_bell_without_monitor_bell),
		cmocka_unit_test(who_attaches_has_seen_it),
		cmocka_unit_test(activity_is_told_once),
		cmocka_unit_test(output_that_is_watched_is_told_once_a_second),
		cmocka_unit_test(silence_is_told_when_it_has_lasted),
		cmocka_unit_test(messages_go_where_they_shall),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
