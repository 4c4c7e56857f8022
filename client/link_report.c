/* client/link_report.c -- figures into text. */
#include "client/link_report.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

typedef void figure_fn(const struct link_figures *f, usec_t now, char *out, size_t len);

static void put_span(usec_t t, char *out, size_t len)
{
	if (t == 0) {
		snprintf(out, len, "-");
	} else if (t < 10000) {
		snprintf(out, len, "%.1fms", (double)t / 1e3);
	} else if (t < 10000000) {
		snprintf(out, len, "%llums", (unsigned long long)((t + 500) / 1000));
	} else {
		snprintf(out, len, "%llus", (unsigned long long)(t / 1000000));
	}
}

static void put_bytes(double n, char *out, size_t len)
{
	static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
	size_t i = 0;
	for (; n >= 1000 && i < 4; i++) {
		n /= 1000;
	}
	snprintf(out, len, i == 0 ? "%.0f%s" : "%.1f%s", n, units[i]);
}

static void put_rate(double n, char *out, size_t len)
{
	snprintf(out, len, n < 1e6 ? "%.1fkB/s" : "%.1fMB/s", n < 1e6 ? n / 1e3 : n / 1e6);
}

static void latest(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	put_span(f->latest_rtt, out, len);
}

static void smoothed(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	put_span(f->srtt, out, len);
}

static void least(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	put_span(f->min_rtt, out, len);
}

static void variance(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	put_span(f->rttvar, out, len);
}

static void queue(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	if (f->queue == 0) {
		snprintf(out, len, "0ms");
	} else {
		put_span(f->queue, out, len);
	}
}

static void loss_in(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	snprintf(out, len, "%.1f%%", f->loss_in * 100);
}

static void loss_out(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	snprintf(out, len, "%.1f%%", f->loss_out * 100);
}

static void rate_in(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	put_rate(f->rate_in, out, len);
}

static void rate_out(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	put_rate(f->rate_out, out, len);
}

static void delivery(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	if (f->delivery > 0) {
		put_rate(f->delivery, out, len);
	} else {
		snprintf(out, len, "-");
	}
}

static void mtu(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	snprintf(out, len, "%u", f->mtu);
}

static void heard(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	if (f->heard_at == 0) {
		snprintf(out, len, "never");
	} else {
		snprintf(out, len, "%.1fs", (double)usec_since(f->heard_at, now) / 1e6);
	}
}

static void bytes_in(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	put_bytes((double)f->bytes_in, out, len);
}

static void bytes_out(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	put_bytes((double)f->bytes_out, out, len);
}

static void packets_in(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	snprintf(out, len, "%llu", (unsigned long long)f->packets_in);
}

static void packets_out(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	snprintf(out, len, "%llu", (unsigned long long)f->packets_out);
}

static void lost(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	snprintf(out, len, "%llu", (unsigned long long)f->lost);
}

static void roams(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	snprintf(out, len, "%u", f->roams);
}

static void ecn(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	snprintf(out, len, "%s", f->remote.family == ADDR_PIPE ? "-" : ecn_text(f->ecn));
}

static void ce_in(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	snprintf(out, len, "%llu", (unsigned long long)f->ce_in);
}

static void ce_out(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	(void)now;
	snprintf(out, len, "%llu", (unsigned long long)f->ce_out);
}

static void address(const struct link_figures *f, usec_t now, char *out, size_t len)
{
	char text[ADDR_TEXT_MAX];
	(void)now;
	bool ssh = f->remote.family == ADDR_PIPE && f->remote.scope == ADDR_FAR;
	snprintf(out, len, "%s", ssh ? "ssh" : f->remote.family == ADDR_NONE ? "-" : addr_text(&f->remote, text));
}

static const struct figure {
	const char *name, *words;
	figure_fn *put;
} figures[] = {
	{"link_address", "address", address},
	{"link_rtt_latest", "round trip, latest", latest},
	{"link_rtt_smoothed", "round trip, smoothed", smoothed},
	{"link_rtt_min", "round trip, least", least},
	{"link_rtt_var", "round trip, variance", variance},
	{"link_queue", "our own queue", queue},
	{"link_loss_in", "loss, to here", loss_in},
	{"link_loss_out", "loss, from here", loss_out},
	{"link_rate_in", "rate, to here", rate_in},
	{"link_rate_out", "rate, from here", rate_out},
	{"link_delivery", "rate that got through", delivery},
	{"link_mtu", "datagrams, at most", mtu},
	{"link_heard", "last heard, ago", heard},
	{"link_packets_in", "packets, to here", packets_in},
	{"link_packets_out", "packets, from here", packets_out},
	{"link_lost", "packets lost, from here", lost},
	{"link_ecn", "congestion marks (ECN)", ecn},
	{"link_ce_in", "marked, to here", ce_in},
	{"link_ce_out", "marked, from here", ce_out},
	{"link_roams", "changes of the way", roams},
	{"link_bytes_in", "bytes, to here", bytes_in},
	{"link_bytes_out", "bytes, from here", bytes_out},
};

static const char *const kinds[LINK_KINDS] = {
	[LINK_ECHO] = "echo",
	[LINK_FOCUS] = "focused pane",
	[LINK_VISIBLE] = "visible panes, status",
	[LINK_NOTE] = "bells, titles",
	[LINK_HIDDEN] = "hidden windows",
	[LINK_ASKED] = "history asked for",
	[LINK_IDLE] = "history ahead",
	[LINK_BULK] = "forwarded",
	[LINK_KIND_STREAM] = "input",
	[LINK_KIND_REST] = "the link itself",
};

const char *link_report_variable(const struct link_figures *f, usec_t now, const char *name, char *out, size_t len)
{
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		if (strcmp(name, figures[i].name) == 0) {
			figures[i].put(f, now, out, len);
			return out;
		}
	}
	return NULL;
}

void link_report(const struct link_figures *f, usec_t now, struct buf *out)
{
	char a[ADDR_TEXT_MAX], b[32];
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		figures[i].put(f, now, a, sizeof(a));
		buf_printf(out, "%-24s %12s   #{%s}\n", figures[i].words, a, figures[i].name);
	}
	buf_printf(out, "\n%-24s %12s %12s\n", "bytes by kind", "to here", "from here");
	for (size_t i = 0; i < LINK_KINDS; i++) {
		put_bytes((double)f->kinds_in[i], a, sizeof(a));
		put_bytes((double)f->kinds_out[i], b, sizeof(b));
		buf_printf(out, "  %-22s %12s %12s\n", kinds[i], a, b);
	}
}
