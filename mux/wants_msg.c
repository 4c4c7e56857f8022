/* mux/wants_msg.c -- what the replica lacks. */
#include "mux/wants_msg.h"

void wants_msg_encode(const void *msg, struct msg_out *out, struct wr *w)
{
	const struct wants_msg *m = msg;
	(void)out;
	uint64_t version = 0;
	wr_var(w, m->count);
	for (size_t i = 0; i < m->count; i++) {
		const struct want *x = &m->at[i];
		wr_u8(w, x->kind);
		wr_var(w, x->version - version);
		wr_var(w, x->id);
		if (x->kind >= WANT_LINE) {
			wr_var(w, x->lo);
		}
		if (x->kind == WANT_HISTORY) {
			wr_var(w, x->hi - x->lo);
		}
		version = x->version;
	}
}

void wants_msg_decode(struct rd *r, struct msg_in *in, void *out)
{
	struct wants_msg *m = out;
	(void)in;
	uint64_t version = 0;
	m->count = (size_t)rd_var_max(r, LIMIT_WANTS);
	for (size_t i = 0; i < m->count && !r->bad; i++) {
		struct want *x = &m->at[i];
		*x = (struct want){.kind = rd_u8(r)};
		version += rd_var(r);
		x->version = version;
		x->id = (uint32_t)rd_var_max(r, UINT32_MAX);
		if (x->kind >= WANT_LINE) {
			x->lo = rd_var(r);
		}
		if (x->kind == WANT_HISTORY) {
			x->hi = x->lo + rd_var(r);
		}
		if (x->kind >= WANT_KINDS) {
			rd_fail(r);
		}
	}
}
