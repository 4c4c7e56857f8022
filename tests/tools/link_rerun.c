/* tests/tools/link_rerun.c -- link-rerun [-av] RECORD: runs a flight record (link-record) again in virtual time, and
 * says whether all came out the same: exit 0; 2 if something did not, with the first difference. -v: each event,
 * those that differ with a star and what came instead; -p: prints the record, and runs nothing; -a: begins a run at
 * each checkpoint, too. What is no record: one line, exit 1. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "tests/sim/rerun.h"

#define RECORD_MAX ((size_t)64 << 20)
#define COLUMN 72

static int read_file(const char *path, struct buf *out)
{
	uint8_t chunk[4096];
	FILE *f = fopen(path, "rb");

	if (f == NULL) {
		perror(path);
		return -1;
	}
	for (size_t n; out->len < RECORD_MAX && (n = fread(chunk, 1, sizeof chunk, f)) > 0;) {
		buf_put(out, chunk, n);
	}
	fclose(f);
	return 0;
}

static void print_event(void *ctx, const struct flight_event *was, enum rerun_fate fate, const char *is)
{
	char text[FLIGHT_TEXT_MAX];

	(void)ctx;
	flight_text(was, text);
	if (fate == RERUN_DIFFERS) {
		printf("* %-*s %s\n", COLUMN, text, is);
	} else {
		printf("%c %s\n", fate == RERUN_SAME ? ' ' : '-', text);
	}
}

static void print_record(const struct track *t)
{
	char text[FLIGHT_TEXT_MAX];

	for (size_t i = 0; i < t->count; i++) {
		flight_text(&t->at[i], text);
		puts(text);
	}
}

static int fail(const char *path, int err)
{
	fprintf(stderr, "%s: %s\n", path,
		err == ERR_VERSION      ? "a record of another version of mux"
		: err == ERR_NOTFOUND ? "there is no checkpoint in it"
		                      : "not a record of a link, or damaged");
	return 1;
}

static int run(const char *path, const struct track *t, size_t first, bool verbose)
{
	struct rerun_result r;
	int err = rerun(t, first, verbose ? print_event : NULL, NULL, &r);

	if (err < 0) {
		return fail(path, err);
	}
	printf("%s: from checkpoint %zu on: %zu events the same, %zu differences, %zu not run (before a checkpoint); "
	       "%zu checkpoints\n",
		path, first + 1, r.same, r.differ, r.skipped, r.checkpoints);
	if (r.differ == 0) {
		return 0;
	}
	printf("first difference at %llu.%06llu:\n  was: %s\n  is:  %s\n", (unsigned long long)(r.first_at / SEC(1)),
		(unsigned long long)(r.first_at % SEC(1)), r.was, r.is);
	return 2;
}

int main(int argc, char **argv)
{
	bool all = false, print = false, verbose = false;
	struct track t = {0};
	struct buf record = {0};
	int r = 1, c;

	while ((c = getopt(argc, argv, "apv")) != -1) {
		all = all || c == 'a';
		print = print || c == 'p';
		verbose = verbose || c == 'v';
		if (c == '?') {
			argc = 0;
		}
	}
	if (argc != optind + 1) {
		fprintf(stderr, "usage: link-rerun [-apv] RECORD\n");
		return 1;
	}
	if (read_file(argv[optind], &record) < 0) {
		goto done;
	}
	if ((r = track_read(&t, buf_bytes(&record))) < 0) {
		r = fail(argv[optind], r);
		goto done;
	}
	if (print) {
		print_record(&t);
		goto done;
	}
	r = run(argv[optind], &t, 0, verbose);
	for (size_t n = 1; all && r == 0 && track_checkpoint(&t, n) < t.count; n++) {
		r = run(argv[optind], &t, n, verbose);
	}
done:
	track_finish(&t);
	buf_finish(&record);
	return r;
}
