/* tests/unit/cmd/target_test.c -- what -t means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/rng.h"
#include "cmd/target.h"
#include "tests/unit/cmd/fixture.h"

static char *find(struct fixture *f, const char *text, enum target_kind kind)
{
	struct target t = {0};
	buf_clear(&f->ctx.err);
	if (target_find(&f->ctx, text, kind, &t) != CMD_OK) {
		return mem_printf("error: %s", buf_str(&f->ctx.err));
	}
	return mem_printf("%s:%d.%d", t.session->name, t.index, t.pane != NULL ? model_pane_index(f->model, t.pane) : -1);
}

static void check(struct fixture *f, const char *text, enum target_kind kind, const char *want)
{
	char *got = find(f, text, kind);
	if (strcmp(got, want) != 0) {
		print_message("target: %s\n", text);
	}
	assert_string_equal(got, want);
	free(got);
}

static void sessions(void **state)
{
	struct fixture f;
	(void)state;
	fixture_init(&f);
	check(&f, NULL, TARGET_SESSION, "alpha:1.1");
	check(&f, "", TARGET_SESSION, "alpha:1.1");
	check(&f, "beta", TARGET_SESSION, "beta:0.0");
	check(&f, "be", TARGET_SESSION, "beta:0.0");
	check(&f, "=be", TARGET_SESSION, "error: can't find session: be");
	check(&f, "=beta", TARGET_SESSION, "beta:0.0");
	check(&f, "b*a", TARGET_SESSION, "beta:0.0");
	check(&f, "*a", TARGET_SESSION, "error: can't find session: *a"); /* both */
	check(&f, "$2", TARGET_SESSION, "beta:0.0");
	check(&f, "$9", TARGET_SESSION, "error: can't find session: $9");
	check(&f, "/dev/pts/7", TARGET_SESSION, "alpha:1.1");
	check(&f, "pts/7", TARGET_SESSION, "alpha:1.1");
	check(&f, "beta:", TARGET_SESSION, "beta:0.0");
	check(&f, "zeta", TARGET_SESSION, "error: can't find session: zeta");
	check(&f, "%3", TARGET_SESSION, "alpha:3.0");
	check(&f, "@4", TARGET_SESSION, "beta:0.0");
	fixture_finish(&f);
}

static void windows(void **state)
{
	struct fixture f;
	(void)state;
	fixture_init(&f);
	check(&f, NULL, TARGET_WINDOW, "alpha:1.1");
	check(&f, "0", TARGET_WINDOW, "alpha:0.0");
	check(&f, ":3", TARGET_WINDOW, "alpha:3.0");
	check(&f, ":=3", TARGET_WINDOW, "alpha:3.0");
	check(&f, "2", TARGET_WINDOW, "error: can't find window: 2");
	check(&f, "two", TARGET_WINDOW, "alpha:1.1");
	check(&f, "ba", TARGET_WINDOW, "alpha:3.0");
	check(&f, "=ba", TARGET_WINDOW, "error: can't find window: ba");
	check(&f, "b?sh", TARGET_WINDOW, "alpha:3.0");
	check(&f, "beta", TARGET_WINDOW, "beta:0.0"); /* a session after all */
	check(&f, "beta:two", TARGET_WINDOW, "beta:0.0");
	check(&f, ":beta", TARGET_WINDOW, "error: can't find window: beta");
	check(&f, "nope:two", TARGET_WINDOW, "error: can't find session: nope");
	check(&f, "!", TARGET_WINDOW, "alpha:3.0");
	check(&f, "{last}", TARGET_WINDOW, "alpha:3.0");
	check(&f, "^", TARGET_WINDOW, "alpha:0.0");
	check(&f, ":{start}", TARGET_WINDOW, "alpha:0.0");
	check(&f, "$", TARGET_WINDOW, "alpha:3.0");
	check(&f, ":$", TARGET_WINDOW, "alpha:3.0");
	check(&f, "+", TARGET_WINDOW, "alpha:3.0");
	check(&f, ":+2", TARGET_WINDOW, "alpha:0.0");
	check(&f, "-", TARGET_WINDOW, "alpha:0.0");
	check(&f, "{previous}", TARGET_WINDOW, "alpha:0.0");
	check(&f, "-2", TARGET_WINDOW, "alpha:3.0");
	check(&f, "@3", TARGET_WINDOW, "alpha:3.0");
	check(&f, "@4", TARGET_WINDOW, "beta:0.0");
	check(&f, "alpha:@4", TARGET_WINDOW, "error: can't find window: @4");
	check(&f, "~", TARGET_WINDOW, "error: no marked target");
	check(&f, "=", TARGET_WINDOW, "error: no mouse target");
	fixture_finish(&f);
}

