/* mux/sender_claims.c -- what a returning client says it holds: valid claims count as acked. */
#include "mux/inventory.h"
#include "mux/sender_impl.h"

static bool claim_instance(void *ctx, uint64_t instance)
{
	const struct sender *s = ctx;
	return instance == s->model->instance;
}

static void claim_lines(void *ctx, uint32_t pane, struct inventory_run run)
{
	struct sender *s = ctx;
	const struct pane *p = model_pane(s->model, pane);
	if (!p || run.version == 0) {
		return;
	}
	struct spane *sp = sender_pane_make(s, pane);
	for (uint16_t y = 0; y < term_size(p->term).rows; y++) {
		const struct line *l = term_row(p->term, y);
		if (l->id >= run.first && l->id - run.first < run.count &&
		        l->version >= run.version) {
			spane_claim_line(sp, l->id, run.version);
		}
	}
}

static void claim_history(void *ctx, uint32_t pane, uint32_t epoch, uint64_t lo, uint64_t hi)
{
	struct sender *s = ctx;
	const struct pane *p = model_pane(s->model, pane);
	if (!p || epoch > term_history_epoch(p->term)) {
		return;
	}
	struct spane *sp = sender_pane_make(s, pane);
	shistory_see(sp, p->term);
	uint64_t end = history_next(term_history(p->term)),
	         kept = term_history_kept(p->term, epoch);
	end = kept < end ? kept : end;
	hi = hi < end ? hi : end;
	ranges_add(&sp->history.sent, lo, hi);
	ranges_add(&sp->history.acked, lo, hi);
	shistory_see(sp, p->term);
	if (sp->history.acked_epoch < epoch) {
		sp->history.acked_epoch = epoch;
	}
}

static void claim_object(void *ctx, uint8_t kind, uint32_t id, uint64_t version)
{
	sobject_claim(ctx, kind, id, version);
}

int sender_claims(struct sender *s, struct bytes inventory)
{
	const struct inventory_sink sink = {.ctx = s,
	        .instance = claim_instance,
	        .lines = claim_lines,
	        .history = claim_history,
	        .object = claim_object};
	sobject_refresh(s);
	return inventory_read(inventory, &sink);
}
