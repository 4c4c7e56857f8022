/* tests/tools/netem_relay.c -- relay mode: UDP from many clients to one server. */
#include "tests/tools/netem_relay.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"

#define DATAGRAM_MAX 65536
#define HEADERS_LEN 28 /* IPv4 and UDP */

/* One mapping: a client's socket towards the server. Packets name it by id, since it may be gone
 * when they are due. */
struct upstream {
	uint32_t id;
	int fd;
	bool current; /* false: an old mapping, kept so that the server's packets find silence */
	usec_t used_at;
	struct netem_sock client;
};

struct netem_relay {
	int fd;
	struct netem_sock to;
	struct upstream *up;
	size_t len, cap;
	uint32_t next_id;
	uint64_t nat_dropped, send_failed;
	uint8_t packet[DATAGRAM_MAX];
};

int netem_relay_new(
        const struct netem_sock *listen, const struct netem_sock *to, struct netem_relay **out)
{
	struct netem_relay *r = mem_zalloc(sizeof(*r));

	if (netem_sock_open(listen, NULL, &r->fd) < 0) {
		free(r);
		return ERR_SYS;
	}
	r->to = *to;
	*out = r;
	return 0;
}

void netem_relay_free(struct netem_relay *r)
{
	if (r == NULL) {
		return;
	}
	for (size_t i = 0; i < r->len; i++) {
		close(r->up[i].fd);
	}
	free(r->up);
	close(r->fd);
	free(r);
}

struct netem_sock netem_relay_local(const struct netem_relay *r)
{
	struct netem_sock a = {.len = sizeof(a.ss)};

	getsockname(r->fd, (struct sockaddr *)&a.ss, &a.len);
	return a;
}

static struct upstream *upstream_find(struct netem_relay *r, uint32_t id)
{
	for (size_t i = 0; i < r->len; i++) {
		if (r->up[i].id == id) {
			return &r->up[i];
		}
	}
	return NULL;
}

/* Makes room: the longest unused old mapping goes first, then the longest unused one. */
static void upstream_evict(struct netem_relay *r)
{
	size_t worst = 0;

	for (size_t i = 1; i < r->len; i++) {
		const struct upstream *a = &r->up[i], *b = &r->up[worst];
		if (a->current != b->current ? !a->current : a->used_at < b->used_at) {
			worst = i;
		}
	}
	close(r->up[worst].fd);
	r->up[worst] = r->up[--r->len];
}

static int upstream_add(
        struct netem_relay *r, const struct netem_sock *client, usec_t now, struct upstream **out)
{
	int fd;

	if (r->len == LIMIT_RELAY_UPSTREAMS) {
		upstream_evict(r);
	}
	if (netem_sock_open(NULL, &r->to, &fd) < 0) {
		return ERR_SYS;
	}
	r->up = mem_grow(r->up, &r->cap, r->len + 1, sizeof(*r->up));
	*out = &r->up[r->len++];
	**out = (struct upstream){
	        .id = r->next_id++, .fd = fd, .current = true, .used_at = now, .client = *client};
	return 0;
}

static int upstream_of(
        struct netem_relay *r, const struct netem_sock *client, usec_t now, struct upstream **out)
{
	for (size_t i = 0; i < r->len; i++) {
		if (r->up[i].current && netem_sock_equal(&r->up[i].client, client)) {
			*out = &r->up[i];
			r->up[i].used_at = now;
			return 0;
		}
	}
	return upstream_add(r, client, now, out);
}

static size_t relay_poll(void *ctx, struct pollfd *fds, size_t max)
{
	const struct netem_relay *r = ctx;
	size_t n = 0;

	fds[n++] = (struct pollfd){.fd = r->fd, .events = POLLIN};
	for (size_t i = 0; i < r->len && n < max; i++) {
		fds[n++] = (struct pollfd){.fd = r->up[i].fd, .events = POLLIN};
	}
	return n;
}

/* An error that an ICMP message left on the socket (ECONNREFUSED) stands before the data: it is
 * reported once and means nothing to us. */