static void panes(void **state)
{
	struct fixture f;
	(void)state;
	fixture_init(&f);
	check(&f, NULL, TARGET_PANE, "alpha:1.1");
	check(&f, "0", TARGET_PANE, "alpha:1.0");
	check(&f, "3", TARGET_PANE, "alpha:3.0"); /* no such pane: a window */
	check(&f, ".2", TARGET_PANE, "alpha:1.2");
	check(&f, ":.+", TARGET_PANE, "alpha:1.2");
	check(&f, ":.-", TARGET_PANE, "alpha:1.0");
	check(&f, ".{next}", TARGET_PANE, "alpha:1.2");
	check(&f, ".+4", TARGET_PANE, "alpha:1.2");
	check(&f, "!", TARGET_PANE, "alpha:1.2");
	check(&f, "{last}", TARGET_PANE, "alpha:1.2");
	check(&f, "{left-of}", TARGET_PANE, "alpha:1.0");
	check(&f, ".{down-of}", TARGET_PANE, "alpha:1.2");
	check(&f, "{top-left}", TARGET_PANE, "alpha:1.0");
	check(&f, "{bottom-right}", TARGET_PANE, "alpha:1.2");
	check(&f, "{right}", TARGET_PANE, "alpha:1.1");
	check(&f, "top-right", TARGET_PANE, "alpha:1.1");
	check(&f, "{nowhere}", TARGET_PANE, "error: can't find pane: {nowhere}");
	check(&f, "%6", TARGET_PANE, "alpha:1.2");
	check(&f, "%3", TARGET_PANE, "alpha:3.0");
	check(&f, "%99", TARGET_PANE, "error: can't find pane: %99");
	check(&f, "alpha:3.%5", TARGET_PANE, "error: can't find pane: %5");
	check(&f, "alpha:two.0", TARGET_PANE, "alpha:1.0");
	check(&f, "two.0", TARGET_PANE, "alpha:1.0");
	check(&f, "alpha:0.1", TARGET_PANE, "error: can't find pane: 1");
	check(&f, "beta", TARGET_PANE, "beta:0.0");
	check(&f, "beta:", TARGET_PANE, "beta:0.0");
	check(&f, "zeta", TARGET_PANE, "error: can't find pane: zeta");
	optmap_set(&f.two->options, "pane-base-index", "1");
	check(&f, ".1", TARGET_PANE, "alpha:1.0");
	check(&f, ".0", TARGET_PANE, "error: can't find pane: 0");
	fixture_finish(&f);
}

static void current(void **state)
{
	struct fixture f;
	(void)state;
	fixture_init(&f);
	f.ctx.session = f.ctx.window = f.ctx.pane = 0;
	check(&f, NULL, TARGET_PANE, "alpha:1.1"); /* the most recent session */
	f.beta->activity_at = 20;
	check(&f, NULL, TARGET_PANE, "beta:0.0");
	f.ctx.client = f.client->id;
	check(&f, NULL, TARGET_PANE, "alpha:1.1"); /* the client's */
	f.ctx.pane = f.p[0]->id;
	check(&f, NULL, TARGET_PANE, "alpha:1.0"); /* the pane it is typed in */
	f.ctx.session = f.beta->id;
	check(&f, NULL, TARGET_PANE, "alpha:1.0");
	fixture_finish(&f);
}

