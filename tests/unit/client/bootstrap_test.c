/* tests/unit/client/bootstrap_test.c -- the text of the bootstrap, and the words of --ssh. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/rng.h"
#include "client/bootstrap.h"
#include "client/ssh.h"

#define NONCE "0123456789abcdef"
#define ID "000102030405060708090a0b0c0d0e0f"
#define KEY "101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f"

static void free_words(char **argv, int argc)
{
	for (int i = 0; i < argc; i++) {
		free(argv[i]);
	}
	free(argv);
}

/* decode(encode(argv)) == argv, whatever bytes are in it. */
static void test_law_argv(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 100; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		char words[8][20], *argv[8], **back = NULL;
		int n = (int)rng_below(rng, 9), count = -1;
		struct buf hex = {0};
		for (int i = 0; i < n; i++) {
			size_t len = (size_t)rng_below(rng, 20);
			for (size_t k = 0; k < len; k++) {
				words[i][k] = (char)(1 + rng_below(rng, 255));
			}
			words[i][len] = '\0';
			argv[i] = words[i];
		}
		bootstrap_encode_argv(n, argv, &hex);
		const char *text = hex.len > 0 ? buf_str(&hex) : "";
		assert_int_equal(strspn(text, "0123456789abcdef"), hex.len);
		assert_int_equal(bootstrap_decode_argv(text, &back, &count), 0);
		assert_int_equal(count, n);
		for (int i = 0; i < n; i++) {
			assert_string_equal(back[i], argv[i]);
		}
		free_words(back, count);
		buf_finish(&hex);
	}
}

static void test_bad_argv(void **state)
{
	static const char *const bad[] = {
		"6", "61", "6100f", "zz00", "61 00", "6100 ", "4A00", "-100"};
	static char many[2 * 1001 + 1];
	char **argv = NULL;
	int argc = 0;
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(bootstrap_decode_argv(bad[i], &argv, &argc), ERR_PROTO);
	}
	memset(many, '0', sizeof(many) - 1);
	assert_int_equal(bootstrap_decode_argv(many, &argv, &argc), ERR_PROTO);
	assert_null(argv);
}

static struct local_attach attach(uint16_t port)
{
	struct local_attach a = {.port = port};
	for (uint8_t i = 0; i < 16; i++) {
		a.psk_id[i] = i;
	}
	for (uint8_t i = 0; i < 32; i++) {
		a.psk[i] = (uint8_t)(16 + i);
	}
	return a;
}

/* Among whatever rc files print, cut anywhere, the answer is found exactly when it is whole. */
static void test_law_found_when_whole(void **state)
{
	static const char *const addrs[] = {"192.0.2.7", "2001:db8::1"};
	static const char before[] = "Welcome!\r\nMUX-CONNECT of another\n\x1b[1mmotd\x1b[m ";
	struct local_attach a = attach(60001);
	struct bootstrap_answer got;
	struct buf b = {0};
	(void)state;
	buf_puts(&b, before);
	bootstrap_print(NONCE, &a, addrs, 2, &b);
	size_t whole = b.len;
	buf_puts(&b, "Connection closed.\n");
	for (size_t n = 0; n <= b.len; n++) {
		memset(&got, 0xaa, sizeof(got));
		int r = bootstrap_find(bytes_of(b.data + b.head, n), NONCE, &got);
		assert_int_equal(r, n < whole ? ERR_AGAIN : 0);
	}
	assert_int_equal(got.port, 60001);
	assert_memory_equal(got.psk_id, a.psk_id, 16);
	assert_memory_equal(got.psk, a.psk, 32);
	assert_int_equal(got.addr_count, 2);
	assert_string_equal(got.addrs[0], addrs[0]);
	assert_string_equal(got.addrs[1], addrs[1]);
	assert_int_equal(bootstrap_find(buf_bytes(&b), "0000000000000000", &got), ERR_AGAIN);
	buf_finish(&b);
}

