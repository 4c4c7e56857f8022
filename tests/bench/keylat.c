/* tests/bench/keylat.c -- how long a key takes from the keyboard to the screen, measured outside of whatever
 * shows it: runs a command (mux attach, mosh, ssh) on a terminal of its own, types into a far `cat`, and
 * waits until the terminal shows what was typed.
 *
 *   keylat [--keys N] [--interval MS] [--ready TEXT] [--setup LINE] [--size CxR] [--csv] -- command...
 *   keylat --flood [--keys N] ...
 *   keylat --shell [--keys N] --ready PROMPT ...     types lines at a shell with that prompt
 *
 * Prints: keys, shown, lost, then min, median, mean, p90, p95, p99, max in milliseconds. With --flood it
 * lets `yes` run for three seconds, presses Ctrl-C, and prints how long until the prompt stands; N times. With --shell each key
 * counts, from the first behind a prompt, and the part of them that was shown within 16 ms is printed, too. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/rng.h"
#include "window/term.h"

#define LINE_KEYS 40        /* then Enter, and a new line */
#define GIVE_UP SEC(30)     /* for one key */

struct bench {
	int fd;
	pid_t pid;
	struct term *term;
	int keys;
	usec_t interval;
	const char *ready, *setup;
	struct size size;
	bool csv, flood, shell;
	char line[LINE_KEYS + 1];   /* typed on this line */
	usec_t sent[LINE_KEYS];
	int typed, seen;            /* of this line */
	double *ms;
	int count, lost;
};

static void start(struct bench *b, char **argv)
{
	char name[128];
	b->fd = posix_openpt(O_RDWR | O_NOCTTY);
	if (b->fd < 0 || grantpt(b->fd) < 0 || unlockpt(b->fd) < 0 || ptsname_r(b->fd, name, sizeof(name)) != 0) {
		perror("keylat: pty");
		exit(1);
	}
	struct winsize ws = {.ws_col = b->size.cols, .ws_row = b->size.rows};
	ioctl(b->fd, TIOCSWINSZ, &ws);
	b->pid = fork();
	if (b->pid == 0) {
		setsid();
		int slave = open(name, O_RDWR);
		ioctl(slave, TIOCSCTTY, 0);
		for (int i = 0; i < 3; i++) {
			dup2(slave, i);
		}
		close(b->fd);
		execvp(argv[0], argv);
		perror(argv[0]);
		_exit(127);
	}
	fcntl(b->fd, F_SETFL, O_NONBLOCK);
}

static void answer(void *ctx, struct bytes a)
{
	const struct bench *b = ctx;
	if (write(b->fd, a.data, a.len) < 0) {
		return;
	}
}

/* Reads until `until`; true when something came. */
static bool pump(struct bench *b, usec_t until)
{
	usec_t now = clock_now();
	struct pollfd p = {.fd = b->fd, .events = POLLIN};
	struct timespec ts = {0};
	if (until > now) {
		ts.tv_sec = (time_t)((until - now) / 1000000u);
		ts.tv_nsec = (long)((until - now) % 1000000u) * 1000;
	}
	if (ppoll(&p, 1, &ts, NULL) <= 0) {
		return false;
	}
	char data[65536];
	ssize_t n = read(b->fd, data, sizeof(data));
	if (n <= 0) {
		if (n == 0 || errno != EAGAIN) {
			fprintf(stderr, "keylat: the command ended\n");
			exit(1);
		}
		return false;
	}
	term_write(b->term, bytes_of(data, (size_t)n));
	return true;
}

static bool shows(struct bench *b, const char *text)
{
	struct buf row = {0};
	bool found = false;
	for (uint16_t y = 0; y < b->size.rows && !found; y++) {
		buf_clear(&row);
		line_text(term_row(b->term, y), term_pool(b->term), 0, b->size.cols, true, &row);
		found = strstr(buf_str(&row), text) != NULL;
	}
	buf_finish(&row);
	return found;
}

