/* tests/bench/pump.c -- a bulk download over TCP, for what else is on a path.
 *
 *   pump serve ADDRESS:PORT             gives zeros to whoever connects, until it is killed
 *   pump fetch ADDRESS:PORT SECONDS     takes them, and prints the bytes
 *
 * With Reno, whose slow start ends only with a loss: it fills any queue in a few round trips. */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "tests/tools/netem_sock.h"

#define BLOCK 65536

static int fail(const char *what)
{
	perror(what);
	return 1;
}

static int serve(const struct netem_sock *at)
{
	char *block = mem_zalloc(BLOCK);
	int yes = 1, fd = socket(at->ss.ss_family, SOCK_STREAM, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, "reno", 4);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&at->ss, at->len) < 0 || listen(fd, 4) < 0) {
		free(block);
		return fail("pump: listen");
	}
	for (;;) {
		int peer = accept(fd, NULL, NULL);
		while (peer >= 0 && write(peer, block, BLOCK) > 0) {
		}
		close(peer);
	}
}

static int fetch(const struct netem_sock *from, unsigned seconds)
{
	char *block = mem_alloc(BLOCK);
	unsigned long long bytes = 0;
	int fd = socket(from->ss.ss_family, SOCK_STREAM, 0), room = 16 << 20;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	if (fd < 0 || connect(fd, (const struct sockaddr *)&from->ss, from->len) < 0) {
		free(block);
		return fail("pump: connect");
	}
	usec_t end = usec_add(clock_now(), SEC(seconds));
	while (!usec_reached(end, clock_now())) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		ssize_t n = poll(&p, 1, 100) > 0 ? read(fd, block, BLOCK) : 1;
		if (n <= 0) {
			break;
		}
		bytes += (p.revents & POLLIN) != 0 ? (unsigned long long)n : 0;
	}
	close(fd);
	free(block);
	printf("%llu\n", bytes);
	return 0;
}

int main(int argc, char **argv)
{
	struct netem_sock at;
	signal(SIGPIPE, SIG_IGN);
	if (argc >= 3 && netem_sock_parse(argv[2], &at) == 0) {
		if (argc == 3 && strcmp(argv[1], "serve") == 0) {
			return serve(&at);
		}
		if (argc == 4 && strcmp(argv[1], "fetch") == 0) {
			return fetch(&at, (unsigned)strtoul(argv[3], NULL, 10));
		}
	}
	fprintf(stderr, "usage: pump serve ADDRESS:PORT | pump fetch ADDRESS:PORT SECONDS\n");
	return 1;
}
