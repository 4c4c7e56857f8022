/* mux/ticket.c -- see ticket.h. */
#include "mux/ticket.h"

#include <string.h>

#include "base/err.h"
#include "base/rd.h"

#define FORMAT 1

void ticket_row_encode(const struct ticket_row *t, struct wr *w)
{
	wr_u8(w, FORMAT);
	wr_put(w, t->id, sizeof(t->id));
	wr_put(w, t->key, sizeof(t->key));
	wr_u16(w, t->port);
	wr_u32(w, t->lifetime);
}

int ticket_row_decode(struct bytes b, struct ticket_row *out)
{
	struct rd r;
	rd_init(&r, b);
	if (b.len > 0 && rd_u8(&r) != FORMAT) {
		return ERR_VERSION;
	}
	const uint8_t *id = rd_take(&r, TICKET_ID_LEN), *key = rd_take(&r, TICKET_KEY_LEN);
	uint16_t port = rd_u16(&r);
	uint32_t lifetime = rd_u32(&r);
	if (!rd_done(&r) || id == NULL || key == NULL) {
		return ERR_PROTO;
	}
	memcpy(out->id, id, sizeof(out->id));
	memcpy(out->key, key, sizeof(out->key));
	out->port = port;
	out->lifetime = lifetime;
	return 0;
}
