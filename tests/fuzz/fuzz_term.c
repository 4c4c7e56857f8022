/* tests/fuzz/fuzz_term.c -- any bytes into the terminal, with resizes and calls from outside between any
 * two of them. The first two bytes are the size. A byte 0xfe and two more resize; 0xfd and one more do
 * what else an owner does. A second terminal gets the same byte by byte: what it shows must be the same
 * in the end, on both screens. */
#include <stdlib.h>

#include "base/width.h"
#include "window/term.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { COLS = 40, ROWS = 12, FAR_OUT = 10000, SLOW_INPUT = 4096, HISTORY = 50 };

static void require(bool ok)
{
	if (!ok) {
		abort();
	}
}

/* Small ones mostly, some out of range; one side at a time, for eight million cells take their time. */
static struct size size_from(const uint8_t *b)
{
	struct size s = {(uint16_t)(1 + b[0] % COLS), (uint16_t)(1 + b[1] % ROWS)};
	if (b[0] == 0xff) {
		s.cols = FAR_OUT;
	}
	if (b[1] == 0xff && b[0] != 0xff) {
		s.rows = FAR_OUT;
	}
	if (b[0] == 0xfc) {
		s.cols = 0;
	}
	return s;
}

/* The laws of line.h. */
static void check_line(const struct line *l, uint16_t cols)
{
	require(l->len <= cols);
	for (uint16_t x = 0; x < l->len; x++) {
		bool right = x > 0 && l->cells[x - 1].width == 2;
		bool cut = l->cells[x].width == 2 && x + 1 == l->len;
		require((l->cells[x].width == 0) == right && !cut);
	}
}

static void check(const struct term *t)
{
	struct term_cursor c = term_cursor(t);
	struct size s = term_size(t);
	require(c.x < s.cols && c.y < s.rows);
	require(!c.wrap || c.x == s.cols - 1 || (term_modes(t) & MODE_WRAP) != 0);
	for (uint16_t y = 0; y < s.rows; y++) {
		check_line(term_row(t, y), s.cols);
	}
}

static void outside(struct term *t, uint8_t what)
{
	switch (what % 4) {
	case 0:
		term_end_sync(t);
		break;
	case 1:
		term_clear_history(t);
		break;
	case 2:
		term_set_history_limit(t, what / 4);
		break;
	default:
		term_reset(t);
		break;
	}
}

static size_t until_command(const uint8_t *data, size_t len)
{
	size_t n = 0;
	while (n < len && data[n] != 0xfe && data[n] != 0xfd) {
		n++;
	}
	return n;
}

static void write_pieces(struct term *t, const uint8_t *data, size_t len, size_t piece)
{
	for (size_t i = 0; i < len; i += piece) {
		term_write(t, bytes_of(data + i, len - i < piece ? len - i : piece));
	}
}

/* Runs the whole input; `piece` bytes at once. */
static struct term *run(const uint8_t *data, size_t len, size_t piece)
{
	struct term_cfg cfg = {.size = size_from(data), .history_limit = HISTORY};
	struct term *t = term_new(&cfg);
	for (size_t i = 2; i < len;) {
		size_t n = until_command(data + i, len - i);
		write_pieces(t, data + i, n, piece);
		i += n;
		size_t need = i < len && data[i] == 0xfe ? 3 : 2;
		if (len - i < need) {
			break;
		}
		if (need == 3) {
			term_resize(t, size_from(data + i + 1));
		} else {
			outside(t, data[i + 1]);
		}
		i += need;
		check(t);
	}
	check(t);
	return t;
}

static void check_same_cell(struct term *a, struct term *b, uint16_t x, uint16_t y)
{
	struct cell ca = line_cell(term_row(a, y), x), cb = line_cell(term_row(b, y), x);
	char sa[CLUSTER_MAX], sb[CLUSTER_MAX];
	size_t na = pool_text_get(term_pool(a), ca.text, sa);
	size_t nb = pool_text_get(term_pool(b), cb.text, sb);
	require(ca.width == cb.width && na == nb && memcmp(sa, sb, na) == 0);
	struct style ta = *pool_style_get(term_pool(a), ca.style);
	struct style tb = *pool_style_get(term_pool(b), cb.style);
	ta.link = tb.link = 0; /* ids of each one's own */
	require(style_equal(&ta, &tb));
}

static void check_same(struct term *a, struct term *b)
{
	struct term_cursor ca = term_cursor(a), cb = term_cursor(b);
	struct size s = term_size(a);
	require(s.cols == term_size(b).cols && s.rows == term_size(b).rows);
	require(ca.x == cb.x && ca.y == cb.y && ca.wrap == cb.wrap && ca.shape == cb.shape);
	require(term_modes(a) == term_modes(b));
	require(strcmp(term_title(a), term_title(b)) == 0);
	require(history_count(term_history(a)) == history_count(term_history(b)));
	for (uint16_t y = 0; y < s.rows; y++) {
		require(term_row(a, y)->wrapped == term_row(b, y)->wrapped);
		require(term_row(a, y)->shape == term_row(b, y)->shape);
		for (uint16_t x = 0; x < s.cols && s.cols <= COLS; x++) {
			check_same_cell(a, b, x, y);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (len < 2) {
		return 0;
	}
	struct term *whole = run(data, len, len);
	if (len <= SLOW_INPUT) {
		struct term *split = run(data, len, 1);
		const struct bytes leave = bytes_str("\x18\033[?1049l");
		check_same(whole, split);
		term_write(whole, leave);
		term_write(split, leave);
		check(whole);
		check_same(whole, split);
		term_free(split);
	}
	term_free(whole);
	return 0;
}
