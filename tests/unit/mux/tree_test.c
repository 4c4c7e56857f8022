/* tests/unit/mux/tree_test.c -- decode(encode(x)) is x; whatever is given encodes to what decodes;
 * and garbage is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/rng.h"
#include "layout/limits.h"
#include "layout/tree.h"
#include "mux/tree_any.h"

#define SEEDS 300

/* Valid text of `most` pieces at most. */
static char *any_text(struct rng rng, size_t most, bool lines)
{
	static const char *const pieces[] = {"a", "#[fg=red]", "\xe2\x82\xac", "\xf0\x9f\x98\x80", " ",
		"\n", "\t"};
	struct buf out = {0};
	for (size_t n = (size_t)rng_below(rng, most); n > 0; n--) {
		buf_puts(&out, pieces[rng_below(rng, lines ? 7 : 5)]);
	}
	return buf_take_str(&out);
}

/* Numbers of every length. */
static uint64_t any_number(struct rng rng, uint64_t max)
{
	return (rng_u64(rng) >> rng_below(rng, 64)) % (max + 1);
}

static uint32_t any_u32(struct rng rng)
{
	return (uint32_t)any_number(rng, UINT32_MAX);
}

static bool chance(struct rng rng)
{
	return rng_below(rng, 2) == 0;
}

static void make_root(struct rng rng, struct tree_root *t)
{
	t->instance = rng_u64(rng);
	t->version = any_text(rng, 5, false);
	t->session_count = (size_t)rng_below(rng, 10);
	t->sessions = mem_calloc(t->session_count + 1, sizeof(*t->sessions));
	for (size_t i = 0; i < t->session_count; i++) {
		t->sessions[i] = any_u32(rng);
	}
}

static bool same_root(const struct tree_root *a, const struct tree_root *b)
{
	return a->instance == b->instance && strcmp(a->version, b->version) == 0 &&
		a->session_count == b->session_count &&
		memcmp(a->sessions, b->sessions, a->session_count * sizeof(*a->sessions)) == 0;
}

static void make_session(struct rng rng, struct tree_session *t)
{
	int32_t index = -1;
	t->id = any_u32(rng);
	t->name = any_text(rng, 20, false);
	t->current = (int32_t)any_number(rng, INT32_MAX) - 1;
	t->last = (int32_t)any_number(rng, INT32_MAX) - 1;
	t->links = mem_calloc(20, sizeof(*t->links));
	t->link_count = (size_t)rng_below(rng, 20);
	for (size_t i = 0; i < t->link_count; i++) {
		index += 1 + (int32_t)any_number(rng, 100000);
		t->links[i] = (struct tree_winlink){.index = index, .window = any_u32(rng)};
	}
}

static bool same_session(const struct tree_session *a, const struct tree_session *b)
{
	bool same = a->id == b->id && strcmp(a->name, b->name) == 0 && a->current == b->current &&
		a->last == b->last && a->link_count == b->link_count;
	for (size_t i = 0; same && i < a->link_count; i++) {
		same = a->links[i].index == b->links[i].index && a->links[i].window == b->links[i].window;
	}
	return same;
}

static void make_window(struct rng rng, struct tree_window *t)
{
	uint32_t leaves[LIMIT_LAYOUT_LEAVES];
	t->id = any_u32(rng);
	t->name = any_text(rng, 20, false);
	t->size = (struct size){.cols = 200, .rows = 50};
	t->layout = layout_new(any_u32(rng), t->size);
	for (size_t n = (size_t)rng_below(rng, 40); n > 0; n--) {
		size_t count = layout_leaves(t->layout, leaves, LIMIT_LAYOUT_LEAVES);
		layout_split(t->layout, leaves[rng_below(rng, count)],
			chance(rng) ? AXIS_LEFT_RIGHT : AXIS_TOP_BOTTOM, -1, 0, any_u32(rng));
	}
	size_t count = layout_leaves(t->layout, leaves, LIMIT_LAYOUT_LEAVES);
	t->active = leaves[rng_below(rng, count)];
	t->mru_count = count < LIMIT_TREE_MRU ? count : LIMIT_TREE_MRU;
	memcpy(t->mru, leaves, t->mru_count * sizeof(*t->mru));
	t->zoomed = chance(rng);
	t->bell = chance(rng);
	t->activity = chance(rng);
	t->silence = chance(rng);
}

static bool same_window(const struct tree_window *a, const struct tree_window *b)
{
	return a->id == b->id && strcmp(a->name, b->name) == 0 && a->size.cols == b->size.cols &&
		a->size.rows == b->size.rows && layout_equal(a->layout, b->layout) &&
		a->active == b->active &&
		a->zoomed == b->zoomed && a->bell == b->bell && a->activity == b->activity &&
		a->silence == b->silence && a->mru_count == b->mru_count &&
		memcmp(a->mru, b->mru, a->mru_count * sizeof(*a->mru)) == 0;
}

static void make_view(struct rng rng, struct tree_view *t)
{
	t->client = any_u32(rng);
	t->session = any_u32(rng);
	t->prefix = chance(rng);
	t->key_table = any_text(rng, 5, false);
	t->records = any_number(rng, UINT64_MAX >> 2);
}

