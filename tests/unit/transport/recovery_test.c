/* tests/unit/transport/recovery_test.c -- loss, probes, rate, datagram size, loss shares. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "transport/ack.h"
#include "transport/loss.h"
#include "transport/mtu.h"
#include "transport/rate.h"
#include "transport/recovery.h"

struct tally {
	uint64_t acked, lost, probed, last;
};

static void count(void *ctx, struct sent *p, uint8_t what, usec_t now)
{
	struct tally *t = ctx;

	(void)now;
	t->acked += what == SENT_ACKED;
	t->lost += what == SENT_LOST;
	t->probed += what == SENT_PROBED;
	t->last = p->pn;
}

static void send_n(
	struct recovery *r, uint64_t from, uint64_t to, usec_t at, usec_t gap, struct tally *t)
{
	for (uint64_t pn = from; pn < to; pn++) {
		recovery_sent(
			r, pn, 100, SENT_ELICITS | SENT_URGENT, at + gap * (pn - from), count, t);
	}
}

static void test_ack_settles_once(void **state)
{
	struct recovery r;
	struct tally t = {0};

	(void)state;
	recovery_init(&r);
	send_n(&r, 0, 10, MS(1), 0, &t);
	assert_int_equal(r.in_flight, 1000);
	recovery_acked(&r, 0, 5, MS(50), count, &t);
	recovery_acked(&r, 0, 5, MS(50), count, &t);
	recovery_acked(&r, 3, 1u << 30, MS(50), count, &t);
	assert_int_equal(t.acked, 10);
	assert_int_equal(r.in_flight, 0);
	assert_int_equal(recovery_probe_at(&r, 0), USEC_NEVER);
	recovery_finish(&r);
}

static void test_loss_by_packets_and_time(void **state)
{
	struct recovery r;
	struct tally t = {0};

	(void)state;
	recovery_init(&r);
	recovery_rtt(&r, MS(100));
	send_n(&r, 0, 2, MS(0), MS(1), &t);
	send_n(&r, 2, 5, MS(10), MS(1), &t);
	recovery_acked(&r, 4, 5, MS(112), count, &t);
	recovery_detect(&r, MS(112), count, &t);
	assert_int_equal(t.lost, 2); /* 0 and 1: three packets behind; 2 and 3 may only be late */
	assert_true(r.loss_at > MS(112) && r.loss_at != USEC_NEVER);
	recovery_detect(&r, r.loss_at, count, &t);
	recovery_detect(&r, r.loss_at, count, &t);
	assert_int_equal(t.lost, 4);
	assert_int_equal(r.loss_at, USEC_NEVER);
	recovery_finish(&r);
}

/* The ack of a bare ack, sent later, says that all before it is lost: nothing waits then, so nothing probes, and
 * the link must not go on taking itself for blind. */
static void test_bare_ack_ends_probing(void **state)
{
	struct recovery r;
	struct tally t = {0};

	(void)state;
	recovery_init(&r);
	recovery_rtt(&r, MS(100));
	send_n(&r, 0, 2, MS(0), 0, &t);
	recovery_probe(&r, MS(400), count, &t);
	recovery_sent(&r, 2, 40, 0, MS(500), count, &t);
	recovery_acked(&r, 2, 3, MS(900), count, &t);
	recovery_detect(&r, MS(900), count, &t);
	assert_int_equal(t.lost, 2);
	assert_int_equal(recovery_probe_at(&r, MS(900)), USEC_NEVER);
	assert_int_equal(r.probes, 0);
	recovery_finish(&r);
}

/* Key, probe, then the ack of what went before: neither counts as lost by it, and the peer has neither. */
static void test_ack_of_older_keeps_the_pace(void **state)
{
	struct recovery r;
	struct tally t = {0};

	(void)state;
	recovery_init(&r);
	recovery_rtt(&r, MS(100));
	send_n(&r, 0, 2, MS(0), MS(50), &t);
	recovery_probe(&r, MS(280), count, &t);
	recovery_sent(&r, 2, 56, SENT_ELICITS | SENT_URGENT, MS(280), count, &t);
	recovery_acked(&r, 0, 1, MS(300), count, &t);
	recovery_detect(&r, MS(300), count, &t);
	assert_int_equal(t.lost, 0);
	assert_int_equal(recovery_probe_at(&r, MS(300)), MS(280) + recovery_pto(&r));
	recovery_find(&r, 1)->len = RECOVERY_SHORT;
	recovery_probe(&r, MS(480), count, &t); /* nothing came: from now on the short one goes each 60 ms */
	recovery_sent(&r, 3, 56, SENT_ELICITS | SENT_URGENT, MS(480), count, &t);
	assert_int_equal(recovery_probe_at(&r, MS(300)), MS(480) + RECOVERY_PROBE_SPAN);
	recovery_acked(&r, 3, 4, MS(590), count, &t);
	recovery_detect(&r, MS(590), count, &t);
	assert_int_equal(t.lost, 2);
	assert_int_equal(recovery_probe_at(&r, MS(590)), USEC_NEVER);
	recovery_finish(&r);
}

