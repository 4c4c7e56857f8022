/* tests/unit/server/udp_test.c -- the UDP port, and whether logind kills what a login leaves. This room is
 * an edge: its tests use the real system, on the loopback device only. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "server/limits.h"
#include "server/scope.h"
#include "server/udp.h"

struct heard {
	struct addr from;
	size_t count, len;
	uint8_t last;
	int handshakes, out_of_turn;
	uint8_t ecn;
};

static int hear(void *ctx, const struct addr *from, struct bytes b, uint8_t ecn)
{
	struct heard *h = ctx;
	h->ecn = ecn;
	if (b.len == 3) {
		return ERR_PROTO; /* not for us */
	}
	if (b.len == 2) {
		assert_int_equal(b.data[1], b.data[0] & 0x80 ? 2 : 1);
		h->out_of_turn += h->handshakes > 0 && (b.data[0] & 0x80) == 0;
		h->handshakes += (b.data[0] & 0x80) != 0;
	}
	h->from = *from;
	h->count++;
	h->len = b.len;
	h->last = b.len > 0 ? b.data[b.len - 1] : 0;
	return 0;
}

/* A peer on 127.0.0.1 that talks to `port` and hears only the address that it talks to. */
static int peer(uint16_t port)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	return fd;
}

static bool readable(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	return poll(&p, 1, 5000) == 1;
}

static void talk(const char *bind)
{
	struct udp *u = NULL;
	struct heard h = {0};
	struct packet p = {.len = 1200};
	uint8_t data[1500] = {0}, back[1500];
	assert_int_equal(udp_open(0, 0, bind, &u), 0);
	assert_true(udp_port(u) != 0);
	int fd = peer(udp_port(u));
	data[1199] = 42;
	assert_int_equal(send(fd, data, 1200, 0), 1200);
	assert_true(readable(udp_fd(u)));
	assert_int_equal(udp_receive(u, hear, &h), 1);
	assert_int_equal(h.len, 1200);
	assert_int_equal(h.last, 42);
	assert_int_equal(h.from.family, ADDR_IP4); /* also on a socket for both families */
	p.to = h.from;
	p.data[1199] = 43;
	assert_true(udp_send(u, &p));
	assert_true(readable(fd));
	assert_int_equal(recv(fd, back, sizeof(back), 0), 1200);
	assert_int_equal(back[1199], 43);
	close(fd);
	udp_close(u);
}

static void any_address_answers(void **state)
{
	(void)state;
	talk(NULL);
}

static void one_address_answers(void **state)
{
	(void)state;
	talk("127.0.0.1");
}

/* A socket that takes part as the peer: what the IP header said goes to *field. */
static void take_field(int fd, int *field)
{
	_Alignas(struct cmsghdr) char control[256];
	char data[100];
	struct iovec iov = {.iov_base = data, .iov_len = sizeof(data)};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};
	*field = -1;
	assert_true(readable(fd));
	assert_true(recvmsg(fd, &msg, 0) > 0);
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&msg); c != NULL; c = CMSG_NXTHDR(&msg, c)) {
		if (c->cmsg_level == IPPROTO_IP) {
			*field = *CMSG_DATA(c);
		} else if (c->cmsg_level == IPPROTO_IPV6) {
			memcpy(field, CMSG_DATA(c), sizeof(*field));
		}
	}
}

