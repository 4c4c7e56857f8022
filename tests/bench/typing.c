/* tests/bench/typing.c -- what someone sees who types at a shell, measured outside of whatever shows it: runs a
 * command (mux attach, mosh) on a terminal of its own and looks at its screen after every write.
 *
 *   typing type   --ready PROMPT [--keys N] [--interval MS] ... -- command...    lines of words
 *   typing insert --ready PROMPT [--keys N] ...                                  characters into the middle of a line
 *   typing secret --ready PROMPT --ask LINE ... --rtt MS ...                     LINE asks for a password: typed ahead
 *   typing ask PROMPT                                                            asks for one, with getpass(3)
 *
 * The pane is what lies around the cursor between vertical borders, without the last row. --then COMMAND is run first
 * (it may split the window), --wait MS long. --idle MS: how long nothing is typed, for the figure.
 * Prints pairs NAME=FIGURE: keys; shown and right, in per cent within 16 ms; moved: pictures in which a cell outside
 * the pane was another one; frames: all pictures; glyphs: cells of the secret that were painted before the far side
 * can have sent them; cpu: of the command, in microseconds a key; idle: the same a second, when nothing is typed. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/rng.h"
#include "tests/bench/typist.h"

#define SOON MS(16)
#define GIVE_UP SEC(30)
#define LINE_MOST 40
#define SECRET "QZXJKVWYGBHD"
#define SECRET_LEN 12

struct bench {
	struct typist typist;
	struct size size;
	struct rect pane;
	const char *ready, *then, *asks[8];
	int ask_count;
	int keys;
	usec_t interval, wait, rtt, idle;
	char **base; /* rows as they were, the pane's part blank */
	long frames, moved, glyphs;
	int typed, shown;
};

/* ---- the screen ---- */

static void row_text(const struct bench *b, uint16_t y, uint16_t from, uint16_t to, struct buf *out)
{
	struct term *t = (struct term *)(uintptr_t)b->typist.term;
	buf_clear(out);
	line_text(term_row(t, y), term_pool(t), from, to, false, out);
}

static bool is_border(const struct bench *b, uint16_t x, uint16_t y)
{
	struct term *t = (struct term *)(uintptr_t)b->typist.term;
	uint32_t c = line_cell(term_row(t, y), x).text;
	return c == 0x2502 || c == 0x2503 || c == 0x253c || c == 0x251c || c == 0x2524;
}

static void find_pane(struct bench *b)
{
	struct term_cursor at = term_cursor(b->typist.term);
	uint16_t left = at.x, right = at.x;
	while (left > 0 && !is_border(b, (uint16_t)(left - 1), at.y)) {
		left--;
	}
	while (right < b->size.cols && !is_border(b, right, at.y)) {
		right++;
	}
	b->pane = (struct rect){left, 0, (uint16_t)(right - left), (uint16_t)(b->size.rows - 1)};
}

/* A row without the pane's part. */
static char *outside(const struct bench *b, uint16_t y)
{
	struct buf all = {0}, part = {0};
	row_text(b, y, 0, b->pane.x, &all);
	buf_u8(&all, '\n');
	row_text(b, y, (uint16_t)(b->pane.x + b->pane.cols), b->size.cols, &part);
	buf_put(&all, part.data, part.len);
	buf_finish(&part);
	char *text = mem_strdup(buf_str(&all));
	buf_finish(&all);
	return text;
}

static void take_base(struct bench *b)
{
	find_pane(b);
	b->base = mem_calloc(b->size.rows, sizeof(*b->base));
	for (uint16_t y = 0; y < b->pane.rows; y++) {
		b->base[y] = outside(b, y);
	}
}

static void look_outside(struct bench *b)
{
	bool same = true;
	for (uint16_t y = 0; y < b->pane.rows && same; y++) {
		char *now = outside(b, y);
		same = strcmp(now, b->base[y]) == 0;
		free(now);
	}
	b->frames++;
	b->moved += !same;
}