/* What somebody waits for is asked about at a PTO's pace, all else at the calm one, which grows. */
static void test_hurry(void **state)
{
	struct recovery r;
	struct tally t = {0};

	(void)state;
	recovery_init(&r);
	recovery_rtt(&r, MS(100));
	recovery_sent(&r, 0, 500, SENT_ELICITS, MS(0), count, &t);
	recovery_probe(&r, MS(300), count, &t);
	recovery_sent(&r, 1, 500, SENT_ELICITS, MS(300), count, &t);
	assert_true(recovery_probe_at(&r, MS(0)) >= MS(300) + MS(400));
	r.hurried = true;
	for (uint64_t pn = 2; pn < 8; pn++) {
		usec_t at = recovery_probe_at(&r, MS(0));

		assert_int_equal(at - r.probed_at, recovery_pto(&r) + ACK_DELAY_LATER);
		recovery_probe(&r, at, count, &t);
		recovery_sent(&r, pn, 500, SENT_ELICITS, at, count, &t);
	}
	recovery_finish(&r);
}

static void test_false_loss_widens(void **state)
{
	struct recovery r;
	struct tally t = {0};
	uint32_t before;

	(void)state;
	recovery_init(&r);
	recovery_rtt(&r, MS(100));
	send_n(&r, 0, 5, MS(0), MS(1), &t);
	recovery_acked(&r, 4, 5, MS(104), count, &t);
	recovery_detect(&r, MS(104), count, &t);
	assert_int_equal(t.lost, 2);
	before = r.threshold;
	recovery_acked(&r, 0, 1, MS(130), count, &t);
	assert_int_equal(r.threshold, before + 1);
	assert_int_equal(r.slack, MS(30));
	assert_int_equal(r.lost, 1);
	recovery_finish(&r);
}

/* Losses over more than three PTOs with nothing acked between them break what was known; one ack between them, or
 * a shorter span, does not. What comes of them after all mends it. */
