/* base/addr.c -- comparing, printing and reading addresses. */
#include "base/addr.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"

static size_t ip_len(const struct addr *a)
{
	return a->family == ADDR_IP4 ? 4 : a->family == ADDR_IP6 ? 16 : 0;
}

bool addr_same_host(const struct addr *a, const struct addr *b)
{
	return a->family == b->family && a->scope == b->scope && memcmp(a->ip, b->ip, ip_len(a)) == 0;
}

bool addr_equal(const struct addr *a, const struct addr *b)
{
	return addr_same_host(a, b) && a->port == b->port;
}

struct addr addr_unmapped(struct addr a)
{
	static const uint8_t prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
	if (a.family != ADDR_IP6 || memcmp(a.ip, prefix, sizeof(prefix)) != 0) {
		return a;
	}
	struct addr v4 = {.family = ADDR_IP4, .port = a.port};
	memcpy(v4.ip, a.ip + 12, 4);
	return v4;
}

const char *addr_text(const struct addr *a, char out[ADDR_TEXT_MAX])
{
	char ip[INET6_ADDRSTRLEN] = "";
	switch (a->family) {
	case ADDR_IP4:
		inet_ntop(AF_INET, a->ip, ip, sizeof(ip));
		snprintf(out, ADDR_TEXT_MAX, "%s:%u", ip, a->port);
		break;
	case ADDR_IP6:
		inet_ntop(AF_INET6, a->ip, ip, sizeof(ip));
		snprintf(out, ADDR_TEXT_MAX, "[%s]:%u", ip, a->port);
		break;
	case ADDR_PIPE:
		snprintf(out, ADDR_TEXT_MAX, "pipe");
		break;
	default:
		snprintf(out, ADDR_TEXT_MAX, "none");
		break;
	}
	return out;
}

int addr_parse(const char *ip, uint16_t port, struct addr *out)
{
	struct addr a = {.port = port};
	if (inet_pton(AF_INET, ip, a.ip) == 1) {
		a.family = ADDR_IP4;
	} else if (inet_pton(AF_INET6, ip, a.ip) == 1) {
		a.family = ADDR_IP6;
	} else {
		return ERR_ARG;
	}
	*out = addr_unmapped(a);
	return 0;
}