static void empty_world(void **state)
{
	(void)state;
	struct fixture f = {0};
	struct session *s;
	int index;
	f.model = model_new(1, NULL);
	f.ctx = (struct cmd_ctx){.model = f.model, .host = &f.host};
	check(&f, NULL, TARGET_SESSION, "error: no current target");
	check(&f, NULL, TARGET_PANE, "error: no current target");
	check(&f, "x", TARGET_PANE, "error: can't find pane: x");
	check(&f, ":1", TARGET_WINDOW, "error: can't find window: 1");
	check(&f, ":", TARGET_WINDOW, "error: no current target");
	assert_int_equal(target_find_index(&f.ctx, "3", &s, &index), CMD_ERROR);
	fixture_finish(&f);
}

static void slots(void **state)
{
	static const struct {
		const char *text, *session;
		int index;
	} rows[] = {
		{NULL, "alpha", -1}, {"", "alpha", -1}, {"7", "alpha", 7}, {":7", "alpha", 7}, {"beta:", "beta", -1},
		{"beta:4", "beta", 4}, {"beta", "beta", -1}, {"+", "alpha", 2}, {"two", "alpha", 1}, {":!", "alpha", 3},
		{"-1", "alpha", 0}, {"^", "alpha", 0}, {"{end}", "alpha", 3},
	};
	struct fixture f;
	(void)state;
	fixture_init(&f);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct session *s = NULL;
		int index = -9;
		assert_int_equal(target_find_index(&f.ctx, rows[i].text, &s, &index), CMD_OK);
		assert_string_equal(s->name, rows[i].session);
		assert_int_equal(index, rows[i].index);
	}
	struct session *s = NULL;
	int index = 0;
	assert_int_equal(target_find_index(&f.ctx, "zeta:1", &s, &index), CMD_ERROR);
	assert_int_equal(target_find_index(&f.ctx, "-5", &s, &index), CMD_ERROR);
	fixture_finish(&f);
}

static void clients(void **state)
{
	struct fixture f;
	struct model_client *c = NULL;
	(void)state;
	fixture_init(&f);
	assert_int_equal(target_find_client(&f.ctx, NULL, &c), CMD_OK);
	assert_ptr_equal(c, f.client);
	assert_int_equal(target_find_client(&f.ctx, "pts/7", &c), CMD_OK);
	assert_int_equal(target_find_client(&f.ctx, "/dev/pts/7:", &c), CMD_OK);
	assert_int_equal(target_find_client(&f.ctx, "pts/8", &c), CMD_ERROR);
	assert_string_equal(buf_str(&f.ctx.err), "can't find client: pts/8");
	model_client_remove(f.model, f.client);
	buf_clear(&f.ctx.err);
	assert_int_equal(target_find_client(&f.ctx, NULL, &c), CMD_ERROR);
	assert_string_equal(buf_str(&f.ctx.err), "no current client");
	fixture_finish(&f);
}

/* Law: any text gives an error, or parts that belong together. */
static void any_text(void **state)
{
	static const char *const bits[] = {":", ".", "=", "@", "%", "$", "!", "+", "-", "0", "1", "99999999999", "{", "}", "last",
		"alpha", "two", "*", "[", "~", "^", "{top}", "{up-of}", "{mouse}"};
	struct fixture f;
	(void)state;
	fixture_init(&f);
	for (uint64_t seed = 1; seed <= 20000; seed++) {
		struct rng_seed s;
		struct rng r = rng_seeded(&s, seed);
		struct target t = {0};
		char text[128] = "";
		int index;
		for (uint64_t n = rng_below(r, 7); n > 0; n--) {
			strcat(text, bits[rng_below(r, sizeof(bits) / sizeof(bits[0]))]);
		}
		buf_clear(&f.ctx.err);
		enum target_kind kind = (enum target_kind)rng_below(r, 3);
		if (target_find(&f.ctx, text, kind, &t) != CMD_OK) {
			assert_true(f.ctx.err.len > 0);
		} else if (t.window != model_window_at(f.model, t.session, t.index) || t.pane->window != t.window->id) {
			fail_msg("seed %llu: %s", (unsigned long long)seed, text);
		}
		struct session *se;
		buf_clear(&f.ctx.err);
		target_find_index(&f.ctx, text, &se, &index);
	}
	fixture_finish(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sessions), cmocka_unit_test(windows), cmocka_unit_test(panes), cmocka_unit_test(current),
		cmocka_unit_test(empty_world), cmocka_unit_test(slots), cmocka_unit_test(clients), cmocka_unit_test(any_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
