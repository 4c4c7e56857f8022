/* tests/unit/base/width_test.c -- UTF-8 by the standard's own examples; clusters, widths. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "base/rng.h"
#include "base/width.h"
#include "base/width_table.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Decodes everything as a stream would, the end of the text closing a sequence; returns how many. */
static size_t decode_all(const uint8_t *s, size_t len, uint32_t *out)
{
	struct utf8 u = {0};
	size_t n = 0;
	bool open = false;
	for (size_t i = 0; i < len;) {
		enum utf8_result r = utf8_feed(&u, s[i], &out[n]);
		open = r == UTF8_MORE;
		n += open ? 0 : 1;
		i += r == UTF8_RETRY ? 0 : 1;
	}
	if (open) {
		out[n++] = 0xfffd;
	}
	return n;
}

/* The same, one utf8_decode at a time. */
static size_t decode_steps(const uint8_t *s, size_t len, uint32_t *out)
{
	size_t n = 0;
	for (size_t at = 0, used; at < len; at += used) {
		out[n++] = utf8_decode((const char *)s + at, len - at, &used);
		assert_in_range(used, 1, len - at);
	}
	return n;
}

static void test_every_scalar_round_trips(void **state)
{
	(void)state;
	size_t wrong = 0;
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		char s[4];
		size_t used = 0, len = utf8_encode(cp, s);
		uint32_t back = utf8_decode(s, len, &used);
		bool surrogate = cp >= 0xd800 && cp <= 0xdfff;
		size_t want = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
		wrong += back != (surrogate ? 0xfffd : cp) || used != len || len != want ? 1 : 0;
	}
	assert_int_equal(wrong, 0);
	char s[4];
	assert_int_equal(utf8_encode(0x110000, s), 3);
	assert_memory_equal(s, "\xef\xbf\xbd", 3);
	assert_int_equal(utf8_encode(UINT32_MAX, s), 3);
}

#define R 0xfffd
static const struct {
	const char *bytes;
	uint32_t want[12];
} ill_formed[] = {
	/* Tables 3-8 to 3-11 of the standard. */
	{"\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41", {R, R, R, R, R, R, R, R, 0x41}},
	{"\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41", {R, R, R, R, R, R, R, R, 0x41}},
	{"\xf4\x91\x92\x93\xff\x41\x80\xbf\x42", {R, R, R, R, R, 0x41, R, R, 0x42}},
	{"\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41", {R, R, R, R, 0x41}},
	/* Lone, cut and doubled. */
	{"\x80", {R}},
	{"\xbf\xbf", {R, R}},
	{"\xc1\x81", {R, R}},
	{"\xc2", {R}},
	{"\xc2\xc2\x80", {R, 0x80}},
	{"\xe0\x9f\x80", {R, R, R}},
	{"\xe0\xa0\x80", {0x800}},
	{"\xed\x9f\xbf", {0xd7ff}},
	{"\xee\x80\x80", {0xe000}},
	{"\xf0\x8f\xbf\xbf", {R, R, R, R}},
	{"\xf0\x90\x80\x80", {0x10000}},
	{"\xf4\x8f\xbf\xbf", {0x10ffff}},
	{"\xf4\x90\x80\x80", {R, R, R, R}},
	{"\xf5\x80", {R, R}},
	{"\xfe\xff", {R, R}},
	{"\xf0\x9f\x98", {R}},
	{"\xf0\x9f\x98\x1b[", {R, 0x1b, '['}},
	{"\xe2\x82\xe2\x82\xac", {R, 0x20ac}},
};
#undef R

static void test_ill_formed(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ill_formed); i++) {
		const uint8_t *s = (const uint8_t *)ill_formed[i].bytes;
		size_t len = strlen(ill_formed[i].bytes), want = 0;
		while (ill_formed[i].want[want] != 0) {
			want++;
		}
		uint32_t out[32];
		size_t n = decode_all(s, len, out);
		if (n != want || memcmp(out, ill_formed[i].want, want * sizeof(*out)) != 0) {
			fail_msg("row %zu, fed by bytes: %zu code points", i, n);
		}
		n = decode_steps(s, len, out);
		if (n != want || memcmp(out, ill_formed[i].want, want * sizeof(*out)) != 0) {
			fail_msg("row %zu, by utf8_decode: %zu code points", i, n);
		}
	}
}

