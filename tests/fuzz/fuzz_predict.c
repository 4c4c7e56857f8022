/* tests/fuzz/fuzz_predict.c -- a predictor and whatever may happen to its pane: output, flags of the tty, echoes that
 * settle in any order, keys, breaks, sizes, modes, time. Whatever that is, nothing is drawn outside the pane, nothing at
 * all while the tty reads a password or when nothing is to be guessed. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "client/predict.h"
#include "client/predict_learned.h"
#include "window/term.h"

#define EDGE 2
#define ROWS_MOST 12
#define COLS_MOST 24

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

struct fuzz {
	const uint8_t *data;
	size_t left;
	struct term *term;
	struct predictor *predictor;
	struct learned *learned;
	struct canvas *canvas;
	struct replica_pane pane;
	const struct line *rows[ROWS_MOST];
	uint64_t offset;
	usec_t now;
	uint8_t mode;
};

static uint8_t take(struct fuzz *f)
{
	if (f->left == 0) {
		return 0;
	}
	f->left--;
	return *f->data++;
}

/* The pane as it came: as the terminal is. */
static void show(struct fuzz *f)
{
	f->pane.size = term_size(f->term);
	for (uint16_t y = 0; y < f->pane.size.rows; y++) {
		f->rows[y] = term_row(f->term, y);
	}
	f->pane.rev = term_revision(f->term) + 1;
	f->pane.rows = f->rows;
	f->pane.pool = term_pool(f->term);
	f->pane.cursor = term_cursor(f->term);
	f->pane.modes = term_modes(f->term);
	f->pane.zone_line = 0;
	term_input_zone(f->term, &f->pane.zone_line, &f->pane.zone_col);
}

static void output(struct fuzz *f)
{
	size_t n = take(f) % 32u;
	n = n > f->left ? f->left : n;
	term_write(f->term, bytes_of(f->data, n));
	f->data += n;
	f->left -= n;
}

static void flags(struct fuzz *f)
{
	uint8_t bits = take(f);
	f->pane.tty = (struct tty_flags){.known = (bits & 1) != 0,
		.icanon = (bits & 2) != 0,
		.echo = (bits & 4) != 0,
		.isig = (bits & 8) != 0,
		.iexten = (bits & 16) != 0,
		.icrnl = (bits & 32) != 0,
		.erase = 0x7f,
		.kill = 0x15,
		.werase = 0x17,
		.intr = 3,
		.eof = 4,
		.lnext = 0x16,
		.reprint = 0x12};
}

static void echo(struct fuzz *f)
{
	uint64_t behind = take(f) % 6u, settled = f->offset > behind * 8 ? f->offset - behind * 8 : 0;
	f->pane.echo.offset = f->offset;
	f->pane.echo.settled = settled > f->pane.echo.settled ? settled : f->pane.echo.settled;
	f->pane.echo.rev = f->pane.rev + take(f) % 2u;
}

static keycode_t any_key(struct fuzz *f)
{
	static const keycode_t keys[] = {'\r', '\t', 0x7f, 0x1b, KEY_LEFT, KEY_RIGHT, KEY_UP, KEY_DOWN, KEY_HOME, KEY_END,
		KEY_DELETE, KEY_CTRL | 'a', KEY_CTRL | 'e', KEY_CTRL | 'k', KEY_CTRL | 'u', KEY_CTRL | 'w', KEY_CTRL | 'v',
		KEY_CTRL | 'c', KEY_CTRL | 'd', KEY_META | 'b', KEY_META | 'f', 0x301, 0x4e2d, 0x1f44d, 0xfe0f, 0x200d};
	uint8_t k = take(f);
	return k >= 0x80 ? keys[k % (sizeof(keys) / sizeof(keys[0]))] : k;
}

static void resize(struct fuzz *f)
{
	uint8_t b = take(f);
	term_resize(f->term, (struct size){(uint16_t)(2 + b % (COLS_MOST - 1)), (uint16_t)(1 + b / 16 % ROWS_MOST)});
}

static void rules(struct fuzz *f)
{
	uint8_t b = take(f);
	struct predict_rules r = {.timeout = b & 1 ? SEC(2) : 0,
		.max_chars = b & 2 ? 3 : 0,
		.text = (b & 4) == 0,
		.backspace = (b & 8) == 0,
		.moves = (b & 16) == 0,
		.completes = (b & 32) != 0,
		.enters = (b & 64) != 0,
		.debug = (b & 128) != 0,
		.look = (enum predict_look)(b % 3u)};
	predictor_set_rules(f->predictor, &r);
}

static void draw(struct fuzz *f)
{
	struct style style = {0};
	struct rect all = {0, 0, f->canvas->size.cols, f->canvas->size.rows};
	struct rect r = {EDGE, EDGE, f->pane.size.cols, f->pane.size.rows};
	struct predict_view v = {.mode = (enum predict_mode)(f->mode % 4u), .srtt = MS(f->mode), .underline = true};
	canvas_clear(f->canvas);
	for (uint16_t y = 0; y < all.rows; y++) {
		for (uint16_t x = 0; x < all.cols; x++) {
			canvas_put(f->canvas, all, x, y, "#", 1, 1, &style);
		}
	}
	bool drew = predictor_draw(f->predictor, &f->pane, &v, r, f->canvas, f->now);
	bool nothing = v.mode == PREDICT_NEVER || (f->pane.tty.known && f->pane.tty.icanon && !f->pane.tty.echo);
	for (uint16_t y = 0; y < all.rows; y++) {
		for (uint16_t x = 0; x < all.cols; x++) {
			bool inside = x >= r.x && x < r.x + r.cols && y >= r.y && y < r.y + r.rows;
			if ((!inside || nothing) && canvas_at(f->canvas, x, y)->text != '#') {
				abort();
			}
		}
	}
	if (nothing && drew) {
		abort();
	}
	canvas_gc(f->canvas);
}

static void step(struct fuzz *f)
{
	uint8_t what = take(f);
	f->now += MS(what) / 4;
	switch (what % 10u) {
	case 0:
	case 1:
		output(f);
		break;
	case 2:
		flags(f);
		break;
	case 3:
	case 4:
		echo(f);
		break;
	case 5:
		if (take(f) % 4u == 0) {
			resize(f);
		}
		break;
	case 6:
		if (take(f) % 4u == 0) {
			f->offset += 8;
			predictor_break(f->predictor, f->offset);
		}
		rules(f);
		break;
	case 7:
		f->mode = take(f);
		f->now += SEC(1);
		break;
	default:
		f->offset += 8;
		predictor_key(f->predictor, &f->pane, any_key(f), f->offset, f->now);
		break;
	}
	show(f);
	predictor_update(f->predictor, &f->pane, f->now);
	draw(f);
	predictor_deadline(f->predictor);
	predictor_waits_since(f->predictor);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct fuzz f = {.data = data, .left = len > 4096 ? 4096 : len, .now = SEC(1)};
	f.term = term_new(&(struct term_cfg){.size = {16, 6}, .history_limit = 20});
	f.learned = learned_new();
	f.predictor = predictor_new();
	predictor_set_learned(f.predictor, f.learned, "host");
	f.canvas = canvas_new((struct size){COLS_MOST + 2 * EDGE, ROWS_MOST + 2 * EDGE});
	f.pane.id = 1;
	show(&f);
	while (f.left > 0) {
		step(&f);
	}
	predictor_free(f.predictor);
	learned_free(f.learned);
	canvas_free(f.canvas);
	term_free(f.term);
	return 0;
}
