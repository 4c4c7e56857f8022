/* mux/history_msg.c -- records of history in their packed form. */
#include "mux/history_msg.h"

void history_msg_encode(const void *msg, struct msg_out *out, struct wr *w)
{
	const struct history_msg *m = msg;
	(void)out;
	wr_var(w, m->pane);
	wr_var(w, m->epoch);
	wr_var(w, m->number);
	wr_var(w, m->count);
	for (size_t i = 0; i < m->count; i++) {
		wr_bytes(w, m->records[i]);
	}
}

void history_msg_decode(struct rd *r, struct msg_in *in, void *out)
{
	struct history_msg *m = out;
	(void)in;
	m->pane = (uint32_t)rd_var_max(r, UINT32_MAX);
	m->epoch = (uint32_t)rd_var_max(r, UINT32_MAX);
	m->number = rd_var(r);
	m->count = (size_t)rd_var_max(r, LIMIT_HISTORY_RUN);
	if (m->count > m->number + 1) {
		rd_fail(r);
	}
	for (size_t i = 0; i < m->count && !r->bad; i++) {
		m->records[i] = rd_bytes(r, LIMIT_FRAME);
	}
}

void history_part_encode(const void *msg, struct msg_out *out, struct wr *w)
{
	const struct history_part *m = msg;
	(void)out;
	wr_var(w, m->pane);
	wr_var(w, m->epoch);
	wr_var(w, m->number);
	wr_var(w, m->total);
	wr_var(w, m->offset);
	wr_bytes(w, m->data);
}

void history_part_decode(struct rd *r, struct msg_in *in, void *out)
{
	struct history_part *m = out;
	(void)in;
	m->pane = (uint32_t)rd_var_max(r, UINT32_MAX);
	m->epoch = (uint32_t)rd_var_max(r, UINT32_MAX);
	m->number = rd_var(r);
	m->total = (uint32_t)rd_var_max(r, LIMIT_HISTORY_RECORD);
	m->offset = (uint32_t)rd_var_max(r, m->total);
	m->data = rd_bytes(r, m->total - m->offset);
}
