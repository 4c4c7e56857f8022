/* transport/link_remotes.c -- which of the peer's addresses the client sends to, when it has several. */
#include "transport/link_impl.h"

#define HOP_AFTER MS(500)  /* and two round trips of silence: another address may do better */
#define RACE_AFTER MS(250) /* RFC 8305's delay between two attempts */

static int remote_index(const struct link *l, const struct addr *a)
{
	for (size_t i = 0; i < l->remote_count; i++) {
		if (addr_equal(a, &l->remotes[i])) {
			return (int)i;
		}
	}
	return -1;
}

static bool has_others(const struct link *l)
{
	return l->is_client && l->remote_count > 0 && !link_is_pipe(l) &&
	       (l->remote_count > 1 || remote_index(l, &l->path.addr) < 0);
}

bool link_should_hop(const struct link *l, usec_t now)
{
	return has_others(l) && l->recovery.probes % 2 == 0 &&
	       usec_since(l->heard_at, now) > HOP_AFTER + 2 * l->recovery.srtt;
}

struct addr link_next_remote(struct link *l)
{
	struct addr a = l->path.addr;

	for (size_t i = 0; i < l->remote_count && addr_equal(&a, &l->path.addr); i++) {
		a = l->remotes[l->remote_at++ % l->remote_count];
	}
	return a;
}

/* Where the new network has no way to the path's address, or loses what goes there, another of the peer's
 * is tried: of the other family first, since that is what networks differ in. */
void link_race(struct link *l, usec_t now)
{
	usec_t patience = l->recovery.srtt + l->recovery.srtt / 4 + 2 * l->recovery.rttvar;

	l->race_at = has_others(l) ? now + usec_max(RACE_AFTER, patience) : USEC_NEVER;
	for (size_t i = 0; i < l->remote_count; i++) {
		if (l->remotes[i].family != l->path.addr.family) {
			l->remote_at = i;
			break;
		}
	}
}

void link_race_tick(struct link *l, usec_t now)
{
	if (!usec_reached(l->race_at, now)) {
		return;
	}
	l->race_at = USEC_NEVER;
	if (l->moving && has_others(l)) {
		link_probe(l, now);
		l->probe_hops = true;
	}
}

bool link_take_remote(struct link *l, const struct addr *from, usec_t now)
{
	struct link_event e = {.kind = LINK_EVENT_ROAMED, .addr = *from, .old = l->path.addr};

	/* The client knows where its server may be: it needs no proof of those. */
	if (remote_index(l, from) < 0) {
		return false;
	}
	path_init(&l->path, from, true);
	l->path.id = ++l->path_ids;
	l->moving = false;
	l->race_at = USEC_NEVER;
	l->roams++;
	link_calm_reset(l);
	rate_reset(&l->rate, now);
	yield_init(&l->yield);
	link_ecn_moved(l);
	recovery_reset_rtt(&l->recovery);
	mtu_init(&l->mtu, link_is_pipe(l), l->narrow ? LINK_MTU_MIN : LINK_MTU);
	link_push_event(l, &e);
	return true;
}

static void forget_remote(struct link *l, size_t i)
{
	l->remote_count--;
	memmove(&l->remotes[i], &l->remotes[i + 1], (l->remote_count - i) * sizeof l->remotes[0]);
}

void link_add_remotes(struct link *l, const struct addr *remotes, size_t count, usec_t now)
{
	bool fresh = false;

	now = link_clock(l, now);
	if (!l->is_client || link_is_pipe(l) || (l->remote_count > 0 && l->remotes[0].family == ADDR_PIPE)) {
		return;
	}
	note_remotes(l, remotes, count);
	for (size_t i = count; i-- > 0;) {
		struct addr a = addr_unmapped(remotes[i]);
		int known = remote_index(l, &a);

		fresh = fresh || known < 0;
		if (known >= 0) {
			forget_remote(l, (size_t)known);
		} else if (l->remote_count == LIMIT_LINK_REMOTES) {
			l->remote_count--;
		}
		memmove(&l->remotes[1], &l->remotes[0], l->remote_count * sizeof l->remotes[0]);
		l->remotes[0] = a;
		l->remote_count++;
	}
	l->attempts = 0;
	l->remote_at = 0;
	if (!fresh) {
		return;
	}
	l->hasten_left = l->remote_count;
	if (l->state == LINK_STATE_CONNECTING) {
		l->attempt_at = now;
	} else if (l->state == LINK_STATE_CONNECTED && l->recovery.probes > 0) {
		link_probe(l, now); /* nothing is heard from where it was */
		l->probe_hops = has_others(l);
	}
}

void link_unreachable(struct link *l, const struct addr *to, usec_t now)
{
	if (!l->is_client || l->hasten_left == 0 || (l->keyed && !addr_equal(to, &l->path.addr))) {
		return;
	}
	now = link_clock(l, now);
	note_call(l, FLIGHT_CANNOT, flight_addr(l->flight, to, now), 0, 0);
	l->hasten_left--;
	if (l->state == LINK_STATE_CONNECTING) {
		l->attempt_at = now;
	} else if (l->moving && has_others(l)) {
		l->race_at = now;
	}
}