static void test_answers(void **state)
{
	static const struct {
		const char *text;
		int result;
		size_t addrs;
	} rows[] = {
		{"MUX-CONNECT " NONCE " 1 60001 " ID " " KEY " MUX-END\n", 0, 0},
		{"MUX-CONNECT " NONCE " 1 60001 " ID " " KEY " MUX-END\r\n", 0, 0},
		{"MUX-CONNECT " NONCE " 1 0 " ID " " KEY " 10.0.0.1 MUX-END\n", 0, 1},
		{"MUX-CONNECT " NONCE " 1 60001 " ID " " KEY
		 " evil.example 10.0.0.1 ::1 -x MUX-END\n",
			0, 2},
		{"MUX-CONNECT " NONCE " 1 60001 " ID " " KEY
		 " 1.1.1.1 1.1.1.2 1.1.1.3 1.1.1.4 1.1.1.5 1.1.1.6 1.1.1.7 1.1.1.8 1.1.1.9 "
		 "MUX-END\n",
			0, LIMIT_BOOTSTRAP_ADDRS},
		{"MUX-CONNECT " NONCE " 1 60001 " ID " " KEY " 10.0.0.1\n", ERR_AGAIN, 0},
		{"MUX-CONNECT " NONCE " 2 anything\n", ERR_VERSION, 0},
		{"MUX-CONNECT " NONCE " \n", ERR_PROTO, 0},
		{"MUX-CONNECT " NONCE " 1x 60001 " ID " " KEY " MUX-END\n", ERR_PROTO, 0},
		{"MUX-CONNECT " NONCE " 1 65536 " ID " " KEY " MUX-END\n", ERR_PROTO, 0},
		{"MUX-CONNECT " NONCE " 1 -1 " ID " " KEY " MUX-END\n", ERR_PROTO, 0},
		{"MUX-CONNECT " NONCE " 1 6e4 " ID " " KEY " MUX-END\n", ERR_PROTO, 0},
		{"MUX-CONNECT " NONCE " 1 99999999999999999999 " ID " " KEY " MUX-END\n", ERR_PROTO,
			0},
		{"MUX-CONNECT " NONCE " 1 60001 " KEY " " ID " MUX-END\n", ERR_PROTO, 0},
		{"MUX-CONNECT " NONCE " 1 60001 " ID " MUX-END\n", ERR_PROTO, 0},
		{"MUX-CONNECT " NONCE " 1 60001 0g0102030405060708090a0b0c0d0e0f " KEY " MUX-END\n",
			ERR_PROTO, 0},
		{"MUX-CONNECT " NONCE, ERR_AGAIN, 0},
		{"", ERR_AGAIN, 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bootstrap_answer got = {.addr_count = 77};
		int r = bootstrap_find(bytes_of(rows[i].text, strlen(rows[i].text)), NONCE, &got);
		if (r != rows[i].result) {
			print_message("row %zu: %s\n", i, rows[i].text);
		}
		assert_int_equal(r, rows[i].result);
		assert_int_equal(got.addr_count, r == 0 ? rows[i].addrs : 77);
	}
}

static void test_ssh_split(void **state)
{
	static const struct {
		const char *text;
		int argc;
		const char *argv[5];
	} rows[] = {
		{"ssh", 1, {"ssh"}},
		{"  ssh\t-p  2222\n", 3, {"ssh", "-p", "2222"}},
		{"ssh -o 'ProxyCommand=nc %h %p'", 3, {"ssh", "-o", "ProxyCommand=nc %h %p"}},
		{"ssh -o \"A b\"'c d'e", 3, {"ssh", "-o", "A bc de"}},
		{"a\\ b \\\\ \\'", 3, {"a b", "\\", "'"}},
		{"'a\\' \"b\\\"c\\d\\$\"", 2, {"a\\", "b\"c\\d$"}},
		{"ssh '' \"\"", 3, {"ssh", "", ""}},
		{"\"it's\" '\"'", 2, {"it's", "\""}},
		{"end\\", 1, {"end\\"}},
	};
	static const char *const bad[] = {"", "   ", "'open", "a \"open", "a 'b' '", "\"a\\\""};
	char **argv = NULL;
	int argc = 0;
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(ssh_split(rows[i].text, &argv, &argc), 0);
		assert_int_equal(argc, rows[i].argc);
		for (int k = 0; k < argc; k++) {
			assert_string_equal(argv[k], rows[i].argv[k]);
		}
		assert_null(argv[argc]);
		free_words(argv, argc);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(ssh_split(bad[i], &argv, &argc), ERR_ARG);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_law_argv),
		cmocka_unit_test(test_bad_argv),
		cmocka_unit_test(test_law_found_when_whole),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_ssh_split),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
