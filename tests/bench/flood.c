/* tests/bench/flood.c -- a flood of output with a client attached: how fast the server takes it, what that
 * costs it, how many bytes go to the client's terminal, and how late the end is seen. Measured outside of
 * whatever shows it: runs a command (mux attach, tmux attach) on a terminal of its own.
 *
 *   flood [--size CxR] [--mb N] [--ready TEXT] --server PID|COMMAND -- command...   (COMMAND prints the PID)
 *   flood --produce N      (what it types into the pane: N MB of lines, then a mark)
 *
 * Prints in one line: MB/s, server's and client's CPU in ns per byte of the pane, bytes to the terminal per
 * byte of the pane, and ms from the program's last write to the mark on the screen. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/bench/typist.h"

#define GIVE_UP SEC(120)
#define MARK "all of it: " /* and the name of the report: an older one may still be on the screen */
#define CHUNK 65536

struct bench {
	struct typist typist;
	const char *server; /* a pid, or a command that prints it */
	struct size size;
	const char *ready;
	unsigned mb;
};

/* ---- the program in the pane ---- */

static size_t make_lines(char *out, size_t len)
{
	size_t at = 0;
	for (unsigned i = 0; at + 160 < len; i++) {
		at += (size_t)snprintf(out + at, len - at,
			i % 4 == 0 ? "\033[3%um%06u\033[0m some words of a longer line that a program printed, \033[1mbold\033[0m %x\n"
				: "%u drwxr-xr-x %06u user group 4096 Jan 1 12:00 a/path/to/a/file-%x.c\n",
			i % 8, i * 7919u % 1000000u, i * 2654435761u);
	}
	return at;
}

static void write_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);
		if (n < 0 && errno != EINTR) {
			exit(1);
		}
		data += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
}

/* The times of its first and last write stand in the file `report`. */
static int produce(unsigned mb, const char *report)
{
	char *text = mem_alloc(CHUNK);
	size_t len = make_lines(text, CHUNK), total = 0;
	usec_t first = clock_now();
	while (total < (size_t)mb << 20) {
		write_all(1, text, len);
		total += len;
	}
	char name[4096];
	int n = snprintf(name, sizeof(name), "\n" MARK "%s\n", report);
	write_all(1, name, (size_t)n);
	usec_t last = clock_now();
	snprintf(name, sizeof(name), "%s.new", report);
	FILE *f = fopen(name, "w");
	if (f == NULL) {
		return 1;
	}
	fprintf(f, "%llu %llu %zu\n", (unsigned long long)first, (unsigned long long)last, total);
	fclose(f);
	free(text);
	return rename(name, report) == 0 ? 0 : 1;
}

/* ---- the terminal ---- */

/* "PID", or a shell's command that prints it. */
static pid_t find_server(const char *how)
{
	char *end;
	long pid = strtol(how, &end, 10);
	if (*end != '\0') {
		FILE *f = popen(how, "r");
		if (f == NULL || fscanf(f, "%ld", &pid) != 1) {
			pid = 0;
		}
		if (f != NULL) {
			pclose(f);
		}
	}
	if (pid <= 0) {
		fprintf(stderr, "flood: no server: %s\n", how);
		exit(1);
	}
	return (pid_t)pid;
}

/* Nanoseconds that a process ran. */
static unsigned long long cpu_of(pid_t pid)
{
	char name[64];
	unsigned long long ns = 0;
	snprintf(name, sizeof(name), "/proc/%d/schedstat", (int)pid);
	FILE *f = fopen(name, "r");
	if (f == NULL || fscanf(f, "%llu", &ns) != 1) {
		fprintf(stderr, "flood: no figures of process %d\n", (int)pid);
		exit(1);
	}
	fclose(f);
	return ns;
}

static bool read_report(const char *name, unsigned long long *first, unsigned long long *last, size_t *total)
{
	FILE *f = fopen(name, "r");
	bool got = f != NULL && fscanf(f, "%llu %llu %zu", first, last, total) == 3;
	if (f != NULL) {
		fclose(f);
	}
	return got;
}

static void run(struct bench *b, const char *self)
{
	char report[] = "/tmp/mux-flood-XXXXXX";
	int fd = mkstemp(report);
	if (fd < 0) {
		perror("flood");
		exit(1);
	}
	close(fd);
	typist_wait(&b->typist, typist_row_begins, b->ready, GIVE_UP);
	typist_quiet(&b->typist, MS(700));
	pid_t server_pid = find_server(b->server), client_pid = pty_child_pid(b->typist.child);
	char *line = mem_printf("clear; %s --produce %u --report %s\r", self, b->mb, report);
	unsigned long long server = cpu_of(server_pid), client = cpu_of(client_pid);
	uint64_t shown = pty_child_heard(b->typist.child);
	typist_type(&b->typist, line);
	char *mark = mem_printf(MARK "%s", report);
	usec_t seen = typist_wait(&b->typist, typist_row_begins, mark, GIVE_UP);
	free(mark);
	unsigned long long first = 0, last = 0;
	size_t total = 0;
	usec_t end = clock_now() + GIVE_UP;
	do { /* and what still comes to the terminal */
		typist_quiet(&b->typist, MS(300));
	} while (!read_report(report, &first, &last, &total) && clock_now() < end);
	unlink(report);
	free(line);
	if (total == 0) {
		fprintf(stderr, "flood: no report\n");
		exit(1);
	}
	double bytes = (double)total;
	shown = pty_child_heard(b->typist.child) - shown;
	printf("%.2f %.2f %.2f %.4f %.2f\n", bytes / (double)(last - first), (double)(cpu_of(server_pid) - server) / bytes,
		(double)(cpu_of(client_pid) - client) / bytes, (double)shown / bytes, ((double)seen - (double)last) / 1000.0);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"mb", 1, NULL, 'm'}, {"ready", 1, NULL, 'r'}, {"size", 1, NULL, 'z'},
		{"server", 1, NULL, 's'}, {"produce", 1, NULL, 'p'}, {"report", 1, NULL, 'o'}, {NULL, 0, NULL, 0}};
	struct bench b = {.mb = 32, .ready = "$", .size = {120, 40}};
	const char *report = NULL;
	unsigned cols, rows, made = 0;
	int opt;
	while ((opt = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		switch (opt) {
		case 'm':
			b.mb = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'r':
			b.ready = optarg;
			break;
		case 'z':
			if (sscanf(optarg, "%ux%u", &cols, &rows) == 2) {
				b.size = (struct size){(uint16_t)cols, (uint16_t)rows};
			}
			break;
		case 's':
			b.server = optarg;
			break;
		case 'p':
			made = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'o':
			report = optarg;
			break;
		default:
			return 1;
		}
	}
	if (made > 0 && report != NULL) {
		return produce(made, report);
	}
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (optind >= argc || b.server == NULL || b.mb == 0 || n <= 0) {
		fprintf(stderr, "usage: flood [--size CxR] [--mb N] [--ready TEXT] --server PID|COMMAND -- command...\n");
		return 1;
	}
	self[n] = '\0';
	typist_start(&b.typist, "flood", b.size, argv + optind);
	run(&b, self);
	typist_finish(&b.typist);
	return 0;
}
