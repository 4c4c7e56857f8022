/* tests/bench/lines.c -- what lines cost: bytes of a line of history by kind of text, bytes of a
 * pane, and the time to push, read, show and resize. Prints one figure a line. The programs as a
 * whole, beside tmux, are measured by lines.sh.
 *
 *   lines [LINES]      (100000 when left out)
 *   lines --text KIND LINES     writes that text to stdout instead, for lines.sh */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/usec.h"
#include "base/rng.h"
#include "window/term.h"
#include "window/view.h"

enum { COLS = 80, PANES = 32, CHUNK = 65536 };

static const char *const kinds[] = {"log", "sgr", "accented", "true-colour", "cjk", "random"};

static const char *const words[] = {"connection", "from", "accepted", "user", "session", "opened",
	"worker", "request", "GET", "/index.html", "status=200", "bytes", "closed", "timeout", "retry",
	"queue", "kernel:", "usb", "device", "descriptor", "read", "error", "systemd[1]:", "Started"};
static const char *const accents[] = {"\xc3\xa9t\xc3\xa9", "gar\xc3\xa7on", "na\xc3\xafve", "\xc3\xbc"
	"ber", "stra\xc3\x9f" "e", "ma\xc3\xb1" "ana", "le", "der", "\xc3\xa0", "fen\xc3\xaatre",
	"\xc3\xb8l", "r\xc3\xa9sum\xc3\xa9"};

static size_t pick(struct rng r, size_t n)
{
	return (size_t)rng_below(r, n);
}

static void put_stamp(struct buf *b, size_t i)
{
	buf_printf(b, "2024-03-%02zu %02zu:%02zu:%02zu.%03zu ", i / 86400 % 28 + 1, i / 3600 % 24,
		i / 60 % 60, i % 60, i * 7919 % 1000);
}

/* Text of one line of a kind, about 80 columns. */
static void put_line(struct buf *b, struct rng r, size_t kind, size_t i)
{
	size_t cols = 0;
	switch (kind) {
	case 0:
	case 1:
		put_stamp(b, i);
		for (cols = 24; cols < 66;) {
			const char *w = words[pick(r, sizeof(words) / sizeof(words[0]))];
			if (kind == 1) {
				buf_printf(b, "\033[%zu;%zum%s\033[0m ", pick(r, 2), 31 + pick(r, 6), w);
			} else {
				buf_printf(b, "%s ", w);
			}
			cols += strlen(w) + 1;
		}
		buf_printf(b, "%zu", pick(r, 1000000));
		break;
	case 2:
		for (cols = 0; cols < 70; cols += 6) {
			buf_printf(b, "%s ", accents[pick(r, sizeof(accents) / sizeof(accents[0]))]);
		}
		break;
	case 3:
		for (cols = 0; cols < 79; cols++) {
			buf_printf(b, "\033[38;2;%zu;%zu;%zum%c", (i * 3 + cols) % 256, cols * 3 % 256,
				i % 256, (char)('a' + pick(r, 26)));
		}
		buf_puts(b, "\033[0m");
		break;
	case 4:
		for (cols = 0; cols < 78; cols += 2) {
			size_t c = 0x4e00 + pick(r, 3000);
			buf_u8(b, (uint8_t)(0xe0 | c >> 12));
			buf_u8(b, (uint8_t)(0x80 | (c >> 6 & 63)));
			buf_u8(b, (uint8_t)(0x80 | (c & 63)));
		}
		break;
	default:
		for (cols = 0; cols < 79; cols++) {
			buf_u8(b, (uint8_t)(0x21 + pick(r, 94)));
		}
	}
	buf_puts(b, "\r\n");
}

static void put_text(struct buf *b, size_t kind, size_t lines)
{
	struct rng_seed seed;
	struct rng r = rng_seeded(&seed, kind + 1);
	for (size_t i = 0; i < lines; i++) {
		put_line(b, r, kind, i);
	}
}

static size_t heap(void)
{
	struct mallinfo2 m = mallinfo2();
	return m.uordblks + m.hblkhd;
}

static usec_t cpu_now(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (usec_t)ts.tv_sec * 1000000 + (usec_t)ts.tv_nsec / 1000;
}

static double since(usec_t at)
{
	return (double)(cpu_now() - at);
}

static void feed(struct term *t, struct bytes b)
{
	for (size_t at = 0; at < b.len; at += CHUNK) {
		term_write(t, bytes_of(b.data + at, b.len - at < CHUNK ? b.len - at : CHUNK));
	}
}

static struct term *make(uint16_t cols, uint16_t rows, size_t limit)
{
	return term_new(&(struct term_cfg){.size = {cols, rows}, .history_limit = limit});
}

