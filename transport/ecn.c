/* transport/ecn.c -- explicit congestion notification. */
#include "transport/ecn.h"

#include <stddef.h>

static bool has_counts(const struct ecn_in *in)
{
	return (in->count.ect0 | in->count.ect1 | in->count.ce) != 0;
}

void ecn_in_heard(struct ecn_in *in, uint8_t mark)
{
	if (mark == ECN_NOT) {
		in->plain++;
		in->news += in->plain == ECN_RUN && has_counts(in);
		return;
	}
	if (mark != ECN_ECT0 || in->plain >= ECN_RUN || !has_counts(in)) {
		in->news++;
	}
	in->plain = 0;
	in->count.ect0 += mark == ECN_ECT0;
	in->count.ect1 += mark == ECN_ECT1;
	in->count.ce += mark == ECN_CE;
}

void ecn_in_moved(struct ecn_in *in)
{
	in->news++;
}

bool ecn_in_has_news(const struct ecn_in *in)
{
	return in->news != in->told && has_counts(in);
}

void ecn_in_told(struct ecn_in *in, uint32_t news)
{
	if ((int32_t)(news - in->told) > 0) {
		in->told = news;
	}
}

static void open_books(struct ecn *e)
{
	e->base = e->told;
	e->acked = 0;
	e->canary = 0;
	e->arrived = false;
}

static void test(struct ecn *e)
{
	e->state = ECN_TESTING;
	e->vanished = 0;
	e->everywhere = 0;
	e->mute = 0;
	open_books(e);
}

void ecn_moved(struct ecn *e, uint64_t next)
{
	test(e);
	e->armed = false;
	e->plain = 0;
	e->from = next;
}

bool ecn_marks(const struct ecn *e, bool spare)
{
	if (e->state == ECN_TESTING) {
		return e->armed && e->canary == 0 && spare && (e->marked == 0 || e->plain >= ECN_REST);
	}
	return e->state == ECN_CAPABLE;
}

void ecn_sent(struct ecn *e, uint64_t pn, bool marked)
{
	if (!marked) {
		e->plain++;
		return;
	}
	e->plain = 0;
	e->marked++;
	if (e->state == ECN_TESTING) {
		e->canary = pn + 1;
	}
}

void ecn_acked(struct ecn *e, uint64_t pn)
{
	if (pn < e->from) {
		return;
	}
	e->acked++;
	e->vanished = 0;
	e->arrived = e->arrived || e->canary == pn + 1;
}

void ecn_lost(struct ecn *e, uint64_t pn)
{
	if (pn < e->from) {
		return;
	}
	if (e->state == ECN_CAPABLE && ++e->vanished >= ECN_VANISH_LATE) {
		test(e); /* whatever is lost now may be chance, but a test costs little */
	} else if (e->state == ECN_TESTING && e->canary == pn + 1) {
		e->canary = 0;
		e->state = ++e->vanished >= ECN_VANISH ? ECN_FAILED : ECN_TESTING;
	}
}

static uint64_t most(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* False when they cannot be true. Late acks tell of earlier; the newest must not know less. */
static bool take_counts(struct ecn *e, const struct ecn_counts *c, bool newest)
{
	bool less = c->ect0 < e->told.ect0 || c->ect1 < e->told.ect1 || c->ce < e->told.ce;

	/* Nothing overflows: each is below 2^62. */
	if ((less && newest) || c->ect0 + c->ce > e->marked) {
		return false;
	}
	e->told.ect0 = most(e->told.ect0, c->ect0);
	e->told.ect1 = most(e->told.ect1, c->ect1);
	e->told.ce = most(e->told.ce, c->ce);
	return true;
}

/* Marked packets of this path, and of one before it that came late. */
static uint64_t came(const struct ecn *e)
{
	return e->told.ect0 + e->told.ce - e->base.ect0 - e->base.ce;
}

static void judge_canary(struct ecn *e, bool newest)
{
	if (e->told.ect1 > e->base.ect1) {
		e->state = ECN_FAILED; /* nobody here sends that */
		return;
	}
	if (came(e) == 0) {
		/* A peer that sees marks says so in the ack. A late ack need not be the one. */
		if (newest) {
			e->state = ++e->mute >= ECN_MUTE ? ECN_FAILED : ECN_TESTING;
			open_books(e);
		}
		return;
	}
	e->mute = 0;
	if (e->told.ect0 > e->base.ect0) {
		e->state = ECN_CAPABLE;
		e->everywhere = 0;
		e->canary = 0;
		e->arrived = false;
		return;
	}
	e->state = ++e->everywhere >= ECN_EVERYWHERE ? ECN_FAILED : ECN_TESTING;
	open_books(e);
}

/* RFC 9000 section 13.4.2: everything marked that was acked must have been counted. */
static bool adds_up(const struct ecn *e, bool newest)
{
	return e->told.ect1 == e->base.ect1 && (!newest || came(e) >= e->acked);
}

static bool is_congested(struct ecn *e, const struct ecn_counts *before, uint64_t top, uint64_t next)
{
	if (e->told.ect0 > before->ect0) {
		e->everywhere = 0;
	}
	if (e->told.ce == before->ce || top < e->cut_from) {
		return false; /* nothing, or what the last reaction was for */
	}
	e->cut_from = next;
	if (e->told.ect0 == before->ect0 && ++e->everywhere >= ECN_EVERYWHERE) {
		e->state = ECN_FAILED;
	}
	return true;
}

bool ecn_judge(struct ecn *e, const struct ecn_counts *counts, uint64_t top, bool newest, uint64_t next)
{
	struct ecn_counts before = e->told;

	if (e->state == ECN_FAILED) {
		return false;
	}
	if (counts != NULL && !take_counts(e, counts, newest)) {
		e->state = ECN_FAILED;
		return false;
	}
	if (e->state == ECN_TESTING) {
		if (!e->armed && newest && top >= e->from) {
			e->armed = true;
			open_books(e);
		} else if (e->arrived) {
			judge_canary(e, newest);
		}
		return false;
	}
	if (counts == NULL) {
		return false;
	}
	if (!adds_up(e, newest)) {
		e->state = ECN_FAILED;
		return false;
	}
	return is_congested(e, &before, top, next);
}

const char *ecn_text(enum ecn_state s)
{
	return s == ECN_CAPABLE ? "capable" : s == ECN_TESTING ? "testing" : "failed";
}
