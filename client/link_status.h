/* client/link_status.h -- the link as a person wants to see it: state, round trip, signal,
 * colours. Pure. */
#pragma once

#include "base/usec.h"
#include "mux/optmap.h"
#include "transport/link.h"

enum link_health {
	HEALTH_CONNECTING,
	HEALTH_CONNECTED,
	HEALTH_NO_CONTACT,
	HEALTH_NO_REPLY,
	HEALTH_RESYNCING
};

struct link_status {
	enum link_health health;
	unsigned silent_s; /* for how long, in HEALTH_NO_CONTACT and HEALTH_NO_REPLY */
	usec_t rtt;        /* smoothed; 0: unknown */
	double loss;       /* the worse direction, 0..1 */
	int dots;          /* 0..5; 0 also while nothing is known */
	bool local;        /* a pipe to this machine */
	usec_t now;        /* when it was so */
};

/* whole: the picture does not lag. */
void link_status_take(
	const struct link_figures *f, usec_t now, bool whole, struct link_status *out);
/* Whether the picture has been incomplete for longer than a frame may take. `since`: when that began, kept by
 * the caller, 0 at first. A large frame on its way is no trouble to tell of. */
bool link_status_lags(usec_t *since, bool whole, usec_t srtt, usec_t now);
/* When a text made from this status changes by time alone. */
usec_t link_status_deadline(const struct link_status *s, usec_t now);
/* Value of a client variable: link_status, link_state, link_rtt, link_dots, link_loss, link_path,
 * link_colour, and those of client/link_report.h. Texts may hold #[styles]. NULL: not one of ours.
 * `options`: thresholds (link-rtt-green, -yellow, -orange). */
const char *link_status_variable(const struct link_status *s, const struct link_figures *f,
	const struct optmap *options, const char *name, char *out, size_t len);
