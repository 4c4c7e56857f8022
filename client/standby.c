/* client/standby.c -- the rules of the pipe that stands by. */
#include "client/standby.h"

#define LOOK_AGAIN MS(500)

/* When the pipe counts as dead, or has been missed for long enough; USEC_NEVER while it is as it should be. */
static usec_t missed_at(const struct standby *s, const struct standby_view *v)
{
	if (!v->pipe) {
		return s->well_at + STANDBY_AFTER;
	}
	if (v->asked_at == 0) {
		return USEC_NEVER;
	}
	/* While nothing passed at all it could not answer either. */
	return usec_max(v->asked_at, s->well_at) + (v->suspect ? STANDBY_HURRY : STANDBY_PATIENCE) + 2 * v->srtt;
}

static usec_t login_at(const struct standby *s, const struct standby_view *v, usec_t now)
{
	usec_t missed = missed_at(s, v);
	if (s->asks || missed == USEC_NEVER) {
		return USEC_NEVER;
	}
	usec_t at = usec_max(missed, s->login_at);
	if (v->loaded && usec_reached(at, now)) {
		at = usec_min(at + STANDBY_QUIET, now + LOOK_AGAIN);
	}
	return at;
}

static bool is_idle(const struct standby *s, const struct standby_view *v)
{
	return !v->wanted || v->busy || s->well_at == 0;
}

enum standby_step standby_step(struct standby *s, const struct standby_view *v, usec_t now)
{
	s->well_at = !v->well ? 0 : s->well_at != 0 ? s->well_at : now;
	if (is_idle(s, v)) {
		return STANDBY_STAY;
	}
	if (usec_reached(login_at(s, v, now), now)) {
		return STANDBY_LOGIN;
	}
	bool stale = v->typing && usec_since(v->heard_at, now) >= STANDBY_STALE;
	return v->pipe && v->asked_at == 0 && (v->suspect || stale) ? STANDBY_ASK : STANDBY_STAY;
}

usec_t standby_deadline(const struct standby *s, const struct standby_view *v, usec_t now)
{
	usec_t at = is_idle(s, v) ? USEC_NEVER : login_at(s, v, now);
	return usec_reached(at, now) ? USEC_NEVER : at; /* past: the step has been taken */
}

void standby_failed(struct standby *s, bool asks, usec_t now)
{
	static const usec_t spans[] = {SEC(10), SEC(60), SEC(600), SEC(3600)};
	s->asks |= asks;
	s->login_at = now + spans[s->failures < 3 ? s->failures : 3];
	s->failures++;
}

void standby_taken(struct standby *s)
{
	s->asks = false;
	s->failures = 0;
	s->login_at = 0;
}

void standby_moved(struct standby *s)
{
	s->failures = 0;
	s->login_at = 0;
}
