/* tests/unit/client/link_status_test.c -- the link in words, colours and dots. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "client/link_status.h"

#define NOW SEC(1000)

/* Ago, in ms; a negative one never happened. */
static struct link_figures figures(enum link_state state, int heard_ms, int waits_ms, usec_t srtt)
{
	return (struct link_figures){
		.state = state,
		.heard_at = heard_ms < 0 ? 0 : NOW - MS(heard_ms),
		.unacked_since = waits_ms < 0 ? 0 : NOW - MS(waits_ms),
		.srtt = srtt,
		.remote = {.family = ADDR_IP4},
	};
}

static const char *value(
	const struct link_figures *f, usec_t now, bool whole, const char *name, char out[128])
{
	struct optmap options = {0};
	struct link_status s;
	link_status_take(f, now, whole, &s);
	const char *v = link_status_variable(&s, f, &options, name, out, 128);
	optmap_finish(&options);
	return v;
}

static void test_states(void **state)
{
	static const struct {
		enum link_state state;
		int heard_ms, waits_ms;
		usec_t srtt;
		bool whole;
		const char *text;
	} rows[] = {
		{LINK_STATE_CONNECTING, -1, -1, 0, false, "connecting"},
		{LINK_STATE_CONNECTING, -1, 9000, 0, false, "connecting"},
		{LINK_STATE_CLOSED, 100, -1, MS(50), true, "connecting"},
		{LINK_STATE_CONNECTED, -1, -1, MS(50), true, "connected"},
		{LINK_STATE_CONNECTED, -1, 2200, MS(50), false, "resyncing"},
		{LINK_STATE_CONNECTED, 10, -1, MS(50), true, "connected"},
		{LINK_STATE_CONNECTED, 10, -1, MS(50), false, "resyncing"},
		{LINK_STATE_CONNECTED, 3100, -1, MS(50), true,
			"connected"}, /* idle: a word every 3 s */
		{LINK_STATE_CONNECTED, 5900, -1, MS(50), true, "connected"},
		{LINK_STATE_CONNECTED, 6100, -1, MS(50), true, "no contact for 6 s"},
		{LINK_STATE_CONNECTED, 6100, -1, MS(50), false, "no contact for 6 s"},
		{LINK_STATE_CONNECTED, 1900, 1900, MS(50), true, "connected"},
		{LINK_STATE_CONNECTED, 3600, 2200, MS(50), true, "no contact for 3 s"},
		{LINK_STATE_CONNECTED, 3000, 3000, MS(50), true, "connected"},
		{LINK_STATE_CONNECTED, 2200, 2200, MS(800), true,
			"connected"}, /* a slow link may take that long */
		{LINK_STATE_CONNECTED, 100, 2200, MS(50), true, "connected"},
		{LINK_STATE_CONNECTED, 100, 4200, MS(50), true, "no reply for 4 s"},
		{LINK_STATE_CONNECTED, 59900, 59900, MS(50), true, "no contact for 59 s"},
		{LINK_STATE_CONNECTED, 61000, 61000, MS(50), true, "no contact for 1:01"},
		{LINK_STATE_CONNECTED, 3599000, -1, MS(50), true, "no contact for 59:59"},
		{LINK_STATE_CONNECTED, 7384000, -1, MS(50), true, "no contact for 2:03:04"},
	};
	char out[128];
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct link_figures f =
			figures(rows[i].state, rows[i].heard_ms, rows[i].waits_ms, rows[i].srtt);
		usec_t now = NOW;
		if (rows[i].heard_ms >
			900000) { /* long ago does not reach before the clock's start */
			f.heard_at = SEC(1);
			now = f.heard_at + MS(rows[i].heard_ms);
		}
		assert_string_equal(value(&f, now, rows[i].whole, "link_state", out), rows[i].text);
	}
}

/* The first moment in which the state is not "connected", in ms after the cut. */
static int noticed_after(bool client_types, bool up_only, int heard_before, usec_t srtt)
{
	for (int t = 0; t < 20000; t += 10) {
		/* The client asks at the latest 3 s after it last did. */
		int asked = client_types ? 0 : 3000 - heard_before;
		struct link_figures f = figures(LINK_STATE_CONNECTED,
			up_only ? t % 3000 : t + heard_before, t >= asked ? t - asked : -1, srtt);
		struct link_status s;
		link_status_take(&f, NOW, true, &s);
		if (s.health != HEALTH_CONNECTED) {
			assert_int_equal(s.health, up_only ? HEALTH_NO_REPLY : HEALTH_NO_CONTACT);
			return t;
		}
	}
	return 20000;
}

static void test_noticed_in_time(void **state)
{
	(void)state;
	for (usec_t srtt = MS(1); srtt <= MS(500); srtt *= 5) {
		for (int heard = 0; heard <= 2900; heard += 290) {
			for (int types = 0; types < 2; types++) {
				/* The status line is drawn once a second. */
				assert_in_range(noticed_after(types, false, heard, srtt), 1, 6000);
				assert_in_range(noticed_after(types, true, heard, srtt), 1, 10000);
			}
		}
	}
}

