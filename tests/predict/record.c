/* tests/predict/record.c -- types a scene at a real program on a pty of its own, and writes down what went
 * both ways, with times and the tty's flags: the corpus that predict_test plays.
 *
 *   record SCENE >RECORDING
 *
 * A scene is lines of text:
 *   size COLSxROWS           the pane (80x24)
 *   class NAME               line, editor, page or secret: which figures it counts for
 *   env NAME=VALUE           for the program
 *   run WORD...              starts it; words are split at blanks
 *   wait TEXT                until the screen shows the text; then the typist looks
 *   type TEXT                key by key, in a human rhythm
 *   keys NAME...             keys by name (Enter, Left, C-a), in the same rhythm
 *   see                      until the program has been quiet for 300 ms; then the typist looks
 *   secret on|off            from here on, until off, no glyph may ever be painted
 * A recording is lines "TIME KIND TEXT", TIME in microseconds from the start: `out` bytes of the program,
 * `key` one key by name, `tty` flags, `see`, `secret`; and before them `size` and `class`. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/rng.h"
#include "base/width.h"
#include "window/keys.h"
#include "window/term.h"

#define WORDS 32
#define LIMIT_WAIT SEC(20)
#define QUIET MS(300)

struct recorder {
	struct size size;
	struct term *term;
	int fd;
	pid_t pid;
	usec_t began, heard;
	struct rng_seed seed;
	struct rng rng;
	char flags[128];
	bool ended;
};

static usec_t clock_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (usec_t)t.tv_sec * SEC(1) + (usec_t)t.tv_nsec / 1000;
}

static _Noreturn void die(const char *what, const char *detail)
{
	fprintf(stderr, "record: %s: %s\n", what, detail);
	exit(1);
}

static void note(const struct recorder *r, const char *kind, struct bytes text)
{
	printf("%llu %s ", (unsigned long long)(clock_now() - r->began), kind);
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.data[i];
		if (c < 0x20 || c == '\\' || c >= 0x7f) {
			printf("\\x%02x", c);
		} else {
			putchar(c);
		}
	}
	putchar('\n');
}

static unsigned special(const struct termios *t, int index)
{
	return t->c_cc[index] == (cc_t)_POSIX_VDISABLE ? 0 : t->c_cc[index];
}

static void note_flags(struct recorder *r)
{
	struct termios t;
	char now[sizeof(r->flags)];
	if (r->fd < 0 || tcgetattr(r->fd, &t) < 0) {
		return;
	}
	snprintf(now, sizeof(now),
		"%d %d %d %d %d %u %u %u %u %u %u %u", (t.c_lflag & ICANON) != 0, (t.c_lflag & ECHO) != 0,
		(t.c_lflag & ISIG) != 0, (t.c_lflag & IEXTEN) != 0, (t.c_iflag & ICRNL) != 0,
		special(&t, VERASE), special(&t, VKILL), special(&t, VWERASE), special(&t, VINTR),
		special(&t, VEOF), special(&t, VLNEXT), special(&t, VREPRINT));
	if (strcmp(now, r->flags) != 0) {
		memcpy(r->flags, now, sizeof(now));
		note(r, "tty", bytes_str(now));
	}
}

static void give(struct recorder *r, struct bytes b)
{
	while (b.len > 0 && r->fd >= 0) {
		ssize_t n = write(r->fd, b.data, b.len);
		if (n < 0 && errno != EINTR && errno != EAGAIN) {
			return;
		}
		if (n > 0) {
			b.data += n;
			b.len -= (size_t)n;
		}
	}
}

static void answer(void *ctx, struct bytes b)
{
	give(ctx, b);
}

static void take(struct recorder *r)
{
	uint8_t data[16384];
	ssize_t n = read(r->fd, data, sizeof(data));
	if (n <= 0) {
		if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
			r->ended = true;
		}
		return;
	}
	r->heard = clock_now();
	note(r, "out", bytes_of(data, (size_t)n));
	term_write(r->term, bytes_of(data, (size_t)n));
	note_flags(r);
}

/* Reads until `until`. */
static void listen_until(struct recorder *r, usec_t until)
{
	for (usec_t now = clock_now(); now < until && !r->ended; now = clock_now()) {
		struct pollfd p = {.fd = r->fd, .events = POLLIN};
		int ms = (int)((until - now) / 1000) + 1;
		if (poll(&p, 1, ms) > 0) {
			take(r);
		}
	}
}

static void see(struct recorder *r)
{
	usec_t limit = clock_now() + SEC(3);
	r->heard = clock_now();
	while (!r->ended && clock_now() < limit && clock_now() < r->heard + QUIET) {
		listen_until(r, clock_now() + MS(20));
	}
	note_flags(r);
	note(r, "see", bytes_str(""));
}

static bool shows(const struct recorder *r, const char *text)
{
	bool found = false;
	for (uint16_t y = 0; y < r->size.rows && !found; y++) {
		struct buf b = {0};
		line_text(term_row(r->term, y), term_pool(r->term), 0, r->size.cols, true, &b);
		buf_put(&b, "", 1);
		found = strstr((const char *)buf_bytes(&b).data, text) != NULL;
		buf_finish(&b);
	}
	return found;
}

static void wait_for(struct recorder *r, const char *text)
{
	usec_t limit = clock_now() + LIMIT_WAIT;
	while (!shows(r, text)) {
		if (r->ended || clock_now() > limit) {
			die("the screen never showed", text);
		}
		listen_until(r, clock_now() + MS(20));
	}
	see(r);
}