static void test_break(void **state)
{
	static const struct {
		usec_t gap;
		bool ack_between, breaks;
	} rows[] = {
		{MS(70), false, true},
		{MS(70), true, false},
		{MS(30), false, false},
		{MS(40), false, false},
		{MS(50), false, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct recovery r;
		struct tally t = {0};
		usec_t now = rows[i].gap * 9 + SEC(1);

		recovery_init(&r);
		for (int k = 0; k < 30; k++) {
			recovery_rtt(&r, MS(100)); /* PTO 110, the peer's patience 20 */
		}
		send_n(&r, 0, 10, MS(0), rows[i].gap, &t);
		if (rows[i].ack_between) {
			recovery_acked(&r, 5, 6, now, count, &t);
		}
		recovery_sent(&r, 10, 100, SENT_ELICITS, now - MS(100), count, &t);
		recovery_acked(&r, 10, 11, now, count, &t);
		recovery_detect(&r, now, count, &t);
		assert_int_equal(t.lost, rows[i].ack_between ? 9 : 10);
		assert_int_equal(r.broke, rows[i].breaks);
		assert_false(r.mended);
		r.broke = false;
		recovery_detect(&r, now + MS(1), count, &t);
		assert_false(r.broke); /* told once */
		recovery_acked(&r, 3, 4, now + MS(2), count, &t);
		assert_int_equal(r.mended, rows[i].breaks);
		recovery_finish(&r);
	}
}

/* What a break did to the rate, and that a late arrival takes it back; a slow link is not taken for a fast one. */
static void test_rate_breaks_and_mends(void **state)
{
	struct rate r;
	double had;

	(void)state;
	rate_init(&r, false, SEC(1));
	r.known = true;
	r.startup = false;
	had = r.bw = r.bw_now = 1e6;
	r.min_rtt = r.min_now = MS(50);
	rate_break(&r, MS(50), 1200, SEC(2));
	assert_false(r.known);
	assert_true(r.startup && r.min_rtt == 0 && r.bw == 0);
	assert_int_equal(rate_window(&r, 1200), 4 * 1200);
	rate_mend(&r);
	assert_true(r.known && !r.startup && r.bw >= had && r.min_rtt == MS(50));
	rate_mend(&r);
	assert_true(r.bw >= had);
	r.bw = r.bw_now = 8000; /* 64 kbit/s: a start would be more */
	r.bw_before = 0;
	rate_break(&r, MS(50), 1200, SEC(3));
	assert_true(r.known && r.bw == 8000);
	assert_int_equal(rate_datagram_max(&r, 1200), RATE_DATAGRAM_MIN);
}

static void test_probes(void **state)
{
	struct recovery r;
	struct tally t = {0};
	usec_t at;

	(void)state;
	recovery_init(&r);
	recovery_rtt(&r, MS(100));
	for (int i = 0; i < 30; i++) {
		recovery_rtt(&r, MS(100));
	}
	send_n(&r, 0, 1, SEC(1), 0, &t);
	at = recovery_probe_at(&r, SEC(1));
	assert_in_range(at, SEC(1) + MS(110), SEC(1) + MS(111));
	recovery_probe(&r, at, count, &t);
	assert_int_equal(t.probed, 1);
	send_n(&r, 1, 2, at, 0, &t);
	/* Of what is long, each waits for the ack of the one before; what is short goes every 60 ms. */
	assert_int_equal(recovery_probe_at(&r, SEC(1)), at + recovery_pto(&r));
	recovery_find(&r, 0)->len = RECOVERY_SHORT;
	assert_int_equal(recovery_probe_at(&r, SEC(1)), at + RECOVERY_PROBE_SPAN);
	/* silence: four a second, one a second, then one in two seconds, for ever */
	for (usec_t silent = SEC(3); silent < SEC(100000); silent *= 7) {
		usec_t span = silent < SEC(30) ? MS(250) : silent < SEC(120) ? SEC(1) : SEC(2);

		recovery_probe(&r, SEC(1) + silent, count, &t);
		send_n(&r, r.next, r.next + 1, SEC(1) + silent, 0, &t);
		assert_int_equal(recovery_probe_at(&r, SEC(1)), SEC(1) + silent + span);
		r.unwatched = true;
		assert_int_equal(recovery_probe_at(&r, SEC(1)),
			SEC(1) + silent + (silent < SEC(30) ? span : SEC(10)));
		r.unwatched = false;
	}
	recovery_acked(&r, r.next - 1, r.next, SEC(1000000), count, &t);
	assert_int_equal(r.probes, 0);
	recovery_finish(&r);
}

static void test_memory_is_bounded(void **state)
{
	struct recovery r;
	struct tally t = {0};

	(void)state;
	recovery_init(&r);
	send_n(&r, 0, 3 * LIMIT_LINK_SENT, 0, 10, &t);
	assert_int_equal(t.lost, 2 * LIMIT_LINK_SENT);
	assert_int_equal(r.next - r.first, LIMIT_LINK_SENT);
	assert_int_equal(r.in_flight, 100 * LIMIT_LINK_SENT);
	recovery_finish(&r);
}

/* A full sender on a bottleneck of `rate`: the estimate comes near, the queue stays short. */
static void test_rate_finds_the_bottleneck(void **state)
{
	const double rates[] = {32000, 250000, 2500000};

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		static struct {
			struct rate_mark m;
			usec_t at, back;
			size_t len;
		} fly[100000];
		struct rate r;
		size_t head = 0, tail = 0, in_flight = 0;
		usec_t now = SEC(1), free_at = 0, queue_late = 0;
		double delivered = 0;

		rate_init(&r, false, now);
		while (now < SEC(21) && tail < 100000) {
			usec_t next = rate_ready_at(&r, in_flight, MS(50), LINK_MTU, now);

			if (head < tail && (next > now) && fly[head].back <= next) {
				now = usec_max(now, fly[head].back);
				in_flight -= fly[head].len;
				rate_rtt(&r, now - fly[head].at, MS(50), now);
				rate_acked(&r, &fly[head].m, fly[head].len, fly[head].at, now);
				delivered += now > SEC(11) ? (double)fly[head].len : 0;
				head++;
				continue;
			}
			assert_true(next != USEC_NEVER);
			if (next > now) {
				rate_held(&r);
			}
			now = usec_max(now, next);
			fly[tail].len = rate_datagram_max(&r, LINK_MTU);
			fly[tail].at = now;
			free_at = usec_max(free_at, now);
			if (now > SEC(11)) {
				queue_late = usec_max(queue_late, free_at - now);
			}
			free_at += (usec_t)((double)fly[tail].len * 1e6 / rates[k]);
			fly[tail].back = free_at + MS(50);
			rate_sent(
				&r, &fly[tail].m, fly[tail].len, true, in_flight, MS(50), LINK_MTU, now);
			in_flight += fly[tail++].len;
		}
		assert_true(r.known && !r.startup);
		assert_true(r.bw > rates[k] * 0.8 && r.bw < rates[k] * 1.3);
		if (delivered / 10 < rates[k] * 0.75 || queue_late >= MS(80)) {
			fail_msg("rate %.0f: %.0f, queue %u us", rates[k], delivered / 10,
				(unsigned)queue_late);
		}
	}
}

