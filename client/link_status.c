/* client/link_status.c -- thresholds and texts. */
#include "client/link_status.h"

#include <stdio.h>
#include <string.h>

#include "client/link_report.h"
#include "cmd/options.h"

/* The client asks every 3 s, after minutes of silence less often (link_figures.ping_span); an answer
 * takes a round trip. Two seconds unanswered is worth a word. */
#define UNANSWERED SEC(2)
#define PING_SPAN SEC(3)
/* Nor is a server that lives ever silent for longer than 3 s. */
#define UNHEARD MS(3500)
#define SILENT SEC(6)
/* A frame that takes longer than two round trips and this is worth a word too. */
#define LAGGING SEC(1)

static int dots_of(usec_t rtt, double loss)
{
	static const usec_t steps[] = {MS(50), MS(120), MS(250), MS(500)};
	int dots = 5;
	if (rtt == 0) {
		return 0; /* nothing is known */
	}
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		dots -= rtt > steps[i];
	}
	dots -= (loss > 0.02) + (loss > 0.1) + (loss > 0.25);
	return dots < 1 ? 1 : dots;
}

void link_status_take(const struct link_figures *f, usec_t now, bool whole, struct link_status *out)
{
	struct link_status s = {.now = now, .rtt = f->srtt, .local = f->remote.family == ADDR_PIPE && f->remote.scope != ADDR_FAR};
	s.loss = f->loss_in > f->loss_out ? f->loss_in : f->loss_out;
	usec_t silent = f->heard_at != 0 ? usec_since(f->heard_at, now) : 0; /* connected this very moment */
	usec_t waited = f->unacked_since != 0 ? usec_since(f->unacked_since, now) : 0;
	if (f->state != LINK_STATE_CONNECTED) {
		s.health = HEALTH_CONNECTING;
	} else if (silent > SILENT + usec_since(PING_SPAN, f->ping_span) || (waited > UNANSWERED + 2 * f->srtt && silent > UNHEARD)) {
		s.health = HEALTH_NO_CONTACT;
		s.silent_s = (unsigned)(silent / 1000000u);
	} else if (waited > 2 * UNANSWERED + 2 * f->srtt) {
		s.health = HEALTH_NO_REPLY; /* it is heard, but does not hear */
		s.silent_s = (unsigned)(waited / 1000000u);
	} else {
		s.health = whole ? HEALTH_CONNECTED : HEALTH_RESYNCING;
	}
	if (s.health == HEALTH_CONNECTED || s.health == HEALTH_RESYNCING) {
		s.dots = dots_of(s.rtt, s.loss);
	}
	*out = s;
}

bool link_status_lags(usec_t *since, bool whole, usec_t srtt, usec_t now)
{
	*since = whole ? 0 : *since != 0 ? *since : now;
	return !whole && usec_since(*since, now) > LAGGING + 2 * srtt;
}

usec_t link_status_deadline(const struct link_status *s, usec_t now)
{
	(void)s;
	return now + SEC(1);
}

static const char *colour_of(const struct link_status *s, const struct optmap *options)
{
	usec_t ms = s->rtt / 1000u;
	if (s->health != HEALTH_CONNECTED && s->health != HEALTH_RESYNCING) {
		return "red";
	}
	if (ms <= (usec_t)option_client_number(options, "link-rtt-green")) {
		return "green";
	}
	if (ms <= (usec_t)option_client_number(options, "link-rtt-yellow")) {
		return "yellow";
	}
	return ms <= (usec_t)option_client_number(options, "link-rtt-orange") ? "colour208" : "red";
}

static void put_silence(const struct link_status *s, char *out, size_t len)
{
	const char *what = s->health == HEALTH_NO_CONTACT ? "no contact" : "no reply";
	unsigned n = s->silent_s;
	if (n < 60) {
		snprintf(out, len, "%s for %u s", what, n);
	} else if (n < 3600) {
		snprintf(out, len, "%s for %u:%02u", what, n / 60, n % 60);
	} else {
		snprintf(out, len, "%s for %u:%02u:%02u", what, n / 3600, n / 60 % 60, n % 60);
	}
}

static void put_state(const struct link_status *s, char *out, size_t len)
{
	switch (s->health) {
	case HEALTH_CONNECTING:
		snprintf(out, len, "connecting");
		break;
	case HEALTH_CONNECTED:
		snprintf(out, len, "connected");
		break;
	case HEALTH_RESYNCING:
		snprintf(out, len, "resyncing");
		break;
	default:
		put_silence(s, out, len);
		break;
	}
}

static void put_rtt(const struct link_status *s, char *out, size_t len)
{
	if (s->rtt == 0) {
		snprintf(out, len, "-");
	} else if (s->rtt < 10000) {
		snprintf(out, len, "%.1fms", (double)s->rtt / 1000.0);
	} else {
		snprintf(out, len, "%llums", (unsigned long long)((s->rtt + 500u) / 1000u));
	}
}

static void put_dots(const struct link_status *s, char *out, size_t len)
{
	static const char full[] = "●●●●●", empty[] = "○○○○○";
	const int bytes = (int)(sizeof(full) - 1) / 5;
	snprintf(out, len, "%.*s%.*s", s->dots * bytes, full, (5 - s->dots) * bytes, empty);
}

static void put_status(
	const struct link_status *s, const struct optmap *options, char *out, size_t len)
{
	char rtt[24], dots[32], state[48];
	const char *colour = colour_of(s, options);
	put_rtt(s, rtt, sizeof(rtt));
	put_dots(s, dots, sizeof(dots));
	put_state(s, state, sizeof(state));
	if (s->health == HEALTH_CONNECTED) {
		snprintf(out, len, "#[fg=%s,bg=black] %s %s #[default]", colour, dots, rtt);
	} else if (s->health == HEALTH_RESYNCING) {
		snprintf(out, len, "#[fg=%s,bg=black] %s %s #[default] resyncing", colour, dots, rtt);
	} else {
		snprintf(out, len, "#[fg=red,bg=black] %s %s #[default]", dots, state);
	}
}

const char *link_status_variable(const struct link_status *s, const struct link_figures *f,
	const struct optmap *options, const char *name, char *out, size_t len)
{
	if (strcmp(name, "link_status") == 0) {
		if (s->local && s->health == HEALTH_CONNECTED) {
			snprintf(out, len, "local");
		} else {
			put_status(s, options, out, len);
		}
	} else if (strcmp(name, "link_state") == 0) {
		put_state(s, out, len);
	} else if (strcmp(name, "link_rtt") == 0) {
		put_rtt(s, out, len);
	} else if (strcmp(name, "link_dots") == 0) {
		put_dots(s, out, len);
	} else if (strcmp(name, "link_colour") == 0) {
		snprintf(out, len, "%s", colour_of(s, options));
	} else if (strcmp(name, "link_loss") == 0) {
		snprintf(out, len, "%.1f%%", s->loss * 100.0);
	} else if (strcmp(name, "link_path") == 0) {
		bool v4 = f->remote.family == ADDR_IP4, v6 = f->remote.family == ADDR_IP6;
		snprintf(out, len, "%s", v4 ? "udp4" : v6 ? "udp6" : f->remote.scope == ADDR_FAR ? "ssh" : "pipe");
	} else {
		return link_report_variable(f, s->now, name, out, len);
	}
	return out;
}
