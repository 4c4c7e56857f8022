/* tests/unit/client/netwatch_test.c -- which of the system's messages concern the address in use. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/buf.h"
#include "client/netwatch.h"

#ifdef __linux__
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

static const uint8_t ours[16] = {10, 9, 0, 1}, other[16] = {10, 9, 0, 7}, ours6[16] = {0xfd, 9, [15] = 1};

static void put_message(struct buf *b, uint16_t type, const void *fixed, size_t len, int attr, const uint8_t *ip,
	size_t ip_len)
{
	struct rtattr at = {.rta_len = (unsigned short)(sizeof(at) + ip_len), .rta_type = (unsigned short)attr};
	struct nlmsghdr h = {.nlmsg_type = type, .nlmsg_len = (uint32_t)(sizeof(h) + len + sizeof(at) + ip_len)};
	buf_put(b, &h, sizeof(h));
	buf_put(b, fixed, len);
	buf_put(b, &at, sizeof(at));
	buf_put(b, ip, ip_len);
}

static void put_address(struct buf *b, uint16_t type, const uint8_t *ip, size_t ip_len)
{
	struct ifaddrmsg m = {.ifa_family = ip_len == 4 ? AF_INET : AF_INET6};
	put_message(b, type, &m, sizeof(m), IFA_ADDRESS, ip, ip_len);
}

static void put_route(struct buf *b, uint16_t type, unsigned char table, unsigned char bits)
{
	struct rtmsg m = {.rtm_family = AF_INET, .rtm_dst_len = bits, .rtm_table = table};
	put_message(b, type, &m, sizeof(m), RTA_GATEWAY, other, 4);
}

static bool away(struct buf *b, enum addr_family family)
{
	struct addr a = {.family = (uint8_t)family};
	memcpy(a.ip, family == ADDR_IP4 ? ours : ours6, family == ADDR_IP4 ? 4 : 16);
	bool is = netwatch_takes_away(buf_bytes(b), &a);
	buf_clear(b);
	return is;
}

static void addresses(void **state)
{
	struct buf b = {0};
	(void)state;
	put_address(&b, RTM_DELADDR, ours, 4);
	assert_true(away(&b, ADDR_IP4));
	put_address(&b, RTM_DELADDR, ours6, 16);
	assert_true(away(&b, ADDR_IP6));
	put_address(&b, RTM_DELADDR, ours6, 16);
	assert_false(away(&b, ADDR_IP4));
	put_address(&b, RTM_DELADDR, other, 4);
	assert_false(away(&b, ADDR_IP4));
	put_address(&b, RTM_NEWADDR, ours, 4); /* its lifetime is renewed */
	assert_false(away(&b, ADDR_IP4));
	put_address(&b, RTM_NEWADDR, other, 4);
	put_address(&b, RTM_DELADDR, ours, 4);
	assert_true(away(&b, ADDR_IP4));
	buf_finish(&b);
}

static void routes(void **state)
{
	struct buf b = {0};
	(void)state;
	put_route(&b, RTM_DELROUTE, RT_TABLE_MAIN, 0);
	assert_true(away(&b, ADDR_IP4));
	put_route(&b, RTM_DELROUTE, RT_TABLE_MAIN, 0);
	assert_false(away(&b, ADDR_IP6));
	put_route(&b, RTM_DELROUTE, RT_TABLE_MAIN, 24); /* a container's bridge */
	assert_false(away(&b, ADDR_IP4));
	put_route(&b, RTM_DELROUTE, RT_TABLE_LOCAL, 0);
	assert_false(away(&b, ADDR_IP4));
	put_route(&b, RTM_NEWROUTE, RT_TABLE_MAIN, 0); /* a router says again that it is there */
	assert_false(away(&b, ADDR_IP4));
	buf_finish(&b);
}

/* Every beginning of what the system says is taken without reading past its end. */
static void cut_off(void **state)
{
	struct buf b = {0}, part = {0};
	(void)state;
	put_address(&b, RTM_DELADDR, other, 4);
	size_t first = b.len;
	put_route(&b, RTM_NEWROUTE, RT_TABLE_MAIN, 0);
	for (size_t n = 1; n < b.len; n++) {
		buf_put(&part, b.data, n);
		uint8_t *exact = memcpy(test_malloc(n), part.data, n);
		struct addr a = {.family = ADDR_IP4, .ip = {10, 9, 0, 1}};
		bool header = n >= sizeof(struct nlmsghdr) && n < first;
		bool is = netwatch_takes_away(bytes_of(exact, n), &a);
		assert_true(!header || is);
		test_free(exact);
		buf_clear(&part);
	}
	buf_finish(&part);
	buf_finish(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses),
		cmocka_unit_test(routes),
		cmocka_unit_test(cut_off),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

int main(void)
{
	return 77; /* other systems' messages are not looked into */
}

#endif