static bool same_view(const struct tree_view *a, const struct tree_view *b)
{
	return a->client == b->client && a->session == b->session && a->prefix == b->prefix &&
		strcmp(a->key_table, b->key_table) == 0 && a->records == b->records;
}

static void make_status(struct rng rng, struct tree_status *t)
{
	t->on = chance(rng);
	t->top = chance(rng);
	t->left = any_text(rng, 40, false);
	t->right = any_text(rng, 40, false);
	t->style = any_text(rng, 4, false);
	t->window_list = any_text(rng, 200, false);
	t->justify = any_text(rng, 2, false);
	t->left_len = (uint16_t)any_number(rng, UINT16_MAX);
	t->right_len = (uint16_t)any_number(rng, UINT16_MAX);
}

static bool same_status(const struct tree_status *a, const struct tree_status *b)
{
	return a->on == b->on && a->top == b->top && strcmp(a->left, b->left) == 0 &&
		strcmp(a->right, b->right) == 0 && strcmp(a->style, b->style) == 0 &&
		strcmp(a->window_list, b->window_list) == 0 && strcmp(a->justify, b->justify) == 0 &&
		a->left_len == b->left_len && a->right_len == b->right_len;
}

static void make_text(struct rng rng, struct tree_text *t)
{
	t->serial = rng_u64(rng);
	t->raw = chance(rng);
	t->title = any_text(rng, 20, false);
	t->text = any_text(rng, 400, true);
	t->text_len = strlen(t->text);
	if (t->raw && t->text_len > 0) {
		t->text[0] = t->text[0] == 'a' ? '\0' : t->text[0];
	}
}

static bool same_text(const struct tree_text *a, const struct tree_text *b)
{
	return a->serial == b->serial && a->raw == b->raw && strcmp(a->title, b->title) == 0 &&
		bytes_equal(bytes_of(a->text, a->text_len), bytes_of(b->text, b->text_len)) &&
		b->text[b->text_len] == '\0';
}

static void make(struct rng rng, enum tree_shape kind, union tree_any *x)
{
	memset(x, 0, sizeof(*x));
	switch (kind) {
	case TREE_ROOT:
		make_root(rng, &x->root);
		break;
	case TREE_SESSION:
		make_session(rng, &x->session);
		break;
	case TREE_WINDOW:
		make_window(rng, &x->window);
		break;
	case TREE_VIEW:
		make_view(rng, &x->view);
		break;
	case TREE_STATUS:
		make_status(rng, &x->status);
		break;
	case TREE_TEXT:
		make_text(rng, &x->text);
		break;
	default:
		x->echo = (struct tree_echo){.offset = any_number(rng, UINT64_MAX >> 2),
			.settled = any_number(rng, UINT64_MAX >> 2), .rev = any_number(rng, UINT64_MAX >> 2),
			.flags_known = chance(rng), .icanon = chance(rng), .echo = chance(rng)};
		break;
	}
}

static bool same(enum tree_shape kind, const union tree_any *a, const union tree_any *b)
{
	switch (kind) {
	case TREE_ROOT:
		return same_root(&a->root, &b->root);
	case TREE_SESSION:
		return same_session(&a->session, &b->session);
	case TREE_WINDOW:
		return same_window(&a->window, &b->window);
	case TREE_VIEW:
		return same_view(&a->view, &b->view);
	case TREE_STATUS:
		return same_status(&a->status, &b->status);
	case TREE_TEXT:
		return same_text(&a->text, &b->text);
	default:
		return a->echo.offset == b->echo.offset && a->echo.settled == b->echo.settled &&
			a->echo.rev == b->echo.rev && a->echo.flags_known == b->echo.flags_known &&
			a->echo.icanon == b->echo.icanon && a->echo.echo == b->echo.echo;
	}
}

static void test_round_trip(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		enum tree_shape kind = (enum tree_shape)(seed % TREE_SHAPES);
		union tree_any x, y;
		struct buf out = {0};
		make(rng, kind, &x);
		tree_any_encode(kind, &x, &out);
		int r = tree_any_decode(kind, buf_bytes(&out), &y);
		if (r != 0 || !same(kind, &x, &y)) {
			fail_msg("seed %llu kind %d: %d", (unsigned long long)seed, kind, r);
		}
		tree_any_finish(kind, &x);
		tree_any_finish(kind, &y);
		buf_finish(&out);
	}
}