/* Bytes that make every kind of sequence likely, well-formed or not. */
static void any_bytes(struct rng g, uint8_t *s, size_t len)
{
	static const uint8_t likely[] = {
		0xe0, 0xed, 0xf0, 0xf4, 0xc2, 0x80, 0x9f, 0xa0, 0xbf, 0x41, 0x8f, 0x90,
	};
	for (size_t i = 0; i < len; i++) {
		s[i] = rng_below(g, 3) == 0 ? (uint8_t)rng_u64(g) : likely[rng_below(g, COUNT(likely))];
	}
}

/* Laws: the two decoders agree; what they give is scalar values; decoding is stable once encoded. */
static void test_law_garbage(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 2000; seed++) {
		struct rng_seed g0;
		struct rng g = rng_seeded(&g0, seed);
		uint8_t s[24];
		char again[24 * 4];
		uint32_t a[25], b[25], c[25];
		size_t len = (size_t)rng_below(g, sizeof(s)) + 1, encoded = 0;
		any_bytes(g, s, len);
		size_t n = decode_all(s, len, a);
		bool good = n == decode_steps(s, len, b) && memcmp(a, b, n * sizeof(*a)) == 0;
		for (size_t i = 0; i < n; i++) {
			good = good && a[i] <= 0x10ffff && (a[i] < 0xd800 || a[i] > 0xdfff);
			encoded += utf8_encode(a[i], again + encoded);
		}
		good = good && decode_all((const uint8_t *)again, encoded, c) == n &&
		       memcmp(a, c, n * sizeof(*a)) == 0;
		if (!good) {
			fail_msg("seed %llu", (unsigned long long)seed);
		}
	}
}

static void test_width_cp(void **state)
{
	(void)state;
	static const struct {
		uint32_t cp;
		int width;
	} rows[] = {
		{0, -1},        {0x1f, -1},     {0x20, 1},      {0x7e, 1},      {0x7f, -1},
		{0x80, -1},     {0x9f, -1},     {0xa0, 1},      {0xa1, 1},      {0xad, 1},
		{0xe9, 1},      {0x300, 0},     {0x3b1, 1},     {0x1100, 2},    {0x200b, 0},
		{0x200d, 0},    {0xfe0e, 0},    {0xfe0f, 0},    {0x20e3, 0},    {0x2500, 1},
		{0x2588, 1},    {0x25cf, 1},    {0x231a, 2},    {0x2764, 1},    {0x3000, 2},
		{0x3042, 2},    {0x4e00, 2},    {0x9fff, 2},    {0xac00, 2},    {0xd7a3, 2},
		{0xe000, 1},    {0xe0b0, 1},    {0xf8ff, 1},    {0xff01, 2},    {0xff61, 1},
		{0xfffd, 1},    {0x1f1e6, 1},   {0x1f3fb, 2},   {0x1f600, 2},   {0x20000, 2},
		{0x30000, 2},   {0xe0061, 0},   {0xf0000, 1},   {0x10fffd, 1},
		{0x903, 1},     {0x93f, 1},     {0xbbf, 1},     {0xe33, 1},     {0x947, 0},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (width_cp(rows[i].cp) != rows[i].width) {
			fail_msg("U+%04X: %d", (unsigned)rows[i].cp, width_cp(rows[i].cp));
		}
	}
	for (uint32_t cp = 0; cp < 0x120000; cp++) { /* also beyond the last code point */
		int w = width_cp(cp);
		assert_true(w >= -1 && w <= 2);
	}
}

