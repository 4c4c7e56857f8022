/* transport/link_figures.c -- what can be said about a link. */
#include "base/mem.h"
#include "transport/link_impl.h"

void meter_add(struct meter *m, size_t len, usec_t now)
{
	usec_t tenth = now / MS(100);

	for (int i = 0; m->tenth < tenth && i < 10; i++) {
		m->tenth++;
		m->slot[m->tenth % 10] = 0;
	}
	if (m->tenth < tenth) {
		memset(m->slot, 0, sizeof m->slot);
		m->tenth = tenth;
	}
	m->slot[tenth % 10] += (uint32_t)len;
}

double meter_rate(const struct meter *m, usec_t now)
{
	usec_t tenth = now / MS(100);
	double sum = 0;

	for (usec_t back = 0; back < 10 && back <= m->tenth; back++) {
		if (m->tenth - back + 10 > tenth) {
			sum += m->slot[(m->tenth - back) % 10];
		}
	}
	return sum;
}

void link_figures(const struct link *l, usec_t now, struct link_figures *out)
{
	*out = (struct link_figures){
		.state = l->state,
		.srtt = l->recovery.srtt,
		.rttvar = l->recovery.rttvar,
		.latest_rtt = l->recovery.latest,
		.min_rtt = l->rate.min_rtt,
		.heard_at = l->packets_in > 0 ? l->heard_at : 0,
		.acked_at = l->acked_at,
		.unacked_since = recovery_unacked_since(&l->recovery),
		.loss_out = loss_share(&l->loss_out),
		.loss_in = loss_share(&l->loss_in),
		.rate_out = meter_rate(&l->out_meter, now),
		.rate_in = meter_rate(&l->in_meter, now),
		.packets_out = l->packets_out,
		.packets_in = l->packets_in,
		.bytes_out = l->bytes_out,
		.bytes_in = l->bytes_in,
		.lost = l->recovery.lost,
		.dropped = l->dropped,
		.roams = l->roams,
		.ping_span = link_ping_span(l),
		.mtu = l->mtu.size,
		.delivery = l->rate.bw,
		.queue = rate_queue(&l->rate),
		.ecn = l->ecn.state,
		.ce_out = l->ecn.told.ce,
		.ce_in = l->ecn_in.count.ce,
		.remote = l->path.addr,
	};
	out->kinds_out[LINK_KIND_REST] = l->bytes_out;
	out->kinds_in[LINK_KIND_REST] = l->bytes_in;
	for (int i = 0; i < LINK_KIND_REST; i++) {
		out->kinds_out[i] = l->kinds_out[i];
		out->kinds_in[i] = l->kinds_in[i];
		out->kinds_out[LINK_KIND_REST] -= usec_min(l->kinds_out[i], out->kinds_out[LINK_KIND_REST]);
		out->kinds_in[LINK_KIND_REST] -= usec_min(l->kinds_in[i], out->kinds_in[LINK_KIND_REST]);
	}
}
