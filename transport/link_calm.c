/* transport/link_calm.c -- how long an idle client may be silent: as long as the NATs on the path remember it,
 * which is tried out. A pause that nobody forgot us in may grow; one in which a NAT did is too long, and so is
 * what comes near it, until the path is another. */
#include "transport/link_impl.h"

#define HEARD_PAUSE SEC(10) /* shorter pauses of the peer say nothing */

void link_calm_reset(struct link *l)
{
	l->calm_max = l->calm_wish != 0 ? l->calm_wish : LINK_CALM_MAX;
	l->calm_span = usec_min(LINK_CALM_SPAN, l->calm_max);
	l->calm_good = 0;
}

void link_calm_pinged(struct link *l, usec_t span)
{
	if (!l->is_client || l->pause_at == l->calm_seen || span + span / 10 < l->calm_span) {
		return;
	}
	l->calm_seen = l->pause_at;
	if (++l->calm_good >= LINK_CALM_GOOD) {
		l->calm_good = 0;
		l->calm_span = usec_min(l->calm_span * 3 / 2, l->calm_max);
	}
}

void link_calm_forgotten(struct link *l)
{
	usec_t half = usec_max(l->pause / 2, LINK_PING_SPAN);

	l->calm_good = 0;
	if (half < l->calm_span) {
		l->calm_span = half;
		l->calm_max = usec_max(usec_min(l->calm_max, l->pause * 3 / 4), LINK_PING_SPAN);
		log_at(l->log, LOG_INFO, "link: a NAT forgets within %llu s",
			(unsigned long long)(l->pause / SEC(1)));
	}
}

void link_calm_heard(struct link *l, usec_t now)
{
	usec_t pause = usec_since(l->heard_at, now);

	if (!l->is_client && pause > HEARD_PAUSE && l->recovery.probes == 0) {
		l->pause_in = usec_min(pause, LINK_QUIET_MAX * 2 / 5);
	}
}

void link_set_thrift(struct link *l, uint32_t frames, uint32_t budget, usec_t calm_max, usec_t now)
{
	now = link_clock(l, now);
	if (frames != l->thrift.frames || budget != l->thrift.budget || calm_max != l->calm_wish) {
		note_call(l, FLIGHT_THRIFT, frames, budget, calm_max);
	}
	thrift_set(&l->thrift, frames, budget, now);
	if (calm_max != l->calm_wish) {
		l->calm_wish = calm_max;
		link_calm_reset(l);
	}
}