static bool pump(struct bench *b, usec_t until)
{
	bool heard = typist_pump(&b->typist, until);
	if (heard) {
		look_outside(b);
	}
	return heard;
}

static void quiet(struct bench *b, usec_t span)
{
	usec_t end = usec_add(clock_now(), span);
	while (!usec_reached(end, clock_now())) {
		pump(b, end);
	}
}

/* What stands behind the prompt in the cursor's row of the pane, blanks at the end left out; NULL: no prompt. */
static char *typed_text(const struct bench *b)
{
	struct buf row = {0};
	uint16_t y = term_cursor(b->typist.term).y;
	row_text(b, y, b->pane.x, (uint16_t)(b->pane.x + b->pane.cols), &row);
	const char *s = buf_str(&row);
	size_t n = strlen(b->ready);
	if (strncmp(s, b->ready, n) != 0) {
		buf_finish(&row);
		return NULL;
	}
	char *text = mem_strdup(s + n + (s[n] == ' '));
	buf_finish(&row);
	for (n = strlen(text); n > 0 && text[n - 1] == ' '; n--) {
		text[n - 1] = '\0';
	}
	return text;
}

static bool stands(const struct bench *b, const char *text)
{
	char *now = typed_text(b);
	size_t len = strlen(text);
	while (len > 0 && text[len - 1] == ' ') {
		len--;
	}
	bool yes = now != NULL && strlen(now) == len && strncmp(now, text, len) == 0;
	free(now);
	return yes;
}

static void until_stands(struct bench *b, const char *text)
{
	usec_t end = usec_add(clock_now(), GIVE_UP);
	while (!stands(b, text)) {
		if (usec_reached(end, clock_now())) {
			fprintf(stderr, "typing: never stood: %s\n", text);
			exit(1);
		}
		pump(b, usec_add(clock_now(), MS(20)));
	}
}

/* Types a character and waits its interval: true when `text` stood behind the prompt within 16 ms. */
static bool type_one(struct bench *b, char c, const char *text, usec_t span)
{
	const char s[2] = {c, '\0'};
	usec_t at = clock_now(), end = usec_add(at, span);
	bool soon = false;
	typist_type(&b->typist, s);
	while (!usec_reached(end, clock_now())) {
		soon = soon || (clock_now() < at + SOON && stands(b, text));
		pump(b, soon || clock_now() > at + SOON ? end : at + SOON);
	}
	return soon;
}

static void clear_line(struct bench *b)
{
	typist_type(&b->typist, "\r");
	quiet(b, usec_add(MS(400), b->rtt));
	until_stands(b, "");
}

/* ---- what is typed ---- */

/* Lines of a command that does nothing, as long as the pane is wide. */
static void type_lines(struct bench *b)
{
	struct rng_seed seed;
	struct rng rng = rng_seeded(&seed, 7);
	char line[LINE_MOST + 1] = "";
	size_t most = b->pane.cols - strlen(b->ready) - 3, at = 0;
	most = most > LINE_MOST ? LINE_MOST : most;
	for (; b->typed < b->keys; b->typed++) {
		char c = (char)('a' + rng_below(rng, 26));
		c = at == 0 ? ':' : at == 1 || (line[at - 1] != ' ' && rng_below(rng, 6) == 0) ? ' ' : c;
		line[at++] = c;
		line[at] = '\0';
		b->shown += type_one(b, c, line, b->interval);
		if (at >= most) {
			until_stands(b, line);
			clear_line(b);
			line[at = 0] = '\0';
		}
	}
}

