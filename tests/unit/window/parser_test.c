/* tests/unit/window/parser_test.c -- the parser alone: bytes in, a transcript of calls out. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>

#include "base/rng.h"
#include "window/parser.h"

static void put_seq(struct buf *out, const char *kind, const struct seq *s)
{
	buf_printf(out, "%s%s%c%s%s", kind, s->prefix != 0 ? " " : "",
	        s->prefix != 0 ? s->prefix : ' ', s->inter[0] != 0 ? "i" : "",
	        s->inter[1] != 0 ? "i" : "");
	for (uint8_t i = 0; i < s->count; i++) {
		const char *sep = i == 0 ? "" : s->params[i].sub ? ":" : ";";
		buf_puts(out, sep);
		if (s->params[i].value >= 0) {
			buf_printf(out, "%d", (int)s->params[i].value);
		}
	}
	buf_printf(out, "%c ", s->final);
}

static void on_text(void *ctx, const uint8_t *s, size_t len)
{
	buf_put(ctx, s, len);
}

static void on_print(void *ctx, const uint32_t *cps, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char s[4];
		buf_put(ctx, s, utf8_encode(cps[i], s));
	}
}

static void on_control(void *ctx, uint8_t c)
{
	buf_printf(ctx, "<%02x>", c);
}

static void on_esc(void *ctx, const struct seq *s)
{
	put_seq(ctx, "esc", s);
}

static void on_csi(void *ctx, const struct seq *s)
{
	put_seq(ctx, "csi", s);
}

static void on_dcs(void *ctx, const struct seq *s, struct bytes data)
{
	put_seq(ctx, "dcs", s);
	buf_printf(ctx, "(%.*s)", (int)data.len, (const char *)data.data);
}

static void on_osc(void *ctx, struct bytes data, bool bell)
{
	buf_printf(ctx, "osc%s(%.*s)", bell ? "!" : "", (int)data.len, (const char *)data.data);
}

static void on_name(void *ctx, struct bytes data)
{
	buf_printf(ctx, "name(%.*s)", (int)data.len, (const char *)data.data);
}

static const struct parser_sink sink = {
	on_text, on_print, on_control, on_esc, on_csi, on_dcs, on_osc, on_name, NULL,
};

struct row {
	const char *feed, *calls;
};

static void bytes_become_calls(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"abc\r\n", "abc<0d><0a>"},
		{"\033[m", "csi m "},
		{"\033[1;;3:4:m", "csi 1;;3:4:m "},
		{"\033[?25h", "csi ?25h "},
		{"\033[!p", "csi ip "},
		{"\033[1 q", "csi i1q "},
		{"\033[99999999999m", "csi 999999m "},
		{"\033[1\n2m", "<0a>csi 12m "},
		{"\033[1\0337", "esc 7 "},
		{"\033[1?2m", ""},
		{"\033[1\xff" "2m", "csi 12m "},
		{"\033(0", "esc i0 "},
		{"\033 !x", "esc iix "},
		{"\033 !!x", ""},
		{"\033]0;t\a", "osc!(0;t)"},
		{"\033]0;t\033\\", "osc(0;t)esc \\ "},
		{"\033]0;\xc3\xa9\n\a", "osc!(0;\xc3\xa9)"},
		{"\033]0;t\x18", "<18>"},
		{"\033]0;t\033[m", "csi m "},
		{"\033kname\033\\", "name(name)esc \\ "},
		{"\033P$qm\033\\", "dcs i" "q (m)esc \\ "},
		{"\033P1;2q\n\033\\", "dcs 1;2q (\n)esc \\ "},
		{"\033P1<q\033\\x", "esc \\ x"},
		{"\033_apc\033\\\033^pm\033\\\033Xsos\033\\x", "esc \\ esc \\ esc \\ x"},
		{"\033\033[m", "csi m "},
		{"\xe6\xbc\xa2\xe6\xbc" "a\xff", "\xe6\xbc\xa2\xef\xbf\xbd" "a\xef\xbf\xbd"},
		{"\xe6\033[m", "\xef\xbf\xbd" "csi m "},
		{"\xc2\x9b" "1m", "csi 1m "}, /* 8-bit controls */
		{"\xc2\x85x", "esc E x"},
		{"\xc2\x9d" "0;t\xc2\x9cx", "osc(0;t)esc \\ x"},
		{"\033]0;\xc3\x9c\xc2\x9cx", "osc(0;\xc3\x9c)esc \\ x"},
		{"\xc2\x90$qm\xc2\x9cx", "dcs i" "q (m)esc \\ x"},
		{"\xc2\x9f" "a\xc2\x9c\xc2\x98\xc2\x9cx", "esc \\ esc \\ x"},
		{"a\x7f" "b", "ab"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct parser p = {0};
		struct buf out = {0};
		parser_feed(&p, &sink, &out, bytes_str(rows[i].feed));
		if (strcmp(buf_str(&out), rows[i].calls) != 0) {
			fail_msg("row %zu: \"%s\"", i, buf_str(&out));
		}
		parser_finish(&p);
		buf_finish(&out);
	}
}

static void splitting_changes_nothing(void **state)
{
	(void)state;
	static const char alphabet[] =
	        "\033\033\033[[]P?;:1239 !$mhqk\\_\a\x18\r\xe6\xbc\xa2\xc3zab\xc2\xc2\x9c\x9c\x9b\x9d";
	for (uint64_t seed = 1; seed <= 500; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		struct buf in = {0}, whole = {0}, parts = {0};
		for (int i = 0; i < 200; i++) {
			buf_u8(&in, (uint8_t)alphabet[rng_below(r, sizeof(alphabet) - 1)]);
		}
		struct parser a = {0}, b = {0};
		parser_feed(&a, &sink, &whole, buf_bytes(&in));
		for (size_t i = 0; i < in.len; i++) {
			parser_feed(&b, &sink, &parts, bytes_of(in.data + i, 1));
		}
		if (strcmp(buf_str(&whole), buf_str(&parts)) != 0 || a.state != b.state) {
			fail_msg("seed %llu:\n%s\n%s", (unsigned long long)seed, buf_str(&whole),
			        buf_str(&parts));
		}
		parser_finish(&a);
		parser_finish(&b);
		buf_finish(&in);
		buf_finish(&whole);
		buf_finish(&parts);
	}
}

static void too_long_is_skipped(void **state)
{
	(void)state;
	struct parser p = {0};
	struct buf out = {0};
	char *big = malloc(65536);
	memset(big, 'x', 65536);
	parser_feed(&p, &sink, &out, bytes_str("\033]"));
	for (int i = 0; i < 40; i++) {
		parser_feed(&p, &sink, &out, bytes_of(big, 65536));
		assert_true(parser_memory(&p) <= 4 * LIMIT_TERM_STRING);
	}
	parser_feed(&p, &sink, &out, bytes_str("\atext"));
	assert_string_equal(buf_str(&out), "text");
	assert_true(parser_memory(&p) <= 65536);
	parser_feed(&p, &sink, &out, bytes_str("\033]0;ok\a"));
	assert_string_equal(buf_str(&out), "textosc!(0;ok)");
	free(big);
	parser_finish(&p);
	buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_become_calls),
		cmocka_unit_test(splitting_changes_nothing),
		cmocka_unit_test(too_long_is_skipped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