/* Cut anywhere, longer by one, or with another format: refused, and the value not touched. */
static void test_strict(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 10 * TREE_SHAPES; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		enum tree_shape kind = (enum tree_shape)(seed % TREE_SHAPES);
		union tree_any x, y, before;
		struct buf out = {0};
		make(rng, kind, &x);
		tree_any_encode(kind, &x, &out);
		struct bytes b = buf_bytes(&out);
		memset(&y, 0x5a, sizeof(y));
		before = y;
		for (size_t len = 0; len < b.len; len += 1 + len / 20) {
			uint8_t *cut = mem_alloc(len);
			memcpy(cut, b.data, len);
			assert_int_equal(tree_any_decode(kind, bytes_of(cut, len), &y), ERR_PROTO);
			free(cut);
		}
		buf_u8(&out, 0);
		b = buf_bytes(&out);
		assert_int_equal(tree_any_decode(kind, b, &y), ERR_PROTO);
		out.data[out.head] = 99;
		assert_int_equal(tree_any_decode(kind, bytes_of(b.data, b.len - 1), &y), ERR_VERSION);
		assert_memory_equal(&y, &before, sizeof(y));
		tree_any_finish(kind, &x);
		buf_finish(&out);
	}
}

/* Damage decodes or not; what does encodes again to what decodes to the same. */
static void test_damage(void **state)
{
	(void)state;
	size_t taken = 0;
	for (uint64_t seed = 1; seed <= 20 * SEEDS; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		enum tree_shape kind = (enum tree_shape)(seed % TREE_SHAPES);
		union tree_any x, y, z;
		struct buf out = {0}, again = {0};
		make(rng, kind, &x);
		tree_any_encode(kind, &x, &out);
		tree_any_finish(kind, &x);
		for (size_t n = 1 + (size_t)rng_below(rng, 3); n > 0; n--) {
			size_t at = 1 + (size_t)rng_below(rng, out.len - 1);
			out.data[out.head + at] = (uint8_t)rng_u64(rng);
		}
		if (tree_any_decode(kind, buf_bytes(&out), &y) == 0) {
			taken++;
			tree_any_encode(kind, &y, &again);
			assert_int_equal(tree_any_decode(kind, buf_bytes(&again), &z), 0);
			assert_true(same(kind, &y, &z));
			tree_any_finish(kind, &y);
			tree_any_finish(kind, &z);
		}
		buf_finish(&out);
		buf_finish(&again);
	}
	assert_true(taken > 0);
}

/* Text with controls, NULL, or too long goes out as text that is taken. */
static void test_encoders_mend(void **state)
{
	(void)state;
	struct buf out = {0};
	char *big = mem_alloc(LIMIT_OBJECT + 1);
	memset(big, 'x', LIMIT_OBJECT);
	big[LIMIT_OBJECT] = '\0';
	char bad[] = "a\x1b[1m\xff", clean[] = "a[1m\xef\xbf\xbd", multi[] = "a\r\nb\0";
	struct tree_status st = {.left = big, .right = bad, .window_list = big, .style = big}, got;
	tree_status_encode(&st, &out);
	assert_true(out.len <= LIMIT_OBJECT);
	assert_int_equal(tree_status_decode(buf_bytes(&out), &got), 0);
	assert_int_equal(strlen(got.left), LIMIT_STATUS);
	assert_string_equal(got.right, clean);
	assert_string_equal(got.justify, "");
	tree_status_finish(&got);
	buf_clear(&out);
	struct tree_text t = {.text = big, .text_len = LIMIT_OBJECT, .title = big}, back;
	tree_text_encode(&t, &out);
	assert_true(out.len <= LIMIT_OBJECT);
	assert_int_equal(tree_text_decode(buf_bytes(&out), &back), 0);
	assert_int_equal(back.text_len, LIMIT_TREE_TEXT);
	tree_text_finish(&back);
	buf_clear(&out);
	t = (struct tree_text){.text = multi, .text_len = 5};
	tree_text_encode(&t, &out);
	assert_int_equal(tree_text_decode(buf_bytes(&out), &back), 0);
	assert_string_equal(back.text, "a\nb");
	tree_text_finish(&back);
	buf_finish(&out);
	free(big);
}

/* Rows that no encoder writes. */
static void test_refused(void **state)
{
	(void)state;
	struct buf out = {0};
	struct tree_winlink twice[] = {{3, 1}, {3, 2}};
	char name[] = "w";
	struct tree_session s = {.id = 1, .name = name, .links = twice, .link_count = 2}, s_got;
	tree_session_encode(&s, &out);
	assert_int_equal(tree_session_decode(buf_bytes(&out), &s_got), ERR_PROTO);
	buf_clear(&out);
	struct layout *l = layout_new(7, (struct size){80, 24});
	struct tree_window w = {.name = name, .size = {80, 24}, .layout = l, .active = 8}, w_got;
	tree_window_encode(&w, &out);
	assert_int_equal(tree_window_decode(buf_bytes(&out), &w_got), ERR_PROTO);
	buf_clear(&out);
	w.active = 7;
	w.mru[0] = w.mru[1] = 7;
	w.mru_count = 2;
	tree_window_encode(&w, &out);
	assert_int_equal(tree_window_decode(buf_bytes(&out), &w_got), ERR_PROTO);
	buf_clear(&out);
	w.mru_count = 1;
	tree_window_encode(&w, &out);
	assert_int_equal(tree_window_decode(buf_bytes(&out), &w_got), 0);
	tree_window_finish(&w_got);
	layout_free(l);
	buf_finish(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_strict),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_encoders_mend),
		cmocka_unit_test(test_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