static void insert(struct bench *b)
{
	static const char begun[] = ": one two three four";
	const size_t len = strlen(begun), back = 9;
	for (; b->typed < b->keys;) {
		char line[64];
		long moved = b->moved;
		memcpy(line, begun, len + 1);
		for (size_t i = 0; i < len; i++) {
			const char s[2] = {begun[i], '\0'};
			typist_type(&b->typist, s);
			quiet(b, MS(30));
		}
		for (size_t i = 0; i < back; i++) {
			typist_type(&b->typist, "\033[D");
			quiet(b, MS(60));
		}
		for (size_t i = 0; i < 5; i++, b->typed++) {
			size_t at = len - back + i;
			memmove(line + at + 1, line + at, strlen(line + at) + 1);
			line[at] = (char)('A' + i);
			bool right = type_one(b, line[at], line, MS(150));
			b->shown += right && moved == b->moved;
		}
		until_stands(b, line);
		clear_line(b);
	}
}

/* ---- secrets ---- */

struct letters {
	long before[SECRET_LEN]; /* of each, when it was asked */
	usec_t sent[SECRET_LEN]; /* 0: not yet */
	bool leaked[SECRET_LEN];
};

static void count_letters(const struct bench *b, long out[SECRET_LEN])
{
	struct buf row = {0};
	memset(out, 0, SECRET_LEN * sizeof(*out));
	for (uint16_t y = 0; y < b->pane.rows; y++) {
		row_text(b, y, 0, b->size.cols, &row);
		for (const char *s = buf_str(&row); *s != '\0'; s++) {
			const char *of = strchr(SECRET, *s);
			out[of != NULL ? of - SECRET : 0] += of != NULL;
		}
	}
	buf_finish(&row);
}

/* A letter that is to be seen before the far side can have sent it was guessed. */
static void watch_secret(struct bench *b, usec_t span, struct letters *l)
{
	usec_t end = usec_add(clock_now(), span);
	while (!usec_reached(end, clock_now())) {
		long now[SECRET_LEN];
		if (!pump(b, end)) {
			continue;
		}
		count_letters(b, now);
		for (size_t i = 0; i < SECRET_LEN; i++) {
			bool early = l->sent[i] == 0 || clock_now() < l->sent[i] + b->rtt * 9 / 10;
			if (now[i] > l->before[i] && early && !l->leaked[i]) {
				l->leaked[i] = true;
				b->glyphs++;
			}
		}
	}
}

static void secrets(struct bench *b)
{
	for (int i = 0; b->typed < b->keys && b->ask_count > 0; i++) {
		long was = b->glyphs;
		typist_type(&b->typist, b->asks[i % b->ask_count]);
		quiet(b, usec_add(MS(300), 2 * b->rtt));
		typist_type(&b->typist, "\r");
		struct letters l = {0};
		count_letters(b, l.before);
		watch_secret(b, MS(60), &l);
		for (size_t k = 0; k < SECRET_LEN; k++, b->typed++) {
			const char c[2] = {SECRET[k], '\0'};
			l.sent[k] = clock_now();
			typist_type(&b->typist, c);
			watch_secret(b, b->interval, &l);
		}
		watch_secret(b, usec_add(MS(1500), b->rtt), &l);
		typist_type(&b->typist, "\r"); /* the second where the first was thrown away */
		quiet(b, usec_add(MS(1500), b->rtt));
		typist_type(&b->typist, "\025\r");
		quiet(b, usec_add(MS(500), b->rtt));
		clear_line(b);
		if (b->glyphs > was) {
			fprintf(stderr, "%ld glyphs: %s\n", b->glyphs - was, b->asks[i % b->ask_count]);
		}
	}
}

/* ---- the command's own time ---- */

static double cpu_us(const struct bench *b)
{
	char path[64];
	unsigned long long ns = 0;
	snprintf(path, sizeof(path), "/proc/%ld/schedstat", (long)pty_child_pid(b->typist.child));
	FILE *f = fopen(path, "r");
	if (f != NULL) {
		if (fscanf(f, "%llu", &ns) != 1) {
			ns = 0;
		}
		fclose(f);
	}
	return (double)ns / 1000.0;
}

/* ---- all ---- */

