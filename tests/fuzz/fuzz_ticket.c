/* tests/fuzz/fuzz_ticket.c -- a ticket's file, and its row: the first byte says which. What decodes encodes to
 * what decodes the same. */
#include <stdint.h>
#include <stdlib.h>

#include "client/ticket.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void try_file(struct bytes b)
{
	struct ticket t, u;
	struct buf first = {0}, second = {0};
	if (ticket_decode(b, &t) < 0) {
		return;
	}
	ticket_encode(&t, &first);
	require(first.len <= LIMIT_TICKET_BYTES && ticket_decode(buf_bytes(&first), &u) == 0);
	ticket_encode(&u, &second);
	require(bytes_equal(buf_bytes(&first), buf_bytes(&second)));
	buf_finish(&first);
	buf_finish(&second);
}

static void try_row(struct bytes b)
{
	struct ticket_row t;
	uint8_t room[TICKET_ROW_LEN];
	struct wr w;
	if (ticket_row_decode(b, &t) < 0) {
		return;
	}
	wr_init(&w, room, sizeof(room));
	ticket_row_encode(&t, &w);
	require(bytes_equal(wr_done(&w), b));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (len > 0 && data[0] == 1) {
		try_row(bytes_of(data, len));
	} else {
		try_file(bytes_of(data, len));
	}
	return 0;
}