/* Gaps between keys of a fluent typist: most of 70 to 190 ms, now and then a thought. */
static usec_t gap(struct recorder *r)
{
	double u = rng_unit(r->rng) + rng_unit(r->rng) + rng_unit(r->rng);
	usec_t t = MS(70) + (usec_t)(u * 40000);
	return rng_below(r->rng, 25) == 0 ? t + MS(350) : t;
}

static void press(struct recorder *r, keycode_t key)
{
	uint8_t bytes[KEY_BYTES];
	char name[32];
	listen_until(r, clock_now() + gap(r));
	note_flags(r);
	size_t n = key_encode(key, NULL, (struct key_modes){.modes = term_modes(r->term)}, bytes);
	if (n == 0) {
		die("no bytes for a key", key_name(key, name));
	}
	note(r, "key", bytes_str(key_name(key, name)));
	give(r, bytes_of(bytes, n));
}

static void type(struct recorder *r, const char *text)
{
	size_t len = strlen(text), used;
	for (size_t i = 0; i < len && !r->ended; i += used) {
		press(r, utf8_decode(text + i, len - i, &used));
	}
}

static void keys(struct recorder *r, char *names)
{
	for (char *w = strtok(names, " "); w != NULL && !r->ended; w = strtok(NULL, " ")) {
		keycode_t key;
		if (key_parse(w, &key) < 0) {
			die("no such key", w);
		}
		press(r, key);
	}
}

/* In the child: the program, with the tty as its own. */
static _Noreturn void become(const char *tty, char *const *argv)
{
	setsid();
	int fd = open(tty, O_RDWR);
	ioctl(fd, TIOCSCTTY, 0);
	for (int i = 0; i < 3; i++) {
		dup2(fd, i);
	}
	if (fd > 2) {
		close(fd);
	}
	execvp(argv[0], argv);
	_exit(127);
}

static void run(struct recorder *r, char *words)
{
	char *argv[WORDS + 1];
	size_t n = 0;
	struct winsize ws = {.ws_col = r->size.cols, .ws_row = r->size.rows};
	for (char *w = strtok(words, " "); w != NULL && n < WORDS; w = strtok(NULL, " ")) {
		argv[n++] = w;
	}
	argv[n] = NULL;
	if (n == 0) {
		die("run", "no command");
	}
	fflush(stdout);
	r->fd = posix_openpt(O_RDWR | O_NOCTTY);
	if (r->fd < 0 || grantpt(r->fd) < 0 || unlockpt(r->fd) < 0) {
		die("posix_openpt", strerror(errno));
	}
	char *tty = mem_strdup(ptsname(r->fd));
	int held = open(tty, O_RDWR | O_NOCTTY); /* until the child has it: no hangup before */
	ioctl(held, TIOCSWINSZ, &ws);
	r->pid = fork();
	if (r->pid < 0) {
		die("fork", strerror(errno));
	}
	if (r->pid == 0) {
		close(held);
		close(r->fd);
		become(tty, argv);
	}
	listen_until(r, clock_now() + MS(50));
	close(held);
	free(tty);
	fcntl(r->fd, F_SETFL, fcntl(r->fd, F_GETFL) | O_NONBLOCK);
	note_flags(r);
}

static void obey(struct recorder *r, char *line)
{
	char *rest = line + strcspn(line, " ");
	if (*rest != '\0') {
		*rest++ = '\0';
	}
	if (strcmp(line, "size") == 0) {
		unsigned cols = 80, rows = 24;
		sscanf(rest, "%ux%u", &cols, &rows);
		r->size = (struct size){(uint16_t)cols, (uint16_t)rows};
		term_resize(r->term, r->size);
		printf("0 size %s\n", rest);
	} else if (strcmp(line, "class") == 0) {
		printf("0 class %s\n", rest);
	} else if (strcmp(line, "env") == 0) {
		putenv(mem_strdup(rest));
	} else if (strcmp(line, "run") == 0) {
		run(r, rest);
	} else if (strcmp(line, "wait") == 0) {
		wait_for(r, rest);
	} else if (strcmp(line, "type") == 0) {
		type(r, rest);
	} else if (strcmp(line, "keys") == 0) {
		keys(r, rest);
	} else if (strcmp(line, "see") == 0) {
		see(r);
	} else if (strcmp(line, "secret") == 0) {
		note(r, "secret", bytes_str(rest));
	} else {
		die("no such step", line);
	}
}

int main(int argc, char **argv)
{
	struct recorder r = {.size = {80, 24}, .fd = -1};
	char line[1024];
	FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;
	if (f == NULL) {
		fprintf(stderr, "usage: record SCENE >RECORDING\n");
		return 1;
	}
	uint64_t seed = 5381;
	for (const char *s = argv[1]; *s != '\0'; s++) {
		seed = seed * 33 + (uint8_t)*s;
	}
	r.rng = rng_seeded(&r.seed, seed);
	r.term = term_new(&(struct term_cfg){.size = r.size, .host = {.ctx = &r, .answer = answer}});
	r.began = r.heard = clock_now();
	while (fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] != '\0' && line[0] != '#') {
			obey(&r, line);
		}
	}
	see(&r);
	if (r.pid > 0) {
		kill(r.pid, SIGHUP);
		kill(r.pid, SIGKILL);
		waitpid(r.pid, NULL, 0);
	}
	term_free(r.term);
	fclose(f);
	return 0;
}
