/* transport/link_ecn.c -- which packets of a link are marked, and what marks do to it. */
#include "transport/link_impl.h"

#define UNMARKED_AFTER 3 /* probes without an answer: perhaps the network began to drop what is marked */

/* A test may cost the packet: never a key, an echo or what a screen begins with, nor one whose loss would
 * mean something else. */
static bool is_spare(const struct link *l, uint8_t flags)
{
	return (flags & (SENT_URGENT | SENT_MTU_PROBE)) == 0 && !l->recovery.hurried && l->recovery.probes == 0 &&
	       !l->moving && !path_is_set(&l->candidate);
}

bool link_ecn_marks(const struct link *l, const struct path *to, uint8_t flags)
{
	if (to != &l->path || !to->valid || !l->confirmed || link_is_pipe(l) || l->recovery.probes >= UNMARKED_AFTER) {
		return false;
	}
	return ecn_marks(&l->ecn, is_spare(l, flags));
}

void link_ecn_acked(struct link *l, const struct ecn_counts *counts, uint64_t top, bool newest)
{
	enum ecn_state was = l->ecn.state;

	if (ecn_judge(&l->ecn, counts, top, newest, packet_next_number(l->box))) {
		rate_marked(&l->rate);
		yield_marked(&l->yield, l->recovery.srtt, l->now);
	}
	if (l->ecn.state != was) {
		log_at(l->log, LOG_DEBUG, "link: ecn is=%s", ecn_text(l->ecn.state));
	}
}

void link_ecn_moved(struct link *l)
{
	ecn_moved(&l->ecn, packet_next_number(l->box));
	ecn_in_moved(&l->ecn_in);
}
