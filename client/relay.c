/* client/relay.c -- two directions, a buffer each; nothing more is read before that is written. */
#include "client/relay.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"

#define RELAY_ROOM 16384
#define RELAY_WRITE 4096 /* poll promises that a pipe takes so much */

struct way {
	int from, to;
	bool to_socket;
	struct buf *held;
};

static short wants(const struct way *w, bool reading)
{
	bool full = w->held->len > 0;
	return reading ? (full ? 0 : POLLIN) : (full ? POLLOUT : 0);
}

static bool push(struct way *w)
{
	struct bytes b = buf_bytes(w->held);
	size_t len = b.len < RELAY_WRITE ? b.len : RELAY_WRITE;
	ssize_t n = w->to_socket ? send(w->to, b.data, len, MSG_DONTWAIT | MSG_NOSIGNAL) : write(w->to, b.data, len);
	if (n < 0) {
		return errno == EAGAIN || errno == EINTR;
	}
	mem_wipe(w->held->data + w->held->head, (size_t)n); /* keys pass here */
	buf_consume(w->held, (size_t)n);
	return true;
}

static bool pull(struct way *w)
{
	ssize_t n = read(w->from, buf_reserve(w->held, RELAY_ROOM), RELAY_ROOM);
	if (n <= 0) {
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	}
	buf_commit(w->held, (size_t)n);
	return true;
}

/* What poll said about the end that a way reads from, and the one that it writes to. */
static bool step(struct way *w, short from, short to)
{
	if (w->held->len > 0) {
		return to == 0 || push(w);
	}
	if (from == 0) {
		return true;
	}
	/* A socket never makes us wait: while we did, nothing would go the other way. */
	return pull(w) && (!w->to_socket || w->held->len == 0 || push(w));
}

/* An end that nothing is wanted of is not looked at, not even for its end. */
static struct pollfd watch(int fd, short events)
{
	return (struct pollfd){.fd = events != 0 ? fd : -1, .events = events};
}

void relay_run(int socket_fd, struct buf *rest)
{
	struct buf up_held = {0};
	struct way up = {.from = 0, .to = socket_fd, .to_socket = true, .held = &up_held};
	struct way down = {.from = socket_fd, .to = 1, .held = rest};
	bool lives = true;
	signal(SIGPIPE, SIG_IGN);
	while (lives) {
		struct pollfd p[3] = {
			watch(0, wants(&up, true)),
			watch(1, wants(&down, false)),
			watch(socket_fd, (short)(wants(&down, true) | wants(&up, false))),
		};
		if (poll(p, 3, -1) < 0) {
			lives = errno == EINTR;
			continue;
		}
		lives = step(&up, p[0].revents, p[2].revents) && step(&down, p[2].revents, p[1].revents);
	}
	buf_finish(&up_held);
}