static ssize_t receive(int fd, uint8_t *to, struct netem_sock *from)
{
	ssize_t n;
	int tries = 0;

	do {
		from->len = sizeof(from->ss);
		n = recvfrom(fd, to, DATAGRAM_MAX, 0, (struct sockaddr *)&from->ss, &from->len);
	} while (n < 0 && errno == ECONNREFUSED && tries++ < 2);
	return n;
}

static void read_clients(struct netem_relay *r, struct netem_path *path, usec_t now)
{
	for (int i = 0; i < NETEM_BATCH; i++) {
		struct netem_sock from;
		struct upstream *u;
		ssize_t n = receive(r->fd, r->packet, &from);
		if (n < 0) {
			return;
		}
		if (upstream_of(r, &from, now, &u) < 0) {
			r->send_failed++;
			continue;
		}
		netem_path_input(
		        path, bytes_of(r->packet, (size_t)n), (size_t)n + HEADERS_LEN, u->id, now);
	}
}

static void read_server(
        struct netem_relay *r, struct upstream *u, struct netem_path *path, usec_t now)
{
	for (int i = 0; i < NETEM_BATCH; i++) {
		struct netem_sock from;
		ssize_t n = receive(u->fd, r->packet, &from);
		if (n < 0) {
			return;
		}
		netem_path_input(
		        path, bytes_of(r->packet, (size_t)n), (size_t)n + HEADERS_LEN, u->id, now);
	}
}

static void relay_read(void *ctx, struct netem_path *path[NETEM_DIRS], const struct pollfd *fds,
        size_t len, usec_t now)
{
	struct netem_relay *r = ctx;

	/* The server first: reading clients may move the mappings that fds stand for. */
	for (size_t i = 1; i < len && i - 1 < r->len; i++) {
		if (fds[i].revents != 0 && fds[i].fd == r->up[i - 1].fd) {
			read_server(r, &r->up[i - 1], path[NETEM_BA], now);
		}
	}
	if (fds[0].revents != 0) {
		read_clients(r, path[NETEM_AB], now);
	}
}

static void relay_deliver(void *ctx, enum netem_dir dir, struct netem_packet *k)
{
	struct netem_relay *r = ctx;
	const struct upstream *u = upstream_find(r, k->tag);
	ssize_t n;

	if (u == NULL || (dir == NETEM_BA && !u->current)) {
		r->nat_dropped++;
		return;
	}
	if (dir == NETEM_BA) {
		n = sendto(r->fd, k->data, k->len, 0, (const struct sockaddr *)&u->client.ss,
		        u->client.len);
	} else {
		n = send(u->fd, k->data, k->len, 0);
		if (n < 0 && errno == ECONNREFUSED) {
			n = send(u->fd, k->data, k->len, 0); /* the first call only reported */
		}
	}
	r->send_failed += n < 0 ? 1 : 0;
}

/* Every client gets a new source port with its next packet; the old sockets stay open, so that the
 * server's packets to them are lost in silence and not refused. */
static int relay_rebind(void *ctx)
{
	struct netem_relay *r = ctx;

	for (size_t i = 0; i < r->len; i++) {
		r->up[i].current = false;
	}
	return 0;
}

static void relay_stats(void *ctx, struct buf *out)
{
	const struct netem_relay *r = ctx;
	size_t current = 0;

	for (size_t i = 0; i < r->len; i++) {
		current += r->up[i].current ? 1 : 0;
	}
	buf_printf(out, " clients=%zu nat_dropped=%llu send_failed=%llu", current,
	        (unsigned long long)r->nat_dropped, (unsigned long long)r->send_failed);
}

struct netem_edge netem_relay_edge(struct netem_relay *r)
{
	return (struct netem_edge){.ctx = r,
	        .poll = relay_poll,
	        .read = relay_read,
	        .deliver = relay_deliver,
	        .rebind = relay_rebind,
	        .stats = relay_stats};
}
