/* base/addr.c -- network addresses as data. */
#include "base/addr.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"

#define IP_TEXT_MAX 40 /* eight groups of four digits; mapped IPv4 is shorter */

bool addr_equal(const struct addr *a, const struct addr *b)
{
	return addr_same_host(a, b) && a->port == b->port;
}

bool addr_same_host(const struct addr *a, const struct addr *b)
{
	if (a->family != b->family) {
		return false;
	}
	switch (a->family) {
	case ADDR_IP4:
		return memcmp(a->ip, b->ip, 4) == 0;
	case ADDR_IP6:
		return memcmp(a->ip, b->ip, 16) == 0 && a->scope == b->scope;
	default:
		return true;
	}
}

struct addr addr_unmapped(struct addr a)
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
	if (a.family != ADDR_IP6 || memcmp(a.ip, mapped, sizeof(mapped)) != 0) {
		return a;
	}
	struct addr out = {.family = ADDR_IP4, .port = a.port};
	memcpy(out.ip, a.ip + sizeof(mapped), 4);
	return out;
}

const char *addr_text(const struct addr *a, char out[ADDR_TEXT_MAX])
{
	char ip[IP_TEXT_MAX] = "";
	switch (a->family) {
	case ADDR_IP4:
		inet_ntop(AF_INET, a->ip, ip, sizeof(ip));
		snprintf(out, ADDR_TEXT_MAX, "%s:%u", ip, (unsigned)a->port);
		break;
	case ADDR_IP6:
		inet_ntop(AF_INET6, a->ip, ip, sizeof(ip));
		if (a->scope != 0) {
			snprintf(out, ADDR_TEXT_MAX, "[%s%%%" PRIu32 "]:%u", ip, a->scope,
			         (unsigned)a->port);
		} else {
			snprintf(out, ADDR_TEXT_MAX, "[%s]:%u", ip, (unsigned)a->port);
		}
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

/* The zone after '%': a decimal index that fits 32 bits, nothing else. */
static int parse_zone(const char *s, uint32_t *out)
{
	uint64_t v = 0;
	if (*s == '\0') {
		return ERR_ARG;
	}
	for (; *s != '\0'; s++) {
		if (*s < '0' || *s > '9') {
			return ERR_ARG;
		}
		v = v * 10 + (uint64_t)(*s - '0');
		if (v > UINT32_MAX) {
			return ERR_ARG;
		}
	}
	*out = (uint32_t)v;
	return 0;
}

int addr_parse(const char *ip, uint16_t port, struct addr *out)
{
	struct addr a = {.port = port};
	if (inet_pton(AF_INET, ip, a.ip) == 1) {
		a.family = ADDR_IP4;
		*out = a;
		return 0;
	}
	char text[INET6_ADDRSTRLEN];
	size_t len = strcspn(ip, "%");
	if (len >= sizeof(text)) {
		return ERR_ARG;
	}
	memcpy(text, ip, len);
	text[len] = '\0';
	if (ip[len] == '%' && parse_zone(ip + len + 1, &a.scope) < 0) {
		return ERR_ARG;
	}
	if (inet_pton(AF_INET6, text, a.ip) != 1) {
		return ERR_ARG;
	}
	a.family = ADDR_IP6;
	*out = a;
	return 0;
}
