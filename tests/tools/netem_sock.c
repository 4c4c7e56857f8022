/* tests/tools/netem_sock.c -- UDP addresses and sockets. */
#include "tests/tools/netem_sock.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"

#define SOCK_BUFFER (4 << 20) /* bytes; the emulator, not the socket, is to be what drops */

int netem_sock_parse(const char *text, struct netem_sock *out)
{
	char host[256];
	const char *colon = strrchr(text, ':');
	struct addrinfo hints = {.ai_socktype = SOCK_DGRAM, .ai_family = AF_UNSPEC}, *found;

	if (colon == NULL || colon == text || colon[1] == '\0') {
		return ERR_ARG;
	}
	size_t len = (size_t)(colon - text);
	if (text[0] == '[' && colon[-1] == ']') {
		text++;
		len -= 2;
	}
	if (len >= sizeof(host)) {
		return ERR_ARG;
	}
	memcpy(host, text, len);
	host[len] = '\0';
	if (getaddrinfo(host, colon + 1, &hints, &found) != 0) {
		return ERR_ARG;
	}
	*out = (struct netem_sock){.len = found->ai_addrlen};
	memcpy(&out->ss, found->ai_addr, found->ai_addrlen);
	freeaddrinfo(found);
	return 0;
}

static struct sockaddr_in in4(const struct netem_sock *a)
{
	struct sockaddr_in in;

	memcpy(&in, &a->ss, sizeof(in));
	return in;
}

static struct sockaddr_in6 in6(const struct netem_sock *a)
{
	struct sockaddr_in6 in;

	memcpy(&in, &a->ss, sizeof(in));
	return in;
}

uint16_t netem_sock_port(const struct netem_sock *a)
{
	return ntohs(a->ss.ss_family == AF_INET6 ? in6(a).sin6_port : in4(a).sin_port);
}

bool netem_sock_equal(const struct netem_sock *a, const struct netem_sock *b)
{
	if (a->ss.ss_family != b->ss.ss_family || netem_sock_port(a) != netem_sock_port(b)) {
		return false;
	}
	if (a->ss.ss_family == AF_INET) {
		return in4(a).sin_addr.s_addr == in4(b).sin_addr.s_addr;
	}
	struct sockaddr_in6 x = in6(a), y = in6(b);
	return memcmp(&x.sin6_addr, &y.sin6_addr, sizeof(x.sin6_addr)) == 0 &&
	       x.sin6_scope_id == y.sin6_scope_id;
}

const char *netem_sock_text(const struct netem_sock *a, char out[NETEM_SOCK_TEXT_MAX])
{
	char host[NETEM_SOCK_TEXT_MAX - 16];

	if (getnameinfo((const struct sockaddr *)&a->ss, a->len, host, sizeof(host), NULL, 0,
	            NI_NUMERICHOST) != 0) {
		snprintf(host, sizeof(host), "?");
	}
	snprintf(out, NETEM_SOCK_TEXT_MAX, a->ss.ss_family == AF_INET6 ? "[%s]:%u" : "%s:%u", host,
	        netem_sock_port(a));
	return out;
}

int netem_sock_open(const struct netem_sock *local, const struct netem_sock *peer, int *out)
{
	int family = local != NULL ? local->ss.ss_family : peer->ss.ss_family, size = SOCK_BUFFER;
	int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0) {
		return ERR_SYS;
	}
	/* FORCE passes the system's limit where we have the right to; the plain one is the rest. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) < 0) {
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	}
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)) < 0) {
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	}
	if ((local != NULL && bind(fd, (const struct sockaddr *)&local->ss, local->len) < 0) ||
	        (peer != NULL && connect(fd, (const struct sockaddr *)&peer->ss, peer->len) < 0)) {
		int e = errno;
		close(fd);
		errno = e;
		return ERR_SYS;
	}
	*out = fd;
	return 0;
}
