/* mux/ticket.h -- a resume ticket as it travels: OBJECT_TICKET of a client's own rows. With it the client comes
 * back without ssh, once; the server gives it another one then. Where to is the client's to know. */
#pragma once

#include "base/bytes.h"
#include "base/wr.h"

#define TICKET_ID_LEN 16
#define TICKET_KEY_LEN 32
#define TICKET_ROW_LEN (1 + TICKET_ID_LEN + TICKET_KEY_LEN + 2 + 4)

struct ticket_row {
	uint8_t id[TICKET_ID_LEN], key[TICKET_KEY_LEN]; /* of the handshake */
	uint16_t port;     /* UDP port of the server; 0: none */
	uint32_t lifetime; /* seconds for which it is good after the client was last heard; 0: there is none (any more) */
};

void ticket_row_encode(const struct ticket_row *t, struct wr *w);
/* Total: ERR_PROTO, ERR_VERSION. */
int ticket_row_decode(struct bytes b, struct ticket_row *out);
