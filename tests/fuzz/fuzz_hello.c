/* tests/fuzz/fuzz_hello.c -- the hellos: the first byte picks whose, and whether the version is put right,
 * so that the corpus outlives it. What decodes encodes to the same content. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mux/hello.h"

#define OTHERS_VERSION 2 /* of the first byte: the version as it is */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void try_client(struct bytes b)
{
	uint8_t bytes[2000];
	struct hello_client h, again;
	struct wr w;
	if (hello_client_decode(b, &h) != 0) {
		return;
	}
	wr_init(&w, bytes, sizeof(bytes));
	hello_client_encode(&h, &w);
	if (!wr_ok(&w) || hello_client_decode(wr_done(&w), &again) != 0 ||
		strcmp(h.term, again.term) != 0 || strcmp(h.tty, again.tty) != 0 ||
		strcmp(h.host, again.host) != 0 || !bytes_equal(h.inventory, again.inventory)) {
		abort();
	}
}

static void try_server(struct bytes b)
{
	uint8_t bytes[100];
	struct hello_server h;
	struct wr w;
	if (hello_server_decode(b, &h) != 0) {
		return;
	}
	wr_init(&w, bytes, sizeof(bytes));
	hello_server_encode(&h, &w);
	if (!bytes_equal(wr_done(&w), b)) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (len == 0) {
		return 0;
	}
	uint8_t *copy = mem_alloc(len);
	memcpy(copy, data + 1, len - 1);
	if (!(data[0] & OTHERS_VERSION) && len > 2) {
		copy[0] = HELLO_VERSION >> 8;
		copy[1] = HELLO_VERSION & 0xff;
	}
	struct bytes b = bytes_of(copy, len - 1);
	if (data[0] % 2 == 0) {
		try_client(b);
	} else {
		try_server(b);
	}
	free(copy);
	return 0;
}
