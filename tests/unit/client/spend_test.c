/* tests/unit/client/spend_test.c -- modes and options, which of them rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "client/spend.h"
#include "cmd/options.h"

static struct spend spend_by(enum spend_mode set, const char *text)
{
	struct optmap options = {0};
	option_client_parse(text, strlen(text), &options);
	struct spend s = spend_of(set, &options);
	optmap_finish(&options);
	return s;
}

static void words_are_modes(void **state)
{
	enum spend_mode m = SPEND_UNSET;
	(void)state;
	assert_true(spend_mode_parse("saver", &m) && m == SPEND_SAVER);
	assert_true(spend_mode_parse("normal", &m) && m == SPEND_NORMAL);
	assert_false(spend_mode_parse("", &m));
	assert_false(spend_mode_parse("saver ", &m));
	assert_int_equal(m, SPEND_NORMAL);
}

static void who_rules(void **state)
{
	static const struct {
		enum spend_mode set;
		const char *options;
		uint32_t frames, budget;
		bool calm;
	} rows[] = {
		{SPEND_UNSET, "", 0, 0, false},
		{SPEND_UNSET, "link-mode=saver\n", 5, 300000, true},
		{SPEND_NORMAL, "link-mode=saver\n", 0, 0, false},
		{SPEND_SAVER, "", 5, 300000, true},
		{SPEND_SAVER, "link-frames=20\n", 20, 300000, true},
		{SPEND_SAVER, "link-budget=1000\n", 5, 1000, true},
		{SPEND_NORMAL, "link-budget=1000\nlink-frames=3\n", 3, 1000, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct spend s = spend_by(rows[i].set, rows[i].options);
		assert_int_equal(s.now.frames, rows[i].frames);
		assert_int_equal(s.now.budget, rows[i].budget);
		assert_int_equal(s.calm != 0, rows[i].calm);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_modes),
		cmocka_unit_test(who_rules),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