static void test_frames_by_credit(void **state)
{
	struct rate r;
	usec_t now = SEC(5);
	int frames = 0;

	(void)state;
	rate_init(&r, false, now);
	/* two at once after a rest */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(rate_frame_at(&r, MS(100), now), now);
		rate_frame_begun(&r, MS(100), now);
	}
	assert_in_range(rate_frame_at(&r, MS(100), now), now + MS(49), now + MS(51));
	/* then two a round trip */
	for (; now < SEC(15); now = rate_frame_at(&r, MS(100), now)) {
		if (rate_frame_at(&r, MS(100), now) <= now) {
			rate_frame_begun(&r, MS(100), now);
			frames++;
		}
	}
	assert_in_range(frames, 198, 203);
	/* and 60 a second at most */
	for (frames = 0; now < SEC(25); now = rate_frame_at(&r, MS(1), now)) {
		if (rate_frame_at(&r, MS(1), now) <= now) {
			rate_frame_begun(&r, MS(1), now);
			frames++;
		}
	}
	assert_in_range(frames, 590, 605);
}

static void test_keystrokes_are_no_bound(void **state)
{
	struct rate r;

	(void)state;
	rate_init(&r, false, SEC(1));
	for (int i = 0; i < 100; i++) {
		struct rate_mark m;
		usec_t now = SEC(1) + MS(250) * (usec_t)i;

		rate_app_limited(&r, 0);
		rate_sent(&r, &m, 60, true, 0, MS(100), LINK_MTU, now);
		rate_acked(&r, &m, 60, now, now + MS(100));
		rate_rtt(&r, MS(100), MS(100), now + MS(100));
	}
	assert_false(r.known);
	assert_int_equal(rate_datagram_max(&r, LINK_MTU), LINK_MTU);
	assert_true(rate_window(&r, LINK_MTU) >= 10 * LINK_MTU);
}

static void test_black_hole(void **state)
{
	struct mtu m;
	uint64_t pn = 0;

	(void)state;
	mtu_init(&m, false, LINK_MTU);
	for (int i = 0; i < 20; i++) {
		mtu_acked(&m, pn++, 100);
	}
	for (int i = 0; i < 3; i++) {
		mtu_lost(&m, pn++, 1200, 0, SEC(1));
		mtu_acked(&m, pn++, 100);
	}
	mtu_lost(&m, pn++, 1200, 0, SEC(1));
	assert_int_equal(m.size, LINK_MTU_MIN);
	/* and up again, by probes, once full datagrams get through */
	assert_int_equal(mtu_probe(&m, SEC(100)), 0);
	for (int i = 0; i < 8; i++) {
		mtu_acked(&m, pn++, LINK_MTU_MIN);
	}
	assert_int_equal(mtu_probe(&m, SEC(2)), 0); /* not at once */
	assert_int_equal(mtu_probe(&m, SEC(100)), 640);
	mtu_probe_sent(&m);
	assert_int_equal(mtu_probe(&m, SEC(100)), 0);
	mtu_probe_done(&m, true, SEC(100));
	assert_int_equal(m.size, 640);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(mtu_probe(&m, SEC(100)), 768);
		mtu_probe_sent(&m);
		mtu_probe_done(&m, false, SEC(100));
	}
	assert_int_equal(mtu_probe(&m, SEC(100)), 0);
	assert_int_equal(m.size, 640);
}

