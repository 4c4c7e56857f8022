/* client/link_report.h -- the link's figures one by one, as variables of formats and as a table for people.
 * Pure. One row of a table each: its name, its words, how it is made into text. */
#pragma once

#include "base/buf.h"
#include "transport/link.h"

/* Value of link_rtt_latest, link_rtt_smoothed, link_rtt_min, link_rtt_var, link_queue, link_delivery, link_mtu,
 * link_heard, link_bytes_in, link_bytes_out, link_packets_in, link_packets_out, link_lost, link_roams,
 * link_ecn, link_ce_in, link_ce_out, link_address. NULL: not one of these. */
const char *link_report_variable(const struct link_figures *f, usec_t now, const char *name, char *out, size_t len);
/* All of them, and bytes by kind: text for show-link. */
void link_report(const struct link_figures *f, usec_t now, struct buf *out);
