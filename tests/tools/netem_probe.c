/* tests/tools/netem_probe.c -- a UDP echo and its prober. */
#include "tests/tools/netem_probe.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/rd.h"

#define PORT_OFFSET 16 /* behind the number and the time of a question: its source port */

struct probe {
	int fd;
	struct netem_probe_conf conf;
	uint8_t *seen;  /* which questions were answered */
	usec_t *rtts;   /* of the first answers */
	uint64_t sent, received, answered, duplicates, reordered, next_seq;
	usec_t rtt_min, rtt_max, rtt_sum;
	uint16_t port;  /* the last one that the far end saw */
	uint64_t ports; /* changes of it, the first one included */
	uint8_t packet[65536];
};

static void echo_one(int fd, uint8_t *packet, size_t size)
{
	struct netem_sock from = {.len = sizeof(from.ss)};
	ssize_t n = recvfrom(fd, packet, size, 0, (struct sockaddr *)&from.ss, &from.len);

	if (n < PROBE_SIZE_MIN) {
		return;
	}
	packet[PORT_OFFSET] = (uint8_t)(netem_sock_port(&from) >> 8);
	packet[PORT_OFFSET + 1] = (uint8_t)netem_sock_port(&from);
	n = sendto(fd, packet, (size_t)n, 0, (const struct sockaddr *)&from.ss, from.len);
	(void)n; /* an answer that cannot be sent is a lost one */
}

int netem_probe_echo(const struct netem_sock *listen)
{
	char text[NETEM_SOCK_TEXT_MAX];
	uint8_t packet[65536];
	int fd;

	if (netem_sock_open(listen, NULL, &fd) < 0) {
		fprintf(stderr, "mux-netem: %s: %s\n", netem_sock_text(listen, text),
		        strerror(errno));
		return ERR_SYS;
	}
	struct netem_sock local = {.len = sizeof(local.ss)};
	getsockname(fd, (struct sockaddr *)&local.ss, &local.len);
	printf("echo %s\n", netem_sock_text(&local, text));
	fflush(stdout);
	struct pollfd p = {.fd = fd, .events = POLLIN};
	while (poll(&p, 1, -1) >= 0) {
		echo_one(fd, packet, sizeof(packet));
	}
	close(fd);
	return ERR_SYS;
}

static void ask(struct probe *b, usec_t now)
{
	for (int tries = 0; tries < 2; tries++) {
		memset(b->packet, 0, b->conf.size);
		for (int i = 0; i < 8; i++) {
			b->packet[i] = (uint8_t)(b->sent >> (56 - 8 * i));
			b->packet[8 + i] = (uint8_t)(now >> (56 - 8 * i));
		}
		/* An ICMP error of an earlier datagram is reported first, and only reported. */
		if (send(b->fd, b->packet, b->conf.size, 0) >= 0 || errno != ECONNREFUSED) {
			break;
		}
	}
	b->sent++;
}

static void answer(struct probe *b, struct bytes from, usec_t now)
{
	struct rd r;

	rd_init(&r, from);
	uint64_t seq = rd_u64(&r);
	usec_t rtt = usec_since(rd_u64(&r), now);
	uint16_t port = rd_u16(&r);
	if (r.bad || seq >= b->sent) {
		return;
	}
	b->received++;
	if (b->seen[seq] != 0) {
		b->duplicates++;
		return;
	}
	b->seen[seq] = 1;
	b->answered++;
	b->reordered += seq < b->next_seq ? 1 : 0;
	b->next_seq = seq >= b->next_seq ? seq + 1 : b->next_seq;
	b->rtt_min = usec_min(b->rtt_min, rtt);
	b->rtt_max = usec_max(b->rtt_max, rtt);
	b->rtt_sum += rtt;
	b->rtts[b->answered - 1] = rtt;
	b->ports += port != b->port ? 1 : 0;
	b->port = port;
}

/* Takes answers until `until`. */
static void collect(struct probe *b, usec_t until)
{
	for (;;) {
		struct pollfd p = {.fd = b->fd, .events = POLLIN};
		usec_t left = usec_since(clock_now(), until);
		struct timespec t = {
		        .tv_sec = (time_t)(left / SEC(1)), .tv_nsec = (long)(left % SEC(1)) * 1000};
		if (ppoll(&p, 1, &t, NULL) <= 0) {
			return;
		}
		ssize_t n = recv(b->fd, b->packet, sizeof(b->packet), 0);
		if (n >= 0) {
			answer(b, bytes_of(b->packet, (size_t)n), clock_now());
		}
		if (left == 0) {
			return;
		}
	}
}

static int by_length(const void *a, const void *b)
{
	const usec_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* What `share` in a thousand of the answers did not exceed. */
static unsigned long long rtt_at(const struct probe *b, uint64_t share)
{
	uint64_t at = b->answered * share / 1000;
	return b->answered == 0 ? 0 : b->rtts[at < b->answered ? at : b->answered - 1];
}

static void report(const struct probe *b)
{
	unsigned long long n = b->answered == 0 ? 1 : b->answered;
	qsort(b->rtts, b->answered, sizeof(b->rtts[0]), by_length);

	printf("sent=%llu received=%llu lost=%llu duplicates=%llu reordered=%llu rtt_min_us=%llu "
	       "rtt_avg_us=%llu rtt_max_us=%llu rtt_median_us=%llu rtt_p99_us=%llu "
	       "port_changes=%llu port=%u\n",
	        (unsigned long long)b->sent, (unsigned long long)b->received,
	        (unsigned long long)(b->sent - b->answered), (unsigned long long)b->duplicates,
	        (unsigned long long)b->reordered,
	        (unsigned long long)(b->answered ? b->rtt_min : 0),
	        (unsigned long long)(b->rtt_sum / n), (unsigned long long)b->rtt_max, rtt_at(b, 500), rtt_at(b, 990),
	        (unsigned long long)(b->ports == 0 ? 0 : b->ports - 1), b->port);
}

int netem_probe_run(const struct netem_sock *to, const struct netem_probe_conf *conf)
{
	char text[NETEM_SOCK_TEXT_MAX];
	int fd;

	if (netem_sock_open(NULL, to, &fd) < 0) {
		fprintf(stderr, "mux-netem: %s: %s\n", netem_sock_text(to, text), strerror(errno));
		return ERR_SYS;
	}
	struct probe *b = mem_zalloc(sizeof(*b));
	b->fd = fd;
	b->conf = *conf;
	b->rtt_min = USEC_NEVER;
	b->seen = mem_zalloc(conf->count);
	b->rtts = mem_calloc(conf->count, sizeof(b->rtts[0]));
	prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
	usec_t at = clock_now();
	for (uint64_t i = 0; i < conf->count; i++) {
		ask(b, clock_now());
		at = usec_add(at, conf->interval);
		collect(b, at);
	}
	/* Once all are answered only duplicates can come: a moment is enough. */
	usec_t end = usec_add(clock_now(), conf->timeout);
	while (b->answered < b->sent && !usec_reached(end, clock_now())) {
		collect(b, usec_min(end, usec_add(clock_now(), MS(10))));
	}
	collect(b, usec_min(end, usec_add(clock_now(), MS(20))));
	report(b);
	free(b->seen);
	free(b->rtts);
	free(b);
	close(fd);
	return 0;
}
