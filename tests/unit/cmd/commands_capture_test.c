/* tests/unit/cmd/commands_capture_test.c -- capture-pane. The sequences of -e were recorded from
 * tmux 3.3a; it has no links, and writes overline wrongly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/buf.h"
#include "base/rng.h"
#include "tests/unit/cmd/world.h"

/* A pane of 20x4 that shows the text. */
static void show(struct world *w, const char *text)
{
	world_init(w);
	assert_int_equal(world_run(w, "new-session -d -s a -x 20 -y 4 cat"), CMD_OK);
	term_write(w->model->panes[0]->term, bytes_of(text, strlen(text)));
}

static void test_text(void **state)
{
	(void)state;
	struct world w;
	show(&w, "one\r\ntwo   \r\n\tback\\slash\r\n\xe3\x81\x82 e\xcc\x81");
	static const struct step steps[] = {
		{"capture-pane -p", "one\ntwo\n        back\\slash\n\xe3\x81\x82 e\xcc\x81\n",
			NULL},
		{"capture-pane -pN -S 1 -E 1", "two   \n", NULL},
		{"capture-pane -pC -S 2 -E 2", "        back\\\\slash\n", NULL},
		{"capture-pane -p -S 3 -E 1", "two\n        back\\slash\n\xe3\x81\x82 e\xcc\x81\n",
			NULL},
		{"capture-pane -pa", NULL, "no alternate screen"},
		{"capture-pane -paq", NULL, NULL},
		{"capture-pane -pt x", NULL, "can't find pane: x"},
	};
	WORLD_STEPS(&w, steps);
	world_finish(&w);
}

static void test_history(void **state)
{
	(void)state;
	struct world w;
	show(&w, "1\r\n2\r\n3 long line that wraps around\r\n4\r\n5\r\n6");
	static const struct step steps[] = {
		{"capture-pane -p", " wraps around\n4\n5\n6\n", NULL},
		{"capture-pane -p -S -", "1\n2\n3 long line that wra\nps around\n4\n5\n6\n", NULL},
		{"capture-pane -pJ -S -", "1\n2\n3 long line that wraps around\n4\n5\n6\n", NULL},
		{"capture-pane -p -S -2 -E -1", "2\n3 long line that wra\n", NULL},
		{"capture-pane -p -S -99 -E -3", "1\n", NULL},
		{"clear-history", NULL, NULL},
		{"capture-pane -p -S - -E 0", "ps around\n", NULL},
	};
	/* The first row of the screen is the rest of the long line. */
	assert_int_equal(world_run(&w, "capture-pane -p -S 0 -E 0"), CMD_OK);
	assert_string_equal(buf_str(&w.ctx.out), "ps around\n");
	world_steps(&w, steps + 1, sizeof(steps) / sizeof(steps[0]) - 1);
	world_finish(&w);
}

static const struct {
	const char *shows, *captured;
} styles[] = {
	{"\033[1mb\033[0m x \033[31mr\033[39m \033[41mg\033[49m \033[1;31mo\033[22m n",
		"\033[1mb\033[0m\033[39m\033[49m x \033[31mr\033[39m \033[41mg\033[49m "
		"\033[1m\033[31mo\033[0m\033[31m\033[49m n\n\n\n\n"},
	{"\033[4mu\033[4:3mc\033[24m\r\n\033[7mr", "\033[4mu\033[0;4:3m\033[39m\033[49mc\n"
						   "\033[0;7m\033[39m\033[49mr\n\n\n"},
	{"\033[38;5;200mc\033[48;2;1;2;3mr\033[0m\r\n\033[91mb\033[101mB",
		"\033[38;5;200mc\033[48;2;1;2;3mr\n\033[91m\033[49mb\033[101mB\n\n\n"},
	{"\033[2md\033[3mi\033[5mb\033[9ms", "\033[2md\033[3mi\033[5mb\033[9ms\n\n\n\n"},
	{"\033[4;58;5;3mu\033[59m x\033[0m \033[4;58;2;1;2;3mu",
		"\033[4m\033[58;5;3mu\033[0;4m\033[39m\033[49m x\033[0m\033[39m\033[49m "
		"\033[4m\033[58;2;1;2;3mu\n\n\n\n"},
	{"\033[44m\033[K line\r\n\033[0mx\033[42m   \033[0m   ",
		"\033[44m line\n\033[49mx\033[42m   \033[49m\n\n\n"},
	{"\033[31mover\r\nlines", "\033[31mover\nlines\n\n\n"},
	{"\033[53mo\033[55mn", "\033[53mo\033[0m\033[39m\033[49mn\n\n\n\n"},
	{"\033]8;id=i;http://x.y/\033\\l\033]8;;\033\\ n",
		"\033]8;id=i;http://x.y/\033\\l\033]8;;\033\\ n\n\n\n\n"},
};

