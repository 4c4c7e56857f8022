/* tests/unit/transport/ack_test.c -- when an ack is due. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "transport/ack.h"

#define T SEC(100)

/* Packets 0 to first - 1 came, and were acked. */
static struct ack acked(uint64_t first)
{
	struct ack a = {0};
	uint8_t buf[64];
	struct wr w;

	for (uint64_t pn = 0; pn < first; pn++) {
		ack_received(&a, pn, ACK_SOON, T - SEC(1));
	}
	wr_init(&w, buf, sizeof buf);
	ack_write(&a, &w, NULL, T - SEC(1));
	assert_true(ack_due(&a) == USEC_NEVER);
	return a;
}

static void test_by_urgency(void **state)
{
	static const struct {
		enum ack_urgency how;
		usec_t after;
	} rows[] = {{ACK_SOON, ACK_DELAY_SOON}, {ACK_LATER, ACK_DELAY_LATER}, {ACK_WAITS, ACK_DELAY_WAITS}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct ack a = acked(3);

		ack_received(&a, 3, ACK_NONE, T);
		assert_true(ack_due(&a) == USEC_NEVER);
		ack_received(&a, 4, rows[i].how, T);
		assert_true(ack_due(&a) == T + rows[i].after);
		ack_received(&a, 5, ACK_WAITS, T + 1); /* does not put off what was due */
		assert_true(ack_due(&a) == T + rows[i].after);
		ack_received(&a, 6, ACK_SOON, T + 2);
		assert_true(ack_due(&a) == (i == 0 ? T : T + 2) + ACK_DELAY_SOON);
		ack_finish(&a);
	}
}

/* An answer, after `missing` that did not come. */
static usec_t due_after_gap(uint64_t missing, bool lossy)
{
	struct ack a = acked(3);
	usec_t due;

	a.lossy = lossy;
	ack_received(&a, 3 + missing, ACK_WAITS, T);
	due = ack_due(&a) - T;
	ack_finish(&a);
	return due;
}

/* Where copies are sent, one that is missing says nothing. */
static void test_gaps(void **state)
{
	(void)state;
	assert_true(due_after_gap(0, false) == ACK_DELAY_WAITS);
	assert_true(due_after_gap(1, false) == ACK_DELAY_SOON);
	assert_true(due_after_gap(2, false) == ACK_DELAY_SOON);
	assert_true(due_after_gap(0, true) == ACK_DELAY_WAITS);
	assert_true(due_after_gap(1, true) == ACK_DELAY_WAITS);
	assert_true(due_after_gap(2, true) == ACK_DELAY_SOON);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_urgency),
		cmocka_unit_test(test_gaps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