/* Both families on one socket, as both ends have them; and a service class that somebody chose stays. */
static void marks_come_and_go(const char *bind, bool v6)
{
	static const uint8_t marks[] = {0, 2, 2, 3, 0, 1};
	struct udp *u = NULL;
	struct heard h = {0};
	struct packet p = {.len = 50};
	int on = 1, field, level = v6 ? IPPROTO_IPV6 : IPPROTO_IP;
	assert_int_equal(udp_open(0, 0, bind, &u), 0);
	int fd = socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM, 0), dscp = 0x48;
	struct sockaddr_in in = {
		.sin_family = AF_INET, .sin_port = htons(udp_port(u)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct sockaddr_in6 in6 = {
		.sin6_family = AF_INET6, .sin6_port = htons(udp_port(u)), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	const struct sockaddr *sa = v6 ? (struct sockaddr *)&in6 : (struct sockaddr *)&in;
	if (fd < 0 || connect(fd, sa, v6 ? sizeof(in6) : sizeof(in)) < 0) {
		udp_close(u);
		skip(); /* a machine without IPv6 */
	}
	setsockopt(fd, level, v6 ? IPV6_RECVTCLASS : IP_RECVTOS, &on, sizeof(on));
	assert_int_equal(setsockopt(udp_fd(u), level, v6 ? IPV6_TCLASS : IP_TOS, &dscp, sizeof(dscp)), 0);
	for (size_t i = 0; i < sizeof(marks); i++) {
		int tos = 0x20 | marks[i];
		setsockopt(fd, level, v6 ? IPV6_TCLASS : IP_TOS, &tos, sizeof(tos));
		assert_int_equal(send(fd, "x", 1, 0), 1);
		assert_true(readable(udp_fd(u)));
		assert_int_equal(udp_receive(u, hear, &h), 1);
		assert_int_equal(h.ecn, marks[i]);
		p.to = h.from;
		p.ecn = marks[i];
		assert_true(udp_send(u, &p));
		take_field(fd, &field);
		assert_int_equal(field, 0x48 | marks[i]);
	}
	close(fd);
	udp_close(u);
}

static void marks_of_ipv4(void **state)
{
	(void)state;
	marks_come_and_go("127.0.0.1", false);
}

static void marks_of_ipv4_on_a_socket_for_both(void **state)
{
	(void)state;
	marks_come_and_go(NULL, false);
}

static void marks_of_ipv6(void **state)
{
	(void)state;
	marks_come_and_go(NULL, true);
}

static void a_turn_has_an_end(void **state)
{
	(void)state;
	struct udp *u = NULL;
	struct heard h = {0};
	assert_int_equal(udp_open(0, 0, "127.0.0.1", &u), 0);
	int fd = peer(udp_port(u));
	for (int i = 0; i < LIMIT_UDP_BATCH + 10; i++) {
		assert_int_equal(send(fd, "x", 1, 0), 1);
	}
	assert_true(readable(udp_fd(u)));
	assert_int_equal(udp_receive(u, hear, &h), LIMIT_UDP_BATCH);
	assert_int_equal(udp_receive(u, hear, &h), 10);
	assert_int_equal(udp_receive(u, hear, &h), 0);
	close(fd);
	udp_close(u);
}

static void packets_come_before_handshakes(void **state)
{
	(void)state;
	struct udp *u = NULL;
	struct heard h = {0};
	assert_int_equal(udp_open(0, 0, "127.0.0.1", &u), 0);
	int fd = peer(udp_port(u));
	for (int i = 0; i < 10; i++) {
		assert_int_equal(send(fd, "\x81\x02", 2, 0), 2);
		assert_int_equal(send(fd, "bad", 3, 0), 3);
		assert_int_equal(send(fd, "\x01\x01", 2, 0), 2);
		assert_int_equal(send(fd, "", 0, 0), 0);
	}
	assert_true(readable(udp_fd(u)));
	assert_int_equal(udp_receive(u, hear, &h), 20);
	assert_int_equal(h.handshakes, 10);
	assert_int_equal(h.out_of_turn, 0);
	close(fd);
	udp_close(u);
}

static void what_is_too_long_is_seen_to_be(void **state)
{
	(void)state;
	static uint8_t data[60000];
	struct udp *u = NULL;
	struct heard h = {0};
	assert_int_equal(udp_open(0, 0, "127.0.0.1", &u), 0);
	int fd = peer(udp_port(u));
	assert_int_equal(send(fd, data, sizeof(data), 0), (int)sizeof(data));
	assert_true(readable(udp_fd(u)));
	assert_int_equal(udp_receive(u, hear, &h), 1);
	assert_true(h.len > LINK_MTU_MAX);
	close(fd);
	udp_close(u);
}

static void a_taken_port_is_passed_over(void **state)
{
	(void)state;
	struct udp *a = NULL, *b = NULL, *c = NULL;
	assert_int_equal(udp_open(0, 0, "127.0.0.1", &a), 0);
	uint16_t port = udp_port(a);
	assert_int_equal(udp_open(port, port, "127.0.0.1", &b), ERR_SYS);
	assert_null(b);
	if (port < 65000) {
		assert_int_equal(udp_open(port, (uint16_t)(port + 500), "127.0.0.1", &c), 0);
		assert_in_range(udp_port(c), port + 1, port + 500);
	}
	assert_int_equal(udp_open(0, 0, "no-address", &b), ERR_ARG);
	udp_close(a);
	udp_close(c);
}

/* What cannot be sent is loss, not an error. */
static void an_unreachable_peer_is_loss(void **state)
{
	(void)state;
	struct udp *u = NULL;
	struct packet p = {.to = {.family = ADDR_IP4, .ip = {127, 0, 0, 1}, .port = 9}, .len = 10};
	assert_int_equal(udp_open(0, 0, NULL, &u), 0);
	for (int i = 0; i < 3; i++) {
		assert_true(udp_send(u, &p));
	}
	p.to = (struct addr){.family = ADDR_IP6, .ip = {0xfe, 0x80, [15] = 1}, .port = 9, .scope = 9999};
	assert_true(udp_send(u, &p));
	udp_close(u);
}

#ifdef __linux__

static bool deadly_with(const char *conf)
{
	char path[] = "/tmp/mux-logind-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, conf, strlen(conf)), strlen(conf));
	close(fd);
	setenv("MUX_LOGIND_CONF", path, 1);
	bool yes = scope_is_deadly();
	char *warning = scope_warning();
	assert_int_equal(yes && !scope_is_left(), warning != NULL);
	free(warning);
	unsetenv("MUX_LOGIND_CONF");
	unlink(path);
	return yes;
}

static void logind_is_asked(void **state)
{
	(void)state;
	static const char *const yes[] = {"[Login]\nKillUserProcesses=yes\n", "KillUserProcesses=no\nKillUserProcesses=true\n",
		"KillUserProcesses=1\n", "KillUserProcesses = on\n"};
	static const char *const no[] = {"[Login]\nKillUserProcesses=no\n", "#KillUserProcesses=yes\nKillUserProcesses=no\n",
		"KillUserProcesses=yes\nKillUserProcesses=no\n", "KillUserProcesses=off\n"};
	if (deadly_with(yes[0])) { /* else this user lingers, or is exempt */
		for (size_t i = 0; i < 4; i++) {
			assert_true(deadly_with(yes[i]));
		}
	}
	for (size_t i = 0; i < 4; i++) {
		assert_false(deadly_with(no[i]));
	}
}

#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_address_answers),
		cmocka_unit_test(one_address_answers),
		cmocka_unit_test(marks_of_ipv4),
		cmocka_unit_test(marks_of_ipv4_on_a_socket_for_both),
		cmocka_unit_test(marks_of_ipv6),
		cmocka_unit_test(a_turn_has_an_end),
		cmocka_unit_test(packets_come_before_handshakes),
		cmocka_unit_test(what_is_too_long_is_seen_to_be),
		cmocka_unit_test(a_taken_port_is_passed_over),
		cmocka_unit_test(an_unreachable_peer_is_loss),
#ifdef __linux__
		cmocka_unit_test(logind_is_asked),
#endif
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
