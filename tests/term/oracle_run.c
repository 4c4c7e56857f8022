/* tests/term/oracle_run.c -- a command that runs in the real terminal and in ours at once. */
#include "tests/term/oracle_run.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/mem.h"
#include "tests/term/oracle_state.h"
#include "tests/term/oracle_text.h"
#include "window/term.h"

enum { QUIET_MS = 900, FIRST_MS = 1500, CHUNK = 65536 };

struct run {
	struct oracle_tty *tty;
	struct size size;
	int pty;
	pid_t pid;
	struct term *term;
	struct buf real, ours; /* answers since the last look */
};

static void on_answer(void *ctx, struct bytes b)
{
	struct run *r = ctx;
	buf_put(&r->ours, b.data, b.len);
}

static bool start(struct run *r, const char *command)
{
	r->pty = posix_openpt(O_RDWR | O_NOCTTY);
	if (r->pty < 0 || grantpt(r->pty) != 0 || unlockpt(r->pty) != 0) {
		return false;
	}
	struct winsize ws = {.ws_col = r->size.cols, .ws_row = r->size.rows};
	ioctl(r->pty, TIOCSWINSZ, &ws);
	const char *name = ptsname(r->pty);
	r->pid = fork();
	if (r->pid != 0) {
		return r->pid > 0;
	}
	setsid();
	int fd = open(name, O_RDWR);
	for (int i = 0; i < 3; i++) {
		dup2(fd, i);
	}
	setenv("TERM", "xterm-256color", 1);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

static void write_all(int fd, const uint8_t *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);
		if (n < 0) {
			struct pollfd p = {.fd = fd, .events = POLLOUT};
			poll(&p, 1, QUIET_MS);
			continue;
		}
		data += n;
		len -= (size_t)n;
	}
}

/* Carries bytes to and fro until nothing came for so long. False: the command has ended. */
static bool pump(struct run *r, int quiet_ms)
{
	uint8_t data[CHUNK];
	struct pollfd p[2] = {
	        {.fd = r->pty, .events = POLLIN}, {.fd = r->tty->fd, .events = POLLIN}};
	while (poll(p, 2, quiet_ms) > 0) {
		if ((p[1].revents & POLLIN) != 0) {
			ssize_t n = read(r->tty->fd, data, sizeof(data));
			if (n > 0) {
				buf_put(&r->real, data, (size_t)n);
				write_all(r->pty, data, (size_t)n);
			}
		}
		if (p[0].revents != 0) {
			ssize_t n = read(r->pty, data, sizeof(data));
			if (n <= 0) {
				return false;
			}
			write_all(r->tty->fd, data, (size_t)n);
			term_write(r->term, bytes_of(data, (size_t)n));
		}
	}
	return true;
}

static void put_answers(const struct run *r, struct buf *out)
{
	if (!bytes_equal(buf_bytes(&r->real), buf_bytes(&r->ours))) {
		buf_puts(out, "  answers: real ");
		oracle_put_readable(buf_bytes(&r->real), out);
		buf_puts(out, " ours ");
		oracle_put_readable(buf_bytes(&r->ours), out);
		buf_puts(out, "\n");
	}
}

static bool look(struct run *r, struct buf *out)
{
	uint32_t *real = NULL;
	put_answers(r, out);
	struct buf none = {0};
	/* In origin mode rectangles count from the margins. What the command saved is lost. */
	bool ok = oracle_tty_ask(r->tty, bytes_str("\0337\033[?6l"), &none) &&
	          oracle_cells_real(r->tty, r->size, &real) &&
	          oracle_tty_ask(r->tty, bytes_str("\0338"), &none);
	buf_finish(&none);
	uint32_t *ours = oracle_cells_ours(r->term);
	if (ok) {
		oracle_cells_differ("cells", real, ours, r->size, out);
	}
	free(real);
	free(ours);
	buf_clear(&r->real);
	buf_clear(&r->ours);
	return ok;
}

static bool type(struct run *r, const char *key)
{
	struct buf b = {0};
	size_t len = strlen(key);
	bool bare = len > 2 && strcmp(key + len - 2, "\\c") == 0;
	char *text = mem_strndup(key, bare ? len - 2 : len);
	if (strcmp(key, ".") != 0) {
		oracle_text_unescape(text, &b);
	}
	if (!bare) {
		buf_u8(&b, '\r');
	}
	write_all(r->pty, buf_bytes(&b).data, b.len);
	free(text);
	buf_finish(&b);
	return pump(r, QUIET_MS);
}

static void stop(struct run *r)
{
	if (r->pid > 0) {
		kill(r->pid, SIGHUP);
		close(r->pty);
		waitpid(r->pid, NULL, 0);
	}
	term_free(r->term);
	buf_finish(&r->real);
	buf_finish(&r->ours);
}

bool oracle_run(struct oracle_tty *p, struct size size, const char *command, const char *keys,
        void (*report)(void *ctx, const char *key, const char *differs), void *ctx)
{
	struct run r = {.tty = p, .size = size, .pty = -1};
	struct term_cfg cfg = {
	        .size = size, .history_limit = 1000, .host = {.ctx = &r, .answer = on_answer}};
	struct buf out = {0};
	r.term = term_new(&cfg);
	bool ok = oracle_tty_resize(p, size) && oracle_fresh_real(p) && start(&r, command);
	bool lives = ok && pump(&r, FIRST_MS);
	for (const char *at = keys; ok && lives && *at != '\0';) {
		size_t n = strcspn(at, " ");
		char *key = mem_strndup(at, n);
		lives = type(&r, key);
		ok = look(&r, &out);
		report(ctx, key, buf_str(&out));
		buf_clear(&out);
		free(key);
		at += n + strspn(at + n, " ");
	}
	stop(&r);
	buf_finish(&out);
	return ok;
}
