/* tests/bench/keylat.c -- how long a key takes from the keyboard to the screen, measured outside of whatever
 * shows it: runs a command (mux attach, mosh, ssh) on a terminal of its own, types into a far `cat`, and
 * waits until the terminal shows what was typed.
 *
 *   keylat [--keys N] [--interval MS] [--ready TEXT] [--setup LINE] [--size CxR] [--csv] -- command...
 *   keylat --flood [--keys N] ...
 *   keylat --shell [--keys N] --ready PROMPT ...     types lines at a shell with that prompt
 *
 * Prints: keys, shown, lost, then min, median, mean, p90, p95, p99, max in milliseconds. With --flood it
 * lets `yes` (or LINE) run for three seconds, presses Ctrl-C, and prints how long until the prompt stands; N times. With --shell each key
 * counts, from the first behind a prompt, and the part of them that was shown within 16 ms is printed, too. --beside 'COMMAND'
 * runs while it types (a shell's; `exec` lets it be ended), from --settle SECONDS before the first key. --csv: the
 * figures alone, lost ones third. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/rng.h"
#include "tests/bench/typist.h"

#define LINE_KEYS 40        /* then Enter, and a new line */
#define GIVE_UP SEC(30)     /* for one key */

struct bench {
	struct typist typist;
	int keys;
	usec_t interval;
	const char *ready, *setup, *beside;
	usec_t settle;
	struct size size;
	bool csv, flood, shell;
	char line[LINE_KEYS + 1];   /* typed on this line */
	usec_t sent[LINE_KEYS];
	int typed, seen;            /* of this line */
	double *ms;
	int count, lost;
};

/* The cursor's row holds the prompt (of a shell) and then that text. */
static bool row_shows(const struct bench *b, const char *part)
{
	char *row = typist_cursor_row(&b->typist);
	size_t n = strlen(b->ready), len = strlen(part);
	while (len > 0 && part[len - 1] == ' ') {
		len--;
	}
	const char *at = b->shell ? strstr(row, b->ready) : row;
	if (b->shell && at != NULL) {
		at += n + (at[n] == ' ');
	}
	bool yes = at != NULL && strncmp(at, part, len) == 0;
	free(row);
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
		if (!row_shows(b, part)) {
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
	typist_type(&b->typist, (char[]){c, '\0'});
}

static void end_line(struct bench *b)
{
	usec_t end = clock_now() + GIVE_UP;
	while (b->seen < b->typed && clock_now() < end) {
		typist_pump(&b->typist, clock_now() + MS(20));
		look(b);
	}
	b->lost += b->typed - b->seen;
	b->typed = b->seen = 0;
	typist_type(&b->typist, "\r");
	typist_quiet(&b->typist, MS(400) + 4 * b->interval);
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

/* Starts what runs beside the measurement; its pid, 0: nothing does. */
static pid_t start_beside(struct bench *b)
{
	pid_t pid = b->beside != NULL ? fork() : 0;
	if (b->beside != NULL && pid == 0) {
		execl("/bin/sh", "sh", "-c", b->beside, (char *)NULL);
		_exit(127);
	}
	typist_quiet(&b->typist, b->settle);
	return pid;
}

static void end_beside(pid_t pid)
{
	if (pid > 0) {
		kill(pid, SIGTERM);
		waitpid(pid, NULL, 0);
	}
}

static void flood(struct bench *b)
{
	typist_wait(&b->typist, typist_shows, b->ready, SEC(60));
	typist_quiet(&b->typist, SEC(1));
	pid_t beside = start_beside(b);
	for (int k = 0; k < b->keys; k++) {
		typist_type(&b->typist, b->setup != NULL ? b->setup : "yes");
		typist_type(&b->typist, "\r");
		typist_quiet(&b->typist, SEC(3));
		usec_t pressed = clock_now(), first = 0;
		typist_type(&b->typist, "\003");
		while (clock_now() < pressed + GIVE_UP && (first == 0 || clock_now() < first + MS(300))) {
			typist_pump(&b->typist, clock_now() + MS(5));
			if (!typist_at_prompt(&b->typist, b->ready)) {
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
	end_beside(beside);
	report(b);
}

static void run(struct bench *b)
{
	struct rng_seed seed;
	struct rng rng = rng_seeded(&seed, 7);
	typist_wait(&b->typist, typist_shows, b->ready, SEC(60));
	typist_quiet(&b->typist, SEC(1));
	if (!b->shell) {
		typist_type(&b->typist, b->setup != NULL ? b->setup : "cat");
		typist_type(&b->typist, "\r");
		typist_quiet(&b->typist, SEC(2));
	}
	pid_t beside = start_beside(b);
	usec_t next = clock_now();
	for (int k = 0; k < b->keys; k++) {
		next = next > clock_now() ? next : clock_now();
		while (clock_now() < next) {
			if (typist_pump(&b->typist, next)) {
				look(b);
			}
		}
		type_key(b, rng);
		look(b);
		next += b->interval;
		if (b->typed == LINE_KEYS || k + 1 == b->keys) {
			end_line(b);
			next = clock_now();
		}
	}
	end_beside(beside);
	report(b);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"keys", 1, NULL, 'k'}, {"interval", 1, NULL, 'i'}, {"ready", 1, NULL, 'r'},
		{"setup", 1, NULL, 's'}, {"size", 1, NULL, 'z'}, {"csv", 0, NULL, 'c'}, {"flood", 0, NULL, 'f'},
		{"shell", 0, NULL, 'S'}, {"beside", 1, NULL, 'b'}, {"settle", 1, NULL, 't'}, {NULL, 0, NULL, 0}};
	struct bench b = {.keys = 100, .interval = MS(250), .ready = "$", .size = {80, 24}};
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
		case 'b':
			b.beside = optarg;
			break;
		case 't':
			b.settle = SEC(strtoul(optarg, NULL, 10));
			break;
		case 'S':
			b.shell = true;
			break;
		default:
			return 1;
		}
	}
	if (optind >= argc || b.keys < 1) {
		fprintf(stderr, "usage: keylat [--keys N] [--interval MS] [--ready TEXT] [--setup LINE] [--size CxR] [--csv] -- command...\n");
		return 1;
	}
	b.ms = mem_calloc((size_t)b.keys, sizeof(double));
	typist_start(&b.typist, "keylat", b.size, argv + optind);
	if (b.flood) {
		flood(&b);
	} else {
		run(&b);
	}
	typist_finish(&b.typist);
	free(b.ms);
	return 0;
}
