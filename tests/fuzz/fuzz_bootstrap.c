/* tests/fuzz/fuzz_bootstrap.c -- what ssh prints, and the hexadecimal words of a bootstrap request. The
 * input is a login's output with this nonce; then, up to its first zero byte, a request. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/addr.h"
#include "base/mem.h"
#include "client/bootstrap.h"

#define NONCE "0123456789abcdef"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void require(bool holds)
{
	if (!holds) {
		abort();
	}
}

static bool same_answer(const struct bootstrap_answer *a, const struct bootstrap_answer *b)
{
	bool same = a->port == b->port && a->addr_count == b->addr_count &&
		memcmp(a->psk_id, b->psk_id, sizeof(a->psk_id)) == 0 &&
		memcmp(a->psk, b->psk, sizeof(a->psk)) == 0;
	for (size_t i = 0; same && i < a->addr_count; i++) {
		same = strcmp(a->addrs[i], b->addrs[i]) == 0;
	}
	return same;
}

/* What was found can be printed, and is found again. */
static void check_answer(const struct bootstrap_answer *a)
{
	struct local_attach attach = {.port = a->port};
	const char *addrs[LIMIT_BOOTSTRAP_ADDRS];
	struct bootstrap_answer again;
	struct addr parsed;
	struct buf b = {0};
	require(a->addr_count <= LIMIT_BOOTSTRAP_ADDRS);
	for (size_t i = 0; i < a->addr_count; i++) {
		addrs[i] = a->addrs[i];
		require(addr_parse(addrs[i], a->port, &parsed) == 0);
	}
	memcpy(attach.psk_id, a->psk_id, sizeof(attach.psk_id));
	memcpy(attach.psk, a->psk, sizeof(attach.psk));
	bootstrap_print(NONCE, &attach, addrs, a->addr_count, &b);
	require(bootstrap_find(buf_bytes(&b), NONCE, &again) == 0 && same_answer(a, &again));
	buf_finish(&b);
}

static void check_request(const char *hex)
{
	char **argv;
	int argc;
	struct buf b = {0};
	if (bootstrap_decode_argv(hex, &argv, &argc) < 0) {
		return;
	}
	bootstrap_encode_argv(argc, argv, &b);
	require(b.len == strlen(hex) && (b.len == 0 || memcmp(buf_bytes(&b).data, hex, b.len) == 0));
	buf_finish(&b);
	for (int i = 0; i < argc; i++) {
		free(argv[i]);
	}
	free(argv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct bootstrap_answer a;
	char *text = mem_strndup(len > 0 ? (const char *)data : "", len);
	if (bootstrap_find(bytes_of(data, len), NONCE, &a) == 0) {
		check_answer(&a);
	}
	check_request(text);
	free(text);
	return 0;
}
