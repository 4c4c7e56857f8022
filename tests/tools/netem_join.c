/* tests/tools/netem_join.c -- join mode: two network namespaces, joined through TUN devices. */
#include "tests/tools/netem_join.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "tests/tools/netem_nat.h"

#define PACKET_MAX 65536

enum { DEVICE_A, DEVICE_A2, DEVICE_B, DEVICES };

struct netem_join {
	struct netem_join_conf conf;
	int fd[DEVICES]; /* -1: none */
	struct rng_seed rng_state;
	struct netem_nat *nat; /* NULL: none */
	struct netem_ecn_stats ecn[NETEM_DIRS];
	uint64_t ignored, udp_dropped, nat_dropped, undeliverable;
	uint8_t packet[PACKET_MAX];
};

static int device_open(struct netem_join *j, int which, const struct netem_tun_conf *c)
{
	const char *step = "";

	if (netem_tun_open(c, &j->fd[which], &step) < 0) {
		fprintf(stderr, "mux-netem: cannot %s (%s in %s): %s\n", step, c->name,
		        c->ns == NULL ? "this namespace" : c->ns, strerror(errno));
		return ERR_SYS;
	}
	return 0;
}

int netem_join_new(const struct netem_join_conf *conf, struct netem_join **out)
{
	struct netem_join *j = mem_zalloc(sizeof(*j));
	int r;

	j->conf = *conf;
	for (int i = 0; i < DEVICES; i++) {
		j->fd[i] = -1;
	}
	if (conf->nat) {
		j->nat = netem_nat_new(rng_seeded(&j->rng_state, conf->seed));
	}
	if ((r = device_open(j, DEVICE_A, &conf->a)) < 0 ||
	        (r = device_open(j, DEVICE_B, &conf->b)) < 0 ||
	        (conf->a2.prefixes != 0 && (r = device_open(j, DEVICE_A2, &conf->a2)) < 0)) {
		netem_join_free(j);
		return r;
	}
	*out = j;
	return 0;
}

void netem_join_free(struct netem_join *j)
{
	if (j == NULL) {
		return;
	}
	for (int i = 0; i < DEVICES; i++) {
		if (j->fd[i] >= 0) {
			close(j->fd[i]);
		}
	}
	netem_nat_free(j->nat);
	free(j);
}

static size_t join_poll(void *ctx, struct pollfd *fds, size_t max)
{
	const struct netem_join *j = ctx;

	(void)max;
	for (int i = 0; i < DEVICES; i++) {
		fds[i] = (struct pollfd){.fd = j->fd[i], .events = POLLIN};
	}
	return DEVICES;
}

/* The destination, or NULL when the packet is no IP or not for one host. */
static const uint8_t *destination(const uint8_t *p, size_t len, int *family)
{
	if (len >= 20 && p[0] >> 4 == 4 && p[16] < 224) {
		*family = AF_INET;
		return p + 16;
	}
	if (len >= 40 && p[0] >> 4 == 6 && p[24] != 0xff) {
		*family = AF_INET6;
		return p + 24;
	}
	return NULL;
}

/* Without looking past extension headers: what is tested here uses none. */
static bool is_udp(const uint8_t *p)
{
	return (p[0] >> 4 == 4 ? p[9] : p[6]) == IPPROTO_UDP;
}

static void read_device(
        struct netem_join *j, int fd, enum netem_dir dir, struct netem_path *path, usec_t now)
{
	const struct netem_conf *conf = netem_path_conf(path);
	int family;

	for (int i = 0; i < NETEM_BATCH; i++) {
		ssize_t n = read(fd, j->packet, sizeof(j->packet));
		if (n <= 0) {
			return;
		}
		size_t len = (size_t)n;
		if (destination(j->packet, len, &family) == NULL) {
			j->ignored++;
			continue;
		}
		if (conf->no_udp && is_udp(j->packet)) {
			j->udp_dropped++;
			continue;
		}
		bool marks = conf->mark_after != 0 && netem_path_wait(path, now) > conf->mark_after;
		if (!netem_ecn_pass(conf->ecn, marks, j->packet, len, &j->ecn[dir])) {
			continue;
		}
		if (dir == NETEM_AB && j->nat != NULL) {
			netem_nat_out(j->nat, j->packet, len);
		}
		netem_path_input(path, bytes_of(j->packet, len), len, 0, now);
	}
}

static void join_read(void *ctx, struct netem_path *path[NETEM_DIRS], const struct pollfd *fds,
        size_t len, usec_t now)
{
	struct netem_join *j = ctx;

	for (size_t i = 0; i < len; i++) {
		if (fds[i].revents & POLLERR) {
			fprintf(stderr, "mux-netem: a device is gone with its namespace\n");
			close(j->fd[i]);
			j->fd[i] = -1;
		} else if (fds[i].revents != 0) {
			enum netem_dir dir = i == DEVICE_B ? NETEM_BA : NETEM_AB;
			read_device(j, fds[i].fd, dir, path[dir], now);
		}
	}
}

static int device_towards_a(const struct netem_join *j, const struct netem_packet *k)
{
	int family;
	const uint8_t *ip = destination(k->data, k->len, &family);

	return j->fd[DEVICE_A2] >= 0 && ip != NULL && netem_tun_covers(&j->conf.a2, family, ip)
	               ? j->fd[DEVICE_A2]
	               : j->fd[DEVICE_A];
}

static void join_deliver(void *ctx, enum netem_dir dir, struct netem_packet *k)
{
	struct netem_join *j = ctx;
	int fd = dir == NETEM_AB ? j->fd[DEVICE_B] : device_towards_a(j, k);

	if (dir == NETEM_BA && j->nat != NULL && !netem_nat_in(j->nat, k->data, k->len)) {
		j->nat_dropped++;
		return;
	}
	if (write(fd, k->data, k->len) < 0) {
		j->undeliverable++; /* the device is down: the client has left that network */
	}
}

static int join_rebind(void *ctx)
{
	struct netem_join *j = ctx;

	if (j->nat == NULL) {
		return ERR_STATE;
	}
	netem_nat_rebind(j->nat);
	return 0;
}

static void join_stats(void *ctx, struct buf *out)
{
	const struct netem_join *j = ctx;

	buf_printf(out, " ignored=%llu udp_dropped=%llu nat_dropped=%llu undeliverable=%llu",
	        (unsigned long long)j->ignored, (unsigned long long)j->udp_dropped,
	        (unsigned long long)j->nat_dropped,
	        (unsigned long long)j->undeliverable);
	for (int d = 0; d < NETEM_DIRS; d++) {
		buf_printf(out, " ect_%s=%llu ce_%s=%llu ect_dropped_%s=%llu", d == NETEM_AB ? "ab" : "ba",
		        (unsigned long long)j->ecn[d].ect, d == NETEM_AB ? "ab" : "ba",
		        (unsigned long long)j->ecn[d].ce, d == NETEM_AB ? "ab" : "ba",
		        (unsigned long long)j->ecn[d].dropped);
	}
}

struct netem_edge netem_join_edge(struct netem_join *j)
{
	return (struct netem_edge){.ctx = j,
	        .poll = join_poll,
	        .read = join_read,
	        .deliver = join_deliver,
	        .rebind = join_rebind,
	        .stats = join_stats};
}
