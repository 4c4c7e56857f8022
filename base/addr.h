/* base/addr.h -- a network address as plain data, so that the core needs no sockets. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum addr_family { ADDR_NONE, ADDR_IP4, ADDR_IP6, ADDR_PIPE };

#define ADDR_FAR 1

struct addr {
	uint8_t family; /* enum addr_family */
	uint8_t ip[16]; /* IP4 uses the first 4 bytes; PIPE none */
	uint16_t port;
	uint32_t scope; /* IPv6 zone index; PIPE: ADDR_FAR when it leads to another host; 0 elsewhere */
};

bool addr_equal(const struct addr *a, const struct addr *b);
bool addr_same_host(const struct addr *a, const struct addr *b); /* ports may differ */
struct addr addr_unmapped(struct addr a);                       /* ::ffff:a.b.c.d becomes IP4 */
/* "192.0.2.1:60000", "[2001:db8::1]:60000", "pipe". Longest text is under ADDR_TEXT_MAX. */
#define ADDR_TEXT_MAX 64
const char *addr_text(const struct addr *a, char out[ADDR_TEXT_MAX]);
/* Parses a numeric "1.2.3.4" / "2001:db8::1" and a port. ERR_ARG when it is neither. */
int addr_parse(const char *ip, uint16_t port, struct addr *out);