/* Each row is one cluster. */
static const struct {
	const char *s;
	int width;
	const char *what;
} clusters[] = {
	{"a", 1, "letter"},
	{"\r\n", 0, "CR LF"},
	{"\u00ad", 1, "soft hyphen"},
	{"e\u0301", 1, "combining acute"},
	{"e\u0301\u0302\u0323", 1, "three marks"},
	{"\u4e00", 2, "CJK"},
	{"\u304b\u3099", 2, "kana with combining voicing"},
	{"\u00b7", 1, "ambiguous"},
	{"\ud55c", 2, "Hangul syllable"},
	{"\u1112\u1161\u11ab", 2, "jamo L V T"},
	{"\u1112\u1161", 2, "jamo L V"},
	{"\ud558\u11ab", 2, "syllable LV and T"},
	{"\u0915\u093f", 2, "Devanagari, spacing mark"},
	{"\U0001f600", 2, "emoji"},
	{"\U0001f44d\U0001f3fd", 2, "skin tone"},
	{"\u261d\U0001f3fd", 2, "skin tone on a narrow base"},
	{"\u2764", 1, "heart, no selector"},
	{"\u2764\ufe0f", 2, "heart, VS16"},
	{"\u2764\ufe0e", 1, "heart, VS15"},
	{"\u231a\ufe0e", 1, "watch, VS15"},
	{"\u231a\ufe0f", 2, "watch, VS16"},
	{"a\ufe0f", 1, "VS16 after a letter"},
	{"\u4e00\ufe0e", 2, "VS15 after CJK"},
	{"1\ufe0f\u20e3", 2, "keycap"},
	{"1\u20e3", 1, "keycap, no selector"},
	{"\u00a9\ufe0f", 2, "copyright, VS16"},
	{"\U0001f1e9\U0001f1ea", 2, "flag"},
	{"\U0001f1e9", 1, "half a flag"},
	{"\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 2, "tag flag"},
	{"\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", 2, "family"},
	{"\U0001f3f3\ufe0f\u200d\U0001f308", 2, "rainbow flag"},
	{"\u2764\ufe0f\u200d\U0001f525", 2, "heart on fire"},
	{"\u2764\u200d\U0001f525", 2, "heart on fire, unqualified"},
	{"\U0001f469\U0001f3fb\u200d\u2764\ufe0f\u200d\U0001f48b\u200d\U0001f469\U0001f3ff", 2, "kiss"},
	{"\u0301", 0, "lone mark"},
	{"\u200d", 0, "lone joiner"},
	{"\ufe0f", 0, "lone VS16"},
	{"\xff", 1, "ill-formed"},
};

static void test_clusters(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(clusters); i++) {
		size_t len = strlen(clusters[i].s);
		int w = width_cluster(clusters[i].s, len);
		size_t next = cluster_next(clusters[i].s, len);
		if (w != clusters[i].width || next != len) {
			fail_msg("%s: width %d, %zu of %zu bytes", clusters[i].what, w, next, len);
		}
		assert_int_equal(width_text(clusters[i].s, len), clusters[i].width);
	}
	assert_int_equal(width_cluster("", 0), 0);
	assert_int_equal(width_text("", 0), 0);
}

/* Any of the clusters between two letters stays whole: nothing joins the letters. */
static void test_clusters_in_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(clusters); i++) {
		char s[96] = "x";
		size_t len = strlen(clusters[i].s), first;
		memcpy(s + 1, clusters[i].s, len);
		s[1 + len] = 'y';
		assert_int_equal(width_text(s, len + 2), clusters[i].width + 2);
		first = cluster_next(s, len + 2); /* a lone mark joins the x, all else does not */
		bool joined = clusters[i].width == 0 && clusters[i].s[0] != '\r';
		assert_int_equal(first, joined ? len + 1 : 1);
	}
}

static void test_texts(void **state)
{
	(void)state;
	static const struct {
		const char *s;
		size_t first, width;
	} rows[] = {
		{"\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", 8, 4}, /* two flags */
		{"\U0001f1e9\U0001f1ea\U0001f1eb", 8, 3}, /* one and a half */
		{"a\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", 1, 5},
		{"\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7\U0001f1ee\U0001f1f9", 8, 6},
		{"\U0001f468\U0001f469", 4, 4}, /* no joiner, no family */
		{"a\u200d\U0001f469", 4, 3}, /* a joiner needs an emoji before */
		{"\u4e00\u4e01", 3, 4},
		{"\u1112\u1112\u1161", 9, 2}, /* L L V is one syllable */
		{"\uac00\uac00", 3, 4},
		{"a\tb", 1, 2},
		{"\n\u0301", 1, 0},
		{"\xe2\x82" "a", 2, 2},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t len = strlen(rows[i].s);
		size_t first = cluster_next(rows[i].s, len), width = width_text(rows[i].s, len);
		if (first != rows[i].first || width != rows[i].width) {
			fail_msg("row %zu: first %zu, width %zu", i, first, width);
		}
	}
}

/* Law: cluster by cluster, a text is cut where cluster_joins says so over the whole of it, with one
 * state carried along; so a stream and a text agree. */
