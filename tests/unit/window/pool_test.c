/* tests/unit/window/pool_test.c -- interning and collecting. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

#include "base/rng.h"
#include "base/width.h"
#include "window/limits.h"
#include "window/line.h"

static struct style style_at(uint32_t n)
{
	return (struct style){.attrs = (uint16_t)(n & 3), .fg = COLOUR_RGB(n >> 16, n >> 8, n)};
}

static void equal_things_have_one_id(void **state)
{
	(void)state;
	struct pool *p = pool_new();
	struct style plain = {0}, red = {.fg = COLOUR_INDEX(1)};
	assert_int_equal(pool_style(p, &plain), 0);
	uint16_t id = pool_style(p, &red);
	assert_true(id != 0 && pool_style(p, &red) == id);
	assert_true(style_equal(pool_style_get(p, id), &red));
	assert_true(style_equal(pool_style_get(p, 999), &plain));

	assert_int_equal(pool_text(p, "a", 1), 'a');
	assert_int_equal(pool_text(p, "漢", 3), 0x6f22);
	uint32_t text = pool_text(p, "e\xcc\x81", 3);
	assert_true((text & CELL_CLUSTER) != 0 && pool_text(p, "e\xcc\x81", 3) == text);
	char s[CLUSTER_MAX];
	assert_int_equal(pool_text_get(p, text, s), 3);
	assert_memory_equal(s, "e\xcc\x81", 3);
	assert_int_equal(pool_text_get(p, 0, s), 0);
	assert_int_equal(pool_text_get(p, CELL_CLUSTER | 77, s), 0);

	uint32_t link = pool_link(p, bytes_str("http://a"), bytes_str(""));
	assert_true(link != 0 && pool_link(p, bytes_str("http://a"), bytes_str("")) == link);
	assert_true(pool_link(p, bytes_str("http://a"), bytes_str("x")) != link);
	assert_true(pool_link(p, bytes_str("http:/"), bytes_str("/a")) != link);
	assert_int_equal(pool_link(p, bytes_str(""), bytes_str("")), 0);
	assert_null(pool_link_get(p, 0));
	assert_null(pool_link_get(p, 77));
	assert_int_equal(pool_link_get(p, link)->uri.len, 8);
	pool_free(p);
	pool_free(NULL);
}

static void full_tables_give_the_default(void **state)
{
	(void)state;
	struct pool *p = pool_new();
	for (uint32_t n = 1; n < LIMIT_POOL_STYLES; n++) {
		struct style s = style_at(n);
		assert_true(pool_style(p, &s) != 0);
	}
	assert_true(pool_wants_gc(p));
	struct style more = style_at(LIMIT_POOL_STYLES + 7);
	assert_int_equal(pool_style(p, &more), 0);
	for (int n = 0; n < LIMIT_POOL_LINKS; n++) {
		char uri[32];
		snprintf(uri, sizeof(uri), "http://%d", n);
		assert_true(pool_link(p, bytes_str(uri), bytes_str("")) != 0);
	}
	assert_int_equal(pool_link(p, bytes_str("http://more"), bytes_str("")), 0);
	pool_gc_begin(p);
	pool_gc_end(p);
	assert_false(pool_wants_gc(p));
	assert_true(pool_style(p, &more) != 0);
	assert_true(pool_link(p, bytes_str("http://more"), bytes_str("")) != 0);
	pool_free(p);
}

/* What a line uses keeps its ids through any number of collections. */
static void collecting_keeps_what_lives(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 50; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		struct pool *p = pool_new();
		struct line *l = line_new(1);
		struct cell *c = line_reserve(l, 50);
		uint32_t n[50];
		for (int round = 0; round < 8; round++) {
			for (int i = 0; i < 200; i++) {
				uint16_t x = (uint16_t)rng_below(r, 50);
				n[x] = (uint32_t)rng_below(r, 5000) + 1;
				char text[16], uri[16];
				int len = snprintf(text, sizeof(text), "%u", n[x] + 10);
				snprintf(uri, sizeof(uri), "u%u", n[x]);
				struct style s = style_at(n[x]);
				s.link = pool_link(p, bytes_str(uri), bytes_str(""));
				c[x].style = pool_style(p, &s);
				c[x].text = pool_text(p, text, (size_t)len);
				c[x].flags = 1; /* written */
			}
			pool_gc_begin(p);
			pool_gc_line(p, l);
			pool_gc_end(p);
			for (uint16_t x = 0; x < 50; x++) {
				if (c[x].flags == 0) {
					continue;
				}
				struct style want = style_at(n[x]),
				             got = *pool_style_get(p, c[x].style);
				char text[16], uri[16], s[CLUSTER_MAX];
				size_t len = (size_t)snprintf(text, sizeof(text), "%u", n[x] + 10);
				snprintf(uri, sizeof(uri), "u%u", n[x]);
				const struct pool_link *k = pool_link_get(p, got.link);
				want.link = got.link;
				if (!style_equal(&got, &want) || k == NULL ||
				        k->uri.len != strlen(uri) ||
				        memcmp(k->uri.data, uri, k->uri.len) != 0 ||
				        pool_text_get(p, c[x].text, s) != len ||
				        memcmp(s, text, len) != 0) {
					fail_msg(
					        "seed %llu column %u", (unsigned long long)seed, x);
				}
			}
		}
		line_free(l);
		pool_free(p);
	}
}

/* A flood of styles, clusters and links leaves nothing behind. */
static void memory_comes_back(void **state)
{
	(void)state;
	struct pool *p = pool_new();
	size_t empty = pool_memory(p);
	assert_true(empty < 1024);
	for (int round = 0; round < 6; round++) {
		for (uint32_t n = 1; n < 20000; n++) {
			char s[16];
			int len = snprintf(s, sizeof(s), "%u", n + 10);
			struct style x = style_at(n);
			x.link = n < 1000 ? pool_link(p, bytes_str(s), bytes_str("")) : 0;
			assert_true(pool_style(p, &x) != 0);
			assert_true(pool_text(p, s, (size_t)len) != 0);
		}
		assert_true(pool_wants_gc(p));
		for (int i = 0; i < 6; i++) {
			pool_gc_begin(p);
			pool_gc_end(p);
		}
		if (pool_memory(p) > empty + 8192) {
			fail_msg("%zu bytes are left", pool_memory(p));
		}
	}
	pool_free(p);
}

/* What a longer cluster became is remembered, but not longer than the cluster lives. */
static void longer_clusters_outlive_no_collection(void **state)
{
	(void)state;
	struct pool *p = pool_new();
	char s[CLUSTER_MAX];
	for (uint32_t round = 0; round < 3; round++) {
		for (uint32_t cp = 0; cp < 600; cp++) {
			uint32_t text = pool_text_append(p, 'a' + round, 0x300 + cp);
			assert_int_equal(pool_text_append(p, 'a' + round, 0x300 + cp), text);
			assert_int_equal(pool_text_get(p, text, s), 3);
			assert_int_equal(s[0], 'a' + (int)round);
			size_t used;
			assert_int_equal(utf8_decode(s + 1, sizeof(s) - 1, &used), 0x300 + cp);
		}
		pool_gc_begin(p); /* nobody marks any */
		pool_gc_end(p);
	}
	pool_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_things_have_one_id),
		cmocka_unit_test(full_tables_give_the_default),
		cmocka_unit_test(collecting_keeps_what_lives),
		cmocka_unit_test(memory_comes_back),
		cmocka_unit_test(longer_clusters_outlive_no_collection),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
