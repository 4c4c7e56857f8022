/* tests/unit/window/mouse_encode_test.c -- what programs read of the mouse, in each form. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"
#include "window/keys.h"
#include "window/term.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { X10 = MODE_MOUSE_X10, CLICK = MODE_MOUSE_CLICK, DRAG = MODE_MOUSE_DRAG,
	ANY = MODE_MOUSE_ANY, SGR = MODE_MOUSE_SGR, UTF = MODE_MOUSE_UTF8,
	URXVT = MODE_MOUSE_URXVT, PIXELS = MODE_MOUSE_PIXELS };

static void mouse_as_xterm(void **state)
{
	static const struct {
		struct mouse m;
		uint32_t modes;
		const char *bytes; /* 0xcf stands for a NUL */
	} rows[] = {
		{{MOUSE_PRESS, 1, 0, 0, 0}, 0, ""},
		{{MOUSE_PRESS, 1, 0, 0, 0}, SGR, ""},
		{{MOUSE_PRESS, 1, 0, 0, 0}, X10, "\033[M !!"},
		{{MOUSE_PRESS, 3, KEY_CTRL, 4, 9}, X10, "\033[M\"%*"},
		{{MOUSE_RELEASE, 1, 0, 0, 0}, X10, ""},
		{{MOUSE_WHEEL_UP, 0, 0, 0, 0}, X10, ""},
		{{MOUSE_PRESS, 2, KEY_CTRL, 4, 9}, CLICK, "\033[M1%*"},
		{{MOUSE_RELEASE, 2, 0, 4, 9}, CLICK, "\033[M#%*"},
		{{MOUSE_MOVE, 1, 0, 4, 9}, CLICK, ""},
		{{MOUSE_MOVE, 1, 0, 4, 9}, DRAG, "\033[M@%*"},
		{{MOUSE_MOVE, 0, 0, 4, 9}, DRAG, ""},
		{{MOUSE_MOVE, 0, 0, 4, 9}, ANY, "\033[MC%*"},
		{{MOUSE_WHEEL_UP, 0, 0, 4, 9}, CLICK, "\033[M`%*"},
		{{MOUSE_WHEEL_DOWN, 0, KEY_SHIFT, 4, 9}, CLICK, "\033[Me%*"},
		/* bytes reach to column 223, UTF-8 to 2015; beyond is a NUL */
		{{MOUSE_PRESS, 1, 0, 222, 0}, CLICK, "\033[M \xff!"},
		{{MOUSE_PRESS, 1, 0, 223, 0}, CLICK, "\033[M \xcf!"},
		{{MOUSE_PRESS, 1, 0, 500, 300}, CLICK, "\033[M \xcf\xcf"},
		{{MOUSE_PRESS, 1, 0, 94, 0}, CLICK | UTF, "\033[M \x7f!"},
		{{MOUSE_PRESS, 1, 0, 95, 0}, CLICK | UTF, "\033[M \xc2\x80!"},
		{{MOUSE_PRESS, 1, 0, 223, 0}, CLICK | UTF, "\033[M \xc4\x80!"},
		{{MOUSE_PRESS, 1, 0, 2014, 94}, CLICK | UTF, "\033[M \xdf\xbf\x7f"},
		{{MOUSE_PRESS, 1, 0, 2015, 0}, CLICK | UTF, "\033[M \xcf!"},
		{{MOUSE_PRESS, 8, KEY_CTRL, 4, 9}, CLICK | UTF, "\033[M\xc2\xb0%*"},
		{{MOUSE_PRESS, 1, 0, 2015, 0}, CLICK | SGR, "\033[<0;2016;1M"},
		{{MOUSE_RELEASE, 1, 0, 4, 9}, CLICK | SGR, "\033[<0;5;10m"},
		{{MOUSE_RELEASE, 3, KEY_SHIFT, 4, 9}, CLICK | SGR, "\033[<6;5;10m"},
		{{MOUSE_MOVE, 3, 0, 4, 9}, DRAG | SGR, "\033[<34;5;10M"},
		{{MOUSE_MOVE, 0, 0, 4, 9}, ANY | SGR, "\033[<35;5;10M"},
		{{MOUSE_WHEEL_DOWN, 0, KEY_META, 4, 9}, ANY | SGR, "\033[<73;5;10M"},
		{{MOUSE_PRESS, 6, 0, 0, 0}, CLICK | SGR, "\033[<66;1;1M"},
		{{MOUSE_PRESS, 8, 0, 0, 0}, CLICK | SGR, "\033[<128;1;1M"},
		{{MOUSE_PRESS, 11, 0, 0, 0}, CLICK | SGR, "\033[<131;1;1M"},
		{{MOUSE_PRESS, 1, 0, 65535, 65535}, CLICK | SGR, "\033[<0;65536;65536M"},
		{{MOUSE_PRESS, 1, 0, 4, 9}, CLICK | URXVT, "\033[32;5;10M"},
		{{MOUSE_RELEASE, 1, 0, 4, 9}, CLICK | URXVT, "\033[35;5;10M"},
		{{MOUSE_MOVE, 2, KEY_CTRL, 4, 9}, DRAG | URXVT, "\033[81;5;10M"},
		{{MOUSE_WHEEL_UP, 0, 0, 4, 9}, ANY | URXVT, "\033[96;5;10M"},
		{{MOUSE_PRESS, 1, 0, 300, 9}, CLICK | URXVT, "\033[32;301;10M"},
		/* the middle of the cell of 9 x 18 pixels */
		{{MOUSE_PRESS, 1, 0, 0, 0}, CLICK | PIXELS, "\033[<0;5;10M"},
		{{MOUSE_PRESS, 1, 0, 4, 9}, CLICK | PIXELS, "\033[<0;41;172M"},
		{{MOUSE_RELEASE, 1, 0, 4, 9}, CLICK | PIXELS, "\033[<0;41;172m"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint8_t out[32];
		size_t n = mouse_encode(&rows[i].m, rows[i].modes, (struct size){9, 18}, out);
		for (size_t j = 0; j < n; j++) {
			out[j] = out[j] == 0 ? 0xcf : out[j];
		}
		if (n != strlen(rows[i].bytes) || memcmp(out, rows[i].bytes, n) != 0) {
			fail_msg("row %zu: %zu bytes, %.*s", i, n, (int)n, (const char *)out);
		}
	}
}

