/* tests/unit/client/link_report_test.c -- the figures of a link, one by one and as a table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "client/link_report.h"

#define NOW SEC(1000)

static struct link_figures some_figures(void)
{
	struct link_figures f = {
		.latest_rtt = MS(43),
		.srtt = MS(41),
		.min_rtt = 5600,
		.rttvar = 1200,
		.heard_at = NOW - MS(1300),
		.loss_in = 0.013,
		.loss_out = 0.2,
		.rate_in = 12345,
		.delivery = 2.5e6,
		.queue = MS(12),
		.mtu = 1400,
		.packets_in = 12,
		.lost = 3,
		.roams = 2,
		.ecn = ECN_CAPABLE,
		.ce_in = 5,
		.ce_out = 70,
		.bytes_in = 1234567,
		.bytes_out = 999,
	};
	addr_parse("192.0.2.1", 60001, &f.remote);
	f.kinds_in[LINK_FOCUS] = 4200;
	return f;
}

static void each_has_a_value(void **state)
{
	static const char *const rows[][2] = {
		{"link_rtt_latest", "43ms"},
		{"link_rtt_smoothed", "41ms"},
		{"link_rtt_min", "5.6ms"},
		{"link_rtt_var", "1.2ms"},
		{"link_queue", "12ms"},
		{"link_loss_in", "1.3%"},
		{"link_loss_out", "20.0%"},
		{"link_rate_in", "12.3kB/s"},
		{"link_rate_out", "0.0kB/s"},
		{"link_delivery", "2.5MB/s"},
		{"link_mtu", "1400"},
		{"link_heard", "1.3s"},
		{"link_packets_in", "12"},
		{"link_packets_out", "0"},
		{"link_lost", "3"},
		{"link_ecn", "capable"},
		{"link_ce_in", "5"},
		{"link_ce_out", "70"},
		{"link_roams", "2"},
		{"link_bytes_in", "1.2MB"},
		{"link_bytes_out", "999B"},
		{"link_address", "192.0.2.1:60001"},
	};
	const struct link_figures f = some_figures();
	struct buf table = {0};
	char out[128], mark[64];
	(void)state;
	link_report(&f, NOW, &table);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_string_equal(link_report_variable(&f, NOW, rows[i][0], out, sizeof(out)), rows[i][1]);
		snprintf(mark, sizeof(mark), "#{%s}", rows[i][0]);
		assert_non_null(strstr(buf_str(&table), mark));
	}
	assert_null(link_report_variable(&f, NOW, "link_no_such", out, sizeof(out)));
	assert_non_null(strstr(buf_str(&table), "  focused pane                  4.2kB           0B\n"));
	buf_finish(&table);
}

static void nothing_is_known_yet(void **state)
{
	const struct link_figures f = {0};
	char out[128];
	(void)state;
	assert_string_equal(link_report_variable(&f, NOW, "link_rtt_latest", out, sizeof(out)), "-");
	assert_string_equal(link_report_variable(&f, NOW, "link_heard", out, sizeof(out)), "never");
	assert_string_equal(link_report_variable(&f, NOW, "link_delivery", out, sizeof(out)), "-");
	assert_string_equal(link_report_variable(&f, NOW, "link_address", out, sizeof(out)), "-");
}

static void ssh_is_an_address_too(void **state)
{
	const struct link_figures f = {.remote = {.family = ADDR_PIPE, .scope = ADDR_FAR}};
	char out[128];
	(void)state;
	assert_string_equal(link_report_variable(&f, NOW, "link_address", out, sizeof(out)), "ssh");
	assert_string_equal(link_report_variable(&f, NOW, "link_ecn", out, sizeof(out)), "-");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_has_a_value),
		cmocka_unit_test(nothing_is_known_yet),
		cmocka_unit_test(ssh_is_an_address_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