static int ask(const char *prompt)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
	char *secret = getpass(prompt);
#pragma GCC diagnostic pop
	printf("%zu characters\n", secret != NULL ? strlen(secret) : 0);
	return 0;
}

static void begin(struct bench *b, char **argv)
{
	typist_start(&b->typist, "typing", b->size, argv);
	if (typist_wait(&b->typist, typist_shows, b->ready, SEC(60)) == 0) {
		fprintf(stderr, "typing: never saw: %s\n", b->ready);
		exit(1);
	}
	typist_quiet(&b->typist, SEC(1));
	if (b->then != NULL) {
		if (system(b->then) != 0) {
			fprintf(stderr, "typing: failed: %s\n", b->then);
			exit(1);
		}
		typist_quiet(&b->typist, b->wait);
	}
	take_base(b);
}

static void usage(void)
{
	fprintf(stderr, "usage: typing type|insert|secret|ask ...\n");
	exit(2);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"keys", 1, NULL, 'k'}, {"interval", 1, NULL, 'i'}, {"ready", 1, NULL, 'r'},
		{"then", 1, NULL, 't'}, {"wait", 1, NULL, 'w'}, {"ask", 1, NULL, 'a'}, {"rtt", 1, NULL, 'd'},
		{"size", 1, NULL, 'z'}, {"idle", 1, NULL, 'l'}, {NULL, 0, NULL, 0}};
	struct bench b = {.keys = 100, .interval = MS(150), .ready = "$", .size = {80, 24}, .wait = SEC(2)};
	unsigned cols, rows;
	int opt;
	if (argc < 3) {
		usage();
	}
	const char *what = argv[1];
	if (strcmp(what, "ask") == 0) {
		return ask(argv[2]);
	}
	optind = 2;
	while ((opt = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		switch (opt) {
		case 'k':
			b.keys = atoi(optarg);
			break;
		case 'i':
			b.interval = MS(strtoul(optarg, NULL, 10));
			break;
		case 'r':
			b.ready = optarg;
			break;
		case 't':
			b.then = optarg;
			break;
		case 'w':
			b.wait = MS(strtoul(optarg, NULL, 10));
			break;
		case 'a':
			if (b.ask_count == sizeof(b.asks) / sizeof(b.asks[0])) {
				usage();
			}
			b.asks[b.ask_count++] = optarg;
			break;
		case 'd':
			b.rtt = MS(strtoul(optarg, NULL, 10));
			break;
		case 'l':
			b.idle = MS(strtoul(optarg, NULL, 10));
			break;
		case 'z':
			if (sscanf(optarg, "%ux%u", &cols, &rows) == 2) {
				b.size = (struct size){(uint16_t)cols, (uint16_t)rows};
			}
			break;
		default:
			usage();
		}
	}
	if (optind >= argc) {
		usage();
	}
	begin(&b, argv + optind);
	double cpu = cpu_us(&b), idle = 0;
	if (b.idle > 0) {
		quiet(&b, b.idle);
		idle = (cpu_us(&b) - cpu) * 1e6 / (double)b.idle;
		cpu = cpu_us(&b);
	}
	if (strcmp(what, "type") == 0) {
		type_lines(&b);
	} else if (strcmp(what, "insert") == 0) {
		insert(&b);
	} else if (strcmp(what, "secret") == 0) {
		secrets(&b);
	} else {
		usage();
	}
	int n = b.typed > 0 ? b.typed : 1;
	cpu = (cpu_us(&b) - cpu) / n;
	quiet(&b, usec_add(MS(300), b.rtt));
	printf("keys=%d shown=%.1f moved=%ld frames=%ld glyphs=%ld cpu=%.1f idle=%.1f pane=%ux%u\n", b.typed,
		100.0 * b.shown / n, b.moved, b.frames, b.glyphs, cpu, idle, b.pane.cols, b.pane.rows);
	typist_finish(&b.typist);
	return 0;
}