static void pixels_unknown(void **state)
{
	struct mouse m = {MOUSE_PRESS, 1, 0, 4, 9};
	uint8_t out[32];
	(void)state;
	size_t n = mouse_encode(&m, CLICK | PIXELS, (struct size){0}, out);
	assert_int_equal(n, 10);
	assert_memory_equal(out, "\033[<0;5;10M", 10);
}

/* A pixel lies in the cell that was meant. */
static void pixel_law(void **state)
{
	struct rng_seed s;
	struct rng r = rng_seeded(&s, 11);
	(void)state;
	for (int i = 0; i < 5000; i++) {
		struct size cell = {(uint16_t)(1 + rng_below(r, 60)), (uint16_t)(1 + rng_below(r, 60))};
		struct mouse m = {MOUSE_PRESS, 1, 0, (uint16_t)rng_below(r, 500), (uint16_t)rng_below(r, 500)};
		char text[33] = {0};
		unsigned x, y;
		size_t n = mouse_encode(&m, ANY | PIXELS, cell, (uint8_t *)text);
		assert_true(n > 0 && n < 33);
		assert_int_equal(sscanf(text, "\033[<0;%u;%uM", &x, &y), 2);
		assert_int_equal((x - 1) / cell.cols, m.x);
		assert_int_equal((y - 1) / cell.rows, m.y);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mouse_as_xterm),
		cmocka_unit_test(pixels_unknown),
		cmocka_unit_test(pixel_law),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
