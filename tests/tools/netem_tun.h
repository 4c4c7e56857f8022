/* tests/tools/netem_tun.h -- TUN devices in network namespaces. Needs root (CAP_SYS_ADMIN for the
 * namespace, CAP_NET_ADMIN for the device). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIMIT_TUN_PREFIXES 8

struct netem_prefix {
	int family; /* AF_INET or AF_INET6 */
	uint8_t ip[16];
	unsigned bits;
};

struct netem_tun_conf {
	const char *ns;   /* name under /run/netns, a path, or NULL: the caller's */
	const char *name; /* of the device */
	struct netem_prefix prefix[LIMIT_TUN_PREFIXES];
	size_t prefixes;
	unsigned mtu;
};

/* "10.9.0.1/24,fd09::1/64". ERR_ARG, ERR_LIMIT. */
int netem_tun_parse(const char *text, struct netem_tun_conf *out);
/* True when `ip` (of `family`) lies in one of the prefixes. */
bool netem_tun_covers(const struct netem_tun_conf *c, int family, const uint8_t *ip);
/* Makes the device, gives it its addresses and sets it up. ERR_SYS with errno and, in *step, what
 * failed. The device is gone when the descriptor is closed. */
int netem_tun_open(const struct netem_tun_conf *c, int *out, const char **step);
