/* tests/bench/parse.c -- how fast a terminal takes each kind of text.
 *
 *   parse [KIND...]          MB per second of CPU of window/term.h, 120x40, 2000 lines of history
 *   parse --list             the kinds
 *   parse --write KIND MB    writes text of that kind, about so many MB
 *   parse --drain FILE PID   to be run in a pane: writes FILE to the terminal, waits until it answers that all
 *                            is read, and prints seconds, and seconds of CPU that PID took meanwhile
 *   parse --bare FILE        the same with a reader of the pty that looks at nothing: an upper bound */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/rng.h"
#include "base/width.h"
#include "window/term.h"

enum { COLS = 120, ROWS = 40, HISTORY = 2000, CHUNK = 4096, ANSWER_MS = 120000 };

/* Writes a piece of text, and the lines end as a program ends them: \n, which the tty makes \r\n. */
typedef void kind_fn(struct rng r, struct buf *out);

static void put_cp(struct buf *out, uint32_t cp)
{
	char s[4];
	buf_put(out, s, utf8_encode(cp, s));
}

static unsigned any(struct rng r, unsigned n)
{
	return (unsigned)rng_below(r, n);
}

static void kind_log(struct rng r, struct buf *out)
{
	static const char *const words[] = {"connection", "from", "closed", "by", "peer", "request",
	        "GET /index.html", "200", "took", "ms", "user=root", "worker", "started", "cache",
	        "miss"};
	for (int i = 0; i < 50; i++) {
		buf_printf(out, "2026-03-%02u %02u:%02u:%02u.%03u host app[%u]: ", 1 + any(r, 28),
		        any(r, 24), any(r, 60), any(r, 60), any(r, 1000), any(r, 65536));
		for (unsigned n = 3 + any(r, 12); n > 0; n--) {
			buf_printf(out, "%s ", words[any(r, sizeof(words) / sizeof(words[0]))]);
		}
		buf_puts(out, "\n");
	}
}

static void kind_scroll(struct rng r, struct buf *out)
{
	(void)r;
	for (int i = 0; i < 200; i++) {
		buf_puts(out, "y\n");
	}
}

static void kind_region(struct rng r, struct buf *out)
{
	buf_puts(out, "\033[5;35r\033[35;1H");
	for (int i = 0; i < 200; i++) {
		buf_printf(out, "line %u of a region\n", any(r, 1000));
	}
	buf_puts(out, "\033[r");
}

static void kind_dense(struct rng r, struct buf *out)
{
	buf_puts(out, "\033[H");
	for (int i = 0; i < COLS * ROWS; i++) {
		buf_printf(out, "\033[38;5;%um\033[48;5;%um\033[1m\033[3m\033[4m%c",
		        any(r, 156) + 100, any(r, 256), 'A' + (int)any(r, 26));
	}
}

static void kind_light(struct rng r, struct buf *out)
{
	int c = 'A' + (int)any(r, 26);
	buf_puts(out, "\033[H");
	for (int i = 0; i < COLS * ROWS; i++) {
		buf_put(out, &(char){(char)c}, 1);
	}
}

static void kind_sgr(struct rng r, struct buf *out)
{
	for (int i = 0; i < 40; i++) {
		for (int k = 0; k < 10; k++) {
			buf_printf(out, "\033[%u;%um%s\033[0m ", any(r, 2), 30 + any(r, 8),
			        any(r, 2) == 0 ? "drwxr-xr-x" : "file.txt");
		}
		buf_puts(out, "\n");
	}
}

static void kind_truecolour(struct rng r, struct buf *out)
{
	for (int i = 0; i < 20; i++) {
		for (int k = 0; k < COLS; k++) {
			buf_printf(out, "\033[48;2;%u;%u;%um ", any(r, 8), (unsigned)(k * 2),
			        (unsigned)(255 - k * 2));
		}
		buf_puts(out, "\033[0m\n");
	}
}

static void kind_motion(struct rng r, struct buf *out)
{
	for (int i = 0; i < 500; i++) {
		buf_printf(out, "\033[%u;%uH%c", 1 + any(r, ROWS), 1 + any(r, COLS),
		        'a' + (int)any(r, 26));
	}
}

