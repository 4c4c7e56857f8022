/* tests/unit/mux/input_test.c -- a stream of records, cut anywhere, comes out as it went in. */
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
#include "mux/input.h"
#include "mux/limits.h"

#define DATA_MAX 300

static uint64_t any_number(struct rng rng, uint64_t max)
{
	return (rng_u64(rng) >> rng_below(rng, 64)) % (max + 1);
}

static keycode_t any_key(struct rng rng)
{
	static const keycode_t keys[] = {'a', 0x0d, 0x1b, KEY_UP, KEY_F12, KEY_FOCUS_IN, 0x10ffff,
		0x20ac, 0};
	return keys[rng_below(rng, 9)] | (keycode_t)rng_below(rng, 32) << 24;
}

static struct key_detail any_detail(struct rng rng)
{
	static const char *const texts[] = {"", "", "a", "\u00e9", "\U0001f600x", "\xef\xbf\xbd"};
	struct key_detail d = {.action = (uint8_t)rng_below(rng, 3), .exact = rng_below(rng, 2) == 0};
	if (rng_below(rng, 2) == 0) {
		const char *text = texts[rng_below(rng, 6)];
		d.mods = (uint8_t)rng_u64(rng);
		d.code = (uint32_t)any_number(rng, 0x10ffff);
		d.shifted = (uint32_t)any_number(rng, 0x10ffff);
		d.layout = (uint32_t)any_number(rng, 0x10ffff);
		d.text_len = (uint8_t)strlen(text);
		memcpy(d.text, text, d.text_len);
	}
	return rng_below(rng, 2) == 0 ? d : (struct key_detail){0};
}

static struct mouse any_mouse(struct rng rng)
{
	return (struct mouse){
		.kind = (uint8_t)rng_below(rng, MOUSE_WHEEL_DOWN + 1),
		.button = (uint8_t)(rng_below(rng, 2) == 0 ? rng_below(rng, 4) : 6 + rng_below(rng, 6)),
		.mods = (uint32_t)rng_below(rng, 8) << 24,
		.x = (uint16_t)any_number(rng, UINT16_MAX),
		.y = (uint16_t)any_number(rng, UINT16_MAX),
	};
}

/* Of a terminal that told its background and the colour 15, and nothing else. */
static const uint8_t colours[19 * 4] = {[4] = 2, 0x10, 0x20, 0x30, [72] = 2, 0xff, 0xff, 0xff};

/* Three lots of four bytes, of whole characters each. */
static const uint8_t characters[] = "a\r\x1b\0\xf0\x9f\x98\x80\xc3\xa9\xc2\x80";

/* Only the fields of its kind; data is borrowed from `text`, which holds no NUL. */
static struct record any_record(struct rng rng, const uint8_t text[DATA_MAX])
{
	struct record r = {.kind = (uint8_t)rng_below(rng, RECORD_KINDS)};
	usec_t time = MS(any_number(rng, UINT64_C(1) << 45));
	uint32_t pane = (uint32_t)any_number(rng, UINT32_MAX);
	bool bare = r.kind == RECORD_RESIZE || r.kind == RECORD_COLOURS || r.kind == RECORD_TICKET ||
		r.kind == RECORD_THRIFT;
	r.time = bare ? 0 : time;
	r.pane = r.kind == RECORD_FOCUS || r.time == 0 ? 0 : pane;
	switch (r.kind) {
	case RECORD_KEY:
		r.key = any_key(rng);
		r.detail = any_detail(rng);
		break;
	case RECORD_PASTE:
		r.more = rng_below(rng, 2) == 0;
		r.data = bytes_of(text, (size_t)rng_below(rng, DATA_MAX));
		break;
	case RECORD_MOUSE:
		r.mouse = any_mouse(rng);
		r.rev = any_number(rng, UINT64_MAX >> 2);
		break;
	case RECORD_COMMAND:
		r.data = bytes_of(text, (size_t)rng_below(rng, DATA_MAX));
		break;
	case RECORD_RESIZE:
		r.size = (struct size){.cols = (uint16_t)any_number(rng, UINT16_MAX), .rows = 24};
		r.cell = rng_below(rng, 2) == 0 ? (struct size){9, (uint16_t)any_number(rng, 99)} : r.cell;
		break;
	case RECORD_COLOURS:
		r.data = bytes_of(colours, sizeof(colours));
		break;
	case RECORD_THRIFT:
		r.data = bytes_of(text, 8);
		break;
	case RECORD_TEXT:
		r.data = bytes_of(characters, (size_t)(1 + rng_below(rng, 3)) * 4);
		break;
	case RECORD_TICKET:
		r.data = bytes_of(text, (size_t)rng_below(rng, DATA_MAX));
		break;
	default:
		r.on = rng_below(rng, 2) == 0;
		break;
	}
	return r;
}

