/* tests/tools/link_rerun.c -- link-rerun CLIENT SERVER: runs the flight records of both ends (link-record,
 * link-record -S) again in virtual time, and prints what was beside what is now. One file: prints it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/rerun.h"

#define FILE_MAX ((size_t)64 << 20)
#define COLUMN 72

static int read_track(const char *path, struct track *t)
{
	FILE *f = fopen(path, "rb");
	struct buf b = {0};
	uint8_t chunk[4096];
	int r;

	if (f == NULL) {
		perror(path);
		return -1;
	}
	for (size_t n; b.len < FILE_MAX && (n = fread(chunk, 1, sizeof chunk, f)) > 0;) {
		buf_put(&b, chunk, n);
	}
	fclose(f);
	r = track_read(t, buf_bytes(&b));
	buf_finish(&b);
	if (r < 0) {
		fprintf(stderr, "%s: not a record of a link\n", path);
	}
	return r;
}

/* Both in order of time: an event stands beside the one of the same kind at the same time. */
static void print_beside(const char *who, const struct track *was, const struct track *is, int64_t ahead)
{
	size_t i = 0, k = 0;

	while (i < was->count || k < is->count) {
		char a[FLIGHT_TEXT_MAX] = "", b[FLIGHT_TEXT_MAX] = "";
		struct flight_event e = i < was->count ? was->at[i] : (struct flight_event){.at = USEC_NEVER};
		usec_t now = k < is->count ? is->at[k].at : USEC_NEVER;

		e.at = i < was->count ? (usec_t)((int64_t)e.at - ahead) : e.at;
		if (e.at <= now) {
			flight_text(&e, a);
			i++;
		}
		if (now < e.at || (now == e.at && e.kind == is->at[k].kind)) {
			flight_text(&is->at[k], b);
			k++;
		}
		printf("%s %c %-*s %s\n", who, strcmp(a, b) == 0 ? ' ' : '*', COLUMN, a, b);
	}
}

static void print_one(const struct track *t)
{
	for (size_t i = 0; i < t->count; i++) {
		char text[FLIGHT_TEXT_MAX];

		flight_text(&t->at[i], text);
		puts(text);
	}
}

int main(int argc, char **argv)
{
	struct track client = {0}, server = {0};
	struct rerun_result again;
	int64_t ahead;
	int r = 1;

	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: link-rerun CLIENT-RECORD [SERVER-RECORD]\n");
		return 2;
	}
	if (read_track(argv[1], &client) < 0 || (argc == 3 && read_track(argv[2], &server) < 0)) {
		goto done;
	}
	r = 0;
	if (argc == 2) {
		print_one(&client);
		goto done;
	}
	ahead = rerun_clock(&client, &server);
	rerun(&client, &server, ahead, &again);
	print_beside("client", &client, &again.client, 0);
	print_beside("server", &server, &again.server, ahead);
	printf("clocks differ by %lld us; %zu of %zu events came out the same\n", (long long)ahead,
		again.compared - again.differ, again.compared);
	track_finish(&again.client);
	track_finish(&again.server);
done:
	track_finish(&client);
	track_finish(&server);
	return r;
}