static void kind_latin(struct rng r, struct buf *out)
{
	static const char *const words[] = {"été", "garçon", "Größe", "naïve", "señor", "Ærø",
	        "żółć", "plain", "čeština", "façade", "the", "über", "de", "crème"};
	for (int i = 0; i < 50; i++) {
		for (int k = 0; k < 12; k++) {
			buf_printf(out, "%s ", words[any(r, sizeof(words) / sizeof(words[0]))]);
		}
		buf_puts(out, "\n");
	}
}

static void kind_cjk(struct rng r, struct buf *out)
{
	for (int i = 0; i < 50; i++) {
		for (int k = 0; k < 50; k++) {
			put_cp(out,
			        any(r, 6) == 0 ? 0xac00 + any(r, 11172) : 0x4e00 + any(r, 8000));
		}
		buf_puts(out, "\n");
	}
}

static void kind_emoji(struct rng r, struct buf *out)
{
	static const char *const all[] = {"😀", "😂", "🎉", "👍🏽", "❤️",
	        "👨‍👩‍👧‍👦", "🇩🇪", "🚀", "🔥", "✨", "🏳️‍🌈", "🐱"};
	for (int i = 0; i < 50; i++) {
		for (int k = 0; k < 30; k++) {
			buf_printf(out, "%s ", all[any(r, sizeof(all) / sizeof(all[0]))]);
		}
		buf_puts(out, "\n");
	}
}

static void kind_combining(struct rng r, struct buf *out)
{
	for (int i = 0; i < 50; i++) {
		for (int k = 0; k < 60; k++) {
			put_cp(out, 'a' + any(r, 26));
			put_cp(out, 0x300 + any(r, 0x30));
		}
		buf_puts(out, "\n");
	}
}

static const struct kind {
	const char *name;
	kind_fn *write;
} kinds[] = {
        {"log", kind_log},
        {"scroll", kind_scroll},
        {"region", kind_region},
        {"dense", kind_dense},
        {"light", kind_light},
        {"sgr", kind_sgr},
        {"truecolour", kind_truecolour},
        {"motion", kind_motion},
        {"latin", kind_latin},
        {"cjk", kind_cjk},
        {"emoji", kind_emoji},
        {"combining", kind_combining},
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static const struct kind *kind_find(const char *name)
{
	for (size_t i = 0; i < KINDS; i++) {
		if (strcmp(kinds[i].name, name) == 0) {
			return &kinds[i];
		}
	}
	fprintf(stderr, "parse: no kind %s\n", name);
	exit(2);
}

static void kind_make(const struct kind *k, size_t len, struct buf *out)
{
	struct rng_seed seed;
	struct rng r = rng_seeded(&seed, 1);
	while (out->len < len) {
		k->write(r, out);
	}
}

static double seconds(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What the tty makes of it. */
static void cook(const struct buf *raw, struct buf *out)
{
	for (size_t i = 0; i < raw->len; i++) {
		if (raw->data[raw->head + i] == '\n') {
			buf_u8(out, '\r');
		}
		buf_u8(out, raw->data[raw->head + i]);
	}
}

static void measure(const struct kind *k)
{
	struct buf raw = {0}, text = {0};
	kind_make(k, 4000000, &raw);
	cook(&raw, &text);
	struct term_cfg cfg = {.size = {COLS, ROWS}, .history_limit = HISTORY};
	struct term *t = term_new(&cfg);
	double best = 0;
	for (int round = 0; round < 4; round++) {
		double from = seconds(CLOCK_PROCESS_CPUTIME_ID);
		for (size_t i = 0; i < text.len; i += CHUNK) {
			size_t n = text.len - i < CHUNK ? text.len - i : CHUNK;
			term_write(t, bytes_of(text.data + text.head + i, n));
		}
		double rate = (double)text.len / (seconds(CLOCK_PROCESS_CPUTIME_ID) - from) / 1e6;
		best = rate > best ? rate : best;
	}
	printf("%-12s %8.1f MB/s\n", k->name, best);
	fflush(stdout);
	term_free(t);
	buf_finish(&raw);
	buf_finish(&text);
}

static void write_all(int fd, const uint8_t *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);
		if (n < 0 && errno != EINTR && errno != EAGAIN) {
			perror("parse: write");
			exit(1);
		}
		if (n > 0) {
			data += n;
			len -= (size_t)n;
		}
	}
}

