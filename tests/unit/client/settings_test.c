/* tests/unit/client/settings_test.c -- options become settings. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "client/settings.h"
#include "cmd/options.h"

static void take(const char *text, struct settings *out)
{
	struct optmap options = {0};
	option_client_parse(text, strlen(text), &options);
	settings_take(&options, out);
	optmap_finish(&options);
}

static void defaults(void **state)
{
	struct settings s;
	(void)state;
	take("", &s);
	assert_int_equal(s.predict, PREDICT_ADAPTIVE);
	assert_true(s.mouse);
	assert_false(s.titles);
	assert_false(s.plain_keys);
	assert_int_equal(s.escape_time, MS((usec_t)option_client_number(&(struct optmap){0}, "escape-time")));
	assert_true(s.message.bg != COLOUR_DEFAULT);
}

static void all_changed(void **state)
{
	struct settings s;
	(void)state;
	take("predict=never\nmouse=off\nset-titles=on\nextended-keys=off\nescape-time=7\nmessage-style=fg=red\n", &s);
	assert_int_equal(s.predict, PREDICT_NEVER);
	assert_false(s.mouse);
	assert_true(s.titles);
	assert_true(s.plain_keys);
	assert_int_equal(s.escape_time, MS(7));
	assert_int_equal(s.message.fg, COLOUR_INDEX(1));
	assert_int_equal(s.message.bg, COLOUR_DEFAULT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults),
		cmocka_unit_test(all_changed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
