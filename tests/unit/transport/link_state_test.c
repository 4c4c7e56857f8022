/* tests/unit/transport/link_state_test.c -- each field of what a link is made of has a row in the tables of its
 * checkpoints: kept, or skipped on purpose. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/ranges.h"
#include "transport/link_state.h"
#include "transport/stream.h"

static const char *const sources[] = {"link_impl.h", "path.h", "recovery.h", "rate.h", "rival.h", "train.h", "yield.h", "mtu.h", "loss.h", "ack.h",
	"replay.h", "thrift.h", "carry.h", "ecn.h", "packet.c"};

static char *read_source(const char *name)
{
	const char *dir = getenv("MUX_SOURCE");
	char *path = mem_printf("%s/transport/%s", dir != NULL ? dir : ".", name), chunk[4096];
	FILE *f = fopen(path, "r");
	struct buf b = {0};

	if (f == NULL) {
		fail_msg("%s cannot be read: set MUX_SOURCE", path);
	}
	for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;) {
		buf_put(&b, chunk, n);
	}
	fclose(f);
	free(path);
	return buf_take_str(&b);
}

/* Spaces for comments. */
static void drop_comments(char *s)
{
	for (char *at; (at = strstr(s, "/*")) != NULL;) {
		char *end = strstr(at, "*/");

		memset(at, ' ', (size_t)(end + 2 - at));
	}
}

/* "struct NAME {" .. "}" in the sources; NULL: not there. The caller frees. */
static char *body_of(const char *name)
{
	char *head = mem_printf("struct %s {", name), *body = NULL;

	for (size_t i = 0; i < sizeof sources / sizeof *sources && body == NULL; i++) {
		char *text = read_source(sources[i]), *at;

		drop_comments(text);
		at = strstr(text, head);
		if (at != NULL) {
			at += strlen(head);
			body = mem_strndup(at, (size_t)(strstr(at, "\n}") - at));
		}
		free(text);
	}
	free(head);
	return body;
}

static bool has_row(const struct state_table *t, const char *name, size_t len)
{
	for (size_t i = 0; i < t->count; i++) {
		if (strlen(t->rows[i].name) == len && memcmp(t->rows[i].name, name, len) == 0) {
			return true;
		}
	}
	return false;
}

/* The names before each , ; and [: a declaration is a type, and names with commas between. */
static size_t check_fields(const struct state_table *t, const char *body)
{
	size_t n = 0;
	bool in_brackets = false, named = false;

	for (const char *at = body, *word = NULL; *at != '\0'; at++) {
		if (isalnum((unsigned char)*at) || *at == '_') {
			if (word == NULL || !(isalnum((unsigned char)at[-1]) || at[-1] == '_')) {
				word = at;
			}
			continue;
		}
		if ((*at == ',' || *at == ';' || *at == '[') && !in_brackets && !named && word != NULL) {
			size_t len = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

			if (!has_row(t, word, len)) {
				fail_msg("struct %s: field %.*s has no row in transport/link_rows.c: KEEP it if it decides "
					 "anything, else SKIP it", t->name, (int)len, word);
			}
			n++;
		}
		named = *at == '[' || (named && *at != ',' && *at != ';');
		in_brackets = *at == '[' || (in_brackets && *at != ']');
	}
	return n;
}

static void test_every_field(void **state)
{
	const struct state_table *t;
	size_t all = 0;

	(void)state;
	for (size_t i = 0; (t = link_state_table(i)) != NULL; i++) {
		char *body = body_of(t->name);

		if (body == NULL) {
			fail_msg("struct %s is not in the sources that this test reads", t->name);
		}
		assert_int_equal(check_fields(t, body), t->count);
		all += t->count;
		free(body);
	}
	assert_true(all > 200);
}

struct sample {
	bool yes;
	uint8_t a;
	uint16_t b;
	uint32_t c;
	uint64_t d;
	usec_t then, never, zero, later, list[3];
	double real;
	int secret;
};

