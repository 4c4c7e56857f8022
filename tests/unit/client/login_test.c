/* tests/unit/client/login_test.c -- what the end of an ssh means, and the order of addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/rng.h"
#include "client/login.h"

static void ends_are_told_apart(void **state)
{
	static const struct {
		int status;
		const char *complaint;
		enum login_end end;
	} rows[] = {
		{255, "", LOGIN_FAILED},
		{255, "ssh: connect to host far port 22: Connection timed out\n", LOGIN_FAILED},
		{255, "ssh: connect to host far port 22: Network is unreachable\n", LOGIN_FAILED},
		{255, "me@far: Permission denied (publickey,password).\n", LOGIN_ASKS},
		{255, "Host key verification failed.\n", LOGIN_ASKS},
		{1, "can't find session: $3\n", LOGIN_GONE},
		{1, "no sessions\n", LOGIN_GONE},
		{1, "mux: too many clients\n", LOGIN_FAILED},
		{127, "sh: mux: not found\n", LOGIN_FAILED},
		{0, "", LOGIN_FAILED},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(login_judge(rows[i].status, rows[i].complaint), rows[i].end);
	}
}

/* By turns while both last, IPv6 first; each family in the order that it had; nothing lost or doubled. */
static void families_take_turns(void **state)
{
	struct rng_seed seed;
	struct rng r = rng_seeded(&seed, 5);
	(void)state;
	for (int round = 0; round < 500; round++) {
		struct addr list[16] = {0};
		size_t n = rng_below(r, 17), six = 0;
		for (size_t i = 0; i < n; i++) {
			list[i].family = rng_below(r, 2) == 0 ? ADDR_IP4 : ADDR_IP6;
			list[i].port = (uint16_t)i;
			six += list[i].family == ADDR_IP6;
		}
		ssh_order_addresses(list, n);
		int last[2] = {-1, -1};
		size_t seen[2] = {0, 0};
		for (size_t i = 0; i < n; i++) {
			bool is_six = list[i].family == ADDR_IP6;
			size_t both = 2 * (six < n - six ? six : n - six);
			assert_true(i >= both || is_six == (i % 2 == 0));
			assert_true((int)list[i].port > last[is_six]);
			last[is_six] = list[i].port;
			seen[is_six]++;
		}
		assert_int_equal(seen[1], six);
		assert_int_equal(seen[0], n - six);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_are_told_apart),
		cmocka_unit_test(families_take_turns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
