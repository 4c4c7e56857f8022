/* tests/fuzz/fuzz_term.c -- any bytes into the terminal, with resizes between. The first two bytes
 * are the size; a byte 0xfe followed by two more resizes. */
#include <stdlib.h>

#include "window/term.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

enum { COLS = 40, ROWS = 12 };

static struct size size_from(const uint8_t *b)
{
	return (struct size){(uint16_t)(1 + b[0] % COLS), (uint16_t)(1 + b[1] % ROWS)};
}

/* Ends the process when a line breaks a law of line.h. */
static void check_line(const struct line *l, uint16_t cols)
{
	if (l->len > cols) {
		abort();
	}
	for (uint16_t x = 0; x < l->len; x++) {
		bool right = x > 0 && l->cells[x - 1].width == 2;
		bool cut = l->cells[x].width == 2 && x + 1 == l->len;
		if ((l->cells[x].width == 0) != right || cut) {
			abort();
		}
	}
}

static void check(const struct term *t)
{
	struct term_cursor c = term_cursor(t);
	struct size s = term_size(t);
	if (c.x >= s.cols || c.y >= s.rows) {
		abort();
	}
	for (uint16_t y = 0; y < s.rows; y++) {
		check_line(term_row(t, y), s.cols);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (len < 2) {
		return 0;
	}
	struct term_cfg cfg = {.size = size_from(data), .history_limit = 50};
	struct term *t = term_new(&cfg);
	for (size_t i = 2; i < len;) {
		const uint8_t *end = memchr(data + i, 0xfe, len - i);
		size_t n = end != NULL ? (size_t)(end - data) - i : len - i;
		term_write(t, bytes_of(data + i, n));
		check(t);
		i += n;
		if (len - i > 2) {
			term_resize(t, size_from(data + i + 1));
			check(t);
			i += 3;
		} else {
			break;
		}
	}
	term_free(t);
	return 0;
}
