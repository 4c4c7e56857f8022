/* tests/predict/tty_test.c -- what the tty itself does with a line, guessed and done: keys go to the predictor of a pane
 * in ICANON and ECHO, and to a pty of this kernel with nobody behind it. What is drawn must be what the kernel wrote, to
 * the cell, behind each key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/width.h"
#include "client/predict.h"
#include "window/term.h"

#define COLS 60
#define ROWS 6

struct kernel {
	int master, slave;
	struct term *term;
};

static void kernel_open(struct kernel *k)
{
	char name[128];
	struct termios t;
	k->master = posix_openpt(O_RDWR | O_NOCTTY);
	assert_true(k->master >= 0 && grantpt(k->master) == 0 && unlockpt(k->master) == 0);
	assert_int_equal(ptsname_r(k->master, name, sizeof(name)), 0);
	k->slave = open(name, O_RDWR | O_NOCTTY);
	assert_true(k->slave >= 0);
	assert_int_equal(tcgetattr(k->slave, &t), 0);
	t.c_iflag |= IUTF8 | ICRNL;
	t.c_lflag |= ICANON | ECHO | ECHOE | ECHOK | ECHOKE | ECHOCTL | IEXTEN | ISIG;
	t.c_cc[VERASE] = 0x7f;
	t.c_cc[VKILL] = 0x15;
	t.c_cc[VWERASE] = 0x17;
	t.c_cc[VLNEXT] = 0x16;
	t.c_cc[VREPRINT] = 0x12;
	t.c_cc[VEOF] = 4;
	t.c_cc[VINTR] = 3;
	assert_int_equal(tcsetattr(k->slave, TCSANOW, &t), 0);
	k->term = term_new(&(struct term_cfg){.size = {COLS, ROWS}});
}

static void kernel_close(struct kernel *k)
{
	close(k->master);
	close(k->slave);
	term_free(k->term);
}

/* The echo is made by the time that the write returns, or by a worker soon behind it. */
static void kernel_key(struct kernel *k, keycode_t key)
{
	char data[256], bytes[4];
	size_t len = key < 0x20 || key == 0x7f ? 1 : utf8_encode(key & 0x1fffff, bytes);
	struct pollfd p = {.fd = k->master, .events = POLLIN};
	bytes[0] = (key & KEY_CTRL) != 0 ? (char)(key & 0x1f) : len == 1 ? (char)key : bytes[0];
	assert_int_equal(write(k->master, bytes, len), (ssize_t)len);
	for (int wait = 50; poll(&p, 1, wait) > 0; wait = 2) {
		ssize_t n = read(k->master, data, sizeof(data));
		assert_true(n > 0);
		term_write(k->term, bytes_of(data, (size_t)n));
	}
}

/* ---- the client's end: a pane that never hears of a key ---- */

struct guesser {
	struct predictor *predictor;
	struct term *term; /* blank */
	struct replica_pane pane;
	const struct line *rows[ROWS];
	struct canvas *canvas;
	uint64_t offset;
	usec_t now;
};

static void guesser_open(struct guesser *g)
{
	g->term = term_new(&(struct term_cfg){.size = {COLS, ROWS}});
	for (uint16_t y = 0; y < ROWS; y++) {
		g->rows[y] = term_row(g->term, y);
	}
	g->pane = (struct replica_pane){
		.id = 1,
		.rev = 1,
		.size = {COLS, ROWS},
		.rows = g->rows,
		.pool = term_pool(g->term),
		.cursor = term_cursor(g->term),
		.modes = term_modes(g->term),
		.tty = {.known = true, .icanon = true, .echo = true, .isig = true, .iexten = true, .icrnl = true, .erase = 0x7f,
			.kill = 0x15, .werase = 0x17, .intr = 3, .eof = 4, .lnext = 0x16, .reprint = 0x12},
	};
	g->predictor = predictor_new();
	g->canvas = canvas_new((struct size){COLS, ROWS});
	for (int i = 0; i < 4; i++) { /* echo has been on for a while */
		g->now += SEC(1);
		predictor_update(g->predictor, &g->pane, g->now);
	}
}