static void test_styles(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
		struct world w;
		show(&w, styles[i].shows);
		assert_int_equal(world_run(&w, "capture-pane -pe"), CMD_OK);
		assert_string_equal(buf_str(&w.ctx.out), styles[i].captured);
		world_finish(&w);
	}
}

static void test_octal(void **state)
{
	(void)state;
	struct world w;
	show(&w, "\033[31mr\\");
	static const struct step steps[] = {
		{"capture-pane -peC -E 0", "\\033[31mr\\\\\n", NULL},
	};
	WORLD_STEPS(&w, steps);
	world_finish(&w);
}

static bool same_look(const struct term *a, const struct term *b)
{
	struct pool *pa = term_pool((struct term *)(uintptr_t)a);
	struct pool *pb = term_pool((struct term *)(uintptr_t)b);
	for (uint16_t y = 0; y < 4; y++) {
		for (uint16_t x = 0; x < 20; x++) {
			struct cell ca = line_cell(term_row(a, y), x),
				    cb = line_cell(term_row(b, y), x);
			bool blank = (ca.text == 0 || ca.text == ' ') &&
				     (cb.text == 0 || cb.text == ' ');
			if (!blank &&
				(ca.text != cb.text || !style_equal(pool_style_get(pa, ca.style),
							       pool_style_get(pb, cb.style)))) {
				return false;
			}
		}
	}
	return true;
}

/* Law: what -e captured, written to another terminal, looks the same. */
static void test_again(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct rng_seed seeded;
		struct rng rng = rng_seeded(&seeded, seed);
		struct world w, again;
		struct buf text = {0}, rows = {0};
		for (int i = 0; i < 40; i++) {
			static const char *const codes[] = {"0", "1", "22", "2", "3", "23", "4",
				"4:3", "24", "7", "27", "9", "29", "53", "55", "31", "39", "97",
				"44", "49", "38;5;99", "48;2;9;8;7", "58;5;4", "59"};
			buf_printf(&text, "\033[%sm%c",
				codes[rng_below(rng, sizeof(codes) / sizeof(codes[0]))],
				(char)('a' + rng_below(rng, 26)));
			buf_puts(&text, i % 11 == 10 ? "\r\n" : "");
		}
		show(&w, buf_str(&text));
		assert_int_equal(world_run(&w, "capture-pane -pe"), CMD_OK);
		const char *at = buf_str(&w.ctx.out);
		for (int row = 0; row < 4; row++) {
			size_t len = strcspn(at, "\n");
			buf_printf(&rows, "\033[%d;1H", row + 1);
			buf_put(&rows, at, len);
			at += len + 1;
		}
		show(&again, buf_str(&rows));
		if (!same_look(w.model->panes[0]->term, again.model->panes[0]->term)) {
			fail_msg("seed %u", (unsigned)seed);
		}
		world_finish(&w);
		world_finish(&again);
		buf_finish(&text);
		buf_finish(&rows);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_styles),
		cmocka_unit_test(test_octal),
		cmocka_unit_test(test_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
