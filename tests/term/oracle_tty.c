/* tests/term/oracle_tty.c -- the real terminal that the oracle runs in. */
#include "tests/term/oracle_tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

enum { WAIT_MS = 5000, RESIZE_TRIES = 200, RESIZE_PAUSE_US = 10000 };

bool oracle_tty_open(struct oracle_tty *p)
{
	struct termios t;
	*p = (struct oracle_tty){.fd = open("/dev/tty", O_RDWR | O_NONBLOCK | O_NOCTTY)};
	if (p->fd < 0 || tcgetattr(p->fd, &t) != 0) {
		return false;
	}
	cfmakeraw(&t);
	return tcsetattr(p->fd, TCSANOW, &t) == 0;
}

void oracle_tty_close(struct oracle_tty *p)
{
	if (p->fd >= 0) {
		close(p->fd);
	}
}

/* One step of talking: writes what can be written, reads what is there. */
static bool talk(int fd, struct buf *out, struct buf *in)
{
	struct pollfd pfd = {.fd = fd, .events = (short)(out->len > 0 ? POLLIN | POLLOUT : POLLIN)};
	if (poll(&pfd, 1, WAIT_MS) <= 0) {
		return false;
	}
	if ((pfd.revents & POLLIN) != 0) {
		ssize_t n = read(fd, buf_reserve(in, 65536), 65536);
		if (n <= 0) {
			return n < 0 && errno == EAGAIN;
		}
		buf_commit(in, (size_t)n);
	}
	if ((pfd.revents & POLLOUT) != 0 && out->len > 0) {
		ssize_t n = write(fd, buf_bytes(out).data, out->len);
		if (n > 0) {
			buf_consume(out, (size_t)n);
		}
	}
	return (pfd.revents & (POLLERR | POLLHUP)) == 0;
}

/* Where the answer to the marker begins; SIZE_MAX when it is not there as a whole. */
static size_t find_marker(const struct buf *in, const char *marker)
{
	struct bytes b = buf_bytes(in);
	const uint8_t *at = b.len > 0 ? memmem(b.data, b.len, marker, strlen(marker)) : NULL;
	if (at == NULL || (size_t)(b.data + b.len - at) < strlen(marker) + 6) {
		return SIZE_MAX;
	}
	return (size_t)(at - b.data);
}

/* Cancels what is unfinished, then asks for the checksum of one cell under a number of its own. */
bool oracle_tty_ask(struct oracle_tty *p, struct bytes b, struct buf *answers)
{
	struct buf out = {0};
	char marker[32];
	unsigned number = 7000 + p->asked++ % 1000;
	size_t at;
	snprintf(marker, sizeof(marker), "\033P%u!~", number);
	buf_put(&out, b.data, b.len);
	buf_printf(&out, "\x18\033[%u;1;1;1;1;1*y", number);
	buf_clear(answers);
	bool ok = true;
	while (ok && (at = find_marker(answers, marker)) == SIZE_MAX) {
		ok = talk(p->fd, &out, answers);
	}
	buf_finish(&out);
	if (ok) {
		answers->len = at;
	}
	return ok;
}

bool oracle_tty_resize(struct oracle_tty *p, struct size size)
{
	struct buf have = {0};
	char ask[32], want[32];
	snprintf(ask, sizeof(ask), "\033[8;%u;%ut\033[18t", size.rows, size.cols);
	snprintf(want, sizeof(want), "\033[8;%u;%ut", size.rows, size.cols);
	bool same = false;
	for (int i = 0; i < RESIZE_TRIES && !same; i++) {
		if (!oracle_tty_ask(p, i == 0 ? bytes_str(ask) : bytes_str("\033[18t"), &have)) {
			break;
		}
		same = bytes_equal(buf_bytes(&have), bytes_str(want));
		if (!same) {
			usleep(RESIZE_PAUSE_US);
		}
	}
	buf_finish(&have);
	return same;
}