static void wait_for(struct bench *b, const char *text)
{
	usec_t end = clock_now() + SEC(60);
	while (!shows(b, text)) {
		pump(b, clock_now() + MS(100));
		if (clock_now() > end) {
			fprintf(stderr, "keylat: never saw: %s\n", text);
			for (uint16_t y = 0; y < b->size.rows; y++) {
				struct buf row = {0};
				line_text(term_row(b->term, y), term_pool(b->term), 0, b->size.cols, true, &row);
				fprintf(stderr, "|%s\n", buf_str(&row));
				buf_finish(&row);
			}
			exit(1);
		}
	}
}

static void quiet(struct bench *b, usec_t span)
{
	usec_t end = clock_now() + span;
	while (clock_now() < end) {
		pump(b, end);
	}
}

/* The cursor's row holds the prompt and then that text. */
static bool row_shows(struct bench *b, const char *part)
{
	struct buf row = {0};
	line_text(term_row(b->term, term_cursor(b->term).y), term_pool(b->term), 0, b->size.cols, true, &row);
	size_t n = strlen(b->ready), len = strlen(part);
	while (len > 0 && part[len - 1] == ' ') {
		len--;
	}
	const char *at = strstr(buf_str(&row), b->ready);
	at = at != NULL ? at + n + (at[n] == ' ') : NULL;
	bool yes = at != NULL && strncmp(at, part, len) == 0;
	buf_finish(&row);
	return yes;
}

/* Which of the typed keys the screen shows by now. */
static void look(struct bench *b)
{
	usec_t now = clock_now();
	while (b->seen < b->typed) {
		char part[LINE_KEYS + 1];
		memcpy(part, b->line, (size_t)b->seen + 1);
		part[b->seen + 1] = '\0';
		if (!(b->shell ? row_shows(b, part) : shows(b, part))) {
			break;
		}
		b->ms[b->count++] = (double)(now - b->sent[b->seen]) / 1000.0;
		b->seen++;
	}
}

static void type_key(struct bench *b, struct rng rng)
{
	char c = (char)('a' + rng_below(rng, 26));
	if (b->shell) { /* a command that does nothing, of words */
		c = b->typed == 0 ? ':' : b->typed == 1 || rng_below(rng, 6) == 0 ? ' ' : c;
	}
	b->line[b->typed] = c;
	b->line[b->typed + 1] = '\0';
	b->sent[b->typed++] = clock_now();
	if (write(b->fd, &c, 1) != 1) {
		perror("keylat: write");
		exit(1);
	}
}

static void end_line(struct bench *b)
{
	usec_t end = clock_now() + GIVE_UP;
	while (b->seen < b->typed && clock_now() < end) {
		pump(b, clock_now() + MS(20));
		look(b);
	}
	b->lost += b->typed - b->seen;
	b->typed = b->seen = 0;
	if (write(b->fd, "\r", 1) != 1) {
		exit(1);
	}
	quiet(b, MS(400) + 4 * b->interval);
}

