/* client/ladder.c -- the rules of the ladder. */
#include "client/ladder.h"

#include <string.h>

#define BRIEF SEC(10)       /* UDP that lasted for less was not worth it */
#define BACK_OFF_MIN SEC(4)
#define BACK_OFF_MAX SEC(60)
#define PATIENT_AFTER 20    /* tries of half a minute each */
#define PATIENT_SPAN SEC(20)
#define LOGIN_SPAN_MAX SEC(60)

bool udp_mode_parse(const char *text, enum udp_mode *out)
{
	static const char *const names[] = {[UDP_PREFER] = "prefer", [UDP_ONLY] = "only", [UDP_NEVER] = "never"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(text, names[i]) == 0) {
			*out = (enum udp_mode)i;
			return true;
		}
	}
	return false;
}

void ladder_init(struct ladder *l, usec_t now)
{
	*l = (struct ladder){.taken_at = now};
}

/* When the way in use counts as dead; USEC_NEVER while it does what it should. */
static usec_t dead_at(const struct ladder *l, const struct ladder_view *v)
{
	if (!v->connected) {
		return l->taken_at + LADDER_PATIENCE;
	}
	return v->waits != 0 ? v->waits + LADDER_SILENCE + 2 * v->srtt : USEC_NEVER;
}

/* When neither the way in use nor the pipe is worth waiting for any more. */
static usec_t login_at(const struct ladder *l, const struct ladder_view *v)
{
	usec_t way = USEC_NEVER, pipe = USEC_NEVER;
	if (!v->can_login || v->mode == UDP_ONLY || !v->connected || v->road == ROAD_NONE) {
		return USEC_NEVER;
	}
	if (v->road == ROAD_UDP) {
		way = v->mode == UDP_NEVER ? 0 : dead_at(l, v);
	} else if (!v->ssh_lives) {
		way = 0;
	} else if (v->waits != 0) {
		way = v->waits + (v->pipe_suspect ? LADDER_SILENCE : LADDER_PIPE_SILENCE) + 2 * v->srtt;
	}
	if (!v->ssh_lives || v->pipe_suspect || v->road == ROAD_SSH) {
		pipe = 0;
	} else if (v->pipe_asked != 0) {
		pipe = v->pipe_asked + LADDER_PIPE_SILENCE + 2 * v->srtt;
	}
	return usec_max(usec_max(way, pipe), l->login_at);
}

/* When the key that ssh would need is sent for. */
static usec_t ask_at(const struct ladder_view *v)
{
	bool may = v->road == ROAD_UDP && v->mode == UDP_PREFER && v->connected && v->ssh_lives && v->tried == ROAD_NONE;
	return may && v->waits != 0 && v->pipe_asked == 0 && !v->has_key ? v->waits + LADDER_AHEAD + 2 * v->srtt : USEC_NEVER;
}

static enum ladder_step step_on_udp(const struct ladder *l, const struct ladder_view *v, usec_t now)
{
	bool leave = v->mode == UDP_NEVER || (v->mode == UDP_PREFER && usec_reached(dead_at(l, v), now));
	if (v->tried == ROAD_NONE) {
		return leave && v->ssh_lives ? LADDER_TRY_SSH : usec_reached(ask_at(v), now) ? LADDER_ASK : LADDER_STAY;
	}
	return leave && v->ssh_lives ? LADDER_STAY : LADDER_DROP;
}

static enum ladder_step step_on_ssh(const struct ladder *l, const struct ladder_view *v, usec_t now)
{
	bool wanted = v->mode != UDP_NEVER && v->udp_known;
	if (v->tried == ROAD_SSH) {
		return LADDER_STAY; /* a second pipe, since this one is dead */
	}
	if (v->tried == ROAD_NONE) {
		return wanted && v->ssh_lives && usec_reached(l->not_before, now) ? LADDER_TRY_UDP : LADDER_STAY;
	}
	return wanted ? LADDER_STAY : LADDER_DROP;
}

enum ladder_step ladder_step(const struct ladder *l, const struct ladder_view *v, usec_t now)
{
	if (usec_reached(login_at(l, v), now)) {
		return LADDER_LOGIN;
	}
	switch (v->road) {
	case ROAD_UDP:
		return step_on_udp(l, v, now);
	case ROAD_SSH:
		return step_on_ssh(l, v, now);
	case ROAD_NONE:
		break;
	}
	return LADDER_STAY;
}

usec_t ladder_deadline(const struct ladder *l, const struct ladder_view *v, usec_t now)
{
	usec_t at = USEC_NEVER;
	if (v->ssh_lives && v->tried == ROAD_NONE) {
		at = v->road == ROAD_UDP && v->mode == UDP_PREFER ? dead_at(l, v) : at;
		at = v->road == ROAD_SSH && v->mode != UDP_NEVER && v->udp_known ? l->not_before : at;
	}
	at = usec_reached(at, now) ? USEC_NEVER : at; /* past: the step has been taken */
	at = usec_min(at, usec_reached(ask_at(v), now) ? USEC_NEVER : ask_at(v));
	return usec_min(at, login_at(l, v));
}

void ladder_taken(struct ladder *l, enum road from, enum road to, usec_t now)
{
	if (from == ROAD_UDP && to == ROAD_SSH) {
		bool brief = l->returned && usec_since(l->taken_at, now) < BRIEF;
		usec_t more = usec_min(usec_max(2 * l->back_off, BACK_OFF_MIN), BACK_OFF_MAX);
		l->back_off = brief ? more : 0;
		l->not_before = now + l->back_off;
	}
	l->returned = to == ROAD_UDP;
	l->failures = 0;
	l->logins = 0;
	l->taken_at = now;
}

void ladder_login_failed(struct ladder *l, bool asks, usec_t now)
{
	static const usec_t spans[] = {SEC(5), SEC(15), LOGIN_SPAN_MAX};
	l->login_at = now + (asks ? LOGIN_SPAN_MAX : spans[l->logins < 2 ? l->logins : 2]);
	l->logins++;
}

void ladder_failed(struct ladder *l, enum road tried, usec_t now)
{
	if (tried == ROAD_UDP) {
		l->failures++;
		l->not_before = now + (l->failures > PATIENT_AFTER ? PATIENT_SPAN : 0);
	}
}

void ladder_moved(struct ladder *l, usec_t now)
{
	l->failures = 0;
	l->back_off = 0;
	l->logins = 0;
	l->login_at = 0;
	l->not_before = usec_min(l->not_before, now);
}