static void measure_kind(size_t kind, size_t lines)
{
	struct buf text = {0};
	put_text(&text, kind, lines);
	struct term *warm = make(COLS, 24, 0);
	usec_t at = cpu_now();
	feed(warm, buf_bytes(&text));
	double none = since(at);
	term_free(warm);
	size_t before = heap();
	at = cpu_now();
	struct term *t = make(COLS, 24, lines * 2);
	feed(t, buf_bytes(&text));
	double all = since(at);
	size_t kept = history_count(term_history(t));
	double open = (double)(heap() - before) / (double)kept;
	at = cpu_now();
	while (term_settle(t)) {
	}
	double settle = since(at);
	size_t used = heap() - before;
	at = cpu_now();
	struct term *some = make(COLS, 24, 2000);
	feed(some, buf_bytes(&text));
	double short_one = since(at);
	term_free(some);
	at = cpu_now();
	struct pool *p = pool_new();
	struct line *l = line_new(0);
	struct history *h = term_history(t);
	size_t cells = 0;
	for (uint64_t n = history_first(h); n < history_next(h); n++) {
		cells += history_get(h, n, p, l) ? l->len : 0;
	}
	double read = since(at);
	double per = 1e3 / (double)lines;
	printf("%-12s %6.1f bytes/line, settled %6.1f (says %6.1f); ns/line: %5.0f parsed, %5.0f with a "
	       "history of 2000, %5.0f of all, %5.0f settled, %5.0f read (%zu cells)\n", kinds[kind], open,
		(double)used / (double)kept, (double)term_memory(t) / (double)kept, none * per,
		short_one * per, all * per, settle * per, read * per, cells);
	line_free(l);
	pool_free(p);
	term_free(t);
	buf_finish(&text);
}

static void measure_pane(const char *name, struct bytes text)
{
	struct term *t[PANES];
	size_t before = heap(), says = 0;
	for (int i = 0; i < PANES; i++) {
		t[i] = make(120, 40, 2000);
		term_write(t[i], text);
		says += term_memory(t[i]);
	}
	printf("%-12s %6zu bytes a pane of 120x40 (says %zu)\n", name, (heap() - before) / PANES,
		says / PANES);
	for (int i = 0; i < PANES; i++) {
		term_free(t[i]);
	}
}

static void measure_panes(void)
{
	struct buf b = {0};
	measure_pane("empty", bytes_str(""));
	measure_pane("idle", bytes_str("\033]0;user@host: ~\a\033[01;32muser@host\033[00m:\033[01;34m~\033[00m$ "));
	for (int y = 1; y <= 40; y++) {
		buf_printf(&b, "\033[%d;1H\033[%dm", y, 31 + y % 7);
		for (int x = 0; x < 120; x++) {
			buf_printf(&b, "%s%c", x % 20 == 0 ? "\033[7m" : "", 'a' + (x + y) % 26);
		}
	}
	measure_pane("painted", buf_bytes(&b));
	buf_finish(&b);
}

static bool source_get(void *ctx, uint64_t n, struct line *out)
{
	struct term *t = ctx;
	uint64_t next = history_next(term_history(t));
	if (n >= next) {
		line_copy(out, term_row(t, (uint16_t)(n - next)));
		return true;
	}
	return history_get(term_history(t), n, term_pool(t), out);
}

static void measure_view(struct term *t, uint16_t cols)
{
	struct history *h = term_history(t);
	struct view_source src = {.ctx = t, .first = history_first(h),
		.end = history_next(h) + 24, .get = source_get};
	struct line *rows[24];
	double most = 0;
	size_t pages = 0;
	for (int y = 0; y < 24; y++) {
		rows[y] = line_new(0);
	}
	usec_t all = cpu_now();
	struct view_pos pos = view_pos_bottom(&src, cols, 24);
	for (; view_pos_up(&src, cols, 24, &pos, 24) == 24 && pages < 2000; pages++) {
		usec_t at = cpu_now();
		view_pos_show(&src, cols, 24, pos, rows, 24);
		double took = since(at);
		most = took > most ? took : most;
	}
	printf("view at %-4u %6.1f us a page, %.0f at most, over %zu pages\n", cols,
		since(all) / (double)pages, most, pages);
	for (int y = 0; y < 24; y++) {
		line_free(rows[y]);
	}
}

static void measure_resize(void)
{
	static const struct size sizes[] = {{120, 40}, {40, 50}, {200, 24}, {80, 60}, {80, 24}};
	struct buf text = {0};
	put_text(&text, 0, 200000);
	struct term *t = make(COLS, 24, 400000);
	feed(t, buf_bytes(&text));
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		usec_t at = cpu_now();
		term_resize(t, sizes[i]);
		printf("resize of 200000 lines to %ux%u: %.3f ms\n", sizes[i].cols, sizes[i].rows,
			since(at) / 1e3);
	}
	measure_view(t, 80);
	measure_view(t, 33);
	usec_t at = cpu_now();
	term_clear_history(t);
	printf("clear-history of 200000 lines: %.3f ms\n", since(at) / 1e3);
	term_free(t);
	buf_finish(&text);
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "--text") == 0) {
		struct buf text = {0};
		for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
			if (strcmp(kinds[k], argv[2]) == 0) {
				put_text(&text, k, strtoul(argv[3], NULL, 10));
			}
		}
		fwrite(text.data, 1, text.len, stdout);
		buf_finish(&text);
		return 0;
	}
	size_t lines = argc > 1 ? strtoul(argv[1], NULL, 10) : 100000;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		measure_kind(k, lines > 0 ? lines : 1);
	}
	measure_panes();
	measure_resize();
	return 0;
}
