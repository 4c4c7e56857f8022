/* client/carrier.c -- framed bytes, without waiting for either end. */
#include "client/carrier.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"

#define LIMIT_QUEUE 1048576
#define READ_MAX 65536

struct carrier {
	struct carrier_fds fds;
	struct carrier_user user;
	struct loop_watch *in_watch, *out_watch, *noise_watch, *begin;
	struct buf in, out;
	bool gone;
};

static void watch(struct carrier *c)
{
	bool waits = c->out.len > 0 && !c->gone;
	int in = c->gone ? 0 : LOOP_READ;
	if (c->out_watch != NULL) {
		loop_fd_events(c->out_watch, waits ? LOOP_WRITE : 0);
	} else {
		in |= waits ? LOOP_WRITE : 0;
	}
	loop_fd_events(c->in_watch, in);
}

static void end(struct carrier *c)
{
	if (!c->gone) {
		c->gone = true;
		watch(c);
		c->user.gone(c->user.ctx);
	}
}

/* That the other end is gone is told by reading. */
static void flush(struct carrier *c)
{
	while (c->out.len > 0) {
		struct bytes b = buf_bytes(&c->out);
		ssize_t n = write(c->fds.out, b.data, b.len);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n < 0 && errno != EAGAIN) {
			buf_clear(&c->out);
		}
		if (n <= 0) {
			break;
		}
		buf_consume(&c->out, (size_t)n);
	}
	watch(c);
}

static void take_frames(struct carrier *c)
{
	enum local_type type;
	struct bytes body;
	size_t used;
	int r = ERR_AGAIN;
	while (!c->gone && (r = local_next(buf_bytes(&c->in), &type, &body, &used)) == 0) {
		c->user.frame(c->user.ctx, type, body);
		mem_wipe(c->in.data + c->in.head, used); /* it may have been a key */
		buf_consume(&c->in, used);
	}
	if (r == ERR_PROTO) {
		end(c);
	}
}

static void on_events(void *ctx, int events)
{
	struct carrier *c = ctx;
	if (events & LOOP_WRITE) {
		flush(c);
	}
	if (!(events & LOOP_READ) || c->gone) {
		return;
	}
	ssize_t n = read(c->fds.in, buf_reserve(&c->in, READ_MAX), READ_MAX);
	if (n > 0) {
		buf_commit(&c->in, (size_t)n);
		take_frames(c);
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		end(c);
	}
}

static void on_noise(void *ctx, int events)
{
	struct carrier *c = ctx;
	uint8_t dropped[4096];
	(void)events;
	ssize_t n = read(c->fds.noise, dropped, sizeof(dropped));
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		loop_fd_events(c->noise_watch, 0);
	}
}

static void on_begin(void *ctx)
{
	take_frames(ctx);
}

static void prepare(int fd)
{
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

struct carrier *carrier_new(struct loop *loop, const struct carrier_fds *take, struct bytes rest, const struct carrier_user *user)
{
	struct carrier *c = mem_zalloc(sizeof(*c));
	c->fds = *take;
	c->user = *user;
	prepare(c->fds.in);
	c->in_watch = loop_fd(loop, c->fds.in, LOOP_READ, on_events, c);
	if (c->fds.out != c->fds.in) {
		prepare(c->fds.out);
		c->out_watch = loop_fd(loop, c->fds.out, 0, on_events, c);
	}
	if (c->fds.noise >= 0) {
		prepare(c->fds.noise);
		c->noise_watch = loop_fd(loop, c->fds.noise, LOOP_READ, on_noise, c);
	}
	c->begin = loop_timer(loop, on_begin, c);
	if (rest.len > 0) {
		buf_put(&c->in, rest.data, rest.len);
		loop_timer_at(c->begin, 0);
	}
	return c;
}

void carrier_free(struct carrier *c)
{
	if (c == NULL) {
		return;
	}
	loop_unwatch(c->begin);
	loop_unwatch(c->in_watch);
	loop_unwatch(c->out_watch);
	loop_unwatch(c->noise_watch);
	close(c->fds.in);
	if (c->fds.out != c->fds.in) {
		close(c->fds.out);
	}
	if (c->fds.noise >= 0) {
		close(c->fds.noise);
	}
	buf_finish(&c->in);
	buf_finish(&c->out);
	free(c);
}

void carrier_send(struct carrier *c, enum local_type type, struct bytes body)
{
	if (!c->gone && c->out.len < LIMIT_QUEUE) {
		local_frame(&c->out, type, body);
		flush(c);
	}
}