static const struct state_row sample_rows[] = {
	KEEP(sample, yes),
	KEEP(sample, a),
	KEEP_MAX(sample, b, 1000),
	KEEP(sample, c),
	KEEP(sample, d),
	KEEP_TIME(sample, then),
	KEEP_TIME(sample, never),
	KEEP_TIME(sample, zero),
	KEEP_TIME(sample, later),
	KEEP_TIMES(sample, list, 3),
	KEEP(sample, real),
	SKIP(sample, secret),
};

static const struct state_table sample_table = STATE_TABLE(sample);

static void test_rows(void **state)
{
	struct sample in = {true, 200, 999, 70000, (uint64_t)1 << 61, SEC(3), USEC_NEVER, 0, SEC(9), {1, SEC(5), USEC_NEVER},
		-0.125, 42}, out = {0};
	uint8_t bytes[200];
	struct wr w;
	struct rd r;

	(void)state;
	wr_init(&w, bytes, sizeof bytes);
	state_put(&sample_table, &in, SEC(5), &w);
	assert_true(wr_ok(&w));
	rd_init(&r, wr_done(&w));
	state_get(&sample_table, &out, SEC(5), &r);
	assert_true(rd_done(&r));
	assert_null(state_differs(&sample_table, &in, &out));
	assert_int_equal(out.secret, 0);
	out.list[1]++;
	assert_string_equal(state_differs(&sample_table, &in, &out), "list");
	in.b = 1001;
	wr_init(&w, bytes, sizeof bytes);
	state_put(&sample_table, &in, SEC(5), &w);
	rd_init(&r, wr_done(&w));
	state_get(&sample_table, &out, SEC(5), &r);
	assert_true(r.bad);
	in.b = 1;
	in.real = 1e300 * 1e10;
	wr_init(&w, bytes, sizeof bytes);
	state_put(&sample_table, &in, SEC(5), &w);
	rd_init(&r, wr_done(&w));
	state_get(&sample_table, &out, SEC(5), &r);
	assert_true(r.bad);
}

static void test_streams(void **state)
{
	struct stream_tx *tx = stream_tx_new(1000, true), *tx2;
	struct stream_rx *rx = stream_rx_new(500), *rx2;
	uint8_t bytes[200], again[200];
	uint64_t offset;
	struct wr w, v;
	struct rd r;
	bool fresh;

	(void)state;
	stream_tx_write(tx, bytes_str("0123456789abcdefghij"));
	stream_tx_take(tx, UINT64_MAX, 12, &offset);
	stream_tx_arrived(tx, 1004, 3);
	stream_rx_put(rx, 500, bytes_str("hello"), &fresh);
	stream_rx_put(rx, 510, bytes_str("hello"), &fresh);
	stream_rx_consume(rx, 2);
	wr_init(&w, bytes, sizeof bytes);
	stream_tx_save(tx, &w);
	stream_rx_save(rx, &w);
	rd_init(&r, wr_done(&w));
	tx2 = stream_tx_load(&r);
	rx2 = stream_rx_load(&r);
	assert_true(rd_done(&r) && tx2 != NULL && rx2 != NULL);
	wr_init(&v, again, sizeof again);
	stream_tx_save(tx2, &v);
	stream_rx_save(rx2, &v);
	assert_int_equal(v.len, w.len);
	assert_memory_equal(bytes, again, v.len);
	for (size_t i = 0; i + 5 <= w.len; i++) {
		assert_true(memcmp(bytes + i, "01234", 5) != 0 && memcmp(bytes + i, "hello", 5) != 0);
	}
	assert_true(stream_tx_waits(tx2, UINT64_MAX) && stream_tx_end(tx2) == 1020 && stream_rx_next(rx2) == 505);
	assert_int_equal(stream_rx_ready(rx2).len, 3);
	stream_tx_free(tx);
	stream_tx_free(tx2);
	stream_rx_free(rx);
	stream_rx_free(rx2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_field),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_streams),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
