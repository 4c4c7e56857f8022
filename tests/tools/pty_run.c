/* tests/tools/pty_run.c -- pty-run: a command on a terminal of its own, with a script at
 * the keyboard. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "tests/tools/pty_script.h"

static const char usage_text[] =
	"usage: pty-run [OPTION...] -- COMMAND [ARGUMENT...]\n"
	"Runs the command on a pty of its own; prints its screen at the end.\n"
	"  --size COLSxROWS  of the terminal (80x24)\n"
	"  --script FILE     steps, one a line (-: standard input): wait \"text\", gone \"text\",\n"
	"                    send \"text\", key \"NAME...\", sleep MS, quiet MS, resize COLSxROWS, exit STATUS,\n"
	"                    run \"sh command\", deadline MS, screen, ansi, svg FILE,\n"
	"                    say \"text\", time \"text\" (says it, and microseconds). The\n"
	"                    screen is then printed only where the script says so\n"
	"  --seconds N       at most so long (60)\n"
	"  --term NAME       TERM of the command (xterm-256color)\n"
	"  --ansi            print the screen with colours\n"
	"  --svg FILE        write the last screen as a picture\n"
	"  --record FILE     every byte that the command printed\n"
	"Exit status: with a script 0 if every step held, else 1; without one the command's\n"
	"(124: out of time).\n";

struct options {
	struct size size;
	const char *script, *term, *svg, *record;
	unsigned seconds;
	bool ansi;
	char **command;
};

enum { OPT_SIZE = 256, OPT_SCRIPT, OPT_SECONDS, OPT_TERM, OPT_ANSI, OPT_SVG, OPT_RECORD, OPT_HELP };

static const struct option long_options[] = {
	{"size", required_argument, NULL, OPT_SIZE},
	{"script", required_argument, NULL, OPT_SCRIPT},
	{"seconds", required_argument, NULL, OPT_SECONDS},
	{"term", required_argument, NULL, OPT_TERM},
	{"ansi", no_argument, NULL, OPT_ANSI},
	{"svg", required_argument, NULL, OPT_SVG},
	{"record", required_argument, NULL, OPT_RECORD},
	{"help", no_argument, NULL, OPT_HELP},
	{NULL, 0, NULL, 0},
};

static int complain(const char *what, const char *why)
{
	fprintf(stderr, "pty-run: %s: %s\n", what, why);
	return 2;
}

static bool parse_size(const char *text, struct size *s)
{
	int used = 0;
	return sscanf(text, "%4hux%4hu%n", &s->cols, &s->rows, &used) == 2 && text[used] == '\0' &&
		s->cols > 0 && s->rows > 0;
}

static bool parse_number(const char *text, unsigned *n)
{
	int used = 0;
	return sscanf(text, "%6u%n", n, &used) == 1 && text[used] == '\0';
}

/* -1: go on; else the exit status. */
static int parse(struct options *o, int argc, char **argv)
{
	int opt;
	while ((opt = getopt_long(argc, argv, "+", long_options, NULL)) != -1) {
		switch (opt) {
		case OPT_SIZE:
			if (!parse_size(optarg, &o->size)) {
				return complain("bad size", optarg);
			}
			break;
		case OPT_SCRIPT:
			o->script = optarg;
			break;
		case OPT_SECONDS:
			if (!parse_number(optarg, &o->seconds)) {
				return complain("bad number of seconds", optarg);
			}
			break;
		case OPT_TERM:
			o->term = optarg;
			break;
		case OPT_ANSI:
			o->ansi = true;
			break;
		case OPT_SVG:
			o->svg = optarg;
			break;
		case OPT_RECORD:
			o->record = optarg;
			break;
		case OPT_HELP:
			fputs(usage_text, stdout);
			return 0;
		default:
			fputs(usage_text, stderr);
			return 2;
		}
	}
	o->command = argv + optind;
	if (optind >= argc) {
		fputs(usage_text, stderr);
		return 2;
	}
	return -1;
}

static int read_script(const char *path, struct pty_script **out)
{
	struct buf text = {0};
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	size_t n;
	char *err = NULL;
	if (f == NULL) {
		return complain(path, strerror(errno));
	}
	do {
		n = fread(buf_reserve(&text, 4096), 1, 4096, f);
		buf_commit(&text, n);
	} while (n > 0);
	if (f != stdin) {
		fclose(f);
	}
	int r = pty_script_new(buf_bytes(&text), out, &err);
	if (r < 0) {
		complain(path, err);
		free(err);
	}
	buf_finish(&text);
	return r < 0 ? 2 : -1;
}

static int run_script(
	const struct options *o, const struct pty_script *script, struct pty_child *c, usec_t until)
{
	char *err = NULL;
	if (pty_script_run(script, c, until, &err)) {
		return 0;
	}
	fprintf(stderr, "pty-run: %s: %s. The screen:\n", o->script, err);
	free(err);
	fflush(stderr);
	pty_script_print(pty_child_term(c), o->ansi);
	return 1;
}

static int run_alone(const struct options *o, struct pty_child *c, usec_t until)
{
	int status = 124;
	while (!pty_child_ended(c, &status) && !usec_reached(until, clock_now())) {
		pty_child_pump(c, until);
	}
	pty_script_print(pty_child_term(c), o->ansi);
	return status;
}

int main(int argc, char **argv)
{
	struct options o = {.size = {80, 24}, .seconds = 60, .term = "xterm-256color"};
	struct pty_script *script = NULL;
	struct pty_child *c = NULL;
	int record = -1, status = parse(&o, argc, argv);
	if (status < 0 && o.script != NULL) {
		status = read_script(o.script, &script);
	}
	if (status < 0 && o.record != NULL) {
		record = open(o.record, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		status = record < 0 ? complain(o.record, strerror(errno)) : -1;
	}
	if (status < 0 && pty_child_new(o.size, o.term, o.command, &c) < 0) {
		status = complain(o.command[0], strerror(errno));
	}
	if (status < 0) {
		usec_t until = usec_add(clock_now(), SEC(o.seconds));
		pty_child_record(c, record);
		status = script != NULL ? run_script(&o, script, c, until)
					: run_alone(&o, c, until);
		if (o.svg != NULL && pty_script_svg(pty_child_term(c), o.svg) < 0) {
			status = complain(o.svg, strerror(errno));
		}
	}
	pty_child_free(c);
	pty_script_free(script);
	if (record >= 0) {
		close(record);
	}
	return status;
}