static void test_law_joins_and_next_agree(void **state)
{
	(void)state;
	static const uint32_t cps[] = {
		'a', '\r', '\n', 0xa9, 0xad, 0x301, 0x600, 0x915, 0x93f, 0x1112, 0x1161, 0x11ab,
		0xac00, 0xac01, 0x200d, 0xfe0f, 0x2764, 0x4e00, 0x1f1e6, 0x1f1e7, 0x1f468, 0x1f3fd, 0xe0067,
	};
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		struct rng_seed g0;
		struct rng g = rng_seeded(&g0, seed);
		uint32_t cp[12];
		size_t end[12], n = (size_t)rng_below(g, COUNT(cp)) + 1, len = 0;
		char s[COUNT(cp) * 4];
		for (size_t i = 0; i < n; i++) {
			cp[i] = cps[rng_below(g, COUNT(cps))];
			len += utf8_encode(cp[i], s + len);
			end[i] = len;
		}
		int32_t joins = 0;
		size_t next = cluster_next(s, len), width = 0, start = 0;
		for (size_t i = 0; i < n; i++) {
			bool cut = i + 1 == n || !cluster_joins(&joins, cp[i], cp[i + 1]);
			if (cut != (end[i] == next)) {
				fail_msg("seed %llu at code point %zu", (unsigned long long)seed, i);
			}
			if (cut) {
				width += (size_t)width_cluster(s + start, next - start);
				start = next;
				next += next < len ? cluster_next(s + next, len - next) : 0;
			}
		}
		assert_int_equal(width_text(s, len), width);
	}
}

static void need_library(void)
{
	if (strcmp(width_table_unicode, width_library_unicode()) != 0) {
		skip(); /* the table is of another version of Unicode: that is no fault */
	}
}

static void test_table_equals_the_library(void **state)
{
	(void)state;
	need_library();
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		if (width_facts(cp) != width_facts_compute(cp)) {
			fail_msg("U+%04X: %u, not %u", (unsigned)cp, width_facts(cp), width_facts_compute(cp));
		}
	}
}

/* Law: over texts of all classes, ours joins where the library does, and reaches the same state. */
static void test_law_joins_equal_the_library(void **state)
{
	(void)state;
	need_library();
	static const uint32_t cps[] = {
		'a', '\r', '\n', 0x200b, 0x301, 0x1112, 0x1161, 0x11ab, 0xac00, 0xac01, 0x1f1e6, 0x93f, 0x600,
		0x200d, 0x2764, 0x1f3fd, 0x4e00,
	};
	for (uint64_t seed = 1; seed <= 20000; seed++) {
		struct rng_seed g0;
		struct rng g = rng_seeded(&g0, seed);
		int32_t ours = 0, theirs = 0;
		uint32_t a = cps[rng_below(g, COUNT(cps))];
		for (int i = 0; i < 20; i++) {
			uint32_t b = cps[rng_below(g, COUNT(cps))];
			bool joins = cluster_joins(&ours, a, b);
			if (joins != width_joins_compute(&theirs, a, b) || ours != theirs) {
				fail_msg("seed %llu: U+%04X U+%04X", (unsigned long long)seed, (unsigned)a, (unsigned)b);
			}
			a = b;
		}
	}
}

static void test_ambiguous(void **state)
{
	(void)state;
	static const uint32_t yes[] = {0xa1, 0xa7, 0xb7, 0x391, 0x410, 0x2018, 0x2026, 0x2500, 0x25cf, 0x2605, 0xfffd};
	static const uint32_t no[] = {'a', 0xa0, 0xa2, 0x301, 0xeb, 0x4e00, 0x1f600, 0x2713};
	for (size_t i = 0; i < COUNT(yes); i++) {
		assert_true((width_facts(yes[i]) & WIDTH_AMBIGUOUS) != 0);
	}
	for (size_t i = 0; i < COUNT(no); i++) {
		assert_true((width_facts(no[i]) & WIDTH_AMBIGUOUS) == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_scalar_round_trips),
		cmocka_unit_test(test_law_garbage),
		cmocka_unit_test(test_law_joins_and_next_agree),
		cmocka_unit_test(test_ill_formed),
		cmocka_unit_test(test_table_equals_the_library),
		cmocka_unit_test(test_law_joins_equal_the_library),
		cmocka_unit_test(test_ambiguous),
		cmocka_unit_test(test_width_cp),
		cmocka_unit_test(test_clusters),
		cmocka_unit_test(test_clusters_in_text),
		cmocka_unit_test(test_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
