/* mux/object_msg.c -- a piece of one version of an object, or of a hyperlink. */
#include "mux/object_msg.h"

void object_msg_encode(const void *msg, struct msg_out *out, struct wr *w)
{
	const struct object_msg *m = msg;
	(void)out;
	wr_u8(w, (uint8_t)(m->kind * 2 + m->zipped));
	wr_var(w, m->id);
	wr_var(w, m->version);
	wr_var(w, m->total);
	wr_var(w, m->offset);
	wr_bytes(w, m->data);
}

void object_msg_decode(struct rd *r, struct msg_in *in, void *out)
{
	struct object_msg *m = out;
	(void)in;
	uint8_t kind = rd_u8(r);
	m->kind = kind / 2;
	m->zipped = kind & 1;
	m->id = (uint32_t)rd_var_max(r, UINT32_MAX);
	m->version = rd_var(r);
	m->total = (uint32_t)rd_var_max(r, LIMIT_OBJECT);
	m->offset = (uint32_t)rd_var_max(r, m->total);
	m->data = rd_bytes(r, m->total - m->offset);
	if (m->version == 0) {
		rd_fail(r);
	}
}

void link_msg_encode(const void *msg, struct msg_out *out, struct wr *w)
{
	const struct link_msg *m = msg;
	(void)out;
	wr_var(w, m->pane);
	wr_u64(w, m->name);
	wr_var(w, m->total);
	wr_var(w, m->offset);
	wr_bytes(w, m->data);
}

void link_msg_decode(struct rd *r, struct msg_in *in, void *out)
{
	struct link_msg *m = out;
	(void)in;
	m->pane = (uint32_t)rd_var_max(r, UINT32_MAX);
	m->name = rd_u64(r);
	m->total = (uint32_t)rd_var_max(r, LIMIT_LINK_BYTES);
	m->offset = (uint32_t)rd_var_max(r, m->total);
	m->data = rd_bytes(r, m->total - m->offset);
}