static int by_value(const void *a, const void *b)
{
	double x, y;
	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

static void report(struct bench *b)
{
	double sum = 0;
	qsort(b->ms, (size_t)b->count, sizeof(double), by_value);
	for (int i = 0; i < b->count; i++) {
		sum += b->ms[i];
	}
	int n = b->count > 0 ? b->count : 1;
	const int at[] = {0, n / 2, n * 90 / 100, n * 95 / 100, n * 99 / 100, n - 1};
	printf(b->csv ? "%d,%d,%d,%.3f,%.3f,%.3f,%.3f,%.3f,%.3f,%.3f\n"
		: "keys %d shown %d lost %d  min %.3f median %.3f mean %.3f p90 %.3f p95 %.3f p99 %.3f max %.3f ms\n",
		b->keys, b->count, b->lost, b->ms[at[0]], b->ms[at[1]], sum / n, b->ms[at[2]], b->ms[at[3]], b->ms[at[4]], b->ms[at[5]]);
	int soon = 0;
	while (soon < b->count && b->ms[soon] <= 16) {
		soon++;
	}
	if (b->shell) {
		printf("%28s %.1f %% of %d keys within 16 ms\n", "", 100.0 * soon / (b->count + b->lost), b->count + b->lost);
	}
}

/* The prompt stands in the cursor's row, with nothing behind it. */
static bool at_prompt(struct bench *b)
{
	struct buf row = {0};
	struct term_cursor cursor = term_cursor(b->term);
	line_text(term_row(b->term, cursor.y), term_pool(b->term), 0, b->size.cols, true, &row);
	size_t n = strlen(b->ready), len = strlen(buf_str(&row));
	bool yes = len >= n && strcmp(buf_str(&row) + len - n, b->ready) == 0;
	buf_finish(&row);
	return yes;
}

static void flood(struct bench *b)
{
	static const char interrupt = 3;
	wait_for(b, b->ready);
	quiet(b, SEC(1));
	for (int k = 0; k < b->keys; k++) {
		if (write(b->fd, "yes\r", 4) != 4) {
			exit(1);
		}
		quiet(b, SEC(3));
		usec_t pressed = clock_now(), first = 0;
		if (write(b->fd, &interrupt, 1) != 1) {
			exit(1);
		}
		while (clock_now() < pressed + GIVE_UP && (first == 0 || clock_now() < first + MS(300))) {
			pump(b, clock_now() + MS(5));
			if (!at_prompt(b)) {
				first = 0;
			} else if (first == 0) {
				first = clock_now();
			}
		}
		if (first != 0) {
			b->ms[b->count++] = (double)(first - pressed) / 1000.0;
		} else {
			b->lost++;
		}
	}
	report(b);
}

static void run(struct bench *b)
{
	struct rng_seed seed;
	struct rng rng = rng_seeded(&seed, 7);
	wait_for(b, b->ready);
	quiet(b, SEC(1));
	if (b->setup != NULL && write(b->fd, b->setup, strlen(b->setup)) > 0 && write(b->fd, "\r", 1) > 0) {
		quiet(b, SEC(2));
	}
	usec_t next = clock_now();
	for (int k = 0; k < b->keys; k++) {
		next = next > clock_now() ? next : clock_now();
		while (clock_now() < next) {
			if (pump(b, next)) {
				look(b);
			}
		}
		type_key(b, rng);
		next += b->interval;
		if (b->typed == LINE_KEYS || k + 1 == b->keys) {
			end_line(b);
			next = clock_now();
		}
	}
	report(b);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"keys", 1, NULL, 'k'}, {"interval", 1, NULL, 'i'}, {"ready", 1, NULL, 'r'},
		{"setup", 1, NULL, 's'}, {"size", 1, NULL, 'z'}, {"csv", 0, NULL, 'c'}, {"flood", 0, NULL, 'f'},
		{"shell", 0, NULL, 'S'}, {NULL, 0, NULL, 0}};
	struct bench b = {.keys = 100, .interval = MS(250), .ready = "$", .setup = "cat", .size = {80, 24}};
	unsigned cols, rows;
	int opt;
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
		case 's':
			b.setup = optarg;
			break;
		case 'z':
			if (sscanf(optarg, "%ux%u", &cols, &rows) == 2) {
				b.size = (struct size){(uint16_t)cols, (uint16_t)rows};
			}
			break;
		case 'c':
			b.csv = true;
			break;
		case 'f':
			b.flood = true;
			break;
		case 'S':
			b.shell = true;
			b.setup = NULL;
			break;
		default:
			return 1;
		}
	}
	if (optind >= argc || b.keys < 1) {
		fprintf(stderr, "usage: keylat [--keys N] [--interval MS] [--ready TEXT] [--setup LINE] [--size CxR] [--csv] -- command...\n");
		return 1;
	}
	struct term_cfg cfg = {.size = b.size, .host = {.ctx = &b, .answer = answer}};
	b.term = term_new(&cfg);
	b.ms = mem_calloc((size_t)b.keys, sizeof(double));
	start(&b, argv + optind);
	if (b.flood) {
		flood(&b);
	} else {
		run(&b);
	}
	kill(b.pid, SIGTERM);
	close(b.fd);
	waitpid(b.pid, NULL, 0);
	term_free(b.term);
	free(b.ms);
	return 0;
}