static void test_looks(void **state)
{
	static const struct {
		usec_t srtt;
		double loss_in, loss_out;
		const char *text, *colour;
	} rows[] = {
		{400, 0, 0, "#[fg=green,bg=black] ●●●●● 0.4ms #[default]", "green"},
		{MS(12), 0, 0, "#[fg=green,bg=black] ●●●●● 12ms #[default]", "green"},
		{MS(50), 0, 0, "#[fg=green,bg=black] ●●●●● 50ms #[default]", "green"},
		{MS(51), 0, 0, "#[fg=yellow,bg=black] ●●●●○ 51ms #[default]", "yellow"},
		{MS(200), 0, 0, "#[fg=yellow,bg=black] ●●●○○ 200ms #[default]", "yellow"},
		{MS(201), 0, 0, "#[fg=colour208,bg=black] ●●●○○ 201ms #[default]", "colour208"},
		{MS(500), 0, 0, "#[fg=colour208,bg=black] ●●○○○ 500ms #[default]", "colour208"},
		{MS(501), 0, 0, "#[fg=red,bg=black] ●○○○○ 501ms #[default]", "red"},
		{MS(12), 0.03, 0, "#[fg=green,bg=black] ●●●●○ 12ms #[default]", "green"},
		{MS(12), 0, 0.12, "#[fg=green,bg=black] ●●●○○ 12ms #[default]", "green"},
		{MS(900), 0.5, 0.5, "#[fg=red,bg=black] ●○○○○ 900ms #[default]", "red"},
	};
	char out[128];
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct link_figures f = figures(LINK_STATE_CONNECTED, 10, -1, rows[i].srtt);
		f.loss_in = rows[i].loss_in;
		f.loss_out = rows[i].loss_out;
		assert_string_equal(value(&f, NOW, true, "link_status", out), rows[i].text);
		assert_string_equal(value(&f, NOW, true, "link_colour", out), rows[i].colour);
	}
}

static void test_looks_of_trouble(void **state)
{
	char out[128];
	(void)state;
	struct link_figures f = figures(LINK_STATE_CONNECTED, 9000, 9000, MS(30));
	assert_string_equal(value(&f, NOW, true, "link_status", out),
		"#[fg=red,bg=black] ○○○○○ no contact for 9 s #[default]");
	assert_string_equal(value(&f, NOW, true, "link_dots", out), "○○○○○");
	assert_string_equal(value(&f, NOW, true, "link_colour", out), "red");
	f = figures(LINK_STATE_CONNECTED, 10, -1, MS(30));
	assert_string_equal(value(&f, NOW, false, "link_status", out),
		"#[fg=green,bg=black] ●●●●● 30ms #[default] resyncing");
	f = figures(LINK_STATE_CONNECTED, 10, -1, 0);
	assert_string_equal(value(&f, NOW, true, "link_rtt", out), "-");
	assert_string_equal(value(&f, NOW, true, "link_dots", out), "○○○○○");
	f.remote.family = ADDR_PIPE;
	assert_string_equal(value(&f, NOW, true, "link_status", out), "local");
	assert_string_equal(value(&f, NOW, true, "link_path", out), "pipe");
}

static void test_figures(void **state)
{
	char out[128];
	(void)state;
	struct link_figures f = figures(LINK_STATE_CONNECTED, 10, -1, MS(30));
	f.loss_in = 0.013;
	f.loss_out = 0.2;
	f.rate_in = 12345;
	f.remote.family = ADDR_IP6;
	assert_string_equal(value(&f, NOW, true, "link_loss", out), "20.0%");
	assert_string_equal(value(&f, NOW, true, "link_loss_in", out), "1.3%");
	assert_string_equal(value(&f, NOW, true, "link_loss_out", out), "20.0%");
	assert_string_equal(value(&f, NOW, true, "link_rate_in", out), "12.3kB/s");
	assert_string_equal(value(&f, NOW, true, "link_rate_out", out), "0.0kB/s");
	assert_string_equal(value(&f, NOW, true, "link_path", out), "udp6");
	assert_null(value(&f, NOW, true, "session_name", out));
}

/* The thresholds are options. */
static void test_thresholds_are_options(void **state)
{
	char out[128];
	struct optmap options = {0};
	struct link_status s;
	(void)state;
	struct link_figures f = figures(LINK_STATE_CONNECTED, 10, -1, MS(80));
	optmap_set(&options, "link-rtt-green", "90");
	link_status_take(&f, NOW, true, &s);
	assert_string_equal(
		link_status_variable(&s, &f, &options, "link_colour", out, sizeof(out)), "green");
	assert_int_equal(link_status_deadline(&s, NOW), NOW + SEC(1));
	optmap_finish(&options);
}

static void frames_take_a_while(void **state)
{
	usec_t since = 0;
	(void)state;
	assert_false(link_status_lags(&since, true, MS(200), SEC(5)));
	assert_false(link_status_lags(&since, false, MS(200), SEC(6)));
	assert_false(link_status_lags(&since, false, MS(200), SEC(6) + MS(1400)));
	assert_true(link_status_lags(&since, false, MS(200), SEC(6) + MS(1401)));
	assert_false(link_status_lags(&since, true, MS(200), SEC(8)));
	assert_false(link_status_lags(&since, false, MS(200), SEC(9)));
	assert_false(link_status_lags(&since, false, MS(200), SEC(10)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_noticed_in_time),
		cmocka_unit_test(test_looks),
		cmocka_unit_test(test_looks_of_trouble),
		cmocka_unit_test(test_figures),
		cmocka_unit_test(frames_take_a_while),
		cmocka_unit_test(test_thresholds_are_options),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
