/* mux/inventory.c -- reading what a replica says it holds. */
#include "mux/inventory.h"

#include "base/err.h"
#include "base/rd.h"
#include "window/limits.h"

static void read_lines(struct rd *r, const struct inventory_sink *sink, uint32_t pane, uint64_t rev)
{
	uint64_t count = rd_var_max(r, LIMIT_INVENTORY_RUNS), next = 0;
	for (uint64_t i = 0; i < count && !r->bad; i++) {
		struct inventory_run run = {.first = next + (uint64_t)rd_svar(r)};
		run.count = rd_var_max(r, LIMIT_TERM_ROWS);
		run.version = rev - rd_var_max(r, rev);
		next = run.first + run.count;
		if (!r->bad && sink->lines) {
			sink->lines(sink->ctx, pane, run);
		}
	}
}

static void read_history(
        struct rd *r, const struct inventory_sink *sink, uint32_t pane, uint32_t epoch)
{
	uint64_t count = rd_var_max(r, LIMIT_INVENTORY_RUNS), next = 0;
	for (uint64_t i = 0; i < count && !r->bad; i++) {
		uint64_t lo = next + (uint64_t)rd_svar(r);
		uint64_t hi = lo + rd_var_max(r, LIMIT_HISTORY_LINES);
		next = hi;
		if (!r->bad && hi >= lo && sink->history) {
			sink->history(sink->ctx, pane, epoch, lo, hi);
		}
	}
}

static void read_pane(struct rd *r, const struct inventory_sink *sink)
{
	uint32_t pane = (uint32_t)rd_var_max(r, UINT32_MAX);
	uint64_t rev = rd_var(r);
	uint32_t epoch = (uint32_t)rd_var_max(r, UINT32_MAX);
	if (!r->bad && sink->pane) {
		sink->pane(sink->ctx, pane, rev, epoch);
	}
	read_lines(r, sink, pane, rev);
	read_history(r, sink, pane, epoch);
}

static void read_object(struct rd *r, const struct inventory_sink *sink)
{
	uint8_t kind = rd_u8(r);
	uint32_t id = (uint32_t)rd_var_max(r, UINT32_MAX);
	uint64_t version = rd_var(r);
	if (!r->bad && sink->object) {
		sink->object(sink->ctx, kind, id, version);
	}
}

int inventory_read(struct bytes b, const struct inventory_sink *sink)
{
	struct rd r;
	rd_init(&r, b);
	uint64_t instance = rd_u64(&r);
	if (!r.bad && sink->instance && !sink->instance(sink->ctx, instance)) {
		return 0;
	}
	while (r.left > 0 && !r.bad) {
		switch (rd_u8(&r)) {
		case INVENTORY_PANE:
			read_pane(&r, sink);
			break;
		case INVENTORY_OBJECT:
			read_object(&r, sink);
			break;
		default:
			rd_fail(&r);
		}
	}
	return r.bad ? ERR_PROTO : 0;
}