static bool same_detail(const struct key_detail *a, const struct key_detail *b)
{
	return a->action == b->action && a->exact == b->exact && a->mods == b->mods &&
		a->code == b->code && a->shifted == b->shifted && a->layout == b->layout &&
		bytes_equal(bytes_of(a->text, a->text_len), bytes_of(b->text, b->text_len));
}

static bool same(const struct record *a, const struct record *b)
{
	return a->kind == b->kind && a->pane == b->pane && a->time == b->time && a->key == b->key &&
		a->mouse.kind == b->mouse.kind && a->mouse.button == b->mouse.button &&
		a->mouse.mods == b->mouse.mods && a->mouse.x == b->mouse.x && a->mouse.y == b->mouse.y &&
		a->rev == b->rev && a->size.cols == b->size.cols && a->size.rows == b->size.rows &&
		a->cell.cols == b->cell.cols && a->cell.rows == b->cell.rows &&
		same_detail(&a->detail, &b->detail) && a->on == b->on && a->more == b->more && bytes_equal(a->data, b->data);
}

static void fill(struct rng rng, uint8_t text[DATA_MAX])
{
	for (size_t i = 0; i < DATA_MAX; i++) {
		text[i] = (uint8_t)(1 + rng_below(rng, 255));
	}
}

static void test_stream(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		uint8_t text[DATA_MAX];
		struct record sent[10], got;
		struct buf out = {0};
		fill(rng, text);
		for (size_t i = 0; i < 10; i++) {
			sent[i] = any_record(rng, text);
			record_encode(&sent[i], &out);
		}
		for (size_t i = 0; i < 10; i++) {
			size_t used = 0;
			int r = record_decode(buf_bytes(&out), &got, &used);
			if (r != 0 || !same(&sent[i], &got)) {
				fail_msg("seed %llu record %zu: %d", (unsigned long long)seed, i, r);
			}
			buf_consume(&out, used);
		}
		assert_int_equal(out.len, 0);
		buf_finish(&out);
	}
}

static void test_incomplete(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 50; seed++) {
		struct rng_seed s;
		struct rng rng = rng_seeded(&s, seed);
		uint8_t text[DATA_MAX];
		struct buf out = {0};
		fill(rng, text);
		struct record r = any_record(rng, text), got = {.rev = 5};
		record_encode(&r, &out);
		for (size_t len = 0; len < out.len; len++) {
			uint8_t *cut = mem_alloc(len);
			size_t used = 77;
			memcpy(cut, buf_bytes(&out).data, len);
			assert_int_equal(record_decode(bytes_of(cut, len), &got, &used), ERR_AGAIN);
			assert_int_equal(used, 77);
			free(cut);
		}
		assert_int_equal(got.rev, 5);
		buf_finish(&out);
	}
}

static void test_limits(void **state)
{
	(void)state;
	uint8_t *big = mem_alloc(LIMIT_RECORD + 1);
	memset(big, 'x', LIMIT_RECORD + 1);
	struct record r = {.kind = RECORD_PASTE, .pane = UINT32_MAX, .time = MS(UINT64_C(1) << 45),
		.data = bytes_of(big, LIMIT_RECORD + 1)}, got;
	struct buf out = {0};
	size_t used;
	record_encode(&r, &out);
	assert_int_equal(record_decode(buf_bytes(&out), &got, &used), 0);
	assert_int_equal(got.data.len, LIMIT_RECORD);
	static const uint8_t longer[] = {0x80, 0x01, 0x00, 0x00}; /* says 65536 */
	assert_int_equal(record_decode(bytes_of(longer, sizeof(longer)), &got, &used), ERR_PROTO);
	buf_finish(&out);
	free(big);
}