/* A whole screen is lost but for the probe behind it; or a full queue dropped the middle of one. */
static void test_hole_at_once(void **state)
{
	struct mtu m;

	(void)state;
	mtu_init(&m, false, LINK_MTU);
	mtu_acked(&m, 20, 256);
	for (uint64_t pn = 0; pn < 5; pn++) {
		assert_int_equal(m.size, LINK_MTU);
		mtu_lost(&m, pn, 1100, 0, SEC(1));
	}
	assert_int_equal(m.size, LINK_MTU_MIN);
	mtu_init(&m, false, LINK_MTU);
	mtu_acked(&m, 20, 1100);
	mtu_acked(&m, 21, 256);
	for (uint64_t pn = 0; pn < 19; pn++) {
		mtu_lost(&m, pn, 1100, 0, SEC(1));
	}
	assert_int_equal(m.size, LINK_MTU);
}

static void test_no_hole_in_plain_loss(void **state)
{
	struct mtu m;
	uint64_t pn = 0;

	(void)state;
	mtu_init(&m, false, LINK_MTU);
	for (int i = 0; i < 16; i++) { /* small ones fare no better */
		if (i % 4 == 0) {
			mtu_lost(&m, pn++, 100, 0.25, SEC(1));
		} else {
			mtu_acked(&m, pn++, 100);
		}
	}
	for (int i = 0; i < 5; i++) { /* five in a row happen when a quarter is lost */
		mtu_lost(&m, pn++, 1200, 0.25, SEC(1));
		mtu_acked(&m, pn++, 100);
	}
	assert_int_equal(m.size, LINK_MTU);
	mtu_init(&m, true, LINK_MTU);
	for (int i = 0; i < 50; i++) {
		mtu_lost(&m, pn++, 1200, 0, SEC(1));
		mtu_acked(&m, pn++, 100);
	}
	assert_int_equal(m.size, LINK_MTU);
	assert_int_equal(mtu_probe(&m, SEC(1000)), 0);
}

static void test_loss_share(void **state)
{
	struct loss l = {0};
	usec_t now = SEC(1);
	uint64_t sent = 0, got = 0;

	(void)state;
	assert_int_equal(loss_copies(&l), 1);
	loss_update(&l, 2, 1, now);
	assert_true(loss_share(&l) < 0.25);
	for (int i = 0; i < 200; i++, now += MS(50)) {
		sent += 4;
		got += 3;
		loss_update(&l, sent, got, now);
	}
	assert_true(loss_share(&l) > 0.2 && loss_share(&l) < 0.28);
	assert_int_equal(loss_copies(&l), 3);
	for (int i = 0; i < 100; i++, now += MS(50)) {
		sent++;
		got++;
		loss_update(&l, sent, got, now);
	}
	assert_true(loss_share(&l) < 0.08);
	loss_update(&l, sent - 5, got - 5, now); /* overtaken */
	assert_int_equal(l.sent, sent);
	for (int i = 0; i < 200; i++, now += MS(50)) {
		loss_update(&l, ++sent, ++got, now);
	}
	assert_int_equal(loss_copies(&l), 1);
}

/* Thirty packets seem lost and were only late: with the word of it the share is what it was, and nothing goes in
 * copies any more, though nothing was sent since. */
static void test_late_is_not_lost(void **state)
{
	struct loss l = {0};
	usec_t now = SEC(1000);

	(void)state;
	loss_update(&l, 50, 50, now);
	loss_update(&l, 100, 70, now + MS(50));
	assert_int_equal(loss_copies(&l), 3);
	loss_update(&l, 100, 100, now + MS(60));
	assert_true(loss_share(&l) < 0.01);
	assert_int_equal(loss_copies(&l), 1);
	loss_update(&l, 100, 70, now + MS(70)); /* overtaken */
	assert_int_equal(loss_copies(&l), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ack_settles_once),
		cmocka_unit_test(test_loss_by_packets_and_time),
		cmocka_unit_test(test_bare_ack_ends_probing),
		cmocka_unit_test(test_ack_of_older_keeps_the_pace),
		cmocka_unit_test(test_hurry),
		cmocka_unit_test(test_false_loss_widens),
		cmocka_unit_test(test_break),
		cmocka_unit_test(test_rate_breaks_and_mends),
		cmocka_unit_test(test_probes),
		cmocka_unit_test(test_memory_is_bounded),
		cmocka_unit_test(test_rate_finds_the_bottleneck),
		cmocka_unit_test(test_frames_by_credit),
		cmocka_unit_test(test_keystrokes_are_no_bound),
		cmocka_unit_test(test_black_hole),
		cmocka_unit_test(test_hole_at_once),
		cmocka_unit_test(test_no_hole_in_plain_loss),
		cmocka_unit_test(test_loss_share),
		cmocka_unit_test(test_late_is_not_lost),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