static void guesser_close(struct guesser *g)
{
	predictor_free(g->predictor);
	canvas_free(g->canvas);
	term_free(g->term);
}

static void guesser_key(struct guesser *g, keycode_t key)
{
	struct predict_view v = {.mode = PREDICT_ALWAYS, .srtt = MS(200)};
	g->now += MS(50);
	g->offset += 8;
	predictor_key(g->predictor, &g->pane, key, g->offset, g->now);
	canvas_clear(g->canvas);
	g->canvas->cursor.x = g->pane.cursor.x;
	g->canvas->cursor.y = g->pane.cursor.y;
	predictor_draw(g->predictor, &g->pane, &v, (struct rect){0, 0, COLS, ROWS}, g->canvas, g->now);
}

static void cell_text(const struct pool *pool, struct cell c, struct buf *out)
{
	char text[CLUSTER_MAX];
	size_t n = pool_text_get(pool, c.text, text);
	if (c.width > 0 && n == 0) {
		buf_u8(out, ' ');
	}
	buf_put(out, text, n);
}

static void same(const struct kernel *k, const struct guesser *g, const char *typed)
{
	struct buf is = {0}, drawn = {0};
	struct term_cursor at = term_cursor(k->term);
	for (uint16_t y = 0; y < ROWS; y++) {
		for (uint16_t x = 0; x < COLS; x++) {
			cell_text(term_pool(k->term), line_cell(term_row(k->term, y), x), &is);
			cell_text(g->canvas->pool, *canvas_at(g->canvas, x, y), &drawn);
		}
		buf_u8(&is, '|');
		buf_u8(&drawn, '|');
	}
	if (strcmp(buf_str(&is), buf_str(&drawn)) != 0 || g->canvas->cursor.x != at.x || g->canvas->cursor.y != at.y) {
		fail_msg("typed %s\nkernel %u,%u %s\ndrawn  %u,%u %s", typed, at.x, at.y, buf_str(&is), g->canvas->cursor.x,
			g->canvas->cursor.y, buf_str(&drawn));
	}
	buf_finish(&is);
	buf_finish(&drawn);
}

/* One line, in names of keys, each drawn as the kernel does it. */
static void play(const char *keys)
{
	struct kernel k;
	struct guesser g = {0};
	struct buf typed = {0};
	kernel_open(&k);
	guesser_open(&g);
	for (const char *s = keys; *s != '\0';) {
		size_t used = 0;
		keycode_t key = utf8_decode(s, strlen(s), &used);
		s += used;
		if (key == '^') {
			key = *s == '?' ? 0x7f : *s == 'I' ? '\t' : KEY_CTRL | (keycode_t)(*s | 0x20);
			s++;
		}
		buf_clear(&typed);
		buf_put(&typed, keys, (size_t)(s - keys));
		kernel_key(&k, key);
		guesser_key(&g, key);
		same(&k, &g, buf_str(&typed));
	}
	buf_finish(&typed);
	kernel_close(&k);
	guesser_close(&g);
}

static void lines_are_edited_as_the_kernel_does(void **state)
{
	(void)state;
	play("plain text, and rubbed out^?^?^? again");
	play("one two-three four_five  ^W^W^W^W^W");
	play("all of it goes^U and more^?");
	play("a^Ib^Ic^?^?^?^?^?d");
	play("^I^Ix^?^?^?^?");
	play("caret ^A and ^K and ^G^?^?^?^?^?");
	play("^V^C and ^V^V and ^V^I^?^?^?^?");
	play("^V^M is no end of the line^W^W^W");
	play("wide \xe4\xb8\xad\xe6\x96\x87 and \xc3\xa9^?^?^?^?^?^?^?^?");
	play("joined e\xcc\x81 and o\xcc\x88");
	play("interrupted^C");
	play("a line that is longer than the sixty columns that there are here");
	play("\xc3\xa9t\xc3\xa9-\xe4\xb8\xad word^W^W");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_edited_as_the_kernel_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