static void test_refused(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t len;
	} rows[] = {
		{"\x00", 1},                         /* no kind */
		{"\x01\x7f", 2},                     /* no such kind */
		{"\x01\x00", 2},                     /* a key without its fields */
		{"\x05\x00\x01\x01\x20\x21", 6},     /* modifiers that do not exist */
		{"\x08\x00\x01\x01\x00\x80\x00\xd8\x00", 9}, /* a surrogate */
		{"\x08\x00\x01\x01\x00\x80\x20\xff\xff", 9}, /* beyond the keys that exist */
		{"\x06\x00\x01\x01\x00\x21\x00", 7}, /* a byte too many */
		{"\x06\x00\x01\x01\x00\x21\x03", 7}, /* neither pressed nor let go */
		{"\x06\x00\x01\x01\x00\x21\x20", 7}, /* a bit without a meaning */
		{"\x06\x00\x01\x01\x00\x21\x10", 7}, /* no text */
		{"\x07\x00\x01\x01\x00\x21\x10\x1b", 8}, /* a control as text */
		{"\x08\x00\x01\x01\x00\x21\x10\xc2\x9b", 9},
		{"\x07\x00\x01\x01\x00\x21\x10\xff", 8}, /* no UTF-8 */
		{"\x08\x00\x01\x01\x00\x21\x08\x00\x01", 9}, /* a code without the rest */
		{"\x07\x00\x01\x01\x00\x21\x04\x00", 8}, /* more than it says */
		{"\x08\x02\x01\x01\x09\x00\x01\x01\x01", 9}, /* no such mouse event */
		{"\x08\x02\x01\x01\x00\x40\x01\x01\x01", 9}, /* no such button */
		{"\x08\x02\x01\x01\x00\xc0\x01\x01\x01", 9},
		{"\x04\x04\x01\x01\x01", 5},         /* half a cell */
		{"\x04\x03\x01\x01\x00", 5},         /* a NUL in a command */
		{"\x03\x05\x01\x02", 4},             /* neither on nor off */
		{"\x08\x07""1234567", 9},            /* colours are 8 bytes */
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct record got;
		size_t used;
		int r = record_decode(bytes_of(rows[i].bytes, rows[i].len), &got, &used);
		if (r != ERR_PROTO) {
			fail_msg("row %zu: %d", i, r);
		}
	}
}

static void colours_come_back(void **state)
{
	(void)state;
	struct term_colours c, before = {.cursor = 7};
	struct buf again = {0};
	assert_int_equal(record_colours_decode(bytes_of(colours, sizeof(colours)), &c), 0);
	assert_int_equal(c.fg, COLOUR_DEFAULT);
	assert_int_equal(c.bg, COLOUR_RGB(0x10, 0x20, 0x30));
	assert_int_equal(c.ansi[15], COLOUR_RGB(0xff, 0xff, 0xff));
	record_colours_encode(&c, &again);
	assert_true(bytes_equal(buf_bytes(&again), bytes_of(colours, sizeof(colours))));
	buf_finish(&again);
	uint8_t bad[sizeof(colours) + 1];
	memcpy(bad, colours, sizeof(colours));
	bad[0] = 1; /* an index is no colour of a terminal */
	c = before;
	assert_int_equal(record_colours_decode(bytes_of(bad, sizeof(colours)), &c), ERR_PROTO);
	bad[0] = 0;
	assert_int_equal(record_colours_decode(bytes_of(bad, sizeof(colours) - 1), &c), ERR_PROTO);
	assert_int_equal(record_colours_decode(bytes_of(bad, sizeof(bad)), &c), ERR_PROTO);
	assert_int_equal(c.cursor, before.cursor);
}

/* A text is its characters' keys, and nothing that is no UTF-8. */
static void test_text(void **state)
{
	static const keycode_t keys[] = {'a', '\r', 0x1b, 0, 0x1f600, 0xe9, 0x80};
	static const char *const bad[] = {"", "\xff", "a\xc3", "\xed\xa0\x80"};
	struct record r = {.kind = RECORD_TEXT, .pane = 1, .data = bytes_of(characters, sizeof(characters) - 1)}, got;
	struct buf b = {0};
	size_t at = 0, used, n = 0;
	keycode_t key;
	(void)state;
	record_encode(&r, &b);
	assert_int_equal(record_decode(buf_bytes(&b), &got, &used), 0);
	for (; record_text_next(got.data, &at, &key); n++) {
		assert_true(n < sizeof(keys) / sizeof(keys[0]) && key == keys[n]);
	}
	assert_int_equal(n, sizeof(keys) / sizeof(keys[0]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		buf_clear(&b);
		r.data = bytes_str(bad[i]);
		record_encode(&r, &b);
		assert_int_equal(record_decode(buf_bytes(&b), &got, &used), ERR_PROTO);
	}
	buf_finish(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(colours_come_back),
		cmocka_unit_test(test_stream),
		cmocka_unit_test(test_incomplete),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
