/* tests/unit/mux/store_test.c -- a store against a plain table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/rng.h"
#include "mux/limits.h"
#include "mux/store.h"

#define IDS 6

struct shadow {
	char text[16]; /* "" : no row */
	uint64_t version;
};

static void compare(const struct store *s, struct shadow want[OBJECT_KINDS][IDS], uint64_t seed)
{
	size_t count = 0;
	for (int kind = 0; kind < OBJECT_KINDS; kind++) {
		for (uint32_t id = 0; id < IDS; id++) {
			const struct shadow *w = &want[kind][id];
			const struct object *o = store_get(s, (enum object_kind)kind, id);
			count += w->text[0] != '\0';
			if ((o != NULL) != (w->text[0] != '\0') || (o != NULL &&
				(o->kind != kind || o->id != id || o->version != w->version ||
				!bytes_equal(bytes_of(o->data, o->len), bytes_str(w->text))))) {
				fail_msg("seed %llu kind %d id %u", (unsigned long long)seed, kind, id);
			}
		}
	}
	assert_int_equal(store_count(s), count);
	for (size_t i = 0; i < count; i++) {
		const struct object *o = store_at(s, i);
		assert_ptr_equal(store_get(s, (enum object_kind)o->kind, o->id), o);
	}
}

static void test_random(void **state)
{
	(void)state;
	static const char *const texts[] = {"a", "b", "longer text"};
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct rng_seed state_of;
		struct rng rng = rng_seeded(&state_of, seed);
		struct store *s = store_new();
		static const struct shadow none[OBJECT_KINDS][IDS];
		struct shadow want[OBJECT_KINDS][IDS];
		memcpy(want, none, sizeof(want));
		for (int step = 0; step < 300; step++) {
			enum object_kind kind = (enum object_kind)rng_below(rng, OBJECT_KINDS);
			uint32_t id = (uint32_t)rng_below(rng, IDS);
			struct shadow *w = &want[kind][id];
			const char *text = texts[rng_below(rng, 3)];
			uint64_t change = store_change(s);
			if (rng_below(rng, 3) == 0) {
				store_remove(s, kind, id);
				*w = (struct shadow){0};
				assert_int_equal(store_change(s), change);
				continue;
			}
			bool same = strcmp(w->text, text) == 0;
			assert_int_equal(store_put(s, kind, id, bytes_str(text)), 0);
			assert_int_equal(store_change(s), change + !same);
			strcpy(w->text, text);
			w->version = same ? w->version : store_change(s);
		}
		compare(s, want, seed);
		store_free(s);
	}
	store_free(NULL);
}

static void test_limit(void **state)
{
	(void)state;
	struct store *s = store_new();
	uint8_t *big = mem_zalloc(LIMIT_OBJECT + 1);
	assert_int_equal(store_put(s, OBJECT_TEXT, 0, bytes_of(big, LIMIT_OBJECT + 1)), ERR_LIMIT);
	assert_null(store_get(s, OBJECT_TEXT, 0));
	assert_int_equal(store_put(s, OBJECT_TEXT, 0, bytes_of(big, LIMIT_OBJECT)), 0);
	assert_int_equal(store_put(s, OBJECT_KEYS, 0, bytes_of(NULL, 0)), 0);
	assert_int_equal(store_get(s, OBJECT_KEYS, 0)->len, 0);
	free(big);
	store_free(s);
}

static void test_table(void **state)
{
	(void)state;
	for (int i = 0; i < OBJECT_KINDS; i++) {
		assert_non_null(object_defs[i].name);
		assert_true((unsigned)object_defs[i].class < SYNC_CLASSES);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
