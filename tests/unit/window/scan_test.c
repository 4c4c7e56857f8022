/* tests/unit/window/scan_test.c -- the vectors against their twins in plain C, and those against the decoder of
 * base/utf8.h. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "base/rng.h"
#include "base/utf8.h"
#include "window/scan.h"

enum { ROOM = 192, SEEDS = 20000 };

static size_t put(uint8_t *to, const char *s)
{
	size_t len = strlen(s);
	memcpy(to, s, len);
	return len;
}

/* Mostly text, so that runs are long; here and there something that ends them. */
static size_t random_bytes(struct rng r, uint8_t *out)
{
	static const char *const others[] = {"\xc3\xa9", "\xe6\xbc\xa2", "\xf0\x9f\x98\x80", "\n",
	        "\x1b", "\x7f", "\xff", "\xc2\x9b", "\xc2\xa0", "\xe0\x9f\x80", "\xed\xa0\x80",
	        "\xf4\x90\x80\x80", "\xe6\xbc", "\xc0\xaf", "\x80", " "};
	size_t len = 0, most = 1 + rng_below(r, ROOM - 8);
	uint64_t rare = 1 + rng_below(r, 40);
	while (len < most) {
		if (rng_below(r, rare) == 0) {
			len += put(out + len,
			        others[rng_below(r, sizeof(others) / sizeof(others[0]))]);
		} else {
			out[len++] = (uint8_t)(' ' + rng_below(r, 95));
		}
	}
	return len;
}

static void runs_equal_their_twins(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		uint8_t s[ROOM];
		size_t len = random_bytes(r, s), from = rng_below(r, len < 16 ? len : 16);
		if (scan_ascii(s + from, len - from) != scan_ascii_plain(s + from, len - from) ||
		        scan_string(s + from, len - from) !=
		                scan_string_plain(s + from, len - from)) {
			fail_msg("seed %llu", (unsigned long long)seed);
		}
	}
}

static void text_equals_its_twin(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		uint8_t s[ROOM];
		uint32_t a[ROOM], b[ROOM];
		size_t len = random_bytes(r, s), from = rng_below(r, len < 16 ? len : 16), used_a,
		       used_b;
		size_t max = 1 + rng_below(r, ROOM);
		memset(a, 0, sizeof(a));
		size_t n = scan_text(s + from, len - from, a, max, &used_a);
		size_t m = scan_text_plain(s + from, len - from, b, max, &used_b);
		bool over = false;
		for (size_t i = max; i < ROOM; i++) {
			over = over || a[i] != 0;
		}
		if (n != m || used_a != used_b || over || memcmp(a, b, n * sizeof(*a)) != 0) {
			fail_msg("seed %llu: %zu and %zu code points", (unsigned long long)seed, n,
			        m);
		}
	}
}

/* What is printable is decoded as utf8_decode has it, and nothing else is taken. */
static void text_equals_the_decoder(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		uint8_t s[ROOM];
		uint32_t out[ROOM];
		size_t len = random_bytes(r, s), used, at = 0, n = 0, more;
		size_t have = scan_text(s, len, out, ROOM, &used);
		while (at < len) {
			uint32_t cp = utf8_decode((const char *)s + at, len - at, &more);
			char again[4];
			bool same =
			        utf8_encode(cp, again) == more && memcmp(again, s + at, more) == 0;
			if (!same || cp < 0x20 || (cp >= 0x7f && cp < 0xa0)) {
				break;
			}
			if (n < have && out[n] != cp) {
				fail_msg("seed %llu: code point %zu", (unsigned long long)seed, n);
			}
			at += more;
			n++;
		}
		if (n != have || at != used) {
			fail_msg("seed %llu: %zu of %zu code points", (unsigned long long)seed,
			        have, n);
		}
	}
}

/* Every one, two and three bytes that begin a sequence, and the edges of four. */
static void every_short_sequence(void **state)
{
	(void)state;
	for (uint32_t v = 0; v < 0x1000000; v += v < 0x10000 ? 1 : 7) {
		uint8_t s[4] = {(uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v, 0xbf};
		uint32_t a[4], b[4];
		size_t used_a, used_b;
		size_t n = scan_text(s, 4, a, 4, &used_a), m = scan_text_plain(s, 4, b, 4, &used_b);
		size_t one;
		uint32_t cp = utf8_decode((const char *)s, 4, &one);
		bool printable = cp >= 0x20 && !(cp >= 0x7f && cp < 0xa0);
		bool bad = cp == 0xfffd && memcmp(s, "\xef\xbf\xbd", 3) != 0;
		if (n != m || used_a != used_b || (n > 0) != (printable && !bad) ||
		        (n > 0 && a[0] != cp)) {
			fail_msg("%06x", (unsigned)v);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(runs_equal_their_twins),
	        cmocka_unit_test(text_equals_its_twin),
	        cmocka_unit_test(text_equals_the_decoder),
	        cmocka_unit_test(every_short_sequence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
