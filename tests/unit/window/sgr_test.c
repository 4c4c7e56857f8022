/* tests/unit/window/sgr_test.c -- SGR parameters to styles and back. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/rng.h"
#include "window/sgr.h"

static void no_text(void *ctx, const uint8_t *s, size_t len)
{
	(void)ctx, (void)s, (void)len;
}

static void no_cp(void *ctx, const uint32_t *cps, size_t count)
{
	(void)ctx, (void)cps, (void)count;
}

static void no_control(void *ctx, uint8_t c)
{
	(void)ctx, (void)c;
}

static void no_seq(void *ctx, const struct seq *s)
{
	(void)ctx, (void)s;
}

static void apply(void *ctx, const struct seq *s)
{
	sgr_apply(ctx, s);
}

static const struct parser_sink sink = {
	.text = no_text, .print = no_cp, .control = no_control, .esc = no_seq, .csi = apply,
};

static void run(struct style *s, const char *params)
{
	struct parser p = {0};
	parser_feed(&p, &sink, s, bytes_str("\033["));
	parser_feed(&p, &sink, s, bytes_str(params));
	parser_feed(&p, &sink, s, bytes_str("m"));
	parser_finish(&p);
}

struct row {
	const char *params;
	uint16_t attrs;
	colour_t fg, bg, us;
};

static void parameters_become_styles(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{"", 0, 0, 0, 0},
		{"1;2;3", ATTR_BOLD | ATTR_DIM | ATTR_ITALIC, 0, 0, 0},
		{"4", 1 << 8, 0, 0, 0},
		{"5", ATTR_BLINK, 0, 0, 0},
		{"6", ATTR_BLINK, 0, 0, 0},
		{"7;8;9", ATTR_REVERSE | ATTR_HIDDEN | ATTR_STRIKE, 0, 0, 0},
		{"21", 2 << 8, 0, 0, 0},
		{"53", ATTR_OVERLINE, 0, 0, 0},
		{"1;2;22", 0, 0, 0, 0},
		{"3;23;4;24;5;25;7;27;8;28;9;29;53;55", 0, 0, 0, 0},
		{"4:0", 0, 0, 0, 0},
		{"4:1", 1 << 8, 0, 0, 0},
		{"4:3", 3 << 8, 0, 0, 0},
		{"4:5", 5 << 8, 0, 0, 0},
		{"4:6", 0, 0, 0, 0},
		{"4:3;24", 0, 0, 0, 0},
		{"31;42", 0, COLOUR_INDEX(1), COLOUR_INDEX(2), 0},
		{"97;107", 0, COLOUR_INDEX(15), COLOUR_INDEX(15), 0},
		{"31;39;42;49", 0, 0, 0, 0},
		{"38;5;200;48;5;0", 0, COLOUR_INDEX(200), COLOUR_INDEX(0), 0},
		{"38;2;1;2;3;1", ATTR_BOLD, COLOUR_RGB(1, 2, 3), 0, 0},
		{"48;2;255;254;253", 0, 0, COLOUR_RGB(255, 254, 253), 0},
		{"38:5:200;1", ATTR_BOLD, COLOUR_INDEX(200), 0, 0},
		{"38:2:1:2:3", 0, COLOUR_RGB(1, 2, 3), 0, 0},
		{"38:2::1:2:3", 0, COLOUR_RGB(1, 2, 3), 0, 0},
		{"38:2:0:1:2:3:0:0", 0, COLOUR_RGB(1, 2, 3), 0, 0},
		{"58;5;1", 0, 0, 0, COLOUR_INDEX(1)}, /* not blink and bold */
		{"58;2;5;1;7", 0, 0, 0, COLOUR_RGB(5, 1, 7)},
		{"58:2::1:2:3;59", 0, 0, 0, 0},
		{"58:5:9", 0, 0, 0, COLOUR_INDEX(9)},
		{"38;5;300;1", ATTR_BOLD, 0, 0, 0},
		{"38;2;1;2;300;1", ATTR_BOLD, 0, 0, 0},
		{"38;5", 0, 0, 0, 0},
		{"38;2;1;2", 0, 0, 0, 0},
		{"38:5", 0, 0, 0, 0},
		{"1;;3", ATTR_ITALIC, 0, 0, 0},
		{"1;0", 0, 0, 0, 0},
		{"1;77;3", ATTR_BOLD | ATTR_ITALIC, 0, 0, 0},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct style s = {0};
		run(&s, rows[i].params);
		struct style want = {rows[i].attrs, rows[i].fg, rows[i].bg, rows[i].us, 0};
		if (!style_equal(&s, &want)) {
			fail_msg("row %zu: %x %x %x %x", i, s.attrs, s.fg, s.bg, s.us);
		}
	}
}

static colour_t random_colour(struct rng r)
{
	uint64_t kind = rng_below(r, 3), v = rng_u64(r);
	return kind == 0   ? COLOUR_DEFAULT
	       : kind == 1 ? COLOUR_INDEX(v)
	                   : COLOUR_RGB(v, v >> 8, v >> 16);
}

static void a_style_survives_its_parameters(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 2000; seed++) {
		struct rng_seed rs;
		struct rng r = rng_seeded(&rs, seed);
		struct style s = {0}, back = {.attrs = ATTR_DIM, .fg = COLOUR_INDEX(3)};
		s.attrs = (uint16_t)(rng_u64(r) & 0xff) | ATTR_UNDERLINE(rng_below(r, 6));
		s.fg = random_colour(r);
		s.bg = random_colour(r);
		s.us = random_colour(r);
		struct buf out = {0};
		sgr_write(&s, &out);
		run(&back, buf_str(&out));
		if (!style_equal(&s, &back)) {
			fail_msg("seed %llu: %s", (unsigned long long)seed, buf_str(&out));
		}
		buf_finish(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameters_become_styles),
		cmocka_unit_test(a_style_survives_its_parameters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