static void read_file(const char *path, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : 0;
	while (fd >= 0 && (n = read(fd, buf_reserve(out, 65536), 65536)) > 0) {
		buf_commit(out, (size_t)n);
	}
	if (n < 0) {
		perror(path);
		exit(1);
	}
	close(fd);
}

/* Seconds that a process ran so far. */
static double cpu_of(const char *pid)
{
	char path[64];
	unsigned long long ns = 0;
	snprintf(path, sizeof(path), "/proc/%s/schedstat", pid);
	FILE *f = fopen(path, "r");
	if (f == NULL || fscanf(f, "%llu", &ns) != 1) {
		ns = 0;
	}
	if (f != NULL) {
		fclose(f);
	}
	return (double)ns / 1e9;
}

/* Waits for the answer to CSI 6 n: the terminal has seen all that was written. */
static void await_answer(void)
{
	char c = 0;
	struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
	while (c != 'R' && poll(&p, 1, ANSWER_MS) > 0 && read(STDIN_FILENO, &c, 1) == 1) {
	}
}

static int drain(const char *path, const char *pid)
{
	struct termios was, raw;
	struct buf text = {0};
	read_file(path, &text);
	if (tcgetattr(STDIN_FILENO, &was) < 0) {
		perror("parse: no terminal");
		return 1;
	}
	raw = was;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	double cpu = cpu_of(pid), from = seconds(CLOCK_MONOTONIC);
	write_all(STDOUT_FILENO, text.data + text.head, text.len);
	write_all(STDOUT_FILENO, (const uint8_t *)"\033[6n", 4);
	await_answer();
	double wall = seconds(CLOCK_MONOTONIC) - from;
	cpu = cpu_of(pid) - cpu;
	tcsetattr(STDIN_FILENO, TCSANOW, &was);
	fprintf(stderr, "%.4f %.4f\n", wall, cpu);
	buf_finish(&text);
	return 0;
}

static int bare(const char *path)
{
	char name[128], data[65536];
	struct buf text = {0};
	read_file(path, &text);
	int fd = posix_openpt(O_RDWR | O_NOCTTY);
	if (fd < 0 || grantpt(fd) < 0 || unlockpt(fd) < 0 ||
	        ptsname_r(fd, name, sizeof(name)) != 0) {
		perror("parse: pty");
		return 1;
	}
	int far = open(name, O_RDWR | O_NOCTTY);
	double from = seconds(CLOCK_MONOTONIC);
	pid_t pid = fork();
	if (pid == 0) {
		close(fd);
		write_all(far, text.data + text.head, text.len);
		_exit(0);
	}
	close(far);
	while (read(fd, data, sizeof(data)) > 0) {
	}
	fprintf(stderr, "%.4f %.4f\n", seconds(CLOCK_MONOTONIC) - from,
	        seconds(CLOCK_PROCESS_CPUTIME_ID));
	waitpid(pid, NULL, 0);
	buf_finish(&text);
	return 0;
}

static int write_kind(const char *name, const char *mb)
{
	struct buf b = {0};
	kind_make(kind_find(name), (size_t)(atof(mb) * 1e6), &b);
	write_all(STDOUT_FILENO, b.data + b.head, b.len);
	buf_finish(&b);
	return 0;
}

int main(int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "";
	if (strcmp(verb, "--write") == 0 && argc == 4) {
		return write_kind(argv[2], argv[3]);
	}
	if (strcmp(verb, "--drain") == 0 && argc == 4) {
		return drain(argv[2], argv[3]);
	}
	if (strcmp(verb, "--bare") == 0 && argc == 3) {
		return bare(argv[2]);
	}
	bool list = strcmp(verb, "--list") == 0;
	for (size_t i = 0; i < KINDS && (list || argc == 1); i++) {
		if (list) {
			puts(kinds[i].name);
		} else {
			measure(&kinds[i]);
		}
	}
	for (int i = 1; i < argc && !list; i++) {
		measure(kind_find(argv[i]));
	}
	return 0;
}
