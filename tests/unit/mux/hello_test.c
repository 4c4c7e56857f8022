/* tests/unit/mux/hello_test.c -- hellos come back as they were; others are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/rng.h"
#include "mux/hello.h"
#include "mux/limits.h"

static void any_name(struct rng rng, char out[64])
{
	static const char *const names[] = {"", "xterm-256color", "/dev/pts/3", "h\xc3\xb6st"};
	if (rng_below(rng, 5) == 0) {
		memset(out, 'n', 63);
		out[63] = '\0';
	} else {
		snprintf(out, 64, "%s", names[rng_below(rng, 4)]);
	}
}

static struct hello_client any_client(struct rng rng, const uint8_t *inventory)
{
	struct hello_client h = {
		.version = HELLO_VERSION,
		.input_next = rng_u64(rng),
		.size = {.cols = (uint16_t)rng_u64(rng), .rows = (uint16_t)rng_u64(rng)},
		.colours = (uint16_t)rng_u64(rng),
		.utf8 = rng_below(rng, 2) == 0,
		.inventory = bytes_of(inventory, (size_t)rng_below(rng, LIMIT_INVENTORY + 1)),
	};
	rng_fill(rng, h.client, sizeof(h.client));
	any_name(rng, h.term);
	any_name(rng, h.tty);
	any_name(rng, h.host);
	return h;
}

static void test_client(void **state)
{
	(void)state;
	uint8_t inventory[LIMIT_INVENTORY] = {7}, bytes[2000];
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		struct hello_client h = any_client(rng, inventory), got;
		struct wr w;
		wr_init(&w, bytes, sizeof(bytes));
		hello_client_encode(&h, &w);
		assert_true(wr_ok(&w));
		if (hello_client_decode(wr_done(&w), &got) != 0) {
			fail_msg("seed %llu", (unsigned long long)seed);
		}
		assert_int_equal(got.version, h.version);
		assert_memory_equal(got.client, h.client, HELLO_CLIENT_LEN);
		assert_true(got.input_next == h.input_next);
		assert_int_equal(got.size.cols, h.size.cols);
		assert_int_equal(got.size.rows, h.size.rows);
		assert_int_equal(got.colours, h.colours);
		assert_int_equal(got.utf8, h.utf8);
		assert_string_equal(got.term, h.term);
		assert_string_equal(got.tty, h.tty);
		assert_string_equal(got.host, h.host);
		assert_true(bytes_equal(got.inventory, h.inventory));
		for (size_t len = 0; len < w.len; len += 1 + len / 30) {
			uint8_t *cut = mem_alloc(len);
			memcpy(cut, bytes, len);
			assert_int_equal(hello_client_decode(bytes_of(cut, len), &got), ERR_PROTO);
			free(cut);
		}
		assert_int_equal(hello_client_decode(bytes_of(bytes, w.len + 1), &got), ERR_PROTO);
	}
}

static void test_server(void **state)
{
	(void)state;
	uint8_t bytes[100];
	struct hello_server h = {.version = HELLO_VERSION, .instance = UINT64_MAX - 1, .input_next = 77,
		.client = UINT32_MAX}, got;
	struct wr w;
	wr_init(&w, bytes, sizeof(bytes));
	hello_server_encode(&h, &w);
	assert_int_equal(hello_server_decode(wr_done(&w), &got), 0);
	assert_int_equal(got.version, HELLO_VERSION);
	assert_true(got.instance == h.instance && got.input_next == 77 && got.client == UINT32_MAX);
	for (size_t len = 0; len < w.len; len++) {
		assert_int_equal(hello_server_decode(bytes_of(bytes, len), &got), ERR_PROTO);
	}
	assert_int_equal(hello_server_decode(bytes_of(bytes, w.len + 1), &got), ERR_PROTO);
}

/* Of another version only the version is understood, whatever follows it. */
static void test_versions(void **state)
{
	(void)state;
	static const uint8_t other[] = {0, HELLO_VERSION + 1, 0xff};
	struct hello_client c;
	struct hello_server s;
	assert_int_equal(hello_client_decode(bytes_of(other, sizeof(other)), &c), ERR_VERSION);
	assert_int_equal(hello_server_decode(bytes_of(other, 2), &s), ERR_VERSION);
	assert_int_equal(hello_server_decode(bytes_of(other, 1), &s), ERR_PROTO);
}

static void test_controls(void **state)
{
	(void)state;
	uint8_t bytes[300];
	struct hello_client h = {.version = HELLO_VERSION, .term = "x", .tty = "\x1b]0;",
		.host = "ok"}, got;
	struct wr w;
	wr_init(&w, bytes, sizeof(bytes));
	hello_client_encode(&h, &w);
	assert_int_equal(hello_client_decode(wr_done(&w), &got), 0);
	assert_string_equal(got.tty, "");
	assert_string_equal(got.host, "ok");
	bytes[w.len - 2] = 0x1b; /* the k of "ok" */
	assert_int_equal(hello_client_decode(wr_done(&w), &got), ERR_PROTO);
	wr_init(&w, bytes, 20);
	hello_client_encode(&h, &w);
	assert_false(wr_ok(&w));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_client),
		cmocka_unit_test(test_server),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_controls),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
